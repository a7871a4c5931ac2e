"""Where a report's relative addresses lead on the site: to another report, to a file that is copied, to the source."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

from incidentkit.config import Workspace
from incidentkit.redact import find
from incidentkit.site.attachments import PICTURES, Attachment, attachment, local
from incidentkit.site.collect import FOLDER, Published
from incidentkit.site.links import Image
from incidentkit.site.options import Masked


@dataclass
class Neighbours:
    """The addresses of one report.

    `closed` are folders of which nothing is published, `files` are those to copy, by their name on the site, `notes`
    what was left out.
    """

    workspace: Workspace
    here: Published
    reports: Mapping[Path, Published]
    closed: frozenset[Path] = frozenset()
    files: dict[str, Attachment] = field(default_factory=dict)
    notes: list[Masked] = field(default_factory=list)

    def targets(self) -> list[str | Image | None]:
        """What each address in the report means, for `links.place`."""
        return [
            None if not one.url else self._link(one.url) if one.alt is None else self._image(one.url)
            for one in self.here.card.addresses
        ]

    def _link(self, href: str) -> str | None:
        place = local(href)
        if place is None:
            return None
        target = self._path(place)
        fragment = urlsplit(href).fragment
        if other := self.reports.get(target.resolve()):
            return _relative(self.here.incident.url, other.incident.url) + (f"#{fragment}" if fragment else "")
        if target.suffix.lower() in (".md", ".qmd", ".jsonl") or target.is_dir():
            return self._in_repository(target)
        found = self._attached(target)
        return found[0] if found else None

    def _image(self, src: str) -> Image | None:
        place = local(src)
        if place is None:
            return None
        target = self._path(place)
        found = self._attached(target) if target.suffix.lower() in PICTURES else None
        if found is None:
            return None
        return Image(found[0], *(found[1].size or (None, None)))

    def _path(self, place: str) -> Path:
        return Path(os.path.normpath(self.here.path.parent / place))

    def _attached(self, target: Path) -> tuple[str, Attachment] | None:
        folder = self.workspace.incidents
        if not target.is_relative_to(folder):
            self._note(target.name, "lies outside of the reports' folder")
            return None
        if self.closed & set(target.resolve().parents):
            return None  # it belongs to a report that is not published; nothing says that there is one
        found = attachment(target, folder, self.workspace.config.redact)
        if not isinstance(found, Attachment):
            self._note(target.name, found.why)
            return None
        name = f"{FOLDER}/{target.relative_to(folder).as_posix()}"
        if hits := find(name.replace("/", "\n"), self.workspace.config.redact):
            self._note("…", f"has a name that must not be published ({hits[0].rule})")
            return None
        self.files[name] = found
        return _relative(self.here.incident.url, name), found

    def _in_repository(self, target: Path) -> str | None:
        """A document that is no published report: in the repository, where its address is known and it is not ours."""
        repository = self.workspace.config.site.repo_url.rstrip("/")
        inside = target.is_relative_to(self.workspace.root) and target.exists()
        # A report that is not published may be private: its name is not said.
        if not repository or not inside or target.resolve().is_relative_to(self.workspace.incidents.resolve()):
            return None
        return f"{repository}/blob/HEAD/{quote(target.relative_to(self.workspace.root).as_posix())}"

    def _note(self, name: str, why: str) -> None:
        self.notes.append(Masked(str(self.here.incident.source), None, f"“{name}” {why}: left out"))


def _relative(page: str, target: str) -> str:
    return quote(posixpath.relpath(target, posixpath.dirname(page)))
