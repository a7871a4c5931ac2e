"""`timezone-conflict`: two clocks in one report that cannot both be right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from itertools import pairwise
from zoneinfo import ZoneInfo

from incidentkit import zones
from incidentkit.checks.dates import ZonedTime, zoned_times
from incidentkit.checks.findings import at_offset, title_line
from incidentkit.checks.interface import Finding, Severity
from incidentkit.checks.odd_zones import odd_zones
from incidentkit.checks.passages import line_offset, place, prose, sentences
from incidentkit.config import Workspace
from incidentkit.errors import SettingsError
from incidentkit.report.model import MILESTONES, Report, TimelineEntry

_DAY = 24 * 60
_ALL_TIMES = re.compile(r"\b(?:all\s+)?times\s+(?:are\s+)?in\s+([^\n.()]*(?:\([^()\n]*\))?)", re.IGNORECASE)
_OFFSET = re.compile(r"[+\-−](?P<h>\d\d):?(?P<m>\d\d)$")
# A time told of something else than the moment of the line.
_ELSEWHEN = re.compile(
    r"\b(?:until|till|by|before|scheduled|planned|will|expected|since|next|first|earliest|already)\b", re.IGNORECASE
)
_CLOCK = re.compile(r"(?<![\d:.+-])(?P<h>[01]?\d|2[0-3]):(?P<m>[0-5]\d)(?!\d|:\d|\s?[ap]m)", re.IGNORECASE)
_LOG_TIME = re.compile(r"(?<!\d)\d{4}[-/]\d\d[-/]\d\d[ T](?P<h>\d\d):(?P<m>\d\d):\d\d(?!\d|\s?(?:Z|UTC|GMT|[+-]\d\d))")
_CLOCKS_IN_UTC = re.compile(
    r"\b(?:clocks?|logs?|times(?:tamps)?)\b[^.\n]{0,30}\b(?:in|use|is|are|run on)\s+(?:in\s+)?(?:UTC|GMT)\b",
    re.IGNORECASE,
)
_SAME_MOMENT = re.compile(r"\)?\s*(?:[(/=]|\((?:or|i\.e\.,?)\s)\s*")
_ROUNDED = 1  # minutes by which two clocks of one moment may differ
_WORD = re.compile(r"[A-Za-z]{4,}")
_COMMON = frozenset(
    [
        "that",
        "this",
        "with",
        "from",
        "were",
        "when",
        "which",
        "there",
        "have",
        "been",
        "after",
        "before",
        "into",
        "time",
        "times",
        "noticed",
    ]
)


@dataclass(frozen=True, slots=True)
class _Zone:
    """The zones that a report's words for its zone may mean: one, or each candidate of an ambiguous abbreviation."""

    name: str
    candidates: tuple[tzinfo, ...]

    def offsets(self, day: date) -> set[int]:
        """Minutes east of UTC at noon of a day."""
        noon = datetime(day.year, day.month, day.day, 12)  # noqa: DTZ001 - a local time, its zone comes next
        found = (zone.utcoffset(noon) for zone in self.candidates)
        return {int(offset.total_seconds() // 60) for offset in found if offset is not None}


class TimezoneConflict:
    """Compares the report's zone with what else in it names one: quoted times, offsets, other statements."""

    name = "timezone-conflict"
    severity: Severity = "error"

    def check(self, report: Report, workspace: Workspace) -> list[Finding]:
        """One finding a contradiction."""
        zone = _zone(report.timezone, workspace)
        if zone is None:
            return []
        found = [
            *_inner(report, workspace),
            *_statements(report, workspace, zone),
            *_front(report, zone),
            *_odd(report, zone),
            *_twice(report),
        ]
        # The quoted times may be read twice: as an alert's, and as one that tells of a line.
        for offset, message in (*_quoted(report, zone), *_elsewhere(report, zone)):
            line = place(report.text, offset)[0]
            if all(place(report.text, other)[0] != line for other, _ in found):
                found.append((offset, message))
        hint = "Find out which clock was meant, and write all times in one zone."
        return [at_offset(self, report, offset, message, hint) for offset, message in found]


def _zone(name: str | None, workspace: Workspace) -> _Zone | None:
    if not name:
        return None
    try:
        return _Zone(name, (zones.resolve(name, workspace.config.report.zones),))
    except SettingsError:
        places = dict(zones.AMBIGUOUS).get(name.strip().upper(), "")
        candidates = tuple(ZoneInfo(place) for place in re.findall(r"\w+/\w+", places))
        return _Zone(name, candidates) if candidates else None


def _day(report: Report) -> date | None:
    return report.date or next((entry.date for entry in report.timeline if entry.date), None)


def _inner(report: Report, workspace: Workspace) -> Iterator[tuple[int, str]]:
    """ "CET (UTC+2)": the name contradicts itself."""
    try:
        _, problem = zones.resolve_written(report.timezone or "", workspace.config.report.zones)
    except SettingsError:
        return
    if problem:
        line = report.timezone_line or title_line(report)
        yield line_offset(report.text, line), f"In “{report.timezone}”, {problem}."


def _statements(report: Report, workspace: Workspace, zone: _Zone) -> Iterator[tuple[int, str]]:
    """ "All times in CET" in the text, where the front matter says Los Angeles."""
    day = _day(report)
    if "timezone" not in report.front.lines or day is None:
        return
    days = {entry.date for entry in report.timeline if entry.date} | {day}
    for found in _ALL_TIMES.finditer(prose(report)):
        other = _zone(found[1].strip(" *_"), workspace)
        if other and not any(zone.offsets(d) & other.offsets(d) for d in days):
            yield found.start(1), f"The text says {found[1].strip(' *_')}, the front matter {zone.name}."


def _front(report: Report, zone: _Zone) -> Iterator[tuple[int, str]]:
    """An offset in the front matter that the zone does not have at that moment. UTC is always a fair choice."""
    for key in MILESTONES:
        written = str(report.front.values.get(key) or "").strip()
        at = getattr(report, key)
        offset = _OFFSET.search(written)
        if at is None or offset is None or key not in report.front.lines:
            continue
        minutes = int(offset["h"]) * 60 + int(offset["m"])
        minutes = minutes if offset[0][0] == "+" else -minutes
        there = {int((at.astimezone(z).utcoffset() or timedelta()).total_seconds() // 60) for z in zone.candidates}
        if minutes and minutes not in there:
            line = line_offset(report.text, report.front.lines[key])
            yield line, f"`{key}` has the offset {_utc(minutes)}; {zone.name} is {_utc(min(there))} at that moment."


def _twice(report: Report) -> Iterator[tuple[int, str]]:
    """One moment told by two clocks that do not agree: "10:05 CEST (05:05 EDT)". Once where all are off by as much."""
    named = dict(zones.FIXED)
    seen = set()
    own = prose(report)
    for first, second in pairwise(zoned_times(own)):
        between = own[first.start + len(first.written) : second.start]
        if not (first.zone in named and second.zone in named and _SAME_MOMENT.fullmatch(between)):
            continue
        if first.zone == second.zone:
            continue  # from when until when
        gap = _apart(first.minutes - named[first.zone], second.minutes - named[second.zone])
        if abs(gap) > _ROUNDED and (first.zone, second.zone, gap) not in seen:
            seen.add((first.zone, second.zone, gap))
            there = (first.minutes - named[first.zone] + named[second.zone]) % _DAY
            yield (
                first.start,
                f"{first.written} is {there // 60:02}:{there % 60:02} {second.zone}, not {second.written}.",
            )


def _odd(report: Report, zone: _Zone) -> Iterator[tuple[int, str]]:
    """A line that names another zone, and stands in order only without that."""
    for entry in odd_zones(report):
        message = f"{entry.time} names another zone, and stands in order only in {zone.name}, as the lines around it."
        yield line_offset(report.text, entry.line), message


def _quoted(report: Report, zone: _Zone) -> Iterator[tuple[int, str]]:
    """A time in UTC in a timeline line, as an alert or a log carries it, that is hours from the line's, to the minute.

    What else the line tells of the clock counts as well: the log of 14:20 may be about 14:18.
    """
    for n, entry in enumerate(report.timeline):
        day = entry.date or _day(report)
        if entry.time is None or entry.approximate or day is None:
            continue
        end = report.timeline[n + 1].span.start if n + 1 < len(report.timeline) else entry.span.end
        start = entry.span.start
        passage = report.text[start : max(end, entry.span.end)]
        told = {_minutes(entry), *_told(prose(report)[start : start + len(passage)])}
        for time in (*zoned_times(passage), *_logged(passage)):
            if time.zone not in ("UTC", "GMT", "Z") or time.minutes % 30 == 0:
                continue
            if _ELSEWHEN.search(report.text[max(0, start + time.start - 25) : start + time.start]):
                continue
            apart = [_apart(local, time.minutes + offset) for offset in zone.offsets(day) for local in told]
            wrong = [gap for gap in apart if abs(gap) >= 30 and _near_half_hour(gap)]
            if wrong and not any(abs(gap) < 30 for gap in apart):
                local = next(m for m in sorted(told, key=lambda m: m != _minutes(entry)) if _is_hours(m, time.minutes))
                shown = f"{local // 60:02}:{local % 60:02}"
                fits = _utc(_apart(local, time.minutes))
                yield start + time.start, f"{time.written} is not {shown} in {zone.name}: {shown} would be {fits}."
                break


def _told(passage: str) -> Iterator[int]:
    """The times of day that a passage tells without a zone, in minutes since midnight."""
    zoned = {time.start for time in zoned_times(passage)}
    for found in _CLOCK.finditer(passage):
        if found.start() not in zoned:
            yield int(found["h"]) * 60 + int(found["m"])


def _logged(passage: str) -> Iterator[ZonedTime]:
    """The instants of a log, where the line says that its clock is UTC's ("The pods' clocks are in UTC")."""
    if _CLOCKS_IN_UTC.search(passage):
        for found in _LOG_TIME.finditer(passage):
            yield ZonedTime(
                found.start("h"), f"{found['h']}:{found['m']} UTC", int(found["h"]) * 60 + int(found["m"]), "UTC"
            )


def _is_hours(local: int, utc: int) -> bool:
    return _near_half_hour(_apart(local, utc))


def _elsewhere(report: Report, zone: _Zone) -> Iterator[tuple[int, str]]:
    """A time in another zone that tells of a timeline's line in its own words, and is one hour off."""
    day = _day(report)
    if day is None or len(zone.candidates) != 1:
        return
    named = dict(zones.FIXED)
    (offset,) = zone.offsets(day)
    entries = [entry for entry in report.timeline if entry.time and not entry.approximate]
    for sentence in sentences(prose(report, quotes=True)):
        for time in zoned_times(sentence.text):
            other = named.get(time.zone)
            if other is None or other == offset or _opens(report, sentence.start + time.start, time.minutes):
                continue
            if _ELSEWHEN.search(sentence.text[max(0, time.start - 25) : time.start]):
                continue
            local = time.minutes - other + offset
            gaps = [(_apart(_minutes(entry), local), entry) for entry in entries]
            if any(abs(gap) <= 2 for gap, _ in gaps):
                continue
            alike = [e for gap, e in gaps if abs(gap) == 60 and len(_words(e.text) & _words(sentence.text)) >= 2]
            if alike:
                right = f"{local % _DAY // 60:02}:{local % 60:02}"
                there = f"{alike[0].time} (line {alike[0].line})"
                message = f"{time.written} is {right} in {zone.name}; the timeline says {there}."
                yield sentence.start + time.start, message


def _opens(report: Report, at: int, minutes: int) -> bool:
    """Whether a time is what a line of the timeline begins with: where the clocks go back, lines name their zone."""
    entry = next((entry for entry in report.timeline if entry.span.start <= at < entry.span.end), None)
    return entry is not None and minutes in (_clock(entry.time), _clock(entry.until))


def _words(text: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(text)} - _COMMON


def _minutes(entry: TimelineEntry) -> int:
    return _clock(entry.time)


def _clock(written: str | None) -> int:
    """Minutes since midnight; a line without a time is midnight's."""
    hour, minute = (written or "0:0").split(":")[:2]
    return int(hour) * 60 + int(minute)


def _apart(a: int, b: int) -> int:
    """Minutes from `b` to `a` around the clock, from −12 hours to +12 hours."""
    return (a - b + _DAY // 2) % _DAY - _DAY // 2


def _near_half_hour(minutes: int) -> bool:
    return min(minutes % 30, 30 - minutes % 30) <= 1


def _utc(minutes: int) -> str:
    return f"UTC{'−' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
