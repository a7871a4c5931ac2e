"""HTML among Markdown, as far as a reader needs it: which line of tags is a heading, an item, a table, or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

_ALONE = re.compile(
    r"</?(?:details|div|p|br|center|section|article|main|span|figure|blockquote|t(?:head|body|foot))\b[^<>]{0,300}/?>\s*",
    re.IGNORECASE,
)
_HEADING = re.compile(
    r"<(?:h(?P<level>[1-6])|(?P<summary>summary))\b[^<>]{0,300}>(?P<words>.*?)</(?:h[1-6]|summary)>\s*$", re.IGNORECASE
)
_LIST = re.compile(r"\s*<(?P<close>/?)(?P<tag>[uo]l|li)\b[^<>]{0,300}>\s*", re.IGNORECASE)
_CLOSERS = re.compile(r"\s*(?:</(?:li|ul|ol|p)>\s*)+$", re.IGNORECASE)
_TABLE = re.compile(r"<table\b", re.IGNORECASE)
_TABLE_END = re.compile(r"</table\s*>", re.IGNORECASE)
_ROW = re.compile(r"<tr\b[^<>]{0,300}>", re.IGNORECASE)
_ROW_END = re.compile(r"</tr\s*>", re.IGNORECASE)
_CELL = re.compile(r"<t[dh]\b[^<>]{0,300}>", re.IGNORECASE)
_CELL_END = re.compile(r"</t[dh]\s*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Tagged:
    """What a line of tags is. `start` and `end` are the offsets of its words within the line; a heading of level 7 is
    the line that folds a passage (`<summary>`)."""

    kind: Literal["blank", "heading", "item", "open", "close"]
    start: int = 0
    end: int = 0
    level: int = 0
    ordered: bool = False


def tagged(line: str) -> list[Tagged]:
    """What a line that begins with a tag is to the reader, in order; empty where it is prose with tags in it."""
    at = 0
    while found := _ALONE.match(line, at):
        at = found.end()
    rest = line[at:]
    if not rest.strip():
        return [Tagged("blank")]
    if found := _HEADING.match(rest):
        level = int(found["level"]) if found["level"] else 7
        return [Tagged("heading", at + found.start("words"), at + found.end("words"), level)]
    return list(_listed(line, at))


def _listed(line: str, at: int) -> Iterator[Tagged]:
    """`<ul>`, `<li>words</li>`, `</ul>`, several of them in one line."""
    while found := _LIST.match(line, at):
        at = found.end()
        if found["tag"].lower() != "li":
            yield Tagged("close" if found["close"] else "open", ordered=found["tag"].lower() == "ol")
        elif not found["close"]:
            following = re.compile(r"</?(?:li|[uo]l)\b", re.IGNORECASE).search(line, at)
            end = following.start() if following else len(line)
            yield Tagged("item", at, at + len(line[at:end].rstrip()))
            at = end


def without_closers(line: str) -> str:
    """A line that goes on with an item's words, without the tags that end it."""
    return _CLOSERS.sub("", line)


def table_ends(text: str) -> list[int]:
    """Where tables end, the last first: looked up once, so that the time grows with the text alone."""
    return [found.end() for found in _TABLE_END.finditer(text)][::-1] if _TABLE.search(text) else []


def opens_table(text: str, start: int) -> bool:
    """Whether a table begins at `text[start]`."""
    return _TABLE.match(text, start) is not None


def rows(text: str, number: int, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """The line's number, start and end of each row of a table that begins in line `number`; its tags are with it."""
    starts = [found.start() for found in _ROW.finditer(text, start, end)]
    for at, following in pairwise([*starts, end]):
        closed = _ROW_END.search(text, at, following)
        stop = closed.end() if closed else following
        number += text.count("\n", start, at)
        start = at
        yield number, at, at + len(text[at:stop].rstrip())


def cells(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Start and end of what stands in each cell of a row, without the cell's tags and the space around."""
    found = list(_CELL.finditer(text, start, end))
    for one, following in zip(found, [*(f.start() for f in found[1:]), end], strict=True):
        closed = _CELL_END.search(text, one.end(), following) or _ROW_END.search(text, one.end(), following)
        stop = closed.start() if closed else following
        inner = text[one.end() : stop]
        begin = one.end() + len(inner) - len(inner.lstrip())
        yield begin, max(begin, begin + len(inner.strip()))


def is_row(raw: str) -> bool:
    """Whether the raw text of a table's line is a row of HTML."""
    return _ROW.match(raw) is not None
