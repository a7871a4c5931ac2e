"""The files of a folder, or of a tar archive that is read without unpacking it: nothing is written to a disk.

What a folder is: any, a support bundle (troubleshoot.sh, `cluster-resources/`), or `kubectl cluster-info dump
--output-directory`.
Sources: https://troubleshoot.sh/docs/collect/cluster-resources/; kubectl's clusterinfo_dump.go
"""

from __future__ import annotations

import gzip
import re
import tarfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, cast

from incidentkit.errors import InputError

ARCHIVES = (".tar.gz", ".tgz", ".tar")
_SUFFIXES = (".json", ".jsonl", ".yaml", ".yml")
_MOST_FILES = 20_000
# Unpacked; an archive of a few kilobytes can claim any size.
_LARGEST_SUM = 2 * 1024**3
# Names, and what else describes a member.
_LARGEST_HEADER = 2**17
_TAIL = 64 * 1024
# Folders and files of support bundles and dumps, and the kind of what lies in them: older ones do not say it.
_KINDS = {
    "events": "Event", "pods": "Pod", "replicasets": "ReplicaSet", "deployments": "Deployment", "nodes": "Node",
    "controllerrevisions": "ControllerRevision", "statefulsets": "StatefulSet", "daemonsets": "DaemonSet",
}  # fmt: skip
_RESOURCES = "cluster-resources"
_LOG = re.compile(
    rf"(?:^|/){_RESOURCES}/pods/logs/(?P<namespace>[^/]+)/(?P<pod>[^/]+)/(?P<container>[^/]+?)(?P<previous>-previous)?\.log$"
)
_DUMP_LOG = re.compile(r"(?:^|/)(?P<namespace>[^/]+)/(?P<pod>[^/]+)/logs\.txt$")


@dataclass(frozen=True, slots=True)
class Member:
    """One file. That of an archive can be opened only until the next one is asked for."""

    path: str
    size: int
    open: Callable[[], IO[bytes]]

    def read(self, most: int) -> bytes:
        """The file's bytes, at most one more than `most`. Raises OSError."""
        with self.open() as file:
            return file.read(most + 1)

    def tail(self) -> bytes:
        """The file's last bytes. Raises OSError."""
        with self.open() as file:
            end = b""
            while part := file.read(_TAIL):
                end = (end + part)[-_TAIL:]
            return end

    @property
    def kind(self) -> str:
        """The kind of the objects in it, as its place tells; "" where that says nothing."""
        return kind_of(self.path)

    @property
    def failures(self) -> str:
        """What a support bundle could not collect, where this file tells it: `events`."""
        found = re.search(rf"(?:^|/){_RESOURCES}/([a-z]+)-errors\.json$", self.path)
        return found[1] if found and found[1] in _KINDS else ""

    @property
    def log(self) -> dict[str, str] | None:
        """Whose log it is: namespace, pod, container ("" where the file has those of all), previous ("" if not)."""
        if found := _LOG.search(self.path):
            return {key: value or "" for key, value in found.groupdict().items()}
        if found := _DUMP_LOG.search(self.path):
            return {**found.groupdict(), "container": "", "previous": ""}
        return None

    @property
    def wanted(self) -> bool:
        """Whether objects may be in it that are read; of a support bundle, only lists that are."""
        if not self.path.endswith(_SUFFIXES) or self.failures:
            return False
        return _RESOURCES not in PurePosixPath(self.path).parts[:-1] or bool(self.kind)


def kind_of(path: str) -> str:
    """The kind of the objects in a file, as its path tells: `events.json`, `pods/prod.json`."""
    parts = PurePosixPath(path).parts
    if _RESOURCES in parts:
        parts = parts[parts.index(_RESOURCES) + 1 :][:1]
    named = (_KINDS.get(part.partition(".")[0], "") for part in reversed(parts))
    return next((kind for kind in named if kind), "")


def is_archive(path: Path) -> bool:
    """Whether a file's name says that it is a tar archive."""
    return path.name.lower().endswith(ARCHIVES)


def of_folder(folder: Path) -> Iterator[Member]:
    """The files below a folder in the order of their names; links are not followed.

    Raises InputError for a folder that may not be read; of those in it, what may be read is taken.
    """
    try:
        next(folder.iterdir(), None)
    except OSError as e:
        raise InputError(folder, f"cannot be read: {e.strerror}", hint="Check its permissions.") from e
    files = sorted(p for p in folder.rglob("*") if p.is_file() and not p.is_symlink())
    for path in files[:_MOST_FILES]:
        inside = path.relative_to(folder).as_posix()
        # The folder itself may be the part of a bundle that matters.
        shown = f"{_RESOURCES}/{inside}" if folder.name == _RESOURCES else inside
        yield Member(shown, path.stat().st_size, lambda path=path: path.open("rb"))  # type: ignore[misc]


def of_archive(path: Path) -> Iterator[Member]:
    """The regular files of a tar archive, in its order; links, devices and folders are passed over.

    Raises InputError for what is no such archive, ends in the middle, or holds more than anything honest does.
    """
    total = 0
    try:
        # A stream: nothing is looked for, nothing is unpacked. gzip itself says where the file was cut off.
        with _plain(path) as file:
            bounded = _Bounded(file)
            archive = tarfile.open(fileobj=cast(IO[bytes], bounded), mode="r|")  # noqa: SIM115 - it holds nothing of its own
            for number, info in enumerate(archive):
                total += max(info.size, 0)
                if number >= _MOST_FILES or total > _LARGEST_SUM:
                    raise InputError(
                        path, "holds more than 20,000 files or 2 GB", hint="Unpack it and name the part that matters."
                    )
                if info.issparse():
                    raise tarfile.ReadError("a file with holes claims any size")
                archive.members.clear()  # type: ignore[attr-defined]  # a header each; only this one is wanted
                bounded.left = _LARGEST_HEADER + (info.size if _has_data(info) else 0)
                if info.isreg():
                    yield Member(info.name.removeprefix("./"), info.size, lambda info=info: _part(archive, info))  # type: ignore[misc]
    except (tarfile.TarError, zlib.error, EOFError, OSError) as e:
        why = getattr(e, "strerror", None) or "is no whole tar archive"
        raise InputError(path, why, hint="Fetch it again, or unpack it and name the folder.") from e


def _has_data(info: tarfile.TarInfo) -> bool:
    """Whether bytes of its own stand behind a member's header."""
    return info.isreg() or info.type not in tarfile.SUPPORTED_TYPES


class _Bounded:
    """The archive's bytes, no more of them at once than members have: headers are read into memory whole, and one of
    gigabytes is packed into a few kilobytes."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.left = file, _LARGEST_HEADER

    def read(self, size: int) -> bytes:
        """The next bytes. Raises ReadError where a header has too many."""
        data = self._file.read(size)
        self.left -= len(data)
        if self.left < 0:
            raise tarfile.ReadError("a header is larger than any honest one")
        return data


def _plain(path: Path) -> IO[bytes]:
    with path.open("rb") as file:
        zipped = file.read(2) == b"\x1f\x8b"
    return cast(IO[bytes], gzip.open(path)) if zipped else path.open("rb")


def _part(archive: tarfile.TarFile, info: tarfile.TarInfo) -> IO[bytes]:
    file = archive.extractfile(info)
    assert file is not None  # it is a regular file
    return file
