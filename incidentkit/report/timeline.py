"""Timeline entries: headings, list items, bold starts, bare lines and table rows that say when something happened."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from incidentkit.report import columns, habits, inline, zone_words
from incidentkit.report.blocks import Block, Document, Line
from incidentkit.report.entries import Entry, Style, later, night
from incidentkit.report.model import MILESTONES, Milestone
from incidentkit.report.signs import Signs
from incidentkit.report.times import Opening, inner_time

_MILESTONE = re.compile(
    r"(?P<word>started|detected|mitigated|resolved)\b(?P<mark>\s*[.:!–—-]+(?=\s|$)|\s*$)\s*", re.IGNORECASE
)
# Headings among timed ones that name a part of the day that is running, or nothing at all ("??").
_SAME_DAY = re.compile(
    r"\W*(?:(?:(?:early|late|later|mid|meanwhile|then|soon|shortly|that|the|same|in|during|afterwards?|over)[\s-]+)*"
    r"(?:morning|afternoon|evening|night|lunch(?:time)?|day|overnight|midday|later|meanwhile|afterwards?))?\W*",
    re.IGNORECASE,
)
_NUMBERED_DAY = re.compile(r"\W*(?:day|tag|jour|día|dia)\s+(?P<n>\d{1,2})\b\W*(?:\([^()]*\)\W*)?", re.IGNORECASE)
# What a new report says under its last line is no entry's words, also where people deleted every line of the day.
_LEFT_OUT = re.compile(r"Left out of this timeline: ")
_ELAPSED = re.compile(r"T0\b|(?:T\s*)?[+−-]\s?\d[\d:.]*\s?(?:s|sec\w*|m|min\w*|h|hrs?|hours?|d|days?)?(?=[\s:–—|,-]|$)")
_JOINS_PROSE = re.compile(
    r"(?:and|or|to|until|till|when|but|with|on|in|by|for|after|before|because|the|a|is|was)\b|[,.;)]"
)


def runs(blocks: Sequence[Block], timed: Sequence[bool], first: int) -> Iterator[int]:
    """The blocks of every run of three items or paragraphs, or more, that open with a time: a log in all but name."""
    run: list[int] = []
    for k, opens in enumerate((*timed, False), first):
        kind = blocks[k].kind if opens else None
        if run and (kind not in ("item", "paragraph") or kind != blocks[run[-1]].kind):
            yield from run if len(run) > 2 else ()
            run = []
        if kind in ("item", "paragraph"):
            run.append(k)


class Walker:
    """Walks over the blocks of one timeline and gathers its entries.

    `base` is the report's date, for entries that say none. With `strict` only what plainly opens with a time counts:
    that is how a timeline is found in a document that has no section of that name.
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
        self.base = base
        self.mapping = mapping
        self.strict = strict
        self.entries: list[Entry] = []
        self.day: date | None = None
        self.day_said = False
        self.previous: int | None = None
        self.current: Entry | None = None
        self.under_day = False
        self.first_number: int | None = None
        self.falling = False
        self.signs = Signs(document, base, mapping)
        self.zone: str | None = None

    def walk(self, first: int, last: int) -> None:
        """Read the blocks `first` to `last` (without)."""
        self.first, self.last = first, last
        blocks = self.document.blocks
        self.timed = [self.signs.is_timed(blocks[k]) for k in range(first, last)]
        timed = [blocks[k] for k in range(first, last) if self.timed[k - first]]
        openings = [found for block in timed for found in self.signs.first_words(block)]
        self.levels = {block.level for block in timed if block.level}
        self.runs = set(runs(blocks, self.timed, first))
        self.falling = habits.newest_first(openings)
        self.listed = any(self.timed[k - first] for k in range(first, last) if blocks[k].kind == "item")
        self.listed = self.listed or any(
            blocks[k].kind == "item"
            and not blocks[k].depth
            and (self.signs.is_dated(blocks[k]) or _ELAPSED.match(self.signs.line(blocks[k].lines[0])))
            for k in range(first, last)
        )
        for index in range(first, last):
            block = blocks[index]
            match block.kind:
                case "heading":
                    self.heading(index, block)
                case "item":
                    self.item(index, block)
                case "paragraph":
                    self.paragraph(index, block)
                case "table":
                    self.table(block)
                case "code" | "quote":
                    if not self.log(block):
                        self.body(block, code=block.kind == "code")
                case _:
                    continue

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

    # What each kind of block does

    def heading(self, index: int, block: Block) -> None:
        words = self.signs.words(block)
        found = self.signs.opening(words.text)
        if found and (found.time or found.half_filled):
            if self.strict and found.half_filled:
                return
            self.begin(block, "heading", found, words, level=block.level)
        elif found and found.dated:
            self.day_heading(index, block, found, words)
        elif self.numbered_day(words.text):
            return
        elif self.current and self.current.style == "heading" and block.level > self.current.level:
            self.current.body.append(words.text)
            self.current.end = block.end
        else:
            self.current, self.under_day = None, False
            children = self.children(index)
            if not self.strict and block.level in self.levels and children and not self.any_timed(children):
                undated = Opening(rest=words.text)
                self.begin(block, "heading", undated, words, level=block.level, whole_day=True)

    def day_heading(self, index: int, block: Block, found: Opening, words: inline.Inline) -> None:
        """A date that stands alone: the day of what follows, or of a passage without a time of its own."""
        self.current = None
        self.set_day(found.date)
        self.under_day = not self.strict
        blocks = self.document.blocks
        end = next(
            (
                k
                for k in range(index + 1, self.last)
                if blocks[k].kind == "heading" and self.signs.is_dated(blocks[k]) and blocks[k].level <= block.level
            ),
            self.last,
        )
        inside = [k for k in range(index + 1, end) if not _LEFT_OUT.match(self.signs.words(blocks[k]).text)]
        if self.strict or self.any_timed(inside):
            return
        if not any(blocks[k].kind == "item" and not blocks[k].depth for k in inside) and (inside or found.rest):
            self.begin(block, "heading", found, words, level=block.level, whole_day=True)

    def item(self, index: int, block: Block) -> None:
        words = self.signs.words(block)
        found = self.signs.opening(words.text)
        timed = found is not None and (found.time is not None or found.half_filled)
        inside = self.current is not None and (
            self.current.style == "heading" or (self.current.style == "item" and block.depth > self.current.depth)
        )
        # "5:15 deploy of the puller" under a heading "5:13pm" is a detail of that entry
        detail = self.current is not None and self.current.style == "heading" and self.current.opening.time
        sure = found is not None and (found.sure or found.zone is not None or self.signs.is_bold(block))
        sure = sure or (self.strict and index in self.runs)
        if found and timed and (sure or not (self.strict or detail)):
            if not (self.strict and found.half_filled):
                self.begin(block, "item", found, words, depth=block.depth)
        elif inside and not (
            self.current and self.current.style == "heading" and found and found.dated and not found.rest
        ):
            self.body(block)
        elif found and found.dated:
            self.dated_item(index, block, found, words)
        elif not self.strict and (self.listed or self.under_day) and not self.any_timed(self.children(index)):
            self.undated_item(index, block, words)
        else:
            self.current = None

    def dated_item(self, index: int, block: Block, found: Opening, words: inline.Inline) -> None:
        if self.any_timed(self.children(index)) or not (found.rest or self.children(index)):
            self.set_day(found.date)
            self.current = None
        elif not self.strict:
            inner = inner_time(found.rest, found.date, self.mapping)
            if inner:
                found = replace(
                    found, time=inner.time, until=inner.until, approximate=inner.approximate, zone=inner.zone
                )
            self.begin(block, "item", found, words, depth=block.depth)

    def undated_item(self, index: int, block: Block, words: inline.Inline) -> None:
        """An item without a time among others that have one, or under a day: it happened all the same."""
        self.current = None
        if not words.text or zone_words.stated(words.text, self.mapping):
            return
        if not self.entries and zone_words.hinted(words.text, self.mapping):
            return
        if block.depth or (not self.under_day and self.apart(index)):
            return
        elapsed = _ELAPSED.match(words.text) is not None  # "T+10 min" is no time of day, but the day is the incident's
        self.begin(block, "item", Opening(rest=words.text), words, depth=block.depth, whole_day=not elapsed)

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

    def paragraph(self, index: int, block: Block) -> None:
        if block.depth:
            self.body(block)
            return
        words = self.signs.words(block)
        found = self.signs.opening(words.text)
        if not found and (closing := self.signs.closing(block)):
            self.closed(block, closing)
            return
        if not found and not self.strict and (posted := self.signs.posted(block)):
            self.posted(block, *posted)
            return
        if self.numbered_day(words.text):
            return
        in_entry = self.current is not None and self.current.style == "heading" and self.current.opening.time
        if found and found.dated and not (found.time or found.half_filled or found.rest or in_entry):
            self.set_day(found.date)
            self.zone = self.zone or found.zone
            self.current, self.under_day = None, not self.strict
            if not self.strict and self.tells(index):
                self.begin(block, "paragraph", found, words, whole_day=True)
            return
        inside = self.current is not None and self.current.style == "heading"
        if (
            found
            and (found.time or found.half_filled)
            and (
                self.signs.is_bold(block)
                or found.sure
                or self.signs.is_log(block)
                or (self.strict and index in self.runs)
                or not (inside or self.strict or self.levels)
            )
            and not (self.strict and found.half_filled)
        ):
            self.bare_lines(block)
        elif found and found.dated and found.rest and self.signs.is_bold(block) and not (inside or self.strict):
            self.begin(block, "paragraph", found, words)
        elif self.current and self.current.style in ("heading", "paragraph"):
            self.body(block)
        else:
            self.current = None

    def log(self, block: Block) -> bool:
        """A quote or code that is a log where no entry stands open: each line that opens with a time is one."""
        entry = self.current
        if self.strict or any(self.timed) or (entry and entry.style != "paragraph"):
            return False
        logged = self.signs.logged(block)
        if logged:
            self.bare_lines(logged)
        return logged is not None

    def tells(self, index: int) -> bool:
        """Whether nothing but words without a time stands under a line that is a date: what happened that day."""
        blocks = self.document.blocks
        for k in range(index + 1, self.last):
            if blocks[k].kind == "heading" or (blocks[k].kind == "paragraph" and self.signs.is_dated(blocks[k])):
                return k > index + 1
            if blocks[k].kind != "paragraph" or blocks[k].depth or self.timed[k - self.first]:
                return False
            if zone_words.stated(self.signs.words(blocks[k]).text, self.mapping):
                return False
        return index + 1 < self.last

    def closed(self, block: Block, closing: Opening) -> None:
        """An entry whose moment stands under its words."""
        part = Block("paragraph", block.start, block.end, 0, block.lines[:-1])
        words = self.signs.words(part)
        self.begin(part, "paragraph", replace(closing, rest=words.text), words)

    def posted(self, block: Block, who: str, said: Opening) -> None:
        """A message of a pasted chat: its first line says who and when."""
        part = Block("paragraph", block.start, block.end, 0, block.lines[1:])
        words = self.signs.words(part)
        part.lines = block.lines
        self.begin(part, "paragraph", replace(said, rest=f"{who}: {words.text}"), words)

    def numbered_day(self, text: str) -> bool:
        """Whether a heading or a line is "Day 2": that many days after the first, which is the report's."""
        found = _NUMBERED_DAY.fullmatch(text)
        if not found or self.base is None or self.strict:
            return False
        number = int(found["n"])
        if self.first_number is None:
            self.first_number = min(number, 1)
        self.set_day(later(self.base, number - self.first_number))
        self.current, self.under_day = None, True
        return True

    def bare_lines(self, block: Block) -> None:
        """A paragraph whose lines each open with a time is one entry a line; other lines continue the one above."""
        groups: list[list[Line]] = []
        for line in block.lines:
            text = inline.plain(self.document.masked[line.start : line.end], self.document.references)
            found = self.signs.opening(text)
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
            words = self.signs.words(part)
            found = self.signs.opening(words.text)
            if found:
                self.begin(part, "paragraph", found, words)

    def table(self, block: Block) -> None:
        table = columns.of(self.document, block, self.signs.opening, self.mapping)
        if table is None:
            self.body(block)
            return
        self.current = None
        for row in table.rows:
            if said := table.day_in(row, self.signs.opening):
                self.set_day(said)
            found = table.opening(row, self.signs.opening)
            words = table.words(row, self.document)
            rest = " ".join(part for part in (found.rest, words.text) if part)
            untimed = not (found.time or found.half_filled or found.dated)
            if not rest or (untimed and not words.text):
                continue
            part = Block("table", row.line.start, row.line.end, 0, [row.line])
            self.begin(part, "row", replace(found, rest=rest), words, whole_day=untimed)
            self.entries[-1].column_zone = table.zone
        self.current = None

    # Entries

    def set_day(self, day: date | None) -> None:
        self.day, self.day_said, self.previous = day or self.day, True, None
        self.signs.near = self.day or self.base

    def begin(
        self,
        block: Block,
        style: Style,
        found: Opening,
        words: inline.Inline,
        *,
        depth: int = 0,
        level: int = 0,
        whole_day: bool = False,
    ) -> None:
        """Open an entry; its day is the one it says, else the one before, else the report's; midnight moves it on."""
        if not found.date:
            found = habits.afternoon(found, self.previous)
        seconds = habits.seconds_of(found.time)
        if found.date:
            self.set_day(found.date)
        elif self.falling:
            pass  # newest first: a great drop is the same day's morning
        elif self.previous is not None and seconds is not None and self.previous - seconds >= night(found):
            self.day = later(self.day or self.base)
            self.signs.near = self.day
        if seconds is not None:
            self.previous = seconds
        day = self.day or (self.base if not whole_day else None)
        if whole_day and not found.dated and not self.under_day and self.levels and style == "heading":
            # "Over spring break" says itself when
            day = (self.day or self.base) if _SAME_DAY.fullmatch(words.text) else None
        entry = Entry(block.line, block.start, block.end, style, found, day, depth, level, found.rest)
        entry.cites += words.cites
        entry.lead, entry.milestone = self.milestone(block, found.rest)
        self.entries.append(entry)
        self.current = entry

    def milestone(self, block: Block, rest: str) -> tuple[str, Milestone | None]:
        """A milestone's word at the start: bold, or set off by a mark."""
        found = _MILESTONE.match(rest)
        if not found:
            return rest, None
        raw = self.document.raw(block)
        word = found["word"].lower()
        bold = re.search(rf"(?:\*\*|__)[^*_\n]{{0,40}}{word}\b|\*\*\s*{word}", raw[:300], re.IGNORECASE)
        if not bold and ":" not in found["mark"] and found["mark"].strip():
            return rest, None
        milestone = next(m for m in MILESTONES if m == word)
        return rest[found.end() :].strip() or rest, milestone

    def body(self, block: Block, *, code: bool = False) -> None:
        """What stands under an entry belongs to it: anything under a heading or a line, only what is indented under an
        item."""
        entry = self.current
        if entry is None or (entry.style == "item" and block.depth <= entry.depth) or entry.style == "row":
            if not code:
                self.current = None if entry and entry.style != "heading" else entry
            return
        entry.end = block.end
        raw = self.document.raw(block)
        if code:
            entry.code.append(raw.strip())
            return
        if block.kind == "quote":
            raw = re.sub(r"(?m)^[ \t>]+", "", raw)
        words = inline.read(raw, self.document.references)
        entry.body.append(words.text)
        entry.cites += words.cites
