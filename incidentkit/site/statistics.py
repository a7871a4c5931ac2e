"""What the archive says in numbers, for the page and for `incident stats`: counts, and how long things took. Pure.

Every figure here is one that can be counted, or an incident's own. There is no mean: lengths of incidents are skewed so
far that a mean describes none of them, and its changes are noise (The VOID Report 2021, "MTTR is a misleading metric";
Štěpán Davidovič, "Incident Metrics in SRE", 2021). Quartiles are taken by nearest rank, so that each is the length of
an incident that happened, and only where there are enough of them to speak of quarters.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from incidentkit.site.archive import Incident
from incidentkit.site.topics import Topic, services

# Below these the list itself says more than a figure about it.
MEDIAN_FROM = 5
QUARTILES_FROM = 12
# The ends of what lengths are sorted into, in minutes: what a person would call them, and even on a log scale.
_EDGES = (5, 15, 60, 4 * 60, 12 * 60, 24 * 60, 3 * 24 * 60)


@dataclass(frozen=True, slots=True)
class Count:
    """How many incidents have something in common. `name` is None for those of which it is not said."""

    name: str | None
    number: int


@dataclass(frozen=True, slots=True)
class Year:
    """A year's incidents by month, January first."""

    number: int
    months: tuple[int, ...]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.months)


@dataclass(frozen=True, slots=True)
class Measured:
    """An incident and how long something took in it."""

    incident: Incident
    span: timedelta


@dataclass(frozen=True, slots=True)
class Range:
    """How many took at least `start` and less than `end` (None: no end)."""

    start: timedelta
    end: timedelta | None
    number: int


@dataclass(frozen=True, slots=True)
class Distribution:
    """How long something took: `found` is every incident that says so, the shortest first, `unsaid` counts the others.

    `median`, `lower` and `upper` (the quartiles) are incidents that happened, or None where there are too few.
    """

    found: tuple[Measured, ...]
    unsaid: int
    median: Measured | None
    lower: Measured | None
    upper: Measured | None

    @property
    def ranges(self) -> tuple[Range, ...]:
        """The lengths in ranges, the outer ones left away where nothing lies in them."""
        edges = [timedelta(minutes=m) for m in _EDGES]
        pairs = zip([timedelta(), *edges], [*edges, None], strict=True)
        spans = [one.span for one in self.found]
        ranges = [Range(a, b, sum(a <= span and (b is None or span < b) for span in spans)) for a, b in pairs]
        told = [number for number, one in enumerate(ranges) if one.number]
        return tuple(ranges[told[0] : told[-1] + 1]) if told else ()


@dataclass(frozen=True, slots=True)
class Statistics:
    """All of it. `undated` incidents are in no year, `going_on` are those that are not resolved as far as is said."""

    reports: int
    years: tuple[Year, ...]
    undated: int
    severities: tuple[Count, ...]
    services: tuple[Topic, ...]
    no_service: int
    going_on: int
    to_detect: Distribution
    to_resolve: Distribution


def statistics(incidents: Sequence[Incident]) -> Statistics:
    """The figures of these incidents."""
    return Statistics(
        reports=len(incidents),
        years=_years(incidents),
        undated=sum(one.on is None for one in incidents),
        severities=_severities(incidents),
        services=tuple(services(incidents)),
        no_service=sum(not one.services for one in incidents),
        going_on=sum(one.facts.state in ("open", "mitigated") for one in incidents),
        to_detect=_distribution(incidents, lambda one: one.facts.to_detect),
        to_resolve=_distribution(incidents, lambda one: one.facts.duration),
    )


def _years(incidents: Iterable[Incident]) -> tuple[Year, ...]:
    """The newest first, with the quiet ones between them, unless a mistyped date has put them centuries apart."""
    months = Counter((one.on.year, one.on.month) for one in incidents if one.on)
    if not months:
        return ()
    numbers = sorted({year for year, _ in months}, reverse=True)
    if numbers[0] - numbers[-1] <= 60:
        numbers = list(range(numbers[0], numbers[-1] - 1, -1))
    return tuple(Year(year, tuple(months[year, month] for month in range(1, 13))) for year in numbers)


def _severities(incidents: Sequence[Incident]) -> tuple[Count, ...]:
    """In the order of the settings, the worst first; then those that no setting knows; then what is not said."""
    ranks = {_key(one.severity): (one.rank or one.of + 1, one.severity or "") for one in incidents if one.severity}
    numbers = Counter(_key(one.severity) for one in incidents if one.severity)
    found = [Count(name, numbers[key]) for key, (_, name) in sorted(ranks.items(), key=lambda pair: pair[1])]
    unsaid = sum(not one.severity for one in incidents)
    return (*found, Count(None, unsaid)) if found and unsaid else tuple(found)


def _key(name: str | None) -> str:
    return (name or "").casefold()


def _distribution(incidents: Sequence[Incident], span: Callable[[Incident], timedelta | None]) -> Distribution:
    found = [Measured(one, length) for one in incidents if (length := span(one)) is not None]
    found.sort(key=lambda one: (one.span, one.incident.url))
    quarters = len(found) >= QUARTILES_FROM
    return Distribution(
        found=tuple(found),
        unsaid=len(incidents) - len(found),
        median=_ranked(found, 0.5) if len(found) >= MEDIAN_FROM else None,
        lower=_ranked(found, 0.25) if quarters else None,
        upper=_ranked(found, 0.75) if quarters else None,
    )


def _ranked(found: Sequence[Measured], share: float) -> Measured:
    """The nearest rank: the shortest that at least this share of all does not exceed."""
    return found[max(math.ceil(share * len(found)), 1) - 1]
