"""A sentence as the patterns of `blame` read it.

Two texts are made of it, each of lower-case words with one space between and no contraction ("didn't": "did not").
`plain` has all words. In `shape` people are marks, however they are named, and adverbs that only colour are left out:

    Clearly the new on-call engineer didn't read Kim's notes.
    plain: clearly the new on-call engineer did not read kim 's notes
    shape: @p did not read @p 's notes

Marks: `@p` a person or a role, `@g` a team or a company, `@w` the authors ("we", "I"), `@a` everybody or anybody,
`@n` nobody, `@t` "they", `@u` those who use the service, `@c` code or a quotation. `^` stands before a capitalised word
that may be a name.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from incidentkit.checks.blaming.nouns import Word, person
from incidentkit.checks.blaming.people import MACHINES, words
from incidentkit.checks.blaming.verbs import ADVERBS

_ABBREVIATED = re.compile(r"[A-Z]{2}|(?<=.)[A-Z]$")  # "CI", "IaC", "ADFS": nobody's name
_TOKEN = re.compile(
    r"@?[^\W_](?:[\w./+-]*[\w+])?|[’'](?:s|t|re|ve|d|ll|m)\b|[’']|[,:;()?!…—–]|\.(?=\s|$)", re.IGNORECASE
)
_ENDINGS = {"ve": "have", "re": "are", "ll": "will", "m": "am", "d": "had"}
_GAP = re.compile(r" {5,}")
# Adverbs that change nothing of what is said. Those of accident and haste stay: they are what matters.
_COLOUR = words(
    """
    also just even then still again ever quite perhaps already thus really nevertheless nonetheless anyway
    rather far always often almost indeed somehow sometimes surely basically
    """
)
_KEPT = words(
    """
    only early daily weekly monthly hourly reply apply supply rely multiply comply fly july family assembly
    anomaly imply friendly likely unlikely deliberately knowingly wilfully willfully lately timely poorly
    badly seemingly barely hardly scarcely merely
    """
) | set(re.findall(r"[a-z-]+", ADVERBS))


@dataclass(frozen=True, slots=True)
class Reading:
    """One sentence's two texts, and where in it their words begin."""

    plain: str
    shape: str
    _plain_starts: tuple[tuple[int, ...], tuple[int, ...]]
    _shape_starts: tuple[tuple[int, ...], tuple[int, ...]]

    def place(self, text: str, offset: int) -> int:
        """The offset in the sentence of what stands at an offset of one of the texts, "plain" or "shape"."""
        starts, origins = self._plain_starts if text == "plain" else self._shape_starts
        return origins[bisect_right(starts, offset) - 1] if starts else 0


def read(sentence: str) -> Reading:
    """Both texts of a sentence. Linear in its length."""
    found = _words(sentence)
    shape = _shape(found)
    return Reading(_join(found), _join(shape), _starts(found), _starts(shape))


def _join(words: list[Word]) -> str:
    return " ".join(word.text for word in words)


def _starts(words: list[Word]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    starts, at = [], 0
    for word in words:
        starts.append(at)
        at += len(word.text) + 1
    return tuple(starts), tuple(word.start for word in words)


def _words(sentence: str) -> list[Word]:
    words: list[Word] = []
    end = 0
    for found in _TOKEN.finditer(sentence):
        text, start = found[0], found.start()
        if words and _GAP.fullmatch(sentence, end, start):
            words.append(Word("@c", end, False))
        end = found.end()
        if text[0] not in "’'":
            lower = text.lower()
            if lower == "cannot":
                words += [Word("can", start, False), Word("not", start, False)]
            else:
                words.append(Word(lower, start, text[0].isupper() and not _ABBREVIATED.search(text)))
        else:
            _ending(words, text[1:].lower(), start)
    return words


def _ending(words: list[Word], ending: str, start: int) -> None:
    """What an apostrophe adds: "'t" after "didn" makes "did not"; after "students" it is a possessive."""
    if ending == "t" and words and words[-1].text.endswith("n"):
        stem = words[-1].text
        words[-1].text = {"can": "can", "won": "will", "shan": "shall"}.get(stem, stem[:-1])
        words.append(Word("not", words[-1].start, False))
    elif ending in _ENDINGS:
        words.append(Word(_ENDINGS[ending], start, False))
    elif ending == "s" or (not ending and words and words[-1].text.endswith("s")):
        words.append(Word("'s", start, False))


def _shape(words: list[Word]) -> list[Word]:
    titled = sum(word.capital for word in words) > max(3, len(words) // 2)
    shape: list[Word] = []
    at = 0
    while at < len(words):
        mark, end = person(words, at, titled=titled)
        word = words[at]
        if mark:
            shape.append(Word(mark, word.start, False))
            if word.text == "whoever":
                shape.append(Word("who", word.start, False))
        elif word.text in _COLOUR or (
            word.text.endswith("ly")
            and len(word.text) > 4
            and word.text not in _KEPT
            and at + 1 < len(words)
            and not (at and words[at - 1].text == "too")
        ):
            pass
        elif word.capital and not titled and word.text.isalpha() and len(word.text) > 2 and word.text not in MACHINES:
            shape.append(Word("^" + word.text, word.start, False))
        else:
            shape.append(word)
        at = end
    return shape
