"""`incident build`: the reports as a site."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from incidentkit.cli import console
from incidentkit.errors import Exit
from incidentkit.paths import shown

if TYPE_CHECKING:
    from incidentkit.site.options import Result


def build(
    base_url: Annotated[
        str,
        typer.Option("--base-url", metavar="URL", help="Where the site will live, with its path; else from settings."),
    ] = "",
    drafts: Annotated[bool, typer.Option("--drafts", help="Publish drafts as well, marked as such.")] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Refuse personal data instead of masking it; an unreadable report fails.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print what was done as JSON.")] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="DIR", help="Where to write; default: site/.")
    ] = None,
) -> Exit:
    """Build the site. Writes only what changed, removes only what it wrote."""
    from incidentkit.config import Workspace
    from incidentkit.errors import UsageError
    from incidentkit.site.build import build as build_site
    from incidentkit.site.build import kept_at
    from incidentkit.site.options import Options

    workspace = Workspace.find()
    address = base_url or workspace.config.site.base_url
    if address and not address.lower().startswith(("https://", "http://")):
        raise UsageError(f"{address!r} is no address of a site", hint="Give it with https:// and the site's path.")
    options = Options(base_url=address, drafts=drafts, strict=strict)
    folder = output or workspace.site
    kept = kept_at(workspace, os.environ)
    result = build_site(workspace, options, folder, console.progress(), kept)
    if json:
        console.out_json(as_json(result))
    tell(result)
    if not json:
        console.out(shown(folder / "index.html"))
    return Exit.FINDINGS if result.refused or (strict and result.skipped) else Exit.OK


def as_json(result: Result) -> dict[str, object]:
    """The shape of `incident build --json`."""
    from dataclasses import asdict

    keys = ("reports", "pages", "written", "unchanged", "removed", "skipped", "notes", "seconds")
    values = asdict(result)
    return {key: values[key] for key in keys}


def tell(result: Result) -> None:
    """What a person should know about a build, on stderr."""
    for one in result.notes:
        console.warn(f"{one.path}{f':{one.line}' if one.line else ''}: {one.message}")
    for skipped in result.skipped:
        console.warn(f"left out: {skipped.path}{f':{skipped.line}' if skipped.line else ''}: {skipped.message}")
    for name in result.kept:
        console.warn(f"{name} is no longer part of the site, but somebody changed it: left where it is")
    reports = "1 report" if result.reports == 1 else f"{result.reports} reports"
    console.say(
        f"{reports}, {result.written} files written, {result.unchanged} unchanged, {result.removed} removed"
        f" in {result.seconds:.1f} s"
    )
