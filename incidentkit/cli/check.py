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

_STDIN = Path("-")


class Format(StrEnum):
    """How findings are printed."""

    TEXT = "text"
    CONCISE = "concise"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"


class FailOn(StrEnum):
    """The least that ends with 1."""

    WARNING = "warning"
    ERROR = "error"


def check(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATH]...", help="Reports, or folders of them; default: all. - is stdin."),
    ] = None,
    format_: Annotated[
        Format, typer.Option("--format", help="For people, editors, programs, GitHub's log, code scanning.")
    ] = Format.TEXT,
    json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    statistics: Annotated[bool, typer.Option("--statistics", help="Only how often each rule spoke.")] = False,
    select: Annotated[list[str] | None, typer.Option(metavar="RULE", help="Only this rule; repeatable.")] = None,
    ignore: Annotated[list[str] | None, typer.Option(metavar="RULE", help="Not this rule; repeatable.")] = None,
    diff: Annotated[
        str | None, typer.Option(metavar="BASE", help="Only what is new since this branch or commit.")
    ] = None,
    fix: Annotated[bool, typer.Option("--fix", help="Take out characters that hide, and say where.")] = False,
    fail_on: Annotated[
        FailOn, typer.Option("--fail-on", help="The least that ends with 1; all is printed.")
    ] = FailOn.WARNING,
    stdin_filename: Annotated[
        Path | None, typer.Option(metavar="PATH", help="What the report on stdin is called.")
    ] = None,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Neither use nor keep earlier results.")] = False,
    explain: Annotated[
        str | None, typer.Option(metavar="RULE", help="Say what a rule looks for, why, and how to answer it.")
    ] = None,
) -> Exit:
    """Look reports over before others read them: facts that contradict, blanks, blame, secrets.

    Exit code 1 says that something was found, 2 that a file could not be read.
    """
    from incidentkit.checks.many import check_all, check_text
    from incidentkit.checks.run import chosen
    from incidentkit.config import Workspace

    if explain is not None:
        return _explain(explain)
    how = Format.JSON if json else format_
    _refuse_together(paths or (), how, statistics=statistics, alone=diff is not None or fix, name=stdin_filename)
    rules = chosen(_split(select), _split(ignore))
    if paths == [_STDIN]:
        workspace = Workspace.find(stdin_filename)
        path = stdin_filename or workspace.incidents / "stdin.md"
        outcome = check_text(sys.stdin.buffer.read(), path, workspace, rules)
    else:
        _refuse_missing(paths or ())
        workspace = Workspace.find(paths[0] if paths else None)
        reports, changes = _chosen_reports(tuple(paths or ()), workspace, diff)
        if changes and not reports and how is Format.TEXT:
            console.out(f"No report differs from {diff}.")
            return Exit.OK
        if fix:
            _fix(reports, workspace)
            changes = _changes(workspace, diff) if diff is not None else None
        outcome = check_all(reports, workspace, rules, {} if no_cache else os.environ, console.progress(), changes)
    _print(outcome, how, statistics=statistics)
    if outcome.unread:
        return Exit.USAGE
    counted = [f for f in outcome.findings if fail_on is FailOn.WARNING or f.severity == "error"]
    return Exit.FINDINGS if counted else Exit.OK


def _explain(rule: str) -> Exit:
    from incidentkit.checks.manual import explained

    console.out(explained(rule))
    return Exit.OK


def _refuse_together(paths: Sequence[Path], how: Format, *, statistics: bool, alone: bool, name: Path | None) -> None:
    from incidentkit.errors import UsageError

    if statistics and how is not Format.TEXT:
        raise UsageError(f"--statistics cannot be combined with --format {how}", hint="The JSON document has `rules`.")
    if _STDIN in paths and (len(paths) > 1 or alone):
        raise UsageError("- (stdin) is one report: no other path, --diff or --fix goes with it")
    if name and _STDIN not in paths:
        raise UsageError("--stdin-filename names the report on stdin", hint=f"incident check - --stdin-filename {name}")


def _chosen_reports(
    paths: tuple[Path, ...], workspace: Workspace, base: str | None
) -> tuple[list[Path], Changes | None]:
    """The reports that are asked for; with a base, those of them that differ from it."""
    from incidentkit.checks.ledger import ledger_of
    from incidentkit.report.store import find_reports

    reports = find_reports(workspace, paths)
    if base is None:
        return reports, None
    changes = _changes(workspace, base)
    # A report also counts as changed where only its ledger did.
    changed = [path for path in reports if {path.resolve(), ledger_of(path).resolve()} & changes.lines.keys()]
    return changed, changes


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

    quiet = True
    for path in reports:
        try:
            report = read(path, workspace)
            result = fixed(report, workspace)
            if result.done:
                edit.save(report, result.text, workspace)
                console.say(f"{shown(path)}: {result.done}.")
                quiet = False
        except InputError as e:
            console.warn(f"not mended: {e.message}")
            quiet = False
    if quiet:
        console.say("--fix: no hidden characters to take out. All else needs a person's word.")


def _print(outcome: Outcome, how: Format, *, statistics: bool) -> None:
    from incidentkit.checks.formats import concise, counts, document, sarif, text

    base = _repository() if how in (Format.GITHUB, Format.SARIF) else None
    named = {path: shown(path, base) for path in (*outcome.texts, *(unread.path for unread in outcome.unread))}
    for unread in outcome.unread:
        console.problem(unread.message, unread.hint)
    if how is Format.JSON:
        console.out_json(document.render(outcome, named))
    elif how is Format.SARIF:
        console.out_json(sarif.render(outcome, named))
    elif how is Format.GITHUB:
        _print_github(outcome, named)
    elif how is Format.CONCISE:
        sys.stdout.writelines(f"{line}\n" for line in concise.render(outcome, named))
    elif statistics:
        sys.stdout.writelines(f"{line}\n" for line in counts.render(outcome))
    else:
        look = text.Look(colour=sys.stdout.isatty() and not os.environ.get("NO_COLOR"))
        sys.stdout.writelines(f"{line}\n" for line in text.render(outcome, look, named))
        sys.stdout.flush()
        if outcome.findings:
            console.say("What a rule asks for, and why: `incident check --explain RULE`.")


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
