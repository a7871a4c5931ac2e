"""Findings as GitHub workflow commands, which the pull request shows at their lines.

Source: GitHub Docs, "Workflow commands for GitHub Actions". A run shows at most ten annotations of a kind: the ones
beyond are printed all the same, and counted in a notice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from incidentkit import inert
from incidentkit.checks.formats.text import summary
from incidentkit.checks.run import Outcome

_SHOWN = 10


def render(outcome: Outcome, shown: Mapping[Path, str]) -> Iterator[str]:
    """The lines to print; nothing in them can start a command of its own."""
    kinds = {"error": 0, "warning": 0}
    for finding in outcome.findings:
        kinds[finding.severity] += 1
        place = f"file={inert.workflow_property(shown[finding.path])},line={finding.line},col={finding.column}"
        title = inert.workflow_property(f"incident check: {finding.rule}")
        message = inert.workflow_data(f"{finding.message}\n{finding.hint}")
        yield f"::{finding.severity} {place},title={title}::{message}"
    for unread in outcome.unread:
        yield f"::error file={inert.workflow_property(shown[unread.path])}::{inert.workflow_data(unread.message)}"
    hidden = sum(max(0, count - _SHOWN) for count in kinds.values())
    more = f" GitHub shows ten of a kind at their lines; {hidden} more are in this log." if hidden else ""
    yield f"::notice::{inert.workflow_data(summary(outcome) + more)}"
