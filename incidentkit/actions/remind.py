"""`incident actions remind`: what is overdue, by owner, and what nobody owns, as text that can be put anywhere.

The text is inert: a reminder that is piped into an issue or a chat every week must not notify anybody by itself, nor
leave a trace on the issues that it names. Whoever wants that takes the JSON.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from incidentkit import inert
from incidentkit.actions.items import Tracked
from incidentkit.actions.listing import Entry, Wanted, entries, plain_owner
from incidentkit.redact import scrub

MOST_UNOWNED = 20  # lines; old archives have hundreds, and a list that nobody reads reminds nobody
LONGEST = 200  # characters of an item or a title


@dataclass(frozen=True, slots=True)
class Group:
    """What one owner is reminded of; `owner` is None for what nobody owns: overdue or not."""

    owner: str | None
    entries: tuple[Entry[Tracked], ...]


@dataclass(frozen=True, slots=True)
class Reminder:
    """All groups on a day, the most overdue owner first, nobody last. `private` counts what was left out as private."""

    today: date
    groups: tuple[Group, ...]
    private: int

    @property
    def overdue(self) -> int:
        """How many items are overdue."""
        return sum(entry.overdue for group in self.groups for entry in group.entries)


def reminder(items: Iterable[Tracked], today: date) -> Reminder:
    """What is overdue on `today`, by owner, and what is open without an owner."""
    late = [e for e in entries(items, Wanted(open=True), today) if e.overdue or not e.tracked.item.owner]
    told = [entry for entry in late if not entry.tracked.private]
    by_owner: dict[str, list[Entry[Tracked]]] = {}
    for entry in told:
        by_owner.setdefault(plain_owner(entry.tracked.item.owner), []).append(entry)
    groups = [Group(same[0].tracked.item.owner or None, tuple(same)) for same in by_owner.values()]
    groups.sort(key=lambda group: group.owner is None)
    return Reminder(today, tuple(groups), len(late) - len(told))


def as_json(found: Reminder) -> dict[str, Any]:
    """The reminder as in `incident actions remind --json`; items as in `incident actions list --json`."""
    return {
        "today": found.today.isoformat(),
        "overdue": found.overdue,
        "owners": [
            {
                "owner": group.owner,
                "actions": [{**e.as_json(), "text": scrub(e.tracked.item.text)} for e in group.entries],
            }
            for group in found.groups
        ],
    }


def markdown(found: Reminder) -> str:
    """The reminder as Markdown, without a line end at its end."""
    if not found.groups:
        return f"No action item is overdue on {found.today.isoformat()}, and each has an owner."
    parts = [f"# Action items on {found.today.isoformat()}", f"Overdue: {found.overdue}."]
    for group in found.groups:
        most = len(group.entries)
        if not group.owner:
            most = min(most, max(MOST_UNOWNED, sum(e.overdue for e in group.entries)))
        lines = [_line(entry, found.today) for entry in group.entries[:most]]
        if more := len(group.entries) - most:
            lines.append(f"- and {more} more: `incident actions list --open --unowned`")
        parts += [f"## {_inert(group.owner) if group.owner else 'Without an owner'}", "\n".join(lines)]
    return "\n\n".join(parts)


def _line(entry: Entry[Tracked], today: date) -> str:
    t = entry.tracked
    due = f"due {t.item.due.isoformat()} ({days(today, t.item.due)} ago)" if t.item.due and entry.overdue else ""
    if t.item.due and not entry.overdue:
        due = f"due {t.item.due.isoformat()}"
    issue = inert.code(str(t.link or t.item.issue or ""), LONGEST)
    dated = f", {t.report.date.isoformat()}" if t.report.date else ""
    origin = f"from “{_inert(t.report.title or t.report.path.stem)}”{dated}"
    return f"- {_inert(t.item.text)} — {', '.join(part for part in (due, issue, origin) if part)}"


def days(today: date, before: date) -> str:
    """How many days lie between two dates, in words."""
    number = (today - before).days
    return "1 day" if number == 1 else f"{number} days"


def _inert(text: str) -> str:
    return inert.github(inert.one_line(scrub(text), LONGEST))
