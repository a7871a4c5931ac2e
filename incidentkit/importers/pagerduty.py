"""PagerDuty's post-incident report, printed to PDF from its web page. Pure: lines in, a document out.

The page has a side column (owner, impact time, duration, zone), a title with a status, sections under headings that
stand out by their size, and a timeline with a column of times. Where a print cuts the page, its text stays in the file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from incidentkit.importers.document import Document, Entry, Part
from incidentkit.importers.pdf import PdfLine, PdfText

OWNER, IMPACT, DURATION = "OWNER OF REVIEW PROCESS", "IMPACT TIME", "DURATION"
_ZONE = re.compile(r"\*?All times (?:listed )?in this report are in\b\s*", re.IGNORECASE)
_STATUS = re.compile(r"Status:\s*(.*)", re.IGNORECASE)
# What a browser prints above and below a page: title and address, page number and date.
_FURNITURE = re.compile(r"^(?:.*\bPagerDuty\b.*https?://\S+|\d+ (?:of|/) \d+\b.*|https?://\S+/postmortems/\S+)$")
_EMPTY = re.compile(r"^No comments added\.?$", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY = re.compile(r"(?:[A-Z][a-z]+day,?\s+)?([A-Z][a-z]{2,8})\.?\s+(\d{1,2}),?\s+(\d{4})")
_ROW = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([AP]\.?M\.?)?(?:\s+|$)(.*)", re.IGNORECASE)
_MOMENT = re.compile(r"([A-Z][a-z]{2,8})\.?\s+(\d{1,2})(?:,?\s+(\d{4}))?\s+at\s+(\d{1,2}):(\d{2})(?:\s*([AP])\.?M)?")
# PagerDuty's own words, with which the details of a row begin.
_DETAIL = re.compile(r"(?:Description:|INCIDENT #|Note added|Resolution Note:)")
# PagerDuty sets these words in runs of their own, and the space between them is lost.
_LOST_SPACE = re.compile(
    r"\b(Triggered|Resolved|Acknowledged|Escalated|Reassigned|Snoozed)(by|through)\b|(Description):(?=\S)"
)


def recognises(text: PdfText) -> bool:
    """Whether this is such a report."""
    words = {line.text for line in text.lines}
    return {IMPACT, DURATION} <= words and any(_ZONE.match(line.text) for line in text.lines)


def parse(text: PdfText) -> Document:
    """The document that a report holds; dates of the impact get the year of the timeline."""
    lines = [line for line in text.lines if not _FURNITURE.match(line.text)]
    body = text.body_size
    side, lines = _side_column(lines)
    title, status, lines = _head(lines, body)
    parts: list[Part] = []
    timeline: list[Entry] = []
    for heading, inside in _sections(lines, body):
        if heading.casefold().rstrip(":") == "timeline":
            timeline = _timeline(inside, text)
        else:
            kept = [line for line in inside if not _EMPTY.match(line.text)]
            parts.append(Part(heading, _paragraphs(kept, text)))
    started, resolved = _impact(side.get(IMPACT, ""), timeline, text.year)
    return Document(
        title=title,
        status=status,
        owner=side.get(OWNER),
        zone=side.get("zone", "").rstrip(".") or None,
        started=started,
        resolved=resolved,
        duration=side.get(DURATION),
        parts=tuple(parts),
        timeline=tuple(timeline),
    )


def _side_column(lines: Sequence[PdfLine]) -> tuple[dict[str, str], list[PdfLine]]:
    """What the side column says, by label, and the lines that are not in it."""
    labels = [line for line in lines if line.text in (OWNER, IMPACT, DURATION)]
    if not labels:
        return {}, list(lines)
    column, page = min(line.x for line in labels), labels[0].page
    inside = [line for line in lines if line.page == page and line.x >= column - 1]
    values: dict[str, list[str]] = {}
    label = ""
    for line in inside:
        if line.text in (OWNER, IMPACT, DURATION):
            label = line.text
        elif found := _ZONE.match(line.text):
            label = "zone"
            values.setdefault(label, []).append(line.text[found.end() :])
        elif label:
            values.setdefault(label, []).append(line.text)
    rest = [line for line in lines if line not in inside]
    return {name: " ".join(" ".join(words).split()) for name, words in values.items()}, rest


def _head(lines: Sequence[PdfLine], body: float) -> tuple[str, str | None, list[PdfLine]]:
    """Title, status and what follows them."""
    for n, line in enumerate(lines):
        if found := _STATUS.match(line.text):
            title = " ".join(part.text for part in lines[:n] if part.size > body * 1.3)
            return title or " ".join(part.text for part in lines[:n]), found[1].strip() or None, list(lines[n + 1 :])
    largest = max(line.size for line in lines)
    title = " ".join(line.text for line in lines if line.size == largest)
    return title, None, [line for line in lines if line.size != largest]


def _sections(lines: Sequence[PdfLine], body: float) -> list[tuple[str, list[PdfLine]]]:
    found: list[tuple[str, list[PdfLine]]] = []
    for line in lines:
        if line.size >= body * 1.15:
            found.append((line.text, []))
        elif found:
            found[-1][1].append(line)
    return found


def _timeline(lines: Sequence[PdfLine], text: PdfText) -> list[Entry]:
    if not lines:
        return []
    left = min(line.x for line in lines)
    day: str | None = None
    rows: list[tuple[str | None, str, list[PdfLine], list[PdfLine]]] = []
    for line in lines:
        at_left = abs(line.x - left) < 2
        if at_left and (found := _DAY.fullmatch(line.text)) and (month := _month(found[1])):
            day = f"{int(found[3]):04}-{month:02}-{int(found[2]):02}"
        elif at_left and (row := _ROW.fullmatch(line.text)) and (time := _time(row)):
            head = PdfLine(row[5], line.page, line.x, line.y, line.size)
            rows.append((day, time, [head] if row[5] else [], []))
        elif rows:
            _, _, head_lines, details = rows[-1]
            (head_lines if _continues(head_lines, details, line, left) else details).append(line)
    return [Entry(date, time, _joined(head, text), _paragraphs(details, text)) for date, time, head, details in rows]


def _continues(head: list[PdfLine], details: list[PdfLine], line: PdfLine, left: float) -> bool:
    """Whether a line goes on with the row's first line: nothing else has come, and it follows closely."""
    if details:
        return False
    if not head:
        return True
    last = head[-1]
    return line.page == last.page and 0 < last.y - line.y < line.size * 1.75 and not _DETAIL.match(line.text)


def _paragraphs(lines: Sequence[PdfLine], text: PdfText) -> tuple[str, ...]:
    """Lines as paragraphs: list items and fenced passages keep their lines, everything else is joined again."""
    found: list[list[PdfLine]] = []
    fenced = False
    for line in lines:
        fence = line.text.startswith("```")
        last = found[-1][-1] if found else None
        far = last is not None and (line.page != last.page or last.y - line.y > line.size * 1.75)
        begins = last is None or re.match(
            r"(?:\d{1,2}[.)]|[-*•])\s|INCIDENT #|Description:|Resolution Note:", line.text
        )
        if fence or fenced or begins or (far and not _runs_on(last, line)) or (last and last.text.startswith("```")):
            found.append([line])
        else:
            found[-1].append(line)
        fenced ^= fence
    return tuple(_joined(paragraph, text) for paragraph in found)


def _runs_on(last: PdfLine | None, line: PdfLine) -> bool:
    """Whether a sentence goes on over the end of a page."""
    return bool(
        last and line.page != last.page and not re.search(r"[.!?:)”\"]$", last.text) and line.text[:1].islower()
    )


def _joined(lines: Sequence[PdfLine], text: PdfText) -> str:
    """Lines as one: an address that the end of a line cut is whole again, and two that touch are parted."""
    result = ""
    for line in lines:
        result = result + ("" if not result or _cut(result, line.text, text.links) else " ") + line.text
    result = _LOST_SPACE.sub(lambda m: f"{m[1]} {m[2]}" if m[1] else f"{m[3]}: ", result)
    return re.sub(r"(?<=[\w/])(?=https?://)", " ", result)


def _cut(before: str, after: str, links: Sequence[str]) -> bool:
    head, tail = before.rsplit(" ", 1)[-1], after.split(" ", 1)[0]
    start = head.rfind("http")
    if start < 0:
        return bool(re.search(r"\w-$", head)) and tail[:1].isalnum()
    url = head[start:]
    bare = re.sub(r"[.,;:)\]]+$", "", tail)
    for link in links:
        # The link goes on in the next line, or ends there in front of something else.
        if bare and len(link) > len(url) and (link.startswith(url + bare) or (url + tail).startswith(link)):
            return True
    return url.endswith(("/", "-", "?", "=", "&", "_", "%")) or tail.startswith(("/", "?", "#", "&", "=", "%"))


def _time(row: re.Match[str]) -> str | None:
    hour, minute = int(row[1]), int(row[2])
    half = (row[4] or "").upper()[:1]
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "P" else 0)
    return f"{hour:02}:{minute:02}{f':{row[3]}' if row[3] else ''}" if hour < 24 and minute < 60 else None


def _month(name: str) -> int | None:
    short = name[:3].lower()
    return _MONTHS.index(short) + 1 if short in _MONTHS else None


def _impact(words: str, timeline: Sequence[Entry], made: int | None) -> tuple[str | None, str | None]:
    """Start and end as local ISO text. They name no year: it is the timeline's, the next one behind New Year."""
    dated = [entry.date for entry in timeline if entry.date]
    year = int(dated[0][:4]) if dated else made
    moments: list[str] = []
    before = 0
    for found in _MOMENT.finditer(words):
        month = _month(found[1])
        if not month or year is None:
            continue
        if month < before:
            year += 1
        before = month
        hour = int(found[4])
        if found[6]:
            hour = hour % 12 + (12 if found[6].upper() == "P" else 0)
        moments.append(f"{int(found[3] or year):04}-{month:02}-{int(found[2]):02}T{hour:02}:{found[5]}:00")
    return (moments[0] if moments else None, moments[1] if len(moments) > 1 else None)
