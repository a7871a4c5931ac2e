"""From a form in the browser to the site: the steps of the workflow that `init` writes, run as GitHub runs them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from needs import need_command
from peers.github_server import TOKEN, GitHubServer

from incidentkit import issue_form
from incidentkit.cli import run as incident
from incidentkit.errors import Exit

SECRET = "ghp_" + "a1B2c3D4e5" * 4
SEEN = (
    f'Logins fail with 503.\n\n"; echo injected >> "$GITHUB_OUTPUT"; $(touch injected) `touch injected` {SECRET}\n'
    "::set-output name=path::/etc/passwd\n${{ github.token }} @zorblax, mail quux@corp.org <script>alert(1)</script>"
)
ANSWERS = {
    issue_form.BEGAN: "2026-11-22 14:02", issue_form.OVER: "2026-11-22 15:20", issue_form.SEEN: SEEN,
    issue_form.HIT: "All students", issue_form.SERVICES: "hub",
}  # fmt: skip
# What the runner has and a test has not: `gh`, which keeps comments and what it was asked.
GH = r"""#!/bin/sh
[ "$1 $2" = "pr list" ] && echo 0
echo "$@" >> "$COMMENTS.log"
while [ $# -gt 0 ]; do [ "$1" = --body-file ] && cat "$2" >> "$COMMENTS"; shift; done
"""


class Runner:
    """Runs a job's `run` steps with bash, their environment put together as Actions does."""

    def __init__(self, workspace: Path, temporary: Path, event: dict[str, str], environ: dict[str, str]) -> None:
        self.workspace, self.event = workspace, event
        (temporary / "bin").mkdir()
        (temporary / "bin" / "gh").write_text(GH)
        (temporary / "bin" / "gh").chmod(0o755)
        self.outputs = dict[str, str]()
        self.log = ""
        self.comments = temporary / "comments.md"
        self._output = temporary / "output"
        tools = Path(sys.executable).parent
        self._environ = {
            **environ, "HOME": str(temporary), "RUNNER_TEMP": str(temporary), "COMMENTS": str(self.comments),
            "PATH": f"{temporary / 'bin'}:{tools}:{os.environ['PATH']}", "CI": "true", "GITHUB_ACTIONS": "true",
        }  # fmt: skip

    def job(self, workflow: Path, name: str) -> None:
        """Every `run` step of the job; those that install are done already."""
        for step in yaml.safe_load(workflow.read_text())["jobs"][name]["steps"]:
            if "run" not in step or "pip install" in step["run"]:
                continue
            assert "${{" not in step["run"], "nothing is put into a script: words of others would be run"
            env = {key: self._value(value) for key, value in step.get("env", {}).items()}
            self._output.write_text("")
            done = subprocess.run(
                ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]], cwd=self.workspace,
                env={**self._environ, **env, "GITHUB_OUTPUT": str(self._output)},
                capture_output=True, text=True, check=False, timeout=60,
            )  # fmt: skip
            self.log += done.stdout + done.stderr
            assert done.returncode == 0, done.stderr
            for line in self._output.read_text().splitlines():
                key, _, value = line.partition("=")
                self.outputs[f"steps.{step['id']}.outputs.{key}"] = value

    def _value(self, text: str) -> str:
        known = {"github.token": TOKEN, **self.event, **self.outputs}
        return re.sub(r"\$\{\{ (.+?) \}\}", lambda found: known[found[1]], str(text))


def _git(where: Path, *arguments: str) -> None:
    who = ["-c", "user.name=tester", "-c", "user.email=tester@example.org"]
    subprocess.run(["git", "-C", str(where), *who, *arguments], check=True, capture_output=True)


def test_from_the_form_to_the_site(tmp_path, monkeypatch, capsys) -> None:
    need_command("git", "git")
    workspace = tmp_path / "workspace"
    assert incident(["init", str(workspace)]) == Exit.OK
    (workspace / "incidentkit.toml").write_text('[report]\ntimezone = "America/Los_Angeles"\n')
    _git(workspace, "init", "-q", "-b", "main")
    _git(workspace, "add", ".")
    _git(workspace, "commit", "-qm", "Begin")
    body = "\n\n".join(f"### {label}\n\n{ANSWERS.get(label, '_No response_')}" for label in issue_form.LABELS)
    with GitHubServer() as github:
        repo = github.add("example/incidents")
        repo.git.commit("main", {"README.md": "ours"})
        number = github.issue(repo.name, f"Incident: Hub down $(touch injected) {SECRET}", body=body, user="zorblax")
        environ = {"GITHUB_API_URL": github.url, "GITHUB_REPOSITORY": repo.name}
        runner = Runner(
            workspace, _made(tmp_path / "runner"), {"github.event.issue.number": str(number["number"])}, environ
        )
        runner.job(workspace / ".github/workflows/incident-report.yml", "draft")

        pull = repo.git.pulls[0]
        assert pull["draft"] and pull["base"]["ref"] == "main" and "Reported in #1." in pull["body"]
        proposed = repo.git.files(pull["head"]["ref"])
        path = next(name for name in proposed if name.startswith("incidents/") and name.endswith(".md"))
        assert path.startswith("incidents/2026-11-22-hub-down")
        comment = runner.comments.read_text()
        assert "placeholder" in comment and all(line.startswith("    ") for line in comment.splitlines()[2:] if line)
        assert not list(tmp_path.rglob("injected"))
        everything = json.dumps({name: data.decode() for name, data in proposed.items()}) + comment + runner.log
        everything += json.dumps(pull)
        for private in (SECRET, SECRET.lower(), "zorblax", "corp.org"):
            assert private not in everything, f"{private} got out"
        assert not re.search(r"(?m)^(::|##\[)", runner.log), "no line of the log is a command to the runner"

        # Somebody takes the branch, and the reviewer's workflow runs on it.
        for name, data in proposed.items():
            (workspace / name).parent.mkdir(parents=True, exist_ok=True)
            (workspace / name).write_bytes(data)
        monkeypatch.chdir(workspace)
        capsys.readouterr()
        assert incident(["check", "--format", "github"]) == Exit.FINDINGS
        annotations = [line for line in capsys.readouterr().out.splitlines() if line.startswith("::")]
        assert annotations and all(f"file={path}" in line for line in annotations if "file=" in line)
        assert not [line for line in annotations if line.startswith("::set-output")]
        assert incident(["build"]) == Exit.OK
        pages = "".join(page.read_text() for page in (workspace / "site").rglob("*.html"))
        assert "Hub down" in pages and "Logins fail with 503." in pages
        assert "<script>alert" not in pages and SECRET not in pages and "zorblax" not in pages


OLD = "# 2019-03-04, an old one\n\n## Summary\n\nTBD. The operator was careless.\n"
DRAFT = """---
title: Hub out of memory
date: 2026-11-22
status: draft
timezone: UTC
---

## Summary

<!-- TODO: what was seen? -->

## Timeline

- **14:02** The hub pod is killed.

## Conclusion

## Action items
"""


def test_a_pull_request_is_judged_by_what_it_changes_and_its_drafts_are_in_the_preview(tmp_path) -> None:
    need_command("git", "git")
    origin = tmp_path / "origin"
    assert incident(["init", str(origin)]) == Exit.OK
    _git(origin, "init", "-q", "-b", "main")
    (origin / "incidents" / "2019-03-04-old.md").write_text(OLD)
    _git(origin, "add", ".")
    _git(origin, "commit", "-qm", "Begin")

    def judged(name: str, text: str) -> Runner:
        """The job on the merge of a branch with that report, cloned as deep as the workflow says."""
        _git(origin, "checkout", "-q", "-B", name, "main")
        (origin / "incidents" / "2026-11-22-hub.md").write_text(text)
        _git(origin, "add", ".")
        _git(origin, "commit", "-qm", "A report")
        _git(origin, "checkout", "-q", "-B", f"{name}-merge", "main")
        _git(origin, "merge", "-q", "--no-ff", "-m", "Merge", name)
        where = _made(tmp_path / name)
        workflow = origin / ".github/workflows/incident-check.yml"
        checkout = yaml.safe_load(workflow.read_text())["jobs"]["check"]["steps"][0]["with"]
        _git(where, "clone", "-q", f"--depth={checkout['fetch-depth']}", f"--branch={name}-merge", origin.as_uri(), "w")
        summary = {"GITHUB_STEP_SUMMARY": str(where / "summary.md")}
        runner = Runner(where / "w", where, {"steps.preview.outputs.artifact-url": "https://example.org/7"}, summary)
        runner.job(workflow, "check")
        return runner

    runner = judged("draft", DRAFT)
    assert "2019-03-04-old.md" not in runner.log, "nobody answers for what others wrote"
    assert "::warning file=incidents/2026-11-22-hub.md" in runner.log
    assert list((runner.workspace / "site").glob("incidents/2026-11-22-hub*"))
    assert "https://example.org/7" in (tmp_path / "draft" / "summary.md").read_text()
    with pytest.raises(AssertionError):
        judged("final", DRAFT.replace("status: draft", "status: final"))


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_links_of_action_items_come_by_a_branch(tmp_path) -> None:
    """The sync workflow on a protected branch: nothing is pushed to it, and running again files nothing twice."""
    need_command("git", "git")
    workspace, remote = tmp_path / "workspace", tmp_path / "remote.git"
    assert incident(["init", str(workspace)]) == Exit.OK
    report = workspace / "incidents" / "2026-11-22-hub-down.md"
    report.write_text("---\ntitle: Hub down\ndate: 2026-11-22\n---\n\n## Action items\n\n- [ ] Raise the limit\n")
    _git(tmp_path, "init", "-q", "--bare", "-b", "main", str(remote))
    _git(workspace, "init", "-q", "-b", "main")
    _git(workspace, "add", ".")
    _git(workspace, "commit", "-qm", "Begin")
    _git(workspace, "remote", "add", "origin", str(remote))
    _git(workspace, "push", "-q", "origin", "main")
    with GitHubServer() as github:
        repo = github.add("example/incidents")
        environ = {"GITHUB_API_URL": github.url, "GITHUB_REPOSITORY": repo.name}
        for number in range(2):
            runner = Runner(workspace, _made(tmp_path / f"runner{number}"), {"github.ref_name": "main"}, environ)
            runner.job(workspace / ".github/workflows/incident-actions.yml", "sync")
            shown = subprocess.run(
                ["git", "-C", str(remote), "show", f"incidentkit/action-items:incidents/{report.name}"],
                capture_output=True, text=True, check=True,
            ).stdout  # fmt: skip
            assert "[example/incidents#1](https://github.com/example/incidents/issues/1)" in shown
            assert "pr create --base main --head incidentkit/action-items" in Path(f"{runner.comments}.log").read_text()
            _git(workspace, "reset", "-q", "--hard", "origin/main")  # the next run checks out what is merged
        assert len(repo.issues) == 1
    log = subprocess.run(
        ["git", "-C", str(remote), "log", "--format=%s", "main"], capture_output=True, text=True, check=True
    )
    assert log.stdout == "Begin\n"
