"""`incident pr`: prints what it would do, does exactly that, and goes on where it broke off."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from peers.github_server import FAULTS, GitHubServer, Repo

from incidentkit.cli import run
from incidentkit.errors import Exit
from incidentkit.github import transport

NAME = "2026-11-22-hub-down"
PATH, LEDGER = f"incidents/{NAME}.md", f"incidents/{NAME}/evidence.jsonl"
BRANCH = f"incident/{NAME}"
TEXT = """---
title: "Hub down, fixes #7 @someone"
date: 2026-11-22
status: draft   # as yet
timezone: UTC
---

## Summary

The hub was down for an hour.

## Timeline

- **14:02** It stopped answering. [^s1]

## Conclusion

It had less memory than it needed.

## Action items

- [ ] Raise the limit of memory (owner: @ops, due: 2026-12-01)

[^s1]: Slack
"""
RECORD = {"id": "github:example/incidents/issue/3", "at": None, "source": "github", "kind": "report", "summary": "x"}


@pytest.fixture(autouse=True)
def _no_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "BETWEEN_WRITES", 0.0)
    monkeypatch.setattr(transport, "BACKOFF", 0.0)
    monkeypatch.setattr(transport, "TIMEOUT", 1)


@pytest.fixture
def github(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / LEDGER).parent.mkdir(parents=True)
    (tmp_path / PATH).write_text(TEXT)
    (tmp_path / LEDGER).write_text(json.dumps(RECORD) + "\n")
    monkeypatch.chdir(tmp_path)
    with GitHubServer() as server:
        server.add("example/incidents").git.commit("main", {"README.md": "ours", "incidents/old.md": "old"})
        for name, value in {**server.environ, "GITHUB_REPOSITORY": "example/incidents"}.items():
            monkeypatch.setenv(name, value)
        yield server


def _repo(server: GitHubServer) -> Repo:
    return server.repos["example/incidents"]


def _is_done(server: GitHubServer) -> None:
    git = _repo(server).git
    assert [(p["head"]["ref"], p["base"]["ref"], p["draft"], p["state"]) for p in git.pulls] == [
        (BRANCH, "main", True, "open")
    ]
    there = git.files(BRANCH)
    assert there[PATH] == Path(PATH).read_bytes() == TEXT.replace("status: draft", "status: review").encode()
    assert there[LEDGER] == Path(LEDGER).read_bytes() and there["README.md"] == b"ours"
    assert PATH not in git.files("main")
    assert [one["login"] for one in git.pulls[0]["requested_reviewers"]] == ["reviewer"]


def test_without_apply_it_prints_all_and_sends_nothing(
    github: GitHubServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["pr", PATH, "--reviewer", "reviewer"]) == Exit.PENDING
    told = capsys.readouterr()
    for said in ("status: review", BRANCH, "new, from main", PATH, LEDGER, "ask     reviewer", "- [ ] The summary"):
        assert said in told.out
    assert not github.writes and Path(PATH).read_text() == TEXT
    assert run(["pr", PATH, "--dry-run"]) == Exit.OK
    assert not github.writes


def test_with_apply_it_does_what_it_printed(github: GitHubServer, capsys: pytest.CaptureFixture[str]) -> None:
    run(["pr", PATH, "--json"])
    planned = json.loads(capsys.readouterr().out)
    assert run(["pr", PATH, "--reviewer", "reviewer", "--apply"]) == Exit.OK
    _is_done(github)
    pull = _repo(github).git.pulls[0]
    assert capsys.readouterr().out.splitlines()[-1] == pull["html_url"]
    assert (pull["title"], pull["body"]) == (planned["title"], planned["body"])
    assert planned["files"] == [PATH, LEDGER]


def test_again_there_is_nothing_to_do(github: GitHubServer) -> None:
    run(["pr", PATH, "--reviewer", "reviewer", "--apply"])
    before = len(github.writes)
    assert run(["pr", PATH, "--reviewer", "reviewer", "--apply"]) == Exit.OK
    assert run(["pr", PATH, "--reviewer", "reviewer"]) == Exit.OK
    assert len(github.writes) == before


def test_what_changed_goes_to_the_same_pull_request(github: GitHubServer) -> None:
    run(["pr", PATH, "--apply"])
    Path(PATH).write_text(Path(PATH).read_text().replace("an hour", "two hours"))
    assert run(["pr", PATH]) == Exit.PENDING
    assert run(["pr", NAME, "--apply"]) == Exit.OK
    git = _repo(github).git
    assert len(git.pulls) == 1 and b"two hours" in git.files(BRANCH)[PATH]
    assert github.writes[-1].verb == "PATCH" and github.writes[-1].body["force"] is False


def test_nothing_in_it_acts_on_github(github: GitHubServer) -> None:
    """A squash takes title and body for the commit's message: `fixes #7` there would close an issue."""
    run(["pr", PATH, "--apply"])
    git = _repo(github).git
    pull = git.pulls[0]
    assert pull["title"] == "Incident report: Hub down, fixes 7 someone"
    assert "`#7`" in pull["body"] and "`@someone`" in pull["body"]
    assert "Reported in #3." in pull["body"], "the issue that it began with is told"
    assert "fixes" not in git.commits[git.refs[BRANCH]]["message"]


def test_a_persons_commit_on_the_branch_is_not_written_over(
    github: GitHubServer, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["pr", PATH, "--apply"])
    git = _repo(github).git
    git.commit(BRANCH, {PATH: "a reviewer's better words"})
    before = len(github.writes)
    assert run(["pr", PATH, "--apply"]) == Exit.USAGE
    assert f"git pull origin {BRANCH}" in capsys.readouterr().err
    assert len(github.writes) == before
    # With that version at hand, it may be changed.
    subprocess.run(["git", "init", "-q", "."], check=True)
    Path(PATH).write_text("a reviewer's better words")
    subprocess.run(["git", "add", "."], check=True)
    who = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    subprocess.run(["git", *who, "commit", "-qm", "x"], check=True)
    Path(PATH).write_text("words better still")
    assert run(["pr", PATH, "--apply"]) == Exit.OK
    assert git.files(BRANCH)[PATH] == b"words better still"


def test_a_report_on_main_that_changed_since_is_not_written_over(
    github: GitHubServer, capsys: pytest.CaptureFixture[str]
) -> None:
    _repo(github).git.commit("main", {PATH: "somebody else's"}, "x\n\nWritten-by: incidentkit\n")
    assert run(["pr", PATH, "--apply"]) == Exit.USAGE
    assert not github.writes and Path(PATH).read_text() == TEXT
    assert "git pull origin main" in capsys.readouterr().err


def test_after_a_merge_the_next_change_gets_a_branch_of_its_own(github: GitHubServer) -> None:
    run(["pr", PATH, "--apply"])
    git = _repo(github).git
    git.merge(1)
    assert run(["pr", PATH]) == Exit.OK
    subprocess.run(["git", "init", "-q", "."], check=True)
    subprocess.run(["git", "add", "."], check=True)
    subprocess.run(["git", "-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-qm", "x"], check=True)
    Path(PATH).write_text(Path(PATH).read_text().replace("an hour", "two hours"))
    assert run(["pr", PATH, "--apply"]) == Exit.OK
    assert [p["head"]["ref"] for p in git.pulls] == [BRANCH, f"{BRANCH}-2"]


def test_what_somebody_closed_stays_closed(github: GitHubServer, capsys: pytest.CaptureFixture[str]) -> None:
    run(["pr", PATH, "--apply"])
    _repo(github).git.pulls[0]["state"] = "closed"
    assert run(["pr", PATH, "--apply"]) == Exit.USAGE
    assert "closed without being merged" in capsys.readouterr().err
    assert run(["pr", PATH, "--branch", "another", "--apply"]) == Exit.OK


def _requests(github: GitHubServer) -> int:
    run(["pr", PATH, "--reviewer", "reviewer", "--apply"])
    return len(github.requests)


@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_fails_the_next_run_completes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every request of the whole path fails in turn, in every way; then the command runs once more."""
    monkeypatch.setattr(transport.SystemClock, "sleep", lambda self, seconds: None)
    monkeypatch.chdir(tmp_path)
    Path(LEDGER).parent.mkdir(parents=True)
    Path(LEDGER).write_text(json.dumps(RECORD) + "\n")
    number = total = 1
    while number <= total:
        Path(PATH).write_text(TEXT)
        with GitHubServer() as server:
            _ready(server, monkeypatch)
            if number == 1:
                total = _requests(server)
            else:
                server.fail = {number: fault}
                code = run(["pr", PATH, "--reviewer", "reviewer", "--apply"])
                assert code in (Exit.OK, Exit.SETTINGS, Exit.REMOTE), (number, capsys.readouterr().err)
                server.fail = {}
                assert "Traceback" not in capsys.readouterr().err
                assert run(["pr", PATH, "--reviewer", "reviewer", "--apply"]) == Exit.OK, capsys.readouterr().err
            _is_done(server)
        number += 1 if fault == "reset-after" else 3
    assert total > 10


def _ready(server: GitHubServer, monkeypatch: pytest.MonkeyPatch) -> None:
    server.add("example/incidents").git.commit("main", {"README.md": "ours"})
    for name, value in {**server.environ, "GITHUB_REPOSITORY": "example/incidents"}.items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_kill_at_any_request_leaves_what_the_next_run_completes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(LEDGER).parent.mkdir(parents=True)
    Path(LEDGER).write_text(json.dumps(RECORD) + "\n")
    for number in (10, 11, 12, 13):  # commit, branch, pull request, review
        Path(PATH).write_text(TEXT)
        with GitHubServer() as server:
            _ready(server, monkeypatch)
            server.kill = {number: when}
            process = subprocess.Popen(
                [sys.executable, "-m", "incidentkit", "pr", PATH, "--reviewer", "reviewer", "--apply"],
                env=dict(os.environ), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            server.pid = process.pid
            assert process.wait(60) == -9, f"request {number} did not come"
            server.kill = {}
            assert run(["pr", PATH, "--reviewer", "reviewer", "--apply"]) == Exit.OK
            _is_done(server)


def test_a_secret_is_never_sent(github: GitHubServer, capsys: pytest.CaptureFixture[str]) -> None:
    secret = "ghp_" + "a1B2c3D4e5" * 4
    for file, before in ((PATH, TEXT), (LEDGER, Path(LEDGER).read_text()), (f"incidents/{NAME}/notes.txt", "x\n")):
        Path(file).write_text(f"{before}\n{secret}\n")
        assert run(["pr", PATH, "--apply"]) == Exit.USAGE
        told = capsys.readouterr()
        assert f"{Path(file).name}:" in told.err and "Nothing was sent" in told.err
        assert secret not in told.out + told.err
        Path(file).write_text(before)
    assert not github.requests


def test_a_link_beside_the_report_is_not_followed(github: GitHubServer, tmp_path: Path) -> None:
    (tmp_path / "outside").write_text("private")
    (tmp_path / "incidents" / NAME / "picture.png").symlink_to(tmp_path / "outside")
    assert run(["pr", PATH, "--apply"]) == Exit.USAGE
    assert not github.writes


def test_what_is_private_does_not_go_to_a_public_repository(
    github: GitHubServer, capsys: pytest.CaptureFixture[str]
) -> None:
    Path(PATH).write_text(TEXT.replace("timezone", "visibility: private\ntimezone"))
    assert run(["pr", PATH, "--apply"]) == Exit.USAGE
    assert "is private and example/incidents is public" in capsys.readouterr().err and not github.writes
    _repo(github).private = True
    assert run(["pr", PATH, "--apply"]) == Exit.OK


def test_a_repository_too_large_to_be_listed_at_once(github: GitHubServer) -> None:
    _repo(github).git.large = True
    assert run(["pr", PATH, "--reviewer", "reviewer", "--apply"]) == Exit.OK
    _is_done(github)
    before = len(github.writes)
    assert run(["pr", PATH, "--reviewer", "reviewer", "--apply"]) == Exit.OK
    assert len(github.writes) == before


def test_a_final_report_stays_final(github: GitHubServer) -> None:
    Path(PATH).write_text(TEXT.replace("draft   # as yet", "final"))
    assert run(["pr", PATH, "--apply"]) == Exit.OK
    assert b"status: final" in _repo(github).git.files(BRANCH)[PATH]


def test_workflows_that_may_not_open_pull_requests_are_told_the_setting(
    github: GitHubServer, capsys: pytest.CaptureFixture[str]
) -> None:
    _repo(github).git.actions_may_open = False
    assert run(["pr", PATH, "--apply"]) == Exit.SETTINGS
    assert "Allow GitHub Actions to create and approve pull requests" in capsys.readouterr().err


def test_who_may_not_write_there_is_told_the_ways_that_are_open(
    github: GitHubServer, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["pr", PATH])
    first = len(github.requests) + len(github.requests) + 1  # the plan is made again, then the first write
    github.fail = {first: "403-rights"}
    assert run(["pr", PATH, "--apply"]) == Exit.SETTINGS
    told = capsys.readouterr().err
    assert "Resource not accessible" in told and "the form “Report an incident” opens the pull request" in told
    assert not _repo(github).git.pulls


def test_where_there_are_no_drafts_it_is_opened_all_the_same(github: GitHubServer) -> None:
    _repo(github).git.drafts = False
    assert run(["pr", PATH, "--apply"]) == Exit.OK
    assert [p["draft"] for p in _repo(github).git.pulls] == [False]


def test_a_reviewer_who_is_none_is_said_and_the_rest_is_done(
    github: GitHubServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["pr", PATH, "--reviewer", "stranger", "--apply"]) == Exit.REMOTE
    told = capsys.readouterr().err
    assert "collaborators" in told and "/pull/1 is open; ask there: stranger" in told
    assert len(_repo(github).git.pulls) == 1


def test_who_has_reviewed_is_not_asked_again(github: GitHubServer) -> None:
    run(["pr", PATH, "--reviewer", "reviewer", "--apply"])
    pull = _repo(github).git.pulls[0]
    pull["requested_reviewers"], pull["reviews"] = [], [{"user": {"login": "Reviewer"}}]
    assert run(["pr", PATH, "--reviewer", "@reviewer"]) == Exit.OK


def test_reviewers_of_the_settings_are_asked(github: GitHubServer) -> None:
    Path("incidentkit.toml").write_text('[github]\nreviewers = ["reviewer", "example/hub"]\n')
    _repo(github).git.collaborators.add("hub")
    run(["pr", PATH, "--apply"])
    assert _repo(github).git.pulls[0]["requested_teams"] == [{"slug": "hub"}]


@pytest.mark.parametrize(
    ("environ", "arguments", "code", "said"),
    [
        ({"GH_TOKEN": ""}, [], Exit.SETTINGS, "no token"),
        ({"GH_TOKEN": "wrong"}, [], Exit.SETTINGS, "401"),
        ({"GITHUB_REPOSITORY": "example/none"}, [], Exit.SETTINGS, "404"),
        ({}, ["--base", "trunk"], Exit.SETTINGS, "no branch trunk"),
        ({"GITHUB_API_URL": "http://127.0.0.1:9"}, [], Exit.REMOTE, "connection failed"),
        ({}, ["--apply", "--dry-run"], Exit.USAGE, "cannot be combined"),
    ],
)
def test_what_is_wrong_is_one_clear_line(
    github: GitHubServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    environ: dict[str, str], arguments: list[str], code: Exit, said: str,
) -> None:  # fmt: skip
    monkeypatch.setattr(transport.SystemClock, "sleep", lambda self, seconds: time.sleep(0))
    monkeypatch.setenv("PATH", "/nowhere")  # no `gh` of whoever runs this
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert run(["pr", PATH, *arguments]) == code
    told = capsys.readouterr().err
    assert said in told and "Traceback" not in told


def test_a_workspace_below_the_top_of_the_repository(github: GitHubServer, monkeypatch: pytest.MonkeyPatch) -> None:
    subprocess.run(["git", "init", "-q", "."], check=True)
    Path("team").mkdir()
    Path("incidents").rename("team/incidents")
    monkeypatch.chdir("team")
    assert run(["pr", PATH, "--apply"]) == Exit.OK
    assert f"team/{PATH}" in _repo(github).git.files(BRANCH)
