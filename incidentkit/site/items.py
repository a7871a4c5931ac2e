"""The page of the action items of all incidents; of more than it can hold, a page for each year."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from incidentkit.actions.listing import settled
from incidentkit.site import volumes
from incidentkit.site.archive import Incident
from incidentkit.site.facets import Facet
from incidentkit.site.shared import Archive, File
from incidentkit.site.todo import shares, todos
from incidentkit.site.volumes import Part

FOLDER = "actions"
# As many as a page lists.
ITEMS = 1000


def actions(site: Archive) -> Iterable[File]:
    """The action items of all incidents, and those of each year where there are many."""
    with_items = [one for one in site.incidents if one.actions]
    own = volumes.volumes(with_items, ITEMS, lambda one: len(one.actions)).own
    yield File(
        "actions.html",
        lambda: site.pages.render("actions", "actions.html", **_all(site, with_items, own)),
        with_items,
        in_short=True,
    )
    for part, _, _ in volumes.every(own):
        yield File(f"{FOLDER}/{part.name}.html", partial(_of, site, part), part.incidents, in_short=True)


def _all(site: Archive, incidents: Sequence[Incident], own: Sequence[Part]) -> dict[str, Any]:
    said = _told(site, incidents, own)
    return said | {"title": "Action items", "description": "What is being done after the incidents", "part": None}


def _of(site: Archive, part: Part) -> str:
    return site.pages.render(
        "actions", f"{FOLDER}/{part.name}.html", title=f"Action items, {part.label}",
        description=f"What is being done after the incidents: {part.label}", part=part,
        **_told(site, part.incidents, part.parts),
    )  # fmt: skip


def _told(site: Archive, incidents: Sequence[Incident], own: Sequence[Part]) -> dict[str, Any]:
    """What a page lists. Of one that is cut, only what is open and due first; the rest stands on its parts' pages."""
    items = todos(incidents, site.config)
    by_owner = shares(items, lambda one: (one.item.owner or "").strip().lstrip("@"), "nobody")
    by_repo = shares(items, lambda one: one.repo, "not known")
    still = [one for one in items if not settled(one.tracked)]
    done = [one for one in items if settled(one.tracked)]
    return {
        "reports": len(incidents),
        "open": still,
        "done": done,
        "shown_open": still[:ITEMS] if own else still,
        "shown_done": [] if own else done,
        "own": own,
        "dropped": sum(one.tracked.item.dropped and not one.tracked.item.done for one in items),
        "by_owner": by_owner,
        "by_repo": by_repo,
        "owners": {one.key: number for number, one in enumerate(by_owner, 1)},
        "repos": {one.key: number for number, one in enumerate(by_repo, 1)},
        "facets": [
            Facet("owner", "Owner", {one.key: one.name for one in by_owner}),
            Facet("repo", "Repository", {one.key: one.name for one in by_repo}),
        ],
    }
