"""A namespace that is watched, on the real API: through its restarts and its forgetting, with the shipped rights."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from peers import kubernetes as peers
from peers.kubelet import Kubelet, crashed_pod, kubelet

from incidentkit.config import KubernetesSettings
from incidentkit.errors import DeniedError
from incidentkit.sources.interface import Followed, Gathered, Window
from incidentkit.sources.kubernetes import KubernetesLive, watching
from incidentkit.sources.kubernetes.live import PARTS

HOME = {"HOME": "/nonexistent"}
EVENTS = f"/api/v1/namespaces/{peers.NAMESPACE}/events"
PODS = f"/api/v1/namespaces/{peers.NAMESPACE}/pods"


@pytest.fixture
def reader(_real: peers.RealApi, tmp_path: Path) -> Path:
    """The ServiceAccount of the shipped manifest, and nothing else."""
    return _real.service_account("incident-reader", tmp_path / "sa.kubeconfig")


def live(kubeconfig: Path, *, logs: bool = False) -> KubernetesLive:
    return KubernetesLive(
        peers.NAMESPACE, settings=KubernetesSettings(), context=None, kubeconfig=kubeconfig, environ=HOME, logs=logs
    )


@pytest.fixture
def followed(reader: Path) -> Iterator[Followed]:
    source = live(reader).follow()
    source.gather(Window())
    yield source
    source.close()


def happen(api: peers.RealApi, name: str) -> None:
    now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"  # what was long ago, a watch forgets once it is told
    event = peers._event(name, "Pod", f"worker-{name}", "Evicted", "The node was low on resource: memory.",
                         firstTimestamp=now, lastTimestamp=now)  # fmt: skip
    api.call("POST", EVENTS, event)


def until(source: Followed, holds: Callable[[Gathered], bool], seconds: float = 60) -> Gathered:
    """What the source tells as soon as that holds."""
    end = time.monotonic() + seconds
    while not holds(found := source.gather(Window())):
        assert time.monotonic() < end, [r.summary for r in found.records[-5:]] + [g.summary for g in found.gaps]
        time.sleep(0.1)
    return found


def tells(words: str) -> Callable[[Gathered], bool]:
    return lambda gathered: any(words in f"{r.summary} {r.body}" for r in gathered.records)


def test_what_happens_is_told_without_asking_again(_real: peers.RealApi, followed: Followed) -> None:
    happen(_real, "watched.1")
    assert until(followed, tells("worker-watched.1")).gaps == ()


def crash(api: peers.RealApi, pod: str, restarts: int) -> None:
    ended = {"exitCode": 3, "reason": "Error", "finishedAt": f"2026-11-22T23:{restarts:02}:00Z"}
    status = {"name": "hub", "restartCount": restarts, "ready": False, "image": "i", "imageID": "",
              "state": {"running": {}}, "lastState": {"terminated": ended}}  # fmt: skip
    api.call("PATCH", f"{PODS}/{pod}/status", {"status": {"containerStatuses": [status]}})


def test_every_end_of_a_container_is_told_also_those_that_its_pod_forgot_and_of_pods_that_are_gone(
    _real: peers.RealApi, followed: Followed
) -> None:
    spec = {"containers": [{"name": "hub", "image": "i"}]}
    uid = _real.call("POST", PODS, {"metadata": {"name": "restless"}, "spec": spec})["metadata"]["uid"]
    for restarts in (1, 2, 4):
        crash(_real, "restless", restarts)
    _real.call("DELETE", f"{PODS}/restless?gracePeriodSeconds=0")
    happen(_real, "after.restless")
    ids = {f"k8s:{uid}/hub/{run}" for run in (0, 1, 3)}
    until(followed, lambda gathered: ids <= {r.id for r in gathered.records})


def test_a_server_that_was_down_and_forgot_is_read_again(
    _real: peers.RealApi, followed: Followed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "_LONGEST_WAIT", 0.5)
    happen(_real, "before.down")
    until(followed, tells("worker-before.down"))
    with _real.stopped():
        down = until(followed, lambda gathered: any("could not be watched since" in g.summary for g in gathered.gaps))
        assert tells("worker-before.down")(down)
        assert any("refused" in g.summary or "broke off" in g.summary for g in down.gaps)
    happen(_real, "while.away")  # before the streams are back, perhaps
    _real.compact()  # and what they would go on from is gone (410)
    happen(_real, "after.up")
    up = until(followed, lambda gathered: tells("worker-after.up")(gathered) and not gathered.gaps)
    assert tells("worker-while.away")(up)
    assert len({r.id for r in up.records}) == len(up.records)


def test_a_watch_that_is_told_of_a_forgotten_place_reads_the_list_again(_real: peers.RealApi, reader: Path) -> None:
    old = live(reader).read()
    happen(_real, "forgotten.1")
    _real.forget_lists()
    time.sleep(1)
    part = next(part for part in old.versions if part.gap == "events")
    source = watching.KubernetesWatch(live(reader))
    source._reading = old
    old.versions = dict.fromkeys(old.versions, "1")  # long compacted: the server answers 410
    for one, version in source._followed(old):
        if one == part:
            threading.Thread(target=source._keep_up, args=(one, version), daemon=True).start()
    try:
        until(source, tells("worker-forgotten.1"))
    finally:
        source.close()


def test_nobody_is_refused_at_once(_real: peers.RealApi) -> None:
    with pytest.raises(DeniedError):
        live(_real.kubeconfig("nobody")).follow().gather(Window())


def test_a_long_outage_leaves_a_gap_that_stays(
    _real: peers.RealApi, followed: Followed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "EVENT_LIFE", timedelta(seconds=-1))
    monkeypatch.setattr(watching, "_LONGEST_WAIT", 0.5)
    with _real.stopped():
        until(followed, lambda gathered: any("could not be watched" in g.summary for g in gathered.gaps))
    happen(_real, "long.outage")
    up = until(followed, lambda gathered: tells("worker-long.outage")(gathered) and len(gathered.gaps) <= 2)
    assert any("between" in g.summary and "are not known" in g.summary and g.at for g in up.gaps)


def test_a_server_that_fails_and_one_that_ends_every_stream_are_not_hammered(local: peers.LocalApi) -> None:
    wrong: list[peers.Answer] = [peers.as_json(500, {"message": "etcd is away"})]
    local.before = lambda _method, target, _n: wrong[0] if "watch=true" in target and wrong else None
    source = live(local.kubeconfig("admin")).follow()
    try:
        source.gather(Window())
        told = until(source, lambda gathered: any("could not be watched" in g.summary for g in gathered.gaps))
        assert any("500" in g.summary and "etcd is away" in g.summary for g in told.gaps)
        wrong.clear()  # from now on a list is answered, and the stream is over at once
        until(source, lambda gathered: not any("watched" in g.summary for g in gathered.gaps))
        before = len(local.asked)
        time.sleep(2.5)
        assert len(local.asked) - before < 5 * len(PARTS)
    finally:
        source.close()


def test_a_list_that_cannot_be_followed_for_a_reason_nobody_foresaw_is_a_gap(
    local: peers.LocalApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(watching.KubernetesWatch, "_changes", broken)
    source = live(local.kubeconfig("admin")).follow()
    try:
        told = until(source, lambda gathered: len(gathered.gaps) >= len(PARTS) - 1)
        assert all("could not be watched since" in g.summary and "ZeroDivisionError" in g.summary for g in told.gaps)
    finally:
        source.close()


# Logs


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Kubelet]:
    with kubelet(tmp_path) as peer:
        yield peer


def test_the_last_lines_of_the_previous_container_are_read_on_request(
    _real: peers.RealApi, reader: Path, node: Kubelet
) -> None:
    node.logs[("crashed-0", "hub", True)] = "\n".join(f"line {n}" for n in range(5000)) + "\npanic: no database\n"
    node.logs[("crashed-0", "hub", False)] = "all is well again\n"
    with crashed_pod(_real, node.port, "crashed-0"):
        assert not tells("panic")(live(reader).gather(Window()))
        assert node.asked == []
        gathered = live(reader, logs=True).gather(Window())
    (end,) = [r for r in gathered.records if "crashed-0" in r.summary and r.kind == "termination"]
    assert (end.body or "").endswith("its log ended: `line 4998` / `line 4999` / `panic: no database`")
    assert "well again" not in repr(gathered)
    asked = next(query for query in node.asked if query["pod"] == "crashed-0")
    assert (asked["previous"], int(asked["tailLines"])) == ("true", 50)
    assert int(asked["limitBytes"]) <= 64 * 1024


def test_a_container_that_was_not_started_again_has_its_words_in_its_log_of_now(
    _real: peers.RealApi, reader: Path, node: Kubelet
) -> None:
    node.logs[("done-0", "hub", False)] = "last words\n"
    ended = {"terminated": {"exitCode": 1, "reason": "Error", "finishedAt": "2026-11-22T22:20:00Z"}}
    with crashed_pod(_real, node.port, "done-0", state=ended, lastState={}, restartCount=0):
        assert tells("`last words`")(live(reader, logs=True).gather(Window()))


@pytest.mark.parametrize("why", ["a kubelet that is gone", "no right"])
def test_logs_that_cannot_be_had_are_one_gap(_real: peers.RealApi, reader: Path, node: Kubelet, why: str) -> None:
    role = f"/apis/rbac.authorization.k8s.io/v1/namespaces/{peers.NAMESPACE}/roles/incident-reader"
    rules: list[Any] = _real.call("GET", role)["rules"]
    port = 9 if why == "a kubelet that is gone" else node.port
    try:
        if why == "no right":
            _real.call("PATCH", role, {"rules": [r for r in rules if r["resources"] != ["pods/log"]]})
            time.sleep(1)
        with crashed_pod(_real, port, "silent-0"):
            gathered = live(reader, logs=True).gather(Window())
    finally:
        _real.call("PATCH", role, {"rules": rules})
        time.sleep(1)
    (gap,) = gathered.gaps
    assert gap.id == f"gap:kubernetes/{peers.NAMESPACE}/logs"
    assert ("not allowed" in gap.summary) is (why == "no right")
