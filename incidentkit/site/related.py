"""Which incidents are alike: by services, by tags, by the words of title and summary. Pure.

What many incidents share says little, what few share says much (inverse document frequency). Each incident is compared
only with those that share what tells most of it, and of what very many share only with the ones nearest in time, so that
the work grows with the number of incidents and not with its square.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log

from incidentkit.site.archive import Incident

MOST = 3
_LEAST = 1.6
_NEAREST = 12
_TELLING = 12
_WORD = re.compile(r"[^\W\d_]{4,}")
_COMMON_WORD = 0.15  # of all incidents: such a word says nothing here, whatever the language
_SERVICE, _TAG, _TITLE, _SUMMARY = 1.0, 1.4, 1.0, 0.45


@dataclass(frozen=True, slots=True)
class Related:
    """An incident that is like another one. `shared` are the services and tags that both have."""

    incident: Incident
    shared: tuple[str, ...]


def related(incidents: Sequence[Incident]) -> list[tuple[Related, ...]]:
    """For each of `incidents`, in their order, those that are most like it; none where none is."""
    features = [dict(_features(one)) for one in incidents]
    places: dict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(features):
        for name in one:
            places[name].append(number)
    weights = {name: log(1 + len(incidents) / len(where)) for name, where in places.items() if len(where) > 1}
    common = max(3, _COMMON_WORD * len(incidents))
    useful = {name for name in weights if not name.startswith("word ") or len(places[name]) <= common}
    return [
        tuple(Related(incidents[other], _shared(incidents[at], incidents[other])) for other in found)
        for at, found in enumerate(_nearest(features, places, weights, useful))
    ]


def told(one: Incident) -> str:
    """All of an incident that `related` looks at, for a digest."""
    return repr((one.url, one.title, one.summary, one.services, one.tags))


def related_to_bytes(found: Sequence[tuple[Related, ...]], incidents: Sequence[Incident]) -> bytes:
    """For `related_from_bytes`: places in `incidents`."""
    place = {one.url: number for number, one in enumerate(incidents)}
    return json.dumps([[place[one.incident.url] for one in alike] for alike in found]).encode()


def related_from_bytes(data: bytes | None, incidents: Sequence[Incident]) -> list[tuple[Related, ...]] | None:
    """What `related` gave for the same incidents, or None."""
    try:
        places = json.loads(data or b"")
        kept = [
            tuple(Related(incidents[int(n)], _shared(one, incidents[int(n)])) for n in numbers)
            for one, numbers in zip(incidents, places, strict=True)
        ]
    except (ValueError, TypeError, IndexError, RecursionError):
        return None
    return kept


def _nearest(
    features: Sequence[dict[str, float]], places: dict[str, list[int]], weights: dict[str, float], useful: set[str]
) -> Iterator[list[int]]:
    for at, own in enumerate(features):
        scores: dict[int, float] = defaultdict(float)
        telling = sorted(((weights[name] * own[name], name) for name in own if name in useful), reverse=True)[:_TELLING]
        for _, name in telling:
            idf, weight = weights[name], own[name]
            for other in _around(places[name], at):
                scores[other] += idf * min(weight, features[other][name])
        alike = [(-score, abs(other - at), other) for other, score in scores.items() if other != at and score >= _LEAST]
        yield [other for _, _, other in sorted(alike)[:MOST]]


def _around(where: list[int], at: int) -> list[int]:
    if len(where) <= 2 * _NEAREST:
        return where
    middle = bisect_left(where, at)
    return where[max(middle - _NEAREST, 0) : middle + _NEAREST]


def _features(one: Incident) -> Iterator[tuple[str, float]]:
    for text, weight in ((one.summary, _SUMMARY), (one.title, _TITLE)):
        for word in _WORD.findall(text.casefold()):
            yield f"word {word.removesuffix('s')}", weight  # a title's weight comes last and wins
    for service in one.services:
        yield f"service {service.casefold()}", _SERVICE
    for tag in one.tags:
        yield f"tag {tag.casefold()}", _TAG


def _shared(one: Incident, other: Incident) -> tuple[str, ...]:
    theirs = {name.casefold() for name in (*other.services, *other.tags)}
    return tuple(dict.fromkeys(name for name in (*one.services, *one.tags) if name.casefold() in theirs))
