"""What people have saved of clusters in other shapes than the API's: the same lines come out of each."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from incidentkit.config import KubernetesSettings
from incidentkit.errors import InputError
from incidentkit.sources.interface import Gathered, Window
from incidentkit.sources.kubernetes import KubernetesFile

FIRST, LAST = "2026-11-22T12:00:00Z", "2026-11-22T12:20:00Z"
LINE = "Pod `tiles-0` could not be scheduled: insufficient memory"
CORE: dict[str, Any] = {
    "apiVersion": "v1", "kind": "Event", "type": "Warning", "reason": "FailedScheduling", "count": 21,
    "message": "0/4 nodes are available: 4 Insufficient memory.", "firstTimestamp": FIRST, "lastTimestamp": LAST,
    "metadata": {"name": "tiles-0.1", "namespace": "maps", "uid": "e-1", "creationTimestamp": FIRST},
    "involvedObject": {"kind": "Pod", "namespace": "maps", "name": "tiles-0", "uid": "p-1"},
    "source": {"component": "default-scheduler"},
}  # fmt: skip
MOVED = {
    "message": "note", "count": "deprecatedCount", "firstTimestamp": "deprecatedFirstTimestamp",
    "lastTimestamp": "deprecatedLastTimestamp", "involvedObject": "regarding", "source": "deprecatedSource",
}  # fmt: skip
# The other API's view of an event that was written in the core form: its times stand under other names.
NEW = {MOVED.get(key, key): value for key, value in CORE.items()} | {
    "apiVersion": "events.k8s.io/v1",
    "eventTime": None,
}


def read(text: str, settings: KubernetesSettings | None = None) -> Gathered:
    stdin = io.BytesIO(text.encode())
    return KubernetesFile(None, settings=settings or KubernetesSettings(), stdin=stdin).gather(Window())


def program_names(event: dict[str, Any]) -> dict[str, Any]:
    """As kubectl 1.4 to 1.9 dumped it: names of Go's types, metadata among the fields."""
    upper = {"uid": "UID", "apiVersion": "APIVersion"}

    def named(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {upper.get(key, key[0].upper() + key[1:]): named(found) for key, found in value.items()}

    fields = {key: value for key, value in event.items() if key not in ("metadata", "apiVersion", "kind")}
    return dict(event["metadata"]) | named(fields)


SHAPES = {
    "the other API": json.dumps(NEW),
    "the other API's first version": json.dumps(NEW | {"apiVersion": "events.k8s.io/v1beta1"}),
    "a list without kinds": json.dumps({"items": [{k: v for k, v in CORE.items() if k not in ("kind", "apiVersion")}]}),
    "a router's log": json.dumps({"verb": "ADDED", "event": {k: v for k, v in CORE.items() if k != "kind"}}) + "\n",
    "a router's log of an update": json.dumps({"verb": "UPDATED", "event": CORE, "old_event": CORE | {"count": 3}}),
    "a watch of the other API": json.dumps({"object": NEW, "type": "ADDED"}) + "\n",
    "an old dump": json.dumps({"selfLink": "/api/v1/namespaces/maps/events", "Items": [program_names(CORE)]}, indent=4),
    "YAML": yaml.safe_dump({"apiVersion": "v1", "kind": "EventList", "items": [NEW]}),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_one_event_in_every_shape_is_one_line(shape: str) -> None:
    found = read(SHAPES[shape])
    assert [(r.summary, r.count) for r in found.records] == [(LINE, 21)]
    record = found.records[0]
    assert record.at and record.until
    assert (f"{record.at:%H:%M}", f"{record.until:%H:%M}", record.subject) == ("12:00", "12:20", "Pod maps/tiles-0")


def test_a_digest_without_objects_is_told_by_its_namespace() -> None:
    """What collectors of diagnostics keep of an event: when, what, and where about."""
    lines = [
        {"namespace": "machines", "lastTimestamp": "2026-11-22T14:00:00+02:00", "reason": "FailedUpdate",
         "message": f"worker-{n}: could not reach the cloud", "type": "Warning"}
        for n in ("a", "b")
    ]  # fmt: skip
    records = read(json.dumps({"items": lines})).records
    assert [(f"{r.at:%H:%M}", r.summary) for r in records] == [
        ("12:00", f"Something in namespace `machines`: worker-{n}: could not reach the cloud (`FailedUpdate`)")
        for n in ("a", "b")
    ]
    assert len({r.id for r in records}) == 2


def test_an_old_dump_of_pods_tells_how_they_ended(tmp_path: Path) -> None:
    status = {
        "Phase": "Running",
        "ContainerStatuses": [
            {"Name": "tiles", "RestartCount": 3, "Image": "tiles:1", "ImageID": "",
             "State": {"Running": {"StartedAt": LAST}},
             "LastTerminationState": {"Terminated": {"ExitCode": 137, "Reason": "OOMKilled", "FinishedAt": FIRST}}}
        ],
    }  # fmt: skip
    pod = {"name": "tiles-0", "namespace": "maps", "uid": "p-1", "Spec": {"Containers": []}, "Status": status}
    path = tmp_path / "pods.json"
    path.write_text(json.dumps({"Items": [pod]}))
    records = KubernetesFile(path, settings=KubernetesSettings()).gather(Window()).records
    assert [r.summary for r in records] == [
        "Pod `tiles-0` was killed for want of memory (container `tiles`, exit code 137, 3 restarts so far)"
    ]


def test_the_name_of_a_file_tells_what_objects_without_kinds_are(tmp_path: Path) -> None:
    deployment = {"metadata": {"name": "web", "namespace": "maps"}}
    for name, kind in (("deployments.json", True), ("whatever.json", False)):
        (tmp_path / name).write_text(json.dumps({"items": [deployment]}))
        source = KubernetesFile(tmp_path / name, settings=KubernetesSettings())
        if kind:
            assert source.gather(Window()).records == ()
        else:
            with pytest.raises(InputError, match="holds no Kubernetes objects"):
                source.gather(Window())


@pytest.mark.parametrize(
    "text",
    [
        '{"reason": "Ready", "message": "all is well"}',
        '{"verb": "ADDED", "event": "x"}',
        '{"Items": "none"}',
        '{"verb": "ADDED", "event": null}',
        '{"type": "object", "reason": "r", "message": "m"}',
    ],
)
def test_what_is_only_like_an_event_is_none(text: str) -> None:
    with pytest.raises(InputError, match="holds no Kubernetes objects"):
        read(text)


def test_an_old_dump_as_deep_as_it_likes_breaks_nothing() -> None:
    deep: dict[str, Any] = {"A": 1}
    for _ in range(400):
        deep = {"A": [deep]}
    found = read(json.dumps({"Items": [program_names(CORE) | {"Source": deep}]}))
    assert [r.summary for r in found.records] == [LINE]
