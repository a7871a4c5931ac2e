"""`action-undated`: an item that may be done at any time is done at none. Source: Google, Site Reliability Workbook,
chapter 10."""

from __future__ import annotations

from incidentkit.checks.interface import Finding, Severity
from incidentkit.checks.open_items import without
from incidentkit.config import Workspace
from incidentkit.report.model import Report


class ActionUndated:
    """An open item without a due date. What is done needs none."""

    name = "action-undated"
    severity: Severity = "error"

    def check(self, report: Report, workspace: Workspace) -> list[Finding]:
        """One finding an item, or one for all; none in a draft, mild in review. What is done needs none."""
        hint = "Add (due: 2026-12-01); a date that has to move later is better than none."
        return without(self, report, lambda item: bool(item.due or item.due_text), "a due date", hint)
