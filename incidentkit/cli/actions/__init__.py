"""`incident actions`: action items and their GitHub issues."""

from __future__ import annotations

import typer

from incidentkit.cli.actions.list_ import list_
from incidentkit.cli.actions.remind import remind
from incidentkit.cli.actions.sync import sync

app = typer.Typer(name="actions", help="Action items and their GitHub issues.", no_args_is_help=True)
app.command("list")(list_)
app.command("remind")(remind)
app.command("sync")(sync)
