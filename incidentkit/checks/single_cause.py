"""`single-cause`: "the root cause" ends the search at the first condition that was found. Sources: Cook, How Complex
Systems Fail (1998), points 3 and 7; Allspaw, "The Infinite Hows" (2014)."""

from __future__ import annotations

import re

from incidentkit.checks.blaming.look import joined
from incidentkit.checks.findings import at_offset, rough
from incidentkit.checks.interface import Finding, Severity
from incidentkit.checks.passages import prose
from incidentkit.config import Workspace
from incidentkit.report.model import Report

_SINGLE = re.compile(
    joined(r"""
    \b(?:the|its|a|one)\s+(?:true\s+|real\s+|actual\s+|ultimate\s+|likely\s+)?(?:root|sole|single|only)[ -]cause\b
    (?!\s+(?:analys|review|field|section))
    |\broot[ -]cause\s*(?:was\b|is\b|:)|^#{1,6}[ \t]+(?:the )?root[ -]cause[ \t]*$
    |\bcaused (?:solely|only|entirely) by\b|\b(?:solely|entirely) (?:due to|because of)\b
    """),
    re.IGNORECASE | re.MULTILINE,
)
_OPEN = re.compile(r"[^.\n]{0,60}\b(?:unknown|unclear|not known|not clear|not understood|open)\b", re.IGNORECASE)
_DENIED = re.compile(
    r"\b(?:no|not|never|without|nor|isn[’']t|wasn[’']t|beyond|than|unknown|unclear)\b[^.\n]{0,30}$", re.IGNORECASE
)


class SingleCause:
    """Speaks once for a report, at the first place; what denies a single cause is the opposite."""

    name = "single-cause"
    severity: Severity = "warning"

    def check(self, report: Report, workspace: Workspace) -> list[Finding]:
        """At most one finding, none in a draft."""
        own = "" if rough(report) else prose(report)
        for found in _SINGLE.finditer(own):
            before = own[max(0, found.start() - 60) : found.start()]
            if not _DENIED.search(before) and not _OPEN.match(own, found.end()) and not _told(report, found.start()):
                message = (
                    "This speaks of one cause. It took several conditions at once, or it would have failed before."
                )
                hint = "Call it a contributing factor, and name what else had to be true, or what let it grow."
                return [at_offset(self, report, found.start(), message, hint)]
        return []


def _told(report: Report, offset: int) -> bool:
    """Whether a place is in the timeline, which tells what was thought at the time."""
    return any(s.role == "timeline" and s.body.start <= offset < s.body.end for s in report.sections)
