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


@dataclass(frozen=True, slots=True)
class Wanted:
    """A right: verbs on a resource, in the namespace (None), in another one, or in the whole cluster ("").

    `why` is what is poorer without it; a right without a `why` is needed.
    """

    group: str
    resource: str
    verbs: tuple[str, ...] = ("list",)
    inside: str | None = None
    why: str = ""


# In the order of the manifest. Watching takes a right of its own, and so do logs.
_WANTED: tuple[Wanted, ...] = (
    Wanted("", "events"),
    Wanted("events.k8s.io", "events", why="The core API's events tell the same"),
    Wanted("", "pods"),
    Wanted("", "pods/log", ("get",), why="--logs needs it"),
    Wanted("apps", "replicasets", why="Rollouts of deployments are not told"),
    Wanted("apps", "deployments", why="Rollouts that got stuck are not told"),
    Wanted("apps", "statefulsets", why="Rollouts of stateful sets are poorer"),
    Wanted("apps", "daemonsets", why="Rollouts of daemon sets are poorer"),
    Wanted("apps", "controllerrevisions", why="Rollouts of stateful sets and daemon sets are not told"),
    Wanted("", "events", ("watch",), why="`incident capture --watch` needs it"),
    Wanted("", "pods", ("watch",), why="`incident capture --watch` needs it"),
    Wanted("", "nodes", inside="", why="Conditions of nodes are not told"),
    Wanted("", "events", inside="default", why="Events about nodes lie there"),
)
_DONE = {"list": "listed", "get": "read", "watch": "watched"}


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
        return (reached, *(_access(cluster, namespace, wanted) for wanted in _WANTED))
    except IncidentkitError as e:
        return (Health(False, e.message, e.hint or ""),)


def _access(cluster: Cluster, namespace: str, wanted: Wanted) -> Health:
    inside = namespace if wanted.inside is None else wanted.inside
    allowed, reason = True, ""
    for verb in wanted.verbs:
        resource, _, part = wanted.resource.partition("/")
        attributes: Json = {"verb": verb, "group": wanted.group, "resource": resource}
        attributes |= {"namespace": inside} if inside else {}
        attributes |= {"subresource": part} if part else {}
        answer = cluster.post(
            "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
            {
                "apiVersion": "authorization.k8s.io/v1",
                "kind": "SelfSubjectAccessReview",
                "spec": {"resourceAttributes": attributes},
            },
        )
        status = mapping(answer.get("status"))
        allowed = allowed and status.get("allowed") is True
        reason = reason or text(status.get("evaluationError"))
    name = f"{wanted.resource}.{wanted.group}" if wanted.group == "events.k8s.io" else wanted.resource
    where = f" in namespace {inside}" if inside else ""
    verbs = " and ".join(_DONE[verb] for verb in wanted.verbs)
    what = f"{name}{where} may{'' if allowed else ' not'} be {verbs}"
    if allowed:
        return Health(True, what)
    step = " ".join(part for part in (wanted.why and f"{wanted.why}.", RIGHTS_HINT, reason[:100]) if part)
    return Health(False, what, step, needed=not wanted.why)
