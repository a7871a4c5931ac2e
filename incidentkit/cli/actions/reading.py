"""What the commands on action items share: which reports, as on which day, and what could not be read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from incidentkit.cli import console
from incidentkit.errors import Exit, IncidentkitError, UsageError

if TYPE_CHECKING:
    from datetime import date

    from incidentkit.config import Workspace

Paths = Annotated[list[Path] | None, typer.Argument(help="Reports or folders; default: all of the workspace.")]
Today = Annotated[str | None, typer.Option("--today", metavar="DATE", help="As on this day, YYYY-MM-DD.")]


def day_of(today: str | None, workspace: Workspace) -> date:
    """The day that `--today` names, else today in the workspace's zone."""
    from datetime import date, datetime

    from incidentkit import zones

    if today is None:
        zone = zones.resolve(workspace.config.report.timezone, workspace.config.report.zones)
        return datetime.now(zone).date()
    try:
        return date.fromisoformat(today.strip())
    except ValueError as e:
        raise UsageError(f"--today {today!r} is no date", hint="Write it as 2026-12-01.") from e


def tell_unread(troubles: Sequence[IncidentkitError]) -> Exit:
    """Say which reports could not be read; the others were."""
    for trouble in troubles:
        console.problem(trouble.message, trouble.hint)
    return Exit.USAGE if troubles else Exit.OK
