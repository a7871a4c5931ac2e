"""A day of an export, decoded only as far as it matters: times first, and in full what is wanted.

Exports are large and windows small. Reading nothing but three fields of each message takes a fraction of the time and
none of the memory that decoding all of it would.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import msgspec

from incidentkit.sources.interface import Window
from incidentkit.sources.slack.messages import normal_ts

# These tell of another message than their own time says: a pin, an edit, a deletion.
_OF_OTHERS = frozenset(["pinned_item", "message_changed", "message_deleted"])
# Seconds. What lies this near to an end of the window is decoded, and judged exactly afterwards.
_NEAR = 1.0
# From this share on, decoding all at once is less work than passing over some.
_MOST = 0.5


class Head(msgspec.Struct, gc=False):
    """What tells whether a message is wanted."""

    ts: str = ""
    thread_ts: str | None = None
    subtype: str | None = None


_HEADS = msgspec.json.Decoder(list[Head])
_RAWS = msgspec.json.Decoder(list[msgspec.Raw])
_ANY = msgspec.json.Decoder()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Messages of one thread (its `ts`), or all of the window."""

    window: Window
    thread: str | None = None

    def holds(self, head: Head) -> bool:
        """Whether the message may be wanted; what has no time is for others to judge."""
        if self.thread:
            return self.thread in (normal_ts(head.ts), normal_ts(head.thread_ts or ""))
        if head.subtype in _OF_OTHERS:
            return True
        try:
            at = float(head.ts)
        except ValueError:
            return True
        since, until = self.window.since, self.window.until
        early = since is not None and at < since.timestamp() - _NEAR
        return not early and not (until is not None and at > until.timestamp() + _NEAR)


def sift(data: bytes, wanted: Wanted) -> tuple[object, int]:
    """The file's value without what is certainly not wanted, and how many messages were passed over.

    Raises like `decode`. A file with entries that are no messages is given whole.
    """
    try:
        chosen = [wanted.holds(head) for head in _HEADS.decode(data)]
        if sum(chosen) > len(chosen) * _MOST:
            return decode(data), 0
        if not any(chosen):
            return [], len(chosen)
        raws = [_ANY.decode(raw) for raw, kept in zip(_RAWS.decode(data), chosen, strict=True) if kept]
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return decode(data), 0
    return raws, len(chosen) - len(raws)


def decode(data: bytes) -> object:
    """JSON that may be anything.

    Raises json.JSONDecodeError with the line, UnicodeDecodeError or RecursionError. Where msgspec refuses, the standard
    library has the last word: it knows a byte-order mark, UTF-16 and lone surrogates.
    """
    try:
        return _ANY.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return json.loads(data)
