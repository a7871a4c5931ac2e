"""Instants and zones on the command line: `--since 2h`, `--until "2026-11-22 15:20"`, `--tz Asia/Tokyo`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, time, timedelta, tzinfo

from incidentkit import zones
from incidentkit.errors import SettingsError, UsageError

_AGO = re.compile(r"(\d{1,5})\s*(m|min|h|d|w)(?:\s+ago)?", re.IGNORECASE)
_CLOCK = re.compile(r"\d{1,2}:\d{2}(:\d{2})?")
_HALF = re.compile(r"(1[0-2]|0?[1-9])(?::([0-5]\d))?\s*([ap])\.?m\.?", re.IGNORECASE)
_UNITS = {"m": "minutes", "min": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def zone(name: str, mapping: Mapping[str, str]) -> tzinfo:
    """The zone that `--tz` names; `mapping` is that of the settings. Raises UsageError for an unknown one."""
    try:
        return zones.resolve(name, mapping)
    except SettingsError as e:
        raise UsageError(f"--tz: {e.message}", hint=e.hint) from e


def is_time_of_day(text: str) -> bool:
    """Whether it names no day: `14:02`, `2pm`."""
    return bool(_CLOCK.fullmatch(text.strip()) or _HALF.fullmatch(text.strip()))


def instant(
    text: str, zone: tzinfo, day: datetime, *, option: str, end: bool = False, ago: datetime | None = None
) -> datetime:
    """The aware instant that `text` means: ISO 8601 (in `zone` where it has no offset), `14:02` or `2:02pm` on the day
    of `day`, `90m` ago or `now`, counted from `ago` (default: `day`).

    A bare date is its first moment, or its last with `end`; so is a time that the clocks showed twice. Raises
    UsageError naming `option`.
    """
    words = text.strip()
    now = ago or day
    if words.lower() == "now":
        return now
    if found := _AGO.fullmatch(words):
        return now - timedelta(**{_UNITS[found[2].lower()]: int(found[1])})
    try:
        if half := _HALF.fullmatch(words):
            hour = int(half[1]) % 12 + (12 if half[3].lower() == "p" else 0)
            at = datetime.combine(day.astimezone(zone).date(), time(hour, int(half[2] or 0)))
        elif _CLOCK.fullmatch(words):
            at = datetime.combine(day.astimezone(zone).date(), time.fromisoformat(words.zfill(5)))
        else:
            at = datetime.fromisoformat(words)
    except ValueError as e:
        hint = 'Write "2026-11-22 14:02", "2026-11-22T14:02:00-08:00", "14:02" (today) or "90m" (ago).'
        raise UsageError(f"{option} {text!r} is no time", hint=hint) from e
    if end and re.fullmatch(r"\d{4}-?\d{2}-?\d{2}", words):
        at += timedelta(days=1) - timedelta(microseconds=1)
    return at if at.tzinfo else at.replace(tzinfo=zone, fold=int(end))
