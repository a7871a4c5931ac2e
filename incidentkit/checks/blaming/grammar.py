"""Whether a sentence blames: the ways to do so, asked one after the other.

Sources: Dekker, The Field Guide to Understanding "Human Error" (counterfactuals, "failed to", the view from outside);
Allspaw, Blameless PostMortems and a Just Culture (2012); Google, Site Reliability Engineering, chapter 15; PagerDuty,
Postmortem Documentation, "The blameless postmortem" (who and why questions).
"""

from __future__ import annotations

import re
from functools import lru_cache

from incidentkit.checks.blaming import (
    absence,
    admonitions,
    by_name,
    causes,
    character,
    forgetting,
    hindsight,
    lapses,
    omissions,
    questions,
    scorn,
    slips,
)
from incidentkit.checks.blaming.sentence import Reading, read
from incidentkit.checks.blaming.way import Way

# The first that fits a sentence speaks: the more particular kinds stand first, names that nobody knows last.
WAYS: tuple[Way, ...] = (
    *questions.WAYS,
    *admonitions.WAYS,
    *forgetting.WAYS,
    *causes.WAYS,
    *slips.WAYS,
    *lapses.WAYS,
    *character.WAYS,
    *scorn.WAYS,
    *hindsight.WAYS,
    *omissions.WAYS,
    *absence.WAYS,
    *by_name.WAYS,
)

_NEGATED = re.compile(
    r"\b(?:call(?:ed|s|ing)?|no|not|never|neither|nor|without|rather than|instead of|beyond|avoid(?:s|ed|ing)?)"
    r"(?: [\w'@^-]+){0,5} ?$|@n (?:is|was|were|are)(?: [\w'@^-]+){0,3} ?$"
)
_REACH_OF_NO = 100  # characters: a long text is asked for what stands near
_MARK = re.compile(r"@(\w)\b|\^")


@lru_cache(maxsize=4096)
def blamed(sentence: str) -> tuple[Way, int] | None:
    """The first way that fits a sentence of prose, and the offset where it does; None for an innocent one."""
    reading = read(sentence)
    marks = {found[1] or "^" for found in _MARK.finditer(reading.shape)}
    for way in WAYS:
        if not way.who or marks.intersection(way.who):
            offset = _found(way, reading)
            if offset is not None:
                return way, offset
    return None


def _found(way: Way, reading: Reading) -> int | None:
    """Where in the sentence a way fits first; None where it does not, or where something makes it innocent."""
    text = reading.plain if way.text == "plain" else reading.shape
    if way.needs and not any(part in text for part in way.needs):
        return None
    for hit in way.pattern.finditer(text):
        before = text[max(0, hit.start() - _REACH_OF_NO) : hit.start()]
        if way.negatable and _NEGATED.search(before):
            continue
        innocent = way.unless is not None and way.unless.search(text) is not None
        return None if innocent else reading.place(way.text, hit.start())
    return None
