"""Making findings: a rule says where and what, this fills in the rest."""

from __future__ import annotations

import re

from incidentkit.checks.interface import Finding, Rule, Severity
from incidentkit.checks.passages import line_offset, line_text, place, prose
from incidentkit.report.model import Report

_TITLE = re.compile(r"^ {0,3}#{1,2}[ \t]+\S", re.MULTILINE)


def at_offset(
    rule: Rule, report: Report, offset: int, message: str, hint: str, severity: Severity | None = None
) -> Finding:
    """A finding at an offset of the report's text."""
    line, column = place(report.text, offset)
    return Finding(rule.name, severity or rule.severity, report.path, line, column, message, hint)


def at_line(
    rule: Rule, report: Report, line: int, message: str, hint: str, severity: Severity | None = None
) -> Finding:
    """A finding about a whole line, at its first character that is no space."""
    text = line_text(report.text, line)
    column = len(text) - len(text.lstrip()) + 1 if text.strip() else 1
    return Finding(rule.name, severity or rule.severity, report.path, line, column, message, hint)


def title_line(report: Report) -> int:
    """The line for findings about the whole report: its own title, else the first line after the front matter."""
    own = prose(report)
    end = line_offset(own, report.sections[0].line) if report.sections else len(own)
    if found := _TITLE.search(own, 0, end):
        return place(own, found.start())[0]
    if report.sections:
        return report.sections[0].line
    return place(report.text, report.front.span.end)[0] if report.front.span else 1


def rough(report: Report) -> bool:
    """Whether a report may be rough: a draft may. No status counts as final."""
    return report.status == "draft"
