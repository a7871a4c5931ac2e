"""Action items that somebody still has to do, and whether their owner and date may be looked for in the tracker."""

from __future__ import annotations

from collections.abc import Callable

from incidentkit.checks.action_unlinked import linked
from incidentkit.checks.findings import at_line
from incidentkit.checks.interface import Finding, Rule, Severity
from incidentkit.checks.real_items import real_items
from incidentkit.report.model import ActionItem, Report


def without(rule: Rule, report: Report, has: Callable[[ActionItem], bool], what: str, hint: str) -> list[Finding]:
    """One finding an item that lacks `what`; one for all where none of several has it, for then it was no slip."""
    items = asked(report)
    lacking = [item for item in items if not has(item)]
    # Mild until the report is final.
    severity: Severity = "warning" if report.status == "review" else rule.severity
    if len(lacking) > 1 and len(lacking) == len(items):
        message = f"None of the {len(items)} open action items has {what} yet."
        return [at_line(rule, report, lacking[0].line, message, hint, severity)]
    message = f"This action item has no {what.partition(' ')[2]} yet."
    return [at_line(rule, report, item.line, message, hint, severity) for item in lacking]


def asked(report: Report) -> list[ActionItem]:
    """The items that need an owner and a date in the report itself.

    None in a draft. In an older report, without a status and without any owner, an item with an issue has both there.
    """
    if report.status == "draft":
        return []
    tracked = report.status is None and not any(item.owner or item.due_text for item in report.actions)
    still = [item for item in real_items(report) if not item.done]
    return [item for item in still if not (tracked and linked(item, report.text))]
