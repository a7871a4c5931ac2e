"""What programs beside Kubernetes say, and programs that nobody here knows: in words that a newcomer reads."""

# Messages are as long as controllers write them.
# ruff: noqa: E501

from __future__ import annotations

from typing import Any

import pytest

from incidentkit.sources.kubernetes.operators import RULES
from tests.sources.kubernetes.test_kubernetes_lines import event, one, read

METRICS = "unable to fetch metrics from resource metrics API: the server is currently unable to handle the request (get pods.metrics.k8s.io)"
DIALED = 'Get "https://acme.example/directory": dial tcp 192.0.2.7:443: i/o timeout'
OPERATOR = "Status for clusteroperator/console changed: "
LINES = [
    ("Node/n1", "SpotInterrupted", "Spot interruption warning was triggered", "Node `n1` was taken back by the cloud (a spot machine)"),
    ("Node/n1", "DisruptionTerminating", "Disrupting Node: Underutilized", "Node `n1` was to be taken out of the cluster: Underutilized"),
    ("Node/n1", "FailedDraining", "Failed to drain node, 12 pods are waiting to be evicted", "Node `n1` could not be emptied: 12 pods were still to be moved"),
    ("NodePool/gpu", "InsufficientCapacityError", "creating instance, insufficient capacity, with fleet error(s), InsufficientInstanceCapacity: none left",
     "The autoscaler could not add nodes: the cloud had no machine of that kind left"),
    ("ConfigMap/cluster-autoscaler-status", "FailedToScaleUpGroup", "Scale-up failed for group g: GCE_STOCKOUT", "The autoscaler could not add nodes: the cloud had no machine of that kind left"),
    ("ConfigMap/cluster-autoscaler-status", "ScaleDownEmpty", 'Scale-down: removing empty node "n9"', "The autoscaler removed node `n9`"),
    ("Pod/hub-0", "NotTriggerScaleUp", "pod didn't trigger scale-up: 1 max node group size reached, 2 Insufficient memory",
     "The autoscaler could not add a node for pod `hub-0`: the group of nodes may not grow any more"),
    ("Pod/hub-0", "FailedScheduling", 'Failed to schedule pod, incompatible with nodepool "gpu", daemonset overhead={"cpu":"1"}, no instance type satisfied resources {"cpu":"90"}',
     "Pod `hub-0` could not be scheduled: no machine that may be added would fit it"),
    ("Pod/hub-0", "FailedScheduling", "0/3 nodes are available: 2 node(s) had untolerated taint {node.kubernetes.io/not-ready: }, 1 node(s) were unschedulable.",
     "Pod `hub-0` could not be scheduled: nodes are not ready, nodes are closed to new pods (cordoned)"),
    ("Pod/hub-0", "FailedScheduling", "0/3 nodes are available: 3 node(s) didn't match pod topology spread constraints.",
     "Pod `hub-0` could not be scheduled: pods of its kind have to be spread out"),
    ("HorizontalPodAutoscaler/web", "FailedGetResourceMetric", f"failed to get cpu utilization: {METRICS}", "Autoscaler `web` could not read its metrics: the service that gives metrics did not answer"),
    ("HorizontalPodAutoscaler/web", "FailedGetResourceMetric", "failed to get cpu utilization: missing request for cpu in container web of Pod web-1",
     "Autoscaler `web` could not read its metrics: its pods do not say how much `cpu` they ask for"),
    ("Rollout/cart", "RolloutUpdated", "Rollout updated to revision 41", "A rollout of `cart` began: revision 41"),
    ("Rollout/cart", "RolloutAborted", 'Rollout aborted update to revision 41: Metric "errors" assessed Failed', 'The rollout of `cart` was aborted: Metric "errors" assessed Failed'),
    ("AnalysisRun/cart-41", "MetricFailed", "Metric 'errors' Completed. Result: Failed", "A check of a rollout failed: `cart-41`, metric `errors`"),
    ("Application/cart", "ResourceUpdated", "Updated health status: Healthy -> Degraded", "Application `cart` went from Healthy to Degraded"),
    ("Application/cart", "ResourceUpdated", "Updated health status: Degraded -> Healthy", "Application `cart` became healthy again"),
    ("Certificate/web-tls", "Failed", 'The certificate request has failed to complete and will be retried: Failed to wait for order "web-1": order is in "invalid" state: ',
     'Certificate `web-tls` could not be issued: order is in "invalid" state'),
    ("ClusterIssuer/acme", "ErrInitIssuer", f"Error initializing issuer: {DIALED}", "Certificate issuer `acme` could not be set up: no answer in time"),
    ("Challenge/web-1", "PresentError", "Error presenting challenge: AccessDenied: no", "The proof for a certificate could not be given (`web-1`): access was denied"),
    ("Deployment/console-operator", "OperatorStatusChanged", f'{OPERATOR}Degraded changed from False to True ("RouteDegraded: no route\\nSyncDegraded: x")',
     "Operator `console` reported trouble (degraded): RouteDegraded: no route"),
    ("Deployment/console-operator", "OperatorStatusChanged", f'{OPERATOR}Degraded changed from False to True ("x"),Available changed from True to False ("no pod")',
     "Operator `console` stopped being available"),
    ("Deployment/console-operator", "OperatorStatusChanged", f'{OPERATOR}Degraded changed from True to False ("All is well")', "Operator `console` reported that all is well again"),
    ("Node/n1", "Reboot", "Node will reboot into config rendered-1", "Node `n1` was told to reboot"),
    ("Node/n1", "FreezeScheduled", "Scheduled events: Freeze", "The cloud announced maintenance of node `n1`"),
    ("Node/n1", "FrequentContainerdRestart", "Found 5 matched logs, which meets the threshold of 5", "The container runtime of node `n1` failed"),
    ("Node/n1", "EvictionThresholdMet", "Attempting to reclaim ephemeral-storage", "Node `n1` ran short of disk space and began to evict pods"),
    ("Pod/hub-0", "OutOfcpu", "Node didn't have enough resource: cpu, requested: 2000", "Pod `hub-0` was refused by its node: too little CPU"),
    ("Pod/hub-0", "FailedCreatePodSandBox", 'failed to setup network for sandbox "ab": plugin type="x" failed (add): dial tcp: connect: connection refused',
     "Pod `hub-0` could not be set up on its node: its network could not be set up"),
    ("Pod/hub-0", "FailedCreatePodSandBox", 'plugin type="aws-cni" failed (add): failed to assign an IP address to container', "Pod `hub-0` could not be set up on its node: there was no free network address"),
    ("ReplicaSet/web-7d9f8c6b5", "FailedCreate", 'Error creating: Internal error occurred: failed calling webhook "mesh.example": context deadline exceeded',
     "Replica set `web-7d9f8c6b5` could not create pods: the cluster's check `mesh.example` (a webhook) did not answer"),
    ("ReplicaSet/web-7d9f8c6b5", "FailedCreate", 'Error creating: pods "web-" is forbidden: violates PodSecurity "restricted:latest"',
     "Replica set `web-7d9f8c6b5` could not create pods: the cluster's security rules do not allow it"),
    ("StatefulSet/db", "FailedCreate", "create Pod db-1 in StatefulSet db failed error: Please try again.", "Stateful set `db` could not create pods: Please try again"),
    ("Pod/hub-0", "FailedScheduling", 'persistentvolumeclaim "hub-db" is being deleted', "Pod `hub-0` could not be scheduled: storage claim `hub-db` is being deleted"),
    ("Pod/hub-0", "FailedAttachVolume", 'AttachVolume.Attach failed for volume "tiles" : rpc error: code = Aborted desc = The volume tiles is attaching',
     "Volume `tiles` could not be attached for pod `hub-0`: The volume tiles is attaching"),
    ("Pod/hub-0", "FailedMount", 'MountVolume.MountDevice failed for volume "tiles" : rpc error: code = Internal desc = mount failed: exit status 32\nMounting command: mount\nMounting arguments: -t ext4 /dev/a /b\nOutput: mount: /b: bad superblock',
     "Volume `tiles` could not be mounted in pod `hub-0`: mount: /b: bad superblock"),
    ("CronJob/backup", "TooManyMissedTimes", "too many missed start times: 400", "Cron job `backup` missed its time to start"),
    ("Pod/hub-0", "Failed", 'Error: failed to create containerd task: OCI runtime create failed: exec: "/run.sh": permission denied: unknown', "Pod `hub-0` could not start: the program `/run.sh` may not be run"),
]  # fmt: skip


@pytest.mark.parametrize(("about", "reason", "message", "line"), LINES)
def test_what_a_known_program_says_is_told_in_plain_words(about: str, reason: str, message: str, line: str) -> None:
    for normal in ("Warning", "Normal"):
        assert one(event(reason, message, about=about, type=normal)).summary == line


UNKNOWN = [
    ("VirtualMachine/vm-1", "SyncFailed", "server error. command SyncVMI failed", "Virtual machine `vm-1`: server error. command SyncVMI failed (`SyncFailed`)"),
    ("NodeClaim/c-1", "Odd", "NodeClaim c-1 event: quota of vapours", "Node claim `c-1`: quota of vapours (`Odd`)"),
    ("IPAMBlock/b-1", "Odd", "rpc error: code = Internal desc = no luck", "IPAM block `b-1`: no luck (`Odd`)"),
    ("Ingress/web", "Odd", "(combined from similar events): no luck", "Ingress `web`: no luck (`Odd`)"),
    ("Ingress/web", "Odd", "", "Ingress `web`: `Odd`"),
    ("", "Odd", "", "Something in namespace `prod`: `Odd`"),
    ("ScaledThing/web", "Odd", "unable to get api/x/&LabelSelector{MatchLabels:map[string]string{a: b,},MatchExpressions:[]LabelSelectorRequirement{},}: no",
     "Scaled thing `web`: unable to get api/x: no (`Odd`)"),
]  # fmt: skip


@pytest.mark.parametrize(("about", "reason", "message", "line"), UNKNOWN)
def test_a_program_that_nobody_knows_speaks_for_itself(about: str, reason: str, message: str, line: str) -> None:
    assert one(event(reason, message, about=about)).summary == line


@pytest.mark.parametrize(
    ("reason", "matters"),
    [
        ("VolumeFaulted", True), ("FailoverStarted", True), ("ReconcileError", True), ("SyncTimedOut", True),
        ("DrainStarted", True), ("Rebooting", True), ("ReconciliationSucceeded", False), ("NewArtifact", False),
        ("Reterrorise", False), ("Terrain", False),
    ],
)  # fmt: skip
def test_trouble_that_a_program_calls_normal_is_not_lost(reason: str, matters: bool) -> None:
    weight = one(event(reason, "something", about="Cluster/db", type="Normal")).weight
    assert (weight >= 50) is matters


SAID_TWICE = [
    (event("ProbeError", 'Readiness probe error: Get "http://x/": connection refused\nbody: '), event("Unhealthy", "Readiness probe failed: connection refused")),
    (event("FailedComputeMetricsReplicas", METRICS, about="HorizontalPodAutoscaler/web"), event("FailedGetResourceMetric", METRICS, about="HorizontalPodAutoscaler/web")),
    (event("SpotInterrupted", "Spot interruption", about="NodeClaim/c-1"), event("SpotInterrupted", "Spot interruption", about="Node/n1")),
    (event("OrderFailed", "order failed", about="CertificateRequest/web-1"), event("Failed", "the request failed: order failed", about="Certificate/web")),
]  # fmt: skip


@pytest.mark.parametrize(("echo", "proper"), SAID_TWICE)
def test_what_two_objects_say_of_one_trouble_is_told_once(echo: dict[str, Any], proper: dict[str, Any]) -> None:
    assert [r.summary for r in read(echo, proper).records] == [one(proper).summary]


def test_echoes_that_stand_alone_tell_from_when_to_when() -> None:
    times = [f"2026-11-22T12:{minute:02}:00Z" for minute in (4, 6)]
    unmounted = "Unable to attach or mount volumes: unmounted volumes=[data], unattached volumes=[{}]: timed out"
    events = [
        event("FailedMount", unmounted.format(n), uid=f"m{n}", firstTimestamp=at, lastTimestamp=at)
        for n, at in enumerate(times)
    ]
    assert [f"{r.at:%H:%M}" for r in read(*events).records] == ["12:04", "12:06"]
    assert len({r.group for r in read(*events).records}) == 1, "they are one line"


@pytest.mark.parametrize(
    ("about", "reason", "message"),
    [
        ("Node/n1", "NodeSysctlChange", "{}"),
        ("Endpoints/web", "FailedToUpdateEndpoint", "the object has been modified; please apply your changes"),
        ("Deployment/op", "OperatorStatusChanged", f'{OPERATOR}Degraded message changed from "a" to "b"'),
    ],
)
def test_a_warning_that_warns_of_nothing_is_routine(about: str, reason: str, message: str) -> None:
    found = read(event(reason, message, about=about))
    assert (found.records, dict(found.hidden)) == ((), {"noise": 1})


def test_messages_of_one_reason_that_say_different_things_are_lines_of_their_own() -> None:
    same = [event("Odd", f"worker {n} is lost", about="Cluster/db", uid=f"a{n}") for n in (11, 12)]
    other = event("Odd", "the leader is gone", about="Cluster/db", uid="b")
    groups = [r.group for r in read(*same, other).records]
    assert len(set(groups)) == 2
    assert groups[0] == groups[1]


def test_of_many_ends_the_last_one_counts() -> None:
    """A node that became ready nine times since last week: what matters is when it was ready again."""
    ready = event("NodeReady", "", about="Node/n1", type="Normal", count=9, firstTimestamp="2026-11-15T08:00:00Z")
    record = one(ready)
    assert (f"{record.at:%d %H:%M}", record.until, record.count) == ("22 12:00", None, 1)


def test_every_row_can_be_put_into_words() -> None:
    """Each template names only what there is."""
    for rule in RULES:
        if rule.weight and not rule.pattern:
            for kind in rule.kinds or ("Pod",):
                assert one(event(rule.reasons[0], "a: b", about=f"{kind}/x")).summary
