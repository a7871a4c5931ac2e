"""A report in short without its page: what the terminal counts. Nothing is rendered, so that a thousand take seconds."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from incidentkit.config import Workspace
from incidentkit.report.privacy import without_private
from incidentkit.report.read import read, read_text
from incidentkit.site import archive
from incidentkit.site.collect import kept_in
from incidentkit.site.facts import facts


def brief(path: Path, workspace: Workspace, *, every: bool = False) -> archive.Incident | None:
    """The report in short; None for a draft or a private one, unless `every` is asked for.

    Private passages count only with `every`: the figures are then those of the repository, else those of the site.
    Raises InputError for what cannot be read, and where its words leave a doubt about what is private.
    """
    report = read(path, workspace)
    if not every:
        if kept_in(report):
            return None
        report = read_text(without_private(path, report.text), path, workspace)
    place = path.relative_to(workspace.root) if path.is_relative_to(workspace.root) else path
    source = PurePosixPath(place.as_posix())
    known = facts(report, workspace.config)
    return archive.incident(
        report, workspace.config, url=str(source), source=source, facts=known, summary="", actions=()
    )
