"""What events, pods, rollouts and nodes are told as: lines that a person would write, whatever the cluster says."""

# Messages are as long as the cluster writes them.
# ruff: noqa: E501

from __future__ import annotations

import io
import json
import re
from typing import Any

import markdown
import pytest

from incidentkit import evidence, inert
from incidentkit.config import KubernetesSettings
from incidentkit.evidence import Evidence
from incidentkit.sources.interface import Gathered, Window
from incidentkit.sources.kubernetes import KubernetesFile

NOON = "2026-11-22T12:00:00Z"


def read(*objects: Any, settings: KubernetesSettings | None = None) -> Gathered:
    stdin = io.BytesIO("\n".join(json.dumps(item) for item in objects).encode())
    return KubernetesFile(None, settings=settings or KubernetesSettings(), stdin=stdin).gather(Window())


def event(reason: str, message: str = "", *, about: str = "Pod/hub-0", uid: str = "", **more: Any) -> dict[str, Any]:
    kind, _, name = about.partition("/")
    return {
        "kind": "Event", "metadata": {"uid": uid or f"uid-{reason}-{name}", "namespace": "prod"}, "reason": reason,
        "message": message, "type": "Warning", "lastTimestamp": NOON,
        "involvedObject": {"kind": kind, "namespace": "prod", "name": name, "uid": f"0123-{name}"},
    } | more  # fmt: skip


def pod(name: str = "hub-0", *, owner: tuple[str, str] | None = None, **status: Any) -> dict[str, Any]:
    meta: dict[str, Any] = {"name": name, "namespace": "prod", "uid": f"0123-{name}"}
    if owner:
        meta["ownerReferences"] = [{"kind": owner[0], "name": owner[1], "controller": True}]
    return {"kind": "Pod", "metadata": meta, "status": status}


def container(restarts: int, state: dict[str, Any], last: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"name": "hub", "restartCount": restarts, "state": state, "lastState": last or {}, "image": "hub:1"}


def ended(reason: str, code: int, message: str = "") -> dict[str, Any]:
    return {"terminated": {"reason": reason, "exitCode": code, "finishedAt": NOON, "message": message}}


def one(*objects: Any) -> Evidence:
    records = read(*objects).records
    assert len(records) == 1
    return records[0]


CASES = [
    ("FailedScheduling", "0/3 nodes are available: 3 Insufficient memory.", "Pod `hub-0` could not be scheduled: insufficient memory"),
    ("FailedScheduling", "0/5 nodes are available: 1 Insufficient cpu, 2 Insufficient memory, 2 node(s) had untolerated taint {a: b}. preemption: 0/5 nodes are available.",
     "Pod `hub-0` could not be scheduled: insufficient CPU, insufficient memory, the other nodes are kept for other work (taints)"),
    ("FailedScheduling", 'persistentvolumeclaim "db" not found', "Pod `hub-0` could not be scheduled: storage claim `db` not found"),
    ("FailedMount", 'MountVolume.SetUp failed for volume "config" : configmap "nonexistent" not found', "Volume `config` could not be mounted in pod `hub-0`: configmap `nonexistent` not found"),
    ("FailedMount", "Unable to attach or mount volumes: unmounted volumes=[data], unattached volumes=[data]: timed out waiting for the condition",
     "Volume `data` could not be mounted in pod `hub-0`: it took too long"),
    ("FailedAttachVolume", 'Multi-Attach error for volume "pvc-1" Volume is already used by pod(s) hub-1', "Volume `pvc-1` could not be attached for pod `hub-0`: it is still attached elsewhere"),
    ("Evicted", "The node was low on resource: memory. Container hub was using 2Gi.", "Pod `hub-0` was evicted: the node was short of memory"),
    ("Evicted", "The node was low on resource: ephemeral-storage.", "Pod `hub-0` was evicted: the node was short of disk space"),
    ("Unhealthy", "Liveness probe failed: Get \"http://10.0.0.9/health\": context deadline exceeded", "Pod `hub-0` failed its liveness probe: no answer in time"),
    ("Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503", "Pod `hub-0` failed its readiness probe: it answered 503"),
    ("Failed", 'Failed to pull image "registry.example/hub:2": rpc error: code = NotFound desc = failed to pull and unpack image "registry.example/hub:2": not found',
     "Pod `hub-0` could not pull image `registry.example/hub:2`: there is no such image"),
    ("Failed", 'Failed to pull image "hub:2": toomanyrequests: You have reached your pull rate limit.', "Pod `hub-0` could not pull image `hub:2`: the registry's rate limit was reached"),
    ("Failed", 'Error: secret "hub" not found', "Pod `hub-0` could not start: secret `hub` not found"),
    ("BackOff", "Back-off restarting failed container", "Pod `hub-0` kept crashing: its restart was held back"),
    ("BackOff", 'Back-off pulling image "hub:2"', "Pod `hub-0` waited for image `hub:2`, which could not be pulled"),
    ("Preempted", "Preempted by a pod on node n1", "Pod `hub-0` had to make room for a more important pod"),
    ("NodeNotReady", "Node is not ready", "Pod `hub-0` lost its node, which is not ready"),
    ("FailedCreatePodSandBox", "Failed to create pod sandbox: rpc error: code = Unknown desc = no space left on device", "Pod `hub-0` could not be set up on its node: the disk is full"),
    ("Confabulated", "the flux is low", "Pod `hub-0`: the flux is low (`Confabulated`)"),
]  # fmt: skip


@pytest.mark.parametrize(("reason", "message", "line"), CASES)
def test_an_event_reads_like_a_sentence(reason: str, message: str, line: str) -> None:
    record = one(event(reason, message))
    assert record.summary == line
    assert inert.markdown(inert.one_line(message, 2000)) in (record.body or "")
    assert record.subject == "Pod prod/hub-0"


@pytest.mark.parametrize(
    ("about", "reason", "message", "line"),
    [
        ("Node/n1", "NodeNotReady", "", "Node `n1` stopped being ready"),
        ("Node/n1", "SystemOOM", "System OOM encountered, victim process: python3, pid: 7",
         "Node `n1` ran out of memory and killed the process `python3`"),
        ("Node/n1", "OOMKilling", "Memory cgroup out of memory: Killed process 7 (python3) total-vm:1kB",
         "On node `n1` a container went over its memory limit: the process `python3` was killed"),
        ("Node/n1", "OOMKilling", "Out of memory: Killed process 7 (python3) total-vm:1kB",
         "Node `n1` ran out of memory and killed the process `python3`"),
        ("ReplicaSet/hub-7d4b9c6f5", "FailedCreate", 'pods "hub-x" is forbidden: exceeded quota: compute, requested: 1',
         "Replica set `hub-7d4b9c6f5` could not create pods: the quota `compute` is used up"),
        ("PersistentVolumeClaim/db", "ProvisioningFailed", "rpc error: code = Internal desc = zone is empty",
         "Storage claim `db` got no volume: zone is empty"),
        ("Job/backup", "BackoffLimitExceeded", "Job has reached the specified backoff limit",
         "Job `backup` gave up: its pods failed too often"),
        ("Deployment/hub", "ScalingReplicaSet", "Scaled down replica set hub-7d4b9c6f5 to 0 from 2",
         "Deployment `hub` was scaled down to 0 (`hub-7d4b9c6f5`)"),
    ],
)  # fmt: skip
def test_other_objects_than_pods(about: str, reason: str, message: str, line: str) -> None:
    assert one(event(reason, message, about=about)).summary == line


def test_what_matters_most_weighs_most() -> None:
    def weight(reason: str, message: str = "", about: str = "Pod/hub-0") -> int:
        return one(event(reason, message, about=about)).weight

    oom = one(pod(containerStatuses=[container(1, ended("OOMKilled", 137))])).weight
    ranked = [
        oom,
        weight("SystemOOM", about="Node/n1"),
        weight("Evicted"),
        weight("FailedScheduling"),
        weight("FailedMount"),
        weight("Unhealthy"),
        weight("SomethingNew"),
    ]
    assert ranked == sorted(ranked, reverse=True)
    assert all(each >= 60 for each in ranked[:-1])
    assert weight("SomethingNew") >= 50


def test_routine_is_counted_and_settings_can_hide_and_show() -> None:
    routine = event("Pulled", "Container image already present", type="Normal")
    assert dict(read(routine, event("Evicted")).hidden) == {"noise": 1}
    shown = read(routine, settings=KubernetesSettings(show=("Pulled",)))
    assert [r.summary for r in shown.records] == ["Pod `hub-0`: Container image already present (`Pulled`)"]
    hidden = read(event("Evicted"), settings=KubernetesSettings(hide=("Evicted",)))
    assert (hidden.records, hidden.hidden) == ((), (("noise", 1),))
    assert read(event("Pulled", "was not routine")).records  # the cluster calls it a Warning
    assert one(event("Killing", "Container hub failed liveness probe, will be restarted", type="Normal")).weight > 50


def test_one_trouble_that_three_events_tell_is_told_once() -> None:
    pull = event("Failed", 'Failed to pull image "hub:2": not found', count=3)
    echoes = [event("Failed", "Error: ErrImagePull", uid="a"), event("Failed", "Error: ImagePullBackOff", uid="b"),
              event("BackOff", 'Back-off pulling image "hub:2"', uid="c")]  # fmt: skip
    gathered = read(pull, *echoes)
    assert [r.count for r in gathered.records] == [3]
    assert dict(gathered.hidden) == {"said again by another event": 3}
    # Where the event that says it properly has expired, an echo stands for it.
    assert [r.summary for r in read(*echoes).records] == [
        "Pod `hub-0` waited for image `hub:2`, which could not be pulled"
    ]


def test_status_and_event_of_one_trouble_are_one_record() -> None:
    status = pod(containerStatuses=[container(2, {"running": {}}, ended("OOMKilled", 137))])
    gathered = read(status, event("OOMKilled", "Container hub was killed"))
    assert [r.kind for r in gathered.records] == ["termination"]  # the status is the truth about memory
    evicted = pod(reason="Evicted", message="The node was low on resource: memory.")
    assert [r.kind for r in read(evicted, event("Evicted", "The node was low on resource: memory.")).records] == [
        "event"
    ]
    later = event("Evicted", "x", lastTimestamp="2026-11-22T15:00:00Z")
    was = {"type": "Ready", "status": "False", "lastTransitionTime": NOON}
    assert len(read(pod(reason="Evicted", conditions=[was]), later).records) == 2  # hours apart: two evictions


def test_an_end_keeps_its_id_while_the_pod_goes_on() -> None:
    def ids(restarts: int, state: dict[str, Any], last: dict[str, Any] | None = None) -> list[str]:
        return [r.id for r in read(pod(containerStatuses=[container(restarts, state, last)])).records]

    died = ended("Error", 1)
    just_died = ids(3, died)
    waiting = ids(3, {"waiting": {"reason": "CrashLoopBackOff"}}, died)
    runs_again = ids(4, {"running": {}}, died)
    assert just_died == waiting == runs_again == ["k8s:0123-hub-0/hub/3"]


def test_how_containers_end() -> None:
    def line(status: dict[str, Any]) -> str:
        return one(pod(containerStatuses=[status])).summary

    assert line(container(0, ended("OOMKilled", 137))) == (
        "Pod `hub-0` was killed for want of memory (container `hub`, exit code 137)"
    )
    assert line(container(1, ended("Error", 139))) == (
        "Pod `hub-0` stopped with an error (container `hub`, exit code 139 "
        "(crashed in memory it does not own), 1 restart so far)"
    )
    assert line(container(4, {"waiting": {"reason": "CrashLoopBackOff"}}, ended("Error", 1))) == (
        "Pod `hub-0` kept crashing (container `hub`, exit code 1, 4 restarts so far)"
    )
    cannot = ended("StartError", 128, 'exec: "wge": executable file not found in $PATH: unknown')
    assert line(container(0, cannot)) == (
        "Pod `hub-0` could not start (container `hub`, exit code 128): the program `wge` is not in the image"
    )
    assert read(pod(containerStatuses=[container(0, ended("Completed", 0))])).records == ()


def test_pods_that_never_started_are_told_when_their_events_have_expired() -> None:
    stuck = container(0, {"waiting": {"reason": "ImagePullBackOff", "message": 'Back-off pulling image "hub:1"'}})
    since = {"type": "ContainersReady", "status": "False", "lastTransitionTime": NOON}
    record = one(pod(containerStatuses=[stuck], conditions=[since]))
    assert record.summary == "Pod `hub-0` could not pull image `hub:1` (container `hub`)"
    assert record.at is not None
    young = pod(containerStatuses=[stuck])
    young["metadata"]["creationTimestamp"] = NOON  # no kubelet has written a condition yet
    told = one(young)
    assert (told.at, told.precision) == (record.at, "approximate")
    waits = {"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "lastTransitionTime": NOON,
             "message": "0/1 nodes are available: 1 Insufficient memory."}  # fmt: skip
    assert one(pod(conditions=[waits])).summary == "Pod `hub-0` could not be scheduled: insufficient memory"


def test_pods_of_one_workload_tell_one_story() -> None:
    def groups(*objects: Any) -> set[str | None]:
        return {r.group for r in read(*objects).records}

    by_owner = [pod(f"p{n}", owner=("ReplicaSet", "hub-7d4b9c6f5")) for n in range(3)]
    told = [event("Evicted", about=f"Pod/p{n}") for n in range(3)]
    assert groups(*by_owner, *told) == {"k8s/evicted/prod/hub"}
    by_name = [event("Evicted", about=f"Pod/{name}") for name in ("hub-7d4b9c6f5-x2x4z", "hub-7d4b9c6f5-bcdfg")]
    assert groups(*by_name) == {"k8s/evicted/prod/hub"}
    assert groups(event("Evicted", about="Pod/db-0"), event("Evicted", about="Pod/db-1")) == {"k8s/evicted/prod/db"}
    assert len(groups(event("Evicted", about="Pod/db-0"), event("Evicted", about="Pod/hub-0"))) == 2
    assert one(told[0]).many is not None
    crash = event("BackOff", "Back-off restarting failed container")
    assert len(groups(crash, pod(containerStatuses=[container(1, ended("Error", 1))]))) == 1


@pytest.mark.parametrize("kind", ["Pod/jupyter-sam-2ebrown", "PersistentVolumeClaim/claim-sam-2ebrown"])
def test_names_of_people_do_not_reach_a_record(kind: str) -> None:
    message = ('MountVolume.SetUp failed for volume "volume-sam-2ebrown" : claim-sam-2ebrown of'
               " pod=jupyter-sam-2ebrown_prod(0123) in /home/sam-2ebrown")  # fmt: skip
    gathered = read(event("FailedMount", message, about=kind, uid="1"),
                    event("Odd", message, about="Service/proxy-public", uid="2"),
                    event("Preempted", "for prod/jupyter-sam-2ebrown", about="Pod/hub-0", uid="3"))  # fmt: skip
    told = [r for r in gathered.records if "proxy-public" not in r.summary]
    assert "sam" not in repr([(r.summary, r.body, r.subject, r.group, r.many) for r in told])
    assert "jupyter-sam" not in repr(gathered)
    assert "claim-sam" not in repr(gathered)
    labelled = pod("lab-robin", containerStatuses=[container(0, ended("OOMKilled", 137))])
    labelled["metadata"]["labels"] = {"component": "singleuser-server"}
    labelled["metadata"]["uid"] = None
    gone = event("Evicted", "lab-robin is gone", about="Pod/lab-robin", uid="4")
    gone["involvedObject"]["uid"] = None
    assert "robin" not in repr(read(labelled, gone).records)


def test_a_workload_that_is_called_like_a_person_s_pod_keeps_its_name() -> None:
    web = pod("jupyter-web-7d4b9c6f5-x2x4z", owner=("ReplicaSet", "jupyter-web-7d4b9c6f5"))
    record = read(web, event("Evicted", about="Pod/jupyter-web-7d4b9c6f5-x2x4z")).records[0]
    assert "`jupyter-web-7d4b9c6f5-x2x4z`" in record.summary
    assert record.many == "{n} pods of `jupyter-web` were evicted"


HOSTILE = [
    "\x1b[31mred\x1b[0m \x1b]0;title\x07 \u202eright to left",
    "<script>alert(1)</script> **bold** [click](javascript:alert(1)) ![x](https://tracker.example/p.png) `code` |a|",
    "{n} {count} {0} {what.__class__} %s",
    "# heading\n- list\n::error::boom\n\n---\ntitle: x",
    "\ud800 \x00 \ue000U1\ue001",
    "x" * 100_000,
    "- [ ] do it <!-- action:1234 -->",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("reason", ["Evicted", "Unhealthy", "Failed", "FailedScheduling", "FailedMount", "Odd"])
def test_hostile_text_is_shown_not_obeyed(text: str, reason: str) -> None:
    hostile = event(reason, f'Failed to pull image "{text}": {text}', about=f"Pod/{text}", uid="u1")
    hostile["involvedObject"]["fieldPath"] = f"spec.containers{{{text}}}"
    status = pod(text, containerStatuses=[container(1, ended("StartError", 1, text)) | {"name": text, "image": text}])
    record, *others = read(hostile, status, node_with(text)).records
    for each in (record, *others):
        for said in (each.summary, each.body or "", each.many or "", each.subject or "", each.group or "", each.id):
            assert "\n" not in said
            assert not any(mark in said for mark in ("\x1b", "\x00", "\u202e", "\ue000", "<"))
            tags = set(re.findall(r"<(\w+)", markdown.markdown(said)))
            assert tags <= {"p", "code"}
        assert len(each.summary) < 700
        assert "{0}" not in (each.many or "")
        assert set((each.subject or "").replace(" ", "")) <= set(
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.:/@_-"
        )
        evidence.to_line(each).encode("utf-8")


def node_with(text: str) -> dict[str, Any]:
    condition = {"type": "Ready", "status": "False", "reason": text, "message": text, "lastTransitionTime": NOON}
    return {"kind": "Node", "metadata": {"name": text, "uid": text}, "status": {"conditions": [condition]}}


@pytest.mark.parametrize("value", [None, True, -5, 1.5, "x", [], {}, "0001-01-01T00:00:00Z", "2026-13-77", 10**30])
def test_fields_of_the_wrong_type_are_empty_fields(value: Any) -> None:
    fields = ("message", "count", "firstTimestamp", "lastTimestamp", "eventTime", "series", "involvedObject", "type")
    broken = event("Evicted") | dict.fromkeys(fields, value)
    broken["metadata"] = {"uid": "u1", "creationTimestamp": NOON, "namespace": value}
    record = one(broken)
    assert (record.id, record.count, record.at is None) == ("k8s:u1", 1, False)
    one({"kind": "Event", "metadata": value, "reason": value})  # without any time at all
    read(pod(value, containerStatuses=value, conditions=[value]), {"kind": "ReplicaSet", "metadata": value})
    read(pod(containerStatuses=[dict.fromkeys(("name", "restartCount", "state", "lastState", "image"), value)]))


def test_the_time_of_an_event_is_the_first_that_is_set() -> None:
    order = [
        {"metadata": {"uid": "u", "creationTimestamp": "2026-11-22T12:00:01Z"}},
        {"firstTimestamp": "2026-11-22T12:00:02Z"},
        {"eventTime": "2026-11-22T12:00:03.000001Z"},
        {"lastTimestamp": "2026-11-22T14:00:04+02:00"},
        {"series": {"count": 2, "lastObservedTime": "2026-11-22T12:00:05.123456789Z"}},
    ]
    known: dict[str, Any] = {"lastTimestamp": None}
    for second, more in enumerate(order, 1):
        known |= more
        record = one(event("Evicted") | known)
        last = record.until or record.at
        assert last is not None
        assert (last.hour, last.second) == (12, second)


def test_a_node_s_health_is_told_only_where_it_is_news() -> None:
    def line(kind: str, status: str, born: str = "2026-01-01T00:00:00Z") -> list[str]:
        node = {"kind": "Node", "metadata": {"name": "n1", "uid": "n", "creationTimestamp": born}, "status": {
            "conditions": [{"type": kind, "status": status, "lastTransitionTime": NOON}]}}  # fmt: skip
        return [r.summary for r in read(node).records]

    assert line("Ready", "Unknown") == ["Node `n1` stopped answering"]
    assert line("Ready", "True") == ["Node `n1` became ready"]
    assert line("Ready", "True", born="2026-11-22T11:59:00Z") == ["Node `n1` joined the cluster"]
    assert line("MemoryPressure", "True") == ["Node `n1` ran short of memory"]
    assert line("MemoryPressure", "False") == []


def revision(number: int, image: str, **meta: Any) -> dict[str, Any]:
    owner = {"kind": "StatefulSet", "name": "db", "uid": "w", "controller": True}
    spec = {"template": {"spec": {"containers": [{"name": "db", "image": image}]}}}
    return {
        "kind": "ControllerRevision", "revision": number, "data": {"spec": spec},
        "metadata": {"name": f"db-{number}", "namespace": "prod", "uid": f"r{number}", "ownerReferences": [owner],
                     "creationTimestamp": f"2026-11-22T12:0{number}:00Z", **meta},
    }  # fmt: skip


def test_what_a_rollout_changed() -> None:
    digest = "@sha256:" + "ab" * 32
    lines = [r.summary for r in read(revision(1, "r.example:5000/db:15"), revision(2, f"r.example:5000/db:16{digest}"),
                                     revision(3, "other/db:16"), revision(4, "other/db:16")).records]  # fmt: skip
    assert lines == [
        "Rolled out revision 1 of stateful set `db`: image `r.example:5000/db:15`",
        "Rolled out revision 2 of stateful set `db`: image `r.example:5000/db` `15` → `16@sha256:abababababab…`",
        "Rolled out revision 3 of stateful set `db`: image `r.example:5000/db:16@sha256:abababababab…` → `other/db:16`",
        "Rolled out revision 4 of stateful set `db`: same images, other settings",
    ]


def test_a_rollout_that_does_not_come_to_an_end_is_told() -> None:
    stuck = {"type": "Progressing", "status": "False", "reason": "ProgressDeadlineExceeded", "lastTransitionTime": NOON,
             "message": 'ReplicaSet "hub-7d" has timed out progressing.'}  # fmt: skip
    deployment = {"kind": "Deployment", "metadata": {"name": "hub", "namespace": "prod", "uid": "d"},
                  "status": {"conditions": [stuck]}}  # fmt: skip
    assert one(deployment).summary == "The rollout of deployment `hub` did not come to an end in time"


STOPS = [
    ("Evicted", "The node was low on resource: memory.", "was evicted: the node was short of memory"),
    (
        "Terminated",
        "Pod was terminated in response to imminent node shutdown.",
        "was stopped because its node shut down",
    ),
    ("NodeShutdown", "Node is shutting, evicting pods", "was stopped because its node shut down"),
    ("Preempting", "Preempted in order to admit critical pod", "had to make room for a more important pod"),
    (
        "OutOfmemory",
        "Pod was rejected: Node didn't have enough resource: memory, requested: 9, used: 8, capacity: 8",
        "was refused by its node: too little memory",
    ),
    ("OutOfcpu", "Node didn't have enough resource: cpu, requested: 2", "was refused by its node: too little CPU"),
    ("NodeLost", "Node n1 which was running pod hub-0 is unresponsive", "was on a node that stopped answering"),
    ("DeadlineExceeded", "Pod was active on the node longer than the specified deadline", "ran out of time"),
]


@pytest.mark.parametrize(("reason", "message", "told"), STOPS)
def test_a_pod_that_was_stopped_whole_says_why(reason: str, message: str, told: str) -> None:
    ready = {"type": "Ready", "status": "False", "lastTransitionTime": NOON}
    record = one(pod(phase="Failed", reason=reason, message=message, conditions=[ready]))
    assert record.summary == f"Pod `hub-0` {told}"
    assert record.at is not None


def dated(node: str, said: str, taken_in: str, uid: str) -> dict[str, Any]:
    seen = event("Evicted", uid=uid, firstTimestamp=said, source={"component": "kubelet", "host": node})
    seen["metadata"]["creationTimestamp"] = taken_in
    return seen


def test_nodes_whose_clocks_differ_are_named() -> None:
    right = [dated("n1", f"2026-11-22T12:00:0{n}Z", f"2026-11-22T12:00:0{n + 1}Z", f"r{n}") for n in range(5)]
    assert not any("Clocks" in note for note in read(*right).notes)
    ahead = dated("n2", "2026-11-22T12:02:00Z", NOON, "a")
    late_once = dated("n3", NOON, "2026-11-22T12:30:00Z", "l")  # its API was away for a while
    behind = [dated("n4", "2026-11-22T11:50:00Z", NOON, f"b{n}") for n in range(3)]
    (note,) = [note for note in read(*right, ahead, late_once, *behind).notes if "Clocks" in note]
    assert "`n2` about 120 s ahead of it; `n4` about 600 s behind it, or late to report" in note
    assert "n1" not in note
    assert "n3" not in note
