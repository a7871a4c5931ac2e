"""Rollouts of stateful sets and daemon sets, and back, by the real controllers; older shapes from files."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.error import HTTPError

import pytest
from peers import kubernetes as peers

from incidentkit.config import KubernetesSettings
from incidentkit.evidence import Evidence
from incidentkit.sources.interface import Window
from incidentkit.sources.kubernetes import KubernetesFile, KubernetesLive

APPS = f"/apis/apps/v1/namespaces/{peers.NAMESPACE}"


@pytest.fixture(params=["StatefulSet", "DaemonSet"])
def workload(_real: peers.RealApi, request: pytest.FixtureRequest) -> Iterator[tuple[str, str]]:
    kind = str(request.param)
    path = f"{APPS}/{kind.lower()}s"
    document = peers._workload(kind, f"set-{kind.lower()}", "quay.example/set:1.0", "install")
    if kind == "DaemonSet":
        del document["spec"]["replicas"]
        document["spec"]["template"]["spec"]["tolerations"] = [{"operator": "Exists"}]
    _real.call("POST", path, document)
    yield kind, f"{path}/set-{kind.lower()}"
    _real.call("DELETE", f"{path}/set-{kind.lower()}?propagationPolicy=Background")


def revisions(api: peers.RealApi, name: str) -> list[int]:
    found = api.call("GET", f"{APPS}/controllerrevisions")["items"]
    return sorted(r["revision"] for r in found if r["metadata"]["ownerReferences"][0]["name"] == name)


def runs(api: peers.RealApi, name: str, image: str) -> bool:
    """Whether a pod of that image is there; every pod is made ready, which is a kubelet's part."""
    found = peers._pods(api, name)
    ready = {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}
    for pod in found:
        with suppress(HTTPError):  # the controller may have removed it by now
            api.call("PATCH", f"{peers.RECORDED_PATHS[2]}/{pod['metadata']['name']}/status", {"status": ready})
    return any(pod["spec"]["containers"][0]["image"] == image for pod in found)


def test_a_set_that_went_back_is_told_as_that_and_when(_real: peers.RealApi, workload: tuple[str, str]) -> None:
    kind, path = workload
    name = path.rpartition("/")[2]
    peers._wait(lambda: runs(_real, name, "quay.example/set:1.0"))
    time.sleep(1.2)
    for image, cause, there in (("quay.example/set:2.0", "upgrade", [1, 2]), ("quay.example/set:1.0", "undo", [2, 3])):
        template = {"spec": {"containers": [{"name": name, "image": image}]}}
        change = {"metadata": {"annotations": {"kubernetes.io/change-cause": cause}}, "spec": {"template": template}}
        _real.call("PATCH", path, change, patch="strategic-merge-patch")
        peers._wait(lambda want=there: revisions(_real, name) == want)  # type: ignore[misc]
        peers._wait(lambda made=image: runs(_real, name, made))  # type: ignore[misc]
        time.sleep(1.2)
    source = KubernetesLive(
        peers.NAMESPACE, settings=KubernetesSettings(), context=None, kubeconfig=_real.kubeconfig("reader"),
        environ={"HOME": "/nonexistent"},
    )  # fmt: skip
    found = [r for r in source.gather(Window()).records if r.kind == "rollout" and f"`{name}`" in r.summary]
    what = {"StatefulSet": "stateful set", "DaemonSet": "daemon set"}[kind]
    assert [r.summary.partition(" (")[0] for r in found] == [
        f"Rolled out revision 2 of {what} `{name}`: image `quay.example/set:2.0`",
        f"Rolled back {what} `{name}` to an older revision, now revision 3: image `quay.example/set` `2.0` → `1.0`",
    ]
    times = [r.at for r in found if r.at]
    assert times == sorted(set(times))
    assert len(times) == 2
    assert [r.id.rpartition("/")[2] for r in found] == ["2", "3"]


# From files


def read(*objects: Any) -> list[Evidence]:
    stdin = io.BytesIO("\n".join(json.dumps(each) for each in objects).encode())
    return list(KubernetesFile(None, settings=KubernetesSettings(), stdin=stdin).gather(Window()).records)


def revision(number: int, image: str, minute: int, **meta: Any) -> dict[str, Any]:
    owner = {"kind": "StatefulSet", "name": "db", "uid": "w", "controller": True}
    spec = {"template": {"spec": {"containers": [{"name": "db", "image": image}]}}}
    return {
        "kind": "ControllerRevision", "revision": number, "data": {"spec": spec},
        "metadata": {"name": f"db-{image[-1]}", "namespace": "prod", "uid": f"r{image}", "ownerReferences": [owner],
                     "creationTimestamp": f"2026-11-22T12:{minute:02}:00Z", **meta},
    }  # fmt: skip


def pod(label: str, minute: int) -> dict[str, Any]:
    labels = {"controller-revision-hash": label}
    meta = {"name": "db-0", "namespace": "prod", "uid": f"p{minute}", "labels": labels,
            "creationTimestamp": f"2026-11-22T12:{minute:02}:00Z"}  # fmt: skip
    return {"kind": "Pod", "metadata": meta}


def last(records: list[Evidence]) -> tuple[str, str, str]:
    record = next(r for r in records if r.id.endswith("/rev/3"))
    return record.summary.partition(":")[0], f"{record.at:%H:%M}" if record.at else "", record.precision


def test_the_time_of_going_back_is_that_of_its_first_pod() -> None:
    told = "Rolled back stateful set `db` to an older revision, now revision 3"
    gone_back, between = revision(3, "db:1", 0), revision(2, "db:2", 10)
    assert last(read(gone_back, between)) == (told, "", "approximate")
    assert last(read(gone_back, between, pod("db-1", 5), pod("db-1", 31), pod("db-1", 30))) == (
        told, "12:30", "approximate",
    )  # fmt: skip
    written = [{"manager": "kube-controller-manager", "time": "2026-11-22T12:25:00Z"}]
    known = revision(3, "db:1", 0, managedFields=written)
    assert last(read(known, between, pod("db-1", 30))) == (told, "12:25", "approximate")


def test_a_rollout_without_a_time_is_kept_and_no_line_is_invented_for_it() -> None:
    records = read(revision(3, "db:1", 0), revision(2, "db:2", 10))
    assert [r.at is None for r in records if r.kind == "rollout"] == [False, True]
