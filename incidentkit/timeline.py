"""From records to the lines of a timeline: folded, chosen, in order, with milestones proposed. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from incidentkit.evidence import Evidence

Select = Literal["auto", "marked", "all"]
Milestone = Literal["started", "detected", "mitigated", "resolved"]
ORDER: tuple[Milestone, ...] = ("started", "detected", "mitigated", "resolved")

MOST_LINES = 40
# Below this a record is left out unless somebody marked it. Sources weigh on the scale of `evidence.Evidence.weight`.
ENOUGH = 50
TROUBLE = 60
# Where less than this was said that weighs enough (another language, another way to talk), ordinary talk joins.
FEWEST_SAID = 8
ORDINARY = 25
# Records of one group that are further apart tell another story.
APART = timedelta(minutes=90)
# What was rolled out this long before the first trouble may have to do with it.
RECENT = timedelta(days=1)
# Shorter than this is a moment: a line says `14:02`, not `14:02–14:02`.
MOMENT = timedelta(minutes=1)

# What is in a ledger and never on a timeline.
NO_LINES = ("gap", "capture", "omitted", "version", "section")
_TROUBLE_KINDS = ("event", "termination", "pod", "node", "alert")
# That it is over, said as a statement. "not resolved", "is it fixed?" and "once it is back" are none.
_OVER = re.compile(
    r"\b(?:resolved|mitigated and resolved|all[ -]clear|fully recovered|(?:has|have|had|is|are|it's|was) recovered"
    r"|false (?:alarm|positive)"
    r"|back to normal|(?:is|are|it's|everything's?|things are) (?:all )?(?:back up|(?:back|fixed|healthy|green|working)"
    r"(?= (?:again|now|fine|as (?:before|expected)|for (?:all|every)\w*)\b|\s*(?:[.,;:!)”]|$)))"
    r"|incident (?:is )?(?:over|closed|done)|closing (?:the|this) incident)\b",
    re.IGNORECASE,
)
_NOT_OVER = re.compile(
    r"\?|\b(?:not|isn't|aren't|wasn't|never|until|unless|once|if|when|before|should be|hopefully|almost|nearly|partly"
    r"|partially|some|might|may|looks like it)\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+| / ")
_ALERT_OVER = re.compile(r"\bresolved\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """One line to write: `text` is Markdown without its footnote, `records` is its evidence, `at` an aware instant."""

    at: datetime
    until: datetime | None
    text: str
    records: tuple[Evidence, ...]
    weight: int
    milestone: Milestone | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """The chosen lines in order, what was left out, and the proposed milestones with the record behind each."""

    lines: tuple[Line, ...]
    left_out: tuple[Evidence, ...]
    milestones: tuple[tuple[Milestone, Evidence], ...]


def compose(
    records: Iterable[Evidence],
    select: Select = "auto",
    *,
    most: int = MOST_LINES,
    since: datetime | None = None,
) -> Timeline:
    """The timeline of redacted records.

    `auto` keeps what was marked or weighs enough; `marked` of what people said only what was marked; `all` everything
    but noise. At most `most` lines: the weightiest stay. Gaps and captures are no lines. What began before `since`, an
    old trouble that went on, is told and is no beginning.
    """
    timed = sorted((r for r in records if r.at and r.kind not in NO_LINES), key=_order)
    milestones = propose(timed, since)
    fixed = {record.id for _, record in milestones}
    folded = [line for line in _fold(timed) if not _is_history(line, timed)]
    lines = [line for line in folded if _keep(line, select, fixed)]
    if select == "auto":
        lines += _ordinary_talk(folded, lines)
    lines = _heaviest(lines, most, fixed)
    by_record = {record.id: milestone for milestone, record in reversed(milestones)}
    told = {record.id for line in lines for record in line.records}
    return Timeline(
        lines=tuple(_with_milestone(line, by_record) for line in sorted(lines, key=lambda line: line.at)),
        left_out=tuple(record for record in timed if record.id not in told),
        milestones=milestones,
    )


def propose(records: Sequence[Evidence], since: datetime | None = None) -> tuple[tuple[Milestone, Evidence], ...]:
    """Milestones that the evidence suggests, in order: the first warning, the first human word, "resolved".

    What people marked goes before what is guessed. One that would come before its predecessor is left out.
    """
    records = [r for r in records if since is None or _start(r) >= since]
    marked_notice = next((r for r in records if "detected" in r.marks), None)
    trouble, noticed = next((r for r in records if _is_trouble(r)), None), marked_notice or _first_notice(records)
    if trouble and noticed and _order(noticed) < _order(trouble):
        trouble = None  # somebody knew before the first warning: when it began, nothing here says
    guesses: dict[Milestone, Evidence | None] = {
        "started": trouble,
        "detected": noticed,
        "mitigated": None,
        "resolved": _last_word(records),
    }
    found: list[tuple[Milestone, Evidence]] = []
    for milestone in ORDER:
        marked = [r for r in records if milestone in r.marks]
        # It began to be known once, but may be called over twice: then the last time counts.
        record = marked[-1 if milestone == "resolved" else 0] if marked else guesses[milestone]
        if milestone == "resolved" and not marked and not found:
            continue  # nothing here says that there was an incident
        if record and record.at and not (found and found[-1][1].at and record.at < found[-1][1].at):
            found.append((milestone, record))
    return tuple(found)


def _is_trouble(record: Evidence) -> bool:
    over = record.kind == "alert" and _ALERT_OVER.search(record.summary)
    return record.kind in _TROUBLE_KINDS and record.weight >= TROUBLE and not over


def _first_notice(records: Sequence[Evidence]) -> Evidence | None:
    """Who noticed first: a person, or an alert that came after the first sign of trouble and tells something else.

    Where no machine warned, people's first word counts only if what follows speaks of an incident: it may be chat.
    """
    trouble = next((r for r in records if _is_trouble(r)), None)
    story = trouble and (trouble.group or trouble.id)
    spoken = [r for r in records if _is_persons(r)]
    telling = trouble is not None or any(r.weight >= TROUBLE for r in spoken[1:])
    for record in records:
        if telling and _is_persons(record):
            return record
        if record.kind == "alert" and _is_trouble(record) and (record.group or record.id) != story:
            return record
    return None


def _is_persons(record: Evidence) -> bool:
    return record.kind == "message" and record.weight > 0 and bool(record.author and record.author.kind == "person")


def _last_word(records: Sequence[Evidence]) -> Evidence | None:
    said = [r for r in records if r.kind == "message" and _says_over(r.summary)]
    alerts = [r for r in records if r.kind == "alert" and _ALERT_OVER.search(r.summary)]
    last = said or alerts
    return last[-1] if last else None


def _says_over(text: str) -> bool:
    """Whether one of its sentences states that it is over; what another sentence doubts or plans is another matter."""
    return any(_OVER.search(part) and not _NOT_OVER.search(part) for part in _SENTENCE_END.split(text))


def _fold(records: Sequence[Evidence]) -> list[Line]:
    """Records of one group that are close in time become one line."""
    groups: dict[str, list[list[Evidence]]] = {}
    ends: dict[str, datetime] = {}
    for record in records:
        key = f"{record.source}/{record.group or record.id}"
        clusters = groups.setdefault(key, [])
        if clusters and _start(record) - ends[key] <= APART:
            clusters[-1].append(record)
            ends[key] = max(ends[key], _end(record))
        else:
            clusters.append([record])
            ends[key] = _end(record)
    return [_line(cluster) for clusters in groups.values() for cluster in clusters]


def told(records: Sequence[Evidence]) -> Line:
    """The one line that tells records of one story; there is at least one, and each has its time."""
    return _line(sorted(records, key=_order))


def _line(records: list[Evidence]) -> Line:
    start, end = min(map(_start, records)), max(map(_end, records))
    heaviest = max(records, key=lambda r: r.weight)
    subjects = len({r.subject for r in records})
    # One fact may have been seen in two ways (a pod's status and an event): counts of two kinds are not added.
    by_kind: dict[str, int] = {}
    for record in records:
        by_kind[record.kind] = by_kind.get(record.kind, 0) + max(record.count, 1)
    count = max(by_kind.values())
    if subjects > 1 and heaviest.many:
        text = heaviest.many.replace("{n}", str(subjects)).replace("{count}", str(count))
    else:
        text = said(heaviest) + (f", {count} times" if count > 1 else "")
    until = end if end - start >= MOMENT else None
    return Line(start, until, text, tuple(records), heaviest.weight)


def said(record: Evidence) -> str:
    """A record as a line tells it: a person's words in quotes behind who said them, anything else as it is."""
    if record.author is None:
        return record.summary
    if record.author.kind == "bot":
        return f"{record.author.name}: {record.summary}"
    return f"{record.author.name}: “{record.summary}”"


def _keep(line: Line, select: Select, fixed: set[str]) -> bool:
    if any(record.marks or record.id in fixed for record in line.records):
        return True
    if select == "all":
        return line.weight > 0
    spoken = line.records[0].kind == "message"
    return line.weight >= ENOUGH and not (select == "marked" and spoken)


def _is_history(line: Line, records: Sequence[Evidence]) -> bool:
    """Whether it is a rollout of another time: a dump of a cluster holds those of years."""
    if any(record.kind != "rollout" or record.marks for record in line.records):
        return False
    trouble = next((r for r in records if _is_trouble(r)), None)
    return trouble is not None and (line.until or line.at) < _start(trouble) - RECENT


def _ordinary_talk(folded: list[Line], kept: list[Line]) -> list[Line]:
    """The weightiest of what else was said, as far as too little of it weighs enough by itself."""
    missing = FEWEST_SAID - sum(line.records[0].kind == "message" for line in kept)
    if missing <= 0:
        return []
    there = {line.records[0].id for line in kept}  # a record stands in one line
    others = [line for line in folded if line.records[0].kind == "message" and line.records[0].id not in there]
    ranked = sorted((line for line in others if line.weight >= ORDINARY), key=lambda line: (-line.weight, line.at))
    return ranked[:missing]


def _heaviest(lines: list[Line], most: int, fixed: set[str]) -> list[Line]:
    def rank(line: Line) -> tuple[bool, bool, int, float]:
        return (
            not any(record.id in fixed for record in line.records),
            not any(record.marks for record in line.records),
            -line.weight,
            line.at.timestamp(),
        )

    return sorted(lines, key=rank)[:most]


def _with_milestone(line: Line, by_record: dict[str, Milestone]) -> Line:
    found = [by_record[record.id] for record in line.records if record.id in by_record]
    return replace(line, milestone=min(found, key=ORDER.index)) if found else line


def _start(record: Evidence) -> datetime:
    assert record.at is not None
    return record.at


def _end(record: Evidence) -> datetime:
    return max(record.until or _start(record), _start(record))


def _order(record: Evidence) -> tuple[datetime, str]:
    return (_start(record), record.id)
