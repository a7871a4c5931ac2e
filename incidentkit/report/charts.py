"""Charts of a report: their files beside it, and what the report says of each in a line.

The ledger knows that a chart was offered (kind "chart"); its series are in `NAME/metrics/CHART.json`. A file that a
person deleted does not come back, one that a person edited stays as it is, and one is renewed only by series that
hold at least as much.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from urllib.parse import quote

from incidentkit import files, inert, metrics
from incidentkit.config import Workspace
from incidentkit.errors import InputError
from incidentkit.evidence import Evidence
from incidentkit.metrics import Chart, NoMetrics
from incidentkit.report.model import Report, Span

KIND = "chart"
_LITTLE = 0.1
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")


@dataclass(frozen=True, slots=True)
class Frozen:
    """A chart with the name of its file, without folder and ending."""

    name: str
    chart: Chart


@dataclass(frozen=True, slots=True)
class Renewal:
    """What an update does with files of charts: `new` are not there yet, `renewed` are, as `before` says.

    `kept` says of others, in words, why they stay as they are.
    """

    new: tuple[Frozen, ...] = ()
    renewed: tuple[Frozen, ...] = ()
    before: Mapping[str, Chart] = field(default_factory=dict)
    kept: tuple[str, ...] = ()

    def records(self, found: Iterable[Evidence], ledger: Iterable[Evidence]) -> tuple[Evidence, ...]:
        """The records that were found, without those of charts that the ledger knows and that stay as they are."""
        known = {record.id for record in ledger}
        changed = {one.name for one in (*self.new, *self.renewed)}
        return tuple(r for r in found if r.kind != KIND or r.id not in known or r.id.rpartition("/")[2] in changed)


def folder(report: Path) -> Path:
    """Where a report's charts are."""
    return report.with_suffix("") / metrics.FOLDER


def of(records: Iterable[Evidence]) -> list[Frozen]:
    """The charts that records hold, in the order of their titles' files; a name that is no file's is left out."""
    found = {}
    for record in records:
        name = record.id.rpartition("/")[2]
        if record.kind == KIND and record.chart and _NAME.fullmatch(name):
            found[name] = record.chart
    return [Frozen(name, chart) for name, chart in found.items()]


def kept(record: Evidence) -> Evidence:
    """A record as the ledger keeps it: the series are in a file of their own."""
    return replace(record, chart=None) if record.chart else record


def write(report: Path, charts: Iterable[Frozen], workspace: Workspace) -> None:
    """Write the files, each whole or not at all. Raises InputError where their folder leads out of the workspace."""
    for one in charts:
        path = folder(report) / f"{one.name}.json"
        files.inside(workspace.root, path)
        files.write(path, metrics.write(one.chart))


def renew(report: Path, ledger: Iterable[Evidence], found: Sequence[Frozen], workspace: Workspace) -> Renewal:
    """What is to be written of charts that were gathered again."""
    offered = {record.id.rpartition("/")[2] for record in ledger if record.kind == KIND}
    new, renewed, stay = [], [], []
    before: dict[str, Chart] = {}
    for one in found:
        path = folder(report) / f"{one.name}.json"
        old = _text(path, workspace)
        if old is None:
            if one.name not in offered:
                new.append(one)
        elif one.name not in offered and metrics.is_ours(old):
            new.append(one)  # written by an update that was killed before the report had its line
        elif not metrics.is_ours(old):
            stay.append(f"{path.name} was edited by hand and stays as it is")
        elif why := _worse(one.chart, old):
            stay.append(f"{path.name} stays as it is: {why}")
        elif not _same(one.chart, old):
            renewed.append(one)
            before[one.name] = metrics.read(old)
    return Renewal(tuple(new), tuple(renewed), before, tuple(stay))


def _text(path: Path, workspace: Workspace) -> str | None:
    files.inside(workspace.root, path)
    try:
        with path.open(encoding="utf-8") as file:
            return file.read(metrics.LARGEST + 1)
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        return ""
    except OSError as e:
        raise InputError(path, f"cannot be read: {e.strerror}", hint="Check its permissions.") from e


def _same(new: Chart, old: str) -> bool:
    """Whether it says the same, whenever it was captured."""
    before = metrics.read(old)
    return metrics.write(replace(new, captured=before.captured)) == old


def _worse(new: Chart, old: str) -> str:
    """Why the older series are worth more; empty where they are not. Prometheus forgets, by default after 15 days."""
    try:
        before = metrics.read(old)
    except NoMetrics:
        return ""
    air = timedelta(seconds=max(new.step, before.step))
    if new.start > before.start + air or new.end < before.end - air:
        return "it holds a time that was not asked for again"
    if _known(new, before) < 0.9 * _known(before, before):
        return "Prometheus has fewer values of its span by now"
    return ""


def _known(chart: Chart, span: Chart) -> int:
    """For how many seconds of a span it has a value."""
    known = {n for one in chart.series for n, value in enumerate(one.values) if value is not None}
    return sum(chart.step for n in known if span.start <= chart.at(n) <= span.end)


# What the report says


def lines(charts: Sequence[Frozen], report: Path, zone: tzinfo) -> list[str]:
    """A list item a chart: a link to its file, and its first, highest and last value with the local times."""
    return [
        f"[{inert.markdown(one.chart.title)}]({_address(report, one.name)}): {inert.markdown(reading(one.chart, zone))}"
        for one in charts
    ]


def _address(report: Path, name: str) -> str:
    return quote(f"{report.stem}/{metrics.FOLDER}/{name}.json")


def reading(chart: Chart, zone: tzinfo) -> str:
    """The series that rose highest in words: its first, highest, lowest and last value with the local times."""
    found = metrics.extremes(chart)
    if found is None:
        return "no values"
    first, highest, lowest, last = found
    who = f" ({first.series.name})" if len(chart.series) > 1 and first.series.name else ""
    if highest.value == lowest.value:
        said = f"{metrics.shown(first.value, chart.unit)}{who} throughout"
    else:
        # What hardly rises above both ends, or falls below them, is not worth a word.
        little = _LITTLE * (highest.value - lowest.value)
        between = [("at most ", highest)] if highest.value > max(first.value, last.value) + little else []
        between += [("at least ", lowest)] if lowest.value < min(first.value, last.value) - little else []
        points = [("", first), *sorted(between, key=lambda pair: pair[1].at), ("", last)]
        said = ", ".join(
            f"{how}{metrics.shown(one.value, chart.unit)} at {_clock(one.at, zone)}" for how, one in points
        )
        said += who
    count = len(chart.series) + chart.more
    return f"{said}; the highest of {count} series" if count > 1 else said


def _clock(at: datetime, zone: tzinfo) -> str:
    return f"{at.astimezone(zone):%H:%M}"


def retold(report: Report, renewal: Renewal, workspace: Workspace, zone: tzinfo) -> Report:
    """The report with the line of each renewed chart renewed, where it still is as the tool wrote it, and with a line
    for each new one, behind the others or, in a report that is one of ours, before the timeline."""
    # A new report needs none of the reader of every dialect, which takes a while to load.
    from incidentkit.report import anatomy, edit
    from incidentkit.report.read import read_text
    from incidentkit.report.refresh import others

    text = report.text
    for one in renewal.renewed:
        before = Frozen(one.name, renewal.before[one.name])
        (was,), (now,) = lines([before], report.path, zone), lines([one], report.path, zone)
        found = list(re.finditer(rf"(?m)^- {re.escape(was)}(?=\r?$)", text))
        if len(found) == 1:
            text = f"{text[: found[0].start()]}- {now}{text[found[0].end() :]}"
    after = read_text(text, report.path, workspace)
    unsaid = [one for one in renewal.new if f"]({_address(report.path, one.name)})" not in after.text]
    if unsaid and (place := _place(after)):
        newline = anatomy.newline_at(after.text, place.at)
        said = place.before + "".join(f"- {line}\n" for line in lines(unsaid, report.path, zone)) + place.after
        splice = edit.Edit(Span(place.at, place.at), said.replace("\n", newline))
        after = read_text(edit.replace(after, [splice]), report.path, workspace)
    return after if others(after) == others(report) else report


@dataclass(frozen=True, slots=True)
class _Place:
    at: int
    before: str = ""
    after: str = ""


def _place(report: Report) -> _Place | None:
    """Where lines of new charts go."""
    address = re.escape(f"]({quote(f'{report.path.stem}/{metrics.FOLDER}/')}")
    there = list(re.finditer(rf"(?m)^- \[[^\n]{{1,300}}{address}[^\n]*(?:\r\n|\n|\r)", report.text))
    if there:
        return _Place(there[-1].end())
    timeline = report.section("timeline")
    if timeline is None or "started" not in report.front.lines:
        return None
    # Inside of the timeline's section a line of a list is an entry.
    at = sum(len(line) for line in report.text.splitlines(keepends=True)[: timeline.line - 1])
    return _Place(at, f"{'#' * (timeline.level + 1)} Charts\n\n", "\n")
