"""Whose pods are these? Pods of one workload tell one story; pods of people must not tell their names.

KubeSpawner names a pod and its volume claim after the person (`jupyter-…`, `claim-…`): such names are replaced by the
start of the object's uid, which is random, wherever they stand.
Source: https://jupyterhub-kubespawner.readthedocs.io/en/latest/templates.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import msgspec

from incidentkit.sources.kubernetes.raw import Json, controller, mapping, name

USER_PODS = "user pods"
# Random parts of names come from this alphabet (k8s.io/apimachinery/pkg/util/rand).
_RANDOM = "[bcdfghjklmnpqrstvwxz2456789]"
_GENERATED: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("Deployment", re.compile(rf"(.+)-{_RANDOM}{{6,10}}-{_RANDOM}{{5}}")),
    ("Job", re.compile(rf"(.+)-\d{{8,10}}-{_RANDOM}{{5}}")),
    ("workload", re.compile(rf"(.+)-{_RANDOM}{{5}}")),
    ("StatefulSet", re.compile(r"(.+)-\d{1,5}")),
)
_REPLICA_SET = re.compile(rf"(.+)-{_RANDOM}{{6,10}}")
_PERSONAL = re.compile(r"(jupyter|claim|volume)-([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)")
_PERSONAL_IN_TEXT = re.compile(r"\b(jupyter|claim)-[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")
_PERSONAL_KINDS = ("Pod", "PersistentVolumeClaim")


class Ref(msgspec.Struct, frozen=True, gc=False):
    """An object that something is about. `container` is set where the event names one."""

    kind: str
    namespace: str
    name: str
    uid: str = ""
    container: str = ""


@dataclass
class Owners:
    """Pods and replica sets by name, with what controls them. Built once, from the lists that could be read."""

    _pods: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    _sets: dict[tuple[str, str], str] = field(default_factory=dict)
    _personal: set[tuple[str, str]] = field(default_factory=set)
    _workloads: dict[tuple[str, str, str], str] = field(default_factory=dict)

    @classmethod
    def of(cls, pods: Iterable[Json], replica_sets: Iterable[Json]) -> Owners:
        """The owners that these objects name."""
        owners = cls()
        for raw in replica_sets:
            meta = mapping(raw.get("metadata"))
            owner = controller(meta)
            if owner.get("kind") == "Deployment":
                owners._sets[(name(meta.get("namespace")), name(meta.get("name")))] = name(owner.get("name"))
        for raw in pods:
            meta = mapping(raw.get("metadata"))
            key = (name(meta.get("namespace")), name(meta.get("name")))
            owner = controller(meta)
            owners._pods[key] = (name(owner.get("kind")), name(owner.get("name")))
            labels = mapping(meta.get("labels")) | mapping(meta.get("annotations"))
            if labels.get("component") == "singleuser-server" or "hub.jupyter.org/username" in labels:
                owners._personal.add(key)
        return owners

    def deployments(self) -> frozenset[tuple[str, str]]:
        """Namespace and name of the deployments of which replica sets are here."""
        return frozenset((namespace, owner) for (namespace, _), owner in self._sets.items())

    def workload(self, ref: Ref) -> str:
        """The name of the workload that `ref` belongs to, "user pods", or its own name where it stands alone."""
        key = (ref.kind, ref.namespace, ref.name)
        if key not in self._workloads:
            self._workloads[key] = self._workload(ref)
        return self._workloads[key]

    def _workload(self, ref: Ref) -> str:
        if ref.kind == "ReplicaSet":
            return self._deployment(ref.namespace, ref.name)
        if ref.kind != "Pod":
            return self.label(ref)
        if self.is_personal(ref):
            return USER_PODS
        kind, owner = self._pods.get((ref.namespace, ref.name), ("", ""))
        if kind == "ReplicaSet":
            return self._deployment(ref.namespace, owner)
        if owner and kind != "Node":  # a static pod is "owned" by its node, which is no workload
            return re.sub(r"-\d{8,10}$", "", owner) if kind == "Job" else owner
        if (ref.namespace, ref.name) in self._pods:
            return ref.name
        return next((m[1] for _, pattern in _GENERATED if (m := pattern.fullmatch(ref.name))), ref.name)

    def _deployment(self, namespace: str, replica_set: str) -> str:
        known = self._sets.get((namespace, replica_set))
        found = _REPLICA_SET.fullmatch(replica_set)
        return known or (found[1] if found else replica_set)

    def is_personal(self, ref: Ref) -> bool:
        """Whether the object is named after a person."""
        key = (ref.namespace, ref.name)
        if key in self._personal:
            return True
        if ref.kind not in _PERSONAL_KINDS or not _PERSONAL.fullmatch(ref.name):
            return False
        # A pod that a workload controls is no person's.
        controlled = self._pods.get(key, ("", ""))[1] or _GENERATED[0][1].fullmatch(ref.name)
        return ref.kind != "Pod" or not controlled

    def label(self, ref: Ref) -> str:
        """The object's name as it may be published."""
        if not self.is_personal(ref):
            return ref.name
        found = _PERSONAL.fullmatch(ref.name)
        return "-".join(part for part in (found[1] if found else "pod", "user", ref.uid[:8]) if part)

    def scrub(self, message: str, ref: Ref) -> str:
        """A message about `ref` without the names of persons that KubeSpawner put into names."""
        if self.is_personal(ref):
            message = message.replace(ref.name, self.label(ref))
            found = _PERSONAL.fullmatch(ref.name)
            if found and len(found[2]) > 2 and found[2] in message:
                message = re.sub(rf"(?<![a-z0-9]){re.escape(found[2])}(?![a-z0-9])", "user", message)
        return _PERSONAL_IN_TEXT.sub(lambda m: m[0] if self._is_workload(m[0], ref) else f"{m[1]}-user", message)

    def _is_workload(self, word: str, ref: Ref) -> bool:
        own = self.label(ref)
        if word == own or re.fullmatch(r"(jupyter|claim)-user(-[0-9a-f]{1,8})?", word):
            return True
        return (ref.namespace, word) in self._pods and not self.is_personal(Ref("Pod", ref.namespace, word))
