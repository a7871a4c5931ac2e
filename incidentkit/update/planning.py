"""What is new since a report was written, and what of it goes into the document. Pure.

A record with a `cite` in the ledger was offered before: it does not come back, whether its line still stands, was
reworded or deleted. A line is changed only where it still is what the tool wrote; else the newer fact is a conflict,
which is told once and left to people.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from typing import cast

from incidentkit import evidence, timeline
from incidentkit.config import Workspace
from incidentkit.evidence import Evidence
from incidentkit.gather import Collected
from incidentkit.report import charts, edit, footnotes, insert, known, refresh, write
from incidentkit.report.fences import physical_lines
from incidentkit.report.model import Milestone, Report, TimelineEntry
from incidentkit.report.read import read_text
from incidentkit.report.scribe import Addition, Clock, clock_of
from incidentkit.update.merge import kept, merged, same


@dataclass(frozen=True, slots=True)
class Conflict:
    """A newer fact that the document does not say: its line was reworded, or it found no place. `line` from 1."""

    line: int | None
    cite: str
    message: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What an update would do. `text` and `ledger` are the new ones, equal to the old where nothing is new.

    `filled` are gaps that are none any more, `gone` records that the source has no more, newly so, `sections` the roles
    of those that were written again (see `report.known`).
    """

    report: Report
    text: str
    ledger: tuple[Evidence, ...]
    added: tuple[Addition, ...] = ()
    changed: tuple[Addition, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    filled: tuple[Evidence, ...] = ()
    gone: tuple[Evidence, ...] = ()
    sections: tuple[str, ...] = ()


def plan(
    report: Report,
    ledger: Sequence[Evidence],
    collected: Collected,
    captures: Sequence[Evidence],
    *,
    workspace: Workspace,
    complete: Collection[str] = (),
    select: timeline.Select = "auto",
    zone: tzinfo = UTC,
    drawn: charts.Renewal | None = None,
) -> Plan:
    """The update of a report from what was gathered and redacted anew.

    `complete` names sources that were asked for all that they were asked for before, and answered without a gap: what
    they have no more is gone. `zone` is for documents that state none, `drawn` is what becomes of the charts' files.
    Raises insert.NoPlace where there are new lines and no timeline.
    """
    return _Update(report, ledger, collected, workspace, complete, zone).run(
        captures, select, drawn or charts.Renewal()
    )


class _Update:
    def __init__(
        self,
        report: Report,
        ledger: Sequence[Evidence],
        collected: Collected,
        workspace: Workspace,
        complete: Collection[str],
        zone: tzinfo,
    ) -> None:
        edit.refuse_conflict(report)
        self.original, self.report, self.ledger, self.collected = report, report, ledger, collected
        self.workspace, self.complete, self.zone = workspace, complete, zone
        self.known = {r.id: r for r in ledger if r.kind not in ("gap", "capture", "section")}
        self.written: tuple[str, ...] = ()
        self.now = merged(self.known, map(charts.kept, collected.records), complete)
        self.gone = tuple(r for r in self.now.values() if r.gone and not self.known[r.id].gone)
        self.clock: Clock = clock_of(report, workspace, zone)
        self.conflicts: list[Conflict] = []
        self.labels = footnotes.Labels(report.text, [record.cite for record in self.known.values() if record.cite])
        self.joining: dict[str, str] = {}  # a new source's label, by it the label of the line that it joins

    def run(self, captures: Sequence[Evidence], select: timeline.Select, drawn: charts.Renewal) -> Plan:
        living = [record for record in self.now.values() if not record.gone]
        chosen = timeline.compose(living, select, since=self.collected.window.since)
        fresh = self.join(chosen.lines)
        changed = tuple(self.change())
        added = self.add(fresh)
        milestones = tuple(self.fill_front(chosen.milestones))
        filled = self.fill_gaps()
        self.report = charts.retold(self.report, drawn, self.workspace, self.clock.local)
        records = [kept(record, self.known.get(record.id)) for record in self.now.values()]
        gaps = {r.id: r for r in self.ledger if r.kind == "gap" and r not in filled}
        gaps |= {r.id: same(r, gaps.get(r.id)) for r in self.collected.gaps}
        asked = {r.id: r for r in self.ledger if r.kind == "capture"}
        asked |= {r.id: same(r, asked.get(r.id)) for r in captures}
        sections = self.refresh(chosen)
        new = evidence.merge((), [*records, *gaps.values(), *asked.values(), *sections])
        unchanged = {r.id: r for r in new} == {r.id: r for r in self.ledger}
        return Plan(
            self.original,
            self.report.text,
            tuple(self.ledger if unchanged else new),
            added,
            changed,
            tuple(self.conflicts),
            milestones,
            filled,
            self.gone,
            self.written,
        )

    def read(self, text: str) -> None:
        self.report = read_text(text, self.report.path, self.workspace)

    # Lines that were offered before

    def join(self, lines: Iterable[timeline.Line]) -> list[timeline.Line]:
        """The lines that were never offered; what joins a story that was is filed under that story's footnote, or
        under one of its own where no record of its source stands there yet."""
        fresh = []
        for line in lines:
            offered = [record for record in line.records if record.cite]
            if not offered:
                fresh.append(line)
                continue
            own: dict[str, str] = {}
            for record in line.records:
                if record.cite:
                    continue
                near = min(offered, key=lambda other: (other.source != record.source, abs(_at(other) - _at(record))))
                label = near.cite or ""
                if near.source != record.source:
                    if record.source not in own:
                        own[record.source] = self.labels.new(_letter(record.source))
                        self.joining[own[record.source]] = label
                    label = own[record.source]
                self.now[record.id] = replace(record, cite=label)
        return fresh

    def change(self) -> Iterable[Addition]:
        """Lines whose story grew or whose words were edited, where they are still as the tool wrote them."""
        seen: set[str] = set()
        for label in dict.fromkeys(record.cite for record in self.known.values() if record.cite):
            if label in seen:
                continue
            standing = [entry for entry in self.report.timeline if label in entry.cites]
            together = self.together(label, standing)
            joining = [new for new, there in self.joining.items() if there in together]
            seen.update(together)
            before, after = self.under(self.known, together), self.under(self.now, [*together, *joining])
            if before == after or not before:
                continue
            old, new = self.addition(before, together), self.addition(after, [*together, *joining])
            if not joining and _shown(old, self.clock) == _shown(new, self.clock):
                continue
            if standing and self.rewrite(standing, old, new):
                yield new
            else:
                self.file_under(joining)

    def together(self, label: str, standing: Sequence[TimelineEntry]) -> list[str]:
        """The labels of one line, in its order: several sources may tell the same."""
        offered = {record.cite for record in self.known.values()}
        cites = standing[0].cites if len(standing) == 1 else ()
        return [one for one in cites if one in offered] or [label]

    def under(self, records: Mapping[str, Evidence], labels: Collection[str]) -> list[Evidence]:
        """The records that stand behind these footnotes."""
        return [record for record in records.values() if record.cite in labels and record.at]

    def file_under(self, joining: Iterable[str]) -> None:
        """Where the line is a person's, or gone, no footnote is added: what joined it is filed under the one it had."""
        for label in joining:
            for record in self.under(self.now, (label,)):
                self.now[record.id] = replace(record, cite=self.joining[label])

    def rewrite(self, standing: list[TimelineEntry], old: Addition, new: Addition) -> bool:
        entry = standing[0]
        old, new = replace(old, milestone=entry.milestone), replace(new, milestone=entry.milestone)
        text = insert.rewritten(self.report, entry, old, new, self.workspace, self.zone) if len(standing) == 1 else None
        if text is None:
            says = f"{_shown(new, self.clock)}: the line was reworded and stays as it is"
            self.conflicts.append(Conflict(entry.line, old.label, says))
            return False
        changed = text != self.report.text
        self.read(text)
        notes = [note for note in new.notes if note[0] not in old.labels]
        self.report = insert.defined(self.report, notes, self.workspace)
        return changed

    # Lines that are new

    def add(self, lines: Sequence[timeline.Line]) -> tuple[Addition, ...]:
        wanted: list[Addition] = []
        for line in lines:
            there = insert.standing(self.report, self.addition(line.records, ("",)), self.clock)
            parts = timeline.by_source(line)
            if there and there.cites:
                labels = [there.cites[0]] * len(parts)
            else:
                labels = [self.labels.new(_letter(part.records[0].source)) for part in parts]
            for label, part in zip(labels, parts, strict=True):
                for record in part.records:
                    self.now[record.id] = replace(self.now[record.id], cite=label)
            if there is None:
                wanted.append(replace(self.addition(line.records, labels), milestone=self.milestone(line)))
        done = insert.insert(self.report, wanted, self.workspace, self.zone)
        for one in done.refused:
            says = f"{_shown(one, self.clock)}: no place where it reads as it is meant; add it by hand"
            self.conflicts.append(Conflict(None, one.label, says))
            for record in self.under(self.now, one.labels):
                self.now[record.id] = replace(record, cite=None)
        self.read(done.text)
        return done.placed

    def addition(self, records: Iterable[Evidence], labels: Sequence[str]) -> Addition:
        """The line that tells these records, with these footnotes: one a source, as far as there are labels."""
        line = timeline.told(records)
        until = line.until
        if until and f"{until.astimezone(self.clock.local):%H:%M}" == f"{line.at.astimezone(self.clock.local):%H:%M}":
            until = None
        by_label = {self.now[r.id].cite: part for part in timeline.by_source(line) for r in part.records}
        first, *more = [(label, write.footnote(by_label.get(label, line))) for label in labels]
        return Addition(line.at, until, line.text, *first, more=tuple(more))

    def milestone(self, line: timeline.Line) -> Milestone | None:
        """The word of a milestone, where the document is one of ours and has none of it yet."""
        name = line.milestone
        return name if name and name in self.report.front.lines and self.report_at(name) is None else None

    def report_at(self, name: Milestone) -> datetime | None:
        return cast("datetime | None", getattr(self.report, name))

    def fill_front(self, found: Iterable[tuple[Milestone, Evidence]]) -> Iterable[Milestone]:
        """Milestones that the front matter has empty, just as the tool wrote them, and that are known now."""
        for name, record in found:
            line = self.report.front.lines.get(name)
            known_before = self.original.front.values.get(name) or getattr(self.original, name)
            if line is None or known_before or record.at is None or self.report.front.problems:
                continue
            written = next((self.report.text[s:e] for n, s, e in physical_lines(self.report.text) if n == line), "")
            if written.strip() == _empty_key(self.workspace, name):
                self.read(edit.set_front(self.report, name, write.instant(record.at, self.clock.local)))
                yield name

    # What changed, what was running

    def refresh(self, chosen: timeline.Timeline) -> tuple[Evidence, ...]:
        """The sections that evidence writes, where nobody touched them, and their records."""
        before = {r.id.removeprefix("section:"): r for r in self.ledger if r.kind == "section"}
        told = next((r.at for r in before.values() if r.at), None)
        first = told or (chosen.lines[0].at if chosen.lines else None)
        started = self.report.started
        if started is None and first is None:
            return tuple(before.values())
        records = list(self.now.values())
        span = known.span(records, self.clock.local, started=started, otherwise=cast("datetime", first or started))
        wanted = known.texts(records, span, self.workspace)
        done = refresh.refresh(self.report, wanted, before, span, self.workspace)
        for role, line in done.edited:
            says = f"“{known.TITLES[role]}” would say something else now; it was edited and stays as it is"
            self.conflicts.append(Conflict(line, "", says))
        self.written = done.written
        self.read(done.text)
        return done.records

    # What was not known

    def fill_gaps(self) -> tuple[Evidence, ...]:
        """Gaps of sources that answered in full now; their lines go, where they are as the tool wrote them."""
        missing = {gap.id for gap in self.collected.gaps}
        filled = tuple(r for r in self.ledger if r.kind == "gap" and r.source in self.complete and r.id not in missing)
        for gap in filled:
            self.read(without_gap(self.report.text, gap.summary))
        return filled


def _letter(source: str) -> str:
    return dict(write.LABELS).get(source, "e")


def _at(record: Evidence) -> datetime:
    assert record.at is not None
    return record.at


def _shown(line: Addition, clock: Clock) -> str:
    at, until = line.at.astimezone(clock.local), line.until
    span = f"–{until.astimezone(clock.local):%H:%M}" if until else ""
    return f"{at:%Y-%m-%d %H:%M}{span} {line.text}"


def _empty_key(workspace: Workspace, name: Milestone) -> str:
    """How a new report of this workspace writes a milestone that it does not know."""
    nothing = timeline.Timeline((), (), ())
    then = datetime(2020, 1, 1, tzinfo=UTC)
    empty = write.scaffold("x", nothing, Collected(), workspace=workspace, zone=UTC, zone_name="UTC", now=then)
    return next((line.strip() for line in empty.text.splitlines() if line.startswith(f"{name}:")), "")


def without_gap(text: str, summary: str) -> str:
    """The text without the line that tells a gap, and without the note around it when it was the last one."""
    newline = r"(?:\r\n|\n|\r)"
    line = rf"> - {re.escape(summary)}{newline}"
    if len(re.findall(rf"(?m)^{line}", text)) != 1:
        return text
    whole = re.sub(rf"(?m)^> \[!NOTE\]{newline}> Not known:{newline}{line}(?!>){newline}?", "", text, count=1)
    return whole if whole != text else re.sub(rf"(?m)^{line}", "", text, count=1)
