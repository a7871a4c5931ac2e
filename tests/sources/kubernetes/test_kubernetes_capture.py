"""`incident capture`: the whole path from a cluster in trouble to a report, as the shipped manifests run it."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from needs import ROOT
from peers import kubernetes as peers

from incidentkit import evidence
from incidentkit.cli import run
from incidentkit.errors import Exit

DEPLOYMENTS = f"/apis/apps/v1/namespaces/{peers.NAMESPACE}/deployments"
PODS = f"/api/v1/namespaces/{peers.NAMESPACE}/pods"
MANIFEST = ROOT / "templates" / "init" / "capture.yaml"


@pytest.fixture(autouse=True)
def _workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "workspace"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("KUBECONFIG", raising=False)


def capture(kubeconfig: Path, *more: str) -> Exit:
    return run(["capture", "--k8s", peers.NAMESPACE, "--kubeconfig", str(kubeconfig), "-o", "b.jsonl", *more])


def test_a_bundle_gives_the_report_that_the_cluster_would_have_given(peer: peers.Peer) -> None:
    assert capture(peer.kubeconfig("reader")) == Exit.OK
    assert run(["new", "From the bundle", "--bundle", "b.jsonl"]) == Exit.OK
    direct = ["new", "From the cluster", "--k8s", peers.NAMESPACE, "--kubeconfig", str(peer.kubeconfig("reader"))]
    assert run(direct) == Exit.OK
    one, other = ((next(Path("incidents").glob(f"*from-the-{what}.md"))).read_text() for what in ("bundle", "cluster"))
    assert one.replace("From the bundle", "") == other.replace("From the cluster", "")


def test_capturing_twice_gives_the_same_bytes_and_no_names(peer: peers.Peer) -> None:
    assert capture(peer.kubeconfig("reader")) == Exit.OK
    before = Path("b.jsonl").read_bytes()
    assert capture(peer.kubeconfig("reader")) == Exit.OK
    assert Path("b.jsonl").read_bytes() == before
    assert b"student" not in before


def test_a_report_takes_in_what_a_bundle_has_later(peer: peers.Peer) -> None:
    assert capture(peer.kubeconfig("reader")) == Exit.OK
    whole = Path("b.jsonl").read_text()
    early = [line for line in whole.splitlines(keepends=True) if "OOMKilled" not in line]
    Path("b.jsonl").write_text("".join(early))
    assert run(["new", "Hub", "--bundle", "b.jsonl"]) == Exit.OK
    (report,) = Path("incidents").glob("*.md")
    assert "want of memory" not in report.read_text()
    Path("b.jsonl").write_text(whole)
    assert run(["update", str(report)]) == Exit.OK  # the ledger knows the bundle
    assert "was killed for want of memory" in report.read_text()


def test_a_cluster_that_dies_in_the_middle_is_a_gap_in_bundle_and_report(local: peers.LocalApi) -> None:
    local.before = lambda _method, _target, n: (0, {}, b"") if n > 3 else None  # breaks the connection off
    assert capture(local.kubeconfig("reader")) == Exit.FINDINGS
    assert run(["new", "Hub", "--bundle", "b.jsonl"]) == Exit.FINDINGS
    (report,) = Path("incidents").glob("*.md")
    assert "rollouts of deployments in namespace `campus` could not be read" in report.read_text()
    local.before = None
    assert capture(local.kubeconfig("reader")) == Exit.OK  # and filled when it is asked again
    assert run(["new", "Hub again", "--bundle", "b.jsonl"]) == Exit.OK


def test_a_bundle_that_was_cut_in_copying_is_a_gap_in_the_report(peer: peers.Peer) -> None:
    assert capture(peer.kubeconfig("reader")) == Exit.OK
    Path("b.jsonl").write_bytes(Path("b.jsonl").read_bytes()[:-40])
    assert run(["new", "Hub", "--bundle", "b.jsonl"]) == Exit.FINDINGS
    (report,) = Path("incidents").glob("*.md")
    assert "breaks off: it was not copied whole" in report.read_text()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["-o", "b.jsonl"], Exit.USAGE),
        (["--k8s", "campus", "-o", "b.jsonl"], Exit.SETTINGS),  # no kubeconfig
        (["--k8s-file", "absent.json", "-o", "b.jsonl"], Exit.USAGE),
        (["--k8s", "campus", "--watch", "--until", "12:00", "-o", "b.jsonl"], Exit.USAGE),
        (["--k8s", "campus", "--watch", "--json", "-o", "b.jsonl"], Exit.USAGE),
        (["--k8s", "campus", "--watch", "-o", "b.jsonl"], Exit.SETTINGS),
    ],
)
def test_what_cannot_be_captured_writes_nothing(
    arguments: list[str], code: Exit, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["capture", *arguments]) == code
    assert list(Path().iterdir()) == []
    assert "Traceback" not in capsys.readouterr().err


# In the cluster, as the manifest runs it.

# The client looks for a pod's token at fixed paths; all else is as it is in a pod.
IN_CLUSTER = """
import sys
from kubernetes.config import incluster_config
incluster_config.SERVICE_TOKEN_FILENAME, incluster_config.SERVICE_CERT_FILENAME = sys.argv[1:3]
sys.argv[:] = ["incident", *sys.argv[3:]]
from incidentkit.cli import main
main()
"""


def manifest(kind: str) -> Any:
    documents = yaml.safe_load_all(MANIFEST.read_text().replace("prod", peers.NAMESPACE))
    return next(document for document in documents if document["kind"] == kind)


@contextmanager
def in_cluster(api: peers.RealApi, folder: Path, *more: str) -> Iterator[subprocess.Popen[str]]:
    """The command of the shipped Deployment, with the token of its ServiceAccount; killed at the end if still there."""
    config = yaml.safe_load(api.service_account("incident-reader", folder / "sa.kubeconfig").read_text())
    (folder / "token").write_text(config["users"][0]["user"]["token"])
    server = urlsplit(config["clusters"][0]["cluster"]["server"])
    container = manifest("Deployment")["spec"]["template"]["spec"]["containers"][0]
    python, dash_m, module, *arguments = container["args"]
    assert (python, dash_m, module) == ("python", "-m", "incidentkit")
    arguments = [word.replace("/bundle/", f"{folder}/") for word in arguments]
    environ = {key: value for key, value in os.environ.items() if not key.startswith("KUBE")}
    environ |= {"KUBERNETES_SERVICE_HOST": str(server.hostname), "KUBERNETES_SERVICE_PORT": str(server.port)}
    process = subprocess.Popen(
        [sys.executable, "-c", IN_CLUSTER, str(folder / "token"), str(api.folder / "certs" / "apiserver.crt"),
         *arguments, *more],
        cwd=folder, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate(timeout=20)


def bundle_tells(path: Path, words: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not path.exists() or words not in path.read_text():
        assert time.monotonic() < end, f"not in the bundle: {words}"
        time.sleep(0.2)


def test_the_real_api_accepts_the_shipped_deployment_and_its_volume(_real: peers.RealApi) -> None:
    claims = f"/api/v1/namespaces/{peers.NAMESPACE}/persistentvolumeclaims?dryRun=All"
    assert _real.call("POST", claims, manifest("PersistentVolumeClaim"))["kind"] == "PersistentVolumeClaim"
    made = _real.call("POST", f"{DEPLOYMENTS}?dryRun=All", manifest("Deployment"))
    pod = made["spec"]["template"]["spec"]
    assert pod["serviceAccountName"] == "incident-reader"
    account = _real.call("GET", f"/api/v1/namespaces/{peers.NAMESPACE}/serviceaccounts/incident-reader")
    assert account["metadata"]["name"] == pod["serviceAccountName"]
    assert made["spec"]["strategy"] == {"type": "Recreate"}


def deployment(api: peers.RealApi, image: str, cause: str, revision: str) -> None:
    change = {
        "metadata": {"annotations": {"kubernetes.io/change-cause": cause}},
        "spec": {"template": {"spec": {"containers": [{"name": "portal", "image": image}]}}},
    }
    api.call("PATCH", f"{DEPLOYMENTS}/portal", change, patch="strategic-merge-patch")
    peers._wait(lambda: peers._revision(api, f"{DEPLOYMENTS}/portal") == revision)
    time.sleep(1.1)  # times of creation have whole seconds: the order must show


def remove(api: peers.RealApi) -> None:
    """Nothing here collects what a deployment leaves: pods that wait for an image would be seen by the next test."""
    api.call("DELETE", f"{DEPLOYMENTS}/portal")
    for path in (DEPLOYMENTS.replace("deployments", "replicasets"), PODS):
        api.call("DELETE", f"{path}?labelSelector=app%3Dportal")
    peers._wait(lambda: not peers._pods(api, "portal"))


def failing(api: peers.RealApi, image: str) -> None:
    """What a kubelet says of a pod whose image cannot be pulled: an event, and the pod's status."""
    pods = [p for p in peers._pods(api, "portal") if p["spec"]["containers"][0]["image"] == image]
    now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    for number, pod in enumerate(pods):
        name, message = pod["metadata"]["name"], f'Failed to pull image "{image}": manifest unknown'
        event = peers._event(f"portal.{number}", "Pod", name, "Failed", message, firstTimestamp=now, lastTimestamp=now)
        api.call("POST", f"/api/v1/namespaces/{peers.NAMESPACE}/events", event)
        waiting = {"reason": "ImagePullBackOff", "message": f'Back-off pulling image "{image}"'}
        status = {"name": "portal", "restartCount": 0, "ready": False, "image": image, "imageID": "",
                  "state": {"waiting": waiting}}  # fmt: skip
        api.call("PATCH", f"{PODS}/{name}/status", {"status": {"containerStatuses": [status]}})
    time.sleep(1.1)


def test_a_staged_incident_is_captured_while_it_happens_and_told_in_order(_real: peers.RealApi, tmp_path: Path) -> None:
    bundle = tmp_path / "evidence.jsonl"
    since = f"{datetime.now(UTC):%Y-%m-%d %H:%M}"
    with in_cluster(_real, tmp_path, "--every=1") as process:
        try:
            _real.call(
                "POST", DEPLOYMENTS, peers._workload("Deployment", "portal", "quay.example/portal:1.0", "install")
            )
            peers._wait(lambda: len(peers._pods(_real, "portal")) == 2)
            time.sleep(1.1)
            deployment(_real, "quay.example/portal:1.1-bad", "upgrade", "2")
            failing(_real, "quay.example/portal:1.1-bad")
            with _real.stopped():  # and the API goes away for a while, too
                time.sleep(2)
            deployment(_real, "quay.example/portal:1.0", "undo", "3")
            bundle_tells(bundle, "Rolled back deployment `portal`")
            peers._wait(lambda: "could not be watched" not in bundle.read_text())
        finally:
            remove(_real)
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 0, said
    assert "Traceback" not in said
    assert "the bundle is whole" in said
    assert run(["new", "Portal broken", "--bundle", str(bundle), "--since", since]) == Exit.OK
    (report,) = Path("incidents").glob("*.md")
    timeline = report.read_text().partition("## Timeline")[2]
    places = [timeline.index(words) for words in (
        "Rolled out revision 2 of deployment `portal`: image `quay.example/portal` `1.0` → `1.1-bad` (“upgrade”)",
        "could not pull image `quay.example/portal:1.1-bad`: there is no such image",
        "Rolled back deployment `portal` to revision 1, now revision 3",
    )]  # fmt: skip
    assert places == sorted(places)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_cleanly_when_it_is_told_to_even_at_once(_real: peers.RealApi, tmp_path: Path, how: int) -> None:
    for wait in (0.0, 0.6, 1.2, 3.0):
        with in_cluster(_real, tmp_path, "--every=600") as process:
            time.sleep(wait)
            process.send_signal(how)
            _, said = process.communicate(timeout=30)
        if wait == 3.0:  # before, Python itself may still be loading
            assert process.returncode == 0, said
            assert "Traceback" not in said
        evidence.read(tmp_path / "evidence.jsonl")


def test_the_bundle_is_whole_whenever_it_is_killed(_real: peers.RealApi, tmp_path: Path) -> None:
    bundle = tmp_path / "evidence.jsonl"
    chance = random.Random(5)
    kept: set[str] = set()
    for number in range(6):
        with in_cluster(_real, tmp_path, "--every=1") as process:
            if number == 0:
                bundle_tells(bundle, "OOMKilled")
            now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
            event = peers._event(f"kill.{number}", "Pod", f"kill-{number}", "Evicted", "x", lastTimestamp=now)
            _real.call("POST", f"/api/v1/namespaces/{peers.NAMESPACE}/events", event)
            time.sleep(chance.uniform(1.0, 3.5))
            process.send_signal(signal.SIGKILL)
            process.wait(20)
        ids = {record.id for record in evidence.read(bundle)}
        assert kept <= ids  # nothing that was captured is lost
        kept = ids
    assert [path.name for path in tmp_path.glob("*.tmp")] == []


def test_a_watch_stays_within_the_rights_of_the_manifest(_real: peers.RealApi, tmp_path: Path) -> None:
    with in_cluster(_real, tmp_path, "--every=1") as process:
        bundle_tells(tmp_path / "evidence.jsonl", "ran short of memory")  # nodes
        bundle_tells(tmp_path / "evidence.jsonl", "stopped being ready")  # events about nodes
        bundle_tells(tmp_path / "evidence.jsonl", "stateful set `db`")  # controller revisions
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=30)
    assert "gap" not in (tmp_path / "evidence.jsonl").read_text()
    assert "warning" not in said
    token = (tmp_path / "token").read_text()
    assert token not in said + (tmp_path / "evidence.jsonl").read_text()
    review = {"kind": "SelfSubjectRulesReview", "apiVersion": "authorization.k8s.io/v1",
              "spec": {"namespace": peers.NAMESPACE}}  # fmt: skip
    rules = json.dumps(_as(_real, token, review)["status"]["resourceRules"])
    assert '"events"' in rules
    assert "secrets" not in rules


def _as(api: peers.RealApi, token: str, document: Any) -> Any:
    import ssl
    import urllib.request

    server = yaml.safe_load(api.kubeconfig("admin").read_text())["clusters"][0]["cluster"]["server"]
    request = urllib.request.Request(
        f"{server}/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", json.dumps(document).encode(),
        {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}, method="POST",
    )  # fmt: skip
    trust = ssl.create_default_context(cafile=str(api.folder / "certs" / "apiserver.crt"))
    with urllib.request.urlopen(request, timeout=20, context=trust) as answer:
        return json.load(answer)
