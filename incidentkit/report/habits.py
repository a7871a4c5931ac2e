"""What the times of a timeline say together: whether it runs backwards, which half of the day a bare hour means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from incidentkit.report.clock import clock_text
from incidentkit.report.times import Opening

HALF_DAY = 12 * 3600
SOON = 3 * 3600
"""How soon after an afternoon's time a bare hour must follow: 11:58 after 12:10 is out of order, not 23:58."""


def seconds_of(time: str | None) -> int | None:
    """Seconds since midnight of `HH:MM` or `HH:MM:SS`; None stays None."""
    if time is None:
        return None
    parts = [int(part) for part in time.split(":")]
    return parts[0] * 3600 + parts[1] * 60 + (parts[2] if len(parts) > 2 else 0)


def newest_first(openings: Sequence[Opening]) -> bool:
    """Whether three or more entries stand in falling order throughout, as on a status page."""
    keys = [(found.date, seconds_of(found.time)) for found in openings if found.time]
    if len(keys) < 3:
        return False
    for (day, clock), (later_day, later) in pairwise(keys):
        if day and later_day and day != later_day:
            falls = later_day < day
        else:
            falls = later_day is None and clock is not None and later is not None and later < clock
            falls = falls or (day == later_day and clock is not None and later is not None and later < clock)
        if not falls:
            return False
    return True


def afternoon(found: Opening, previous: int | None) -> Opening:
    """A bare hour after noon that only fits as the afternoon's: "1:05" after "12:50", "5:25" after "5:13pm".

    `previous` is the time before.
    """
    clock = seconds_of(found.time)
    if previous is None or clock is None or not found.bare or previous < HALF_DAY:
        return found
    if clock >= previous or clock >= HALF_DAY or not 0 <= clock + HALF_DAY - previous <= SOON:
        return found
    until = seconds_of(found.until)
    if until is not None and until < clock + HALF_DAY and until + HALF_DAY < 2 * HALF_DAY:
        until += HALF_DAY
    return replace(
        found,
        time=_text(found.time, clock + HALF_DAY),
        until=found.until if until is None else _text(found.until, until),
    )


def _text(like: str | None, seconds: int) -> str:
    return clock_text(seconds, with_seconds=like is not None and like.count(":") == 2)
