"""What a rule looks like, and what it finds. Findings are values, not errors."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from incidentkit.config import Workspace
from incidentkit.report.model import Report

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at. `line` and `column` count from 1; `hint` is the next step, kindly said."""

    rule: str
    severity: Severity
    path: Path
    line: int
    column: int
    message: str
    hint: str


class Rule(Protocol):
    """One rule: one file, one section of docs/checks.md, one folder of fixtures."""

    name: str
    severity: Severity

    def check(self, report: Report, workspace: Workspace) -> list[Finding]:
        """What this rule finds in one report. Pure: reads nothing but its arguments and the files they name."""
        ...
