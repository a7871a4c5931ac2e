"""What changed before and during an incident, the likeliest to matter first. Nothing here is called a cause."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from incidentkit.evidence import Evidence

MOST = 6
# From this weight on a record tells of trouble: what it is about is a service that suffers.
_TROUBLE = 60
_TROUBLE_KINDS = ("event", "termination", "pod", "node", "alert")
# Put in place, as against merged or run: that is what a service notices.
_IN_PLACE = re.compile(r"rolled|deploy|helm release|published", re.IGNORECASE)
_REVISION = re.compile(r"/rev/\d+$")
_COMMIT = re.compile(r"@([0-9a-f]{12})|^commit `([0-9a-f]{12})")
_NUMBER = re.compile(r"\(#(\d+)\)$")
_ROUTINE = 30


@dataclass(frozen=True, slots=True)
class Change:
    """A change, the services in trouble that it names, and how long before the start it was (negative: after it)."""

    record: Evidence
    names: tuple[str, ...]
    before: timedelta


def likely(
    records: Sequence[Evidence], services: Iterable[str], *, start: datetime, end: datetime, lookback: timedelta
) -> tuple[tuple[Change, ...], int]:
    """The changes between `lookback` before the start and the end that matter likeliest, and how many more there are.

    First what names a service that was in trouble and came shortly before; what came while it lasted stands behind,
    for that is mostly what was done about it.
    """
    troubled = _troubled(records)
    wanted = {name.lower() for name in (*services, *troubled) if len(name) > 2}
    found = [
        Change(record, tuple(sorted(name for name in wanted if _names(record, name))), start - record.at)
        for record in _folded(records)
        if record.at and start - lookback <= record.at <= end
    ]
    ranked = sorted(found, key=lambda change: (-_score(change, troubled), change.record.id))
    return tuple(ranked[:MOST]), max(0, len(ranked) - MOST)


def _folded(records: Iterable[Evidence]) -> list[Evidence]:
    """The changes, each once: a pull request and the commit that it became are one, and GitHub knows more of it."""
    changes = [record for record in records if _is_change(record)]
    there = {key for record in changes if record.source == "github" for key in _keys(record)}
    return [record for record in changes if record.source != "git" or not _keys(record) & there]


def _is_change(record: Evidence) -> bool:
    # A rollout of before the window is kept for its version alone; its id still says that it was one.
    rolled_out = record.kind == "version" and record.source == "kubernetes" and _REVISION.search(record.id)
    helm = record.kind == "version" and record.source == "helm"
    return record.kind in ("change", "rollout") or bool(rolled_out) or helm


def _keys(record: Evidence) -> set[str]:
    if record.source == "github" and "/pull/" not in record.id:
        return set()
    found = _COMMIT.search(record.id) or _COMMIT.search(record.body or "")
    number = _NUMBER.search(record.summary)
    keys = {found[1] or found[2]} if found else set()
    return keys | ({f"{(record.subject or '').lower()}#{number[1]}"} if number else set())


def _troubled(records: Iterable[Evidence]) -> set[str]:
    """The workloads that were in trouble, by the groups of the cluster's records (`k8s/story/namespace/workload`)."""
    groups = [
        record.group.split("/")
        for record in records
        if record.group and record.kind in _TROUBLE_KINDS and record.weight >= _TROUBLE
    ]
    return {parts[3].lower() for parts in groups if len(parts) > 3 and parts[0] == "k8s"}


def _names(record: Evidence, name: str) -> bool:
    told = " ".join((record.summary, record.body or "", record.subject or ""))
    return bool(re.search(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])", told.lower()))


def _score(change: Change, troubled: set[str]) -> float:
    hours = change.before / timedelta(hours=1)
    close = 1 / (1 + hours) if hours >= 0 else 0.2
    named = 1.0 if troubled.intersection(change.names) else 0.5 if change.names else 0.0
    placed = 0.3 if _IN_PLACE.search(change.record.summary) else 0.0
    routine = -0.7 if change.record.source == "github" and change.record.weight <= _ROUTINE else 0.0
    return close + (named + placed) * (1.0 if hours >= 0 else 0.4) + routine
