"""A bad image, rolled out and undone on the real API: what the report says was running, and what `asof` says."""

from __future__ import annotations

import base64
import gzip
import json
import re
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from peers import kubernetes as peers

from incidentkit.cli import run
from incidentkit.errors import Exit

LAB = "lab"
GOOD, BAD = "quay.example/hub:1.0", "quay.example/hub:1.1-bad"
DIGESTS = {GOOD: "sha256:" + "a1" * 32, BAD: "sha256:" + "b2" * 32}
HUB = f"/apis/apps/v1/namespaces/{LAB}/deployments/hub"
PODS = f"/api/v1/namespaces/{LAB}/pods"


def now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def pods_of(api: peers.RealApi, image: str) -> list[dict[str, Any]]:
    found = api.call("GET", f"{PODS}?labelSelector=app%3Dhub")["items"]
    return [pod for pod in found if pod["spec"]["containers"][0]["image"] == image]


def roll_out(api: peers.RealApi, image: str, cause: str) -> None:
    template = {"spec": {"containers": [{"name": "hub", "image": image}]}}
    change = {"metadata": {"annotations": {"kubernetes.io/change-cause": cause}}, "spec": {"template": template}}
    api.call("PATCH", HUB, change, patch="strategic-merge-patch")
    peers._wait(lambda: bool(pods_of(api, image)))


def play_kubelet(api: peers.RealApi, image: str, *, crashes: bool = False) -> None:
    """Pods of an image run, or crash again and again, and say which bytes that image was."""
    for pod in pods_of(api, image):
        state: dict[str, Any] = {"state": {"running": {"startedAt": now()}}, "restartCount": 0, "ready": True}
        if crashes:
            ended = {"exitCode": 1, "reason": "Error", "startedAt": now(), "finishedAt": now()}
            state = {"state": {"waiting": {"reason": "CrashLoopBackOff"}}, "lastState": {"terminated": ended},
                     "restartCount": 3, "ready": False}  # fmt: skip
        container = {"name": "hub", "image": image, "imageID": f"quay.example/hub@{DIGESTS[image]}", **state}
        api.call("PATCH", f"{PODS}/{pod['metadata']['name']}/status", {"status": {"containerStatuses": [container]}})
        if crashes:
            about = {"kind": "Pod", "namespace": LAB, "name": pod["metadata"]["name"], "uid": pod["metadata"]["uid"]}
            event = {
                "metadata": {"generateName": "backoff.", "namespace": LAB}, "involvedObject": about,
                "reason": "BackOff", "message": "Back-off restarting failed container", "type": "Warning",
                "firstTimestamp": now(), "lastTimestamp": now(), "count": 4, "source": {"component": "kubelet"},
            }  # fmt: skip
            api.call("POST", f"/api/v1/namespaces/{LAB}/events", event)


def helm_secret(revision: int, chart: str, description: str) -> dict[str, Any]:
    """A release as Helm stores it, with values that must never be seen."""
    release = {
        "name": "hub", "namespace": LAB, "version": revision,
        "info": {"first_deployed": now(), "last_deployed": now(), "status": "deployed", "description": description},
        "chart": {"metadata": {"name": "jupyterhub", "version": chart, "appVersion": "4.1"},
                  "values": {"password": "hunter2-in-values"}, "templates": [{"name": "x", "data": "aHVudGVyMg=="}]},
        "config": {"proxy": {"secretToken": "hunter2-in-config"}}, "manifest": "kind: Secret # hunter2-in-manifest",
    }  # fmt: skip
    packed = base64.b64encode(gzip.compress(json.dumps(release).encode()))
    name = f"sh.helm.release.v1.hub.v{revision}"
    return {"metadata": {"name": name}, "type": "helm.sh/release.v1",
            "data": {"release": base64.b64encode(packed).decode()}}  # fmt: skip


@pytest.fixture
def lab(_real: peers.RealApi) -> peers.RealApi:
    api = _real
    api.call("POST", "/api/v1/namespaces", {"metadata": {"name": LAB}})
    api.call("POST", HUB.removesuffix("/hub"), peers._workload("Deployment", "hub", GOOD, "install"))
    peers._wait(lambda: len(pods_of(api, GOOD)) == 2)
    return api


@pytest.fixture
def _workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))


def incident(api: peers.RealApi, *arguments: str) -> Exit:
    return run([*arguments, "--kubeconfig", str(api.kubeconfig("admin"))])


def as_of(api: peers.RealApi, capsys: pytest.CaptureFixture[str], when: str, *more: str) -> dict[str, Any]:
    capsys.readouterr()
    assert run(["asof", when, *more, "--json"]) == Exit.OK
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


@pytest.mark.usefixtures("_workspace")
def test_a_bad_image_rolled_out_and_undone(lab: peers.RealApi, capsys: pytest.CaptureFixture[str]) -> None:
    secrets = f"/api/v1/namespaces/{LAB}/secrets"
    lab.call("POST", secrets, helm_secret(1, "3.3.7", "Install complete"))
    lab.call(
        "POST", secrets, {"metadata": {"name": "mine"}, "data": {"x": base64.b64encode(b"hunter2-other").decode()}}
    )
    play_kubelet(lab, GOOD)
    time.sleep(1.1)
    well = now()
    capture = ("capture", "--k8s", LAB, "--helm-secrets", LAB, "-o", "bundle.jsonl")
    assert incident(lab, *capture) == Exit.OK
    time.sleep(1.1)
    roll_out(lab, BAD, "upgrade")
    lab.call("POST", secrets, helm_secret(2, "3.3.8", "Upgrade complete"))
    time.sleep(1.1)
    play_kubelet(lab, BAD, crashes=True)
    time.sleep(1.1)
    broken = now()
    assert incident(lab, *capture) == Exit.OK
    time.sleep(1.1)
    roll_out(lab, GOOD, "undo")
    lab.call("POST", secrets, helm_secret(3, "3.3.7", "Rollback to 1"))
    peers._wait(lambda: peers._revision(lab, HUB) == "3")
    time.sleep(1.1)

    # The staged node of other tests was in trouble days before.
    sources = ("--k8s", LAB, "--helm-secrets", LAB, "--bundle", "bundle.jsonl", "--since", well)
    assert incident(lab, "new", "Bad image", *sources) == Exit.OK
    (report,) = Path("incidents").glob("*.md")
    text = report.read_text(encoding="utf-8")
    timeline = text[text.index("## Timeline") : text.index("## Conclusion")]
    order = [
        timeline.index("Rolled out revision 2 of deployment `hub`"),
        timeline.index("**Started.**"),
        timeline.index("Rolled back deployment `hub` to revision 1, now revision 3"),
    ]
    assert order == sorted(order)
    assert "kept crashing" in timeline or "Back-off" in timeline or "crash" in timeline
    (row,) = [line for line in text.splitlines() if line.startswith("| `lab/hub` |")]
    before, at, after = row.split("|")[2:5]
    assert "`1.0`" in before and "a1a1a1" in before
    assert "`1.1-bad`" in at and "b2b2b2" in at
    assert "`1.0`" in after and "a1a1a1" in after
    (chart,) = [line for line in text.splitlines() if line.startswith("| `lab/hub` chart |")]
    assert re.search(r"`3.3.7` `revision 1`.*\| `3.3.8` `revision 2`.*\| `3.3.7` `revision 3`", chart)
    assert "### What changed" in text
    kept = text + "".join(path.read_text(encoding="utf-8") for path in Path().rglob("*.jsonl"))
    assert "hunter2" not in kept

    for moment, image in ((well, GOOD), (broken, BAD)):
        for source in (("bad-image",), ("--bundle", "bundle.jsonl")):
            told = as_of(lab, capsys, moment, *source)
            (hub,) = [one for one in told["components"] if one["kind"] == "image"]
            assert (hub["at"]["value"], hub["at"]["detail"]) == (image, DIGESTS[image])
    assert incident(lab, "asof", "now", "--k8s", LAB) == Exit.OK


@pytest.mark.usefixtures("_workspace")
def test_helm_secrets_are_a_gap_where_rights_are_missing(_real: peers.RealApi) -> None:
    arguments = ["new", "X", "--k8s", peers.NAMESPACE, "--helm-secrets", peers.NAMESPACE]
    assert run([*arguments, "--kubeconfig", str(_real.kubeconfig("reader"))]) == Exit.FINDINGS
    (report,) = Path("incidents").glob("*.md")
    assert "secrets" in report.read_text(encoding="utf-8")
    assert run(["asof", "now", *arguments[4:], "--kubeconfig", str(_real.kubeconfig("reader"))]) == Exit.SETTINGS
