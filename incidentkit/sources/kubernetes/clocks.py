"""Clocks that differ: a node writes the time of its events by its own clock, the API when it takes them in by another.

A node that dates an event into the future of its arrival has a clock ahead of the cluster's; one whose every event
comes late may have one behind, or a slow way to the API, which cannot be told apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from statistics import median

from incidentkit.sources.kubernetes.raw import code, moment, name
from incidentkit.sources.kubernetes.wire import Wire

# Seconds. Times have whole ones, and an event is some on its way.
_AHEAD, _BEHIND = 5.0, 60.0
_FEWEST = 3
_MOST_NAMED = 5


def notes(events: Iterable[Wire]) -> list[str]:
    """A sentence on the nodes whose clocks differ from the cluster's, none where none does."""
    by_node: dict[str, list[float]] = defaultdict(list)
    for raw in events:
        host = raw.source.host if raw.source and raw.source.component == "kubelet" else None
        if not host or raw.series is not None or (raw.count or 1) > 1 or raw.metadata is None:
            continue
        said, taken_in = moment(raw.firstTimestamp), moment(raw.metadata.creationTimestamp)
        if said and taken_in:
            by_node[name(host)].append((said - taken_in).total_seconds())
    found = []
    for node, differences in sorted(by_node.items()):
        middle = median(differences)
        if middle > _AHEAD:
            found.append(f"{code(node, 63)} about {middle:.0f} s ahead of it")
        elif len(differences) >= _FEWEST and max(differences) < -_BEHIND:
            found.append(f"{code(node, 63)} about {-middle:.0f} s behind it, or late to report")
    if not found:
        return []
    more = f" and {len(found) - _MOST_NAMED} more nodes" if len(found) > _MOST_NAMED else ""
    return [
        f"Clocks of nodes differ from the cluster's: {'; '.join(found[:_MOST_NAMED])}{more}. So do their times here."
    ]
