"""Timeline entries: headings, list items, bold starts, bare lines and table rows that say when something happened."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from incidentkit.report import columns, habits, inline, passages, sections, zone_words
from incidentkit.report.around import ELAPSED, Around
from incidentkit.report.blocks import Block, Document
from incidentkit.report.diary import Diary
from incidentkit.report.entries import Entry
from incidentkit.report.sections import Heading
from incidentkit.report.signs import Signs
from incidentkit.report.times import Opening, inner_time

# What a new report says under its last line is no entry's words, also where people deleted every line of the day.
_LEFT_OUT = re.compile(r"Left out of this timeline: ")

_PROSE = re.compile(r"(?:on|at|from|between|by|around|in|since|until)\s", re.IGNORECASE)


class Walker:
    """Walks over the blocks of one timeline and gathers its entries.

    `base` is the report's date, for entries that say none. With `strict` only what plainly opens with a time counts:
    that is how a timeline is found in a document that has no section of that name. `zone` is the one that a day's line
    names.
    """

    def __init__(
        self,
        document: Document,
        base: date | None,
        mapping: Mapping[str, str],
        *,
        strict: bool = False,
    ) -> None:
        self.document = document
        self.mapping = mapping
        self.strict = strict
        self.signs = Signs(document, base, mapping)
        self.diary = Diary(document, base, self.signs)
        self.zone: str | None = None

    @property
    def entries(self) -> list[Entry]:
        """What was found so far."""
        return self.diary.entries

    def walk(self, first: int, last: int) -> None:
        """Read the blocks `first` to `last` (without)."""
        self.around = Around(self.document, self.signs, first, last)
        self.diary.falling = habits.newest_first(self.around.openings)
        for index in range(first, last):
            block = self.document.blocks[index]
            match block.kind:
                case "heading":
                    self.heading(index, block)
                case "item":
                    self.item(index, block)
                case "paragraph" if block.depth:
                    self.diary.body(block)
                case "paragraph":
                    self.paragraph(index, block)
                case "table":
                    self.table(block)
                case "code" | "quote":
                    if not self.log(block):
                        self.diary.body(block, code=block.kind == "code")
                case _:
                    continue

    def ends(self, heading: Heading, last: int) -> int:
        """Where a section ends whose heading is a bold line: before another such line after its last time.

        Lines of unknown meaning are sections too in a document that has no other headings.
        """
        if heading.level < 7 or heading.until is not None:
            return last
        blocks = self.document.blocks
        signs = [self.signs.of(blocks[k]) is not None for k in range(heading.index + 1, last)]
        if not any(signs):
            return last
        after = last - signs[::-1].index(True)
        bold = (k for k in range(after, last) if blocks[k].kind == "paragraph" and not blocks[k].depth)
        return next((k for k in bold if sections.is_bold(self.document, blocks[k])), last)

    # What each kind of block does

    def heading(self, index: int, block: Block) -> None:
        words = self.signs.words(block)
        found = self.signs.of(block) if not self.strict else self.signs.opening(words.text)
        current = self.diary.current
        if found and (found.time or found.half_filled):
            if self.strict and found.half_filled:
                return
            self.diary.begin(block, "heading", found, words, level=block.level)
        elif found and found.dated:
            self.day_heading(index, block, found, words)
        elif self.numbered_day(words.text):
            return
        elif current and current.style == "heading" and block.level > current.level:
            current.body.append(words.text)
            current.end = block.end
        else:
            self.diary.close()
            children = self.around.children(index)
            if (
                not self.strict
                and block.level in self.around.levels
                and children
                and not self.around.any_timed(children)
            ):
                undated = Opening(rest=words.text)
                self.diary.begin(block, "heading", undated, words, level=block.level, whole_day=True)

    def day_heading(self, index: int, block: Block, found: Opening, words: inline.Inline) -> None:
        """A date that stands alone: the day of what follows, or of a passage without a time of its own."""
        self.diary.current = None
        self.diary.set_day(found.date)
        self.diary.under_day = not self.strict
        blocks = self.document.blocks
        end = next(
            (
                k
                for k in range(index + 1, self.around.last)
                if blocks[k].kind == "heading" and self.signs.is_dated(blocks[k]) and blocks[k].level <= block.level
            ),
            self.around.last,
        )
        inside = [k for k in range(index + 1, end) if not _LEFT_OUT.match(self.signs.words(blocks[k]).text)]
        if self.strict or self.around.any_timed(inside):
            return
        lists = any(blocks[k].kind == "item" and not blocks[k].depth for k in inside) and not self.prose(inside)
        if not lists and (inside or found.rest):
            self.diary.begin(block, "heading", found, words, level=block.level, whole_day=True)

    def prose(self, inside: list[int]) -> bool:
        """Whether a day is told in prose, its lists a part of that: each stands behind a line that ends in a colon."""
        blocks = self.document.blocks
        first = blocks[inside[0]]
        words = self.signs.words(first).text
        if first.kind != "paragraph" or words.endswith(":") or zone_words.hinted(words, self.mapping):
            return False
        leads = [k for k in inside[1:] if blocks[k].kind == "item" and blocks[k - 1].kind != "item"]
        return all(self.signs.words(blocks[k - 1]).text.endswith(":") for k in leads)

    def numbered_day(self, text: str) -> bool:
        """Whether a heading or a line is "Day 2"; then what follows is of that day."""
        return not self.strict and self.diary.numbered_day(text)

    def item(self, index: int, block: Block) -> None:
        words = self.signs.words(block)
        found = self.signs.opening(words.text)
        timed = found is not None and (found.time is not None or found.half_filled)
        current = self.diary.current
        inside = current is not None and (
            current.style == "heading" or (current.style == "item" and block.depth > current.depth)
        )
        told = current is not None and current.style == "paragraph" and not (self.around.listed or self.strict)
        inside = inside or (told and found is None)
        # "5:15 deploy of the puller" under a heading "5:13pm" is a detail of that entry
        detail = current is not None and current.style == "heading" and current.opening.time
        sure = found is not None and (found.sure or found.zone is not None or self.signs.is_bold(block))
        sure = sure or (self.strict and index in self.around.runs)
        if found and timed and (sure or not (self.strict or detail)):
            if not found.rest and not self.around.children(index) and (name := self.around.label(index)):
                found = replace(found, rest=name)
            if not (self.strict and found.half_filled):
                self.diary.begin(block, "item", found, words, depth=block.depth)
        elif inside and not (current and current.style == "heading" and found and found.dated and not found.rest):
            self.diary.body(block)
        elif found and found.dated:
            self.dated_item(index, block, found, words)
        elif not self.strict and (self.around.listed or self.diary.under_day):
            self.undated_item(index, block, words)
        else:
            self.diary.current = None

    def dated_item(self, index: int, block: Block, found: Opening, words: inline.Inline) -> None:
        children = self.around.children(index)
        if self.around.any_timed(children) or not (found.rest or children):
            self.diary.set_day(found.date)
            self.diary.current = None
        elif not self.strict:
            inner = inner_time(found.rest, found.date, self.mapping)
            if inner:
                found = replace(
                    found, time=inner.time, until=inner.until, approximate=inner.approximate, zone=inner.zone
                )
            self.diary.begin(block, "item", found, words, depth=block.depth)

    def undated_item(self, index: int, block: Block, words: inline.Inline) -> None:
        """An item without a time among others that have one, or under a day: it happened all the same."""
        self.diary.current = None
        if not words.text or zone_words.stated(words.text, self.mapping):
            return
        if self.around.any_timed(self.around.children(index)) or self.around.names_its_children(index):
            return
        if not self.entries and zone_words.hinted(words.text, self.mapping):
            return
        if block.depth or (not self.diary.under_day and self.around.apart(index)):
            return
        elapsed = ELAPSED.match(words.text) is not None  # "T+10 min" is no time of day, but the day is the incident's
        self.diary.begin(block, "item", Opening(rest=words.text), words, depth=block.depth, whole_day=not elapsed)

    def paragraph(self, index: int, block: Block) -> None:
        words = self.signs.words(block)
        found = self.signs.opening(words.text)
        if found is None:
            whole = passages.closed(block, self.signs)
            if whole is None and not self.strict:
                whole = passages.posted(block, self.signs)
            if whole is not None:
                self.begin(whole)
                return
            if not self.strict and (later := self.signs.starts_later(block)):
                self.parted(block, later)
                return
        if self.numbered_day(words.text):
            return
        if not self.strict and (day := self.signs.labelled_day(words.text)):
            self.diary.set_day(day)
            self.diary.current = None
            return
        current = self.diary.current
        inside = current is not None and current.style == "heading"
        in_entry = inside and current is not None and current.opening.time is not None
        if found and found.dated and not (found.time or found.half_filled or found.rest or in_entry):
            self.day_line(index, block, found, words)
        elif found and self.opens(index, block, found, inside=inside):
            for passage in passages.lines(block, self.signs):
                self.begin(passage)
        elif current and current.style in ("heading", "paragraph"):
            self.diary.body(block)
        else:
            self.diary.current = None

    def opens(self, index: int, block: Block, found: Opening, *, inside: bool) -> bool:
        """Whether a paragraph that begins with a time, or a date set off from its words, is an entry, not prose."""
        set_off = self.signs.is_bold(block) or (not self.strict and self.signs.day_first(block) is not None)
        if not (found.time or found.half_filled):
            return found.dated and bool(found.rest) and set_off and not (inside or self.strict)
        if self.strict and found.half_filled:
            return False
        if set_off or found.sure or self.signs.is_log(block) or (self.strict and index in self.around.runs):
            return True
        if _PROSE.match(self.signs.line(block.lines[0])) and self.around.tabled:
            return False
        return not (inside or self.strict or self.around.levels)

    def parted(self, block: Block, number: int) -> None:
        """A paragraph that goes on with what was told before, and opens with a time from line `number` on."""
        head, rest = block.lines[:number], block.lines[number:]
        self.diary.body(Block("paragraph", block.start, head[-1].end, 0, head))
        for passage in passages.lines(Block("paragraph", rest[0].start, block.end, 0, rest), self.signs):
            self.begin(passage)

    def day_line(self, index: int, block: Block, found: Opening, words: inline.Inline) -> None:
        """A line that is nothing but a date: the day of what follows."""
        self.diary.set_day(found.date)
        self.zone = self.zone or found.zone
        self.diary.current, self.diary.under_day = None, not self.strict
        if not self.strict and self.around.tells(index, self.mapping):
            self.diary.begin(block, "paragraph", found, words, whole_day=True)

    def begin(self, passage: passages.Passage) -> None:
        block, found, words = passage
        self.diary.begin(block, "paragraph", found, words)

    def log(self, block: Block) -> bool:
        """A quote or code that is a log where no entry stands open: each line that opens with a time is one."""
        entry = self.diary.current
        if self.strict or any(self.around.timed) or (entry and entry.style != "paragraph"):
            return False
        logged = self.signs.logged(block)
        if logged:
            for passage in passages.lines(logged, self.signs):
                self.begin(passage)
        return logged is not None

    def table(self, block: Block) -> None:
        table = columns.of(self.document, block, self.signs.opening, self.mapping)
        if table is None:
            self.diary.body(block)
            return
        self.diary.current = None
        for row in table.rows:
            if said := table.day_in(row, self.signs.opening):
                self.diary.set_day(said)
            found = table.opening(row, self.signs.opening)
            words = table.words(row, self.document)
            rest = " ".join(part for part in (found.rest, words.text) if part)
            untimed = not (found.time or found.half_filled or found.dated)
            if not rest or (untimed and not words.text):
                continue
            part = Block("table", row.line.start, row.line.end, 0, [row.line])
            whole = untimed and not ELAPSED.match(found.rest)
            self.diary.begin(part, "row", replace(found, rest=rest), words, whole_day=whole)
            self.entries[-1].column_zone = table.zone
        self.diary.current = None
