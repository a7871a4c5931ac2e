"""The archive for programs: JSON, an Atom feed, a sitemap. The same in every build of the same reports."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from incidentkit.site.archive import Incident
from incidentkit.site.facts import utc

_FEED = 50
# XML 1.0 has no place for these, also not escaped (https://www.w3.org/TR/xml/#charsets).
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_json(incidents: Iterable[Incident], base_url: str) -> str:
    """All incidents as JSON: facts, summary and action items of each; addresses are full where the base is known."""
    return (
        json.dumps({"version": 1, "incidents": [_one(i, base_url) for i in incidents]}, ensure_ascii=False, indent=1)
        + "\n"
    )


def _one(one: Incident, base_url: str) -> dict[str, Any]:
    moments = {m.name: utc(m.at) for m in one.facts.moments}
    duration = one.facts.duration
    return {
        "url": _address(base_url, one.url),
        "title": one.title,
        "date": one.on.isoformat() if one.on else None,
        "status": one.status,
        "severity": one.severity,
        "services": list(one.services),
        "tags": list(one.tags),
        **{name: moments.get(name) for name in ("started", "detected", "mitigated", "resolved")},
        "duration_seconds": int(duration.total_seconds()) if duration else None,
        "summary": one.summary,
        "actions": [
            {"text": a.item.text, "done": a.item.done, "owner": a.item.owner, "issue": a.item.issue,
             "due": a.item.due.isoformat() if a.item.due else None}
            for a in one.actions
        ],
    }  # fmt: skip


def atom(incidents: Sequence[Incident], base_url: str, title: str) -> str:
    """An Atom feed (RFC 4287) of the newest incidents, with their summaries."""
    dated = [one for one in incidents if one.on][:_FEED]
    entries = "".join(_entry(one, base_url) for one in dated)
    updated = max((_updated(one) for one in dated), default="1970-01-01T00:00:00Z")
    home, itself = _address(base_url, ""), _address(base_url, "feed.xml")
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
        f"<title>{_text(title)}</title>\n<id>{_text(home)}</id>\n<updated>{updated}</updated>\n"
        f"<author><name>{_text(title)}</name></author>\n"
        f'<link href={quoteattr(home)}/>\n<link rel="self" href={quoteattr(itself)}/>\n{entries}</feed>\n'
    )


def _entry(one: Incident, base_url: str) -> str:
    address = _address(base_url, one.url)
    return (
        f"<entry>\n<title>{_text(one.title)}</title>\n<id>{_text(address)}</id>\n<updated>{_updated(one)}</updated>\n"
        f"<link href={quoteattr(address)}/>\n<summary>{_text(one.summary)}</summary>\n</entry>\n"
    )


def _updated(one: Incident) -> str:
    """When the incident was last heard of: the report has no other date, and the clock of the build is none."""
    if one.facts.moments:
        return utc(max(m.at for m in one.facts.moments))
    return f"{one.on:%Y-%m-%d}T00:00:00Z" if one.on else "1970-01-01T00:00:00Z"


def sitemap(urls: Iterable[str], base_url: str) -> str:
    """All pages for search engines (https://www.sitemaps.org/protocol.html)."""
    places = "".join(f"<url><loc>{_text(_address(base_url, url))}</loc></url>\n" for url in ("", "actions.html", *urls))
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"{places}</urlset>\n"
    )


def _address(base_url: str, url: str) -> str:
    from urllib.parse import quote

    return f"{base_url.rstrip('/')}/{quote(url)}" if base_url else quote(url)


def _text(text: str) -> str:
    return escape(_NOT_XML.sub("", text))
