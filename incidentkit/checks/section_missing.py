"""`section-missing`: every report has a summary, a timeline, a conclusion and action items, in whatever words."""

from __future__ import annotations

from incidentkit.checks.findings import at_line, title_line
from incidentkit.checks.interface import Finding, Severity
from incidentkit.config import Workspace
from incidentkit.report.model import Report

# What each section is for, and the roles that serve: lessons learned are a conclusion by another name.
SECTIONS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("Summary", ("summary",), "what happened, whom it touched and how it ended, for somebody who was not there"),
    ("Timeline", ("timeline",), "what happened when, one line a moment"),
    (
        "Conclusion",
        ("conclusion", "factors", "well", "wrong", "lucky"),
        "what we understand now that we did not before",
    ),
    ("Action items", ("actions",), "what will make this less likely, or less bad"),
)


class SectionMissing:
    """Looks for one heading of each kind; "Lessons learned" or "What went wrong" will do for a conclusion."""

    name = "section-missing"
    severity: Severity = "error"

    def check(self, report: Report, workspace: Workspace) -> list[Finding]:
        """One finding a section that is not there."""
        roles = {section.role for section in report.sections}
        return [
            at_line(self, report, title_line(report), f"There is no section “{name}”.", f"Add `## {name}`: {purpose}.")
            for name, serving, purpose in SECTIONS
            if not roles.intersection(serving)
        ]
