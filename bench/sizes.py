"""How the pages that tell of all incidents grow with the archive: bytes of the front page, and of the largest page.

The incidents are the repository's own, under other dates; the pages are rendered as a build renders them, without the
incidents' own pages, which do not grow with the archive.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path

from incidentkit.config import Workspace
from incidentkit.site import archive, figures, front, items, several
from incidentkit.site.archive import Incident
from incidentkit.site.collect import Reading, collect
from incidentkit.site.compose import Page
from incidentkit.site.options import Options
from incidentkit.site.pages import Pages
from incidentkit.site.shared import Archive
from incidentkit.site.store import Store

ROOT = Path(__file__).resolve().parents[1]
COUNTS = (100, 500, 1_000, 2_000, 5_000, 10_000)
KINDS = (front.index, front.years, several.topics, items.actions, figures.figures)


def copies(originals: list[Incident]) -> Iterator[Incident]:
    """The incidents again and again, 336 a year, each at an address of its own."""
    number = 0
    while True:
        for one in originals:
            on = date(1990 + number // 336, number // 28 % 12 + 1, number % 28 + 1)
            yield replace(one, on=on, url=f"incidents/{on}-{Path(one.url).name[11:]}")
            number += 1


def pages_of(count: int) -> dict[str, bytes]:
    """The shared pages and files of an archive of `count` incidents, by name."""
    workspace = Workspace.find(ROOT)
    found = collect(Reading(workspace, Store(None)), Options()).published
    site = Archive(
        incidents=archive.in_order(islice(copies([one.incident for one in found]), count)),
        pages=Pages(workspace, Options()),
        config=workspace.config,
        options=Options(),
        content=_text,
        names=lambda: (),
        note=lambda _one, _why: None,
    )
    files = (file for kind in KINDS for file in kind(site))
    made = ((file.name, file.make()) for file in files)
    return {name: data.encode() if isinstance(data, str) else data for name, data in made}


def _text(one: Incident) -> Page:
    raise LookupError(f"no page that is measured shows the text of {one.url}")


def main() -> None:
    """A line for each size."""
    for count in COUNTS:
        pages = {name: data for name, data in pages_of(count).items() if name.endswith(".html")}
        index, largest = pages["index.html"], max(pages, key=lambda name: len(pages[name]))
        print(
            f"build, {count:6,} reports: index {len(index):9,} bytes, {len(gzip.compress(index, 9)):7,} compressed;"
            f" largest of {len(pages)} shared pages {len(pages[largest]):9,} ({largest})",
            flush=True,
        )
