"""`incident check`: the rules, for people and for CI."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from incidentkit.cli import console
from incidentkit.errors import Exit
from incidentkit.paths import shown

if TYPE_CHECKING:
    from incidentkit.checks.changed import Changes
    from incidentkit.checks.run import Outcome
    from incidentkit.config import Workspace


class Format(StrEnum):
    """How findings are printed."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"


def check(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[PATH]...", help="Reports, or folders of them; default: all.")
    ] = None,
    format_: Annotated[
        Format, typer.Option("--format", help="For people, programs, GitHub's log, code scanning.")
    ] = Format.TEXT,
    json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    select: Annotated[list[str] | None, typer.Option(metavar="RULE", help="Only this rule; repeatable.")] = None,
    ignore: Annotated[list[str] | None, typer.Option(metavar="RULE", help="Not this rule; repeatable.")] = None,
    diff: Annotated[
        str | None, typer.Option(metavar="BASE", help="Only lines that differ from this branch or commit.")
    ] = None,
    fix: Annotated[bool, typer.Option("--fix", help="Put right what is safe, and say what.")] = False,
) -> Exit:
    """Look reports over before others read them: facts that contradict, blanks, blame, secrets.

    Exit code 1 says that something was found, 2 that a file could not be read.
    """
    from incidentkit.checks.ledger import ledger_of
    from incidentkit.checks.many import check_all
    from incidentkit.checks.run import chosen
    from incidentkit.config import Workspace
    from incidentkit.report.store import find_reports

    rules = chosen(_split(select), _split(ignore))
    _refuse_missing(paths or ())
    workspace = Workspace.find(paths[0] if paths else None)
    reports = find_reports(workspace, tuple(paths or ()))
    changes = _changes(workspace, diff) if diff is not None else None
    if changes:
        # A report also counts as changed where only its ledger did.
        reports = [path for path in reports if {path.resolve(), ledger_of(path).resolve()} & changes.lines.keys()]
        if not reports and format_ is Format.TEXT and not json:
            console.out(f"No report differs from {diff}.")
            return Exit.OK
    if fix:
        _fix(reports, workspace)
        changes = _changes(workspace, diff) if diff is not None else None
    outcome = check_all(reports, workspace, rules, os.environ, console.progress(), changes.lines if changes else None)
    _print(outcome, Format.JSON if json else format_)
    if outcome.unread:
        return Exit.USAGE
    return Exit.FINDINGS if outcome.findings else Exit.OK


def _split(names: list[str] | None) -> tuple[str, ...]:
    return tuple(part.strip() for name in names or () for part in name.split(",") if part.strip())


def _refuse_missing(paths: Sequence[Path]) -> None:
    from incidentkit.errors import UsageError

    for path in paths:
        if not path.exists():
            hint = "Name reports, or folders of them; `incident list` shows what there is."
            raise UsageError(f"{path}: there is no such file or folder", hint=hint)


def _changes(workspace: Workspace, base: str) -> Changes:
    from incidentkit.checks.changed import changes

    found = changes(workspace.root, base)
    if found.doubt:
        console.warn(found.doubt)
    return found


def _fix(reports: Sequence[Path], workspace: Workspace) -> None:
    """What cannot be mended is said, and the rules speak of it all the same."""
    from incidentkit.checks.fix import fixed
    from incidentkit.errors import InputError
    from incidentkit.report import edit
    from incidentkit.report.read import read

    for path in reports:
        try:
            report = read(path, workspace)
            result = fixed(report, workspace)
            if result.done:
                edit.save(report, result.text, workspace)
                console.say(f"{shown(path)}: {result.done}.")
        except InputError as e:
            console.warn(f"not mended: {e.message}")


def _print(outcome: Outcome, how: Format) -> None:
    from incidentkit.checks.formats import document, sarif, text

    base = _repository() if how in (Format.GITHUB, Format.SARIF) else None
    named = {path: shown(path, base) for path in (*outcome.texts, *(unread.path for unread in outcome.unread))}
    for unread in outcome.unread:
        console.problem(unread.message)
    if how is Format.JSON:
        console.out_json(document.render(outcome, named))
    elif how is Format.SARIF:
        console.out_json(sarif.render(outcome, named))
    elif how is Format.GITHUB:
        _print_github(outcome, named)
    else:
        look = text.Look(colour=sys.stdout.isatty() and not os.environ.get("NO_COLOR"))
        sys.stdout.writelines(f"{line}\n" for line in text.render(outcome, look, named))


def _print_github(outcome: Outcome, named: dict[Path, str]) -> None:
    """The log, and the job's summary, where GitHub names a file for it."""
    from incidentkit.checks.formats import github

    sys.stdout.writelines(f"{line}\n" for line in github.render(outcome, named))
    if target := os.environ.get("GITHUB_STEP_SUMMARY"):
        try:
            with Path(target).open("a", encoding="utf-8", errors="replace", newline="\n") as file:
                file.write(github.job_summary(outcome, named))
        except OSError as e:
            console.warn(f"the job's summary cannot be written: {e.strerror}")


def _repository() -> Path:
    """The root of the git repository around the current folder, else that folder: GitHub counts paths from there."""
    here = Path.cwd()
    return next((folder for folder in (here, *here.parents) if (folder / ".git").exists()), here)
