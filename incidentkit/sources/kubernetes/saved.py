"""What was saved of a cluster as a source: a file of objects of any kinds, a folder, a support bundle."""

from __future__ import annotations

import tarfile
import zlib
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from incidentkit import inert
from incidentkit.config import KubernetesSettings
from incidentkit.errors import InputError
from incidentkit.evidence import Evidence, gap
from incidentkit.sources.interface import Gathered, Progress, Window, silent
from incidentkit.sources.kubernetes import documents, logs, members, wire
from incidentkit.sources.kubernetes.gather import SOURCE, gathered
from incidentkit.sources.kubernetes.members import Member
from incidentkit.sources.kubernetes.objects import Objects
from incidentkit.sources.kubernetes.owners import Ref
from incidentkit.sources.kubernetes.raw import text

_MOST_LOGS = 2000


class KubernetesFile:
    """What `kubectl get … -o json` wrote, or a support bundle as a folder or a tar archive, never unpacked.

    `path` None or `-` is stdin. With `logs` the last lines of containers that failed are taken from it too.
    """

    name = SOURCE
    anchors = False

    def __init__(
        self,
        path: Path | None,
        *,
        settings: KubernetesSettings,
        stdin: IO[bytes] | IO[str] | None = None,
        logs: bool = False,
    ) -> None:
        self._path = None if path is None or str(path) == "-" else path
        self._settings, self._stdin, self._logs = settings, stdin, logs

    def gather(self, window: Window, progress: Progress = silent) -> Gathered:
        """All that the file tells of the window.

        Raises InputError, with file and line, for what cannot be read or holds no Kubernetes objects.
        """
        where = self._path.name if self._path else "stdin"
        reading = _Reading(where, Objects(self._settings), datetime.now(UTC).replace(microsecond=0), self._logs)
        if self._path and self._path.is_dir():
            reading.files(self._path, members.of_folder(self._path), progress)
        elif self._path and members.is_archive(self._path):
            reading.files(self._path, members.of_archive(self._path), progress)
        else:
            kind = members.kind_of(self._path.name) if self._path else ""
            reading.file(*documents.read(self._path, self._stdin), kind)
            progress(f"Kubernetes {where}", len(reading.objects), len(reading.objects))
        return gathered(
            reading.objects,
            window,
            place=f"file {inert.code(where, 100)}",
            now=reading.now,
            gaps=reading.gaps,
            notes=_notes(reading.objects),
            expect_events=reading.objects.has_events,
            logs=reading.log if self._logs else None,
        )


class _Reading:
    """What was found, file by file."""

    def __init__(self, where: str, objects: Objects, now: datetime, logs: bool) -> None:
        self._where, self.objects, self.now, self._with_logs = where, objects, now, logs
        self.gaps: list[Evidence] = []
        # By namespace, pod, container; whether it is the log of the run before the last start.
        self._logs: dict[tuple[str, str, str, bool], bytes] = {}

    def file(self, data: bytes, where: str, kind: str = "") -> None:
        """Read one file; `kind` is that of objects that do not say theirs.

        Raises InputError for one that holds no Kubernetes objects.
        """
        if not self._take(data, where, kind):
            raise InputError(
                where, "holds no Kubernetes objects", hint="Save them with `kubectl get events,pods -o json > FILE`."
            )

    def files(self, path: Path, found: Iterable[Member], progress: Progress) -> None:
        """Read every file that may hold objects; one that cannot be read is a gap.

        Raises InputError where nothing is to be found in any.
        """
        done = 0
        try:
            for member in found:
                self._member(member)
                done += 1
                progress(f"Kubernetes {self._where}", done, None)
        except InputError as e:  # the archive itself
            if not self.objects:
                raise
            self._gap("rest", f"the rest of {self._where} could not be read: {e.message.rpartition(': ')[2]}")
        if not self.objects:
            raise InputError(path, "holds no events, pods, rollouts or nodes", hint="Is it the right folder?")

    def log(self, container: Ref, _end: str) -> str | None:
        """The log of a container's run that ended, where the files have it."""
        key = (container.namespace, container.name, container.container)
        found = self._logs.get((*key, True)) or self._logs.get((*key, False))
        return found.decode("utf-8", "replace") if found else None

    def _member(self, member: Member) -> None:
        try:
            if member.failures:
                self._failures(member)
            elif member.wanted:
                data = documents.bounded(member.read(documents.LARGEST), member.path)
                self._take(data, member.path, member.kind)
            elif self._with_logs and (whose := member.log) and len(self._logs) < _MOST_LOGS:
                self._keep_log(member, whose)
        except InputError as e:
            if "is empty" not in e.message:
                self._gap(member.path, e.message)
        except (OSError, EOFError, ValueError, tarfile.TarError, zlib.error):
            self._gap(member.path, f"{member.path} could not be read")

    def _take(self, data: bytes, where: str, kind: str = "") -> bool:
        """Read the objects of one text. Whether it was Kubernetes at all: an empty list is."""
        if (alike := wire.events(data)) is not None:  # the largest files by far; one JSON value has no logs in between
            self.objects.add_events(alike)
            return True
        found, empty = False, True
        for raw, own in documents.load(self._without_logs(data), where, kind):
            empty = False
            self.objects.add(raw, own)
            found = found or bool(own)
        return found or empty

    def _keep_log(self, member: Member, whose: dict[str, str]) -> None:
        end = member.tail()
        if whose["container"]:
            key = (whose["namespace"], whose["pod"], whose["container"], bool(whose["previous"]))
            self._logs[key] = end
        else:
            self._without_logs(end)

    def _without_logs(self, data: bytes) -> bytes:
        """A dump of `kubectl cluster-info dump` has logs between its objects, whether we want them or not."""
        if b"==== START logs for container" not in data:
            return data
        rest, found = logs.sections(data)
        self._logs |= {(*key, False): log for key, log in found.items()} if self._with_logs else {}
        return rest

    def _failures(self, member: Member) -> None:
        """A support bundle says which lists it could not collect, and why: by namespace, or as a list."""
        errors = wire.anything(member.read(2**20))
        told = errors.items() if isinstance(errors, dict) else enumerate(errors if isinstance(errors, list) else ())
        for place, why in told:
            where = f" of namespace {place}" if isinstance(place, str) and place else ""
            self._gap(f"{member.failures}/{place}", f"{member.failures}{where} were not collected: {text(why)}")

    def _gap(self, what: str, words: str) -> None:
        said = f"Kubernetes: {inert.markdown(inert.one_line(words, 300))}"
        self.gaps.append(gap(SOURCE, inert.one_line(f"{self._where}/{what}"), said, captured=self.now))


def _notes(objects: Objects) -> list[str]:
    if not objects.unread:
        return []
    kinds = ", ".join(f"{n} {kind}" for kind, n in objects.unread.most_common(8))
    return [f"Objects of kinds that tell nothing here were left out: {kinds}."]
