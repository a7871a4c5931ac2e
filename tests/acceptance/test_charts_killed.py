"""A kill at any moment between a chart's file, the ledger and the report: the next run comes to where it would have."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from incidentkit.cli import run
from incidentkit.errors import Exit

# Ends the program, as a kill would, where the file of that number would take its place.
KILLED = """
import os, sys
from pathlib import Path
from incidentkit.cli import run
rename, link, done, moment = Path.replace, os.link, [0], int(sys.argv[1])
def step():
    if done[0] == moment:
        os._exit(9)
    done[0] += 1
def replace(self, target):
    step()
    return rename(self, target)
def linked(source, target):
    step()
    return link(source, target)
Path.replace, os.link = replace, linked
sys.exit(int(run(sys.argv[2:])))
"""
AT = 1795384800  # 2026-11-22 22:00 UTC
SPAN = ("--since", "2026-11-22T22:00:00Z", "--until", "2026-11-22T22:30:00Z")
EVENT = {
    "kind": "Event", "type": "Warning", "reason": "Evicted", "lastTimestamp": "2026-11-22T22:10:00Z",
    "metadata": {"uid": "e"}, "involvedObject": {"kind": "Pod", "namespace": "maps", "name": "tiles-0"},
}  # fmt: skip


def series(name: str, *, until: int = 10) -> dict[str, object]:
    """A saved answer: one value a minute, so many minutes long."""
    values = [[AT + 60 * n, str(n)] for n in range(until)]
    data = {"resultType": "matrix", "result": [{"metric": {}, "values": values}]}
    return {"title": name, "unit": "tiles", "query": "up", "status": "success", "data": data}


def saved(*answers: dict[str, object]) -> None:
    Path("metrics.json").write_text(json.dumps(list(answers)))


def killed(moment: int, *arguments: str) -> int:
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(moment), *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode in (Exit.OK, 9), done.stderr
    return done.returncode


def state() -> dict[str, str]:
    """All files of the reports but what a kill leaves half written under a name of its own. When a chart was captured,
    and so the sum of its file, is not what a run decides."""
    found = {}
    for path in sorted(Path("incidents").rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            text = path.read_text(encoding="utf-8")
            found[str(path)] = re.sub(r'"(?:captured|sha256)": ?"[^"]*"', "", text)
    return found


@pytest.fixture(autouse=True)
def _workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("events.json").write_text(json.dumps(EVENT))


def start(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path.cwd().parent / name
    folder.mkdir()
    (folder / "events.json").write_text(json.dumps(EVENT))
    monkeypatch.chdir(folder)


def test_new_killed_before_any_of_its_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = ["new", "Tiles", "--k8s-file", "events.json", "--prometheus-file", "metrics.json", *SPAN]
    saved(series("Tiles served"), series("Tiles queued"))
    assert run(command) == Exit.OK
    whole = state()
    assert len(whole) == 4
    for moment in range(len(whole)):
        start(f"{tmp_path.name}-{moment}", monkeypatch)
        saved(series("Tiles served"), series("Tiles queued"))
        assert killed(moment, *command) == 9
        assert not list(Path("incidents").glob("*.md")), "a report is the last: it is never without its evidence"
        assert run(command) == Exit.OK
        assert state() == whole
    start(f"{tmp_path.name}-none", monkeypatch)
    saved(series("Tiles served"), series("Tiles queued"))
    assert killed(len(whole), *command) == Exit.OK


def test_update_killed_before_any_of_its_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One chart comes, one is renewed by a longer one, and the cluster has more to tell."""

    def before() -> None:
        saved(series("Tiles served"))
        made = ["new", "Tiles", "--k8s-file", "events.json", "--prometheus-file", "metrics.json", *SPAN]
        assert run(made) == Exit.OK
        saved(series("Tiles served", until=25), series("Tiles queued"))
        later = EVENT | {"metadata": {"uid": "f"}, "lastTimestamp": "2026-11-22T22:20:00Z", "reason": "Preempted"}
        Path("events.json").write_text(json.dumps([EVENT, later]))

    command = ["update", "tiles", "--k8s-file", "events.json", "--prometheus-file", "metrics.json", *SPAN]
    before()
    assert run(command) == Exit.OK
    whole = state()
    (report,) = (text for path, text in whole.items() if path.endswith(".md"))
    assert report.count("/metrics/") == 2
    assert "24 tiles" in report
    moment = 0
    while True:
        start(f"{tmp_path.name}-{moment}", monkeypatch)
        before()
        ended = killed(moment, *command)
        if ended == Exit.OK:
            break
        assert run(command) == Exit.OK
        assert state() == whole, f"killed before file {moment}"
        moment += 1
    assert moment >= 5, "a new chart, the next ledger, the report, the ledger, a renewed chart"
