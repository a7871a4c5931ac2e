"""Whether Slack can be read: the token, its scopes, the next step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from incidentkit import inert
from incidentkit.errors import IncidentkitError
from incidentkit.sources.slack import permalink, shape
from incidentkit.sources.slack.client import MANIFEST, SCOPES, Client, Patience

_QUICK = Patience(tries=2, longest=5.0)
# What works without the scope, where something does: (scope, what is missing without it).
_WITHOUT: tuple[tuple[str, str], ...] = (
    ("channels:history", "messages of public channels cannot be read"),
    ("groups:history", "messages of private channels cannot be read"),
    ("channels:read", "public channels stay without a name"),
    ("groups:read", "private channels stay without a name"),
    ("users:read", "people cannot be told apart by name, nor names in texts be masked"),
    ("usergroups:read", "groups in texts stay without a name"),
    ("pins:read", "pinned messages are not marked"),
    ("reactions:read", "reactions may be missing"),
)


@dataclass(frozen=True, slots=True)
class Status:
    """One thing about the access to Slack. `hint` is the next step where it is not `ok`."""

    ok: bool
    message: str
    hint: str | None = None


def auth_status(environ: Mapping[str, str], *, patience: Patience | None = None) -> tuple[Status, ...]:
    """What the token of the environment can do: one call, `auth.test`. Never raises an IncidentkitError."""
    try:
        client = Client(environ, patience=patience or _QUICK)
        answer, headers = client.call_with_headers("auth.test")
    except IncidentkitError as e:
        return (Status(False, e.message, e.hint),)
    team = inert.one_line(shape.text(answer, "team") or shape.text(answer, "url"), 80)
    user = inert.one_line(shape.text(answer, "user"), 80)
    found = [Status(True, f"the token works{f' in {team}' if team else ''}{f' as {user}' if user else ''}")]
    if "x-oauth-scopes" not in headers:
        return (*found, Status(True, "Slack did not say which scopes the token has"))
    had = {scope.strip() for scope in headers["x-oauth-scopes"].split(",")}
    for scope, loss in _WITHOUT:
        if scope not in had:
            hint = f"Add {scope} under OAuth & Permissions and reinstall the app ({MANIFEST})."
            found.append(Status(False, f"the token lacks the scope {scope}: {loss}", hint))
    if had.issuperset(SCOPES):
        found.append(Status(True, "the token has every scope that is needed"))
    return tuple(found)


def thread_status(url: str, environ: Mapping[str, str], *, patience: Patience | None = None) -> tuple[Status, ...]:
    """Whether a thread can be read, with its channel's name, its pins and its author: a call each.

    Raises UsageError where the link is none to a message; whatever Slack answers is a finding.
    """
    link = permalink.parse(url)
    try:
        client = Client(environ, patience=patience or _QUICK)
        ts = link.thread_ts or link.ts
        first = client.call("conversations.replies", url, channel=link.channel, ts=ts, limit=1)
    except IncidentkitError as e:
        return (Status(False, e.message, e.hint),)
    found = [Status(True, "the thread can be read")]
    authors = [shape.text(message, "user") for message in shape.objects(first, "messages")]
    beside: list[tuple[str, dict[str, str]]] = [
        ("conversations.info", {"channel": link.channel}),
        ("pins.list", {"channel": link.channel}),
        *(("users.info", {"user": author}) for author in authors[:1] if author),
    ]
    for method, arguments in beside:
        try:
            client.call(method, **arguments)
        except IncidentkitError as e:
            # The report is written without it; what is missing then is part of the message or the hint.
            found.append(Status("user_not_" in e.message, f"{e.message}, asked by {method}", e.hint))
    return tuple(found)
