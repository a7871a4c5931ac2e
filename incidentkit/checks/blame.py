"""`blame`: words that look for a guilty person. People who fear blame tell less, and the next report teaches less."""

from __future__ import annotations

from incidentkit.checks.blaming.grammar import blamed
from incidentkit.checks.findings import at_offset
from incidentkit.checks.interface import Finding, Severity
from incidentkit.checks.passages import prose, sentences
from incidentkit.config import Workspace
from incidentkit.report.model import Report


class Blame:
    """Reads the authors' own sentences; what they quote, code, addresses and footnotes are not theirs to reword."""

    name = "blame"
    severity: Severity = "warning"

    def check(self, report: Report, workspace: Workspace) -> list[Finding]:
        """At most one finding a sentence, with a reason and a way to say it instead."""
        found = []
        for sentence in sentences(prose(report)):
            if hit := blamed(sentence.text):
                pattern, offset = hit
                words = sentence.text[offset:]
                start = sentence.start + offset + len(words) - len(words.lstrip())
                found.append(at_offset(self, report, start, pattern.reason, pattern.reword))
        return found
