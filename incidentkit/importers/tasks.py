"""Foreign action items as a task list: each gets a box, its words, links and what stands under it stay."""

from __future__ import annotations

import re

from incidentkit.importers.pieces import Piece, Source
from incidentkit.report import html_blocks, inline, tables
from incidentkit.report.actions import HEADING_NUMBER
from incidentkit.report.blocks import Block
from incidentkit.report.item_table import COLUMNS
from incidentkit.report.model import ActionItem

_TAGS = re.compile(r"</?(?:table|thead|tbody|tfoot|ul|ol)\b[^<>]*>", re.IGNORECASE)


class Tasks:
    """The action items of one source."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.report, self.document = source.report, source.document
        self.blocks = {block.start: block for block in self.document.blocks}
        self.said: list[str] = []  # numbers before items, which are boxes now
        self.tables = [block for block in self.document.blocks if block.kind == "table"]

    def of(self, piece: Piece) -> str:
        """What stands in a piece, its items as tasks."""
        inside = [item for item in self.report.actions if piece.span.start <= item.span.start < piece.span.end]
        edits: list[tuple[int, int, str]] = []
        for item in inside:
            edits += self._item(item)
        for table in self.tables:
            if piece.span.start <= table.start < piece.span.end and any(
                table.start <= item.span.start <= table.end for item in inside
            ):
                edits += self._frame(table)
        edits += [(cut.start, cut.end, "") for cut in self.source.cuts]
        parts, at = [], piece.span.start
        for begin, end, text in sorted(edits):
            if begin < at or begin >= piece.span.end:
                continue
            parts += [self.report.text[at:begin], text]
            at = min(max(end, begin), piece.span.end)
        return _TAGS.sub("", "".join([*parts, self.report.text[at : piece.span.end]]))

    def _item(self, item: ActionItem) -> list[tuple[int, int, str]]:
        box = f"- [{'x' if item.done else ' '}] "
        block = self.blocks.get(item.span.start)
        table = next((t for t in self.tables if t.start <= item.span.start <= t.end), None)
        if table is not None and (block is None or block is table):
            return self._row(item, table)
        if block is not None and block.kind == "item":
            if block.tick is not None:
                return []
            first = block.lines[0].start
            begin = (
                block.start
                + len(self.report.text[block.start : first])
                - len(self.report.text[block.start : first].lstrip(" \t"))
            )
            self.said.append(self.report.text[begin:first])
            line = block.lines[0]
            closed = re.search(r"(?i)\s*</li>\s*$", self.report.text[line.start : item.span.end + 5])
            tail = [(line.start + closed.start(), line.start + closed.end(), "\n")] if closed else []
            return [(begin, first, box), *tail]
        if block is not None and block.kind == "heading":
            words = block.lines[0]
            number = HEADING_NUMBER.match(self.report.text, words.start, words.end)
            first = number.end() if number else words.start
            self.said.append(self.report.text[words.start : first])
            edits = [(block.start, first, box), (words.end, block.end, "")]
        else:
            edits = [(item.span.start, item.span.start, box)]
        for found in re.finditer(r"(?:\r\n|\n|\r)(?=[^\r\n])", self.report.text[item.span.start : item.span.end]):
            at = item.span.start + found.end()
            edits.append((at, at, "  "))
        return edits

    def _row(self, item: ActionItem, table: Block) -> list[tuple[int, int, str]]:
        header, rows = tables.rows(self.document, table)
        row = next((row for row in rows if row.line.start == item.span.start), None)
        if row is None:
            return []
        where = tables.column(
            header,
            COLUMNS["text"],
            tuple(tables.column(header, COLUMNS[name]) for name in ("owner", "issue", "done", "repo")),
        )
        cells = [" ".join(cell.split()) for cell in row.cells]
        text = cells[where] if where is not None and where < len(cells) else ""
        owner, due = (tables.column(header, COLUMNS[name], (where,)) for name in ("owner", "due"))
        parts = [
            f"{name}: {cells[n]}" for name, n in (("owner", owner), ("due", due)) if n is not None and _fits(cells, n)
        ]
        said = {n for n in (where, owner, due) if n is not None and (n == where or _fits(cells, n))}
        others = [cell for n, cell in enumerate(cells) if n not in said and cell]
        extra = f" ({', '.join(parts)})" if parts else ""
        box = f"- [{'x' if item.done else ' '}] "
        return [(row.line.start, row.line.end, box + text + "".join(f" — {cell}" for cell in others) + extra)]

    def _frame(self, table: Block) -> list[tuple[int, int, str]]:
        """A table's header as a comment, and no rule: its rows are a list now."""
        header, _ = tables.rows(self.document, table)
        names = " | ".join(inline.plain(cell, self.document.references) for cell in header.cells if cell.strip())
        edits = [(header.line.start, header.line.end, f"<!-- Columns: {names.replace('--', '- -')} -->")]
        if html_blocks.is_row(self.report.text[header.line.start : header.line.start + 400]):
            return edits
        for line in table.lines:
            if not re.search(r"[^|:\s-]", self.report.text[line.start : line.end]):
                edits.append((line.start, line.end, ""))
        return edits


def _fits(cells: list[str], column: int) -> bool:
    """Whether a cell can stand in the parentheses behind an item's words."""
    return column < len(cells) and bool(cells[column]) and not re.search(r"[(),;|\[\]]", cells[column])
