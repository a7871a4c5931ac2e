"""`incident actions list` and `sync` as a person or a workflow runs them: output, JSON, exit codes."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from peers.github_server import GitHubServer
from sync_rig import HOME, UPSTREAM, report, snapshot, workspace

from incidentkit.cli import run
from incidentkit.errors import Exit

ITEMS = (
    "- [ ] Raise the limit (owner: @hub-operator, due: 2026-04-01)\n- [x] Write this\n- [ ] Later (due: 2999-01-01)\n"
)
STEP = {"op", "repo", "issue", "title", "report", "line", "id", "reason"}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[GitHubServer]:
    with GitHubServer() as running:
        running.add(HOME)
        running.add(UPSTREAM, push=False)
        for name, value in running.environ.items():
            monkeypatch.setenv(name, value)
        yield running


@pytest.fixture
def where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = workspace(tmp_path / "w", {"2026-03-02-hub.md": report(ITEMS)}).root
    monkeypatch.chdir(root)
    return root


def test_plan_then_apply(where: Path, server: GitHubServer, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["actions", "sync"]) == Exit.PENDING
    out, err = capsys.readouterr()
    assert "create  example/hub  Raise the limit" in out
    assert "incidents/2026-03-02-hub.md:21" in out
    assert "<!--" not in out
    assert "2 to do" in err
    assert run(["actions", "sync", "-v"]) == Exit.PENDING
    assert "| <!-- incidentkit:action:" in capsys.readouterr().out
    assert run(["actions", "sync", "--dry-run"]) == Exit.OK
    assert server.writes == []
    capsys.readouterr()
    assert run(["actions", "sync", "--apply", "--json"]) == Exit.OK
    done = json.loads(capsys.readouterr().out)
    assert done["applied"] is True
    assert all(set(step) >= STEP for step in done["plan"])
    assert [step["op"] for step in done["plan"]] == ["create", "skip", "create"]
    assert len(server.writes) == 2
    assert run(["actions", "sync"]) == Exit.OK


def test_no_token_is_4_and_offline_needs_none(
    where: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    assert run(["actions", "sync"]) == Exit.SETTINGS
    assert "GH_TOKEN" in capsys.readouterr().err
    assert run(["actions", "sync", "--offline"]) == Exit.PENDING
    out, err = capsys.readouterr()
    assert "GitHub was not asked" in out
    assert "GitHub was not asked" in err
    assert run(["actions", "sync", "--offline", "--apply"]) == Exit.USAGE


@pytest.mark.parametrize(("fault", "code"), [("500", Exit.REMOTE), ("403-rights", Exit.SETTINGS)])
def test_the_rest_goes_on_and_the_code_says_what_failed(
    where: Path, server: GitHubServer, fault: str, code: Exit, capsys: pytest.CaptureFixture[str]
) -> None:
    reads = 3
    server.fail[reads + 1] = fault
    assert run(["actions", "sync", "--apply"]) == code
    err = capsys.readouterr().err
    assert len(server.repos[HOME].issues) == 1
    assert err.count("warning:") == 1
    assert "Traceback" not in err
    assert run(["actions", "sync", "--apply"]) == Exit.OK
    assert len(server.repos[HOME].issues) == 2


def test_a_wrong_token_and_a_dead_server(
    where: Path, server: GitHubServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GH_TOKEN", "wrong-t0ken")
    assert run(["actions", "sync"]) == Exit.SETTINGS
    out, err = capsys.readouterr()
    assert "wrong-t0ken" not in out + err
    assert "Bad credentials" in out


def test_a_report_that_cannot_be_read_hides_no_other(
    where: Path, server: GitHubServer, capsys: pytest.CaptureFixture[str]
) -> None:
    (where / "incidents" / "2026-03-03-loop.md").symlink_to(where / "incidents" / "2026-03-03-loop.md")
    (where / "incidents" / "2026-03-04-scalars.md").write_bytes(b"\xff\xfe\x00")
    run(["actions", "sync", "--apply"])
    assert len(server.repos[HOME].issues) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_paths_choose_reports(where: Path, server: GitHubServer, capsys: pytest.CaptureFixture[str]) -> None:
    other = where / "incidents" / "2026-03-09-other.md"
    other.write_text(report("- [ ] Another\n"), encoding="utf-8")
    before = snapshot_of(where)
    assert run(["actions", "sync", "--apply", str(other)]) == Exit.OK
    assert [r.body["title"] for r in server.writes if r.body] == ["Another"]
    assert snapshot_of(where)["incidents/2026-03-02-hub.md"] == before["incidents/2026-03-02-hub.md"]
    assert run(["actions", "sync", "nowhere.md"]) == Exit.USAGE


def snapshot_of(root: Path) -> dict[str, bytes]:
    from incidentkit.config import Workspace

    return snapshot(Workspace.find(root, {}))


@pytest.mark.parametrize(
    ("flags", "texts"),
    [
        ([], ["Raise the limit", "Later", "Write this"]),
        (["--open"], ["Raise the limit", "Later"]),
        (["--overdue"], ["Raise the limit"]),
        (["--owner", "Hub-Operator"], ["Raise the limit"]),
        (["--repo", "example/none"], []),
        (["--unlinked", "--open"], ["Raise the limit", "Later"]),
    ],
)
def test_list(where: Path, flags: list[str], texts: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["actions", "list", "--json", *flags]) == Exit.OK
    data = json.loads(capsys.readouterr().out)
    assert [a["text"] for a in data["actions"]] == texts
    assert data["total"] == len(texts)
    assert {"report", "line", "id", "text", "owner", "due", "repo", "issue", "done", "overdue"} <= {
        key for a in data["actions"] for key in a
    } or not texts
    assert run(["actions", "list", *flags]) == Exit.OK
    assert capsys.readouterr().out.count("\n") == len(texts) + 1


def test_what_the_team_calls_a_secret_is_not_filed(
    where: Path, server: GitHubServer, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = where / "incidentkit.toml"
    settings.write_text(
        settings.read_text()
        + '\n[redact]\npatterns = [{ pattern = "ACME-[0-9]{8}", reason = "numbers of customers" }]\n'
    )
    (where / "incidents" / "2026-03-02-hub.md").write_text(report("- [ ] Tell ACME-12345678 about it\n"))
    assert run(["actions", "sync"]) == Exit.FINDINGS
    assert "holds what must not be published (team-pattern)" in capsys.readouterr().out
    assert server.writes == []


def test_a_terminal_of_eighty_columns_gets_lines_that_fit(
    where: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    long = "Alert on memory of the hub and of all its proxies before they are killed for want of it, by mail and pager"
    Path("incidents/2026-03-03-hub.md").write_text(
        report(f"- [ ] {long} (owner: @hub-team) #12\n- [ ] ~~Buy another cluster~~\n"), encoding="utf-8"
    )
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert run(["actions", "list"]) == Exit.OK
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    assert "overdue  due 2026-04-01  @hub-operator" in "\n".join(lines)
    first = next(n for n, line in enumerate(lines) if "@hub-team" in line)
    assert lines[first].startswith("open  @hub-team")
    assert " ".join(line.strip() for line in lines[first + 1 : first + 3]) == f"{long} #12"
    assert lines[first + 3].strip() == "#12"
    assert any(line.startswith("dropped") for line in lines)


def test_a_struck_item_is_no_work_and_gets_no_issue(
    where: Path, server: GitHubServer, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("incidents/2026-03-02-hub.md").write_text(
        report("- [ ] ~~Buy another cluster~~ (decided against it)\n- [ ] Raise the quota (won't do)\n"),
        encoding="utf-8",
    )
    assert run(["actions", "sync", "--apply"]) == Exit.OK
    assert server.writes == []
    capsys.readouterr()
    assert run(["actions", "list", "--json"]) == Exit.OK
    found = json.loads(capsys.readouterr().out)
    assert [item["dropped"] for item in found["actions"]] == [True, True]
    assert (found["open"], found["unlinked"]) == (0, 0)
    assert run(["actions", "list", "--open"]) == Exit.OK


def test_the_repository_of_a_list_is_the_one_that_has_the_issue(
    where: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("incidents/2026-03-02-hub.md").write_text(
        report("- [ ] A https://github.com/Zeta/b/issues/1\n- [ ] B alpha/b#2\n- [ ] C\n"), encoding="utf-8"
    )
    assert run(["actions", "list", "--by", "repo", "--json"]) == Exit.OK
    repos = [item["repo"] for item in json.loads(capsys.readouterr().out)["actions"]]
    assert repos == ["alpha/b", HOME, "Zeta/b"]
    assert run(["actions", "list", "--repo", "zeta/B"]) == Exit.OK
    assert capsys.readouterr().err.startswith("1 action item: ")
