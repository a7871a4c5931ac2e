"""`incident stats`: how many, how bad, how long, without a figure that misleads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from incidentkit.cli import console, options
from incidentkit.errors import Exit

if TYPE_CHECKING:
    from incidentkit.site.archive import Incident
    from incidentkit.site.statistics import Distribution, Measured, Statistics


def stats(
    service: options.Services = None,
    severity: options.Severities = None,
    tag: options.Tags = None,
    year: options.Years = None,
    every: Annotated[
        bool, typer.Option("--all", help="Also drafts and private reports, which the site leaves out.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> Exit:
    """Count incidents and show how long they took, each for itself: no mean, no MTTR. The same as on the site."""
    from incidentkit.config import Workspace
    from incidentkit.errors import InputError
    from incidentkit.report.store import find_reports
    from incidentkit.site.brief import brief
    from incidentkit.site.statistics import statistics
    from incidentkit.site.topics import key

    workspace = Workspace.find()
    found: list[Incident] = []
    unread = False
    for path in find_reports(workspace):
        try:
            one = brief(path, workspace, every=every)
        except InputError as e:
            console.problem(e.message, e.hint)
            unread = True
            continue
        wanted = one and (
            _any(service, one.services, key)
            and _any(severity, [one.severity or ""], key)
            and _any(tag, one.tags, key)
            and (not year or (one.on is not None and one.on.year in year))
        )
        if one and wanted:
            found.append(one)
    figures = statistics(found)
    if json:
        console.out_json(as_json(figures))
    elif not found:
        said = "No report fits." if service or severity or tag or year else "No report is published."
        console.say(f"{said} `incident list` shows all; drafts and private reports count with --all.")
    else:
        from incidentkit.cli.stats_text import lines

        console.out("\n".join(lines(figures)))
    return Exit.USAGE if unread else Exit.OK


def _any(wanted: list[str] | None, has: Any, key: Any) -> bool:
    return not wanted or bool({key(word) for word in wanted} & {key(word) for word in has})


def as_json(figures: Statistics) -> dict[str, Any]:
    """The shape of `incident stats --json`. Lengths are in seconds."""
    return {
        "reports": figures.reports,
        "going_on": figures.going_on,
        "undated": figures.undated,
        "years": [{"year": y.number, "count": y.total, "months": list(y.months)} for y in figures.years],
        "severities": [{"name": c.name, "count": c.number} for c in figures.severities],
        "services": [{"name": t.name, "count": len(t.incidents)} for t in figures.services],
        "no_service": figures.no_service,
        "to_detect": _distribution(figures.to_detect),
        "to_resolve": _distribution(figures.to_resolve),
    }


def _distribution(one: Distribution) -> dict[str, Any]:
    def seconds(measured: Measured | None) -> int | None:
        return int(measured.span.total_seconds()) if measured else None

    return {
        "count": len(one.found),
        "unsaid": one.unsaid,
        "lower_quartile_seconds": seconds(one.lower),
        "median_seconds": seconds(one.median),
        "upper_quartile_seconds": seconds(one.upper),
        "incidents": [
            {
                "path": str(m.incident.source),
                "title": m.incident.title,
                "date": m.incident.on.isoformat() if m.incident.on else None,
                "severity": m.incident.severity,
                "seconds": seconds(m),
            }
            for m in one.found
        ],
    }
