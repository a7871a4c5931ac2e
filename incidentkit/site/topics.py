"""Services and tags over all incidents: who shares one, and where its page stands. Pure.

Names are people's: two that differ in case or blanks are one, and any of them may be no name for a file. A page's name
is made of plain letters; where that loses something, or a computer would stumble over it, a digest of the whole name
stands behind it. No two names share a page.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal
from unicodedata import normalize

from incidentkit.site.archive import Incident

Kind = Literal["service", "tag"]
FOLDERS: dict[Kind, str] = {"service": "services", "tag": "tags"}
_LONGEST = 60
# Such a name is its page's, but for blanks; any other has a digest, behind a sign that these do not have.
_PLAIN = re.compile(r"[a-z0-9](?:[a-z0-9.\- ]*[a-z0-9])?")
# Names that Windows keeps for devices, whatever their ending
# (https://learn.microsoft.com/windows/win32/fileio/naming-a-file).
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Topic:
    """A service or a tag: its name as it is written most often, the address of its page, its incidents in their
    order."""

    kind: Kind
    name: str
    url: str
    incidents: tuple[Incident, ...]


def services(incidents: Sequence[Incident]) -> list[Topic]:
    """The services, those that were hit most often first."""
    return _topics("service", incidents, lambda one: one.services)


def tags(incidents: Sequence[Incident]) -> list[Topic]:
    """The tags, the most frequent first."""
    return _topics("tag", incidents, lambda one: one.tags)


def key(name: str) -> str:
    """What two spellings of one name have in common."""
    return " ".join(normalize("NFKC", name).casefold().split())


def _topics(kind: Kind, incidents: Sequence[Incident], names: Callable[[Incident], Iterable[str]]) -> list[Topic]:
    spellings: dict[str, Counter[str]] = {}
    members: dict[str, list[Incident]] = {}
    for one in incidents:
        for found, name in {key(name): name for name in names(one) if key(name)}.items():
            spellings.setdefault(found, Counter())[" ".join(name.split())] += 1
            members.setdefault(found, []).append(one)
    topics = [Topic(kind, _usual(spellings[one]), place(kind, one), tuple(members[one])) for one in spellings]
    return sorted(topics, key=lambda topic: (-len(topic.incidents), key(topic.name), topic.name))


def _usual(spellings: Counter[str]) -> str:
    """The spelling that is used most; among equals the first by the alphabet, so that two builds agree."""
    return min(spellings, key=lambda name: (-spellings[name], name))


def place(kind: Kind, name: str) -> str:
    """The address of a service's or a tag's page: of its name alone, so that no other name can move it."""
    name = key(name)
    stem = name.replace(" ", "_")
    if not (_PLAIN.fullmatch(name) and len(name) <= _LONGEST) or _DEVICES.fullmatch(name.partition(".")[0]):
        readable = re.sub(r"[^a-z0-9]+", "-", normalize("NFKD", name))[:_LONGEST].strip("-")
        digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:10]
        stem = f"{readable}~{digest}"
    return f"{FOLDERS[kind]}/{stem}.html"


def place_in(topic: Topic, year: str) -> str:
    """The address of a topic's page for one year: in a folder of the topic's name, which is no other topic's page."""
    return f"{topic.url.removesuffix('.html')}/{year}.html"
