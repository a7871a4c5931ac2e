"""A report as values: what the reader found, with the line of each thing.

Lines count from 1. Local times are as written; `at` is the instant in UTC or None where no zone is known. `Span`s are
offsets into the decoded text that was read, for splicing; they are never written to JSON.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

Day = date  # within a class that has a field `date`, that name is the field's
Status = Literal["draft", "review", "final"]
Milestone = Literal["started", "detected", "mitigated", "resolved"]
MILESTONES: tuple[Milestone, ...] = ("started", "detected", "mitigated", "resolved")


@dataclass(frozen=True, slots=True)
class Span:
    """Offsets of a passage in the text: `text[start:end]`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Note:
    """Something that a person should know about how the document was read."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it. `role` is its meaning in ours, whatever its words: "summary", "timeline",
    "conclusion", "actions", "impact", "running", "changed", "factors", "well", "wrong", "lucky" or None."""

    name: str
    level: int
    line: int
    role: str | None
    body: Span


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One timeline line. `time` and `until` are `HH:MM` or `HH:MM:SS`, 24 hours, as written; None for a whole day."""

    line: int
    at: datetime | None
    date: Day | None
    time: str | None
    until: str | None
    approximate: bool
    text: str
    milestone: Milestone | None
    cites: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class ActionItem:
    """One action item. `id` is the one frozen in its comment, else None (`actions.plan` derives it).

    `links` are addresses as written, `refs` short references (`#12`, `org/repo#12`), `issue` the first link or
    reference that is an issue or pull request. `done` is None where the item has no tick box. `dropped` says that
    nobody will do it: it is struck out, or its row says "cancelled" or "won't fix".
    """

    line: int
    id: str | None
    text: str
    group: str | None
    owner: str | None
    due: date | None
    repo: str | None
    links: tuple[str, ...]
    refs: tuple[str, ...]
    done: bool | None
    issue: str | None
    span: Span
    due_text: str | None = None
    dropped: bool = False


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The front matter as written: plain scalars, lists and maps; instants and dates stay text.

    `lines` gives the line of each top-level key. `problems` is what could not be read; then `values` holds what could.
    """

    values: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    problems: tuple[Note, ...] = ()
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """A document that was read. `text` is the whole decoded file; nothing in it was changed."""

    path: Path
    text: str
    front: FrontMatter
    title: str | None
    date: date | None
    status: Status | None
    status_text: str | None
    severity: str | None
    services: tuple[str, ...]
    tags: tuple[str, ...]
    timezone: str | None
    timezone_line: int | None
    started: datetime | None
    detected: datetime | None
    mitigated: datetime | None
    resolved: datetime | None
    visibility: Literal["public", "private"]
    sections: tuple[Section, ...]
    timeline: tuple[TimelineEntry, ...]
    actions: tuple[ActionItem, ...]
    warnings: tuple[Note, ...]

    @property
    def duration_seconds(self) -> int | None:
        """From started to resolved, or None where one is unknown."""
        if self.started and self.resolved:
            return int((self.resolved - self.started).total_seconds())
        return None

    def section(self, role: str) -> Section | None:
        """The first section of that role."""
        return next((s for s in self.sections if s.role == role), None)
