"""Sections by meaning: what a heading is about, whatever words, level, numbering and marks it has."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from incidentkit.report import inline
from incidentkit.report.blocks import Block, Document
from incidentkit.report.model import Section, Span
from incidentkit.report.section_words import ROLES, STEPS_TAKEN
from incidentkit.report.times import opening

_NUMBER = re.compile(
    r"^(?:(?:section|part|step)\s+)?(?:\d+(?:\.\d+)*|[ivx]+|[a-h])[.):\s]\s*(?=\w)|^§\s*\d+\s*", re.IGNORECASE
)
_EDGES = re.compile(r"^[^\w(]+|[^\w)!]+$")
_NOTE = re.compile(r"(?<=\w)[\s:–—-]*[(\[（【].*$")
_AFTER = re.compile(r"\s*(?::|\s[-–—|]\s).*$")
MAX_WORDS = 14
# A heading of these meanings ends a timeline or a list of action items, whatever its level.
ENDS = frozenset(("summary", "conclusion", "well", "wrong", "lucky"))


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of any style. `index` is its block; `level` 7 is a bold or colon-ended line that serves as one."""

    index: int
    level: int
    line: int
    name: str
    role: str | None
    after: int | None = None
    """Where its section begins, for a label that stands in the first line of its own paragraph."""
    until: int | None = None
    """The block that ends its section, where that is a bullet with the bullets under it."""


def role_of(name: str) -> str | None:
    """What a section of that name is about, or None where its words do not say."""
    words = " ".join(name.replace("’", "'").lower().split())
    words = _EDGES.sub("", _NUMBER.sub("", _EDGES.sub("", words)))
    bare = _EDGES.sub("", _NOTE.sub("", words))
    for text in (bare, _EDGES.sub("", _AFTER.sub("", bare))):
        if not text or len(text.split()) > MAX_WORDS:
            continue
        for role, pattern in ROLES:
            if pattern.search(text):
                return role or None
    return None


def tells_steps_taken(name: str) -> bool:
    """Whether a section of that name holds what is to be done only where no other does: "Remediation"."""
    words = _EDGES.sub("", _NUMBER.sub("", _EDGES.sub("", " ".join(name.lower().split()))))
    return STEPS_TAKEN.fullmatch(words) is not None


def headings(document: Document) -> list[Heading]:
    """Every heading in order, and the lines that serve as one: alone, bold or ended by a colon, of known meaning."""
    found: list[Heading] = []
    holder: str | None = None  # the meaning of the real heading above
    for index, block in enumerate(document.blocks):
        if block.kind == "heading":
            words = inline.plain(document.raw(block), document.references)
            holder = role_of(words)
            found.append(Heading(index, block.level, block.line, words, holder))
        elif (
            block.kind == "paragraph"
            and not block.depth
            and len(block.lines) == 1
            and (name := lead_in(document, block))
        ):
            meaning = role_of(name)
            if meaning and len(name.split()) <= (MAX_WORDS if meaning == "timeline" else 6):
                found.append(Heading(index, 7, block.line, name, meaning))
        elif holder not in ("timeline", "actions") and (plain := _plain_line(document, index)):
            found.append(plain)
        elif holder not in ("timeline", "actions") and (labelled := _labelled(document, index)):
            found.append(labelled)
        elif holder not in ("timeline", "actions") and (listed := _listed(document, index)):
            found.append(listed)
    told = any(heading.until and heading.role in ("timeline", "actions") for heading in found)
    return [heading for heading in found if heading.until is None or told]


def _plain_line(document: Document, index: int) -> Heading | None:
    """`Action items` with nothing but its words to tell that it is a heading, right above a list or a table.

    Above a paragraph only a timeline's: what follows must begin with a date or a time.
    """
    block = document.blocks[index]
    following = document.blocks[index + 1] if index + 1 < len(document.blocks) else None
    if block.kind != "paragraph" or block.depth or len(block.lines) > 1 or following is None:
        return None
    raw = document.raw(block).strip()
    if following.kind not in ("item", "table", "paragraph") or len(raw) > 60 or raw[-1:] in ".,;!?":
        return None
    name = inline.plain(raw, document.references)
    meaning = role_of(name)
    if len(_NOTE.sub("", name).split()) > 3 or meaning not in ("timeline", "actions"):
        return None
    if following.kind == "paragraph":
        first = following.lines[0]
        timed = opening(inline.plain(document.masked[first.start : first.end]))
        meaning = meaning if meaning == "timeline" and timed else None
    return Heading(index, 7, block.line, name, meaning) if meaning else None


def _listed(document: Document, index: int) -> Heading | None:
    """`- **Timeline**:` with bullets under it, as reports have it that are one list."""
    blocks = document.blocks
    block = blocks[index]
    if block.kind != "item" or block.depth or block.box is not None or len(block.lines) > 1:
        return None
    until = index + 1
    while until < len(blocks) and blocks[until].depth > block.depth:
        until += 1
    name = lead_in(document, block) if until > index + 1 else None
    return Heading(index, 7, block.line, name, role_of(name), until=until) if name else None


def _labelled(document: Document, index: int) -> Heading | None:
    """`**Summary**: words`, as Google's SRE book has its sections: a paragraph that a bold label begins."""
    block = document.blocks[index]
    if block.kind != "paragraph" or block.depth:
        return None
    first = block.lines[0]
    found = _LABEL.match(document.masked, first.start, first.end)
    if not found:
        return None
    name = inline.plain(found["name"]).rstrip(": ")
    meaning = role_of(name)
    return Heading(index, 7, block.line, name, meaning, found.end()) if meaning in _LABELS else None


_LABEL = re.compile(r"(?:\*\*|__)(?P<name>[^*_\n:]{3,40}?)(?:\s?:\s?(?:\*\*|__)|(?:\*\*|__)\s?:)[ \t]*(?=\S)")
_LABELS = frozenset(("summary", "impact", "factors", "conclusion", "wrong", "well", "lucky"))
_BOLD = re.compile(r"(?:\*\*|__)(?=\S)(?P<name>[^*]{1,160}?)(?:\*\*|__)(?P<note>\s*\([^()]{1,60}\))?\s*:?\s*$")
_COLON = re.compile(r"(?P<name>[^\s:：](?:[^.:：!?]{0,78}[^\s.:：!?])?)\s*[:：]\s*$")


def lead_in(document: Document, block: Block) -> str | None:
    """The words of a block whose first line stands alone as a heading would: bold, or ended by a colon."""
    first = block.lines[0]
    raw = document.masked[first.start : first.end].strip()
    if block.level == 7:
        return inline.plain(raw).rstrip(": ")
    found = _BOLD.match(raw) or _COLON.match(raw)
    if found is None:
        return None
    note = found["note"] if found.re is _BOLD and found["note"] else ""
    return f"{inline.plain(found['name']).rstrip(': ')}{note}"


def is_bold(document: Document, block: Block) -> bool:
    """Whether the block's only line is bold from end to end."""
    first = block.lines[0]
    return len(block.lines) == 1 and bool(_BOLD.match(document.masked[first.start : first.end].strip()))


def region(
    document: Document, all_headings: Sequence[Heading], at: int, belongs: Callable[[Heading], bool | None]
) -> int:
    """The index of the block that ends the section of heading number `at`.

    `belongs` decides about a later heading, whatever its level (people get levels wrong); None leaves it to the levels.
    """
    head = all_headings[at]
    if head.until is not None:
        return head.until
    for number in range(at + 1, len(all_headings)):
        later = all_headings[number]
        decided = belongs(later)
        if decided is False or (
            decided is None and later.level <= head.level and not (head.level == 7 and not later.role)
        ):
            return later.index
    return len(document.blocks)


def as_sections(document: Document, kept: list[Heading]) -> tuple[Section, ...]:
    """The headings as sections, each with the span from after its heading to the next of its level or above."""
    result = []
    ends: list[int] = [0] * len(kept)
    stack: list[int] = []
    for number, heading in enumerate(kept):
        begin = document.blocks[heading.index].start
        while stack and kept[stack[-1]].level >= heading.level:
            ends[stack.pop()] = begin
        stack.append(number)
    for number in stack:
        ends[number] = len(document.text)
    for heading, end in zip(kept, ends, strict=True):
        begin = _after(document.text, document.blocks[heading.index].end) if heading.after is None else heading.after
        body = Span(min(begin, end), end)
        result.append(Section(heading.name, min(heading.level, 6), heading.line, heading.role, body))
    return tuple(result)


def _after(text: str, end: int) -> int:
    if text.startswith("\r\n", end):
        return end + 2
    return min(end + 1, len(text))
