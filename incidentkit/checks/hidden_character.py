"""`hidden-character`: what a reviewer cannot see in a diff. Source: Boucher and Anderson, "Trojan Source" (2021),
CVE-2021-42574; Unicode Technical Report 36."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from incidentkit.checks.findings import at_line, at_offset
from incidentkit.checks.interface import Finding, Severity
from incidentkit.checks.passages import place
from incidentkit.config import Workspace
from incidentkit.report.model import Report, Span
from incidentkit.report.read import NOT_UTF8

_BIDI = "\u202a-\u202e\u2066-\u2069"
_HIDDEN = re.compile(
    f"[{_BIDI}]|[\x00-\x08\x0b\x0e-\x1f\x7f\u00ad\u061c\u115f\u1160\u180e\u200b\u200c\u200e\u200f\u2060-\u2065\u206a-\u206f"
    "\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]+"
)
_NAMES = {
    "\u00ad": "soft hyphen",
    "\u115f": "filler",
    "\u1160": "filler",
    "\u3164": "filler",
    "\uffa0": "filler",
    "\ufeff": "byte-order mark",
}
_FLAG = "\U0001f3f4"  # flags of England, Scotland and Wales end in tags


class HiddenCharacter:
    """Controls that turn the order of what is shown, and characters that take no room, in code as well."""

    name = "hidden-character"
    severity: Severity = "error"

    def check(self, report: Report, workspace: Workspace) -> list[Finding]:
        """At most one finding a line; one for all bytes that are no UTF-8."""
        found: dict[int, Finding] = {}
        for span in spans(report.text):
            character = report.text[span.start]
            line = place(report.text, span.start)[0]
            if line not in found:
                found[line] = at_offset(self, report, span.start, _said(character), _hint(character))
        for note in report.warnings:
            if note.message.startswith(NOT_UTF8):
                hint = "Save the file as UTF-8 (an editor calls it the encoding), and look whether all words are there."
                found[note.line] = at_line(self, report, note.line, f"This line is {note.message}.", hint)
        return list(found.values())


def _hint(character: str) -> str:
    if character < "\x7f":  # a terminal's colours, a binary file: what belongs to it is for people to see
        return "Type the place anew; what was copied from a terminal brings its colours along."
    return "`incident check --fix` takes it out; by hand, type the place anew."


def spans(text: str) -> Iterator[Span]:
    """What hides, one run at a time. Scripts that need joiners and marks keep them, as flags do their tags."""
    for found in _HIDDEN.finditer(text):
        start, end = found.span()
        if start == 0 and found[0] == "\ufeff":
            continue  # where a byte-order mark belongs
        if _needed(text, start, end):
            continue
        yield Span(start, end)


def _needed(text: str, start: int, end: int) -> bool:
    """Whether the characters around ask for it: a joiner between letters of Persian, a mark beside Hebrew."""
    around = [text[at] for at in (start - 1, end) if 0 <= at < len(text)]
    if text[start] in "\u200c\u200e\u200f\u061c" and end - start == 1:
        return any(c.isalpha() and ord(c) >= 0x590 for c in around)
    return text[start] >= "\U000e0000" and start > 0 and text[start - 1] == _FLAG


def _said(character: str) -> str:
    code = f"U+{ord(character):04X}"
    name = _NAMES.get(character) or unicodedata.name(character, "control character").lower()
    if re.match(f"[{_BIDI}]", character):
        return f"A hidden character turns the order in which this line is shown ({name}, {code})."
    return f"A character that nobody sees stands here ({name}, {code})."
