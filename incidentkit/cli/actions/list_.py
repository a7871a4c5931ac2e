"""`incident actions list`: what is to be done, over all reports."""

from __future__ import annotations

import os
import sys
from typing import Annotated, Literal

import typer

from incidentkit.cli import console
from incidentkit.cli.actions.reading import Paths, Today, day_of, tell_unread
from incidentkit.errors import Exit, IncidentkitError


def list_(
    paths: Paths = None,
    only_open: Annotated[bool, typer.Option("--open", help="Only items that are not done.")] = False,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only open items past their due date.")] = False,
    unowned: Annotated[bool, typer.Option("--unowned", help="Only items without an owner.")] = False,
    unlinked: Annotated[bool, typer.Option("--unlinked", help="Only items without an issue.")] = False,
    owner: Annotated[str | None, typer.Option("--owner", help="Only items of this owner.")] = None,
    repo: Annotated[str | None, typer.Option("--repo", help="Only items of this repository, OWNER/NAME.")] = None,
    by: Annotated[
        Literal["due", "age", "owner", "repo", "incident"], typer.Option("--by", help="What to put in order.")
    ] = "due",
    today: Today = None,
    json: Annotated[bool, typer.Option("--json", help="Print them as JSON.")] = False,
) -> Exit:
    """List action items: what is open, overdue, without an owner, without an issue. Asks no remote."""
    from incidentkit.actions.listing import Wanted, entries, totals
    from incidentkit.actions.sync import situation
    from incidentkit.config import Workspace

    workspace = Workspace.find()
    troubles: list[IncidentkitError] = []
    day = day_of(today, workspace)
    now = situation(workspace, paths or (), os.environ, troubles.append, need_token=False)
    wanted = Wanted(open=only_open, overdue=overdue, unowned=unowned, unlinked=unlinked, owner=owner, repo=repo)
    found = entries(now.items, wanted, day, by)
    if json:
        console.out_json({"actions": [entry.as_json() for entry in found], **totals(found)})
    else:
        rows = [_row(entry.as_json()) for entry in found]
        if sys.stdout.isatty():
            for row in rows:
                _print_lines(row)
        else:
            console.table(("state", "due", "age", "owner", "issue", "item", "report"), rows)
        console.say(_summary(totals(found)))
    return tell_unread(troubles)


def _summary(number: dict[str, int]) -> str:
    from incidentkit.report.facts import count

    return (
        f"{count(number['total'], 'action item')}: {number['open']} open, {number['overdue']} overdue,"
        f" {number['unowned']} without an owner, {number['unlinked']} without an issue."
    )


def _row(entry: dict[str, object]) -> tuple[str, ...]:
    state = "done" if entry["done"] else "dropped" if entry["dropped"] else "overdue" if entry["overdue"] else "open"
    issue = entry["issue"] or (f"no issue in {entry['repo']}" if entry["repo"] else "no issue")
    return (
        state, str(entry["due"] or "—"), _age(entry["age_days"]),
        str(entry["owner"] or "—"), str(issue), str(entry["text"]),
        f"{entry['report']}:{entry['line']}",
    )  # fmt: skip


def _age(days: object) -> str:
    """`12 d`, `8 months`, `3 years`: how long ago the incident was, as people say it."""
    if not isinstance(days, int):
        return "—"
    if days < 60:
        return f"{days} d"
    return f"{days // 30} months" if days < 730 else f"{days // 365} years"


def _print_lines(row: tuple[str, ...]) -> None:
    """An item at a terminal: seven columns would leave ten characters to each."""
    import shutil
    from textwrap import wrap

    from incidentkit import inert

    state, due, age, owner, issue, text, place = (" ".join(inert.terminal(cell).split()) for cell in row)
    facts = (state, f"due {due}" if due != "—" else "", owner if owner != "—" else "no owner", age)
    width = max(40, shutil.get_terminal_size().columns)
    console.out("  ".join(fact for fact in facts if fact))
    lead = "    "
    for line in wrap(text, width, initial_indent=lead, subsequent_indent=lead, break_on_hyphens=False):
        console.out(line)
    console.out(f"    {issue}\n    {place}")
