"""`footnote-unmatched`: a footnote leads from a line to its evidence; one half alone leads nowhere."""

from __future__ import annotations

import re

from incidentkit import inert
from incidentkit.checks.findings import at_offset
from incidentkit.checks.interface import Finding, Severity
from incidentkit.checks.passages import visible
from incidentkit.config import Workspace
from incidentkit.report.model import Report

NOTE = re.compile(r"\[\^(?P<label>[^\[\]\s^]{1,100})\]")
# Source: GitHub Docs, "Basic writing and formatting syntax", footnotes: a definition begins its line.
DEFINITION = re.compile(r"^[ \t>]*\[\^(?P<label>[^\[\]\s^]{1,100})\]:", re.MULTILINE)
_CHARACTERS = re.compile(r"\w-\w.*|.*[\\+*]")  # `[^a-z]`, `[^\s]`: an expression, not a footnote


class FootnoteUnmatched:
    """Footnotes without a definition, and definitions that nothing refers to. Case does not matter, as on GitHub."""

    name = "footnote-unmatched"
    severity: Severity = "error"

    def check(self, report: Report, workspace: Workspace) -> list[Finding]:
        """One finding a label. A definition without use is mild: its line was deleted, and nobody misses it."""
        text = visible(report)
        defined = {found["label"].casefold(): found for found in reversed(list(DEFINITION.finditer(text)))}
        places = {found.start("label") for found in DEFINITION.finditer(text)}
        used: dict[str, re.Match[str]] = {}
        for found in NOTE.finditer(text):
            if found.start("label") not in places:
                used.setdefault(found["label"].casefold(), found)
        findings = []
        for label, found in used.items():
            if label not in defined and not _CHARACTERS.fullmatch(label):
                message = f"The footnote {_shown(found)} is defined nowhere; GitHub shows it as plain text."
                hint = f"Add a line `{_shown(found)}: …` at the end, or take the footnote out."
                findings.append(at_offset(self, report, found.start(), message, hint))
        for label, found in defined.items():
            if label not in used:
                message = f"Nothing refers to the footnote {_shown(found)}; readers do not see it."
                hint = "Put it at the line that it proves, or take the definition out."
                findings.append(at_offset(self, report, found.start("label") - 2, message, hint, "warning"))
        return findings


def _shown(found: re.Match[str]) -> str:
    return f"[^{inert.one_line(found['label'], 40)}]"
