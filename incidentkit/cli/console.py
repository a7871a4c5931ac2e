"""What the commands print: the product to stdout, the conversation to stderr, nothing that a terminal would obey."""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from incidentkit import inert
from incidentkit.cli import plain

if TYPE_CHECKING:
    from incidentkit.sources.interface import Progress


def out(text: str) -> None:
    """A line of the product, on stdout."""
    sys.stdout.write(inert.terminal(text) + "\n")
    sys.stdout.flush()  # in step with what stderr says, also where both go to one file


def out_json(value: Any) -> None:
    """The product as JSON, on stdout: what a terminal obeys, hides or cannot show stands as an escape of JSON."""
    text = json.dumps(value, ensure_ascii=not plain.holds_all(), indent=2)
    sys.stdout.write(inert.escaped(text) + "\n")


def say(text: str) -> None:
    """A line of the conversation, on stderr."""
    sys.stderr.write(inert.terminal(text) + "\n")


def warn(text: str) -> None:
    """A line about something that is not as it should be; the command goes on."""
    say(f"warning: {text}")


def problem(message: str, hint: str | None = None) -> None:
    """An expected failure: one line, and the next step."""
    say(f"error: {message}")
    if hint:
        say(f"  {hint}")


def bug(error: BaseException) -> None:
    """A traceback without secrets, and where to send it."""
    from incidentkit.redact import scrub

    text = "".join(traceback.format_exception(error))
    for name, value in os.environ.items():  # a token of a shape that no rule knows
        if len(value) >= 8 and any(word in name.upper() for word in ("TOKEN", "SECRET", "PASSWORD", "KEY")):
            text = text.replace(value, f"[redacted: {name}]")
    say(scrub(text).rstrip())
    say("This is a bug in incidentkit. Please report it with the lines above.")


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table on stdout, as wide as the terminal; off a terminal one row a line, tabs between, nothing cut."""
    if not sys.stdout.isatty():
        for row in (header, *rows):
            out("\t".join(" ".join(inert.terminal(cell).split()) for cell in row))
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    filled = [list(row) for row in rows]
    shown = [number for number in range(len(header)) if not filled or any(row[number] for row in filled)]
    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for number in shown:
        grid.add_column(header[number], overflow="fold")
    for row in filled:
        grid.add_row(*(Text(inert.terminal(row[number])) for number in shown))
    Console(markup=False, emoji=False, highlight=False).print(grid)


def diff(before: str, after: str, name: str) -> None:
    """A unified diff on stdout, in colour only at a terminal; nothing where both are equal."""
    from difflib import unified_diff

    rows = unified_diff(before.splitlines(), after.splitlines(), f"a/{name}", f"b/{name}", lineterm="")
    if not sys.stdout.isatty():
        for row in rows:
            out(row)
        return
    from rich.console import Console
    from rich.text import Text

    styles = {"+": "green", "-": "red", "@": "cyan"}
    console = Console(markup=False, emoji=False, highlight=False, soft_wrap=True)
    for row in rows:
        style = "bold" if row.startswith(("+++", "---")) else styles.get(row[:1], "")
        console.print(Text(inert.terminal(row), style=style))


def progress() -> Progress:
    """A one-line progress display on stderr; does nothing off a terminal."""
    from incidentkit.sources.interface import silent

    if not sys.stderr.isatty():
        return silent

    def show(what: str, done: int, total: int | None) -> None:
        of = f" of {total}" if total is not None else ""
        end = "\n" if total is not None and done >= total else ""
        sys.stderr.write(f"\r\x1b[2K{inert.one_line(what, 60)}: {done}{of}{end}")
        sys.stderr.flush()

    return show
