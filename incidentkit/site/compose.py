"""One report to what its page shows, whatever else is published."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from html import unescape
from pathlib import PurePosixPath

from incidentkit.config import Config
from incidentkit.report import zone_words
from incidentkit.report.model import ActionItem, Report, Section
from incidentkit.report.privacy import without_comments
from incidentkit.site import archive, lanes, log, prose, sanitize, unwritten
from incidentkit.site.charts import Drawing
from incidentkit.site.facts import Facts, elapsed, facts, report_zone
from incidentkit.site.figure import Figure, figure
from incidentkit.site.links import Address, Image, place, shape
from incidentkit.site.log import Part
from incidentkit.site.stacks import stacked
from incidentkit.zones import label

# Identifiers that the page's own parts have; a heading of the same words is numbered instead.
_PAGE_IDS = ("top", "main", "facts", "figure", "charts", "notes", "filter", "theme", "zone")
# A date, with the marks that set it apart from a title.
_DATED = re.compile(r"\d{4}-\d\d-\d\d[\s,:–—-]*")
_IMPACT = 160
# Words of a sentence that only says in which zone the times are, at most; and of one that only hints at it.
_NOTE, _HINT = 14, 5
_FIRST_HEADING = re.compile(r"\s*<h1[^>]*>(?P<words>.*?)</h1>\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Page:
    """What an incident's page shows. `heading` is the document's own first line where it has one. `addresses` are the
    relative ones in its HTML, which has a mark for each until `placed` says what they mean. `impact` is the first
    sentence that says whom it hit, `zone_label` names the zone of the times, where one is known. `unwritten` are the
    sections in which nobody has written anything yet, `raw` says that the words are shown as they were written."""

    heading: str
    parts: tuple[Part, ...]
    notes: str
    figure: Figure | None
    actions_id: str
    impact: str
    zone_label: str
    addresses: tuple[Address, ...]
    charts: tuple[Drawing, ...] = ()
    unwritten: tuple[str, ...] = ()
    raw: bool = False

    @property
    def lines(self) -> tuple[log.Line, ...]:
        """All timeline entries."""
        return tuple(line for part in self.parts for line in part.lines)


def compose(report: Report, config: Config, source: PurePosixPath) -> tuple[archive.Incident, Page]:
    """The incident in short, as yet without an address, and the page of a report whose text passed the gate."""
    empty = unwritten.unwritten(report)
    text = prose.unmarked(without_comments(unwritten.without(empty, _without_front_matter(report))))
    parts, notes, raw = _rendered(report, text)
    heading, parts = _heading(report, parts)
    summary = _summary(report, parts)
    taken = set(_PAGE_IDS) | {line.id for part in parts for line in part.lines}
    demote = _demote(parts)
    addresses: list[Address] = []

    def fit(html: str) -> str:
        return shape(html, addresses, taken=taken, demote=demote)

    known = facts(report, config)
    since = _since(known, [line for part in parts for line in part.lines])
    lane = lanes.of_notes(notes)

    def entry(line: log.Line) -> log.Line:
        return replace(line, html=fit(line.html), since=since(line), lane=lanes.of_line(line.entry.cites, lane))

    parts = [Part(fit(part.html), tuple(entry(line) for line in part.lines)) for part in parts]
    lines = [line for part in parts for line in part.lines]
    short = archive.incident(
        report, config, url="", source=source, facts=known, summary=summary, actions=_actions(report)
    )
    page = Page(
        heading=heading or short.title,
        parts=tuple(parts),
        notes=fit(notes),
        figure=figure(known, lines, report_zone(report, config)),
        actions_id=_section_id(report, "actions", parts),
        impact=_impact(report, parts),
        zone_label=known.zone_label or _zone_label(report, config, lines),
        addresses=tuple(addresses),
        unwritten=unwritten.names(empty),
        raw=raw,
    )
    return short, page


def _demote(parts: list[Part]) -> int:
    """By how many levels headings are lowered: the page's title is the only h1, and none is skipped below it."""
    found = [int(level) for part in parts for level in re.findall("<h([1-6])[ >]", part.html)]
    return 2 - min(found, default=2)


def placed(page: Page, targets: Sequence[str | Image | None]) -> Page:
    """The page with its addresses put in, each piece checked once more: it may have been kept since another build."""

    def fit(html: str) -> str:
        return stacked(sanitize.checked(place(html, page.addresses, targets))) if html else ""

    parts = tuple(
        Part(fit(part.html), tuple(replace(line, html=fit(line.html)) for line in part.lines)) for part in page.parts
    )
    return replace(page, parts=parts, notes=fit(page.notes))


def _rendered(report: Report, text: str) -> tuple[list[Part], str, bool]:
    """The document in parts and its footnotes, in one part where it could not be cut; and whether that part is what
    was written, for want of a rendering."""
    found = log.chunks(report, text)
    cut = prose.convert(log.source(found))
    if cut is not None:
        html, notes = prose.notes(cut)
        parts = log.parts(found, html)
        if parts is not None:
            return parts, sanitize.clean(notes), False
    whole = prose.convert(text)
    html, notes = prose.notes(prose.as_written(text) if whole is None else whole)
    return [Part(sanitize.clean(html))], sanitize.clean(notes), whole is None


def _without_front_matter(report: Report) -> str:
    """The text with blank lines where the front matter stood: lines keep their numbers."""
    span = report.front.span
    if span is None:
        return report.text.lstrip("\ufeff")
    return "\n" * report.text.count("\n", 0, span.end) + report.text[span.end :]


def _heading(report: Report, parts: list[Part]) -> tuple[str, list[Part]]:
    """The page's heading, and the parts without it. A document's own title stands there once, in its own words."""
    title = report.title or ""
    found = _FIRST_HEADING.match(parts[0].html) if parts else None
    if found is None:
        return title, parts
    words = prose.plain(found["words"])
    if title and _DATED.fullmatch(words.removesuffix(title)):
        words = title  # the day stands beside the title already
    if "title" in report.front.values and words.casefold() != title.casefold():
        return title, parts
    return words, [Part(parts[0].html[found.end() :], parts[0].lines), *parts[1:]]


def _summary(report: Report, parts: list[Part]) -> str:
    """The first paragraph of the summary, else of the document, that tells something, in plain words."""
    section = report.section("summary")
    under = _under(section, parts) if section else ""
    title = (report.title or "").casefold()
    for html in (under, "".join(part.html for part in parts)):
        for paragraph in re.finditer(r"<p>(.*?)</p>", html, re.DOTALL):
            words = prose.plain(paragraph[1])
            if words.casefold() != title and _tells(words, paragraph[1]):
                return words
    return ""


def _tells(words: str, html: str) -> bool:
    """Whether a paragraph says what happened: it is no picture, no mere label, and no note on the zone of the times."""
    if not words or re.fullmatch(r"\s*<(?:strong|b|em)>[^<]*</(?:strong|b|em)>\s*:?\s*", html) or words.endswith(":"):
        return False
    zone = zone_words.stated(words) or (zone_words.hinted(words) if len(words.split()) <= _HINT else None)
    noted = zone and len(words.split()) <= _NOTE and len(words.partition(zone)[0].split()) <= _NOTE // 2
    return not noted


def _impact(report: Report, parts: list[Part]) -> str:
    """The first paragraph or item under the heading that says whom it hit, in plain words; cut where it is long."""
    section = report.section("impact")
    found = re.search(r"<(p|li)>(.*?)(?=</\1>|<[uo]l>)", _under(section, parts), re.DOTALL) if section else None
    words = prose.plain(found[2]) if found else ""
    if len(words) <= _IMPACT:
        return words
    sentence = re.match(r".{20,}?[.;!?](?= )", words)
    if sentence and len(sentence[0]) <= _IMPACT:
        return sentence[0].rstrip(";")
    return words[: _IMPACT - 1].rsplit(" ", 1)[0].rstrip(",;:–— ") + "…"


def _under(section: Section, parts: list[Part]) -> str:
    """The HTML between a section's heading and the next one; empty where the heading is not found."""
    html = "".join(part.html for part in parts)
    for found in re.finditer(r"<h[1-6][^>]*>(.*?)</h[1-6]>", html, re.DOTALL):
        if prose.plain(found[1]).rstrip(" #:") == section.name.strip().rstrip(" #:"):
            return re.split(r"<h[1-6][ >]", html[found.end() :], maxsplit=1)[0]
    return ""


def _section_id(report: Report, role: str, parts: list[Part]) -> str:
    """The identifier that a section's heading has on the page, or an empty string."""
    section = report.section(role)
    wanted = section.name.strip(" #:*_") if section else None
    for part in parts:
        for found in re.finditer(r'<h[1-6] id="([^"]*)">(.*?)</h[1-6]>', part.html, re.DOTALL):
            if prose.plain(found[2]).strip(" #:*_") == wanted:
                return unescape(found[1])
    return ""


def _since(known: Facts, lines: list[log.Line]) -> Callable[[log.Line], str]:
    """How a line's time since the start is written. The start is the report's, else the first line's."""
    started = known.moment("started")
    zoned = all(line.entry.at for line in lines if line.entry.time)
    timed = [at for line in lines if (at := _moment(line, zoned=zoned))]
    start = started.at if started and zoned else min(timed, default=None)

    def since(line: log.Line) -> str:
        at = _moment(line, zoned=zoned)
        return elapsed(at - start) if at and start else ""

    return since


def _zone_label(report: Report, config: Config, lines: list[log.Line]) -> str:
    zone = report_zone(report, config)
    first = next((line.entry.at for line in lines if line.entry.at), None)
    return label(first.astimezone(zone)) if zone and first else ""


def _moment(line: log.Line, *, zoned: bool) -> datetime | None:
    if line.entry.time is None:
        return None
    return line.entry.at if zoned else log.naive(line.entry)


def _actions(report: Report) -> tuple[archive.Action, ...]:
    return tuple(_action(item) for item in report.actions)


def _action(item: ActionItem) -> archive.Action:
    link = next((url for url in (item.issue or "", *item.links) if re.match(r"https?://", url)), "")
    issue = re.fullmatch(r"https?://[^/]+/([^/]+/[^/]+)/(?:issues|pull)/(\d+)/?", link)
    return archive.Action(item, link, f"{issue[1]}#{issue[2]}" if issue else "link")
