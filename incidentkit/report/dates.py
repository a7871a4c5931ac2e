"""A grammar of dates as people write them: ISO, month and day in either order, numbers, weekdays, "next day"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from incidentkit.report.calendar_words import MONTH_NUMBERS, SHORT_WEEKDAYS, WEEKDAY_NUMBERS, either

_MONTH = rf"(?P<month>{either(MONTH_NUMBERS)})\b\.?"
_WEEKDAY = rf"(?P<weekday>{either(WEEKDAY_NUMBERS)})\b\.?"
_LEAD = rf"(?:{_WEEKDAY},?\s+(?:the\s+|den\s+|le\s+)?|(?:{'|'.join(SHORT_WEEKDAYS)})(?:\.,?|,)\s*)?"
_OF = r"(?:of\s+|de\s+|d['’])?"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d|:\d)"
_ORDINAL = r"(?:st|nd|rd|th)?"
_TO = rf"(?:\s?[-–—]\s?\d{{1,2}}{_ORDINAL}(?=,?\s+(?:19|20)\d\d(?!\d)))?"  # "Aug 30-31, 2020": the first counts

_ISO = re.compile(
    rf"{_LEAD}(?P<year>\d{{4}})(?P<sep>[-/.‐‑–]?)(?P<m>\d{{1,2}})(?P=sep)(?P<d>\d{{1,2}})(?!\d|\.\d)", re.IGNORECASE
)
_MONTH_DAY = re.compile(
    rf"{_LEAD}{_MONTH}\s*[-\s]\s*(?:the\s+)?(?P<d>\d{{1,2}}){_ORDINAL}(?!\d|:\d){_TO}(?:[,.\s-]+{_YEAR})?",
    re.IGNORECASE,
)
_DAY_MONTH = re.compile(
    rf"{_LEAD}(?:the\s+)?(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?\s*[-\s/]?\s*{_OF}{_MONTH}(?:(?:[,.\s/-]+del?\s+|[,.\s/-]*){_YEAR})?",
    re.IGNORECASE,
)
_NUMBERS = re.compile(
    rf"{_LEAD}(?P<a>\d{{1,2}})(?P<sep>[/.-])(?P<b>\d{{1,2}})(?P=sep)(?P<year>\d{{4}}|\d\d)(?!\d)", re.IGNORECASE
)
_NUMBERS_ONLY = re.compile(r"(?<![\w/.-])(?P<a>\d{1,2})(?P<sep>[/.-])(?P<b>\d{1,2})(?P=sep)(?:\d{4}|\d\d)(?![\w/.-])")
# The commonest words of English, and of languages that write the day first.
_ENGLISH = re.compile(r"\b(?:the|and|of|was|were|with|to|is)\b", re.IGNORECASE)
_NOT_ENGLISH = re.compile(
    r"\b(?:de|da|do|dos|das|não|que|para|com|uma?|und|der|die|das|nicht|mit|les|des|est|pour|dans|une|el|los|las|con|del"
    r"|het|een|van|voor|il|che|di|della|per|og|ikke|på|och|inte|det|nie|jest|przez|[^\W\d_]*[ãõçáéíóúàèâêôäöüßøåæñ]\w*)\b",
    re.IGNORECASE,
)
_SHORT = re.compile(rf"{_LEAD}(?P<a>\d{{1,2}})/(?P<b>\d{{1,2}})(?![\d/.])", re.IGNORECASE)
# `12-05 16:21`, `18.03. 14:05`: a day without its year, which only the time behind it tells from other numbers
_BEFORE_TIME = re.compile(
    r"(?P<a>\d{2})(?P<sep>-)(?P<b>\d{2})(?=(?:[ T]|,\s)\s*\d{1,2}:\d\d)"
    r"|(?P<day>\d{1,2})\.(?P<mon>\d{1,2})\.(?=,?\s+\d{1,2}[:.]\d\d)"
)
_CJK = re.compile(
    r"(?:(?P<year>(?:19|20)\d\d)\s?[年년]\s?)?(?P<m>\d{1,2})\s?[月월]\s?(?P<d>\d{1,2})\s?[日号號일]"
    r"(?:\s?[(（]\s?[月火水木金土日一二三四五六월화수목금토일]\s?[)）])?"
)
_DAY_NAME = re.compile(_WEEKDAY, re.IGNORECASE)
_RELATIVE = re.compile(
    r"(?:the\s+|on\s+the\s+)?(?:(?P<next>(?:next|following)\s+(?:day|morning)|day\s+after)|(?P<same>same\s+day))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date that was read, and where it ends. `weak` ones (a weekday, `3/18`) count only beside a time or alone."""

    value: date | None
    end: int
    weak: bool = False


def date_at(text: str, start: int, near: date | None = None) -> FoundDate | None:
    """The date that begins at `text[start]`; `near` completes what is not said: the year, or which Monday.

    `value` is None where the words are a date but the year cannot be known.
    """
    for pattern, read in _READERS:
        found = pattern.match(text, start)
        if found and (result := read(found, near)):
            return result
    return None


def day_first(text: str) -> bool:
    """Whether a document writes dates in numbers with the day first: `29/9/2021` cannot be read otherwise, nor is
    Portuguese written with the month first."""
    seen = {
        int(found["a"]) > 12 for found in _NUMBERS_ONLY.finditer(text) if max(int(found["a"]), int(found["b"])) > 12
    }
    if seen:
        return seen == {True}
    head = text[:20_000]
    return len(_NOT_ENGLISH.findall(head)) > 2 * len(_ENGLISH.findall(head)) + 4


def turned(day: date, text: str) -> date:
    """A date that was read with the month first from `text`, with the day first."""
    written = re.search(rf"(?<![\d/])0?{day.month}/0?{day.day}/(?:{day.year}|{day.year % 100:02})(?!\d)", text)
    return day.replace(month=day.day, day=day.month) if written and day.day < 13 else day


def _iso(found: re.Match[str], near: date | None) -> FoundDate | None:
    if not found["sep"] and (len(found["m"]) < 2 or len(found["d"]) < 2 or not 1990 <= int(found["year"]) < 2100):
        return None
    value = _date(int(found["year"]), int(found["m"]), int(found["d"]))
    return FoundDate(value, found.end()) if value else None


def _named(found: re.Match[str], near: date | None) -> FoundDate | None:
    word = found["month"]
    if word in ("may", "march", "mar"):  # "10 may have failed": a verb unless it has its capital
        return None
    month = MONTH_NUMBERS[word.lower()]
    day = int(found["d"])
    if not 1 <= day <= 31:
        return None
    if found["year"]:
        value = _date(int(found["year"]), month, day)
        return FoundDate(value, found.end()) if value else None
    return FoundDate(_closest(month, day, near), found.end())


def _cjk(found: re.Match[str], near: date | None) -> FoundDate | None:
    month, day = int(found["m"]), int(found["d"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    if found["year"]:
        value = _date(int(found["year"]), month, day)
        return FoundDate(value, found.end()) if value else None
    return FoundDate(_closest(month, day, near), found.end())


def _numbers(found: re.Match[str], near: date | None) -> FoundDate | None:
    year = int(found["year"]) + (2000 if len(found["year"]) == 2 else 0)
    value = _either(year, int(found["a"]), int(found["b"]), found["sep"], near)
    return FoundDate(value, found.end()) if value else None


def _short(found: re.Match[str], near: date | None) -> FoundDate | None:
    if near is None:
        return None
    candidates = [_either(near.year + shift, int(found["a"]), int(found["b"]), "/", near) for shift in (-1, 0, 1)]
    best = min((c for c in candidates if c), key=lambda c: abs(c - near), default=None)
    return FoundDate(best, found.end(), weak=True) if best else None


def _before_time(found: re.Match[str], near: date | None) -> FoundDate | None:
    if near is None:
        return None
    if found["day"]:
        value = _closest(int(found["mon"]), int(found["day"]), near)
    else:  # the month first, as ISO has it
        a, b = int(found["a"]), int(found["b"])
        value = _closest(a, b, near) or _closest(b, a, near)
    return FoundDate(value, found.end(), weak=True) if value else None


def _weekday(found: re.Match[str], near: date | None) -> FoundDate | None:
    if near is None:
        return None
    wanted = WEEKDAY_NUMBERS[found["weekday"].lower()]
    return FoundDate(_shifted(near, (wanted - near.weekday()) % 7), found.end(), weak=True)


def _relative(found: re.Match[str], near: date | None) -> FoundDate | None:
    if near is None:
        return None
    return FoundDate(_shifted(near, 1 if found["next"] else 0), found.end(), weak=True)


_READERS = (
    (_ISO, _iso), (_CJK, _cjk), (_MONTH_DAY, _named), (_DAY_MONTH, _named), (_NUMBERS, _numbers), (_SHORT, _short),
    (_BEFORE_TIME, _before_time),
    (_DAY_NAME, _weekday), (_RELATIVE, _relative),
)  # fmt: skip


def _either(year: int, a: int, b: int, separator: str, near: date | None) -> date | None:
    """Two numbers as month and day: day first with dots and dashes, else whichever lies nearer, else month first."""
    month_first, day_first = _date(year, a, b), _date(year, b, a)
    if not (month_first and day_first):
        return month_first or day_first
    if separator != "/":
        return day_first
    if near and abs(day_first - near) < abs(month_first - near):
        return day_first
    return month_first


def _closest(month: int, day: int, near: date | None) -> date | None:
    """That day in the year which brings it nearest to `near`: in January, "Dec 31" is last year's."""
    if near is None:
        return None
    candidates = [_date(near.year + shift, month, day) for shift in (-1, 0, 1)]
    return min((c for c in candidates if c), key=lambda c: abs(c - near), default=None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _shifted(near: date, days: int) -> date | None:
    try:
        return near + timedelta(days=days)
    except OverflowError:
        return None
