"""How a large archive is cut, so that no page grows with it: years have pages of their own, and months those of a year
that is still too large. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from incidentkit.site import archive
from incidentkit.site.archive import Incident
from incidentkit.site.facts import month

# A page shows up to so many incidents, and all of them where there are no more.
WHOLE = 500
# Once it is cut, it shows so many of the newest at most: whole years as far as they fit.
NEWEST = 200


@dataclass(frozen=True, slots=True)
class Part:
    """The incidents of a year or of a month, newest first. `name` stands for it in an address (`2026`, `2026-03`,
    `undated`), `label` in words; `shown` are those that its own page shows, `parts` its months, where that is cut."""

    name: str
    label: str
    incidents: tuple[Incident, ...]
    shown: tuple[Incident, ...]
    parts: tuple[Part, ...] = ()

    @property
    def number(self) -> int | None:
        """The year, None where there is no date."""
        on = self.incidents[0].on
        return on.year if on else None


@dataclass(frozen=True, slots=True)
class Volumes:
    """`shown` are the years of which a page shows incidents itself, `own` those that have pages of their own: none as
    long as the page shows all, else every one."""

    shown: tuple[Part, ...]
    own: tuple[Part, ...]


def alone(one: Incident) -> int:
    """The weight of an incident where incidents are counted."""
    return 1


def volumes(incidents: Sequence[Incident], limit: int = WHOLE, weight: Callable[[Incident], int] = alone) -> Volumes:
    """How a page that tells of these incidents, which are in order, is cut where they weigh more than `limit`."""
    found = [
        _part(str(year.number or "undated"), str(year.number or "Undated"), year.incidents)
        for year in archive.years(incidents)
    ]
    if sum(map(weight, incidents)) <= limit:
        return Volumes(tuple(found), ())
    own = tuple(_cut(part) if sum(map(weight, part.incidents)) > limit else part for part in found)
    return Volumes(_newest(found), own)


def every(own: Iterable[Part]) -> Iterator[tuple[Part, Part | None, Part | None]]:
    """All that have pages of their own, each with those after and before it."""
    parts = list(own)
    for number, part in enumerate(parts):
        newer = parts[number - 1] if number else None
        yield part, newer, parts[number + 1] if number + 1 < len(parts) else None
        yield from every(part.parts)


def _part(name: str, label: str, incidents: tuple[Incident, ...]) -> Part:
    return Part(name, label, incidents, incidents)


def _cut(year: Part) -> Part:
    if year.number is None:
        return year  # there are no months to cut it by
    months = (
        _part(f"{year.name}-{number:02}", f"{month(number)} {year.name}", incidents)
        for number, incidents in archive.by_month(year.incidents)
    )
    return replace(year, shown=year.incidents[:NEWEST], parts=tuple(months))


def _newest(found: Sequence[Part]) -> tuple[Part, ...]:
    """The newest years as far as they fit, of the first as much as fits."""
    shown: list[Part] = []
    left = NEWEST
    for part in found:
        if shown and len(part.incidents) > left:
            break
        shown.append(replace(part, shown=part.incidents[:left]))
        left -= len(shown[-1].shown)
    return tuple(shown)
