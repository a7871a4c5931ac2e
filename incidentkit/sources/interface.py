"""What every source of evidence looks like from outside.

A source is built by its command from flags and settings, then asked once. It knows nothing of reports. What it cannot
have it gives as gaps; it raises only when it could not be asked at all (no credentials, unreadable input).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from incidentkit.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Window:
    """The span that matters; both ends are aware instants, None is open."""

    since: datetime | None = None
    until: datetime | None = None

    def holds(self, at: datetime | None) -> bool:
        """Whether `at` lies inside; what has no time is kept, for it cannot be shown to lie outside."""
        if at is None:
            return True
        return (self.since is None or at >= self.since) and (self.until is None or at <= self.until)


@dataclass(frozen=True, slots=True)
class Person:
    """A person as a source knows them, for the redaction gate only: never written anywhere."""

    id: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SharedFile:
    """A file that a message carries, by the id of its record. `url` is for asking the source only: never written.

    `size` is in bytes as the source says, 0 where it does not.
    """

    record: str
    name: str
    url: str
    size: int = 0


@dataclass(frozen=True, slots=True)
class Gathered:
    """What one source gave. `hidden` counts what it left out, by a short reason ("noise", "outside the window").

    `redacted` says that the records passed the gate before: their authors are pseudonyms, which they keep.
    `interrupted` says that the user stopped it (Ctrl-C): what it had is here, the rest is a gap.
    """

    source: str
    records: tuple[Evidence, ...] = ()
    gaps: tuple[Evidence, ...] = ()
    people: tuple[Person, ...] = ()
    hidden: tuple[tuple[str, int], ...] = ()
    notes: tuple[str, ...] = field(default=())
    interrupted: bool = False
    redacted: bool = False
    files: tuple[SharedFile, ...] = ()


Progress = Callable[[str, int, int | None], None]
"""Called with what is done, how many, of how many (None: unknown). Does nothing off a terminal."""


def silent(what: str, done: int, total: int | None) -> None:
    """The Progress that shows nothing."""


class Source(Protocol):
    """One family of evidence. `name` is what gaps and counts are filed under."""

    # Read-only, so that a frozen source or a wrapper with properties is one as well.
    @property
    def name(self) -> str: ...

    @property
    def anchors(self) -> bool:
        """True where the source defines the incident's span (a thread); such sources are asked first."""
        ...

    def gather(self, window: Window, progress: Progress = silent) -> Gathered:
        """All it has for `window`.

        Raises SettingsError (credentials, rights), RemoteError (down) or InputError (a file) when nothing at all could
        be had; a part that is missing is a gap in the result instead. KeyboardInterrupt passes where nothing was had.
        """
        ...


class Followed(Source, Protocol):
    """A source that keeps up with what happens by itself: each `gather` tells what it knows by then."""

    def close(self) -> None:
        """Stop keeping up. Safe to call twice."""
        ...
