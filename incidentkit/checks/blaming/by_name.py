"""Names that no list knows: a capitalised word before a verb that only people have."""

from __future__ import annotations

from incidentkit.checks.blaming.look import Words, joined
from incidentkit.checks.blaming.way import Way

_NAME = r"\^[a-z]+(?<!s)(?: \^[a-z]+)?"

# Products have names as well: only what no program does counts. A program may misroute, reject wrongly, or not respond.
_MIND = joined(r"""
notice|reali[sz]e|recogni[sz]e|communicate|consider|understand|escalate|inform|tell|warn|announce|document|think
|remember|ask|consult|coordinate|look|mention|bother|pay attention|anticipate|double-check
""")
_MINDED = joined(r"""
noticed|reali[sz]ed|recogni[sz]ed|communicated|considered|understood|escalated|informed|told|warned|announced
|documented|thought|remembered|asked|consulted|coordinated|looked|mentioned|bothered|known|double-checked|waited
|tested|reviewed
""")

WAYS: tuple[Way, ...] = (
    Way(
        "by-name",
        "^",
        Words(
            rf"""
            {_NAME} (?:had |has |again )*(?:(?:failed|neglected|omitted|refused) to (?:{_MIND})
            |should(?: not| never)? have (?:{_MINDED})|(?:was|is) (?:to blame|at fault|careless|negligent)
            |(?:accidentally|carelessly|recklessly|mistakenly|hastily|sloppily|stupidly|foolishly) \w+|forgot
            |overlooked|misunderstood|mistyped|fat-fingered|botched|bungled|rushed|messed up|screwed up
            |took a shortcut|told (?:@n|nobody)|(?:did not|never) (?:{_MIND})
            |ignored the (?:warning|advice|procedure|review|runbook)s?
            |was on (?:call|duty|shift)[^.;]{{0,30}}? (?:but|and) (?:did not|never)
            |(?:pulled|deleted|restarted|edited|chose|picked|typed) the wrong)
            """,
            rf"""
            {_NAME} (?:[a-z]+ed|ran|put|took) (?:\S+ ){{1,6}}?without (?:asking|telling|checking|thinking
            |looking|testing|warning|informing|consulting|waiting|reading)
            """,
            rf"""
            {_NAME} 's (?:own )?(?:mistake|fault|oversight|negligence|carelessness
            |failure to (?:check|notice|follow|communicate))
            """,
        ),
        "Naming a person as the cause ends the search where it should begin.",
        "Leave the name out, and say what the system let happen.",
    ),
)
