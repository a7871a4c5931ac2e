"""Rollouts of deployments as their events alone tell them, where no replica set is here to tell revisions and images.

A deployment says only that it scaled replica sets. One that is scaled up from nothing while another one of the same
deployment is scaled, or that is taken back to nothing again, is a new version; one that is alone may have been idle.
Source: pkg/controller/deployment/sync.go in kubernetes/kubernetes; "from N" is said since 1.25
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from incidentkit.evidence import Evidence
from incidentkit.sources.kubernetes.events import Event
from incidentkit.sources.kubernetes.facts import Fact
from incidentkit.sources.kubernetes.moments import SCALED
from incidentkit.sources.kubernetes.owners import Owners, Ref
from incidentkit.sources.kubernetes.phrases import subject, what
from incidentkit.sources.kubernetes.raw import code

_MESSAGE = re.compile(r"Scaled (up|down) replica set (\S{1,253})(?: from (\d+))? to (\d+)(?: from (\d+))?")
# Steps of one rollout are not further apart.
_APART = timedelta(hours=1)
# As much as a rollout that is known by its revision.
_WEIGHT = 80


@dataclass(frozen=True, slots=True)
class _Step:
    """One step: which set was scaled, from how many (None where that is not said) to how many, when."""

    deployment: Ref
    holder: str
    up: bool
    before: int | None
    after: int
    at: datetime


def facts(events: Iterable[Event], told: frozenset[tuple[str, str]], owners: Owners) -> Iterator[Fact]:
    """A fact for each rollout of a deployment that is not in `told` (namespace and name)."""
    by_deployment: dict[tuple[str, str], list[_Step]] = defaultdict(list)
    for event in events:
        step = _step(event)
        if step and (key := (event.about.namespace, event.about.name)) not in told:
            by_deployment[key].append(step)
    for steps in by_deployment.values():
        yield from _rollouts(sorted(steps, key=lambda step: step.at), owners)


def _step(event: Event) -> _Step | None:
    if event.reason != SCALED or event.about.kind != "Deployment" or not event.first:
        return None
    found = _MESSAGE.match(event.message[:1000])
    if not found:
        return None
    direction, holder, early, after, late = found.groups()
    before = early or late
    return _Step(event.about, holder, direction == "up", int(before) if before else None, int(after), event.first)


def _rollouts(steps: list[_Step], owners: Owners) -> Iterator[Fact]:
    current = ""
    for number, step in enumerate(steps):
        seen = [earlier for earlier in steps[:number] if earlier.holder == step.holder and earlier.up]
        starts = step.up and (step.before == 0 or (step.before is None and not seen))
        others = [o for o in steps if o.holder != step.holder and abs(o.at - step.at) <= _APART]
        if starts and step.holder != current and (others or (not seen and _taken_back(step, steps[number + 1 :]))):
            current = step.holder
            replaced = next((other.holder for other in reversed(others) if not other.up), "")
            yield _fact(step, replaced, returned=bool(seen), owners=owners)
        elif not step.up and step.after == 0 and step.holder == current and not others:
            current = ""
            yield _back(step, owners)


def _taken_back(step: _Step, later: list[_Step]) -> bool:
    """Whether the set is taken away again without ever having been scaled anew: what is idle by turns comes back."""
    mine = [other for other in later if other.holder == step.holder]
    return bool(mine) and mine[-1].after == 0 and not any(other.up and other.before == 0 for other in mine)


def _fact(step: _Step, replaced: str, *, returned: bool, owners: Owners) -> Fact:
    named = _named(step, owners)
    did = f"Rolled back {named}" if returned else f"Rolled out another version of {named}"
    sets = (
        f"replica set {code(replaced, 253)} → {code(step.holder, 253)}"
        if replaced
        else f"replica set {code(step.holder, 253)}"
    )
    return _told(step, f"{did}: {sets}", owners)


def _back(step: _Step, owners: Owners) -> Fact:
    return _told(
        step, f"Took the new version of {_named(step, owners)} back: replica set {code(step.holder, 253)}", owners
    )


def _named(step: _Step, owners: Owners) -> str:
    words = what(step.deployment, owners)
    return words[0].lower() + words[1:]


def _told(step: _Step, summary: str, owners: Owners) -> Fact:
    about = step.deployment
    before = "" if step.before is None else f" from {step.before}"
    record = Evidence(
        id=f"k8s:{about.uid or f'{about.namespace}/{about.name}'}/set/{step.holder}/{step.at:%Y%m%dT%H%M%SZ}",
        at=step.at,
        source="kubernetes",
        kind="rollout",
        summary=summary,
        body=f"replica set {code(step.holder, 253)} scaled {'up' if step.up else 'down'}{before} to {step.after}",
        subject=subject(about, owners),
        weight=_WEIGHT,
    )
    return Fact(record, f"rollout-{step.holder}-{step.at:%H%M%S}", about)
