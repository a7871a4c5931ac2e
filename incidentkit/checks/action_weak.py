"""`action-weak`: action items that leave the system as it is. Source: Google, Site Reliability Workbook, chapter 10;
the hierarchy of controls (NIOSH): a change of the system outlasts a reminder."""

from __future__ import annotations

import re

from incidentkit.checks.blaming.look import joined
from incidentkit.checks.findings import at_line, rough
from incidentkit.checks.interface import Finding, Severity
from incidentkit.config import Workspace
from incidentkit.report.model import Report

_PEOPLE = joined(r"""
    (?:(?:the|our|all|any|your|each) )*(?:everyone|everybody|people|users|students|instructors|developers|engineers
    |operators|admins|administrators|reviewers|colleagues|staff|teams?|crew|ourselves|each other|others|on-call|vendor
    |provider)
""")
_MEETING = joined(r"""
    (?:meeting|training|workshop|session|talk|retro(?:spective)?|post-?mortem|discussion|reminder|course)s?
""")
_PAPER = joined(r"""
    (?:docs?|documentation|runbooks?|wiki|readme|guides?|guidelines?|checklists?|notes?|playbooks?|handbooks?
    |polic(?:y|ies)|faqs?)
""")
# What an item begins with that asks people to do better, and leaves the system as it is.
_WEAK = re.compile(
    joined(rf"""
    (?:please |we should |we must |we need to |we will |better |always |try to |from now on,? |going forward,? )*
    (?:be (?:more |extra |very |a bit more )?(?:careful|cautious|mindful|vigilant|aware|diligent|attentive|thorough)
    |take (?:more |extra )?care|pay (?:more |closer |better )?attention|keep in mind|double[- ]check
    |think (?:twice|before|about)|remember|remind|(?:do not|don[’']t|never) forget|follow (?:the|our)|read (?:the|our)
    |(?:do not|don[’']t|never) (?:deploy|merge)|communicate|inform|announce|train|retrain|educate|teach|coach
    |raise (?:the )?awareness|discuss|talk (?:to|with|about)|reflect
    |(?:ask|tell|urge|encourage|advise|warn) {_PEOPLE}|(?:make sure|ensure) (?:that )?(?:{_PEOPLE}|we)\b
    |(?:hold|schedule|organi[sz]e|arrange|have|run|plan) (?:[\w-]+ ){{0,3}}?{_MEETING}
    |share (?:the |our |these |this )?(?:lessons|learnings|findings|report|write-up|knowledge)|agree on
    |document(?! (?:database|store))
    |(?:write|add|improve|update|extend|create|review|complete)
    (?: (?:up|down|the|our|some|more|better|a|an|internal|user|hub|team))* {_PAPER})\b
    """),
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
