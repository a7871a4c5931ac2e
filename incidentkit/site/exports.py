"""The archive for programs and for other addresses: data with its schemas, feeds, what search engines read, redirects
from older addresses."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import partial

from incidentkit.report.schema import json_schema
from incidentkit.site import data, feeds
from incidentkit.site.redirects import Redirect
from incidentkit.site.redirects import redirects as led
from incidentkit.site.shared import Archive, File
from incidentkit.site.todo import router

FRONT_MATTER = "front-matter.schema.json"


def files(site: Archive) -> Iterable[File]:
    """The data, and the schemas of it and of the reports' front matter."""
    base, incidents = site.options.base_url, site.incidents
    yield File("incidents.json", lambda: data.as_json(incidents, base, router(site.config)), incidents)
    yield File(data.SCHEMA, lambda: data.schema(base))
    yield File(FRONT_MATTER, lambda: json.dumps(json_schema(), ensure_ascii=False, indent=1) + "\n")


def subscriptions(site: Archive) -> Iterable[File]:
    """Both feeds, where the site's address is known. Of its text only the newest incidents' is read."""
    base, title = site.options.base_url, site.config.site.title
    if not base:
        return
    newest = feeds.newest(site.incidents)

    def entries() -> Iterable[feeds.Entry]:
        return (feeds.entry(one, site.content(one), base) for one in newest)

    yield File("feed.xml", lambda: feeds.atom(entries(), base, title), newest)
    yield File("feed.json", lambda: feeds.json_feed(entries(), base, title), newest)


def crawlers(site: Archive) -> Iterable[File]:
    """What search engines read, where the site's address is known. A preview with drafts asks not to be found."""
    base = site.options.base_url
    if not base or site.options.drafts:
        return
    pages = sorted(name for name in site.names() if name.endswith(".html") and name not in ("404.html", "index.html"))
    yield File("sitemap.xml", lambda: data.sitemap(["", *pages], base), also="\n".join(pages))
    yield File("robots.txt", lambda: data.robots(base))


def redirects(site: Archive) -> Iterable[File]:
    """Small pages at the older addresses of reports. Comes last: it takes nobody's place."""
    found, refused = led(site.incidents, sorted(site.names()))
    for claim in refused:
        site.note(claim.incident, f"{claim.why}: no redirect")
    for one in found:
        yield File(one.name, partial(_redirect, site, one), [one.incident])


def _redirect(site: Archive, one: Redirect) -> str:
    base = site.options.base_url
    return site.pages.render(
        "redirect", one.name, title=one.incident.title, description="", target=one.incident.url,
        moved=data.address(base, one.incident.url) if base else "",
    )  # fmt: skip
