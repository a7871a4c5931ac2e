"""A zip or a folder, read in memory and never unpacked: with caps, without links, without a way out.

The caps are far above any export seen: they exist for files that were made to hurt.
"""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Protocol

from incidentkit import files, inert
from incidentkit.errors import InputError

MAX_ENTRIES = 200_000
MAX_FILE = 64 * 1024 * 1024
MAX_TOTAL = 2 * 1024 * 1024 * 1024
# JSON of chat packs 5 to 40 times; only small files may seem denser.
MAX_RATIO = 200
RATIO_FROM = 1024 * 1024
_LOCAL_HEADER = 30
_HINT = "Export the workspace again, or point at the folder or zip that Slack gave."


class Archive(Protocol):
    """Named files. Names use `/`, relative to where the archive begins."""

    path: Path

    def names(self) -> list[str]:
        """All files, sorted."""
        ...

    def read(self, name: str) -> bytes:
        """A file's content. Raises InputError where it is too large or damaged."""
        ...


def open_archive(path: Path) -> Archive:
    """The archive at a path. Raises InputError where there is none that may be read."""
    if path.is_dir():
        return Folder(path)
    if not path.exists():
        raise InputError(path, "there is no such file or folder", hint="Give the export's zip or its folder.")
    return Zip(path)


class Folder:
    """A folder on disk."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._names = sorted(self._walk())

    def _walk(self) -> Iterator[str]:
        for count, file in enumerate(self.path.rglob("*.json")):
            if count >= MAX_ENTRIES:
                raise InputError(self.path, f"holds more than {MAX_ENTRIES:,} files", hint=_HINT)
            if file.is_symlink():
                raise InputError(file, "is a link; an export holds none", hint=_HINT)
            if file.is_file():
                yield file.relative_to(self.path).as_posix()

    def names(self) -> list[str]:
        """All JSON files, sorted."""
        return self._names

    def read(self, name: str) -> bytes:
        """A file's content."""
        file = files.inside(self.path, self.path / name)
        try:
            if file.stat().st_size > MAX_FILE:
                raise InputError(file, f"is larger than {MAX_FILE // 2**20} MiB", hint=_HINT)
            return file.read_bytes()
        except OSError as e:
            raise InputError(file, f"cannot be read: {e.strerror}") from e


class Zip:
    """A zip file. What it declares is checked before anything is read, and what is read against what it declared."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as e:
            raise InputError(path, "is no zip file", hint=_HINT) from e
        self._entries = {info.filename: info for info in self._checked() if info.filename.endswith(".json")}
        self._read = 0

    def _checked(self) -> Iterator[zipfile.ZipInfo]:
        entries = self._zip.infolist()
        if len(entries) > MAX_ENTRIES:
            raise InputError(self.path, f"holds more than {MAX_ENTRIES:,} files", hint=_HINT)
        end = 0
        for info in sorted(entries, key=lambda entry: entry.header_offset):
            name = inert.one_line(info.filename, 100)
            parts = PurePosixPath(info.filename).parts
            if info.filename.startswith(("/", "\\")) or ".." in parts or "\\" in info.filename or ":/" in info.filename:
                raise InputError(self.path, f"the entry {name!r} leads out of the archive", hint=_HINT)
            if stat.S_ISLNK(info.external_attr >> 16):
                raise InputError(self.path, f"the entry {name!r} is a link; an export holds none", hint=_HINT)
            if info.header_offset < end:
                raise InputError(self.path, f"the entry {name!r} overlaps another", hint=_HINT)
            if info.file_size > RATIO_FROM and info.file_size > MAX_RATIO * max(info.compress_size, 1):
                raise InputError(self.path, f"the entry {name!r} is packed too densely to be chat", hint=_HINT)
            # A header is at least this long; what begins before it ends is how one entry's bytes count many times.
            end = info.header_offset + _LOCAL_HEADER + len(info.orig_filename) + info.compress_size
            yield info

    def names(self) -> list[str]:
        """All JSON files, sorted."""
        return sorted(self._entries)

    def read(self, name: str) -> bytes:
        """A file's content."""
        info = self._entries[name]
        shown = f"{self.path}!{inert.one_line(name, 100)}"
        if info.file_size > MAX_FILE:
            raise InputError(shown, f"is larger than {MAX_FILE // 2**20} MiB", hint=_HINT)
        try:
            with self._zip.open(info) as entry:
                data = entry.read(MAX_FILE + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as e:
            raise InputError(shown, "is damaged", hint=_HINT) from e
        except RuntimeError as e:  # what zipfile raises for an encrypted entry
            raise InputError(shown, "is encrypted", hint="Unpack the export and give its folder.") from e
        self._read += len(data)
        if len(data) > MAX_FILE or self._read > MAX_TOTAL:
            raise InputError(shown, "holds more than it says", hint=_HINT)
        return data
