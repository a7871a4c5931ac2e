"""Saved answers in the shapes in which people keep them."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from incidentkit.errors import InputError
from incidentkit.evidence import Evidence
from incidentkit.metrics import write
from incidentkit.sources.interface import Window
from incidentkit.sources.prometheus import PrometheusFile

START = datetime(2026, 3, 2, 14, tzinfo=UTC)
LABELS = {"__name__": "ALERTS", "alertname": "HubDown", "severity": "critical"}


def times(first: int, last: int) -> list[list[Any]]:
    """A sample every 30 s between two minutes."""
    return [[START.timestamp() + 30 * n, "1"] for n in range(first * 2, last * 2)]


MEMORY = {
    "metric": {"__name__": "hub_memory_bytes"},
    "values": [[START.timestamp() + 60 * n, str(n)] for n in range(30)],
}
ALERTS = [
    {"metric": {**LABELS, "alertstate": "pending"}, "values": times(3, 5)},
    {"metric": {**LABELS, "alertstate": "firing"}, "values": times(5, 20)},
]
RANGE = {"status": "success", "data": {"resultType": "matrix", "result": [*ALERTS, MEMORY]}}
NOW = {"labels": {"alertname": "HubDown", "severity": "critical"}, "annotations": {"summary": "It is down."}}
MANAGER = {**NOW, "startsAt": "2026-03-02T14:05:00.123456789Z", "endsAt": "2026-03-02T14:40:00Z",
           "status": {"state": "suppressed"}, "fingerprint": "x"}  # fmt: skip
ACTIVE = {**NOW, "state": "firing", "activeAt": "2026-03-02T14:03:00Z", "value": "1e+00"}


def read(path: Path, document: Any, window: Window | None = None) -> list[Evidence]:
    path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return list(PrometheusFile(path).gather(window or Window()).records)


@pytest.mark.parametrize(
    "document",
    [
        RANGE,
        RANGE["data"],
        [*ALERTS, MEMORY],
        {"result": [*ALERTS, MEMORY]},
        [RANGE],
        {"results": [RANGE]},
        json.dumps(RANGE["data"]["result"][:2]) + "\n" + json.dumps([MEMORY]) + "\n",  # type: ignore[index]
        "\ufeff" + json.dumps(RANGE, indent=2),
    ],
    ids=["answer", "data", "promtool", "result", "list", "wrapped", "after each other", "byte-order mark"],
)
def test_series_in_every_shape(tmp_path: Path, document: Any) -> None:
    records = read(tmp_path / "saved.json", document)
    (alert,) = [r for r in records if r.kind == "alert"]
    assert (alert.at, alert.until) == (START + timedelta(minutes=5), START + timedelta(minutes=19, seconds=30))
    (chart,) = [r.chart for r in records if r.chart]
    assert (chart.title, chart.unit, chart.points) == ("hub_memory_bytes", "bytes", 30)


@pytest.mark.parametrize(
    ("document", "began"),
    [
        ([MANAGER], 5),
        ({"status": "success", "data": {"alerts": [ACTIVE]}}, 3),
        ({"data": {"groups": [{"name": "g", "rules": [{"name": "HubDown", "alerts": [ACTIVE]}, {"name": "r"}]}]}}, 3),
    ],
    ids=["alertmanager", "alerts", "rules"],
)
def test_alerts_that_were_there_when_they_were_saved(tmp_path: Path, document: Any, began: int) -> None:
    (alert,) = read(tmp_path / "saved.json", document)
    assert alert.at == START + timedelta(minutes=began)
    assert alert.summary == "Alert `HubDown` fired (critical): It is down."


# An alert that is there: its end is when it would be over if nobody repeated it.
HELD = {**NOW, "startsAt": "2026-03-02T17:05:00.5+03:00", "endsAt": "2026-03-02T17:44:50.4+03:00",
        "updatedAt": "2026-03-02T17:40:50.4+03:00", "status": {"state": "active", "silencedBy": []}}  # fmt: skip
OLD = {**NOW, "startsAt": "2026-03-02T14:05:00Z", "endsAt": "2026-03-02T14:40:00Z",
       "status": {"state": "active", "silencedBy": None, "inhibitedBy": None}, "receivers": ["page"]}  # fmt: skip
FIRING = {**NOW, "status": "firing", "startsAt": "2026-03-02T14:05:00Z", "endsAt": "0001-01-01T00:00:00Z"}
RESOLVED = {**NOW, "status": "resolved", "startsAt": "2026-03-02T14:05:00Z", "endsAt": "2026-03-02T14:25:00Z"}


@pytest.mark.parametrize(
    ("document", "until", "said"),
    [
        ([HELD], "14:40", "still firing"),
        ([{"labels": {}, "receiver": {"name": "page"}, "alerts": [HELD]}], "14:40", "still firing"),
        ({"status": "success", "data": [OLD]}, "14:40", "still firing"),
        ({"version": "4", "status": "firing", "receiver": "page", "alerts": [FIRING]}, None, "still firing"),
        ({"version": "4", "status": "resolved", "alerts": [RESOLVED]}, "14:25", "last seen 14:25:00"),
        ({"status": "success", "data": {"alerts": [ACTIVE]}}, None, "still firing"),
        ([HELD | {"annotations": None}], "14:40", "still firing"),
    ],
    ids=["v2", "groups", "v1", "webhook", "webhook that it is over", "Prometheus", "no words"],
)
def test_how_long_a_saved_alert_is_known_to_have_fired(
    tmp_path: Path, document: Any, until: str | None, said: str
) -> None:
    """A file is read long after it was saved: what was there then did not go on until now."""
    (record,) = read(tmp_path / "alerts.json", document)
    assert record.at
    assert f"{record.at:%H:%M}" in ("14:05", "14:03")
    assert (record.until and f"{record.until:%H:%M}") == until
    assert f"firing since 2026-03-02 {record.at:%H:%M:%S} UTC, {said}" in (record.body or "")
    assert record.weight == 80, "it is a line, window or none"


def test_an_alert_from_both_is_one_and_has_the_words(tmp_path: Path) -> None:
    (alert,) = [r for r in read(tmp_path / "saved.json", [RANGE, [MANAGER]]) if r.kind == "alert"]
    assert alert.summary.endswith(": It is down.") and alert.until == START + timedelta(minutes=19, seconds=30)
    assert "silenced" in (alert.body or "")


def test_a_name_that_people_gave_a_chart_and_a_frozen_chart_are_kept(tmp_path: Path) -> None:
    answer = {"title": "Hub memory", "unit": "bytes", "query": "hub", "data": {"result": [MEMORY]}}
    (record,) = read(tmp_path / "a.json", answer)
    assert record.id == "prometheus:chart/hub-memory" and record.chart
    (again,) = read(tmp_path / "b.json", write(record.chart))
    assert again.chart == record.chart


def test_the_window_cuts_and_what_lies_outside_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "saved.json"
    path.write_text(json.dumps(RANGE))
    inside = PrometheusFile(path).gather(Window(START + timedelta(minutes=10), START + timedelta(minutes=15)))
    (chart,) = [r.chart for r in inside.records if r.chart]
    assert (chart.start, chart.end) == (START + timedelta(minutes=10), START + timedelta(minutes=15))
    outside = PrometheusFile(path).gather(Window(START + timedelta(days=1)))
    assert outside.records == () and dict(outside.hidden) == {"outside the window": 2}


def test_half_a_character_does_not_stop_the_reading(tmp_path: Path) -> None:
    text = json.dumps(RANGE).replace("HubDown", "Hub\\ud83dDown").replace("critical", "\\ud83d\\ude00")
    (alert,) = [r for r in read(tmp_path / "saved.json", text) if r.kind == "alert"]
    assert "Hub?Down" in alert.summary and "\N{GRINNING FACE}" in alert.summary


@pytest.mark.parametrize("odd", ["NaN", "1e400", "-1", "1e15"])
def test_a_time_that_no_calendar_has_is_no_sample(tmp_path: Path, odd: str) -> None:
    alert = {"metric": {**LABELS, "alertstate": "firing"}, "values": times(5, 8)}
    empty = {"metric": {"__name__": "hub_users"}, "values": []}
    text = json.dumps([alert, MEMORY, empty]).replace(str(MEMORY["values"][3][0]), odd)
    records = read(tmp_path / "saved.json", text)
    assert {r.kind for r in records} == {"alert", "chart"}


def test_flapping_is_told_as_often_as_it_was(tmp_path: Path) -> None:
    twice = [{"metric": {**LABELS, "alertstate": "firing"}, "values": [*times(5, 8), *times(12, 15)]}]
    assert len([r for r in read(tmp_path / "saved.json", twice) if r.kind == "alert"]) == 2


def test_the_only_alert_of_a_file_is_told_though_nothing_shows_from_when_to_when_was_asked(tmp_path: Path) -> None:
    (alert,) = read(tmp_path / "saved.json", [{"metric": {**LABELS, "alertstate": "firing"}, "values": times(5, 8)}])
    assert alert.weight == 80 and alert.body
    assert "firing since 2026-03-02 14:05:00 UTC" in alert.body and "last seen 14:07:30" in alert.body


def test_what_fired_before_and_after_everything_else_is_no_line(tmp_path: Path) -> None:
    standing = {**LABELS, "alertname": "DiskFillsUp", "alertstate": "firing"}
    found = read(tmp_path / "saved.json", [{"metric": standing, "values": times(0, 30)}, *ALERTS, MEMORY])
    weights = {r.subject: r.weight for r in found if r.kind == "alert"}
    assert weights["HubDown"] == 80 and weights["DiskFillsUp"] < 50


def test_alerts_of_one_instant_did_not_fire_all_along(tmp_path: Path) -> None:
    now = [
        {"metric": {**LABELS, "alertname": name, "alertstate": "firing"}, "value": times(5, 6)[0]}
        for name in ("HubDown", "ProxyDown")
    ]
    answer = {"status": "success", "data": {"resultType": "vector", "result": now}}
    assert [r.weight for r in read(tmp_path / "saved.json", answer)] == [80, 80]


def test_what_was_only_pending_is_kept_and_is_no_line(tmp_path: Path) -> None:
    (alert,) = read(tmp_path / "saved.json", ALERTS[:1])
    assert alert.weight < 50 and "did not fire" in alert.summary


def test_an_answer_that_says_what_went_wrong_is_a_gap(tmp_path: Path) -> None:
    path = tmp_path / "saved.json"
    path.write_text('{"status": "error", "errorType": "bad_data", "error": "parse error"}')
    assert "parse error" in PrometheusFile(path).gather(Window()).gaps[0].summary


def test_stdin_will_do() -> None:
    found = PrometheusFile(None, stdin=io.BytesIO(json.dumps(RANGE).encode())).gather(Window())
    assert len(found.records) == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "holds no answers"),
        ("{}", "holds no answers"),
        ('{"kind": "List", "items": []}', "holds no answers"),
        ('{\n\n"a": nope}', ":3: "),
        ("[" * 100_000, "nested too deep"),
        ('{"result": [{"metric": {"a": 1}, "values": []}]}', "no pairs of a time and a text"),
        ('{"result": [{"metric": {}, "values": [[1, 2]]}]}', "no pairs of a time and a text"),
        ('[{"labels": {"a": 1}, "startsAt": ""}]', "no text"),
        ('{"schema": "incidentkit/metrics/1"}', "holds a chart that"),
    ],
)
def test_what_is_none_of_these_is_one_line_with_the_file(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InputError) as e:
        read(tmp_path / "saved.json", text)
    assert "saved.json" in e.value.message and said in e.value.message and "\n" not in e.value.message


def test_half_a_character_in_a_label_is_no_reason_to_fail(tmp_path: Path) -> None:
    labels = {"alertname": "HubDown", "pod": "hub-\ud83d"}
    (alert,) = read(
        tmp_path / "saved.json", [{"labels": labels, "startsAt": "2026-11-22T22:02:11Z", "annotations": {}}]
    )
    assert "HubDown" in alert.summary
    assert (alert.id + alert.summary).encode()
