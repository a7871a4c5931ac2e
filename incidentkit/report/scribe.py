"""All ways to write one line into one document, the most natural first: where it goes, and in which form."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, tzinfo
from itertools import pairwise
from typing import Literal

from incidentkit import inert, zones
from incidentkit.config import Workspace
from incidentkit.errors import SettingsError
from incidentkit.report import anatomy, dates, dialect, zone_words
from incidentkit.report.anatomy import Anatomy, DayMark, Spot
from incidentkit.report.edit import Edit
from incidentkit.report.model import Milestone, Report, Span, TimelineEntry

CLOCKS: tuple[Literal["habit", "plain", "bare"], ...] = ("habit", "plain", "bare")
_BAR = re.compile(r"(\\)?\|")
_OWN = dialect.Opening("- **", "", "", "14:02", "", "", "", "** ")


@dataclass(frozen=True, slots=True)
class Addition:
    """A line to add: `text` is inert Markdown on one line, `label` its footnote's, `note` what the footnote says.

    `more` are the labels and notes of further footnotes: those of other sources that tell the same.
    """

    at: datetime
    until: datetime | None
    text: str
    label: str
    note: str
    milestone: Milestone | None = None
    more: tuple[tuple[str, str], ...] = ()

    @property
    def notes(self) -> tuple[tuple[str, str], ...]:
        """All its footnotes, as label and words, in the order in which the line cites them."""
        return ((self.label, self.note), *self.more)

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of its footnotes, in that order."""
        return tuple(label for label, _ in self.notes)


@dataclass(frozen=True, slots=True)
class Clock:
    """The zone in which a document's times are meant: `local` for writing.

    `known`: the document says so. `ambiguous`: it names one that may be several; then a new line names its own.
    """

    local: tzinfo
    known: bool
    ambiguous: bool = False


def clock_of(report: Report, workspace: Workspace, fallback: tzinfo = UTC) -> Clock:
    """The zone that a report states; `fallback` where it states none, or one that may be several."""
    try:
        if report.timezone:
            return Clock(zones.resolve(report.timezone, workspace.config.report.zones), True)
    except SettingsError:
        return Clock(fallback, known=False, ambiguous=True)
    return Clock(fallback, known=False)


@dataclass(frozen=True, slots=True)
class _Form:
    """How a candidate is written: with its date, with this zone in place of the example's, in the document's
    clock, in plain 24 hours, or in 12 hours that the entries around it explain."""

    with_day: bool
    zone: str | None
    clock: Literal["habit", "plain", "bare"] = "habit"
    marked: bool = False


class Scribe:
    """All ways to write one addition into one document, the most natural first."""

    def __init__(self, report: Report, addition: Addition, workspace: Workspace, fallback: tzinfo) -> None:
        self.report, self.addition = report, addition
        self.mapping: Mapping[str, str] = workspace.config.report.zones
        self.clock = clock_of(report, workspace, fallback)
        self.anatomy: Anatomy = anatomy.of(report, self.mapping)
        self.spots = self.anatomy.spots
        self.text = report.text
        self.order = _guess(report, self.clock.local)
        self.index = self.where()
        self.before = self.spots[self.index - 1] if self.index else None
        self.after = self.spots[self.index] if self.index < len(self.spots) else None
        self.days = tuple(mark for mark in self.anatomy.days if mark.bare)
        self.take_after(self.nearest())

    def take_after(self, example: Spot | None) -> None:
        """Write as this entry is written."""
        self.example = example
        self.style: dialect.Style = example.style if example else "item"
        self.zone = self.zone_of(example)
        self.local = self.addition.at.astimezone(self.zone)
        self.until = self.addition.until.astimezone(self.zone) if self.addition.until else None
        openings = [spot.opening for spot in self.spots if spot.opening]
        nearest = example.opening if example and example.opening else self.default()
        self.habit = dialect.Habit.of(openings or [_OWN], nearest)
        self.loose = anatomy.blank_between(self.text, self.spots, self.style)
        quote = re.match(r"[ \t]*>[ \t>]*", self.habit.example.lead) if self.style == "paragraph" else None
        self.quote = quote[0].rstrip() if quote else ""

    def default(self) -> dialect.Opening:
        """An opening of ours, in the style of the closest entry: none of this document's can be followed."""
        near = self.spots[max(self.index - 1, 0)] if self.spots else None
        if near and near.style == "row" and near.clock_cell >= 0:
            self.style, self.example = "row", near
            return replace(_OWN, lead=" ", tail="")
        if near is None or near.style in ("item", "row"):
            return _OWN
        self.style = near.style
        marks = re.match(r"[ \t]*#{1,6}[ \t]+", self.text[near.first.start : near.first.end])
        if near.style == "heading":
            return replace(_OWN, lead=marks[0] if marks else "### ", tail="")
        return replace(_OWN, lead="**")

    def where(self) -> int:
        """The index among the entries that leaves the fewest of them on the wrong side; the last of those."""
        keys = [self.key(spot.entry) for spot in self.spots]
        known = [key for key in keys if key]
        falling = sum(a > b for a, b in pairwise(known)) > sum(a < b for a, b in pairwise(known))
        self.falling = falling
        at = self.addition.at
        wrong = sum(bool(key and (key > at) == falling and key != at) for key in keys)
        best, place = wrong, 0
        for index, key in enumerate(keys, 1):
            if key:
                wrong += 1 if ((key > at) != falling and key != at) else -1
            if wrong <= best:
                best, place = wrong, index
        return place

    def key(self, entry: TimelineEntry) -> datetime | None:
        if entry.at:
            return entry.at
        if entry.date and entry.time:
            clock = time.fromisoformat(entry.time)
            try:
                return datetime.combine(entry.date, clock, tzinfo=self.order).astimezone(UTC)
            except OverflowError:
                return None
        return None

    def nearest(self) -> Spot | None:
        """The entry to take after: the closest whose opening is plain, a single time before a range."""
        found = [(n, spot) for n, spot in enumerate(self.spots) if spot.opening]
        return min(
            found,
            key=lambda pair: abs(pair[0] - self.index + 0.5) + 3 * bool(pair[1].opening and pair[1].opening.until),
            default=(0, None),
        )[1]

    def zone_of(self, example: Spot | None) -> tzinfo:
        named = example.opening.zone.strip() if example and example.opening else ""
        try:
            other = zones.resolve(named.strip("()"), self.mapping) if named and self.clock.known else self.clock.local
        except SettingsError:
            return self.clock.local
        at = example.entry.at if example else None
        if at and at.astimezone(other).utcoffset() == at.astimezone(self.clock.local).utcoffset():
            return self.clock.local  # the zone's name of that season, where the clocks showed the time twice
        return other

    def candidates(self) -> Iterator[Edit]:
        """Splices to try."""
        if not self.spots:
            yield from self.first()
            return
        # Where the entries are headings, a date stands in theirs as soon as one of them has it.
        inline_days = self.style == "heading" and any(spot.opening and spot.opening.day for spot in self.spots)
        by_day = bool(self.days) and not (self.habit.dated or inline_days)
        if by_day:
            yield from self.under_day()
        day = self.local.date()
        dated = self.habit.dated or (
            self.before.entry.date != day
            if self.before
            else bool(self.after and self.after.opening and self.after.opening.day)
        )
        # Newest first, and moments that stand below their words: a later line on top must find each day said.
        dated = dated or (self.falling and any(spot.opening is None for spot in self.spots))
        for form in self.forms(dated and not by_day):
            for place in self.places():
                yield self.splice(place, form)
        if self.after and self.after.entry.date and self.style != "row":
            for form in self.forms(True):
                yield self.restated(self.splice("before", form), self.after.entry.date)

    def forms(self, dated: bool) -> Iterator[_Form]:
        explicit = zone_words.label(self.local, self.mapping)
        named = self.clock.ambiguous or any(at and zones.repeated(at) for at in (self.local, self.until))
        for marked in (False, True):
            for zone in (explicit,) if named else (None, explicit):
                for with_day in (dated, not dated):
                    for clock in CLOCKS:
                        yield _Form(with_day, zone, clock, marked)

    def places(self) -> tuple[str, ...]:
        if not self.before:
            return ("before",)
        if not self.after:
            return ("after",)
        between = self.text[self.before.end : self.after.first.start]
        # What stands between two headings belongs to the first: its pictures, its comments, a rule.
        if self.style == "heading" and not re.search(r"(?m)^ {0,3}#{1,6}\s", between):
            return ("before", "after")
        return ("after", "before")

    def splice(self, place: str, form: _Form) -> Edit:
        if place == "after":
            assert self.before
            at = self.before.end
            newline = anatomy.newline_at(self.text, at)
            words = self.line(form, newline)
            hard = re.search(r" {2,}$", self.text[self.before.first.start : at]) if self.style == "paragraph" else None
            gap = f"{newline}{self.quote}{newline}" if self.gap(self.before) else newline
            return Edit(Span(at, at), f"{gap}{words}{hard[0] if hard else ''}")
        assert self.after
        at = self.after.first.start
        above = self.anatomy.days[bisect_left(self.anatomy.days, at, key=lambda m: m.line.start) - 1 :][:1]
        if (
            above
            and above[0].date != self.local.date()
            and (self.before.end if self.before else 0) < above[0].line.start < at
        ):
            at = above[0].line.start  # the day that is said there is the next entry's
        newline = anatomy.newline_at(self.text, at)
        gap = f"{newline}{self.quote}{newline}" if self.gap(self.after) else newline
        return Edit(Span(at, at), f"{self.line(form, newline)}{gap}")

    def restated(self, splice: Edit, day: date) -> Edit:
        """The same, with a heading that gives the entries behind it the day which they had from nowhere."""
        newline = anatomy.newline_at(self.text, splice.span.start)
        section = self.report.section("timeline")
        hashes = "#" * (section.level + 1 if section and section.level < 6 else 3)
        like = self.habit.example.lead if self.style == "heading" else hashes
        line = splice.text.rstrip("\r\n")
        return Edit(splice.span, f"{line}{newline * 2}{like.rstrip()} {day.isoformat()}{newline * 2}")

    def gap(self, neighbour: Spot) -> bool:
        return self.loose or neighbour.style != self.style

    def line(self, form: _Form, newline: str) -> str:
        """The line, or the heading and its words."""
        opened = self.opened(form)
        word = f"**{self.addition.milestone.capitalize()}.** " if self.addition.milestone else ""
        cite = "".join(f" [^{label}]" for label in self.addition.labels)
        words = f"{word}{self.addition.text}{cite}"
        if self.style == "row":
            return self.row(opened, words, form)
        if self.style != "heading":
            return opened + words
        spaced = newline if self.example and self.example.spaced else ""
        return f"{opened}{newline}{spaced}{inert.block_start(words)}"

    def opened(self, form: _Form) -> str:
        """The line's opening."""
        habit = {"habit": self.habit, "plain": self.habit.plain, "bare": self.habit.bare}[form.clock]
        if form.marked and self.style != "row":
            like = habit.example
            habit = replace(habit, example=replace(like, tail=like.tail if self.style == "heading" else _marked(like)))
        return habit.opening(self.local, self.until, near=self.report.date, with_day=form.with_day, zone=form.zone)

    def row(self, opened: str, words: str, form: _Form) -> str:
        """A row of the table: time, date where others have it, words in the column of words."""
        assert self.example
        example = self.example
        cells = [" " if cell.strip() or cell else cell for cell in example.cells]
        day_cell = self.day_cell(example)
        if day_cell >= 0:
            opened = self.opened(replace(form, with_day=False))
        last = max(
            (n for n, cell in enumerate(example.cells) if n not in (example.clock_cell, day_cell)),
            key=lambda n: sum(len(spot.cells[n]) for spot in self.spots if n < len(spot.cells)),
            default=len(cells) - 1,
        )
        # GitHub takes an escaped bar for a bar wherever it stands; behind a literal backslash only the entity does.
        cells[last] = f" {_BAR.sub(_bar, words)} "
        cells[example.clock_cell] = f"{opened} "
        if day_cell >= 0:
            written = example.cells[day_cell].strip() or self.local.date().isoformat()
            cells[day_cell] = f" {dialect.like_date(written, self.local.date(), self.report.date)} "
        return "|".join(cells)

    def day_cell(self, example: Spot) -> int:
        for n, cell in enumerate(example.cells):
            found = dates.date_at(cell.strip(), 0, self.report.date) if cell.strip() else None
            if n != example.clock_cell and found and found.end == len(cell.strip()):
                return n
        return -1

    # Days

    def mark_of(self, spot: Spot) -> DayMark | None:
        return next((m for m in reversed(self.days) if m.line.start < spot.first.start), None)

    def under_day(self) -> Iterator[Edit]:
        """The line under the heading of its day, which is made where there is none."""
        day = self.local.date()
        for form in self.forms(False):
            if self.before and self.before.entry.date == day and self.same_day(self.before, day):
                yield self.splice("after", form)
            elif self.after and self.after.entry.date == day and self.same_day(self.after, day):
                yield self.splice("before", form)
            elif not form.with_day:
                yield self.new_day(day, form)

    def same_day(self, spot: Spot, day: date) -> bool:
        mark = self.mark_of(spot)
        return mark is None or mark.date == day

    def new_day(self, day: date, form: _Form) -> Edit:
        like = (self.before and self.mark_of(self.before)) or self.days[0]
        written = self.text[like.date_at.start : like.date_at.end]
        heading = (
            self.text[like.line.start : like.date_at.start]
            + dialect.like_date(written, day, self.report.date)
            + self.text[like.date_at.end : like.line.end]
        )
        below = re.compile(r"(?:\r\n|\n|\r)[ \t]*(?:\r\n|\n|\r)").match(self.text, like.line.end)
        there = next((m for m in self.days if m.date == day), None)
        if there:
            at = there.line.end
        elif self.before:
            at = self.before.end
        else:
            first = self.after and self.mark_of(self.after)
            at = first.line.start if first else like.line.start
            newline = anatomy.newline_at(self.text, at)
            gap = newline * 2 if below else newline
            apart = newline * 2 if like.heading else newline
            return Edit(Span(at, at), f"{heading}{gap}{self.line(form, newline)}{apart}")
        newline = anatomy.newline_at(self.text, at)
        apart = newline * 2 if like.heading or below else newline
        gap = newline * 2 if below else newline
        shown = "" if there else f"{heading}{gap}"
        return Edit(Span(at, at), f"{apart}{shown}{self.line(form, newline)}")

    def first(self) -> Iterator[Edit]:
        """The first line of an empty timeline: under a heading of its day, as in a new report."""
        section = self.report.section("timeline")
        assert section
        if mark := next((mark for mark in self.days if mark.date == self.local.date()), None):
            newline = anatomy.newline_at(self.text, mark.line.end)
            for form in self.forms(False):
                yield Edit(Span(mark.line.end, mark.line.end), f"{newline * 2}{self.line(form, newline)}")
        limit = next(
            (
                block.start
                for block in self.anatomy.document.blocks
                if section.body.start <= block.start < section.body.end and block.kind in ("heading", "note")
            ),
            section.body.end,
        )
        held = self.text[: max(limit, section.body.start)].rstrip()
        at = len(held)
        newline = anatomy.newline_at(self.text, at)
        heading = f"{'#' * (section.level + 1 if section.level < 6 else 3)} {self.local.date().isoformat()}"
        for form in self.forms(False):
            above = "" if form.with_day else f"{heading}{newline * 2}"
            yield Edit(Span(at, at), f"{newline * 2}{above}{self.line(form, newline)}")


def _bar(found: re.Match[str]) -> str:
    return f"{found[1]}&#124;" if found[1] else "\\|"


def _marked(like: dialect.Opening) -> str:
    """A tail with a colon: it keeps words from being read as part of the time ("to 15:00")."""
    return f"{like.tail.rstrip()}: " if not like.tail.rstrip().endswith((":", "|")) else like.tail


def _guess(report: Report, local: tzinfo) -> tzinfo:
    """The zone to sort by: where a document's is ambiguous, the first that its letters may mean."""
    named = dict(zones.AMBIGUOUS).get(report.timezone or "")
    return zones.resolve(re.split(r",| or ", named)[0]) if named else local
