"""`incident list`: the reports of a workspace, newest first."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from incidentkit.errors import Exit

if TYPE_CHECKING:
    from incidentkit.report.model import Report


def list_(
    service: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only what hit this service; repeatable.")
    ] = None,
    severity: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only of this severity; repeatable.")
    ] = None,
    status: Annotated[
        list[str] | None, typer.Option(metavar="STATUS", help="draft, review or final (no status counts as final).")
    ] = None,
    tag: Annotated[list[str] | None, typer.Option(metavar="TAG", help="Only with this tag; repeatable.")] = None,
    year: Annotated[list[int] | None, typer.Option(metavar="YEAR", help="Only of this year; repeatable.")] = None,
    open_actions: Annotated[bool, typer.Option("--open-actions", help="Only with action items that are open.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print a JSON list.")] = False,
) -> Exit:
    """List the reports of this workspace, newest first. Several filters must all hold."""
    from incidentkit.cli import console
    from incidentkit.config import Workspace
    from incidentkit.errors import InputError
    from incidentkit.report.read import read
    from incidentkit.report.store import find_reports

    workspace = Workspace.find()
    rows: list[dict[str, Any]] = []
    unread = False
    for path in find_reports(workspace):
        try:
            report = read(path, workspace)
        except InputError as e:
            console.problem(e.message, e.hint)
            unread = True
            continue
        row = _row(report, str(path.relative_to(workspace.root)))
        if (
            _any(service, row["services"])
            and _any(severity, [row["severity"] or ""])
            and _any(status, [report.status_text or "final"])
            and _any(tag, row["tags"])
            and (not year or (report.date is not None and report.date.year in year))
            and (not open_actions or row["open_actions"])
        ):
            rows.append(row)
    rows.sort(key=lambda row: (row["date"] or "", row["path"]), reverse=True)
    _print(rows, json)
    return Exit.USAGE if unread else Exit.OK


def _row(report: Report, path: str) -> dict[str, Any]:
    return {
        "path": path,
        "title": report.title,
        "date": report.date.isoformat() if report.date else None,
        "status": report.status,
        "severity": report.severity,
        "services": list(report.services),
        "tags": list(report.tags),
        "open_actions": sum(1 for item in report.actions if not item.done),
    }


def _any(wanted: list[str] | None, has: list[str]) -> bool:
    """Whether one of the wanted words is there; case does not matter. Nothing wanted is fine with everything."""
    return not wanted or bool({word.casefold() for word in wanted} & {word.casefold() for word in has})


def _print(rows: list[dict[str, Any]], json: bool) -> None:
    from incidentkit.cli import console

    if json:
        console.out_json(rows)
        return
    if not rows:
        console.say("No report fits. Without filters, `incident list` shows all; `incident new` starts one.")
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
