"""Prometheus and Alertmanager, the real ones: an outage in their past, an alert that fires now, their sudden end."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from needs import need
from peers import prometheus as peers

from incidentkit.config import PrometheusSettings, RedactSettings
from incidentkit.evidence import Evidence
from incidentkit.gather import collect
from incidentkit.redact import Gate
from incidentkit.sources.interface import Gathered, Window
from incidentkit.sources.prometheus import Prometheus, chosen_charts, status
from incidentkit.sources.prometheus.client import Login
from incidentkit.sources.prometheus.labels import fingerprint

OWN = PrometheusSettings.model_validate(
    {
        "presets": ["jupyterhub"],
        "chart": [
            {"title": "User memory", "query": "user_memory_bytes", "unit": "bytes"},
            {"title": "Spawns", "query": "spawn_seconds", "unit": "seconds"},
            {"title": "Broken", "query": "sum((", "unit": ""},
        ],
    }
)
STAGE = peers.staged(datetime.now(UTC) - timedelta(hours=3))
WINDOW = Window(STAGE.start, STAGE.end)


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Iterator[peers.Real]:
    """Prometheus with an outage in its past."""
    need(not peers.missing(), "prometheus, prometheus-alertmanager (Debian packages of these names)")
    folder = tmp_path_factory.mktemp("prometheus")
    with peers.prometheus(folder, data=peers.backfill(folder, STAGE)) as real:
        yield real


def of(found: Gathered, kind: str) -> list[Evidence]:
    return [record for record in found.records if record.kind == kind]


def near(at: datetime | None, wanted: datetime, within: int = 30) -> bool:
    return at is not None and abs(at - wanted) <= timedelta(seconds=within)


def test_an_alert_that_fired_is_told_with_when_it_was_pending_and_fired(past: peers.Real) -> None:
    (alert,) = of(Prometheus(past.url).gather(WINDOW), "alert")
    labels = {"alertname": "HubDown", "severity": "critical", "namespace": "campus", "pod": "hub-6f7c9d8b5-x2x4q"}
    assert alert.id == f"prometheus:{fingerprint(labels)}/{STAGE.down:%Y-%m-%dT%H:%M:%SZ}"
    assert near(alert.at, STAGE.fired)
    # Prometheus shows what was written for five minutes more, unless it is told that it ended.
    assert alert.until and STAGE.up - timedelta(seconds=15) <= alert.until <= STAGE.up + timedelta(minutes=5)
    assert alert.summary == "Alert `HubDown` fired for pod `hub-6f7c9d8b5-x2x4q` in `campus` (critical)"
    assert f"pending since {STAGE.down:%H:%M:%S}" in (alert.body or "") and alert.weight >= 70


def test_another_window_finds_the_same_alert_under_the_same_id(past: peers.Real) -> None:
    wide = Window(STAGE.start - timedelta(days=4), STAGE.end)
    late = Window(STAGE.fired + timedelta(minutes=5), STAGE.end)
    ids = [{r.id for r in of(Prometheus(past.url).gather(w), "alert")} for w in (WINDOW, wide, late)]
    assert ids[0] == ids[1] == ids[2]
    (alert,) = of(Prometheus(past.url).gather(late), "alert")
    assert alert.at and late.since and alert.at < late.since, "it began before: it is no beginning"


def test_a_window_of_a_quarter_stays_under_the_limit_of_points(past: peers.Real) -> None:
    found = Prometheus(past.url, asked=chosen_charts(OWN)).gather(Window(STAGE.end - timedelta(days=90), STAGE.end))
    assert [gap.id for gap in found.gaps] == ["gap:prometheus/chart/broken"], "the only one that is refused"
    assert all(r.chart and r.chart.points <= 241 for r in of(found, "chart"))


def test_charts_hold_what_was_and_null_where_nobody_knows(past: peers.Real) -> None:
    found = Prometheus(past.url, asked=chosen_charts(OWN)).gather(WINDOW)
    charts = {r.chart.title: r.chart for r in of(found, "chart") if r.chart}
    assert set(charts) == {"User memory", "Spawns", "Running servers", "Hub memory", "Nodes"}
    servers = charts["Running servers"]
    assert (servers.step, servers.start, servers.unit) == (30, STAGE.start, "servers")
    assert servers.series[0].values[0] == 560 and min(v for v in servers.series[0].values if v is not None) == 40
    spawns = charts["Spawns"].series[0].values
    assert spawns[0] is None and spawns[130] is None, "an infinity and no number are no values"
    assert spawns[-1] == 12.5


def test_a_query_that_is_refused_is_a_gap_and_what_nobody_measures_is_said(past: peers.Real) -> None:
    found = Prometheus(past.url, asked=chosen_charts(OWN)).gather(WINDOW)
    (gap,) = found.gaps
    assert "Broken" in gap.summary and "unclosed left parenthesis" in gap.summary
    assert any("no samples" in note and "Proxy memory" in note for note in found.notes)


def test_users_in_labels_do_not_pass_the_gate(past: peers.Real) -> None:
    source = Prometheus(past.url, asked=chosen_charts(OWN))
    collected = collect([source], WINDOW, Gate(RedactSettings()), now=datetime.now(UTC))
    (users,) = [r.chart for r in collected.records if r.chart and r.chart.title == "User memory"]
    names = {series.name for series in users.series}
    assert len(names) == 2 and all(name.startswith("jupyter-user") for name in names)
    assert not {"jupyter-ada", "jupyter-grace"} & names


def test_doctor_says_that_it_answers_and_what_has_no_samples(past: peers.Real) -> None:
    found = status(past.url, Login(), chosen_charts(OWN))
    assert found[0].ok and found[0].message == f"{past.url} answers"
    assert any("unclosed left parenthesis" in one.message for one in found)
    (gone,) = status("http://127.0.0.1:9", Login(), ())
    assert not gone.ok and "cannot be reached" in gone.message


def test_what_fires_now_has_the_words_of_alertmanager_and_its_fingerprint(tmp_path: Path) -> None:
    need(not peers.missing(), "prometheus, prometheus-alertmanager (Debian packages of these names)")
    with (
        peers.alertmanager(tmp_path) as other,
        peers.prometheus(tmp_path, rules=peers.RULES, alertmanager=other.url) as real,
    ):
        window = Window(datetime.now(UTC) - timedelta(minutes=10))
        until = time.monotonic() + 60
        while not (there := other.ask("/api/v2/alerts")) and time.monotonic() < until:
            time.sleep(0.3)
        both = Prometheus(real.url, alertmanager_url=other.url).gather(window)
        alone = Prometheus(None, alertmanager_url=other.url).gather(window)
    for found in (both, alone):
        by_name = {(r.group or "").removeprefix("alert:"): r for r in of(found, "alert")}
        assert set(by_name) == {"HubDown", "Watchdog"} and len(of(found, "alert")) == 2
        assert by_name["HubDown"].summary.endswith("(critical): The hub does not answer.")
        assert by_name["Watchdog"].weight < 50, "it always fires, to show that alerts arrive"
        assert {r.id.removeprefix("prometheus:").partition("/")[0] for r in of(found, "alert")} == {
            one["fingerprint"] for one in there
        }


def test_killed_between_two_questions_what_it_said_stays_and_the_rest_is_a_gap(tmp_path: Path) -> None:
    need(not peers.missing(), "prometheus, prometheus-alertmanager (Debian packages of these names)")
    with peers.prometheus(tmp_path, data=peers.backfill(tmp_path, STAGE)) as real:
        asked = chosen_charts(PrometheusSettings(presets=("jupyterhub",)))

        def kill(_what: str, done: int, _of: int | None) -> None:
            if done == 2:
                real.kill()

        found = Prometheus(real.url, asked=asked).gather(WINDOW, kill)
        with pytest.raises(Exception, match="cannot be reached"):
            Prometheus(real.url).gather(WINDOW)
    assert len(of(found, "alert")) == 1
    assert [r.chart.title for r in of(found, "chart") if r.chart] == ["Running servers"]
    (gap,) = found.gaps
    assert "cannot be reached: the connection was refused" in gap.summary
    assert "Time to start a server (19 of 20 took less)" in gap.summary and "Running servers" not in gap.summary
