"""A workspace's reports to a site: collect, compose, render what changed, write what changed."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from incidentkit import caching, files
from incidentkit.config import Workspace, shipped_templates
from incidentkit.errors import InputError, UsageError
from incidentkit.site import archive, charts
from incidentkit.site.archive import Incident
from incidentkit.site.colour import stylesheet
from incidentkit.site.collect import Published, Reading, by_path, collect, reason
from incidentkit.site.compose import Page, placed
from incidentkit.site.links import Image
from incidentkit.site.neighbours import Neighbours
from incidentkit.site.options import Masked, Options, Result, Skipped
from incidentkit.site.output import MANIFEST, Output
from incidentkit.site.pages import Beside, Pages
from incidentkit.site.kinds import KINDS
from incidentkit.site.related import Related, related, related_from_bytes, related_to_bytes, told
from incidentkit.site.shared import Archive, File, Folder
from incidentkit.site.store import Store
from incidentkit.sources.interface import Progress, silent

ASSETS = ("site.css", "site.js", "filter.js", "icon.svg")


def build(
    workspace: Workspace, options: Options, folder: Path, progress: Progress = silent, kept: Path | None = None
) -> Result:
    """Write the site of `workspace` into `folder`. `kept` is the file with what earlier builds worked out.

    A report that cannot be read, or that holds a secret, is left out and named in the result; the others are written.
    Raises InputError for a template that cannot be used and for a folder in the workspace that leads out of it,
    UsageError where somebody's own file stands in the way.
    """
    started = time.monotonic()
    if folder.absolute().is_relative_to(workspace.root):
        files.inside(workspace.root, folder)
        if folder.resolve().is_relative_to(workspace.incidents.resolve()):
            raise UsageError(f"{folder} lies among the reports", hint="Name a folder outside of incidents/.")
    store = Store(kept)
    try:
        reading = Reading(workspace, store)
        found = collect(reading, options, progress)
        if not found.published and not workspace.incidents.is_dir() and (folder / MANIFEST).exists():
            # A folder that is gone, or was renamed, must not empty a site that was good.
            raise InputError(workspace.incidents, "is not there: the site that was built is left as it is")
        site = _Site(reading, options, Output.open(folder), Pages(workspace, options), by_path(found.published))
        site.closed = found.closed
        site.skipped += found.skipped
        site.notes += found.masked
        site.write(found.published, progress)
    finally:
        store.close()
    out = site.output
    return Result(
        reports=len(site.marks),
        pages=site.count,
        written=out.written,
        unchanged=out.unchanged,
        removed=out.removed,
        skipped=tuple(site.skipped),
        notes=tuple(site.notes),
        refused=found.refused,
        kept=tuple(out.kept),
        seconds=round(time.monotonic() - started, 3),
    )


def kept_at(workspace: Workspace, environ: Mapping[str, str]) -> Path | None:
    """Where the builds of a workspace keep what they worked out; None where there is no place for it."""
    folder = caching.folder("site", workspace.root, environ)
    return folder / f"{caching.digest(str(workspace.root.resolve()))[:40]}.sqlite" if folder else None


@dataclass
class _Site:
    reading: Reading
    options: Options
    output: Output
    pages: Pages
    reports: dict[Path, Published]
    closed: frozenset[Path] = frozenset()
    count: int = 0

    def __post_init__(self) -> None:
        self.workspace = self.reading.workspace
        self.skipped: list[Skipped] = []
        self.notes: list[Masked] = []
        # By address: the digest of all that a page shows of its own report.
        self.marks: dict[str, str] = {}
        self._by_url = {one.incident.url: one for one in self.reports.values()}
        self._folder = str(self.output.folder.resolve())

    def write(self, published: Sequence[Published], progress: Progress) -> None:
        """All files. Only what the shared ones need of each incident is held in memory."""
        incidents = archive.in_order(one.incident for one in published)
        for number, (one, alike) in enumerate(zip(incidents, self._related(incidents), strict=True)):
            newer = incidents[number - 1] if number else None
            older = incidents[number + 1] if number + 1 < len(incidents) else None
            self._incident(self._by_url[one.url], Beside(newer, older, alike))
            progress("Pages", number + 1, len(incidents))
        self._shared([one for one in incidents if one.url in self.marks])
        self.output.finish()

    def _related(self, incidents: list[Incident]) -> list[tuple[Related, ...]]:
        key = caching.digest("related", self.reading.rules, *map(told, incidents))
        kept = related_from_bytes(self.reading.store.get(key), incidents)
        if kept is None:
            kept = related(incidents)
            self.reading.store.put(key, related_to_bytes(kept, incidents))
        return kept

    def _incident(self, one: Published, beside: Beside) -> None:
        near = Neighbours(self.workspace, one, self.reports, self.closed)
        targets, data = _to_charts(one, near.targets())
        mark = caching.digest(one.key, one.incident.url, repr((targets, data)))

        def make() -> str:
            return self.pages.incident(placed(self.reading.page(one), targets), one.incident, beside, data)

        try:
            self._put(one.incident.url, [mark, *beside.shown()], make)
        except InputError as e:
            if e.path != one.path:
                raise
            self.skipped.append(Skipped(str(one.incident.source), e.line, reason(e)))
            return
        self.marks[one.incident.url] = mark
        self.notes += near.notes
        for name, file in near.files.items():
            self.output.put(name, file.content)

    def _content(self, incident: Incident) -> Page:
        one = self._by_url[incident.url]
        near = Neighbours(self.workspace, one, self.reports, self.closed)
        return placed(self.reading.page(one), _to_charts(one, near.targets())[0])

    def _shared(self, incidents: list[Incident]) -> None:
        """The pages and files that tell of all incidents."""
        site = Archive(
            incidents=incidents,
            pages=self.pages,
            config=self.workspace.config,
            options=self.options,
            content=self._content,
            names=lambda: self.output.names,
            note=lambda one, why: self.notes.append(Masked(str(one.source), None, why)),
        )
        short = {one.url: caching.digest(one.in_short()) for one in incidents}
        for kind in KINDS:
            for made in kind(site):
                digests = short if isinstance(made, File) and made.in_short else self.marks
                shown = [digests[one.url] for one in made.shows]
                if isinstance(made, Folder):
                    self._put_all(made, shown)
                else:
                    self._put(made.name, [*shown, made.also], made.make)
        for name, content in _assets(self.workspace, self.options):
            self.output.put(f"assets/{name}", content)
        if logo := self.pages.logo:
            self.output.put(logo.name, logo.content)

    def _put(self, name: str, shown: Sequence[str], make: Callable[[], str | bytes]) -> None:
        """Write a file, unless all that it shows is as it was when it was written and it was not touched since.

        What was shown then is known from our own notes alone: a file in the workspace may be anybody's.
        """
        self.count += name.endswith(".html")
        key = f"made {self._folder} {name}"
        now = caching.digest(self.pages.shell, *shown)
        before, _, content = (self.reading.store.get(key) or b"").decode("ascii", "replace").partition(" ")
        if before == now and self.output.keep(name, content):
            return
        made = make()
        data = made.encode() if isinstance(made, str) else made
        self.output.put(name, data)
        self.reading.store.put(key, f"{now} {hashlib.sha256(data).hexdigest()}".encode())

    def _put_all(self, folder: Folder, shown: Sequence[str]) -> None:
        """Write the files of a folder that is made in one go, unless they are all as they were, as `_put` does."""
        key = f"made {self._folder} {folder.name}"
        now = caching.digest(folder.maker, *shown)
        before, *names = (self.reading.store.get(key) or b"").decode("utf-8", "replace").split("\n")
        known = [name.partition(" ") for name in names]
        if before == now and all(self.output.keep(name, digest) for digest, _, name in known):
            return
        made = folder.make()
        for name, data in made.items():
            self.output.put(name, data)
        lines = (f"{hashlib.sha256(data).hexdigest()} {name}" for name, data in made.items())
        self.reading.store.put(key, "\n".join([now, *lines]).encode())


def _to_charts(one: Published, targets: list[str | Image | None]) -> tuple[list[str | Image | None], dict[str, str]]:
    """What the report's addresses mean, those of drawn charts their places on the page; and by place, their files."""
    data: dict[str, str] = {}
    for number, address in enumerate(one.card.addresses):
        target = targets[number]
        if address.url in one.card.drawn and isinstance(target, str):
            place = charts.place_of(address.url)
            data[place], targets[number] = target, f"#{place}"
    return targets, data


def _assets(workspace: Workspace, options: Options) -> Iterator[tuple[str, bytes]]:
    names = [*ASSETS, *(["live.js"] if options.live else [])]
    if workspace.config.site.search == "pagefind":
        names.append("search.js")
    if accent := workspace.config.site.accent:
        yield "accent.css", stylesheet(accent).encode()
    for name in names:
        for folder in workspace.template_folders:
            path = folder / "site" / "assets" / name
            if path.is_file():
                if not path.resolve().is_relative_to(folder.resolve()):
                    raise InputError(path, "is a link that leads out of the templates' folder")
                yield name, path.read_bytes()
                break
        else:
            raise InputError(shipped_templates() / "site" / "assets" / name, "is missing")
