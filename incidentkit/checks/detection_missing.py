"""`detection-missing`: nothing says how anybody came to know. Source: Google, Site Reliability Engineering, appendix D,
whose example names trigger and detection."""

# ruff: noqa: E501 - a pattern that is cut at a margin is not easier to read
from __future__ import annotations

import re

from incidentkit.checks.findings import at_line, rough, title_line
from incidentkit.checks.interface import Finding, Severity
from incidentkit.checks.passages import blank, prose
from incidentkit.config import Workspace
from incidentkit.report.model import Report

_KNEW = re.compile(
    r"\b(?:alert|alarm|page[ds]?\b|paging|pagerduty|monitor|dashboard|notic|detect|report(?:s|ed|ing)\b|complain|discover|spot(?:s|ted)"
    r"|notif|e-?mail|ticket|told us|tells us|pinged?|asked|saw\b|seen\b|sees?\b|observ|found\b|finds\b|realis|realiz|messaged"
    r"|phone|called\b|wrote|writes|slack|health ?check|probe|became aware|came to know|heard|issue was opened)",
    re.IGNORECASE,
)


class DetectionMissing:
    """Speaks once, where neither front matter nor timeline nor prose say how the incident came to be known."""

    name = "detection-missing"
    severity: Severity = "warning"

    def check(self, report: Report, workspace: Workspace) -> list[Finding]:
        """At most one finding, none in a draft."""
        if rough(report) or not report.timeline or any(entry.milestone == "detected" for entry in report.timeline):
            return []
        if report.detected or _KNEW.search(_past(report)):
            return []
        heading = report.section("timeline")
        return [
            at_line(
                self,
                report,
                heading.line if heading else title_line(report),
                "Nothing says how anybody came to know: an alert, a message from a user, a look at a graph.",
                "Add the line of that moment, with **Detected.** at its start.",
            )
        ]


def _past(report: Report) -> str:
    """What is told; an alert among the action items is one that there was not."""
    return blank(prose(report, quotes=True), [section.body for section in report.sections if section.role == "actions"])
