"""The drawn timeline: a lane for each source, and where entries, phases and ticks stand, in per cent of the width.
Drawn by figure.svg.j2."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from itertools import pairwise

from incidentkit.site.facts import Facts, month
from incidentkit.site.lanes import LANES
from incidentkit.site.log import Line, naive

_STEPS = tuple(
    timedelta(minutes=m)
    for m in (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10080, 20160, 43200, 129600, 525600)
)
_MOST_TICKS = 6
_NEAR = 1.6
_ROWS = 4
_MOST_MARKS = 400


@dataclass(frozen=True, slots=True)
class Band:
    """A phase: `kind` is the milestone it starts with ("started" is the unseen one) or "span"."""

    kind: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Mark:
    """An entry: it stands over its time, `row` lines above its lane's floor; `kind` is its milestone or "entry"."""

    x: float
    row: int
    kind: str
    href: str
    title: str


@dataclass(frozen=True, slots=True)
class Lane:
    """The entries of one source; `name` is empty where there is but one lane."""

    name: str
    marks: tuple[Mark, ...]

    @property
    def rows(self) -> int:
        """How many lines of marks stand over each other."""
        return max((mark.row for mark in self.marks), default=0) + 1


@dataclass(frozen=True, slots=True)
class Tick:
    """A time under the band. `at` is its instant, where the zone is known; `days`: its label is a day."""

    x: float
    label: str
    at: datetime | None
    days: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """All that is drawn. `before` and `after` count the entries that lie outside of what is drawn."""

    bands: tuple[Band, ...]
    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]
    before: int
    after: int


def figure(facts: Facts, lines: Sequence[Line], zone: tzinfo | None) -> Figure | None:
    """The picture, or None where fewer than two different times are known."""
    moments = [(m.name, m.at) for m in facts.moments]
    placed = [(line, _exactly(line, at, facts)) for line, at in _placed(lines)]
    zoned = all(line.entry.at is not None for line, _ in placed)
    if not zoned:
        moments = []  # local times without a zone cannot stand beside instants
    domain = _domain([at for _, at in moments], [at for _, at in placed])
    if domain is None:
        return None
    start, end = domain
    scale = Scale(start, end)
    inside = [(line, at) for line, at in placed if start <= at <= end]
    return Figure(
        bands=tuple(_bands(moments, [at for _, at in inside], scale)),
        lanes=tuple(_lanes(inside, scale)),
        ticks=tuple(ticks(start, end, zone or _zone(placed), scale, zoned=zoned)),
        before=sum(at < start for _, at in placed),
        after=sum(at > end for _, at in placed),
    )


@dataclass(frozen=True, slots=True)
class Scale:
    """Instants to per cent of the width."""

    start: datetime
    end: datetime

    def __call__(self, at: datetime) -> float:
        return round(100 * ((at - self.start) / (self.end - self.start)), 2)


def _placed(lines: Iterable[Line]) -> list[tuple[Line, datetime]]:
    timed = [line for line in lines if line.entry.time is not None]
    if all(line.entry.at is not None for line in timed):
        return [(line, line.entry.at) for line in timed if line.entry.at is not None]
    local = ((line, naive(line.entry)) for line in timed)
    return [(line, at.replace(tzinfo=UTC)) for line, at in local if at is not None]


def _exactly(line: Line, at: datetime, facts: Facts) -> datetime:
    """Where a milestone's line stands: lines are written to the minute, the front matter knows its second."""
    moment = facts.moment(line.entry.milestone) if line.entry.milestone else None
    return moment.at if moment and line.entry.at and timedelta() <= moment.at - at < timedelta(minutes=1) else at


def _zone(placed: list[tuple[Line, datetime]]) -> tzinfo:
    """The offset in which the lines are written, where the report's zone has no name that is known."""
    for line, at in placed:
        if line.entry.at is not None and (local := naive(line.entry)):
            offset = local - at.astimezone(UTC).replace(tzinfo=None)
            return timezone(offset) if abs(offset) < timedelta(days=1) else UTC
    return UTC


def _domain(moments: Sequence[datetime], entries: Sequence[datetime]) -> tuple[datetime, datetime] | None:
    """What is drawn: the incident with some air, and entries that lie near it."""
    core = moments if len(moments) > 1 else [*moments, *entries]
    if len(core) < 2 or min(core) == max(core):
        return None
    start, end = min(core), max(core)
    reach = (end - start) / 2
    near = [at for at in entries if start - reach <= at <= end + reach]
    start, end = min([start, *near]), max([end, *near])
    air = (end - start) * 0.03
    return start - air, end + air


def _bands(moments: Sequence[tuple[str, datetime]], entries: list[datetime], scale: Scale) -> Iterable[Band]:
    moments = sorted(moments, key=lambda m: m[1])
    if len(moments) < 2:
        if len(entries) > 1:
            x = scale(min(entries))
            yield Band("span", x, round(scale(max(entries)) - x, 2))
        return
    for (name, at), (_, until) in pairwise(moments):
        yield Band(name, scale(at), round(scale(until) - scale(at), 2))


def _lanes(entries: list[tuple[Line, datetime]], scale: Scale) -> Iterable[Lane]:
    used = [(key, name) for key, name, _ in LANES if any(line.lane == key for line, _ in entries)]
    for key, name in used:
        marks = _marks([(line, at) for line, at in entries if line.lane == key], scale)
        yield Lane(name if len(used) > 1 else "", tuple(sorted(marks, key=lambda mark: -mark.row)))


def _marks(entries: list[tuple[Line, datetime]], scale: Scale) -> Iterable[Mark]:
    last: list[float] = [-100.0] * _ROWS
    for line, at in _thinned(sorted(entries, key=lambda pair: pair[1]), scale):
        x = scale(at)
        free = [row for row in range(_ROWS) if x - last[row] >= _NEAR]
        row = free[0] if free else min(range(_ROWS), key=lambda r: last[r])
        last[row] = x
        words = " ".join(line.entry.text.split())
        title = f"{line.entry.time} {words[:100]}{'…' if len(words) > 100 else ''}"
        yield Mark(x, row, line.entry.milestone or "entry", f"#{line.id}", title)


def _thinned(entries: list[tuple[Line, datetime]], scale: Scale) -> Iterable[tuple[Line, datetime]]:
    """The entries that can be told apart: of hundreds, those that would hide behind each other are left to the list."""
    if len(entries) <= _MOST_MARKS:
        return entries
    last = -1.0
    kept = []
    for line, at in entries:
        x = scale(at)
        if x - last >= _NEAR / _ROWS or line.entry.milestone:
            kept.append((line, at))
            last = x
    return kept


def ticks(start: datetime, end: datetime, zone: tzinfo, scale: Scale, *, zoned: bool = True) -> Iterable[Tick]:
    """Round local times from `start` to `end`, as many as a small screen can show. Without `zoned` the local times are
    all that is known: no tick has an instant."""
    step = next((s for s in _STEPS if (end - start) / s <= _MOST_TICKS), _STEPS[-1])
    local = start.astimezone(zone)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    # Steps are counted in UTC from local midnight: a tick exists once also where the clock is changed.
    at = midnight.astimezone(UTC)
    seen = 0
    while at <= end and seen < 4 * _MOST_TICKS:
        if at >= start:
            there = at.astimezone(zone)
            midnight_or_longer = step >= timedelta(days=1) or (there.hour, there.minute) == (0, 0)
            name = f"{there.day}\u00a0{month(there.month, short=True)}" if midnight_or_longer else f"{there:%H:%M}"
            yield Tick(scale(at), name, at if zoned else None, midnight_or_longer)
            seen += 1
        at += step
