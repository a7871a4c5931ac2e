"""Facts: what an object or an event tells, with what is needed to see that two of them say the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

import msgspec

from incidentkit.evidence import Evidence
from incidentkit.sources.kubernetes.events import Event
from incidentkit.sources.kubernetes.owners import Ref
from incidentkit.sources.kubernetes.rule import Rule

# A status and an event of the same trouble carry the clocks of two machines.
_NEAR = timedelta(minutes=2)
# The truth about these is the pod's status, whatever events say.
_STATUS_WINS = ("oom",)
T = TypeVar("T", "Seen", "Fact")


@dataclass(frozen=True, slots=True)
class Fact:
    """A record, what it tells (`story`) and about whom."""

    record: Evidence
    story: str
    about: Ref
    echo = False

    @property
    def rank(self) -> tuple[int, int]:
        """How much it says, against others of its story."""
        return self.record.weight, self.record.count

    @property
    def span(self) -> tuple[datetime | None, datetime | None]:
        """From when to when."""
        return self.record.at, self.record.until or self.record.at


class Seen(msgspec.Struct, frozen=True, gc=False):  # one for each event: a dataclass takes ten times as long
    """An event and the rule that tells it, not put into words yet: of a hundred thousand, few are."""

    event: Event
    rule: Rule | None

    @property
    def about(self) -> Ref:
        """The object that the event is about."""
        return self.event.about

    @property
    def story(self) -> str:
        """What it tells; an unknown reason is a story of its own."""
        return self.rule.story if self.rule else self.event.reason.lower() or "event"

    @property
    def echo(self) -> bool:
        """Whether it only repeats what another event of its story says better."""
        return self.rule is not None and self.rule.echo

    @property
    def rank(self) -> tuple[int, int]:
        """How much it says, against others of its story."""
        return self.rule.weight if self.rule else 0, self.event.count

    @property
    def span(self) -> tuple[datetime | None, datetime | None]:
        """From when to when."""
        return self.event.first, self.event.last


def fold(events: Iterable[Seen], facts: Iterable[Fact]) -> tuple[list[Seen], list[Fact], int]:
    """Both without those that only say again what another one says, and how many those were."""
    seen, facts = list(events), list(facts)
    # No other story can be told twice; most events are of one that is not, and need no looking up.
    twice = {fact.story for fact in facts} | {one.story for one in seen if one.echo}
    kept_events = [one for one in seen if one.story not in twice]
    seen_by, facts_by = _by_key(one for one in seen if one.story in twice), _by_key(facts)
    kept_facts: list[Fact] = []
    dropped = 0
    for key, told in seen_by.items():
        proper = [one for one in told if not one.echo]
        # Where the events that say it properly have expired, the echo that says most has to stand for them.
        told_once = proper or _like(max(told, key=lambda one: one.rank), told)
        rivals = facts_by.get(key, ()) if key[0] in _STATUS_WINS else ()
        left = [one for one in told_once if not any(_near(one.span, rival.span) for rival in rivals)]
        kept_events += left
        dropped += len(told) - len(left)
    for key, same in facts_by.items():
        against = () if key[0] in _STATUS_WINS else seen_by.get(key, ())
        stay = [one for one in same if not any(_near(one.span, event.span) for event in against)]
        kept_facts += stay
        dropped += len(same) - len(stay)
    return kept_events, kept_facts, dropped


def _like(best: Seen, told: Iterable[Seen]) -> list[Seen]:
    """Those that say what the best says: they tell from when to when."""
    return [one for one in told if one.rule is best.rule]


def _by_key(told: Iterable[T]) -> dict[tuple[str, str, str, str], list[T]]:
    """By what is told and of whom: those with one key are about the same trouble of the same object."""
    found: dict[tuple[str, str, str, str], list[T]] = defaultdict(list)
    for one in told:
        about = one.about
        found[(one.story, about.kind, about.namespace, about.name)].append(one)
    return found


def _near(one: tuple[datetime | None, datetime | None], other: tuple[datetime | None, datetime | None]) -> bool:
    (start, end), (since, until) = one, other
    if start is None or end is None or since is None or until is None:
        return True
    return start <= until + _NEAR and since <= end + _NEAR
