"""`incident init`: make a workspace."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from incidentkit.cli import console
from incidentkit.errors import Exit


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder that is to hold incidents/.")] = Path(),
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be written, write nothing.")] = False,
) -> Exit:
    """Make a workspace: settings, workflows, pre-commit. Adds what is absent, never overwrites."""
    from incidentkit.init import init as make

    steps = list(make(folder, dry_run=dry_run))
    words = {"written": "would write" if dry_run else "wrote", "kept": "kept", "left out": "left out"}
    console.table(
        ("result", "file", "for"),
        [(words[step.outcome], str(step.path.relative_to(folder)), step.why) for step in steps],
    )
    if not dry_run:
        if any(step.path.name == "incidentkit.txt" and step.outcome == "written" for step in steps):
            console.say("Look at .github/incidentkit.txt: the workflows install what it says, and from there.")
        console.say('Next: `incident doctor` shows what is set up, `incident new "What happened"` starts a report.')
    return Exit.OK
