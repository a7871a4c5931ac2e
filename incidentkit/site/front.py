"""The front page, and where it would grow too large, the pages of the years, with what its filter reads of each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from incidentkit.site import archive, volumes
from incidentkit.site.archive import Incident
from incidentkit.site.facets import attributes, facets
from incidentkit.site.shared import Archive, File, count
from incidentkit.site.topics import services, tags
from incidentkit.site.volumes import Part

FOLDER = "years"


def index(site: Archive) -> Iterable[File]:
    """The front page."""
    yield File(
        "index.html",
        lambda: site.pages.render("index", "index.html", **_index(site.incidents)),
        site.incidents,
        in_short=True,
    )


def _index(incidents: Sequence[Incident]) -> dict[str, Any]:
    cut = volumes.volumes(incidents)
    by_service, by_tag = services(incidents), tags(incidents)
    offered = facets(incidents, by_service, by_tag)
    return {
        "title": "",
        "description": f"{count(incidents, 'incident report')}: what happened, what was learned, what is being done",
        "incidents": incidents,
        "going_on": [one for one in incidents if one.going_on],
        "years": cut.shown,
        "own": cut.own,
        "drawn": archive.quiet_years(archive.years(incidents)),
        "services": by_service,
        "tags": by_tag,
        "facets": offered,
        "values": attributes([] if cut.own else incidents, offered),
    }


def years(site: Archive) -> Iterable[File]:
    """A page for each year of a large archive, and a file with its rows for the filter of the front page."""
    own = volumes.volumes(site.incidents).own
    for part, newer, older in volumes.every(own):
        also = repr([one.name if one else None for one in (newer, older)])
        make = partial(_part, site, part, newer, older)
        yield File(f"{FOLDER}/{part.name}.html", make, part.incidents, also, in_short=True)
    for year in own:
        yield File(f"{FOLDER}/{year.name}.js", partial(_rows, site, year), year.incidents, in_short=True)


def _part(site: Archive, part: Part, newer: Part | None, older: Part | None) -> str:
    offered = facets(part.shown, services(part.shown), tags(part.shown))
    return site.pages.render(
        "year", f"{FOLDER}/{part.name}.html", title=part.label, part=part, newer=newer, older=older,
        description=f"{count(part.incidents, 'incident')}: {part.label}",
        drawn=archive.quiet_years(archive.years(part.incidents)), months_of=archive.by_month(part.shown),
        facets=[one for one in offered if one.name != "year"], values=attributes(part.shown, offered),
    )  # fmt: skip


def _rows(site: Archive, year: Part) -> str:
    """A script, as pages that are opened as files may read nothing else. What the numbers of the facets mean is the
    year's own, so that another year's report changes nothing here."""
    offered = facets(year.incidents, services(year.incidents), tags(year.incidents))
    rows = site.pages.render(
        "rows", "index.html", title="", description="", incidents=year.incidents,
        values=attributes(year.incidents, offered),
    )  # fmt: skip
    said = {"names": {one.name: list(one.named) for one in offered}, "rows": rows}
    return f'(self.incidentRows ??= {{}})["{year.name}"] = {json.dumps(said)};\n'
