"""Statistics, without a figure that misleads; of a large archive also those of each year, where every incident is a
dot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from incidentkit.site import volumes
from incidentkit.site.archive import Incident
from incidentkit.site.dots import dots
from incidentkit.site.shared import Archive, File
from incidentkit.site.statistics import MEDIAN_FROM, QUARTILES_FROM, statistics
from incidentkit.site.volumes import Part

FOLDER = "statistics"
# A month with one incident is no dark one, however few there are.
_BUSY = 4


def figures(site: Archive) -> Iterable[File]:
    """The statistics of all incidents, and of each year where one page cannot show each of them."""
    own = volumes.volumes(site.incidents).own
    yield File("statistics.html", partial(_page, site, site.incidents, None, own), site.incidents, in_short=True)
    for part, _, _ in volumes.every(own):
        make = partial(_page, site, part.incidents, part, part.parts)
        yield File(f"{FOLDER}/{part.name}.html", make, part.incidents, in_short=True)


def _page(site: Archive, incidents: Sequence[Incident], part: Part | None, own: Sequence[Part]) -> str:
    found = statistics(incidents)
    return site.pages.render(
        "statistics", f"{FOLDER}/{part.name}.html" if part else "statistics.html",
        title=f"Statistics, {part.label}" if part else "Statistics",
        description="Incidents in numbers, without an average", part=part, own=own, all=found,
        detect=dots(found.to_detect, each=not own), resolve=dots(found.to_resolve, each=not own),
        busiest=max([_BUSY, *(n for year in found.years for n in year.months)]),
        worst=max((one.number for one in found.severities), default=0),
        median_from=MEDIAN_FROM, quartiles_from=QUARTILES_FROM,
    )  # fmt: skip
