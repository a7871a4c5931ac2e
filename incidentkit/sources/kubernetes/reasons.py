"""The reasons that matter, what each is called in plain words, and how much it weighs. Noise is a list of its own.

One row a reason and kind of message, first match wins; an unknown reason is told in its own words (`phrases`).
In the templates `{what}` is the subject ("Pod `hub-6f7c`"), `{pods}` several of them ("{n} pods of `hub`"), `{where}`
the container, `{why}` the cause; further names are groups of the pattern. `story` joins rows that tell the same.
Sources: pkg/kubelet/events/event.go, pkg/scheduler, pkg/controller in kubernetes/kubernetes; node-problem-detector;
cluster-autoscaler.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from incidentkit.sources.kubernetes import causes
from incidentkit.sources.kubernetes.causes import Cause


@dataclass(frozen=True, slots=True)
class Rule:
    """How one kind of event is told. `echo` says that it only repeats what another event of the story says better."""

    reasons: tuple[str, ...]
    story: str
    weight: int
    one: str
    many: str = ""
    pattern: re.Pattern[str] | None = None
    why: Callable[[str], Cause] = causes.of
    echo: bool = False
    kinds: tuple[str, ...] = ()


def _p(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


RULES: tuple[Rule, ...] = (
    # Memory
    Rule(("OOMKilling", "OOMKilled"), "oom", 100, "{what} was killed for want of memory{where}",
         "{pods} were killed for want of memory", kinds=("Pod",)),
    Rule(("OOMKilling", "SystemOOM"), "node-oom", 98,
         "{what} ran out of memory and killed the process {process}", "{pods} ran out of memory and killed processes",
         pattern=_p(r"(?:killed process \d+ \(|victim process: ?)(?P<process>[^),\s]{1,60})")),
    Rule(("OOMKilling", "SystemOOM"), "node-oom", 98, "{what} ran out of memory", "{pods} ran out of memory"),
    Rule(("Evicted", "EvictionByEvictionAPI"), "evicted", 95, "{what} was evicted{why}", "{pods} were evicted{why}",
         why=causes.eviction),
    Rule(("EvictionThresholdMet",), "node-pressure", 90, "{what} ran short of a resource and evicted pods{why}",
         "{pods} ran short of a resource and evicted pods{why}"),
    # Nodes
    Rule(("NodeNotReady",), "node-not-ready", 95, "{what} stopped being ready", "{pods} stopped being ready",
         kinds=("Node",)),
    Rule(("NodeNotReady",), "pod-node-not-ready", 80, "{what} lost its node, which is not ready",
         "{pods} lost their node, which is not ready"),
    Rule(("NodeHasDiskPressure",), "node-disk", 90, "{what} ran short of disk space", "{pods} ran short of disk space"),
    Rule(("NodeHasInsufficientMemory", "NodeHasMemoryPressure"), "node-memory", 90, "{what} ran short of memory",
         "{pods} ran short of memory"),
    Rule(("NodeHasInsufficientPID",), "node-pid", 90, "{what} ran short of process numbers",
         "{pods} ran short of process numbers"),
    Rule(("Rebooted",), "node-rebooted", 88, "{what} was rebooted", "{pods} were rebooted"),
    # What node-problem-detector says of a node.
    Rule(("KernelOops", "TaskHung", "UnregisterNetDevice", "FilesystemIsReadOnly", "ReadonlyFilesystem",
          "KubeletUnhealthy", "ContainerRuntimeUnhealthy", "ContainerdUnhealthy", "DockerUnhealthy", "DockerHung",
          "FrequentKubeletRestart", "FrequentContainerdRestart", "FrequentDockerRestart"),
         "node-problem", 88, "{what} had a problem{why}", "{pods} had a problem", kinds=("Node",)),
    Rule(("FreeDiskSpaceFailed", "ImageGCFailed", "ContainerGCFailed"), "node-gc", 65,
         "{what} could not free disk space{why}", "{pods} could not free disk space"),
    Rule(("NodeReady",), "node-ready", 55, "{what} became ready", "{pods} became ready", kinds=("Node",)),
    Rule(("NodeNotSchedulable",), "node-cordon", 60, "{what} was closed to new pods (cordoned)",
         "{pods} were closed to new pods (cordoned)"),
    Rule(("NodeSchedulable",), "node-uncordon", 50, "{what} was opened to new pods again",
         "{pods} were opened to new pods again"),
    Rule(("RemovingNode", "DeletingNode"), "node-removed", 60, "{what} was removed from the cluster",
         "{pods} were removed from the cluster"),
    Rule(("TaintManagerEviction",), "taint-eviction", 60, "{what} was marked for removal from its node",
         "{pods} were marked for removal from their node", pattern=_p("^Marking for deletion")),
    # Scheduling
    Rule(("FailedScheduling",), "unscheduled", 0, "", pattern=_p("^skip schedule deleting pod"), echo=True),
    Rule(("FailedScheduling",), "unscheduled", 88, "{what} could not be scheduled{why}",
         "{pods} could not be scheduled{why}", why=causes.scheduling),
    Rule(("Preempted", "PreemptionByScheduler"), "preempted", 86, "{what} had to make room for a more important pod",
         "{pods} had to make room for more important pods"),
    Rule(("FailedToScaleUpGroup", "FailedToScaleUp"), "scale-up", 86, "The autoscaler could not add nodes{why}"),
    Rule(("NotTriggerScaleUp",), "no-scale-up", 60, "The autoscaler could not add a node for {subject}",
         "The autoscaler could not add nodes for {pods}"),
    Rule(("TriggeredScaleUp",), "scale-up-asked", 50, "The autoscaler added a node for {subject}",
         "The autoscaler added nodes for {pods}"),
    Rule(("ScaleDown", "ScaleDownEmpty", "ScaleDownNode"), "scale-down", 40, "The autoscaler removed {subject}",
         "The autoscaler removed {pods}"),
    # Images
    Rule(("Failed",), "image", 78, "{what} could not pull image {image}{why}",
         "{pods} could not pull image {image}{why}",
         pattern=_p(r'Failed to pull image "(?P<image>[^"]{1,300})"')),
    Rule(("BackOff",), "image", 70, "{what} waited for image {image}, which could not be pulled",
         "{pods} waited for image {image}, which could not be pulled",
         pattern=_p(r'Back-off pulling image "(?P<image>[^"]{1,300})"'), echo=True),
    Rule(("Failed",), "image", 68, "{what} could not pull its image{where}", "{pods} could not pull their image",
         pattern=_p(r"^Error: (?:ErrImagePull|ImagePullBackOff)$"), echo=True),
    Rule(("InspectFailed", "ErrImageNeverPull"), "image", 72, "{what} had an image that could not be used{why}",
         "{pods} had an image that could not be used{why}"),
    # Containers
    Rule(("BackOff",), "crash-loop", 82, "{what} kept crashing: its restart was held back{where}",
         "{pods} kept crashing: restarts were held back", pattern=_p("restarting failed container")),
    Rule(("Failed",), "start", 76, "{what} could not start{where}{why}", "{pods} could not start{why}",
         pattern=_p("^Error: failed to (?:start|create) container|^Error: failed to")),
    Rule(("Failed",), "start", 75, "{what} could not start{where}{why}", "{pods} could not start{why}",
         pattern=_p("^Error: ")),
    Rule(("Unhealthy",), "liveness", 76, "{what} failed its liveness probe{where}{why}",
         "{pods} failed their liveness probe{why}", pattern=_p("^Liveness probe"), why=causes.probe),
    Rule(("Unhealthy",), "startup", 74, "{what} failed its startup probe{where}{why}",
         "{pods} failed their startup probe{why}", pattern=_p("^Startup probe"), why=causes.probe),
    Rule(("Unhealthy",), "readiness", 72, "{what} failed its readiness probe{where}{why}",
         "{pods} failed their readiness probe{why}", pattern=_p("^Readiness probe"), why=causes.probe),
    Rule(("Unhealthy",), "unhealthy", 72, "{what} failed a health probe{where}{why}",
         "{pods} failed a health probe{why}", why=causes.probe),
    Rule(("Killing",), "probe-restart", 74, "{what} was restarted because it failed its {probe} probe{where}",
         "{pods} were restarted because they failed their {probe} probe",
         pattern=_p(r"failed (?P<probe>liveness|startup) probe")),
    Rule(("FailedPostStartHook", "FailedPreStopHook"), "hook", 60,
         "A start or stop hook failed in {subject}{where}{why}",
         "A start or stop hook failed in {pods}{why}"),
    Rule(("FailedKillPod", "ExceededGracePeriod"), "kill", 50, "{what} could not be stopped cleanly{why}",
         "{pods} could not be stopped cleanly{why}"),
    Rule(("FailedCreatePodSandBox", "FailedCreatePodContainer", "NetworkNotReady", "FailedPodSandBoxStatus"),
         "sandbox", 72, "{what} could not be set up on its node{why}",
         "{pods} could not be set up on their nodes{why}"),
    Rule(("SandboxChanged",), "sandbox-changed", 40, "{what} was set up anew by its node",
         "{pods} were set up anew by their nodes"),
    # Volumes
    Rule(("FailedMount",), "mount", 80, "Volume {volume} could not be mounted in {subject}{why}",
         "Volume {volume} could not be mounted in {pods}{why}",
         pattern=_p(r'MountVolume\.\w+ failed for volume "(?P<volume>[^"]{1,253})"')),
    Rule(("FailedMount",), "mount", 79, "Volume {volume} could not be mounted in {subject}{why}",
         "Volume {volume} could not be mounted in {pods}{why}",
         pattern=_p(r"unmounted volumes=\[(?P<volume>[^\],\s]{1,253})[^\]]*\]"), echo=True),
    Rule(("FailedMount", "FailedMapVolume"), "mount", 78, "A volume could not be mounted in {subject}{why}",
         "A volume could not be mounted in {pods}{why}"),
    Rule(("FailedAttachVolume",), "attach", 80, "Volume {volume} could not be attached for {subject}{why}",
         "Volume {volume} could not be attached for {pods}{why}",
         pattern=_p(r'for volume "(?P<volume>[^"]{1,253})"')),
    Rule(("FailedAttachVolume",), "attach", 80, "A volume could not be attached for {subject}{why}",
         "A volume could not be attached for {pods}{why}"),
    Rule(("FailedBinding", "ProvisioningFailed"), "claim", 70, "{what} got no volume{why}",
         "{pods} got no volume{why}"),
    Rule(("VolumeResizeFailed", "FileSystemResizeFailed"), "resize", 60, "{what} could not grow{why}",
         "{pods} could not grow{why}"),
    # Workloads
    Rule(("FailedCreate",), "create", 84, "{what} could not create pods{why}", "{pods} could not create pods{why}"),
    Rule(("BackoffLimitExceeded",), "job", 78, "{what} gave up: its pods failed too often", "{pods} gave up"),
    Rule(("DeadlineExceeded",), "job-deadline", 78, "{what} ran out of time", "{pods} ran out of time"),
    Rule(("ScalingReplicaSet",), "scaled", 35, "{what} was scaled {direction} to {size} ({set})",
         pattern=_p(r"Scaled (?P<direction>up|down) replica set (?P<set>\S{1,253}).{0,20} to (?P<size>\d{1,6})")),
    Rule(("SuccessfulRescale",), "rescaled", 45, "{what} was resized by the autoscaler to {size}",
         pattern=_p(r"New size: (?P<size>\d{1,6})")),
    Rule(("SyncLoadBalancerFailed", "CreatingLoadBalancerFailed"), "balancer", 78,
         "The load balancer of {subject} could not be set up{why}"),
    Rule(("DNSConfigForming", "InvalidDiskCapacity"), "harmless", 15, "{what} had a setting that was adjusted{why}"),
)  # fmt: skip

# Routine, when the cluster calls it Normal. What a rule above tells (a probe's Killing) is told nevertheless.
NOISE: frozenset[str] = frozenset(
    (
        "Scheduled", "Pulling", "Pulled", "Created", "Started", "Killing", "SuccessfulCreate", "SuccessfulDelete",
        "SuccessfulAttachVolume", "SuccessfulMountVolume", "SuccessfulDetachVolume", "ProvisioningSucceeded",
        "Provisioning", "ExternalProvisioning", "WaitForFirstConsumer", "WaitForPodScheduled", "ExternalExpanding",
        "Resizing", "FileSystemResizeRequired", "FileSystemResizeSuccessful", "VolumeResizeSuccessful",
        "LeaderElection", "Sync", "Synced", "SawCompletedJob", "Completed", "NoPods", "UpdatedLoadBalancer",
        "EnsuringLoadBalancer", "EnsuredLoadBalancer", "DeletingLoadBalancer", "DeletedLoadBalancer", "RegisteredNode",
        "NodeAllocatableEnforced", "NodeHasSufficientMemory", "NodeHasNoDiskPressure", "NodeHasSufficientPID",
        "Starting", "NodePasswordValidationComplete", "SuccessfulUpdate", "TaintManagerEviction",
        "ADD", "UPDATE", "CREATE", "AppliedManifest", "ApplyJob", "CIDRNotAvailable", "Nominated",
    )
)  # fmt: skip
