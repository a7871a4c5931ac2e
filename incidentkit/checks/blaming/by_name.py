"""Names that no list knows: a capitalised word before a verb that only people have."""

from __future__ import annotations

from incidentkit.checks.blaming.look import Words
from incidentkit.checks.blaming.verbs import ADVERBS, ATTEND, ERR
from incidentkit.checks.blaming.way import Way

_NAME = r"\^[a-z]+(?<!s)(?: \^[a-z]+)?"

WAYS: tuple[Way, ...] = (
    Way(
        "by-name",
        "^",
        Words(
            rf"""
            {_NAME} (?:had |has |again )*(?:(?:failed|neglected|omitted|refused) to (?:{ATTEND})
            |should(?: not| never)? have (?!been (?:fired|started|run))[a-z]+(?:ed|n|d
            |t)\b(?! (?:fired|triggered))|(?:was|is) (?:to blame|at fault|careless|negligent)|(?:{ADVERBS}) \w+
            |(?:{ERR})|ignored the (?:warning|alert|page|advice|procedure|review|runbook)s?
            |(?:did not|never) (?:check|verify|test|follow|read|ask|tell|notice|think|bother|look)
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
