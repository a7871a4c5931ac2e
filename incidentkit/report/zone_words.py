"""A grammar of time zones in prose: beside a time, and in the sentence that states one for the whole document."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from incidentkit import zones
from incidentkit.errors import SettingsError
from incidentkit.report import inline
from incidentkit.report.blocks import Document, Line

_SHORT = {name for name, _ in (*zones.FIXED, *zones.AMBIGUOUS, *zones.REGIONS)}
# No clock time: in "11:15 UTC – 11:40 UTC" the second number is the end of a range.
_OFFSET = re.compile(
    r"(?:UTC|GMT|utc|gmt)\s?[+\-−–]\s?(?:0?\d|1[0-4])(?::?(?:00|30|45))?"
    r"(?!\d|[:.]\d|\s*(?:[ap]\.?m\b|UTC|GMT|[A-Z]{1,3}T\b))"
)
_IANA = re.compile(r"(?<![\w/])[A-Z][A-Za-z]+/[A-Z][A-Za-z_+\-]*[A-Za-z0-9](?:/[A-Z][A-Za-z_]+)?")
_CAPITALS = re.compile(r"(?:[A-Z]{2,5}|ChST)(?:/[A-Z]{2,5})?\b")
_NAMED = re.compile(
    r"(?:Pacific|Eastern|Central|Mountain)(?=\s*(?:$|[:,;.)|–—-]))|(?:[A-Z][\w.'’-]+,?\s+){1,4}(?:(?:local\s+)?[Tt]ime\b)(?:\s*\(US\s*&\s*Canada\))?|(?:UTC|GMT)\b",
    re.UNICODE,
)
_LOOSE = re.compile(r"(?:the\s+)?(?P<zone>[A-Za-z][\w.'’/+-]*(?:,?\s+[A-Z(&][\w.'’&)-]*){0,4})", re.UNICODE)
_NOTE = re.compile(r"\s*[(\[](?P<inner>[^()\[\]]{1,60})[)\]]")
_STATED = re.compile(
    r"\b(?:(?:all|the|these|following|alle|todas|las|toutes|les)\s+)*"
    r"(?:date/)?(?:times?|timestamps?|clocks?|dates\s+and\s+times|hours|(?:uhr)?zeiten|zeitangaben|horas|heures)\b(?:\s+(?:here|below|above|listed|given|shown"
    r"|reported|written|stated|noted|quoted|in\s+this\s+(?:document|report|timeline|section|page|post)|on\s+this\s+page))*"
    r"\s*(?:(?:are|is|use|uses|using|were|as|sind|son|están|sont|=|:|-|–)\s*)*(?:(?:all|listed|given|shown|reported|written|stated|in|local"
    r"|the|displayed|expressed|to|at|en|em|au)\s+)*",
    re.IGNORECASE,
)
# 時刻はすべて JST です, 时间均为 UTC+8, 시간은 모두 KST
_EASTERN = re.compile(r"(?:時刻|時間|时间|시각|시간)[^\x00-\x7f]{0,8}\s*[:：]?\s*(?=[A-Z])")
_WORTH_READING = re.compile(r"time|clock|hours|dates|zeit|horas|heures|時刻|時間|时间|시각|시간", re.IGNORECASE)
_ABOUT_TIMES = re.compile(
    r"\b(?:times?|timestamps?|time\s?zone|clock|everything|events|all|hours|horas|hor[aá]rios?|heures?|zeiten|uhrzeiten"
    r"|tide[rn]|tidspunkter|klokkeslett|tijden|orari|godziny|časy)\b|時刻|時間|时间|時間|시각|시간",
    re.IGNORECASE,
)
_A_TIME = re.compile(r"\d[:.]\d\d|\d\s?[ap]m\b|[{<]", re.IGNORECASE)
_SYMBOLS = re.compile(r"^[^\w+(]+")
_SENTENCE_END = re.compile(r"(?<=[.;])\s")
_CAPITAL = re.compile(r"(?<![\w/])(?=[A-Z])")
_ZONE_LABEL = re.compile(r"\btime\s?-?zones?\b[*_`]*\s*(?:is|are|used|:|=|-|–|\||in)*[\s*_`]*(?:is\s+)?", re.IGNORECASE)


def zone_at(text: str, start: int, mapping: Mapping[str, str] | None = None) -> tuple[str, int] | None:
    """The zone that begins at `text[start]`, as written with the note in parentheses that explains it, and its end."""
    for pattern in (_OFFSET, _IANA, _CAPITALS, _NAMED):
        found = pattern.match(text, start)
        if found and _is_zone(found[0], mapping):
            return _with_note(text, start, found.end(), mapping)
    return None


def _is_zone(name: str, mapping: Mapping[str, str] | None) -> bool:
    if name in _SHORT or (mapping and name in mapping):
        return True
    if re.fullmatch(r"[A-Z]{2}", name):
        return False  # two capitals are a word, a state or a company far more often than a zone
    return zones.known(name, mapping)


def _with_note(text: str, start: int, end: int, mapping: Mapping[str, str] | None) -> tuple[str, int]:
    note = _NOTE.match(text, end)
    if note and any(zones.known(part.strip(), mapping) for part in (note["inner"], *note["inner"].split(","))):
        end = note.end()
    return text[start:end].strip(), end


def note_zone(inner: str, mapping: Mapping[str, str] | None = None) -> str | None:
    """The zone that a note in parentheses is: "(PST)", "(times in BST)", "(all UTC)"; None where it is another."""
    words = re.split(r"[\s:=]+", inner.strip())
    for skipped in range(min(len(words), 6)):
        rest = " ".join(words[skipped:])
        found = zone_at(rest, 0, mapping)
        if found and found[1] == len(rest):
            return found[0]
    return None


def any_zone(text: str, mapping: Mapping[str, str] | None = None) -> str | None:
    """The first zone in a short text, such as a heading ("Timeline (times in BST)") or a column's name."""
    for found in _CAPITAL.finditer(text[:200]):
        if zone := zone_at(text, found.start(), mapping):
            return zone[0]
    return None


def stated(text: str, mapping: Mapping[str, str] | None = None) -> str | None:
    """The zone that a sentence states for the times around it ("All times in CET (GMT+1)"), as written, or None."""
    text = text[:2000]
    if (found := _EASTERN.search(text)) and (zone := zone_at(text, found.end(), mapping)):
        return zone[0]
    for pattern, sure in ((_STATED, False), (_ZONE_LABEL, True)):
        for found in pattern.finditer(text):
            note = _NOTE.match(text, found.end())
            if zone := zone_at(text, found.end(), mapping):
                return zone[0]
            if note and (inner := note_zone(note["inner"], mapping)):
                return inner  # "All times are local (UTC+3)"
            after = found[0].lower().rstrip()
            if sure or after.endswith((" in", ":", " are", " is")):
                loose = _LOOSE.match(text, found.end())
                if loose and (name := _loose_zone(loose["zone"], mapping)):
                    return _with_note(text, loose.start("zone"), loose.start("zone") + len(name), mapping)[0]
    return None


def hinted(text: str, mapping: Mapping[str, str] | None = None) -> str | None:
    """The zone of a short sentence about times that names one zone and no time ("(all times local, CET)"), or that is
    nothing but a zone ("(CET)").

    Less sure than `stated`: it counts before the first entry alone.
    """
    for part in re.split(r"\s[·|•–—]\s", text[:200]):
        if whole := note_zone(_SYMBOLS.sub("", part.strip(" ()[]*_.:"))):
            return whole
    for sentence in _SENTENCE_END.split(text[:400]):
        if len(sentence.split()) > 12 or _A_TIME.search(sentence):
            continue
        if not _ABOUT_TIMES.search(sentence):
            if _IANA.search(sentence) and (place := _place(sentence, mapping)):
                return place
            continue
        names: list[str] = []
        after = 0
        for found in _CAPITAL.finditer(sentence):
            zone = zone_at(sentence, found.start(), mapping) if found.start() >= after else None
            if zone:
                names.append(zone[0])
                after = zone[1]
        if len(set(names)) == 1:
            return names[0]
    return None


def _place(sentence: str, mapping: Mapping[str, str] | None) -> str | None:
    """The zone that a sentence names by its full name ("Europe/Copenhagen"), which is nothing else in any language."""
    found = [m[0] for m in _IANA.finditer(sentence) if zones.known(m[0], mapping)]
    return found[0] if len(found) == 1 else None


def _loose_zone(words: str, mapping: Mapping[str, str] | None) -> str | None:
    """The longest beginning of some words that names a zone: "Zurich", "pst", "Pacific"."""
    parts = words.split(" ")
    for length in range(len(parts), 0, -1):
        name = " ".join(parts[:length]).rstrip(".,;")
        if len(name) > 1 and (zones.known(name, mapping) or zones.known(name.upper(), mapping)):
            return name
    return None


def stated_in(
    document: Document, mapping: Mapping[str, str] | None = None, first_entry: int | None = None
) -> tuple[str, int] | None:
    """The zone that some sentence of a document states, and its line; None where none does.

    Where none does, a short sentence before the line of the first entry that only hints at it.
    """
    lines = [
        line
        for block in document.blocks
        if block.kind in ("paragraph", "item", "quote", "heading")
        for line in block.lines[:200]
        if _WORTH_READING.search(document.masked, line.start, line.end)
    ]
    return _first(document, lines, mapping, stated) or _first(document, _hints(document, first_entry), mapping, hinted)


def _hints(document: Document, first_entry: int | None) -> list[Line]:
    """The lines before the first entry, headings and long passages left out."""
    return [
        line
        for block in document.blocks
        if first_entry is not None and block.line < first_entry and block.kind in ("paragraph", "item", "quote")
        for line in block.lines[:3]
    ]


def _first(
    document: Document,
    lines: Iterable[Line],
    mapping: Mapping[str, str] | None,
    read: Callable[[str, Mapping[str, str] | None], str | None],
) -> tuple[str, int] | None:
    for line in lines:
        if zone := read(inline.plain(document.masked[line.start : line.end], document.references), mapping):
            return zone, line.number
    return None


def label(at: datetime, mapping: Mapping[str, str]) -> str:
    """A name for the zone of an aware local time that reads back with its offset: PDT, UTC−03:00."""
    name = at.tzname() or ""
    try:
        if zone_at(name, 0, mapping) and zones.resolve(name, mapping).utcoffset(at) == at.utcoffset():
            return name
    except (SettingsError, ValueError):
        pass
    offset = at.strftime("%z")
    return "UTC" if offset in ("+0000", "-0000") else f"UTC{offset[:3].replace('-', '−')}:{offset[3:5]}"
