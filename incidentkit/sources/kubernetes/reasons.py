"""The reasons that matter, what each is called in plain words, and how much it weighs. Noise is a list of its own.

One row a reason and kind of message, first match wins; an unknown reason is told in its own words (`phrases`).
Sources: pkg/kubelet/events/event.go, pkg/scheduler, pkg/controller in kubernetes/kubernetes; node-problem-detector;
cluster-autoscaler.
"""

from __future__ import annotations

import re

from incidentkit.sources.kubernetes import causes, operators, scheduling
from incidentkit.sources.kubernetes.rule import Rule


def _p(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_KUBERNETES: tuple[Rule, ...] = (
    # Memory
    Rule(("OOMKilling", "OOMKilled"), "oom", 100, "{what} was killed for want of memory{where}",
         "{pods} were killed for want of memory", kinds=("Pod",)),
    # A container that went over its own limit says nothing of the node's memory.
    Rule(("OOMKilling",), "cgroup-oom", 97,
         "On {subject} a container went over its memory limit: the process {process} was killed",
         "On {pods} containers went over their memory limits and were killed",
         pattern=_p(r"memory cgroup out of memory: kill(?:ed)? process \d+ \((?P<process>[^),\s]{1,60})")),
    Rule(("OOMKilling", "SystemOOM"), "node-oom", 98,
         "{what} ran out of memory and killed the process {process}", "{pods} ran out of memory and killed processes",
         pattern=_p(r"(?:killed process \d+ \(|victim process: ?)(?P<process>[^),\s]{1,60})")),
    Rule(("OOMKilling", "SystemOOM"), "node-oom", 98, "{what} ran out of memory", "{pods} ran out of memory"),
    Rule(("Evicted", "EvictionByEvictionAPI"), "evicted", 95, "{what} was evicted{why}", "{pods} were evicted{why}",
         why=causes.eviction),
    Rule(("EvictionThresholdMet",), "node-pressure", 90,
         "{what} ran short of {resource} and began to evict pods",
         "{pods} ran short of {resource} and began to evict pods",
         pattern=_p(r"^Attempting to reclaim (?P<resource>[a-z-]{2,40})")),
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
    Rule(("FilesystemIsReadOnly", "ReadonlyFilesystem"), "node-read-only", 88, "{what} could not write to its disk",
         "{pods} could not write to their disks", kinds=("Node",)),
    Rule(("TaskHung",), "node-hung", 88, "On {subject} a process hung", "On {pods} processes hung", kinds=("Node",)),
    Rule(("KubeletUnhealthy", "KubeletIsDown", "FrequentKubeletRestart"), "node-agent", 88,
         "The agent that runs the pods of {subject} (kubelet) failed", "The agent of {pods} (kubelet) failed",
         kinds=("Node",)),
    Rule(("ContainerRuntimeUnhealthy", "ContainerdUnhealthy", "DockerUnhealthy", "DockerHung", "ContainerRuntimeIsDown",
          "FrequentContainerdRestart", "FrequentDockerRestart"), "node-runtime", 88,
         "The container runtime of {subject} failed", "The container runtime of {pods} failed", kinds=("Node",)),
    Rule(("KernelOops", "UnregisterNetDevice"), "node-problem", 88, "{what} had a problem{why}", "{pods} had a problem",
         kinds=("Node",)),
    Rule(("FreeDiskSpaceFailed", "ImageGCFailed"), "node-gc", 65,
         "{what} could not free disk space{why}", "{pods} could not free disk space"),
    Rule(("ContainerGCFailed",), "node-container-gc", 60,
         "{what} could not clear away old containers{why}", "{pods} could not clear away old containers"),
    Rule(("NodeShutdown",), "node-shuts-down", 80, "{what} was shut down", "{pods} were shut down"),
    Rule(("NodeReady",), "node-ready", 55, "{what} became ready", "{pods} became ready", kinds=("Node",), over=True),
    Rule(("NodeNotSchedulable",), "node-cordon", 60, "{what} was closed to new pods (cordoned)",
         "{pods} were closed to new pods (cordoned)"),
    Rule(("NodeSchedulable",), "node-uncordon", 50, "{what} was opened to new pods again",
         "{pods} were opened to new pods again", over=True),
    Rule(("RemovingNode", "DeletingNode"), "node-removed", 60, "{what} was removed from the cluster",
         "{pods} were removed from the cluster"),
    Rule(("TaintManagerEviction", "NodeControllerEviction"), "taint-eviction", 60,
         "{what} was marked for removal from its node",
         "{pods} were marked for removal from their node", pattern=_p("^Marking for deletion")),
    # Scheduling
    Rule(("FailedScheduling",), "unscheduled", 0, "", pattern=_p("^skip schedule deleting pod"), echo=True),
    Rule(("FailedScheduling",), "unscheduled", 88, "{what} could not be scheduled{why}",
         "{pods} could not be scheduled{why}", why=scheduling.cause),
    Rule(("Preempted", "PreemptionByScheduler"), "preempted", 86, "{what} had to make room for a more important pod",
         "{pods} had to make room for more important pods"),
    Rule(("FailedToScaleUpGroup", "FailedToScaleUp"), "scale-up", 86, "The autoscaler could not add nodes{why}"),
    Rule(("NotTriggerScaleUp",), "no-scale-up", 60, "The autoscaler could not add a node for {subject}{why}",
         "The autoscaler could not add nodes for {pods}{why}", why=scheduling.scale_up),
    Rule(("TriggeredScaleUp",), "scale-up-asked", 50, "The autoscaler added a node for {subject}",
         "The autoscaler added nodes for {pods}"),
    Rule(("ScaleDown", "ScaleDownEmpty", "ScaleDownNode"), "scale-down", 40, "The autoscaler removed {subject}",
         "The autoscaler removed {pods}", kinds=("Node",)),
    Rule(("ScaleDown",), "scale-down-pod", 45, "{what} had to move: the autoscaler removed its node",
         "{pods} had to move: the autoscaler removed their nodes", kinds=("Pod",)),
    Rule(("ScaleDown", "ScaleDownEmpty", "ScaleDownNode"), "scale-down", 40, "The autoscaler removed node {node}",
         pattern=_p(r'removing (?:empty )?node "?(?P<node>[a-z0-9.-]{1,253})')),
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
    # OpenShift's kubelet says of a probe what it met as well.
    Rule(("ProbeError",), "liveness", 75, "{what} failed its liveness probe{where}{why}",
         "{pods} failed their liveness probe{why}", pattern=_p("^Liveness probe"), why=causes.probe, echo=True),
    Rule(("ProbeError",), "startup", 73, "{what} failed its startup probe{where}{why}",
         "{pods} failed their startup probe{why}", pattern=_p("^Startup probe"), why=causes.probe, echo=True),
    Rule(("ProbeError",), "readiness", 71, "{what} failed its readiness probe{where}{why}",
         "{pods} failed their readiness probe{why}", why=causes.probe, echo=True),
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
    Rule(("OutOfcpu", "OutOfmemory", "OutOfpods", "OutOfephemeral-storage"), "refused", 84,
         "{what} was refused by its node{why}", "{pods} were refused by their nodes{why}", why=causes.short_of),
    Rule(("UnexpectedAdmissionError",), "refused", 80, "{what} was refused by its node{why}",
         "{pods} were refused by their nodes{why}"),
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
    Rule(("RecreatingFailedPod",), "recreated", 60, "{what} made a failed pod anew", "{pods} made failed pods anew"),
    Rule(("FailedDaemonPod",), "recreated", 60, "{what} had a failed pod, which was to be made anew",
         "{pods} had failed pods, which were to be made anew"),
    Rule(("FailedNeedsStart", "TooManyMissedTimes", "MissSchedule", "MissingSchedule"), "cron-missed", 68,
         "{what} missed its time to start", "{pods} missed their time to start"),
    Rule(("BackoffLimitExceeded",), "job", 78, "{what} gave up: its pods failed too often", "{pods} gave up"),
    Rule(("DeadlineExceeded",), "job-deadline", 78, "{what} ran out of time", "{pods} ran out of time"),
    Rule(("ScalingReplicaSet",), "scaled", 35, "{what} was scaled {direction} to {size} ({set})",
         pattern=_p(r"Scaled (?P<direction>up|down) replica ?set (?P<set>\S{1,253}).{0,30} to (?P<size>\d{1,6})")),
    Rule(("SuccessfulRescale",), "rescaled", 45, "{what} was resized by the autoscaler to {size}",
         pattern=_p(r"New size: (?P<size>\d{1,6})")),
    # Two controllers wrote at once; the one that lost tries again.
    Rule(("FailedToUpdateEndpoint", "FailedToUpdateEndpointSlices"), "endpoints", 0, "",
         pattern=_p("object has been modified")),
    Rule(("FailedToUpdateEndpoint", "FailedToUpdateEndpointSlices", "FailedToCreateEndpoint"), "endpoints", 72,
         "The addresses behind {subject} could not be updated{why}",
         "The addresses behind {pods} could not be updated{why}"),
    Rule(("SyncLoadBalancerFailed", "CreatingLoadBalancerFailed", "FailedDeployModel", "FailedBuildModel",
          "UpdateLoadBalancerFailed"), "balancer", 78,
         "The load balancer of {subject} could not be set up{why}"),
    Rule(("DNSConfigForming", "InvalidDiskCapacity", "CheckLimitsForResolvConf"), "harmless", 15,
         "{what} had a setting that was adjusted{why}"),
    # Warnings that only describe how things are set.
    Rule(("NoPods", "ExternalExpanding", "FailedToRetrieveImagePullSecret"), "standing", 45, "{what}: {said}",
         pattern=_p(r"^(?P<said>[^\n]{1,160})")),
)  # fmt: skip
# Those of Kubernetes first: its reasons are narrower where a reason has several rows.
RULES: tuple[Rule, ...] = (*_KUBERNETES, *operators.RULES)

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
