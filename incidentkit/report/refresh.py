"""Sections that evidence wrote, written again where nobody touched them; every other byte stays as it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from incidentkit.config import Workspace
from incidentkit.evidence import Evidence
from incidentkit.report import anatomy, edit, known
from incidentkit.report.edit import Edit
from incidentkit.report.model import Report, Section, Span
from incidentkit.report.read import read_text


@dataclass(frozen=True, slots=True)
class Refreshed:
    """The new text, the ledger's records of the sections, those that were written now, and those that were edited and
    would say something else: a role and the line of its heading each."""

    text: str
    records: tuple[Evidence, ...]
    written: tuple[str, ...] = ()
    edited: tuple[tuple[str, int], ...] = ()


def refresh(
    report: Report, wanted: Mapping[str, str], before: Mapping[str, Evidence], span: known.Span, workspace: Workspace
) -> Refreshed:
    """`wanted` are the sections as they would be written now, `before` the ledger's records of them, both by role.

    A section that is as it was written is replaced. One that people edited stays, one that they deleted does not come
    back; one that was never offered is put before the timeline of a report that is one of ours.
    """
    records = dict(before)
    written: list[str] = []
    edited: list[tuple[str, int]] = []
    for role, text in wanted.items():
        old, new = before.get(role), known.record(role, text, span)
        here = report.section(role)
        if old is None and here is not None:
            continue  # a person's own
        if old is not None and (here is None or old.summary == new.summary):
            continue
        place = _place(report, here)
        if here is not None and old is not None and _digest(report, here) not in (old.summary, new.summary):
            edited.append((role, here.line))
        elif place is None:
            continue
        elif here is None or _digest(report, here) != new.summary:
            after = _put(report, place, text, heading=here is None, workspace=workspace)
            if after is None:
                edited.append((role, here.line if here else 1))
            else:
                report = after
                written.append(role)
        records[role] = new
    return Refreshed(report.text, tuple(records.values()), tuple(written), tuple(edited))


def _digest(report: Report, section: Section) -> str:
    return known.digest(report.text[section.body.start : section.body.end])


def _place(report: Report, section: Section | None) -> Span | None:
    """Where a section's text goes: in the place of its own, or before the timeline; None for a report of others."""
    if section is not None:
        return section.body
    timeline = report.section("timeline")
    if timeline is None or "started" not in report.front.lines:
        return None
    lines = report.text.splitlines(keepends=True)
    at = sum(len(line) for line in lines[: timeline.line - 1])
    return Span(at, at)


def _put(report: Report, place: Span, text: str, *, heading: bool, workspace: Workspace) -> Report | None:
    """The report with a section's text at its place; None where anything else would then read otherwise."""
    newline = anatomy.newline_at(report.text, place.start)
    body = text if heading else "\n" + text.partition("\n")[2].lstrip("\n")
    new = read_text(edit.replace(report, [Edit(place, (body + "\n").replace("\n", newline))]), report.path, workspace)
    return new if others(new) == others(report) else None


def others(report: Report) -> tuple[object, ...]:
    """What the text of a section must not change."""
    entries = [(e.at, e.date, e.time, e.until, e.text, e.milestone, e.cites) for e in report.timeline]
    items = [(item.text, item.id, item.done, item.owner, item.issue) for item in report.actions]
    return (report.title, report.timezone, entries, items)
