"""All action items, filtered, in the order in which they press: for `incident actions list` and for the site."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import Any, Generic, Literal, Protocol, TypeVar

from incidentkit.paths import shown
from incidentkit.report.model import ActionItem

_ISSUE_IN = re.compile(
    r"https?://[^/\s]+/(?P<there>[\w.-]+/[\w.-]+)/(?:issues|pull)/\d+.*|(?P<short>[\w.-]+/[\w.-]+)#\d+"
)

By = Literal["due", "age", "owner", "repo", "incident"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which items to list; everything that is set must hold. `owner` and `repo` compare without case or `@`."""

    open: bool = False
    overdue: bool = False
    unowned: bool = False
    unlinked: bool = False
    owner: str | None = None
    repo: str | None = None


class About(Protocol):
    """The report that an item stands in."""

    @property
    def path(self) -> PurePath:
        """Its file."""

    @property
    def title(self) -> str | None:
        """What happened."""

    @property
    def date(self) -> date | None:
        """The day of the incident."""


class Listed(Protocol):
    """What a list needs of an item: `incidentkit.actions.items.Tracked` has it, and what the site keeps."""

    @property
    def report(self) -> About:
        """Where it stands."""

    @property
    def item(self) -> ActionItem:
        """As it was read."""

    @property
    def repo(self) -> str:
        """Where its issue goes, "" unknown."""


Item = TypeVar("Item", bound=Listed)


@dataclass(frozen=True, slots=True)
class Entry(Generic[Item]):
    """An item on a given day: `overdue` when open and past its due date, `age_days` since its incident."""

    tracked: Item
    overdue: bool
    age_days: int | None

    def as_json(self) -> dict[str, Any]:
        """The entry as in `incident actions list --json`: the item's keys of `incident show`, and where it stands."""
        t, item = self.tracked, self.tracked.item
        return {
            "report": shown(t.report.path),
            "report_title": t.report.title,
            "date": t.report.date.isoformat() if t.report.date else None,
            "line": item.line,
            "id": item.id,
            "text": item.text,
            "group": item.group,
            "owner": item.owner,
            "due": item.due.isoformat() if item.due else item.due_text,
            "repo": tracked_in(item, t.repo) or None,
            "issue": item.issue,
            "done": item.done,
            "dropped": item.dropped,
            "overdue": self.overdue,
            "age_days": self.age_days,
        }


def entries(items: Iterable[Item], wanted: Wanted, today: date, by: By = "due") -> list[Entry[Item]]:
    """The items that are wanted, in the order of `by`; within it open ones first, by due date, the oldest first."""
    found = []
    for t in items:
        overdue = bool(t.item.due and t.item.due < today and not settled(t))
        age = (today - t.report.date).days if t.report.date else None
        if _fits(t, wanted, overdue):
            found.append(Entry(t, overdue, age))
    return sorted(sorted(found, key=_order), key=_ORDERS[by])


def _fits(t: Listed, wanted: Wanted, overdue: bool) -> bool:
    return (
        not (wanted.open and settled(t))
        and not (wanted.overdue and not overdue)
        and not (wanted.unowned and t.item.owner)
        and not (wanted.unlinked and t.item.issue)
        and (wanted.owner is None or plain_owner(t.item.owner) == plain_owner(wanted.owner))
        and (wanted.repo is None or tracked_in(t.item, t.repo).casefold() == wanted.repo.strip().casefold())
    )


def tracked_in(item: ActionItem, routed: str) -> str:
    """The repository of an item's issue, on whatever host, else where it would be filed; "" where none is known."""
    found = _ISSUE_IN.fullmatch(item.issue or "")
    return (found["there"] or found["short"]) if found else routed


def settled(t: Listed) -> bool:
    """Whether there is nothing left to do: the item is done, or was struck out."""
    return bool(t.item.done or t.item.dropped)


def plain_owner(owner: str | None) -> str:
    """An owner as two of them are compared: without `@`, without case; "" for nobody."""
    return (owner or "").strip().lstrip("@").casefold()


def _order(entry: Entry[Any]) -> tuple[bool, date, int, str, int]:
    t = entry.tracked
    due, age = t.item.due or date.max, entry.age_days
    return (settled(t), due, -(age if age is not None else -(10**6)), str(t.report.path), t.item.line)


def _by_repo(name: str) -> tuple[bool, str]:
    return (not name, name.casefold())


# What lacks the thing that is sorted by comes last.
_ORDERS: dict[By, Callable[[Entry[Any]], tuple[Any, ...]]] = {
    "due": lambda entry: (),
    "age": lambda entry: (entry.age_days is None, -(entry.age_days or 0)),
    "owner": lambda entry: (not entry.tracked.item.owner, plain_owner(entry.tracked.item.owner)),
    "repo": lambda entry: _by_repo(tracked_in(entry.tracked.item, entry.tracked.repo)),
    "incident": lambda entry: (str(entry.tracked.report.path),),
}


def totals(found: Sequence[Entry[Any]]) -> dict[str, int]:
    """How many there are, how many open, overdue, without owner, without issue (the last three among the open)."""
    still = [e for e in found if not settled(e.tracked)]
    return {
        "total": len(found),
        "open": len(still),
        "overdue": sum(e.overdue for e in found),
        "unowned": sum(not e.tracked.item.owner for e in still),
        "unlinked": sum(not e.tracked.item.issue for e in still),
    }
