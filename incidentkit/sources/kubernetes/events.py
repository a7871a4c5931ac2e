"""Events of both API groups as one plain value.

Core (`v1`) says involvedObject, message, count, firstTimestamp, lastTimestamp; `events.k8s.io/v1` says regarding,
note, deprecatedCount and so on for the same stored object. Either may have `series`, and any time may be null.
Source: https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/
"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from functools import lru_cache

import msgspec

from incidentkit.sources.kubernetes.owners import Ref
from incidentkit.sources.kubernetes.raw import count, moment, name
from incidentkit.sources.kubernetes.wire import About, Meta, Series, Wire

_CONTAINER = re.compile(r"spec\.(?:initContainers|containers|ephemeralContainers)\{([A-Za-z0-9.-]{1,253})\}")
_NOT_REASON = re.compile(r"[^A-Za-z0-9_.@-]")
_NONE, _NOBODY, _ONCE = Meta(), About(), Series()
# What client-go puts before a message that stands for others; the count says so.
_COMBINED = "(combined from similar events): "


class Event(msgspec.Struct, frozen=True, gc=False):
    """One event. `first` and `last` are in UTC, both None where the event has no time at all."""

    uid: str
    reason: str
    warning: bool
    message: str
    about: Ref
    count: int
    first: datetime | None
    last: datetime | None


def parse(raw: Wire) -> Event:
    """The event behind what came over the wire; what is missing is empty."""
    metadata = raw.metadata or _NONE
    about = raw.involvedObject or raw.regarding or _NOBODY
    first, last = span(raw)
    container = _CONTAINER.fullmatch(about.fieldPath) if about.fieldPath else None
    return Event(
        uid=uid(raw),
        reason=reason(raw),
        warning=raw.type == "Warning",
        message=(raw.message or raw.note or "").removeprefix(_COMBINED),
        about=Ref(
            kind=_shared(about.kind, 63),
            namespace=_shared(about.namespace or metadata.namespace or raw.namespace, 63),
            name=name(about.name),
            uid=name(about.uid, 64),
            container=container[1] if container else "",
        ),
        count=max(count((raw.series or _ONCE).count), count(raw.count), count(raw.deprecatedCount)),
        first=first,
        last=last,
    )


def reason(raw: Wire) -> str:
    """The reason, of signs that a reason has."""
    return _reason(raw.reason or "")


def uid(raw: Wire) -> str:
    """The event's uid. Saved events may have lost it: the same event must keep its id when it is read again."""
    return name((raw.metadata or _NONE).uid, 64) or "x" + hashlib.sha256(msgspec.json.encode(raw)).hexdigest()[:24]


def span(raw: Wire) -> tuple[datetime | None, datetime | None]:
    """First and last time. The last is the first that is set of this order; events may have any of them, or none."""
    first = moment(raw.firstTimestamp or raw.deprecatedFirstTimestamp)
    ended = raw.lastTimestamp or raw.deprecatedLastTimestamp
    if raw.series is None and first is not None and ended == (raw.firstTimestamp or raw.deprecatedFirstTimestamp):
        return first, first  # most events were seen once
    last = (
        (moment(raw.series.lastObservedTime) if raw.series else None)
        or moment(raw.lastTimestamp)
        or moment(raw.deprecatedLastTimestamp)
        or moment(raw.eventTime)
        or first
        or moment((raw.metadata or _NONE).creationTimestamp)
    )
    began = first or moment(raw.eventTime) or last
    return (min(began, last), last) if began and last else (None, None)


@lru_cache(maxsize=1000)
def _reason(given: str) -> str:
    return _NOT_REASON.sub("", given)[:128]


@lru_cache(maxsize=1000)  # kinds and namespaces are few
def _shared(given: str | None, limit: int) -> str:
    return name(given, limit)
