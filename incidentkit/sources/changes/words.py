"""Titles, authors and repositories, as they may be told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from incidentkit import inert
from incidentkit.evidence import Author, Evidence
from incidentkit.sources.interface import Person

# A change that was merged or put in place is worth a line when it lies in the incident's span.
WEIGHT = 55
# Before it, a change stands under "What changed" and not on the timeline.
BEFORE = 40
TITLE = 160
_MOST_TOLD = 8
# Hosts whose pages of commits have this form, and are no secret of the team's network.
_PUBLIC = ("github.com", "gitlab.com", "codeberg.org")
_REMOTE = re.compile(
    r"(?:[a-z+]+://(?:[^@/]+@)?|[^@/:]+@)(?P<host>[^/:]+)(?::\d+)?[:/](?P<name>[^?#]+?)(?:\.git)?/?", re.IGNORECASE
)
_NAME = re.compile(r"[A-Za-z0-9][\w.-]*(?:/[\w.-]+){0,4}")
_MERGE = re.compile(r"Merge (?:pull request #(?P<number>\d+) from |branch |remote-tracking branch )", re.IGNORECASE)
_BOT = re.compile(r"\[bot\]|\bbots?\b|^(?:github-actions|dependabot|renovate|web-flow)\b|-bot\b", re.IGNORECASE)
_NOREPLY = re.compile(
    r"(?:\d+\+)?([A-Za-z0-9][A-Za-z0-9-]{0,38})(?:\[bot\])?@users\.noreply\.github\.com", re.IGNORECASE
)
_TRAILER = re.compile(r"[A-Za-z][A-Za-z-]{1,40}: .*|.*\b(?:Co-authored-by|Signed-off-by)\b.*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """A repository: the name that records have, and the address of its pages where it may be told."""

    name: str
    web: str = ""


def place(folder: Path, remote: str) -> Place:
    """The repository that a remote's address names (its credentials are not looked at), else the folder's name."""
    found = _REMOTE.fullmatch(remote.strip())
    if found and _NAME.fullmatch(found["name"]):
        host = found["host"].lower()
        return Place(found["name"], f"https://{host}/{found['name']}" if host in _PUBLIC else "")
    return Place(re.sub(r"[^\w.-]+", "-", inert.one_line(folder.resolve().name, 80)).strip("-") or "repository")


def title(message: str) -> tuple[str, bool]:
    """What a commit's message says it does, inert, and whether it is a merge.

    Of a merge that GitHub made, the pull request's title: its first line names a branch, which may name a person.
    Nothing else of a message is told: its trailers hold addresses.
    """
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    first = lines[0] if lines else ""
    merge = _MERGE.match(first)
    number = f" (#{merge['number']})" if merge and merge["number"] else ""
    if merge:
        said = next((line for line in lines[1:] if not _TRAILER.fullmatch(line)), "")
        first = f"{said}{number}" if said else (f"pull request{number}" if number else "a branch")
    return plain(first) or "without a message", bool(merge)


def plain(text: str) -> str:
    """A title as inert Markdown on one line."""
    return inert.markdown(inert.one_line(text, TITLE))


def author(name: str, identity: str) -> tuple[Author, Person | None]:
    """Who it was, for the gate: a bot keeps its name, a person is known by every name that is theirs."""
    name = inert.one_line(name, 80) or "somebody"
    if _BOT.search(name) or _BOT.search(identity):
        return Author(name, "bot", identity), None
    login = _NOREPLY.fullmatch(identity)
    identity = login[1].lower() if login else identity  # as GitHub itself knows them
    names = tuple(dict.fromkeys(part for part in (name, login[1] if login else "") if part))
    return Author(name, "person", identity), Person(identity, names)


def quieter(records: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Changes, not on a timeline where they are so many that they would hide the rest."""
    told = [record for record in records if record.weight == WEIGHT]
    if len(told) <= _MOST_TOLD:
        return tuple(records)
    return tuple(replace(record, weight=BEFORE) if record.weight == WEIGHT else record for record in records)
