"""Paragraphs that are entries: lines that each open with a time, words above their moment, messages of a chat."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from incidentkit.report import inline
from incidentkit.report.blocks import Block, Line
from incidentkit.report.signs import Signs
from incidentkit.report.times import Opening

_JOINS_PROSE = re.compile(
    r"(?:and|or|to|until|till|when|but|with|on|in|by|for|after|before|because|the|a|is|was)\b|[,.;)]"
)

Passage = tuple[Block, Opening, inline.Inline]
"""The block of one entry, when it was, and its words."""


def lines(block: Block, signs: Signs) -> Iterator[Passage]:
    """A paragraph whose lines each open with a time is one entry a line; other lines continue the one above."""
    groups: list[list[Line]] = []
    for line in block.lines:
        found = signs.opening(signs.line(line, 4000))
        starts = found is not None and (found.time is not None or found.half_filled or (found.dated and found.sure))
        if found and groups and starts and not found.sure and _JOINS_PROSE.match(found.rest):
            starts = False  # a time that a wrapped sentence happens to begin its line with
        if starts or not groups:
            groups.append([line])
        else:
            groups[-1].append(line)
    for group in groups:
        start = block.start if group[0] is block.lines[0] else group[0].start
        part = Block("paragraph", start, group[-1].end, 0, group)
        words = signs.words(part)
        if found := signs.opening(words.text):
            yield part, found, words


def closed(block: Block, signs: Signs) -> Passage | None:
    """An entry whose moment stands under its words."""
    closing = signs.closing(block)
    if closing is None:
        return None
    part = Block("paragraph", block.start, block.end, 0, block.lines[:-1])
    words = signs.words(part)
    return part, replace(closing, rest=words.text), words


def posted(block: Block, signs: Signs) -> Passage | None:
    """A message of a pasted chat: its first line says who and when."""
    found = signs.posted(block)
    if found is None:
        return None
    who, said = found
    part = Block("paragraph", block.start, block.end, 0, block.lines[1:])
    words = signs.words(part)
    part.lines = block.lines
    return part, replace(said, rest=f"{who}: {words.text}"), words
