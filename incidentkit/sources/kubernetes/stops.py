"""Pods that were stopped whole, by their node or for another pod: what `status.reason` says.

Sources: pkg/kubelet/eviction, nodeshutdown, preemption and lifecycle in kubernetes/kubernetes; the names changed over
its versions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from incidentkit import inert
from incidentkit.evidence import Evidence
from incidentkit.sources.kubernetes import causes
from incidentkit.sources.kubernetes.causes import Cause
from incidentkit.sources.kubernetes.facts import Fact
from incidentkit.sources.kubernetes.owners import Owners, Ref
from incidentkit.sources.kubernetes.phrases import group, several, what
from incidentkit.sources.kubernetes.raw import Json, code, instant, mappings, text


@dataclass(frozen=True, slots=True)
class _Stop:
    """How a reason is told of one pod and of several; stories are those of `reasons` where an event tells the same."""

    reason: re.Pattern[str]
    story: str
    weight: int
    one: str
    many: str
    why: Callable[[str], Cause] | None = None


_STOPS: tuple[_Stop, ...] = (
    _Stop(re.compile("Evicted"), "evicted", 95, "was evicted", "were evicted", causes.eviction),
    _Stop(re.compile("NodeLost"), "node-lost", 90, "was on a node that stopped answering",
          "were on nodes that stopped answering"),
    _Stop(re.compile("NodeShutdown|Shutdown|Terminated"), "node-shutdown", 88, "was stopped because its node shut down",
          "were stopped because their node shut down"),
    _Stop(re.compile("Preempting|Preempted"), "preempted", 86, "had to make room for a more important pod",
          "had to make room for more important pods"),
    _Stop(re.compile(r"OutOf[A-Za-z-]{2,30}"), "refused", 84, "was refused by its node", "were refused by their nodes",
          causes.short_of),
    _Stop(re.compile("UnexpectedAdmissionError|NodeAffinity|TopologyAffinityError|NodePorts|PodOSNotSupported"),
          "refused", 80, "was refused by its node", "were refused by their nodes", causes.of),
    _Stop(re.compile("DeadlineExceeded"), "deadline", 78, "ran out of time", "ran out of time"),
)  # fmt: skip


def facts(ref: Ref, status: Json, owners: Owners) -> Iterator[Fact]:
    """Why the pod as a whole was stopped, where its status says so."""
    reason = text(status.get("reason"))
    for stop in _STOPS:
        if stop.reason.fullmatch(reason):
            yield _fact(stop, reason, ref, status, owners)
            return


def uid(ref: Ref, owners: Owners) -> str:
    """What the object is known by: saved objects may have lost their uid. The name would do, were it no person's."""
    return ref.uid or f"{ref.namespace}/{owners.label(ref)}"


def since(status: Json, kind: str, value: str) -> datetime | None:
    """When a condition of that type came to have that value, None where it has not."""
    for condition in mappings(status.get("conditions")):
        if condition.get("type") == kind and condition.get("status") == value:
            return instant(condition.get("lastTransitionTime"))
    return None


def _fact(stop: _Stop, reason: str, ref: Ref, status: Json, owners: Owners) -> Fact:
    message = owners.scrub(text(status.get("message")), ref)
    cause = stop.why(message) if stop.why else Cause()
    why = f": {cause.words}" if cause.words else ""
    shared = why if cause.known else ""
    record = Evidence(
        id=f"k8s:{uid(ref, owners)}/{stop.story}",
        at=since(status, "DisruptionTarget", "True") or since(status, "Ready", "False"),
        precision="approximate",
        source="kubernetes",
        kind="termination",
        summary=f"{what(ref, owners)} {stop.one}{why}",
        body=f"{code(reason, 63)}: {inert.markdown(inert.one_line(message, 1000))}".rstrip(": "),
        subject=f"Pod {ref.namespace}/{owners.label(ref)}",
        group=group(stop.story, ref, owners, shared),
        many=f"{several(ref, owners)} {stop.many}{shared}",
        weight=stop.weight,
    )
    return Fact(record, stop.story, ref)
