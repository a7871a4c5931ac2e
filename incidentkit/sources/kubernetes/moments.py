"""When an older revision was put in place again: its object's time of creation is that of long ago.

A replica set is scaled, which an event tells for an hour; and pods of the revision are made, which they know as long as
they live. Pods name their revision in a label: a hash, or for stateful sets the whole name of the revision.
Source: https://kubernetes.io/docs/reference/labels-annotations-taints/
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from incidentkit.evidence import Precision
from incidentkit.sources.kubernetes.events import Event
from incidentkit.sources.kubernetes.raw import Json, instant, mapping, name

SCALED = "ScalingReplicaSet"
_LABELS = ("pod-template-hash", "controller-revision-hash")


class Moments:
    """What events and pods tell of when revisions were put in place."""

    def __init__(self, events: Iterable[Event], pods: Iterable[Json]) -> None:
        self._scaled: dict[tuple[str, str, str], list[datetime]] = defaultdict(list)
        self._made: dict[tuple[str, str], list[datetime]] = defaultdict(list)
        for event in events:
            if event.reason == SCALED and event.last:
                scaled = re.search(r"Scaled (up|down) replica set (\S{1,253})", event.message[:1000])
                if scaled:
                    self._scaled[(event.about.namespace, scaled[1], scaled[2])].append(event.last)
        for pod in pods:
            meta = mapping(pod.get("metadata"))
            at, labels = instant(meta.get("creationTimestamp")), mapping(meta.get("labels"))
            for label in _LABELS:
                if at and (revision := name(labels.get(label))):
                    self._made[(name(meta.get("namespace"), 63), revision)].append(at)

    def returned(
        self, namespace: str, workload: str, holder: str, replaced: str, since: datetime | None, guess: datetime | None
    ) -> tuple[datetime | None, Precision]:
        """When the revision kept in `holder` took the place of the one in `replaced`, which was put in place `since`.

        `guess` is a time at which it was there already. None where nothing tells.
        """
        scaled = self._scaled[(namespace, "up", holder)] + self._scaled[(namespace, "down", replaced)]
        exact = [at for at in scaled if since and at >= since]
        if exact:
            return min(exact), "second"
        made = self._made[(namespace, holder)] + self._made[(namespace, holder.removeprefix(f"{workload}-"))]
        later = [at for at in (*made, *((guess,) if guess else ())) if since is None or at >= since]
        return min(later, default=None), "approximate"
