"""A foreign report as values, and the same in this format. What people wrote is kept, only its markup is ours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Literal
from zoneinfo import ZoneInfo

from incidentkit import inert, zones
from incidentkit.errors import SettingsError
from incidentkit.report.facts import count
from incidentkit.report.item_words import is_done
from incidentkit.report.model import Report
from incidentkit.report.sections import role_of
from incidentkit.report.write import scalar

# What other tools call the states of a report, and what that is here. The foreign word is kept beside ours.
STATUSES: tuple[tuple[str, Literal["draft", "review", "final"]], ...] = (
    ("draft", "draft"),
    ("in review", "review"),
    ("review", "review"),
    ("reviewed", "final"),
    ("closed", "final"),
    ("published", "final"),
    ("final", "final"),
    ("done", "final"),
    ("complete", "final"),
    ("completed", "final"),
    ("resolved", "final"),
    ("in-review", "review"),
)
_IN_CONCLUSION = ("conclusion", "factors", "well", "wrong", "lucky")
_ITEM = re.compile(r"(?:\d{1,3}[.)]|[-*•–])\s+")
_KEPT = re.compile(r"(`+)(?:(?!\1).)+\1|https?://[^\s<>\"]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """A timeline row: local `date` (ISO) and `time` (24 h) where known, its line, and the paragraphs below it."""

    date: str | None
    time: str | None
    text: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A section: its heading, and paragraphs, list items and fenced lines as they stood."""

    heading: str
    paragraphs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """What was understood of a foreign report. `started` and `resolved` are local ISO times in `zone`."""

    title: str
    status: str | None = None
    owner: str | None = None
    zone: str | None = None
    started: str | None = None
    resolved: str | None = None
    duration: str | None = None
    parts: tuple[Part, ...] = ()
    timeline: tuple[Entry, ...] = ()


def status(document: Document) -> Literal["draft", "review", "final"]:
    """Ours for theirs; what nobody knows is a draft, which publishes nothing by accident."""
    return status_of(document.status or "")


def status_of(words: str) -> Literal["draft", "review", "final"]:
    """Ours for the words of a foreign status, of which the first count: "Complete, action items in progress"."""
    first = re.split(r"[,;(]", words.casefold())[0].strip()
    return dict(STATUSES).get(first, "draft")


def local_date(document: Document) -> str | None:
    """The ISO date on which it started, else of the first dated row."""
    dates = [document.started, *(entry.date for entry in document.timeline)]
    return next((date[:10] for date in dates if date), None)


def to_markdown(document: Document, *, zone: str | None = None, owner: str | None = None) -> str:
    """The report in this format. `zone` stands in where the source names none, `owner` is the owner's pseudonym.

    Raises SettingsError when neither the source nor `zone` says in which zone its times are.
    """
    name = document.zone or zone
    if name is None:
        raise SettingsError("the report does not say in which time zone its times are", hint="Add --tz ZONE.")
    local = zones.resolve(name)
    key = local.key if isinstance(local, ZoneInfo) else name
    date = local_date(document) or ""
    lines = ["---", f"title: {scalar(inert.one_line(document.title, 300))}"]
    lines += [f"date: {date}"] if date else []
    lines += [f"status: {status(document)}"]
    lines += [f"imported_status: {scalar(inert.one_line(document.status, 60))}"] if document.status else []
    lines += [f"review_owner: {scalar(owner)}"] if owner else []
    lines += [f"timezone: {scalar(key)}"]
    lines += [f"started: {_instant(document.started, local)}"] if document.started else []
    lines += [f"resolved: {_instant(document.resolved, local)}"] if document.resolved else []
    lines += ["---", "", *_narrative(document), *_timeline(document, key, local, date)]
    lines += [*_conclusion(document), *_actions(document)]
    return "\n".join(lines).rstrip("\n") + "\n"


def _narrative(document: Document) -> list[str]:
    opening = next((p for p in document.parts if not p.heading), None)
    parts = [
        p for p in document.parts if p.heading and role_of(p.heading) not in (*_IN_CONCLUSION, "actions", "timeline")
    ]
    summary = next((p for p in parts if role_of(p.heading) == "summary"), None)
    lines = ["## Summary", "", *(_paragraphs(opening.paragraphs) if opening else [])]
    if summary:
        lines += _paragraphs(summary.paragraphs)
    elif not opening:
        lines += ["<!-- TODO: What happened, in two or three sentences? -->", ""]
    if document.duration:
        lines += [f"Stated duration: {escape(document.duration)}.", ""]
    for part in parts:
        if part is not summary:
            lines += _section(part)
    return lines


def _section(part: Part) -> list[str]:
    body = _paragraphs(part.paragraphs) or ["<!-- TODO: Nothing was written here. -->", ""]
    return [f"### {escape(part.heading)}", "", *body]


def _timeline(document: Document, name: str, local: tzinfo, date: str) -> list[str]:
    lines = ["## Timeline", ""]
    try:
        first = datetime.fromisoformat(document.started or date).replace(tzinfo=local)
        label = zones.label(first)
        lines += [f"All times in {name}." if label == name else f"All times in {name} ({label}).", ""]
    except ValueError:
        lines += [f"All times in {name}.", ""]
    day = None
    for entry in document.timeline:
        if entry.date and entry.date != day:
            lines += [*([""] if day and lines[-1] else []), f"### {entry.date}", ""]
            day = entry.date
        details = list(entry.details)
        text = entry.text or (details.pop(0) if details else "")
        lines.append(f"- **{entry.time}** {escape(text)}" if entry.time else f"- {escape(text)}")
        block = _paragraphs(details)
        lines += ["", *(f"  {line}" if line else "" for line in block)] if block else []
    return [*lines, ""] if lines[-1] else lines


def _conclusion(document: Document) -> list[str]:
    lines = ["## Conclusion", ""]
    parts = [part for part in document.parts if role_of(part.heading) in _IN_CONCLUSION]
    plain = next((part for part in parts if role_of(part.heading) == "conclusion"), None)
    lines += _paragraphs(plain.paragraphs) if plain else ["<!-- TODO: What do we understand now? -->", ""]
    for part in parts:
        if part is not plain:
            lines += _section(part)
    return lines


def _actions(document: Document) -> list[str]:
    lines = ["## Action items", ""]
    for part in document.parts:
        if role_of(part.heading) == "actions":
            for paragraph in part.paragraphs:
                text = _ITEM.sub("", paragraph, count=1)
                lines.append(f"- [{'x' if is_done(text) else ' '}] {escape(text)}")
    return lines


def _paragraphs(paragraphs: Sequence[str]) -> list[str]:
    """Paragraphs as Markdown lines with blank lines between; list items stay together, fenced lines stay literal."""
    lines: list[str] = []
    fenced = False
    for text in paragraphs:
        fence = text.startswith("```")
        if fence or fenced:
            if fence and not fenced and lines and lines[-1]:
                lines.append("")
            lines.append(inert.clean(text))
            fenced ^= fence
            lines += [""] if fence and not fenced else []
        elif found := _ITEM.match(text):
            marker = found[0].strip() if found[0][0].isdigit() else "-"
            if lines and lines[-1] == "" and len(lines) > 1 and _ITEM.match(lines[-2]):
                lines.pop()
            lines += [f"{marker} {escape(text[found.end() :])}", ""]
        else:
            lines += [escape(text), ""]
    return [*lines, "```", ""] if fenced else lines


def escape(text: str) -> str:
    """Plain text as Markdown; code spans that people typed and addresses stay what they are."""
    parts, end = [], 0
    text = inert.clean(text)
    for found in _KEPT.finditer(text):
        parts += [
            inert.markdown(text[end : found.start()]),
            found[0].replace("<", "&lt;") if not found[1] else found[0],
        ]
        end = found.end()
    return "".join([*parts, inert.markdown(text[end:])])


def _instant(local_iso: str | None, zone: tzinfo) -> str:
    assert local_iso is not None
    return datetime.fromisoformat(local_iso).replace(tzinfo=zone).isoformat()


def found_in(report: Report) -> str:
    """How much of a report was understood: `7 timeline entries, 1 action item`."""
    entries = count(len(report.timeline), "timeline entry", "timeline entries")
    return f"{entries}, {count(len(report.actions), 'action item')}"
