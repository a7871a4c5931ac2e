"""A Markdown document as a flat list of blocks, each with its lines and its place, in one pass.

Not a renderer: it knows just enough of CommonMark to tell headings, list items, paragraphs, tables, code and quotes
apart, is lenient where people are (`##Heading`, `•` bullets, children of `1.` indented by two), and never backtracks.
Comments are no content: they are blanked in a copy of the same length, so that every offset holds in the original.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from incidentkit.report import html_blocks
from incidentkit.report.fences import Fences, mask_comments, physical_lines
from incidentkit.report.inline import label

Kind = Literal["heading", "item", "paragraph", "code", "quote", "table", "note"]

_HEADING = re.compile(r"(?P<marks>#{1,6})(?:[ \t]+(?P<text>.*)|(?P<tight>$|(?<=##)[^\W_].*))")
_CLOSING = re.compile(r"(?:^|[ \t]+)#+[ \t]*$")
_ATTRIBUTES = re.compile(r"[ \t]*\{[#.][^{}]*\}[ \t]*$")
_SETEXT = re.compile(r"(?:=+|-{2,})[ \t]*$")
_RULE = re.compile(r"(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_ITEM = re.compile(r"(?P<mark>[-*+•‣◦▪●–—]|(?P<number>\d{1,9})[.)])(?P<gap>[ \t]+|$)")
_BOX = re.compile(r"\[(?P<box>[ xX])\](?=[ \t]|$)[ \t]*")
_BALLOT = re.compile(r"(?P<done>[☑✅✔])\ufe0f?[ \t]*|(?P<open>[☐⬜◻])\ufe0f?[ \t]*")
_BALLOTS = tuple("☑✔☐⬜◻")
_DELIMITER = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_REFERENCE = re.compile(
    r"\[(?P<label>[^\[\]^][^\[\]]*)\]:[ \t]*<?(?P<url>[^\s<>]+)>?(?:[ \t]+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?[ \t]*$"
)
_FOOTNOTE = re.compile(r"\[\^(?P<label>[^\[\]\s]+)\]:")
_DIV = re.compile(r":{3,}[ \t]*(?:[\w-]+(?:\[(?P<title>[^\[\]]+)\]|[ \t]+(?P<words>[^\s{}].*)))?")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a block: number from 1, offsets of its content (markers and indentation left out)."""

    number: int
    start: int
    end: int


@dataclass(slots=True)
class Block:
    """One block. `start` is where its first line begins, `end` where its last line's content ends.

    `depth` counts the list items around it; `level` is a heading's, and 7 where a line only serves as one: the title of
    a callout or of a folded passage; `box` an item's tick box; `tick` where its letter stands. `lines` are the block's
    own, not those of its children.
    """

    kind: Kind
    start: int
    end: int
    depth: int
    lines: list[Line] = field(default_factory=list)
    level: int = 0
    ordered: bool = False
    box: bool | None = None
    tick: int | None = None

    @property
    def line(self) -> int:
        """The number of its first line."""
        return self.lines[0].number


@dataclass(frozen=True, slots=True)
class Document:
    """A document cut into blocks. `masked` is `text` with comments blanked; offsets agree.

    `references` maps labels of link definitions to addresses; `notes` are (line, message) about what looks broken.
    """

    text: str
    masked: str
    blocks: tuple[Block, ...]
    references: dict[str, str]
    notes: tuple[tuple[int, str], ...]
    conflict: int | None

    def raw(self, block: Block) -> str:
        """The block's own Markdown without comments and markers, its lines joined by newlines."""
        return "\n".join(self.masked[line.start : line.end] for line in block.lines)


def line_of(text: str, offset: int) -> int:
    """The number of the line that holds an offset."""
    before = text[:offset]
    return before.count("\n") + before.count("\r") - before.count("\r\n") + 1


def parse(text: str, start: int = 0, number: int = 1) -> Document:
    """The blocks of `text` from offset `start` (line `number`) on. Never raises."""
    masked, notes = mask_comments(text, start, number)
    scanner = _Scanner(masked, start, number)
    scanner.run()
    notes += scanner.notes
    return Document(text, masked, tuple(scanner.blocks), scanner.references, tuple(sorted(notes)), scanner.conflict)


class _Scanner:
    """One pass over the lines; `open` is the paragraph, quote, table or code block that the next line may continue."""

    def __init__(self, text: str, start: int, number: int) -> None:
        self.text = text
        self.start, self.number = start, number
        self.blocks: list[Block] = []
        self.references: dict[str, str] = {}
        self.notes: list[tuple[int, str]] = []
        self.conflict: int | None = None
        self.stack: list[tuple[int, int]] = []  # marker column and content column of each open item
        self.open: Block | None = None
        self.blank = True
        self.fences = Fences(text, start, number)
        self.table_ends = html_blocks.table_ends(text)
        self.listed: list[bool] = []  # the lists of HTML around, whether each is numbered
        self.behind = start  # where the last table of HTML ends

    def run(self) -> None:
        for number, begin, end in physical_lines(self.text, self.start, self.number):
            self.line(number, begin, end)
        self.notes += [
            (n, "this code fence is never closed; what follows is read as text") for n in self.fences.unclosed
        ]

    def line(self, number: int, begin: int, end: int) -> None:
        if begin < self.behind:
            return
        content = self.text[begin:end]
        stripped = content.lstrip(" \t")
        if not stripped and not self.fences.mark:
            self.empty()
            return
        step = self.fences.step(number, stripped)
        if step != "out":
            self.code(step, number, begin, end, content, stripped)
            return
        if not stripped.strip():
            self.empty()
            return
        start = end - len(stripped)
        column = _columns(content[: start - begin])
        self.conflicts(number, content)
        if not self.special(number, begin, start, end, column, stripped):
            self.text_line(number, begin, start, end, column)
        self.blank = False

    def empty(self) -> None:
        self.blank = True
        if self.open and self.open.kind != "note":
            self.open = None

    def conflicts(self, number: int, content: str) -> None:
        if self.conflict is None and (content.startswith(("<<<<<<< ", ">>>>>>> "))):
            self.conflict = number
            self.notes.append((number, "merge-conflict markers: two versions of this passage stand side by side"))

    def code(self, step: str, number: int, begin: int, end: int, content: str, stripped: str) -> None:
        if step == "open":
            self.unwind(_columns(content[: len(content) - len(stripped)]), marker=False)
            self.add("code", number, begin, end, end)
            self.blocks[-1].lines = [Line(number, end, end)]
            return
        block = self.open
        if block and block.kind == "code":
            block.end = end
            if step == "inside":
                block.lines.append(Line(number, begin, end))
        if step == "close":
            self.open, self.blank = None, True

    def special(self, number: int, begin: int, start: int, end: int, column: int, stripped: str) -> bool:
        """Whether the line starts a block of its own; then it was added."""
        if stripped[0] == "<" and self.html(number, begin, start, end, stripped):
            return True
        base = self.stack[-1][1] if self.stack else 0
        deep = column >= base + 4 and not (self.open and self.open.kind == "paragraph")
        if deep and not (self.stack and _ITEM.match(stripped)):
            return self.indented(number, begin, start, end, column)
        if self.setext(number, end, stripped) or self.heading(number, begin, start, end, column, stripped):
            return True
        if _RULE.match(stripped):
            self.unwind(column, marker=True)
            self.open = None
            return True
        if stripped[0] == ">":
            self.unwind(column, marker=False)
            return self.continued("quote", number, begin, start, end)
        if (self.open and self.open.kind == "table" and "|" in stripped) or self.delimiter(stripped):
            return self.continued("table", number, begin, start, end)
        if self.item(number, begin, start, end, column, stripped) or self.ballot(number, begin, start, end, column):
            return True
        return self.definition(number, begin, start, end, column, stripped)

    def html(self, number: int, begin: int, start: int, end: int, stripped: str) -> bool:
        """Whether a line that begins with a tag stands for a block of its own; then it was added."""
        if html_blocks.opens_table(self.text, start) and self.table(number, begin, start):
            return True
        found = html_blocks.tagged(stripped)
        for part in found:
            if part.kind in ("open", "close"):
                self.listed = [*self.listed, part.ordered] if part.kind == "open" else self.listed[:-1]
                self.stack = [(2 * depth, 2 * depth + 2) for depth in range(max(len(self.listed) - 1, 0))]
            elif part.kind == "item":
                self.stack = [(2 * depth, 2 * depth + 2) for depth in range(max(len(self.listed), 1))]
                self.add("item", number, begin, start + part.start, start + part.end)
                self.blocks[-1].depth -= 1
                self.blocks[-1].ordered = bool(self.listed and self.listed[-1])
                continue
            elif part.kind == "heading":
                self.stack.clear()
                kind: Kind = "heading" if part.level < 7 else "paragraph"
                self.add(kind, number, begin, start + part.start, start + part.end)
                self.blocks[-1].level = part.level
            self.open = None
        return bool(found)

    def table(self, number: int, begin: int, start: int) -> bool:
        """A table of HTML, whose rows are its lines, however many lines of text each takes."""
        while self.table_ends and self.table_ends[-1] <= start:
            self.table_ends.pop()
        if not self.table_ends:
            return False
        self.stack.clear()
        self.behind = self.table_ends[-1]
        lines = [Line(*row) for row in html_blocks.rows(self.text, number, start, self.behind)]
        if lines:
            self.add("table", number, begin, start, self.behind)
            self.blocks[-1].lines = lines
        self.open = None
        return True

    def ballot(self, number: int, begin: int, start: int, end: int, column: int) -> bool:
        """A line that begins with the sign of a tick box is an item without a bullet."""
        if not self.text.startswith(_BALLOTS, start):
            return False
        self.unwind(column, marker=True)
        self.stack.append((column, column + 2))
        self.add("item", number, begin, start, end)
        self.blocks[-1].depth -= 1
        self.first_words(self.blocks[-1], start, end)
        return True

    def indented(self, number: int, begin: int, start: int, end: int, column: int) -> bool:
        if self.open and self.open.kind in ("quote", "note", "table"):
            return False
        self.unwind(column, marker=False)
        if column - (self.stack[-1][1] if self.stack else 0) < 4:
            return False
        return self.continued("code", number, begin, start, end)

    def setext(self, number: int, end: int, stripped: str) -> bool:
        """An underline turns a short paragraph into a heading; under a long one it is a rule."""
        block = self.open
        if not block or block.kind != "paragraph" or block.depth or self.blank or not _SETEXT.match(stripped):
            return False
        self.open = None
        if len(block.lines) == 1 and block.lines[0].end - block.lines[0].start <= 120:
            block.kind, block.level, block.end = "heading", 1 if stripped[0] == "=" else 2, end
        return True

    def heading(self, number: int, begin: int, start: int, end: int, column: int, stripped: str) -> bool:
        found = _HEADING.match(stripped) if column < 4 else None
        if not found:
            return False
        words = _ATTRIBUTES.sub("", _CLOSING.sub("", found["text"] or found["tight"] or ""))
        offset = start + (found.start("text") if found["text"] is not None else max(found.start("tight"), 0))
        offset += len(words) - len(words.lstrip())
        self.stack.clear()
        self.add("heading", number, begin, offset, offset + len(words.strip()))
        self.blocks[-1].level, self.blocks[-1].end = len(found["marks"]), end
        self.open = None
        return True

    def delimiter(self, stripped: str) -> bool:
        """A row of dashes turns the line before it into a table's header."""
        block = self.open
        if (
            not block
            or block.kind not in ("paragraph", "item")
            or self.blank
            or "|" not in stripped
            or "-" not in stripped
        ):
            return False
        last = block.lines[-1]
        if "|" not in self.text[last.start : last.end] or not _DELIMITER.match(stripped):
            return False
        if len(block.lines) == 1 and block.kind == "paragraph":
            block.kind = "table"
        else:
            block.lines.pop()
            if block.lines:
                block.end = block.lines[-1].end
            else:  # an item that is nothing but a table: the table stands in its place
                self.blocks.remove(block)
            self.open = Block("table", last.start, last.end, block.depth, [last])
            self.blocks.append(self.open)
        return True

    def item(self, number: int, begin: int, start: int, end: int, column: int, stripped: str) -> bool:
        found = _ITEM.match(stripped)
        if not found:
            return False
        prose = self.open and self.open.kind == "paragraph" and not self.blank and not self.stack
        if prose and found["number"] not in (None, "1"):
            return False  # a number that a wrapped line happens to begin with
        if prose and not stripped[found.end() :].strip():
            return False
        for _ in range(200):
            self.unwind(column, marker=True)
            width = found.end() if len(found["gap"].expandtabs(4)) <= 4 else len(found["mark"]) + 1
            self.stack.append((column, column + (width if found["gap"] else len(found["mark"]) + 1)))
            start, column = start + found.end(), column + found.end()
            self.add("item", number, begin, start, end)
            self.blocks[-1].depth -= 1
            self.blocks[-1].ordered = found["number"] is not None
            nested = _ITEM.match(self.text[start : min(end, start + 400)])
            if not nested or not nested["gap"]:
                break
            found = nested
        self.first_words(self.blocks[-1], start, end)
        return True

    def first_words(self, block: Block, start: int, end: int) -> None:
        """Take the tick box off an item's first line."""
        found = _BOX.match(self.text, start, end)
        if found:
            block.box, block.tick, start = found["box"] != " ", found.start("box"), found.end()
        elif ballot := _BALLOT.match(self.text, start, end):
            block.box, start = ballot["done"] is not None, ballot.end()
        block.lines = [Line(block.line, start, end)]

    def definition(self, number: int, begin: int, start: int, end: int, column: int, stripped: str) -> bool:
        """Footnotes, link definitions, and the fences of Quarto's divs."""
        if stripped[0] == "[":
            if _FOOTNOTE.match(stripped):
                self.stack.clear()
                self.add("note", number, begin, start, end)
                return True
            found = _REFERENCE.match(stripped[:3000])
            if found and not (self.open and self.open.kind == "paragraph"):
                self.references.setdefault(label(found["label"]), found["url"])
                self.open = None
                return True
        elif div := _DIV.match(stripped):
            if name := "title" if div["title"] else "words" if div["words"] else None:
                self.stack.clear()
                last = start + len(stripped[: div.end(name)].rstrip())
                self.add("paragraph", number, begin, start + div.start(name), last)
                self.blocks[-1].level = 7
            self.open = None
            return True
        return False

    def text_line(self, number: int, begin: int, start: int, end: int, column: int) -> None:
        block = self.open
        if block and block.kind == "note" and self.blank and column < 2:
            block = self.open = None
        if block and block.kind in ("paragraph", "item", "quote", "note") and (not self.blank or block.kind == "note"):
            if self.listed and block.kind == "item":
                end = start + len(html_blocks.without_closers(self.text[start:end]))
            block.lines.append(Line(number, start, end))
            block.end = end
            return
        self.unwind(column, marker=False)
        self.add("paragraph", number, begin, start, end)

    def continued(self, kind: Kind, number: int, begin: int, start: int, end: int) -> bool:
        if self.open and self.open.kind == kind and not (self.blank and kind != "code"):
            self.open.lines.append(Line(number, start, end))
            self.open.end = end
        else:
            self.add(kind, number, begin, start, end)
        return True

    def unwind(self, column: int, *, marker: bool) -> None:
        """Leave the items that a line at `column` no longer belongs to; a bullet needs two columns to be a child."""
        while self.stack:
            mark, content = self.stack[-1]
            inside = column >= content or (marker and column >= mark + 2) or (not marker and column >= mark + 2)
            if inside:
                return
            self.stack.pop()

    def add(self, kind: Kind, number: int, begin: int, start: int, end: int) -> None:
        self.open = Block(kind, begin, end, len(self.stack), [Line(number, start, end)])
        self.blocks.append(self.open)


def _columns(indent: str) -> int:
    return len(indent.expandtabs(4))
