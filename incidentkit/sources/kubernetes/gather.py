"""Raw objects of any kinds, from a cluster or a file, to what the source gives."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from incidentkit.config import KubernetesSettings
from incidentkit.evidence import Evidence, gap
from incidentkit.sources.interface import Gathered, Window
from incidentkit.sources.kubernetes import events, nodes, pods, rollouts
from incidentkit.sources.kubernetes.events import Event
from incidentkit.sources.kubernetes.facts import Fact, fold
from incidentkit.sources.kubernetes.owners import Owners
from incidentkit.sources.kubernetes.phrases import body, is_noise, tell
from incidentkit.sources.kubernetes.raw import Json, mapping, name

SOURCE = "kubernetes"
LOWER_BOUNDS = (
    "Counts of Kubernetes events are lower bounds: the cluster folds similar events and drops those beyond a burst."
)
# What is read; lists of these are unpacked. Everything else is counted by kind.
READ_KINDS = frozenset(("Event", "Pod", "ReplicaSet", "ControllerRevision", "Deployment", "Node"))
# Events are kept for an hour unless the cluster says otherwise (kube-apiserver --event-ttl).
EVENT_LIFE = timedelta(hours=1)


@dataclass
class Objects:
    """Raw objects by kind, each once: an object that comes again by its uid replaces the one before."""

    _kept: dict[str, dict[str, Json]] = field(default_factory=lambda: defaultdict(dict))
    unread: Counter[str] = field(default_factory=Counter)

    def add(self, raw: Json, kind: str) -> None:
        """Keep an object of a kind that is read, count it otherwise."""
        if kind not in READ_KINDS:
            self.unread[name(kind, 63) or "of no kind"] += 1
            return
        kept = self._kept[kind]
        key = name(mapping(raw.get("metadata")).get("uid"), 64) or f"#{len(kept)}"
        # Both event APIs show the same stored event: the core form, which is asked first, stays.
        if kind == "Event" and "regarding" in raw and key in kept:
            return
        kept[key] = raw if raw.get("kind") == kind else {**raw, "kind": kind}

    def of(self, *kinds: str) -> list[Json]:
        """All objects of these kinds."""
        return [raw for kind in kinds for raw in self._kept[kind].values()]

    def __len__(self) -> int:
        return sum(len(kept) for kept in self._kept.values())


def gathered(
    objects: Objects,
    window: Window,
    settings: KubernetesSettings,
    *,
    place: str,
    now: datetime,
    gaps: Sequence[Evidence] = (),
    notes: Sequence[str] = (),
    expect_events: bool = True,
) -> Gathered:
    """Everything that `objects` tell about `window`. `place` names the source for a reader ("namespace `prod`")."""
    owners = Owners.of(objects.of("Pod"), objects.of("ReplicaSet"))
    parsed = [events.parse(raw) for raw in objects.of("Event")]
    hidden: Counter[str] = Counter()
    facts = [
        *_event_facts(parsed, window, settings, owners, hidden),
        *_inside(_status_facts(objects, parsed, owners), window, hidden),
    ]
    kept, said_again = fold(facts)
    hidden["said again by another event"] += said_again
    records = sorted((fact.record for fact in kept), key=lambda r: (r.at is None, r.at or now, r.id))
    all_gaps = [*gaps, *(_expired(parsed, window, place, now) if expect_events else ())]
    return Gathered(
        source=SOURCE,
        records=tuple(records),
        gaps=tuple(all_gaps),
        hidden=tuple((why, n) for why, n in hidden.items() if n),
        notes=(*((LOWER_BOUNDS,) if any(r.kind == "event" for r in records) else ()), *notes),
    )


def _event_facts(
    parsed: Iterable[Event], window: Window, settings: KubernetesSettings, owners: Owners, hidden: Counter[str]
) -> Iterable[Fact]:
    for event in parsed:
        if not overlaps(window, event.first, event.last):
            hidden["outside the window"] += 1
        elif is_noise(event, settings):
            hidden["noise"] += 1
        else:
            yield _event_fact(event, owners)


def _event_fact(event: Event, owners: Owners) -> Fact:
    phrase = tell(event, owners)
    spans = event.first != event.last
    where = f"{event.about.namespace}/" if event.about.namespace and event.about.kind != "Node" else ""
    record = Evidence(
        id=f"k8s:{event.uid}",
        at=event.first,
        until=event.last if spans else None,
        precision="range" if spans else "second",
        source=SOURCE,
        kind="event",
        summary=phrase.one,
        body=body(event, owners),
        subject=f"{event.about.kind} {where}{owners.label(event.about)}".strip(),
        group=phrase.group,
        many=phrase.many or None,
        weight=phrase.weight,
        count=event.count,
    )
    return Fact(record, phrase.story, event.about, phrase.echo)


def _status_facts(objects: Objects, parsed: Sequence[Event], owners: Owners) -> Iterable[Fact]:
    for pod in objects.of("Pod"):
        yield from pods.facts(pod, owners)
    yield from rollouts.facts(objects.of("ReplicaSet", "ControllerRevision"), parsed, owners)
    for deployment in objects.of("Deployment"):
        yield from rollouts.stalled(deployment, owners)
    for node in objects.of("Node"):
        yield from nodes.facts(node, owners)


def _inside(facts: Iterable[Fact], window: Window, hidden: Counter[str]) -> Iterable[Fact]:
    for fact in facts:
        if overlaps(window, fact.record.at, fact.record.until or fact.record.at):
            yield fact
        else:
            hidden["outside the window"] += 1


def overlaps(window: Window, first: datetime | None, last: datetime | None) -> bool:
    """Whether a span touches the window; what has no time is kept, for it cannot be shown to lie outside."""
    if first is None or last is None:
        return True
    return (window.since is None or last >= window.since) and (window.until is None or first <= window.until)


def _expired(parsed: Iterable[Event], window: Window, place: str, now: datetime) -> Iterable[Evidence]:
    """A gap where the window starts more than an hour before the oldest event that is still there."""
    if window.since is None:
        return
    # An event lives from the last time that it was seen.
    oldest = min((event.last for event in parsed if event.last), default=None)
    if oldest is None:
        if window.since < now - EVENT_LIFE:
            summary = f"No events of {place} could be had: Kubernetes forgets them after an hour by default"
            yield gap(SOURCE, f"{_slug(place)}/events-expired", summary, captured=now)
    elif oldest - window.since > EVENT_LIFE:
        summary = f"Events of {place} before {oldest:%Y-%m-%d %H:%M} UTC are not known: they have expired"
        yield gap(SOURCE, f"{_slug(place)}/events-expired", summary, captured=now)


def _slug(place: str) -> str:
    return name(place.split("`")[1] if place.count("`") >= 2 else place.replace(" ", "-"), 100)
