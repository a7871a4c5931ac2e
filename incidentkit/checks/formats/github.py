"""Findings as GitHub workflow commands, which the pull request shows at their lines, and as the job's summary.

Sources: GitHub Docs, "Workflow commands for GitHub Actions"; a step shows at most ten annotations of a kind, and its
summary holds at most 1 MiB. What is beyond ten stands in the log as plain lines and, like all others, in the summary.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path

from incidentkit import inert
from incidentkit.checks.formats.text import summary
from incidentkit.checks.interface import Finding
from incidentkit.checks.run import Outcome

_SHOWN = 10
_LARGEST = 1_000_000  # bytes of a summary; GitHub refuses more than 1,048,576


def render(outcome: Outcome, shown: Mapping[Path, str]) -> Iterator[str]:
    """The lines to print; nothing in them can start a command of its own."""
    told: Counter[str] = Counter()
    rest = []
    for unread in outcome.unread:
        told["error"] += 1
        if told["error"] <= _SHOWN:
            yield f"::error file={inert.workflow_property(shown[unread.path])}::{inert.workflow_data(unread.message)}"
        else:
            rest.append(f"  error {inert.one_line(shown[unread.path], 300)} {inert.one_line(unread.message, 500)}")
    for finding in outcome.findings:
        told[finding.severity] += 1
        if told[finding.severity] <= _SHOWN:
            yield _command(finding, shown)
        else:
            place = f"{inert.one_line(shown[finding.path], 300)}:{finding.line}:{finding.column}"
            # Indented: a command begins its line.
            rest.append(f"  {finding.severity} {place} {finding.rule}: {inert.one_line(finding.message, 500)}")
    yield from rest
    more = f" GitHub shows ten of a kind at their lines; {len(rest):,} more are in the job's summary." if rest else ""
    yield f"::notice::{inert.workflow_data(summary(outcome) + more)}"


def _command(finding: Finding, shown: Mapping[Path, str]) -> str:
    place = f"file={inert.workflow_property(shown[finding.path])},line={finding.line},col={finding.column}"
    title = inert.workflow_property(f"incident check: {finding.rule}")
    words = inert.workflow_data(f"{finding.message}\n{finding.hint}")
    return f"::{finding.severity} {place},title={title}::{words}"


def job_summary(outcome: Outcome, shown: Mapping[Path, str]) -> str:
    """All findings as inert Markdown, one table a file; what does not fit is counted."""
    lines = ["### `incident check`", "", inert.github(summary(outcome)), ""]
    lines += [f"- {_cell(shown[unread.path])}: {inert.github(unread.message)}" for unread in outcome.unread]
    if outcome.findings:
        lines += ["", "What a rule asks for, and why: `incident check --explain RULE`."]
    room = _LARGEST - sum(len(line.encode()) + 1 for line in lines)
    left = len(outcome.findings)
    for path, findings in groupby(outcome.findings, key=lambda finding: finding.path):
        head = ["", f"#### {_cell(shown[path])}", "", "| Line | | Rule | What | Next step |", "|---|---|---|---|---|"]
        room -= sum(len(line.encode()) + 1 for line in head)
        rows = []
        for finding in findings:
            row = " | ".join(
                (str(finding.line), finding.severity, f"`{finding.rule}`", _text(finding.message), _text(finding.hint))
            )
            room -= len(row.encode()) + 6
            if room < 0:
                break
            rows.append(f"| {row} |")
        left -= len(rows)
        lines += [*head, *rows] if rows else []
        if room < 0:
            lines += ["", f"{left:,} more are not shown here; run `incident check` to see them."]
            break
    return "\n".join([*lines, ""])


def _text(words: str) -> str:
    return inert.github(inert.one_line(words, 1000)).replace("|", "\\|")


def _cell(path: str) -> str:
    return inert.code(path, 300).replace("|", "\\|")
