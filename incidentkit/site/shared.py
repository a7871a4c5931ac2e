"""The files that tell of many incidents: a literal list of what makes them.

Each is made again only when one of the incidents that it shows, a template or a setting has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from incidentkit.config import Config
from incidentkit.site import archive, data
from incidentkit.site.archive import Incident
from incidentkit.site.compose import Page
from incidentkit.site.options import Options
from incidentkit.site.pages import Pages


@dataclass(frozen=True, slots=True)
class File:
    """One file of the site, and how it is made. `shows` are the incidents that it depends on, with all that is known
    of them and said in them."""

    name: str
    make: Callable[[], str | bytes]
    shows: Sequence[Incident] = ()


@dataclass(frozen=True, slots=True)
class Archive:
    """What the shared files are made from. `incidents` are the newest first; `content` gives what an incident's page
    shows, with its addresses as they are on that page: it is read from the disk each time."""

    incidents: Sequence[Incident]
    pages: Pages
    config: Config
    options: Options
    content: Callable[[Incident], Page]


def _index(site: Archive) -> Iterable[File]:
    """The front page."""
    incidents = site.incidents
    found = archive.years(incidents)
    yield File(
        "index.html",
        lambda: site.pages.render(
            "index", "index.html", title="", description=f"{len(incidents)} incident reports", incidents=incidents,
            years=found, drawn=archive.quiet_years(found),
            severities=sorted({i.severity for i in incidents if i.severity}),
            services=sorted({s for i in incidents for s in i.services}),
            tags=sorted({t for i in incidents for t in i.tags}),
        ),
        incidents,
    )  # fmt: skip


def _actions(site: Archive) -> Iterable[File]:
    """The action items of all incidents."""
    with_items = [one for one in site.incidents if one.actions]
    yield File(
        "actions.html",
        lambda: site.pages.render(
            "actions", "actions.html", title="Action items", description="What is being done", incidents=with_items,
            open=sum(a.item.done is False for i in with_items for a in i.actions),
            done=sum(a.item.done is True for i in with_items for a in i.actions),
        ),
        with_items,
    )  # fmt: skip


def _missing(site: Archive) -> Iterable[File]:
    """The page for addresses that lead nowhere."""
    yield File("404.html", lambda: site.pages.render("404", "404.html", title="Not found", description=""))


def _data(site: Archive) -> Iterable[File]:
    """The archive for programs."""
    base, incidents = site.options.base_url, site.incidents
    yield File("incidents.json", lambda: data.as_json(incidents, base), incidents)
    if base:
        yield File("feed.xml", lambda: data.atom(incidents, base, site.config.site.title), incidents)
        yield File("sitemap.xml", lambda: data.sitemap([i.url for i in incidents], base), incidents)


SHARED: tuple[Callable[[Archive], Iterable[File]], ...] = (_index, _actions, _missing, _data)
