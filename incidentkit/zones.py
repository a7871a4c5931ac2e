"""Time zones: by IANA name, by offset, by abbreviation; what is ambiguous is mapped in the settings or refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from incidentkit.errors import SettingsError

# Abbreviations that mean one thing wherever they are used, with their offset in minutes.
# Source: the IANA time zone database (`theory.html` and the zone files), where each of these has one current offset.
FIXED: tuple[tuple[str, int], ...] = (
    ("UTC", 0), ("GMT", 0), ("Z", 0), ("WET", 0), ("WEST", 60), ("CET", 60), ("CEST", 120), ("EET", 120),
    ("EEST", 180), ("MSK", 180), ("PST", -480), ("PDT", -420), ("MST", -420), ("MDT", -360), ("CDT", -300),
    ("EST", -300), ("EDT", -240), ("AKST", -540), ("AKDT", -480), ("HST", -600), ("JST", 540), ("KST", 540),
    ("NZST", 720), ("NZDT", 780), ("AEST", 600), ("AEDT", 660), ("ACST", 570), ("ACDT", 630), ("AWST", 480),
    ("SAST", 120),
)  # fmt: skip
# Abbreviations that name several zones: `[report] zones` says which one a team means.
AMBIGUOUS: tuple[tuple[str, str], ...] = (
    ("IST", "Asia/Kolkata, Asia/Jerusalem or Europe/Dublin"),
    ("BST", "Europe/London or Asia/Dhaka"),
    ("CST", "America/Chicago, America/Havana or Asia/Shanghai"),
)
_OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+\-−])\s*(\d{1,2})(?::?(\d{2}))?", re.IGNORECASE)


def resolve(name: str, mapping: Mapping[str, str] | None = None) -> tzinfo:
    """The zone that `name` means: IANA name, `UTC+2`, or an abbreviation, `mapping` (abbreviation → IANA) first.

    Raises SettingsError for an ambiguous or unknown name.
    """
    text = name.strip()
    if mapping and text in mapping:
        text = mapping[text].strip()
    if found := _OFFSET.fullmatch(text):
        minutes = int(found[2]) * 60 + int(found[3] or 0)
        if minutes > 14 * 60:
            raise SettingsError(f"{name!r} is no time zone: offsets end at 14 hours")
        return timezone(timedelta(minutes=minutes if found[1] == "+" else -minutes))
    for abbreviation, minutes in FIXED:
        if abbreviation == text.upper():
            return UTC if minutes == 0 else timezone(timedelta(minutes=minutes), abbreviation)
    for abbreviation, candidates in AMBIGUOUS:
        if abbreviation == text.upper():
            hint = f'Say which one in incidentkit.toml: [report] zones = {{ {abbreviation} = "…" }}'
            raise SettingsError(f"{abbreviation} may be {candidates}", hint=hint)
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as e:
        raise SettingsError(f"{name!r} is no time zone", hint="Use an IANA name such as America/Los_Angeles.") from e


def label(at: datetime) -> str:
    """How an instant's zone is written for people: `PST, UTC−08:00`. `at` must be aware."""
    offset = at.strftime("%z")
    sign = "−" if offset.startswith("-") else "+"
    utc = f"UTC{sign}{offset[1:3]}:{offset[3:5]}"
    name = at.tzname() or ""
    # Zones without an abbreviation of their own answer with their offset ("-03"), fixed ones with "UTC-03:00".
    return utc if not name or name[0] in "+-" or name.startswith("UTC") else f"{name}, {utc}"
