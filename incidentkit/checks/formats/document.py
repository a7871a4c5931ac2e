"""Findings as one JSON document, in the shape that docs/checks.md gives."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from incidentkit.checks.formats.counts import counted
from incidentkit.checks.run import Outcome


def render(outcome: Outcome, shown: Mapping[Path, str]) -> dict[str, Any]:
    """`findings`, how often each of the `rules` spoke, the number of `reports` that were read, `unread` files, and the
    `seconds` it took."""
    return {
        "findings": [
            {
                "rule": finding.rule,
                "severity": finding.severity,
                "path": shown[finding.path],
                "line": finding.line,
                "column": finding.column,
                "message": finding.message,
                "hint": finding.hint,
            }
            for finding in outcome.findings
        ],
        "rules": [
            {"rule": count.rule, "severity": count.severity, "findings": count.findings, "files": count.files}
            for count in counted(outcome)
        ],
        "reports": outcome.reports,
        "unread": [{"path": shown[unread.path], "message": unread.message} for unread in outcome.unread],
        "seconds": round(outcome.seconds, 3),
    }
