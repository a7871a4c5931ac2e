"""`placeholder`: what a template or an author left for later, still there when others read it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from incidentkit import inert
from incidentkit.checks.author_notes import notes
from incidentkit.checks.blanks import blanks
from incidentkit.checks.findings import at_offset, rough
from incidentkit.checks.interface import Finding, Severity
from incidentkit.checks.passages import Roles, comments, line_offset, paragraphs, place, prose, quoted_prose
from incidentkit.checks.placeholder_marks import marks
from incidentkit.checks.prompt_blocks import prompt_blocks, untouched
from incidentkit.checks.values import stand_in
from incidentkit.config import Workspace
from incidentkit.report.model import Report

# A prompt of ours, or an author's note to themselves. Other comments are nobody's business: nobody sees them.
_PROMPT = re.compile(r"<!--\s*(?:TODO|FIXME|TBD|XXX)\b", re.IGNORECASE)
_SLOT = r"(?:INCIDENT )?(?:DATE|TITLE|NAME|TYPE|ID|NUMBER)"
_TITLE = re.compile(
    r"#{1,2} +(?:incident (?:report )?(?:title|name)|(?:post-?mortem|incident report) template|title"
    rf"|(?-i:{_SLOT}(?: ?[-–—:] ?{_SLOT})+))\s*#*$",
    re.IGNORECASE,
)
_EMPTY_BOX = re.compile(r"(?m)^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+(?P<box>\[[ xX]\])[ \t]*$")
_LABEL = re.compile(r"(?m)^ {0,3}\[(?P<label>[^\[\]\n]{1,200})\]:[ \t]*\S")
_BULLET = re.compile(r"[ \t]*[*+-]")
_INSTRUCTION = (
    "This reads like an instruction of the template.",
    "Delete it, with the examples under it that are not this incident's.",
)
_UNTOUCHED = (
    "Under this heading stand only words that fit any incident.",
    "Say what it was in this one, or delete the section.",
)
_MANY = 5  # placeholders after which a report counts as a template that is partly filled in
_PATTERN = re.compile(r"YYYY|XX|[XYZN] [a-z]|HH:|MM|^\[|\{|/")
_FILL_IN = "Fill it in; where it cannot be found out, say that."

Place = tuple[int, str, str]  # an offset, what stands there, what to do about it


class Placeholder:
    """Finds open prompts (`<!-- TODO: … -->`), blanks that nobody filled, and instructions of the template."""

    name = "placeholder"
    severity: Severity = "error"

    def check(self, report: Report, workspace: Workspace) -> list[Finding]:
        """At most one finding a line, and one for a prompt of several lines; mild in a draft."""
        severity: Severity = "warning" if rough(report) else self.severity
        own = prose(report)
        found: dict[int, Finding] = {}
        within: set[int] = set()
        prompts = prompt_blocks(report, own)
        for block in prompts:
            first, last = (place(report.text, at)[0] for at in (block.start, block.end))
            within.update(range(first + 1, last + 1))
        instructions = ((block.start, *_INSTRUCTION) for block in prompts)
        for offset, message, hint in (*_places(report, own), *instructions):  # the more particular first
            line = place(report.text, offset)[0]
            if line not in within:
                found.setdefault(line, at_offset(self, report, offset, message, hint, severity))
        if len(found) >= _MANY:
            known = [line_offset(report.text, line) for line in sorted(found)]
            for block in untouched(report, own, known):
                finding = at_offset(self, report, block.start, *_UNTOUCHED, severity)
                found.setdefault(finding.line, finding)
        return [found[line] for line in sorted(found)]


def _places(report: Report, own: str) -> Iterator[Place]:
    for span in comments(report):
        if _PROMPT.match(report.text, span.start):
            hint = "Answer it in the text and delete the comment, or only delete it."
            yield span.start, "This prompt is still open.", hint
    roles = Roles(report)
    links = _links(report.text)
    for offset, mark in marks(own):
        if "[" in mark and (
            report.text[offset + len(mark) : offset + len(mark) + 1] in ("(", "[", ":")
            or mark.partition("[")[2].partition("]")[0].lower() in links
        ):
            continue  # the words of a link
        if mark == "TODO" and _is_state(own, offset, roles):
            continue
        if mark in ("...", "…") and not _BULLET.match(report.text, offset):
            continue  # words that were left out of a quotation
        yield offset, _holds(mark), _FILL_IN
    for offset in notes(own, report.text, roles):
        yield offset, "This is an author's note about what is still to do.", "Do it, or make it an action item."
    yield from _values(report, own)
    yield from _quoted(report)
    for block in paragraphs(own):
        if _TITLE.match(" ".join(block.text.split())):
            yield block.start, "This is the template's title.", "Say in a few words what happened."
    for found in _EMPTY_BOX.finditer(report.text):
        if own[found.start("box") : found.end("box")].strip():  # not code
            yield found.start("box"), "This item has no text yet.", "Say what is to be done, or delete the line."
    for offset, message in blanks(report, own):
        yield offset, message, "Fill it in, or delete the line."


def _links(text: str) -> set[str]:
    """The words in brackets, in small letters, that the text tells an address for."""
    return {found["label"].lower() for found in _LABEL.finditer(text)}


def _is_state(own: str, offset: int, roles: Roles) -> bool:
    """Whether "TODO" is said of an action item, or of all of them in their heading: not yet done."""
    before = own[own.rfind("\n", 0, offset) + 1 : offset]
    return before.lstrip().startswith("#") or (roles.at(offset) == "actions" and len(before.split()) > 3)


def _values(report: Report, own: str) -> Iterator[Place]:
    roles = Roles(report)
    links = _links(report.text)
    start = 0
    lines = own.split("\n")
    for n, line in enumerate(lines):
        header = "|" in line and n + 1 < len(lines) and set(lines[n + 1]) <= set("|-: \t") and "-" in lines[n + 1]
        if line.strip() and not header:
            raw = report.text[start : start + len(line)]
            value = stand_in(line, raw, roles.at(start))
            if value and value.strip("[]").lower() not in links:
                yield start + max(line.find(value), len(line) - len(line.lstrip())), _holds(value), _FILL_IN
        start += len(line) + 1


def _quoted(report: Report) -> Iterator[Place]:
    """Fields in a block quote, as some forms have them; what people said in a timeline is theirs."""
    quoted = quoted_prose(report)
    if not quoted:
        return
    roles = Roles(report)
    unquoted = re.sub(r"(?m)^[ \t]{0,3}>|\*+", lambda found: " " * len(found[0]), quoted)
    for offset, words, _ in _values(report, unquoted):
        if roles.at(offset) != "timeline":
            yield offset, words, _FILL_IN
    for offset, mark in marks(unquoted):
        if _PATTERN.search(mark) and roles.at(offset) != "timeline":
            yield offset, _holds(mark), _FILL_IN


def _holds(words: str) -> str:
    return f"“{inert.one_line(words, 60)}” holds the place of something that is not known yet."
