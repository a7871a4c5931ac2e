"""Tables that a telephone cannot show side by side: each cell knows its column's name, so that the style sheet can set a
row's cells under each other. Works on checked HTML; adds attributes only, of words that the table shows already."""

from __future__ import annotations

import html as entities
import re
from itertools import count

from incidentkit.site.prose import plain

# A table of fewer columns fits; one of more is numbers, mostly, and better scrolled than read down.
_COLUMNS = range(4, 8)
# Down a page nobody compares more rows than this.
_ROWS = 40
_TABLE = re.compile(r"<table>(?P<head>\s*<thead>.*?</thead>)(?P<body>.*?)</table>", re.DOTALL)
_HEAD = re.compile(r"<t[hd]\b[^>]*>(.*?)</t[hd]>", re.DOTALL)
_NAMELESS = re.compile(r"<th(\b[^>]*)></th>")
_ROW = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)
_CELL = re.compile(r"<td\b")


def stacked(html: str) -> str:
    """The same HTML with `data-th` on the cells of its tables of four to seven columns. A heading without words is a cell:
    it names nothing to who hears the table."""
    return _TABLE.sub(_named, _NAMELESS.sub(r"<td\1></td>", html)) if "<table>" in html else html


def _named(table: re.Match[str]) -> str:
    names = [plain(name) for name in _HEAD.findall(table["head"])]
    rows = _ROW.findall(table["body"])
    if len(names) not in _COLUMNS or len(rows) > _ROWS or "colspan" in table[0] or "<table" in table["body"]:
        return table[0]
    body = _ROW.sub(lambda row: f'<tr role="row">{_row(row[1], names)}</tr>', table["body"])
    # Set as blocks, a table is none to some browsers any more: what each part is, is said.
    head = re.sub(r"<th\b", '<th role="columnheader"', table["head"].replace("<tr>", '<tr role="row">'))
    return f'<table class="stack" role="table">{head}{body}</table>'


def _row(cells: str, names: list[str]) -> str:
    at = count()

    def cell(found: re.Match[str]) -> str:
        number = next(at)
        name = names[number] if number < len(names) else ""
        return f'<td role="cell" data-th="{entities.escape(name)}"'

    return _CELL.sub(cell, cells)
