"""`incident import PATH...`: foreign documents to reports of this workspace."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from incidentkit.cli import console, options
from incidentkit.errors import Exit, IncidentkitError, UsageError

if TYPE_CHECKING:
    from incidentkit.config import Workspace


def import_(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="PDF exports of post-incident reports.")],
    tz: options.Zone = None,
    names: options.Names = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the report instead of writing it.")] = False,
    as_json: options.Json = False,
) -> Exit:
    """Import post-incident reports that PagerDuty printed to PDF, text as it was written, in this format.

    Reports in Markdown or Quarto need no import: every command reads them as they are. The owner of the review gets a
    pseudonym; names inside the text are the text's.
    """
    from incidentkit.config import Workspace

    workspace = Workspace.find()
    worst = Exit.OK
    shown: list[dict[str, Any]] = []
    for path in _files(paths):
        try:
            shown.append(_import(path, workspace, tz=tz, names=names, dry_run=dry_run, as_json=as_json))
        except IncidentkitError as e:
            if len(paths) == 1 and path == paths[0]:
                raise
            console.problem(e.message, e.hint)  # the rest goes on
            worst = max(worst, e.code)
    if as_json:
        console.out_json(shown[0] if len(shown) == 1 and len(paths) == 1 and paths[0].is_file() else shown)
    return worst


def _files(paths: list[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        found += sorted(path.rglob("*.pdf")) if path.is_dir() else [path]
    if not found:
        raise UsageError("no PDF file there", hint="Name files, or a folder that holds some.")
    return found


def _import(
    path: Path, workspace: Workspace, *, tz: str | None, names: bool, dry_run: bool, as_json: bool
) -> dict[str, Any]:
    from incidentkit import files
    from incidentkit.importers import document, pagerduty, pdf
    from incidentkit.redact.people import Pseudonyms
    from incidentkit.report.as_json import to_json
    from incidentkit.report.read import read_text
    from incidentkit.report.write import slug

    if path.suffix.lower() in (".md", ".qmd", ".markdown"):
        raise UsageError(
            f"{path} needs no import", hint=f"Put it into incidents/ as it is; `incident show {path}` reads it."
        )
    text = pdf.read(path)
    recognised = pagerduty.recognises(text)
    made = pagerduty.parse(text)
    if not recognised:
        console.warn(f"{path}: no PagerDuty report; its sections are imported as they stand.")
    owner = Pseudonyms({}, names=names).name("owner", made.owner or "") if made.owner else None
    markdown = document.to_markdown(made, zone=tz, owner=made.owner if names else owner)
    title = slug(made.title) or slug(path.stem)
    target = workspace.incidents / f"{document.local_date(made) or 'undated'}-{title}.md"
    if dry_run and not as_json:
        console.out(markdown.rstrip("\n"))
    if not dry_run:
        files.write(target, markdown, exclusive=True)
        if not as_json:
            console.out(str(target.relative_to(Path.cwd())) if target.is_relative_to(Path.cwd()) else str(target))
    report = read_text(markdown, target, workspace)
    console.say(
        f"{path.name}: {len(report.timeline)} timeline entries, {len(report.actions)} action items, "
        f"{len(made.parts)} sections, times in {report.timezone}."
    )
    return {**to_json(report), "status_text": made.status or report.status_text}
