"""`incident show`: what people see at 80 columns, and the JSON that programs rely on."""

# ruff: noqa: E501

from __future__ import annotations

import json
from pathlib import Path

import pytest

from incidentkit.cli import run
from incidentkit.errors import Exit

REPORT = """---
title: Hub out of memory
date: 2026-11-22
status: review
severity: sev2
services: [hub, proxy]
timezone: America/Los_Angeles
started: 2026-11-22T14:02:11-08:00
resolved: 2026-11-22T15:20:00-08:00
---

## Timeline

### 2026-11-22

- **~14:02–14:31** The hub was killed fourteen times, which nobody noticed, for the lab was at lunch and then away. [^k1]
- **15:20** **Resolved.** All is well. \x1b[31mred

## Action items

### Hub

- [ ] Raise the limit (owner: @hub-team, due: 2026-12-01) [example/hub#3](https://github.com/example/hub/issues/3)
- [x] Tell the teachers

[^k1]: Kubernetes
"""


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "incidents" / "2026-11-22-hub-out-of-memory.md"
    path.parent.mkdir()
    path.write_text(REPORT)
    ledger = path.with_suffix("") / "evidence.jsonl"
    ledger.parent.mkdir()
    ledger.write_text(
        '{"id": "k8s:1/c/1", "at": null, "source": "kubernetes", "kind": "oom", "summary": "x", "cite": "k1"}\n'
    )
    monkeypatch.chdir(tmp_path)
    return path


def test_the_page_fits_a_terminal_and_nothing_in_it_is_obeyed(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["show", "out-of-memory"]) == Exit.OK
    out = capsys.readouterr().out
    for said in (
        "Hub out of memory",
        "sev2",
        "hub, proxy",
        "1 h 17 min",
        "~14:02–14:31  The hub",
        "RESOLVED All is well",
    ):
        assert said in out
    assert "1 open, 1 done" in out
    assert "Tell the teachers" not in out
    assert "\x1b" not in out
    assert max(len(line) for line in out.splitlines() if "/" not in line) <= 80


def test_the_json_is_the_contract(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["show", str(workspace), "--json"]) == Exit.OK
    said = json.loads(capsys.readouterr().out)
    assert said["title"] == "Hub out of memory"
    assert said["status"] == said["status_text"] == "review"
    assert said["started"] == "2026-11-22T22:02:11Z"
    assert said["mitigated"] is None
    assert said["duration_seconds"] == 4669
    assert [(s["name"], s["level"], s["line"]) for s in said["sections"]] == [
        ("Timeline", 2, 12),
        ("Action items", 2, 19),
        ("Hub", 3, 21),
    ]
    first, last = said["timeline"]
    assert first | {"text": None} == {
        "line": 16,
        "at": "2026-11-22T22:02:00Z",
        "date": "2026-11-22",
        "time": "14:02",
        "until": "14:31",
        "approximate": True,
        "text": None,
        "milestone": None,
        "evidence": ["k8s:1/c/1"],
    }
    assert last["milestone"] == "resolved"
    assert said["actions"][0] == {
        "line": 23,
        "id": None,
        "text": "Raise the limit",
        "group": "Hub",
        "owner": "@hub-team",
        "due": "2026-12-01",
        "repo": None,
        "links": ["https://github.com/example/hub/issues/3"],
        "refs": [],
        "done": False,
        "issue": "https://github.com/example/hub/issues/3",
    }
    assert said["warnings"] == []


@pytest.mark.parametrize("name", ["nothing-like-it", "../x.md", "x.pdf"])
def test_what_is_not_there_is_said_in_one_line(workspace: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["show", name, "--json"]) == Exit.USAGE
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("error: ")
    assert "Traceback" not in captured.err


def test_a_document_without_anything_is_shown(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    workspace.write_bytes(b"\0\xff\n---\n[")
    assert run(["show", str(workspace)]) == Exit.OK
    assert "not UTF-8" in capsys.readouterr().err
