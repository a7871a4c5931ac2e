"""The newest incidents for feed readers, with their full text: Atom and JSON Feed. The same in every build.

Atom is RFC 4287, JSON Feed https://www.jsonfeed.org/version/1.1/. Both need the site's address: an entry's id is one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape as html_escape
from html import unescape
from typing import Any
from urllib.parse import urljoin
from xml.sax.saxutils import escape, quoteattr

from incidentkit.site.archive import Incident
from incidentkit.site.compose import Page
from incidentkit.site.data import address
from incidentkit.site.facts import day, utc
from incidentkit.site.log import Line

NEWEST = 30
# XML 1.0 has no place for these, also not escaped (https://www.w3.org/TR/xml/#charsets).
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Our HTML is written by a serializer: values stand in double quotes and hold none.
_ADDRESS = re.compile(r'(?<= )(href|src)="([^"]*)"')
_PAGES_OWN = re.compile(r' (?:id|class|tabindex|loading)="[^"]*"')


@dataclass(frozen=True, slots=True)
class Entry:
    """An incident with its text as HTML, whose addresses are whole."""

    incident: Incident
    html: str


def newest(incidents: Iterable[Incident]) -> list[Incident]:
    """Those that a feed has; `incidents` are the newest first. One without a date has no place in time."""
    return [one for one in incidents if one.on][:NEWEST]


def entry(incident: Incident, page: Page, base_url: str) -> Entry:
    """The incident with its whole page's text."""
    pieces: list[str] = []
    for part in page.parts:
        pieces.append(part.html)
        if part.lines:
            pieces += ["<ul>", *(_line(line) for line in part.lines), "</ul>"]
    if page.notes:
        pieces += ["<h2>Evidence and notes</h2>", page.notes]
    here = address(base_url, incident.url)

    def whole(found: re.Match[str]) -> str:
        return f'{found[1]}="{html_escape(urljoin(here, unescape(found[2])))}"'

    return Entry(incident, _ADDRESS.sub(whole, _PAGES_OWN.sub("", "\n".join(pieces))))


def _line(line: Line) -> str:
    told = line.entry
    time = f"{'~' if told.approximate else ''}{told.time}{f'–{told.until}' if told.until else ''}" if told.time else ""
    on = f"<p><strong>{html_escape(day(line.day))}</strong></p>" if line.day else ""
    return f"<li>{on}{f'<strong>{html_escape(time)}</strong> ' if time else ''}{line.html}</li>"


def atom(entries: Iterable[Entry], base_url: str, title: str) -> str:
    """The Atom feed."""
    entries = list(entries)
    updated = max((_updated(one.incident) for one in entries), default="1970-01-01T00:00:00Z")
    home, itself = address(base_url, ""), address(base_url, "feed.xml")
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">\n'
        f"<title>{_text(title)}</title>\n<id>{_text(home)}</id>\n<updated>{updated}</updated>\n"
        f"<author><name>{_text(title)}</name></author>\n"
        f'<link rel="alternate" type="text/html" href={quoteattr(home)}/>\n'
        f'<link rel="self" type="application/atom+xml" href={quoteattr(itself)}/>\n'
        f"{''.join(_atom_entry(one, base_url) for one in entries)}</feed>\n"
    )


def _atom_entry(one: Entry, base_url: str) -> str:
    incident, here = one.incident, address(base_url, one.incident.url)
    labels = "".join(f"<category term={quoteattr(_plain(name))}/>\n" for name in _labels(incident))
    summary = f"<summary>{_text(incident.summary)}</summary>\n" if incident.summary else ""
    return (
        f"<entry>\n<title>{_text(incident.title)}</title>\n<id>{_text(here)}</id>\n"
        f"<published>{_published(incident)}</published>\n<updated>{_updated(incident)}</updated>\n"
        f'<link rel="alternate" type="text/html" href={quoteattr(here)}/>\n{labels}{summary}'
        f'<content type="html" xml:base={quoteattr(here)}>{_text(one.html)}</content>\n</entry>\n'
    )


def json_feed(entries: Iterable[Entry], base_url: str, title: str) -> str:
    """The JSON Feed."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": address(base_url, ""),
        "feed_url": address(base_url, "feed.json"),
        "language": "en",
        "authors": [{"name": title}],
        "items": [_item(one, base_url) for one in entries],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1) + "\n"


def _item(one: Entry, base_url: str) -> dict[str, Any]:
    incident, here = one.incident, address(base_url, one.incident.url)
    item: dict[str, Any] = {
        "id": here,
        "url": here,
        "title": incident.title,
        "content_html": one.html,
        "date_published": _published(incident),
        "date_modified": _updated(incident),
    }
    if incident.summary:
        item["summary"] = incident.summary
    if labels := _labels(incident):
        item["tags"] = labels
    return item


def _labels(incident: Incident) -> list[str]:
    names = (*incident.services, *incident.tags, incident.severity or "")
    return [name for name in dict.fromkeys(names) if name.strip()]


def _published(one: Incident) -> str:
    """When the incident began: the report has no date of its own."""
    return utc(one.facts.moments[0].at) if one.facts.moments else _midnight(one)


def _updated(one: Incident) -> str:
    """When the incident was last heard of: the report has no other date, and the clock of the build is none."""
    return utc(max(m.at for m in one.facts.moments)) if one.facts.moments else _midnight(one)


def _midnight(one: Incident) -> str:
    return f"{one.on.isoformat()}T00:00:00Z" if one.on else "1970-01-01T00:00:00Z"


def _text(text: str) -> str:
    return escape(_plain(text))


def _plain(text: str) -> str:
    return _NOT_XML.sub("", text)
