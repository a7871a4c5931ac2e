"""`incident capture`: save the evidence now, write the report later."""

from __future__ import annotations

import shlex
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from incidentkit.cli import console, options, told
from incidentkit.cli.flags import Flags, with_sources
from incidentkit.errors import Exit, UsageError
from incidentkit.paths import shown

if TYPE_CHECKING:
    from incidentkit.capture import Bundle, Taken
    from incidentkit.gather import Collected


@with_sources
def capture(
    *,
    flags: Flags,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="BUNDLE", help="The file that evidence is saved in, and added to.")
    ],
    watch: Annotated[bool, typer.Option("--watch", help="Keep capturing until stopped.")] = False,
    every: Annotated[
        int, typer.Option(metavar="SECONDS", min=1, max=3600, help="With --watch: how often the bundle is written.")
    ] = 60,
    most: Annotated[
        int, typer.Option(metavar="MB", min=1, max=4096, help="Beyond this the bundle loses its oldest records.")
    ] = 64,
    names: options.Names = False,
    as_json: options.Json = False,
) -> Exit:
    """Save the redacted evidence of an incident, without a report: `new --bundle` and `update --bundle` read it later.

    Safe to run again, and during the incident: what is known already stays, what is new is added.
    """
    from incidentkit.capture import Bundle
    from incidentkit.cli import watch as watching
    from incidentkit.cli.capturing import Capture

    if watch and as_json:
        raise UsageError("--json goes without --watch", hint="The bundle itself is JSON Lines.")
    bundle = Bundle(output, largest=most * 2**20)
    one = Capture(flags, bundle, names=names, follow=watch)
    if watch:
        return watching.run(one, every)
    collected, taken = one.take(console.progress())
    _tell(bundle, collected, taken, as_json=as_json)
    if collected.interrupted:
        console.say("Interrupted: what was gathered until then is saved; run it again for the rest.")
        return Exit.INTERRUPTED
    return Exit.FINDINGS if collected.gaps else Exit.OK


def _tell(bundle: Bundle, collected: Collected, taken: Taken, *, as_json: bool) -> None:
    told.troubles(collected)
    path = shown(bundle.path)
    if as_json:
        console.out_json(
            {
                "path": path,
                "evidence": dict(collected.counts),
                "gaps": told.gaps(collected.gaps),
                "redacted": dict(collected.redacted),
                "new": taken.new,
                "changed": taken.changed,
                "dropped": taken.dropped,
                "records": len(bundle.records),
            }
        )
        return
    told.evidence(collected, f"New in the bundle: {taken.new}.")
    console.out(path)
    console.say(f'Next: incident new "What happened" --bundle {shlex.quote(path)}')


def at() -> str:
    """The time of day, for the lines of a program that runs for days."""
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"
