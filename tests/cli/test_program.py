"""What holds for every command: how it is called, how it names files, what it prints where little can be printed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from incidentkit.cli import run
from incidentkit.config import Workspace
from incidentkit.errors import Exit

REPORT = """---
title: Café closed
date: 2023-02-03
status: review
timezone: UTC
---

## Summary

Closed.

## Timeline

- **10:00–10:20** The “espresso” machine was off → no coffee… 😀

## Action items

- [ ] Buy another (owner: @ops)
"""


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "incidents").mkdir()
    (tmp_path / "incidents" / "2023-02-03-cafe.md").write_text(REPORT, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("words", [["new"], ["actions", "sync"], []], ids=" ".join)
def test_help_before_a_command_is_help_after_it(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*words, "--help"]) == Exit.OK
    wanted = capsys.readouterr().out
    assert run(["help", *words]) == Exit.OK
    assert capsys.readouterr().out == wanted


LOCALES = (
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"PYTHONIOENCODING": "latin-1"},
    {"PYTHONIOENCODING": "cp1252"},
)


def program(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "incidentkit", *arguments]
    return subprocess.run(command, env=os.environ | environment, capture_output=True, check=False)


@pytest.mark.parametrize("environment", LOCALES, ids=str)
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("show", "cafe"), Exit.OK),
        (("check",), Exit.FINDINGS),
        (("list",), Exit.OK),
        (("actions", "list"), Exit.OK),
        (("new", "--help"), Exit.OK),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_locale_that_knows_few_characters_gets_plain_ones(
    arguments: tuple[str, ...], code: Exit, environment: dict[str, str]
) -> None:
    done = program(environment, *arguments)
    assert done.returncode == code, done.stderr.decode()
    assert b"Traceback" not in done.stderr


def test_signs_get_their_nearest_and_the_rest_its_number() -> None:
    line = next(line for line in program(LOCALES[0], "show", "cafe").stdout.splitlines() if b"espresso" in line)
    assert line.split() == b'10:00-10:20 The "espresso" machine was off -> no coffee... \\U0001f600'.split()


@pytest.mark.parametrize("environment", LOCALES, ids=str)
def test_json_is_the_same_in_every_locale(environment: dict[str, str]) -> None:
    there = json.loads(program(environment, "show", "cafe", "--json").stdout)
    assert there == json.loads(program({"PYTHONUTF8": "1"}, "show", "cafe", "--json").stdout)


PATHS = {
    "list": lambda told: told[0]["path"],
    "show cafe": lambda told: told["path"],
    "check": lambda told: told["findings"][0]["path"],
    "actions list": lambda told: told["actions"][0]["report"],
    "actions sync --offline": lambda told: told["plan"][0]["report"],
}


@pytest.mark.parametrize(
    ("here", "wanted"),
    [(".", "incidents/2023-02-03-cafe.md"), ("incidents", "2023-02-03-cafe.md"), ("docs", None)],
)
@pytest.mark.parametrize("command", PATHS)
def test_a_path_can_be_typed_where_it_was_printed(
    command: str, here: str, wanted: str | None, workspace: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    (workspace / "docs").mkdir()
    (workspace / "incidentkit.toml").write_text("")
    monkeypatch.chdir(workspace / here)
    run([*command.split(), "--json"])
    told = PATHS[command](json.loads(capsys.readouterr().out))
    assert told == (wanted or str(workspace / "incidents" / "2023-02-03-cafe.md"))
    assert Path(told).is_file()


@pytest.mark.parametrize("command", ["list", "check", "stats", "actions list", "actions remind"])
def test_a_report_that_cannot_be_read_is_named_and_ends_with_2(
    command: str, workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = workspace / "incidents" / "2023-03-04-broken.md"
    broken.symlink_to(broken)
    assert run(command.split()) == Exit.USAGE
    assert "error: incidents/2023-03-04-broken.md: " in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["new", "Title"], ["import", "incidents"], ["asof", "10:00"]], ids=" ".join)
def test_a_zone_that_is_none_is_a_mistake_of_the_command_line(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*arguments, "--tz", "Mars"]) == Exit.USAGE
    assert capsys.readouterr().err.startswith("error: --tz: 'Mars' is no time zone\n")


@pytest.mark.parametrize("command", ["check", "import", "actions list"])
def test_a_path_that_is_not_there_is_named(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*command.split(), "incidents/nothing.md"]) == Exit.USAGE
    assert "error: incidents/nothing.md: there is no such file or folder" in capsys.readouterr().err


def test_a_built_site_is_no_workspace(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its folder `incidents/` holds pages: whoever stands there means the reports above."""
    assert run(["build"]) == Exit.OK
    monkeypatch.chdir(workspace / "site" / "incidents")
    assert Workspace.find().root == workspace
    monkeypatch.chdir(workspace / "site")
    assert Workspace.find().root == workspace
    (workspace / "site" / "incidents" / "2024-01-01-own.md").write_text(REPORT)
    assert Workspace.find().root == workspace / "site", "a team that builds among its reports"
