"""Timeline lines that name another zone than the lines around them, and stand in order only in that of the others."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

from incidentkit.report.model import Report, TimelineEntry

_HALF_DAY = timedelta(hours=12)
# At the end of a timeline nothing follows that a line could stand before: there it is a line that comes hours late
# in its own zone, and soon after the one before it in the zone of the others.
_LATE = timedelta(hours=5)
_SOON = timedelta(hours=1)


def odd_zones(report: Report) -> list[TimelineEntry]:
    """The lines whose zone was mistyped, where nine of ten or all but one line are in one zone.

    A change of the clocks is no other zone, and a timeline of two continents has more than one line of each.
    """
    lines = [(entry, entry.at.astimezone(UTC)) for entry in report.timeline if entry.at and entry.time]
    if len(lines) < 3:
        return []
    offsets = [_offset(entry, at) for entry, at in lines]
    usual, count = Counter(offsets).most_common(1)[0]
    if count < len(lines) - max(1, len(lines) // 10):
        return []
    found = []
    for n, (entry, at) in enumerate(lines):
        if abs(offsets[n] - usual) <= timedelta(hours=1):
            continue
        before = next((lines[m][1] for m in range(n - 1, -1, -1) if offsets[m] == usual), None)
        after = next((lines[m][1] for m in range(n + 1, len(lines)) if offsets[m] == usual), None)
        if _odd(at, at + offsets[n] - usual, before, after):
            found.append(entry)
    return found


def _odd(own: datetime, usual: datetime, before: datetime | None, after: datetime | None) -> bool:
    """Whether a line stands between its neighbours in the zone of the others, and not in its own."""
    if before is None or not before <= usual or (after and usual > after):
        return False
    if after is None:
        return own - before > _LATE and usual - before < _SOON
    return not before <= own <= after


def _offset(entry: TimelineEntry, at: datetime) -> timedelta:
    """East of UTC: how far the clock that was written is from the instant's in UTC, from −12 to +12 hours."""
    hour, minute = (int(part) for part in (entry.time or "0:0").split(":")[:2])
    apart = timedelta(hours=hour - at.hour, minutes=minute - at.minute)
    return (apart + _HALF_DAY) % timedelta(days=1) - _HALF_DAY
