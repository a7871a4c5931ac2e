"""`incident check` looks into the ledgers as well: they are in the repository like the reports."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from incidentkit.checks import ledger
from incidentkit.cli import run
from incidentkit.errors import Exit

# The reports of the other tests of `check`.
REPORT = """# 2026-11-22, hub out of memory

## Summary

The hub was down for half an hour.

## Timeline

All times in UTC

- **14:02** An alert fires: the hub pod is killed.

## Conclusion

The limit was set before the course had doubled in size.

## Action items

- [ ] Alert on memory above 80 % (owner: @hub-team, due: 2026-12-01) example/hub#301
"""
TOKEN = "ghp_" + "a1B2c3D4e5F6g7H8i9J0" * 2
ADDRESS = "student.one@" + "stud.uni-somewhere.edu"


@pytest.fixture
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The path of a ledger whose report is good; the workspace is the current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "incidents" / "2026-11-22-hub"
    folder.mkdir(parents=True)
    folder.with_suffix(".md").write_text(REPORT, encoding="utf-8")
    return folder / "evidence.jsonl"


def write(path: Path, *bodies: str) -> None:
    records = [{"id": f"slack:C1/{n}.0001", "summary": "words", "body": body} for n, body in enumerate(bodies, 1)]
    path.write_text("".join(f"{json.dumps(record)}\n" for record in records), encoding="utf-8")


def findings(capsys: pytest.CaptureFixture[str]) -> list[tuple[str, str, int]]:
    found = json.loads(capsys.readouterr().out)["findings"]
    return [(f["rule"], f["path"], f["line"]) for f in found]


def test_a_clean_ledger_is_no_finding_and_no_report(beside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(beside, "The hub is down", "It is back")
    assert run(["check"]) == Exit.OK
    assert "1 report checked" in capsys.readouterr().out


def test_secrets_and_personal_data_are_named_at_their_record_and_never_shown(
    beside: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(beside, "The hub is down", f"use {TOKEN} \n", f"mail {ADDRESS}", f"again {TOKEN} and {TOKEN}")
    place = "incidents/2026-11-22-hub/evidence.jsonl"
    for _ in range(2):  # the second time from the cache
        assert run(["check", "--json"]) == Exit.FINDINGS
        assert findings(capsys) == [("secret", place, 2), ("personal-data", place, 3), ("secret", place, 4)]
    for how in ("text", "github", "sarif"):
        assert run(["check", "--format", how]) == Exit.FINDINGS
        out = capsys.readouterr().out
        assert "evidence.jsonl" in out
        assert TOKEN not in out
        assert ADDRESS not in out
    cached = "".join(file.read_text() for file in (beside.parents[2] / "cache").rglob("*.json"))
    assert TOKEN not in cached
    assert ADDRESS not in cached


def test_escapes_of_json_hide_nothing(beside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    escaped = "".join(f"\\u{ord(c):04x}" for c in TOKEN)
    beside.write_text(f'{{"id": "x", "body": "{escaped}"}}\nno record {TOKEN}\n', encoding="utf-8")
    assert run(["check", "--json"]) == Exit.FINDINGS
    assert [line for _, _, line in findings(capsys)] == [1, 2]


def test_rules_and_settings_count_for_ledgers_too(beside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(beside, TOKEN)
    assert run(["check", "--select", "blame"]) == Exit.OK
    Path("incidentkit.toml").write_text(
        '[[check.ignore]]\nrule = "secret"\npath = "incidents/*/evidence.jsonl"\nreason = "a made-up token"\n',
        encoding="utf-8",
    )
    assert run(["check"]) == Exit.OK
    capsys.readouterr()


def test_a_branch_answers_for_the_records_that_it_brings(beside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def git(*arguments: str) -> None:
        who = ("-c", "user.name=A team", "-c", "user.email=team@example.org")
        subprocess.run(["git", *who, *arguments], check=True, capture_output=True)

    write(beside, TOKEN)
    git("init", "-q", "-b", "main")
    git("add", "incidents")
    git("commit", "-qm", "before")
    write(beside, TOKEN, "fine", ADDRESS)
    assert run(["check", "--diff", "main", "--json"]) == Exit.FINDINGS
    assert [(rule, line) for rule, _, line in findings(capsys)] == [("personal-data", 3)]


def test_a_ledger_that_cannot_be_looked_through_is_said(
    beside: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(beside, "fine")
    monkeypatch.setattr(ledger, "LARGEST", 10)
    assert run(["check"]) == Exit.USAGE
    assert "evidence.jsonl" in capsys.readouterr().err
    beside.unlink()
    beside.mkdir()
    assert run(["check"]) == Exit.USAGE
    assert "cannot be read" in capsys.readouterr().err
