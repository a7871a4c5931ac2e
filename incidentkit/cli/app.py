"""The program `incident`: a literal list of its commands, in the order in which an outage needs them."""

from __future__ import annotations

from typing import Annotated

import typer

from incidentkit import __version__
from incidentkit.cli import (
    actions,
    asof,
    build,
    capture,
    check,
    demo,
    doctor,
    import_,
    init,
    list_,
    new,
    pr,
    schema,
    serve,
    show,
    stats,
    update,
)

app = typer.Typer(
    name="incident",
    help="Blameless incident reports from Slack threads and Kubernetes events, in your git repository.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

# Modules import only typer, the standard library and `console` at the top: see tests/cli/test_imports.py.
COMMANDS: tuple[tuple[str, object], ...] = (
    ("init", init.init),
    ("new", new.new),
    ("capture", capture.capture),
    ("update", update.update),
    ("asof", asof.asof),
    ("import", import_.import_),
    ("check", check.check),
    ("pr", pr.pr),
    ("build", build.build),
    ("serve", serve.serve),
    ("list", list_.list_),
    ("show", show.show),
    ("stats", stats.stats),
    ("doctor", doctor.doctor),
    ("schema", schema.schema),
    ("demo", demo.demo),
)
# Commands with sub-commands.
GROUPS: tuple[tuple[str, typer.Typer], ...] = (("actions", actions.app),)


def _version(value: bool) -> None:
    if value:
        typer.echo(f"incidentkit {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    pass


for _name, _command in COMMANDS:
    app.command(_name)(_command)  # type: ignore[type-var]
for _name, _group in GROUPS:
    app.add_typer(_group, name=_name)
