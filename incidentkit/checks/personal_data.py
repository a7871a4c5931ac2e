"""`personal-data`: a published report names roles, not people. Source: GDPR, article 5(1)(c), data minimisation."""

from __future__ import annotations

from incidentkit.checks.findings import at_offset
from incidentkit.checks.hits import hits
from incidentkit.checks.interface import Finding, Severity
from incidentkit.config import Workspace
from incidentkit.report.model import Report


class PersonalData:
    """What the redaction gate calls personal data. Handles of owners are none."""

    name = "personal-data"
    severity: Severity = "error"

    def check(self, report: Report, workspace: Workspace) -> list[Finding]:
        """One finding a passage. The message names its kind and never shows it."""
        return [
            at_offset(
                self,
                report,
                hit.start,
                f"This looks like personal data ({hit.rule}).",
                "Put a role in its place (“an instructor”), or leave it out.",
            )
            for hit in hits(report, workspace)
            if hit.kind == "personal-data"
        ]
