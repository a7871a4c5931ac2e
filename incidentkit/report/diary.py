"""The entries of one timeline while it is walked: which stands open, and which day it is by now."""

from __future__ import annotations

import re
from datetime import date

from incidentkit.report import habits, inline
from incidentkit.report.blocks import Block, Document
from incidentkit.report.entries import Entry, Style, later, night
from incidentkit.report.model import MILESTONES, Milestone
from incidentkit.report.signs import Signs
from incidentkit.report.times import Opening

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


class Diary:
    """What was read so far. `base` is the report's date, for entries that say none.

    `current` is the entry that what follows may belong to, `under_day` whether a day's heading stands above, `falling`
    whether the newest entry stands first.
    """

    def __init__(self, document: Document, base: date | None, signs: Signs) -> None:
        self.document = document
        self.base = base
        self.signs = signs
        self.entries: list[Entry] = []
        self.current: Entry | None = None
        self.day: date | None = None
        self.under_day = False
        self.falling = False
        self.previous: int | None = None
        self.first_number: int | None = None

    def set_day(self, day: date | None) -> None:
        self.day, self.previous = day or self.day, None
        self.signs.near = self.day or self.base

    def numbered_day(self, text: str) -> bool:
        """Whether a heading or a line is "Day 2": that many days after the first, which is the report's."""
        found = _NUMBERED_DAY.fullmatch(text)
        if not found or self.base is None:
            return False
        number = int(found["n"])
        if self.first_number is None:
            self.first_number = min(number, 1)
        self.set_day(later(self.base, number - self.first_number))
        self.current, self.under_day = None, True
        return True

    def close(self) -> None:
        """What follows belongs to no entry, and stands under no day."""
        self.current, self.under_day = None, False

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
        if whole_day and not found.dated and not self.under_day and style == "heading":
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
