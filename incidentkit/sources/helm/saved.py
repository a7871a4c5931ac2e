"""What `helm history`, `helm list` or `helm status` wrote with `-o json`, as a source."""

from __future__ import annotations

from datetime import tzinfo
from pathlib import Path

from incidentkit.errors import InputError
from incidentkit.sources.helm import release
from incidentkit.sources.helm.records import SOURCE, gathered
from incidentkit.sources.interface import Gathered, Progress, Window, silent

LARGEST = 32 * 1024 * 1024
_HINT = "Save it with: helm history RELEASE -n NAMESPACE -o json > NAMESPACE_RELEASE.json"


class HelmFile:
    """A saved answer. A history does not say whose it is: the file's name does, RELEASE.json or
    NAMESPACE_RELEASE.json (no name of Helm's has an underscore)."""

    name = SOURCE
    anchors = False

    def __init__(self, path: Path, *, hours: int, zone: tzinfo) -> None:
        self._path, self._hours, self._zone = path, hours, zone

    def gather(self, window: Window, progress: Progress = silent) -> Gathered:
        """The revisions of the window and of the hours before it. Raises InputError for what holds none."""
        namespace, _, name = self._path.stem.rpartition("_")
        document = self._document()
        found = list(release.revisions(document, self._zone, release=name.lower(), namespace=namespace.lower()))
        if not found and document != []:
            raise InputError(self._path, "holds no releases of Helm", hint=_HINT)
        progress(f"Helm {self._path.name}", len(found), len(found))
        return gathered(found, window, self._hours)

    def _document(self) -> object:
        try:
            with self._path.open("rb") as file:
                data = file.read(LARGEST + 1)
        except OSError as e:
            raise InputError(self._path, f"cannot be read: {e.strerror}", hint=_HINT) from e
        if len(data) > LARGEST:
            raise InputError(self._path, f"is larger than {LARGEST // 1024 // 1024} MiB", hint=_HINT)
        try:
            return release.without_values(data.decode("utf-8-sig"))
        except UnicodeDecodeError as e:
            raise InputError(self._path, "is no text", hint=_HINT) from e
        except ValueError as e:
            line = getattr(e, "lineno", None)
            raise InputError(self._path, f"is no JSON: {getattr(e, 'msg', 'bad value')}", line=line, hint=_HINT) from e
        except RecursionError as e:
            raise InputError(self._path, "is nested too deeply", hint=_HINT) from e
