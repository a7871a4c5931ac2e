"""`action-unowned`: what is everybody's is nobody's. Source: Google, Site Reliability Workbook, chapter 10."""

from __future__ import annotations

import re

from incidentkit.checks.interface import Finding, Severity
from incidentkit.checks.open_items import without
from incidentkit.config import Workspace
from incidentkit.report.model import Report

_HANDLE = re.compile(r"(?<![\w/.])@[A-Za-z0-9][\w/-]*")


class ActionUnowned:
    """An open item without an owner: `(owner: @handle)`, or a handle anywhere in it."""

    name = "action-unowned"
    severity: Severity = "error"

    def check(self, report: Report, workspace: Workspace) -> list[Finding]:
        """One finding an item, or one for all; none in a draft, mild in review."""
        hint = "Add (owner: @handle), a person or a team; a team may own it until somebody takes it."
        return without(self, report, lambda item: bool(item.owner or _HANDLE.search(item.text)), "an owner", hint)
