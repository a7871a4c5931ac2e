"""Prometheus as a user meets it: alerts and charts in a report, a server that dies midway, credentials that stay."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from needs import need
from peers import prometheus as peers
from peers.slack import SlackServer

STAGE = peers.staged(datetime.now(UTC) - timedelta(hours=3))
SPAN = ("--since", STAGE.start.isoformat(), "--until", STAGE.end.isoformat())
CHANNEL, PERSON, TOKEN = "C024BE91L", "U024BE7LH", "s3cr3t-for-prometheus"
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Iterator[peers.Real]:
    need(not peers.missing(), "prometheus, prometheus-alertmanager (Debian packages of these names)")
    folder = tmp_path_factory.mktemp("prometheus")
    with peers.prometheus(folder, data=peers.backfill(folder, STAGE)) as real:
        yield real


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home" / "incidents").mkdir(parents=True)
    return tmp_path / "home"


@pytest.fixture
def run(home: Path) -> Run:
    def command(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
        env = {"PATH": os.environ["PATH"], "HOME": str(home), "NO_COLOR": "1", **environ}
        return subprocess.run(
            [sys.executable, "-m", "incidentkit", *arguments],
            cwd=home, env=env, capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip

    return command


@pytest.fixture
def slack() -> Iterator[Any]:
    """A thread about the staged outage: the alert as a program posted it, people, the end."""
    first = f"{STAGE.fired.timestamp() + 40:.6f}"
    rows: list[tuple[timedelta, str, dict[str, Any]]] = [
        (timedelta(seconds=40), "", {"subtype": "bot_message", "username": "Alertmanager",
                                     "attachments": [{"title": "[FIRING:1] HubDown", "text": "no answer"}]}),
        (timedelta(minutes=3), "students see 503 at login", {"user": PERSON}),
        (timedelta(minutes=40), "everything is back to normal", {"user": PERSON}),
    ]  # fmt: skip
    messages = [
        {"type": "message", "ts": f"{(STAGE.fired + after).timestamp():.6f}", "thread_ts": first, "text": text, **more}
        for after, text, more in rows
    ]
    users = [{"id": PERSON, "name": "one", "real_name": "Zorblax Testperson"}]
    with SlackServer(messages={CHANNEL: messages}, users=users, channels={CHANNEL: "hub-ops"}) as server:
        server.permalink = f"https://example.slack.com/archives/{CHANNEL}/p{first.replace('.', '')}"  # type: ignore[attr-defined]
        yield server


def report(home: Path) -> str:
    (path,) = (home / "incidents").glob("*.md")
    return path.read_text(encoding="utf-8")


def test_a_thread_and_prometheus_make_one_line_of_one_alert_and_charts_on_the_page(
    run: Run, home: Path, slack: Any, past: peers.Real
) -> None:
    (home / "incidentkit.toml").write_text(
        '[[prometheus.chart]]\ntitle = "User memory"\nquery = "user_memory_bytes"\nunit = "bytes"\n'
    )
    done = run("new", "Hub down", "--slack", slack.permalink, "--prometheus", past.url, "--json", **slack.environ)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["evidence"]["prometheus"] == 5
    text = report(home)
    (line,) = [line for line in text.splitlines() if "HubDown" in line and line.startswith("- **")]
    assert re.search(r"\[FIRING:1\] HubDown.* \[\^p1\] \[\^s1\]$", line)
    assert line.startswith(f"- **{STAGE.fired:%H:%M}–"), "it began when Prometheus saw it fire"
    assert "- [Hub memory](" in text and "`jupyter-ada`" not in text
    files = sorted((home / "incidents").rglob("metrics/*.json"))
    assert [path.stem for path in files] == ["hub-memory", "nodes", "running-servers", "user-memory"]
    assert "ada" not in files[-1].read_text()
    assert {f["rule"] for f in json.loads(run("check", "--json").stdout)["findings"]} <= {"placeholder"}
    assert run("build", "--drafts").returncode == 0
    (page,) = (home / "site" / "incidents").glob("*.html")
    assert page.read_text().count('<svg class="chart"') == 4
    before = {path: path.read_bytes() for path in (home / "incidents").rglob("*") if path.is_file()}
    again = run("update", "hub-down", **slack.environ)
    assert (again.returncode, "Nothing new" in again.stderr) == (0, True), again.stderr
    assert before == {path: path.read_bytes() for path in (home / "incidents").rglob("*") if path.is_file()}


def test_charts_that_come_later_get_a_line_and_a_deleted_one_stays_away(run: Run, home: Path, past: peers.Real) -> None:
    saved = home / "alerts.json"
    saved.write_text(json.dumps(past.ask(f"/api/v1/query?query=ALERTS&time={STAGE.fired.timestamp() + 600}")))
    assert run("new", "Hub down", "--prometheus-file", "alerts.json", *SPAN).returncode == 0
    assert "### Charts" not in report(home)
    done = run("update", "hub-down", "--prometheus", past.url, *SPAN)
    assert done.returncode == 0 and "3 charts written" in done.stderr, done.stderr
    text = report(home)
    assert text.index("### Charts") < text.index("## Timeline") and text.count("/metrics/") == 3
    (gone,) = (home / "incidents").rglob("nodes.json")
    gone.unlink()
    (path,) = (home / "incidents").glob("*.md")
    path.write_text("".join(line for line in text.splitlines(keepends=True) if "nodes.json" not in line))
    again = run("update", "hub-down", "--prometheus", past.url, *SPAN)
    assert again.returncode == 0 and not gone.exists() and "nodes.json" not in report(home)


def test_a_server_that_dies_midway_is_a_gap_and_the_report_is_written(run: Run, home: Path, slack: Any) -> None:
    at = STAGE.fired.timestamp()

    def answer(path: str, number: int) -> peers.Answer | None:
        return peers.matrix(({"namespace": "campus"}, [(at, "1"), (at + 60, "2")])) if number < 4 else None

    with peers.server(answer) as fake:
        done = run("new", "Hub down", "--slack", slack.permalink, "--prometheus", fake.url, **slack.environ)
    assert done.returncode == 1, done.stderr
    text = report(home)
    assert "students see 503" in text and "> Not known:" in text and "could not be asked for everything" in text
    assert len(list((home / "incidents").rglob("metrics/*.json"))) == 1


def test_a_server_that_is_not_there_is_a_gap_beside_others_and_an_error_alone(run: Run, home: Path, slack: Any) -> None:
    alone = run("new", "Hub down", "--prometheus", "http://127.0.0.1:9", *SPAN)
    assert alone.returncode == 5 and "cannot be reached" in alone.stderr and not list((home / "incidents").iterdir())
    both = run("new", "Hub down", "--slack", slack.permalink, "--prometheus", "http://127.0.0.1:9", **slack.environ)
    assert both.returncode == 1 and "cannot be reached" in report(home)


def test_a_credential_goes_only_where_the_command_line_or_the_environment_says(run: Run, home: Path) -> None:
    """Neither to an address of the settings nor to one of a ledger: both come by pull request."""
    at = STAGE.fired.timestamp()

    def sent(*arguments: str, **environ: str) -> set[str | None]:
        fake.asked.clear()
        done = run(*arguments, PROMETHEUS_TOKEN=TOKEN, **environ)
        assert fake.asked, done.stderr
        assert TOKEN not in done.stdout + done.stderr
        return {headers.get("Authorization") for _, headers in fake.asked}

    with peers.server(lambda path, n: peers.matrix(({"a": "b"}, [(at, "1")]))) as fake:
        (home / "incidentkit.toml").write_text(f'[prometheus]\nurl = "{fake.url}"\n')
        assert sent("new", "By settings", "--helm-file", "x.json", *SPAN) == {None}
        assert sent("new", "By flag", "--prometheus", fake.url, *SPAN) == {f"Bearer {TOKEN}"}
        assert sent("update", "by-flag") == {None}, "the address is the ledger's"
        assert sent("update", "by-flag", INCIDENTKIT_PROMETHEUS_URL=fake.url) == {f"Bearer {TOKEN}"}
        assert sent("doctor") == {None}
        assert sent("doctor", INCIDENTKIT_PROMETHEUS_URL=fake.url) == {f"Bearer {TOKEN}"}
    assert TOKEN not in "".join(path.read_text() for path in home.rglob("*") if path.is_file())
