"""`incident list`: every report, or those that all filters fit, newest first."""

# ruff: noqa: E501

from __future__ import annotations

import json
from pathlib import Path

import pytest

from incidentkit.cli import run
from incidentkit.errors import Exit

ONE = """---
title: First
date: 2023-02-03
status: draft
severity: sev1
services: [hub]
tags: [memory, upstream]
---

## Action items

- [ ] a
- [x] b
"""
TWO = "# 2024-05-06, Second\n\n**Severity:** SEV2\n\n## Timeline\n\n- 10:00 a\n- 10:05 b\n\n## Action items\n\n- [x] done\n"


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "incidents").mkdir()
    (tmp_path / "incidents" / "2023-02-03-first.md").write_text(ONE)
    (tmp_path / "incidents" / "2024-05-06-second.md").write_text(TWO)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def listed(capsys: pytest.CaptureFixture[str], *flags: str) -> list[dict]:
    assert run(["list", "--json", *flags]) == Exit.OK
    return json.loads(capsys.readouterr().out)


def test_the_json_is_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    rows = listed(capsys)
    assert [row["title"] for row in rows] == ["Second", "First"]
    assert rows[1] == {
        "path": "incidents/2023-02-03-first.md",
        "title": "First",
        "date": "2023-02-03",
        "status": "draft",
        "severity": "sev1",
        "services": ["hub"],
        "tags": ["memory", "upstream"],
        "open_actions": 1,
    }


@pytest.mark.parametrize(
    ("flags", "titles"),
    [
        (["--service", "HUB"], ["First"]),
        (["--severity", "sev2"], ["Second"]),
        (["--severity", "sev2", "--severity", "sev1"], ["Second", "First"]),
        (["--status", "final"], ["Second"]),
        (["--tag", "memory", "--year", "2024"], []),
        (["--year", "2023", "--tag", "upstream"], ["First"]),
        (["--open-actions"], ["First"]),
    ],
)
def test_filters_must_all_hold(flags: list[str], titles: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert [row["title"] for row in listed(capsys, *flags)] == titles


def test_a_table_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["list"]) == Exit.OK
    assert capsys.readouterr().out.splitlines()[1].split("\t")[:5] == ["2024-05-06", "SEV2", "", "", "Second"]


def test_a_report_that_cannot_be_read_hides_no_other(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (workspace / "incidents" / "link.md").symlink_to("/etc/hostname")
    assert run(["list"]) == Exit.USAGE
    captured = capsys.readouterr()
    assert "link.md" in captured.err
    assert "First" in captured.out


def test_an_empty_workspace(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (workspace / "empty" / "incidents").mkdir(parents=True)
    monkeypatch.chdir(workspace / "empty")
    assert listed(capsys) == []
    assert run(["list"]) == Exit.OK


@pytest.mark.parametrize(
    ("flags", "told"),
    [
        (("--status", "bogus"), "No report has the status bogus. There are: draft, final."),
        (("--severity", "sev9"), "No report has the severity sev9. There are: sev1, SEV2."),
        (("--tag", "x", "--year", "1999"), "No report has the tag x. There are: memory, upstream."),
        (("--year", "1999"), "No report has the year 1999. There are: 2023, 2024."),
    ],
)
def test_a_filter_that_no_report_fits_says_what_there_is(capsys, flags: tuple[str, ...], told: str) -> None:
    assert run(["list", *flags]) == Exit.OK
    shown = capsys.readouterr()
    assert shown.out == ""
    assert told in shown.err


def test_what_was_struck_out_is_no_open_action_item(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (workspace / "incidents" / "2023-02-03-first.md").write_text(ONE.replace("- [ ] a", "- [ ] ~~a~~\n- [ ] c"))
    assert [row["open_actions"] for row in listed(capsys)] == [0, 1]
    assert run(["show", "first"]) == Exit.OK
    said = capsys.readouterr().out
    assert "Action items: 1 open, 1 done" in said and "  - c" in said and "  - a" not in said
