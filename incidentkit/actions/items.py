"""All action items of all reports, each with its id, its repository and what it links to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from incidentkit.actions.ids import assign, report_name
from incidentkit.actions.routes import Ref, is_own, reference, route
from incidentkit.config import Workspace
from incidentkit.report.model import ActionItem, Report
from incidentkit.report.privacy import private_spans


@dataclass(frozen=True, slots=True)
class Tracked:
    """One action item. `id` is frozen in the report, or derived; `repo` is where its issue goes ("" unknown);
    `link` is the issue it has, `private` whether it must not leave the repository, `twins` are other items with the
    same id, as `path:line`."""

    report: Report
    item: ActionItem
    name: str
    id: str
    repo: str
    upstream: bool
    link: Ref | None
    private: bool
    twins: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """Where it stands: `path:line`."""
        return f"{self.report.path}:{self.item.line}"


def collect(
    reports: Sequence[Report], workspace: Workspace, *, home: str, hosts: Iterable[str], others: Sequence[Report] = ()
) -> list[Tracked]:
    """The items of `reports`, in order. `others` are reports whose ids count when equal ids are looked for."""
    hosts = frozenset(hosts)
    settings = workspace.config.actions
    places = _places((*reports, *others))
    found = []
    for report in reports:
        name = report_name(report.path, workspace)
        hidden = private_spans(report.text)
        for item, item_id in zip(report.actions, assign(name, report.actions), strict=True):
            repo = route(item, settings, home)
            here = f"{report.path}:{item.line}"
            tracked = Tracked(
                report=report,
                item=item,
                name=name,
                id=item_id,
                repo=repo,
                upstream=bool(repo) and not is_own(repo, settings, home),
                link=reference(item.issue, hosts, home) if item.issue else None,
                private=report.visibility == "private"
                or any(start < item.span.end and item.span.start < end for start, end in hidden),
                twins=tuple(place for place in places.get(item.id or "", ()) if place != here),
            )
            found.append(tracked)
    return found


def _places(reports: Iterable[Report]) -> dict[str, list[str]]:
    """Where each frozen id stands, so that a copied line is seen."""
    places: dict[str, list[str]] = {}
    seen: set[Path] = set()
    for report in reports:
        if report.path.resolve() in seen:
            continue
        seen.add(report.path.resolve())
        for item in report.actions:
            if item.id:
                places.setdefault(item.id, []).append(f"{report.path}:{item.line}")
    return places
