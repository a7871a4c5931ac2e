"""`incident demo [DIR]`: the whole tour on bundled evidence, offline."""

from __future__ import annotations

import contextlib
import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from incidentkit.errors import Exit


def demo(
    folder: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="A new or empty folder; default: a temporary one.")
    ] = None,
) -> Exit:
    """Take the tour: a report and its site from the bundled evidence of an outage. Needs no network, ends by itself."""
    from incidentkit import demo as tour
    from incidentkit.cli import console, run

    source = tour.evidence()
    root = tour.prepare(folder, source)
    before = set((root / "incidents").glob("*.md"))
    console.say(f"A tour of incidentkit in {root}")
    # One stream while the commands run, so that they and their results stay in order; stdout is for the paths.
    with tour.apart(), contextlib.chdir(root), contextlib.redirect_stdout(sys.stderr):
        for step in tour.steps(source):
            console.say(f"\n# {step.why}\n$ incident {shlex.join(step.arguments)}")
            code = run(list(step.arguments))
            if code not in step.fine:
                console.problem(f"`incident {step.arguments[0]}` ended with {int(code)}", f"See {root}.")
                return code
    report = next(iter(set((root / "incidents").glob("2*.md")) - before))
    console.say("\nThe tour is over. The report, and the site to open in a browser:")
    console.out(str(report))
    console.out(str(root / "site" / "index.html"))
    console.say(f"Next: fill in what the report asks for, then `cd {shlex.quote(str(root))} && incident check`.")
    console.say("For your own outage: `incident init` in a git repository, then `incident new --help`.")
    return Exit.OK
