"""Raw objects of any kinds, from a cluster or a file, to what the source gives."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from incidentkit.config import KubernetesSettings
from incidentkit.evidence import Evidence, gap
from incidentkit.sources.interface import Gathered, Window
from incidentkit.sources.kubernetes import clocks, condensed, events, nodes, phrases, pods, rollouts, running, wire
from incidentkit.sources.kubernetes import logs as last_words
from incidentkit.sources.kubernetes.events import Event
from incidentkit.sources.kubernetes.facts import Fact, Seen, fold
from incidentkit.sources.kubernetes.logs import Fetch
from incidentkit.sources.kubernetes.moments import Moments
from incidentkit.sources.kubernetes.owners import Owners
from incidentkit.sources.kubernetes.raw import Json, mapping, name
from incidentkit.sources.kubernetes.wire import Wire

SOURCE = "kubernetes"
OUTSIDE = "outside the window"
# Beyond this many events of trouble, those of one story become one record: nobody reads ten thousand of them.
MOST = 2000
# States of pods that are kept until they are told.
MOST_EARLIER = 1000
UNASKED = "Logs were read of twenty containers; those of {n} more that failed were not."
CONDENSED = "{n:,} events told of trouble: those of one story, at one time, are one record."
LOWER_BOUNDS = (
    "Counts of Kubernetes events are lower bounds: the cluster folds similar events and drops those beyond a burst."
)
# What is read; lists of these are unpacked. Everything else is counted by kind.
READ_KINDS = frozenset(("Event", "Pod", "ReplicaSet", "ControllerRevision", "Deployment", "Node"))
# Events are kept for an hour unless the cluster says otherwise (kube-apiserver --event-ttl).
EVENT_LIFE = timedelta(hours=1)
FORGETS = "Kubernetes forgets them after an hour by default"


@dataclass
class Objects:
    """Objects by kind, each once: one that comes again by its uid replaces the one before.

    Routine events are kept as their spans only: they are counted and not told.
    """

    settings: KubernetesSettings = field(default_factory=KubernetesSettings)
    unread: Counter[str] = field(default_factory=Counter)
    _kept: dict[str, dict[str, Json]] = field(default_factory=lambda: defaultdict(dict))
    _earlier: list[Json] = field(default_factory=list)
    _events: dict[str, Wire] = field(default_factory=dict)
    _routine: dict[str, Wire] = field(default_factory=dict)

    def add(self, raw: Wire | Json, kind: str) -> None:
        """Keep an object of a kind that is read, count it otherwise."""
        if kind == "Event":
            self._add_event(raw if isinstance(raw, Wire) else wire.of(raw))
            return
        if isinstance(raw, Wire) or kind not in READ_KINDS:
            self.unread[name(kind, 63) or "of no kind"] += 1
            return
        kept = self._kept[kind]
        key = name(mapping(raw.get("metadata")).get("uid"), 64) or f"#{len(kept)}"
        if kind == "Pod" and key in kept and pods.restarts(kept[key]) != pods.restarts(raw):
            self._keep_earlier(kept[key])
        kept[key] = raw if raw.get("kind") == kind else {**raw, "kind": kind}

    def _add_event(self, raw: Wire) -> None:
        key = (raw.metadata and raw.metadata.uid) or events.uid(raw)
        # Both event APIs show the same stored event: the core form, which is asked first, stays.
        if raw.regarding is not None and (key in self._events or key in self._routine):
            return
        if phrases.routine(raw, self.settings):
            raw.message = raw.note = raw.involvedObject = None  # its time is all that will be asked for
            self._routine[key] = raw
            self._events.pop(key, None)
        else:
            self._events[key] = raw

    def drop(self, raw: Json, kind: str) -> None:
        """Forget an object that is there no more. Events stay: that they have expired unsays nothing."""
        gone = self._kept[kind].pop(name(mapping(raw.get("metadata")).get("uid"), 64), None)
        if gone and kind == "Pod":
            self._keep_earlier(gone)

    def renew(self, raws: Sequence[Json], kind: str) -> None:
        """Take a whole list anew: what is not in it any more is dropped."""
        there = {mapping(raw.get("metadata")).get("uid") for raw in raws}
        for old in [] if kind == "Event" else self.of(kind):
            if mapping(old.get("metadata")).get("uid") not in there:
                self.drop(old, kind)
        for raw in raws:
            self.add(raw, kind)

    def forget(self, before: datetime) -> None:
        """Forget events that were seen last before that time, and what pods were before: it was told."""
        self._earlier.clear()
        for kept in (self._events, self._routine):
            for key in [key for key, raw in kept.items() if (last := events.span(raw)[1]) and last < before]:
                del kept[key]

    def _keep_earlier(self, raw: Json) -> None:
        if len(self._earlier) < MOST_EARLIER:
            self._earlier.append(raw)

    def pods(self) -> list[Json]:
        """All pods, and what they were before a container ended again: a pod remembers only its last end."""
        return [*self._earlier, *self.of("Pod")]

    def of(self, *kinds: str) -> list[Json]:
        """All objects of these kinds; events are `told`."""
        return [raw for kind in kinds for raw in self._kept[kind].values()]

    def told(self) -> list[Event]:
        """The events that are not routine."""
        return [events.parse(raw) for raw in self._events.values()]

    def routine(self, window: Window) -> tuple[int, int, datetime | None]:
        """Of those that are: how many lie in the window, how many outside it, and when the first was seen last."""
        if window.since is None and window.until is None:
            return len(self._routine), 0, None  # their times tell nothing
        spans = [events.span(raw) for raw in self._routine.values()]
        inside = sum(overlaps(window, *one) for one in spans)
        return inside, len(spans) - inside, min((last for _, last in spans if last), default=None)

    def clocks(self) -> list[str]:
        """What to know about the clocks behind the events."""
        return clocks.notes(self._events.values())

    @property
    def has_events(self) -> bool:
        """Whether any event came at all."""
        return bool(self._events or self._routine)

    def __len__(self) -> int:
        return sum(len(kept) for kept in self._kept.values()) + len(self._events) + len(self._routine)


def gathered(
    objects: Objects,
    window: Window,
    *,
    place: str,
    now: datetime,
    gaps: Sequence[Evidence] = (),
    notes: Sequence[str] = (),
    expect_events: bool = True,
    logs: Fetch | None = None,
) -> Gathered:
    """Everything that `objects` tell about `window`. `place` names the source for a reader ("namespace `prod`").

    `logs` is asked for the logs of containers that failed in the window.
    """
    owners = Owners.of(objects.pods(), objects.of("ReplicaSet"))
    parsed = objects.told()
    hidden: Counter[str] = Counter()
    hidden["noise"], hidden[OUTSIDE], oldest = objects.routine(window)
    facts = list(_inside(_status_facts(objects, parsed, owners), window, hidden))
    facts = list({fact.record.id: fact for fact in facts}.values())
    seen, facts, said_again = fold(_seen(parsed, window, hidden), facts)
    hidden["said again by another event"] += said_again
    unasked = 0
    if logs:
        facts, unasked = last_words.attach(facts, logs, owners)
    told = condensed.records(seen, owners) if len(seen) > MOST else [_event_record(one, owners) for one in seen]
    ran = running.images(objects.of("Pod"), owners)
    records = sorted([*told, *ran, *(fact.record for fact in facts)], key=lambda r: (r.at is None, r.at or now, r.id))
    oldest = min((at for at in (oldest, *(event.last for event in parsed)) if at), default=None)
    return Gathered(
        source=SOURCE,
        records=tuple(records),
        gaps=(*gaps, *(_expired(oldest, window, place, now) if expect_events else ())),
        hidden=tuple((why, n) for why, n in hidden.items() if n),
        notes=(
            *((LOWER_BOUNDS,) if told else ()),
            *((CONDENSED.format(n=len(seen)),) if len(seen) > MOST else ()),
            *((UNASKED.format(n=unasked),) if unasked else ()),
            *objects.clocks(),
            *notes,
        ),
    )


def _seen(parsed: Iterable[Event], window: Window, hidden: Counter[str]) -> Iterable[Seen]:
    for event in parsed:
        if overlaps(window, event.first, event.last):
            yield Seen(event, phrases.rule_of(event.reason, event.about.kind, event.message))
        else:
            hidden[OUTSIDE] += 1


def _event_record(seen: Seen, owners: Owners) -> Evidence:
    event = seen.event
    phrase = phrases.tell(event, seen.rule, owners)
    spans = event.first != event.last
    return Evidence(
        id=f"k8s:{event.uid}",
        at=event.first,
        until=event.last if spans else None,
        precision="range" if spans else "second",
        source=SOURCE,
        kind="event",
        summary=phrase.one,
        body=phrases.body(event, owners),
        subject=phrases.subject(event.about, owners),
        group=phrase.group,
        many=phrase.many or None,
        weight=phrase.weight,
        count=event.count,
    )


def _status_facts(objects: Objects, parsed: Sequence[Event], owners: Owners) -> Iterable[Fact]:
    for pod in objects.pods():
        yield from pods.facts(pod, owners)
    moments = Moments(parsed, objects.of("Pod"))
    yield from rollouts.facts(objects.of("ReplicaSet", "ControllerRevision"), moments, owners)
    for deployment in objects.of("Deployment"):
        yield from rollouts.stalled(deployment, owners)
    for node in objects.of("Node"):
        yield from nodes.facts(node, owners)


def _inside(facts: Iterable[Fact], window: Window, hidden: Counter[str]) -> Iterable[Fact]:
    outside = []
    for fact in facts:
        if overlaps(window, fact.record.at, fact.record.until or fact.record.at):
            yield fact
        else:
            outside.append(fact)
    hidden[OUTSIDE] += len(outside)
    yield from running.before(outside, window)


def overlaps(window: Window, first: datetime | None, last: datetime | None) -> bool:
    """Whether a span touches the window; what has no time is kept, for it cannot be shown to lie outside."""
    if first is None or last is None:
        return True
    return (window.since is None or last >= window.since) and (window.until is None or first <= window.until)


def _expired(oldest: datetime | None, window: Window, place: str, now: datetime) -> Iterable[Evidence]:
    """A gap where the window starts more than an hour before the oldest event that is still there.

    It lasts from the window's start until what is known begins.
    """
    if window.since is None:
        return
    # An event lives from the last time that it was seen.
    if oldest is not None and oldest - window.since > EVENT_LIFE:
        summary = f"Events of {place} before {oldest:%Y-%m-%d %H:%M} UTC are not known: they have expired"
    elif oldest is None and window.since < now - EVENT_LIFE:
        summary, oldest = f"No events of {place} could be had: {FORGETS}", now - EVENT_LIFE
    else:
        return
    found = gap(SOURCE, f"{_slug(place)}/events-expired", summary, captured=now, at=window.since)
    yield replace(found, until=oldest)


def _slug(place: str) -> str:
    return name(place.split("`")[1] if place.count("`") >= 2 else place.replace(" ", "-"), 100)
