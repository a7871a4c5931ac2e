"""Findings for people: grouped by file, with the line, a caret under the place, and the next step."""

from __future__ import annotations

import textwrap
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, zip_longest
from pathlib import Path

from incidentkit import inert
from incidentkit.checks.interface import Finding
from incidentkit.checks.passages import line_text
from incidentkit.checks.run import Outcome

_STYLES = {"error": "1;31", "warning": "1;33", "path": "1", "dim": "2", "caret": "1;36"}


@dataclass(frozen=True, slots=True)
class Look:
    """How wide the page is, in columns, and whether it has colours."""

    width: int = 80
    colour: bool = False

    def paint(self, style: str, text: str) -> str:
        """`text`, made inert, in a style of ours."""
        text = inert.terminal(text)
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if self.colour and text else text


def render(outcome: Outcome, look: Look, shown: Mapping[Path, str]) -> Iterator[str]:
    """The lines to print. `shown` is how each path is written. A healthy outcome is one line."""
    for path, findings in groupby(outcome.findings, key=lambda finding: finding.path):
        yield look.paint("path", shown[path])
        told = list(findings)
        for finding, following in zip_longest(told, told[1:]):
            yield from _finding(finding, outcome.texts[path], look)
            # What several findings in a row have in common is said once, under the last of them.
            if following is None or following.hint != finding.hint:
                yield from _wrapped(finding.hint, look, "    → ", "      ")
        yield ""
    yield summary(outcome)


def summary(outcome: Outcome) -> str:
    """The last line: how much was found where."""
    reports = _many(outcome.reports, "report")
    if not outcome.reports:
        return "No reports here to check."
    if not outcome.findings:
        return f"{reports} checked: nothing to mend."
    counts = Counter(finding.severity for finding in outcome.findings)
    found = [_many(counts[kind], kind) for kind in ("error", "warning") if counts[kind]]
    touched = len({finding.path for finding in outcome.findings})
    return f"{' and '.join(found)} in {touched} of {reports}."


def _many(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _finding(finding: Finding, text: str, look: Look) -> Iterator[str]:
    where = f"{finding.line}:{finding.column}"
    yield f"  {where}  {look.paint(finding.severity, finding.severity)}  {look.paint('dim', finding.rule)}"
    yield from _wrapped(finding.message, look, "    ")
    gutter = f"    {finding.line} | "
    line, before = _window(line_text(text, finding.line), finding.column, look.width - len(gutter))
    if line.strip():
        yield look.paint("dim", gutter) + inert.terminal(line)
        yield look.paint("dim", " " * (len(gutter) - 2) + "| ") + " " * before + look.paint("caret", "^")


def _wrapped(text: str, look: Look, first: str, rest: str | None = None) -> list[str]:
    flat = inert.one_line(text, 1000)
    return textwrap.wrap(
        flat,
        look.width,
        initial_indent=first,
        subsequent_indent=first if rest is None else rest,
        break_on_hyphens=False,
        break_long_words=True,
    )


def _window(line: str, column: int, width: int) -> tuple[str, int]:
    """The part of a line around a column that fits, and the cells before that column."""
    line = line.replace("\t", " ")
    start = 0
    if _cells(line) > width:
        start = max(0, column - 1 - width // 2) if column > width * 3 // 4 else 0
    lead = "…" if start else ""
    part, used = lead, len(lead)
    before = 0
    for n, character in enumerate(line[start : start + width], start):
        if n == column - 1:
            before = used
        cells = _cells(character)
        if used + cells > width - 1 and n + 1 < len(line):
            return f"{part}…", before
        part, used = part + character, used + cells
    return part, before


def _cells(text: str) -> int:
    """How many cells of a terminal a text takes."""
    return sum(
        0 if unicodedata.combining(c) or c == "\u200d" else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in inert.terminal(text)
    )
