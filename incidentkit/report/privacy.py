"""What of a report may leave the repository: private passages and comments taken out.

A passage is private between `<!-- private -->` and `<!-- /private -->`. Lines keep their numbers, so that a finding
names the line that a person sees in the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from incidentkit.errors import InputError
from incidentkit.report.comments import newlines, without_comments

__all__ = ["newlines", "private_spans", "without_comments", "without_private"]

# Possessive: what was taken is not given back, so that no run of blanks is tried in every length.
_PRIVATE = re.compile(r"<!--\s*+(?P<end>/?)\s*+private\b", re.IGNORECASE)
_HINT = "Write <!-- private --> before the passage and <!-- /private --> after it."


@dataclass(frozen=True, slots=True)
class _Mark:
    """The comment that begins or ends a passage. `end` is None where the comment itself has none."""

    start: int
    end: int | None
    closes: bool


def _marks(text: str) -> Iterator[_Mark]:
    end = 0
    for found in _PRIVATE.finditer(text):
        if found.start() < end:
            continue  # within the comment before
        close = text.find("-->", found.end())
        yield _Mark(found.start(), close + 3 if close >= 0 else None, bool(found["end"]))
        if close < 0:
            return
        end = close + 3


def without_private(path: Path, text: str) -> str:
    """`text` without `<!-- private --> … <!-- /private -->`; passages may be nested."""
    kept: list[str] = []
    opened: list[int] = []
    end, line = 0, 1
    for mark in _marks(text):
        line += text.count("\n", end, mark.start)
        if mark.end is None:
            raise InputError(path, "a comment that begins a private passage has no end", line=line, hint=_HINT)
        if mark.closes and not opened:
            raise InputError(path, "a private passage ends that never began", line=line, hint=_HINT)
        between = text[end : mark.start]
        kept += [newlines(between) if opened else between, newlines(text[mark.start : mark.end])]
        if mark.closes:
            opened.pop()
        else:
            opened.append(line)
        line += text.count("\n", mark.start, mark.end)
        end = mark.end
    if opened:
        raise InputError(path, "a private passage has no end", line=opened[0], hint=_HINT)
    return "".join([*kept, text[end:]])


def private_spans(text: str) -> list[tuple[int, int]]:
    """Where private passages begin and end, outermost ones, as offsets; for what must stay in, nothing is guessed.

    One that never ends goes to the end of the text, an end that nothing began hides all before it.
    """
    spans: list[tuple[int, int]] = []
    opened: list[int] = []
    for mark in _marks(text):
        end = len(text) if mark.end is None else mark.end
        if not mark.closes:
            opened.append(mark.start)
        elif opened:
            start = opened.pop()
            if not opened:
                spans.append((start, end))
        else:
            spans = [(0, end)]
    return [*spans, (opened[0], len(text))] if opened else spans
