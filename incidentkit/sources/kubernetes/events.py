"""Events of both API groups as one plain value.

Core (`v1`) says involvedObject, message, count, firstTimestamp, lastTimestamp; `events.k8s.io/v1` says regarding,
note, deprecatedCount and so on for the same stored object. Either may have `series`, and any time may be null.
Source: https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import datetime

from incidentkit.sources.kubernetes.owners import Ref
from incidentkit.sources.kubernetes.raw import Json, count, instant, mapping, name, text

_CONTAINER = re.compile(r"spec\.(?:initContainers|containers|ephemeralContainers)\{([A-Za-z0-9.-]{1,253})\}")


@dataclass(frozen=True, slots=True)
class Event:
    """One event. `first` and `last` are in UTC, both None where the event has no time at all."""

    uid: str
    reason: str
    warning: bool
    message: str
    about: Ref
    count: int
    first: datetime | None
    last: datetime | None


def is_event(raw: Json) -> bool:
    """Whether an object without a kind has the shape of an event."""
    return isinstance(raw.get("involvedObject"), dict) or isinstance(raw.get("regarding"), dict)


def parse(raw: Json) -> Event:
    """The event that raw JSON of either API group holds; what is missing or mistyped is empty."""
    metadata = mapping(raw.get("metadata"))
    about = mapping(raw.get("involvedObject")) or mapping(raw.get("regarding"))
    series = mapping(raw.get("series"))
    first, last = _span(raw, metadata, series)
    container = _CONTAINER.fullmatch(text(about.get("fieldPath")))
    return Event(
        uid=name(metadata.get("uid"), 64) or _digest(raw),
        reason=re.sub(r"[^A-Za-z0-9_.@-]", "", text(raw.get("reason")))[:128],
        warning=raw.get("type") == "Warning",
        message=text(raw.get("message")) or text(raw.get("note")),
        about=Ref(
            kind=name(about.get("kind"), 63),
            namespace=name(about.get("namespace"), 63) or name(metadata.get("namespace"), 63),
            name=name(about.get("name")),
            uid=name(about.get("uid"), 64),
            container=container[1] if container else "",
        ),
        count=max(count(series.get("count")), count(raw.get("count")), count(raw.get("deprecatedCount"))),
        first=first,
        last=last,
    )


def _span(raw: Json, metadata: Json, series: Json) -> tuple[datetime | None, datetime | None]:
    """First and last time. The last is the first that is set of this order; events may have any of them, or none."""
    first = instant(raw.get("firstTimestamp")) or instant(raw.get("deprecatedFirstTimestamp"))
    candidates = (
        instant(series.get("lastObservedTime")),
        instant(raw.get("lastTimestamp")) or instant(raw.get("deprecatedLastTimestamp")),
        instant(raw.get("eventTime")),
        first,
        instant(metadata.get("creationTimestamp")),
    )
    last = next((at for at in candidates if at), None)
    began = first or instant(raw.get("eventTime")) or last
    return (min(began, last), last) if began and last else (None, None)


def _digest(raw: Json) -> str:
    # Saved events may have lost their uid; the same event must keep its id when it is read again.
    return "x" + hashlib.sha256(json.dumps(raw, sort_keys=True, default=str).encode()).hexdigest()[:24]
