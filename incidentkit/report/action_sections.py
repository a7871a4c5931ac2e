"""Where a document's action items stand: in the sections about them, else in tables that are named after them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from incidentkit.report import actions, item_table, sections
from incidentkit.report.blocks import Document
from incidentkit.report.model import ActionItem
from incidentkit.report.sections import Heading


@dataclass(slots=True)
class Found:
    """`parts` are the blocks of the sections, `headings` the blocks that are headings of groups or items. The sections
    numbered `no_sections` only bear the name: they tell steps that were taken, or the report's own making."""

    items: list[ActionItem] = field(default_factory=list)
    parts: list[range] = field(default_factory=list)
    headings: set[int] = field(default_factory=set)
    no_sections: list[int] = field(default_factory=list)


def find(
    document: Document,
    headings: Sequence[Heading],
    title_at: int | None,
    day: date | None,
    timed: Callable[[str], bool],
) -> Found:
    """All action items. `title_at` is the number of the title's heading, `timed` says whether a heading tells when."""
    found = Found()
    lists: list[tuple[int, list[ActionItem]]] = []
    for number, heading in enumerate(headings):
        if heading.role != "actions" or number == title_at or timed(heading.name):
            continue
        if any(heading.index in part for part in found.parts):
            continue
        end = sections.region(document, headings, number, _belongs_to(heading))
        if end == heading.index + 1:
            end = _widened(document, headings, number, end)
        collector = actions.Collector(document, day)
        collector.collect(heading.index + 1, end)
        found.headings |= collector.headings
        found.parts.append(range(heading.index, end))
        lists.append((number, collector.items))
    if not lists:
        return _tables(document, day)
    plain = any(items and not sections.tells_steps_taken(headings[n].name) for n, items in lists)
    for number, items in lists:
        taken_already = plain and sections.tells_steps_taken(headings[number].name)
        if taken_already or actions.about_the_report(items):
            found.no_sections.append(number)
        else:
            found.items += items
    return found


def _tables(document: Document, day: date | None) -> Found:
    """Where no section is about them, the items of each table whose first column has their name."""
    collector = actions.Collector(document, day)
    parts = [range(n, n + 1) for n, b in enumerate(document.blocks) if item_table.names_itself(document, b)]
    for part in parts:
        collector.collect(part.start, part.stop)
    return Found(collector.items, parts)


def _widened(document: Document, headings: Sequence[Heading], number: int, end: int) -> int:
    """The end of an empty section when its groups stand at its own level."""
    for later in headings[number + 1 :]:
        if later.level < headings[number].level or later.role is not None:
            return later.index
    return len(document.blocks) if number + 1 < len(headings) else end


def _belongs_to(head: Heading) -> Callable[[Heading], bool | None]:
    def belongs(later: Heading) -> bool | None:
        if later.role in sections.ENDS or later.role == "timeline":
            return False
        if later.role == "actions" and later.level > head.level:
            return True
        return None

    return belongs
