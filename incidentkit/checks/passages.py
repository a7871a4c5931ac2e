"""Where things stand in a report's text, and which of it is its authors' own prose.

Rules about words look at `prose`: the text with everything blanked that is not the authors' own wording (front matter,
code, comments, addresses, footnotes, and on demand what is quoted). It has the length of the text, so that an offset in
one is an offset in the other. All scans are linear: a report may be 10 MB, and hostile.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from incidentkit.report.model import Report, Span

_FENCE = re.compile(r"[ \t]*(?:>[ \t]*)*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(`{3,}|~{3,})([^\n]*)")
_RUNS = re.compile(r"`+|<!--")
_BLANK_LINE = re.compile(r"\n[ \t]*(?=\n)")
_ADDRESS = re.compile(
    r"(?<=\])\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:[ \t]+\"[^\"\n]*\")?\)"  # [words](address "title")
    r"|<https?://[^<>\s]*>|\bhttps?://[^\s<>)\]]+"
    r"|^[ \t]{0,3}\[[^\]\n]{1,200}\]:[^\n]*",  # a link's or a footnote's definition
    re.MULTILINE,
)
_QUOTED_LINE = re.compile(r"[ \t]{0,3}>")
_BLOCK_START = re.compile(r"[ \t]*(?:[-*+][ \t]|\d{1,9}[.)][ \t]|#{1,6}[ \t]|\||```|~~~)")
_QUOTE = re.compile(
    r"(?<![\w\"])\"(?=[^\s\"])(?:[^\"\n]|\n(?![ \t]*\n)){0,600}\"(?!\w)"
    r"|[“„](?:[^“”\n]|\n(?![ \t]*\n)){1,600}[”“]|«[^«»\n]{1,600}»"
    r"|‘(?:[^‘’\n]|’(?=\w)|\n(?![ \t]*\n)){1,400}’"
    r"|(?<![\w'])'(?=[^\s'])(?:[^'\n]|(?<=\w)'(?=\w)|\n(?![ \t]*\n)){1,300}'(?![\w'])"
)
_EMPHASIS = re.compile(r"^[ \t]*\*[ \t](?P<item>)|\*|(?<!\w)_|_(?!\w)|~~", re.MULTILINE)
_SENTENCE_END = re.compile(r"(?<=[.!?])[)\"”’]*\s+(?=[A-Z0-9(\"“])|\s\|\s")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of prose and the offset of its first character in the report's text."""

    start: int
    text: str


@lru_cache(maxsize=2)
def line_starts(text: str) -> tuple[int, ...]:
    """The offset of each line's first character."""
    return (0, *(found.end() for found in re.finditer("\r\n?|\n", text)))


def place(text: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset, both from 1."""
    starts = line_starts(text)
    line = bisect_right(starts, offset)
    return line, offset - starts[line - 1] + 1


def line_text(text: str, line: int) -> str:
    """A line (from 1) without its end; empty where there is no such line."""
    starts = line_starts(text)
    if not 1 <= line <= len(starts):
        return ""
    end = starts[line] if line < len(starts) else len(text)
    return text[starts[line - 1] : end].rstrip("\r\n")


def line_offset(text: str, line: int) -> int:
    """The offset of a line's (from 1) first character."""
    starts = line_starts(text)
    return starts[min(max(line, 1), len(starts)) - 1]


def prose(report: Report, *, quotes: bool = False) -> str:
    """The authors' own words, at the places where they stand; with `quotes` what they quote as well."""
    return _unquoted(*_key(report)) if not quotes else _own(*_key(report))[0]


def quoted_prose(report: Report) -> str:
    """What stands in block quotes, at its place: a template's words may stand there too."""
    own = _own(*_key(report))[0]
    kept = _quoted_lines(own)
    if not kept:
        return ""
    gaps = [Span(a, b) for a, b in zip([0, *(s.end for s in kept)], [*(s.start for s in kept), len(own)], strict=True)]
    return blank(own, gaps)


def comments(report: Report) -> tuple[Span, ...]:
    """HTML comments outside code."""
    return _own(*_key(report))[1]


def visible(report: Report) -> str:
    """The text without front matter, code and comments, addresses and all, at the places where it stands."""
    return _own(*_key(report))[2]


def _key(report: Report) -> tuple[str, int]:
    return report.text, report.front.span.end if report.front.span else 0


@lru_cache(maxsize=2)
def _own(text: str, body: int) -> tuple[str, tuple[Span, ...], str]:
    # One kind of line end, at the same places: what follows need not know of the others.
    text = text.replace("\r\n", " \n").replace("\r", "\n")
    fenced = blank(text, [Span(0, body), *_fences(text, body)])
    inline, hidden = _inline(fenced)
    spoken = blank(fenced, [*inline, *hidden])
    return blank(spoken, [Span(*found.span()) for found in _ADDRESS.finditer(spoken)]), tuple(hidden), spoken


@lru_cache(maxsize=2)
def _unquoted(text: str, body: int) -> str:
    own = _own(text, body)[0]
    own = blank(own, _quoted_lines(own))
    own = blank(own, [Span(*found.span()) for found in _QUOTE.finditer(own)])
    # A star before an item is no emphasis.
    return _EMPHASIS.sub(lambda found: found[0] if found["item"] is not None else " " * len(found[0]), own)


def blank(text: str, spans: Iterable[Span], by: str = " ") -> str:
    """`text` with another character for all that stands in `spans`; line ends stay."""
    pieces, at = [], 0
    for span in sorted(spans, key=lambda s: s.start):
        if span.end > at:
            start = max(span.start, at)
            pieces += [text[at:start], re.sub(r"[^\r\n]", by, text[start : span.end])]
            at = span.end
    return "".join([*pieces, text[at:]])


def _fences(text: str, body: int) -> list[Span]:
    """Fenced code blocks, the fences included; one that is never closed runs to the end, as it does on GitHub."""
    spans, opened, fence = [], 0, ""
    for start, line in _lines(text, body):
        found = _FENCE.match(line)
        if not found:
            continue
        if not fence:
            if "`" not in found[2] or found[1][0] == "~":
                opened, fence = start, found[1]
        elif found[1].startswith(fence) and not found[2].strip():
            spans.append(Span(opened, start + len(line)))
            fence = ""
    if fence:
        spans.append(Span(opened, len(text)))
    return spans


def _lines(text: str, start: int = 0) -> Iterator[tuple[int, str]]:
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield start, text[start:end]
        start = end + 1


def _inline(text: str) -> tuple[list[Span], list[Span]]:
    """Code spans and comments. A code span ends at a run of as many backticks, within its paragraph."""
    code: list[Span] = []
    hidden: list[Span] = []
    stops = [found.start() for found in _BLANK_LINE.finditer(text)] + [len(text)]
    runs = [(found.start(), found.end()) for found in _RUNS.finditer(text)]
    later: dict[int, list[int]] = {}
    for number, (start, end) in enumerate(runs):
        later.setdefault(end - start, []).append(number)
    at = 0
    for number, (start, end) in enumerate(runs):
        if start < at:
            continue
        if text.startswith("<!--", start):
            close = text.find("-->", end)
            at = len(text) if close < 0 else close + 3
            hidden.append(Span(start, at))
            continue
        same = later[end - start]
        following = bisect_right(same, number)
        if following < len(same) and runs[same[following]][0] < stops[bisect_right(stops, start)]:
            at = runs[same[following]][1]
            code.append(Span(start, at))
    return code, hidden


def _quoted_lines(text: str) -> list[Span]:
    """Block quotes, with the lines that continue their paragraph without a `>` of their own."""
    spans, inside = [], False
    for start, line in _lines(text):
        if _QUOTED_LINE.match(line):
            inside = True
        elif not line.strip() or _BLOCK_START.match(line):
            inside = False
        if inside:
            spans.append(Span(start, start + len(line)))
    return spans


def paragraphs(text: str) -> Iterator[Sentence]:
    """Blocks of prose: paragraphs, list items, headings, rows of tables; each with its offset."""
    begin, end = -1, -1
    for start, line in _lines(text):
        heading = line.lstrip().startswith("#")
        if begin >= 0 and (not line.strip() or _BLOCK_START.match(line)):
            yield Sentence(begin, text[begin:end])
            begin = -1
        if line.strip():
            begin = start if begin < 0 else begin
            end = start + len(line)
            if heading:
                yield Sentence(begin, text[begin:end])
                begin = -1
    if begin >= 0:
        yield Sentence(begin, text[begin:end])


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences of each block of prose."""
    for block in paragraphs(text):
        at = 0
        for found in _SENTENCE_END.finditer(block.text):
            yield Sentence(block.start + at, block.text[at : found.start()])
            at = found.end()
        yield Sentence(block.start + at, block.text[at:])


class Roles:
    """What the sections of a report are about, by place: that of the innermost section with a role counts."""

    def __init__(self, report: Report) -> None:
        self._starts: list[int] = []
        self._roles: list[str | None] = []
        open_: list[tuple[int, str]] = []
        for section in (s for s in report.sections if s.role):
            self._close(open_, section.body.start)
            open_.append((section.body.end, section.role or ""))
            self._mark(section.body.start, section.role)
        self._close(open_, len(report.text) + 1)

    def at(self, offset: int) -> str | None:
        """The role at an offset of the text, None where no section with a role holds it."""
        index = bisect_right(self._starts, offset) - 1
        return self._roles[index] if index >= 0 else None

    def _close(self, open_: list[tuple[int, str]], until: int) -> None:
        while open_ and open_[-1][0] <= until:
            end, _ = open_.pop()
            self._mark(end, open_[-1][1] if open_ else None)

    def _mark(self, offset: int, role: str | None) -> None:
        self._starts.append(offset)
        self._roles.append(role)
