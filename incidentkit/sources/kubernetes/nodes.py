"""Conditions of nodes, with the time at which they last changed.

Source: https://kubernetes.io/docs/reference/node/node-status/#condition
"""

from __future__ import annotations

import re
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
# What others than the kubelet say of a node: of node-problem-detector and clouds a problem is True, or it is not ready.
_PROBLEM = re.compile(
    r"\w*(?:Problem|Deadlock|Read-?[oO]nly|Corrupt|Frequent|Unhealthy|Unavailable|Pressure|Stuck|Error|Fail|Panic|"
    r"Hung)\w*"
)
_KNOWN = frozenset(("Ready", "MemoryPressure", "DiskPressure", "PIDPressure", "NetworkUnavailable"))
_CORDONED = ("node-cordon", 60, "was closed to new pods (cordoned)", "were closed to new pods (cordoned)")
_JOINED = ("node-joined", 40, "joined the cluster", "joined the cluster")
# Conditions that a node gets while it starts say nothing of their own.
_STARTING = timedelta(minutes=10)


def facts(node: Json, owners: Owners) -> Iterator[Fact]:
    """What the conditions of one node tell; a healthy condition is told only where it is news."""
    meta = mapping(node.get("metadata"))
    ref = Ref("Node", "", name(meta.get("name")), name(meta.get("uid"), 64))
    born = instant(meta.get("creationTimestamp"))
    for condition in mappings(mapping(node.get("status")).get("conditions")):
        if told := _other(condition):
            yield Fact(
                _record(ref, condition, instant(condition.get("lastTransitionTime")), *told, owners), told[0], ref
            )
        for kind, value, story, weight, one, many in _TOLD:
            if condition.get("type") != kind or condition.get("status") != value:
                continue
            at = instant(condition.get("lastTransitionTime"))
            told = _JOINED if story == "node-ready" and _starting(born, at) else (story, weight, one, many)
            yield Fact(_record(ref, condition, at, *told, owners), told[0], ref)
    if closed := _closed(mappings(mapping(node.get("spec")).get("taints"))):
        closing: Json = {"type": "Unschedulable", "status": "True"}
        yield Fact(_record(ref, closing, closed, *_CORDONED, owners), _CORDONED[0], ref)


def _other(condition: Json) -> tuple[str, int, str, str] | None:
    """How a condition is told that the kubelet does not know: by its name in words, where it names a problem."""
    kind, value = name(condition.get("type"), 63), condition.get("status")
    if kind in _KNOWN or not kind:
        return None
    words = code(kind, 63)
    if value == "True" and _PROBLEM.fullmatch(kind):
        return f"node-{kind.lower()}", 85, f"had a problem: {words}", f"had a problem: {words}"
    if value == "False" and kind.endswith("Ready"):
        return f"node-{kind.lower()}", 85, f"was not well: {words} is false", f"were not well: {words} is false"
    return None


def _closed(taints: list[Json]) -> datetime | None:
    """When a node was closed to new pods, where a taint says so."""
    closed = (taint for taint in taints if taint.get("key") == "node.kubernetes.io/unschedulable")
    return next((at for taint in closed if (at := instant(taint.get("timeAdded")))), None)


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
