"""Reading JSON that may hold anything: a field of the wrong type reads as if it were absent.

Objects are plain `dict`s, as `json` gives them: testing for any mapping would cost a tenth of the whole reading.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Raw = Mapping[str, Any]


def text(raw: object, key: str) -> str:
    """The text under `key`, or an empty string. Numbers count as text: exports hold some ids and times as numbers."""
    value = raw.get(key) if isinstance(raw, dict) else None
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def flag(raw: object, key: str) -> bool:
    """Whether `key` is true; anything else than JSON's true is not."""
    return isinstance(raw, dict) and raw.get(key) is True


def number(raw: object, key: str) -> int:
    """The whole number under `key`, or 0."""
    value = raw.get(key) if isinstance(raw, dict) else None
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def inner(raw: object, key: str) -> Raw:
    """The object under `key`, or an empty one."""
    value = raw.get(key) if isinstance(raw, dict) else None
    return value if isinstance(value, dict) else {}


def objects(raw: object, key: str) -> Sequence[Raw]:
    """The objects in the list under `key`; whatever else the list holds is passed over."""
    value = raw.get(key) if isinstance(raw, dict) else None
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def texts(raw: object, key: str) -> Sequence[str]:
    """The texts in the list under `key`."""
    value = raw.get(key) if isinstance(raw, dict) else None
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
