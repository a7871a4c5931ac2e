"""What nodes, deployments and sets say of themselves, and what people paste that no program can date."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from incidentkit.cli import run
from incidentkit.errors import Exit
from tests.sources.kubernetes.test_kubernetes_lines import NOON, one, pod, read


def node(name: str = "n1", *, taints: list[dict[str, Any]] | None = None, **conditions: str) -> dict[str, Any]:
    found = [{"type": kind, "status": value, "lastTransitionTime": NOON} for kind, value in conditions.items()]
    meta = {"name": name, "uid": f"uid-{name}", "creationTimestamp": "2026-01-01T00:00:00Z"}
    return {"kind": "Node", "metadata": meta, "spec": {"taints": taints or []}, "status": {"conditions": found}}


def workload(kind: str, name: str = "tiles", **conditions: str) -> dict[str, Any]:
    found = [{"type": each, "status": value, "lastTransitionTime": NOON} for each, value in conditions.items()]
    template = {"spec": {"containers": [{"name": name, "image": f"quay.example/{name}:4"}]}}
    return {"kind": kind, "metadata": {"name": name, "namespace": "maps", "uid": f"uid-{kind}"},
            "spec": {"template": template}, "status": {"conditions": found}}  # fmt: skip


@pytest.mark.parametrize(
    ("condition", "value", "line"),
    [
        ("KernelDeadlock", "True", "Node `n1` had a problem: `KernelDeadlock`"),
        ("ReadonlyFilesystem", "True", "Node `n1` had a problem: `ReadonlyFilesystem`"),
        ("ContainerRuntimeProblem", "True", "Node `n1` had a problem: `ContainerRuntimeProblem`"),
        ("StorageReady", "False", "Node `n1` was not well: `StorageReady` is false"),
        ("KernelDeadlock", "False", None),
        ("KernelDeadlock", "Unknown", None),
        ("StorageReady", "True", None),
        ("EtcdIsVoter", "True", None),
        ("MemoryPressure", "False", None),
    ],
)
def test_conditions_that_only_others_than_the_kubelet_know(condition: str, value: str, line: str | None) -> None:
    assert [r.summary for r in read(node(**{condition: value})).records] == ([line] if line else [])


def test_a_node_says_in_a_taint_since_when_it_is_closed() -> None:
    closed = {"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"}
    record = one(node(taints=[closed | {"timeAdded": NOON}]))
    assert (record.summary, record.kind) == ("Node `n1` was closed to new pods (cordoned)", "node")
    assert record.at
    # Not since when, or for another reason: nothing to tell.
    assert read(node(taints=[closed]), node("n2", taints=[{"key": "gpu", "timeAdded": NOON}])).records == ()


def test_a_deployment_without_enough_pods_is_trouble() -> None:
    lacking = read(workload("Deployment", Available="False")).records
    told = [r.summary for r in lacking if r.kind != "version"]
    assert told == ["Deployment `tiles` had too few pods that were ready"]
    assert [r.kind for r in read(workload("Deployment", Available="True")).records] == ["version"]


@pytest.mark.parametrize("kind", ["StatefulSet", "DaemonSet"])
def test_sets_tell_what_they_run_where_their_revisions_do_not(kind: str) -> None:
    (record,) = read(workload(kind)).records
    assert [(v.component, v.value) for v in record.versions] == [("maps/tiles", "quay.example/tiles:4")]
    revision = {
        "kind": "ControllerRevision", "revision": 3, "data": {"spec": workload(kind)["spec"]},
        "metadata": {"name": "tiles-7c", "namespace": "maps", "uid": "r", "creationTimestamp": NOON,
                     "ownerReferences": [{"kind": kind, "name": "tiles", "uid": f"uid-{kind}", "controller": True}]},
    }  # fmt: skip
    assert [r.kind for r in read(workload(kind), revision).records] == ["rollout"]


TABLES = [
    "LAST SEEN   TYPE      REASON    OBJECT     MESSAGE\n4m28s       Warning   BackOff   pod/hub-0   Back-off\n",
    "NAMESPACE   LAST SEEN   TYPE\nprod        4m          Warning\n",
    "NAME      READY   STATUS    RESTARTS   AGE\nhub-0     0/1     Error     7          3h\n",
    "Name:         hub-0\nNamespace:    prod\nEvents:\n  Type  Reason  Age\n",
]


@pytest.mark.parametrize("text", TABLES)
def test_a_table_for_people_is_called_that(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("events.txt").write_text(text)
    assert run(["new", "Hub", "--k8s-file", "events.txt"]) == Exit.USAGE
    said = capsys.readouterr().err
    assert "prints for people: ages, and no times" in said
    assert "-o json" in said


def test_what_has_no_time_is_counted_in_the_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Old clusters do not say when a pod was evicted: it cannot be a line, and is not passed over in silence."""
    monkeypatch.chdir(tmp_path)
    evicted = pod(reason="Evicted", message="The node was low on resource: memory.")
    Path("pods.json").write_text(json.dumps(evicted))
    assert run(["new", "Hub", "--k8s-file", "pods.json"]) == Exit.OK
    (report,) = Path("incidents").glob("*.md")
    assert "Left out of this timeline: 1 record without a time." in report.read_text(encoding="utf-8")
