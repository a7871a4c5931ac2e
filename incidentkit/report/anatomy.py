"""Where a report's timeline stands in its text: each entry's first line and end, the headings of days, the habits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from incidentkit.report import blocks, dates, front, html_blocks, inline
from incidentkit.report.blocks import Block, Document
from incidentkit.report.dialect import Opening, Style, take_apart
from incidentkit.report.model import Report, Span, TimelineEntry
from incidentkit.report.times import opening

_PIPE = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class Spot:
    """An entry and how it is written. `first` is its first line without the line end, `end` where its text ends.

    `spaced`: a blank line stands between a heading and its words. `cells` are a row's, with their spaces.
    """

    entry: TimelineEntry
    style: Style
    first: Span
    end: int
    opening: Opening | None
    spaced: bool
    cells: tuple[str, ...] = ()
    clock_cell: int = -1


@dataclass(frozen=True, slots=True)
class DayMark:
    """A line that gives a day to the entries under it. `date_at` is where the date stands in the line; `bare` lines
    say nothing else."""

    date: date
    line: Span
    date_at: Span
    heading: bool
    bare: bool = True


@dataclass(frozen=True, slots=True)
class Anatomy:
    """The timeline of a report in its text."""

    document: Document
    spots: tuple[Spot, ...]
    days: tuple[DayMark, ...]


def of(report: Report, mapping: Mapping[str, str]) -> Anatomy:
    """The anatomy of a report that was read."""
    document = body(report)
    spots = tuple(sorted(_spots(report, document, mapping), key=lambda spot: spot.first.start))
    return Anatomy(document, spots, tuple(_days(report, document, spots, mapping)))


def unmarked(report: Report) -> str | None:
    """What holds the timeline where Markdown has no meaning in it, in words: its last entry decides."""
    if not report.timeline:
        return None
    at = report.timeline[-1].span.start
    for block in body(report).blocks:
        if block.start <= at <= block.end:
            if block.kind == "code":
                return "block of code"
            if block.kind == "table" and html_blocks.is_row(report.text[block.lines[0].start :][:400]):
                return "HTML table"
            if report.text[block.start : block.start + 200].lstrip(" \t").startswith("<li"):
                return "HTML list"
    return None


def body(report: Report) -> Document:
    """The blocks of a report, behind its front matter."""
    start = report.front.span.end if report.front.span else (1 if report.text.startswith(front.BOM) else 0)
    return blocks.parse(report.text, start, blocks.line_of(report.text, start))


def line_at(text: str, offset: int) -> Span:
    """The line that holds an offset, without its line end."""
    start = text.rfind("\n", 0, offset) + 1
    start = max(start, text.rfind("\r", start, offset) + 1)  # searched no further back: documents may be large
    end = text.find("\n", offset)
    end = len(text) if end < 0 else end
    early = text.find("\r", offset, end)
    return Span(start, end if early < 0 else early)


def newline_at(text: str, offset: int) -> str:
    """The line end that is used around an offset: the next one, else the one before, else `\\n`."""
    found = re.compile(r"\r\n|\n|\r").search(text, offset)
    if found:
        return found[0]
    before = text[:offset]
    if before.endswith("\r\n") or ("\r\n" in before and "\n" not in before.replace("\r\n", "")):
        return "\r\n"
    return "\n" if "\n" in before or "\r" not in before else "\r"


def past_comment(document: Document, offset: int) -> int:
    """The end of the line at `offset`, behind a comment that begins in it and ends further down."""
    text = document.text
    if document.masked is text:
        return line_at(text, offset).end
    for _ in range(50):
        end = line_at(text, offset).end
        opened = text.rfind("<!--", 0, end)
        closed = text.find("-->", opened + 4) + 3 if opened >= 0 else -1
        if opened < 0 or closed <= end or document.masked[opened] == "<":
            return end
        offset = closed
    return offset


def _spots(report: Report, document: Document, mapping: Mapping[str, str]) -> Iterator[Spot]:
    starts = {block.start: block for block in document.blocks}
    rows = {
        line.start: (n, block)
        for block in document.blocks
        if block.kind == "table"
        for n, line in enumerate(block.lines)
    }
    for entry in report.timeline:
        first = line_at(report.text, entry.span.start)
        block = starts.get(entry.span.start)
        end = past_comment(document, entry.span.end)
        if entry.span.start in rows:
            number, table = rows[entry.span.start]
            if (
                number == 0 and len(table.lines) > 1
            ):  # a table without a header: its first entry stands above the dashes
                end = line_at(report.text, table.lines[1].end).end
            yield _row(entry, first, end, report, mapping)
        elif block is not None and block.kind in ("heading", "item"):
            yield _block(entry, block, first, end, report, mapping)
        else:
            begin = entry.span.start - first.start
            raw = report.text[first.start : first.end]
            begin += len(raw[begin:]) - len(raw[begin:].lstrip(" \t"))
            parts = take_apart(raw, begin, "paragraph", entry.date or report.date, mapping)
            yield Spot(entry, "paragraph", first, end, parts, False)


def _block(
    entry: TimelineEntry, block: Block, first: Span, end: int, report: Report, mapping: Mapping[str, str]
) -> Spot:
    raw = report.text[first.start : first.end]
    style: Style = "heading" if block.kind == "heading" else "item"
    parts = take_apart(raw, block.lines[0].start - first.start, style, entry.date or report.date, mapping)
    after = re.compile(r"(?:\r\n|\n|\r)([^\r\n]*)").match(report.text, first.end)
    return Spot(entry, style, first, end, parts, bool(after and not after[1].strip()))


def _row(entry: TimelineEntry, first: Span, end: int, report: Report, mapping: Mapping[str, str]) -> Spot:
    raw = report.text[first.start : first.end]
    cells = tuple(_PIPE.split(raw))
    for number, cell in enumerate(cells):
        begin = len(cell) - len(cell.lstrip())
        parts = take_apart(cell.rstrip(), begin, "row", entry.date or report.date, mapping)
        if parts and entry.time and parts.length >= len(cell.rstrip()):
            return Spot(entry, "row", first, end, parts, False, cells, number)
    said = (opening(inline.plain(cell[:200]), entry.date or report.date, mapping) for cell in cells)
    clock = next((n for n, found in enumerate(said) if found and found.time and found.time == entry.time), -1)
    return Spot(entry, "row", first, end, None, False, cells, clock)


def _days(report: Report, document: Document, spots: tuple[Spot, ...], mapping: Mapping[str, str]) -> Iterator[DayMark]:
    inside = [section.body for section in report.sections if section.role == "timeline"]
    if not inside and spots:
        inside = [Span(spots[0].first.start, spots[-1].end)]
    taken = {spot.first.start for spot in spots}
    for block in document.blocks:
        if block.kind not in ("heading", "item", "paragraph") or len(block.lines) != 1 or block.depth:
            continue
        line = line_at(report.text, block.start)
        if line.start in taken or not any(span.start <= block.start < span.end for span in inside):
            continue
        found = opening(inline.plain(document.raw(block)[:200]), report.date, mapping)
        if not found or not found.date or found.time or found.half_filled:
            continue
        written = _written_date(report.text[line.start : line.end], block.lines[0].start - line.start, report.date)
        if written and not found.rest:
            at = Span(line.start + written.start, line.start + written.end)
            yield DayMark(found.date, line, at, block.kind == "heading")
        elif block.kind != "item":
            yield DayMark(found.date, line, Span(line.start, line.start), block.kind == "heading", bare=False)


def _written_date(raw: str, content: int, near: date | None) -> Span | None:
    """Where a date stands in a line that is nothing else: between its marks."""
    before = re.compile(r"[*_`\[(\s]*").match(raw, content)
    start = before.end() if before else content
    found = dates.date_at(raw, start, near)
    alone = found and re.compile(r"[*_`\])\s#:]*$").match(raw, found.end)
    return Span(start, found.end) if found and alone else None


def blank_between(text: str, spots: tuple[Spot, ...], style: Style) -> bool:
    """Whether entries of a style stand apart by a blank line."""
    gaps = [text[one.end : two.first.start] for one, two in pairwise(spots) if one.style == two.style == style]
    # A comment or the heading of a day stands apart for itself.
    gaps = [gap for gap in gaps if not gap.strip(" \t\r\n>")]
    loose = sum(len(re.findall(r"\r\n|\n|\r", gap)) > 1 for gap in gaps)
    return loose * 2 >= len(gaps) if gaps else style in ("heading", "paragraph")
