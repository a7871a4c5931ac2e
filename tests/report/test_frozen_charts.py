"""Charts beside a report: written whole, renewed only by more, and a person's deletions and edits stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from incidentkit import metrics
from incidentkit.config import Workspace
from incidentkit.errors import InputError
from incidentkit.evidence import Evidence
from incidentkit.metrics import Chart, Series
from incidentkit.report import charts
from incidentkit.report.charts import Frozen
from incidentkit.report.read import read_text

START = datetime(2026, 3, 2, 14, tzinfo=UTC)
CHART = Chart("Hub memory", "bytes", "hub", START, 60, (Series((), (3.6e8, 1.07e9, 3.6e8, 3.6e8)),), START)
HUB = Frozen("hub-memory", CHART)
OFFERED = Evidence("prometheus:chart/hub-memory", START, "prometheus", "chart", "Hub memory")
LONGER = replace(CHART, series=(Series((), (3.6e8, 1.07e9, 3.6e8, 3.6e8, 4e8)),), captured=START + timedelta(hours=1))
TEXT = """---
title: Hub
timezone: UTC
started: 2026-03-02T14:00:00+00:00
---

## Summary

Words.

{charts}## Timeline

- **14:01** The hub grew.

## Action items

- [ ] Raise the limit
"""


@pytest.fixture
def home(tmp_path: Path) -> tuple[Workspace, Path]:
    (tmp_path / "incidents").mkdir()
    return Workspace.find(tmp_path), tmp_path / "incidents" / "2026-03-02-hub.md"


def test_records_become_files_and_the_ledger_keeps_that_they_are_there() -> None:
    record = replace(OFFERED, chart=CHART)
    assert charts.of([record, OFFERED, replace(record, id="prometheus:chart/..")]) == [HUB]
    assert charts.kept(record) == OFFERED


def test_a_file_that_a_person_deleted_or_edited_stays_as_they_left_it(home: tuple[Workspace, Path]) -> None:
    space, report = home
    assert charts.renew(report, [], [HUB], space).new == (HUB,)
    assert charts.renew(report, [OFFERED], [HUB], space) == charts.Renewal(), "it was offered and is not there"
    charts.write(report, [HUB], space)
    path = charts.folder(report) / "hub-memory.json"
    path.write_text(path.read_text().replace("1070000000", "1"))
    found = charts.renew(report, [OFFERED], [Frozen("hub-memory", LONGER)], space)
    assert (found.new, found.renewed) == ((), ()) and "edited by hand" in found.kept[0]


@pytest.mark.parametrize(
    ("new", "renewed", "kept"),
    [
        (replace(CHART, captured=START + timedelta(days=1)), False, ""),
        (LONGER, True, ""),
        (replace(LONGER, start=START + timedelta(minutes=3)), False, "a time that was not asked for again"),
        (replace(LONGER, series=(Series((), (None, None, None, None, 5.0)),)), False, "fewer values"),
    ],
    ids=["the same", "more", "another span", "forgotten"],
)
def test_a_file_is_renewed_only_by_as_much_or_more(
    home: tuple[Workspace, Path], new: Chart, renewed: bool, kept: str
) -> None:
    space, report = home
    charts.write(report, [HUB], space)
    found = charts.renew(report, [OFFERED], [Frozen("hub-memory", new)], space)
    assert bool(found.renewed) is renewed and bool(found.kept) is bool(kept)
    assert kept in "".join(found.kept)


def test_a_folder_that_leads_elsewhere_is_not_written(
    home: tuple[Workspace, Path], tmp_path_factory: pytest.TempPathFactory
) -> None:
    space, report = home
    report.with_suffix("").symlink_to(tmp_path_factory.mktemp("elsewhere"))
    with pytest.raises(InputError, match="leads out"):
        charts.write(report, [HUB], space)


def told(space: Workspace, report: Path, text: str, renewal: charts.Renewal) -> str:
    return charts.retold(read_text(text, report, space), renewal, space, UTC).text


def test_the_report_says_first_highest_and_last(home: tuple[Workspace, Path]) -> None:
    (line,) = charts.lines([HUB], home[1], UTC)
    assert line == (
        "[Hub memory](2026-03-02-hub/metrics/hub-memory.json): "
        "343 MiB at 14:00, at most 0.997 GiB at 14:01, 343 MiB at 14:03"
    )
    flat = replace(CHART, unit="nodes", series=(Series((), (1.0, 1.0)),))
    assert charts.reading(flat, UTC) == "1 node throughout"
    dip = replace(
        CHART, unit="", series=(Series((("pod", "`a`"),), (9.0, 1.0, 9.0)), Series((("pod", "b"),), (1.0,) * 3))
    )
    assert charts.reading(dip, UTC) == "9 at 14:00, at least 1 at 14:01, 9 at 14:02 (`a`); the highest of 2 series"
    assert "\\`a\\`" in charts.lines([Frozen("x", dip)], home[1], UTC)[0]


def test_new_charts_are_told_before_the_timeline_and_behind_others(home: tuple[Workspace, Path]) -> None:
    space, report = home
    first = told(space, report, TEXT.format(charts=""), charts.Renewal(new=(HUB,)))
    line = f"- {charts.lines([HUB], report, UTC)[0]}\n"
    assert first == TEXT.format(charts=f"### Charts\n\n{line}\n")
    nodes = Frozen("nodes", replace(CHART, title="Nodes", unit="nodes"))
    second = told(space, report, first, charts.Renewal(new=(nodes,)))
    assert second == TEXT.format(charts=f"### Charts\n\n{line}- {charts.lines([nodes], report, UTC)[0]}\n\n")


def test_the_line_of_a_renewed_chart_is_renewed_unless_a_person_reworded_it(home: tuple[Workspace, Path]) -> None:
    space, report = home
    (line,) = charts.lines([HUB], report, UTC)
    renewal = charts.Renewal(renewed=(Frozen("hub-memory", LONGER),), before={"hub-memory": CHART})
    text = TEXT.format(charts=f"- {line}\n\n")
    assert "381 MiB at 14:04" in told(space, report, text, renewal)
    reworded = text.replace("343 MiB at 14:00", "little at 14:00")
    assert told(space, report, reworded, renewal) == reworded
    windows = told(space, report, text.replace("\n", "\r\n"), renewal)
    assert "381 MiB at 14:04\r\n" in windows and windows.count("\r\n") == text.count("\n")


def test_a_report_of_others_gets_no_section(home: tuple[Workspace, Path]) -> None:
    space, report = home
    foreign = "# Outage\n\n## Timeline\n\n- 14:01 it grew\n"
    assert told(space, report, foreign, charts.Renewal(new=(HUB,))) == foreign


def test_what_is_written_is_what_is_read(home: tuple[Workspace, Path]) -> None:
    space, report = home
    charts.write(report, [HUB], space)
    assert metrics.read((charts.folder(report) / "hub-memory.json").read_text()) == CHART
    assert [p.name for p in charts.folder(report).iterdir()] == ["hub-memory.json"]
