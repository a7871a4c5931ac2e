"""`incident doctor`: what works, and what to do about the rest."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from incidentkit.cli import console
from incidentkit.errors import Exit


def doctor(
    offline: Annotated[bool, typer.Option("--offline", help="Ask no remote, whatever tokens are there.")] = False,
    slack: Annotated[
        list[str] | None,
        typer.Option("--slack", metavar="URL", help="Permalink of a thread to try to read; repeatable."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> Exit:
    """Look at settings, tokens and rights: what works, what to do about the rest."""
    from dataclasses import asdict
    from pathlib import Path

    from incidentkit.doctor import examine

    findings = examine(Path.cwd(), os.environ, offline=offline, threads=slack or ())
    fine = all(finding.status != "fail" for finding in findings)
    if json:
        console.out_json({"ok": fine, "findings": [asdict(finding) for finding in findings]})
    else:
        for finding in findings:
            _show(f"{finding.status:<4}  {finding.name}: {finding.detail}")
            if finding.next_step:
                _show(f"      {finding.next_step}")
    return Exit.OK if fine else Exit.SETTINGS


def _show(line: str) -> None:
    """A line of 80 columns and what does not fit under it; a path is never broken, so that it can be copied."""
    from textwrap import wrap

    from incidentkit.cli import console

    indent = " " * 6
    start = line[:6]
    for part in wrap(line[6:], 74, break_long_words=False, break_on_hyphens=False) or [""]:
        console.out(f"{start}{part}")
        start = indent
