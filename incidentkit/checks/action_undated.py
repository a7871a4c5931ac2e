"""`action-undated`: an item that may be done at any time is done at none. Source: Google, Site Reliability Workbook,
chapter 10."""

from __future__ import annotations

import re

from incidentkit.checks.findings import at_line
from incidentkit.checks.interface import Finding, Severity
from incidentkit.checks.open_items import asked, without
from incidentkit.config import Workspace
from incidentkit.report.model import Report

_ISO = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")


class ActionUndated:
    """An open item without a due date, or with one that no calendar has. What is done needs none."""

    name = "action-undated"
    severity: Severity = "error"

    def check(self, report: Report, workspace: Workspace) -> list[Finding]:
        """One finding an item, or one for all; none in a draft, mild in review. What is done needs none."""
        hint = "Add (due: 2026-12-01); a date that has to move later is better than none."
        found = without(self, report, lambda item: bool(item.due or item.due_text), "a due date", hint)
        for item in asked(report):
            if not item.due and (unreal := _ISO.fullmatch((item.due_text or "").strip())):
                message = f"No calendar has the day {unreal[0]}: nobody will be reminded of it."
                found.append(at_line(self, report, item.line, message, "Write a day that there is: (due: 2026-12-01)."))
        return found
