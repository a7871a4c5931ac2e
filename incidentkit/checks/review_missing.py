"""`review-missing`: a report names its reviewers, and none is named. Source: Google, Site Reliability Engineering,
chapter 15: an unreviewed postmortem might as well never have existed."""

from __future__ import annotations

import re

from incidentkit.checks.findings import at_line, at_offset, rough
from incidentkit.checks.interface import Finding, Severity
from incidentkit.checks.passages import prose
from incidentkit.config import Workspace
from incidentkit.report.model import Report

_KEYS = ("reviewers", "reviewer", "reviewed_by", "reviewed-by", "approvers", "approved_by")
_PLACE = re.compile(
    r"^[ \t]*(?:[-*+][ \t]+|\|[ \t]*)?(?:reviewed by|reviewers?|approved by|approvers?)[ \t]*[:|][ \t]*"
    r"(?:nobody|none|no one|n/a|-+|–|—)?[ \t]*\|?[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_HINT = "Ask somebody who was not there to read it, and name their role; or take the place for it out."


class ReviewMissing:
    """Looks only where the report has a place for reviewers: a pull request keeps its own record of who looked."""

    name = "review-missing"
    severity: Severity = "warning"

    def check(self, report: Report, workspace: Workspace) -> list[Finding]:
        """At most one finding, none until the report is final."""
        if rough(report) or report.status == "review":
            return []
        for key in _KEYS:
            if key in report.front.lines and not report.front.values.get(key):
                message = f"`{key}` is empty: nobody has reviewed this report yet."
                return [at_line(self, report, report.front.lines[key], message, _HINT)]
        if found := _PLACE.search(prose(report)):
            start = found.start() + len(found[0]) - len(found[0].lstrip())
            return [at_offset(self, report, start, "Nobody is named who has reviewed this report.", _HINT)]
        return []
