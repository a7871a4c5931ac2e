"""Charts of a report: their files beside it, and what the report says of each in a line.

The ledger knows that a chart was offered (kind "chart"); its series are in `NAME/metrics/CHART.json`. A file that a
person deleted does not come back, one that a person edited stays as it is, and one is renewed only by series that
hold at least as much.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from pathlib import Path
from urllib.parse import quote

from incidentkit import files, inert, metrics
from incidentkit.config import Workspace
from incidentkit.errors import InputError
from incidentkit.evidence import Evidence
from incidentkit.metrics import Chart, NoMetrics

KIND = "chart"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")


@dataclass(frozen=True, slots=True)
class Frozen:
    """A chart with the name of its file, without folder and ending."""

    name: str
    chart: Chart


@dataclass(frozen=True, slots=True)
class Renewal:
    """What an update does with files of charts: `write` by name; `kept` says of others, in words, why they stay."""

    write: tuple[Frozen, ...] = ()
    kept: tuple[str, ...] = ()


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
    wanted, stay = [], []
    for one in found:
        path = folder(report) / f"{one.name}.json"
        old = _text(path, workspace)
        if old is None:
            if one.name not in offered:
                wanted.append(one)
        elif not metrics.is_ours(old):
            stay.append(f"{path.name} was edited by hand and stays as it is")
        elif why := _worse(one.chart, old):
            stay.append(f"{path.name} stays as it is: {why}")
        elif not _same(one.chart, old):
            wanted.append(one)
    return Renewal(tuple(wanted), tuple(stay))


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
    if new.start > before.start or new.end < before.end:
        return "it holds a longer span" if _values(before, new) > _values(new, before) else ""
    return "Prometheus has fewer values of its span by now" if _values(new, before) < _values(before, new) * 0.9 else ""


def _values(chart: Chart, other: Chart) -> float:
    """For how many seconds of both spans it has a value."""
    first, last = min(chart.start, other.start), max(chart.end, other.end)
    known = {n for one in chart.series for n, value in enumerate(one.values) if value is not None}
    return sum(chart.step for n in known if first <= chart.at(n) <= last)


# What the report says


def lines(charts: Sequence[Frozen], report: Path, zone: tzinfo) -> list[str]:
    """A list item a chart: a link to its file, and its first, highest and last value with the local times."""
    return [f"[{inert.markdown(one.chart.title)}]({_address(report, one.name)}): {_told(one.chart, zone)}" for one in charts]


def _address(report: Path, name: str) -> str:
    return quote(f"{report.stem}/{metrics.FOLDER}/{name}.json")


def _told(chart: Chart, zone: tzinfo) -> str:
    found = metrics.extremes(chart)
    if found is None:
        return "no values"
    first, highest, last = found
    values = [value for value in first.series.values if value is not None]
    who = f" ({inert.code(first.series.name, 80)})" if len(chart.series) > 1 and first.series.name else ""
    if max(values) == min(values):
        said = f"{_shown(first.value, chart)}{who} throughout"
    else:
        points = [f"{_shown(first.value, chart)} at {_clock(first.at, zone)}"]
        if highest.at not in (first.at, last.at):
            points.append(f"at most {_shown(highest.value, chart)} at {_clock(highest.at, zone)}")
        points.append(f"{_shown(last.value, chart)} at {_clock(last.at, zone)}")
        said = ", ".join(points) + who
    count = len(chart.series) + chart.more
    return f"{said}; the highest of {count} series" if count > 1 else said


def _shown(value: float, chart: Chart) -> str:
    return inert.markdown(metrics.shown(value, chart.unit))


def _clock(at: datetime, zone: tzinfo) -> str:
    return f"{at.astimezone(zone):%H:%M}"


def reworded(text: str, old: Mapping[str, Chart], new: Sequence[Frozen], report: Path, zone: tzinfo) -> str:
    """The report's text with the line of each renewed chart renewed, where it still is as the tool wrote it."""
    for one in new:
        before = old.get(one.name)
        if before is None:
            continue
        (was,), (now,) = lines([Frozen(one.name, before)], report, zone), lines([one], report, zone)
        if len(re.findall(rf"(?m)^- {re.escape(was)}$", text)) == 1:
            text = re.sub(rf"(?m)^- {re.escape(was)}$", lambda _, now=now: f"- {now}", text)
    return text
