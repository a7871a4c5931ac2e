"""Sections in which nobody has written anything yet: a page says so, instead of showing headings over nothing. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from incidentkit.report.model import Report, Section
from incidentkit.report.privacy import without_comments

_HEADING = re.compile(r"^ {0,3}#{1,6}(?:\s.*)?$|^.*\n {0,3}(?:=+|-+)[ \t]*$", re.MULTILINE)
_NOTE = re.compile(r"^ {0,3}\[\^[^\]\n]+\]:.*(?:\n+(?: {4}|\t).*)*", re.MULTILINE)
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)\s*")


def unwritten(report: Report) -> list[Section]:
    """The sections below the title that hold prompts or other comments, and nothing else but sections like them."""
    empty = [section for section in report.sections if section.level > 1 and _says_nothing(report, section)]
    others = [section.line for section in report.sections if section not in empty]
    lines = {section.line: report.text.count("\n", 0, section.body.end) for section in empty}
    return [one for one in empty if not any(one.line < line <= lines[one.line] for line in others)]


def _says_nothing(report: Report, section: Section) -> bool:
    body = report.text[section.body.start : section.body.end]
    if "<!--" not in body:
        return False
    # Footnotes stand behind the last section, whatever it is.
    return not _HEADING.sub("", _NOTE.sub("", without_comments(body))).strip()


def names(sections: Iterable[Section]) -> tuple[str, ...]:
    """Those that a reader would look for: not the parts of another one."""
    return tuple(section.name for section in sections if section.level == 2)


def without(sections: Iterable[Section], text: str) -> str:
    """The text without the headings of these sections; lines keep their numbers."""
    lines = text.split("\n")
    for section in sections:
        at = section.line - 1
        if not lines[at].lstrip().startswith("#") and at + 1 < len(lines) and _UNDERLINE.fullmatch(lines[at + 1]):
            lines[at + 1] = ""
        lines[at] = ""
    return "\n".join(lines)
