"""One entry of a timeline while it is read, and the days between entries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from incidentkit.report.model import Milestone, Span
from incidentkit.report.times import Opening

Style = Literal["heading", "item", "paragraph", "row"]


@dataclass(slots=True)
class Entry:
    """An entry as read; `zone` is the one said in it or in its column, None leaves it to the section."""

    line: int
    start: int
    end: int
    style: Style
    opening: Opening
    date: date | None
    depth: int = 0
    level: int = 0
    lead: str = ""
    body: list[str] = field(default_factory=list)
    code: list[str] = field(default_factory=list)
    cites: list[str] = field(default_factory=list)
    milestone: Milestone | None = None
    column_zone: str | None = None

    @property
    def text(self) -> str:
        """The words of the entry, a line for each passage; its code where it has no words."""
        parts = [part for part in (self.lead, *self.body) if part] or self.code
        return "\n".join(parts).strip()

    @property
    def span(self) -> Span:
        """From the start of its first line to the end of its last."""
        return Span(self.start, self.end)


def night(found: Opening) -> int:
    """By how many seconds a time must lie before the last one to be tomorrow's.

    Half a day where `1:03` may be meant as the afternoon's; less where "AM" says that it is not.
    """
    return (9 if found.certain else 12) * 3600


def later(day: date | None, days: int = 1) -> date | None:
    try:
        return day + timedelta(days=days) if day else None
    except OverflowError:
        return day


def distinct(entries: list[Entry]) -> Iterator[Entry]:
    """The entries that say something, or at least when."""
    for entry in entries:
        if entry.text or entry.opening.time:
            yield entry
