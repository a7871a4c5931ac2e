"""Servers that are none, that break, that would like a credential: a clear line or a gap, and no token anywhere."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from peers.prometheus import Answer, matrix, server

from incidentkit.errors import IncidentkitError, RemoteError, SettingsError, UsageError
from incidentkit.evidence import to_line
from incidentkit.sources.interface import Gathered, Window
from incidentkit.sources.prometheus import Login, Prometheus, client
from incidentkit.sources.prometheus.presets import Asked

SINCE = datetime.now(UTC) - timedelta(hours=1)
TOKEN = "s3cr3t-prometheus-token"
JSON = {"Content-Type": "application/json"}
ASKED = [Asked("One", "pods", "one"), Asked("Two", "pods", "two")]


def ask(url: str, **more: object) -> Gathered:
    login = Login.of("PROMETHEUS", {"PROMETHEUS_TOKEN": TOKEN})
    return Prometheus(url, asked=ASKED, login=login, **more).gather(Window(SINCE))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("answer", "kind", "said"),
    [
        ((200, {"Content-Type": "text/html"}, b"<html>Log in"), RemoteError, "answers with a web page"),
        ((200, JSON, b'{"status": "success", "data": 7}'), RemoteError, "none of Prometheus"),
        ((200, JSON, b'{"status": "succ'), RemoteError, "none of Prometheus"),
        ((200, JSON, b"[" * 100_000), RemoteError, "none of Prometheus"),
        ((200, JSON, b'{"status":"success","data":{"resultType":"scalar","result":[1,"2"]}}'), RemoteError, "none of"),
        ((401, {}, b""), SettingsError, "does not accept the credentials (401)"),
        ((403, {}, b""), SettingsError, "(403)"),
        ((302, {"Location": "https://elsewhere.example/"}, b""), RemoteError, "answers with a redirect (302)"),
        ((404, {}, b"404 page not found"), RemoteError, "no API of Prometheus (404)"),
        ((500, JSON, b'{"status":"error","error":"out of disk"}'), RemoteError, "answered 500: out of disk"),
        ((503, {}, b""), RemoteError, "too busy to answer (503)"),
        (None, RemoteError, "the connection broke off"),
    ],
)  # fmt: skip
def test_a_server_that_never_answers_well_is_an_error_of_one_line(
    answer: Answer | None, kind: type[IncidentkitError], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client.time, "sleep", lambda _: None)
    with server(lambda path, n: answer) as fake, pytest.raises(kind) as e:
        ask(fake.url)
    assert said in e.value.message and "\n" not in e.value.message and e.value.hint
    assert TOKEN not in f"{e.value.message} {e.value.hint} {e.value!r}"


def test_a_redirect_is_not_followed_and_the_token_goes_nowhere_else() -> None:
    with server(lambda path, n: matrix()) as other:
        away = (302, {"Location": f"{other.url}/api/v1/query_range"}, b"")
        with server(lambda path, n: away) as fake, pytest.raises(RemoteError):
            ask(fake.url)
        assert fake.asked[0][1]["Authorization"] == f"Bearer {TOKEN}"
        assert other.asked == []


def test_one_question_that_breaks_loses_only_its_chart() -> None:
    def answer(path: str, _n: int) -> Answer:
        if "query=one" in path:
            return 400, JSON, json.dumps({"status": "error", "error": "parse `error` <b>here</b>\x1b[31m"}).encode()
        return matrix(({"pod": "a"}, [(SINCE.timestamp() + 60, "3")]))

    with server(answer) as fake:
        found = ask(fake.url)
    (gap,) = found.gaps
    assert "One" in gap.summary and "\\`error\\` &lt;b" in gap.summary and "\x1b" not in gap.summary
    assert [r.chart.title for r in found.records if r.chart] == ["Two"]


def test_a_part_that_is_missing_by_the_servers_own_word_is_a_gap() -> None:
    with server(lambda path, n: matrix(warnings=["store gateway unavailable"])) as fake:
        found = ask(fake.url)
    assert all("store gateway unavailable" in gap.summary for gap in found.gaps) and found.gaps


def test_an_answer_without_end_is_cut_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "LARGEST", 100_000)
    with server(lambda path, n: matrix() if "ALERTS" in path else (200, JSON, b"{" + b" " * 200_000)) as fake:
        found = ask(fake.url)
    assert len(found.gaps) == 1 and "One, Two" in found.gaps[0].summary and "larger than" in found.gaps[0].summary


@pytest.mark.parametrize(
    ("speaks_tls", "asked_tls", "said"),
    [(True, True, "self-signed certificate"), (False, True, "it does not speak TLS")],
)
def test_tls_that_fails_is_said(tmp_path: Path, speaks_tls: bool, asked_tls: bool, said: str) -> None:
    with server(lambda path, n: matrix(), tls=tmp_path if speaks_tls else None) as fake:
        url = fake.url.replace("http://", "https://") if asked_tls else fake.url
        with pytest.raises(RemoteError) as e:
            ask(url)
        assert said in e.value.message
        assert fake.asked == []


def test_a_clock_that_differs_is_said() -> None:
    ahead = format_datetime(datetime.now(UTC) + timedelta(seconds=95), usegmt=True)

    def answer(_path: str, _n: int) -> Answer:
        status, headers, body = matrix()
        return status, {**headers, "Date": ahead}, body

    with server(answer) as fake:
        found = ask(fake.url)
    assert any("s ahead of the one here" in note for note in found.notes)


def test_samples_that_are_no_numbers_or_lie_elsewhere_harm_nothing() -> None:
    at = SINCE.timestamp()
    values = [(at + 60, "NaN"), (at + 120, "+Inf"), (at + 180, "soup"), (-1e18, "1"), (1e18, "1"), (at + 240, "5")]
    with server(lambda path, n: matrix(({"pod": "a"}, values))) as fake:
        found = ask(fake.url)
    charts = [r.chart for r in found.records if r.chart]
    assert len(charts) == 2
    assert [v for v in charts[0].series[0].values if v is not None] == [5.0]


def test_hostile_labels_stay_words() -> None:
    labels = {
        "alertname": "X" * 500 + "`](http://evil.example)<script>", "alertstate": "firing", "pod": "a\u202eb\x1b[2J",
        "severity": "critical\n\n# heading", "namespace": "n" * 300, "username": "grace.hopper",
    }  # fmt: skip
    values = [(SINCE.timestamp() + 15 * n, "1") for n in range(4, 40)]
    with server(lambda path, n: matrix((labels, values))) as fake:
        found = ask(fake.url)
    alert = next(r for r in found.records if r.kind == "alert")
    text = to_line(alert)
    assert "\x1b" not in text and "\u202e" not in text and "grace" not in text
    assert "\n" not in alert.summary and len(alert.summary) < 1000
    charts = [r.chart for r in found.records if r.chart]
    assert all("grace" not in name for chart in charts for series in chart.series for name in [series.name])


@pytest.mark.parametrize(
    "url", ["ftp://x", "prometheus:9090", "http://", "http://a b/", "http://x:99999", "http://user:pw@x", "http://[::1"]
)
def test_an_address_that_is_none_or_holds_a_password_is_refused(url: str) -> None:
    with pytest.raises(UsageError) as e:
        Prometheus(url)
    assert "pw" not in e.value.message


@pytest.mark.parametrize("tail", ["", "/", "/graph", "/api/v1/query_range", "/alerts"])
def test_an_address_copied_from_the_browser_will_do(tail: str) -> None:
    assert Prometheus(f"https://example.org/prometheus{tail}?g0.expr=up").arguments == (
        "--prometheus", "https://example.org/prometheus",
    )  # fmt: skip


def test_without_a_start_it_says_what_to_add() -> None:
    with pytest.raises(UsageError, match="needs a start"):
        Prometheus("http://127.0.0.1:9").gather(Window())
