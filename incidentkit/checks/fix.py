"""What `--fix` does: few things, each without a doubt, as exact splices.

Characters that hide are taken out. Control characters are not: what they belong to (a terminal's colours, a binary
file) is for people to look at. Nothing that needs a decision, a name or a word is written by a machine.
"""

from __future__ import annotations

from dataclasses import dataclass

from incidentkit.checks import hidden_character, run
from incidentkit.checks.passages import place
from incidentkit.config import Workspace
from incidentkit.report.edit import Edit, replace
from incidentkit.report.model import Report


@dataclass(frozen=True, slots=True)
class Fixed:
    """The new text of a report, and what was done in a few words; empty words where there was nothing to do."""

    text: str
    done: str


def fixed(report: Report, workspace: Workspace) -> Fixed:
    """The report's text with what is safe put right; a line that is excused is left alone.

    Raises InputError where the document holds merge-conflict markers.
    """
    rule = hidden_character.HiddenCharacter()
    lines = {finding.line for finding in run.check(report, workspace, [rule])}
    spans = [
        span
        for span in hidden_character.spans(report.text)
        if place(report.text, span.start)[0] in lines and report.text[span.start] >= "\x7f"
    ]
    if not spans:
        return Fixed(report.text, "")
    count = sum(span.end - span.start for span in spans)
    told = sorted({place(report.text, span.start)[0] for span in spans})
    where = ", ".join(map(str, told[:10])) + (", …" if len(told) > 10 else "")
    done = f"took out {count:,} hidden character{'s' if count > 1 else ''} (line{'s' if len(told) > 1 else ''} {where})"
    return Fixed(replace(report, [Edit(span, "") for span in spans]), done)
