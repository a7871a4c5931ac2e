"""What ran when: declared (git) and observed (cluster), before, at and after a moment. Pure.

A rollout, a release's revision or a commit holds from its time until the next one of its component. Pods, where they
are known, add which digest an image's tag was. What is not known stays None: absence is no version.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from incidentkit.artifacts import full_name, split_image
from incidentkit.evidence import Aspect, Evidence, Version

COLUMNS = ("before", "at", "after")


@dataclass(frozen=True, slots=True)
class State:
    """What a component was, and since when (None: longer than anything here tells)."""

    value: str
    detail: str
    since: datetime | None
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A component at three moments; None where nothing is known. `drift` holds what git declared instead, by column.

    `placed` says that it is known when versions were put in place; else only pods were seen to run them.
    """

    component: str
    aspect: Aspect
    declared: bool
    source: str
    before: State | None
    at: State | None
    after: State | None
    placed: bool = True
    drift: tuple[tuple[str, str], ...] = ()

    @property
    def changed(self) -> bool:
        """Whether it was not the same all the time. That pods were not seen before is no change."""
        states = {(state.value, state.detail) if state else None for state in (self.before, self.at, self.after)}
        return len(states if self.placed else states - {None}) > 1


@dataclass(frozen=True, slots=True)
class _Point:
    """A version with its time. A `sighting` is a pod's: it tells a digest."""

    at: datetime | None
    version: Version
    source: str
    approximate: bool
    sighting: bool


Key = tuple[str, Aspect, bool]


def table(records: Iterable[Evidence], at: datetime, *, lookback: timedelta, until: datetime) -> tuple[Row, ...]:
    """All components that the records know, those that changed first.

    `at` is the moment. "Before" is what the state at that moment replaced, where that was within `lookback` up to it;
    "after" is the state at `until`.
    """
    points: dict[Key, list[_Point]] = {}
    for record in records:
        for version in record.versions:
            key = (version.component, version.aspect, version.declared)
            points.setdefault(key, []).append(_point(record, version))
    rows = [_row(key, found, at, lookback, until) for key, found in points.items()]
    known = [row for row in rows if row.before or row.at or row.after]
    marked = [replace(row, drift=_drift(row, known)) for row in known]
    return tuple(sorted(marked, key=lambda row: (not (row.changed or row.drift), row.declared, row.aspect == "commit",
                                                 row.component, row.aspect)))  # fmt: skip


def _point(record: Evidence, version: Version) -> _Point:
    sighting = version.aspect == "image" and not version.declared and bool(version.detail)
    return _Point(record.at, version, record.source, record.precision == "approximate", sighting)


def _row(key: Key, points: list[_Point], at: datetime, lookback: timedelta, until: datetime) -> Row:
    component, aspect, declared = key
    placed = [point for point in points if not point.sighting]
    seen = [point for point in points if point.sighting]
    states = _states(placed or seen)
    if placed and seen:
        states = [_with_digest(state, states[n + 1 : n + 2], seen) for n, state in enumerate(states)]
    now = _last(states, at)
    before = now
    if now is not None and states[now].since and _since(states[now]) >= at - lookback:
        before = now - 1 if now else None
    after = _last(states, until)
    found = [states[n] if n is not None else None for n in (before, now, after)]
    return Row(component, aspect, declared, points[0].source, found[0], found[1], found[2], placed=bool(placed))


def _states(points: Sequence[_Point]) -> list[State]:
    """The points in order of time; what only says again what held already is left out."""
    ordered = sorted(points, key=lambda p: (p.at is not None, p.at.timestamp() if p.at else 0.0))
    states: list[State] = []
    for point in ordered:
        state = State(point.version.value, point.version.detail, point.at, point.approximate)
        if states and (states[-1].value, states[-1].detail) == (state.value, state.detail):
            continue
        states.append(state)
    return states


def _with_digest(state: State, following: Sequence[State], seen: Sequence[_Point]) -> State:
    """The state with the digest that pods ran then: those that started in it, else all that ever ran this image."""
    end = following[0].since if following else None
    same = [point for point in seen if point.version.value == state.value]
    inside = [
        point
        for point in same
        if point.at and (state.since is None or point.at >= state.since) and (end is None or point.at < end)
    ]
    # A tag may be moved: digests of another time are told only where there is no choice.
    digests = list(dict.fromkeys(point.version.detail for point in sorted(inside, key=_when) or same))
    if not digests or (not inside and len(digests) > 1):
        return state
    return replace(state, detail=digests[-1])


def _when(point: _Point) -> float:
    return point.at.timestamp() if point.at else 0.0


def _since(state: State) -> datetime:
    assert state.since is not None
    return state.since


def _last(states: Sequence[State], at: datetime) -> int | None:
    """The number of the state that held at a moment."""
    found = [n for n, state in enumerate(states) if state.since is None or state.since <= at]
    return found[-1] if found else None


# Declared against observed


def _drift(row: Row, rows: Sequence[Row]) -> tuple[tuple[str, str], ...]:
    """What git declared where none of its declarations fits what was observed, by column."""
    if row.declared or row.aspect == "commit":
        return ()
    declared = [other for other in rows if other.declared and _same_component(other, row)]
    found = []
    for column in COLUMNS:
        state: State | None = getattr(row, column)
        wanted: list[State] = [other for one in declared if (other := getattr(one, column)) is not None]
        if state and wanted and not any(agrees(one.value, state, row.aspect) for one in wanted):
            found.append((column, wanted[0].value))
    return tuple(found)


def _same_component(declared: Row, observed: Row) -> bool:
    """Whether the settings' name means this component: `prod/proxy/chp` is also `proxy/chp` and `chp`."""
    return declared.aspect == observed.aspect and f"/{observed.component}".endswith(f"/{declared.component}")


def agrees(declared: str, state: State, aspect: Aspect) -> bool:
    """Whether an image, tag, digest or chart's version in git is what was observed."""
    if aspect == "chart":
        return state.value == declared or state.value.endswith(f"-{declared.removeprefix('v')}") or (
            state.value.endswith(f"-{declared}"))  # fmt: skip
    name, tag, digest = split_image(declared)
    seen_name, seen_tag, seen_digest = split_image(state.value)
    seen_digest = seen_digest or state.detail
    if digest and seen_digest:
        return digest == seen_digest
    if declared == (seen_tag or "latest"):  # a lone tag
        return True
    same_name = full_name(name) == full_name(seen_name)
    return same_name and (tag or "latest") == (seen_tag or "latest")
