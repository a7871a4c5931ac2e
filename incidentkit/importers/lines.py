"""A foreign timeline in our style: a line's time is ours, its words and all that stands under it are the source's."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from incidentkit import inert
from incidentkit.importers.pieces import Piece, Source
from incidentkit.report import anatomy, blocks, html_blocks, inline, signs, tables, zone_words
from incidentkit.report.blocks import Block, Document
from incidentkit.report.calendar_words import MONTH_NUMBERS, WEEKDAY_NUMBERS
from incidentkit.report.model import Span, TimelineEntry
from incidentkit.report.times import opening

_MARKS = re.compile(r"[\s:：–—|,;>→=•·*_`\])-]+")
_LEAD = re.compile(r"[*_`\[(]*")
_LONGEST_OPENING = 300
_LETTERS = re.compile(r"[^\W\d_]+")
# Words of an opening that say a date, a time or a doubt, all of which our form says in its own way.
_SILENT = frozenset((
    *MONTH_NUMBERS, *WEEKDAY_NUMBERS, "am", "pm", "a", "p", "m", "t", "z", "h", "hr", "hrs", "hours", "uhr", "kl", "at",
    "on", "the", "st", "nd", "rd", "th", "of", "de", "utc", "gmt", "to", "noon", "midday", "midnight", "about",
    "around", "approx", "approximately", "circa", "ca", "c", "年", "月", "日", "時", "分", "时", "点",
))  # fmt: skip
_TABLE_RULE = re.compile(r"(?m)^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_TAGS = re.compile(r"</?(?:table|thead|tbody|tfoot|tr|td|th|ul|ol|li)\b[^<>]*>", re.IGNORECASE)
_SUB_HEADING = re.compile(r"(?m)^[ ]{0,3}#{1,6}[ \t]+(?P<words>.*?)[ \t]*#*[ \t]*$")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of ours: its entry, and its Markdown with all that belongs to it."""

    entry: TimelineEntry
    markdown: str


class Lines:
    """The timelines of one source. `said` is what the openings said that our form says in its own way."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.report, self.document = source.report, source.document
        parts = anatomy.of(self.report, source.mapping)
        self.days = [mark.line for mark in parts.days if mark.bare]
        self.blocks = {block.start: block for block in self.document.blocks}
        self.rows = {
            row.line.start: (block, row)
            for block in self.document.blocks
            if block.kind == "table"
            for row in _rows(self.document, block)
        }
        self.row_starts = sorted(self.rows)
        self.code = [block for block in self.document.blocks if block.kind == "code"]
        self.code_starts = [block.start for block in self.code]
        self.signs = signs.Signs(self.document, self.report.date, source.mapping)
        self.said: list[str] = [self.report.text[s.start : s.end] for s in self.days]
        self.zone_said = False
        self.day: str | None = None

    def of(self, piece: Piece) -> list[str]:
        """A piece of a timeline as paragraphs and lines of ours."""
        entries = sorted(
            (e for e in self.report.timeline if piece.span.start <= e.span.start < piece.span.end),
            key=lambda e: e.span.start,
        )
        if not entries:
            return [self._between(piece.span)]
        out = [self._between(Span(piece.span.start, self._begin(entries[0])))]
        self.zone_said = self.zone_said or bool(zone_words.any_zone(piece.name, self.source.mapping))
        self.zone_said = self.zone_said or bool(zone_words.stated(inline.plain(out[0][:2000]), self.source.mapping))
        ends = [*(self._begin(entry) for entry in entries[1:]), piece.span.end]
        listed: list[str] = []
        for entry, end in zip(entries, ends, strict=True):
            day = entry.date.isoformat() if entry.date else None
            if day and day != self.day:
                out += ["\n".join(listed), f"### {day}"]
                listed = []
                self.day = day
            listed.append(self._line(entry, end))
        return [part for part in (*out, "\n".join(listed)) if part.strip()]

    def _begin(self, entry: TimelineEntry) -> int:
        """Where an entry begins, its indentation and bullet with it."""
        return (
            anatomy.line_at(self.report.text, entry.span.start).start
            if entry.span.start not in self.rows
            else (entry.span.start)
        )

    def _between(self, span: Span) -> str:
        """What stands between entries, but for days and the frame of a table, which our form says in its own way."""
        raw = self.source.text(span, self.days)
        first, last = bisect_left(self.row_starts, span.start), bisect_left(self.row_starts, span.end)
        for at in self.row_starts[first:last]:
            row = self.rows[at][1]
            raw = raw.replace(self.report.text[row.line.start : row.line.end], self._columns(row))
        return re.sub(r"\n[ \t]*(?:\n[ \t]*)+\n", "\n\n", _TAGS.sub("", _TABLE_RULE.sub("", raw))).strip("\r\n")

    def _columns(self, row: tables.Row) -> str:
        names = " | ".join(inline.plain(cell, self.document.references) for cell in row.cells if cell.strip(" |"))
        return f"<!-- Columns: {names.replace('--', '- -')} -->" if names else ""

    def _line(self, entry: TimelineEntry, end: int) -> str:
        first = entry.span.start
        if first in self.rows:
            block, row = self.rows[first]
            head, rest = self._row(block, row), self._between(Span(row.line.end, end))
            indent = 0
        else:
            block = self.blocks.get(first) or self._part(entry)
            line = block.lines[0]
            head = self.report.text[line.start : min(line.end, end)]
            head = re.sub(r"(?i)\s*</li>\s*$", "", head)
            after = block.end if block.kind == "heading" else line.end
            self.said += re.findall(r"\d+(?=[.)]\s*$)", self.report.text[block.start : line.start])
            indent = 0 if block.kind == "heading" else line.start - anatomy.line_at(self.report.text, line.start).start
            rest = self._between(Span(min(after, end), end))
            if block.kind == "code" or self._in_code(first):
                head, rest = inert.markdown(head), inert.markdown(rest.replace("```", ""))
        head, rest = self._worded(entry, head, rest)
        return self._joined(self._time(entry), head, rest, indent)

    def _part(self, entry: TimelineEntry) -> Block:
        """A line of a paragraph, a quote or code, which is an entry of its own."""
        line = anatomy.line_at(self.report.text, entry.span.start)
        raw = self.report.text[line.start : line.end]
        mark = re.match(r"[ \t>]*(?:[-*+•][ \t]+)?" if raw.lstrip().startswith(">") else r"[ \t]*", raw)
        start = line.start + (mark.end() if mark else 0)
        return Block("paragraph", line.start, line.end, 0, [blocks.Line(entry.line, start, line.end)])

    def _in_code(self, at: int) -> bool:
        number = bisect_right(self.code_starts, at) - 1
        return number >= 0 and at < self.code[number].end

    def _row(self, block: Block, row: tables.Row) -> str:
        cells = [cell.strip() for cell in row.cells]
        when = next((n for n, c in enumerate(cells) if (said := self.signs.opening(inline.plain(c))) and said.time), 0)
        others = [cell for n, cell in enumerate(cells) if n != when and cell and not self._is_day(cell)]
        self.said += [cell for n, cell in enumerate(cells) if n != when and self._is_day(cell)]
        words = " — ".join(others)
        if html_blocks.is_row(self.report.text[row.line.start : row.line.start + 400]):
            words = " ".join(words.split())
        return f"{cells[when] if cells else ''} {words}".strip() if words else (cells[when] if cells else "")

    def _is_day(self, cell: str) -> bool:
        said = self.signs.opening(inline.plain(cell)) if cell else None
        return bool(said and said.dated and not said.time and not said.rest)

    def _worded(self, entry: TimelineEntry, head: str, rest: str) -> tuple[str, str]:
        """The words of an entry's first line without its opening, and what follows."""
        if entry.time is None:
            return (head, rest) if not self._is_day(head) else ("", rest)
        found = opening(
            inline.plain(head, self.document.references), entry.date or self.report.date, self.source.mapping
        )
        if found is None or found.time is None:  # its moment stands below its words, or behind a name
            return head, rest
        # A moment with its day, zone and marks is short; the words behind it may be a pasted log.
        places = range(min(len(head), _LONGEST_OPENING) + 1)
        begin = next((k for k in places if inline.plain(head[k:], self.document.references) == found.rest), None)
        if begin is None:
            return head, rest
        before, after = head[:begin], head[begin:]
        opened = (_LEAD.match(before) or [""])[0]
        shut = "".join({"[": "]", "(": ")"}.get(char, char) for char in reversed(opened))
        closed = re.match(rf"[\s:：–—|,;.-]*{re.escape(shut)}", after) if shut else None
        if shut and shut in before[len(opened) :]:
            pass
        elif shut and closed:
            after = after[closed.end() :]
        elif shut and after.rstrip().endswith(shut):
            after = opened + after.lstrip()
        after = re.sub(r"^[\s:：–—|,;>→=•·]+(?=\S)|^-+(?=\s)", "", after).lstrip()
        note = _MARKS.sub(" ", before).strip()
        zone = found.zone and zone_words.any_zone(note, self.source.mapping)
        own = bool(zone) and zone != self.report.timezone
        letters = [word.lower() for word in _LETTERS.findall(note.replace(zone or "\0", "") if zone else note)]
        kept = (
            f"({inert.one_line(before.strip(' *_`:'), 80)}) " if set(letters) - _SILENT else f"({zone}) " if own else ""
        )
        if not kept:
            self.said.append(before)
        return f"{kept}{after}", rest

    def _time(self, entry: TimelineEntry) -> str:
        if entry.time is None:
            return "- "
        until = f"–{entry.until}" if entry.until else ""
        return f"- **{'~' if entry.approximate else ''}{entry.time}{until}** "

    def _joined(self, time: str, head: str, rest: str, indent: int) -> str:
        """The line, its words, and all that stands under it by two spaces further in."""
        body = list(_moved(rest.strip("\r\n").splitlines(), indent))
        if not head.strip() and body:
            words = next((n for n, line in enumerate(body) if line.strip()), 0)
            first = body[words].strip()
            if not re.match(r"[-*+•|>#]|```|~~~|\d+[.)]\s|!\[|<", first):
                head, body = first, body[words + 1 :]
        lines = [f"{time}{head}".rstrip()]
        for line in body:
            lines.append(f"  {line}".rstrip() if line.strip() else "")
        while lines and not lines[-1]:
            lines.pop()
        return "\n".join([*lines, ""] if len(lines) > 1 and "" in lines else lines)


def _rows(document: Document, block: Block) -> tuple[tables.Row, ...]:
    header, rows = tables.rows(document, block)
    return (header, *rows)


def _moved(lines: list[str], indent: int) -> Iterator[str]:
    """Lines without the indentation of the words above them. A heading among them is bold: it would end the item."""
    fenced = False
    for line in lines:
        bare = re.sub(rf"^[ \t]{{0,{indent}}}", "", line) if indent else line
        bare = re.sub(r"^[ \t]*>[ \t]?", "", bare) if line.lstrip().startswith(">") and not fenced else bare
        fenced ^= bare.lstrip().startswith(("```", "~~~"))
        found = None if fenced else _SUB_HEADING.match(bare)
        yield f"**{found['words'].strip('*')}**" if found and found["words"].strip() else bare
