"""Which images pods are told to have run: of whose workload, since when, and of whom nothing is told."""

from __future__ import annotations

from typing import Any

from incidentkit.sources.kubernetes import running
from incidentkit.sources.kubernetes.owners import Owners

DIGEST = "sha256:" + "ab" * 32


def pod(name: str, owner: tuple[str, str] | None = None, image: str = "x:1", **status: Any) -> dict[str, Any]:
    owners = [{"kind": owner[0], "name": owner[1], "controller": True}] if owner else []
    run = {"name": "main", "image": image, "imageID": f"docker-pullable://x@{DIGEST}",
           "state": {"running": {"startedAt": "2026-11-22T14:00:00Z"}}, **status}  # fmt: skip
    return {"metadata": {"name": name, "namespace": "prod", "ownerReferences": owners},
            "spec": {"containers": [{"name": "main", "image": image}]},
            "status": {"containerStatuses": [run]}}  # fmt: skip


def told(*pods: dict[str, Any]) -> list[tuple[str, str, str]]:
    found = running.images(pods, Owners.of(pods, []))
    return [(v.component, v.value, v.detail) for record in found for v in record.versions]


def test_pods_of_one_workload_are_one_record_with_the_earliest_start() -> None:
    early = {"state": {"running": {"startedAt": "2026-11-22T13:00:00Z"}}}
    pods = [pod("hub-5d8f6c7b9d-x2x4z", ("ReplicaSet", "hub-5d8f6c7b9d")),
            pod("hub-5d8f6c7b9d-abcde", ("ReplicaSet", "hub-5d8f6c7b9d"), **early)]  # fmt: skip
    (record,) = running.images(pods, Owners.of(pods, []))
    assert record.versions[0].component == "prod/hub/main"
    assert (str(record.at), record.weight, record.kind) == ("2026-11-22 13:00:00+00:00", 0, "version")
    assert record.summary.startswith("2 pods of `prod/hub/main` ran image `x:1`")


def test_the_image_is_as_written_and_not_as_the_node_calls_it() -> None:
    one = pod("db-0", ("StatefulSet", "db"), image="db:15")
    one["status"]["containerStatuses"][0]["image"] = "docker.io/library/db:15"
    assert told(one) == [("prod/db/main", "db:15", DIGEST)]


def test_what_was_never_pulled_did_not_run() -> None:
    assert told(pod("db-0", ("StatefulSet", "db"), imageID="")) == []


def test_pods_of_people_are_one_component_without_their_names() -> None:
    pods = [pod("jupyter-ada"), pod("jupyter-bo")]
    assert told(*pods) == [("prod/user pods/main", "x:1", DIGEST)]


def test_a_lone_pod_and_a_job_that_ran_once_are_not_told_but_a_cron_job_is() -> None:
    once, again = ("Job", "build-x7k2p"), ("Job", "backup-29384720")
    pods = [pod("debug"), pod("build-x7k2p-abcde", once), pod("backup-29384720-abcde", again)]
    pods.append(pod("etcd-node-1", ("Node", "node-1")))
    assert told(*pods) == [("prod/backup/main", "x:1", DIGEST)]


def test_objects_of_any_shape_are_no_reason_to_stop() -> None:
    for broken in ({}, {"metadata": 7}, {"status": {"containerStatuses": [None, {}, {"imageID": 7}]}}, {"spec": []}):
        assert told(broken) == []


def deployment(**more: Any) -> dict[str, Any]:
    condition = {"type": "Progressing", "reason": "NewReplicaSetAvailable", "lastUpdateTime": "2026-11-22T14:00:00Z"}
    containers = [{"name": "hub", "image": "quay.example/hub:1"}, {"name": "side", "image": "quay.example/side:2"}]
    return {"metadata": {"name": "hub", "namespace": "prod"}, "status": {"conditions": [condition]},
            "spec": {"template": {"spec": {"containers": containers}}}, **more}  # fmt: skip


def test_a_deployment_alone_tells_what_it_is_set_to_run() -> None:
    (record,) = running.deployed([deployment()], [])
    assert [(v.component, v.value) for v in record.versions] == [
        ("prod/hub", "quay.example/hub:1"), ("prod/hub/side", "quay.example/side:2"),
    ]  # fmt: skip
    assert (str(record.at), record.precision) == ("2026-11-22 14:00:00+00:00", "approximate")


def test_a_deployment_whose_replica_sets_are_there_tells_nothing_more() -> None:
    owner = {"kind": "Deployment", "name": "hub", "controller": True}
    sets = [{"metadata": {"name": "hub-5d8f6c7b9d", "namespace": "prod", "ownerReferences": [owner]}}]
    assert list(running.deployed([deployment()], sets)) == []
    assert list(running.deployed([{}, deployment(spec=7)], [])) == []
