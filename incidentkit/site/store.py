"""What earlier builds worked out, by the digest of what it was worked out from.

An SQLite file in the user's cache folder (`incidentkit.caching`), one a workspace; without one a temporary file that
SQLite removes by itself, so that a build holds no page in memory either way. Whatever is wrong with the file, the build
goes on without it: it is never a reason to fail. What is read from it is checked by its reader (`incidentkit.site.card`)
like anything else that comes from outside.
"""

from __future__ import annotations

import contextlib
import sqlite3
import zlib
from pathlib import Path

from incidentkit import caching

_SCHEMA = "CREATE TABLE IF NOT EXISTS kept (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID"
_PUT = "INSERT OR REPLACE INTO kept (key, value) VALUES (?, ?)"
_TOGETHER = 64
_LARGEST = 64_000_000
_SPARE = 2000


class Store:
    """Values by key. `close` commits, and forgets what has not been asked for where that has become most of it."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._used: set[str] = set()
        self._db = (path and _opened(path)) or _temporary()
        self._aside: sqlite3.Connection | None = None
        self._waiting = 0

    def get(self, key: str) -> bytes | None:
        """What was kept under `key`, or None where it is not known or cannot be read."""
        self._used.add(key)
        for db in (self._aside, self._db):
            with contextlib.suppress(sqlite3.Error, zlib.error, TypeError, OverflowError):
                found = db.execute("SELECT value FROM kept WHERE key = ?", (key,)).fetchone() if db else None
                if found:
                    return _unpacked(found[0])
        return None

    def put(self, key: str, value: bytes) -> None:
        """Keep `value`; where the file takes none (another build writes to it), only for this build."""
        self._used.add(key)
        if len(value) >= _LARGEST:
            return
        row = (key, zlib.compress(value, 1))
        if self._aside is None:
            try:
                self._db.execute(_PUT, row)
                self._waiting += 1
                if self._waiting >= _TOGETHER:
                    self._db.commit()  # another build may want to write, too
                    self._waiting = 0
                return
            except sqlite3.Error:
                self._aside = _temporary()
        with contextlib.suppress(sqlite3.Error):
            self._aside.execute(_PUT, row)

    def close(self) -> None:
        """Write what is new to the disk."""
        with contextlib.suppress(sqlite3.Error):
            self._forget()
            self._db.commit()
        for db in (self._db, self._aside):
            with contextlib.suppress(sqlite3.Error):
                if db:
                    db.close()
        if self._path:
            with contextlib.suppress(OSError):
                caching.tidy(self._path.parent.glob("*.sqlite"))

    def _forget(self) -> None:
        count = self._db.execute("SELECT count(*) FROM kept").fetchone()[0]
        if count <= 3 * len(self._used) + _SPARE:
            return
        keys = [row[0] for row in self._db.execute("SELECT key FROM kept")]
        self._db.executemany("DELETE FROM kept WHERE key = ?", ((key,) for key in keys if key not in self._used))


def _opened(path: Path) -> sqlite3.Connection | None:
    """The file at `path`, made anew where it is none of ours; None where it cannot be used now."""
    for _ in range(2):
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            return _prepared(sqlite3.connect(path, timeout=2))
        except (sqlite3.OperationalError, OSError):
            return None  # locked by another build, or a folder that cannot be written
        except sqlite3.Error:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
    return None


def _temporary() -> sqlite3.Connection:
    return _prepared(sqlite3.connect(""))


def _prepared(db: sqlite3.Connection) -> sqlite3.Connection:
    db.execute("PRAGMA trusted_schema = OFF")
    db.execute("PRAGMA synchronous = OFF")  # a file that a power cut spoilt is made anew
    db.execute(_SCHEMA)
    db.execute("SELECT value FROM kept WHERE key = ''").fetchone()
    return db


def _unpacked(value: bytes) -> bytes:
    reader = zlib.decompressobj()
    data = reader.decompress(value, _LARGEST)
    if reader.unconsumed_tail or not reader.eof:
        raise zlib.error("larger than anything that we keep")
    return data
