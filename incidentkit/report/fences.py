"""Lines, fenced code and comments: what must be known of a document before its blocks can be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

_LINE = re.compile(r"([^\r\n]*)(?:\r\n|\n|\r|\Z)")
_FENCE = re.compile(r"(?P<mark>`{3,}|~{3,})(?P<info>[^\r\n]*)")


def physical_lines(text: str, start: int = 0, number: int = 1) -> Iterator[tuple[int, int, int]]:
    """Number, start and end of each line from `start` on; a line ends with `\\n`, `\\r\\n` or `\\r`, nothing else."""
    size = len(text)
    for count, found in enumerate(_LINE.finditer(text, start), number):
        if found.start() == size:
            return  # what follows the last line end is no line
        yield count, found.start(), found.end(1)


def _fence_closers(text: str, start: int, number: int) -> dict[str, list[tuple[int, int]]]:
    """For each fence character, closing lines from last to first as (line, longest run from there on)."""
    closers: dict[str, list[tuple[int, int]]] = {"`": [], "~": []}
    found = []
    if "```" not in text and "~~~" not in text:
        return closers
    for n, begin, end in physical_lines(text, start, number):
        stripped = text[begin:end].strip(" \t>")
        if stripped[:3] in ("```", "~~~") and not stripped.strip(stripped[0]):
            found.append((n, stripped[0], len(stripped)))
    for n, char, length in reversed(found):
        longest = closers[char][-1][1] if closers[char] else 0
        closers[char].append((n, max(length, longest)))
    return closers


class Fences:
    """Follows fenced code from line to line. A fence that nobody closes is no fence: what follows stays readable."""

    def __init__(self, text: str, start: int, number: int) -> None:
        self.closers = _fence_closers(text, start, number)
        self.mark = ""
        self.unclosed: list[int] = []

    def step(self, number: int, stripped: str) -> Literal["open", "inside", "close", "out"]:
        if self.mark:
            if stripped.startswith(self.mark) and not stripped.strip(self.mark[0] + " \t"):
                self.mark = ""
                return "close"
            return "inside"
        found = _FENCE.match(stripped)
        if not found or (found["mark"][0] == "`" and "`" in found["info"]):
            return "out"
        closers = self.closers[found["mark"][0]]
        while closers and closers[-1][0] <= number:
            closers.pop()
        if not closers or closers[-1][1] < len(found["mark"]):
            self.unclosed.append(number)
            return "out"
        self.mark = found["mark"]
        return "open"


def mask_comments(text: str, start: int, number: int) -> tuple[str, list[tuple[int, str]]]:
    """`text` with `<!-- … -->` outside code blanked (newlines stay), and a note where a comment never ends."""
    if "<!--" not in text:
        return text, []
    fences = Fences(text, start, number)
    cuts: list[tuple[int, int]] = []
    notes: list[tuple[int, str]] = []
    until = start
    unclosed = False
    for n, first, end in physical_lines(text, start, number):
        if first < until:
            if end < until:
                continue
        elif fences.step(n, text[first:end].lstrip(" \t>")) != "out":
            continue
        begin = max(first, until)
        while not unclosed and (opening := text.find("<!--", begin, end)) >= 0:
            if text.count("`", begin, opening) % 2:  # inside a code span
                begin = opening + 4
                continue
            closing = text.find("-->", opening + 4)
            if closing < 0:
                unclosed = True
                if not text[begin:opening].strip():
                    notes.append((n, "this comment is never closed; what follows is read all the same"))
                break
            cuts.append((opening, closing + 3))
            begin = until = closing + 3
            if until > end:
                break
    return _blanked(text, cuts), notes


def _blanked(text: str, cuts: list[tuple[int, int]]) -> str:
    parts: list[str] = []
    done = 0
    for begin, end in cuts:
        parts += (text[done:begin], re.sub(r"[^\r\n]", " ", text[begin:end]))
        done = end
    parts.append(text[done:])
    return "".join(parts)
