"""Time zones: by IANA name, by offset, by abbreviation; what is ambiguous is mapped in the settings or refused.

People also name a city ("Zurich time"), a region ("Pacific Time (US & Canada)", as Windows and Rails list it) or two
names at once ("CET (GMT+1)"). All of that is derived from the IANA database, whose zones are called after their cities
and whose `US/Pacific` and the like are the regions.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from incidentkit.errors import SettingsError

# Abbreviations that mean one thing wherever they are used, with their offset in minutes.
# Source: the IANA time zone database (`theory.html` and the zone files), where each of these has one current offset.
FIXED: tuple[tuple[str, int], ...] = (
    ("UTC", 0), ("GMT", 0), ("Z", 0), ("WET", 0), ("WEST", 60), ("CET", 60), ("CEST", 120), ("EET", 120),
    ("MEZ", 60), ("MESZ", 120),
    ("EEST", 180), ("MSK", 180), ("PST", -480), ("PDT", -420), ("MST", -420), ("MDT", -360), ("CDT", -300),
    ("EST", -300), ("EDT", -240), ("AKST", -540), ("AKDT", -480), ("HST", -600), ("JST", 540), ("KST", 540),
    ("NZST", 720), ("NZDT", 780), ("AEST", 600), ("AEDT", 660), ("ACST", 570), ("ACDT", 630), ("AWST", 480),
    ("SAST", 120),
)  # fmt: skip
# Those of fewer people, which a city's name comes before: with the above, all that the database has these years, and
# those that it has given up for numbers though people write them (BRT to VET in the Americas, ICT to TRT in Asia).
RARE: tuple[tuple[str, int], ...] = (
    ("ADT", -180), ("AST", -240), ("CAT", 120), ("EAT", 180), ("HDT", -540), ("HKT", 480), ("IDT", 180),
    ("MEST", 120), ("MET", 60), ("NDT", -150), ("NST", -210), ("PKT", 300), ("SST", -660), ("WAT", 60), ("WIB", 420),
    ("WIT", 540), ("WITA", 480), ("ART", -180), ("BRST", -120), ("BRT", -180), ("BOT", -240), ("CLST", -180),
    ("CLT", -240), ("COT", -300), ("PET", -300), ("UYT", -180), ("VET", -240), ("ICT", 420), ("MYT", 480), ("NPT", 345),
    ("PHT", 480), ("SGT", 480), ("TRT", 180),
)  # fmt: skip
# Abbreviations that name several zones: `[report] zones` says which one a team means.
AMBIGUOUS: tuple[tuple[str, str], ...] = (
    ("IST", "Asia/Kolkata, Asia/Jerusalem or Europe/Dublin"),
    ("BST", "Europe/London or Asia/Dhaka"),
    ("CST", "America/Chicago, America/Havana or Asia/Shanghai"),
)
# Letters for a region of the United States, whatever the season; the IANA database has the regions as `US/…`.
REGIONS: tuple[tuple[str, str], ...] = (
    ("PT", "US/Pacific"), ("MT", "US/Mountain"), ("CT", "US/Central"), ("ET", "US/Eastern"),
)  # fmt: skip
# Names in full, as people and Windows write them, with the zone that the IANA database files them under.
NAMES: tuple[tuple[str, str], ...] = (
    ("coordinated universal", "UTC"), ("universal", "UTC"), ("zulu", "UTC"), ("greenwich mean", "UTC"),
    ("british", "Europe/London"), ("british summer", "Europe/London"), ("uk", "Europe/London"),
    ("irish", "Europe/Dublin"), ("central european", "CET"), ("central european summer", "CET"),
    ("eastern european", "EET"), ("western european", "WET"), ("india", "Asia/Kolkata"), ("indian", "Asia/Kolkata"),
    ("india standard", "Asia/Kolkata"), ("indian standard", "Asia/Kolkata"), ("israel standard", "Asia/Jerusalem"),
    ("japan standard", "Asia/Tokyo"), ("china standard", "Asia/Shanghai"), ("korea standard", "Asia/Seoul"),
    ("moscow standard", "Europe/Moscow"), ("australian eastern", "Australia/Sydney"),
)  # fmt: skip
# Places that Rails' menu of zones has (PagerDuty shows it) and that are no city of the IANA database.
# Source: ActiveSupport::TimeZone::MAPPING.
PLACES: tuple[tuple[str, str], ...] = (
    ("international date line west", "Etc/GMT+12"), ("american samoa", "Pacific/Pago_Pago"),
    ("midway island", "Pacific/Midway"), ("central america", "America/Guatemala"),
    ("guadalajara", "America/Mexico_City"), ("quito", "America/Lima"), ("georgetown", "America/Guyana"),
    ("brasilia", "America/Sao_Paulo"), ("greenland", "America/Godthab"), ("mid-atlantic", "Atlantic/South_Georgia"),
    ("cape verde is", "Atlantic/Cape_Verde"), ("edinburgh", "Europe/London"), ("bern", "Europe/Zurich"),
    ("west central africa", "Africa/Algiers"), ("pretoria", "Africa/Johannesburg"),
    ("st petersburg", "Europe/Moscow"), ("abu dhabi", "Asia/Muscat"), ("ekaterinburg", "Asia/Yekaterinburg"),
    ("islamabad", "Asia/Karachi"), ("chennai", "Asia/Kolkata"), ("mumbai", "Asia/Kolkata"),
    ("new delhi", "Asia/Kolkata"), ("sri jayawardenepura", "Asia/Colombo"), ("astana", "Asia/Almaty"),
    ("hanoi", "Asia/Bangkok"), ("beijing", "Asia/Shanghai"), ("osaka", "Asia/Tokyo"), ("sapporo", "Asia/Tokyo"),
    ("new caledonia", "Pacific/Noumea"), ("solomon is", "Pacific/Guadalcanal"), ("marshall is", "Pacific/Majuro"),
    ("wellington", "Pacific/Auckland"), ("chatham is", "Pacific/Chatham"), ("nuku'alofa", "Pacific/Tongatapu"),
    ("tokelau is", "Pacific/Fakaofo"),
)  # fmt: skip
_OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+\-−–])\s*(\d{1,2})(?::?(\d{2}))?", re.IGNORECASE)
_LEAD = re.compile(r"^\s*\([^()]*\)\s*")
_SEASONS = re.compile(r"([PMCE])(?:[SD]T/\1)+[SD]T")
_SEASON = re.compile(r"\b(?:standard|daylight|summer|saving|savings)\b", re.IGNORECASE)


def resolve(name: str, mapping: Mapping[str, str] | None = None) -> tzinfo:
    """The zone that `name` means, `mapping` (abbreviation → IANA) first.

    An IANA name, `UTC+2`, an abbreviation, a city, a region ("Pacific Time"), or several of them that are said to be
    one ("PST (UTC-7)": the offset is the more exact word and wins). Raises SettingsError for an ambiguous or unknown
    name.
    """
    return resolve_written(name, mapping)[0]


def resolve_written(name: str, mapping: Mapping[str, str] | None = None) -> tuple[tzinfo, str | None]:
    """As `resolve`, and what does not fit together in the name ("PST is UTC−08:00, not UTC−07:00"), or None."""
    first, problem = _simple(name, mapping)
    if first:
        return first, None
    found: list[tuple[str, tzinfo]] = []
    for part in _parts(name):
        zone, doubt = _simple(part, mapping)
        problem = problem or doubt
        if zone:
            found.append((part, zone))
    if not found:
        hint = "Use an IANA name such as America/Los_Angeles."
        raise problem or SettingsError(f"{name!r} is no time zone", hint=hint)
    return _agreed(found)


def known(name: str, mapping: Mapping[str, str] | None = None) -> bool:
    """Whether `name` names a zone, be it an ambiguous one."""
    try:
        resolve(name, mapping)
    except SettingsError as e:
        return "may be" in e.message
    return True


def _agreed(found: list[tuple[str, tzinfo]]) -> tuple[tzinfo, str | None]:
    """One zone of several names for it: a place before an offset before an abbreviation."""
    place = next((pair for pair in found if isinstance(pair[1], ZoneInfo)), None)
    offset = next((pair for pair in found if _OFFSET.fullmatch(pair[0].strip())), None)
    if place and offset and not _fits(place[1], offset[1]):
        return offset[1], f"{place[0].strip()} is never {offset[0].strip()}; the offset is taken"
    if place:
        return place[1], None
    chosen = offset or found[0]
    now = datetime(2020, 1, 1)  # noqa: DTZ001 - fixed offsets have no season, any moment serves
    for name, zone in found:
        if zone.utcoffset(now) != chosen[1].utcoffset(now):
            return chosen[1], f"{name.strip()} is not {chosen[0].strip()}; {chosen[0].strip()} is taken"
    return chosen[1], None


def _fits(place: tzinfo, offset: tzinfo) -> bool:
    """Whether a place ever keeps an offset in these years."""
    months = [datetime(2020, month, 1) for month in range(1, 13)]  # noqa: DTZ001 - local times of the place
    return any(place.utcoffset(at) == offset.utcoffset(at) for at in months)


def _parts(name: str) -> list[str]:
    """The names in "CET (GMT+1)", "UTC+1 (Zurich time)", "PST, UTC−08:00", "Edinburgh, London", "PST/PDT"."""
    name = name[:200].strip()
    lead = _LEAD.sub("", name)  # "(GMT-08:00) Pacific Time (US & Canada)", as Windows lists it
    pieces = [lead, *re.split(r"[()]", name)]
    split = [part for piece in pieces for part in re.split(r"[,;/]|\s[-–—]\s|\bor\b|\b(?:aka|i\.e\.)\s", piece)]
    return [part for part in (*pieces, *split) if part.strip()]


def _simple(name: str, mapping: Mapping[str, str] | None) -> tuple[tzinfo | None, SettingsError | None]:
    """The zone of one name, or why it cannot be told, or neither where it is no name of a zone."""
    text = " ".join(name.split())
    if mapping and text in mapping:
        text = mapping[text].strip()
    if found := _OFFSET.fullmatch(text):
        return _offset(name, found)
    if seasons := _SEASONS.fullmatch(text):
        text = f"{seasons[1]}T"
    for abbreviation, minutes in FIXED:
        if abbreviation == text.upper():
            return UTC if minutes == 0 else timezone(timedelta(minutes=minutes), abbreviation), None
    for abbreviation, candidates in AMBIGUOUS:
        if abbreviation == text.upper():
            hint = f'Say which one in incidentkit.toml: [report] zones = {{ {abbreviation} = "…" }}'
            return None, SettingsError(f"{abbreviation} may be {candidates}", hint=hint)
    try:
        return ZoneInfo(text), None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return _named(text)


def _offset(name: str, found: re.Match[str]) -> tuple[tzinfo | None, SettingsError | None]:
    minutes = int(found[2]) * 60 + int(found[3] or 0)
    if minutes > 14 * 60:
        return None, SettingsError(f"{name!r} is no time zone: offsets end at 14 hours")
    return timezone(timedelta(minutes=minutes if found[1] == "+" else -minutes)), None


def _named(text: str) -> tuple[tzinfo | None, SettingsError | None]:
    """A zone by region, city or an abbreviation of few."""
    plain = re.sub(r"\(US & Canada\)", "", text, flags=re.IGNORECASE)
    plain = re.sub(r"\b(?:local\s+)?time(?:\s*zone)?\b|[().]", " ", plain, flags=re.IGNORECASE)
    plain = " ".join(_plain(plain).split())
    if not plain or len(plain) > 60:
        return None, None
    table = {**{key.lower(): zone for key, zone in REGIONS}, **dict(NAMES), **dict(PLACES)}
    season = " ".join(_SEASON.sub(" ", plain).split())
    for word in (plain, season, season.removeprefix("us ")):
        name = table.get(word) or _regions().get(word) or _cities().get(word.replace(" ", "_"))
        if name:
            return ZoneInfo(name), None
    return next((timezone(timedelta(minutes=offset), rare) for rare, offset in RARE if rare == text), None), None


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()


@cache
def _regions() -> dict[str, str]:
    """ "pacific" → America/Los_Angeles, "atlantic" → America/Halifax: the regions of the United States first.

    The IANA database keeps these old names as links; a report should name the zone itself.
    """
    links = resources.files("tzdata.zoneinfo").joinpath("tzdata.zi").read_text(encoding="utf-8").splitlines()
    target = {alias: zone for kind, zone, alias in (line.split(" ") for line in links if line.startswith("L "))}
    names = _names()
    regions = {_plain(n.split("/")[1]): n for prefix in ("Canada/", "US/") for n in names if n.startswith(prefix)}
    return {region.replace("_", " "): target.get(name, name) for region, name in regions.items()}


@cache
def _cities() -> dict[str, str]:
    """Last part of each IANA name, without accents and in lower case, → the name. Shorter names win."""
    skip = ("Etc/", "US/", "Canada/", "SystemV/", "posix/", "right/")
    names = [n for n in _names() if not n.startswith(skip)]
    return {_plain(n.rsplit("/", 1)[-1]): n for n in sorted(names, key=lambda n: (-n.count("/"), -len(n), n))}


@cache
def _names() -> list[str]:
    """All IANA names, sorted: from the list that comes with the database, without walking through folders."""
    return sorted(resources.files("tzdata").joinpath("zones").read_text(encoding="utf-8").split())


def repeated(at: datetime) -> bool:
    """Whether the local time of `at`, which is aware, comes twice: the clocks went back over it, or will."""
    return at.replace(fold=0).utcoffset() != at.replace(fold=1).utcoffset()


def label(at: datetime) -> str:
    """How an instant's zone is written for people: `PST, UTC−08:00`; UTC itself is `UTC`. `at` must be aware."""
    if at.tzname() == "UTC":
        return "UTC"
    offset = at.strftime("%z")
    sign = "−" if offset.startswith("-") else "+"
    utc = f"UTC{sign}{offset[1:3]}:{offset[3:5]}"
    name = at.tzname() or ""
    # Zones without an abbreviation of their own answer with their offset ("-03"), fixed ones with "UTC-03:00".
    return utc if not name or name[0] in "+-" or name.startswith("UTC") else f"{name}, {utc}"
