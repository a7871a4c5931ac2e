"""What of a report may leave the repository: private passages and comments taken out.

A passage is private between `<!-- private -->` and `<!-- /private -->`. Lines keep their numbers, so that a finding
names the line that a person sees in the file.
"""

from __future__ import annotations

import re
from pathlib import Path

from incidentkit.errors import InputError

_PRIVATE = re.compile(r"<!--\s*(?P<end>/?)\s*private\b[^>]*-->", re.IGNORECASE)
# Code keeps what looks like a comment: a fenced block, a span, then a comment.
_CODE_OR_COMMENT = re.compile(
    r"(?P<code>^[ >]*(?P<fence>`{3,}|~{3,})[^\n]*\n(?:.*?\n)??[ >]*(?P=fence)[`~]*[ \t]*$"
    r"|(?<!`)(?P<ticks>`+)(?!`)(?:(?!\n[ \t]*\n).)*?(?<!`)(?P=ticks)(?!`))|<!--(?:>|->|.*?-->)",
    re.DOTALL | re.MULTILINE,
)


def without_private(path: Path, text: str) -> str:
    """`text` without `<!-- private --> … <!-- /private -->`; passages may be nested."""
    kept: list[str] = []
    opened: list[int] = []
    end = 0
    for found in _PRIVATE.finditer(text):
        between = text[end : found.start()]
        kept.append(newlines(between) if opened else between)
        kept.append(newlines(found[0]))
        end = found.end()
        line = text.count("\n", 0, found.start()) + 1
        if not found["end"]:
            opened.append(line)
        elif not opened:
            raise InputError(path, "a private passage ends that never began", line=line, hint=_HINT)
        else:
            opened.pop()
    if opened:
        raise InputError(path, "a private passage has no end", line=opened[0], hint=_HINT)
    return "".join([*kept, text[end:]])


_HINT = "Write <!-- private --> before the passage and <!-- /private --> after it."


def without_comments(text: str) -> str:
    """`text` without HTML comments; what stands in code stays."""
    return _CODE_OR_COMMENT.sub(lambda m: m[0] if m["code"] else newlines(m[0]), text)


def private_spans(text: str) -> list[tuple[int, int]]:
    """Where private passages begin and end, outermost ones, as offsets; for what must stay in, nothing is guessed.

    One that never ends goes to the end of the text, an end that nothing began hides all before it.
    """
    spans: list[tuple[int, int]] = []
    opened: list[int] = []
    for found in _PRIVATE.finditer(text):
        if not found["end"]:
            opened.append(found.start())
        elif opened:
            start = opened.pop()
            if not opened:
                spans.append((start, found.end()))
        else:
            spans = [(0, found.end())]
    return [*spans, (opened[0], len(text))] if opened else spans


def newlines(text: str) -> str:
    """The line ends of a text, which keep the numbers of the lines after it."""
    return "\n" * text.count("\n")
