"""Action items: numbered, bulleted, ticked, plain or in a table, in groups, with their links, owner and date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from incidentkit.report import inline, item_table, item_words, sections
from incidentkit.report.blocks import Block, Document, Line
from incidentkit.report.item_issue import targets
from incidentkit.report.model import ActionItem, Span

_ID = re.compile(r"<!--\s*action:\s*(?P<id>[\w-]{1,64})\s*-->")
_ABOUT_THE_REPORT = re.compile(
    r"\b(?:sections?|items?)\s+above\b|\bincident (?:has been|is) (?:over|dealt|resolved|closed)|\bfilled (?:out|in)\b"
    r"|\b(?:report|document|post-?mortem|title|timeline)\b.*\b(?:is|are|has|have|was|were)\b",
    re.IGNORECASE,
)
_ONLY_LINK = re.compile(r"<?https?://\S+|(?:[\w.-]+/[\w.-]+)?#\d+")  # such children are the item's issues
_OWN_LINE = re.compile(r"(?:[.!)\]>]|https?://\S+|#\d+)\s*$")
_OWNED = re.compile(r"@[\w-]+\s+\S")
_LINKS_AT_END = re.compile(r"(?:\s*(?:!?\[[^\[\]]*\]\([^()\s]*\)|(?:[\w.-]+/[\w.-]+)?#\d+))+\s*$")
HEADING_NUMBER = re.compile(
    r"\s*(?:(?:action(?:[ -]?item)?|item|ai|task|recommendation|rec)[ #-]*\d{1,2}\s*[.):–—-]+"
    r"|\(?\d{1,2}[.):]+|#\d{1,2}\b[.):]*)\s+(?=\S)",
    re.IGNORECASE,
)


class Collector:
    """Gathers the action items of one section."""

    def __init__(self, document: Document, base: date | None) -> None:
        self.document = document
        self.base = base
        self.items: list[ActionItem] = []
        self.group: str | None = None
        self.heading: str | None = None
        self.headings: set[int] = set()
        """The blocks of headings that are items themselves."""

    def collect(self, first: int, last: int) -> None:
        """Read the blocks `first` to `last` (without); a sub-heading, a bold line or a parent bullet names a group."""
        blocks = self.document.blocks
        grouped = any(blocks[k].kind == "heading" for k in range(first, last))
        parents: list[tuple[int, str | None]] = []
        has_list = self.lists_until_heading(first, last)
        itself = self.headings_that_are_items(first, last)
        index = first
        while index < last:
            block = blocks[index]
            if index in itself:
                index = self.heading_item(index, last)
                continue
            if block.kind == "heading":
                self.group, parents = self.words(block), []
                self.heading = self.group
                has_list = self.lists_until_heading(index + 1, last)
            elif block.kind == "item":
                while parents and parents[-1][0] >= block.depth:
                    self.group = parents.pop()[1]
                end = self.end_of(index, last)
                if self.is_parent(index, end):
                    parents.append((block.depth, self.group))
                    self.group = self.name(block)
                else:
                    index = self.item(index, self.nested(index, end))
                    continue
            elif block.kind == "table":
                self.table(block)
            elif block.kind == "paragraph" and not block.depth:
                self.paragraph(block, has_list, grouped)
                parents = []
            index += 1

    def words(self, block: Block) -> str:
        return inline.plain(self.document.raw(block), self.document.references)

    def name(self, block: Block) -> str:
        return self.words(block).rstrip(": ")

    def lists_until_heading(self, first: int, last: int) -> bool:
        blocks = self.document.blocks
        for index in range(first, last):
            if blocks[index].kind == "heading":
                return False
            if blocks[index].kind in ("item", "table"):
                return True
        return False

    # Headings

    def headings_that_are_items(self, first: int, last: int) -> set[int]:
        """Headings with nothing but prose under them that say what to do: numbered, begun with whose it is, or each of
        several words."""
        blocks = self.document.blocks
        bare = [
            k for k in range(first, last) if blocks[k].kind == "heading" and not self.lists_until_heading(k + 1, last)
        ]
        numbered = {k for k in bare if HEADING_NUMBER.match(words := self.words(blocks[k])) or _OWNED.match(words)}
        long = {k for k in bare if len(self.words(blocks[k]).split()) > 3}
        listed = any(blocks[k].kind in ("item", "table") for k in range(first, last))
        return numbered if numbered or listed or len(bare) < 2 or len(long) < len(bare) else long

    def heading_item(self, index: int, last: int) -> int:
        """Add the item that a heading is, with the prose under it; gives the index after that."""
        blocks = self.document.blocks
        stop = index + 1
        while stop < last and blocks[stop].kind != "heading":
            stop += 1
        self.headings.add(index)
        head = blocks[index]
        number = HEADING_NUMBER.match(self.document.masked, head.lines[0].start, head.lines[0].end)
        line = replace(head.lines[0], start=number.end()) if number else head.lines[0]
        self.add(Block("heading", head.start, head.end, 0, [line]), max(b.end for b in blocks[index:stop]))
        return stop

    # Lists

    def end_of(self, index: int, last: int) -> int:
        """The index after an item's last child; bullets under a number that ends in a colon are its children too."""
        blocks = self.document.blocks
        end = index + 1
        while end < last and blocks[end].kind not in ("heading", "note"):
            if blocks[end].depth <= blocks[index].depth and not self.is_detail(index, end):
                break
            end += 1
        return end

    def is_detail(self, index: int, other: int) -> bool:
        """Whether a bullet belongs to the numbered item above it, though it is not indented."""
        blocks = self.document.blocks
        head, block = blocks[index], blocks[other]
        if not head.ordered or block.kind != "item" or block.ordered or block.depth != head.depth:
            return False
        raw = _LINKS_AT_END.sub("", self.document.raw(head)).rstrip("*_ ")
        return raw.endswith(":") or (len(head.lines) == 1 and sections.is_bold(self.document, head))

    def is_parent(self, index: int, end: int) -> bool:
        """Whether an item only names a group: bold or ended by a colon, without a box or a link, items under it."""
        blocks = self.document.blocks
        block = blocks[index]
        children = [
            blocks[k]
            for k in range(index + 1, end)
            if blocks[k].kind == "item" and (blocks[k].depth == block.depth + 1 or self.is_detail(index, k))
        ]
        if not children or block.box is not None or len(block.lines) > 1:
            return False
        if any(child.box is not None for child in children):
            return True
        words = inline.read(self.document.raw(block), self.document.references)
        if all(_ONLY_LINK.fullmatch(self.name(child)) for child in children):
            return False
        return sections.lead_in(self.document, block) is not None and not words.targets and len(words.text.split()) <= 8

    def nested(self, index: int, end: int) -> int:
        """Where an item ends: before the first child that has a tick box of its own, for that is an item too."""
        blocks = self.document.blocks
        for k in range(index + 1, end):
            if blocks[k].kind == "item" and blocks[k].box is not None:
                return k
        return end

    def item(self, index: int, stop: int) -> int:
        blocks = self.document.blocks
        self.add(blocks[index], max(blocks[k].end for k in range(index, stop)))
        return stop

    # Prose

    def paragraph(self, block: Block, has_list: bool, grouped: bool) -> None:
        """A paragraph names a group, introduces a list, or is an item where its group has no list at all."""
        lead = sections.lead_in(self.document, block)
        if lead and len(block.lines) == 1:
            if sections.is_bold(self.document, block) or (self.heading is None and len(lead.split()) <= 4):
                self.group = lead
            return
        if has_list or (grouped and self.heading is None):
            return
        lines = block.lines
        texts = [self.document.masked[line.start : line.end] for line in lines]
        each = (
            len(lines) > 1
            and all(t[:1].isupper() or t[:1] in "[<h#" for t in texts)
            and all(_OWN_LINE.search(t) for t in texts[:-1])
        )
        groups = [[line] for line in lines] if each else [lines]
        for number, group in enumerate(groups):
            start = block.start if number == 0 else group[0].start
            self.add(Block("paragraph", start, group[-1].end, 0, group), group[-1].end)

    # Items

    def add(self, block: Block, end: int) -> None:
        """One item from its block; links and references are those of everything under it."""
        own = self.document.raw(block)
        words = inline.read(own, self.document.references)
        if item_words.is_nothing(words.text):
            return
        start = block.lines[0].start
        everything = inline.read(self.document.masked[start:end], self.document.references)
        found = _ID.search(self.document.text, block.start, end)
        said = item_words.said(own, self.base, self.document.references)
        links, refs, issue = targets(everything.targets, self.document.masked[start:end])
        done = block.box
        if done is None and (item_words.is_done(own) or any(map(item_words.are_done, (self.group, self.heading)))):
            done = True
        self.items.append(
            ActionItem(
                line=block.line,
                id=found["id"] if found else None,
                text=said.text or words.text,
                group=self.group,
                owner=said.owner,
                due=said.due,
                repo=said.repo,
                links=links,
                refs=refs,
                done=done,
                issue=issue,
                span=Span(block.start, end),
                due_text=said.due_text,
                dropped=item_words.is_dropped(own),
            )
        )

    def table(self, block: Block) -> None:
        for row, cells in item_table.rows(self.document, block):
            before = len(self.items)
            line = Line(row.line.number, row.line.start, row.line.end)
            self.add(Block("table", line.start, line.end, 0, [line]), line.end)
            said = item_words.said(cells["text"], self.base, self.document.references)
            if len(self.items) == before:
                continue
            if item_words.is_nothing(said.text):
                self.items.pop()
                continue
            due = inline.plain(cells["due"]) or said.due_text
            state = item_words.state(inline.plain(cells["done"]))
            self.items[-1] = replace(
                self.items[-1],
                text=said.text,
                owner=inline.plain(cells["owner"], self.document.references) or said.owner,
                due=item_words.date_in(due, self.base),
                due_text=due,
                repo=inline.plain(cells["repo"]) or said.repo,
                done=True if state is None and item_words.is_done(cells["text"]) else state,
                dropped=item_words.is_dropped(cells["text"]) or item_words.is_dropped_cell(cells["done"]),
            )


def about_the_report(items: Sequence[ActionItem]) -> bool:
    """Whether a ticked list is a template's own checklist ("Sections above are filled out"), not work to do."""
    boxed = [item for item in items if item.done is not None]
    mine = [item for item in boxed if _ABOUT_THE_REPORT.search(item.text) and not item.links and item.id is None]
    return len(boxed) == len(items) and len(items) > 1 and len(mine) * 4 >= len(items) * 3
