"""Frozen series: what is written reads back, what a pull request may bring is held to the letter."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from needs import examples

from incidentkit import metrics
from incidentkit.metrics import Chart, NoMetrics, Series

START = datetime(2026, 3, 2, 14, tzinfo=UTC)
CHART = Chart("Hub memory", "bytes", "hub", START, 30, (Series((("pod", "a"),), (1.0, None, 3e9)),), START, 2)
VALUES = st.none() | st.floats(allow_nan=False, allow_infinity=False, width=32)


def values(count: int) -> st.SearchStrategy[tuple[float | None, ...]]:
    return st.tuples(*[VALUES] * count)


@given(
    data=st.data(),
    count=st.integers(1, 12),
    labels=st.dictionaries(st.text(max_size=9), st.text(max_size=30), max_size=3),
)
@settings(max_examples=examples(200), deadline=None)
def test_what_is_written_reads_back_to_five_digits(data: st.DataObject, count: int, labels: dict[str, str]) -> None:
    rows = data.draw(st.lists(values(count), min_size=1, max_size=4))
    chart = Chart("t", "u", "q", START, 60, tuple(Series(tuple(labels.items()), row) for row in rows), START)
    text = metrics.write(chart)
    again = metrics.read(text)
    assert metrics.write(again) == text and metrics.is_ours(text)
    for one, other in zip(chart.series, again.series, strict=True):
        for a, b in zip(one.values, other.values, strict=True):
            assert (a is None) == (b is None) and (a is None or b is None or abs(a - b) <= abs(a) * 1e-4)


def test_a_typical_chart_is_small() -> None:
    series = tuple(
        Series((("pod", f"jupyter-user{n}"),), tuple(1e9 / (k + n + 1) for k in range(240))) for n in range(8)
    )
    assert len(metrics.write(Chart("t", "bytes", "q", START, 30, series, START))) < 20_000


@pytest.mark.parametrize("hours", [0.1, 1, 2.5, 24, 24 * 14, 24 * 365])
def test_a_step_gives_as_many_values_as_a_drawing_shows(hours: float) -> None:
    span = timedelta(hours=hours)
    assert span.total_seconds() / metrics.step(span) <= metrics.POINTS


def changed(**more: Any) -> str:
    return json.dumps({**json.loads(metrics.write(CHART)), **more})


@pytest.mark.parametrize(
    "text",
    [
        "", "nope", "[]", "[" * 100_000, '"x"', "{}", "1" * 900_000, " " * 2_000_000,
        changed(schema="other"), changed(title=""), changed(title="x" * 999), changed(title=7), changed(unit=None),
        changed(query="q" * 9999), changed(step=0), changed(step=-5), changed(step=1.5), changed(step=True),
        changed(step=10**30), changed(more=-1), changed(more="many"), changed(start="2026-03-02T14:00:00"),
        changed(start="soon"), changed(start=5), changed(start="0001-01-01T00:00:00+00:00"), changed(captured=None),
        changed(series=[]), changed(series="x"), changed(series=[{}]), changed(series=[{"labels": {}, "values": []}]),
        changed(series=[{"labels": {"a": 1}, "values": [1]}]), changed(series=[{"labels": [], "values": [1]}]),
        changed(series=[{"labels": {"a": "x" * 999}, "values": [1]}]),
        changed(series=[{"labels": {str(n): "" for n in range(99)}, "values": [1]}]),
        changed(series=[{"labels": {}, "values": ["1"]}]), changed(series=[{"labels": {}, "values": [True]}]),
        changed(series=[{"labels": {}, "values": [[1]]}]), changed(series=[{"labels": {}, "values": [10**400]}]),
        changed(series=[{"labels": {}, "values": [1] * 5000}]),
        changed(series=[{"labels": {}, "values": [1]}] * 99),
        changed(series=[{"labels": {}, "values": [1]}, {"labels": {}, "values": [1, 2]}]),
        metrics.write(CHART).replace("null", "NaN"), metrics.write(CHART).replace("null", "1e999"),
        changed(start="8999-12-31T00:00:00+00:00", step=366 * 86400, series=[{"labels": {}, "values": [1] * 2000}]),
    ],
    ids=range(44),
)  # fmt: skip
def test_what_is_not_exactly_such_a_file_is_refused_in_words(text: str) -> None:
    with pytest.raises(NoMetrics) as e:
        metrics.read(text)
    assert 5 < len(str(e.value)) < 200


def test_a_file_that_was_edited_is_known_by_its_sum() -> None:
    text = metrics.write(CHART)
    assert metrics.is_ours(text) and metrics.is_ours(json.dumps(json.loads(text)))
    for edited in (text.replace("null", "5"), text.replace("Hub", "Our hub"), "", "[]", "[" * 100_000, '{"sha256": 1}'):
        assert not metrics.is_ours(edited)


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (0, "bytes", "0 B"), (999, "bytes", "999 B"), (1.07e9, "bytes", "0.997 GiB"), (360e6, "bytes", "343 MiB"),
        (0, "seconds", "0 s"), (0.25, "seconds", "250 ms"), (12.5, "seconds", "12.5 s"), (60, "seconds", "1 min"),
        (90, "seconds", "90 s"), (600, "seconds", "10 min"), (9000, "seconds", "2.5 h"), (83.4, "percent", "83.4%"),
        (1, "pods", "1 pod"), (1204, "pods", "1,204 pods"), (0.5, "requests/s", "0.5 requests/s"), (1, "", "1"),
        (-2048, "bytes", "-2 KiB"), (1e299, "pods", "1.00e+299 pods"),
    ],
)  # fmt: skip
def test_values_are_written_for_people(value: float, unit: str, shown: str) -> None:
    assert metrics.shown(value, unit) == shown


def test_of_many_series_those_that_rose_highest_are_kept_and_flat_ones_go_first() -> None:
    many = [Series((("n", str(n)),), (0.0, float(n))) for n in range(12)] + [Series((("n", "flat"),), (0.0, 0.0))]
    kept, more = metrics.telling(many)
    assert [one.name for one in kept] == [str(n) for n in range(11, 3, -1)] and more == 3
    assert metrics.telling([many[-1]]) == ((many[-1],), 0), "where nothing else is, nought is told"
    assert metrics.telling([Series((), (None, None))]) == ((), 0)
