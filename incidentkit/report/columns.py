"""Which columns of a timeline's table hold the times, the ends and the days."""

from __future__ import annotations

import re
from collections.abc import Callable

from incidentkit.report import inline, tables
from incidentkit.report.blocks import Block, Document
from incidentkit.report.times import Opening

Read = Callable[[str], Opening | None]
"""Reads the opening of a cell's plain words, with the day and the zones of the timeline in mind."""

_TIME_COLUMN = re.compile(r"\b(?:time|when|timestamp|hour|clock|start(?:ed)?|from|utc|at)\b")


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
