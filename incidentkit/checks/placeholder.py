"""`placeholder`: what a template or an author left for later, still there when others read it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from incidentkit import inert
from incidentkit.checks.findings import at_offset, rough
from incidentkit.checks.instructions import instructs, prompts
from incidentkit.checks.interface import Finding, Severity
from incidentkit.checks.passages import Roles, Sentence, comments, paragraphs, place, prose, quoted_prose
from incidentkit.checks.placeholder_marks import marks, notes
from incidentkit.config import Workspace
from incidentkit.report.model import Report

# A prompt of ours, or an author's note to themselves. Other comments are nobody's business: nobody sees them.
_PROMPT = re.compile(r"<!--\s*(?:TODO|FIXME|TBD|XXX)\b", re.IGNORECASE)
_TITLE = re.compile(
    r"#{1,2} +(?:incident (?:report )?(?:title|name)|(?:post-?mortem|incident report) template|title)\s*#*$",
    re.IGNORECASE,
)
_EMPTY_BOX = re.compile(r"(?m)^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+(?P<box>\[[ xX]\])[ \t]*$")
_INSTRUCTION = "This reads like an instruction of the template."
# All of a paragraph or an item in italics, in brackets (no link), or both.
_APART = re.compile(
    r"\s*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(?:(?P<mark>[*_]|\*_|_\*)(?=[^\s*_])(?P<soft>[^*_]+)(?<=[^\s*_])[*_]{1,2}"
    r"|[*_]?\[(?P<bracket>[^\[\]]+)\][*_]?(?![(\[:]))[.:]?\s*"
)
_BULLET = re.compile(r"[ \t]*[*+-]")
_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])\s+|\s*#|\s*\|")


class Placeholder:
    """Finds open prompts (`<!-- TODO: … -->`), blanks that nobody filled, and instructions of the template."""

    name = "placeholder"
    severity: Severity = "error"

    def check(self, report: Report, workspace: Workspace) -> list[Finding]:
        """At most one finding a line, mild in a draft."""
        severity: Severity = "warning" if rough(report) else self.severity
        found: dict[int, Finding] = {}
        for offset, message, hint in _places(report):  # the more particular first
            line = place(report.text, offset)[0]
            found.setdefault(line, at_offset(self, report, offset, message, hint, severity))
        return [found[line] for line in sorted(found)]


def _places(report: Report) -> Iterator[tuple[int, str, str]]:
    for span in comments(report):
        if _PROMPT.match(report.text, span.start):
            yield (
                span.start,
                "This prompt is still open.",
                "Answer it in the text and delete the comment, or only delete it.",
            )
    own = prose(report)
    for offset, mark in marks(own):
        if mark[0] == "[" and report.text[offset + len(mark) : offset + len(mark) + 1] in ("(", "[", ":"):
            continue  # the words of a link
        if mark in ("...", "…") and not _BULLET.match(report.text, offset):
            continue  # words that were left out of a quotation
        yield (
            offset,
            f"“{inert.one_line(mark, 60)}” holds the place of something that is not known yet.",
            "Fill it in; where it cannot be found out, say that.",
        )
    for offset in notes(own):
        yield offset, "This is an author's note about what is still to do.", "Do it, or make it an action item."
    yield from _instructions(report, own)


def _instructions(report: Report, own: str) -> Iterator[tuple[int, str, str]]:
    roles = Roles(report)
    for block in paragraphs(own):
        words = " ".join(block.text.split())
        if _TITLE.match(words):
            yield block.start, "This is the template's title.", "Say in a few words what happened."
        elif words and _is_instruction(report, block, words, roles.at(block.start)):
            start = block.start + len(block.text) - len(block.text.lstrip())
            yield start, _INSTRUCTION, "Delete it, with the examples under it that are not this incident's."
    for found in _EMPTY_BOX.finditer(report.text):
        if own[found.start("box") : found.end("box")].strip():  # not code
            yield found.start("box"), "This item has no text yet.", "Say what is to be done, or delete the line."
    for block in paragraphs(quoted_prose(report)):
        words = " ".join(block.text.replace(">", " ").split())
        if words and roles.at(block.start) != "timeline" and instructs(words, "timeline"):
            yield block.start, _INSTRUCTION, "Delete it, once what it asks for is said."


def _is_instruction(report: Report, block: Sentence, words: str, role: str | None) -> bool:
    """Whether a block of prose is one: by its words, and where it is set apart by less of them."""
    item = _ITEM.match(block.text)
    if not item and instructs(words, role):
        return True
    raw = report.text[block.start : block.start + len(block.text)]
    apart = _APART.fullmatch(raw)
    if apart is None or (item and role == "actions" and not apart["bracket"]):
        return False
    return prompts(" ".join((apart["soft"] or apart["bracket"]).split()))
