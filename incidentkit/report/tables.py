"""Tables: a header, and rows of cells, with the line of each row."""

from __future__ import annotations

import re
from dataclasses import dataclass

from incidentkit.report import html_blocks
from incidentkit.report.blocks import Block, Document, Line

_DELIMITER = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_PIPE = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line, and the raw Markdown or HTML of its cells."""

    line: Line
    cells: tuple[str, ...]

    def cell(self, column: int | None) -> str:
        """The cell of a column, empty where the row is short or there is no such column."""
        return self.cells[column] if column is not None and 0 <= column < len(self.cells) else ""


def rows(document: Document, block: Block) -> tuple[Row, tuple[Row, ...]]:
    """The header and the rows under it; lines of dashes are left out."""
    found = []
    for line in block.lines:
        if html_blocks.is_row(document.masked[line.start : line.start + 400]):
            places = html_blocks.cells(document.masked, line.start, line.end)
            found.append(Row(line, tuple(document.masked[begin:end] for begin, end in places)))
            continue
        raw = document.masked[line.start : line.end].strip()
        if not _DELIMITER.match(raw):
            found.append(Row(line, _cells(raw)))
    return (found[0], tuple(found[1:])) if found else (Row(block.lines[0], ()), ())


def _cells(raw: str) -> tuple[str, ...]:
    inner = raw.removeprefix("|")
    inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
    return tuple(cell.strip().replace("\\|", "|") for cell in _PIPE.split(inner))


def column(header: Row, pattern: re.Pattern[str], taken: tuple[int | None, ...] = ()) -> int | None:
    """The first column whose name fits, those `taken` left out."""
    for index, name in enumerate(header.cells):
        if index not in taken and pattern.search(name.lower()):
            return index
    return None
