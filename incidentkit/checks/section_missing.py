"""`section-missing`: every report has a summary, a timeline, a conclusion and action items, in whatever words."""

from __future__ import annotations

import re

from incidentkit.checks.findings import at_line, title_line
from incidentkit.checks.instructions import instructs
from incidentkit.checks.interface import Finding, Severity
from incidentkit.checks.passages import line_offset, paragraphs, prose
from incidentkit.config import Workspace
from incidentkit.report.model import Report
from incidentkit.report.sections import role_of

# What each section is for, and the roles that serve: lessons learned are a conclusion by another name.
SECTIONS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("Summary", ("summary",), "what happened, whom it touched and how it ended, for somebody who was not there"),
    ("Timeline", ("timeline",), "what happened when, one line a moment"),
    (
        "Conclusion",
        ("conclusion", "factors", "well", "wrong", "lucky"),
        "what we understand now that we did not before",
    ),
    ("Action items", ("actions",), "what will make this less likely, or less bad"),
)


# What stands before the first heading and tells nothing: "Date: …", a row of a table, an item, a heading.
_NO_SENTENCE = re.compile(r"\s*(?:[-*+][ \t]|\d{1,9}[.)][ \t]|#|\||[\w /-]{2,40}:\s)")
_ENDS = re.compile(r"\w{2,}[.!?][)\"”’]*\s*$")
_SHORTEST = 40  # characters of a sentence that can be a summary
_NEXT_FIELD = re.compile(r"\n(?=[ \t]*\n|[ \t]*(?:[-*+|][ \t]+)?[A-Z][\w;/ -]{2,40}:)")
# A section in one paragraph, as some forms have it above the first heading: "**Summary:** Checkout was slow for …".
_FIELD = re.compile(
    r"\s*(?:[-*+|][ \t]+)?(?P<name>[A-Za-z][\w;/ -]{2,40}?)\s*(?:[:：]|\s\|)\s+(?P<said>\S.*)", re.DOTALL
)


class SectionMissing:
    """Looks for one heading of each kind; "Lessons learned" or "What went wrong" will do for a conclusion."""

    name = "section-missing"
    severity: Severity = "error"

    def check(self, report: Report, workspace: Workspace) -> list[Finding]:
        """One finding a section that is not there."""
        roles = {section.role for section in report.sections} | _told_in_fields(report)
        if opens_in_words(report):
            roles.add("summary")
        return [
            at_line(self, report, title_line(report), f"There is no section “{name}”.", f"Add `## {name}`: {purpose}.")
            for name, serving, purpose in SECTIONS
            if not roles.intersection(serving)
        ]


def opens_in_words(report: Report) -> bool:
    """Whether a paragraph before the first section says what happened: a summary needs no heading of its own."""
    opening = _opening(report)
    return any(
        len(" ".join(block.text.split())) >= _SHORTEST
        and _ENDS.search(block.text)
        and not _NO_SENTENCE.match(block.text)
        and not instructs(" ".join(block.text.split()))
        for block in paragraphs(opening)
    )


def _told_in_fields(report: Report) -> set[str]:
    """The sections that stand before the first heading as a field with a sentence for its value."""
    fields = (_FIELD.match(words) for words in _NEXT_FIELD.split(_opening(report)))
    return {
        role_of(field["name"]) or ""
        for field in fields
        if field and len(field["said"].strip()) >= _SHORTEST and not instructs(" ".join(field["said"].split()))
    }


def _opening(report: Report) -> str:
    """What stands before the first section; where that is the title, before the next."""
    own = prose(report)
    first = report.sections[0].line if report.sections else None
    if first is not None and title_line(report) == first and len(report.sections) > 1:
        first = report.sections[1].line
    return own[: line_offset(own, first)] if first is not None else own
