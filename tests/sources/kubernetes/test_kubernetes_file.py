"""Saved JSON: every shape in which people keep it, and one clear line for what is none."""

from __future__ import annotations

import io
import json
import tracemalloc
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from needs import need_shared

from incidentkit.config import KubernetesSettings
from incidentkit.errors import InputError
from incidentkit.sources.interface import Gathered, Window
from incidentkit.sources.kubernetes import KubernetesFile, documents

OPEN = Window()
YAML = """apiVersion: v1
kind: List
items:
- kind: Event
  metadata: {uid: e1}
  reason: Evicted
  lastTimestamp: 2026-11-22T22:02:00Z
---
kind: Event
metadata: {uid: e2}
"""


def read(content: Any, window: Window = OPEN, settings: KubernetesSettings | None = None) -> Gathered:
    """Through stdin; what is no text or bytes is written as JSON first."""
    if not isinstance(content, str | bytes):
        content = json.dumps(content)
    data = content.encode() if isinstance(content, str) else content
    source = KubernetesFile(None, settings=settings or KubernetesSettings(), stdin=io.BytesIO(data))
    return source.gather(window)


def event(uid: str = "e1", **more: Any) -> dict[str, Any]:
    return {
        "kind": "Event", "apiVersion": "v1", "metadata": {"uid": uid, "namespace": "prod"},
        "involvedObject": {"kind": "Pod", "namespace": "prod", "name": "hub-0"}, "type": "Warning",
        "reason": "Evicted", "message": "The node was low on resource: memory.",
        "firstTimestamp": "2026-11-22T22:02:00Z", "lastTimestamp": "2026-11-22T22:02:00Z",
    } | more  # fmt: skip


NODE = {"kind": "Node", "metadata": {"name": "n1", "uid": "n"}, "status": {"conditions": [
    {"type": "Ready", "status": "Unknown", "lastTransitionTime": "2026-11-22T22:01:00Z"}]}}  # fmt: skip
HALF = chr(0xD83D)
BARE = {key: value for key, value in event("e2").items() if key not in ("kind", "apiVersion")}


@pytest.mark.parametrize(
    ("content", "ids"),
    [
        (event(), {"e1"}),
        ({"kind": "List", "items": [event(), event("e2")]}, {"e1", "e2"}),
        ({"kind": "EventList", "items": [BARE]}, {"e2"}),
        ({"items": [BARE]}, {"e2"}),
        ([event(), {"kind": "List", "items": [event("e2")]}], {"e1", "e2"}),
        ("\n".join(json.dumps(event(f"e{n}")) for n in range(3)), {"e0", "e1", "e2"}),
        (json.dumps(event(), indent=2) + json.dumps(event("e2"), indent=2), {"e1", "e2"}),
        ({"type": "ADDED", "object": event()}, {"e1"}),
        (b"\xef\xbb\xbf" + json.dumps(event()).encode(), {"e1"}),
        (("\ufeff" + json.dumps(event())).encode("utf-16-le"), {"e1"}),
        ("\r\n\r\n" + json.dumps(event()).replace("{", "{\r\n", 1), {"e1"}),
        (YAML, {"e1", "e2"}),
    ],
    ids=["object", "List", "EventList", "kindless list", "array", "lines", "concatenated", "watch", "bom", "utf-16",
         "crlf", "yaml"],
)  # fmt: skip
def test_every_usual_shape_is_read(content: Any, ids: set[str]) -> None:
    assert {record.id for record in read(content).records} == {f"k8s:{uid}" for uid in ids}


def test_kinds_may_be_mixed_and_what_is_not_read_is_counted() -> None:
    secret = {"kind": "Secret", "metadata": {"name": "token"}, "data": {"password": "aHVudGVyMg=="}}
    gathered = read({"kind": "List", "items": [event(), NODE, secret, secret, {"kind": "ConfigMap"}]})
    assert [record.kind for record in gathered.records] == ["node", "event"]
    assert any("2 Secret, 1 ConfigMap" in note for note in gathered.notes)
    assert "hunter2" not in repr(gathered)
    assert "aHVudGVy" not in repr(gathered)


def test_the_same_event_of_two_files_or_apis_is_one() -> None:
    other = {"kind": "Event", "apiVersion": "events.k8s.io/v1", "metadata": {"uid": "e1", "namespace": "prod"},
             "regarding": {"kind": "Pod", "name": "hub-0"}, "note": "said otherwise", "reason": "Evicted",
             "deprecatedLastTimestamp": "2026-11-22T22:02:00Z", "type": "Warning"}  # fmt: skip
    assert len(read([event(), other]).records) == 1
    assert len(read([other, event()]).records) == 1
    assert read([other]).records[0].at == read([event()]).records[0].at


def test_ids_are_the_same_when_a_file_without_uids_is_read_again() -> None:
    nameless = event()
    del nameless["metadata"]
    once, twice = read([nameless, event("x")]), read([nameless])
    assert twice.records[0].id in {record.id for record in once.records}


@pytest.mark.parametrize(
    ("content", "words", "line"),
    [
        ("", "is empty", None),
        (" \n", "is empty", None),
        ('{"kind": "List",\n"items": [\n', "ends in the middle", 3),
        ('{"kind": "Event"}\n{"kind": oops}\n', "no valid JSON", 2),
        ("[" * 200_000, "nested too deeply", None),
        ('{"a": ' + "9" * 5000 + "}", "a number", None),
        (b"\xff\xfe\x00\xd8", "no text", 1),
        (b'{"a":\n"\xff"}', "no text", 2),
        ("a: *b\n", "neither JSON nor YAML", 1),
        ("a: &x [1]\nb: [*x, *x]\n", "aliases are not read", 2),
        ("a: !!python/object:os.system x\n", "neither JSON nor YAML", 1),
        ("a: b: c\n", "neither JSON nor YAML", 1),
        ("x: " + "[" * 30_000, "nested too deeply", 1),
        ('{"title": "no cluster object"}', "no Kubernetes objects", None),
        ("just words", "no Kubernetes objects", None),
        ("12", "no Kubernetes objects", None),
    ],
)
def test_what_is_no_saved_json_is_one_line_that_says_where(content: str | bytes, words: str, line: int | None) -> None:
    with pytest.raises(InputError, match=words) as error:
        read(content)
    assert "\n" not in error.value.message
    assert error.value.line == line
    assert error.value.hint


def test_files_that_cannot_be_opened_are_named(tmp_path: Path) -> None:
    source = KubernetesFile(tmp_path / "absent.json", settings=KubernetesSettings())
    with pytest.raises(InputError, match=r"absent\.json: cannot be read"):
        source.gather(OPEN)


def test_a_file_larger_than_the_limit_is_refused_before_it_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "huge.json"
    path.write_bytes(b'{"a":' + b" " * 5_000_000)
    tracemalloc.start()
    with pytest.raises(InputError, match="larger than 1 MB"):
        documents.read(path, None, largest=2**20)
    assert tracemalloc.get_traced_memory()[1] < 4 * 2**20
    tracemalloc.stop()


def test_an_empty_list_is_a_healthy_answer() -> None:
    gathered = read({"kind": "EventList", "items": []})
    assert (gathered.records, gathered.gaps) == ((), ())


def test_a_dash_is_stdin_and_text_streams_will_do() -> None:
    source = KubernetesFile(Path("-"), settings=KubernetesSettings(), stdin=io.StringIO(json.dumps(event())))
    assert len(source.gather(OPEN).records) == 1


def test_a_folder_is_read_file_by_file_and_a_broken_file_is_a_gap(tmp_path: Path) -> None:
    (tmp_path / "events").mkdir()
    (tmp_path / "events" / "prod.json").write_text(json.dumps({"kind": "EventList", "items": [BARE]}))
    (tmp_path / "nodes.yaml").write_text(json.dumps(NODE))
    (tmp_path / "version.json").write_text('{"gitVersion": "v1.30.0"}')
    (tmp_path / "broken.json").write_text('{"kind": ')
    (tmp_path / "link.json").symlink_to("/etc/hostname")
    gathered = KubernetesFile(tmp_path, settings=KubernetesSettings()).gather(OPEN)
    assert {record.kind for record in gathered.records} == {"event", "node"}
    assert [g.id for g in gathered.gaps] == [f"gap:kubernetes/{tmp_path.name}/broken.json"]


def test_events_saved_too_late_are_a_gap() -> None:
    seen = datetime(2026, 11, 22, 22, 2, tzinfo=UTC)
    assert read(event(), Window(since=seen - timedelta(minutes=50))).gaps == ()
    late = read(event(), Window(since=seen - timedelta(minutes=90))).gaps
    assert [g.kind for g in late] == ["gap"]
    assert "before 2026-11-22 22:02 UTC are not known" in late[0].summary
    assert read(NODE, Window(since=seen - timedelta(days=1))).gaps == ()  # nobody said that this file has events


def test_reading_is_close_to_linear_and_keeps_noise_out() -> None:
    noise = [event(f"n{n}", reason="Pulled", type="Normal", message="Container image present") for n in range(20_000)]
    gathered = read({"kind": "List", "items": [*noise, event()]})
    assert gathered.hidden == (("noise", 20_000),)
    assert len(gathered.records) == 1


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("message-container-creating-failed-mount.json", ["could not be mounted in pod", "could not be scheduled"]),
        ("message-image-pull-fail.json", ["could not pull image", "the server's certificate is not valid"]),
        ("message-pod-init-crashloop-backoff.json", ["kept crashing", "is not in the image"]),
        ("pods-oomkill.json", ["was killed for want of memory (container `memory-eater`, exit code 137)"]),
        ("pods-crashloop.json", ["exit code 127, 4 restarts so far"]),
        ("nodes.json", ["became ready", "joined the cluster"]),
        ("replicasets-rook-ceph.json", ["Rolled out revision 2 of deployment"]),
        ("replicasets-default.json", ["Rolled out revision 1 of deployment"]),
        ("deployments-default.json", []),
    ],
)
def test_real_dumps_give_lines_that_a_person_would_write(name: str, lines: list[str]) -> None:
    gathered = KubernetesFile(need_shared("k8s") / name, settings=KubernetesSettings()).gather(OPEN)
    text = "\n".join(record.summary for record in gathered.records)
    assert [line for line in lines if line not in text] == []
    assert all(len(record.summary) < 300 for record in gathered.records)
    assert "rpc error" not in text
    assert any(record.kind != "version" for record in gathered.records) == bool(lines)


def test_every_real_dump_has_a_test() -> None:
    tested = [mark.args[1] for mark in test_real_dumps_give_lines_that_a_person_would_write.pytestmark]  # type: ignore[attr-defined]
    names = {row[0] for row in tested[0]}
    assert {path.name for path in need_shared("k8s").glob("*.json")} <= names


@pytest.mark.parametrize("field", ["message", "reason", "lastTimestamp", "reportingInstance"])
@pytest.mark.parametrize("more", [{}, {"count": "many"}], ids=["else as usual", "another field of the wrong type"])
def test_half_a_character_does_not_stop_the_reading(field: str, more: dict[str, Any]) -> None:
    broken = event("", **{field: f"Evicted {HALF}"}, **more)
    found = read([broken, event("e2")]).records
    assert any(record.id.endswith("e2") for record in found)
    assert HALF not in repr(found)
