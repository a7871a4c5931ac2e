"""Patterns that are compiled when a sentence first asks for them: most runs find all results in the cache."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

_LINE_END = re.compile(r"\n\s*")


def joined(table: str) -> str:
    """An expression that is written as a table: without its line ends and the indentation after them."""
    return _LINE_END.sub("", table.strip())


class Words:
    """Alternatives of which one is looked for, from a word's begin to a word's end. Each may be written as a table."""

    def __init__(self, *alternatives: str) -> None:
        self._alternatives = alternatives

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        any_of_them = "|".join(map(joined, self._alternatives))
        return re.compile(rf"(?<![\w@'-])(?:{any_of_them})(?![\w-])")

    def search(self, sentence: str) -> re.Match[str] | None:
        """The first place that fits."""
        return self._compiled.search(sentence)

    def finditer(self, sentence: str) -> Iterator[re.Match[str]]:
        """All places that fit, from left to right."""
        return self._compiled.finditer(sentence)
