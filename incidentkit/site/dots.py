"""A distribution drawn: each incident a dot over its length of time, on a log scale, in a lane for each severity. Of
too many for that, columns that count them.

Places are per cent of the width and pixels of the height, so that nothing is squeezed on a small screen. Pure.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from incidentkit.site.archive import Incident
from incidentkit.site.statistics import Distribution, Measured

_TICKS = (
    (timedelta(minutes=1), "1 min"),
    (timedelta(minutes=5), "5 min"),
    (timedelta(minutes=15), "15 min"),
    (timedelta(hours=1), "1 h"),
    (timedelta(hours=4), "4 h"),
    (timedelta(hours=12), "12 h"),
    (timedelta(days=1), "1 d"),
    (timedelta(days=3), "3 d"),
    (timedelta(days=10), "10 d"),
    (timedelta(days=30), "30 d"),
    (timedelta(days=100), "100 d"),
    (timedelta(days=365), "1 y"),
    (timedelta(days=3650), "10 y"),
)
# A column of dots is as wide as one dot on a small screen.
_COLUMNS = 48
_DOT = 11
_TALLEST = 176
_NAMED = 20
# Where many stand over each other, they overlap: a column whose height still counts them.
_SMALLEST = 2.2
# Per cent between two labels that do not touch on a small screen; the first starts at its place, and takes more.
_APART = 17
# What is shorter than a minute stands at the left edge: the times of reports are not better than that.
_SHORTEST = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Dot:
    """An incident: `x` in per cent, `y` in pixels above the lane's floor."""

    x: float
    y: float
    measured: Measured


@dataclass(frozen=True, slots=True)
class Column:
    """Incidents that took about as long: `x` is the middle in per cent, `height` in pixels, `number` how many."""

    x: float
    height: float
    number: int


@dataclass(frozen=True, slots=True)
class Lane:
    """The incidents of one severity, as dots or as columns; `name` is empty where none is said. `floor` is where they
    stand and `top` how high the tallest stack is, in pixels from above."""

    name: str
    level: int
    floor: float
    top: float
    dots: tuple[Dot, ...]
    columns: tuple[Column, ...] = ()


@dataclass(frozen=True, slots=True)
class Tick:
    """A length of time along the floor. `close`: on a small screen its label would touch the one before."""

    x: float
    label: str
    close: bool = False


@dataclass(frozen=True, slots=True)
class Dots:
    """All that is drawn, `height` in pixels without the ticks' words; `radius` of a dot. The three marks are the places
    of median and quartiles, None where there are too few incidents."""

    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]
    height: float
    radius: float
    median: float | None
    lower: float | None
    upper: float | None


def dots(distribution: Distribution, *, each: bool = True) -> Dots | None:
    """The picture, or None where nothing is known. Not `each`: columns that count them."""
    found = distribution.found
    if not found:
        return None
    scale = _Scale.over([one.span for one in found])
    sorted_in = [(first, list(group)) for first, group in groupby(sorted(found, key=_lane), key=_lane)]
    stacks = [_stacked(group, scale) for _, group in sorted_in]
    highest = sum(max(row for _, row, _ in stack) + 1 for stack in stacks)
    step = min(_DOT, _TALLEST / highest)
    lanes, floor = [], 0.0
    for (_, group), stack in zip(sorted_in, stacks, strict=True):
        top = floor + (_NAMED if len(stacks) > 1 else 6)
        floor = top + (max(row for _, row, _ in stack) + 1) * step
        one = group[0].incident
        lane = tuple(Dot(x, round((row + 0.5) * step, 1), measured) for x, row, measured in stack) if each else ()
        columns = () if each else _columns([x for x, _, _ in stack], step)
        lanes.append(Lane(one.severity or "", one.level, round(floor, 1), round(top, 1), lane, columns))
    quartiles = (distribution.median, distribution.lower, distribution.upper)
    marks = [_place(_column(one, scale)) if one else None for one in quartiles]
    radius = round(max(_SMALLEST, min(4.5, step * 0.42)), 1)
    return Dots(tuple(lanes), tuple(scale.ticks()), round(floor, 1), radius, *marks)


def _lane(one: Measured) -> tuple[int, str]:
    """The worst first, what no setting knows behind, what is not said last."""
    incident: Incident = one.incident
    if not incident.severity:
        return (incident.of + 2, "")
    return (incident.rank or incident.of + 1, incident.severity.casefold())


def _stacked(group: Sequence[Measured], scale: _Scale) -> list[tuple[float, int, Measured]]:
    """Each with its place and how many stand below it."""
    heights: dict[int, int] = {}
    placed = []
    for one in sorted(group, key=lambda m: (m.span, m.incident.url)):
        column = _column(one, scale)
        row = heights.get(column, 0)
        heights[column] = row + 1
        placed.append((_place(column), row, one))
    return placed


def _columns(places: Sequence[float], step: float) -> tuple[Column, ...]:
    """How many stand at each place. One that is not empty is seen."""
    numbers = sorted(Counter(places).items())
    return tuple(Column(x, round(max(number * step, 1.0), 1), number) for x, number in numbers)


def _column(one: Measured, scale: _Scale) -> int:
    return round(scale(one.span) / 100 * _COLUMNS)


def _place(column: int) -> float:
    return round(100 * column / _COLUMNS, 2)


@dataclass(frozen=True, slots=True)
class _Scale:
    start: float
    end: float

    @classmethod
    def over(cls, spans: Sequence[timedelta]) -> _Scale:
        """From one tick to another around all of them."""
        low = max((at for at, _ in _TICKS if at <= min(spans)), default=_SHORTEST)
        high = min((at for at, _ in _TICKS if at > max(spans) and at > low), default=max(spans) + low)
        return cls(math.log(low.total_seconds()), math.log(high.total_seconds()))

    def __call__(self, span: timedelta) -> float:
        seconds = max(span, _SHORTEST).total_seconds()
        return round(100 * (math.log(seconds) - self.start) / (self.end - self.start), 2)

    def ticks(self) -> Iterable[Tick]:
        """The named lengths from end to end."""
        labelled = -100.0
        for at, label in _TICKS:
            place = math.log(at.total_seconds())
            if self.start <= place <= self.end + 1e-9:
                x = self(at)
                close = x - labelled < _APART
                labelled = labelled if close else x
                yield Tick(x, label.replace(" ", "\u00a0"), close)
