"""The pages that tell of several incidents: the front page, services and tags, action items, statistics."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from incidentkit.actions.listing import settled
from incidentkit.site import archive
from incidentkit.site.archive import Incident
from incidentkit.site.dots import dots
from incidentkit.site.facets import Facet, attributes, facets
from incidentkit.site.shared import Archive, File
from incidentkit.site.statistics import MEDIAN_FROM, QUARTILES_FROM, statistics
from incidentkit.site.todo import shares, todos
from incidentkit.site.topics import Kind, Topic, key, services, tags

_BESIDE = 6
# A month with one incident is no dark one, however few there are.
_BUSY = 4


def index(site: Archive) -> Iterable[File]:
    """The front page."""
    yield File(
        "index.html",
        lambda: site.pages.render("index", "index.html", **_index(site.incidents)),
        site.incidents,
        in_short=True,
    )


def _index(incidents: Sequence[Incident]) -> dict[str, Any]:
    found = archive.years(incidents)
    by_service, by_tag = services(incidents), tags(incidents)
    offered = facets(incidents, by_service, by_tag)
    return {
        "title": "",
        "description": f"{_count(incidents, 'incident report')}: what happened, what was learned, what is being done",
        "incidents": incidents,
        "going_on": [one for one in incidents if one.going_on],
        "years": found,
        "drawn": archive.quiet_years(found),
        "services": by_service,
        "tags": by_tag,
        "facets": offered,
        "values": attributes(incidents, offered),
    }


def topics(site: Archive) -> Iterable[File]:
    """A page for each service and each tag, and one that names them all."""
    found = {"services": services(site.incidents), "tags": tags(site.incidents)}
    yield File(
        "topics.html",
        lambda: site.pages.render(
            "topics", "topics.html", title="Services and tags", description="Incidents by service and by tag", **found
        ),
        site.incidents,
        in_short=True,
    )
    pages = {(topic.kind, key(topic.name)): topic for topic in (*found["services"], *found["tags"])}
    for topic in pages.values():
        yield File(topic.url, partial(_topic, site, topic, pages), topic.incidents, in_short=True)


def _topic(site: Archive, topic: Topic, pages: Mapping[tuple[Kind, str], Topic]) -> str:
    named: Counter[tuple[Kind, str]] = Counter()
    for one in topic.incidents:
        named.update({("service", key(name)) for name in one.services} | {("tag", key(name)) for name in one.tags})
    del named[topic.kind, key(topic.name)]
    beside = sorted(((n, number) for n, number in named.items() if n in pages), key=lambda pair: (-pair[1], pair[0]))
    return site.pages.render(
        "topic", topic.url, title=topic.name, topic=topic,
        description=f"{_count(topic.incidents, 'incident')}: {topic.name}",
        beside=[(pages[name], number) for name, number in beside[:_BESIDE]],
        drawn=archive.quiet_years(archive.years(topic.incidents)),
        open=sum(action.item.done is False for one in topic.incidents for action in one.actions),
    )  # fmt: skip


def actions(site: Archive) -> Iterable[File]:
    """The action items of all incidents."""
    with_items = [one for one in site.incidents if one.actions]
    yield File(
        "actions.html",
        lambda: site.pages.render("actions", "actions.html", **_actions(site, with_items)),
        with_items,
        in_short=True,
    )


def _actions(site: Archive, incidents: Sequence[Incident]) -> dict[str, Any]:
    items = todos(incidents, site.config)
    by_owner = shares(items, lambda one: (one.item.owner or "").strip().lstrip("@"), "nobody")
    by_repo = shares(items, lambda one: one.repo, "not known")
    return {
        "title": "Action items",
        "description": "What is being done after the incidents",
        "reports": len(incidents),
        "open": [one for one in items if not settled(one.tracked)],
        "done": [one for one in items if settled(one.tracked)],
        "dropped": sum(one.tracked.item.dropped and not one.tracked.item.done for one in items),
        "by_owner": by_owner,
        "by_repo": by_repo,
        "owners": {one.key: number for number, one in enumerate(by_owner, 1)},
        "repos": {one.key: number for number, one in enumerate(by_repo, 1)},
        "facets": [
            Facet("owner", "Owner", {one.key: one.name for one in by_owner}),
            Facet("repo", "Repository", {one.key: one.name for one in by_repo}),
        ],
    }


def figures(site: Archive) -> Iterable[File]:
    """Statistics, without a figure that misleads."""

    def make() -> str:
        found = statistics(site.incidents)
        return site.pages.render(
            "statistics", "statistics.html", title="Statistics", description="Incidents in numbers, without an average",
            all=found, detect=dots(found.to_detect), resolve=dots(found.to_resolve),
            busiest=max([_BUSY, *(n for year in found.years for n in year.months)]),
            worst=max((one.number for one in found.severities), default=0),
            median_from=MEDIAN_FROM, quartiles_from=QUARTILES_FROM,
        )  # fmt: skip

    yield File("statistics.html", make, site.incidents, in_short=True)


def missing(site: Archive) -> Iterable[File]:
    """The page for addresses that lead nowhere."""
    yield File("404.html", lambda: site.pages.render("404", "404.html", title="Not found", description=""))


def _count(incidents: Sequence[Incident], noun: str) -> str:
    return f"{len(incidents)} {noun}{'' if len(incidents) == 1 else 's'}"
