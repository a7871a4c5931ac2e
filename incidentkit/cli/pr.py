"""`incident pr REPORT`: bring a report to review."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated, Any

import typer

from incidentkit.cli import console
from incidentkit.errors import Exit, SettingsError, UsageError

if TYPE_CHECKING:
    from incidentkit.github.pulls import Pull
    from incidentkit.pull_request import Plan, Wanted


def pr(
    name: Annotated[str, typer.Argument(metavar="REPORT", help="A report's path, or a part of its name.")],
    apply: Annotated[bool, typer.Option("--apply", help="Do what the plan says.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the plan and exit with 0.")] = False,
    reviewer: Annotated[
        list[str] | None, typer.Option(metavar="LOGIN", help="Whom to ask: a login, or ORG/TEAM; repeatable.")
    ] = None,
    base: Annotated[str, typer.Option(metavar="BRANCH", help="To be merged into; default: the repository's.")] = "",
    branch: Annotated[str, typer.Option(metavar="BRANCH", help="Instead of incident/NAME.")] = "",
    json: Annotated[bool, typer.Option("--json", help="Print the plan as JSON.")] = False,
) -> Exit:
    """Open a draft pull request with a report and its evidence: print the plan; with --apply, carry it out.

    Goes through GitHub's API: no git credentials are needed. A draft becomes one in review. Running it again brings
    what changed to the same pull request.
    """
    from incidentkit.config import Workspace
    from incidentkit.github.account import account, home
    from incidentkit.github.client import GitHub
    from incidentkit.github.pulls import Pulls
    from incidentkit.pull_request import apply as carry_out
    from incidentkit.pull_request import plan, wanted
    from incidentkit.report.store import find_report

    if apply and dry_run:
        raise UsageError("--apply cannot be combined with --dry-run")
    workspace = Workspace.find()
    who = account(os.environ)
    place = home(workspace, os.environ)
    if not place:
        raise SettingsError("the team's repository is not known", hint='Set [github] repo = "OWNER/NAME".')
    want = wanted(find_report(name, workspace), workspace)
    repository = GitHub(who, notify=console.say).repository(place)
    pulls = Pulls(who, notify=console.say)
    made = plan(
        want, pulls, workspace, repo=repository.name, base=base or repository.default_branch,
        reviewers=reviewer or workspace.config.github.reviewers, public=not repository.private, branch=branch,
    )  # fmt: skip
    if not json:
        _print(made, want)
    pull = carry_out(made, want, pulls, workspace, console.say) if apply else made.pull
    if json:
        console.out_json(_as_json(made, want, pull, applied=apply))
    elif apply and pull:
        console.out(pull.url)
    pending = made.pending or want.status_changed
    if not pending:
        console.say(f"Nothing to do: {pull.url if pull else made.base} has it all.")
    elif not apply:
        console.say("Nothing was sent. With --apply it is done.")
    return Exit.PENDING if pending and not apply and not dry_run else Exit.OK


def _print(made: Plan, want: Wanted) -> None:
    """One line a step, on stdout; the whole text of what would be published."""
    if want.status_changed:
        console.out(f"edit    {want.path}: status: review")
    if made.changed:
        origin = "" if made.branch_exists else f", new, from {made.base}"
        console.out(f"commit  {made.repo}, branch {made.branch}{origin}: {made.message.splitlines()[0]}")
        for path, data in made.changed.items():
            console.out(f"        {path} ({len(data)} bytes)")
    if made.opens:
        console.out(f"open    a draft pull request into {made.base}: {made.title}")
        console.out("\n".join(f"        | {line}".rstrip() for line in made.body.rstrip("\n").split("\n")))
    if made.logins or made.teams:
        console.out(f"ask     {', '.join((*made.logins, *made.teams))} for a review")


def _as_json(made: Plan, want: Wanted, pull: Pull | None, *, applied: bool) -> dict[str, Any]:
    return {
        "repo": made.repo, "base": made.base, "branch": made.branch, "report": want.path,
        "status_changed": want.status_changed, "files": list(made.changed), "opens": made.opens, "title": made.title,
        "body": made.body, "reviewers": [*made.logins, *made.teams], "pull": pull.url if pull else None,
        "number": pull.number if pull else None, "applied": applied,
    }  # fmt: skip
