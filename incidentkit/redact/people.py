"""Pseudonyms: stable in a report, rebuilt from its ledger, their mapping stored nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from incidentkit.evidence import MENTION_END, MENTION_START, Evidence
from incidentkit.sources.interface import Person

_WORD = re.compile(r"\w+")
MENTION = re.compile(f"{MENTION_START}([^{MENTION_END}]*){MENTION_END}")
# First names that are words as well: as a word they stay. Only whole names and handles are replaced for these.
_WORDS = frozenset(
    re.findall(
        r"\w+",
        "april art august autumn bill bob buck candy carol chance chase chip christian chuck clay cliff dale "
        "dawn dean drew eve faith frank gene grace grant guy hank harry heath holly hope hunter iris ivy jack "
        "jean jordan joy june king lance may mark max mercy miles nick page paris pat pearl penny pete pierce "
        "ray red rich rob robin rose ruby sandy skip sky stone summer sue terry tony trip victor wade ward "
        "will violet ",
    )
)


# Words of accounts that are no person's name: "Hub engineer", "Platform Team". They are known by the whole name only.
_ROLES = frozenset(
    re.findall(r"\w+", "admin bot engineer hub oncall on-call operator ops service support system team user")
)


class Pseudonyms:
    """Who is called what in one report.

    `roles` (settings) names a person by id; everybody else is `Responder A`, `B`, … in the order of first appearance.
    With `names` the source's names are kept. `learn` takes over what an earlier gathering said.
    """

    def __init__(self, roles: Mapping[str, str], *, names: bool = False) -> None:
        self._roles = roles
        self._names = names
        self._by_id: dict[str, str] = {}
        self._people: dict[str, Person] = {}
        self._forms: list[tuple[str, str]] | None = None
        self._by_word: dict[str, list[int]] = {}

    def meet(self, people: Iterable[Person]) -> None:
        """Know the names of people, so that they are found in texts. Gives no pseudonym yet."""
        self._people.update((person.id, person) for person in people)
        self._forms = None

    def learn(self, records: Iterable[Evidence], earlier: Mapping[str, Evidence]) -> None:
        """Give people the pseudonyms they had: `earlier` are redacted records by id, `records` the same ones raw."""
        if self._names:
            return
        for record in records:
            old = earlier.get(record.id)
            if old is None:
                continue
            if record.author and record.author.kind == "person" and record.author.id and old.author:
                self._by_id.setdefault(record.author.id, old.author.name)
            for raw, redacted in ((record.summary, old.summary), (record.body, old.body)):
                self._learn_mentions(raw or "", redacted or "")

    def _learn_mentions(self, raw: str, redacted: str) -> None:
        ids = MENTION.findall(raw)
        if not ids or len(raw) > 4000:
            return
        pattern = "(.{1,60}?)".join(re.escape(part) for part in MENTION.split(raw)[::2])
        if found := re.fullmatch(pattern, redacted, re.DOTALL):
            for person_id, name in zip(ids, found.groups(), strict=True):
                self._by_id.setdefault(person_id, name)

    def name(self, person_id: str, fallback: str = "") -> str:
        """What this person is called from now on."""
        if self._names:
            known = self._people.get(person_id)
            return (known.names[0] if known and known.names else fallback) or "somebody"
        if person_id not in self._by_id:
            self._by_id[person_id] = self._elsewhere(person_id) or self._new(person_id)
        return self._by_id[person_id]

    def _elsewhere(self, person_id: str) -> str | None:
        """What somebody of the same whole name is called already: one person may be known to a chat and to git."""
        mine = self._whole_names(person_id)
        return next((name for other, name in self._by_id.items() if mine and mine & self._whole_names(other)), None)

    def _whole_names(self, person_id: str) -> frozenset[str]:
        person = self._people.get(person_id)
        names = (" ".join(name.split()).casefold() for name in (person.names if person else ()))
        return frozenset(name for name in names if " " in name)

    def _new(self, person_id: str) -> str:
        taken = set(self._by_id.values())
        role = self._roles.get(person_id)
        if role and role not in taken:
            return role
        number = 1
        while (name := f"{role} {number + 1}" if role else f"Responder {_letters(number)}") in taken:
            number += 1
        return name

    def replace(self, text: str) -> str:
        """`text` with mentions, and names of people who are known, replaced."""
        text = MENTION.sub(lambda m: self.name(m[1]), text)
        if self._names:
            return text
        for form, person_id in self._likely(text):
            pattern = _standing(form)
            if pattern.search(text):
                pseudonym = self.name(person_id)
                text = pattern.sub(lambda _, p=pseudonym: p, text)  # type: ignore[misc]
        return text

    def _likely(self, text: str) -> list[tuple[str, str]]:
        """The names whose first word is in the text, longest first: a workspace has thousands, a message few words."""
        forms = self._names_and_ids()
        found = {at for word in {"", *_WORD.findall(text)} for at in self._by_word.get(word, ())}
        return [forms[at] for at in sorted(found)]

    def _names_and_ids(self) -> list[tuple[str, str]]:
        if self._forms is None:
            found: dict[str, str] = {}
            for person in self._people.values():
                for name in person.names:
                    for part in _forms(name):
                        found.setdefault(part, person.id)
            longest_first = sorted(found.items(), key=lambda item: (-len(item[0]), item[0]))
            self._forms = longest_first
            self._by_word = {}
            for at, (name, _) in enumerate(longest_first):
                # What stands around a name is no word character: its first word is a word of the text.
                first = _WORD.search(name)
                self._by_word.setdefault(first[0] if first else "", []).append(at)
        return self._forms


@lru_cache(maxsize=4096)
def _standing(form: str) -> re.Pattern[str]:
    """A name where it stands alone, as a mention or not."""
    return re.compile(rf"(?<![\w@/.-])@?{re.escape(form)}(?![\w@/-])")


def _forms(name: str) -> list[str]:
    """The ways in which a name is written in talk: whole, its first word, and a handle as it is."""
    name = " ".join(name.split())
    if len(name) < 3:
        return []
    first = name.split(" ")[0]
    if " " not in name:  # a handle or a lone first name: as it is, unless it is an everyday word
        telling = (name.lower() not in _WORDS and not name.islower()) or re.search(r"[\d._-]", name)
        return [name] if telling else []
    # A lone first name counts where it is written as a name, with a capital.
    role = _ROLES.intersection(re.findall(r"\w+", name.lower()))
    lone = len(first) > 2 and first[0].isupper() and first.lower() not in _WORDS and not role
    return [name, first] if lone else [name]


def _letters(number: int) -> str:
    """1 → A, 26 → Z, 27 → AA."""
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text
