"""`incident actions`: action items and their GitHub issues."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from incidentkit.cli import console
from incidentkit.errors import Exit, IncidentkitError, UsageError
from incidentkit.paths import shown

if TYPE_CHECKING:
    from datetime import date

    from incidentkit.actions.apply import Outcome
    from incidentkit.actions.plan import Step
    from incidentkit.config import Workspace

app = typer.Typer(name="actions", help="Action items and their GitHub issues.", no_args_is_help=True)

Paths = Annotated[list[Path] | None, typer.Argument(help="Reports or folders; default: all of the workspace.")]
Today = Annotated[str | None, typer.Option("--today", metavar="DATE", help="As on this day, YYYY-MM-DD.")]


@app.command("list")
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
    day = _day(today, workspace)
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
        counts = totals(found)
        console.say(", ".join(f"{counts[key]} {key}" for key in ("total", "open", "overdue", "unowned", "unlinked")))
    return _told(troubles)


def _row(entry: dict[str, object]) -> tuple[str, ...]:
    state = "done" if entry["done"] else "dropped" if entry["dropped"] else "overdue" if entry["overdue"] else "open"
    age = entry["age_days"]
    issue = entry["issue"] or (f"none in {entry['repo']}" if entry["repo"] else "none")
    return (
        state, str(entry["due"] or "—"), f"{age} d" if age is not None else "—",
        str(entry["owner"] or "—"), str(issue), str(entry["text"]),
        f"{entry['report']}:{entry['line']}",
    )  # fmt: skip


def _print_lines(row: tuple[str, ...]) -> None:
    """An item at a terminal: seven columns would leave ten characters to each."""
    import shutil
    from textwrap import wrap

    from incidentkit import inert

    state, due, age, owner, issue, text, place = (" ".join(inert.terminal(cell).split()) for cell in row)
    facts = (state, f"due {due}" if due != "—" else "", owner if owner != "—" else "no owner", age)
    width = max(40, shutil.get_terminal_size().columns)
    console.out("  ".join(fact for fact in facts if fact))
    for line in wrap(text, width, initial_indent="    ", subsequent_indent="    "):
        console.out(line)
    console.out(f"    {issue}\n    {place}")


def _day(today: str | None, workspace: Workspace) -> date:
    """The day that `--today` names, else today in the workspace's zone."""
    from datetime import date, datetime

    from incidentkit import zones

    if today is None:
        zone = zones.resolve(workspace.config.report.timezone, workspace.config.report.zones)
        return datetime.now(zone).date()
    try:
        return date.fromisoformat(today.strip())
    except ValueError as e:
        raise UsageError(f"--today {today!r} is no date", hint="Write it as 2026-12-01.") from e


@app.command()
def remind(
    paths: Paths = None,
    today: Today = None,
    json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> Exit:
    """Print what is overdue, by owner, and what nobody owns: Markdown for wherever the team reads.

    The text is inert: it mentions nobody and references nothing. What is private is left out. Asks no remote.
    """
    from incidentkit.actions.remind import as_json, markdown, reminder
    from incidentkit.actions.sync import situation
    from incidentkit.config import Workspace

    workspace = Workspace.find()
    troubles: list[IncidentkitError] = []
    day = _day(today, workspace)
    now = situation(workspace, paths or (), os.environ, troubles.append, need_token=False)
    found = reminder(now.items, day)
    if json:
        console.out_json(as_json(found))
    else:
        console.out(markdown(found))
    if found.private:
        console.say(f"Left out as private: {found.private}.")
    return _told(troubles)


@app.command()
def sync(
    paths: Paths = None,
    apply: Annotated[bool, typer.Option("--apply", help="Do what the plan says.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the plan and exit with 0.")] = False,
    upstream: Annotated[bool, typer.Option("--upstream", help="File in repositories outside the team's own.")] = False,
    offline: Annotated[
        bool, typer.Option("--offline", help="Plan from the reports alone; ask GitHub nothing.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the plan as JSON.")] = False,
    verbose: Annotated[
        bool, typer.Option("-v", "--verbose", help="Also bodies of issues, and what is in step.")
    ] = False,
) -> Exit:
    """Bring action items and GitHub issues together: print the plan; with --apply, carry it out.

    Without --apply nothing is written anywhere, and the exit code is 3 when something is to be done.
    """
    from incidentkit.actions.apply import Applier
    from incidentkit.actions.sync import prepare, situation
    from incidentkit.config import Workspace
    from incidentkit.github.client import GitHub

    if apply and (dry_run or offline):
        raise UsageError("--apply cannot be combined with --dry-run or --offline")
    workspace = Workspace.find()
    troubles: list[IncidentkitError] = []
    now = situation(workspace, paths or (), os.environ, troubles.append, need_token=not offline)
    github = GitHub(now.account, notify=console.say, progress=console.progress())
    plan = prepare(now, None if offline else github, upstream=upstream or _interactive())
    outcomes: list[Outcome] = []
    if not json:
        _print_plan(plan.steps, verbose=verbose)
    if apply:
        declined = set() if upstream else _declined(plan.steps)
        steps = [s for s in plan.steps if not (s.abroad and s.tracked.repo in declined)]
        outcomes = Applier(github, workspace, plan.remote, _tell).run(steps)
    if json:
        failed = [{"report": shown(o.step.tracked.report.path), "line": o.step.tracked.item.line, "message": o.message}
                  for o in outcomes if o.code]  # fmt: skip
        console.out_json({"plan": [s.as_json() for s in plan.steps], "applied": apply, "failed": failed})
    _summary(len(now.items), plan.steps, outcomes, offline=offline)
    if not apply and any(step.pending for step in plan.steps):
        console.say("Nothing was sent. With --apply it is done.")
    return _exit(plan.steps, outcomes, _told(troubles), waits=not apply and not dry_run)


def _interactive() -> bool:
    """Whether there is somebody to ask."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def _declined(steps: Sequence[Step]) -> set[str]:
    """Ask, for each repository that is another team's, whether to file there; gives those where the answer was no."""
    repos = dict.fromkeys(step.tracked.repo for step in steps if step.abroad)
    return {
        repo for repo in repos
        if not typer.confirm(f"{repo} is not the team's own. File {_count(steps, repo)} there?", err=True)
    }  # fmt: skip


def _count(steps: Sequence[Step], repo: str) -> str:
    number = sum(step.abroad and step.tracked.repo == repo for step in steps)
    return "1 issue" if number == 1 else f"{number} issues"


def _print_plan(steps: Sequence[Step], *, verbose: bool) -> None:
    """One line a step, on stdout: what is done where, and why."""
    for step in steps:
        if step.quiet and not verbose:
            continue
        raw = step.as_json()
        where = f"{raw['repo']}#{raw['issue']}" if raw["issue"] else raw["repo"] or "nowhere"
        console.out(f"{step.op:<7} {where}  {raw['title']}")
        console.out(f"        {raw['report']}:{raw['line']}: {step.reason}")
        if verbose and step.rendered:
            console.out("\n".join(f"        | {line}".rstrip() for line in step.rendered.body.split("\n")))


def _tell(outcome: Outcome) -> None:
    t = outcome.step.tracked
    line = f"{shown(t.report.path)}:{t.item.line}: {outcome.message}"
    if outcome.code:
        console.warn(line)
    else:
        console.say(line)


def _summary(items: int, steps: Sequence[Step], outcomes: Sequence[Outcome], *, offline: bool) -> None:
    from incidentkit.report.facts import count

    pending = sum(step.pending for step in steps)
    quiet = sum(step.quiet for step in steps)
    skipped = len(steps) - pending - quiet
    done = sum(not outcome.code for outcome in outcomes)
    told = [
        *([f"{done} done"] if outcomes else []),
        *([f"{pending - done} to do"] if pending > done or not outcomes else []),
        f"{quiet} in step or not tracked",
        *([f"{skipped} skipped"] if skipped else []),
    ]
    asked = " GitHub was not asked." if offline else ""
    console.say(f"{count(items, 'action item')}: {', '.join(told)}.{asked}")


def _told(troubles: Sequence[IncidentkitError]) -> Exit:
    """Say which reports could not be read; the others were."""
    for trouble in troubles:
        console.problem(trouble.message, trouble.hint)
    return Exit.USAGE if troubles else Exit.OK


def _exit(steps: Sequence[Step], outcomes: Sequence[Outcome], reading: Exit, *, waits: bool) -> Exit:
    """5 before 4; then 3, where only a plan stands between the reports and GitHub; then 2, 1."""
    codes = {reading, *(o.code for o in outcomes), *(s.problem for s in steps)} - {Exit.OK}
    for code in (Exit.REMOTE, Exit.SETTINGS):
        if code in codes:
            return code
    if waits and any(step.pending for step in steps):
        return Exit.PENDING
    return Exit.USAGE if Exit.USAGE in codes else Exit.FINDINGS if codes else Exit.OK
