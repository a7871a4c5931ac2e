"""Conditions of nodes, with the time at which they last changed.

Source: https://kubernetes.io/docs/reference/node/node-status/#condition
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from incidentkit import inert
from incidentkit.evidence import Evidence
from incidentkit.sources.kubernetes.facts import Fact
from incidentkit.sources.kubernetes.owners import Owners, Ref
from incidentkit.sources.kubernetes.phrases import group, several, what
from incidentkit.sources.kubernetes.raw import Json, code, instant, mapping, mappings, name, text

# (condition, status, story, weight, one, several); the stories are those of `reasons` where an event tells the same.
_TOLD: tuple[tuple[str, str, str, int, str, str], ...] = (
    ("Ready", "False", "node-not-ready", 95, "stopped being ready", "stopped being ready"),
    ("Ready", "Unknown", "node-not-ready", 95, "stopped answering", "stopped being ready"),
    ("Ready", "True", "node-ready", 45, "became ready", "became ready"),
    ("MemoryPressure", "True", "node-memory", 90, "ran short of memory", "ran short of memory"),
    ("DiskPressure", "True", "node-disk", 90, "ran short of disk space", "ran short of disk space"),
    ("PIDPressure", "True", "node-pid", 90, "ran short of process numbers", "ran short of process numbers"),
    ("NetworkUnavailable", "True", "node-network", 90, "had no network", "had no network"),
)
_JOINED = ("node-joined", 40, "joined the cluster", "joined the cluster")
# Conditions that a node gets while it starts say nothing of their own.
_STARTING = timedelta(minutes=10)


def facts(node: Json, owners: Owners) -> Iterator[Fact]:
    """What the conditions of one node tell; a healthy condition is told only where it is news."""
    meta = mapping(node.get("metadata"))
    ref = Ref("Node", "", name(meta.get("name")), name(meta.get("uid"), 64))
    born = instant(meta.get("creationTimestamp"))
    for condition in mappings(mapping(node.get("status")).get("conditions")):
        for kind, value, story, weight, one, many in _TOLD:
            if condition.get("type") != kind or condition.get("status") != value:
                continue
            at = instant(condition.get("lastTransitionTime"))
            told = _JOINED if story == "node-ready" and _starting(born, at) else (story, weight, one, many)
            yield Fact(_record(ref, condition, at, *told, owners), told[0], ref)


def _starting(born: datetime | None, at: datetime | None) -> bool:
    return bool(born and at and at - born < _STARTING)


def _record(
    ref: Ref, condition: Json, at: datetime | None, story: str, weight: int, one: str, many: str, owners: Owners
) -> Evidence:
    kind = name(condition.get("type"), 63)
    message = inert.markdown(inert.one_line(text(condition.get("message")), 500))
    reason = code(text(condition.get("reason")), 63)
    return Evidence(
        id=f"k8s:{ref.uid or ref.name}/{kind}/{at:%Y%m%dT%H%M%SZ}" if at else f"k8s:{ref.uid or ref.name}/{kind}",
        at=at,
        source="kubernetes",
        kind="node",
        summary=f"{what(ref, owners)} {one}",
        body=f"condition {code(kind)} is {text(condition.get('status'))}"
        + (f", {reason}" if reason else "")
        + (f": {message}" if message else ""),
        subject=f"Node {ref.name}",
        group=group(story, ref, owners),
        many=f"{several(ref, owners)} {many}",
        weight=weight,
    )
