"""Front matter in TOML between lines of `+++`, as Hugo has it. It is read as YAML's is, and never changed."""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime, time
from typing import Any

from incidentkit.report.fences import physical_lines
from incidentkit.report.model import FrontMatter, Note, Span

MAX_SIZE = 64 * 1024
_FENCE = re.compile(r"\+\+\+[ \t]*$")
_KEY = re.compile(r"(?P<key>[\w-]{1,80})[ \t]*=")
_TABLE = re.compile(r"\[{1,2}[ \t]*(?P<key>[\w-]{1,80})")


def read(text: str, start: int) -> FrontMatter | None:
    """The front matter that a text opens with at `start`; None where it does not. Instants and dates stay text."""
    lines = physical_lines(text, start)
    number, begin, end = next(lines, (1, 0, 0))
    if not _FENCE.match(text[begin:end]):
        return None
    keys: dict[str, int] = {}
    top = True
    for line, first, last in lines:
        content = text[first:last]
        if first - begin > MAX_SIZE:
            return FrontMatter(problems=(Note(1, f"the front matter is longer than {MAX_SIZE // 1024} KiB"),))
        if _FENCE.match(content):
            return _load(re.sub(r"\r\n?", "\n", text[end:first]), number, Span(begin, last), keys)
        found = _TABLE.match(content) or (_KEY.match(content) if top else None)
        if found:
            keys.setdefault(found["key"], line)
        top = top and not content.startswith("[")
    return None


def _load(source: str, number: int, span: Span, keys: dict[str, int]) -> FrontMatter:
    try:
        values = tomllib.loads(source)
    except (tomllib.TOMLDecodeError, RecursionError) as e:
        at = re.search(r"at line (\d+)", str(e))
        line = number + int(at[1]) - 1 if at else number
        note = Note(line, "the front matter is no TOML that can be read")
        return FrontMatter(problems=(note,), span=span, lines=keys)
    return FrontMatter({key: _plain(value) for key, value in values.items()}, keys, (), span)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value if isinstance(value, bool) else str(value)
