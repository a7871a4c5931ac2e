"""Facts: records with what is needed to see that two of them say the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from incidentkit.evidence import Evidence
from incidentkit.sources.kubernetes.owners import Ref

# A status and an event of the same trouble carry the clocks of two machines.
_NEAR = timedelta(minutes=2)
# The truth about these is the pod's status, whatever events say.
_STATUS_WINS = ("oom",)


@dataclass(frozen=True, slots=True)
class Fact:
    """A record, what it tells (`story`) and about whom. An `echo` only repeats what another of its story tells."""

    record: Evidence
    story: str
    about: Ref
    echo: bool = False

    @property
    def key(self) -> tuple[str, str, str, str]:
        """Facts with one key are about the same trouble of the same object."""
        return (self.story, self.about.kind, self.about.namespace, self.about.name)


def fold(facts: Iterable[Fact]) -> tuple[list[Fact], int]:
    """The facts without those that only say again what another one says, and how many those were."""
    by_key: dict[tuple[str, str, str, str], list[Fact]] = defaultdict(list)
    for fact in facts:
        by_key[fact.key].append(fact)
    kept: list[Fact] = []
    dropped = 0
    for same in by_key.values():
        told = [fact for fact in same if not _said_again(fact, same)]
        kept += told
        dropped += len(same) - len(told)
    return kept, dropped


def _said_again(fact: Fact, same: list[Fact]) -> bool:
    if fact.echo:
        # Where the events that say it properly have expired, one echo has to stand for them.
        better = [other for other in same if not other.echo]
        return bool(better) or fact is not max(same, key=lambda other: (other.record.weight, other.record.count))
    is_event = fact.record.kind == "event"
    loses_to_event = fact.story not in _STATUS_WINS
    if is_event == loses_to_event:
        return False
    return any((other.record.kind == "event") != is_event and _near(fact.record, other.record) for other in same)


def _near(one: Evidence, other: Evidence) -> bool:
    ends = _span(one), _span(other)
    if None in ends[0] or None in ends[1]:
        return True
    (start, end), (since, until) = ends
    return bool(start and end and since and until and start <= until + _NEAR and since <= end + _NEAR)


def _span(record: Evidence) -> tuple[datetime | None, datetime | None]:
    return record.at, record.until or record.at
