"""`incident actions remind`: what is overdue, and what nobody owns, as Markdown to be posted."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from incidentkit.cli import console
from incidentkit.cli.actions.reading import Paths, Today, day_of, tell_unread
from incidentkit.errors import Exit, IncidentkitError


def remind(
    paths: Paths = None,
    today: Today = None,
    json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> Exit:
    """Print what is overdue, by owner, and what nobody owns: Markdown for wherever the team reads.

    The text is inert: it mentions nobody and references nothing. What is private is left out. Asks no remote.
    """
    from incidentkit.actions.remind import as_json, markdown, reminder
    from incidentkit.actions.sync import situation
    from incidentkit.config import Workspace

    workspace = Workspace.find()
    troubles: list[IncidentkitError] = []
    day = day_of(today, workspace)
    now = situation(workspace, paths or (), os.environ, troubles.append, need_token=False)
    found = reminder(now.items, day)
    if json:
        console.out_json(as_json(found))
    else:
        console.out(markdown(found))
    if found.private:
        console.say(f"Left out as private: {found.private}.")
    return tell_unread(troubles)
