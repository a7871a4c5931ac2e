"""Charts on an incident's page: frozen series that the report links, drawn without a script.

The files come with the repository, and a pull request may have written them: each is read by `metrics`, looked over for
what must not be published, and skipped with a note where anything is wrong. Drawn by chart.svg.j2.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from urllib.parse import unquote

from incidentkit import inert, metrics
from incidentkit.config import RedactSettings
from incidentkit.metrics import Chart, NoMetrics
from incidentkit.redact import find
from incidentkit.report.charts import folder, reading
from incidentkit.site.facts import Facts
from incidentkit.site.figure import Scale, Tick, ticks
from incidentkit.zones import label

MOST = 24
# The picture: x runs from 0 to WIDE and is stretched, y is in pixels. A strip on the right is kept for the numbers.
WIDE, HIGH, _STRIP = 1000, 150, 0.96
_MOST_POINTS, _ROWS, _GRID = 500, 12, 4
_LABEL_HIGH = 13.0
# The dashes tell the series apart where colour does not.
DASHES: tuple[str, ...] = ("", "7 4", "2 4", "10 3 2 3", "14 5", "4 2", "2 2 8 2", "12 2 2 2 2 2")


@dataclass(frozen=True, slots=True)
class Curve:
    """A series: `path` is SVG's, `number` stands at its end, at `y`. `first`, `highest` and `last` are for people."""

    number: int
    name: str
    path: str
    dash: str
    y: float
    first: str
    highest: str
    last: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across, with what it stands for."""

    y: float
    label: str


@dataclass(frozen=True, slots=True)
class Band:
    """Where the incident is shaded, in per cent of the width, and where its name stands: not over the unit's word."""

    x: float
    width: float

    @property
    def middle(self) -> float:
        """Where its name has its middle."""
        return round(min(max(self.x + self.width / 2, 24), 90), 2)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table: a time and the value of each series then."""

    at: datetime
    clock: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart as it is drawn. `address` is its file's in the report, `id` its place on the page. `counted` is the word
    for what its values count, empty where they are measured and each number has its unit."""

    id: str
    address: str
    title: str
    unit: str
    counted: str
    query: str
    reading: str
    zone: str
    every: str
    captured: datetime
    curves: tuple[Curve, ...]
    more: int
    gaps: bool
    rules: tuple[Rule, ...]
    ticks: tuple[Tick, ...]
    rows: tuple[Row, ...]
    band: Band | None = None
    span: str = ""


def linked(report: Path, addresses: Iterable[str]) -> list[str]:
    """Of a report's relative addresses those that lead to its own charts, each once."""
    prefix = f"{report.stem}/{metrics.FOLDER}/"
    pattern = re.compile(rf"(?:\./)?{re.escape(prefix)}[a-z0-9][a-z0-9-]{{0,79}}\.json")
    return list(dict.fromkeys(url for url in addresses if pattern.fullmatch(unquote(url))))[:MOST]


def name_of(address: str) -> str:
    """The name of the chart that an address of `linked` leads to."""
    return Path(unquote(address)).stem


def place_of(address: str) -> str:
    """Where the chart of an address stands on the page. No heading has such an address: they hold no colon."""
    return f"chart:{name_of(address)}"


def load(report: Path, address: str, settings: RedactSettings) -> Chart | str:
    """The chart of a file, or why it is not shown, in words that follow its name."""
    path = folder(report) / f"{name_of(address)}.json"
    try:
        if not path.resolve().is_relative_to(report.parent.resolve()):
            return "leads out of the report's folder"
        if path.stat().st_size > metrics.LARGEST:
            return f"is larger than {metrics.LARGEST // 1_000_000} MB"
        chart = metrics.read(path.read_text(encoding="utf-8"))
    except NoMetrics as e:
        return str(e)
    except UnicodeDecodeError:
        return "is not UTF-8"
    except OSError as e:
        return f"cannot be read ({e.strerror})"
    words = [chart.title, chart.unit, chart.query, *(part for s in chart.series for pair in s.labels for part in pair)]
    if hits := find("\n".join(words), settings):
        return f"holds what must not be published ({hits[0].rule})"
    return chart.through(lambda text: inert.one_line(text, 200))


def draw(chart: Chart, address: str, facts: Facts, zone: tzinfo | None) -> Drawing:
    """A chart as its page shows it, the incident's span shaded."""
    zone = zone or UTC
    kept, left = metrics.telling(chart.series)
    chart = _thinned(replace(chart, series=kept or chart.series[:1], more=chart.more + left))
    start, end = chart.start, max(chart.end, chart.at(1))
    scale = Scale(start, end)
    low, high, rules = _axis(chart)
    band, span = _band(facts, scale, zone)
    curves = _apart(_curve(n, chart, low, high) for n in range(len(chart.series)))
    return Drawing(
        id=place_of(address),
        address=address,
        title=chart.title,
        unit=chart.unit,
        counted="" if chart.unit in metrics.MEASURES else inert.one_line(chart.unit, 24),
        query=chart.query,
        reading=reading(chart, zone),
        zone=label(start.astimezone(zone)),
        every=metrics.every(chart.step).replace(" ", "\u00a0"),
        captured=chart.captured,
        curves=tuple(curves),
        more=chart.more,
        gaps=any(value is None for one in chart.series for value in one.values),
        rules=rules,
        ticks=tuple(replace(tick, x=round(tick.x * _STRIP, 2)) for tick in ticks(start, end, zone, scale)),
        rows=tuple(_rows(chart, zone)),
        band=band,
        span=span,
    )


def _thinned(chart: Chart) -> Chart:
    """The same with fewer values where there are more than can be seen: of those that fall together the highest."""
    by = -(-chart.points // _MOST_POINTS)
    if by <= 1:
        return chart

    def highest(values: Sequence[float | None]) -> float | None:
        return max((value for value in values if value is not None), default=None)

    series = tuple(
        replace(one, values=tuple(highest(one.values[n : n + by]) for n in range(0, len(one.values), by)))
        for one in chart.series
    )
    return replace(chart, series=series, step=chart.step * by)


def _axis(chart: Chart) -> tuple[float, float, tuple[Rule, ...]]:
    """The lowest and highest value drawn, and lines at round values. Nought is in it: a small change looks small."""
    values = [value for one in chart.series for value in one.values if value is not None]
    low, high = min([0.0, *values]), max([0.0, *values])
    if low == high:
        high = 1.0
    if chart.unit == "percent" and 40 < high <= 100:
        high = 100.0
    size = _round_step((high - low) / _GRID, chart.unit)
    first, last = math.floor(low / size), math.ceil(high / size)
    low, high = first * size, last * size
    lines = tuple(
        Rule(_y(n * size, low, high), _short(n * size, chart.unit)) for n in range(first, min(last, first + 8) + 1)
    )
    return low, high, lines


def _short(value: float, unit: str) -> str:
    """A value as the margin has room for: with a unit of measure, and without one that is only a word."""
    if unit in metrics.MEASURES:
        return metrics.shown(value, unit)
    for least, size, sign in ((1e12, 1e12, "T"), (1e9, 1e9, "G"), (1e6, 1e6, "M"), (1e4, 1e3, "k")):
        if abs(value) >= least:
            return f"{value / size:.3g}{sign}"
    return metrics.shown(value, "")


def _round_step(least: float, unit: str) -> float:
    """A round distance of lines, no smaller than `least`: powers of two for bytes, parts of minutes and hours."""
    if unit == "bytes" and least >= 1:
        return float(2 ** math.ceil(math.log2(least)))
    if unit == "seconds" and least > 1:
        for round_one in (2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21600, 86400):
            if round_one >= least:
                return float(round_one)
    power = 10.0 ** math.floor(math.log10(least)) if least > 0 else 1.0
    size = next((factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= least * 0.999), 10 * power)
    return max(size, 1.0) if unit.isalpha() and unit not in ("bytes", "seconds", "percent") and least > 0.2 else size


def _y(value: float, low: float, high: float) -> float:
    return round(HIGH * (1 - (value - low) / (high - low)), 1)


def _curve(number: int, chart: Chart, low: float, high: float) -> Curve:
    one = chart.series[number]
    last = max(len(one.values) - 1, 1)
    parts: list[str] = []
    before: float | None = None
    for n, value in enumerate(one.values):
        if value is not None:
            point = f"{round(WIDE * n / last, 1)} {_y(value, low, high)}"
            alone = before is None and (n + 1 >= len(one.values) or one.values[n + 1] is None)
            parts.append(f"L{point}" if before is not None else f"M{point}h0" if alone else f"M{point}")
        before = value
    known = [value for value in one.values if value is not None]
    shown = [metrics.shown(value, chart.unit) for value in (known[0], max(known), known[-1])] if known else ["–"] * 3
    end = _y(known[-1], low, high) if known else HIGH
    name = one.name or chart.title
    return Curve(number + 1, name, "".join(parts), DASHES[number % len(DASHES)], end, *shown)


def _apart(curves: Iterable[Curve]) -> list[Curve]:
    """Numbers at the ends of the curves, moved so that none covers another."""
    ordered = sorted(curves, key=lambda one: one.y)
    places: list[float] = []
    for one in ordered:
        places.append(max(one.y, places[-1] + _LABEL_HIGH) if places else one.y)
    over = max(places[-1] - HIGH, 0) if places else 0
    for n in range(len(places) - 1, -1, -1):
        limit = places[n + 1] - _LABEL_HIGH if n + 1 < len(places) else HIGH
        places[n] = min(places[n], limit) if over else places[n]
    moved = [replace(one, y=round(y, 1)) for one, y in zip(ordered, places, strict=True)]
    return sorted(moved, key=lambda one: one.number)


def _band(facts: Facts, scale: Scale, zone: tzinfo) -> tuple[Band | None, str]:
    """The incident's span in the chart, in per cent, and in words. It ends where it was over, else with the chart."""
    times = {moment.name: moment.at for moment in facts.moments}
    start = times.get("started") or times.get("detected")
    if start is None or start >= scale.end:
        return None, ""
    over = times.get("resolved") or times.get("mitigated")
    end = min(over or scale.end, scale.end)
    if end <= scale.start or end <= start:
        return None, ""
    first = max(start, scale.start)
    x = scale(first) * _STRIP
    ends = f"to {over.astimezone(zone):%H:%M}" if over else "on"
    return Band(round(x, 2), round(scale(end) * _STRIP - x, 2)), f"from {start.astimezone(zone):%H:%M} {ends}"


def _rows(chart: Chart, zone: tzinfo) -> Iterable[Row]:
    """Some of the values for who cannot see the picture: a dozen times, of each series the highest and its gaps."""
    every = max(-(-chart.points // _ROWS), 1)
    wanted = {*range(0, chart.points, every), chart.points - 1}
    for one in chart.series:
        known = {n: value for n, value in enumerate(one.values) if value is not None}
        wanted |= {max(known, key=lambda n, v=known: v[n])} if known else set()  # type: ignore[misc]
        wanted |= set([n for n in range(chart.points) if n not in known and n - 1 in known][:3])  # where a gap begins
    days = len({chart.at(n).astimezone(zone).date() for n in (0, chart.points - 1)}) > 1
    for n in sorted(wanted):
        at = chart.at(n)
        local = at.astimezone(zone)
        values = (one.values[n] if n < len(one.values) else None for one in chart.series)
        yield Row(
            at, f"{local:%Y-%m-%d %H:%M}" if days else f"{local:%H:%M:%S}" if chart.step % 60 else f"{local:%H:%M}",
            tuple("–" if value is None else metrics.shown(value, chart.unit) for value in values),
        )  # fmt: skip
