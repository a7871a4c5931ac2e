"""Output where the locale knows fewer characters than we write: plain ones in their place, and never a traceback.

`LC_ALL=C`, an old terminal, a pipe on Windows: signs of ours get the ones that a typewriter has, others their number.
"""

from __future__ import annotations

import codecs
import io
import sys

_NAME = "incidentkit.plain"
_SIGNS = {
    "–": "-", "—": "-", "−": "-", "·": "-", "…": "...", "→": "->", "“": '"', "”": '"', "‘": "'", "’": "'", "×": "x",
    "█": "#",
}  # fmt: skip


def settle() -> None:
    """From here on stdout and stderr write whatever they are given."""
    codecs.register_error(_NAME, _replaced)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_NAME)


def holds_all() -> bool:
    """Whether stdout can hold every character."""
    return codecs.lookup(sys.stdout.encoding or "utf-8").name.startswith("utf")


def _replaced(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(_SIGNS.get(c) or c.encode("ascii", "backslashreplace").decode() for c in lacking), error.end
