"""`timeline-order`: a timeline is read from top to bottom."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from incidentkit.checks.findings import at_line
from incidentkit.checks.interface import Finding, Severity
from incidentkit.checks.odd_zones import odd_zones
from incidentkit.config import Workspace
from incidentkit.report.model import Report, TimelineEntry

_TIME = "Mend the time: 00:00 to 23:59."
_MINUTE = 60.0
_DAY = 86_400.0
# "25:11", "10:61": meant as a time, and none. "48:00 hours" is a length.
_NO_TIME = re.compile(r"[*_`\s]*((?:2[4-9]|[3-9]\d):\d\d|\d{1,2}:[6-9]\d)(?![\d:]|[*_`\s]*(?:h\b|hours|min))")
# How far an approximate time ("~14:05") may stand from its place.
_ABOUT = 15 * _MINUTE


class TimelineOrder:
    """Speaks of the fewest lines that would have to move for the rest to be in order.

    A time to the minute may be anywhere in its minute, an approximate one a quarter of an hour away. Where a timeline
    has no dates, a step back of more than half a day is midnight.
    """

    name = "timeline-order"
    severity: Severity = "error"

    def check(self, report: Report, workspace: Workspace) -> list[Finding]:
        """One finding a line that stands before an earlier or after a later one, or whose time no clock shows.

        Lines that stand together and belong together elsewhere are one."""
        found = [
            at_line(
                self, report, entry.line, f"No clock shows {unreal[1]}: the line counts as one without a time.", _TIME
            )
            for entry in report.timeline
            if not entry.time and (unreal := _NO_TIME.match(entry.text))
        ]
        # date-mismatch and timezone-conflict speak of these
        meant = {entry.line: day for entry, day in odd_dates(report)}
        elsewhere = {entry.line for entry in odd_zones(report)} - meant.keys()
        for written in _timelines(report):
            read = [_on(entry, meant.get(entry.line)) for entry in written if entry.line not in elsewhere]
            entries = _top_down(read)
            keys = _keys(entries)
            kept = _longest_run([key for key, entry in zip(keys, entries, strict=True) if not entry.approximate])
            exact = [n for n, entry in enumerate(entries) if not entry.approximate]
            stay = [exact[n] for n in kept]
            moved = sorted(set(exact) - set(stay))
            for n in moved:
                if not (n - 1 in moved and keys[n - 1] <= keys[n] and _same_place(n, stay, keys)):
                    found.append(self._finding(report, entries, n, stay, keys))
            for n, entry in enumerate(entries):
                if entry.approximate and _displaced(n, stay, keys):
                    found.append(self._finding(report, entries, n, stay, keys))
        return sorted(found, key=lambda finding: finding.line)

    def _finding(
        self, report: Report, entries: list[TimelineEntry], n: int, stay: list[int], keys: list[float]
    ) -> Finding:
        before = [m for m in stay if m < n and keys[m] > keys[n]]
        other = entries[before[-1] if before else next(m for m in stay if m > n)]
        word = "after" if other.line < entries[n].line else "before"
        message = f"{_words(entries[n])} stands {word} {_words(other)} (line {other.line})."
        hint = "Move the line to its place, or mend its time; the first line of a new day carries its date."
        return at_line(self, report, entries[n].line, message, hint)


def _on(entry: TimelineEntry, day: date | None) -> TimelineEntry:
    """An entry whose date was mistyped, on the day that was meant."""
    if day is None or entry.date is None:
        return entry
    return replace(entry, date=day, at=entry.at + (day - entry.date) if entry.at else None)


def _timelines(report: Report) -> list[list[TimelineEntry]]:
    """The entries of each section that is a timeline: a second timeline starts anew. Lines without any time are out."""
    heads = [section.line for section in report.sections if section.role == "timeline"]
    grouped: dict[int, list[TimelineEntry]] = {}
    for entry in report.timeline:
        if entry.time or entry.date:
            grouped.setdefault(bisect_right(heads, entry.line), []).append(entry)
    return list(grouped.values())


def _top_down(entries: list[TimelineEntry]) -> list[TimelineEntry]:
    """The entries with the earliest first. The newest first is an order too, where most of the lines keep to it."""
    exact = [entry for entry in entries if entry.time and not entry.approximate]
    if len(exact) < 3:
        return entries
    moved, moved_backwards = _moved(exact), _moved(exact[::-1])
    return entries[::-1] if moved_backwards + 1 < moved and moved_backwards * 3 <= len(exact) else entries


def _moved(entries: list[TimelineEntry]) -> int:
    """How many entries would have to move for the others to be in order."""
    return len(entries) - len(_longest_run(_keys(entries)))


def odd_dates(report: Report) -> list[tuple[TimelineEntry, date]]:
    """Lines with a date of their own that only leaves the order of the day around them by that date, and that day.

    Such a date was mistyped: the line stands where it belongs.
    """
    found = []
    for entries in _timelines(report):
        for before, entry, after in zip(entries, entries[1:], entries[2:], strict=False):
            day = before.date
            if day and entry.date and day == after.date and day.year != entry.date.year and _yearly(day, entry.date):
                found.append((entry, day))  # whatever the clocks say: nobody comes back to it after a year
                continue
            if not (day and entry.date and entry.time and day == after.date != entry.date):
                continue
            if _clock(before.time) <= _clock(entry.time) and (
                after.time is None or _clock(entry.time) <= _clock(after.time)
            ):
                found.append((entry, day))
        found += _odd_ends(entries)
    return found


def _yearly(day: date, other: date) -> bool:
    """Whether two dates are one day of different years."""
    return (day.month, day.day) == (other.month, other.day)


def _odd_ends(entries: list[TimelineEntry]) -> list[tuple[TimelineEntry, date]]:
    """The first or the last line, where a month or a year was mistyped: the day of its neighbour, but for that."""
    found = []
    for early, late, odd in ((entries[:1], entries[1:2], 0), (entries[-2:-1], entries[-1:], 1)):
        if len(entries) < 3 or not (early[0].date and late[0].date and early[0].time and late[0].time):
            continue
        pair = (early[0], late[0])
        day, other = pair[odd].date, pair[1 - odd].date
        typed = day and other and day.day == other.day and (day.month == other.month) != (day.year == other.year)
        if typed and other and early[0].date > late[0].date and _clock(early[0].time) <= _clock(late[0].time):
            found.append((pair[odd], other))
    return found


def _keys(entries: list[TimelineEntry]) -> list[float]:
    """Each entry as seconds on one axis."""
    keys: list[float] = []
    instants = all(entry.at for entry in entries if entry.time) and any(entry.at for entry in entries)
    dated = all(entry.date for entry in entries)
    midnights = 0
    for entry in entries:
        clock = _clock(entry.time)
        if instants and entry.at and entry.time:
            key = entry.at.timestamp()
        elif dated and entry.date:
            key = datetime.combine(entry.date, time(), UTC).timestamp() + clock
            if entry.time is None and keys and 0 <= keys[-1] - key < _DAY:
                key = keys[-1]  # a line for the whole day may stand anywhere within it
        else:
            if keys and keys[-1] - (midnights * _DAY + clock) > _DAY / 2:
                midnights += 1
            key = midnights * _DAY + clock if entry.time else (keys[-1] if keys else 0.0)
        if keys and entry.time and entry.time.count(":") == 1 and 0 <= keys[-1] - key < _MINUTE:
            key = keys[-1]
        keys.append(key)
    return keys


def _clock(written: str | None) -> float:
    parts = [int(part) for part in (written or "0:0").split(":")]
    return timedelta(hours=parts[0], minutes=parts[1], seconds=parts[2] if len(parts) > 2 else 0).total_seconds()


def _longest_run(keys: list[float]) -> list[int]:
    """Positions of a longest part of `keys` that never steps back (patience sorting; the earlier line stays)."""
    tails: list[float] = []
    ends: list[int] = []
    before: list[int] = []
    for n, key in enumerate(keys):
        pile = bisect_right(tails, key)
        before.append(ends[pile - 1] if pile else -1)
        if pile == len(tails):
            tails.append(key)
            ends.append(n)
        elif key < tails[pile]:
            tails[pile], ends[pile] = key, n
    run, n = [], ends[-1] if ends else -1
    while n >= 0:
        run.append(n)
        n = before[n]
    return _prefer_earlier(run[::-1], keys)


def _prefer_earlier(run: list[int], keys: list[float]) -> list[int]:
    """The same run with each line replaced by the first that could stand for it: of two swapped, the later is named."""
    chosen: list[int] = []
    for place, n in enumerate(run):
        low = chosen[-1] + 1 if chosen else 0
        floor = keys[chosen[-1]] if chosen else float("-inf")
        ceiling = keys[run[place + 1]] if place + 1 < len(run) else float("inf")
        chosen.append(next(m for m in range(low, n + 1) if floor <= keys[m] <= ceiling))
    return chosen


def _same_place(n: int, stay: list[int], keys: list[float]) -> bool:
    """Whether a line belongs where the one above it does: the two were moved together, and one word will do."""
    at = [keys[m] for m in stay]
    return bisect_right(at, keys[n]) == bisect_right(at, keys[n - 1])


def _displaced(n: int, stay: list[int], keys: list[float]) -> bool:
    after = bisect_right(stay, n)
    late = after < len(stay) and keys[n] - _ABOUT > keys[stay[after]]
    return late or (after > 0 and keys[n] + _ABOUT < keys[stay[after - 1]])


def _words(entry: TimelineEntry) -> str:
    return " ".join(str(part) for part in (entry.date, f"~{entry.time}" if entry.approximate else entry.time) if part)
