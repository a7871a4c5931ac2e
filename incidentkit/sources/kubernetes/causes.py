"""Why something failed, in words that somebody who knows little Kubernetes can read.

The messages are those of kubelet, scheduler, controllers and container runtimes; each row says in which words one of
them puts a cause, and in which we do. What no row knows is told in the message's own words, without its wrapping.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from incidentkit import inert
from incidentkit.sources.kubernetes.raw import code


@dataclass(frozen=True, slots=True)
class Cause:
    """Why, as inert Markdown. `known` says that the words are ours: the same for every subject of the same trouble."""

    words: str = ""
    known: bool = False


NAME = r"[A-Za-z0-9./_:-]{1,253}"
_PROGRAM = r'"([^"\\]{1,120})'
# The order matters: the first row that matches wins, so the narrow ones come first.
_CAUSES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\b(configmap|secret|service ?account|persistentvolumeclaim|persistentvolume|storageclass|"
                r"priorityclass|ingressclass|namespace|node|service|endpoints|configuration)"
                rf's?(?:\.[a-z0-9.]{{1,60}})? "({NAME})" not found', re.IGNORECASE), "{0} {1} not found"),
    (re.compile(rf"couldn't find key ({NAME}) in (ConfigMap|Secret) ({NAME})"), "key {0} is not in {1} {2}"),
    (re.compile(rf"exceeded quota: ({NAME})"), "the quota {0} is used up"),
    (re.compile(rf'failed calling (?:admission )?webhook "({NAME})"'),
     "the cluster's check {0} (a webhook) did not answer"),
    (re.compile(rf'admission webhook "({NAME})" denied'), "the cluster's check {0} (a webhook) said no"),
    (re.compile(r"violates PodSecurity|unable to validate against any (?:pod )?security"),
     "the cluster's security rules do not allow it"),
    # What a container runtime could not do.
    (re.compile(rf"exec: \\*{_PROGRAM}\\*\": (?:stat [^:]{{1,200}}: )?(?:executable file not found|no such file)"),
     "the program {0} is not in the image"),
    (re.compile(rf"exec: \\*{_PROGRAM}\\*\": (?:stat [^:]{{1,200}}: )?permission denied"),
     "the program {0} may not be run"),
    (re.compile(r"exec format error"), "its image is for another kind of processor"),
    (re.compile(r"container has runAsNonRoot and image (?:will run as root|has non-numeric user)"),
     "its image runs as root, which is not allowed"),
    # The network of a pod, whichever plugin sets it up.
    (re.compile(r"failed to assign an IP address|no (?:available|free) IP|no IP addresses available|"
                r"failed to allocate for range|InsufficientFreeAddresses", re.I), "there was no free network address"),
    (re.compile(r"failed to (?:setup|set up) network for sandbox|(?:network ?plugin|cni)\b.{0,60}"
                r"(?:failed|not initialized|not ready)|NetworkPluginNotReady", re.I | re.S),
     "its network could not be set up"),
    # What a cloud says when it has no more machines.
    (re.compile(r"Insufficient(?:Instance|Host)?Capacity|insufficient capacity|GCE_STOCKOUT|RESOURCE_POOL_EXHAUSTED|"
                r"SkuNotAvailable|(?:Overconstrained)?(?:Zonal)?AllocationFailed|out of (?:stock|capacity)", re.I),
     "the cloud had no machine of that kind left"),
    (re.compile(r"QUOTA_EXCEEDED|(?:Vcpu|Instance|Volume)\w{0,20}LimitExceeded|QuotaExceeded|"
                r"exceeds? (?:the )?\S{0,40} ?quota", re.I), "the cloud account's quota is used up"),
    (re.compile(r"max(?:imum)? (?:node group|cluster|limit)\S{0,20} (?:size )?(?:was )?reached|"
                r"max node group size reached", re.I), "the group of nodes may not grow any more"),
    # Metrics that an autoscaler asks for.
    (re.compile(r"missing request for (\w{1,40})"), "its pods do not say how much {0} they ask for"),
    (re.compile(r"no metrics returned|did not receive metrics for|no ready pods"), "there were no metrics of its pods"),
    (re.compile(r"the server (?:is currently unable to handle the request|could not find the requested resource)"
                r".{0,40}metrics", re.S), "the service that gives metrics did not answer"),
    (re.compile(r"metrics API: the server (?:is currently unable|could not find)"),
     "the service that gives metrics did not answer"),
    (re.compile(r"hostPath type check failed: ([^\s\"]{1,200}) is not a (directory|file)"), "{0} is not a {1}"),
    (re.compile(r"Multi-Attach error"), "it is still attached elsewhere"),
    (re.compile(r"no such host", re.I), "the name of the server could not be looked up"),
    (re.compile(r"TLS handshake timeout|i/o timeout|deadline exceeded|Client\.Timeout", re.I), "no answer in time"),
    (re.compile(r"x509: certificate has expired"), "the server's certificate has expired"),
    (re.compile(r"x509:"), "the server's certificate is not valid"),
    (re.compile(r"toomanyrequests|rate limit", re.I), "the registry's rate limit was reached"),
    (re.compile(r"manifest unknown|manifest for \S+ not found|reference does not exist|: not found$", re.I),
     "there is no such image"),
    (re.compile(r"unauthorized|(?:pull )?access ?denied|authorization failed|authentication required|403 Forbidden|"
                r"not authorized to perform|does not have (?:the )?(?:required )?\S{0,60} ?(?:permission|access)",
                re.I),
     "access was denied"),
    (re.compile(r"connection refused", re.I), "the connection was refused"),
    (re.compile(r"no space left on device", re.I), "the disk is full"),
    (re.compile(r"statuscode: (\d{3})"), "it answered {0}"),
    (re.compile(r"couldn't parse image name|invalid reference format", re.I), "the image's name is not valid"),
    (re.compile(r"timed out waiting for the condition", re.I), "it took too long"),
)  # fmt: skip
# Words that a cause takes over; "" stands for the word itself. Anything else that it takes over is a name.
_PLAIN = {
    "configmap": "", "secret": "", "namespace": "", "node": "", "service": "", "endpoints": "", "configuration": "",
    "directory": "", "file": "", "persistentvolumeclaim": "storage claim", "persistentvolume": "volume",
    "serviceaccount": "service account", "service account": "", "storageclass": "storage class",
    "priorityclass": "priority class", "ingressclass": "ingress class",
}  # fmt: skip
# What runtimes wrap around a cause, and ids that no reader needs in full.
_WRAPPING = re.compile(
    r'"?(?:(?:Mount|Attach)Volume\.\w+ failed for volume "[^"]{0,253}" : ?|rpc error: code = \w+ desc = '
    r"|mount failed: exit status \d{1,3}\s+Mounting command: [^\0]{0,1500}?\sOutput: "
    r"|Error response from daemon: "
    r"|error killing pod: |(?<![A-Za-z])[Ee]rror: "
    r'|failed to "\w+" for "[^"]{0,253}" with \w+: |failed to (?:pull and unpack|resolve) (?:image|reference) \S+ '
    r"|create Pod \S{1,253} in StatefulSet \S{1,253} failed error: |failed to create containerd task: "
    r"|Error (?:creating|syncing load balancer): "
    # An object that names itself before what it says.
    r"|^[A-Z][A-Za-z]{1,62} \S{1,253} event: "
    r"|failed to create shim task: |OCI runtime create failed: |runc create failed: "
    r"|unable to start container process: )"
)
# A label selector as Go prints it.
_DUMPED = re.compile(r"/?&LabelSelector\{(?:[^}]{0,500}\}){3}")
_LONG_ID = re.compile(r"\b([0-9a-f]{12})[0-9a-f]{20,}\b")


def of(message: str) -> Cause:
    """The cause that a message of kubelet, a runtime or a controller tells; empty for an empty message."""
    for pattern, words in _CAUSES:
        if found := pattern.search(message):
            return Cause(words.format(*(_quoted(group) for group in found.groups())), known=True)
    return Cause(inert.markdown(plain(message)))


def plain(message: str, limit: int = 160) -> str:
    """A message on one line without its wrapping, long ids cut, at most `limit` characters. Not inert yet."""
    bare = _DUMPED.sub("", _LONG_ID.sub(r"\1…", _WRAPPING.sub("", message)))
    said = inert.one_line(bare, limit).strip(" .:")
    return said.strip('" .:') if said.count('"') % 2 or said[:1] == said[-1:] == '"' else said


def eviction(message: str) -> Cause:
    """What a node was short of when it threw a pod out."""
    if found := re.search(r"low on resource: \[?([A-Za-z-]{1,40})", message):
        what = {"memory": "memory", "ephemeral-storage": "disk space", "pids": "process numbers"}
        return Cause(f"the node was short of {what.get(found[1], inert.markdown(found[1]))}", known=True)
    if re.search(r"DiskPressure|ephemeral.{0,80}exceed|emptyDir", message, re.IGNORECASE):
        return Cause("too much disk space was used", known=True)
    return of(message)


def short_of(message: str) -> Cause:
    """What a node had too little of to take a pod in."""
    found = re.search(r"(?:insufficient|enough) (?:resource: )?([a-z-]{2,30})", message, re.IGNORECASE)
    words = {"memory": "memory", "cpu": "CPU", "ephemeral-storage": "disk space", "pods": "room for pods"}
    return Cause(f"too little {words[found[1]]}", known=True) if found and found[1] in words else of(message)


def after_colon(message: str) -> Cause:
    """What follows the first colon of a message, nothing where none does."""
    rest = message.partition(": ")[2]
    return of(rest) if rest else Cause()


def last_part(message: str) -> Cause:
    """The last part of a message whose parts are wrapped in each other, outermost first."""
    known = of(message)
    return known if known.known else of(message.strip(" :").rpartition(": ")[2])


def probe(message: str) -> Cause:
    """What a health probe met, without the "Liveness probe failed:" before it."""
    return of(re.sub(r"^.{0,40}?probe (?:failed|errored)[^:]*:\s*", "", message))


def _quoted(group: str) -> str:
    if group.lower() in _PLAIN:
        return _PLAIN[group.lower()] or group.lower()
    return group if group.isdigit() else code(group, 120)
