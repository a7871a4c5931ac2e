"""Write docs/commands.md from the program itself: `make docs`. tests/docs/test_reference.py compares the two."""

from __future__ import annotations

import re
from pathlib import Path

import typer
from typer import Context
from typer.core import TyperArgument, TyperCommand, TyperGroup

from incidentkit.cli.app import app

PAGE = Path(__file__).resolve().parents[1] / "docs" / "commands.md"
HEAD = """\
# Commands

Written by `make docs` from the program itself; `incident COMMAND --help` (or `help COMMAND`) says the same. What is
printed to stdout is the product, everything else goes to stderr. Paths, in JSON as well, are relative to the current
folder where they lie below it. [Exit codes](exit-codes.md), [settings](settings.md).
"""


def reference() -> str:
    """The whole page."""
    root = typer.main.get_command(app)
    assert isinstance(root, TyperGroup)
    context = Context(root, info_name="incident")
    parts = [HEAD, *_commands(root, context)]
    return "\n".join(parts)


def _commands(group: TyperGroup, context: Context) -> list[str]:
    parts = []
    for name, command in group.commands.items():
        inner = Context(command, info_name=name, parent=context)
        if isinstance(command, TyperGroup):
            parts += [_section(command, inner), *_commands(command, inner)]
        else:
            parts.append(_section(command, inner))
    return parts


def _section(command: TyperCommand | TyperGroup, context: Context) -> str:
    rows, usage = [], [context.command_path, *(["[OPTIONS]"] if len(command.params) else [])]
    for param in command.params:
        record = param.get_help_record(context)
        if record and isinstance(param, TyperArgument):
            name = (param.metavar or param.name or "").strip("[].").upper() + ("..." if param.nargs != 1 else "")
            usage.append(name if param.required else f"[{name}]")
            rows.append(f"| `{name}` | {_cell(record[1])} |")
        elif record:
            rows.append(f"| `{_cell(record[0])}` | {_cell(record[1])} |")
    if isinstance(command, TyperGroup):
        usage.append("COMMAND")
    table = ["", "| | |", "|---|---|", *rows] if rows else []
    return "\n".join(
        (f"## {context.command_path}", "", _prose(command.help or ""), "", f"    {' '.join(usage)}", *table, "")
    )


def _prose(text: str) -> str:
    """Help texts are wrapped as written; a form feed ends what `--help` shows."""
    return "\n\n".join(" ".join(part.split()) for part in re.split(r"\n\s*\n", text.partition("\f")[0].strip()))


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(reference(), encoding="utf-8")
