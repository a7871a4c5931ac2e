"""Durations in prose, "1 h 20 min" or "about 45 minutes", in minutes, with how exactly they were meant."""

from __future__ import annotations

import re
from dataclasses import dataclass

_UNIT = r"(?:days?|d|hours?|hrs?|hr|h|minutes?|mins?|min|m|seconds?|secs?|s)\b"
DURATION = (
    r"(?P<about>(?:about|around|approximately|approx\.?|roughly|nearly|almost|over|more than|less than|under|some"
    r"|at least|up to|just|a little)\s+|[~≈><])?"
    rf"(?P<first>\d{{1,4}}(?:\.\d{{1,2}})?)[ \t-]?(?P<unit>{_UNIT})"
    rf"(?:,?[ \t]*(?:and[ \t]+)?(?P<second>\d{{1,2}})[ \t-]?(?P<unit2>{_UNIT}))?"
)
_MINUTES = (("d", 24 * 60.0), ("h", 60.0), ("m", 1.0), ("s", 1 / 60))


@dataclass(frozen=True, slots=True)
class Length:
    """A duration in minutes, and how many minutes off it may be and still be right."""

    minutes: float
    slack: float

    def fits(self, minutes: float) -> bool:
        """Whether a span of so many minutes can be told like this."""
        return abs(self.minutes - minutes) <= self.slack


def length(found: re.Match[str]) -> Length:
    """What a match of `DURATION` says. A round number is a rounded one, and "about" gives a fifth."""
    unit = _of(found["unit"])
    minutes = float(found["first"]) * unit
    finest = unit
    if found["second"]:
        finest = _of(found["unit2"])
        minutes += float(found["second"]) * finest
    slack = max(1.0, finest / (10 if "." in found["first"] else 2))
    if finest == 1.0:
        slack = 5.0 if minutes % 10 == 0 else 3.0 if minutes % 5 == 0 else 1.0
    return Length(minutes, max(slack, minutes / 5) if found["about"] else slack)


def _of(unit: str) -> float:
    return next(minutes for letter, minutes in _MINUTES if unit.lower().startswith(letter))
