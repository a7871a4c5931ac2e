"""Outages on the real API, as scheduler, controllers and kubelets tell them: the report that a reader gets of each."""

# Messages are as long as the cluster writes them.
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from needs import ROOT
from peers import kubernetes as peers

from incidentkit.cli import run
from incidentkit.errors import Exit

# A day before the staged incident of the other tests, whose node lies in the same cluster.
SPAN = ["--since", "2026-11-21T22:00:00Z", "--until", "2026-11-21T23:00:00Z", "--tz", "UTC"]
QUOTA = 'Error creating: pods "export-1-x2f9z" is forbidden: exceeded quota: team, requested: requests.memory=8Gi, used: requests.memory=60Gi'
METRICS = "unable to fetch metrics from resource metrics API: the server is currently unable to handle the request (get pods.metrics.k8s.io)"
LOST = "0/3 nodes are available: 1 node(s) had taint {node.kubernetes.io/unreachable: }, that the pod didn't tolerate, 2 Insufficient cpu."

# (kind, name, reason, message, first minute, last minute, count, type); without a count the scheduler's own form.
Told = tuple[str, str, str, str, int, int, int, str]
OUTAGES: dict[str, tuple[list[Told], list[str]]] = {
    "quota": (
        [
            ("Job", "export-1", "FailedCreate", QUOTA, 5, 12, 7, "Warning"),
            ("CronJob", "export", "SuccessfulCreate", "Created job export-1", 5, 5, 1, "Normal"),
            ("Job", "export-1", "DeadlineExceeded", "Job was active longer than specified deadline", 30, 30, 1, "Warning"),
        ],
        [
            "- **22:05–22:12** **Started.** Job `export-1` could not create pods: the quota `team` is used up, 7 times",
            "- **22:30** Job `export-1` ran out of time",
        ],
    ),
    "storage": (
        [
            ("PersistentVolumeClaim", "data-db-0", "ProvisioningFailed", 'storageclass.storage.k8s.io "fast" not found', 4, 33, 118, "Warning"),
            ("Pod", "db-0", "FailedScheduling", "0/3 nodes are available: 3 pod has unbound immediate PersistentVolumeClaims.", 5, 32, 0, "Warning"),
            ("PersistentVolumeClaim", "data-db-0", "ProvisioningSucceeded", "Successfully provisioned volume pvc-1", 34, 34, 1, "Normal"),
        ],
        [
            "- **22:04–22:33** **Started.** Storage claim `data-db-0` got no volume: storage class `fast` not found, 118 times",
            "- **22:05–22:32** Pod `db-0` could not be scheduled: its storage claim has no volume, 9 times",
        ],
    ),
    "node": (
        [
            ("Node", "worker-9", "NodeNotReady", "Node worker-9 status is now: NodeNotReady", 10, 10, 1, "Normal"),
            ("Pod", "api-7c9f8d6b5-bcdfg", "NodeNotReady", "Node is not ready", 11, 11, 1, "Warning"),
            ("Pod", "api-7c9f8d6b5-hjklm", "NodeNotReady", "Node is not ready", 11, 11, 1, "Warning"),
            ("Pod", "api-7c9f8d6b5-bcdfg", "TaintManagerEviction", "Marking for deletion Pod node/api-7c9f8d6b5-bcdfg", 15, 15, 1, "Normal"),
            ("Pod", "api-7c9f8d6b5-npqrs", "FailedScheduling", LOST, 16, 24, 0, "Warning"),
            ("Node", "worker-9", "NodeReady", "Node worker-9 status is now: NodeReady", 26, 26, 1, "Normal"),
        ],
        [
            "- **22:10** **Started.** Node `worker-9` stopped being ready",
            "- **22:11** 2 pods of `api` lost their node, which is not ready",
            "- **22:15** Pod `api-7c9f8d6b5-bcdfg` was marked for removal from its node",
            "- **22:16–22:24** Pod `api-7c9f8d6b5-npqrs` could not be scheduled: insufficient CPU, nodes are not ready, 9 times",
            "- **22:26** Node `worker-9` became ready",
        ],
    ),
    "scaling": (
        [
            ("HorizontalPodAutoscaler", "search", "FailedGetResourceMetric", f"failed to get cpu utilization: {METRICS}", 3, 40, 120, "Warning"),
            ("HorizontalPodAutoscaler", "search", "FailedComputeMetricsReplicas", f"invalid metrics (1 invalid out of 1), first error is: {METRICS}", 3, 40, 120, "Warning"),
            ("Pod", "search-7c9f8d6b5-zxcvb", "Unhealthy", 'Readiness probe failed: Get "http://10.0.0.7/": context deadline exceeded', 8, 41, 180, "Warning"),
            ("HorizontalPodAutoscaler", "search", "SuccessfulRescale", "New size: 12; reason: cpu resource utilization above target", 42, 42, 1, "Normal"),
        ],
        [
            "- **22:03–22:40** **Started.** Autoscaler `search` could not read its metrics: the service that gives metrics did not answer, 120 times",
            "- **22:08–22:41** Pod `search-7c9f8d6b5-zxcvb` failed its readiness probe: no answer in time, 180 times",
        ],
    ),
}  # fmt: skip


def at(minute: int, fraction: str = "") -> str:
    return f"2026-11-21T22:{minute:02}:00{fraction}Z"


def tell(api: peers.RealApi, namespace: str, number: int, told: Told) -> str:
    """Write one event by the API that its writer uses; gives its path."""
    kind, name, reason, message, first, last, count, level = told
    inside = "default" if kind == "Node" else namespace
    about = {"kind": kind, "name": name, "uid": f"uid-{name}"} | ({} if kind == "Node" else {"namespace": namespace})
    event: dict[str, Any] = {
        "metadata": {"name": f"{namespace}.{number}", "namespace": inside},
        "reason": reason,
        "type": level,
    }
    core = f"/api/v1/namespaces/{inside}/events"
    if count:
        event |= {"involvedObject": about, "message": message, "count": count, "source": {"component": "controller"},
                  "firstTimestamp": at(first), "lastTimestamp": at(last)}  # fmt: skip
        api.call("POST", core, event)
    else:
        event |= {"regarding": about, "note": message, "eventTime": at(first, ".123456"), "action": "Scheduling",
                  "series": {"count": 9, "lastObservedTime": at(last, ".654321")},
                  "reportingController": "default-scheduler", "reportingInstance": "scheduler-1"}  # fmt: skip
        api.call("POST", core.replace("/api/v1/", "/apis/events.k8s.io/v1/"), event)
    return f"{core}/{event['metadata']['name']}"


@pytest.fixture(params=OUTAGES)
def outage(_real: peers.RealApi, request: pytest.FixtureRequest) -> Iterator[tuple[str, list[str]]]:
    """A namespace with the shipped rights in which this happened; other tests see nothing of it afterwards."""
    name = str(request.param)
    _real.call("POST", "/api/v1/namespaces", {"metadata": {"name": name}})
    manifest = (ROOT / "templates" / "init" / "rbac.yaml").read_text().replace("prod", name)
    group = {"kind": "Group", "name": "incident-readers", "apiGroup": "rbac.authorization.k8s.io"}
    for document in yaml.safe_load_all(manifest):
        if document["kind"] in ("Role", "RoleBinding") and document["metadata"].get("namespace") == name:
            document.get("subjects", []).append(group)
            _real.call(
                "POST", f"/apis/{document['apiVersion']}/namespaces/{name}/{document['kind'].lower()}s", document
            )
    told, lines = OUTAGES[name]
    paths = [tell(_real, name, number, one) for number, one in enumerate(told)]
    yield name, lines
    for path in paths:
        _real.call("DELETE", path)


def test_the_report_of_an_outage_has_the_lines_that_a_person_would_write(
    _real: peers.RealApi, outage: tuple[str, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, lines = outage
    monkeypatch.chdir(tmp_path)
    config = ["--kubeconfig", str(_real.kubeconfig("reader"))]
    assert run(["new", "Outage", "--k8s", name, *config, *SPAN]) == Exit.OK
    (report,) = Path("incidents").glob("*.md")
    text = report.read_text(encoding="utf-8")
    told = [line.rpartition(" [^")[0] for line in text.splitlines() if line.startswith("- **")]
    assert told == lines
    assert "A pod is one running copy of a program" in text
