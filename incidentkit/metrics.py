"""Series behind a chart, as plain frozen values, and the small JSON files that keep them beside a report.

A file is written once and read for years: it says what was asked, in which unit, from when, how far apart its values
are. It comes with the repository, and a pull request may have written it: `read` takes nothing for granted. Its
`sha256` is over the rest: a file that still agrees with itself is as it was written, another one a person has edited.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

SCHEMA = "incidentkit/metrics/1"
FOLDER = "metrics"
# What is written: enough for a drawing 40 rem wide. A sample every `step` seconds, the first that fits.
POINTS, SERIES = 240, 8
STEPS: tuple[int, ...] = (
    15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400, 172800, 604800, 2592000,
)  # fmt: skip
# What is read: more than is written, and far less than hurts.
LARGEST, MOST_POINTS, MOST_SERIES, MOST_LABELS = 1_000_000, 2_000, 50, 20
_LONGEST: tuple[tuple[str, int], ...] = (("title", 200), ("unit", 40), ("query", 4000))
_LABEL = 300
_BINARY = ("B", "KiB", "MiB", "GiB", "TiB", "PiB")


class NoMetrics(ValueError):
    """A text that holds no chart of ours; the message says why, and follows a file's name."""


@dataclass(frozen=True, slots=True)
class Series:
    """One line of a chart: what tells it from the others, and its values; None is a value that nobody has."""

    labels: tuple[tuple[str, str], ...]
    values: tuple[float | None, ...]

    @property
    def name(self) -> str:
        """What it is called beside the others: its labels' values."""
        return ", ".join(value for _, value in self.labels)


@dataclass(frozen=True, slots=True)
class Chart:
    """Series with one title. The value number n of a series is of `start` (an aware instant) and n × `step` seconds.

    `unit` is "bytes", "seconds", "percent", or what is counted. `more` counts series that were left out.
    """

    title: str
    unit: str
    query: str
    start: datetime
    step: int
    series: tuple[Series, ...]
    captured: datetime
    more: int = 0

    @property
    def points(self) -> int:
        """How many values each series has."""
        return max((len(one.values) for one in self.series), default=0)

    @property
    def end(self) -> datetime:
        """The time of the last value."""
        return self.at(max(self.points - 1, 0))

    def at(self, number: int) -> datetime:
        """The time of a value."""
        return self.start + timedelta(seconds=number * self.step)

    def through(self, gate: Callable[[str], str]) -> Chart:
        """The same with every word passed through the redaction gate."""
        series = tuple(replace(one, labels=tuple((gate(k), gate(v)) for k, v in one.labels)) for one in self.series)
        return replace(self, title=gate(self.title), unit=gate(self.unit), query=gate(self.query), series=series)


def step(span: timedelta) -> int:
    """The seconds between two values, so that a drawing of `span` has no more than it can show."""
    seconds = span.total_seconds()
    return next((one for one in STEPS if seconds / one <= POINTS), math.ceil(seconds / POINTS))


# Units that are written behind each number in a form of their own; any other is a word for what is counted.
MEASURES = ("bytes", "seconds", "percent")


def shown(value: float, unit: str) -> str:
    """A value for people: `612 MiB`, `1 min 40 s`, `83%`, `1,204 pods`."""
    if unit == "bytes":
        return _bytes(value)
    if unit == "seconds":
        return _seconds(value)
    number = _number(value)
    if unit == "percent":
        return f"{number}%"
    one = number == "1" and unit.isalpha()
    return f"{number} {unit.removesuffix('s') if one else unit}" if unit else number


def every(seconds: int) -> str:
    """The time between two values for people: `30 s`, `5 min`, `1 h`."""
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size and not seconds % size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


def _bytes(value: float) -> str:
    size, place = abs(value), 0
    while size >= 1000 and place + 1 < len(_BINARY):
        size, place = size / 1024, place + 1
    return f"{'-' if value < 0 else ''}{_number(size)} {_BINARY[place]}"


def _seconds(value: float) -> str:
    if 0 < abs(value) < 1:
        return f"{_number(value * 1000)} ms"
    if abs(value) < 120 and (value % 60 or not value):
        return f"{_number(value)} s"
    minutes = round(value / 60)
    return f"{minutes:,} min" if abs(minutes) < 120 else f"{_number(value / 3600)} h"


def _number(value: float) -> str:
    if abs(value) >= 1e15:
        return f"{value:.2e}"
    if value == int(value) or abs(value) >= 1000:
        return f"{round(value):,}"
    return f"{value:.3g}" if abs(value) >= 0.001 else f"{value:.1e}"


# Files


def write(chart: Chart) -> str:
    """The text of a chart's file: values a row a series, so that a diff and a reader see what changed."""
    head = {
        "schema": SCHEMA,
        "title": chart.title,
        "unit": chart.unit,
        "query": chart.query,
        "start": _instant(chart.start),
        "step": chart.step,
        "captured": _instant(chart.captured),
        "more": chart.more,
    }
    rows = [{"labels": dict(one.labels), "values": [_rounded(v) for v in one.values]} for one in chart.series]
    lines = [f"  {json.dumps(key)}: {_json(value)}," for key, value in head.items()]
    body = ",\n".join(f"    {_json(row)}" for row in rows)
    digest = _digest({**head, "series": rows})
    return "\n".join(["{", *lines, f'  "series": [\n{body}\n  ],', f'  "sha256": "{digest}"', "}"]) + "\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=True, allow_nan=False)


def _digest(document: Mapping[str, object]) -> str:
    return sha256(json.dumps(document, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def _rounded(value: float | None) -> float | int | None:
    """Five digits are more than a drawing shows."""
    if value is None or not math.isfinite(value):
        return None
    short = float(f"{value:.5g}")
    return int(short) if short == int(short) and abs(short) < 2**53 else short


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def is_ours(text: str) -> bool:
    """Whether a file still is as it was written, or says the same."""
    try:
        raw = json.loads(text)
        return bool(raw.pop("sha256") == _digest(raw))
    except (ValueError, RecursionError, KeyError, AttributeError, TypeError):
        return False


def read(text: str) -> Chart:
    """The chart that a file holds. Raises NoMetrics for anything that is not exactly such a file."""
    if len(text) > LARGEST:
        raise NoMetrics(f"is larger than {LARGEST // 1_000_000} MB")
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError):
        raise NoMetrics("is no JSON") from None
    if not isinstance(raw, dict) or raw.get("schema") != SCHEMA:
        raise NoMetrics(f"does not say that it is of the schema {SCHEMA!r}")
    title, unit, query = (_words(raw, key, longest) for key, longest in _LONGEST)
    seconds, more = _count(raw, "step", 1, 366 * 86400), _count(raw, "more", 0, 10_000_000)
    series = raw.get("series")
    if not isinstance(series, list) or not 0 < len(series) <= MOST_SERIES:
        raise NoMetrics(f"has no series, or more than {MOST_SERIES}")
    chart = Chart(
        title, unit, query, _time(raw, "start"), seconds, tuple(map(_one, series)), _time(raw, "captured"), more
    )
    if len({len(one.values) for one in chart.series}) != 1:
        raise NoMetrics("has series of different lengths")
    _ends_in_time(chart)
    return chart


def _ends_in_time(chart: Chart) -> None:
    try:
        chart.end.astimezone(UTC)
    except OverflowError:
        raise NoMetrics("ends beyond the calendar") from None


def _count(raw: Mapping[str, Any], key: str, least: int, most: int) -> int:
    value = raw.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise NoMetrics(f"has no {key}, a whole number from {least} to {most}")
    return value


def _words(raw: Mapping[str, Any], key: str, longest: int) -> str:
    value = raw.get(key)
    if not isinstance(value, str) or len(value) > longest or (key == "title" and not value.strip()):
        raise NoMetrics(f"has no {key}, or one that is longer than {longest} characters")
    return value


def _time(raw: Mapping[str, Any], key: str) -> datetime:
    try:
        at = datetime.fromisoformat(raw[key])
        if at.tzinfo is None or not 1980 < at.year < 9000:
            raise ValueError
        return at
    except (KeyError, TypeError, ValueError):
        raise NoMetrics(f"has no {key} with a zone") from None


def _one(raw: Any) -> Series:
    labels, values = (raw.get("labels"), raw.get("values")) if isinstance(raw, dict) else (None, None)
    if not isinstance(labels, dict) or len(labels) > MOST_LABELS:
        raise NoMetrics(f"has a series without labels, or with more than {MOST_LABELS}")
    if not all(isinstance(v, str) and len(v) <= _LABEL and len(k) <= _LABEL for k, v in labels.items()):
        raise NoMetrics("has a label that is no short text")
    if not isinstance(values, list) or not 0 < len(values) <= MOST_POINTS:
        raise NoMetrics(f"has a series without values, or with more than {MOST_POINTS}")
    return Series(tuple(labels.items()), tuple(map(_value, values)))


def _value(raw: Any) -> float | None:
    if raw is None:
        return None
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not abs(raw) < 1e300:
        raise NoMetrics("has a value that is no finite number and not null")
    return float(raw)


# What a chart says in a line


@dataclass(frozen=True, slots=True)
class Extreme:
    """A value worth telling: whose, when, how much."""

    series: Series
    at: datetime
    value: float


def extremes(chart: Chart) -> tuple[Extreme, Extreme, Extreme, Extreme] | None:
    """First, highest, lowest and last value of the series that reached highest; None where no series has a value."""
    highest = max(chart.series, key=peak, default=None)
    known = [(n, v) for n, v in enumerate(highest.values) if v is not None] if highest else []
    if highest is None or not known:
        return None

    def extreme(pair: tuple[int, float]) -> Extreme:
        return Extreme(highest, chart.at(pair[0]), pair[1])

    highest_value = max(known, key=lambda pair: (pair[1], -pair[0]))
    lowest_value = min(known, key=lambda pair: (pair[1], pair[0]))
    return extreme(known[0]), extreme(highest_value), extreme(lowest_value), extreme(known[-1])


def peak(series: Series) -> float:
    """The highest value; without any, less than all others."""
    return max((value for value in series.values if value is not None), default=-math.inf)


def telling(series: Sequence[Series]) -> tuple[tuple[Series, ...], int]:
    """The series to keep, the highest first, and how many are left out; those that are never other than zero go first
    where others are."""
    live = [one for one in series if any(one.values)] or [
        one for one in series if any(value is not None for value in one.values)
    ]
    ranked = sorted(live, key=lambda one: (-peak(one), one.labels))
    return tuple(ranked[:SERIES]), max(len(ranked) - SERIES, 0)
