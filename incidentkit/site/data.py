"""The archive for programs: JSON with its schema, what search engines read. The same in every build of the same
reports."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape

from incidentkit.report.model import MILESTONES, ActionItem
from incidentkit.report.schema import DIALECT
from incidentkit.site.archive import Incident
from incidentkit.site.facts import utc

SCHEMA = "incidents.schema.json"
# What may stand in an address as it is (RFC 3986); the settings may hold a blank or a letter that may not.
_IN_ADDRESSES = "%:/?#[]@!$&'()*+,;=~"


Route = Callable[[ActionItem], str]


def as_json(incidents: Iterable[Incident], base_url: str, route: Route) -> str:
    """All incidents as JSON, a line each: facts, summary and action items; addresses are full where the base is known.

    `route` names the repository to which an item's issue goes, "" where that is not known.
    """
    lines = ",\n".join(json.dumps(_one(one, base_url, route), ensure_ascii=False) for one in incidents)
    return f'{{"$schema": {json.dumps(address(base_url, SCHEMA))}, "version": 1, "incidents": [\n{lines}\n]}}\n'


def _one(one: Incident, base_url: str, route: Route) -> dict[str, Any]:
    moments = {m.name: utc(m.at) for m in one.facts.moments}
    duration, to_detect = one.facts.duration, one.facts.to_detect
    return {
        "url": address(base_url, one.url),
        "title": one.title,
        "date": one.on.isoformat() if one.on else None,
        "status": one.status,
        "state": one.facts.state,
        "severity": one.severity,
        "services": list(one.services),
        "tags": list(one.tags),
        **{name: moments.get(name) for name in MILESTONES},
        "duration_seconds": int(duration.total_seconds()) if duration is not None else None,
        "to_detect_seconds": int(to_detect.total_seconds()) if to_detect is not None else None,
        "summary": one.summary,
        "actions": [_action(action.item, route) for action in one.actions],
    }


def _action(item: ActionItem, route: Route) -> dict[str, Any]:
    return {
        "text": item.text,
        "done": item.done,
        "owner": item.owner,
        "due": item.due.isoformat() if item.due else None,
        "repo": route(item) or None,
        "issue": item.issue,
    }


def schema(base_url: str) -> str:
    """The JSON Schema of `incidents.json`. More keys may join; these stay."""
    instant = {"type": ["string", "null"], "format": "date-time", "description": "UTC, or null where it is not said."}
    seconds = {"type": ["integer", "null"], "minimum": 0}
    words = {"type": ["string", "null"]}
    day = {"type": ["string", "null"], "format": "date"}
    action = {
        "text": {"type": "string"},
        "done": {"type": ["boolean", "null"], "description": "null where the item has no tick box."},
        "owner": words,
        "due": day,
        "repo": {**words, "description": "Where its issue goes, OWNER/NAME."},
        "issue": {**words, "description": "The issue's address or short reference, as written."},
    }
    incident: dict[str, Any] = {
        "url": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "date": {**day, "description": "The local date on which it started."},
        "status": {"enum": ["draft", "review", "final", None], "description": "null counts as final."},
        "state": {"enum": ["resolved", "mitigated", "open", "unknown"]},
        "severity": words,
        "services": {"type": "array", "items": {"type": "string"}},
        "tags": {"type": "array", "items": {"type": "string"}},
        **{name: instant for name in MILESTONES},
        "duration_seconds": {**seconds, "description": "From started to resolved."},
        "to_detect_seconds": {**seconds, "description": "From started to detected."},
        "summary": {"type": "string", "description": "The first paragraph, in plain words."},
        "actions": {"type": "array", "items": _object(action)},
    }
    whole: dict[str, Any] = {
        "$schema": {"type": "string"},
        "version": {"const": 1},
        "incidents": {"type": "array", "items": _object(incident)},
    }
    named = {"$id": address(base_url, SCHEMA)} if base_url else {}
    found = {"$schema": DIALECT, **named, "title": "Incident reports, the newest first", **_object(whole)}
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


def sitemap(urls: Iterable[str], base_url: str) -> str:
    """All pages for search engines (https://www.sitemaps.org/protocol.html)."""
    places = "".join(f"<url><loc>{escape(address(base_url, url))}</loc></url>\n" for url in urls)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"{places}</urlset>\n"
    )


def robots(base_url: str) -> str:
    """For search engines, which read it where the site is a whole host's (RFC 9309)."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {address(base_url, 'sitemap.xml')}\n"


def address(base_url: str, url: str) -> str:
    """A page's address: whole where the base is known, else relative to the site's root."""
    base = quote(base_url.rstrip("/"), safe=_IN_ADDRESSES)
    return f"{base}/{quote(url)}" if base else quote(url)
