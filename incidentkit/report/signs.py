"""What a block says by itself about when, before anything is decided about the timeline around it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from incidentkit.report import columns, inline
from incidentkit.report.blocks import Block, Document, Line
from incidentkit.report.clock import clock_at
from incidentkit.report.times import Opening, opening

_ENDED = re.compile(r"[.:;!?…][)\"'”’\]]*\s*$")
_AWAITS_TIME = re.compile(
    r"\b(?:at|by|from|until|till|to|since|around|before|after|between|and|about|of|on|the|circa|roughly)\s*[~≈]?$",
    re.IGNORECASE,
)
_QUOTE = re.compile(r"[ \t>]*(?:[-*+•][ \t]+)?")
_LAST_NOTE = re.compile(r"\s*\((?P<inner>[^()]{4,60})\)\W*$")
_DAY_LABEL = re.compile(
    r"(?:date|day|when|datum|fecha|data)(?:\s*(?:/|and|&)\s*time)?\s*[:：]\s*(?P<value>[^\n]{4,80})", re.IGNORECASE
)
# "operator-a  9:14 AM" or "[operator-a] 09:14:22" above the words, as chats are pasted
_POSTED = re.compile(
    r"(?P<who>[^\s:|>#*`][^:|>#*`]{0,38}?)(?:[ \t]{1,4}|[ \t]*[|·•–—-][ \t]*)(?=\[?\(?\d{1,2}[:.]\d\d)\[?\(?"
)
_POSTED_END = re.compile(r"[\])]?:?[ \t]*$")


class Signs:
    """Reads openings in one document. `near` is the day of which a time without a date is; it moves with the reader."""

    def __init__(self, document: Document, near: date | None, mapping: Mapping[str, str]) -> None:
        self.document = document
        self.near = near
        self.mapping = mapping
        self._plain: dict[str, inline.Inline] = {}
        self._seen: dict[tuple[str, date | None], Opening | None] = {}

    def words(self, block: Block) -> inline.Inline:
        """The plain words of a block, its targets and footnotes."""
        return self._read(self.document.raw(block))

    def _read(self, raw: str) -> inline.Inline:
        """Inline Markdown read, once: a block is looked at before and after it is known what stands around it."""
        if raw not in self._plain:
            if len(self._plain) > 200_000:
                self._plain.clear()
            self._plain[raw] = inline.read(raw, self.document.references)
        return self._plain[raw]

    def line(self, line: Line, most: int = 600) -> str:
        """The plain words of a line's beginning."""
        return self._read(self.document.masked[line.start : line.end][:most]).text

    def opening(self, text: str) -> Opening | None:
        """What the first words of a text say about when; each text is read once for a day."""
        key = (text, self.near)
        if key not in self._seen:
            if len(self._seen) > 10_000:
                self._seen.clear()
            self._seen[key] = opening(text, self.near, self.mapping)
        return self._seen[key]

    def of(self, block: Block) -> Opening | None:
        """What a block's first words say about when."""
        text = self._read(self.document.raw(block)[:600]).text
        found = self.opening(text)
        return found if found or block.kind != "heading" else self.heading_end(text)

    def heading_end(self, text: str) -> Opening | None:
        """The time in parentheses that ends a heading: "Phase 1: the disk fills (07:14–07:20)"."""
        last = _LAST_NOTE.search(text[:300])
        said = self.opening(last["inner"]) if last else None
        if not last or not said or not said.time or said.rest:
            return None
        return replace(said, rest=text[: last.start()].strip())

    def closing(self, block: Block) -> Opening | None:
        """The moment that is a paragraph's last line, under words without one, as status pages have it."""
        if block.kind != "paragraph" or len(block.lines) < 2 or block.depth:
            return None
        *above, last = (self.line(line, 300) for line in block.lines[-20:])
        found = self.opening(last[:200])
        if not (found and found.dated and found.time) or found.rest or any(self.opening(text[:200]) for text in above):
            return None
        return found

    def posted(self, block: Block) -> tuple[str, Opening] | None:
        """Who wrote a pasted message and when: a name and a time alone in the first line, the words in the next."""
        if block.kind != "paragraph" or len(block.lines) < 2 or block.depth:
            return None
        first = self.line(block.lines[0], 120)
        found = _POSTED.match(first)
        clock = clock_at(first, found.end()) if found else None
        if not found or not clock or len(found["who"].split()) > 4 or not _POSTED_END.match(first, clock.end):
            return None
        said = self.opening(first[found.end() : clock.end])
        return (found["who"].strip(" [(<"), said) if said and said.time else None

    def labelled_day(self, text: str) -> date | None:
        """The day that a line names after a label: "Date/Time: November 13, 2025, 19:05–20:45 CET"."""
        found = _DAY_LABEL.fullmatch(text)
        said = self.opening(found["value"]) if found else None
        return said.date if said and len(said.rest.split()) < 4 else None

    def is_timed(self, block: Block) -> bool:
        """Whether a block opens with a time of day, also one that nobody filled in; a table, whether a column does."""
        if block.kind == "table":
            return columns.time_column(self.document, block, self.opening) is not None
        if block.kind not in ("heading", "item", "paragraph"):
            return False
        found = self.of(block)
        if found is None:
            return self.closing(block) is not None or self.posted(block) is not None
        return found.time is not None or found.half_filled

    def is_dated(self, block: Block) -> bool:
        """Whether a block opens with a date."""
        found = self.of(block)
        return found is not None and found.dated

    def first_words(self, block: Block) -> list[Opening]:
        """The openings of a block's lines, of a table's rows none: those have their columns."""
        if block.kind == "table":
            return []
        lines = block.lines[:500] if block.kind == "paragraph" else block.lines[:1]
        found = [said for line in lines if (said := self.opening(self.line(line)))]
        if not found and (moment := self.closing(block)):
            return [moment]
        return found

    def day_first(self, block: Block) -> Opening | None:
        """The date that stands alone in a paragraph's first line, above other lines."""
        said = self.opening(self.line(block.lines[0])) if len(block.lines) > 1 else None
        return said if said and said.dated and not (said.time or said.half_filled or said.rest) else None

    def starts_later(self, block: Block) -> int | None:
        """Which line of a paragraph that begins with words is the first that plainly opens with a time."""
        for number, line in enumerate(block.lines[1:200], 1):
            found = self.opening(self.line(line))
            if found and found.time and found.sure and found.rest and not self._wrapped(block, number):
                alone = self.opening(self.line(block.lines[number - 1]))
                return number - 1 if alone and alone.dated and not alone.rest and number > 1 else number
        return None

    def _wrapped(self, block: Block, number: int) -> bool:
        """Whether a line's time belongs to the sentence above: in its brackets, or after its "at" or "until"."""
        above = " ".join(self.line(line, 4000) for line in block.lines[max(0, number - 5) : number])
        within = above.count("(") > above.count(")")
        goes_on = not _ENDED.search(above) and self.line(block.lines[number]).startswith("(")
        return within or goes_on or _AWAITS_TIME.search(above) is not None

    def is_log(self, block: Block) -> bool:
        """Whether a paragraph is a log: three lines or more, each opening with a time."""
        found = self.first_words(block)
        return len(found) > 2 and len(found) == len(block.lines) and all(line.time for line in found)

    def is_bold(self, block: Block) -> bool:
        """Whether a block begins with emphasis, code or a bracket."""
        first = block.lines[0]
        return self.document.masked[first.start : first.start + 3].startswith(("**", "__", "`", "[", "*"))

    def logged(self, block: Block) -> Block | None:
        """A quote or a piece of code that is a log, as a paragraph: two or more of its lines open with a time."""
        lines = []
        for line in block.lines[:2000]:
            mark = _QUOTE.match(self.document.masked, line.start, line.end) if block.kind == "quote" else None
            start = mark.end() if mark else line.start
            if self.document.masked[start : line.end].strip():
                lines.append(replace(line, start=start))
        timed = [said for line in lines if (said := self.opening(self.line(line))) and said.time]
        if len(timed) < 2 or not lines or not self.opening(self.line(lines[0])):
            return None
        return Block("paragraph", block.start, block.end, 0, lines)
