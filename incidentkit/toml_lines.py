"""In which line of a TOML file a setting stands: `tomllib` gives values without their places."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_TABLE = re.compile(r"\s*(?P<list>\[)?\[\s*(?P<name>[^\[\]]+?)\s*\]")
_KEY = re.compile(r"\s*(?P<name>(?:[\w-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*(?:[\w-]+|\"[^\"]*\"|'[^']*'))*)\s*=")
_PART = re.compile(r"\"[^\"]*\"|'[^']*'|[\w-]+")


def line_of(text: str, place: Sequence[int | str]) -> int | None:
    """The line (from 1) of what stands at `place`, keys and positions in lists from 0, or of what holds it.

    None where not even its outermost table is found. Reads lines, not TOML: one inside a text of several lines may be
    taken for a setting.
    """
    best, depth = None, 0
    table: tuple[int | str, ...] = ()
    lists: Counter[tuple[str, ...]] = Counter()
    for number, line in enumerate(text.split("\n"), 1):
        here: tuple[int | str, ...]
        if found := _TABLE.match(line):
            name = _parts(found["name"])
            here = table = (*name, lists[name]) if found["list"] else name
            lists[name] += bool(found["list"])
        elif found := _KEY.match(line):
            here = (*table, *_parts(found["name"]))
        else:
            continue
        if depth < len(here) <= len(place) and here == tuple(place[: len(here)]):
            best, depth = number, len(here)
    return best


def _parts(name: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _PART.findall(name))
