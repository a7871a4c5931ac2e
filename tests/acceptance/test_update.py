"""`incident update`, as a user runs it, over real connections: what is new comes in, what people did stays."""

from __future__ import annotations

import difflib
import json
import os
import pty
import signal
import subprocess
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from needs import need_shared
from peers.slack import SlackServer

from incidentkit.cli import run as run_here

CHANNEL = "C024BE91L"
ONE, TWO = "U024BE7LH", "U02RZ1QMS"
START = datetime(2026, 11, 22, 22, 0, 30, tzinfo=UTC).timestamp()
FIRST = f"{START:.6f}"
NAME = "Zorblax Testperson"


def message(minute, user, text, **more):
    return {
        "type": "message",
        "ts": f"{START + 60 * minute:.6f}",
        "thread_ts": FIRST,
        "user": user,
        "text": text,
        **more,
    }


@pytest.fixture
def slack():
    thread = [
        message(0, ONE, "students see 503 at login"),
        message(1, TWO, "I restarted the hub"),
        message(2, ONE, "looking"),
        message(3, TWO, f"disk of the database is full, says {NAME}"),
    ]
    users = [{"id": ONE, "name": "one", "real_name": NAME}, {"id": TWO, "name": "two", "real_name": "Quux Example"}]
    with SlackServer(messages={CHANNEL: thread}, users=users, channels={CHANNEL: "hub-ops"}) as server:
        server.permalink = f"https://example.slack.com/archives/{CHANNEL}/p{FIRST.replace('.', '')}"
        server.thread = thread
        yield server


@pytest.fixture
def run(tmp_path):
    """Run `incident` in an empty workspace; gives the finished process."""
    home = tmp_path / "workspace"
    (home / "incidents").mkdir(parents=True)

    def command(*arguments, environ=None):
        env = {k: v for k, v in os.environ.items() if not k.startswith(("SLACK_", "GITHUB_", "GH_", "KUBE"))}
        env |= {"HOME": str(home), "NO_COLOR": "1", **(environ or {})}
        return subprocess.run(
            [sys.executable, "-m", "incidentkit", *map(str, arguments)],
            cwd=home, env=env, capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip

    command.home = home
    return command


@pytest.fixture
def report(run, slack):
    """A report of the thread as it began."""
    done = run("new", "Hub down", "--slack", slack.permalink, "--tz", "America/Los_Angeles", environ=slack.environ)
    assert done.returncode == 0, done.stderr
    return run.home / done.stdout.strip()


def state(report):
    return report.read_bytes(), (report.with_suffix("") / "evidence.jsonl").read_bytes()


def test_a_thread_that_went_on_is_taken_in_and_people_are_left_alone(run, slack, report):
    begun = state(report)
    again = run("update", report, environ=slack.environ)
    assert again.returncode == 0 and state(report) == begun, again.stderr

    text = report.read_text()
    text = text.replace("- **14:01** Responder B: “I restarted the hub” [^s2]\n", "")  # a person deletes a line,
    text = text.replace("Responder A: “students see 503 at login”", "Students could not log in")  # rewords one
    report.write_text(text)
    slack.thread[0]["text"], slack.thread[0]["edited"] = "students see 502 at login", {"ts": FIRST, "user": ONE}
    slack.thread[3]["text"] = f"disk of the database is full at 99 %, says {NAME}"
    del slack.thread[2]  # and what was left out is deleted by who wrote it
    slack.thread.append(message(5, ONE, "raised the limit to 4 GB, see <#C0|x> & `kubectl`"))
    slack.thread.append(message(9, ONE, "everything is back to normal"))

    before = state(report)
    planned = run("update", report, "--dry-run", environ=slack.environ)
    assert planned.returncode == 1 and state(report) == before
    assert "+- **14:09** **Resolved.** Responder A: “everything is back to normal” [^s5]" in planned.stdout
    assert "\x1b[" not in planned.stdout

    done = run("update", report, "--json", environ=slack.environ)
    shown = json.loads(done.stdout)
    assert done.returncode == 1, "a conflict is something to look at"
    assert [one["cite"] for one in shown["added"]] == ["s4", "s5"]
    assert [one["cite"] for one in shown["changed"]] == ["s3"]
    assert [one["cite"] for one in shown["conflicts"]] == ["s1"] and "502" in shown["conflicts"][0]["message"]
    assert shown["milestones"] == ["resolved"] and len(shown["gone"]) == 1 and shown["gaps"] == []
    assert shown["path"] == str(report.relative_to(run.home)) and shown["evidence"] == {"slack": 5}
    new = report.read_text()
    assert "Students could not log in [^s1]" in new and "I restarted the hub" not in new
    assert "resolved: 2026-11-22T14:09:30-08:00" in new
    assert "- **14:03** Responder B: “disk of the database is full at 99 %, says Responder A” [^s3]\n- **14:05**" in new
    assert '"gone": true' in state(report)[1].decode()
    everything = b"".join(state(report)).decode() + done.stdout + done.stderr + planned.stdout
    assert "Zorblax" not in everything and "Quux" not in everything

    settled = state(report)
    last = run("update", report, environ=slack.environ)
    assert last.returncode == 0 and state(report) == settled, last.stderr
    assert "Nothing new" in last.stderr
    assert run("check", report).returncode in (0, 1)


def test_a_gathering_that_was_interrupted_is_completed(run, slack):
    slack.thread += [message(n, TWO, f"node {n} is down") for n in range(10, 30)]
    slack.most = 5
    slack.faults = [None, None, "denied:fatal_error"]
    done = run("new", "Hub down", "--slack", slack.permalink, environ=slack.environ)
    report = run.home / done.stdout.strip()
    assert done.returncode == 1 and "could not all be read" in report.read_text()
    lines = report.read_text().count("\n- **")
    slack.faults = []
    done = run("update", report, "--json", environ=slack.environ)
    shown = json.loads(done.stdout)
    assert done.returncode == 0 and len(shown["filled"]) == 1, done.stderr
    assert "could not all be read" not in report.read_text() and "Not known" not in report.read_text()
    assert report.read_text().count("\n- **") == lines + len(shown["added"]) == 23
    ledger = [json.loads(line) for line in state(report)[1].decode().splitlines()]
    assert sum(record["id"].startswith("slack:") for record in ledger) == 24
    assert not [record for record in ledger if record["kind"] == "gap"]


def test_an_update_that_is_interrupted_is_a_gap_and_the_next_completes_it(run, slack, report):
    slack.thread += [message(n, TWO, f"node {n} is down") for n in range(10, 30)]
    slack.most, slack.faults = 5, [None, None, "denied:fatal_error"]
    done = run("update", report, environ=slack.environ)
    assert done.returncode == 1 and "could not all be read" in done.stderr
    assert 0 < report.read_text().count("is down") < 20
    slack.faults = []
    done = run("update", report, environ=slack.environ)
    assert done.returncode == 0 and report.read_text().count("is down") == 20
    assert b'"gap"' not in state(report)[1]


def test_another_source_is_taken_in_within_the_span_of_the_thread(run, slack, report):
    def event(name, minute, text):
        at = datetime.fromtimestamp(START + 60 * minute, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        pod = {"kind": "Pod", "namespace": "prod", "name": "hub-0", "uid": "u1"}
        meta = {"name": name, "namespace": "prod", "uid": name}
        return {"kind": "Event", "apiVersion": "v1", "metadata": meta, "involvedObject": pod, "reason": "FailedMount",
                "message": text, "type": "Warning", "count": 3, "firstTimestamp": at, "lastTimestamp": at}  # fmt: skip

    events = [event("now", 2, "volume gone"), event("old", -600, "volume was away")]
    (run.home / "events.json").write_text(json.dumps({"kind": "List", "apiVersion": "v1", "items": events}))
    before = report.read_text()
    done = run("update", report, "--k8s-file", "events.json", "--json")
    assert [one["cite"] for one in json.loads(done.stdout)["added"]] == ["k1"], done.stderr
    new = report.read_text()
    assert new.index("[^s2]") < new.index("[^k1]") < new.index("[^s3]")
    added = [row for row in difflib.ndiff(before.splitlines(), new.splitlines()) if row[0] in "+-"]
    assert [row[:4] for row in added] == ["+ - ", "+ [^"]
    settled = state(report)
    run("update", report, environ=slack.environ)  # both sources, from the ledger
    assert state(report) == settled


def test_what_was_had_before_an_interruption_is_taken_in(run, slack, report):
    slack.thread += [message(n, TWO, f"node {n} is down") for n in range(10, 16)]
    slack.most, slack.retry_after, slack.faults = 5, "30", [None, *[429] * 9]
    calls = slack.calls["conversations.replies"]
    command = [sys.executable, "-m", "incidentkit", "update", str(report)]
    with subprocess.Popen(
        command, cwd=run.home, env={**os.environ, **slack.environ}, stderr=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        deadline = time.monotonic() + 30
        while slack.calls["conversations.replies"] < calls + 2 and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 130 and b"Interrupted" in said, said
    assert 0 < report.read_text().count("is down") < 6
    slack.faults, slack.most = [], 1000
    assert run("update", report, environ=slack.environ).returncode == 0
    assert report.read_text().count("is down") == 6


def test_when_nothing_can_be_asked_nothing_is_written(run, slack, report):
    before = state(report)
    for environ, code in (
        ({"SLACK_TOKEN": ""}, 4),
        ({"SLACK_TOKEN": "xoxb-wrong"}, 4),
        ({"SLACK_API_URL": "http://127.0.0.1:9/api/"}, 5),
    ):
        done = run("update", report, environ={**slack.environ, **environ})
        assert done.returncode == code and state(report) == before, done.stderr
        assert "Traceback" not in done.stderr and done.stdout == ""


@pytest.mark.parametrize(
    ("text", "said", "code"),
    [
        (b"# T\n\nWords.\n", "no timeline section", 2),
        (b"# T\n\n## Timeline\n\n<<<<<<< a\n- 14:02 a\n=======\n>>>>>>> b\n", "merge-conflict", 2),
        (b"# T\n\n## Timeline\n\n- 14:02 \xe9\n", "UTF-8", 2),
    ],
)
def test_a_document_that_cannot_take_a_line_is_refused(run, slack, text, said, code):
    path = run.home / "incidents" / "2026-11-22-x.md"
    path.write_bytes(text)
    done = run("update", path, "--slack", slack.permalink, environ=slack.environ)
    assert done.returncode == code and said in done.stderr, done.stderr
    assert path.read_bytes() == text and not path.with_suffix("").exists()
    if "section" in said:
        assert "students see 503" in done.stderr, "it is said what would be added"


def test_a_link_out_of_the_workspace_and_a_report_without_sources_are_refused(run, slack, tmp_path):
    (tmp_path / "outside.md").write_text("# T\n\n## Timeline\n\n- 14:02 a\n")
    link = run.home / "incidents" / "2026-11-22-x.md"
    link.symlink_to(tmp_path / "outside.md")
    done = run("update", link, "--slack", slack.permalink, environ=slack.environ)
    assert done.returncode == 2 and "out of the workspace" in done.stderr
    link.unlink()
    link.write_text("# T\n\n## Timeline\n\n- 14:02 a\n")
    done = run("update", link)
    assert done.returncode == 2 and "names no source" in done.stderr and "--slack" in done.stderr


KILLED = """
import os, sys
from pathlib import Path
from incidentkit.cli import run
real, calls, moment = Path.replace, [0], int(sys.argv[1])
def replace(self, target):
    if calls[0] == moment: os._exit(9)
    done = real(self, target)
    calls[0] += 1
    return done
Path.replace = replace
sys.exit(int(run(sys.argv[2:])))
"""


def test_killed_between_its_files_the_next_run_goes_on(run, slack, report):
    slack.thread.append(message(5, ONE, "raised the limit to 4 GB"))
    before = report.read_bytes()
    for moment in range(3):
        report.write_bytes(before)
        done = subprocess.run(
            [sys.executable, "-c", KILLED, str(moment), "update", str(report)],
            cwd=run.home, env={**os.environ, **slack.environ}, capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        assert done.returncode == 9
        assert run("update", report, environ=slack.environ).returncode == 0
        assert report.read_text().count("raised the limit") == 1 and report.read_text().count("[^s4]:") == 1
        (report.with_suffix("") / "evidence.jsonl").write_text(
            "".join(x + "\n" for x in state(report)[1].decode().splitlines() if '"s4"' not in x)
        )


def test_at_a_terminal_the_diff_is_coloured(run, slack, report):
    slack.thread.append(message(5, ONE, "raised the limit to 4 GB"))
    leader, follower = pty.openpty()
    env = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "CI")} | {"TERM": "xterm-256color"}
    command = [sys.executable, "-m", "incidentkit", "update", str(report), "--dry-run"]
    with subprocess.Popen(command, cwd=run.home, env={**env, **slack.environ}, stdout=follower) as process:
        os.close(follower)
        shown = b""
        with suppress(OSError):  # the other end is closed when the program has ended
            while piece := os.read(leader, 65536):
                shown += piece
    os.close(leader)
    assert process.returncode == 0
    assert "\x1b[32m+- **14:05** Responder A: “raised the limit to 4 GB” [^s4]\x1b[0m" in shown.decode()


def test_real_reports_take_real_evidence_and_lose_nothing(tmp_path, capsys):
    """Reports from elsewhere: a dry run says what would be added, the real one adds just that."""
    reports = [p for p in sorted(need_shared("real-reports").rglob("*.*md")) if p.suffix in (".md", ".qmd")]
    assert len(reports) >= 18
    sources = [
        "--k8s-file", str(need_shared("k8s/message-container-creating-failed-mount.json")),
        "--slack-export", str(need_shared("slack/houstondatavis-export.zip")), "--slack-channel", "general",
        "--since", "2015-06-01", "--until", "2024-12-31",
    ]  # fmt: skip
    (tmp_path / "incidents").mkdir()
    for number, real in enumerate(reports):
        path = tmp_path / "incidents" / real.name
        path.write_bytes(real.read_bytes())
        assert run_here(["update", str(path), *sources, "--dry-run"]) in (0, 1)
        shown = capsys.readouterr().out
        changes = [row for row in shown.splitlines() if row[:1] in "+-" and row[:3] not in ("+++", "---")]
        assert changes and all(row.startswith("+") for row in changes), shown
        assert path.read_bytes() == real.read_bytes()
        if number % 5:
            continue
        assert run_here(["update", str(path), *sources]) in (0, 1)
        rows = difflib.ndiff(real.read_text().splitlines(), path.read_text().splitlines())
        assert not [row for row in rows if row.startswith("- ")]
        settled = state(path)
        capsys.readouterr()
        assert run_here(["update", str(path), *sources]) in (0, 1)
        assert state(path) == settled and "Nothing new" in capsys.readouterr().err
