"""PagerDuty's post-incident report, printed to PDF from its web page. Pure: lines in, a document out.

The page has a side column (owner, impact time, duration, zone), a title with a status, sections under headings that
stand out by their size, and a timeline with a column of times. Where a print cuts the page, its text stays in the file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from incidentkit.importers.document import Document, Entry, Part
from incidentkit.importers.pdf import PdfLine, PdfText
from incidentkit.report.clock import Clock, clock_at
from incidentkit.report.dates import date_at
from incidentkit.report.sections import role_of

OWNER, IMPACT, DURATION = "OWNER OF REVIEW PROCESS", "IMPACT TIME", "DURATION"
_ZONE = re.compile(r"\*?All times (?:listed )?in this report are in\b\s*", re.IGNORECASE)
_ZONE_BEGINS = re.compile(r"\*?All times\b", re.IGNORECASE)  # the sentence may take several lines
_STATUS = re.compile(r"Status:\s*(.*)", re.IGNORECASE)
# What a browser prints above and below a page: title and address, page number and date.
_FURNITURE = re.compile(r"^(?:.*\bPagerDuty\b.*https?://\S+|\d+ (?:of|/) \d+\b.*|https?://\S+/postmortems/\S+)$")
# The same at the very edge of a page that is the only one: a date with a time before the title, an address, "1/2".
_EDGE = re.compile(
    r"(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?\s+\d{1,2}:\d\d\b.*|(?:https?|file)://\S+\s+\d+/\d+|.*\s\d+/\d+)$"
)
_EMPTY = re.compile(r"^No comments added\.?$", re.IGNORECASE)
_LABELS = (OWNER, IMPACT, DURATION)
# "to 10:30", "– 10:30 AM" behind the start: the end of the same day.
_UNTIL = re.compile(r"\s*(?:to|until|bis|au|hasta|até|tot|al|[-–—])\s*(?=\d{1,2}[:.]\d\d)")
_GAP = re.compile(r"[\s,.]*(?:(?:at|um|à|às|a las|alle|om|kl\.?|klo)\s+)?", re.IGNORECASE)
# PagerDuty's own words, with which the details of a row begin.
_DETAIL = re.compile(r"(?:Description:|INCIDENT #|Note added|Resolution Note:)")
# PagerDuty sets these words in runs of their own, and the space between them is lost.
_LOST_SPACE = re.compile(
    r"\b(Triggered|Resolved|Acknowledged|Escalated|Reassigned|Snoozed)(by|through)\b|(Description):(?=\S)"
)


def recognises(text: PdfText) -> bool:
    """Whether this is such a report."""
    lines = _whole_labels(text.lines)
    labels = {_label(line.text) for line in lines} - {None}
    zone = any(_ZONE.match(" ".join(one.text for one in lines[n : n + 3])) for n in range(len(lines)))
    return len(labels) + zone > 1


def _label(words: str) -> str | None:
    """Which label of the side column a line is; a person may be missing in it, and so may any label."""
    bare = words.strip(" :").upper()
    return bare if bare in _LABELS else None


def _whole_labels(lines: Sequence[PdfLine]) -> list[PdfLine]:
    """The lines with each label whole that a narrow column cut in two."""
    found: list[PdfLine] = []
    for line in lines:
        last = found[-1] if found else None
        if last and last.page == line.page and last.x == line.x and _label(f"{last.text} {line.text}"):
            found[-1] = PdfLine(f"{last.text} {line.text}", last.page, last.x, last.y, last.size)
        else:
            found.append(line)
    return found


def parse(text: PdfText) -> Document:
    """The document that a report holds; dates of the impact get the year of the timeline."""
    furniture = repeated(text) | {line for line in _edges(text) if _EDGE.match(line.text)}
    lines = [line for line in text.lines if not _FURNITURE.match(line.text) and line not in furniture]
    body = text.body_size
    side, lines = _side_column(lines)
    title, status, lines = _head(lines, body)
    parts: list[Part] = []
    timeline: list[Entry] = []
    for heading, inside in _sections(lines, body):
        rows = _timeline(inside, text) if role_of(heading) == "timeline" else []
        if rows:
            timeline += rows
        else:
            kept = [line for line in inside if not _EMPTY.match(line.text)]
            kept = _with_addresses(kept, text) if role_of(heading) == "actions" else kept
            parts.append(Part(heading, _paragraphs(kept, text)))
    started, resolved = _impact(side.get(IMPACT, ""), timeline, text.made)
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
    lines = _whole_labels(lines)
    labels = [line for line in lines if _label(line.text)]
    if not labels:
        return {}, list(lines)
    column, page = min(line.x for line in labels), labels[0].page
    inside = [line for line in lines if line.page == page and line.x >= column - 1]
    if min(line.x for line in lines if line.page == page) > column - 10:
        inside = _stacked(lines, labels[0])
    values: dict[str, list[str]] = {}
    label = ""
    for line in inside:
        if said := _label(line.text):
            label = said
            continue
        label = "zone" if _ZONE_BEGINS.match(line.text) else label
        if label:
            values.setdefault(label, []).append(line.text)
    rest = [line for line in lines if line not in inside]
    said_all = {name: " ".join(" ".join(words).split()) for name, words in values.items()}
    if "zone" in said_all:
        said_all["zone"] = _ZONE.sub("", said_all["zone"], count=1)
    return said_all, rest


def _stacked(lines: Sequence[PdfLine], first: PdfLine) -> list[PdfLine]:
    """The side column of a narrow page, which stands above the rest: up to the end of the sentence about the zone."""
    start = lines.index(first)
    about = next((n for n in range(start, len(lines)) if _ZONE_BEGINS.match(lines[n].text)), None)
    if about is None:
        last = max(n for n, line in enumerate(lines) if _label(line.text))
        return list(lines[start : last + 2])
    end = next((n for n in range(about, min(about + 4, len(lines))) if lines[n].text.endswith(".")), about)
    return list(lines[start : end + 1])


def _head(lines: Sequence[PdfLine], body: float) -> tuple[str, str | None, list[PdfLine]]:
    """Title, status and what follows them."""
    for n, line in enumerate(lines):
        if found := _STATUS.match(line.text):
            title = " ".join(part.text for part in lines[:n] if part.size > body * 1.3)
            return title or " ".join(part.text for part in lines[:n]), found[1].strip() or None, list(lines[n + 1 :])
    largest = max((line.size for line in lines), default=0.0)
    if largest <= body * 1.05:  # nothing stands out: the first line is the title
        return (lines[0].text if lines else "", None, list(lines[1:]))
    first = next(n for n, line in enumerate(lines) if line.size == largest)
    last = first
    while last + 1 < len(lines) and lines[last + 1].size == largest and lines[last + 1].page == lines[first].page:
        last += 1
    title = " ".join(line.text for line in lines[first : last + 1])
    return title, None, [*lines[:first], *lines[last + 1 :]]


def _sections(lines: Sequence[PdfLine], body: float) -> list[tuple[str, list[PdfLine]]]:
    """Each heading, which stands out by its size, and what is under it; what stands before the first has none.

    Two lines of one size that follow each other closely are one heading.
    """
    found: list[tuple[str, list[PdfLine]]] = [("", [])]
    last: PdfLine | None = None
    for line in lines:
        if line.size >= body * 1.15:
            near = last and last.page == line.page and last.size == line.size and 0 < last.y - line.y < line.size * 1.6
            if near and not found[-1][1] and found[-1][0]:
                found[-1] = (f"{found[-1][0]} {line.text}", [])
            else:
                found.append((line.text, []))
            last = line
        else:
            found[-1][1].append(line)
    return found if found[0][1] else found[1:]


def _timeline(lines: Sequence[PdfLine], text: PdfText) -> list[Entry]:
    if not lines:
        return []
    left = min(line.x for line in lines)
    day: date | None = None
    rows: list[tuple[str | None, str, list[PdfLine], list[PdfLine]]] = []
    for line in lines:
        at_left = abs(line.x - left) < 2
        if at_left and (said := _day(line.text, day or text.made)):
            day = said
        elif at_left and (row := _row(line.text, day)):
            said_day, time, rest = row
            day = said_day or day
            head = PdfLine(rest, line.page, line.x, line.y, line.size)
            rows.append((day.isoformat() if day else None, time, [head] if rest else [], []))
        elif rows:
            _, _, head_lines, details = rows[-1]
            (head_lines if _continues(head_lines, details, line, left) else details).append(line)
    return [Entry(date, time, _joined(head, text), _paragraphs(details, text)) for date, time, head, details in rows]


def _day(words: str, near: date | None) -> date | None:
    """The day that a line is, however it is written; without a year it is the one nearest to what is known."""
    found = date_at(words, 0, near)
    return found.value if found and not words[found.end :].strip(" ,:") else None


def _row(words: str, near: date | None) -> tuple[date | None, str, str] | None:
    """The day, if it is said, the time in 24 hours and the words of a row; None where a line is none."""
    found = date_at(words, 0, near)
    gap = re.compile(r"[\s,]*(?:at\s+)?").match(words, found.end) if found and not found.weak else None
    start = gap.end() if gap else 0
    clock = clock_at(words, start)
    rest = words[clock.end :] if clock else ""
    if clock is None or clock.about or (rest and not rest[0].isspace() and rest[0] not in ":–—-"):
        return None
    return (found.value if found and gap else None), clock.written, rest.strip(" :–—-" if rest[:1] in ":–—-" else " ")


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
    widest = max((len(line.text) for line in text.lines if line.size == text.body_size), default=0)
    left = min((line.x for line in text.lines), default=0.0)
    for line in lines:
        fence = line.text.startswith("```")
        last = found[-1][-1] if found else None
        far = last is not None and (line.page != last.page or last.y - line.y > line.size * 1.75)
        begins = last is None or re.match(
            r"(?:\d{1,2}[.)]|[-*•])\s|INCIDENT #|Description:|Resolution Note:", line.text
        )
        # The bullets of a list may be drawn, not written: a line that ends early is the last of its item.
        said = len(re.sub(r"\s*https?://\S+$", "", last.text)) if last else 0
        listed = last is not None and left + 10 < last.x == line.x < left + 60 and said < widest * 0.6
        if (
            fence
            or fenced
            or begins
            or listed
            or (far and not _runs_on(last, line))
            or (last and last.text.startswith("```"))
        ):
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


def _impact(words: str, timeline: Sequence[Entry], made: date | None) -> tuple[str | None, str | None]:
    """Start and end as local ISO text. Where they name no year it is the one nearest to the timeline, else the last
    before the file was made."""
    dated = [entry.date for entry in timeline if entry.date]
    near = date.fromisoformat(dated[0]) if dated else made
    moments: list[datetime] = []
    at = 0
    while len(moments) < 2 and (found := _next_moment(words, at, near)):
        day, clock = found
        moments.append(datetime.combine(day, datetime.min.time()) + timedelta(seconds=clock.seconds))
        at = clock.end
        until = _UNTIL.match(words, clock.end)
        last = clock_at(words, until.end()) if until else None
        if last and len(moments) == 1:
            later = timedelta(days=last.seconds < clock.seconds, seconds=last.seconds)
            moments.append(datetime.combine(day, datetime.min.time()) + later)
    if made and not dated and moments and moments[0].date() > made + timedelta(days=1):
        moments = [moment.replace(year=moment.year - 1) for moment in moments]
    said = [moment.isoformat() for moment in moments]
    return (said[0] if said else None, said[1] if len(said) > 1 else None)


def _next_moment(words: str, at: int, near: date | None) -> tuple[date, Clock] | None:
    """The next day with a time behind it ("Oct 16 at 21:26", "16. Okt. um 21:26"), in the writer's words for both."""
    for start in re.compile(r"(?<![\w:.])(?=\w)").finditer(words, at):
        found = date_at(words, start.start(), near)
        if found is None or found.value is None or found.weak:
            continue
        gap = _GAP.match(words, found.end)
        clock = clock_at(words, gap.end()) if gap else None
        if clock and not clock.about:
            return found.value, clock
    return None


def _with_addresses(lines: Sequence[PdfLine], text: PdfText) -> list[PdfLine]:
    """Action items with the addresses behind their words, where those are not written out."""
    written = re.sub(r"\s", "", "".join(line.text for line in lines))
    hidden = [anchor for anchor in text.anchors if anchor.url not in written]
    found = []
    for line in lines:
        urls = dict.fromkeys(a.url for a in hidden if a.page == line.page and a.low - 1 <= line.y <= a.high)
        hidden = [a for a in hidden if a.url not in urls]
        found.append(PdfLine(" ".join((line.text, *urls)), line.page, line.x, line.y, line.size))
    return found


def _edges(text: PdfText) -> list[PdfLine]:
    """The topmost and the lowest line of each page."""
    pages = [[line for line in text.lines if line.page == page] for page in {line.page for line in text.lines}]
    return [pick(page, key=lambda line: line.y) for page in pages for pick in (max, min)]


def repeated(text: PdfText) -> set[PdfLine]:
    """What a print puts above and below every page: the same words but for their numbers, at the same place."""
    pages = {line.page for line in text.lines}
    if len(pages) < 2:
        return set()
    edges: dict[tuple[str, float], list[PdfLine]] = {}
    for page in pages:
        lines = sorted((line for line in text.lines if line.page == page), key=lambda line: -line.y)
        for line in {*lines[:2], *lines[-2:]}:
            edges.setdefault((re.sub(r"\d+", "0", line.text), line.y), []).append(line)
    return {line for found in edges.values() if len({one.page for one in found}) == len(pages) for line in found}
