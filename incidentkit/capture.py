"""Evidence now, the report later: a bundle that grows with each capture and stays whole at any kill. Pure, but for
`Bundle.read` and `Bundle.write`.

A record seen again replaces the old one, unless the old one says more: a cluster forgets its events and containers
their logs. Nothing new gives the same bytes. A bundle that grows over its limit loses its oldest records, and says so.
"""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from incidentkit import evidence, files
from incidentkit.errors import InputError
from incidentkit.evidence import Evidence, gap
from incidentkit.gather import Collected

LARGEST = 64 * 1024 * 1024
# What is left of a bundle that grew over its limit, so that not every capture has to drop something.
_LEFT = 0.9
# An event that came in this time is still there when the next capture comes.
_EVENT_LIFE = timedelta(hours=1)
_DROPPED = "gap:bundle/dropped"
# Kinds that are no evidence of their own and are never dropped.
_LASTING = ("gap", "capture", "hidden", "note")


@dataclass(frozen=True, slots=True)
class Taken:
    """What one capture changed: how many records are new, how many say something else, how many were dropped."""

    new: int = 0
    changed: int = 0
    dropped: int = 0

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.dropped)


class Bundle:
    """The records of a bundle by id, each with its line. `largest` is in bytes."""

    def __init__(self, path: Path, *, largest: int = LARGEST) -> None:
        self.path, self._largest = path, largest
        self.records: dict[str, Evidence] = {}
        self._lines: dict[str, str] = {}
        self._stamp: tuple[int, int] | None = None

    def read(self) -> None:
        """Take over what the file has, if it changed since it was read or written. Raises InputError for no bundle."""
        stamp = self._now()
        if stamp == self._stamp:
            return
        if self.path.is_dir():
            raise InputError(self.path, "is a folder", hint="Name a file: -o evidence.jsonl")
        try:
            self.records = {record.id: record for record in evidence.read(self.path)}
        except InputError as e:
            e.hint = "It is no bundle of ours, or no longer whole. Name another file: -o evidence.jsonl"
            raise
        self._lines = {}
        self._stamp = stamp

    def take(self, collected: Collected, captures: Iterable[Evidence], now: datetime) -> Taken:
        """Merge what was gathered and redacted; gaps that were filled since go."""
        asked = list(captures)
        before = set(self.records)
        gaps = [one for gap in collected.gaps if (one := self._still(gap))]
        new = [*collected.records, *gaps, *asked, *_counts(collected)]
        changed = [record for record in (self._merged(r) for r in new) if self.records.get(record.id) != record]
        for record in changed:
            self.records[record.id] = record
            self._lines.pop(record.id, None)
        filled = self._filled(collected, asked)
        for key in filled:
            del self.records[key]
            self._lines.pop(key, None)
        dropped = self._shrink(now)
        fresh = sum(r.id not in before and r.kind not in _LASTING for r in changed)
        return Taken(fresh, len(changed) - fresh + len(filled), dropped)

    def _merged(self, new: Evidence) -> Evidence:
        old = self.records.get(new.id)
        return richer(old, new) if old else new

    def _still(self, new: Evidence) -> Evidence | None:
        """A gap as it is with what the bundle has already: events that have expired since were captured before."""
        if not new.id.endswith("/events-expired") or new.until is None:
            return new
        ends = (r.until or r.at for r in self.records.values() if r.source == new.source and r.kind == "event")
        last = max((at for at in ends if at and at < new.until), default=None)
        if last is None:
            return new
        if new.until - last <= _EVENT_LIFE:
            return None
        span = f"between {last:%Y-%m-%d %H:%M} and {new.until:%Y-%m-%d %H:%M} UTC"
        summary = f"Kubernetes events {span} may be missing: nothing was captured then, and they had expired afterwards"
        return replace(new, id=f"{new.id}-{last:%Y%m%dT%H%M}", at=last, summary=summary)

    def _filled(self, collected: Collected, asked: list[Evidence]) -> list[str]:
        """Gaps that are none any more: all that was ever asked of their source was asked now, and they were not said
        again. One with a time is of something that will never be known."""
        if collected.interrupted:
            return []
        again, ids = {r.id for r in collected.gaps}, {r.id for r in asked}
        missing = {r.source for r in self.records.values() if r.kind == "capture" and r.id not in ids}
        sources = {r.source for r in asked} - missing
        return [
            r.id
            for r in self.records.values()
            if r.kind == "gap" and r.at is None and r.source in sources and r.id not in again
        ]

    def _shrink(self, now: datetime) -> int:
        """Drop the oldest records of a bundle that is too large, and say since when it has all; how many went."""
        size = sum(len(self._line(record)) for record in self.records.values())
        if size <= self._largest:
            return 0
        oldest_first = sorted((r for r in self.records.values() if r.kind not in _LASTING), key=_last)
        gone: list[Evidence] = []
        for record in oldest_first:
            if size <= self._largest * _LEFT:
                break
            size -= len(self._line(record))
            gone.append(record)
        for record in gone:
            del self.records[record.id], self._lines[record.id]
        since = max((r.until or r.at for r in gone if r.at), default=None)
        until = f" up to {since:%Y-%m-%d %H:%M} UTC" if since else ""
        said = f"Evidence{until} was dropped: the bundle is limited to {self._largest / 2**20:.0f} MB"
        self.records[_DROPPED] = replace(gap("bundle", "dropped", said, captured=now, at=since), id=_DROPPED)
        self._lines.pop(_DROPPED, None)
        return len(gone)

    def text(self) -> str:
        """The bundle as JSON Lines, in the order of a ledger."""
        return "".join(self._line(record) for record in evidence.merge([], self.records.values()))

    def write(self) -> None:
        """Put the bundle in its place, atomically."""
        files.write(self.path, self.text())
        self._stamp = self._now()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other captures into this bundle waiting, so that none overwrites what another one found."""
        made = not self.path.parent.exists()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)
            if made:
                with suppress(OSError):  # not empty: it was written
                    self.path.parent.rmdir()

    def _line(self, record: Evidence) -> str:
        line = self._lines.get(record.id)
        if line is None:
            line = self._lines[record.id] = evidence.to_line(record) + "\n"
        return line

    def _now(self) -> tuple[int, int] | None:
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return None
        return found.st_mtime_ns, found.st_size


def richer(old: Evidence, new: Evidence) -> Evidence:
    """The record that says more; the old one where both say the same, whenever they were captured."""
    if replace(new, captured=old.captured) == old or new.kind in ("capture", "note"):
        return old  # of a capture the first time tells from when on the bundle has its evidence
    if old.kind == new.kind == "hidden":
        return max(old, new, key=lambda record: record.count)
    if old.count > new.count and old.kind == new.kind == "event":
        # Some of the events behind it have expired: what they told stays.
        last = max((at for at in (old.until, new.until, new.at) if at), default=None)
        return replace(old, until=last if last != old.at else old.until)
    if old.kind == new.kind == "rollout" and (old.precision, new.precision) == ("second", "approximate"):
        return old  # what it replaced has been cleaned up since, and with it how and when
    if old.body and new.body and old.body.startswith(new.body) and replace(new, body=old.body) == old:
        return old  # it was captured with its log then, without it now
    return new


def _counts(collected: Collected) -> list[Evidence]:
    """What was left out, by reason, and what a reader should know, so that a report from the bundle can say it."""
    counts = [
        Evidence(f"hidden:{why.replace(' ', '-')}", None, "bundle", "hidden", why, weight=0, count=number)
        for why, number in collected.hidden
        if why != "outside the window"
    ]
    # A note that differs in its numbers only (how far a clock is off) is the same note.
    digests = [(sha256(re.sub(r"\d+", "", note).encode()).hexdigest()[:12], note) for note in collected.notes]
    return counts + [Evidence(f"note:{digest}", None, "bundle", "note", note, weight=0) for digest, note in digests]


def _last(record: Evidence) -> float:
    at = record.until or record.at
    return at.timestamp() if at else float("-inf")
