"""A line and the records behind it. What several sources know of one fact is one line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from incidentkit.evidence import Evidence

Milestone = Literal["started", "detected", "mitigated", "resolved"]

# Records of one group that are further apart tell another story.
APART = timedelta(minutes=90)
# Shorter than this is a moment: a line says `14:02`, not `14:02–14:02`.
MOMENT = timedelta(minutes=1)

# Whose words a line has where several sources know its fact: who saw what was done, then who says it in words.
WORDS: tuple[str, ...] = ("kubernetes", "slack", "helm", "github", "git", "prometheus")
# Whose time it has: who saw it begin and end, then who was told.
TIMES: tuple[str, ...] = ("kubernetes", "helm", "prometheus", "github", "git", "slack")


@dataclass(frozen=True, slots=True)
class Line:
    """One line to write: `text` is Markdown without its footnotes, `records` is its evidence, `at` an aware instant."""

    at: datetime
    until: datetime | None
    text: str
    records: tuple[Evidence, ...]
    weight: int
    milestone: Milestone | None = None


def fold(records: Iterable[Evidence]) -> list[Line]:
    """Records of one group that are close in time become one line. The records are in order."""
    groups: dict[str, list[list[Evidence]]] = {}
    ends: dict[str, datetime] = {}
    for record in records:
        key = _story(record)
        clusters = groups.setdefault(key, [])
        if clusters and start(record) - ends[key] <= APART:
            clusters[-1].append(record)
            ends[key] = max(ends[key], end(record))
        else:
            clusters.append([record])
            ends[key] = end(record)
    return [_line(cluster) for clusters in groups.values() for cluster in clusters]


def told(records: Iterable[Evidence]) -> Line:
    """The one line that tells records of one story; there is at least one, and each has its time.

    Where several sources tell it, the words are those of one and the time is that of one: an alert's message comes
    when somebody is told, and what a cluster saw of the same fact has its beginning and its end.
    """
    ordered = sorted(records, key=order)
    stories: dict[str, list[Evidence]] = {}
    for record in ordered:
        stories.setdefault(_story(record), []).append(record)
    parts = [_line(story) for story in stories.values()]
    words, times = min(parts, key=_rank(WORDS)), min(parts, key=_rank(TIMES))
    return replace(
        words, at=times.at, until=times.until, records=tuple(ordered), weight=max(part.weight for part in parts)
    )


def by_source(line: Line) -> tuple[Line, ...]:
    """The same fact as each of its sources tells it, in the order of their first records."""
    found: dict[str, list[Evidence]] = {}
    for record in line.records:
        found.setdefault(record.source, []).append(record)
    return tuple(told(records) for records in found.values()) if len(found) > 1 else (line,)


def _story(record: Evidence) -> str:
    return f"{record.source}/{record.group or record.id}"


def _rank(sources: Sequence[str]) -> Callable[[Line], tuple[int, int, datetime]]:
    places = {source: place for place, source in enumerate(sources)}

    def rank(line: Line) -> tuple[int, int, datetime]:
        return (places.get(line.records[0].source, len(places)), -line.weight, line.at)

    return rank


def _line(records: list[Evidence]) -> Line:
    first, last = min(map(start, records)), max(map(end, records))
    heaviest = max(records, key=lambda r: r.weight)
    subjects = len({r.subject for r in records})
    # One fact may have been seen in two ways (a pod's status and an event): the words are those of one kind, and so is
    # the count. How often a restart was held back is not how often a program crashed.
    by_kind: dict[str, int] = {}
    for record in records:
        by_kind[record.kind] = by_kind.get(record.kind, 0) + max(record.count, 1)
    count = by_kind[heaviest.kind]
    if subjects > 1 and heaviest.many:
        text = heaviest.many.replace("{n}", str(subjects)).replace("{count}", str(count))
    else:
        text = said(heaviest) + (f", {count} times" if count > 1 else "")
    until = last if last - first >= MOMENT else None
    return Line(first, until, text, tuple(records), heaviest.weight)


def said(record: Evidence) -> str:
    """A record as a line tells it: a person's words in quotes behind who said them, anything else as it is."""
    if record.author is None or record.kind == "change":  # who made a change is not told: it is no culprit's name
        return record.summary
    if record.author.kind == "bot":
        return f"{record.author.name}: {record.summary}"
    return f"{record.author.name}: “{record.summary}”"


def start(record: Evidence) -> datetime:
    """When it began; only records that have a time become lines."""
    assert record.at is not None
    return record.at


def end(record: Evidence) -> datetime:
    """When it ended, or when it was."""
    return max(record.until or start(record), start(record))


def order(record: Evidence) -> tuple[datetime, str]:
    """By time, then by id."""
    return (start(record), record.id)
