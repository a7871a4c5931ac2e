"""Raw objects of any kinds, from a cluster or a file, to what the source gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from incidentkit.evidence import Evidence, gap
from incidentkit.sources.interface import Gathered, Window
from incidentkit.sources.kubernetes import condensed, nodes, phrases, pods, rollouts, running, turnovers
from incidentkit.sources.kubernetes import logs as last_words
from incidentkit.sources.kubernetes.events import Event
from incidentkit.sources.kubernetes.facts import Fact, Seen, fold
from incidentkit.sources.kubernetes.logs import Fetch
from incidentkit.sources.kubernetes.moments import Moments
from incidentkit.sources.kubernetes.objects import WORKLOADS, Objects, overlaps
from incidentkit.sources.kubernetes.owners import Owners
from incidentkit.sources.kubernetes.raw import name

SOURCE = "kubernetes"
OUTSIDE = "outside the window"
# Beyond this many events of trouble, those of one story become one record: nobody reads ten thousand of them.
MOST = 2000
UNASKED = "Logs were read of twenty containers; those of {n} more that failed were not."
CONDENSED = "{n:,} events told of trouble: those of one story, at one time, are one record."
LOWER_BOUNDS = (
    "Counts of Kubernetes events are lower bounds: the cluster folds similar events and drops those beyond a burst."
)
# Events are kept for an hour unless the cluster says otherwise (kube-apiserver --event-ttl).
EVENT_LIFE = timedelta(hours=1)
FORGETS = "Kubernetes forgets them after an hour by default"


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
    sifted = objects.sifted(window)
    hidden: Counter[str] = Counter({"noise": sifted.routine, OUTSIDE: sifted.outside})
    facts = list(_inside(_status_facts(objects, [*sifted.told, *sifted.scaled], owners), window, hidden))
    facts = list({fact.record.id: fact for fact in facts}.values())
    seen, facts, said_again = fold(map(_seen, sifted.told), facts)
    hidden["said again by another event"] += said_again
    unasked = 0
    if logs:
        facts, unasked = last_words.attach(facts, logs, owners)
    told = list(condensed.records(seen, owners) if len(seen) > MOST else (_event_record(one, owners) for one in seen))
    ran = [
        *running.images(objects.of("Pod"), owners),
        *running.deployed(objects.of(*WORKLOADS), objects.of("ReplicaSet", "ControllerRevision")),
    ]
    records = sorted([*told, *ran, *(fact.record for fact in facts)], key=lambda r: (r.at is None, r.at or now, r.id))
    return Gathered(
        source=SOURCE,
        records=tuple(records),
        gaps=(*gaps, *(_expired(sifted.oldest, window, place, now) if expect_events else ())),
        hidden=tuple((why, n) for why, n in hidden.items() if n),
        notes=(
            *((LOWER_BOUNDS,) if told else ()),
            *((CONDENSED.format(n=len(seen)),) if len(seen) > MOST else ()),
            *((UNASKED.format(n=unasked),) if unasked else ()),
            *objects.clocks(),
            *notes,
        ),
    )


def _seen(event: Event) -> Seen:
    return Seen(event, phrases.rule_of(event.reason, event.about.kind, event.message))


def _event_record(seen: Seen, owners: Owners) -> Evidence:
    event = seen.event
    phrase = phrases.tell(event, seen.rule, owners)
    spans = event.first != event.last and not phrase.over
    return Evidence(
        id=f"k8s:{event.uid}",
        at=event.last if phrase.over else event.first,
        until=event.last if spans else None,
        precision="range" if spans else "second",
        source=SOURCE,
        kind=phrase.kind,
        summary=phrase.one,
        body=phrases.body(event, owners),
        subject=phrases.subject(event.about, owners),
        group=phrase.group,
        many=phrase.many or None,
        weight=phrase.weight,
        count=1 if phrase.over else event.count,
    )


def _status_facts(objects: Objects, parsed: Sequence[Event], owners: Owners) -> Iterable[Fact]:
    for pod in objects.pods():
        yield from pods.facts(pod, owners)
    moments = Moments(parsed, objects.of("Pod"))
    yield from rollouts.facts(objects.of("ReplicaSet", "ControllerRevision"), moments, owners)
    yield from turnovers.facts(parsed, owners.deployments(), owners)
    for deployment in objects.of("Deployment"):
        yield from rollouts.says(deployment)
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
