"""`incident list`: the reports of a workspace, newest first."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from incidentkit.cli import console, options
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
    from incidentkit.errors import InputError
    from incidentkit.report.read import read
    from incidentkit.report.store import find_reports

    workspace = Workspace.find()
    rows: list[dict[str, Any]] = []
    have: dict[str, set[str]] = {"service": set(), "severity": set(), "status": set(), "tag": set(), "year": set()}
    unread = False
    for path in find_reports(workspace):
        try:
            report = read(path, workspace)
        except InputError as e:
            console.problem(e.message, e.hint)
            unread = True
            continue
        row = _row(report, shown(path))
        have["service"] |= set(row["services"])
        have["severity"] |= {row["severity"]} - {None}
        have["status"].add(report.status_text or "final")
        have["tag"] |= set(row["tags"])
        have["year"] |= {str(report.date.year)} if report.date else set()
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
    if not rows and not json:
        wanted = {"service": service, "severity": severity, "status": status, "tag": tag}
        _say_what_there_is({**wanted, "year": [str(one) for one in year or []]}, have)
        return Exit.USAGE if unread else Exit.OK
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


def _say_what_there_is(wanted: dict[str, list[str] | None], have: dict[str, set[str]]) -> None:
    """Why nothing is listed: the words of a filter that no report has, and those that some have."""
    from incidentkit import inert

    if not any(have.values()):
        console.say("There are no reports here yet; `incident new` starts one.")
        return
    console.say("No report fits.")
    for name, words in wanted.items():
        known = {word.casefold() for word in have[name]}
        unknown = [word for word in words or [] if word.casefold() not in known]
        if unknown:
            some = sorted(have[name], key=str.casefold)
            told = ", ".join(some[:12]) + (", …" if len(some) > 12 else "") if some else "none"
            console.say(inert.terminal(f"  No report has the {name} {', '.join(unknown)}. There are: {told}."))


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
