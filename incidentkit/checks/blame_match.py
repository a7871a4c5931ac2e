"""How the patterns of `blame` are asked, so that a long report is read in seconds.

Most sentences hold no word that matters. Which words a sentence holds is asked once for all patterns: each distinct
word is looked up in a table that says for which patterns it may matter, and only those are tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

_WORD = re.compile(r"[^\W\d_]+")
_PLAIN = re.compile(r"[a-z -]+")
_MOST_WORDS = 50_000  # kept
_WHOLE = re.compile(r"\\b([a-z]+)\\b")


class Words:
    """A large pattern that is compiled when a sentence first asks for it: most runs find all results in the cache."""

    def __init__(self, pattern: str, flags: re.RegexFlag = re.IGNORECASE) -> None:
        self._pattern = pattern.replace(" ", r"\s+")
        self._flags = flags

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self._pattern, self._flags)

    def search(self, sentence: str) -> re.Match[str] | None:
        """The first place that fits."""
        return self._compiled.search(sentence)

    def finditer(self, sentence: str) -> Iterator[re.Match[str]]:
        """All places that fit, from left to right."""
        return self._compiled.finditer(sentence)


class Needs:
    """A cheap question: is any of these words, or what the few expressions among them say, in a sentence?

    `words` are alternatives: parts of words ("careless"), phrases ("in error"), whole words (`\\bif\\b`), and
    expressions, which are searched for only where none of the others is there.
    """

    def __init__(self, words: str) -> None:
        parts = _top_level(words)
        plain = [part for part in parts if _PLAIN.fullmatch(part)]
        whole = [part for part in parts if _WHOLE.fullmatch(part)]
        self._stems = tuple(part for part in plain if part.isalpha())
        self._phrases = tuple(part for part in plain if not part.isalpha())
        self._longest = tuple(max(re.split(r"[ -]", part), key=len) for part in self._phrases)
        self._whole = frozenset(part[2:-2] for part in whole)
        rest = "|".join(part for part in parts if part not in plain and part not in whole)
        self._rest = Words(rest) if rest else None

    def holds(self, word: str) -> bool:
        """Whether a word, in lower case, is one of these."""
        return word in self._whole or any(stem in word for stem in self._stems)

    def may_hold(self, word: str) -> bool:
        """Whether a word is part of one of the phrases."""
        return any(stem in word for stem in self._longest)

    def phrased(self, sentence: str) -> bool:
        """Whether one of the phrases is in a sentence."""
        lower = sentence.lower()
        return any(phrase in lower for phrase in self._phrases)

    def said(self, sentence: str) -> bool:
        """Whether one of the expressions fits a sentence."""
        return self._rest is not None and self._rest.search(sentence) is not None


class Vocabulary:
    """For each word that was met, which of several `Needs` it may matter to, as bits of a number."""

    def __init__(self, asked: Iterable[Needs]) -> None:
        # Two bits each: for a word that is enough, and for one of a phrase.
        self._bit = {needs: 1 << 2 * number for number, needs in enumerate(dict.fromkeys(asked))}
        self._known: dict[str, int] = {}

    def bits(self, sentence: str) -> int:
        """What the words of a sentence may matter to."""
        bits = 0
        for word in set(_WORD.findall(sentence.lower())):
            known = self._known.get(word)
            if known is None:
                known = self._look_up(word)
            bits |= known
        return bits

    def fits(self, needs: Needs, sentence: str, bits: int) -> bool:
        """Whether a sentence, whose `bits` are given, may be worth a closer look."""
        bit = self._bit[needs]
        return bool(bits & bit) or (bool(bits & bit << 1) and needs.phrased(sentence)) or needs.said(sentence)

    def _look_up(self, word: str) -> int:
        if len(self._known) >= _MOST_WORDS:
            self._known.clear()  # a text of nothing but new words
        self._known[word] = known = sum(
            bit * needs.holds(word) + (bit << 1) * needs.may_hold(word) for needs, bit in self._bit.items()
        )
        return known


def _top_level(pattern: str) -> list[str]:
    """The alternatives of a pattern, not those inside its groups."""
    parts, depth = [""], 0
    for character in pattern:
        depth += (character == "(") - (character == ")")
        if character == "|" and not depth:
            parts.append("")
        else:
            parts[-1] += character
    return parts
