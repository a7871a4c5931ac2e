"""`action-weak`: action items that leave the system as it is. Source: Google, Site Reliability Workbook, chapter 10;
the hierarchy of controls (NIOSH): a change of the system outlasts a reminder."""

# ruff: noqa: E501 - a pattern that is cut at a margin is not easier to read
from __future__ import annotations

import re

from incidentkit.checks.findings import at_line, rough
from incidentkit.checks.interface import Finding, Severity
from incidentkit.config import Workspace
from incidentkit.report.model import Report

_WEAK = re.compile(
    r"(?:please |we should |we need to |better |always |try to )*"
    r"(?:be (?:more |extra |very )?(?:careful|cautious|mindful|vigilant|aware)|take (?:more |extra )?care|pay (?:more )?attention"
    r"|remember|remind|don[’']t forget|communicate|inform|train|educate|teach|raise awareness|discuss|talk (?:to|with|about)"
    r"|document(?! (?:database|store))|(?:write|add|improve|update|extend|create|review)(?: (?:up|down|the|our|some|more|better|a|an|internal|user|hub|team))*"
    r" (?:docs?|documentation|runbooks?|wiki|readme|guides?|checklists?|notes?|playbooks?))\b",
    re.IGNORECASE,
)


class ActionWeak:
    """Speaks once, where every action item asks people to take care, to remember or to write something down."""

    name = "action-weak"
    severity: Severity = "warning"

    def check(self, report: Report, workspace: Workspace) -> list[Finding]:
        """At most one finding, at the first item; none in a draft."""
        if rough(report) or not report.actions or not all(_WEAK.match(item.text) for item in report.actions):
            return []
        one = len(report.actions) == 1
        message = (
            f"{'This only action item rests' if one else 'All action items rest'} on people: taking care, remembering, "
            "writing down."
        )
        hint = "Add one that changes the system: a limit, an alert, a test, a default, a question before what is final."
        return [at_line(self, report, report.actions[0].line, message, hint)]
