"""Events as they come, decoded only as far as they are read: a file may hold a hundred thousand.

Both API groups show the same stored object under different names; a field of the wrong type is an empty field.
Source: https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/
"""

from __future__ import annotations

import json
from typing import Any

import msgspec

from incidentkit import inert
from incidentkit.sources.kubernetes.raw import Json, mapping, number, text


class Meta(msgspec.Struct, gc=False, omit_defaults=True):
    """What is read of an event's `metadata`."""

    uid: str | None = None
    namespace: str | None = None
    creationTimestamp: str | None = None


class About(msgspec.Struct, gc=False, omit_defaults=True):
    """The object that an event is about (`involvedObject`, `regarding`)."""

    kind: str | None = None
    namespace: str | None = None
    name: str | None = None
    uid: str | None = None
    fieldPath: str | None = None


class Series(msgspec.Struct, gc=False, omit_defaults=True):
    """How often an event came again."""

    count: int | None = None
    lastObservedTime: str | None = None


class Origin(msgspec.Struct, gc=False, omit_defaults=True):
    """Who wrote an event (`source`)."""

    component: str | None = None
    host: str | None = None


class Wire(msgspec.Struct, gc=False, omit_defaults=True):
    """What is read of an event, in the words of both API groups."""

    kind: str | None = None
    type: str | None = None
    reason: str | None = None
    namespace: str | None = None
    message: str | None = None
    note: str | None = None
    count: int | None = None
    deprecatedCount: int | None = None
    firstTimestamp: str | None = None
    lastTimestamp: str | None = None
    eventTime: str | None = None
    deprecatedFirstTimestamp: str | None = None
    deprecatedLastTimestamp: str | None = None
    series: Series | None = None
    source: Origin | None = None
    metadata: Meta | None = None
    involvedObject: About | None = None
    regarding: About | None = None


# What is not there; compared by identity.
NOTHING = msgspec.Raw()


class Head(Wire, gc=False):
    """What tells whether a JSON object is an event, a list of objects, a line of watch output or something else."""

    items: msgspec.Raw = NOTHING
    object: msgspec.Raw = NOTHING


class _Events(msgspec.Struct, gc=False):
    """A List of which all items may be events."""

    kind: str
    items: list[Wire]


_HEAD = msgspec.json.Decoder(Head)
_ANY = msgspec.json.Decoder()
_EVENTS = msgspec.json.Decoder(_Events)
_LIST = msgspec.json.Decoder(list[msgspec.Raw])
_RAW = msgspec.json.Decoder(msgspec.Raw)


def head(data: bytes | msgspec.Raw) -> Head | None:
    """The head of one JSON object, or None where a field has another type than it should, or it is no object."""
    try:
        return _HEAD.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def items(data: bytes | msgspec.Raw) -> list[msgspec.Raw] | None:
    """The elements of a JSON array, not decoded yet; None where it is none."""
    try:
        return _LIST.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def events(data: bytes | msgspec.Raw) -> list[Wire] | None:
    """The items of a List, if all of them say that they are events: the shortest way for the largest files."""
    if b'"Event"' not in memoryview(data)[:10_000].tobytes():
        return None
    try:
        found = _EVENTS.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    every = found.items and found.kind.endswith("List") and all(one.kind == "Event" for one in found.items)
    return found.items if every else None


def whole(data: bytes | memoryview) -> msgspec.Raw | None:
    """`data` as one JSON value that is looked into later, or None where it is not exactly one."""
    try:
        return _RAW.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def anything(data: bytes | msgspec.Raw) -> object:
    """One JSON value in full. Raises what `json.loads` raises where even that refuses it."""
    try:
        return _ANY.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return inert.whole(json.loads(bytes(data)))


def of(raw: Json) -> Wire:
    """The event that a decoded JSON object holds, whatever else is in it."""
    try:
        return msgspec.convert(raw, Wire)
    except (msgspec.MsgspecError, RecursionError):
        return _lenient(raw)


def is_event(one: Wire) -> bool:
    """Whether an object without a kind has the shape of an event; a digest of events may not name their objects."""
    if one.involvedObject is not None or one.regarding is not None:
        return True
    seen = one.lastTimestamp or one.firstTimestamp or one.eventTime
    return bool(one.type and one.reason and (one.message or one.note) and seen)


def _lenient(raw: Json) -> Wire:
    """Field by field, for an object in which one has the wrong type."""
    plain: dict[str, Any] = {key: text(raw.get(key)) for key in _TEXTS}
    plain |= {key: number(raw.get(key)) for key in ("count", "deprecatedCount")}
    series, origin = mapping(raw.get("series")), mapping(raw.get("source"))
    return Wire(
        **plain,
        series=Series(number(series.get("count")), text(series.get("lastObservedTime"))),
        source=Origin(text(origin.get("component")), text(origin.get("host"))),
        metadata=Meta(*(text(mapping(raw.get("metadata")).get(key)) for key in Meta.__struct_fields__)),
        involvedObject=_about(raw.get("involvedObject")),
        regarding=_about(raw.get("regarding")),
    )


def _about(value: object) -> About | None:
    return About(*(text(value.get(key)) for key in About.__struct_fields__)) if isinstance(value, dict) else None


_TEXTS = tuple(
    key
    for key in Wire.__struct_fields__
    if key not in ("count", "deprecatedCount", "series", "source", "metadata", "involvedObject", "regarding")
)
