"""`incident import PATH...`: foreign documents to reports of this workspace."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from incidentkit.cli import console, options
from incidentkit.errors import Exit, IncidentkitError, InputError, UsageError
from incidentkit.paths import shown

if TYPE_CHECKING:
    from incidentkit.config import Workspace

_MARKDOWN = (".md", ".qmd", ".markdown")


def import_(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH...", help="Reports in Markdown or Quarto, PDF exports, or folders that hold some."
        ),
    ],
    tz: options.Zone = None,
    names: options.Names = False,
    site_root: Annotated[
        Path | None,
        typer.Option("--site-root", metavar="DIR", help="The folder the old site is made of; its addresses lead here."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print what would be written, and write nothing.")] = False,
    as_json: options.Json = False,
) -> Exit:
    """Bring foreign reports over into this format: Markdown and Quarto, and what PagerDuty printed to PDF.

    Every command reads Markdown and Quarto as they are; this is for those who want one form. Words stay as they were
    written, sections move under ours, times are written our way, pictures are copied beside. The source stays where it
    is, nothing is overwritten, and `aliases` keep the old address alive. A dry run prints the difference and what was
    understood. In a PDF the owner of the review gets a pseudonym; names inside the text are the text's.
    """
    from incidentkit.cli import when
    from incidentkit.config import Workspace

    workspace = Workspace.find()
    if tz:
        when.zone(tz, workspace.config.report.zones)
    worst = Exit.OK
    shown: list[dict[str, Any]] = []
    for path in _files(paths, workspace):
        try:
            if path.suffix.lower() in _MARKDOWN:
                shown.append(_markdown(path, workspace, tz=tz, root=site_root, dry_run=dry_run, as_json=as_json))
            else:
                shown.append(_pdf(path, workspace, tz=tz, names=names, dry_run=dry_run, as_json=as_json))
        except IncidentkitError as e:
            if len(paths) == 1 and path == paths[0]:
                raise
            console.problem(e.message if path.name in e.message else f"{path}: {e.message}", e.hint)  # the rest goes on
            worst = max(worst, e.code)
    if as_json:
        console.out_json(shown[0] if len(shown) == 1 and len(paths) == 1 and paths[0].is_file() else shown)
    return worst


def _files(paths: list[Path], workspace: Workspace) -> list[Path]:
    from incidentkit.report.store import find_reports, has_shape

    found: list[Path] = []
    for path in paths:
        if not path.exists():
            raise InputError(path, "there is no such file or folder", hint="Check the path.")
        if path.is_dir():
            reports = [file for file in find_reports(workspace, [path]) if has_shape(file, workspace)]
            found += sorted([*reports, *path.rglob("*.pdf")])
        else:
            found.append(path)
    if not found:
        raise UsageError("no report there", hint="Name files, or a folder that holds some.")
    return found


def _markdown(
    path: Path, workspace: Workspace, *, tz: str | None, root: Path | None, dry_run: bool, as_json: bool
) -> dict[str, Any]:
    from incidentkit.importers import assets, markdown
    from incidentkit.report.as_json import to_json
    from incidentkit.report.read import read

    report = read(path, workspace)
    made = markdown.convert(report, workspace, zone=tz, root=root or assets.published_root(path))
    if dry_run and not as_json:
        console.diff(report.text, made.text, shown(made.target))
    if not dry_run:
        markdown.write(made)
        if not as_json:
            console.out(shown(made.target))
    for line in (*made.understood, *made.notes) if dry_run else made.notes:
        console.say(f"{path.name}: {line}")
    if not dry_run and path.resolve().is_relative_to(workspace.incidents.resolve()):
        console.say(f"{path.name} stays where it is; until it is taken away both are listed and published.")
    copies = [{"from": str(one), "to": str(there)} for one, there in made.copies]
    return {**to_json(made.report), "understood": [*made.understood, *made.notes], "copies": copies}


def _pdf(
    path: Path, workspace: Workspace, *, tz: str | None, names: bool, dry_run: bool, as_json: bool
) -> dict[str, Any]:
    from incidentkit import files
    from incidentkit.importers import document, pagerduty, pdf
    from incidentkit.redact.people import Pseudonyms
    from incidentkit.report.as_json import to_json
    from incidentkit.report.facts import count
    from incidentkit.report.read import read_text
    from incidentkit.report.write import slug

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
            console.out(shown(target))
    report = read_text(markdown, target, workspace)
    console.say(
        f"{path.name}: {document.found_in(report)}, {count(len(made.parts), 'section')}, times in {report.timezone}."
    )
    return {**to_json(report), "status_text": made.status or report.status_text}
