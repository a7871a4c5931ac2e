"""`incident demo` is the first thing that anybody runs: it works anywhere, offline, and leaks nothing."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from incidentkit.demo import evidence

# What the evidence holds and no written file may: a token, a password, an address, ids and names of people.
SECRETS = ("ghp_EXAMPLEnotARealTokenEXAMPLE", "not-the-real-password", "s1204417", "@example-university.edu")

NO_NETWORK = """
import socket
def refuse(*arguments, **named):
    raise AssertionError("the demo is offline")
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse
"""


def _run(folder: Path, guard: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    guard.mkdir(exist_ok=True)
    (guard / "sitecustomize.py").write_text(NO_NETWORK)
    env = {"PATH": os.environ["PATH"], "HOME": str(guard), "PYTHONPATH": str(guard), "NO_COLOR": "1", **environment}
    command = [sys.executable, "-m", "incidentkit", "demo", *arguments]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def tour(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """A finished tour: its folder, and what it said."""
    base = tmp_path_factory.mktemp("tour")
    # A token and foreign settings in the environment lead nowhere.
    outside = {"GITHUB_TOKEN": "ghp_x", "GITHUB_API_URL": "http://127.0.0.1:9", "INCIDENTKIT_REPORT_TIMEZONE": "UTC"}
    return base / "demo", _run(base, base / "guard", "demo", **outside)


def _report(folder: Path) -> Path:
    return next((folder / "incidents").glob("2026-10-14-*.md"))


def test_it_ends_well_and_prints_the_paths_that_it_wrote(tour: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    folder, done = tour
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    report, index = (Path(line) for line in done.stdout.splitlines())
    assert (report, index) == (_report(folder).resolve(), folder.resolve() / "site" / "index.html")
    assert index.is_file()
    assert report.stem in index.read_text(encoding="utf-8")


def test_every_command_is_shown_as_it_would_be_typed(tour: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    _, done = tour
    shown = [line.split()[2] for line in done.stderr.splitlines() if line.startswith("$ incident ")]
    assert shown == ["init", "new", "check", "actions", "build"]


def test_the_report_tells_the_outage(tour: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    text = _report(tour[0]).read_text(encoding="utf-8")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Summary", "Timeline", "Conclusion", "Action items"]
    assert "timezone: America/Los_Angeles" in text
    timeline = text.split("\n## Timeline\n")[1].partition("\n## ")[0]
    for milestone in ("Started", "Detected", "Mitigated", "Resolved"):
        assert timeline.count(f"**{milestone}.**") == 1
    for fact in ("OOMKilled", "HubDown", "logins work again", "back to normal"):
        assert fact in text
    times = re.findall(r"^- \*\*~?(\d{2}:\d{2})", timeline, re.MULTILINE)
    assert times == sorted(times)
    assert len(times) >= 10
    actions = text.split("\n## Action items\n")[1]
    assert len(re.findall(r"^- \[ \] ", actions, re.MULTILINE)) >= 3
    assert "room-desk" not in text and "coffee machine" not in text


def test_every_line_cites_evidence_that_is_kept(tour: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    report = _report(tour[0])
    text = report.read_text(encoding="utf-8")
    timeline = text.split("\n## Timeline\n")[1].partition("\n## ")[0]
    lines = re.findall(r"^- \*\*.+$", timeline, re.MULTILINE)
    assert all(re.search(r"\[\^\w+\]$", line) for line in lines)
    defined = set(re.findall(r"^\[\^(\w+)\]:", text, re.MULTILINE))
    assert set(re.findall(r"\[\^(\w+)\](?!:)", text)) == defined
    ledger = report.with_suffix("") / "evidence.jsonl"
    kept = [json.loads(line) for line in ledger.read_text(encoding="utf-8").splitlines()]
    assert defined <= {record.get("cite") for record in kept}


def test_nothing_of_the_evidence_leaks(tour: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    folder, done = tour
    users = json.loads((evidence() / "slack-export" / "users.json").read_text(encoding="utf-8"))
    people = [user for user in users if not user["is_bot"]]
    secrets = [*SECRETS, *(user["id"] for user in people), *(user["real_name"] for user in people)]
    written = {path: path.read_bytes().decode("utf-8", "replace") for path in folder.rglob("*") if path.is_file()}
    assert len(written) > 5
    for secret in secrets:
        assert not [path for path, text in written.items() if secret in text], secret
        assert secret not in done.stdout + done.stderr
    assert "[redacted: " in "".join(written.values())


def test_the_evidence_holds_what_the_gate_is_to_catch() -> None:
    text = (evidence() / "slack-export" / "hub-ops" / "2026-10-14.json").read_text(encoding="utf-8")
    assert all(secret in text for secret in SECRETS)


def test_a_folder_that_holds_something_is_refused(tour: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    folder, _ = tour
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    done = _run(folder.parent, folder.parent / "guard", "demo")
    assert done.returncode == 2
    assert "is not empty" in done.stderr
    assert "Traceback" not in done.stderr
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


def test_without_a_folder_it_takes_a_temporary_one(tmp_path: Path) -> None:
    (tmp_path / "tmp").mkdir()
    done = _run(tmp_path, tmp_path / "guard", TMPDIR=str(tmp_path / "tmp"))
    assert done.returncode == 0, done.stderr
    assert all(Path(line).is_relative_to(tmp_path.resolve() / "tmp") for line in done.stdout.splitlines())
    assert [path.name for path in tmp_path.iterdir() if path.name not in ("tmp", "guard")] == []
