"""Revisions as evidence: what was installed, upgraded and rolled back, and what was in place before."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from incidentkit import inert
from incidentkit.artifacts import split_chart
from incidentkit.evidence import Evidence, Version
from incidentkit.sources.helm.release import Revision
from incidentkit.sources.interface import Gathered, Window

SOURCE = "helm"
_INSIDE, _BEFORE = 70, 40
_BACK = re.compile(r"\s*Rollback to (\d{1,8})\b", re.IGNORECASE)
_IN_PLACE = ("deployed", "superseded", "")


def gathered(found: Iterable[Revision], window: Window, hours: int, *, gaps: Sequence[Evidence] = ()) -> Gathered:
    """What revisions tell of a window and of the hours before it; of what was before that, the last one."""
    by_release: dict[tuple[str, str], dict[int, Revision]] = defaultdict(dict)
    for one in found:
        known = by_release[(one.namespace, one.release)].get(one.number)
        if known is None or len(one.description) >= len(known.description):
            by_release[(one.namespace, one.release)][one.number] = one
    since = window.since - timedelta(hours=hours) if window.since else None
    records: list[Evidence] = []
    outside = 0
    for numbered in by_release.values():
        ordered = [numbered[number] for number in sorted(numbered)]
        told = [_record(one, before, window) for before, one in zip([None, *ordered], ordered, strict=False)]
        kept = list(_kept(told, since, window.until))
        records += kept
        outside += len(told) - len(kept)
    guessed = any(one.guessed for numbered in by_release.values() for one in numbered.values())
    return Gathered(
        SOURCE,
        records=tuple(records),
        gaps=tuple(gaps),
        hidden=(("outside the window", outside),) if outside else (),
        notes=("Helm wrote times without a zone; they are read in the team's.",) if guessed else (),
    )


def _kept(told: Sequence[Evidence], since: datetime | None, until: datetime | None) -> Iterator[Evidence]:
    before: Evidence | None = None
    for record in told:
        if record.at and until and record.at > until:
            continue
        if record.at is None or (since and record.at < since):
            before = record if record.versions else before
        else:
            yield record
    if before:
        yield Evidence(
            before.id, before.at, SOURCE, "version", before.summary, body=before.body, subject=before.subject,
            precision=before.precision, weight=0, versions=before.versions,
        )  # fmt: skip


def _record(one: Revision, before: Revision | None, window: Window) -> Evidence:
    name = f"{one.namespace}/{one.release}" if one.namespace else one.release
    app = f", application {inert.code(one.app, 60)}" if one.app else ""
    ran = Version(name, "chart", one.chart, f"revision {one.number}")
    return Evidence(
        id=f"helm:{name}/{one.number}",
        at=one.at,
        precision="approximate" if one.guessed else "second",
        source=SOURCE,
        kind="change",
        summary=f"{_did(one)}: {_change(before, one)}",
        body=f"revision {one.number}, {one.status or 'status unknown'}, chart {inert.code(one.chart, 120) or 'unknown'}"
        f"{app}" + (f"; {inert.markdown(one.description)}" if one.description else ""),
        subject=f"release {name}",
        weight=_INSIDE if one.at and window.holds(one.at) else _BEFORE,
        versions=(ran,) if one.chart and one.status in _IN_PLACE else (),
    )


def _did(one: Revision) -> str:
    release = f"Helm release {inert.code(one.release)}"
    if one.status == "failed":
        return f"The change of {release} to revision {one.number} failed"
    if one.status.startswith("pending"):
        return f"A change of {release} to revision {one.number} was begun"
    if one.status.startswith("uninstall"):
        return f"{release} was uninstalled (revision {one.number})"
    if back := _BACK.match(one.description):
        return f"{release} was rolled back to revision {back[1]}, now revision {one.number}"
    did = "installed" if one.number == 1 else "upgraded"
    return f"{release} was {did}, revision {one.number}"


def _change(before: Revision | None, after: Revision) -> str:
    new_name, new = split_chart(after.chart)
    old_name, old = split_chart(before.chart) if before else ("", "")
    if before is None or not new or old_name != new_name:
        return f"chart {inert.code(after.chart, 120)}" if after.chart else "chart unknown"
    if old == new:
        return f"the same chart {inert.code(after.chart, 120)}, other values"
    return f"chart {inert.code(new_name, 80)} {inert.code(old, 60)} → {inert.code(new, 60)}"
