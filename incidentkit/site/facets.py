"""What the front page's filter offers, and what it knows of each incident: numbers in place of names keep the page
small. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from incidentkit.site import archive
from incidentkit.site.archive import Incident
from incidentkit.site.topics import Topic, key

_STATUSES = {"draft": "draft", "review": "in review", "final": "final"}


@dataclass(frozen=True, slots=True)
class Facet:
    """One choice: the field's name, its label, and its options by their key in the order in which they are offered."""

    name: str
    label: str
    named: dict[str, str]

    @property
    def options(self) -> list[tuple[str, str, str]]:
        """Value, text and key of each option; a value is the option's number."""
        return [(str(number), text, key) for number, (key, text) in enumerate(self.named.items(), 1)]

    @property
    def many(self) -> bool:
        """Whether there is a choice at all."""
        return len(self.named) > 1

    @property
    def values(self) -> dict[str, str]:
        """Each key's value."""
        return {one: str(number) for number, one in enumerate(self.named, 1)}


def facets(incidents: Sequence[Incident], services: Sequence[Topic], tags: Sequence[Topic]) -> list[Facet]:
    """The choices of the front page."""
    by_rank = sorted(incidents, key=lambda one: (one.rank or one.of + 1, one.severity or ""))
    statuses = {_status(one) for one in incidents}
    return [
        Facet("severity", "Severity", {key(one.severity): one.severity for one in by_rank if one.severity}),
        Facet("service", "Service", {key(topic.name): topic.name for topic in services}),
        Facet("status", "Status", {one: text for one, text in _STATUSES.items() if one in statuses}),
        Facet("tag", "Tag", {key(topic.name): topic.name for topic in tags}),
        Facet("year", "Year", {str(y.number): str(y.number) for y in archive.years(incidents) if y.number}),
    ]


def attributes(incidents: Sequence[Incident], offered: Sequence[Facet]) -> dict[str, Markup]:
    """Each incident's data attributes, by its address."""
    values = {facet.name: facet.values for facet in offered}
    return {one.url: _attributes(one, values) for one in incidents}


def _attributes(one: Incident, values: dict[str, dict[str, str]]) -> Markup:
    said = {
        "severity": [key(one.severity or "")],
        "service": [key(name) for name in one.services],
        "status": [_status(one)],
        "tag": [key(name) for name in one.tags],
        "year": [str(one.on.year)] if one.on else [],
    }
    found = {name: dict.fromkeys(known[one] for one in said[name] if one in known) for name, known in values.items()}
    return Markup("").join(Markup(' data-{}="{}"').format(name, " ".join(which)) for name, which in found.items() if which)


def _status(one: Incident) -> str:
    return one.status or "final"
