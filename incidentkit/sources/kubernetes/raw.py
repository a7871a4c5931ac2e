"""Reading raw JSON that may hold anything: a missing or mistyped field is an empty value, never an error."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from incidentkit import inert

Json = dict[str, Any]
# Kubernetes names are DNS names, some kinds also take colons; the rest has no business in an id or a subject.
_NOT_NAME = re.compile(r"[^A-Za-z0-9.:/@_-]")


def mapping(value: object) -> Json:
    """`value` if it is a JSON object, else an empty one."""
    return value if isinstance(value, dict) else {}


def mappings(value: object) -> list[Json]:
    """The objects in `value` if it is a list, else none."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def text(value: object) -> str:
    """`value` if it is text, else empty."""
    return value if isinstance(value, str) else ""


def name(value: object, limit: int = 253) -> str:
    """A name without anything that a Kubernetes name cannot hold; 253 characters are the longest that the API takes."""
    return _NOT_NAME.sub("", text(value))[:limit]


def code(value: str, limit: int = 200) -> str:
    """A name, an image or a reason as a code span. None of them has `<` or `>`: no comment of ours can be forged."""
    return inert.code(re.sub(r"[<>`|]", "", value), limit)


def number(value: object) -> int | None:
    """`value` if it is a whole number, else None: JSON knows true and 1e999 too."""
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**9 else None


def count(value: object) -> int:
    """How often; what is no positive number counts once."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**9 else 1


def instant(value: object) -> datetime | None:
    """An RFC 3339 time in UTC, or None. Go writes "no time" as the year 1: years before 2000 are none."""
    return moment(value) if isinstance(value, str) else None


@lru_cache(maxsize=10_000)  # a burst of events shares its seconds
def moment(value: str | None) -> datetime | None:
    """As `instant`, of what is known to be text or nothing."""
    if not value or not value.startswith("20"):
        return None
    try:
        at = datetime.fromisoformat(value)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def controller(metadata: Json) -> Json:
    """The owner that controls an object (`ownerReferences`), or an empty object."""
    owners = mappings(metadata.get("ownerReferences"))
    return next((owner for owner in owners if owner.get("controller") is True), owners[0] if owners else {})
