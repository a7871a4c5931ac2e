"""What docs/checks.md says of a rule: for `--explain`, and for what SARIF shows beside a finding."""

from __future__ import annotations

import re
import textwrap
from functools import lru_cache
from pathlib import Path

from incidentkit.checks.run import known
from incidentkit.errors import UsageError

_WIDTH = 80
_FENCE = re.compile(r"^(```.*?^```)$", re.MULTILINE | re.DOTALL)
_RULE = re.compile(r"^## `([a-z-]+)`$", re.MULTILINE)


def explained(rule: str) -> str:
    """A rule's section as plain text of at most 80 columns, its examples as they are.

    Raises UsageError for a name that no rule has.
    """
    known(rule, UsageError, "--explain")
    parts = _FENCE.split(section(rule))
    return "\n\n".join(part if part.startswith("```") else _wrapped(part) for part in map(str.strip, parts) if part)


def section(rule: str) -> str:
    """A rule's section as it is written, in Markdown, without its heading."""
    return _sections()[rule]


@lru_cache(maxsize=1)
def _sections() -> dict[str, str]:
    text = _file().read_text(encoding="utf-8")
    # An example may hold headings, but none of a rule.
    _, *pieces = _RULE.split(text)
    return {name: said.strip() for name, said in zip(pieces[::2], pieces[1::2], strict=True)}


def _file() -> Path:
    """Inside the package when installed, beside it in a checkout."""
    package = Path(__file__).parents[1]
    inside = package / "docs" / "checks.md"
    return inside if inside.is_file() else package.parent / "docs" / "checks.md"


def _wrapped(text: str) -> str:
    """Paragraphs and items of lists, each filled anew; links as their words."""
    pieces = re.split(r"(\n\n|\n(?=- ))", re.sub(r"\[([^\]]+)\]\([^()]*\)", r"\1", text))
    return "".join(piece if piece.isspace() else _filled(piece) for piece in pieces)


def _filled(text: str) -> str:
    flat = " ".join(text.split())
    return textwrap.fill(flat, _WIDTH, subsequent_indent="  " if flat.startswith("- ") else "", break_on_hyphens=False)
