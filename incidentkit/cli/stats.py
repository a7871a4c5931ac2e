"""`incident stats`: how many, how bad, how long, without a figure that misleads."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from incidentkit.cli import console, options
from incidentkit.cli.reports import Filters, readable
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
    from incidentkit.site.brief import brief
    from incidentkit.site.statistics import statistics

    incidents, code = readable(partial(brief, every=every), Workspace.find())
    filters = Filters(service, severity, tag=tag, year=year)
    figures = statistics([one for one in incidents if one and _fits(one, filters)])
    if json:
        console.out_json(as_json(figures))
    elif not figures.reports:
        said = "No report fits." if filters else "No report is published."
        console.say(f"{said} `incident list` shows all; drafts and private reports count with --all.")
    else:
        from incidentkit.cli.stats_text import lines

        console.out("\n".join(lines(figures)))
    return code


def _fits(one: Incident, filters: Filters) -> bool:
    return filters.fit(one.services, one.severity, one.tags, one.on)


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
