"""New timeline lines, each at its place in order and in the document's own style; every other byte stays as it was.

A line is written as the entries around it are (`report.dialect`), the result is read back, and only what reads as it
was meant, with everything else unchanged, is kept. What cannot be written in the document's habit is tried with its
date, with its zone, in 24 hours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo

from incidentkit.config import Workspace
from incidentkit.errors import InputError
from incidentkit.report import anatomy, edit, footnotes, inline
from incidentkit.report.edit import Edit
from incidentkit.report.model import Report, Span, TimelineEntry
from incidentkit.report.read import read_text
from incidentkit.report.scribe import Addition, Clock, Scribe, clock_of

_MARKS = " :-–—|,;>→=•·*])"


@dataclass(frozen=True, slots=True)
class Inserted:
    """The new text; `spans` is what was inserted, in it: without these passages it is the old one.

    `placed` are the additions that stand now, `refused` those for which no form reads back as it was meant.
    """

    text: str
    spans: tuple[Span, ...]
    placed: tuple[Addition, ...]
    refused: tuple[Addition, ...]


class NoPlace(InputError):
    """The document has no timeline that a line could join; `additions` are the lines that would have."""

    additions: tuple[Addition, ...] = ()


def insert(report: Report, additions: Sequence[Addition], workspace: Workspace, fallback: tzinfo = UTC) -> Inserted:
    """The report's text with lines and footnotes added.

    Where the document states no zone, times are those of `fallback`; where its zone may be several, each line names
    `fallback`. Raises NoPlace without a timeline, InputError where merge-conflict markers stand in it.
    """
    edit.refuse_conflict(report)
    if additions and not report.timeline and not report.section("timeline"):
        hint = "Add a heading `## Timeline` where it should stand, then run it again."
        error = NoPlace(report.path, "has no timeline section to add to", hint=hint)
        error.additions = tuple(additions)
        raise error
    if additions and (held := anatomy.unmarked(report)):
        hint = f"Add the lines by hand, or turn the {held} into Markdown and run it again."
        error = NoPlace(report.path, f"has its timeline in {_held(held)}, where no footnote can stand", hint=hint)
        error.additions = tuple(additions)
        raise error
    work = _Work(report, workspace, fallback)
    placed = tuple(one for one in sorted(additions, key=lambda a: a.at) if work.place(one))
    work.define(placed)
    refused = tuple(one for one in additions if one not in placed)
    return Inserted(work.report.text, tuple(Span(s, e) for s, e in work.spans), placed, refused)


def standing(report: Report, addition: Addition, clock: Clock) -> TimelineEntry | None:
    """The entry that says already what an addition would say, whatever it cites; None where there is none."""
    words = _plain(addition.text)
    said = (entry for entry in report.timeline if _says(entry, words))
    return next((entry for entry in said if _same_moment(entry, addition.at, clock)), None)


def rewritten(
    report: Report, entry: TimelineEntry, old: Addition, new: Addition, workspace: Workspace, fallback: tzinfo = UTC
) -> str | None:
    """The text with a line that says `old` saying `new`, where it still is, byte for byte, what the tool wrote.

    None where it is not: a person reworded it. The text as it is where the line says `new` already.
    """
    before, after = Scribe(report, old, workspace, fallback), Scribe(report, new, workspace, fallback)
    spot = next((spot for spot in before.spots if spot.entry == entry), None)
    if spot is None or spot.opening is None:
        return None
    before.take_after(spot)
    after.take_after(spot)
    newline = anatomy.newline_at(report.text, spot.first.start)
    for form in before.forms(bool(spot.opening.day)):
        was, now = before.line(form, newline), after.line(form, newline)
        for line in (now, was):
            end = spot.first.start + len(line)
            if report.text.startswith(line, spot.first.start) and report.text[end : end + 1] in ("", "\r", "\n"):
                text = edit.replace(report, [Edit(Span(spot.first.start, end), now)])
                again = read_text(text, report.path, workspace)
                at = report.timeline.index(entry)
                same = _facts(again) == _facts(report) and len(again.timeline) == len(report.timeline)
                clock = clock_of(report, workspace, fallback)
                return text if same and _is(again.timeline[at], new, clock) else None
    return None


def defined(report: Report, notes: Sequence[tuple[str, str]], workspace: Workspace) -> Report:
    """The document with these footnotes (label, words) defined. Raises InputError where there is no place for them."""
    splice = footnotes.add(report, notes)
    return _defined(report, splice, workspace) if splice else report


@dataclass(slots=True)
class _Work:
    """One run of insertions; `report` is the document as it is by now, `spans` what was inserted into it."""

    report: Report
    workspace: Workspace
    fallback: tzinfo
    spans: list[tuple[int, int]] = field(default_factory=list)

    def place(self, addition: Addition) -> bool:
        """Insert one line; False where no form of it reads back as it is meant.

        Where a document has no place for the word of a milestone, the line matters more than the word.
        """
        return self._put(addition) or (addition.milestone is not None and self._put(replace(addition, milestone=None)))

    def _put(self, addition: Addition) -> bool:
        tried: set[tuple[int, str]] = set()
        for splice in Scribe(self.report, addition, self.workspace, self.fallback).candidates():
            if (key := (splice.span.start, splice.text)) in tried:
                continue
            tried.add(key)
            after = self.read(edit.replace(self.report, [splice]))
            if _reads_back(self.report, after, addition, clock_of(self.report, self.workspace, self.fallback)):
                self.take(after, splice)
                return True
        return False

    def define(self, placed: Sequence[Addition]) -> None:
        """Add the footnotes of what was placed."""
        notes = list({label: note for one in placed for label, note in one.notes}.items())
        if splice := footnotes.add(self.report, notes):
            self.take(_defined(self.report, splice, self.workspace), splice)

    def read(self, text: str) -> Report:
        return read_text(text, self.report.path, self.workspace)

    def take(self, after: Report, splice: Edit) -> None:
        """The document goes on from here. What was inserted before keeps its place in the account."""
        at, length = splice.span.start, len(splice.text)
        # Inside an earlier insertion it becomes one with it.
        spans = [(s + length * (at <= s), e + length * (at < e)) for s, e in self.spans]
        if spans == self.spans or not any(s < at < e for s, e in self.spans):
            spans.append((at, at + length))
        self.spans = sorted(spans)
        self.report = after


def _defined(report: Report, splice: Edit, workspace: Workspace) -> Report:
    """The document with definitions of footnotes, which change nothing else. Raises InputError where they would."""
    after = read_text(edit.replace(report, [splice]), report.path, workspace)
    if _facts(after) != _facts(report) or _moments(after) != _moments(report):
        hint = "Put a blank line at the end of the document, or define one footnote by hand."
        raise InputError(report.path, "has no place where a footnote can be defined", hint=hint)
    return after


def _held(what: str) -> str:
    return f"an {what}" if what.startswith("HTML") else f"a {what}"


def _plain(text: str) -> str:
    return inline.plain(text)


def _says(entry: TimelineEntry, words: str) -> bool:
    """Whether an entry says these words; a reader leaves out a mark before them, and a milestone's word."""
    bare = words.lstrip(_MARKS)
    return entry.text in (words, bare) or bool(entry.milestone and entry.text and bare.endswith(entry.text))


def _moments(report: Report) -> list[tuple[object, ...]]:
    return [(e.at, e.date, e.time, e.until, e.approximate, e.text, e.milestone, e.cites) for e in report.timeline]


def _facts(report: Report) -> tuple[object, ...]:
    """What an insertion must not change: all that is no timeline entry."""
    items = [replace(item, line=0, span=Span(0, 0)) for item in report.actions]
    parts = [(section.name, section.level, section.role) for section in report.sections]
    return (report.title, report.status_text, report.timezone, report.visibility, items, parts)


def _reads_back(before: Report, after: Report, addition: Addition, clock: Clock) -> bool:
    """Whether the new document is the old one and this line."""
    old, new = _moments(before), _moments(after)
    if len(new) != len(old) + 1 or _facts(before) != _facts(after):
        return False
    at = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), len(old))
    if new[at + 1 :] != old[at:]:
        return False
    # Of two equal neighbours either may be the new one.
    return any(_is(after.timeline[n], addition, clock) for n in range(len(new)) if new[n] == new[at])


def _is(entry: TimelineEntry, addition: Addition, clock: Clock) -> bool:
    cited = all(label in entry.cites for label in addition.labels)
    if entry.approximate or not cited or bool(entry.until) != bool(addition.until):
        return False
    if not _same_moment(entry, addition.at, clock):
        return False
    return _says(entry, _plain(addition.text)) and (addition.milestone is None or entry.milestone == addition.milestone)


def _same_moment(entry: TimelineEntry, at: datetime, clock: Clock) -> bool:
    """Whether an entry stands at the minute of an instant; by its local time where nobody knows the zone."""
    if entry.at:
        return 0 <= (at - entry.at).total_seconds() < 60
    local = at.astimezone(clock.local)
    known = clock.known or clock.ambiguous
    return not known and entry.time is not None and (entry.date, entry.time[:5]) == (local.date(), f"{local:%H:%M}")
