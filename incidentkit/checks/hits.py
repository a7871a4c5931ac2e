"""What the redaction gate sees in a report, looked for once for all who ask."""

from __future__ import annotations

from functools import lru_cache

from incidentkit.checks.passages import blank
from incidentkit.config import RedactSettings, Workspace
from incidentkit.redact import Hit, find
from incidentkit.report.model import Report, Span


def hits(report: Report, workspace: Workspace) -> tuple[Hit, ...]:
    """All secrets and personal data, by the team's settings."""
    return _find(report.text, workspace.config.redact)


def covered(report: Report, workspace: Workspace) -> str:
    """The report's text, fit to be shown: dots stand for what the gate sees, every line keeps its length."""
    return blank(report.text, [Span(hit.start, hit.end) for hit in hits(report, workspace)], "•")


@lru_cache(maxsize=2)
def _find(text: str, settings: RedactSettings) -> tuple[Hit, ...]:
    return tuple(find(text, settings))
