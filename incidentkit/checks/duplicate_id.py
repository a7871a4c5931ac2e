"""`duplicate-id`: a name that means two things. An action item's is the one by which its issue is found."""

from __future__ import annotations

import re
from collections.abc import Iterator

from incidentkit import inert
from incidentkit.checks.findings import at_line, at_offset
from incidentkit.checks.footnote_unmatched import DEFINITION
from incidentkit.checks.interface import Finding, Severity
from incidentkit.checks.passages import place, visible
from incidentkit.config import Workspace
from incidentkit.report.model import Report

_ANCHOR = re.compile(
    r"<[A-Za-z][^<>\n]{0,200}?\sid=[\"']?(?P<html>[\w.:-]+)|^#{1,6}[ \t][^\n]*\{#(?P<heading>[\w.:-]+)[^{}\n]*\}",
    re.MULTILINE,
)


class DuplicateId:
    """Action items with one id, footnotes defined twice, and anchors set twice, at the second of them."""

    name = "duplicate-id"
    severity: Severity = "error"

    def check(self, report: Report, workspace: Workspace) -> list[Finding]:
        """One finding each that repeats."""
        seen: dict[str, int] = {}
        findings = []
        for item in report.actions:
            if item.id and seen.setdefault(item.id, item.line) != item.line:
                message = f"This action item has the id of the one in line {seen[item.id]}: {item.id}."
                hint = "Delete the comment with the id behind the copy; `incident actions sync` gives it its own."
                findings.append(at_line(self, report, item.line, message, hint))
        named: dict[str, int] = {}
        for offset, name, what in _named(visible(report)):
            line = place(report.text, offset)[0]
            if name in named:
                message = f"The {what} {inert.one_line(name, 60)} is defined in line {named[name]} already."
                findings.append(at_offset(self, report, offset, message, "Give one of the two a name of its own."))
            else:
                named[name] = line
        return findings


def _named(text: str) -> Iterator[tuple[int, str, str]]:
    for found in DEFINITION.finditer(text):
        yield found.start("label") - 2, f"[^{found['label'].casefold()}]", "footnote"
    for found in _ANCHOR.finditer(text):
        yield found.start(found.lastgroup or 0), found["html"] or found["heading"], "anchor"
