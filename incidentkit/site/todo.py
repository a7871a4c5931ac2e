"""The action items of all incidents as the site lists them, in the order of `incident actions list`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from incidentkit.actions.listing import Entry, Wanted, entries, plain_owner, settled, tracked_in
from incidentkit.actions.routes import route
from incidentkit.config import Config
from incidentkit.report.model import ActionItem
from incidentkit.site.archive import Action, Incident


@dataclass(frozen=True, slots=True)
class About:
    """The incident that an item belongs to."""

    path: PurePosixPath
    url: str
    title: str
    date: date | None


@dataclass(frozen=True, slots=True)
class Todo:
    """An item. `repo` is where its issue is, or would go ("" unknown), `link` and `label` lead to where it is worked on."""

    report: About
    item: ActionItem
    repo: str
    link: str
    label: str

    @property
    def owner(self) -> str:
        """Whose it is, as two owners are compared; "" for nobody."""
        return plain_owner(self.item.owner)

    @property
    def repo_key(self) -> str:
        """Its repository, as two of them are compared."""
        return self.repo.casefold()


@dataclass(frozen=True, slots=True)
class Share:
    """How many items of an owner or a repository are open and done. `key` is what its spellings have in common."""

    key: str
    name: str
    open: int
    done: int


def router(config: Config) -> Callable[[ActionItem], str]:
    """What names the repository of an item's issue, or to which it would go. The team's own is the settings': neither git nor the environment is asked, so
    that two clones give the same site."""
    place = urlsplit(config.site.repo_url)
    name = place.path.strip("/").removesuffix(".git")
    home = config.github.repo or (name if place.hostname == "github.com" and name.count("/") == 1 else "")
    return lambda item: tracked_in(item, route(item, config.actions, home))


def todos(incidents: Iterable[Incident], config: Config) -> list[Entry[Todo]]:
    """All items: open ones first, by due date, then the oldest first.

    None is overdue here: a page may be read long after it was built. The reader's browser knows the day.
    """
    repo_of = router(config)
    found = [_todo(one, action, repo_of) for one in incidents for action in one.actions]
    return entries(found, Wanted(), date.min)


def _todo(one: Incident, action: Action, repo_of: Callable[[ActionItem], str]) -> Todo:
    about = About(one.source, one.url, one.title, one.on)
    return Todo(about, action.item, repo_of(action.item), action.link, action.label)


def shares(items: Iterable[Entry[Todo]], name: Callable[[Todo], str], nobody: str) -> list[Share]:
    """How the items are spread over what `name` gives, who has the most open ones first; `nobody` stands for "".

    Names that differ in case alone are one, as the first of them is written.
    """
    written: dict[str, str] = {}
    counts: dict[str, list[int]] = {}
    for entry in items:
        one = name(entry.tracked)
        written.setdefault(one.casefold(), one)
        counts.setdefault(one.casefold(), [0, 0])[settled(entry.tracked)] += 1
    found = [Share(key, written[key] or nobody, still, done) for key, (still, done) in counts.items()]
    return sorted(found, key=lambda share: (-share.open, -share.done, share.name))
