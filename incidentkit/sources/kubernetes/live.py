"""A namespace of a live cluster as a source."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from incidentkit import inert
from incidentkit.config import KubernetesSettings
from incidentkit.errors import DeniedError, IncidentkitError, RemoteError, SettingsError, UsageError
from incidentkit.evidence import Evidence, gap
from incidentkit.sources.interface import Followed, Gathered, Progress, Window, silent
from incidentkit.sources.kubernetes.client import RIGHTS_HINT, Cluster, NotFoundError, UnreachableError
from incidentkit.sources.kubernetes.gather import SOURCE, gathered
from incidentkit.sources.kubernetes.lastwords import LastWords
from incidentkit.sources.kubernetes.listing import PAGE, pages
from incidentkit.sources.kubernetes.login import connect
from incidentkit.sources.kubernetes.objects import Objects


@dataclass(frozen=True, slots=True)
class Part:
    """One list that is read. Parts of one `gap` stand in for each other: one of them is enough."""

    gap: str
    words: str
    kind: str
    path: str
    field_selector: str = ""
    optional: bool = False


# Both event APIs show the same stored events; rights may be given for either. Events about nodes lie in `default`.
PARTS: tuple[Part, ...] = (
    Part("events", "events", "Event", "/api/v1/namespaces/{namespace}/events"),
    Part("events", "events", "Event", "/apis/events.k8s.io/v1/namespaces/{namespace}/events"),
    Part("pods", "pods", "Pod", "/api/v1/namespaces/{namespace}/pods"),
    Part("rollouts", "rollouts of deployments", "ReplicaSet", "/apis/apps/v1/namespaces/{namespace}/replicasets"),
    Part("deployments", "the state of deployments", "Deployment", "/apis/apps/v1/namespaces/{namespace}/deployments"),
    Part("revisions", "rollouts of stateful sets and daemon sets", "ControllerRevision",
         "/apis/apps/v1/namespaces/{namespace}/controllerrevisions"),
    Part("nodes", "the state of nodes", "Node", "/api/v1/nodes"),
    Part("node-events", "events about nodes", "Event", "/api/v1/namespaces/default/events",
         field_selector="involvedObject.kind=Node"),
)  # fmt: skip


# Seconds. HTTP tells the time in whole ones, and an answer takes a while.
SKEW = 5.0


def namespace_name(namespace: str) -> str:
    """`namespace` if it can be one (a DNS label). Raises UsageError otherwise: it becomes part of a path."""
    if not re.fullmatch(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?", namespace):
        raise UsageError(
            f"{inert.one_line(namespace, 80)!r} is no namespace",
            hint="Namespaces are lower-case letters, digits and dashes; `kubectl get namespaces` lists them.",
        )
    return namespace


class KubernetesLive:
    """Events, pods, rollouts and nodes as the cluster's API tells them now; with `logs`, the last words of containers
    that failed."""

    name = SOURCE
    anchors = False

    def __init__(
        self,
        namespace: str,
        *,
        settings: KubernetesSettings,
        context: str | None,
        kubeconfig: Path | None,
        environ: Mapping[str, str],
        logs: bool = False,
        page: int = PAGE,
    ) -> None:
        self.namespace = namespace_name(namespace)
        self.settings, self.logs = settings, logs
        self._context, self._kubeconfig, self._environ = context, kubeconfig, environ
        self._page = page

    def gather(self, window: Window, progress: Progress = silent) -> Gathered:
        """All that may be read of the namespace; what may not is a gap.

        Raises SettingsError (no kubeconfig, no login), DeniedError (nothing at all may be read) and RemoteError.
        """
        return self.read(progress).told(window)

    def read(self, progress: Progress = silent) -> Reading:
        """One pass over all lists. Raises what `gather` raises."""
        cluster = connect(context=self._context, kubeconfig=self._kubeconfig, environ=self._environ)
        reading = Reading(cluster, self.namespace, self._page, Objects(self.settings), self.logs, progress)
        reading.all()
        return reading

    def follow(self) -> Followed:
        """The same namespace, watched: each `gather` of it tells what is known by then."""
        from incidentkit.sources.kubernetes.watching import KubernetesWatch

        return KubernetesWatch(self)


class Reading:
    """One pass over all parts: what was read, and why the rest was not."""

    def __init__(
        self, cluster: Cluster, namespace: str, page: int, objects: Objects, logs: bool, progress: Progress
    ) -> None:
        self.cluster, self._namespace, self._page, self._progress = cluster, namespace, page, progress
        self.objects = objects
        self.read: set[str] = set()
        # The parts that were read to their end, with the version from which a watch can go on.
        self.versions: dict[Part, str] = {}
        self._failed: dict[str, IncidentkitError] = {}
        self._restarts = 0
        self._found_here = False
        self._gone: UnreachableError | None = None
        self._words = LastWords(cluster, namespace) if logs else None

    def told(self, window: Window, gaps: Sequence[Evidence] = ()) -> Gathered:
        """What the objects tell, with the gaps of the reading and the given ones."""
        now = datetime.now(UTC).replace(microsecond=0)
        if self._words:
            self._words.look_at(self.objects.of("Pod"))
        gathered_now = gathered(
            self.objects,
            window,
            place=f"namespace `{self._namespace}`",
            now=now,
            gaps=[*self.gaps(now), *gaps],
            notes=self.notes(),
            expect_events="events" in self.read,
            logs=self._words.fetch if self._words else None,
        )
        missing = self._words.gaps(now) if self._words else []
        return replace(gathered_now, gaps=(*gathered_now.gaps, *missing))

    def all(self) -> None:
        """Read every part. Raises when none could be read."""
        for part in PARTS:
            if part.gap == "node-events" and self._namespace == "default" and "events" in self.read:
                continue
            if self._gone:
                self._failed[part.gap] = self._gone
                continue
            try:
                self.versions[part] = self.part(part)
                self.read.add(part.gap)
            except (DeniedError, NotFoundError) as e:
                self._failed.setdefault(part.gap, e)
            except RemoteError as e:
                if not self.read:
                    raise
                self._failed[part.gap] = e
                self._gone = e if isinstance(e, UnreachableError) else None
                self.read.discard(part.gap)  # it broke off in the middle: what was read stays, the gap is told
        if not self.read:
            first = next(iter(self._failed.values()))
            raise DeniedError(
                f"Nothing may be read in namespace {self._namespace}: {first.message}",
                hint=RIGHTS_HINT + " Saved JSON needs none: --k8s-file.",
            )
        if not self._found_here:
            self._check_namespace()

    def part(self, part: Part) -> str:
        """Read one list into the objects; gives its version. Raises what `Cluster.get` raises."""
        done, version = 0, ""
        for page, version in pages(  # noqa: B007 - the last one counts
            self.cluster,
            part.path.format(namespace=self._namespace),
            field_selector=part.field_selector,
            limit=self._page,
            restarted=self._restarted,
        ):
            for raw in page:
                self.objects.add(raw, part.kind)
            done += len(page)
            self._found_here = self._found_here or bool(page and "{namespace}" in part.path)
            self._progress(f"Kubernetes {self._namespace}: {part.words}", done, None)
        return version

    def _restarted(self) -> None:
        self._restarts += 1

    def _check_namespace(self) -> None:
        # A list of a namespace that does not exist is empty, not an error: a slip must not read as health.
        try:
            self.cluster.get(f"/api/v1/namespaces/{self._namespace}")
        except NotFoundError as e:
            raise SettingsError(
                f"The cluster has no namespace {self._namespace}",
                hint="`kubectl get namespaces` lists them; is it the right --context?",
            ) from e
        except IncidentkitError as e:
            self._failed["namespace"] = e

    def gaps(self, now: datetime) -> list[Evidence]:
        """One gap for each part that could not be read."""
        words = {part.gap: part.words for part in PARTS}
        found = []
        for what, error in self._failed.items():
            if what in self.read or what == "namespace":
                continue
            if what == "node-events" and "nodes" in self._failed:
                continue  # one gap is enough to say that nothing is known of the nodes
            why = (
                "not allowed" if isinstance(error, DeniedError) else inert.markdown(inert.one_line(error.message, 200))
            )
            about = "" if what in ("nodes", "node-events") else f" in namespace `{self._namespace}`"
            summary = f"Kubernetes: {words[what]}{about} could not be read: {why}"
            # Nodes belong to no namespace: the same gap whichever namespace was asked.
            found.append(gap(SOURCE, f"{self._namespace}/{what}" if about else what, summary, captured=now))
        return found

    def notes(self) -> list[str]:
        """What a person should know about the reading."""
        notes = []
        if "namespace" in self._failed:
            notes.append(f"Nothing at all was found in namespace {self._namespace}: is its name right?")
        if self._restarts:
            notes.append("A list changed while it was read and was read again from its start.")
        ahead = self.cluster.clock.get("ahead", 0.0)
        if abs(ahead) > SKEW:
            side = "ahead of" if ahead > 0 else "behind"
            notes.append(
                f"The cluster's clock is {abs(ahead):.0f} s {side} this machine's: times of other sources may be off "
                "by as much against it."
            )
        return notes
