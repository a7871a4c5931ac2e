"""What the ids in messages are called: people, channels, groups. Names of people go to the redaction gate only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from incidentkit import inert
from incidentkit.sources.interface import Person
from incidentkit.sources.slack import shape
from incidentkit.sources.slack.shape import Raw

# Ids: https://docs.slack.dev/reference/objects/user-object and conversation-object. W is a user of an Enterprise org.
PERSON_ID = re.compile(r"[UW][A-Z0-9]{2,30}")
# Exports that programs make of other chats have ids of their own; where a user belongs, it is one, whatever its looks.
ANY_ID = re.compile(r"[A-Za-z0-9][\w.-]{0,63}", re.ASCII)
CHANNEL_ID = re.compile(r"[CDG][A-Z0-9]{2,30}")
SLACKBOT = "USLACKBOT"
_MARKUP = re.compile(r"[\\`*\[\]~|<>&{}]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")


@dataclass(frozen=True, slots=True)
class User:
    """A user as Slack describes them. `names` begins with the one that is shown, which is safe to write."""

    id: str
    names: tuple[str, ...] = ()
    bot: bool = False


@dataclass(slots=True)
class Names:
    """Everything that is known by id. `seen` collects the people whom messages name, with the labels they bore."""

    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, str] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    seen: dict[str, list[str]] = field(default_factory=dict)

    def meet(self, person_id: str, label: str = "") -> None:
        """A message names this person, perhaps with a name of its own (`<@U123|name>`)."""
        labels = self.seen.setdefault(person_id, [])
        if not label or label in labels:
            return
        label = inert.one_line(label.removeprefix("@"), 80)
        if label and label not in labels:
            labels.append(label)

    def is_bot(self, user_id: str) -> bool | None:
        """Whether a user id is a program's; None where nobody knows."""
        if user_id == SLACKBOT:
            return True
        known = self.users.get(user_id)
        return known.bot if known else None

    def shown(self, user_id: str) -> str:
        """The name that Slack shows for a user, or an empty string."""
        known = self.users.get(user_id)
        if known and known.names:
            return known.names[0]
        labels = self.seen.get(user_id)
        return labels[0] if labels else ""

    def channel(self, channel_id: str, label: str = "") -> str:
        """How a channel is written: `#name`."""
        name = label.strip().lstrip("#") or self.channels.get(channel_id, "")
        return f"#{name}" if name else "#unknown-channel"

    def people(self) -> tuple[Person, ...]:
        """All persons known or named, for the gate."""
        ids = dict.fromkeys([*self.users, *self.seen])
        return tuple(
            Person(user_id, _safe_first([*self._user_names(user_id), *self.seen.get(user_id, [])]))
            for user_id in ids
            if not self.is_bot(user_id)
        )

    def _user_names(self, user_id: str) -> tuple[str, ...]:
        known = self.users.get(user_id)
        return known.names if known else ()


def user(raw: Raw) -> User | None:
    """A user object of `users.info`, `users.list` or `users.json`; None where it has no id."""
    user_id = shape.text(raw, "id")
    if not ANY_ID.fullmatch(user_id):
        return None
    profile = shape.inner(raw, "profile")
    names = [shape.text(profile, "display_name"), shape.text(profile, "real_name"), shape.text(raw, "real_name")]
    names += [shape.text(profile, "display_name_normalized"), shape.text(profile, "real_name_normalized")]
    names.append(shape.text(raw, "name"))
    bot = shape.flag(raw, "is_bot") or shape.flag(raw, "is_workflow_bot") or user_id == SLACKBOT
    return User(user_id, _safe_first([inert.one_line(name, 80) for name in names]), bot)


@lru_cache(maxsize=4096)
def safe_name(name: str) -> str:
    """A name without characters that mean something in Markdown."""
    return inert.one_line(_MARKUP.sub("", name), 80)


def users(raws: Iterable[Raw]) -> dict[str, User]:
    """All users of a list, by id."""
    return {found.id: found for found in map(user, raws) if found}


def channels(raws: Iterable[Raw]) -> Mapping[str, str]:
    """Names of conversations by id."""
    return {
        shape.text(raw, "id"): inert.one_line(shape.text(raw, "name"), 100) for raw in raws if shape.text(raw, "id")
    }


def _safe_first(names: list[str]) -> tuple[str, ...]:
    """The names, each once; the first is the one that may be written, the rest serve to find them in texts."""
    shown = next((safe for name in names if (safe := safe_name(name))), "")
    return tuple(dict.fromkeys(name for name in (shown, *names) if name))
