"""Answers of Prometheus and Alertmanager, decoded by type: what has another shape is none.

https://prometheus.io/docs/prometheus/latest/querying/api/ and Alertmanager's API v2 (openapi.yaml).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")
_YEAR_9999 = 253_370_764_800  # in seconds since 1970; room for every zone and for a window around it


class Stream(msgspec.Struct, frozen=True):
    """A series: its labels, and its samples as (seconds since 1970, number as text)."""

    metric: dict[str, str]
    values: list[tuple[float, str]] = []
    value: tuple[float, str] | None = None

    @property
    def samples(self) -> Iterator[tuple[float, float | None]]:
        """Time and value; NaN and infinities are values that nobody has, and a time that no calendar has is none."""
        for at, text in self.values or ([self.value] if self.value else []):
            if 0 <= at < _YEAR_9999:
                yield at, number(text)


class Data(msgspec.Struct, frozen=True):
    """What a query gave."""

    resultType: str = ""
    result: list[Stream] = []


class Answer(msgspec.Struct, frozen=True):
    """An answer to a query, with what the server warns of: a part that is missing."""

    status: str
    data: Data
    warnings: list[str] = []


class State(msgspec.Struct, frozen=True):
    """Of an alert in Alertmanager: active, suppressed, unprocessed."""

    state: str = ""


_RENAMED = {"starts": "startsAt", "ends": "endsAt", "updated": "updatedAt", "active": "activeAt"}


class Alert(msgspec.Struct, frozen=True, rename=_RENAMED):
    """An alert that is there now, from Alertmanager (startsAt) or from Prometheus itself (activeAt, state).

    Alertmanager's API says of one that is there when it would be over if nobody repeated it (`ends`); what it sends to
    a webhook has `firing` or `resolved` as its status, and then `ends` is its end.
    """

    labels: dict[str, str]
    annotations: dict[str, str] | None = None
    starts: str = ""
    ends: str = ""
    updated: str = ""
    active: str = ""
    status: State | str | None = None
    state: str = ""


def number(text: str) -> float | None:
    """A sample's value; None for NaN, infinities and what is no number."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def decode(data: bytes, kind: type[T]) -> T | None:
    """`data` as that type, or None."""
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def convert(raw: Any, kind: type[T]) -> T | None:
    """A plain value as that type, or None."""
    try:
        return msgspec.convert(raw, kind)
    except (msgspec.MsgspecError, RecursionError):
        return None
