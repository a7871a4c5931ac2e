"""A namespace that is watched: every list of it is kept up to date by the API's own stream of changes.

One thread a list. A stream that breaks off goes on where it was; where the server has forgotten that place (410) the
list is read again. A server that is down is asked again, with growing waits. What that may have cost is a gap.
Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from incidentkit import inert
from incidentkit.errors import IncidentkitError, RemoteError
from incidentkit.evidence import Evidence, gap
from incidentkit.sources.interface import Gathered, Progress, Window, silent
from incidentkit.sources.kubernetes.client import GoneError
from incidentkit.sources.kubernetes.gather import EVENT_LIFE, SOURCE
from incidentkit.sources.kubernetes.listing import pages
from incidentkit.sources.kubernetes.live import PARTS, KubernetesLive, Part, Reading
from incidentkit.sources.kubernetes.raw import Json, mapping, mappings, text

# Seconds: a stream is asked for anew after this long, a server that fails after these.
_STREAM = 240
_FIRST_WAIT, _LONGEST_WAIT = 1.0, 60.0
# After so many failures in a row the place in the list is not trusted any more.
_TRUSTED = 5
# Events are kept in memory this long after they were seen last: by then they have been told many times.
_KEPT = timedelta(hours=2)


class KubernetesWatch:
    """A `KubernetesLive` that keeps up. The first `gather` reads everything and raises what that raises."""

    name = SOURCE
    anchors = False

    def __init__(self, source: KubernetesLive) -> None:
        self._source = source
        self._reading: Reading | None = None
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._ill: dict[Part, tuple[datetime, IncidentkitError]] = {}
        self._missed: list[Evidence] = []

    def gather(self, window: Window, progress: Progress = silent) -> Gathered:
        """All that was seen of the namespace in the last two hours, within `window`."""
        if self._reading is None:
            self._reading = self._source.read(progress)
            for part, version in self._followed(self._reading):
                threading.Thread(target=self._keep_up, args=(part, version), name=part.gap, daemon=True).start()
        with self._lock:
            told = self._reading.told(window, self._gaps())
            self._reading.objects.forget(datetime.now(UTC) - _KEPT)
        return told

    def close(self) -> None:
        """Let all streams end; those that wait for the server end when it speaks, or with the program."""
        self._stop.set()

    def _followed(self, reading: Reading) -> list[tuple[Part, str]]:
        """Of parts that stand in for each other (both event APIs), one is enough; what could not be read is tried."""
        followed: dict[str, tuple[Part, str]] = {}
        for part in PARTS:
            if part.gap == "node-events" and self._source.namespace == "default":
                continue
            version = reading.versions.get(part, "")
            if part.gap not in followed or (version and not followed[part.gap][1]):
                followed[part.gap] = (part, version)
        return list(followed.values())

    def _keep_up(self, part: Part, version: str) -> None:
        failures = 0
        while not self._stop.is_set():
            try:
                if not version:
                    version = self._list(part)
                for change, raw in self._changes(part, version):
                    version = text(mapping(raw.get("metadata")).get("resourceVersion")) or version
                    failures = 0
                    self._take(part, change, raw)
                    if self._stop.is_set():
                        return
                self._well(part)
                self._stop.wait(_FIRST_WAIT)  # something between may end every stream at once
            except GoneError:
                version = ""
                self._stop.wait(_FIRST_WAIT)
            except Exception as e:  # noqa: BLE001 - a list that is not followed any more must never look like a quiet one
                self._failed(part, e if isinstance(e, IncidentkitError) else _unforeseen(e))
                failures += 1
                version = "" if failures % _TRUSTED == 0 else version
                self._stop.wait(min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** min(failures - 1, 10)))

    def _changes(self, part: Part, version: str) -> Iterator[tuple[str, Json]]:
        query = {"resourceVersion": version}
        if part.field_selector:
            query["fieldSelector"] = part.field_selector
        assert self._reading
        return self._reading.cluster.watch(self._path(part), query, _STREAM)

    def _take(self, part: Part, change: str, raw: Json) -> None:
        assert self._reading
        self._well(part)
        with self._lock:
            if change in ("ADDED", "MODIFIED"):
                self._reading.objects.add(raw, part.kind)
            elif change == "DELETED":
                self._reading.objects.drop(raw, part.kind)

    def _list(self, part: Part) -> str:
        """Read the list again, whole; gives its version."""
        assert self._reading
        found: list[Json] = []
        version = ""
        for page, version in pages(  # noqa: B007 - the last one counts
            self._reading.cluster, self._path(part), field_selector=part.field_selector, restarted=found.clear
        ):
            found += mappings(page)
        with self._lock:
            self._reading.objects.renew(found, part.kind)
        self._well(part)
        return version

    def _path(self, part: Part) -> str:
        return part.path.format(namespace=self._source.namespace)

    # How it goes

    def _failed(self, part: Part, error: IncidentkitError) -> None:
        with self._lock:
            since, _ = self._ill.get(part, (datetime.now(UTC).replace(microsecond=0), error))
            self._ill[part] = (since, error)

    def _well(self, part: Part) -> None:
        assert self._reading
        self._reading.read.add(part.gap)
        if part not in self._ill:
            return
        with self._lock:
            since, error = self._ill.pop(part)
            now = datetime.now(UTC).replace(microsecond=0)
            if part.kind == "Event" and now - since > EVENT_LIFE:
                # Nothing brings these back: the gap stays although all is well again.
                summary = (
                    f"{self._words(part)} between {since:%Y-%m-%d %H:%M} and {now:%Y-%m-%d %H:%M} UTC are not known"
                )
                self._missed.append(
                    gap(SOURCE, f"{self._source.namespace}/{part.gap}-{since:%Y%m%dT%H%M}",
                        f"{summary}: {_why(error)}", captured=now, at=since)
                )  # fmt: skip

    def _gaps(self) -> list[Evidence]:
        ill = [
            gap(SOURCE, f"{self._source.namespace}/{part.gap}", f"{self._words(part)} could not be watched since "
                f"{since:%Y-%m-%d %H:%M} UTC: {_why(error)}", captured=since)
            for part, (since, error) in self._ill.items()
        ]  # fmt: skip
        return [*self._missed, *ill]

    def _words(self, part: Part) -> str:
        about = "" if part.gap in ("nodes", "node-events") else f" in namespace `{self._source.namespace}`"
        return f"Kubernetes: {part.words}{about}"


def _unforeseen(error: Exception) -> RemoteError:
    return RemoteError(f"following it failed ({type(error).__name__})")


def _why(error: IncidentkitError) -> str:
    return inert.markdown(inert.one_line(error.message, 200))
