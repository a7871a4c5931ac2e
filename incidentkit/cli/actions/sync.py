"""`incident actions sync`: action items and their GitHub issues brought together, by a plan that is printed first."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from incidentkit.cli import console
from incidentkit.cli.actions.reading import Paths, tell_unread
from incidentkit.errors import Exit, IncidentkitError, UsageError
from incidentkit.paths import shown

if TYPE_CHECKING:
    from incidentkit.actions.apply import Outcome
    from incidentkit.actions.plan import Step


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
    return _exit(plan.steps, outcomes, tell_unread(troubles), waits=not apply and not dry_run)


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


def _exit(steps: Sequence[Step], outcomes: Sequence[Outcome], reading: Exit, *, waits: bool) -> Exit:
    """5 before 4; then 3, where only a plan stands between the reports and GitHub; then 2, 1."""
    codes = {reading, *(o.code for o in outcomes), *(s.problem for s in steps)} - {Exit.OK}
    for code in (Exit.REMOTE, Exit.SETTINGS):
        if code in codes:
            return code
    if waits and any(step.pending for step in steps):
        return Exit.PENDING
    return Exit.USAGE if Exit.USAGE in codes else Exit.FINDINGS if codes else Exit.OK
