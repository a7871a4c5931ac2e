"""The same fact from several sources: an alert that Prometheus fired and a channel was told, a crash that an alert
names, a version that a program announced and a cluster rolled out.

Each rule reads keys off a record. Lines of different sources that share a key and are close in time are one line. Words
of people are never joined to anything: what somebody said is a fact of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations, product

from incidentkit.evidence import Evidence
from incidentkit.timeline.lines import Line, told

# What is told before it happened by more than this was seen by clocks that differ, or in steps as long.
AHEAD = timedelta(minutes=1)
_READ = 600

_NAME = re.compile(r"[A-Za-z_]\w{0,99}(?:[:-]\w{1,99})*")
_OVER = re.compile(r"\W*(?:resolved|recovered|ok)\b", re.IGNORECASE)
_OBJECT = re.compile(r"(?<![\w.-])[a-z0-9][a-z0-9.-]{1,251}[a-z0-9](?![\w-])")
_REPLICA = re.compile(r"-[a-z0-9]{5,10}-[a-z0-9]{5}$|-[bcdf0-9]{6,10}$")
# Of `a` → `b` only b is what there is now.
_WAS = re.compile(r"`[^`]{1,400}` → ")
_VERSION = re.compile(r"(?<![\w.-])v?(\d{1,6}\.\d{1,6}(?:\.\d{1,6}[\w+-]*(?:\.[\w+-]+)*|[-+][\w.+-]{2,}))(?![\w.]*\d)")
_SHA = re.compile(r"(?<![\w])(?=[0-9]*[a-f])(?=[a-f]*[0-9])([0-9a-f]{7})[0-9a-f]{0,57}(?![\w])")
_NUMBER = re.compile(r"(?<!\w)(?:[\w.-]+/[\w.-]+)?#(\d{1,6})\b|/(?:pull|issues)/(\d{1,6})\b")

# Troubles by what both an alert and a cluster call them.
TROUBLES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("memory", r"oom[ -]?kill|oomkill|out ?of ?memory|want of memory|memory (?:pressure|limit|usage)|high ?memory"),
        ("crash", r"crash|back-?off restarting|restart(?:ing|ed|s)\b"),
        (
            "schedule",
            r"schedul|insufficient (?:cpu|memory|pods)|pods? (?:is |are |stuck )*(?:in )?pending|pending pods?",
        ),
        ("node", r"node\w*[ _-]?not[ _-]?ready|not ready|stopped being ready|node ?(?:is )?(?:down|unreachable)"),
        ("disk", r"disk ?(?:pressure|full|space)|no space left|filesystem|volume (?:is )?(?:almost )?full"),
        ("evicted", r"evict"),
        ("image", r"image ?pull|pull(?:ing)? (?:its |their )?image|errimage"),
        ("volume", r"mount|attach"),
        ("probe", r"(?:readiness|liveness|startup) probe|health ?check|unhealthy"),
    )
)
_OBSERVED = ("event", "termination", "pod", "node")
_CHANGE_SOURCES = ("git", "github", "helm")


@dataclass(frozen=True, slots=True)
class Rule:
    """When records tell the same: they share one of `keys`, lie no further apart than `within`, one is of `source`.

    Without `many`, one line of a source takes part: the closest. An empty `source` is any. `about` gives names that
    records with a key in common share, for less work: of a hundred thousand events few are about what an alert names.
    """

    name: str
    within: timedelta
    keys: Callable[[Evidence], Iterable[str]]
    source: str = ""
    many: bool = False
    about: Callable[[Evidence], Iterable[str]] | None = None


def _alert_names(record: Evidence) -> Iterator[str]:
    if record.kind != "alert":
        return
    if record.source == "prometheus":
        yield (record.group or "").rpartition(":")[2].lower()
    elif not _is_over(record):
        yield from {found[0].lower() for found in _NAME.finditer(record.summary[:_READ])}


def _objects(record: Evidence) -> set[str]:
    """The names of objects that are in trouble: the one that the cluster saw, those that an alert may mean."""
    if record.source == "kubernetes" and record.kind in _OBSERVED:
        names = {(record.subject or "").rpartition("/")[2].rpartition(" ")[2]}
    elif record.kind == "alert" and not _is_over(record):
        names = {found[0] for found in _OBJECT.finditer(f"{_words(record)} {record.subject or ''}")}
    else:
        return set()
    return {name for one in names for name in (one, _REPLICA.sub("", one)) if len(name) > 2}


def _troubles(record: Evidence) -> Iterator[str]:
    if objects := _objects(record):
        text = _words(record)
        found = [trouble for trouble, pattern in TROUBLES if pattern.search(text)]
        yield from (f"{trouble}/{name}" for trouble in found for name in objects)


def _words(record: Evidence) -> str:
    return f"{record.summary} {record.body or ''}"[:_READ]


def _versions(record: Evidence) -> Iterator[str]:
    bot = record.kind == "message" and record.author is not None and record.author.kind == "bot"
    if not (bot or record.kind == "rollout" or record.source in _CHANGE_SOURCES):
        return
    text = _WAS.sub("", f"{record.subject or ''} {record.summary}"[:_READ])
    yield from (found[1] for found in _VERSION.finditer(text))
    yield from (found[1] for found in _SHA.finditer(text))
    yield from (f"#{found[1] or found[2]}" for found in _NUMBER.finditer(text))
    if record.source in _CHANGE_SOURCES:
        yield from (found[1] for found in _SHA.finditer(record.id))


def _is_over(record: Evidence) -> bool:
    return bool(_OVER.match(record.summary))


# In this order: an alert is one story before milestones are looked for, the others keep theirs.
ALERTS = Rule("alert", timedelta(minutes=10), _alert_names, "prometheus", many=True)
FACTS: tuple[Rule, ...] = (
    Rule("trouble", timedelta(minutes=10), _troubles, "kubernetes", about=_objects),
    Rule("version", timedelta(minutes=10), _versions),
)


def join(lines: Sequence[Line], rule: Rule, apart: Mapping[str, object] | None = None) -> list[Line]:
    """The lines, those that tell the same by `rule` joined.

    `apart` names the milestone of a record by its id: two that have different ones stay two lines.
    """
    records = [record for line in lines for record in line.records]
    if len({record.source for record in records}) < 2:
        return list(lines)
    named: frozenset[str] | None = None
    if rule.about:
        others = (record for record in records if record.source != rule.source)
        named = frozenset(name for record in others for name in rule.about(record))
    by_key: dict[str, list[int]] = {}
    for number, line in enumerate(lines):
        for key in {key for record in line.records for key in _keys(record, rule, named) if key}:
            by_key.setdefault(key, []).append(number)
    joined = _Joined(lines, rule, apart or {})
    pairs = {(a, b) for numbers in by_key.values() if len(numbers) > 1 for a, b in _pairs(numbers, lines, rule)}
    for a, b in sorted(pairs, key=lambda pair: (_distance(lines[pair[0]], lines[pair[1]]), pair)):
        joined.unite(a, b)
    return joined.result()


def _keys(record: Evidence, rule: Rule, named: frozenset[str] | None) -> Iterable[str]:
    if rule.about and named is not None and record.source == rule.source and named.isdisjoint(rule.about(record)):
        return ()
    return rule.keys(record)


def _pairs(numbers: Sequence[int], lines: Sequence[Line], rule: Rule) -> Iterator[tuple[int, int]]:
    """Lines of different sources that are close: one source's are not looked at among themselves, they may be many."""
    by_sources: dict[frozenset[str], list[int]] = {}
    for number in numbers:
        by_sources.setdefault(frozenset(record.source for record in lines[number].records), []).append(number)
    for mine, theirs in combinations(by_sources, 2):
        if rule.source and rule.source not in mine | theirs:
            continue
        for a, b in product(by_sources[mine], by_sources[theirs]):
            if _distance(lines[a], lines[b]) <= rule.within:
                yield (min(a, b), max(a, b))


class _Joined:
    """Which lines belong together so far."""

    def __init__(self, lines: Sequence[Line], rule: Rule, apart: Mapping[str, object]) -> None:
        self._lines, self._rule, self._apart = lines, rule, apart
        self._groups = {number: [number] for number in range(len(lines))}

    def unite(self, a: int, b: int) -> None:
        """Make one of the groups of two lines, where they may be."""
        mine, other = self._groups[a], self._groups[b]
        if mine is other:
            return
        both = sorted([*mine, *other])
        sources = [source for number in both for source in {r.source for r in self._lines[number].records}]
        if not self._rule.many and len(sources) != len(set(sources)):
            return
        records = [record for number in both for record in self._lines[number].records]
        if len({self._apart[record.id] for record in records if record.id in self._apart}) > 1:
            return
        for number in both:
            self._groups[number] = both

    def result(self) -> list[Line]:
        """All lines, in the order of the first of each group."""
        return [
            told(record for one in group for record in self._lines[one].records) if len(group) > 1 else self._lines[one]
            for one, group in self._groups.items()
            if group[0] == one
        ]


def _distance(a: Line, b: Line) -> timedelta:
    """How far apart two spans are; nothing where they touch."""
    first, second = (a, b) if a.at <= b.at else (b, a)
    return max(second.at - (first.until or first.at), timedelta(0))


def skews(lines: Iterable[Line]) -> tuple[str, ...]:
    """Sentences about alerts that a channel was told of before Prometheus saw them fire: the clocks differ, then."""
    found = []
    for line in lines:
        fired = _first(line, "prometheus")
        posted = _first(line, "slack")
        if fired and posted and fired.at and posted.at and fired.at - posted.at > AHEAD:
            minutes = round((fired.at - posted.at) / timedelta(minutes=1))
            found.append(
                f"Slack was told of {fired.subject or 'an alert'} {minutes} min before Prometheus saw it fire: "
                "their clocks differ, or Prometheus looks in steps as long; each time stands as its source gave it."
            )
    return tuple(dict.fromkeys(found))


def _first(line: Line, source: str) -> Evidence | None:
    def when(record: Evidence) -> datetime:
        assert record.at is not None
        return record.at

    return min((r for r in line.records if r.source == source and r.kind == "alert"), key=when, default=None)
