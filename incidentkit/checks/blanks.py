"""What a template leaves open without a word: fields without a value, items and rows of tables without text.

A field is empty where nothing that belongs to it follows: no deeper item, no paragraph, no code, no picture.
"""

# ruff: noqa: E501 - a pattern that is cut at a margin is not easier to read
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from incidentkit.checks.passages import Roles, blank, comments
from incidentkit.report.model import Report

_MARKER = r"(?P<indent>[ \t]*)(?P<marker>[-*+]|\d{1,9}[.)])"
_ITEM = re.compile(rf"{_MARKER}(?:[ \t]+|$)")
_EMPTY_ITEM = re.compile(rf"{_MARKER}[ \t]*$")
_LABEL = re.compile(
    r"[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?)?(?P<name>(?!\d{1,2}[:.]\d\d)[^\W_][^:：|\n]{0,110}?)[ \t]*(?P<end>[:：?])[ \t]*(?:\([^()\n]{0,60}\))?[ \t]*$"
)
_FIELD = re.compile(
    r"[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?)?(?!\d{1,2}[:.]\d\d)[^\W_][^:：|\n]{0,70}(?:[:：]|\?[*_ ]*$)"
)
_HEADING = re.compile(r" {0,3}(?P<level>#{1,6})(?:[ \t]|$)")
_RULE = re.compile(r" {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$")
_UNDERLINE = re.compile(r" {0,3}(?:={2,}|-{2,})[ \t]*$")
_SEPARATOR = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_CELL = re.compile(r"(?<!\\)\|")
_NUMBER = re.compile(r"\W*(?:#?\d+|p[0-5]|sev-?\d|[a-z])?\W*$", re.IGNORECASE)
_STATE = re.compile(
    r"\W*(?:not started|to-?do|open|in progress|done|complete[d]?|pending|new|p[0-5]|high|medium|low)\W*$",
    re.IGNORECASE,
)
_TIME = re.compile(r"\W*(?:time|when|timestamp|date|hour)\b", re.IGNORECASE)
_LONGEST = 14  # words of a label

Blank = tuple[int, str]


@dataclass(frozen=True, slots=True)
class _Line:
    """A line: where it starts, as its authors' prose (without emphasis), and as it is shown (without comments)."""

    start: int
    own: str
    shown: str

    @property
    def empty(self) -> bool:
        return not self.shown.strip()

    @property
    def indent(self) -> int:
        return len(self.shown) - len(self.shown.lstrip())


def blanks(report: Report, own: str) -> Iterator[Blank]:
    """The offset of each, and what it is; `own` is the report's prose."""
    lines = _lines(report, own)
    roles = Roles(report)
    yield from (  # what is said of an action item is for the rules of action items
        (start, message) for start, message, indent in _fields(lines) if not (indent and roles.at(start) == "actions")
    )
    yield from _items(lines)
    yield from _rows(lines, roles)


def _lines(report: Report, own: str) -> list[_Line]:
    shown = blank(report.text.replace("\r\n", " \n").replace("\r", "\n"), comments(report))
    found, start = [], 0
    for mine, all_of_it in zip(own.split("\n"), shown.split("\n"), strict=True):
        found.append(_Line(start, mine, all_of_it))
        start += len(mine) + 1
    return found


def _next(lines: list[_Line], n: int) -> int:
    n += 1
    while n < len(lines) and lines[n].empty:
        n += 1
    return n


def _fields(lines: list[_Line]) -> Iterator[tuple[int, str, int]]:
    level = 0
    for n, line in enumerate(lines):
        if heading := _HEADING.match(line.own):
            level = len(heading["level"])
        label = _LABEL.match(line.own) if line.own.rstrip()[-1:] in (":", "：", "?", ")") else None
        if label is None or len(label["name"].split()) > _LONGEST or not _LABEL.match(_bare(line.shown)):
            continue
        if label["end"] == "?" and not re.search(r"(?:\*\*|__)[ \t]*$", line.shown):
            continue  # a question that is not set as a label is a prompt or an answer, not a field
        if _unanswered(lines, n, level):
            start = line.start + label.start("name")
            yield start, f"“{label['name'].strip()}” has nothing beside it yet.", line.indent


def _unanswered(lines: list[_Line], n: int, level: int) -> bool:
    """Whether what follows a label belongs to something else."""
    after = _next(lines, n)
    if after == len(lines) or _RULE.match(lines[after].shown):
        return True
    line, other = lines[n], lines[after]
    item, next_item = _ITEM.match(line.shown), _ITEM.match(other.shown)
    below = lines[after + 1].shown if after + 1 < len(lines) else ""
    if _UNDERLINE.match(below) and not next_item:
        return True
    if heading := _HEADING.match(other.own):
        return item is not None or level < 2 or len(heading["level"]) <= level
    if item:
        if other.indent > line.indent:
            return False
        if not next_item:
            return after > n + 1 and _FIELD.match(other.own) is not None
        return other.indent < line.indent or _FIELD.match(other.own) is not None
    if next_item or other.indent > line.indent:
        return False
    if after == n + 1:
        return _FIELD.match(other.own) is not None and _bold(line) == _bold(other)
    return _LABEL.match(other.own) is not None and _bold(line) == _bold(other)


def _bare(shown: str) -> str:
    """A line as it is shown, without the marks of emphasis: what stands in code is no blank."""
    return re.sub(r"\*\*|__|(?<=\S)[*_](?=\W|$)|(?<=\s)[*_](?=\S)", "", shown)


def _bold(line: _Line) -> bool:
    return line.shown.lstrip().startswith(("**", "__"))


def _items(lines: list[_Line]) -> Iterator[Blank]:
    """Items without a word, the first of several."""
    before = False
    for n, line in enumerate(lines):
        if line.empty:
            continue
        found = _EMPTY_ITEM.match(line.shown) if line.own.strip() else None
        empty = found is not None and _is_item(lines, n, found["marker"])
        if empty and not before:
            yield line.start + line.indent, "This item has no text yet."
        before = empty


def _is_item(lines: list[_Line], n: int, marker: str) -> bool:
    """A hyphen below words makes a heading of them, and a number may have come to a line of its own in a sentence."""
    above = lines[n - 1] if n else None
    stands_free = above is None or above.empty or above.own.rstrip().endswith((":", "："))
    if above and not stands_free and not (_ITEM.match(above.shown) or _HEADING.match(above.own)):
        return False
    after = _next(lines, n)
    return after == len(lines) or lines[after].indent <= lines[n].indent


def _rows(lines: list[_Line], roles: Roles) -> Iterator[Blank]:
    n = 1
    while n < len(lines):
        if "|" in lines[n].own and _SEPARATOR.match(lines[n].own) and "|" in lines[n - 1].shown:
            end = n + 1
            while end < len(lines) and "|" in lines[end].shown:
                end += 1
            yield from _table(lines[n - 1], lines[n + 1 : end], roles.at(lines[n].start))
            n = end
        n += 1


def _table(header: _Line, rows: list[_Line], role: str | None) -> Iterator[Blank]:
    names = _cells(header)
    filled = [(row, _cells(row)) for row in rows]
    if len(rows) > 1 and _TIME.match(names[0]) and len(names) > 1 and not any(cells[0] for _, cells in filled):
        yield rows[0].start, "The rows of this table have no time yet."
        return
    before = False
    for row, cells in filled:
        empty = _is_empty(cells, role)
        if len(names) == 2 and cells[0] and not any(cells[1:]) and role != "actions":
            yield row.start, f"“{cells[0].strip('*_ ')}” has nothing beside it yet."
        elif empty and not before:
            yield row.start, "This row of the table is empty."
        before = empty


def _is_empty(cells: list[str], role: str | None) -> bool:
    said = [cell for cell in cells if cell.strip(".… ")]
    if len(cells) < 2 or len(said) > 1:
        return False
    if not said or (said[0] != cells[0] and _STATE.match(said[0])):
        return True
    return (
        said[0] == cells[0] and len(cells) > 2 and (role not in ("actions", "timeline") or bool(_NUMBER.match(said[0])))
    )


def _cells(line: _Line) -> list[str]:
    return [cell.strip() for cell in _CELL.split(line.shown.strip().removeprefix("|").removesuffix("|"))]
