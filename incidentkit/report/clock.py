"""A grammar of clock times as people write them: 24 hours and 12, with every habit of suffix and spacing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

# "a.m.", "AM", "am" after any space; a single letter only when it touches ("10:45a"), for "5 a day" is no time.
_SUFFIX = re.compile(r"\s*(?P<half>[ap])\.?\s?m\b\.?|(?P<letter>[ap])(?![A-Za-z0-9'’])", re.IGNORECASE)
_COLON = re.compile(r"(?P<h>\d{1,2})[:：](?P<m>\d\d)(?:[:：](?P<s>\d\d)(?:[.,]\d{1,9})?)?(?![\d]|[:：]\d)")
_ROUGH = re.compile(
    r"(?P<h>\d{1,2})[:hH](?:(?P<m>[0-5])|(?P<mm>[0-5]\d):(?P<s>[0-5]))[xX](?=Z\b|\W|$)(?!:)"
)  # "06:2x", "06:21:0x", "14h3x"
_H = re.compile(r"(?P<h>\d{1,2})(?:h|\sh\s)(?P<m>\d\d)\b|(?P<only>\d\d)h\b", re.IGNORECASE)
# 10時32分, 午後3時5分, 下午3点5分, 오후 3시 5분, with the half of the day before the hour
_CJK = re.compile(
    r"(?:(?P<am>午前|上午|早上|凌晨|오전)|(?P<pm>午後|下午|晚上|오후))?\s?(?P<h>\d{1,2})\s?(?:[時时点點시]\s?(?:(?P<m>\d{1,2})\s?[分분]|"
    r"(?P<half>半|반))?(?:\s?(?P<s>\d{1,2})\s?[秒초])?|[:：](?P<mm>\d\d)(?!\d))(?:\s?(?P<about>頃|ごろ|左右|경|쯤))?"
)
_DOT = re.compile(r"(?P<h>\d{1,2})\.(?P<m>\d\d)(?![\d.]\d|\d)")
_FOUR = re.compile(r"(?P<h>\d\d)(?P<m>\d\d)(?!\d|:\d)")
_FOUR_AND_SECONDS = re.compile(r"(?P<h>\d\d)(?P<m>\d\d):(?P<s>\d\d)(?![\d:])")
_HOUR = re.compile(r"(?P<h>\d{1,2})(?![\d:.,])")
_HOUR_ISH = re.compile(rf"(?P<h>1[0-2]|[1-9])\s?-?ish\b(?:{_SUFFIX.pattern})", re.IGNORECASE)  # "7-ish PM"
_WORD = re.compile(r"(?P<noon>noon|midday)\b|midnight\b", re.IGNORECASE)
_UHR = re.compile(r"\s*(?:uhr\b|o['’]?clock\b|hrs?\b|hours\b)", re.IGNORECASE)
_HRS = re.compile(r"\s?(?:hrs?|hours|h|z)\b", re.IGNORECASE)
_ZONE_NEXT = re.compile(r"\s*\(?(?:UTC|GMT|[A-Z]{1,3}[SD]?T)\b")
_KL = re.compile(r"\bkl\.?\s*$", re.IGNORECASE)  # Danish, Norwegian and Swedish for "o'clock"
_SEPARATED = re.compile(r"\s*(?:$|[-–—|:](?=\s|$))")
_ISH = re.compile(
    r"\s?-?ish\b|\+(?=\s|$)|\s?\?+|\s+or\s+so\b|\s+onwards?\b|~(?!\s*\d)|\s+aprox(?:\.|\b)", re.IGNORECASE
)
_HALF_FILLED = re.compile(
    r"(?=[\dxhmt?_:.]*[xhmt?_])(?:[\d]?[xh?_]|[\dxh?_]{2}|t{2})[:.](?:[\dxm?_]{2}|t{2})(?:[:.][\dxs?_]{2})?(?![\w:])"
    r"|[\[<{]{1,2}\s*(?:(?:yyyy|[ymd]{2,4})[-/.\sa-z]*)?(?:time(?:stamp)?|hh?[:.]?mm|date|start|end)(?:[^\[\]<>{}\n]{0,30})"
    r"[\]>}]{1,2}|(?:yyyy|mm|dd)[-/.](?:mm|dd)[-/.](?:yyyy|dd|mm)(?:[ t]+hh[:.]?mm(?:[:.]ss)?)?(?!\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day as written: `half` is the suffix's meaning or None, `end` where it stops in the text."""

    hour: int
    minute: int
    second: int | None
    half: Literal["a", "p"] | None
    end: int
    about: bool = False
    bare: bool = False
    """Whether it may be an hour of twelve: 1 to 12, no suffix, no zero before it."""

    @property
    def contradictory(self) -> bool:
        """Whether hour and suffix cannot both be right: `13:05 PM`, `0:25 AM`. The 24-hour reading is taken."""
        return self.half is not None and not 1 <= self.hour <= 12

    @property
    def seconds(self) -> int:
        """Seconds since midnight."""
        hour = self.hour
        if self.half == "p" and hour < 12:
            hour += 12
        elif self.half == "a" and hour == 12:
            hour = 0
        return (hour % 24) * 3600 + self.minute * 60 + (self.second or 0)

    @property
    def written(self) -> str:
        """`HH:MM`, or `HH:MM:SS` where seconds were written; 24 hours."""
        return clock_text(self.seconds, with_seconds=self.second is not None)


def clock_text(seconds: int, *, with_seconds: bool) -> str:
    """Seconds since midnight as `HH:MM` or `HH:MM:SS`."""
    hours, rest = divmod(seconds, 3600)
    text = f"{hours:02}:{rest // 60:02}"
    return f"{text}:{rest % 60:02}" if with_seconds else text


def clock_at(text: str, start: int) -> Clock | None:
    """The time of day that begins at `text[start]`, or None."""
    if found := _WORD.match(text, start):
        return Clock(12 if found["noon"] else 0, 0, None, None, found.end())
    if start > 0 and text[start - 1].isdigit():
        return None
    if found := _CJK.match(text, start):
        east = _eastern(found)
        if east:
            return east
    for pattern, needs in (
        (_COLON, None),
        (_FOUR_AND_SECONDS, None),
        (_H, None),
        (_DOT, _dot_is_time),
        (_FOUR, _four_is_time),
    ):
        found = pattern.match(text, start)
        if found and (needs is None or needs(text, found)):
            return _clock(text, found)
    if (found := _ROUGH.match(text, start)) and int(found["h"]) < 24:
        second = int(found["s"]) * 10 if found["s"] else None
        minute = int(found["mm"] or 10 * int(found["m"]))
        return Clock(int(found["h"]), minute, second, None, found.end(), about=True)
    if found := _HOUR_ISH.match(text, start):
        return Clock(int(found["h"]), 0, None, _half(found), found.end(), about=True)
    found = _HOUR.match(text, start)
    if found and (suffix := _SUFFIX.match(text, found.end()) or _UHR.match(text, found.end())):
        clock = _clock(text, found)
        return clock and Clock(clock.hour, 0, None, clock.half, max(clock.end, suffix.end()), clock.about)
    return None


def _clock(text: str, found: re.Match[str]) -> Clock | None:
    parts = found.groupdict()
    hour = int(parts["h"] or parts.get("only") or 0)
    minute, second = int(parts.get("m") or 0), parts.get("s")
    if hour > 24 or minute > 59 or (second and int(second) > 60) or (hour == 24 and minute):
        return None
    end = found.end()
    half: Literal["a", "p"] | None = None
    if suffix := _SUFFIX.match(text, end):
        half = _half(suffix)
        end = suffix.end()
    elif uhr := (_UHR.match(text, end) or (_HRS.match(text, end) if not text.startswith(("z", "Z"), end) else None)):
        end = uhr.end()
    ish = _ISH.match(text, end)
    about = bool(ish)
    bare = half is None and 1 <= hour <= 12 and not text.startswith("0", found.start())
    return Clock(hour, minute, min(int(second), 59) if second else None, half, ish.end() if ish else end, about, bare)


def _eastern(found: re.Match[str]) -> Clock | None:
    """A time as Japanese, Chinese and Korean write it; plain `10:15` is none of them."""
    half: Literal["a", "p"] | None = "a" if found["am"] else "p" if found["pm"] else None
    if found["mm"] and half is None and not found["about"]:
        return None
    minute = 30 if found["half"] else int(found["m"] or found["mm"] or 0)
    hour, second = int(found["h"]), found["s"]
    if hour > 24 or minute > 59 or (second and int(second) > 59) or (hour == 24 and minute):
        return None
    second_number = int(second) if second else None
    return Clock(hour, minute, second_number, half, found.end(), found["about"] is not None)


def _half(suffix: re.Match[str]) -> Literal["a", "p"]:
    return "a" if (suffix["half"] or suffix["letter"]).lower() == "a" else "p"


def _dot_is_time(text: str, found: re.Match[str]) -> bool:
    """`14.05` is a version or a number unless something says that it is a time."""
    end = found.end()
    said = _SUFFIX.match(text, end) or _UHR.match(text, end) or _HRS.match(text, end) or _ZONE_NEXT.match(text, end)
    return bool(said or ((len(found["h"]) == 2 or _KL.search(text, 0, found.start())) and _SEPARATED.match(text, end)))


def _four_is_time(text: str, found: re.Match[str]) -> bool:
    """`1405` is a number unless something says that it is a time; `2018 - …` is a year."""
    end = found.end()
    if _HRS.match(text, end) or _ZONE_NEXT.match(text, end):
        return True
    return bool(_SEPARATED.match(text, end)) and not "1990" <= found[0] < "2060"


def half_filled_at(text: str, start: int) -> int | None:
    """Where a time ends that nobody filled in (`HH:MM`, `2X:XX`, `[time]`), or None."""
    found = _HALF_FILLED.match(text, start)
    return found.end() if found else None
