"""Logs of containers over the API: of the run that ended, its last lines, bounded."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import quote

from incidentkit import inert
from incidentkit.errors import DeniedError, IncidentkitError
from incidentkit.evidence import Evidence, gap
from incidentkit.sources.kubernetes.client import Cluster
from incidentkit.sources.kubernetes.owners import Ref
from incidentkit.sources.kubernetes.raw import Json, mapping, mappings, name

_LINES, _BYTES = 50, 64 * 1024
# Ends whose log was read are not asked for again while a namespace is watched.
_REMEMBERED = 500


class LastWords:
    """Reads logs of one namespace; what could not be read is a gap. A refusal is believed: nothing more is asked."""

    def __init__(self, cluster: Cluster, namespace: str) -> None:
        self._cluster, self._namespace = cluster, namespace
        self._known: dict[str, str] = {}
        self._ended: set[tuple[str, str]] = set()
        self._failed: dict[tuple[str, str], IncidentkitError] = {}
        self._denied: DeniedError | None = None

    def look_at(self, pods: Iterable[Json]) -> None:
        """Learn which containers have not been started again: the log of their last run is their log now."""
        self._failed.clear()
        self._ended = {
            (name(mapping(pod.get("metadata")).get("name")), name(status.get("name"), 63))
            for pod in pods
            for status in mappings(mapping(pod.get("status")).get("containerStatuses"))
            if mapping(status.get("state")).get("terminated")
        }

    def fetch(self, container: Ref, end: str) -> str | None:
        """The last lines of the run that ended; None where they cannot be had."""
        if end in self._known:
            return self._known[end]
        key = (container.name, container.container)
        if self._denied:
            self._failed[key] = self._denied
            return None
        try:
            said = self._read(container, previous=key not in self._ended)
        except DeniedError as e:
            self._denied = self._failed[key] = e
            return None
        except IncidentkitError as e:
            self._failed[key] = e
            return None
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        self._known[end] = said
        return said

    def _read(self, container: Ref, *, previous: bool) -> str:
        path = f"/api/v1/namespaces/{self._namespace}/pods/{quote(container.name, safe='')}/log"
        query = {"container": container.container, "tailLines": str(_LINES), "limitBytes": str(_BYTES)}
        return self._cluster.text(path, query | ({"previous": "true"} if previous else {}), _BYTES)

    def gaps(self, now: datetime) -> list[Evidence]:
        """One gap for all logs that could not be read."""
        if not self._failed:
            return []
        first = next(iter(self._failed.values()))
        why = "not allowed" if isinstance(first, DeniedError) else inert.markdown(inert.one_line(first.message, 200))
        number = len(self._failed)
        whose = "a container" if number == 1 else f"{number} containers"
        summary = f"Kubernetes: the last log lines of {whose} in namespace `{self._namespace}` could not be read: {why}"
        return [gap("kubernetes", f"{self._namespace}/logs", summary, captured=now)]
