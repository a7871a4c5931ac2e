"""What stands around a block of a timeline, which decides what the block itself is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from incidentkit.report import sections, zone_words
from incidentkit.report.blocks import Block, Document
from incidentkit.report.signs import Signs

ELAPSED = re.compile(r"T0\b|(?:T\s*)?[+−-]\s?\d[\d:.]*\s?(?:s|sec\w*|m|min\w*|h|hrs?|hours?|d|days?)?(?=[\s:–—|,-]|$)")


class Around:
    """The blocks `first` to `last` (without) of a document, and which of them open with a time.

    `tabled` says whether two items or a table open with times, so that prose with one is likely to be prose. `levels`
    are those of headings with a time, `runs` the items and paragraphs that are a log in all but name, `listed` says
    whether a list of the timeline has times, days, or times elapsed.
    """

    def __init__(self, document: Document, signs: Signs, first: int, last: int) -> None:
        self.document, self.signs = document, signs
        self.first, self.last = first, last
        blocks = document.blocks
        self.timed = [signs.is_timed(blocks[k]) for k in range(first, last)]
        timed = [blocks[k] for k in range(first, last) if self.timed[k - first]]
        self.openings = [found for block in timed for found in signs.first_words(block)]
        self.levels = {block.level for block in timed if block.level}
        kinds = [block.kind for block in timed]
        self.tabled = kinds.count("item") > 1 or "table" in kinds
        self.runs = set(_runs(blocks, self.timed, first))
        self.listed = any(
            self.timed[k - first]
            or (not blocks[k].depth and (signs.is_dated(blocks[k]) or ELAPSED.match(signs.line(blocks[k].lines[0]))))
            for k in range(first, last)
            if blocks[k].kind == "item"
        )

    def children(self, index: int) -> range:
        """The blocks under a heading, up to the next heading; those inside an item."""
        blocks = self.document.blocks
        block = blocks[index]
        end = index + 1
        while end < self.last and blocks[end].kind != "heading":
            if block.kind == "item" and blocks[end].depth <= block.depth:
                break
            end += 1
        return range(index + 1, end)

    def any_timed(self, where: Iterable[int]) -> bool:
        return any(self.timed[k - self.first] for k in where)

    def label(self, index: int) -> str | None:
        """The name of the bullet under which a nested one stands, where that is a label: "Detected at:"."""
        blocks = self.document.blocks
        depth = blocks[index].depth
        back = range(index - 1, max(self.first, index - 100) - 1, -1) if depth else ()
        above = next((k for k in back if blocks[k].depth < depth), None)
        return self.names_its_children(above) if above is not None else None

    def names_its_children(self, index: int) -> str | None:
        """What an item is called that only names the items under it, None where it says something itself."""
        block = self.document.blocks[index]
        alone = block.kind == "item" and len(block.lines) == 1 and len(self.children(index)) > 0
        return sections.lead_in(self.document, block) if alone else None

    def apart(self, index: int) -> bool:
        """Whether prose stands between an item and the first block with a time: then its list is another one."""
        if any(self.timed[: index - self.first]):
            return False
        for k in range(index + 1, self.last):
            if self.timed[k - self.first]:
                return False
            if self.document.blocks[k].kind == "paragraph" and not self.document.blocks[k].depth:
                return any(self.timed[k - self.first :])
        return False

    def tells(self, index: int, mapping: Mapping[str, str]) -> bool:
        """Whether nothing but words without a time stands under a line that is a date: what happened that day."""
        blocks = self.document.blocks
        for k in range(index + 1, self.last):
            if blocks[k].kind == "heading" or (blocks[k].kind == "paragraph" and self.signs.is_dated(blocks[k])):
                return k > index + 1
            if blocks[k].kind != "paragraph" or blocks[k].depth or self.timed[k - self.first]:
                return False
            if zone_words.stated(self.signs.words(blocks[k]).text, mapping):
                return False
        return index + 1 < self.last


def _runs(blocks: Sequence[Block], timed: Sequence[bool], first: int) -> Iterator[int]:
    """The blocks of every run of three items or paragraphs, or more, that open with a time: a log in all but name."""
    run: list[int] = []
    for k, opens in enumerate((*timed, False), first):
        kind = blocks[k].kind if opens else None
        if run and (kind not in ("item", "paragraph") or kind != blocks[run[-1]].kind):
            yield from run if len(run) > 2 else ()
            run = []
        if kind in ("item", "paragraph"):
            run.append(k)
