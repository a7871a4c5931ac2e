"""Which repository an action item belongs to, and which issue its link names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from incidentkit.config import ActionsSettings
from incidentkit.github.account import NAME
from incidentkit.report.model import ActionItem

_UPSTREAM = re.compile(rf"\bupstream\b\W*({NAME.pattern})", re.IGNORECASE)
_SHORT = re.compile(rf"(?:({NAME.pattern}))?#(\d{{1,9}})")
_PLACE = re.compile(rf"(?:.*/)?({NAME.pattern})/(?:issues|pull)/(\d{{1,9}})(?:/.*)?")


@dataclass(frozen=True, slots=True)
class Ref:
    """An issue or pull request by repository and number. Names compare without regard to case: use `key`."""

    repo: str
    number: int

    @property
    def key(self) -> tuple[str, int]:
        """What two references to the same issue have in common."""
        return (self.repo.lower(), self.number)

    def __str__(self) -> str:
        return f"{self.repo}#{self.number}"


def route(item: ActionItem, settings: ActionsSettings, home: str) -> str:
    """The repository an item's issue goes to: its own `repo:`, its group's, else the team's; "" where none is known.

    A group's heading is looked up in `[actions] routes`; `Upstream: OWNER/NAME` needs no entry there.
    """
    routes = {key.strip().casefold(): repo for key, repo in settings.routes.items()}
    if item.repo:
        name = routes.get(item.repo.strip().casefold(), item.repo.strip())
        return name if NAME.fullmatch(name) else ""
    group = (item.group or "").strip()
    if routed := routes.get(group.casefold()):
        return routed if NAME.fullmatch(routed) else ""
    if found := _UPSTREAM.search(group):
        return found[1].rstrip(".")
    return home


def is_own(repo: str, settings: ActionsSettings, home: str) -> bool:
    """Whether a repository is the team's: its home, or named (or its owner) in `[actions] own`."""
    own = {name.strip().lower() for name in (*settings.own, home) if name.strip()}
    return repo.lower() in own or repo.lower().split("/")[0] in own


def reference(link: str, hosts: Iterable[str], home: str) -> Ref | None:
    """The issue or pull request that a link or a short reference names, if it is one on this GitHub.

    `#12` is one of the team's own repository.
    """
    link = link.strip()
    if found := _SHORT.fullmatch(link):
        repo = found[1] or home
        return Ref(repo, int(found[2])) if repo else None
    try:
        parts = urlsplit(link)
        if parts.scheme not in ("http", "https") or parts.netloc.lower() not in hosts:
            return None
    except ValueError:
        return None
    place = _PLACE.fullmatch(parts.path)
    return Ref(place[1], int(place[2])) if place else None
