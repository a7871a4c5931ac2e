"""Asking all sources, in an order that makes sense, and letting nothing through but by the gate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from incidentkit import inert
from incidentkit.errors import IncidentkitError
from incidentkit.evidence import Evidence, gap
from incidentkit.redact import Gate
from incidentkit.sources.interface import Gathered, Progress, SharedFile, Source, Window, silent

# A thread begins when somebody noticed and ends when somebody said so: trouble is older, and its end later.
BEFORE, AFTER = timedelta(hours=1), timedelta(minutes=30)
# Who defines the span, who saw what happened in it, and who is asked what changed before.
_TURNS = ("anchors", "witnesses", "changes")
CHANGES = ("git", "github", "helm")
# What is trouble, and from which weight on.
_TROUBLE_KINDS, _TROUBLE = ("event", "termination", "pod", "node", "alert"), 60


@dataclass(frozen=True, slots=True)
class Collected:
    """What all sources gave, redacted. `counts` is records by source, `hidden` what was left out by reason."""

    records: tuple[Evidence, ...] = ()
    gaps: tuple[Evidence, ...] = ()
    window: Window = field(default_factory=Window)
    counts: tuple[tuple[str, int], ...] = ()
    hidden: tuple[tuple[str, int], ...] = ()
    notes: tuple[str, ...] = ()
    redacted: tuple[tuple[str, int], ...] = ()
    interrupted: bool = False
    files: tuple[SharedFile, ...] = ()

    @property
    def versions(self) -> Counter[str]:
        """How many records each source gave that only tell what ran; `counts` leaves them out."""
        return Counter(record.source for record in self.records if record.kind == "version")


def collect(
    sources: Sequence[Source], window: Window, gate: Gate, *, now: datetime, progress: Progress = silent
) -> Collected:
    """Ask every source once. Those that define the span (a thread) go first; it is the window of the others. Those that
    tell what changed go last: where nothing else defines the span, trouble does.

    A source that fails becomes a gap. After an interruption (Ctrl-C) no further source is asked; what was had stays.
    Raises the first failure, or KeyboardInterrupt, when no source answered at all.
    """
    results: list[Gathered] = []
    failures: list[tuple[str, str]] = []
    first: IncidentkitError | None = None
    interrupted = False
    narrowed = window
    for turn in _TURNS:
        for source in sources:
            if _turn(source) != turn:
                continue
            if interrupted:
                failures.append((source.name, f"{source.name} was not asked: the run was interrupted. Run it again."))
                continue
            try:
                results.append(source.gather(narrowed, progress))
                interrupted = results[-1].interrupted
            except IncidentkitError as e:
                first = first or e
                failures.append((source.name, e.message))
            except KeyboardInterrupt:
                if not results:
                    raise
                interrupted = True
                failures.append((source.name, f"{source.name} was interrupted before it answered. Run it again."))
        narrowed = _around(window, results) if turn == "anchors" else _around_trouble(narrowed, results)
    if first and not results:
        raise first
    results += [Gathered(name, gaps=(_failure(name, number, e, now),)) for number, (name, e) in enumerate(failures, 1)]
    return _sum_up(gate.admit(results), narrowed, gate, interrupted)


def _turn(source: Source) -> str:
    return "anchors" if source.anchors else "changes" if source.name in CHANGES else "witnesses"


def _around_trouble(window: Window, results: Sequence[Gathered]) -> Window:
    """The window, its open ends set from the trouble that a cluster or its metrics told of."""
    times = [
        at
        for one in results
        for record in one.records
        if record.kind in _TROUBLE_KINDS and record.weight >= _TROUBLE
        for at in (record.at, record.until)
        if at
    ]
    if not times or (window.since and window.until):
        return window
    return Window(window.since or min(times) - BEFORE, window.until or max(times) + AFTER)


def _failure(name: str, number: int, said: str, now: datetime) -> Evidence:
    return gap(name, f"failed-{number}", inert.markdown(inert.one_line(said)), captured=now)


def _around(window: Window, results: Sequence[Gathered]) -> Window:
    """The window, its open ends set from what the anchors gave."""
    times = [r.at for g in results for r in g.records if r.at and r.weight > 0]
    if not times:
        return window
    return Window(window.since or min(times) - BEFORE, window.until or max(times) + AFTER)


def _sum_up(admitted: Sequence[Gathered], window: Window, gate: Gate, interrupted: bool) -> Collected:
    hidden: Counter[str] = Counter()
    records: dict[str, Evidence] = {}
    for one in sorted(admitted, key=lambda g: not g.redacted):  # what a source says now goes before what was captured
        hidden.update(dict(one.hidden))
        records.update((record.id, record) for record in one.records)  # two threads may share a message
    counts: Counter[str] = Counter()
    for one in admitted:
        found = {record.id: record.source for record in one.records if record.kind != "version"}
        counts.update(dict.fromkeys(found.values(), 0) or {one.source: 0})  # a source that had nothing is named too
    counts.update(record.source for record in records.values() if record.kind != "version")
    return Collected(
        records=tuple(records.values()),
        gaps=tuple({record.id: record for one in admitted for record in one.gaps}.values()),
        window=window,
        counts=tuple(counts.items()),
        hidden=tuple(hidden.items()),
        notes=tuple(dict.fromkeys(note for one in admitted for note in one.notes)),
        redacted=tuple(sorted(gate.counts.items())),
        interrupted=interrupted,
        files=tuple(dict.fromkeys(file for one in admitted for file in one.files)),
    )
