"""`incident schema`: the JSON Schema of a report's front matter."""

from __future__ import annotations

from typing import Annotated

import typer

from incidentkit.cli import console
from incidentkit.errors import Exit


def schema(
    json: Annotated[bool, typer.Option("--json", help="The same: a schema is JSON.")] = False,
) -> Exit:
    """Print the JSON Schema of the front matter, for editors and other tools."""
    from incidentkit.report.schema import json_schema

    console.out_json(json_schema())
    return Exit.OK
