"""The folder that a build writes: only what changed, and nothing that it did not write itself."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from incidentkit.config import SITE_MANIFEST
from incidentkit.errors import InputError, UsageError

MANIFEST = SITE_MANIFEST
# What a build is about to write, while it runs: after one that was interrupted it tells whose the files are.
JOURNAL = ".incidentkit-site.journal"


@dataclass
class Output:
    """One build's writing. Call `put` for each file, then `finish`; `kept` are files that a person changed."""

    folder: Path
    written: int = 0
    unchanged: int = 0
    removed: int = 0
    kept: list[str] = field(default_factory=list)
    _before: Mapping[str, str] = field(default_factory=dict)
    _now: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._inside = self.folder.resolve()

    @classmethod
    def open(cls, folder: Path) -> Output:
        """Writing into `folder`, which may hold anything already."""
        return cls(folder, _before={**manifest(folder / MANIFEST), **_journal(folder / JOURNAL)})

    def put(self, name: str, data: bytes) -> None:
        """Write `data` at `name` (relative, with `/`) unless it stands there already.

        Raises UsageError where a file of somebody else's stands in the way, InputError where it cannot be written.
        """
        path = self._path(name)
        digest = hashlib.sha256(data).hexdigest()
        self._now[name] = digest
        try:
            there = path.read_bytes() if path.is_file() and path.stat().st_size == len(data) else None
            if there == data:
                self.unchanged += 1
                return
            if name not in self._before and (path.exists() or path.is_symlink()):
                raise UsageError(
                    f"{path} was not written by `incident build`", hint="Move it away, or choose another --output."
                )
            self._announce(name, digest)
            _replace(path, data)
        except OSError as e:
            raise InputError(path, f"cannot be written: {e.strerror}", hint="Check the folder's permissions.") from e
        self.written += 1

    def _announce(self, name: str, digest: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        # A link in its place must not lead the writing elsewhere.
        journal = os.open(self.folder / JOURNAL, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o644)
        try:
            os.write(journal, f"{digest} {name}\n".encode())
        finally:
            os.close(journal)

    def keep(self, name: str, digest: str) -> bool:
        """Whether the file that an earlier build wrote at `name` is there as it was (`digest`: SHA-256). Then it stays."""
        try:
            there = hashlib.sha256(self._path(name).read_bytes()).hexdigest() == digest
        except OSError:
            return False
        if there:
            self._now[name] = digest
            self.unchanged += 1
        return there

    @property
    def names(self) -> frozenset[str]:
        """What this build has put so far."""
        return frozenset(self._now)

    def finish(self) -> None:
        """Remove what an earlier build wrote and this one did not, then note what there is."""
        for name in sorted(set(self._before) - set(self._now)):
            self._remove(name)
        text = json.dumps({"written by": "incident build", "files": dict(sorted(self._now.items()))}, indent=0)
        path = self.folder / MANIFEST
        data = (text + "\n").encode()
        if not path.is_file() or path.read_bytes() != data:
            _replace(path, data)
        (self.folder / JOURNAL).unlink(missing_ok=True)

    def _remove(self, name: str) -> None:
        path = self._path(name)
        if not path.is_file() or path.is_symlink():
            return
        if hashlib.sha256(path.read_bytes()).hexdigest() != self._before[name]:
            self.kept.append(name)
            return
        path.unlink()
        self.removed += 1
        for parent in path.parents:
            if parent == self.folder or any(parent.iterdir()):
                break
            parent.rmdir()

    def _path(self, name: str) -> Path:
        parts = PurePosixPath(name)
        path = self.folder / parts
        if (
            parts.is_absolute()
            or ".." in parts.parts
            or not path.parent.resolve().is_relative_to(self._inside)
        ):
            raise UsageError(f"{path} leads out of {self.folder}", hint="Remove the link, or choose another --output.")
        return path


def _replace(path: Path, data: bytes) -> None:
    """Whole or not at all. Not flushed to the disk file by file: a site can be built again."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".incidentkit-", suffix=".tmp")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
        temporary.chmod(0o644)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def manifest(path: Path) -> dict[str, str]:
    """What the last build wrote, by name; nothing where that is not known."""
    try:
        files = json.loads(path.read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    if not isinstance(files, dict):
        return {}
    return {name: digest for name, digest in files.items() if isinstance(digest, str) and _ours(name)}


def _journal(path: Path) -> dict[str, str]:
    """What an interrupted build wrote, or was about to; its last line may be half of one."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return {}
    pairs = (line.partition(" ")[::2] for line in lines)
    return {name: digest for digest, name in pairs if len(digest) == 64 and _ours(name)}


def _ours(name: str) -> bool:
    return bool(name) and not PurePosixPath(name).is_absolute() and ".." not in name.split("/")
