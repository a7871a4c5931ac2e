"""From records to the lines of a timeline: folded, chosen, in order, with milestones proposed. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from incidentkit.evidence import Evidence
from incidentkit.timeline import same
from incidentkit.timeline.lines import Line, Milestone, fold, order, start
from incidentkit.timeline.milestones import ORDER, is_trouble, propose

Select = Literal["auto", "marked", "all"]

MOST_LINES = 40
# What is in a ledger and never on a timeline.
NO_LINES = ("gap", "capture", "omitted", "version", "section", "chart")
# Below this a record is left out unless somebody marked it. Sources weigh on the scale of `evidence.Evidence.weight`.
ENOUGH = 50
# Where less than this was said that weighs enough (another language, another way to talk), ordinary talk joins.
FEWEST_SAID = 8
ORDINARY = 25
# What was rolled out this long before the first trouble may have to do with it.
RECENT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Timeline:
    """The chosen lines in order, what was left out, and the proposed milestones with the record behind each.

    `notes` are sentences about the whole: sources whose clocks differ.
    """

    lines: tuple[Line, ...]
    left_out: tuple[Evidence, ...]
    milestones: tuple[tuple[Milestone, Evidence], ...]
    notes: tuple[str, ...] = ()


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
    timed = sorted((r for r in records if r.at and r.kind not in NO_LINES), key=order)
    folded = same.join(fold(timed), same.ALERTS)
    stories = {
        record.id: number
        for number, line in enumerate(folded)
        if len({record.source for record in line.records}) > 1
        for record in line.records
    }
    milestones = propose(timed, since, stories=stories)
    by_record = {record.id: milestone for milestone, record in reversed(milestones)}
    for rule in same.FACTS:
        folded = same.join(folded, rule, by_record)
    folded = [line for line in folded if not _is_history(line, timed)]
    lines = [line for line in folded if _keep(line, select, by_record)]
    if select == "auto":
        lines += _ordinary_talk(folded, lines)
    lines = _heaviest(lines, most, by_record)
    told = {record.id for line in lines for record in line.records}
    return Timeline(
        lines=tuple(_with_milestone(line, by_record) for line in sorted(lines, key=lambda line: line.at)),
        left_out=tuple(record for record in timed if record.id not in told),
        milestones=milestones,
        notes=same.skews(lines),
    )


def _keep(line: Line, select: Select, fixed: Mapping[str, Milestone]) -> bool:
    if any(record.marks or record.id in fixed for record in line.records):
        return True
    if select == "all":
        return line.weight > 0
    spoken = all(record.kind == "message" for record in line.records)
    return line.weight >= ENOUGH and not (select == "marked" and spoken)


def _is_history(line: Line, records: Sequence[Evidence]) -> bool:
    """Whether it is a rollout of another time: a dump of a cluster holds those of years."""
    if any(record.kind != "rollout" or record.marks for record in line.records):
        return False
    trouble = next((r for r in records if is_trouble(r)), None)
    return trouble is not None and (line.until or line.at) < start(trouble) - RECENT


def _ordinary_talk(folded: list[Line], kept: list[Line]) -> list[Line]:
    """The weightiest of what else was said, as far as too little of it weighs enough by itself."""
    missing = FEWEST_SAID - sum(line.records[0].kind == "message" for line in kept)
    if missing <= 0:
        return []
    there = {line.records[0].id for line in kept}  # a record stands in one line
    others = [line for line in folded if line.records[0].kind == "message" and line.records[0].id not in there]
    ranked = sorted((line for line in others if line.weight >= ORDINARY), key=lambda line: (-line.weight, line.at))
    return ranked[:missing]


def _heaviest(lines: list[Line], most: int, fixed: Mapping[str, Milestone]) -> list[Line]:
    def rank(line: Line) -> tuple[bool, bool, int, float]:
        return (
            not any(record.id in fixed for record in line.records),
            not any(record.marks for record in line.records),
            -line.weight,
            line.at.timestamp(),
        )

    return sorted(lines, key=rank)[:most]


def _with_milestone(line: Line, by_record: Mapping[str, Milestone]) -> Line:
    found = [by_record[record.id] for record in line.records if record.id in by_record]
    return replace(line, milestone=min(found, key=ORDER.index)) if found else line
