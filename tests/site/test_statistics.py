"""Statistics that do not lie: every figure is a count or an incident's own."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from workspaces import REPORT, Dom, built, workspace

from incidentkit.cli.stats_text import lines
from incidentkit.config import Workspace
from incidentkit.report.store import find_reports
from incidentkit.site.archive import Incident
from incidentkit.site.brief import brief
from incidentkit.site.dots import dots
from incidentkit.site.statistics import MEDIAN_FROM, QUARTILES_FROM, Statistics, statistics

START = datetime(2026, 1, 5, 9, tzinfo=UTC)


def report(number: int, minutes: int | None, *, more: str = "severity: sev2") -> str:
    on = START + timedelta(days=number)
    end = f"resolved: {(on + timedelta(minutes=minutes)).isoformat()}\n" if minutes is not None else ""
    return f"---\ntitle: Number {number}\nstatus: final\n{more}\ntimezone: UTC\nstarted: {on.isoformat()}\n{end}---\n\nWords.\n"


def figures(space: Workspace) -> Statistics:
    found = [brief(path, space) for path in find_reports(space)]
    return statistics([one for one in found if isinstance(one, Incident)])


def of(tmp_path: Path, lengths: list[int | None]) -> Statistics:
    return figures(workspace(tmp_path, {f"{n:03}.md": report(n, length) for n, length in enumerate(lengths)}))


def minutes(measured: object) -> float | None:
    span = getattr(measured, "span", None)
    return span.total_seconds() / 60 if span is not None else None


def test_no_median_of_a_few_and_no_quartiles_of_a_dozen_less_one(tmp_path: Path) -> None:
    few = of(tmp_path / "few", list(range(1, MEDIAN_FROM))).to_resolve
    assert (few.median, few.lower, few.upper) == (None, None, None)
    some = of(tmp_path / "some", list(range(1, QUARTILES_FROM))).to_resolve
    assert some.median is not None and some.lower is None and some.upper is None


def test_median_and_quartiles_are_lengths_of_incidents_that_happened(tmp_path: Path) -> None:
    lengths = [3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377, 10000]
    found = of(tmp_path, [*lengths]).to_resolve
    assert [minutes(one) for one in (found.lower, found.median, found.upper)] == [8, 34, 144]


def test_what_is_not_said_is_counted_as_not_said_and_never_as_zero(tmp_path: Path) -> None:
    found = of(tmp_path, [0, None, 30, -10, None])
    assert [minutes(one) for one in found.to_resolve.found] == [0, 30]
    assert found.to_resolve.unsaid == 3
    assert found.to_detect.found == () and found.to_detect.unsaid == 5
    assert dots(found.to_detect) is None


def test_every_incident_is_a_dot_in_its_place(tmp_path: Path) -> None:
    lengths = [0, 1, 2, 2, 2, 59, 60, 61, 24 * 60, 400 * 24 * 60]
    plot = dots(of(tmp_path, [*lengths]).to_resolve)
    assert plot is not None
    placed = [(dot.x, dot.measured.span) for lane in plot.lanes for dot in lane.dots]
    assert len(placed) == len(lengths)
    assert all(0 <= x <= 100 for x, _ in placed)
    assert [x for x, _ in placed] == sorted(x for x, _ in sorted(placed, key=lambda pair: pair[1]))
    assert len({(dot.x, dot.y) for lane in plot.lanes for dot in lane.dots}) == len(lengths)


def test_a_severity_has_a_lane_the_worst_on_top_and_the_unsaid_last(tmp_path: Path) -> None:
    said = ["severity: sev3", "severity: sev1", "x: y", "severity: odd"]
    reports = {f"{n}.md": report(n, 10 + n, more=more) for n, more in enumerate(said)}
    plot = dots(figures(workspace(tmp_path, reports)).to_resolve)
    assert plot is not None
    assert [lane.name for lane in plot.lanes] == ["sev1", "sev3", "odd", ""]
    assert sorted(lane.floor for lane in plot.lanes) == [lane.floor for lane in plot.lanes]


def test_labels_that_would_touch_on_a_small_screen_are_marked(tmp_path: Path) -> None:
    plot = dots(of(tmp_path, [6, 30, 4 * 24 * 60]).to_resolve)
    assert plot is not None
    assert [tick.label.replace("\u00a0", " ") for tick in plot.ticks if not tick.close] == ["5 min", "1 h", "4 h", "1 d", "10 d"]
    assert any(tick.close for tick in plot.ticks)


def test_five_hundred_dots_stay_on_a_page(tmp_path: Path) -> None:
    plot = dots(of(tmp_path, [1 + n % 7 for n in range(500)]).to_resolve)
    assert plot is not None and plot.height < 260


def test_years_count_months_and_quiet_years_stand_between(tmp_path: Path) -> None:
    reports = {"a.md": "---\ndate: 2020-02-03\n---\n", "b.md": "---\ndate: 2023-02-04\n---\n", "c.md": "# None\n"}
    found = figures(workspace(tmp_path, reports))
    assert [(year.number, year.total) for year in found.years] == [(2023, 1), (2022, 0), (2021, 0), (2020, 1)]
    assert found.years[0].months[1] == 1
    assert found.undated == 1


def test_a_mistyped_year_does_not_make_a_thousand_rows(tmp_path: Path) -> None:
    reports = {"a.md": "---\ndate: 1026-02-03\n---\n", "b.md": "---\ndate: 9999-12-31\n---\n"}
    assert len(figures(workspace(tmp_path, reports)).years) == 2


def test_the_page_says_how_many_and_names_no_average(tmp_path: Path) -> None:
    reports = {f"{n}.md": report(n, 10 * n) for n in range(1, 14)} | {"open.md": report(20, None)}
    built(workspace(tmp_path, reports))
    html = (tmp_path / "site/statistics.html").read_text(encoding="utf-8")
    dom = Dom.of(html)
    assert "13 of 14 reports say how long" in dom.text
    assert html.count("<circle") == 13
    assert "https://www.thevoid.community/report" in dom.links
    assert "mttr" not in dom.text.lower()
    for words in re.findall(r"[^.]*\b(?:mean|average)\b[^.]*\.", dom.text, re.IGNORECASE):
        assert re.search(r"\bno\b|describes none|by chance|There is no", words), words
    table = html[html.index("The same as a table") :]
    assert all(f"Number {n}<" in table for n in range(1, 14))


@pytest.mark.parametrize("count", [0, 1])
def test_none_and_one_look_like_pages(tmp_path: Path, count: int) -> None:
    built(workspace(tmp_path, {f"{n}.md": report(n, 30) for n in range(count)}))
    text = Dom.of((tmp_path / "site/statistics.html").read_text(encoding="utf-8")).text
    assert ("1 report." in text) is (count == 1)
    assert "1 reports" not in text


def stats(folder: Path, *flags: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "incidentkit", "stats", *flags]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_the_terminal_says_the_same_as_the_site(tmp_path: Path) -> None:
    hidden = REPORT.replace("status: final", "status: final\nvisibility: private")
    reports = {f"{n}.md": report(n, 10 * n) for n in range(1, 14)}
    workspace(tmp_path, {**reports, "draft.md": REPORT.replace("final", "draft"), "private.md": hidden})
    told = json.loads(stats(tmp_path, "--json").stdout)
    assert told["reports"] == told["to_resolve"]["count"] == 13
    assert told["to_resolve"]["median_seconds"] == 70 * 60
    assert not [key for key in re.findall(r'"(\w+)":', json.dumps(told)) if "mean" in key or "mttr" in key]
    assert json.loads(stats(tmp_path, "--json", "--all").stdout)["reports"] == 15
    assert json.loads(stats(tmp_path, "--json", "--year", "2025").stdout)["reports"] == 0
    assert json.loads(stats(tmp_path, "--json", "--severity", "SEV2").stdout)["reports"] == 13


def test_private_passages_count_nowhere(tmp_path: Path) -> None:
    text = "# One\n\n## Timeline\n\nAll times in UTC.\n\n### 2026-11-22\n\n- **09:00** **Started.** x\n"
    text += "<!-- private -->\n- **09:30** **Resolved.** y\n<!-- /private -->\n"
    workspace(tmp_path, {"a.md": text})
    assert json.loads(stats(tmp_path, "--json").stdout)["to_resolve"]["count"] == 0
    assert json.loads(stats(tmp_path, "--json", "--all").stdout)["to_resolve"]["count"] == 1


def test_the_text_fits_eighty_columns_whatever_names_there_are(tmp_path: Path) -> None:
    long = "services: [" + ", ".join(f"{'service ' * 20}{n}" for n in range(30)) + f"]\nseverity: {'s' * 200}"
    space = workspace(tmp_path, {f"{n}.md": report(n, 9**n, more=long) for n in range(1, 8)})
    text = list(lines(figures(space)))
    assert max(map(len, text)) <= 80
    assert any("and 15 more" in line for line in text)


def test_nothing_to_count_is_said(tmp_path: Path) -> None:
    workspace(tmp_path, {})
    done = stats(tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert "No report" in done.stderr
