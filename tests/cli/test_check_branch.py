"""`incident check --diff BASE` and `--fix`: what a branch changed, and what is safe to put right."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from incidentkit.cli import run
from incidentkit.errors import Exit

REPORT = """# 2026-11-22, hub out of memory

## Summary

The hub was down for half an hour. TBD

## Timeline

All times in UTC

- **14:02** An alert fires: the hub pod is killed.
- **14:31** The hub runs again.

## Conclusion

The limit was set before the course had doubled in size.

## Action items

- [ ] Alert on memory above 80 % (owner: @hub-team, due: 2026-12-01) example/hub#301
"""


def git(folder: Path, *arguments: str) -> str:
    author = ("-c", "user.name=A team", "-c", "user.email=team@example.org", "-c", "protocol.file.allow=always")
    done = subprocess.run(["git", *author, *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def branch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace in a subfolder of a repository, on a branch that left `main` with one report there."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    workspace = tmp_path / "repository" / "ops"
    (workspace / "incidents").mkdir(parents=True)
    git(tmp_path, "init", "-q", "-b", "main", "repository")
    write(workspace, "2026-11-22-hub.md", REPORT)
    git(workspace, "add", ".")
    git(workspace, "commit", "-qm", "One report")
    git(workspace, "checkout", "-qb", "change")
    monkeypatch.chdir(workspace)
    return workspace


def write(workspace: Path, name: str, text: str) -> Path:
    path = workspace / "incidents" / name
    path.write_text(text, encoding="utf-8")
    return path


def found(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[tuple[str, str, int]]:
    run(["check", "--json", *arguments])
    return [(f["rule"], Path(f["path"]).name, f["line"]) for f in json.loads(capsys.readouterr().out)["findings"]]


def test_only_what_the_branch_changed_is_judged(branch: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert found(capsys) == [("placeholder", "2026-11-22-hub.md", 5)]
    assert run(["check", "--diff", "main"]) == Exit.OK
    assert capsys.readouterr().out == "No report differs from main.\n"
    write(branch, "2026-11-22-hub.md", REPORT.replace("The limit was", "TBA. The limit was"))
    assert found(capsys, "--diff", "main") == [("placeholder", "2026-11-22-hub.md", 16)]
    git(branch, "commit", "-qam", "Committed is the same")
    assert found(capsys, "--diff", "main") == [("placeholder", "2026-11-22-hub.md", 16)]


def test_a_new_report_is_judged_whole_and_a_renamed_one_by_its_lines(
    branch: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    git(branch, "mv", "incidents/2026-11-22-hub.md", "incidents/2026-11-22-hub, 100% “out”.md")
    write(branch, "2026-11-22-hub, 100% “out”.md", REPORT + "- [ ] Look (owner: @a, due: 2026-12-01)\n")
    write(branch, "2026-11-22-untracked.md", REPORT)
    assert found(capsys, "--diff", "main") == [
        ("action-unlinked", "2026-11-22-hub, 100% “out”.md", 21),
        ("placeholder", "2026-11-22-untracked.md", 5),
    ]


def test_what_a_report_did_not_have_before_counts_in_lines_that_nobody_touched(
    branch: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # On `main` a draft with an open prompt and a finding of its own.
    git(branch, "checkout", "-q", "main")
    draft = f"---\nstatus: draft\n---\n\n{REPORT}".replace("The limit", "Somebody was careless. The limit")
    write(branch, "2026-11-22-hub.md", draft)
    git(branch, "commit", "-qam", "A draft")
    git(branch, "checkout", "-qB", "change")
    # A section goes: its finding stands at the title.
    write(
        branch,
        "2026-11-22-hub.md",
        draft.replace("## Conclusion", "And:").replace("- **14:02**", "Now:\n\n- **14:02**"),
    )
    assert found(capsys, "--diff", "main") == [("section-missing", "2026-11-22-hub.md", 5)]
    # The draft becomes final: its prompt is an error now. The words of others are as they were.
    write(branch, "2026-11-22-hub.md", draft.replace("status: draft", "status: final"))
    assert found(capsys, "--diff", "main") == [("placeholder", "2026-11-22-hub.md", 9)]
    # The file's name says another day.
    write(branch, "2026-11-22-hub.md", draft)
    git(branch, "mv", "incidents/2026-11-22-hub.md", "incidents/2026-11-24-hub.md")
    assert ("date-mismatch", "2026-11-24-hub.md", 5) in found(capsys, "--diff", "main")
    # One more line of the same words is one more finding; lines above may come and go.
    git(branch, "mv", "incidents/2026-11-24-hub.md", "incidents/2026-11-22-hub.md")
    write(branch, "2026-11-22-hub.md", draft.replace("## Summary\n", "## Summary\n\nMore.\n\nWords.\n"))
    assert found(capsys, "--diff", "main") == []


def test_what_main_changed_meanwhile_is_not_the_branchs(branch: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(branch, "checkout", "-q", "main")
    write(branch, "2026-11-22-hub.md", REPORT.replace("half an hour. TBD", "half an hour."))
    git(branch, "commit", "-qam", "Answer it")
    git(branch, "checkout", "-q", "change")
    assert found(capsys, "--diff", "main") == []


def test_a_base_that_is_not_there_is_one_line(branch: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for base in ("no-such-branch", "--output=there", ""):
        assert run(["check", f"--diff={base}"]) == Exit.USAGE
        said = capsys.readouterr().err
        assert f"--diff {base}" in said
        assert "Traceback" not in said


def test_outside_of_a_repository_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "incidents").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert run(["check", "--diff", "main"]) == Exit.USAGE
    assert "git repository" in capsys.readouterr().err


def test_a_shallow_clone_says_what_to_fetch_and_then_works(
    branch: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(branch, "2026-11-23-new.md", REPORT.replace("11-22", "11-23"))
    git(branch, "add", ".")
    git(branch, "commit", "-qm", "A second")
    git(tmp_path, "clone", "-q", "--depth=1", "--branch=change", f"file://{branch.parent}", "shallow")
    monkeypatch.chdir(tmp_path / "shallow" / "ops")
    assert run(["check", "--diff", "origin/main"]) == Exit.USAGE
    assert "git fetch --depth=1 origin" in capsys.readouterr().err
    git(tmp_path / "shallow", "fetch", "-q", "--depth=1", "origin", "main:refs/remotes/origin/main")
    assert run(["check", "--json", "--diff", "origin/main"]) == Exit.FINDINGS
    shown = capsys.readouterr()
    assert [f["path"] for f in json.loads(shown.out)["findings"]] == ["incidents/2026-11-23-new.md"]
    assert "shallow" in shown.err


def test_fix_takes_out_what_hides_and_nothing_else(branch: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = REPORT.replace("half an hour. TBD", "half\u200b an \u202ehour\u202c.").replace("\n", "\r\n")
    path = branch / "incidents" / "2026-11-22-hub.md"
    path.write_bytes(("\ufeff" + text).encode())
    assert run(["check", "--fix"]) == Exit.OK
    shown = capsys.readouterr()
    assert "2026-11-22-hub.md: took out 3 hidden characters (line 5)." in shown.err
    assert path.read_bytes() == ("\ufeff" + REPORT.replace(" TBD", "").replace("\n", "\r\n")).encode()
    assert run(["check", "--fix"]) == Exit.OK
    assert "no hidden characters to take out" in capsys.readouterr().err


def test_fix_leaves_alone_what_is_excused_controls_and_conflicts(
    branch: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    excused = "half\u200b <!-- incident-check: ignore hidden-character because it is quoted as it was --> \n\x1b[31m"
    path = write(branch, "2026-11-22-hub.md", REPORT.replace("half an hour. TBD", excused))
    before = path.read_bytes()
    assert run(["check", "--fix"]) == Exit.FINDINGS
    assert path.read_bytes() == before
    write(branch, "2026-11-22-hub.md", REPORT.replace("TBD", "\u200b\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> main"))
    assert run(["check", "--fix"]) == Exit.FINDINGS
    assert "not mended" in capsys.readouterr().err
