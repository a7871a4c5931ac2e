"""Pseudonyms: stable in a report, rebuilt from its ledger, their mapping stored nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import partial

from incidentkit.evidence import MENTION_END, MENTION_START, Evidence
from incidentkit.redact.names import Form, forms, pattern, words
from incidentkit.sources.interface import Person

# What joins a name to what stands beside it; the empty text is none of these.
_JOINTS = tuple("/=&?_~-.:%")
_LINK = re.compile(r"\[([^\[\]]{1,80})\]\([^()\s]*\)")
_SLACK_ID = re.compile(r"[UW][A-Z0-9]{7,}")
MENTION = re.compile(f"{MENTION_START}([^{MENTION_END}]*){MENTION_END}")


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
        self._forms: list[tuple[Form, str]] | None = None
        self._involved: set[str] = set()
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

    def involve(self, people: Iterable[str]) -> None:
        """These ids take part: more forms of their names are looked for."""
        self._involved.update(people)

    def replace(self, text: str) -> str:
        """`text` with mentions, and names of people who are known, replaced."""
        text = MENTION.sub(lambda m: self.name(m[1]), text)
        if self._names:
            return text
        for form, person_id in self._likely(text):
            if form.involved and person_id not in self._involved:
                continue
            standing = pattern(form.text, form.flavour)
            if standing.search(text):
                text = standing.sub(partial(_named, self.name(person_id)), text)
        if "](" not in text:
            return text
        # The address of a person's page is nobody's once the name in it is another.
        called = set(self._by_id.values())
        return _LINK.sub(lambda link: link[1] if link[1] in called else link[0], text)

    def _likely(self, text: str) -> list[tuple[Form, str]]:
        """The names whose first word is in the text, longest first: a workspace has thousands, a message few words."""
        known = self._names_and_ids()
        found = {at for word in {"", *words(text)} for at in self._by_word.get(word, ())}
        return [known[at] for at in sorted(found)]

    def _names_and_ids(self) -> list[tuple[Form, str]]:
        if self._forms is None:
            found: dict[Form, str] = {}
            for person in self._people.values():
                for form in forms(person.names):
                    found.setdefault(form, person.id)
                if _SLACK_ID.fullmatch(person.id):  # as in an address of a profile
                    found.setdefault(Form(person.id, "handle"), person.id)
            self._forms = sorted(found.items(), key=lambda item: item[0].order)
            self._by_word = {}
            for at, (form, _) in enumerate(self._forms):
                self._by_word.setdefault(form.first_word, []).append(at)
        return self._forms


def _named(pseudonym: str, found: re.Match[str]) -> str:
    """The pseudonym, or one word where a name is a part of an address, a path or another name."""
    before, after = found.string[: found.start()][-1:], found.string[found.end() :][:1]
    joined = before in _JOINTS or (after in _JOINTS and found.string[found.end() + 1 : found.end() + 2].isalnum())
    return pseudonym.lower().replace(" ", "-") if joined else pseudonym


def _letters(number: int) -> str:
    """1 → A, 26 → Z, 27 → AA."""
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text
