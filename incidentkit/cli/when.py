"""Instants on the command line: `--since 2h`, `--until "2026-11-22 15:20"`."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta, tzinfo

from incidentkit.errors import UsageError

_AGO = re.compile(r"(\d{1,5})\s*(m|min|h|d|w)(?:\s+ago)?", re.IGNORECASE)
_UNITS = {"m": "minutes", "min": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def instant(text: str, zone: tzinfo, now: datetime, *, option: str, end: bool = False) -> datetime:
    """The aware instant that `text` means: ISO 8601 (in `zone` where it has no offset), `14:02` today, `90m` ago.

    A bare date is its first moment, or its last with `end`. Raises UsageError naming `option`.
    """
    words = text.strip()
    if found := _AGO.fullmatch(words):
        return now - timedelta(**{_UNITS[found[2].lower()]: int(found[1])})
    try:
        if re.fullmatch(r"\d{1,2}:\d{2}(:\d{2})?", words):
            at = datetime.combine(now.astimezone(zone).date(), time.fromisoformat(words.zfill(5)))
        else:
            at = datetime.fromisoformat(words)
    except ValueError as e:
        hint = 'Write "2026-11-22 14:02", "2026-11-22T14:02:00-08:00", "14:02" (today) or "90m" (ago).'
        raise UsageError(f"{option} {text!r} is no time", hint=hint) from e
    if end and re.fullmatch(r"\d{4}-?\d{2}-?\d{2}", words):
        at += timedelta(days=1) - timedelta(microseconds=1)
    return at if at.tzinfo else at.replace(tzinfo=zone)
