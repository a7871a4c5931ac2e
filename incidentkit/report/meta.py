"""What a report says about itself before it begins: title, date, status, severity, in front matter or in prose."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from incidentkit.report import inline, tables
from incidentkit.report.blocks import Document
from incidentkit.report.dates import date_at
from incidentkit.report.sections import Heading
from incidentkit.report.times import opening

_LABEL = re.compile(
    r"^(?:(?:security|production|service|major|post)[ -])?"
    r"(?:incident|post-?mortem|outage|after[- ]action|rca|pir|root cause analysis|disruption)"
    r"(?:\s+(?:report|review|summary|analysis|post-?mortem|retrospective|date))*\b\s*(?P<mark>[:–—|-]*)\s*",
    re.IGNORECASE,
)
_BRACKETED = re.compile(
    r"^[\[(](?:incident|post-?mortem|outage|rca)(?:\s+(?:report|review|post-?mortem))?[\])]\s*[:–—-]?\s*(?=\S)",
    re.IGNORECASE,
)
_EDGE = re.compile(r"^[\s,:;–—|>•·-]+|[\s,;:–—|(\[-]+$")
_FIELD = re.compile(
    r"^\W{0,4}(?P<key>[^\W\d_](?:[^\W\d_]|[ /'’-]){1,40}?)\W{0,3}(?:[:：]|\s\|\s)\W{0,4}(?P<value>\S.*)$"
)
_EASTERN_DATES = "|".join(
    (
        "^(?:発生|障害)?(?:日|日時|日付|発生日|発生日時)$",
        "^(?:事件|故障|发生)?(?:日期|时间|日)$",
        "^(?:발생 ?)?(?:날짜|일시|일자)$",
    )
)
_KEYS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        (
            "date",
            r"^(?:incident |event |outage )?(?:date|day)(?: ?(?:/|and|&) ?times?)?"
            r"(?: of (?:the )?(?:incident|outage|event|occurrence))?$|^when$"
            r"|^(?:dato|datum|fecha|data|date)(?: (?:de l'incident|del incidente|do incidente|for hændelsen))?$"
            "|" + _EASTERN_DATES,
        ),
        ("status", r"^(?:report |document |incident |postmortem )?(?:status|state)$"),
        ("severity", r"^(?:incident )?(?:severity|sev|severity level|priority)$"),
        ("services", r"^(?:affected |impacted )?(?:services?|systems?|components?|hubs?)(?: affected| impacted)?$"),
        ("tags", r"^(?:tags|labels|categories)$"),
        (
            "timezone",
            "^(?:"
            + "|".join(("time ?zones?", "zeitzone", "tidszone", "tijdzone", "fuseau horaire", "zona horaria"))
            + "|fuso hor[aá]rio|fuso orario|strefa czasowa|タイムゾーン|时区|時區|시간대)$",
        ),
        ("title", r"^(?:incident )?title$"),
        ("started", r"^(?:incident |outage |impact )?(?:start(?:ed)?|start time|began|beginning)(?: at| on)?$"),
        ("detected", r"^(?:detected|time detected|detection time|detected at)$"),
        ("mitigated", r"^(?:mitigated|time mitigated|mitigated at)$"),
        ("resolved", r"^(?:incident |outage |impact )?(?:resolved|end(?:ed)?|end time|time resolved|resolved at)$"),
    )
)
# "[RESOLVED] ", "Incidents/" or "1. " before a title that goes on with a date or the word "incident"
_BEFORE = re.compile(r"^(?:\[[^\[\]\n]{2,20}\]\s*|[A-Za-z][\w ]{2,20}/(?=\d)|\d{1,2}[.)]\s+(?=[A-Z]))")
_SYMBOLS = re.compile(r"^[^\w\"'“”‘’(\[<`#@/~.+-]+")
_WORD_STARTS = re.compile(r"(?<![\w.-])(?=\w)")
_IN_NAME = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)[-_.]?(?P<m>\d\d)[-_.]?(?P<d>\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class Said:
    """Facts in prose: plain values by key, and the line of each."""

    values: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)


def said(document: Document, headings: list[Heading]) -> Said:
    """`**Date:** 2020-08-28` and its like, or a table of two columns, before the timeline begins."""
    result = Said()
    stop = next((h.index for h in headings if h.role in ("timeline", "actions")), len(document.blocks))
    for block_number, block in enumerate(document.blocks[: min(stop, 60)]):
        if block.kind == "table":
            header, rows = tables.rows(document, block)
            if len(header.cells) == 2:
                for row in (header, *rows):
                    _keep(
                        result,
                        inline.plain(row.cell(0)),
                        inline.plain(row.cell(1), document.references),
                        row.line.number,
                    )
        elif block.kind in ("paragraph", "item"):
            alone = opening(inline.plain(document.raw(block)[:200]))
            lone = alone and (not alone.rest or (len(block.lines) == 1 and len(alone.rest.split()) <= 6 and alone.sure))
            if alone and alone.date and lone and not any(h.index < block_number for h in headings if h.role):
                result.values.setdefault("date", alone.date.isoformat())
                result.lines.setdefault("date", block.line)
            for line in block.lines:
                text = inline.plain(document.masked[line.start : line.end], document.references)[:400]
                if found := _FIELD.match(text):
                    _keep(result, found["key"], found["value"], line.number)
    return result


def _keep(result: Said, key: str, value: str, line: int) -> None:
    words = " ".join(key.replace("’", "'").lower().split()).strip(" *:：")
    for name, pattern in _KEYS:
        if pattern.match(words) and name not in result.values and value.strip():
            result.values[name] = value.strip()
            result.lines[name] = line


def title_words(words: str) -> tuple[str, date | None]:
    """A title without its date and without "Incident report", and that date."""
    text, day = _BRACKETED.sub("", words.strip()), None
    bare = _SYMBOLS.sub("", text)  # an emoji before "Incident 2022-09-30: …"
    if _LABEL.match(bare) or _leading_date(bare):
        text = bare
    elif (before := _BEFORE.match(text)) and (
        _LABEL.match(text[before.end() :]) or _leading_date(text[before.end() :])
    ):
        text = text[before.end() :]
    for _ in range(3):
        start = text
        if found := _leading_date(text):
            day, text = day or found[0], found[1]
        label = _LABEL.match(text)
        if label and (label["mark"] or _leading_date(text[label.end() :])):
            text = text[label.end() :]
        if text == start:
            break
    text, last = _trailing_date(text)
    if day is None and last is None:
        last = _only_date(text[:300])
    text = _EDGE.sub("", text).strip()
    return (text or words.strip()), day or last


def _leading_date(text: str) -> tuple[date, str] | None:
    stripped = _EDGE.sub("", text) if text[:1] in ",:;–—|-" else text
    found = opening(stripped.lstrip("[("))
    if not found or not found.date or not found.dated or (found.time is None and found.half_filled):
        return None
    return found.date, found.rest


def _trailing_date(text: str) -> tuple[str, date | None]:
    for start in re.finditer(r"(?:\s*[,–—|(\[:（]\s*|\s+-\s+|\s+on\s+)(?=[\w])", text):
        found = date_at(text, start.end())
        if found and found.value and not found.weak and not text[found.end :].strip(" )].）"):
            return text[: start.start()], found.value
    return text, None


def _only_date(text: str) -> date | None:
    """The one full date that a title names somewhere ("RCA for 2021-05-08 outage"); its words stay."""
    found = {day.value for start in _WORD_STARTS.finditer(text) if (day := date_at(text, start.start())) and day.value}
    return found.pop() if len(found) == 1 else None


def first_day(text: str) -> date | None:
    """The first full date that a short text names."""
    found = (date_at(text, start.start()) for start in _WORD_STARTS.finditer(text[:300]))
    return next((day.value for day in found if day and day.value and not day.weak), None)


def name_date(path: Path) -> date | None:
    """The date that a file's or folder's name begins with or holds."""
    for name in (path.stem, path.parent.name):
        if found := _IN_NAME.search(name):
            try:
                return date(int(found["y"]), int(found["m"]), int(found["d"]))
            except ValueError:
                continue
    return None


def day_of(value: Any, near: date | None = None) -> date | None:
    """The date that a value of front matter or a field of prose begins with.

    `near` tells of two numbers which is the day; it completes no year.
    """
    if not isinstance(value, str):
        return None
    found = opening(value)
    if found is None or found.date is None or near is None:
        return found.date if found else None
    closer = opening(value, near)
    return closer.date if closer and closer.date else found.date


def words_of(value: Any) -> tuple[str, ...]:
    """A list of names from a list, or from one text with commas."""
    if isinstance(value, str):
        value = value.split(",")
    if not isinstance(value, list):
        return ()
    return tuple(text for item in value if isinstance(item, str) and (text := item.strip()))


# What a date may be of that is not the incident's: "Meeting held 18 June", "last updated on 3 May".
_OF_THE_REPORT = re.compile(
    r"\b(?:meeting|held|posted|published|written|updated|reviewed|created|modified|revised|printed|version)\b[^.;]{0,20}$",
    re.IGNORECASE,
)


def first_date(document: Document, until: int, limit: int = 40) -> date | None:
    """The first full date in the prose before block `until`: "On July 25th, 2023, we …"."""
    for block in document.blocks[: min(until, limit)]:
        if block.kind not in ("paragraph", "item", "quote", "heading"):
            continue
        text = inline.plain(document.raw(block)[:2000], document.references)
        for start in _WORD_STARTS.finditer(text):
            day = date_at(text, start.start())
            if day and day.value and not day.weak and not _OF_THE_REPORT.search(text[: start.start()]):
                return day.value
    return None
