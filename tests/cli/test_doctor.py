"""`incident doctor` says what works and what to do about the rest, and never shows a token."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from incidentkit.cli import run
from incidentkit.doctor import Finding, examine
from incidentkit.errors import Exit

# A home without gh and without a kubeconfig: nothing of the machine leaks into a finding.
NOTHING = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "GH_CONFIG_DIR": "/nonexistent"}
TOKEN = "ghp_" + "a1B2" * 9


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace in a git repository with a remote on GitHub."""
    subprocess.run(["git", "init", "-q", "-b", "main", str(tmp_path)], check=True)
    remote = f"https://somebody:{TOKEN}@github.com/example/incidents.git"
    subprocess.run(["git", "-C", str(tmp_path), "remote", "add", "origin", remote], check=True)
    (tmp_path / "incidents").mkdir()
    (tmp_path / "incidentkit.toml").write_text("[report]\ntimezone = 'Europe/Paris'\n")
    return tmp_path


def _named(findings: list[Finding], name: str) -> Finding:
    return next(finding for finding in findings if finding.name == name)


def test_a_workspace_that_is_well_has_no_failure(workspace: Path) -> None:
    findings = examine(workspace, NOTHING, offline=True)
    assert not [finding for finding in findings if finding.status == "fail"]
    assert _named(findings, "settings").detail == str(workspace / "incidentkit.toml")
    assert _named(findings, "repository").detail == "example/incidents"
    assert _named(findings, "git").detail.endswith("on main")
    assert _named(findings, "reports").detail.startswith("0 in ")


def test_whatever_is_not_well_comes_with_a_next_step(tmp_path: Path) -> None:
    findings = examine(tmp_path, NOTHING, offline=True)
    poor = [finding for finding in findings if finding.status != "ok"]
    assert {"git", "reports", "token for Slack", "token for GitHub"} <= {finding.name for finding in poor}
    assert all(finding.next_step for finding in poor)


def test_a_wrong_setting_fails_and_hides_nothing_else(workspace: Path) -> None:
    (workspace / "incidentkit.toml").write_text("[report]\ntimezon = 'Europe/Paris'\n")
    findings = examine(workspace, NOTHING, offline=True)
    assert _named(findings, "settings").status == "fail"
    assert "timezone" in _named(findings, "settings").next_step
    assert _named(findings, "repository").status == "ok"


def test_a_variable_that_names_no_setting_is_pointed_out(workspace: Path) -> None:
    findings = examine(workspace, {**NOTHING, "INCIDENTKIT_SITE_TITEL": "Ours"}, offline=True)
    found = next(finding for finding in findings if "INCIDENTKIT_SITE_TITEL" in finding.detail)
    assert (found.status, found.next_step) == ("warn", "Did you mean INCIDENTKIT_SITE_TITLE?")


def test_overridden_templates_are_named_and_broken_ones_fail(workspace: Path) -> None:
    folder = workspace / "templates"
    folder.mkdir()
    (folder / "report.md.j2").write_text('{% extends "builtin/report.md.j2" %}\n')
    assert "report.md.j2" in _named(examine(workspace, NOTHING, offline=True), "templates").detail
    (folder / "report.md.j2").write_text("fine\n{% if %}\n")
    broken = [one for one in examine(workspace, NOTHING, offline=True) if one.status == "fail"]
    assert [one.detail.split(": ")[0] for one in broken] == ["templates/report.md.j2:2"]


def test_no_token_is_ever_printed(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither those of the environment nor one that stands in the address of the remote."""
    monkeypatch.chdir(workspace)
    monkeypatch.setenv("SLACK_TOKEN", "xoxb-" + "1" * 12 + "-abcdefABCDEF")
    monkeypatch.setenv("GH_TOKEN", TOKEN)
    assert run(["doctor", "--offline"]) == Exit.OK
    assert run(["doctor", "--offline", "--json"]) == Exit.OK
    said = "".join(capsys.readouterr())
    assert "SLACK_TOKEN is set" in said
    assert "GH_TOKEN is set" in said
    assert TOKEN not in said
    assert "xoxb-1" not in said


def test_json_has_the_shape_that_others_rely_on(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(workspace)
    (workspace / "incidentkit.toml").write_text("not toml at all\n")
    assert run(["doctor", "--offline", "--json"]) == Exit.SETTINGS
    said = json.loads(capsys.readouterr().out)
    assert said["ok"] is False
    assert all(set(one) == {"name", "status", "detail", "next_step"} for one in said["findings"])
    assert {one["status"] for one in said["findings"]} <= {"ok", "warn", "fail"}
