"""Who and what the ids of a conversation are, asked of the Web API: as few calls as do it.

Nothing here may cost the evidence: a name that cannot be had is a note.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from incidentkit import inert
from incidentkit.errors import IncidentkitError
from incidentkit.sources.slack import messages, names, shape
from incidentkit.sources.slack.client import Client
from incidentkit.sources.slack.names import Names

# Beyond this many people, pages of the whole directory are fewer calls than one call each.
_ONE_BY_ONE = 40
# A directory of 200 a page: enough for 20,000 members.
_PAGES = 100


def look_up(client: Client, channel: str, raws: Iterable[Mapping[str, Any]], seen: Names, found: Names) -> list[str]:
    """Fill `found` with the users whom messages name (`seen` met them), the channel and the groups. Gives notes."""
    notes: list[str] = []
    wanted = dict.fromkeys([*seen.seen, *(shape.text(raw, "user") for raw in raws)])
    ids = [user for user in wanted if names.PERSON_ID.fullmatch(user) and user != names.SLACKBOT]
    _users(client, ids, found, notes)
    try:
        info = shape.inner(client.call("conversations.info", channel=channel), "channel")
        if name := shape.text(info, "name_normalized") or shape.text(info, "name"):
            found.channels[channel] = names.safe_name(name)
    except IncidentkitError as e:
        notes.append(f"The Slack channel's name could not be read: {e.message}.")
    if any("subteam" in str(raw.get("text")) for raw in raws):
        _groups(client, found, notes)
    return notes


def _users(client: Client, ids: list[str], found: Names, notes: list[str]) -> None:
    try:
        if len(ids) > _ONE_BY_ONE:
            for count, page in enumerate(client.pages("users.list", limit=200), 1):
                found.users.update(names.users(shape.objects(page, "members")))
                if count >= _PAGES or all(user in found.users for user in ids):
                    break
            return
        for user_id in ids:
            _user(client, user_id, found)
    except IncidentkitError as e:
        notes.append(f"Names of people could not be read: {e.message}. {e.hint or ''}".strip())


def _user(client: Client, user_id: str, found: Names) -> None:
    try:
        user = names.user(shape.inner(client.call("users.info", user=user_id), "user"))
    except IncidentkitError as e:
        if "user_not_" in e.message:
            return  # a guest of another organisation, or one long gone: they stay unnamed
        raise
    if user:
        found.users[user_id] = user


def _groups(client: Client, found: Names, notes: list[str]) -> None:
    try:
        for group in shape.objects(client.call("usergroups.list", include_disabled="true"), "usergroups"):
            found.groups[shape.text(group, "id")] = inert.one_line(shape.text(group, "handle"), 80)
    except IncidentkitError as e:
        notes.append(f"Names of user groups could not be read: {e.message}.")


def pins(client: Client, channel: str, notes: list[str]) -> set[str]:
    """The `ts` of the channel's pinned messages; none where they cannot be read, with a note."""
    try:
        items = shape.objects(client.call("pins.list", channel=channel), "items")
    except IncidentkitError as e:
        notes.append(f"Pins could not be read: {e.message}.")
        return set()
    found = {messages.normal_ts(shape.text(shape.inner(item, "message"), "ts")) for item in items}
    return found - {""}


def workspace(client: Client) -> str:
    """The workspace's address, or an empty string."""
    try:
        return shape.text(client.call("auth.test"), "url").rstrip("/")
    except IncidentkitError:
        return ""
