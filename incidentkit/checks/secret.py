"""`secret`: a token in a report is a token in git, for ever. Source: OWASP, Secrets Management Cheat Sheet."""

from __future__ import annotations

from incidentkit.checks.findings import at_offset
from incidentkit.checks.hits import hits
from incidentkit.checks.interface import Finding, Severity
from incidentkit.config import Workspace
from incidentkit.report.model import Report


class Secret:
    """What the redaction gate calls a secret, wherever it stands: in code and in comments as well."""

    name = "secret"
    severity: Severity = "error"

    def check(self, report: Report, workspace: Workspace) -> list[Finding]:
        """One finding a secret. The message names its kind and never shows it."""
        return [
            at_offset(
                self,
                report,
                hit.start,
                f"This looks like a secret ({hit.rule}).",
                "Revoke it where it was issued: git keeps what was once committed. Then replace it by what it was for.",
            )
            for hit in hits(report, workspace)
            if hit.kind == "secret"
        ]
