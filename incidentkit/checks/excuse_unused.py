"""`excuse-unused`: an excuse that excuses nothing. Sources: ruff, `unused-noqa`; ESLint, unused disable directives."""

from __future__ import annotations

from difflib import get_close_matches

from incidentkit.checks.excuses import Excuse, excuses
from incidentkit.checks.findings import at_offset, rough
from incidentkit.checks.interface import Finding, Rule, Severity
from incidentkit.checks.passages import comments
from incidentkit.config import Workspace
from incidentkit.report.model import Report


class ExcuseUnused:
    """An excuse of a rule that there is not, without its reason, or for a line in which that rule finds nothing."""

    name = "excuse-unused"
    severity: Severity = "warning"

    def check(self, report: Report, workspace: Workspace) -> list[Finding]:
        """One finding an excuse. Asks the rules that are named, whatever the settings say of them."""
        from incidentkit.checks import RULES  # which holds this rule as well

        rules = {rule.name: rule for rule in RULES}
        lines: dict[str, set[int]] = {}
        found = []
        own = {span.start for span in comments(report)}
        for excuse in excuses(report.text):
            if report.text[excuse.start] == "<" and excuse.start not in own:
                continue  # an example, in code
            for name in excuse.rules:
                if (rule := rules.get(name)) and rule.name != self.name and name not in lines:
                    lines[name] = {finding.line for finding in rule.check(report, workspace)}
            if told := self._told(excuse, report, rules, lines):
                found.append(at_offset(self, report, excuse.start, *told))
        return found

    def _told(
        self, excuse: Excuse, report: Report, rules: dict[str, Rule], lines: dict[str, set[int]]
    ) -> tuple[str, str] | None:
        """What is to be said of one excuse, and the next step."""
        if unknown := next((name for name in excuse.rules if name not in rules), None):
            close = get_close_matches(unknown, rules, n=1)
            hint = f"Perhaps {close[0]} is meant." if close else "`incident check --help` leads to the rules."
            return f"There is no rule “{unknown}” to be excused from.", hint
        if not excuse.reason:
            hint = f"Say why, for the next reviewer: ignore {', '.join(excuse.rules)} because …"
            return "An excuse without its reason has no effect.", hint
        idle = [name for name in excuse.rules if name in lines and excuse.line not in lines[name]]
        if not idle or rough(report):  # of a draft less is asked: what is excused may be asked later
            return None
        names = ", ".join(idle)
        return (
            f"Nothing is found here that this excuses ({names}).",
            "Delete the excuse, or the name in it; it would hide what comes to stand here one day.",
        )
