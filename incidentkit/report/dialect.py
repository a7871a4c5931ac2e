"""How one document writes the beginning of its timeline entries, so that a new one can be written the same way.

An `Opening` is a real one taken apart: everything before the date, the date, the time, the zone, everything up to the
words. A new entry is the same parts with another moment in them. What a document's habit does not settle is written in
24 hours and ISO 8601; whoever inserts reads the result back (`report.insert`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from incidentkit.report import dates, zone_words
from incidentkit.report.clock import clock_at

Style = Literal["heading", "item", "paragraph", "row"]

_BEFORE = re.compile(r"[*_`\[(]*")
_JOINT = re.compile(r"[\s,;@|·•*_]*(?:T(?=\d)|[-–—:]\s*(?=\d))?\s*(?:at\s+)?", re.IGNORECASE)
_DASH = re.compile(r"\s*[-–—→]\s*")
_MARK = r"(?:[:–—|,;>→=•·]+|-+>?)"
_CLOSING = re.compile(r"[ \t]*#*[ \t]*$")
_CLOSERS = {"[": "]", "(": ")"}
_WRITTEN = re.compile(
    r"(?P<h>\d{1,2})(?P<colon>[:.：hH]?)(?P<m>\d\d)?(?:(?P<second>[:：])(?P<s>\d\d)(?:[.,]\d+)?)?(?P<rest>.*)$",
    re.DOTALL,
)
_HALF = re.compile(r"\s*[ap]\.?\s?(?:m\b\.?)?$", re.IGNORECASE)
_TOKEN = re.compile(r"\d+|[A-Za-z]+")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Opening:
    """One opening as it stands in a document: all its parts in order, as written; `tail` leads to the words."""

    lead: str
    day: str
    joint: str
    clock: str
    dash: str
    until: str
    zone: str
    tail: str

    @property
    def length(self) -> int:
        """How much of the line it takes."""
        parts = (self.lead, self.day, self.joint, self.clock, self.dash, self.until, self.zone, self.tail)
        return sum(map(len, parts))


def take_apart(
    line: str, content: int, style: Style, near: date | None, mapping: Mapping[str, str] | None = None
) -> Opening | None:
    """The opening of an entry whose first line is `line`; its words begin at `content`, behind bullet or hashes.

    None where it is no plain one: approximate, half-filled, a contradiction, or bold beyond the time.
    """
    before = _BEFORE.match(line, content)
    at = start = before.end() if before else content
    day = joint = ""
    first = clock_at(line, at)
    found = dates.date_at(line, at, near) if not first or re.match(r"\d{4}[-/.]|\d{8}", line[at:]) else None
    if found:
        gap = _JOINT.match(line, found.end)
        day, joint = line[at : found.end], gap[0] if gap else ""
        at = found.end + len(joint)
        first = clock_at(line, at)
    if first is None or first.contradictory or first.about:
        return None
    clock, at = line[at : first.end].rstrip(), at + len(line[at : first.end].rstrip())
    dash = until = zone = ""
    ranged = _DASH.match(line, at)
    if ranged and (last := clock_at(line, ranged.end())):
        dash, until = ranged[0], line[ranged.end() : last.end].rstrip()
        at = ranged.end() + len(until)
    space = re.compile(r"[ \t]*").match(line, at)
    if line.startswith("Z", at) and not line[at + 1 : at + 2].isalnum():
        zone, at = "Z", at + 1
    elif space and (named := zone_words.zone_at(line, space.end(), mapping)):
        zone, at = line[at : named[1]].rstrip(), at + len(line[at : named[1]].rstrip())
    tail = _tail(line, at, line[content:start], style)
    return None if tail is None else Opening(line[:start], day, joint, clock, dash, until, zone, tail)


def _tail(line: str, at: int, opened: str, style: Style) -> str | None:
    if style == "heading":
        closing = _CLOSING.search(line, at)
        words = line[at : closing.start() if closing else len(line)]
        shut = re.match(_shut(opened), words)
        return (shut[0] if shut else "") + (closing[0] if closing else "")
    if opened.endswith("[") and line.startswith("](", at):
        return None  # the time is a link's words
    found = re.compile(rf"(?:{_MARK})?{_shut(opened)}[ \t]*(?:{_MARK}(?=[ \t]|$)|\.(?=[ \t]))?[ \t]*").match(line, at)
    if not found and opened in ("**", "__"):  # all of the entry is bold: of a new one only the time is
        mark = re.compile(rf"[ \t]*{_MARK}[ \t]+|[ \t]+").match(line, at)
        return f"{opened}{mark[0]}" if mark else None
    return found[0] if found and (found[0][-1:].isspace() or found.end() == len(line)) else None


def _shut(opened: str) -> str:
    return re.escape("".join(_CLOSERS.get(char, char) for char in reversed(opened)))


@dataclass(frozen=True, slots=True)
class Habit:
    """What a document's openings have in common: 12 hours or 24, seconds, digits, and a line to take after."""

    example: Opening
    padded: bool
    twelve: bool
    seconds: bool
    dated: bool

    @classmethod
    def of(cls, openings: Sequence[Opening], nearest: Opening) -> Habit:
        """The habit of some openings; `nearest` is the one whose marks and spaces are taken."""
        read = [found for one in openings if (found := _WRITTEN.match(one.clock))]
        halves = [found for found in read if _HALF.fullmatch(found["rest"])]
        bare = [found["h"] for found in (halves or read)]
        own = _WRITTEN.match(nearest.clock)
        twelve = bool(own and _HALF.fullmatch(own["rest"])) or len(halves) * 2 > len(read)
        if twelve and not (own and _HALF.fullmatch(own["rest"])):
            nearest = replace(nearest, clock=halves[-1][0])
        if not nearest.day and (days := [one for one in openings if one.day]):
            nearest = replace(nearest, day=days[-1].day, joint=days[-1].joint)
        return cls(
            example=nearest,
            padded=any(h.startswith("0") for h in bare) or not (twelve or any(len(h) == 1 for h in bare)),
            twelve=twelve,
            seconds=sum(bool(found["s"]) for found in read) * 2 > len(read),
            dated=sum(bool(one.day) for one in openings) * 2 > len(openings) and len(openings) > 1,
        )

    @property
    def plain(self) -> Habit:
        """The same in 24 hours, which cannot be misread."""
        example = replace(self.example, clock="00:00:00" if self.seconds else "00:00")
        return replace(self, example=example, twelve=False, padded=True)

    @property
    def bare(self) -> Habit:
        """The same in 12 hours without a suffix, as people write whose entries follow one another through the day."""
        return replace(self, example=replace(self.example, clock="1:00"), twelve=True, padded=False)

    def opening(
        self, at: datetime, until: datetime | None, *, near: date | None, with_day: bool, zone: str | None
    ) -> str:
        """The opening of an entry at a local time; `zone` replaces the one that the example names."""
        like = self.example
        day = joint = ""
        if with_day:
            day, joint = like_date(like.day, at.date(), near), like.joint or " "
        end = (like.dash or "–") + self.clock(until) if until else ""
        if until and zone is None and like.dash and like.zone and not like.until:
            end = f"–{self.clock(until)}"
        named = like.zone if zone is None else (f" {zone}" if zone else "")
        return f"{like.lead}{day}{joint}{self.clock(at)}{end}{named}{like.tail}"

    def clock(self, at: datetime) -> str:
        """A time of day as this document writes it."""
        like = _WRITTEN.match(self.example.clock)
        colon, rest = (like["colon"] or ":", like["rest"]) if like else (":", "")
        hour = at.hour
        if self.twelve:
            rest = re.sub("[apAP]", lambda m: _cased("p" if at.hour >= 12 else "a", m[0]), rest, count=1)
            hour = at.hour % 12 or 12
        elif _HALF.fullmatch(rest):
            rest = ""
        if colon in "hH" and self.twelve:
            colon = ":"
        seconds = f":{at.second:02}" if self.seconds else ""
        return (
            f"{hour:02}{colon}{at.minute:02}{seconds}{rest}"
            if self.padded
            else (f"{hour}{colon}{at.minute:02}{seconds}{rest}")
        )


def _cased(letter: str, like: str) -> str:
    return letter.upper() if like.isupper() else letter


def like_date(written: str, day: date, near: date | None) -> str:
    """`day` in the form of a date that somebody wrote; ISO 8601 where that form cannot be followed."""
    old = dates.date_at(written, 0, near) if written else None
    if not old or old.value is None:
        return day.isoformat()
    numbers = [n for n in _TOKEN.findall(written) if n.isdigit()]
    parts = iter(_numbers(numbers, old.value, day))
    new = _TOKEN.sub(lambda m: next(parts) if m[0].isdigit() else _word(m[0], written[: m.start()], day), written)
    again = dates.date_at(new, 0, near or day)
    return new if again and again.end == len(new) and again.value == day else day.isoformat()


def _numbers(written: list[str], old: date, day: date) -> list[str]:
    """Each number of a date, in its place: which is the year, the month, the day follows from what it was."""
    left = {"year": (old.year, day.year), "month": (old.month, day.month), "day": (old.day, day.day)}
    result = []
    for text in written:
        names = ("year",) if len(text) == 4 else (("day", "month") if len(written) < 3 else ("month", "day"))
        name = next((n for n in names if n in left and left[n][0] == int(text)), None)
        if name is None and len(text) == 2 and "year" in left:
            result.append(f"{left.pop('year')[1] % 100:02}")
            continue
        value = left.pop(name)[1] if name else int(text)
        padded = text.startswith("0") or (len(text) == 2 and len(written) == 3)
        result.append(f"{value:02}" if padded else str(value))
    return result


def _word(word: str, before: str, day: date) -> str:
    lower = word.lower()
    if before[-1:].isdigit() and lower in ("st", "nd", "rd", "th"):
        special = {1: "st", 2: "nd", 3: "rd"}
        return "th" if 10 < day.day < 14 else special.get(day.day % 10, "th")
    for names, name in ((_MONTHS, _MONTHS[day.month - 1]), (_WEEKDAYS, _WEEKDAYS[day.weekday()])):
        if len(lower) > 2 and any(full.lower().startswith(lower[:3]) for full in names) and lower not in ("the", "day"):
            shown = name if len(word) > 4 or lower in ("june", "july") or lower == "may" else name[:3]
            return shown.lower() if word.islower() else shown.upper() if word.isupper() else shown
    return word
