"""Dates and times of day that a passage of prose mentions. How they are written is the reader's grammar."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from incidentkit.report.clock import clock_at
from incidentkit.report.dates import date_at

_MONTHS = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
_DATE = re.compile(
    rf"(?<![\w./-])(?:(?=(?:19|20)\d\d[-/.]\d)|(?=\d{{1,2}}[-/.]\d{{1,2}}[-/.](?:19|20)\d\d)|(?={_MONTHS}\.?\s+(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?(?!\d|:))"
    rf"|(?=\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTHS}\b))"
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAY = re.compile(rf"(?<![\w-])({'|'.join(_DAYS)})(?![\w-])")
_TIME = re.compile(r"(?<![\w:.+−-])(?=\d{1,2}[:：]\d\d)")
_ZONE = re.compile(r"\s*\(?(?P<zone>[A-Z]{2,5})\b(?!\s?[+\-−]\s?\d)")
_INSTANT = re.compile(r"(?<!\d)\d{4}-\d\d-\d\dT(\d\d):(\d\d)(?::\d\d(?:\.\d+)?)?Z")


@dataclass(frozen=True, slots=True)
class Mention:
    """A date, and where it stands: `text[start:end]`."""

    start: int
    end: int
    value: date


@dataclass(frozen=True, slots=True)
class ZonedTime:
    """A time of day with its zone beside it, as `4:42PM UTC`; `minutes` since midnight, in that zone."""

    start: int
    written: str
    minutes: int
    zone: str


def dates(text: str, near: date | None) -> Iterator[Mention]:
    """Every date with a day and a month; a year that is not said is the one nearest to `near`."""
    for found in _DATE.finditer(text):
        read = date_at(text, found.start(), near)
        if read and read.value and not read.weak:
            yield Mention(found.start(), read.end, read.value)


def weekdays(text: str) -> Iterator[tuple[int, int, int]]:
    """Start and end of each day's name, and the day (Monday is 0)."""
    for found in _DAY.finditer(text):
        yield found.start(), found.end(), _DAYS.index(found[1])


def weekday_name(day: date) -> str:
    """The name of a date's day."""
    return _DAYS[day.weekday()]


def zoned_times(text: str) -> Iterator[ZonedTime]:
    """Every time of day that names its zone by letters, and every instant in UTC."""
    for found in _TIME.finditer(text):
        clock = clock_at(text, found.start())
        zone = clock and _ZONE.match(text, clock.end)
        if clock and zone:
            written = text[found.start() : zone.end()]
            yield ZonedTime(found.start(), written, clock.seconds // 60, zone["zone"])
    for found in _INSTANT.finditer(text):
        yield ZonedTime(found.start(), found[0], int(found[1]) * 60 + int(found[2]), "UTC")
