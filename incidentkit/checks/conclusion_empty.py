"""`conclusion-empty`: the heading is there, and what was learnt is not."""

from __future__ import annotations

from incidentkit.checks.findings import at_line, rough
from incidentkit.checks.interface import Finding, Severity
from incidentkit.checks.passages import visible
from incidentkit.checks.section_missing import SECTIONS
from incidentkit.config import Workspace
from incidentkit.report.model import Report

_SERVING = next(roles for name, roles, _ in SECTIONS if name == "Conclusion")


class ConclusionEmpty:
    """Speaks once, where no section that serves as a conclusion holds a word. Open prompts speak for themselves."""

    name = "conclusion-empty"
    severity: Severity = "warning"

    def check(self, report: Report, workspace: Workspace) -> list[Finding]:
        """At most one finding, none in a draft."""
        sections = [section for section in report.sections if section.role in _SERVING]
        if rough(report) or not sections:
            return []
        if any(_says_something(visible(report)[section.body.start : section.body.end]) for section in sections):
            return []
        if any("TODO" in report.text[section.body.start : section.body.end] for section in sections):
            return []
        hint = "Say what is understood now that was not before; two sentences are a conclusion."
        return [at_line(self, report, sections[0].line, "The conclusion is empty.", hint)]


def _says_something(body: str) -> bool:
    """Whether there is a word that is no heading."""
    return any(c.isalnum() for line in body.splitlines() if not line.lstrip().startswith("#") for c in line)
