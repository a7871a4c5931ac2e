"""The opening of a timeline entry: a date, a time, a range, a zone, in the orders in which people write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from incidentkit.report import clock, zone_words
from incidentkit.report.clock import Clock, clock_at
from incidentkit.report.dates import FoundDate, date_at

_ABOUT = re.compile(
    r"(?:[~≈∼±〜]|(?:c|ca|circa|approx|about|around|approximately|roughly|some\s?time(?:\s+(?:around|after|before|near))?"
    r"|shortly\s+(?:after|before)|just\s+(?:after|before)|soon\s+after|before|after|by|near|nearly|early|late|maybe"
    r"|probably|estimated|est|gegen|etwa|ungefähr|vers|environ|hacia|aprox|cerca\s+de|por\s+volta\s+das)\b\.?)\s*",
    re.IGNORECASE,
)
_SIGN = re.compile(r"(?:[\u2190-\u2bff\U0001f000-\U0001faff]\ufe0f?\s*)+")  # an arrow, a coloured disc, a clock's face
_PLAIN = re.compile(
    r"(?:(?:at|from|between|since|starting|beginning|on|as\s+of|the|time|posted|um|ab|am|kl|ore|a\s+las|el|à|às|alle|om)\b"
    r"[:.]?|@|[\[(])\s*",
    re.IGNORECASE,
)
_JOIN = re.compile(
    r"(?:\s*(?:\(|,\s*)(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?(?:\)|(?=,|\s)))?[\s,;@|·•_)\]]*(?:T(?=\d)|/(?=\d\d:\d\d)|[-–—:]\s*(?=[~\d]))?\s*",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\s*(?:[-–—−‐‑~〜→]+>?|=>|\.\.+|…|\b(?:to|until|till|through|thru|bis|às?)\b)\s*", re.IGNORECASE)
_AND = re.compile(r"\s*(?:\band\b|&)\s*", re.IGNORECASE)
_TAIL = re.compile(r"[-–](?P<n>\d\d)(?![\d:.\w])")
_OR_LATER = re.compile(r"\+(?=\s|$)")  # "07:11Z+"
_ISO_OFFSET = re.compile(r"\s?[+\-−](?P<h>\d\d):?(?P<m>\d\d)(?!\d|:\d)")
_OFFSET_MINUTES = ("00", "30", "45")
_BEFORE_ZONE = re.compile(r"\s+|(?=\(|UTC\b|GMT\b)")
_LAST_YEAR = re.compile(r"\s+(?P<year>(?:19|20)\d\d)(?![\d:])")
_DAY_NUMBER = re.compile(r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?(?=\s*(?:$|[:,–—|-]))")
_TOUCHING_ZONE = re.compile(r"(?:Z|UTC|GMT)\b")
_NOTE = re.compile(r"\s*\((?P<inner>[^()\n]{1,80})\)")
_LONE_ZONE = re.compile(r"[\s,;·|]*[(\[]?(?P<zone>[A-Za-z][\w+:/−-]{1,40})[)\]]?\s*$")
_DOUBT = re.compile(
    r"\b(?:maybe|perhaps|not\s+(?:sure|exact|certain)|unsure|unclear|approx\w*|roughly|about|around|circa|ish|estimated?"
    r"|probably|possibly|earlier|later|exact\s+time|guess)\b|\?",
    re.IGNORECASE,
)
_ELAPSED = re.compile(
    r"(?:T\s*)?[+-]\s*\d[\dhms:. ]*(?:min\w*|sec\w*|hours?|h|m|s)?|(?:next|same)\s+day", re.IGNORECASE
)
_NEXT_DAY = re.compile(r"\+\s?1(?:\s?d(?:ay)?)?|(?:the )?(?:next|following) (?:day|morning)", re.IGNORECASE)
_SECOND_ZONE = re.compile(r"\s*[/|=]\s*(?=\d)")
_AFTER = re.compile(r"\s*(?:[:\-–—|,;>→=•·*\])]+(?=\s|$|[^\s\d])\s*|\.(?=\s|$)\s*)*")
_ENDS = re.compile(r"$|[\s:\-–—|,;>)\]→=.]")
_DATE_ENDS = re.compile(r"$|\s*[:\-–—|,;>)\]→=]|\s*$")


@dataclass(frozen=True, slots=True)
class Opening:
    """When an entry happened, as its first words say, and the words that follow.

    `date` is None where none is said or its year cannot be known (`dated` tells the two apart). `half_filled` marks a
    template's `HH:MM` that nobody replaced. `doubt` is what contradicts itself, for a warning.
    """

    rest: str
    date: date | None = None
    dated: bool = False
    time: str | None = None
    until: str | None = None
    approximate: bool = False
    zone: str | None = None
    half_filled: bool = False
    doubt: str | None = None
    certain: bool = False
    """Whether a suffix says which half of the day is meant."""
    bare: bool = False
    """Whether it may be an hour of twelve: 1 to 12, without a suffix, a zero before it or a zone's letter."""
    sure: bool = True
    """Whether a mark stands between the time and the words, or the time stands alone."""


@dataclass(slots=True)
class _Reader:
    """Reads one opening from left to right; `at` is where it stands."""

    text: str
    near: date | None
    mapping: Mapping[str, str] | None
    at: int = 0
    about: bool = False
    between: bool = False
    day: FoundDate | None = None
    first: Clock | None = None
    last: int | None = None
    last_seconds: bool = False
    zone: str | None = None
    half_filled: bool = False
    iso: bool = False
    doubt: str | None = None

    def read(self) -> Opening | None:
        if sign := _SIGN.match(self.text):
            self.at = sign.end()
        self.skip_words()
        day_start = self.at
        self.read_date()
        if self.day:
            before = self.at, self.about
            joined = _JOIN.match(self.text, self.at)
            assert joined  # it may be empty
            self.iso = joined[0].upper() == "T"
            self.at = joined.end()
            self.skip_words()
            if self.read_clock():
                self.read_year(day_start)
            else:
                self.at, self.about = before
                self.read_days()
                self.read_lone_zone()
        elif not self.read_clock():
            return None
        self.read_notes()
        if self.first and not self.day:
            self.read_later_date()
        return self.result()

    def read_lone_zone(self) -> None:
        """`2021-03-01, UTC` or `2021-03-01 (CET)`: the zone of the day's times."""
        found = _LONE_ZONE.match(self.text, self.at)
        if found and (zone := zone_words.note_zone(found["zone"], self.mapping)):
            self.zone, self.at = zone, found.end()

    def read_days(self) -> None:
        """`July 5–7`, `July 5 - July 7`: several days; the first counts."""
        joined = _RANGE.match(self.text, self.at)
        if not joined or joined.end() == self.at:
            return
        last = date_at(self.text, joined.end(), self.near)
        number = _DAY_NUMBER.match(self.text, joined.end())
        if last and not last.weak:
            self.at = last.end
        elif number and "-" not in self.text[: self.at]:
            self.at = number.end()

    def read_year(self, day_start: int) -> None:
        """`Fri Nov 3 16:05 PDT 2017`, as `date` prints it: the year after the zone."""
        assert self.day
        found = _LAST_YEAR.match(self.text, self.at) if self.zone else None
        if not found:
            return
        day = date_at(f"{self.text[day_start : self.day.end].strip()} {found['year']}", 0)
        if day and day.value and day.value.year == int(found["year"]):
            self.day, self.at = day, found.end()

    def skip_words(self) -> None:
        for _ in range(4):
            if self.text.startswith(("[", "<", "{"), self.at) and clock.half_filled_at(self.text, self.at):
                return
            if found := _ABOUT.match(self.text, self.at):
                self.about = True
            else:
                found = _PLAIN.match(self.text, self.at)
            if not found:
                return
            self.between = self.between or found[0].lower().startswith("between")
            self.at = found.end()

    def read_date(self) -> None:
        if clock_at(self.text, self.at) and not re.match(r"\d{4}[-/.]|\d{8}", self.text[self.at : self.at + 10]):
            return
        self.day = date_at(self.text, self.at, self.near)
        if self.day:
            self.at = self.day.end

    def read_clock(self) -> bool:
        self.first = clock_at(self.text, self.at)
        if not self.first:
            end = clock.half_filled_at(self.text, self.at)
            if end is None:
                return self.read_early_range()
            self.half_filled, self.about, self.at = True, True, end
            ranged = _RANGE.match(self.text, self.at)
            if ranged and (end := clock.half_filled_at(self.text, ranged.end())):
                self.at = end
            return True
        self.at = self.first.end
        self.about = self.about or self.first.about
        self.read_zone()
        if self.zone and (later := _OR_LATER.match(self.text, self.at)):
            self.about, self.at = True, later.end()
        self.read_end()
        return True

    def read_early_range(self) -> bool:
        """`8-9 PM`: the first number has its suffix after the second."""
        found = re.compile(r"(\d{1,2})\s*(?:[-–—]|to|and)\s*").match(self.text, self.at)
        end = clock_at(self.text, found.end()) if found else None
        if not found or not end or not end.half or not 1 <= int(found[1]) <= 12:
            return False
        self.first = Clock(int(found[1]), 0, None, None, found.end(1))
        self.set_end(end)
        self.read_zone()
        return True

    def read_zone(self) -> None:
        offset = _ISO_OFFSET.match(self.text, self.at)
        precise = self.first is not None and self.first.second is not None
        if (
            offset
            and int(offset["h"]) <= 14
            and (
                "+" in offset[0]
                or self.iso
                or (precise and ":" not in offset[0])
                or (offset[0][0] == " " and offset["m"] in _OFFSET_MINUTES)
            )
        ):
            self.zone, self.at = f"UTC{offset[0].strip()}", offset.end()
            return
        if re.compile(r"Z\b").match(self.text, self.at):
            self.zone, self.at = "UTC", self.at + 1
            return
        gap = _BEFORE_ZONE.match(self.text, self.at)
        if gap and (found := zone_words.zone_at(self.text, gap.end(), self.mapping)):
            self.zone, self.at = found

    def read_end(self) -> None:
        assert self.first
        if tail := _TAIL.match(self.text, self.at):
            number = int(tail["n"])
            base = self.first.seconds
            if self.first.second is not None and self.first.second <= number < 60:
                self.last, self.last_seconds = base - base % 60 + number, True
            elif self.first.second is None and self.first.minute <= number < 60:
                self.last = base - base % 3600 + number * 60
            if self.last is not None:
                self.at = tail.end()
                return
        joined = _RANGE.match(self.text, self.at) or (_AND.match(self.text, self.at) if self.between else None)
        if not joined or joined.end() == self.at:
            return
        start = joined.end()
        if about := _ABOUT.match(self.text, start):
            start = about.end()
        if day := date_at(self.text, start, self.near):
            gap = _JOIN.match(self.text, day.end)
            start = gap.end() if gap else day.end
        end = clock_at(self.text, start)
        ends = end and (_ENDS.match(self.text, end.end) or _TOUCHING_ZONE.match(self.text, end.end))
        if end and ends and not (day and day.weak):
            self.about = self.about or bool(about)
            self.set_end(end)
            zone = self.zone
            self.read_zone()
            self.zone = zone or self.zone  # `01:40 PDT–01:10 PST`: the beginning counts

    def set_end(self, end: Clock) -> None:
        """The end of a range; a suffix said once holds for both ends unless the range would run backwards."""
        assert self.first
        first = self.first
        if end.half and first.half is None and 1 <= first.hour <= 12:
            same = Clock(first.hour, first.minute, first.second, end.half, first.end, first.about)
            other = Clock(first.hour, first.minute, first.second, "a", first.end, first.about)
            self.first = same if same.seconds <= end.seconds or end.half == "a" else other
        self.last, self.last_seconds = end.seconds, end.second is not None
        if end.contradictory and end.half == "a" and end.hour > 12:
            self.doubt = self.text[self.at : end.end].strip()
        self.at = end.end

    def read_notes(self) -> None:
        """Notes in parentheses that belong to the time: a zone, a doubt, the time elsewhere, time elapsed."""
        if (slash := _SECOND_ZONE.match(self.text, self.at)) and (other := clock_at(self.text, slash.end())):
            zone = zone_words.zone_at(self.text, other.end + 1, self.mapping)
            if zone and self.zone:
                self.at = zone[1]
            elif not zone and self.last is None and slash[0].strip() == "/" and _ENDS.match(self.text, other.end):
                self.at = other.end  # `16:28/16:29`: twice within the minute
        for _ in range(2):
            note = _NOTE.match(self.text, self.at)
            if not note:
                return
            inner = note["inner"].strip()
            zone_name = zone_words.note_zone(inner, self.mapping)
            if zone_name and not clock_at(inner, 0):
                self.zone = self.zone or zone_name
            elif _DOUBT.search(inner) and len(inner) < 50:
                self.about = True
            elif _NEXT_DAY.fullmatch(inner):
                if self.last is None:  # after a range it is the end's
                    self.day = self.day or date_at("next day", 0, self.near)
            elif not (clock_at(inner, 0) or _ELAPSED.fullmatch(inner) or self.note_is_date(inner)):
                return
            self.at = note.end()

    def note_is_date(self, inner: str) -> bool:
        found = date_at(inner, 0, self.near)
        if not found or found.end != len(inner):
            return False
        self.day = self.day or found
        return True

    def read_later_date(self) -> None:
        """`14:05 on March 18`, `14:05 UTC, 18 March 2019`."""
        gap = re.compile(r"[\s,;(]*(?:\bon\s+)?(?:the\s+)?").match(self.text, self.at)
        found = date_at(self.text, gap.end(), self.near) if gap and gap.end() > self.at else None
        said = gap is not None and re.search(r"[,(]|\bon\b", gap[0])
        said = said or re.match(r"\d{4}-\d", self.text[gap.end() : gap.end() + 6] if gap else "")
        if found and not found.weak and (said or _DATE_ENDS.match(self.text, found.end)):
            self.day, self.at = found, found.end
            if self.last is None:
                self.read_end()
                self.read_last_date()

    def read_last_date(self) -> None:
        """The date of a range's end: `11:59 PM July 4 - 12:30 AM July 5`."""
        gap = re.compile(r"[\s,]+(?:on\s+)?").match(self.text, self.at) if self.last is not None else None
        found = date_at(self.text, gap.end(), self.near) if gap else None
        if found and not found.weak and _DATE_ENDS.match(self.text, found.end):
            self.at = found.end

    def result(self) -> Opening | None:
        timed = self.first is not None or self.half_filled
        if not _ENDS.match(self.text, self.at):
            return None
        if not timed and self.day and self.day.weak and not _DATE_ENDS.match(self.text, self.at):
            return None
        after = _AFTER.match(self.text, self.at)
        end = after.end() if after else self.at
        marked = end >= len(self.text) or bool(after and after[0].strip(" ,"))
        doubt = self.doubt
        if self.first and self.first.contradictory and self.first.hour > 12 and self.first.half == "a":
            doubt = self.text[: self.first.end].strip()
        return Opening(
            rest=self.text[end:].strip(),
            date=self.day.value if self.day else None,
            dated=self.day is not None,
            time=self.first.written if self.first else None,
            until=None if self.last is None else clock.clock_text(self.last, with_seconds=self.last_seconds),
            approximate=self.about if timed else False,
            zone=self.zone,
            half_filled=self.half_filled,
            doubt=doubt,
            certain=self.first is not None and self.first.half is not None,
            bare=self.first is not None and self.first.bare,
            sure=marked,
        )


def opening(text: str, near: date | None = None, mapping: Mapping[str, str] | None = None) -> Opening | None:
    """What the first words of a plain text say about when, or None where they say nothing.

    `near` completes dates without a year; `mapping` holds the team's abbreviations of zones.
    """
    text = text[:4000]
    return _Reader(text, near, mapping).read() if text.strip() else None


def inner_time(text: str, near: date | None = None, mapping: Mapping[str, str] | None = None) -> Opening | None:
    """The one time that a text without an opening names ("… between ~8-9 PM"), or None where it names none or several.

    Only what cannot be anything else counts: with "between", "around", "at" before it, or a suffix.
    """
    found: list[tuple[int, Opening | None]] = []
    for start in re.finditer(
        r"(?<![\w:./#-])(?=(?:between|around|about|at|from|~)\b|~|\d)", text[:2000], re.IGNORECASE
    ):
        if found and start.start() < found[-1][0]:
            continue
        reader = _Reader(text[start.start() : start.start() + 80], near, mapping)
        reader.skip_words()
        led = reader.at > 0
        if not reader.read_clock() or reader.first is None:
            continue
        if led or reader.first.half or reader.last is not None:
            found.append((start.start() + reader.at, reader.result()))
    return found[0][1] if len(found) == 1 else None
