"""`merge-conflict`: two versions of a passage, side by side. Source: git-merge(1), "How conflicts are presented"."""

from __future__ import annotations

import re

from incidentkit.checks.findings import at_offset
from incidentkit.checks.interface import Finding, Severity
from incidentkit.checks.passages import visible
from incidentkit.config import Workspace
from incidentkit.report.model import Report

_MARKER = re.compile(r"^(?:<{7}|>{7}|\|{7})(?= )|^={7}(?=[ \t]*$)", re.MULTILINE)


class MergeConflict:
    """Git's own marks at the start of a line, outside code: a report may well quote a conflict."""

    name = "merge-conflict"
    severity: Severity = "error"

    def check(self, report: Report, workspace: Workspace) -> list[Finding]:
        """One finding a conflict, or a mark that was left of one. A line of `=` alone is a heading's."""
        text = report.text[: report.front.span.end] if report.front.span else ""
        text = (text + visible(report)[len(text) :]).replace("\r\n", " \n")
        findings, inside = [], False
        for found in _MARKER.finditer(text):
            mark = found[0][0]
            opens, closes = mark == "<", mark == ">"
            if (opens and not inside) or (closes and not inside):
                message = "Two versions of this passage stand side by side." if opens else "A merge conflict ends here."
                hint = "Keep one version, or what is right of both, and delete the lines with the marks."
                findings.append(at_offset(self, report, found.start(), message, hint))
            inside = opens or (inside and not closes)
        return findings
