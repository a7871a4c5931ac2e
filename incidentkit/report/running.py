"""The table of what was running, for a report and for the terminal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo

from incidentkit import inert
from incidentkit.artifacts import split_chart, split_image
from incidentkit.evidence import Aspect
from incidentkit.versions import Row, State

MOST = 20
_SOURCES = {"kubernetes": "Kubernetes", "git": "Git", "github": "GitHub", "helm": "Helm"}
_DIGEST = re.compile(r"sha256:([0-9a-f]{12})[0-9a-f]{52}")
_NOT_KNOWN = "not known"


@dataclass(frozen=True, slots=True)
class Cell:
    """The parts of a moment: what was there (names, to be shown as code), since when, and what git says instead."""

    values: tuple[str, ...]
    since: str = ""
    drift: str = ""
    same: bool = False

    def plain(self) -> str:
        """For a program: on one line."""
        return self._joined(" ".join(self.values), self.drift)

    def lines(self) -> str:
        """For a narrow column: each part on a line of its own."""
        shown = "\n".join(value.replace("sha256:", "@") for value in self.values) or (
            "same" if self.same else _NOT_KNOWN
        )
        return "\n".join(part for part in (shown, self.since, self.drift and f"git: {self.drift}") if part)

    def markdown(self) -> str:
        """For a cell of a table: code spans, and no bar."""
        return self._joined(" ".join(_code(value) for value in self.values), _code(self.drift))

    def _joined(self, shown: str, drift: str) -> str:
        notes = [note for note in (self.since, drift and f"git: {drift}") if note]
        return (shown or ("same" if self.same else _NOT_KNOWN)) + (f" ({'; '.join(notes)})" if notes else "")


def cells(row: Row, at: datetime, zone: tzinfo) -> tuple[Cell, Cell, Cell]:
    """Before, at and after; one that is as at the moment is "same".

    The repository of an image and the name of a chart that stay the same are told by `source` only.
    """
    common = _common(row)
    drift = dict(row.drift)
    states = (("before", row.before), ("at", row.at), ("after", row.after))
    found = []
    for column, state in states:
        cell = _cell(state, row, common, at, zone)
        if column != "at" and row.at and state == row.at:
            cell = Cell((), same=True)
        found.append(replace(cell, drift=drift.get(column, "")))
    return found[0], found[1], found[2]


def source(row: Row) -> tuple[str, str]:
    """Whence a row is known; and the image's repository, the chart or the file that declares it, or nothing."""
    name = _SOURCES.get(row.source, row.source)
    said = f"{name}, declared" if row.declared and row.aspect != "commit" else name
    state = row.at or row.after or row.before
    if row.declared and row.aspect != "commit":
        return said, state.detail if state else ""
    return said, _common(row)


def table(rows: Sequence[Row], at: datetime, zone: tzinfo) -> tuple[list[dict[str, str]], int]:
    """The first rows for the report, inert Markdown, and how many are left out."""
    told = []
    for row in rows[:MOST]:
        before, now, after = (cell.markdown() for cell in cells(row, at, zone))
        said, what = source(row)
        where = f"{said}, {_code(what)}" if what else said
        kind = "" if row.aspect == "image" else f" {inert.markdown(row.aspect)}"
        told.append(
            {
                "component": f"{_code(row.component)}{kind}",
                "before": before,
                "at": now,
                "after": after,
                "source": where,
            }
        )
    return told, max(0, len(rows) - MOST)


def _common(row: Row) -> str:
    """The image's repository or the chart's name where it is the same all the time, else nothing."""
    if row.aspect == "commit" or row.declared:
        return ""
    names = {_parts(row.aspect, state.value)[0] for state in (row.before, row.at, row.after) if state and state.value}
    return names.pop() if len(names) == 1 else ""


def _parts(aspect: Aspect, value: str) -> tuple[str, str]:
    """What an image or a chart is called, and what tells it from others of that name."""
    if aspect == "chart":
        name, version = split_chart(value)
        return (name, version) if version else ("", value)
    name, tag, _ = split_image(value)
    return name, tag or ("latest" if "@" not in value else "")


def _cell(state: State | None, row: Row, common: str, at: datetime, zone: tzinfo) -> Cell:
    if state is None or not state.value:
        return Cell(())
    value, detail = state.value, state.detail
    digest = _DIGEST.search(detail) or _DIGEST.search(value)
    if common:
        value = _parts(row.aspect, value)[1]
    values = [_DIGEST.sub("", value).rstrip("@"), digest[0][:19] if digest else ""]
    if row.aspect == "chart" and not row.declared:
        values.append(detail)
    return Cell(tuple(part for part in values if part), _since(state, at, zone))


def _since(state: State, at: datetime, zone: tzinfo) -> str:
    """Since when, to the minute on the day of the moment and near it, else to the day."""
    if state.since is None:
        return ""
    local, about = state.since.astimezone(zone), "~" if state.approximate else ""
    if local.date() == at.astimezone(zone).date():
        return f"since {about}{local:%H:%M}"
    near = abs(at - state.since) < timedelta(days=1)
    return f"since {about}{local:%m-%d %H:%M}" if near else f"since {about}{local:%Y-%m-%d}"


def _code(text: str) -> str:
    """A name as a code span in a table's cell, which a bar would end."""
    return inert.code(text.replace("|", ""), 160)
