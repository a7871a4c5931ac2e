"""What `incident doctor` asks about a cluster: is it there, and what may we read?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from incidentkit.errors import IncidentkitError
from incidentkit.sources.kubernetes.client import RIGHTS_HINT, Cluster
from incidentkit.sources.kubernetes.live import namespace_name
from incidentkit.sources.kubernetes.login import connect
from incidentkit.sources.kubernetes.raw import Json, mapping, name, text

# (group, resource, in a namespace, needed). What is not needed only makes reports poorer.
_WANTED: tuple[tuple[str, str, bool, bool], ...] = (
    ("", "events", True, True),
    ("", "pods", True, True),
    ("apps", "replicasets", True, False),
    ("apps", "deployments", True, False),
    ("apps", "controllerrevisions", True, False),
    ("", "nodes", False, False),
)


@dataclass(frozen=True, slots=True)
class Health:
    """One thing that was looked at. `needed` is False for what only makes reports poorer when it is missing."""

    ok: bool
    what: str
    next_step: str = ""
    needed: bool = True


def cluster_status(
    namespace: str, *, context: str | None, kubeconfig: Path | None, environ: Mapping[str, str]
) -> tuple[Health, ...]:
    """What works and what does not, in the order in which one would mend it. Raises UsageError for no namespace."""
    namespace = namespace_name(namespace)
    try:
        cluster = connect(context=context, kubeconfig=kubeconfig, environ=environ)
        version = name(cluster.get("/version").get("gitVersion"), 40)
        reached = Health(True, f"the cluster answers (Kubernetes {version or 'of unknown version'})")
        return (reached, *(_access(cluster, namespace, *wanted) for wanted in _WANTED))
    except IncidentkitError as e:
        return (Health(False, e.message, e.hint or ""),)


def _access(cluster: Cluster, namespace: str, group: str, resource: str, inside: bool, needed: bool) -> Health:
    attributes: Json = {"verb": "list", "group": group, "resource": resource}
    if inside:
        attributes["namespace"] = namespace
    answer = cluster.post(
        "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
        {
            "apiVersion": "authorization.k8s.io/v1",
            "kind": "SelfSubjectAccessReview",
            "spec": {"resourceAttributes": attributes},
        },
    )
    status = mapping(answer.get("status"))
    allowed = status.get("allowed") is True
    where = f" in namespace {namespace}" if inside else ""
    what = f"{resource}{where} may{'' if allowed else ' not'} be listed"
    reason = text(status.get("evaluationError"))
    return Health(allowed, what, "" if allowed else RIGHTS_HINT + (" " + reason[:100] if reason else ""), needed)
