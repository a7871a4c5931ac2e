"""`incident doctor` says what works and what to do about the rest, and never shows a token."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from peers.github_server import GitHubServer

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


class _Refusing(BaseHTTPRequestHandler):
    """Answers as GitHub and Slack answer a token that they do not know."""

    def _answer(self) -> None:
        slack = self.path.startswith("/slack/")
        body = b'{"ok": false, "error": "invalid_auth"}' if slack else b'{"message": "Bad credentials"}'
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(200 if slack else 401)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = _answer

    def log_message(self, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def refusing() -> Iterator[str]:
    """The address of a server that refuses every token."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Refusing)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_tokens_that_are_refused_fail_with_a_next_step(
    workspace: Path, refusing: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(workspace)
    monkeypatch.setenv("HOME", "/nonexistent")
    monkeypatch.setenv("GITHUB_API_URL", refusing)
    monkeypatch.setenv("GH_TOKEN", TOKEN)
    monkeypatch.setenv("GITHUB_REPOSITORY", "example/incidents")
    monkeypatch.setenv("SLACK_API_URL", f"{refusing}/slack/")
    monkeypatch.setenv("SLACK_TOKEN", "xoxb-" + "1" * 12 + "-abcdefABCDEF")
    assert run(["doctor", "--json"]) == Exit.SETTINGS
    findings = json.loads(capsys.readouterr().out)["findings"]
    failed = {one["name"]: one for one in findings if one["status"] == "fail"}
    assert set(failed) == {"GitHub", "Slack"}
    assert all(one["next_step"] for one in failed.values())


def test_nothing_is_asked_without_a_token_or_offline(workspace: Path, refusing: str) -> None:
    asked = {
        "GITHUB_API_URL": refusing,
        "SLACK_API_URL": f"{refusing}/slack/",
        "GITHUB_REPOSITORY": "example/incidents",
    }
    assert not {"GitHub", "Slack"} & {finding.name for finding in examine(workspace, {**NOTHING, **asked})}
    tokens = {"GH_TOKEN": TOKEN, "SLACK_TOKEN": "xoxb-" + "1" * 12 + "-abcdefABCDEF"}
    quiet = examine(workspace, {**NOTHING, **asked, **tokens}, offline=True)
    assert not [finding for finding in quiet if finding.status == "fail"]


def test_a_namespace_in_the_settings_without_a_kubeconfig_is_said(workspace: Path) -> None:
    (workspace / "incidentkit.toml").write_text("[kubernetes]\nnamespaces = ['hub']\n")
    found = _named(examine(workspace, NOTHING), "Kubernetes")
    assert (found.status, found.detail) == ("warn", "no kubeconfig here")


@pytest.mark.parametrize(("setting", "status"), [(True, "ok"), (False, "fail"), (None, "warn")])
def test_the_setting_that_lets_the_form_open_pull_requests_is_named(
    workspace: Path, setting: bool | None, status: str
) -> None:
    workflow = workspace / ".github" / "workflows" / "incident-report.yml"
    with GitHubServer() as github:
        github.add("example/incidents").git.actions_setting = setting
        environ = {**NOTHING, **github.environ}
        name = "pull requests by workflows"
        assert not [finding for finding in examine(workspace, environ) if finding.name == name], "not asked for"
        workflow.parent.mkdir(parents=True)
        workflow.write_text("")
        found = _named(examine(workspace, environ), name)
    assert found.status == status
    assert setting or "Allow GitHub Actions to create and approve pull requests" in found.next_step


def test_workflows_that_do_not_know_from_where_to_install_are_pointed_out(workspace: Path) -> None:
    file = workspace / ".github" / "incidentkit.txt"
    name = "workflows' incidentkit"
    assert name not in {finding.name for finding in examine(workspace, NOTHING, offline=True)}
    assert run(["init", str(workspace)]) == Exit.OK
    assert _named(examine(workspace, NOTHING, offline=True), name).status == "warn"
    file.write_text(
        "incidentkit @ git+https://git.example.org/ops/incidentkit@0123456789abcdef0123456789abcdef01234567\n"
    )
    assert _named(examine(workspace, NOTHING, offline=True), name).status == "ok"


def test_lines_fit_80_columns_and_paths_stay_whole(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    deep = workspace / ("a-folder-with-a-long-name-" * 4)
    deep.mkdir()
    (deep / "incidentkit.toml").write_text("[report]\ntimezone = 'Europe/Paris'\n")
    monkeypatch.chdir(deep)
    run(["doctor", "--offline"])
    lines = capsys.readouterr().out.splitlines()
    assert any("typer" in line for line in lines)
    assert all(len(line) <= 80 or len(line.split()) == 1 for line in lines)
    assert any(line.strip().startswith(str(deep)) for line in lines)
