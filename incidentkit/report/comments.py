"""Comments in Markdown, found in one pass: the time grows with the text, whatever it holds."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

# Possessive: what was taken is not given back, so that no run is tried in every length.
_FENCE = re.compile(r"^[ >]*+(?P<run>`{3,}+|~{3,}+)(?P<words>[^\n]*+)", re.MULTILINE)
_RUN = re.compile(r"`+")
_BLANK = re.compile(r"\n(?=[ \t]*\n)")
_START = re.compile(r"^[ >]*+(?P<fence>`{3,}+|~{3,}+)(?P<words>[^\n]*+)|(?P<ticks>`++)|<!--", re.MULTILINE)


def without_comments(text: str) -> str:
    """`text` without HTML comments; what stands in code stays, and so do the numbers of the lines."""
    if "<!--" not in text:
        return text
    parts, end = [], 0
    for start, stop in _comments(text):
        parts += [text[end:start], newlines(text[start:stop])]
        end = stop
    return "".join([*parts, text[end:]])


def _comments(text: str) -> Iterator[tuple[int, int]]:
    """Where comments stand, outside of code: a fenced block with its end, a code span (CommonMark 4.5, 6.1, 6.6)."""
    code = _Code(text)
    at, closed = 0, True
    while found := _START.search(text, at):
        at = found.end()
        if found["fence"]:
            at = code.fence_end(found) or found.end("fence")
        elif found["ticks"]:
            at = code.span_end(found) or at
        elif text.startswith((">", "->"), at):
            at += 1 if text[at] == ">" else 2
            yield found.start(), at
        elif closed:
            end = text.find("-->", at)
            closed = end >= 0
            if closed:
                at = end + 3
                yield found.start(), at


class _Code:
    """Where code that begins somewhere ends. Everything that could end any is looked up once."""

    def __init__(self, text: str) -> None:
        self._blank = [found.start() for found in _BLANK.finditer(text)]
        self._runs: dict[int, list[int]] = {}
        for run in _RUN.finditer(text):
            self._runs.setdefault(len(run[0]), []).append(run.start())
        self._fences: dict[str, list[tuple[int, int, int]]] = {"`": [], "~": []}
        for found in _FENCE.finditer(text):
            if not found["words"].strip(" \t"):
                self._fences[found["run"][0]].append((found.start(), len(found["run"]), found.end()))
        # The longest from each on: where none is long enough, nothing is searched.
        self._longest: dict[str, list[int]] = {}
        for mark, ends in self._fences.items():
            longest, most = [], 0
            for _, length, _ in reversed(ends):
                most = max(most, length)
                longest.append(most)
            self._longest[mark] = longest[::-1]

    def fence_end(self, found: re.Match[str]) -> int | None:
        """Behind the block that a fence opens; None where it opens none, or none ends it."""
        mark, length = found["fence"][0], len(found["fence"])
        if mark == "`" and "`" in found["words"]:
            return None
        ends = self._fences[mark]
        first = bisect_left(ends, (found.end(),))
        if first == len(ends) or self._longest[mark][first] < length:
            return None
        while ends[first][1] < length:
            first += 1
        return ends[first][2]

    def span_end(self, found: re.Match[str]) -> int | None:
        """Behind the span that a run of backticks opens: the next run of its length in the same paragraph."""
        length = len(found["ticks"])
        runs = self._runs.get(length, [])
        following = bisect_right(runs, found.start())
        if following == len(runs):
            return None
        blank = bisect_left(self._blank, found.end())
        if blank < len(self._blank) and self._blank[blank] < runs[following]:
            return None
        return runs[following] + length


def newlines(text: str) -> str:
    """The line ends of a text, which keep the numbers of the lines after it."""
    return "\n" * text.count("\n")
