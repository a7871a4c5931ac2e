"""The gate itself: records in, records out that may be written and shown."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from hashlib import sha256

from incidentkit.config import RedactSettings
from incidentkit.evidence import Author, Evidence, Link
from incidentkit.redact.people import MENTION, Pseudonyms
from incidentkit.redact.scan import find, mask
from incidentkit.sources.interface import Gathered

# Sources whose texts name objects and not people.
_MACHINES = ("kubernetes", "prometheus", "helm")

# The name that Slack gives a conversation of several people: their handles.
_GROUP_MESSAGE = re.compile(r"\bmpdm-[\w.\\-]+")


class Gate:
    """Redacts what sources gave, for one report.

    `roles` maps people to roles (settings), `names` keeps people's names, `known` is the report's ledger: who is in it
    keeps the pseudonym. `counts` says, after use, how often each kind of thing was masked.
    """

    def __init__(
        self,
        settings: RedactSettings,
        *,
        roles: Mapping[str, str] | None = None,
        names: bool = False,
        known: Iterable[Evidence] = (),
    ) -> None:
        self._settings = settings
        self._people = Pseudonyms(roles or {}, names=names)
        self._names = names
        self._users = _Users(settings.user_prefixes)
        self._known = {record.id: record for record in known}
        self.counts: Counter[str] = Counter()
        self._same: dict[str, str] = {}

    def admit(self, gathered: Iterable[Gathered]) -> list[Gathered]:
        """The same, fit to be written: no secret, no address, people by pseudonym.

        All sources at once: a user whose pod the cluster names is then known in the chat as well.
        """
        all_of_it = list(gathered)
        self._same.clear()
        ordered = sorted((r for g in all_of_it for r in g.records), key=_order)
        for one in all_of_it:
            self._people.meet(one.people)
            if one.redacted:  # what they were called there, they are called here, unless the report says otherwise
                self._known = {record.id: record for record in one.records} | self._known
        self._people.learn(ordered, self._known)
        self._users.learn(ordered, self._known)
        self._people.involve(_taking_part(ordered))
        for record in ordered:  # those who speak are named in the order in which they spoke, before those spoken of
            # Who changed something days before is not told, and takes no letter from those who answer.
            if record.author and record.author.kind == "person" and record.kind != "change":
                self._people.name(record.author.id, record.author.name)
            if record.source in _MACHINES and record.subject:
                self._users.replace(record.subject)
        return [
            replace(
                one,
                records=tuple(self._record(record) for record in one.records),
                gaps=tuple(self._record(record) for record in one.gaps),
                people=(),
                notes=tuple(self.text(note) for note in one.notes),
            )
            for one in all_of_it
        ]

    def _name(self, text: str) -> str:
        """As `text`, for what many records share: a channel, a program."""
        if text not in self._same:
            self._same[text] = self.text(text)
        return self._same[text]

    def text(self, text: str) -> str:
        """A person's text through the gate."""
        text = _GROUP_MESSAGE.sub("group-message", self._masked(text))
        said = self._people.replace(self._users.replace(text, new=False))
        return self._masked(said) if self._names else said  # a name may be an address

    def _machine_text(self, text: str) -> str:
        # Names of people are not looked for here: a pod called like somebody's handle is a pod.
        return self._users.replace(self._masked(text))

    def _masked(self, text: str) -> str:
        hits = find(text, self._settings)
        self.counts.update(hit.rule for hit in hits)
        return mask(text, hits)

    def _record(self, record: Evidence) -> Evidence:
        through = self._machine_text if record.source in _MACHINES else self.text
        shared = self._machine_text if record.source in _MACHINES else self._name
        return replace(
            record,
            id=self._identity(record),
            summary=through(record.summary),
            body=through(record.body) if record.body else record.body,
            subject=shared(record.subject) if record.subject else record.subject,
            group=shared(record.group) if record.group else record.group,
            many=shared(record.many) if record.many else record.many,
            author=self._author(record.author),
            links=tuple(Link(self.text(link.url), self._name(link.text)) for link in record.links),
            versions=tuple(
                replace(one, component=through(one.component), value=through(one.value), detail=through(one.detail))
                for one in record.versions
            ),
            chart=record.chart.through(through) if record.chart else None,
        )

    def _identity(self, record: Evidence) -> str:
        """The id, or a digest of one that says what it must not: it still is stable."""
        if not find(record.id, self._settings):
            return record.id
        return f"{record.source}:sha256:{sha256(record.id.encode()).hexdigest()[:32]}"

    def _author(self, author: Author | None) -> Author | None:
        if author is None:
            return None
        if author.kind == "bot":
            return Author(self._name(author.name), "bot")
        return Author(self._masked(self._people.name(author.id, author.name)))


class _Users:
    """Names of users inside names of pods and volume claims (`jupyter-<user>`), numbered in order of appearance."""

    def __init__(self, prefixes: tuple[str, ...]) -> None:
        stems = "|".join(re.escape(prefix) for prefix in prefixes)
        # The name may be escaped (Markdown) or doubled by a named server: jupyter-user--server.
        self._pattern = re.compile(rf"(?<![\w.-])({stems})([a-z0-9](?:[a-z0-9.\\-]*[a-z0-9])?)") if prefixes else None
        self._numbers: dict[str, str] = {}

    def learn(self, records: Iterable[Evidence], earlier: Mapping[str, Evidence]) -> None:
        """Take over the numbers of an earlier gathering, by record id."""
        if self._pattern is None:
            return
        for record in records:
            old = earlier.get(record.id)
            before = self._pattern.search(old.subject) if old and old.subject else None
            now = self._pattern.search(record.subject) if record.subject else None
            if before and now:
                self._numbers.setdefault(now[2].replace("\\", ""), before[2])

    def replace(self, text: str, *, new: bool = True) -> str:
        """`text` with the users' part of each name replaced: `jupyter-user1`. Without `new`, only of users met before:
        in talk, `jupyter-server` is a program."""
        if self._pattern is None:
            return text

        def numbered(found: re.Match[str]) -> str:
            user = found[2].replace("\\", "")
            return found[1] + self._number(user) if new or user in self._numbers else found[0]

        return self._pattern.sub(numbered, text)

    def _number(self, user: str) -> str:
        if user in self._numbers.values():
            return user
        if user not in self._numbers:
            taken = set(self._numbers.values())
            number = len(self._numbers) + 1
            while f"user{number}" in taken:
                number += 1
            self._numbers[user] = f"user{number}"
        return self._numbers[user]


def _taking_part(records: Iterable[Evidence]) -> Iterator[str]:
    """The ids of who speaks and of whom somebody mentions."""
    for record in records:
        if record.author and record.author.kind == "person":
            yield record.author.id
        for text in (record.summary, record.body or ""):
            yield from MENTION.findall(text)


def _order(record: Evidence) -> tuple[float, str]:
    return (record.at.timestamp() if record.at else float("inf"), record.id)
