"""The last lines that a container wrote before it ended: only on request, few, and for containers that failed.

A log says what nobody foresaw: it goes through the redaction gate as everything does, and blocks of keys, which the
gate would know only whole, are dropped before lines are chosen.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import replace

from incidentkit import inert
from incidentkit.evidence import Evidence
from incidentkit.sources.kubernetes.facts import Fact
from incidentkit.sources.kubernetes.owners import Owners, Ref
from incidentkit.sources.kubernetes.phrases import what
from incidentkit.sources.kubernetes.raw import code

CONTAINERS = 20
LINES = 20
# The newest of them stand in the footnote of the line that tells the end.
_SHOWN = 3
_WIDTH = 300
_BEGIN, _END = re.compile(r"-----BEGIN [A-Z0-9 ]{1,60}-----"), re.compile(r"-----END [A-Z0-9 ]{1,60}-----")
_ENCODED = re.compile(r"[A-Za-z0-9+/=_-]{60,}")
_START = re.compile(
    rb"^==== START logs for container (\S{1,253}) of pod (\S{1,253})/(\S{1,253}) ====\r?\n", re.MULTILINE
)
_STOP = re.compile(rb"^==== END logs for container (\S{1,253}) of pod (\S{1,253})/(\S{1,253}) ====\r?$", re.MULTILINE)

Fetch = Callable[[Ref, str], str | None]
"""Gives the log of a container's run that ended, by the container and the id of that end; None where there is none."""


def wanted(facts: Iterable[Fact]) -> list[Fact]:
    """The ends of containers whose log is worth reading: the heaviest, then the latest, each container once."""
    ends = [f for f in facts if f.record.kind == "termination" and f.about.container]
    ends.sort(key=lambda f: (-f.record.weight, -(f.record.at.timestamp() if f.record.at else 0.0), f.record.id))
    once: dict[Ref, Fact] = {}
    for fact in ends:
        once.setdefault(fact.about, fact)
    return list(once.values())


def attach(facts: list[Fact], fetch: Fetch, owners: Owners) -> tuple[list[Fact], int]:
    """The facts with the last lines of the logs of at most twenty containers, and how many were not asked for.

    The newest lines stand with the end itself, all of them in a record of their own.
    """
    chosen = wanted(facts)
    said: dict[str, tuple[Fact, Fact]] = {}
    for fact in chosen[:CONTAINERS]:
        lines = last_lines(fetch(fact.about, fact.record.id) or "")
        if lines:
            said[fact.record.id] = _told(fact, [owners.scrub(line, fact.about) for line in lines], owners)
    kept = [said[f.record.id][0] if f.record.id in said else f for f in facts]
    return [*kept, *(log for _, log in said.values())], max(0, len(chosen) - CONTAINERS)


def last_lines(log: str) -> list[str]:
    """The last lines of a log that say something, without keys and without what is only encoded."""
    kept: list[str] = []
    inside = False
    for line in inert.clean(log[-200_000:]).split("\n"):
        if _END.search(line):
            if not inside:
                kept.clear()  # it began before what we have
            inside = False
        elif _BEGIN.search(line):
            inside = True
        elif not inside and line.strip():
            kept.append(_ENCODED.sub("…", line).strip())
    return kept[-LINES:]


def sections(dump: bytes) -> tuple[bytes, dict[tuple[str, str, str], bytes]]:
    """A dump of `kubectl cluster-info dump` without the logs in it, and those by namespace, pod and container."""
    ends: dict[tuple[bytes, ...], list[int]] = {}
    stops = list(_STOP.finditer(dump))
    for number, stop in enumerate(stops):
        ends.setdefault(stop.groups(), []).append(number)
    found: dict[tuple[str, str, str], bytes] = {}
    rest: list[bytes] = []
    at = 0
    for start in _START.finditer(dump):
        numbers = ends.get(start.groups(), ())
        first = bisect_left(numbers, start.end(), key=lambda number: stops[number].start())
        if start.start() < at or first == len(numbers):
            continue  # inside a log, or one that does not end
        stop = stops[numbers[first]]
        container, namespace, pod = (part.decode("utf-8", "replace") for part in start.groups())
        found[(namespace, pod, container)] = dump[start.end() : stop.start()]
        rest.append(dump[at : start.start()])
        at = stop.end()
    return b"".join([*rest, dump[at:]]) if found else dump, found


def _told(fact: Fact, lines: list[str], owners: Owners) -> tuple[Fact, Fact]:
    spans = [inert.code(re.sub(r"<!--|-->", "", line), _WIDTH) for line in lines]
    spans = [span for span in spans if span]
    shown = " / ".join(spans[-_SHOWN:])
    end = replace(fact.record, body=f"{fact.record.body}; its log ended: {shown}" if shown else fact.record.body)
    subject = what(fact.about, owners)
    log = Evidence(
        id=f"{fact.record.id}/log",
        at=fact.record.at,
        source="kubernetes",
        kind="log",
        summary=f"The last log lines of {subject[0].lower()}{subject[1:]}, container {code(fact.about.container)}",
        body="\n".join(spans),
        subject=fact.record.subject,
        group=fact.record.group,
        weight=20,
    )
    return replace(fact, record=end), Fact(log, f"log-{fact.story}", fact.about)
