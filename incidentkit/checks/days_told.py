"""Days that a report tells beside something which settles them: a weekday's name, or a line's own time of day."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from datetime import date

from incidentkit.checks.dates import Mention, dates, weekday_name, weekdays
from incidentkit.checks.passages import Sentence, prose
from incidentkit.report.clock import clock_at
from incidentkit.report.model import Report, TimelineEntry

_BESIDE = re.compile(r",?\s+(?:the\s+)?|\s*[(,]\s*|\s*[-–]\s*")
_TIME_BESIDE = re.compile(r"(?:,|\s+at|\s*[T/])?\s*(?=\d{1,2}:\d\d)")
_HALF_HOUR = 30
_PART_OF_DAY = re.compile(
    r"\b(?:from|since|in|on) the (?:\w+ )?(?P<part>morning|afternoon|evening) of (?:the )?$", re.IGNORECASE
)
# What anybody calls so, generously.
_HOURS = {"morning": range(13), "afternoon": range(11, 20), "evening": range(16, 24)}
_BEFORE = 60  # characters before a date in which its part of the day stands
_NEAR = 20  # characters between a date and its weekday

Contradiction = tuple[int, str]


def wrong_weekdays(report: Report, near: date | None) -> Iterator[Contradiction]:
    """ "Tuesday, 2026-11-22", which was a Sunday. A year that is not said may be another one, but for the day of the
    report itself."""
    own = prose(report)
    told = [
        mention
        for mention in dates(own, near)
        if mention.value == near or re.search(r"\d{4}", own[mention.start : mention.end])
    ]
    if not told:
        return
    starts = [mention.start for mention in told]
    for start, end, wanted in weekdays(own):
        after = bisect_right(starts, start)
        for mention in told[max(0, after - 1) : after + 1]:
            gap = (end, mention.start) if mention.start >= end else (mention.end, start)
            beside = gap[0] <= gap[1] <= gap[0] + _NEAR and _BESIDE.fullmatch(own, *gap)
            if beside and mention.value.weekday() != wanted:
                words = " ".join(own[min(start, mention.start) : max(end, mention.end)].split())
                yield start, f"In “{words}”, the day is a {weekday_name(mention.value)}."


def other_days(report: Report, near: date | None) -> Iterator[Contradiction]:
    """A moment of the timeline, to the minute, that is told with another date elsewhere.

    Full and half hours are left alone: a job that runs every day has them.
    """
    own = prose(report)
    timed: dict[int, list[TimelineEntry]] = {}
    for entry in report.timeline:
        if entry.date and entry.time and not entry.approximate:
            timed.setdefault(_minutes(entry.time), []).append(entry)
    for mention, minutes in _moments(own, near):
        alike = timed.get(minutes, [])
        if len(alike) != 1 or not minutes % _HALF_HOUR or alike[0].span.start <= mention.start < alike[0].span.end:
            continue
        other = alike[0]
        if other.date and other.date != mention.value:
            there = f"{other.time} (line {other.line}) is on {other.date}"
            words = " ".join(own[mention.start : mention.end].split())
            yield (
                mention.start,
                f"The text has {minutes // 60:02}:{minutes % 60:02} on {words}; the timeline's {there}.",
            )


def other_part_of_day(report: Report, told: list[Sentence], day: date) -> Iterator[Contradiction]:
    """ "From the evening of 13 November", where the timeline has an evening of the 12th, and none of the 13th."""
    timed = {(entry.date, _minutes(entry.time) // 60) for entry in report.timeline if entry.date and entry.time}
    had = {when for when, _ in timed}
    for sentence in told:
        for mention in dates(sentence.text, day):
            part = _PART_OF_DAY.search(sentence.text, max(0, mention.start - _BEFORE), mention.start)
            if part is None or mention.value not in had:
                continue
            hours = _HOURS[part["part"].lower()]
            there = sorted({when for when, hour in timed if hour in hours and abs((when - mention.value).days) <= 1})
            if there and mention.value not in there:
                words = " ".join(sentence.text[part.start("part") : mention.end].split())
                at = sentence.start + mention.start
                yield at, f"The summary says {words}; the timeline's {part['part']} is that of {there[0]}."


def _moments(own: str, near: date | None) -> Iterator[tuple[Mention, int]]:
    """Dates that a time of day follows, with its minutes since midnight."""
    for mention in dates(own, near):
        if gap := _TIME_BESIDE.match(own, mention.end):
            clock = clock_at(own, gap.end())
            if clock:
                yield mention, clock.seconds // 60


def _minutes(written: str) -> int:
    hour, minute = written.split(":")[:2]
    return int(hour) * 60 + int(minute)
