"""What pods' own status tells: how containers ended, and why pods never started.

A pod remembers only the last end of each container: earlier ones are known by their number alone.
Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from incidentkit import inert
from incidentkit.evidence import Evidence
from incidentkit.sources.kubernetes import causes, scheduling, stops
from incidentkit.sources.kubernetes.facts import Fact
from incidentkit.sources.kubernetes.owners import Owners, Ref
from incidentkit.sources.kubernetes.phrases import group, several, what
from incidentkit.sources.kubernetes.raw import Json, code, instant, mapping, mappings, name, number, text

SOURCE = "kubernetes"
_STATUS_LISTS = ("initContainerStatuses", "containerStatuses", "ephemeralContainerStatuses")
_SIGNALS = {134: "aborted", 137: "killed", 139: "crashed in memory it does not own", 143: "asked to stop"}
_NEVER_STARTED = (
    "ContainerCannotRun",
    "StartError",
    "RunContainerError",
    "CreateContainerError",
    "ContainerStatusUnknown",
)
# A container that waits for one of these does not start by itself. Stories are those of `reasons`.
_STUCK = {
    "ImagePullBackOff": "image", "ErrImagePull": "image", "InvalidImageName": "image", "ErrImageNeverPull": "image",
    "CreateContainerConfigError": "start", "CreateContainerError": "start", "RunContainerError": "start",
}  # fmt: skip


def facts(pod: Json, owners: Owners) -> Iterator[Fact]:
    """All that one pod's status tells."""
    meta, status = mapping(pod.get("metadata")), mapping(pod.get("status"))
    ref = Ref("Pod", name(meta.get("namespace"), 63), name(meta.get("name")), name(meta.get("uid"), 64))
    yield from stops.facts(ref, status, owners)
    for condition in mappings(status.get("conditions")):
        if condition.get("type") == "PodScheduled" and condition.get("reason") == "Unschedulable":
            yield _unscheduled(ref, condition, owners)
    made = instant(meta.get("creationTimestamp"))
    for key in _STATUS_LISTS:
        for container in mappings(status.get(key)):
            yield from _container(ref, container, status, made, owners)


def restarts(pod: Json) -> tuple[tuple[str, int | None], ...]:
    """How often each container was started again: while this is the same, so is how it ended last."""
    status = mapping(pod.get("status"))
    found = (c for key in _STATUS_LISTS for c in mappings(status.get(key)))
    return tuple((name(c.get("name"), 63), number(c.get("restartCount"))) for c in found)


def _container(ref: Ref, container: Json, status: Json, made: datetime | None, owners: Owners) -> Iterator[Fact]:
    restarts = max(0, number(container.get("restartCount")) or 0)
    state, last = mapping(container.get("state")), mapping(container.get("lastState"))
    waiting = mapping(state.get("waiting"))
    ended_now, ended_before = mapping(state.get("terminated")), mapping(last.get("terminated"))
    if ended_now:
        yield from _end(ref, container, ended_now, restarts, restarts, owners)
    if ended_before:
        # While a container waits for its next start, its last end is that of the run which `restartCount` counts
        # already; once it runs (or has ended) again, it is the end of the run before.
        run = restarts if waiting else max(0, restarts - 1)
        yield from _end(ref, container, ended_before, run, restarts, owners, waiting=text(waiting.get("reason")))
    elif text(waiting.get("reason")) in _STUCK:
        yield _stuck(ref, container, waiting, _unready(status) or made, owners)


def _end(
    ref: Ref, container: Json, ended: Json, run: int, restarts: int, owners: Owners, *, waiting: str = ""
) -> Iterator[Fact]:
    if number(ended.get("exitCode")) == 0 and ended.get("reason") != "OOMKilled":
        return  # a job that is done, or a container that was stopped in order
    label, message = name(container.get("name"), 63), owners.scrub(text(ended.get("message")), ref)
    story, weight, did, they_did = _how(ended, message, waiting)
    again = f", {restarts} restart{'s' if restarts != 1 else ''} so far" if restarts else ""
    record = Evidence(
        id=f"k8s:{stops.uid(ref, owners)}/{label}/{run}",
        at=instant(ended.get("finishedAt")) or instant(ended.get("startedAt")),
        source=SOURCE,
        kind="termination",
        summary=f"{what(ref, owners)} {did.format(where=f'container {code(label)}', again=again)}",
        body=_end_body(label, ended, restarts, container, message),
        subject=f"Pod {ref.namespace}/{owners.label(ref)}",
        # Events of the story "crash-loop" say how long it went on, this says how it ended: one line for both.
        group=group("crash-loop" if story == "crashed" else story, ref, owners),
        many=f"{several(ref, owners)} {they_did}",
        weight=weight,
    )
    yield Fact(record, story, Ref(ref.kind, ref.namespace, ref.name, ref.uid, label))


def _how(ended: Json, message: str, waiting: str) -> tuple[str, int, str, str]:
    """Story, weight, and how it is told of one pod (with places for container and restarts) and of several."""
    exit_code, reason = number(ended.get("exitCode")), text(ended.get("reason"))
    exited = "" if exit_code is None else f", exit code {exit_code}"
    if reason == "OOMKilled":
        return (
            "oom", 100, "was killed for want of memory ({where}" + exited + "{again})", "were killed for want of memory"
        )  # fmt: skip
    exited += f" ({_SIGNALS[exit_code]})" if exit_code in _SIGNALS else ""
    tail = " ({where}" + exited + "{again})"
    if reason in _NEVER_STARTED:
        why = causes.of(message).words.replace("{", "(").replace("}", ")")
        return "start", 77, f"could not start{tail}{': ' if why else ''}{why}", "could not start"
    if waiting == "CrashLoopBackOff":
        return "crashed", 83, f"kept crashing{tail}", "kept crashing"
    return "crashed", 73, f"stopped with an error{tail}", "stopped with an error"


def _end_body(label: str, ended: Json, restarts: int, container: Json, message: str) -> str:
    reason = code(text(ended.get("reason")), 63) or "ended"
    parts = [f"container {code(label)}: last ended {reason}, exit code {number(ended.get('exitCode'))}"]
    if started := instant(ended.get("startedAt")):
        parts.append(f"running since {started:%Y-%m-%d %H:%M:%S} UTC")
    parts.append(f"restarts: {restarts}")
    if image := text(container.get("imageID")) or text(container.get("image")):
        parts.append(f"image {code(image, 300)}")
    if message:
        parts.append(inert.markdown(inert.one_line(message, 1000)))
    return "; ".join(parts)


def _unscheduled(ref: Ref, condition: Json, owners: Owners) -> Fact:
    message = owners.scrub(text(condition.get("message")), ref)
    cause = scheduling.cause(message)
    why = f": {cause.words}" if cause.words else ""
    record = Evidence(
        id=f"k8s:{stops.uid(ref, owners)}/unscheduled",
        at=instant(condition.get("lastTransitionTime")),
        source=SOURCE,
        kind="pod",
        summary=f"{what(ref, owners)} could not be scheduled{why}",
        body=f"condition `PodScheduled` is False: {inert.markdown(inert.one_line(message, 1000))}",
        subject=f"Pod {ref.namespace}/{owners.label(ref)}",
        group=group("unscheduled", ref, owners, why if cause.known else ""),
        many=f"{several(ref, owners)} could not be scheduled" + (why if cause.known else ""),
        weight=87,
    )
    return Fact(record, "unscheduled", ref)


def _unready(status: Json) -> datetime | None:
    return stops.since(status, "ContainersReady", "False") or stops.since(status, "Initialized", "False")


def _stuck(ref: Ref, container: Json, waiting: Json, at: datetime | None, owners: Owners) -> Fact:
    reason, label = text(waiting.get("reason")), name(container.get("name"), 63)
    story = _STUCK[reason]
    message = owners.scrub(text(waiting.get("message")), ref)
    image = code(text(container.get("image")), 120)
    did = f"could not pull image {image}" if story == "image" else "could not start"
    cause = causes.Cause() if message.startswith("Back-off pulling") else causes.of(message)
    why = f": {cause.words}" if cause.words else ""
    record = Evidence(
        id=f"k8s:{stops.uid(ref, owners)}/{label}/waiting",
        at=at,
        precision="approximate",
        source=SOURCE,
        kind="pod",
        summary=f"{what(ref, owners)} {did} (container {code(label)}){why}",
        body=f"container {code(label)} waits: {reason}: {inert.markdown(inert.one_line(message, 1000))}",
        subject=f"Pod {ref.namespace}/{owners.label(ref)}",
        group=group(story, ref, owners, f"{image}/{why if cause.known else ''}"),
        many=f"{several(ref, owners)} {did}" + (why if cause.known else ""),
        weight=76,
    )
    return Fact(record, story, ref)
