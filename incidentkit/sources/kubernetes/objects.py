"""Objects of any kinds as they came, each once, and the events among them sifted: few of many are told."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from incidentkit.config import KubernetesSettings
from incidentkit.sources.interface import Window
from incidentkit.sources.kubernetes import clocks, events, phrases, pods, wire
from incidentkit.sources.kubernetes.events import Event
from incidentkit.sources.kubernetes.moments import SCALED
from incidentkit.sources.kubernetes.raw import Json, mapping, name
from incidentkit.sources.kubernetes.wire import Wire

# What is read; lists of these are unpacked. Everything else is counted by kind.
WORKLOADS = ("Deployment", "StatefulSet", "DaemonSet")
READ_KINDS = frozenset(("Event", "Pod", "ReplicaSet", "ControllerRevision", "Node", *WORKLOADS))
# States of pods that are kept until they are told.
_MOST_EARLIER = 1000
_MOST_KEPT = 50_000


@dataclass(frozen=True, slots=True)
class Sifted:
    """The events of a window that are not routine. `scaled` are those from outside it that date rollouts; `routine` and
    `outside` count the rest; `oldest` is when the first event of all was seen last, None where that was not asked."""

    told: list[Event]
    scaled: list[Event]
    routine: int
    outside: int
    oldest: datetime | None


@dataclass
class Objects:
    """Objects by kind, each once: one that comes again by its uid replaces the one before.

    Of routine events little more than their times is kept: they are counted and not told.
    """

    settings: KubernetesSettings = field(default_factory=KubernetesSettings)
    unread: Counter[str] = field(default_factory=Counter)
    _kept: dict[str, dict[str, Json]] = field(default_factory=lambda: defaultdict(dict))
    _earlier: list[Json] = field(default_factory=list)
    _events: dict[str, Wire] = field(default_factory=dict)
    _routine: dict[str, Wire] = field(default_factory=dict)
    _plain: dict[tuple[str | None, str | None], bool | None] = field(default_factory=dict)

    def add(self, raw: Wire | Json, kind: str) -> None:
        """Keep an object of a kind that is read, count it otherwise."""
        if kind == "Event":
            self.add_events((raw if isinstance(raw, Wire) else wire.of(raw),))
            return
        if isinstance(raw, Wire) or kind not in READ_KINDS:
            self.unread[name(kind, 63) or "of no kind"] += 1
            return
        kept = self._kept[kind]
        key = name(mapping(raw.get("metadata")).get("uid"), 64) or f"#{len(kept)}"
        if kind == "Pod" and key in kept and pods.restarts(kept[key]) != pods.restarts(raw):
            self._keep_earlier(kept[key])
        kept[key] = raw if raw.get("kind") == kind else {**raw, "kind": kind}

    def add_events(self, raws: Iterable[Wire]) -> None:
        """Keep events. One loop without calls for most of them: they may be a hundred thousand."""
        told, routine, plain = self._events, self._routine, self._plain
        for raw in raws:
            key = (raw.metadata and raw.metadata.uid) or events.uid(raw)
            # Both event APIs show the same stored event: the core form, which is asked first, stays.
            if raw.regarding is not None and (key in told or key in routine):
                continue
            alike = (raw.type, raw.reason)
            if alike not in plain:
                plain[alike] = self._alike(raw)
            known = plain[alike]
            if phrases.routine(raw, self.settings) if known is None else known:
                raw.message = raw.note = raw.involvedObject = None  # its time is all that will be asked for
                routine[key] = raw
                told.pop(key, None)
            else:
                told[key] = raw

    def _alike(self, raw: Wire) -> bool | None:
        """Whether all events of this type and reason are routine; None where each has to be looked at."""
        return phrases.routine(raw, self.settings) if phrases.depends_on_reason_alone(raw) else None

    def drop(self, raw: Json, kind: str) -> None:
        """Forget an object that is there no more. Events stay: that they have expired unsays nothing."""
        gone = self._kept[kind].pop(name(mapping(raw.get("metadata")).get("uid"), 64), None)
        if gone and kind == "Pod":
            self._keep_earlier(gone)

    def renew(self, raws: Sequence[Json], kind: str) -> None:
        """Take a whole list anew: what is not in it any more is dropped."""
        there = {mapping(raw.get("metadata")).get("uid") for raw in raws}
        for old in [] if kind == "Event" else self.of(kind):
            if mapping(old.get("metadata")).get("uid") not in there:
                self.drop(old, kind)
        for raw in raws:
            self.add(raw, kind)

    def forget(self, before: datetime) -> None:
        """Forget events that were seen last before that time, and what pods were before: it was told.

        Of more than fifty thousand events the first to come go as well: memory stays bounded in any storm.
        """
        self._earlier.clear()
        for kept in (self._events, self._routine):
            for key in list(kept)[: max(0, len(kept) - _MOST_KEPT)]:
                del kept[key]
            for key in [key for key, raw in kept.items() if (last := events.span(raw)[1]) and last < before]:
                del kept[key]

    def _keep_earlier(self, raw: Json) -> None:
        if len(self._earlier) < _MOST_EARLIER:
            self._earlier.append(raw)

    def pods(self) -> list[Json]:
        """All pods, and what they were before a container ended again: a pod remembers only its last end."""
        return [*self._earlier, *self.of("Pod")]

    def of(self, *kinds: str) -> list[Json]:
        """All objects of these kinds; events are `sifted`."""
        return [raw for kind in kinds for raw in self._kept[kind].values()]

    def sifted(self, window: Window) -> Sifted:
        """The events, of which only those are put together that may be told."""
        if window.since is None and window.until is None:  # no time matters
            told = [events.parse(raw) for raw in self._events.values()]
            return Sifted(told, [], len(self._routine), 0, None)
        told, scaled, routine, outside = list[Event](), list[Event](), 0, 0
        oldest: datetime | None = None
        for kept, matters in ((self._routine, False), (self._events, True)):
            for raw in kept.values():
                first, last = events.span(raw)
                if last and (oldest is None or last < oldest):
                    oldest = last
                if not overlaps(window, first, last):
                    outside += 1
                    if matters and raw.reason == SCALED:
                        scaled.append(events.parse(raw))
                elif matters:
                    told.append(events.parse(raw))
                else:
                    routine += 1
        return Sifted(told, scaled, routine, outside, oldest)

    def clocks(self) -> list[str]:
        """What to know about the clocks behind the events."""
        return clocks.notes(self._events.values())

    @property
    def has_events(self) -> bool:
        """Whether any event came at all."""
        return bool(self._events or self._routine)

    def __len__(self) -> int:
        return sum(len(kept) for kept in self._kept.values()) + len(self._events) + len(self._routine)


def overlaps(window: Window, first: datetime | None, last: datetime | None) -> bool:
    """Whether a span touches the window; what has no time is kept, for it cannot be shown to lie outside."""
    if first is None or last is None:
        return True
    return (window.since is None or last >= window.since) and (window.until is None or first <= window.until)
