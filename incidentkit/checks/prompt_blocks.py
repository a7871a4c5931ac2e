"""The paragraphs, items and headings of a report that are a template's words to its author."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import Literal

from incidentkit.checks.instructions import instructs, prompts
from incidentkit.checks.passages import Roles, Sentence, blank, comments, paragraphs, quoted_prose
from incidentkit.checks.prompts import (
    LONGEST,
    asks,
    heads,
    is_numbered,
    is_prompt,
    is_title,
    names_things,
    opens_generally,
    wonders,
    writes,
)
from incidentkit.checks.template_words import is_generic
from incidentkit.report.model import Report

_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*")
_LABEL = re.compile(r"[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(?:\*\*|__)[^*_\n]+[:?]?(?:\*\*|__)[:?]?[ \t]*")
_SIGNS = re.compile("^[\u2190-\u2bff\U0001f000-\U0001faff\ufe0f\\s]+")
_REPLY = re.compile(r"(?:a|answer|because)\b", re.IGNORECASE)
_FIELD = re.compile(r"[^\s:][^:\n.?!]{0,50}:\s")
_STATE = re.compile(
    r"(?:current |incident )?(?:status|state|severity|priority|type|visibility|audience)\s*:\s*[*_]*\w+[*_]*[.]?$",
    re.IGNORECASE,
)
_HTML = re.compile(r"</?(?:table|thead|tbody|tfoot|tr|t[dh]|colgroup|col)\b", re.IGNORECASE)
# Where people are brief in earnest: "Fast detection".
_ALWAYS_BRIEF = ("actions", "timeline", "well", "wrong", "lucky")
# All of a paragraph or an item in italics, in brackets (no link), or both.
_APART = re.compile(
    r"\s*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(?:(?P<mark>[*_]|\*_|_\*)(?=[^\s*_])(?P<soft>[^*_]+)(?<=[^\s*_])[*_]{1,2}"
    r"|[*_]?\[(?P<bracket>[^\[\]]+)\][*_]?(?![(\[:]))[.:]?\s*"
)


@dataclass(frozen=True, slots=True)
class Block:
    """A block of prose: where it starts, its text, and its words on one line without the mark of an item."""

    start: int
    text: str
    words: str
    kind: Literal["heading", "row", "item", "paragraph"]
    asks: bool
    """Whether it asks what fits any incident; what follows may be the answer."""
    indent: int = 0
    label: bool = False
    """Whether it is all bold: what follows is its text."""

    @property
    def end(self) -> int:
        """The offset after its last character."""
        return self.start + len(self.text)


def blocks(report: Report, own: str) -> list[Block]:
    """The report's prose in blocks; a line of hyphens makes a heading of the line above, a bold one is a label."""
    return [
        _block(part, report.text)
        for whole in paragraphs(own)
        for part in _parted(whole, report.text)
        if part.text.strip()
    ]


def prompt_blocks(report: Report, own: str) -> list[Block]:
    """Each block that is a prompt; `own` is the report's prose."""
    roles = Roles(report)
    shown = blank(report.text, comments(report))
    every = blocks(report, own)
    told = [block.kind != "heading" and _tells(report, block, roles.at(block.start)) for block in every]
    for n, block in enumerate(every[:-1]):
        told[n] = told[n] and (told[n + 1] or not _leads_in(block, every[n + 1]))
    found = []
    for n, block in enumerate(every):
        below = every[n + 1] if n + 1 < len(every) else None
        if told[n] or (
            block.asks
            and not _answers(block, below, below is not None and told[n + 1])
            and _is_open(shown, block, below, roles.at(block.start))
        ):
            found.append(block)
    for whole in paragraphs(quoted_prose(report)):
        block = _block(Sentence(whole.start, whole.text.replace(">", " ")), report.text)
        if block.words and _is_told(block.words) and not _tells_of_a_moment(report, roles, block.start):
            found.append(block)
    return found


def _leads_in(block: Block, below: Block) -> bool:
    """Whether words name the list under them ("Some ideas for later:"), and the list has words of this incident."""
    named = block.kind == "paragraph" and below.kind == "item" and block.words.endswith(":")
    told = writes(block.words) or instructs(block.words)
    return named and not told and not is_generic(below.words)


def _tells_of_a_moment(report: Report, roles: Roles, offset: int) -> bool:
    """Whether a quote stands in a timeline's line, where it is what people said then."""
    first = report.timeline[0].span.start if report.timeline else offset
    return roles.at(offset) == "timeline" and first < offset


def _is_told(words: str) -> bool:
    """Whether a block quote, where people may quote anybody, is the template's without any doubt."""
    return instructs(words, "timeline") or is_prompt(words, "actions", item=False)


def untouched(report: Report, own: str, found: list[int]) -> list[Block]:
    """The first block of each section in which nothing but a template's nouns stand ("- Affected services").

    `found` are the offsets, in order, of what is known to be a placeholder: one in the section speaks for all of it.
    """
    roles = Roles(report)
    first: list[Block] = []
    part: list[Block] = []
    for block in (*blocks(report, own), None):
        if block and block.kind != "heading":
            part.append(block)
            continue
        if part and _is_untouched(part, roles.at(part[0].start), found):
            first.append(part[0])
        part = []
    return first


def _is_untouched(part: list[Block], role: str | None, found: list[int]) -> bool:
    if role in _ALWAYS_BRIEF or any(
        block.kind == "row" or _STATE.match(block.words) or not names_things(block.words) for block in part
    ):
        return False
    return bisect_left(found, part[0].start) == bisect_left(found, part[-1].end)


def _parted(whole: Sentence, raw: str) -> list[Sentence]:
    """A paragraph without the heading or the label that stands in its first line."""
    line, newline, rest = whole.text.partition("\n")
    if not newline:
        return [whole]
    at = whole.start + len(line) + 1
    below = rest.split("\n", 1)[0]
    if _UNDERLINE.fullmatch(below):
        after = at + len(below) + 1
        return [Sentence(whole.start, f"#{line[1:]}"), Sentence(after, rest[len(below) + 1 :])]
    if _LABEL.fullmatch(raw[whole.start : at - 1]):
        return [Sentence(whole.start, line), Sentence(at, rest)]
    return [whole]


def _block(part: Sentence, raw: str) -> Block:
    lead = len(part.text) - len(part.text.lstrip())
    text = part.text.strip()
    words = " ".join(text.split())
    kind: Literal["heading", "row", "item", "paragraph"] = "paragraph"
    if words.startswith("#"):
        kind = "heading"
    elif words.startswith("|"):
        kind = "row"
    elif found := _ITEM.match(words):
        kind, words = "item", _SIGNS.sub("", words[found.end() :])
    asked = kind in ("item", "paragraph") and len(words) <= LONGEST and (asks(words) or wonders(words))
    line_start = raw.rfind("\n", 0, part.start + lead) + 1
    line_end = raw.find("\n", line_start) if asked else line_start
    line = raw[line_start : line_end if line_end >= 0 else len(raw)]
    return Block(
        part.start + lead, text, words, kind, asked, part.start + lead - line_start, bool(_LABEL.fullmatch(line))
    )


def _answers(question: Block, below: Block | None, told: bool) -> bool:
    """Whether the next block answers: it is no heading, no question, no prompt, and no item beside the question's."""
    if below is None or below.asks or below.kind == "heading":
        return False
    if question.kind == "item" and below.kind == "item" and not _REPLY.match(below.words):
        return below.indent > question.indent
    return not told or question.label


def _is_open(shown: str, block: Block, below: Block | None, role: str | None) -> bool:
    """Whether a question is one for the author, with neither code nor a picture before the next block."""
    if (role == "timeline" and (block.kind == "item" or not is_generic(block.words))) or (
        role == "actions" and (block.kind == "item" or not is_generic(block.words))
    ):
        return False
    return not shown[block.end : below.start if below else len(shown)].strip(" \t\r\n*_")


def _tells(report: Report, block: Block, role: str | None) -> bool:
    """Whether a block is a prompt by its words, and where it is set apart by less of them."""
    item = block.kind == "item"
    if block.kind == "paragraph" and (is_title(block.words) or _HTML.match(block.words)):
        return False
    may = block.kind == "paragraph" or (item and role not in ("actions", "timeline") and is_generic(block.words, 0.7))
    if may and instructs(block.words, role):
        return True
    if is_numbered(block.words) and item and role not in ("actions", "timeline"):
        return True
    words = block.words if block.kind != "row" and not _FIELD.match(block.words) else ""
    if words and (is_prompt(words, role, item=item) or (not item and opens_generally(words))):
        return True
    whole = _whole_lines(report.text, block)
    lines = [_APART.fullmatch(line) for line in whole.splitlines()] if block.kind == "paragraph" else []
    apart = _APART.fullmatch(whole) or next((line for line in lines if all(lines)), None)  # each line of its own
    if apart is None or (item and role == "actions" and not apart["bracket"]):
        return False
    soft = " ".join((apart["soft"] or apart["bracket"]).split())
    return prompts(soft) or is_prompt(soft, None, item=False) or wonders(soft) or heads(soft)


def _whole_lines(text: str, block: Block) -> str:
    """The block as written, with the marks around it that its prose lacks."""
    start = text.rfind("\n", 0, block.start) + 1
    end = text.find("\n", block.end)
    return text[start : end if end >= 0 else len(text)]
