"""A workspace's reports to a site: collect, compose, render, write what changed."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from incidentkit import files
from incidentkit.config import Workspace, shipped_templates
from incidentkit.errors import InputError, UsageError
from incidentkit.site import archive, data
from incidentkit.site.collect import Published, by_path, collect
from incidentkit.site.compose import Page, compose
from incidentkit.site.facts import facts
from incidentkit.site.lastlook import LastLook
from incidentkit.site.neighbours import Neighbours
from incidentkit.site.options import Masked, Options, Result, Skipped
from incidentkit.site.output import MANIFEST, Output
from incidentkit.site.pages import Pages
from incidentkit.sources.interface import Progress, silent

ASSETS = ("site.css", "site.js", "icon.svg")


def build(workspace: Workspace, options: Options, folder: Path, progress: Progress = silent) -> Result:
    """Write the site of `workspace` into `folder`.

    A report that cannot be read, or that holds a secret, is left out and named in the result; the others are written.
    Raises InputError for a template that cannot be used and for a folder in the workspace that leads out of it,
    UsageError where somebody's own file stands in the way.
    """
    started = time.monotonic()
    if folder.absolute().is_relative_to(workspace.root):
        files.inside(workspace.root, folder)
        if folder.resolve().is_relative_to(workspace.incidents.resolve()):
            raise UsageError(f"{folder} lies among the reports", hint="Name a folder outside of incidents/.")
    found = collect(workspace, options)
    if not found.published and not workspace.incidents.is_dir() and (folder / MANIFEST).exists():
        # A folder that is gone, or was renamed, must not empty a site that was good.
        raise InputError(workspace.incidents, "is not there: the site that was built is left as it is")
    site = _Site(workspace, options, Output.open(folder), Pages(workspace, options), found.closed)
    site.skipped += found.skipped
    site.notes += found.masked
    ordered = site.incidents(found.published, progress)
    site.shared(ordered)
    site.output.finish()
    out = site.output
    return Result(
        reports=len(ordered),
        pages=site.count,
        written=out.written,
        unchanged=out.unchanged,
        removed=out.removed,
        skipped=tuple(site.skipped),
        notes=tuple(site.notes),
        refused=found.refused or site.refused,
        kept=tuple(out.kept),
        seconds=round(time.monotonic() - started, 3),
    )


@dataclass
class _Site:
    workspace: Workspace
    options: Options
    output: Output
    pages: Pages
    closed: frozenset[Path]
    count: int = 0
    refused: bool = False

    def __post_init__(self) -> None:
        self.skipped: list[Skipped] = []
        self.notes: list[Masked] = []

    def incidents(self, published: Sequence[Published], progress: Progress) -> list[archive.Incident]:
        """Write each incident's page, newest first; only what the shared pages need is kept in memory."""
        reports = by_path(published)
        order = _order(published, self.workspace)
        done: list[archive.Incident] = []
        waiting: Page | None = None  # its neighbour is known once that one passed the last look
        for number, one in enumerate(order):
            page = self._compose(one, reports)
            if page is not None:
                if waiting is not None:
                    self._page(waiting, done, page.incident)
                waiting = page
            progress("Pages", number + 1, len(order))
        if waiting is not None:
            self._page(waiting, done, None)
        return done

    def _page(self, page: Page, done: list[archive.Incident], older: archive.Incident | None) -> None:
        self._put(page.incident.url, self.pages.incident(page, done[-1] if done else None, older))
        done.append(page.incident)

    def _compose(self, one: Published, reports: dict[Path, Published]) -> Page | None:
        near = Neighbours(self.workspace, one, reports, self.closed)
        page = compose(one.report, self.workspace.config, url=one.url, source=one.source, targets=near.targets)
        look = LastLook(self.workspace.config.redact, one.excused)
        page = look.page(page)
        if look.secret or (look.findings and self.options.strict):
            personal = "holds personal data: not published (--strict)"
            self.skipped.append(Skipped(str(one.source), None, look.secret.message if look.secret else personal))
            self.refused = True
            return None
        self.notes += [*near.notes, *(Masked(str(one.source), None, f.message) for f in look.findings)]
        for name, file in near.files.items():
            self.output.put(name, file.content)
        return page

    def shared(self, ordered: list[archive.Incident]) -> None:
        """The pages and files that tell of all incidents."""
        self._put("index.html", self.pages.index(ordered))
        self._put("actions.html", self.pages.actions(ordered))
        self._put("404.html", self.pages.missing())
        base = self.options.base_url
        self.output.put("incidents.json", data.as_json(ordered, base).encode())
        if base:
            title = self.workspace.config.site.title
            self.output.put("feed.xml", data.atom(ordered, base, title).encode())
            self.output.put("sitemap.xml", data.sitemap([i.url for i in ordered], base).encode())
        for name, content in _assets(self.workspace, self.options):
            self.output.put(f"assets/{name}", content)
        if logo := self.pages.logo:
            self.output.put(logo.name, logo.content)

    def _put(self, name: str, text: str) -> None:
        self.output.put(name, text.encode())
        self.count += 1


def _assets(workspace: Workspace, options: Options) -> Iterator[tuple[str, bytes]]:
    names = (*ASSETS, "live.js") if options.live else ASSETS
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


def _order(published: Sequence[Published], workspace: Workspace) -> list[Published]:
    short = {one.url: one for one in published}
    return [short[i.url] for i in archive.in_order(_title(one, workspace) for one in published)]


def _title(one: Published, workspace: Workspace) -> archive.Incident:
    """What is known of an incident before its text is rendered."""
    known = facts(one.report, workspace.config)
    return archive.incident(
        replace(one.report, actions=()), workspace.config, url=one.url, source=one.source, facts=known, summary="",
        actions=(),
    )  # fmt: skip
