"""Rollouts: which revision of a workload was put in place, when, and with which images.

A Deployment keeps each revision as a ReplicaSet, a StatefulSet or DaemonSet as a ControllerRevision. Going back to an
older revision gives the old object a new number and keeps its creation time, so that time is then no evidence.
Source: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-back-a-deployment
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from incidentkit import inert
from incidentkit.evidence import Evidence, Precision
from incidentkit.sources.kubernetes.facts import Fact
from incidentkit.sources.kubernetes.moments import Moments
from incidentkit.sources.kubernetes.owners import Owners, Ref
from incidentkit.sources.kubernetes.phrases import what
from incidentkit.sources.kubernetes.raw import Json, code, controller, instant, mapping, mappings, name, number, text
from incidentkit.sources.kubernetes.running import image

_REVISION = "deployment.kubernetes.io/revision"
_HISTORY = "deployment.kubernetes.io/revision-history"
_CAUSE = "kubernetes.io/change-cause"
UNKNOWN = 0
_WEIGHT, _FIRST_WEIGHT = 80, 60


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision of a workload. `back_to` is the number that the same pods had before, None for new ones,
    `UNKNOWN` where that is forgotten. `changed` is when the object that keeps it was written to last.

    `at` is None where nothing tells when it was put in place.
    """

    workload: Ref
    number: int
    at: datetime | None
    precision: Precision
    images: tuple[tuple[str, str], ...]
    cause: str
    back_to: int | None
    holder: str
    changed: datetime | None = None


def facts(objects: Iterable[Json], moments: Moments, owners: Owners) -> Iterator[Fact]:
    """A fact for each revision whose ReplicaSet or ControllerRevision is among `objects`."""
    by_workload: dict[Ref, list[Revision]] = defaultdict(list)
    for raw in objects:
        for revision in _revisions(raw):
            by_workload[revision.workload].append(revision)
    for workload, revisions in by_workload.items():
        before: Revision | None = None
        for revision in sorted(revisions, key=lambda r: r.number):
            dated = _dated(revision, before, moments)
            yield Fact(_record(workload, dated, before, owners), f"rollout-{dated.number}", workload)
            before = dated


def _dated(revision: Revision, before: Revision | None, moments: Moments) -> Revision:
    """The revision with the time at which it was put in place, where it is one that went back to an older one."""
    if before is None:
        return revision
    if revision.back_to is None:
        if not (revision.at and before.at and revision.at < before.at):
            return revision
        # A controller revision that is put in place again gets a new number and forgets the one that it had.
        revision = replace(revision, at=None, back_to=UNKNOWN)
    workload = revision.workload
    guess = revision.at or revision.changed
    if before.holder == revision.holder:
        # What ran in between is gone, and with it since when: the first scaling may be that of the first time.
        return replace(revision, at=guess, precision="approximate")
    at, precision = moments.returned(
        workload.namespace, workload.name, revision.holder, before.holder, before.at, guess
    )
    return replace(revision, at=at, precision=precision)


def says(deployment: Json) -> Iterator[Fact]:
    """What a Deployment says of itself: a rollout that did not come to an end in time, too few pods that are ready."""
    meta = mapping(deployment.get("metadata"))
    ref = Ref("Deployment", name(meta.get("namespace"), 63), name(meta.get("name")), name(meta.get("uid"), 64))
    for condition in mappings(mapping(deployment.get("status")).get("conditions")):
        at, kind = instant(condition.get("lastTransitionTime")), text(condition.get("type"))
        if kind == "Progressing" and condition.get("reason") == "ProgressDeadlineExceeded":
            revision = name(mapping(meta.get("annotations")).get(_REVISION), 12)
            said = f"The rollout of deployment {code(ref.name, 63)} did not come to an end in time"
            yield _said(
                ref, f"stalled/{revision or '0'}", "rollout", said, at, "`ProgressDeadlineExceeded`", condition, 86
            )
        elif kind == "Available" and condition.get("status") == "False" and at:
            said = f"Deployment {code(ref.name, 63)} had too few pods that were ready"
            yield _said(ref, f"unavailable/{at:%Y%m%dT%H%M%SZ}", "pod", said, at, "`Available` is False", condition, 79)


def _said(
    ref: Ref, what: str, kind: str, said: str, at: datetime | None, reason: str, condition: Json, weight: int
) -> Fact:
    record = Evidence(
        id=f"k8s:{ref.uid or f'{ref.namespace}/{ref.name}'}/{what}",
        at=at,
        source="kubernetes",
        kind=kind,
        summary=said,
        body=f"{reason}: {inert.markdown(inert.one_line(text(condition.get('message')), 500))}",
        subject=f"Deployment {ref.namespace}/{ref.name}",
        weight=weight,
    )
    return Fact(record, what.partition("/")[0], ref)


def _revisions(raw: Json) -> Iterator[Revision]:
    meta = mapping(raw.get("metadata"))
    owner = controller(meta)
    annotations = mapping(meta.get("annotations"))
    if not owner:
        return  # nobody rolled it out: it is a workload of its own
    workload = Ref(name(owner.get("kind"), 63), name(meta.get("namespace"), 63), name(owner.get("name")),
                   name(owner.get("uid"), 64))  # fmt: skip
    is_set = raw.get("kind") == "ReplicaSet"
    current = _digits(annotations.get(_REVISION)) if is_set else number(raw.get("revision"))
    if current is None:
        return
    template = mapping(mapping((raw if is_set else mapping(raw.get("data"))).get("spec")).get("template"))
    images = _images(mapping(template.get("spec")))
    cause, holder = text(annotations.get(_CAUSE)), name(meta.get("name"))
    born = instant(meta.get("creationTimestamp"))
    earlier = sorted(n for part in text(annotations.get(_HISTORY)).split(",") if (n := _digits(part)) is not None)
    if not earlier:
        yield Revision(workload, current, born, "second", images, cause, None, holder, _changed(meta, born))
        return
    # Of the numbers that it had, only the first one's time (its creation) and the last one's can be known.
    yield Revision(workload, earlier[0], born, "second", images, "", None, holder)
    yield Revision(workload, current, _changed(meta, born), "approximate", images, cause, earlier[-1], holder)


def _changed(meta: Json, born: datetime | None) -> datetime | None:
    """When the object was written to last, a late guess: controllers also write to it when pods become ready."""
    changes = [at for entry in mappings(meta.get("managedFields")) if (at := instant(entry.get("time")))]
    return max((at for at in changes if born is None or at > born), default=None)


def _digits(value: object) -> int | None:
    digits = text(value).strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None


def _images(spec: Json) -> tuple[tuple[str, str], ...]:
    containers = mappings(spec.get("initContainers")) + mappings(spec.get("containers"))
    return tuple((name(c.get("name"), 63), text(c.get("image"))[:500]) for c in containers)


def _record(workload: Ref, revision: Revision, before: Revision | None, owners: Owners) -> Evidence:
    subject = what(workload, owners)
    subject = subject[0].lower() + subject[1:]
    if revision.back_to is not None:
        old = f"revision {revision.back_to}" if revision.back_to != UNKNOWN else "an older revision"
        did = f"Rolled back {subject} to {old}, now revision {revision.number}"
    else:
        did = f"Rolled out revision {revision.number} of {subject}"
    cause = inert.markdown(inert.one_line(revision.cause, 120))
    images = "; ".join(f"{code(label)}: {code(image, 300)}" for label, image in revision.images)
    return Evidence(
        id=f"k8s:{workload.uid or f'{workload.namespace}/{workload.name}'}/rev/{revision.number}",
        at=revision.at,
        precision=revision.precision,
        source="kubernetes",
        kind="rollout",
        summary=f"{did}: {_change(before, revision)}" + (f" (“{cause}”)" if cause else ""),
        body=f"revision {revision.number} ({code(revision.holder)}), images {images or 'unknown'}"
        + (f"; change cause: {cause}" if cause else ""),
        subject=f"{workload.kind} {workload.namespace}/{workload.name}",
        versions=tuple(image(workload.namespace, workload.name, label, which) for label, which in revision.images),
        weight=_FIRST_WEIGHT if before is None and revision.number == 1 else _WEIGHT,
    )


def _change(before: Revision | None, after: Revision) -> str:
    """What is different, images first: `image a → b`; the repository is said once where only the tag changed."""
    if before is None:
        shown = [code(_short(image), 120) for image in dict(after.images).values()]
        shown = list(dict.fromkeys(shown))
        more = f" and {len(shown) - 3} more" if len(shown) > 3 else ""
        return f"image{'s' if len(shown) > 1 else ''} {', '.join(shown[:3])}{more}" if shown else "images unknown"
    old, new = dict(before.images), dict(after.images)
    changed = list(
        dict.fromkeys(_arrow(old.get(label), image) for label, image in new.items() if old.get(label) != image)
    )
    gone = [f"container {code(label)} removed" for label in old if label not in new]
    said = [*(f"image {words}" for words in changed), *gone]
    if not said:
        return "same images, other settings"
    return ", ".join(said[:3]) + (f" and {len(said) - 3} more" if len(said) > 3 else "")


def _arrow(old: str | None, new: str) -> str:
    if old is None:
        return f"{code(_short(new), 120)} added"
    old_name, old_tag = _split(old)
    new_name, new_tag = _split(new)
    if old_name == new_name and old_tag and new_tag:
        return f"{code(new_name, 120)} {code(_short(old_tag), 80)} → {code(_short(new_tag), 80)}"
    return f"{code(_short(old), 120)} → {code(_short(new), 120)}"


def _split(image: str) -> tuple[str, str]:
    """Repository and the rest (tag, digest). A colon before the last slash is a port."""
    found = re.fullmatch(r"(.+?)(?::([^/@]+))?(@.+)?", image, re.DOTALL)
    return (found[1], (found[2] or "") + (found[3] or "")) if found else (image, "")


def _short(image: str) -> str:
    return re.sub(r"(sha256:[0-9a-f]{12})[0-9a-f]{52}", r"\1…", image)
