"""`incident check`: the rules, for people and for CI."""

from __future__ import annotations

import os
import sys
import time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from incidentkit.errors import Exit

if TYPE_CHECKING:
    from incidentkit.checks.interface import Rule
    from incidentkit.checks.run import Outcome
    from incidentkit.config import Workspace


class Format(StrEnum):
    """How findings are printed."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


def check(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[PATH]...", help="Reports, or folders of them; default: all.")
    ] = None,
    format_: Annotated[Format, typer.Option("--format", help="For people, programs, or GitHub's log.")] = Format.TEXT,
    json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    select: Annotated[list[str] | None, typer.Option(metavar="RULE", help="Only this rule; repeatable.")] = None,
    ignore: Annotated[list[str] | None, typer.Option(metavar="RULE", help="Not this rule; repeatable.")] = None,
) -> Exit:
    """Look reports over before others read them: facts that contradict, blanks, blame, secrets.

    Exit code 1 says that something was found, 2 that a file could not be read.
    """
    from incidentkit.checks.run import chosen
    from incidentkit.config import Workspace
    from incidentkit.errors import UsageError
    from incidentkit.report.store import find_reports

    rules = chosen(_split(select), _split(ignore))
    for path in paths or ():
        if not path.exists():
            raise UsageError(f"{path}: there is no such file or folder", hint="Name reports, or folders of them.")
    workspace = Workspace.find(paths[0] if paths else None)
    outcome = _run(find_reports(workspace, tuple(paths or ())), workspace, rules)
    _print(outcome, Format.JSON if json else format_)
    if outcome.unread:
        return Exit.USAGE
    return Exit.FINDINGS if outcome.findings else Exit.OK


def _split(names: list[str] | None) -> tuple[str, ...]:
    return tuple(part.strip() for name in names or () for part in name.split(",") if part.strip())


def _run(paths: list[Path], workspace: Workspace, rules: tuple[Rule, ...]) -> Outcome:
    """One report after the other; a file that cannot be read does not keep the others from being checked."""
    from incidentkit.checks.hits import covered
    from incidentkit.checks.run import Outcome, Unread
    from incidentkit.checks.run import check as check_report
    from incidentkit.cli import console
    from incidentkit.errors import InputError
    from incidentkit.report.read import read

    begun = time.monotonic()
    findings, texts, unread = [], {}, []
    show = console.progress()
    for done, path in enumerate(paths, 1):
        try:
            report = read(path, workspace)
        except InputError as e:
            unread.append(Unread(path, e.message))
            continue
        texts[path] = covered(report, workspace)
        findings += check_report(report, workspace, rules)
        show("Reports checked", done, len(paths))
    return Outcome(tuple(findings), texts, tuple(unread), time.monotonic() - begun)


def _print(outcome: Outcome, how: Format) -> None:
    from incidentkit.checks.formats import document, github, text
    from incidentkit.cli import console

    base = _repository() if how is Format.GITHUB else Path.cwd()
    shown = {path: _shown(path, base) for path in (*outcome.texts, *(unread.path for unread in outcome.unread))}
    for unread in outcome.unread:
        console.problem(unread.message)
    if how is Format.JSON:
        console.out_json(document.render(outcome, shown))
    elif how is Format.GITHUB:
        sys.stdout.writelines(f"{line}\n" for line in github.render(outcome, shown))
    else:
        look = text.Look(colour=sys.stdout.isatty() and not os.environ.get("NO_COLOR"))
        sys.stdout.writelines(f"{line}\n" for line in text.render(outcome, look, shown))


def _shown(path: Path, base: Path) -> str:
    """A path as people write it: relative to where they are, where that is possible."""
    whole = path.absolute()
    return str(whole.relative_to(base)) if whole.is_relative_to(base) else str(path)


def _repository() -> Path:
    """The root of the git repository around the current folder, else that folder: GitHub counts paths from there."""
    here = Path.cwd()
    return next((folder for folder in (here, *here.parents) if (folder / ".git").exists()), here)
