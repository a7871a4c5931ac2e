"""Any Markdown or Quarto report to a `Report`, with the line of each thing. Reading a text never raises."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, cast

from incidentkit import files
from incidentkit.config import Workspace
from incidentkit.errors import InputError
from incidentkit.report import action_sections, blocks, dates, front, meta, sections, zone_words
from incidentkit.report.blocks import Document
from incidentkit.report.entries import Entry, distinct
from incidentkit.report.headline import Headline
from incidentkit.report.instants import Instants
from incidentkit.report.model import (
    MILESTONES,
    ActionItem,
    FrontMatter,
    Milestone,
    Note,
    Report,
    Section,
    Status,
    TimelineEntry,
)
from incidentkit.report.sections import Heading
from incidentkit.report.timeline import Walker
from incidentkit.report.times import opening

SUFFIXES = (".md", ".qmd", ".markdown")
MAX_SIZE = 16 * 1024 * 1024
NOT_UTF8 = "not UTF-8"  # begins the note of a file that is none


def read(path: Path, workspace: Workspace | None = None) -> Report:
    """The report in a file.

    Raises InputError where there is no such file, it is no Markdown, is larger than 16 MiB, or leads out of the
    workspace. Bytes that are no UTF-8 are replaced and noted; such a file is refused for edits.
    """
    if workspace and path.absolute().is_relative_to(workspace.root.absolute()):
        files.inside(workspace.root, path)
    if path.suffix.lower() not in SUFFIXES:
        raise InputError(path, "is no Markdown or Quarto file", hint="`incident import` reads other documents.")
    try:
        size = path.stat().st_size
        if size > MAX_SIZE:
            raise InputError(path, f"is {size // 1024 // 1024} MiB large; reports are read up to 16 MiB")
        data = path.read_bytes()
    except OSError as e:
        hint = "`incident list` shows the reports." if isinstance(e, FileNotFoundError) else "Check its permissions."
        raise InputError(path, f"cannot be read: {e.strerror}", hint=hint) from e
    return read_bytes(data, path, workspace)


def read_bytes(data: bytes, path: Path, workspace: Workspace | None = None) -> Report:
    """The report that a file's bytes are; those that are no UTF-8 are replaced and noted. Never raises."""
    try:
        return read_text(data.decode("utf-8"), path, workspace)
    except UnicodeDecodeError as e:
        line = data[: e.start].count(b"\n") + 1
        report = read_text(data.decode("utf-8", errors="replace"), path, workspace)
        note = Note(
            line, f"{NOT_UTF8} (byte 0x{data[e.start]:02x}): what cannot be read is shown as \N{REPLACEMENT CHARACTER}"
        )
        return replace(report, warnings=_sorted((*report.warnings, note)))


def read_text(text: str, path: Path, workspace: Workspace | None = None) -> Report:
    """The report that a text is; `path` says where it lives, for its name's date. Never raises."""
    return _Reading(text, path, dict(workspace.config.report.zones) if workspace else {}).report()


def _sorted(notes: Iterable[Note]) -> tuple[Note, ...]:
    return tuple(sorted(dict.fromkeys(notes), key=lambda note: note.line))


class _Reading:
    """One reading of one document, in the order in which each part needs the ones before."""

    def __init__(self, text: str, path: Path, mapping: Mapping[str, str]) -> None:
        self.text, self.path, self.mapping = text, path, mapping
        self.notes: list[Note] = []
        self.front = front.read(text)
        self.document = _body(text, self.front)
        self.instants = Instants(mapping)
        self.headings = sections.headings(self.document)
        self.headline = Headline(self.document, self.front, self.headings, mapping)
        self.title_at = self.headline.at
        self.said = meta.said(self.document, [h for n, h in enumerate(self.headings) if n != self.title_at])
        self.title, titled = self.headline.title(self.said)
        self.date = self.headline.date(self.said, titled, path)
        self.falling = False
        self.entry_headings: set[int] = set()
        self.dropped: set[int] = set()
        self.moved: dict[int, str | None] = {}

    def report(self) -> Report:
        found_actions, taken = self.find_actions()
        entries = self.find_timeline(taken)
        if self.date is None and (not entries or entries[0].date is None) and (day := self.assumed_date(entries)):
            self.date = day
            self.moved = {number: role for number, role in self.moved.items() if role is None}
            entries = self.find_timeline(taken)
            if self.falling:
                self.date = min(entry.date or day for entry in entries)
        timezone, timezone_line = self.find_zone(entries)
        timeline = self.resolve(entries, timezone, timezone_line)
        status = self.value("status")
        ours = cast("Status", status.lower()) if status and status.lower() in ("draft", "review", "final") else None
        moments = {name: self.moment(name, timeline, timezone) for name in MILESTONES}
        self.notes += [Note(line, message) for line, message in self.document.notes]
        return Report(
            path=self.path,
            text=self.text,
            front=self.front,
            title=self.title,
            date=self.date or next((e.date for e in timeline if e.date), None),
            status=ours,
            status_text=status,
            severity=self.value("severity"),
            services=meta.words_of(self.front.values.get("services") or self.said.values.get("services")),
            tags=meta.words_of(
                self.front.values.get("tags") or self.front.values.get("categories") or self.said.values.get("tags")
            ),
            timezone=timezone,
            timezone_line=timezone_line,
            started=moments["started"],
            detected=moments["detected"],
            mitigated=moments["mitigated"],
            resolved=moments["resolved"],
            visibility=self.visibility(),
            sections=self.find_sections(),
            timeline=timeline,
            actions=tuple(found_actions),
            warnings=_sorted((*self.front.problems, *self.headline.notes, *self.notes, *self.instants.notes)),
        )

    # Facts about the whole

    def value(self, key: str) -> str | None:
        """A text from the front matter, else from the lines of prose that state it."""
        value = self.front.values.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
        return self.said.values.get(key)

    def visibility(self) -> Literal["public", "private"]:
        """Public unless said otherwise; a word that is not understood, or cannot be read, keeps the report private."""
        if "visibility" not in self.front.values and "visibility" not in self.front.lines:
            return "public"
        value: Any = self.front.values.get("visibility")
        return "public" if isinstance(value, str) and value.strip().lower() == "public" else "private"

    def moment(self, name: Milestone, timeline: Iterable[TimelineEntry], timezone: str | None) -> datetime | None:
        """A milestone's instant: from the front matter, else the first entry that has its word, else a stated line."""
        entry = next((e.at for e in timeline if e.milestone == name and e.at), None)
        for value, line in (
            (self.front.values.get(name), self.front.lines.get(name, 1)),
            (None if entry else self.said.values.get(name), self.said.lines.get(name, 1)),
        ):
            found = opening(value, self.date, self.mapping) if isinstance(value, str) else None
            if found and found.time:
                zone = self.instants.zone(found.zone or timezone, line)
                at = self.instants.at(found.date or self.date, found.time, zone, line)
                if at is None and name in self.front.values:
                    self.notes.append(Note(line, f"`{name}` has no zone: end it with an offset such as -08:00"))
                return at
            if value and name in self.front.values:
                self.notes.append(Note(line, f"`{name}` is no instant: write it as 2026-11-22T14:02:11-08:00"))
        return entry

    def assumed_date(self, entries: list[Entry]) -> date | None:
        """The date of entries that name no year: that of another entry, else the first in the prose before them."""
        whole = (entry.opening.date for entry in entries if entry.opening.date)
        parts = (h for n, h in enumerate(self.headings) if n != self.title_at and h.role in ("timeline", "actions"))
        line = min((h.line for h in parts), default=None)
        first = line or (entries[0].line if entries else None)
        until = next((n for n, b in enumerate(self.document.blocks) if first and b.line >= first), None)
        until = len(self.document.blocks) if until is None else until
        day = meta.first_date(self.document, until)
        if day and dates.day_first(self.document.text):
            day = dates.turned(day, self.document.text)
        return day or next(whole, None)

    # Parts

    def timed(self, name: str) -> bool:
        found = opening(name, self.date, self.mapping)
        return found is not None and (found.time is not None or found.half_filled)

    def find_actions(self) -> tuple[list[ActionItem], list[range]]:
        """The action items, and which blocks their sections are."""
        found = action_sections.find(self.document, self.headings, self.title_at, self.date, self.timed)
        self.entry_headings |= found.headings
        self.moved |= dict.fromkeys(found.no_sections)
        return found.items, found.parts

    def find_timeline(self, taken: list[range]) -> list[Entry]:
        """The entries of every timeline section; without any, whatever in the document plainly opens with a time."""
        walker = Walker(self.document, self.date, self.mapping)
        done = 0
        for number, heading in enumerate(self.headings):
            if (
                heading.role != "timeline"
                or number == self.title_at
                or heading.index < done
                or self.timed(heading.name)
            ):
                continue
            done = sections.region(self.document, self.headings, number, self.in_timeline)
            done = walker.ends(heading, done)
            before = len(walker.entries)
            walker.diary.close()
            if (said := _day_in(heading.name)) is not None:
                walker.diary.set_day(said)
            walker.walk(heading.index + 1, done)
            zone = zone_words.any_zone(heading.name, self.mapping)
            for entry in walker.entries[before:]:
                entry.column_zone = entry.column_zone or zone
            self.entry_headings |= {h.index for h in self.between(number, done) if self.says_when(h.name)}
        if not walker.entries:
            walker = self.search(taken)
        self.falling = walker.diary.falling
        self.day_zone = walker.zone
        entries = list(distinct(walker.entries))
        lines = {entry.line for entry in entries if entry.style == "heading"}
        self.entry_headings |= {h.index for h in self.headings if h.line in lines}
        return entries

    def between(self, number: int, done: int) -> Iterator[Heading]:
        """The headings after number `number` and before block `done`; not all are looked at for each timeline."""
        for later in range(number + 1, len(self.headings)):
            if self.headings[later].index >= done:
                return
            yield self.headings[later]

    def says_when(self, name: str) -> bool:
        return opening(name, self.date, self.mapping) is not None

    def in_timeline(self, heading: Heading) -> bool | None:
        """Whether a later heading still belongs to the timeline: one that says when does, at whatever level."""
        found = opening(heading.name, self.date, self.mapping)
        if found and (found.time or found.half_filled):
            return True
        if heading.role in sections.ENDS or heading.role == "actions":
            return False
        return True if found and found.dated else None

    def search(self, taken: list[range]) -> Walker:
        """A timeline without a section of that name. Two entries make one."""
        walker = Walker(self.document, self.date, self.mapping, strict=True)
        first = self.headings[self.title_at].index + 1 if self.title_at is not None else 0
        for part in (*taken, range(len(self.document.blocks), len(self.document.blocks))):
            if first < part.start:
                walker.walk(first, part.start)
            first = max(first, part.stop)
        timed = [entry for entry in walker.entries if entry.opening.time]
        walker.diary.entries = (
            [e for e in walker.entries if e.opening.time or e.style == "row"] if len(timed) > 1 else []
        )
        if walker.entries:
            self.adopt(walker.entries[0])
        return walker

    def adopt(self, entry: Entry) -> None:
        """Give the section that holds a found timeline its meaning."""
        around = [n for n, h in enumerate(self.headings) if h.line < entry.line and n != self.title_at]
        if not around or self.timed(self.headings[around[-1]].name):
            return
        heading = self.headings[around[-1]]
        if heading.role is None or (heading.role == "summary" and "happened" in heading.name.lower()):
            self.moved[around[-1]] = "timeline"

    def find_zone(self, entries: list[Entry]) -> tuple[str | None, int | None]:
        """The document's zone as written, and its line: front matter, a heading, a sentence, a column, an entry."""
        written = self.front.values.get("timezone")
        if isinstance(written, str) and written.strip():
            return written.strip(), self.front.lines.get("timezone")
        for heading in self.headings:
            if heading.role == "timeline" and (zone := zone_words.any_zone(heading.name, self.mapping)):
                return zone, heading.line
        if found := zone_words.stated_in(self.document, self.mapping, entries[0].line if entries else None):
            return found
        if "timezone" in self.said.values:
            return self.said.values["timezone"], self.said.lines["timezone"]
        for key in ("started", "date", "detected", "resolved"):
            field = opening(self.said.values.get(key, ""), self.date, self.mapping)
            if field and field.zone:
                return field.zone, self.said.lines[key]
        for entry in entries:
            if zone := entry.column_zone or entry.opening.zone:
                return zone, entry.line
        if self.day_zone:
            return self.day_zone, entries[0].line if entries else None
        if self.title_at is not None:
            heading = self.headings[self.title_at]
            titled = opening(heading.name, None, self.mapping)
            if titled and titled.zone:
                return titled.zone, heading.line
        return None, None

    def resolve(self, entries: list[Entry], timezone: str | None, line: int | None) -> tuple[TimelineEntry, ...]:
        """The entries with their instants."""
        if timezone:
            self.instants.zone(timezone, line or 1)
        result = []
        last: datetime | None = None
        for entry in entries:
            said = entry.opening
            if said.doubt:
                self.notes.append(Note(entry.line, f"{said.doubt!r} contradicts itself; {said.time} is taken"))
            zone = self.instants.zone(said.zone or entry.column_zone or timezone, entry.line)
            at = self.instants.at(entry.date, said.time, zone, entry.line, last)
            last = at or last
            result.append(
                TimelineEntry(
                    line=entry.line,
                    at=at,
                    date=entry.date,
                    time=said.time,
                    until=said.until,
                    approximate=said.approximate,
                    text=entry.text,
                    milestone=entry.milestone,
                    cites=tuple(dict.fromkeys(entry.cites)),
                    span=entry.span,
                )
            )
        return tuple(result)

    def find_sections(self) -> tuple[Section, ...]:
        kept = []
        for number, heading in enumerate(self.headings):
            if number == self.title_at or heading.index in self.entry_headings:
                continue
            kept.append(replace(heading, role=self.moved[number]) if number in self.moved else heading)
        return sections.as_sections(self.document, kept)


def _body(text: str, matter: FrontMatter) -> Document:
    """The blocks after the front matter."""
    start = matter.span.end if matter.span else (1 if text.startswith(front.BOM) else 0)
    return blocks.parse(text, start, blocks.line_of(text, start))


def _day_in(name: str) -> date | None:
    """The day that a timeline's heading names: "Timeline – 3 March 2019", "(2026-07-22 PT / 2026-07-23 UTC)"."""
    words, day = meta.title_words(name)
    return day if words != name else meta.first_day(name)
