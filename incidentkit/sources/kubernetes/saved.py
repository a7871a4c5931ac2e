"""A file of saved objects as a source: any mix of kinds, or a folder of such files."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from incidentkit import inert
from incidentkit.config import KubernetesSettings
from incidentkit.errors import InputError
from incidentkit.evidence import Evidence, gap
from incidentkit.sources.interface import Gathered, Progress, Window, silent
from incidentkit.sources.kubernetes import documents
from incidentkit.sources.kubernetes.gather import SOURCE, Objects, gathered
from incidentkit.sources.kubernetes.raw import Json
from incidentkit.sources.kubernetes.wire import Wire

_SUFFIXES = (".json", ".jsonl", ".yaml", ".yml")
_MOST_FILES = 2000


class KubernetesFile:
    """What `kubectl get … -o json` wrote. `path` None or `-` is stdin; a folder is read file by file."""

    name = SOURCE
    anchors = False

    def __init__(
        self, path: Path | None, *, settings: KubernetesSettings, stdin: IO[bytes] | IO[str] | None = None
    ) -> None:
        self._path = None if path is None or str(path) == "-" else path
        self._settings, self._stdin = settings, stdin

    def gather(self, window: Window, progress: Progress = silent) -> Gathered:
        """All that the file tells of the window.

        Raises InputError, with file and line, for what cannot be read or holds no Kubernetes objects.
        """
        objects, gaps = Objects(self._settings), list[Evidence]()
        now = datetime.now(UTC).replace(microsecond=0)
        where = self._path.name if self._path else "stdin"
        if self._path and self._path.is_dir():
            self._folder(self._path, objects, gaps, now, progress)
        else:
            _fill(objects, *documents.read(self._path, self._stdin))
            progress(f"Kubernetes {where}", len(objects), len(objects))
        return gathered(
            objects,
            window,
            place=f"file {inert.code(where, 100)}",
            now=now,
            gaps=gaps,
            notes=_notes(objects),
            expect_events=objects.has_events,
        )

    def _folder(self, folder: Path, objects: Objects, gaps: list[Evidence], now: datetime, progress: Progress) -> None:
        """Read every file below a folder, as a support bundle has them; one that cannot be read is a gap."""
        files = sorted(p for p in folder.rglob("*") if p.suffix in _SUFFIXES and p.is_file() and not p.is_symlink())
        if not files:
            raise InputError(
                folder, "holds no JSON or YAML files", hint="Name the folder of a support bundle, or a file."
            )
        for done, path in enumerate(files[:_MOST_FILES], 1):
            progress(f"Kubernetes {folder.name}", done, len(files))
            try:
                _fill(objects, *documents.read(path, None), strict=False)
            except InputError as e:
                what = str(path.relative_to(folder))
                words = inert.markdown(inert.one_line(e.message.removeprefix(str(folder)).lstrip("/"), 200))
                gaps.append(gap(SOURCE, f"{folder.name}/{what}", f"Kubernetes: {words}", captured=now))
        if not objects:
            raise InputError(folder, "holds no events, pods, rollouts or nodes", hint="Is it the right folder?")


def _fill(objects: Objects, data: bytes, where: str, *, strict: bool = True) -> None:
    found = _add(objects, documents.load(data, where))
    if strict and not found:
        raise InputError(
            where, "holds no Kubernetes objects", hint="Save them with `kubectl get events,pods -o json > FILE`."
        )


def _add(objects: Objects, parsed: Iterable[tuple[Wire | Json, str]]) -> bool:
    """Whether the text was Kubernetes at all: an empty list is."""
    found = False
    empty = True
    for raw, kind in parsed:
        empty = False
        objects.add(raw, kind)
        found = found or bool(kind)
    return found or empty


def _notes(objects: Objects) -> list[str]:
    if not objects.unread:
        return []
    kinds = ", ".join(f"{n} {kind}" for kind, n in objects.unread.most_common(8))
    return [f"Objects of kinds that tell nothing here were left out: {kinds}."]
