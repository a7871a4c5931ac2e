"""`timezone-missing`: times without a zone cannot be compared with logs, nor with anybody else's clock."""

from __future__ import annotations

import re

from incidentkit import zones
from incidentkit.checks.findings import at_line, title_line
from incidentkit.checks.interface import Finding, Severity
from incidentkit.checks.passages import visible
from incidentkit.config import Workspace
from incidentkit.report.model import Report

# "All times are local (Berkeley)": a place that no list of zones has is still an answer for those who read.
_LOCAL = re.compile(
    r"\btimes?\b[^\n.]{0,30}\blocal\b(?: times?)?,? ?(?:\((?:in |to |for )?|in |to |for |of )(?:the )?(?-i:[A-Z])\w{3,}"
    r"|\blocal times? (?:in|of|at) (?:the )?(?-i:[A-Z])\w{3,}",
    re.IGNORECASE,
)
# "beginning from UTC 05:13": the zone before its time.
_BEFORE = re.compile(rf"\b(?:{'|'.join(name for name, _ in zones.FIXED if len(name) > 1)})\s+\d{{1,2}}:\d\d\b")


class TimezoneMissing:
    """Speaks once, where the timeline holds times and nothing says in which zone they are."""

    name = "timezone-missing"
    severity: Severity = "error"

    def check(self, report: Report, workspace: Workspace) -> list[Finding]:
        """At most one finding, at the timeline's heading."""
        unplaced = [entry for entry in report.timeline if entry.time and entry.at is None]
        if report.timezone or not unplaced:
            return []
        if _LOCAL.search(visible(report)) or _BEFORE.search(visible(report)):
            return []
        heading = report.section("timeline")
        zone = workspace.config.report.timezone
        return [
            at_line(
                self,
                report,
                heading.line if heading else title_line(report),
                f"Nothing says in which time zone {unplaced[0].time} and the other times are.",
                f"Add `timezone: {zone}` to the front matter, or a line “All times in …” under the heading."
                if zone != "UTC"
                else "Add the team's zone to the front matter, such as `timezone: Europe/Madrid`, or a line under the "
                "heading: “All times in …”.",
            )
        ]
