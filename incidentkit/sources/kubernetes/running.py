"""What ran: images by workload and container, with the digests that pods say they run.

A rollout names an image as it is written, mostly a tag; which bytes that was, only a pod's status knows (`imageID`).
Source: https://kubernetes.io/docs/concepts/containers/images/#image-names
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from incidentkit.evidence import Evidence, Version
from incidentkit.sources.interface import Window
from incidentkit.sources.kubernetes.facts import Fact
from incidentkit.sources.kubernetes.owners import USER_PODS, Owners, Ref
from incidentkit.sources.kubernetes.phrases import kind_in_words
from incidentkit.sources.kubernetes.raw import Json, code, controller, instant, mapping, mappings, name, text

# Rollouts this long before the window are kept for what ran; of older ones only the last, which was in place since.
_KEPT = timedelta(days=14)
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_LISTS = (("initContainers", "initContainerStatuses"), ("containers", "containerStatuses"))
_MOST = 500
_LASTING = ("ReplicaSet", "StatefulSet", "DaemonSet", "ReplicationController")


def image(namespace: str, workload: str, container: str, value: str, digest: str = "") -> Version:
    """The version that a container of a workload has; one that is called like its workload is not named twice."""
    parts = [namespace, workload, *([container] if container != workload else [])]
    return Version("/".join(part for part in parts if part), "image", value, digest)


def before(outside: Iterable[Fact], window: Window) -> Iterator[Fact]:
    """Rollouts of before the window, which tell what was in place when it began: no lines, only versions."""
    if window.since is None:
        return
    last: dict[Ref, Fact] = {}
    for fact in outside:
        at = fact.record.at
        if fact.record.kind != "rollout" or at is None or at >= window.since:
            continue
        told = replace(fact, record=replace(fact.record, kind="version", weight=0))
        if at >= window.since - _KEPT:
            yield told
        elif (known := last.get(fact.about)) is None or (known.record.at or at) <= at:
            last[fact.about] = told
    yield from last.values()


@dataclass(slots=True)
class _Seen:
    """Pods that ran one image of a container: the earliest start, and how many they were."""

    version: Version
    about: Ref
    at: datetime | None = None
    pods: int = 0

    def add(self, at: datetime | None) -> None:
        self.pods += 1
        self.at = min((one for one in (self.at, at) if one), default=None)


def images(pods: Iterable[Json], owners: Owners) -> Iterator[Evidence]:
    """A record for each image, by its digest, that pods of a workload run; at most some hundred."""
    seen: dict[Version, _Seen] = {}
    for pod in pods:
        for about, version, at in _running(pod, owners):
            if version in seen or len(seen) < _MOST:
                seen.setdefault(version, _Seen(version, about)).add(at)
    for one in seen.values():
        version = one.version
        yield Evidence(
            id=f"k8s:{version.component}/image/{sha256(f'{version.value} {version.detail}'.encode()).hexdigest()[:16]}",
            at=one.at,
            source="kubernetes",
            kind="version",
            summary=f"{one.pods} pod{'s' * (one.pods != 1)} of {code(version.component, 120)} ran image "
            f"{code(version.value, 300)}, {code(version.detail[:19])}…",
            subject=f"{one.about.kind} {one.about.namespace}/{one.about.name}",
            weight=0,
            versions=(version,),
        )


def _running(pod: Json, owners: Owners) -> Iterator[tuple[Ref, Version, datetime | None]]:
    meta, spec, status = (mapping(pod.get(key)) for key in ("metadata", "spec", "status"))
    ref = Ref("Pod", name(meta.get("namespace"), 63), name(meta.get("name")), name(meta.get("uid"), 64))
    workload, owner = owners.workload(ref), controller(meta)
    kind = name(owner.get("kind"), 63)
    # A pod that is alone, and a job that ran once, have nothing that came before or after them.
    if kind not in _LASTING and workload != USER_PODS and (kind != "Job" or workload == name(owner.get("name"))):
        return
    for containers, statuses in _LISTS:
        written = {name(c.get("name"), 63): text(c.get("image")) for c in mappings(spec.get(containers))}
        for one in mappings(status.get(statuses)):
            digest = _DIGEST.search(text(one.get("imageID")))
            if digest is None:
                continue  # it was never pulled: nothing ran
            label, state = name(one.get("name"), 63), mapping(one.get("state"))
            value = (written.get(label) or text(one.get("image")))[:500]
            starts = [mapping(state.get(key)).get("startedAt") for key in ("running", "terminated")]
            starts.append(mapping(mapping(one.get("lastState")).get("terminated")).get("startedAt"))
            started = [at for start in starts if (at := instant(start))]
            at = min(started, default=instant(status.get("startTime")) or instant(meta.get("creationTimestamp")))
            about = Ref(kind.replace("ReplicaSet", "Deployment"), ref.namespace, workload)
            yield about, image(ref.namespace, workload, label, value, digest[0]), at


def deployed(workloads: Iterable[Json], revisions: Iterable[Json]) -> Iterator[Evidence]:
    """What workloads are set to run, where none of their revisions (replica sets, controller revisions) is here to tell
    it better.

    Of a deployment it is known about since when: it says when the rollout came to its end.
    """
    told = {_owned(raw) for raw in revisions}
    for raw in workloads:
        meta, spec = mapping(raw.get("metadata")), mapping(raw.get("spec"))
        namespace, workload = name(meta.get("namespace"), 63), name(meta.get("name"))
        kind = name(raw.get("kind"), 63) or "Deployment"
        template = mapping(mapping(spec.get("template")).get("spec"))
        containers = [one for key, _ in _LISTS for one in mappings(template.get(key))]
        versions = [image(namespace, workload, name(c.get("name"), 63), text(c.get("image"))[:500]) for c in containers]
        if not versions or (namespace, workload) in told:
            continue
        yield Evidence(
            id=f"k8s:{name(meta.get('uid'), 64) or f'{namespace}/{workload}'}/deployed",
            at=_available(raw),
            precision="approximate",
            source="kubernetes",
            kind="version",
            summary=f"{kind_in_words(kind)} {code(workload, 63)} runs "
            + ", ".join(code(v.value, 300) for v in versions[:5]),
            subject=f"{kind} {namespace}/{workload}",
            weight=0,
            versions=tuple(versions),
        )


def _owned(raw: Json) -> tuple[str, str]:
    meta = mapping(raw.get("metadata"))
    return name(meta.get("namespace"), 63), name(controller(meta).get("name"))


def _available(deployment: Json) -> datetime | None:
    for condition in mappings(mapping(deployment.get("status")).get("conditions")):
        if condition.get("type") == "Progressing" and condition.get("reason") == "NewReplicaSetAvailable":
            return instant(condition.get("lastUpdateTime"))
    return None
