"""How a name stands in talk: whole, its first word, its last, a handle; with or without accents, in capitals or none.

A name that is an everyday word stays, unless it is written whole or as a mention: nobody called Will should cost a
report its future tense. Of people who take part more forms are looked for than of the rest of a workspace.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Flavour = Literal["whole", "first", "any", "titled", "joined", "handle", "mention", "unspaced"]


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Names that are words as well, first and last: alone they stay.
_WORDS = _listed(
    "april art august autumn bill bob buck candy carol chance chase chip christian chuck clay cliff dale dawn "
    "dean drew eve faith frank gene grace grant guy hank harry heath holly hope hunter iris ivy jack jean jordan "
    "joy june king lance may mark max mercy miles nick page paris pat pearl penny pete pierce ray red rich rob "
    "robin rose ruby sandy skip sky stone summer sue terry tony trip victor wade ward will violet andes archer "
    "baker banks barber best berry bird black blank block bond bridges brook brooks brown bush butler carpenter "
    "carter case cash castle church cloud cook cooper cross curry day deal drake field fields fish fisher flood "
    "flowers ford forest foster freeman frost gates good graves gray green hall hardy helm hill house hood key "
    "knight lake lane large law little long love low major marsh mason miller mills moon moss nice noble north "
    "park parks piper pool pope porter post potter power powers price pride root rush sage savage sharp shell "
    "short silver small snow south sparks spring star stark steel street strong swan sweet swift temple thorn "
    "tower towers turner underwood wall walls water waters weaver weeks wells west white winter wise wolf wood "
    "woods worth young the and for you are not was but can her his out our all any has had she who how now new "
    "one two"
)
# Two letters that are no name, capital or not.
_SHORT = _listed("am an as at be by do go he hi if in is it me mr ms my no of oh ok on or so to up us we")
# Words of accounts that are no person's name: "Hub engineer", "Platform Team". They are known by the whole name only.
_ROLES = _listed(
    "admin bot engineer hub oncall on-call operator ops service support system team user test root lead leader "
    "incident manager commander teacher instructor student professor staff platform storage network helpdesk desk "
    "responder captain chief owner developer dev devops sre infra help security data faculty librarian tutor "
    "assistant head director coordinator scribe"
)
# As a part of an address these are no account's.
_ADDRESS = _listed("slack archives example github gitlab https http www")
_NOTE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\|.*$")
_TITLES = r"(?:[A-Z]\.|Mr\.?|Mrs\.?|Ms\.?|Dr\.?|Prof\.?|Professor|Herr|Frau|Sr\.?|Sra\.?|Mme|M\.)"
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# Four signs are mostly two of a family and two of a person; three are one and two, or two and one.
_UNSPACED_PARTS = {3: (slice(0, 2), slice(1, 3)), 4: (slice(0, 2), slice(2, 4))}
_GERMAN = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "oe", "å": "aa"}
_APOSTROPHES = "'’ʼ`´"
# What stands between the parts of a handle: somebody writes a dot where another writes a hyphen.
_SIGNS = re.compile(r"\\?[._-](?![^\[]*\])")
_SIGN = r"\\\\?[._-]"
WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Form:
    """One way in which a name may stand in a text. `involved`: looked for only if the person takes part."""

    text: str
    flavour: Flavour
    involved: bool = False

    @property
    def order(self) -> tuple[int, bool, str, str]:
        """What is longer comes first, and what has a title before what has none."""
        return (-len(self.text), self.flavour != "titled", self.text, self.flavour)

    @property
    def first_word(self) -> str:
        """What a text must hold for the form to be in it: see `words`; empty where that cannot be told."""
        found = WORD.search(self.text)
        return "" if self.flavour == "unspaced" or not found else plain(found[0])


def words(text: str) -> set[str]:
    """The words of a text as `Form.first_word` has them."""
    return {plain(word) for word in WORD.findall(text)}


def plain(word: str) -> str:
    """In lower case, without accents, one letter for those that are written as two."""
    if word.isascii():
        return word.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c))


def forms(names: Iterable[str]) -> Iterator[Form]:
    """The ways in which a person's display name, full name and handle are written.

    One that names a role may be an account's: only the whole name and the mention count, and a handle that holds more.
    """
    for name in names:
        parts = WORD.findall(_NOTE.sub(" ", name).lower())
        if _ROLES.isdisjoint(parts):
            yield from _forms(name)
            continue
        yield from (form for form in _forms(name) if form.flavour in ("whole", "mention"))
        if len(parts) > 1 and " " not in name.strip() and any(len(part) > 3 for part in parts if part not in _ROLES):
            yield Form(name.strip(), "handle", involved=True)


def _forms(name: str) -> Iterator[Form]:
    whole = " ".join(name.split())
    name = " ".join(part for part in _NOTE.sub(" ", whole).split() if WORD.search(part))
    if _UNSPACED.search(name):
        yield from _unspaced(name)
        name = " ".join(part for part in name.split(" ") if not _UNSPACED.search(part))
        whole = name
    if len(whole) > 2 and whole != name and re.match(r"\w", whole):
        yield Form(whole, "whole")
    if len(name) < 2:
        return
    if " " not in name:
        yield from _lone(name)
        return
    yield Form(name, "whole")
    yield Form(name, "joined")
    parts = name.split(" ")
    first, last = parts[0], parts[-1]
    if _is_name(first):
        yield Form(first, "first", involved=len(first) < 3)
        yield from (
            Form(part, "any", involved=True) for part in {first, *first.split("-")} if len(part) > 2 and _is_name(part)
        )
    if len(last) > 2 and last[0].isupper():
        yield Form(last, "titled")
        if _is_name(last):
            yield Form(last, "first", involved=True)


def _unspaced(name: str) -> Iterator[Form]:
    """A name in signs that need no blanks, whole; of who takes part also what is likely the family's or the own."""
    signs = [part for part in name.split(" ") if _UNSPACED.search(part)]
    yield from (Form(part, "unspaced") for part in {*signs, "".join(signs), " ".join(signs)} if len(part) > 1)
    for part in signs:
        for cut in _UNSPACED_PARTS.get(len(part), ()) if len(signs) == 1 else ():
            yield Form(part[cut], "unspaced", involved=True)


def _is_name(word: str) -> bool:
    if len(word) < 2 or not word[0].isupper() or word.lower() in _WORDS or not WORD.match(word):
        return False
    return len(word) > 2 or (word[1].islower() and word.lower() not in _SHORT)


def _lone(name: str) -> Iterator[Form]:
    """A handle, or a first name that stands alone."""
    if len(name) > 2:
        yield Form(name, "mention")
    everyday = name.lower() in _WORDS | _ADDRESS
    if everyday:
        return
    if len(name) < 3:
        if _is_name(name):
            yield Form(name, "first", involved=True)
        return
    if not name.islower() or re.search(r"[\d._-]", name):
        yield Form(name, "first")
    if name[0].isupper() and name.isalpha():
        yield Form(name, "any", involved=True)
    elif len(name) > 3:
        yield Form(name, "handle", involved=True)


@lru_cache(maxsize=4096)
def pattern(text: str, flavour: Flavour) -> re.Pattern[str]:
    """The form as it stands in Markdown."""
    letters = _letters(text)
    match flavour:
        case "unspaced":
            return re.compile(f"@?{letters}")
        case "handle" | "joined":  # in a path, an address, the name of a pod or of a file as well
            blanks = letters.replace(r"\s+", r"[._\\-]+")
            return re.compile(rf"(?<![^\W_])@?{_SIGNS.sub(_SIGN, blanks)}(?![^\W_])", re.IGNORECASE)
        case "mention":
            return re.compile(rf"(?<![\w@/.-])@{letters}(?![\w@/-])", re.IGNORECASE)
        case "titled":
            return re.compile(rf"(?<![\w@/.-])(?:{_TITLES}) ?{letters}(?![\w@/-])")
        case "first":
            shouted = f"|{_letters(text.upper())}" if len(text) > 2 else ""
            return re.compile(rf"(?<![\w@/.-])@?(?:{letters}{shouted})(?![\w@/-])")
        case "whole" | "any":
            return re.compile(rf"(?<![\w@/.-])@?{letters}(?![\w@/-])", re.IGNORECASE)


def _letters(text: str) -> str:
    """The letters, each with its accent or without: José, Jose; Müller, Muller, Mueller."""
    found = []
    for letter in unicodedata.normalize("NFC", text):
        if letter in _APOSTROPHES:
            found.append(f"[{_APOSTROPHES}]")
            continue
        base = "".join(c for c in unicodedata.normalize("NFD", letter) if not unicodedata.combining(c))
        others = [other for other in (base, _GERMAN.get(letter.lower())) if other and other != letter]
        plain_letter = r"\s+" if letter == " " else re.escape(letter)
        found.append(f"(?:{'|'.join([plain_letter, *map(re.escape, others)])})" if others else plain_letter)
    return "".join(found)
