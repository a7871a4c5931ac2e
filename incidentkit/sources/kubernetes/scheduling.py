"""Why no node would take a pod, and why more nodes would not help, in words that need no scheduler to be understood.

Sources: pkg/scheduler/framework/plugins in kubernetes/kubernetes (and the predicates of before 1.18);
kubernetes/autoscaler; kubernetes-sigs/karpenter
"""

from __future__ import annotations

import re

from incidentkit.sources.kubernetes.causes import NAME, Cause, of
from incidentkit.sources.kubernetes.raw import code

# What the scheduler says about nodes: "0/3 nodes are available: 1 Insufficient memory, 2 node(s) had …".
_SCHEDULING: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"Insufficient ([A-Za-z0-9./-]{0,120}[A-Za-z0-9])"), "insufficient {0}"),
    (re.compile(r"[Tt]oo many pods"), "the nodes take no more pods"),
    (re.compile(r"volume node affinity conflict"), "its volume is in another zone than the free nodes"),
    (re.compile(r"exceed max volume count"), "the nodes take no more volumes"),
    (re.compile(r"unbound immediate PersistentVolumeClaims"), "its storage claim has no volume"),
    (re.compile(rf'persistentvolumeclaim "({NAME})" not found'), "storage claim {0} not found"),
    (re.compile(rf'persistentvolumeclaim "({NAME})" is being deleted'), "storage claim {0} is being deleted"),
    (re.compile(r"didn't have free ports"), "its port is taken on every node"),
    (
        re.compile(
            r"incompatible with (?:nodepool|provisioner)|no instance type satisfied|"
            r"all available instance types exceed limits"
        ),
        "no machine that may be added would fit it",
    ),
    # What is wrong with nodes, as the cluster marks it: these taints are nobody's choice.
    (re.compile(r"node\.kubernetes\.io/(?:not-ready|unreachable)|NodeNotReady|were not ready"), "nodes are not ready"),
    (re.compile(r"node\.kubernetes\.io/disk-pressure|NodeUnderDiskPressure"), "nodes are short of disk space"),
    (re.compile(r"node\.kubernetes\.io/memory-pressure|NodeUnderMemoryPressure"), "nodes are short of memory"),
    (
        re.compile(r"were unschedulable|node\.kubernetes\.io/unschedulable|NodeUnschedulable"),
        "nodes are closed to new pods (cordoned)",
    ),
    (
        re.compile(r"didn't match (?:Pod's )?(?:node affinity|node selector)|MatchNodeSelector"),
        "no node is of the kind it asks for",
    ),
    (re.compile(r"anti-?affinity", re.I), "it must not run beside the pods that are there"),
    (re.compile(r"topology spread constraints"), "pods of its kind have to be spread out"),
    (
        re.compile(r"had (?:untolerated )?taints?\b(?! \{node\.kubernetes\.io/)|PodToleratesNodeTaints"),
        "the other nodes are kept for other work (taints)",
    ),
    (re.compile(r"no nodes available"), "there are no nodes"),
)
_PLAIN_RESOURCES = {
    "memory": "memory", "cpu": "CPU", "ephemeral-storage": "disk space", "pods": "room for pods",
    "nvidia.com/gpu": "GPUs", "amd.com/gpu": "GPUs",
}  # fmt: skip


def cause(message: str) -> Cause:
    """Why no node would take a pod; several reasons at once are joined."""
    # What follows "preemption:" repeats the count of nodes in other words.
    told = message.split("preemption:", maxsplit=1)[0]
    words: list[str] = []
    for pattern, phrase in _SCHEDULING:
        for found in pattern.finditer(told):
            groups = [_PLAIN_RESOURCES.get(group) or code(group, 63) for group in found.groups()]
            said = phrase.format(*groups)
            if said not in words:
                words.append(said)
    return Cause(", ".join(words[:3]), known=True) if words else of(told)


def scale_up(message: str) -> Cause:
    """Why more nodes would not help a pod: only what a reader understands, the message counts nodes."""
    found = of(message)
    if found.known:
        return found
    # What it says of kinds of nodes is what a scheduler says of nodes.
    told = cause(message.partition(": ")[2])
    return told if told.known else Cause()
