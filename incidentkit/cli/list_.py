"""`incident list`: the reports of a workspace, newest first."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from incidentkit.cli import console, options
from incidentkit.cli.reports import Filters, readable
from incidentkit.errors import Exit
from incidentkit.paths import shown

if TYPE_CHECKING:
    from incidentkit.report.model import Report


def list_(
    service: options.Services = None,
    severity: options.Severities = None,
    status: Annotated[
        list[str] | None, typer.Option(metavar="STATUS", help="draft, review or final (no status counts as final).")
    ] = None,
    tag: options.Tags = None,
    year: options.Years = None,
    open_actions: Annotated[bool, typer.Option("--open-actions", help="Only with action items that are open.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print a JSON list.")] = False,
) -> Exit:
    """List the reports of this workspace, newest first. Several filters must all hold."""
    from incidentkit.config import Workspace
    from incidentkit.report.read import read

    reports, code = readable(read, Workspace.find())
    filters = Filters(service, severity, status, tag, year)
    rows = [_row(report) for report in reports if _fits(report, filters)]
    rows = [row for row in rows if row["open_actions"] or not open_actions]
    rows.sort(key=lambda row: (row["date"] or "", row["path"]), reverse=True)
    if rows or json:
        _print(rows, json)
    else:
        _say_what_there_is(reports, filters)
    return code


def _fits(report: Report, filters: Filters) -> bool:
    return filters.fit(report.services, report.severity, report.tags, report.date, _status(report))


def _status(report: Report) -> str:
    return report.status_text or "final"


def _row(report: Report) -> dict[str, Any]:
    return {
        "path": shown(report.path),
        "title": report.title,
        "date": report.date.isoformat() if report.date else None,
        "status": report.status,
        "severity": report.severity,
        "services": list(report.services),
        "tags": list(report.tags),
        "open_actions": sum(1 for item in report.actions if not item.done and not item.dropped),
    }


def _say_what_there_is(reports: list[Report], filters: Filters) -> None:
    """Why nothing is listed: the words of a filter that no report has, and those that some have."""
    from incidentkit.site.topics import key

    if not reports:
        console.say("There are no reports here yet; `incident new` starts one.")
        return
    console.say("No report fits.")
    have = {
        "service": (filters.service, {name for report in reports for name in report.services}),
        "severity": (filters.severity, {report.severity for report in reports if report.severity}),
        "status": (filters.status, {_status(report) for report in reports}),
        "tag": (filters.tag, {name for report in reports for name in report.tags}),
        "year": ([str(year) for year in filters.year or ()], {str(r.date.year) for r in reports if r.date}),
    }
    for name, (words, there) in have.items():
        known = {key(word) for word in there}
        unknown = [word for word in words or () if key(word) not in known]
        if unknown:
            some = sorted(there, key=str.casefold)
            told = ", ".join(some[:12]) + (", …" if len(some) > 12 else "") if some else "none"
            console.say(f"  No report has the {name} {', '.join(unknown)}. There are: {told}.")


def _print(rows: list[dict[str, Any]], json: bool) -> None:
    if json:
        console.out_json(rows)
        return
    if sys.stdout.isatty():
        console.out("\n".join(line for row in rows for line in _two_lines(row)))
        return
    console.table(
        ("date", "severity", "status", "open", "title", "path"),
        [
            (
                row["date"] or "",
                row["severity"] or "",
                row["status"] or "",
                str(row["open_actions"] or ""),
                row["title"] or "",
                row["path"],
            )
            for row in rows
        ],
    )


def _two_lines(row: dict[str, Any]) -> tuple[str, str]:
    """A report for a terminal: what it was, and below it the path, whole, to be copied."""
    todo = f"{row['open_actions']} open" if row["open_actions"] else ""
    told = (row["severity"], row["status"], todo, row["title"])
    return f"{row['date'] or '':10}  " + " · ".join(word for word in told if word), f"{'':12}{row['path']}"
