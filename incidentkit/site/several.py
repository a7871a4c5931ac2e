"""The pages that tell of several incidents because of what they share: services and tags. And those that tell of
none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import partial

from incidentkit.site import archive, volumes
from incidentkit.site.shared import Archive, File, count
from incidentkit.site.topics import Kind, Topic, key, place_in, services, tags

_BESIDE = 6
_Pages = Mapping[tuple[Kind, str], Topic]


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
        cut = volumes.volumes(topic.incidents)
        yield File(topic.url, partial(_topic, site, topic, cut, pages), topic.incidents, in_short=True)
        for part, _, _ in volumes.every(cut.own):
            make = partial(_topic_in, site, topic, part)
            yield File(place_in(topic, part.name), make, part.incidents, topic.name, in_short=True)


def _topic(site: Archive, topic: Topic, cut: volumes.Volumes, pages: _Pages) -> str:
    named: Counter[tuple[Kind, str]] = Counter()
    for one in topic.incidents:
        named.update({("service", key(name)) for name in one.services} | {("tag", key(name)) for name in one.tags})
    del named[topic.kind, key(topic.name)]
    beside = sorted(((n, number) for n, number in named.items() if n in pages), key=lambda pair: (-pair[1], pair[0]))
    return site.pages.render(
        "topic", topic.url, title=topic.name, topic=topic, part=None, cut=cut,
        description=f"{count(topic.incidents, 'incident')}: {topic.name}",
        beside=[(pages[name], number) for name, number in beside[:_BESIDE]],
        drawn=archive.quiet_years(archive.years(topic.incidents)),
        open=sum(action.item.done is False for one in topic.incidents for action in one.actions),
    )  # fmt: skip


def _topic_in(site: Archive, topic: Topic, part: volumes.Part) -> str:
    """One year, or month, of a service or a tag that stands in more reports than a page holds."""
    title = f"{topic.name}, {part.label}"
    return site.pages.render(
        "topic", place_in(topic, part.name), title=title, topic=topic, part=part,
        cut=volumes.Volumes((part,), part.parts), description=f"{count(part.incidents, 'incident')}: {title}", beside=[],
        drawn=archive.quiet_years(archive.years(part.incidents)),
        open=sum(action.item.done is False for one in part.incidents for action in one.actions),
    )  # fmt: skip


def words(site: Archive) -> Iterable[File]:
    """What the words mean, for readers who do not run such systems."""
    told = "What the words in incident reports mean"
    yield File("words.html", lambda: site.pages.render("words", "words.html", title="How to read a report", description=told))


def missing(site: Archive) -> Iterable[File]:
    """The page for addresses that lead nowhere."""
    yield File("404.html", lambda: site.pages.render("404", "404.html", title="Not found", description=""))
