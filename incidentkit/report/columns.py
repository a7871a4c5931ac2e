"""A timeline's table: which columns hold the times, the ends and the days, and what a row says."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from incidentkit.report import inline, tables, zone_words
from incidentkit.report.blocks import Block, Document
from incidentkit.report.times import Opening

Read = Callable[[str], Opening | None]
"""Reads the opening of a cell's plain words, with the day and the zones of the timeline in mind."""

_END_COLUMN = re.compile(r"\b(?:end(?:ed)?|until|to|finish(?:ed)?)\b")
_DATE_COLUMN = re.compile(r"\b(?:date|day)\b")
_TIME_COLUMN = re.compile(r"\b(?:time|when|timestamp|hour|clock|start(?:ed)?|from|utc|at)\b")


@dataclass(frozen=True, slots=True)
class Timetable:
    """The rows of a timeline's table and the numbers of its columns; `zone` is the one that the times' column names."""

    rows: tuple[tables.Row, ...]
    when: int
    day: int | None
    end: int | None
    zone: str | None

    def day_in(self, row: tables.Row, read: Read) -> date | None:
        """The day that a row says in a column of its own."""
        said = read(inline.plain(row.cell(self.day))) if self.day is not None else None
        return said.date if said else None

    def opening(self, row: tables.Row, read: Read) -> Opening:
        """When a row was; its words alone where its first column says nothing of the kind."""
        found = read(inline.plain(row.cell(self.when))) or Opening(rest=inline.plain(row.cell(self.when)))
        if self.end is not None and not found.until and (last := read(inline.plain(row.cell(self.end)))):
            found = replace(found, until=last.time)
        return found

    def words(self, row: tables.Row, document: Document) -> inline.Inline:
        """What the other columns say."""
        others = [cell for n, cell in enumerate(row.cells) if n not in (self.when, self.day, self.end) and cell]
        return inline.read(" — ".join(others), document.references)


def of(document: Document, block: Block, read: Read, mapping: Mapping[str, str]) -> Timetable | None:
    """The table as a timeline, or None where no column of it holds times."""
    when = time_column(document, block, read)
    if when is None:
        when = _called_time(document, block)
    if when is None:
        return None
    header, rows = tables.rows(document, block)
    headless = read(inline.plain(header.cell(when))) is not None
    rows = (header, *rows) if headless else rows
    day = None if headless else tables.column(header, _DATE_COLUMN, (when,))
    day = date_column(rows, when, read) if day is None else day
    end = None if headless else tables.column(header, _END_COLUMN, (when, day))
    zone = None if headless else zone_words.any_zone(inline.plain(header.cell(when)), mapping)
    return Timetable(rows, when, day, end, zone)


def _called_time(document: Document, block: Block) -> int | None:
    """A first column called "Time" or "Date" that holds no time of day: "Morning", "+3 min", "3 March"."""
    header, rows = tables.rows(document, block)
    name = inline.plain(header.cell(0)).lower()
    others = any(inline.plain(cell) for row in rows[:50] for cell in row.cells[1:])
    said = [inline.plain(row.cell(0)) for row in rows]
    short = all(len(words.split()) <= 6 for words in said) and any(said)
    return (
        0
        if (_TIME_COLUMN.match(name) or _DATE_COLUMN.match(name)) and len(name.split()) <= 3 and others and short
        else None
    )


def date_column(rows: tuple[tables.Row, ...], when: int, read: Read) -> int | None:
    """The column that holds nothing but dates, whatever it is called."""
    for index in range(min(max((len(row.cells) for row in rows[:50]), default=0), 30)):
        cells = [inline.plain(row.cell(index)[:100]) for row in rows[:50]]
        found = [read(cell) for cell in cells if cell]
        if index != when and found and all(f and f.dated and not f.time and not f.rest for f in found):
            return index
    return None


def time_column(document: Document, block: Block, read: Read) -> int | None:
    """The column that holds times: the one most of whose cells open with one."""
    header, rows = tables.rows(document, block)
    best: tuple[int, int] | None = None
    for index in range(min(len(header.cells), 30)):
        cells = [found for row in rows[:500] if (found := read(inline.plain(row.cell(index)[:200])))]
        timed = sum(1 for found in cells if (found.time or found.half_filled) and (found.sure or len(found.rest) < 20))
        named = bool(_TIME_COLUMN.search(header.cell(index).lower()))
        if (timed * 2 >= len(rows) and timed) or (named and timed):
            score = timed + (len(rows) if named else 0)
            if best is None or score > best[0]:
                best = (score, index)
    return best[1] if best else None
