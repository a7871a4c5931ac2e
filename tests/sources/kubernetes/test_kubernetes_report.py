"""`incident new --k8s`: from a cluster to a report, with the exit codes of the design."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from peers import kubernetes as peers

from incidentkit.cli import run
from incidentkit.errors import Exit


@pytest.fixture(autouse=True)
def _workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "workspace"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("KUBECONFIG", raising=False)


def new(kubeconfig: Path, *more: str) -> Exit:
    arguments = ["new", "Hub out of memory", "--k8s", peers.NAMESPACE, "--kubeconfig", str(kubeconfig), *more]
    return run(arguments)


def test_the_timeline_holds_what_the_cluster_knew(peer: peers.Peer) -> None:
    assert new(peer.kubeconfig("reader")) == Exit.OK
    (report,) = Path("incidents").glob("*.md")
    text = report.read_text(encoding="utf-8")
    assert re.search(r"\*\*22:10–22:23\*\* 14 user pods could not be scheduled: insufficient memory \[\^k", text)
    assert re.search(r"\*\*22:02–22:14\*\* Pod `proxy-\S+` failed its readiness probe: it answered 503, 9 times", text)
    assert "was killed for want of memory (container `hub`, exit code 137, 14 restarts so far)" in text
    assert text.index("Rolled out revision 2") < text.index("Rolled back deployment `hub`")
    assert "lower bounds" in text
    ledger = next(Path("incidents").glob("*/evidence.jsonl")).read_text(encoding="utf-8")
    assert "student" not in text + ledger


def test_a_gap_is_in_the_report_and_in_the_exit_code(peer: peers.Peer) -> None:
    assert new(peer.kubeconfig("reader"), "--since", "2026-11-22 10:00") == Exit.FINDINGS
    (report,) = Path("incidents").glob("*.md")
    assert "before 2026-11-22 22:02 UTC are not known" in report.read_text(encoding="utf-8")


def test_without_rights_nothing_is_written(peer: peers.Peer, capsys: pytest.CaptureFixture[str]) -> None:
    assert new(peer.kubeconfig("nobody")) == Exit.SETTINGS
    assert not list(Path().rglob("*.md"))
    said = capsys.readouterr().err
    assert "Traceback" not in said
    assert "kubernetes-rbac.yaml" in said


def test_a_file_that_tells_only_what_ran_is_not_called_empty(capsys: pytest.CaptureFixture[str]) -> None:
    template = {"spec": {"containers": [{"name": "tiles", "image": "quay.example/tiles:4.2"}]}}
    deployment = {"kind": "Deployment", "metadata": {"name": "tiles", "namespace": "maps", "uid": "d"},
                  "spec": {"template": template}}  # fmt: skip
    Path("deployments.json").write_text(json.dumps({"kind": "List", "items": [deployment]}))
    for command in (["new", "Tiles"], ["capture", "-o", "b.jsonl"]):
        assert run([*command, "--k8s-file", "deployments.json"]) == Exit.OK
        said = capsys.readouterr().err
        assert "Evidence: 1 version from kubernetes." in said
        assert "had nothing" not in said
    (report,) = Path("incidents").glob("*.md")
    assert "| `maps/tiles` |" in report.read_text(encoding="utf-8")
    Path("deployments.json").write_text('{"kind": "DeploymentList", "items": []}')
    assert run(["new", "Nothing", "--k8s-file", "deployments.json"]) == Exit.OK
    said = capsys.readouterr().err
    assert "Evidence: none." in said
    assert "kubernetes had nothing for that window" in said
