"""The timeline of a page: the report's own lines, each with its time, its elapsed time and an address of its own.

Lines are cut out of the source by their place and rendered with the rest of the document, so that no word can be lost:
what is not understood as an entry stays where it stood.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from incidentkit.report.model import Report, TimelineEntry
from incidentkit.site import prose, sanitize

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATE = (
    rf"(?:\d{{4}}[-/]\d\d?[-/]\d\d?|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}(?:,?\s+\d{{4}})?)"
)
_CLOCK = r"~?\s?\d{1,2}[:.]\d\d(?::\d\d)?\s*(?:[ap]\.?m\.?|[ap](?![\w'’]))?"
# The end of a span may be the rest of a clock: "16:05:57-58", "14:02–31".
_TIME = rf"{_CLOCK}(?:\s*(?:–|—|-|to)\s*{_CLOCK}|[–-]\d\d(?![\w:.]))?"
_PREFIX = re.compile(
    rf"(?P<open>\*\*|__)?\s*(?:(?P<date>{_DATE})(?:\s*,\s*|\s+(?:at\s+)?|\s+[-–—]\s+|T))?(?P<time>{_TIME})"
    r"(?![\w.]\d)(?P<close>[:.,]?\s*(?:\*\*|__))?(?:\s*[:|–—-](?=\s|$))?\s*",
    re.IGNORECASE,
)
_ITEM = re.compile(r"(?P<indent> {0,3})(?P<marker>[-*+]|\d{1,9}[.)])(?P<gap>\s+)")
_HEADING = re.compile(r" {0,3}(?P<level>#{1,6})\s+(?P<words>.*?)(?:\s+#+)?\s*$")
_FENCE = re.compile(r"\s*(`{3,}|~{3,})")


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage of the source. `entry` is None for what stands between entries. `dated`: its line names the day."""

    entry: TimelineEntry | None
    text: str
    written: str = ""
    dated: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as it is shown. `written` is the time as the report has it, `html` what it says, `since` the time
    since the start (`T+00:12`), `day` is set where a new day begins, `lane` says where it comes from
    (`lanes.LANES`)."""

    id: str
    entry: TimelineEntry
    written: str
    html: str
    day: date | None
    since: str = ""
    lane: str = ""

    @property
    def until_at(self) -> datetime | None:
        """The instant at which a range of time ends: on the same day, or past midnight on the next."""
        if self.entry.at is None or not self.entry.time or not self.entry.until:
            return None
        start, end = (datetime.fromisoformat(f"2000-01-01T{text}") for text in (self.entry.time, self.entry.until))
        return self.entry.at + (end - start) % timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a page: prose, or a run of entries."""

    html: str
    lines: tuple[Line, ...] = ()


def chunks(report: Report, text: str) -> list[Chunk]:
    """`text` (the report's, line for line, without front matter and comments) cut at the timeline's entries."""
    lines = text.split("\n")
    entries = {entry.line - 1: entry for entry in report.timeline}
    found: list[Chunk] = []
    rest: list[str] = []
    at = 0
    while at < len(lines):
        end = _end(lines, at, entries) if at in entries else None
        if end is None:
            rest.append(lines[at])
            at += 1
            continue
        found.append(Chunk(None, "\n".join(rest)))
        found.append(_entry(entries[at], lines[at:end]))
        rest, at = [], end
    return [*found, Chunk(None, "\n".join(rest))]


def _end(lines: list[str], at: int, entries: dict[int, TimelineEntry]) -> int | None:
    """The line behind the entry that starts at `at`, or None where it cannot be cut out (a table's row, a nest)."""
    first = lines[at]
    if heading := _HEADING.match(first):
        return _until(lines, at, entries, heading_level=len(heading["level"]))
    if item := _ITEM.match(first):
        return _item_end(lines, at, item.end())
    if first[:1].isspace() or "|" in first or not _PREFIX.match(first.strip()):
        return None
    end = at + 1
    while end < len(lines) and lines[end].strip() and end not in entries and not _HEADING.match(lines[end]):
        end += 1
    return end


def _until(lines: list[str], at: int, entries: dict[int, TimelineEntry], heading_level: int) -> int:
    """The next entry or heading of the same or a higher level; fences are jumped over."""
    end, fence = at + 1, ""
    while end < len(lines):
        mark = _FENCE.match(lines[end])
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence):
            fence = ""
        elif not fence:
            heading = _HEADING.match(lines[end])
            if end in entries or (heading and len(heading["level"]) <= heading_level) or lines[end].startswith("[^"):
                break
        end += 1
    return end


def _item_end(lines: list[str], at: int, column: int) -> int:
    """The line behind a list item: what is indented belongs to it, and a paragraph's lazy lines."""
    end, last = at + 1, at + 1
    while end < len(lines):
        line = lines[end]
        if line.strip():
            indented = len(line) - len(line.lstrip()) >= min(column, 2)
            lazy = lines[end - 1].strip() and not re.match(r"\s*(?:[-*+]\s|\d+[.)]\s|#|>|`{3}|~{3}|\[\^)", line)
            if not indented and not lazy:
                break
            last = end + 1
        end += 1
    return last


def _entry(entry: TimelineEntry, lines: list[str]) -> Chunk:
    first, rest = lines[0], lines[1:]
    if heading := _HEADING.match(first):
        words, written, dated = _split(heading["words"])
        lead = f"**{words}**\n\n" if words and "**" not in words else f"{words}\n\n"
        return Chunk(entry, lead + "\n".join(rest), written, dated)
    column = item.end() if (item := _ITEM.match(first)) else 0
    words, written, dated = _split(first[column:])
    return Chunk(entry, "\n".join([words, *(_dedent(line, column) for line in rest)]), written, dated)


def _split(text: str) -> tuple[str, str, bool]:
    """The words behind the time, the time as it is written, and whether a date stands before it."""
    found = _PREFIX.match(text)
    if not found:
        return text, "", False
    rest = text[found.end() :]
    if found["open"] and not found["close"]:
        rest = f"{found['open']}{rest}"  # `**14:02 Detected** …`: the words keep their weight
    elif found["close"] and not found["open"]:
        return text, "", False
    return rest, found[0].strip(" *_:-–—|").strip(), bool(found["date"])


def _dedent(line: str, column: int) -> str:
    return line[min(column, len(line) - len(line.lstrip())) :]


def source(found: Iterable[Chunk]) -> str:
    """The document with a mark before every passage, as `parts` expects it after rendering."""
    return "".join(f"\n\n{prose.mark(number)}\n\n{chunk.text}\n" for number, chunk in enumerate(found))


def parts(found: list[Chunk], html: str) -> list[Part] | None:
    """The converted document as stretches of prose and runs of lines, safe; None where a mark was lost on the way."""
    cut = prose.pieces(html, len(found))
    if cut is None:
        return None
    cut = [sanitize.clean(piece) for piece in cut]
    stretches: list[Part] = []
    run: list[Line] = []
    ids: set[str] = set()
    day: date | None = None
    headed = False
    for chunk, piece in zip(found, cut[1:], strict=True):
        if chunk.entry is None:
            if piece.strip():
                stretches += [Part("", tuple(run))] if run else []
                stretches.append(Part(piece))
                run = []
                headed = _ends_with_date(piece)
            continue
        entry = chunk.entry
        new_day = entry.date if entry.date != day and (chunk.dated or not headed) else None
        day = entry.date or day
        headed = headed and new_day is None
        run.append(Line(_id(entry, ids), entry, chunk.written, piece.strip(), new_day))
    stretches += [Part("", tuple(run))] if run else []
    return stretches


def _ends_with_date(html: str) -> bool:
    headings = re.findall(r"<h[1-6][^>]*>(.*?)</h[1-6]>", html, re.DOTALL)
    return bool(headings) and bool(re.search(r"\d", headings[-1]))


def _id(entry: TimelineEntry, taken: set[str]) -> str:
    """An address that stays when lines are added elsewhere: made of day and time."""
    stem = "t" + (f"-{entry.date:%Y%m%d}" if entry.date else "") + f"-{(entry.time or 'day').replace(':', '')}"
    name, number = stem, 1
    while name in taken:
        number += 1
        name = f"{stem}-{number}"
    taken.add(name)
    return name


def naive(entry: TimelineEntry) -> datetime | None:
    """Where no zone is known: the local time as written, for what compares only within one report."""
    if entry.date is None or entry.time is None:
        return None
    return datetime.fromisoformat(f"{entry.date.isoformat()}T{entry.time}")
