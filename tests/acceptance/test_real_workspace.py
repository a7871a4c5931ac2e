"""A workspace of foreign reports, as its people have it: nothing is changed but what is asked for."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from needs import need_shared

from incidentkit import cli
from incidentkit.config import Workspace
from incidentkit.report import edit
from incidentkit.report.model import Report
from incidentkit.report.read import read
from incidentkit.report.store import find_reports


def run(*args: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = int(cli.run([*args]))
    return code, out.getvalue(), err.getvalue()


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """All real reports: those in Markdown and Quarto as they are, those in PDF brought over."""
    shared = need_shared("real-reports")
    (tmp_path / "incidentkit.toml").write_text(
        '[report]\nzones = { BST = "Europe/London", IST = "Asia/Kolkata" }\n[github]\nrepo = "example/hub"\n'
    )
    monkeypatch.chdir(tmp_path)
    (tmp_path / "incidents").mkdir()
    for path in sorted(shared.rglob("*.*")):
        if path.suffix in (".md", ".qmd"):
            shutil.copy(path, tmp_path / "incidents" / path.name)
        elif path.suffix == ".pdf":
            assert run("import", str(path))[0] == 0, path.name
    return Workspace.find(tmp_path)


def event(report: Report) -> str:
    """A pod that was killed at noon of a report's day."""
    assert report.date
    pod = {
        "kind": "Pod", "apiVersion": "v1",
        "metadata": {"name": "hub-1", "namespace": "prod", "uid": f"u-{report.date}", "resourceVersion": "1"},
        "status": {"containerStatuses": [{"name": "hub", "restartCount": 1, "lastState": {"terminated": {
            "reason": "OOMKilled", "exitCode": 137, "startedAt": f"{report.date}T11:00:00Z",
            "finishedAt": f"{report.date}T12:00:00Z"}}}]},
    }  # fmt: skip
    return json.dumps({"kind": "List", "apiVersion": "v1", "items": [pod]})


def test_every_real_report_survives_what_is_done_to_it(workspace: Workspace, tmp_path: Path) -> None:
    paths = find_reports(workspace)
    assert len(paths) == 33
    saved = {path: path.read_bytes() for path in paths}
    for path in paths:
        report = read(path, workspace)
        assert report.date
        (tmp_path / "pods.json").write_text(event(report))
        window = (
            "--since",
            f"{report.date} 00:00",
            "--until",
            f"{report.date + timedelta(days=1)} 00:00",
            "--tz",
            "UTC",
        )
        code, out, err = run("update", str(path), "--dry-run", "--k8s-file", "pods.json", *window)
        assert code in (0, 1), f"{path.name}: {err}"
        changed = [line for line in out.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")]
        assert [line for line in changed if line[0] == "+"], f"{path.name}: {err}"
        assert not [line for line in changed if line[0] == "-" and f"+{line[1:]}" not in changed], path.name
        new = edit.set_front(report, "severity", "sev2")
        lines, before = new.splitlines(), report.text.splitlines()
        rest = [line for line in lines if line not in ("severity: sev2",)]
        assert rest == before or rest == ["---", "---", "", *before], path.name
    code, out, err = run("actions", "sync", "--offline", "--dry-run", "--json")
    assert code == 0, err
    assert json.loads(out)["plan"]
    assert {path: path.read_bytes() for path in paths} == saved, "a dry run writes nothing"
