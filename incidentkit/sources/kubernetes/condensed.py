"""Many events as few records: one a story and time, put into words once.

A cluster in trouble tells the same of each pod, over and over. The record says how many objects it was and how often;
single events are not kept then, which a note says.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from incidentkit.evidence import Evidence
from incidentkit.sources.kubernetes import phrases
from incidentkit.sources.kubernetes.facts import Seen
from incidentkit.sources.kubernetes.owners import Owners
from incidentkit.sources.kubernetes.phrases import Phrase

# Events that are further apart tell another story: what a timeline would fold, and no more.
_APART = timedelta(minutes=90)
_NEVER = datetime.min.replace(tzinfo=UTC)
# What differs between messages that say the same: addresses, ids, amounts.
_PARTICULAR = re.compile(
    r"\b(?=[\da-f])"  # asked once for all of them: most words end here
    r"(?:(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5})?|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|\d{4,}|\d+(?:\.\d+)?(?:[KMGT]i?B?|ms|s|m|h))\b"
)


@dataclass(frozen=True, slots=True)
class _Story:
    """Events that are told in one way, in order of time; `phrase` is that of the first."""

    phrase: Phrase
    events: list[Seen]


def records(seen: Sequence[Seen], owners: Owners) -> Iterator[Evidence]:
    """A record for each story; one without any time is a story of its own."""
    alike: dict[object, list[Seen]] = defaultdict(list)
    known: dict[str, str] = {}
    for one in seen:
        about = one.event.about
        message = _general(one.event.message, about.name, known) if about.name else one.event.message[:300]
        alike[(one.event.reason, about.kind, about.namespace, owners.workload(about), message)].append(one)
    by_group: dict[str, _Story] = {}
    for same in alike.values():
        phrase = phrases.tell(same[0].event, same[0].rule, owners)
        by_group.setdefault(phrase.group, _Story(phrase, [])).events.extend(same)
    for story in by_group.values():
        for cluster in _clusters(story.events):
            yield _record(story.phrase, cluster, owners)


def _general(message: str, name: str, known: dict[str, str]) -> str:
    """The start of a message without what is particular to an object. What many objects share is read once."""
    message = message.replace(name, "@")
    found = known.get(message)
    if found is None:
        found = known[message] = _PARTICULAR.sub("#", message)[:300]
    return found


def _clusters(events: list[Seen]) -> Iterator[list[Seen]]:
    """The events parted where nothing happened for long."""
    timed = sorted((one for one in events if one.event.first), key=_first)
    untimed = [one for one in events if not one.event.first]
    if untimed:
        yield untimed
    cluster: list[Seen] = []
    end = _NEVER
    for one in timed:
        start = one.event.first or _NEVER
        if cluster and start - end > _APART:
            yield cluster
            cluster = []
        cluster.append(one)
        end = max(end, one.event.last or start)
    if cluster:
        yield cluster


def _first(one: Seen) -> tuple[datetime, str]:
    return one.event.first or _NEVER, one.event.uid


def _record(phrase: Phrase, events: list[Seen], owners: Owners) -> Evidence:
    first = events[0].event
    objects = {(one.about.kind, one.about.namespace, one.about.name) for one in events}
    at, until = first.first, max((one.event.last for one in events if one.event.last), default=None)
    if phrase.over:
        at = until
    spans = at != until
    several = len(objects) > 1 and bool(phrase.many)
    words = phrase.many.replace("{n}", f"{len(objects):,}")
    words = words if several else phrases.tell(first, events[0].rule, owners).one
    more = f"; {len(events) - 1:,} more events like it" if len(events) > 1 else ""
    place = f"{first.about.namespace}/" if first.about.namespace and first.about.kind != "Node" else ""
    return Evidence(
        id=f"k8s:{first.uid}",
        at=at,
        until=until if spans else None,
        precision="range" if spans else "second",
        source="kubernetes",
        kind=phrase.kind,
        summary=words,
        body=phrases.body(first, owners) + more,
        subject=f"{first.about.kind}s {place}{owners.workload(first.about)}"
        if several
        else phrases.subject(first.about, owners),
        group=phrase.group,
        many=words if several else phrase.many or None,
        weight=phrase.weight,
        count=1 if phrase.over else sum(one.event.count for one in events),
    )
