"""A foreign report in pieces: each heading with what stands under it, and where in ours it belongs."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from incidentkit.report import anatomy, html_blocks, sections
from incidentkit.report.blocks import Block, Document
from incidentkit.report.headline import Headline
from incidentkit.report.model import Report, Section, Span

Target = Literal["summary", "timeline", "conclusion", "actions"]
TARGETS: tuple[tuple[Target, str], ...] = (
    ("summary", "Summary"), ("timeline", "Timeline"), ("conclusion", "Conclusion"), ("actions", "Action items"),
)  # fmt: skip
_INTO: dict[str | None, Target] = {
    "summary": "summary", "impact": "summary", "running": "summary", "changed": "summary", "timeline": "timeline",
    "conclusion": "conclusion", "factors": "conclusion", "well": "conclusion", "wrong": "conclusion",
    "lucky": "conclusion", "actions": "actions",
}  # fmt: skip
_OURS = {"summary": ("summary",), "timeline": ("timeline",), "conclusion": ("conclusion", "conclusions"),
         "actions": ("actionitems", "actionitem", "actions")}  # fmt: skip
_REFERENCE = re.compile(r"[ ]{0,3}\[[^\[\]\n]+\]:[ \t]+\S")
_DIV = re.compile(r"[ \t]*:{3,}")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A heading's own words and `span`, what stands under it up to the next heading. `root` is the piece under whose
    heading it stands, itself where it opens a part of its own; `ours` tells that its heading is called as ours is."""

    name: str
    level: int
    role: str | None
    target: Target
    span: Span
    root: int
    ours: bool
    raw: str = ""
    """The heading's Markdown, with its links and footnotes."""


class Source:
    """A foreign report's text without what moves elsewhere or is said by our form: its title, footnotes, wrappers."""

    def __init__(self, report: Report, mapping: Mapping[str, str]) -> None:
        self.report, self.mapping = report, mapping
        self.document: Document = anatomy.body(report)
        self.start = report.front.span.end if report.front.span else 0
        headings = sections.headings(self.document)
        at = Headline(self.document, report.front, headings, mapping).at
        self.title = self.document.blocks[headings[at].index] if at is not None else self._first_line()
        self.notes = [Span(b.start, b.end) for b in self.document.blocks if b.kind == "note"]
        self.references = list(self._references())
        self.cuts = sorted(
            [*self.notes, *self.references, *self._wrappers(), *([_lines(self.title)] if self.title else [])],
            key=lambda span: span.start,
        )
        self.cut_starts = [cut.start for cut in self.cuts]
        self.pieces = tuple(self._pieces())

    def _first_line(self) -> Block | None:
        first = self.document.blocks[0] if self.document.blocks else None
        if first is None or first.kind != "paragraph" or not self.report.title or "title" in self.report.front.values:
            return None
        words = re.sub(r"\W", "", self.document.raw(first))
        return first if re.sub(r"\W", "", self.report.title) in words and len(first.lines) == 1 else None

    def text(self, span: Span, without: Iterable[Span] = ()) -> str:
        """What stands in a span, without what was cut."""
        parts, at = [], span.start
        first = max(bisect_left(self.cut_starts, span.start) - 1, 0)
        cuts = self.cuts[first : bisect_left(self.cut_starts, span.end)]
        for cut in sorted((*cuts, *without), key=_start):
            if cut.end > at and cut.start < span.end:
                parts.append(self.report.text[at : max(at, cut.start)])
                at = max(at, min(cut.end, span.end))
        return "".join((*parts, self.report.text[at : span.end]))

    def moved(self) -> list[str]:
        """Footnotes and link definitions, which stand at the end of ours."""
        return [self.report.text[s.start : s.end].rstrip() for s in sorted((*self.notes, *self.references), key=_start)]

    def _outside_code(self) -> Iterator[tuple[int, int]]:
        code = [b for b in self.document.blocks if b.kind == "code"]
        starts = [b.start for b in code]
        for found in re.finditer(r"[^\r\n]+", self.report.text[self.start :]):
            begin = self.start + found.start()
            at = bisect_right(starts, begin) - 1
            if at < 0 or begin >= code[at].end:
                yield begin, self.start + found.end()

    def _references(self) -> Iterator[Span]:
        for begin, end in self._outside_code():
            line = self.report.text[begin:end]
            if _REFERENCE.match(line) and not line.lstrip().startswith("[^") and not line.lstrip().startswith("[ ]"):
                yield Span(begin, end)

    def _wrappers(self) -> Iterator[Span]:
        """Lines of nothing but tags, and fences of divs: they would wrap other sections than they did."""
        for begin, end in self._outside_code():
            line = self.report.text[begin:end]
            bare = line.lstrip()
            tags = [part.kind for part in html_blocks.tagged(bare)] if bare.startswith("<") else []
            if tags == ["blank"] or _DIV.match(line):
                yield Span(begin, end)

    def _pieces(self) -> Iterator[Piece]:
        by_line = {block.line: block for block in self.document.blocks}
        found = [(section, by_line.get(section.line)) for section in self.report.sections]
        placed: list[tuple[Section, Block]] = [(section, block) for section, block in found if block]
        starts = [block.start for _, block in placed]
        end = len(self.report.text)
        entries = [entry.span.start for entry in self.report.timeline]
        first = Span(self.start, starts[0] if starts else end)
        timed = any(first.start <= at < first.end for at in entries)
        yield Piece("", 0, None, "timeline" if timed else "summary", first, 0, True)
        parents: list[tuple[int, int, Target]] = []
        seen = (
            False  # whether a timeline has come: what is unknown before it tells what happened, after it what it means
        )
        for number, (section, block) in enumerate(placed, 1):
            span = Span(section.body.start, starts[number] if number < len(starts) else end)
            while parents and parents[-1][0] >= section.level:
                parents.pop()
            target = _INTO.get(section.role)
            if any(span.start <= at < span.end for at in entries):
                target = "timeline"
            root = number
            if parents and (target is None or target == parents[-1][2]):
                root, target = parents[-1][1], parents[-1][2]
            target = target or ("conclusion" if seen else "summary")
            seen = seen or target == "timeline"
            parents.append((section.level, root, target))
            raw = self.document.raw(block).strip() if block.kind == "heading" else section.name
            ours = root == number and _bare(section.name) in _OURS[target] and "[^" not in raw
            yield Piece(section.name, section.level, section.role, target, span, root, ours, raw)


def _lines(block: Block) -> Span:
    return Span(block.start, block.end)


def _start(span: Span) -> int:
    return span.start


def _bare(name: str) -> str:
    return re.sub(r"\W", "", re.sub(r"^\s*(?:\d+(?:\.\d+)*|[ivx]+)[.):]\s*", "", name.lower()))


def heading(piece: Piece, pieces: Sequence[Piece]) -> str | None:
    """The heading under which a piece stands in ours; None where it stands right under one of our four."""
    if not piece.name or piece.ours:
        return None
    root = pieces[piece.root]
    level = 3 if root is piece else min(6, max(3, (2 if root.ours else 3) + piece.level - root.level))
    return f"{'#' * level} {' '.join(piece.raw.split())}"


def words(text: str) -> list[str]:
    """The words of a text, by which nothing is lost."""
    return _WORD.findall(text)
