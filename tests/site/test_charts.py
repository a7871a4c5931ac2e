"""Charts on a page: drawn from files that anybody may have written, without a script, for everybody."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from workspaces import REPORT, Dom, built, workspace

from incidentkit import metrics
from incidentkit.metrics import Chart, Series
from incidentkit.site import charts
from incidentkit.site.facts import Facts, Moment

NAME = "2026-11-22-hub"
START = datetime(2026, 11, 22, 21, 0, tzinfo=UTC)
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>\u202e'


def series(name: str, values: Sequence[float | None]) -> Series:
    return Series((("pod", name),) if name else (), tuple(values))


def memory(*more: Series) -> Chart:
    grown = [3.6e8] * 60 + [1.07e9] * 20 + [None] * 10 + [6e8] * 90
    return Chart("Hub memory", "bytes", "sum(hub)", START, 60, (series("", grown), *more), START)


def page(tmp_path: Path, files: dict[str, str], text: str = "", settings: str = "") -> tuple[str, list[str]]:
    """The page of a report that links these files, and the notes of the build."""
    links = "\n".join(f"- [{name}]({NAME}/metrics/{name}.json)" for name in files)
    text = text or REPORT.replace("## Timeline\n", f"### Charts\n\n{links}\n\n## Timeline\n")
    space = workspace(tmp_path, {f"{NAME}.md": text}, settings)
    folder = space.incidents / NAME / "metrics"
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / f"{name}.json").write_text(content, encoding="utf-8")
    done = built(space)
    return (space.site / f"incidents/{NAME}.html").read_text(), [note.message for note in done.notes]


def test_a_linked_chart_is_drawn_with_its_words_its_table_and_its_file(tmp_path: Path) -> None:
    html, notes = page(tmp_path, {"hub-memory": metrics.write(memory())})
    dom = Dom.of(html)
    assert dom.bad == [] and notes == []
    assert '<figure id="chart:hub-memory">' in html
    assert '<a href="#chart:hub-memory">hub-memory</a>' in html, "the report's link leads to the drawing"
    assert f'<a href="{NAME}/metrics/hub-memory.json">Data</a>' in html
    assert (tmp_path / f"site/incidents/{NAME}/metrics/hub-memory.json").is_file()
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
    assert "343 MiB at 13:00, at most 0.997 GiB at 14:00" in words
    assert "Shaded: the incident, from 14:02 to 15:20." in words and "PST, UTC−08:00" in words
    assert "Where a curve is broken, there is no value." in words
    assert re.search(r'<td>–</td>', html) and 'datetime="2026-11-22T21:00:00Z"' in html
    assert html.count("<h2") == html.count("</h2") and '<h2 id="charts">' in html


def test_what_the_report_does_not_show_is_not_drawn(tmp_path: Path) -> None:
    line = f"- [Hub]({NAME}/metrics/hub-memory.json)\n"
    files = {"hub-memory": metrics.write(memory())}
    for number, text in enumerate((REPORT, REPORT.replace("Words.", f"<!-- private -->\n\n{line}\n<!-- /private -->"))):
        html, _ = page(tmp_path / str(number), files, text)
        assert "<figure id=" not in html and "Hub memory" not in html
        assert not list((tmp_path / str(number) / "site").rglob("hub-memory.json"))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("nope", "is no JSON"),
        ('{"title": "x"}', "does not say that it is of the schema"),
        (metrics.write(memory()).replace("sum(hub)", "ghp_" + "a1B2" * 9), "holds what must not be published"),
        (metrics.write(memory(series("first.last@corp.org", [1.0] * 180))), "holds what must not be published"),
        (" " * 1_200_000, "is larger than 1 MB"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_as_it_should_be_is_named_and_left_out(tmp_path: Path, content: str, why: str) -> None:
    html, notes = page(tmp_path, {"bad": content, "good": metrics.write(memory())})
    assert '<figure id="chart:good">' in html and "chart:bad" not in html
    assert any("bad.json" in note and why in note for note in notes)
    assert "ghp_" not in html and "first.last" not in html


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside.json"
    outside.write_text(metrics.write(memory()))
    space = workspace(tmp_path / "w", {f"{NAME}.md": REPORT.replace("Words.", f"[x]({NAME}/metrics/x.json)")})
    folder = space.incidents / NAME / "metrics"
    folder.mkdir(parents=True)
    (folder / "x.json").symlink_to(outside)
    done = built(space)
    assert "<figure id=" not in (space.site / f"incidents/{NAME}.html").read_text()
    assert any("x.json" in note.message for note in done.notes)


def test_words_of_a_hostile_file_stay_words(tmp_path: Path) -> None:
    chart = Chart(HOSTILE, HOSTILE[:39], HOSTILE, START, 60, (series(HOSTILE, [1, 2]), series("b", [2, 1])), START)
    html, _ = page(tmp_path, {"x": metrics.write(chart)})
    assert Dom.of(html).bad == [] and "<script>alert" not in html and "\u202e" not in html


def test_a_changed_file_is_drawn_anew_and_an_unchanged_one_is_not(tmp_path: Path) -> None:
    page(tmp_path, {"hub": metrics.write(memory())})
    space = workspace(tmp_path, {})
    assert built(space).written == 0
    path = space.incidents / NAME / "metrics" / "hub.json"
    path.write_text(metrics.write(replace(memory(), title="Another")))
    assert built(space).written >= 2
    assert "Another" in (space.site / f"incidents/{NAME}.html").read_text()


def facts(*moments: tuple[str, datetime]) -> Facts:
    found = tuple(Moment(name, at, at, None) for name, at in moments)  # type: ignore[arg-type]
    return Facts(found, "unknown", None, None, "")


def test_a_gap_breaks_the_curve_and_a_lone_value_is_a_dot() -> None:
    chart = Chart("t", "", "", START, 60, (series("", [1, 2, None, 4, None, None, 3]),), START)
    (curve,) = charts.draw(chart, "a/metrics/x.json", facts(), UTC).curves
    assert re.findall("[ML]|h0", curve.path) == ["M", "L", "M", "h0", "M", "h0"]


@pytest.mark.parametrize(
    ("started", "resolved", "band"),
    [
        (10, 20, (16.0, 16.0)), (-30, 20, (0.0, 32.0)), (10, None, (16.0, 80.0)), (10, 900, (16.0, 80.0)),
        (70, 90, None), (-30, -10, None),
    ],
)  # fmt: skip
def test_the_incidents_span_is_shaded_as_far_as_it_lies_in_the_chart(
    started: int, resolved: int | None, band: tuple[float, float] | None
) -> None:
    chart = Chart("t", "", "", START, 60, (series("", [1.0] * 61),), START)
    moments = [("started", START + timedelta(minutes=started))]
    moments += [("resolved", START + timedelta(minutes=resolved))] if resolved else []
    drawn = charts.draw(chart, "a/metrics/x.json", facts(*moments), UTC).band
    assert (drawn and (drawn.x, drawn.width)) == (band and pytest.approx(band, abs=0.02))
    assert drawn is None or 24 <= drawn.middle <= 90


@pytest.mark.parametrize(
    ("unit", "highest", "labels", "counted"),
    [
        ("bytes", 9e8, ["0 B", "256 MiB", "512 MiB", "768 MiB", "1 GiB"], ""),
        ("seconds", 200.0, ["0 s", "1 min", "2 min", "3 min", "4 min"], ""),
        ("percent", 83.0, ["0%", "25%", "50%", "75%", "100%"], ""),
        ("running servers", 600.0, ["0", "200", "400", "600"], "running servers"),
        ("requests", 2_100_000.0, ["0", "1M", "2M", "3M"], "requests"),
        ("requests", 41_000.0, ["0", "20k", "40k", "60k"], "requests"),
        ("", 3.0, ["0", "1", "2", "3"], ""),
    ],
)
def test_numbers_of_the_scale_are_short_and_what_is_counted_is_said_once(
    unit: str, highest: float, labels: list[str], counted: str
) -> None:
    chart = Chart("t", unit, "", START, 60, (series("", [0.0, highest]),), START)
    drawn = charts.draw(chart, "a/metrics/x.json", facts(), UTC)
    assert ([rule.label for rule in drawn.rules], drawn.counted) == (labels, counted)


def test_more_series_than_can_be_told_apart_are_counted_and_the_numbers_keep_their_distance() -> None:
    many = tuple(series(f"p{n}", [1.0, 1.0 + n / 1000]) for n in range(12))
    drawn = charts.draw(replace(memory(), series=many, more=5, unit=""), "a/metrics/x.json", facts(), UTC)
    assert len(drawn.curves) == 8 and drawn.more == 9
    assert len({curve.dash for curve in drawn.curves}) == 8, "they differ without colour"
    places = sorted(curve.y for curve in drawn.curves)
    assert all(b - a >= 12.9 for a, b in zip(places, places[1:], strict=False))
    assert -120 < places[0] and places[-1] <= charts.HIGH


@pytest.mark.parametrize(
    "values",
    [
        [0.0, 0.0], [5.0], [None, None, None], [-3.0, 4.0], [1e299, -1e299], [1e-300, 2e-300], [1e12] * 3, [7.0, None],
        [float(n % 7) for n in range(2000)],
    ],
    ids=range(9),
)  # fmt: skip
@pytest.mark.parametrize("unit", ["", "bytes", "seconds", "percent", "pods"])
def test_every_series_that_can_be_read_can_be_drawn(values: list[float | None], unit: str) -> None:
    chart = Chart("t", unit, "", START, 60, (series("", values),), START)
    drawn = charts.draw(metrics.read(metrics.write(chart)), "a/metrics/x.json", facts(("started", START)), UTC)
    assert 1 <= len(drawn.rules) <= 10 and len(drawn.rows) <= 40
    assert "nan" not in drawn.curves[0].path and "inf" not in drawn.curves[0].path
    numbers = [float(n) for n in re.findall(r"-?[\d.]+(?:e-?\d+)?", drawn.curves[0].path.replace("h0", ""))]
    assert all(-1 <= n <= 1001 for n in numbers)
