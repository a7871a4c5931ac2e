"""The times that Helm writes: RFC 3339 in JSON, Go's own form in lists, without a zone in Helm 2 and in tables."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo

# time.Time.String() of Go: 2026-11-22 14:02:11.123456789 -0800 PST
_GO = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d{1,9})?) ([+-]\d{4})(?: \S{1,10})?(?: m=\S+)?")
# time.ANSIC: Sun Nov 22 14:02:11 2026
_ANSI = "%a %b %d %H:%M:%S %Y"


def instant(text: object, zone: tzinfo) -> tuple[datetime | None, bool]:
    """A time in UTC, and whether its zone was taken from `zone`. None for what is no time; Go's year 1 is none."""
    if not isinstance(text, str) or len(text) > 60:
        return None, False
    words = text.strip()
    if found := _GO.fullmatch(words):
        words = f"{found[1]}T{found[2]}{found[3]}"
    try:
        at = datetime.fromisoformat(words)
    except ValueError:
        try:
            at = datetime.strptime(words, _ANSI)  # noqa: DTZ007 - it has no zone, which is said
        except ValueError:
            return None, False
    if at.year < 2000:
        return None, False
    try:
        return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC), at.tzinfo is None
    except OverflowError:
        return None, False
