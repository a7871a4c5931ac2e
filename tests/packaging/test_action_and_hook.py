"""This repository as a hook of pre-commit and as an action: what others name in their own repositories."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from needs import ROOT, need

DRAFT = "---\ntitle: Hub down\ndate: 2026-11-22\nstatus: final\n---\n\n## Summary\n\nThe operator was careless.\n"


def _workspace(where: Path) -> Path:
    (where / "incidents").mkdir(parents=True)
    (where / "incidents" / "2026-11-22-hub, 100% down.md").write_text(DRAFT)
    (where / "incidents" / "README.md").write_text("# Reports\n")
    (where / "other.md").write_text(DRAFT)
    subprocess.run(["git", "init", "-q", str(where)], check=True)
    subprocess.run(["git", "-C", str(where), "add", "."], check=True)
    return where


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is committed here, as somebody else gets it."""
    need((ROOT / ".git").exists(), "a git clone of this repository")
    where = tmp_path_factory.mktemp("source") / "incidentkit"
    subprocess.run(["git", "clone", "-q", "--depth", "1", ROOT.as_uri(), str(where)], check=True)
    return where


def test_pre_commit_finds_what_the_hook_finds(clone: Path, tmp_path: Path) -> None:
    """`pre-commit try-repo` installs the hook as others would, and runs it."""
    program = Path(sys.executable).with_name("pre-commit")
    need(program.exists(), "pre-commit (PyPI)")
    workspace = _workspace(tmp_path / "workspace")
    environ = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    environ |= {"PRE_COMMIT_HOME": str(tmp_path / "cache"), "PRE_COMMIT_COLOR": "never"}

    def try_repo() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [program, "try-repo", str(clone), "incident-check", "--all-files", "--verbose"],
            cwd=workspace, env=environ, capture_output=True, text=True, check=False, timeout=280,
        )  # fmt: skip

    done = try_repo()
    assert done.returncode == 1, done.stdout + done.stderr
    assert "2026-11-22-hub, 100% down.md" in done.stdout and "blame" in done.stdout
    assert "other.md" not in done.stdout and "README.md" not in done.stdout
    (workspace / "incidents" / "2026-11-22-hub, 100% down.md").unlink()
    subprocess.run(["git", "-C", str(workspace), "rm", "-q", "--cached", "-r", "."], check=True)
    subprocess.run(["git", "-C", str(workspace), "add", "."], check=True)
    assert try_repo().returncode == 0


def test_pre_commit_runs_what_init_writes(tmp_path: Path) -> None:
    tools = Path(sys.executable).parent
    need((tools / "pre-commit").exists(), "pre-commit (PyPI)")
    subprocess.run([tools / "incident", "init", str(tmp_path)], check=True, capture_output=True)
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    environ = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    environ |= {"PRE_COMMIT_HOME": str(tmp_path.parent / "cache"), "PATH": f"{tools}:{os.environ['PATH']}"}
    for text, code in (("", 0), (DRAFT, 1)):
        if text:
            (tmp_path / "incidents" / "2026-11-22-hub, 100% down.md").write_text(text)
        subprocess.run(["git", "-C", str(tmp_path), "add", "."], check=True)
        done = subprocess.run(
            [tools / "pre-commit", "run", "--all-files"],
            cwd=tmp_path, env=environ, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert done.returncode == code, done.stdout + done.stderr
        assert ("blame" in done.stdout) is bool(text)


def _steps() -> dict[str, dict[str, object]]:
    action = ROOT / "action.yml"
    need(action.exists(), "action.yml (a clone of this repository)")
    return {step.get("name", step.get("uses")): step for step in yaml.safe_load(action.read_text())["runs"]["steps"]}


@pytest.mark.parametrize(
    ("inputs", "found"),
    [
        ({}, True),
        ({"PATHS": "incidents/README.md\n"}, False),
        ({"PATHS": "incidents/2026-11-22-hub, 100% down.md\n", "FAIL_ON": "error"}, True),
        ({"DIFF": "HEAD"}, False),
    ],
)
def test_the_action_annotates_what_it_finds(tmp_path: Path, inputs: dict[str, str], found: bool) -> None:
    """Its step, run with bash as the runner does; here stands the program that its other step would install."""
    workspace = _workspace(tmp_path / "workspace")
    programs = tmp_path / "incidentkit" / "bin"
    programs.mkdir(parents=True)
    who = ["-c", "user.name=tester", "-c", "user.email=tester@example.org"]
    subprocess.run(["git", "-C", str(workspace), *who, "commit", "-qm", "Begin"], check=True)
    (programs / "incident").symlink_to(Path(sys.executable).with_name("incident"))
    given = {"PATHS": "", "DIFF": "", "FAIL_ON": "warning", **inputs}
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", str(_steps()["Check"]["run"])],
        cwd=workspace, env={**os.environ, "RUNNER_TEMP": str(tmp_path), **given},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert ("file=incidents/2026-11-22-hub%2C 100%25 down.md" in done.stdout) is found, done.stdout + done.stderr
    assert done.returncode == (1 if found else done.returncode)


def test_the_action_installs_what_was_tested_and_nothing_by_name() -> None:
    script = str(_steps()["Install"]["run"])
    assert "--require-hashes" in script
    for name in re.findall(r"\$HERE/(\S+?)\"", script):
        assert (ROOT / name).exists()
