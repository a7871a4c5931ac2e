"""`incident show`: one report in the terminal, or as JSON."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Annotated

import typer

from incidentkit.cli import console
from incidentkit.errors import Exit
from incidentkit.paths import shown

if TYPE_CHECKING:
    from datetime import datetime

    from incidentkit.report.model import ActionItem, Report, TimelineEntry

WIDTH = 80


def show(
    report: Annotated[
        str, typer.Argument(metavar="REPORT", help="A path, a file's name, or a part of it that is unique.")
    ],
    json: Annotated[bool, typer.Option("--json", help="Print everything that was read, as JSON.")] = False,
) -> Exit:
    """Show what a report says: its facts, its timeline, what is still to do. Any dialect of Markdown is read."""
    from pathlib import Path

    from incidentkit import evidence
    from incidentkit.config import Workspace
    from incidentkit.report.as_json import to_json
    from incidentkit.report.read import read
    from incidentkit.report.store import find_report

    given = Path(report)
    workspace = Workspace.find(given.parent if given.is_file() else None)
    found = read(find_report(report, workspace), workspace)
    if json:
        ledger = evidence.read(found.path.with_suffix("") / "evidence.jsonl")
        console.out_json(to_json(found, ledger))
        return Exit.OK
    console.out("\n".join(_page(found)))
    for note in found.warnings:
        console.warn(f"{shown(found.path)}:{note.line}: {note.message}")
    return Exit.OK


def _page(report: Report) -> list[str]:
    lines = [*_wrap(report.title or report.path.stem, ""), ""]
    facts = [(name, value) for name, value in _facts(report) if value]
    width = max(len(name) for name, _ in facts)
    for name, value in facts:
        lines += _wrap(value, f"  {name:<{width}}  ")
    if report.timeline:
        lines += ["", "Timeline" + (f" ({report.timezone})" if report.timezone else ""), *_timeline(report)]
    still_open = [item for item in report.actions if not item.done and not item.dropped]
    if report.actions:
        done = sum(bool(item.done) for item in report.actions)
        lines += [
            "",
            f"Action items: {len(still_open)} open" + (f", {done} done" if done else ""),
            *_actions(still_open),
        ]
    return lines


def _facts(report: Report) -> list[tuple[str, str]]:
    return [
        ("date", report.date.isoformat() if report.date else ""),
        ("status", report.status_text or ""),
        ("severity", report.severity or ""),
        ("services", ", ".join(report.services)),
        ("tags", ", ".join(report.tags)),
        *((name, _instant(getattr(report, name), report)) for name in ("started", "detected", "mitigated", "resolved")),
        ("lasted", duration(report.duration_seconds)),
        ("file", shown(report.path)),
    ]


def _instant(at: datetime | None, report: Report) -> str:
    """An instant in the report's zone, else in UTC."""
    from datetime import UTC

    from incidentkit import zones
    from incidentkit.errors import SettingsError

    if at is None:
        return ""
    try:
        local = at.astimezone(zones.resolve(report.timezone)) if report.timezone else at.astimezone(UTC)
    except SettingsError:
        local = at.astimezone(UTC)
    return f"{local:%Y-%m-%d %H:%M:%S} ({zones.label(local)})"


def duration(seconds: int | None) -> str:
    """`1 h 18 min`, `2 d 3 h`; empty for None."""
    if seconds is None:
        return ""
    if seconds < 0:
        return "less than nothing: resolved lies before started"
    days, rest = divmod(seconds, 86400)
    hours, rest = divmod(rest, 3600)
    parts = [(days, "d"), (hours, "h"), (rest // 60, "min")]
    said = [f"{number} {unit}" for number, unit in parts if number][:2]
    return " ".join(said) or f"{seconds} s"


def _timeline(report: Report) -> list[str]:
    """The entries, times in a column, a line for each day."""
    days = {entry.date for entry in report.timeline}
    width = max((len(_clock(entry)) for entry in report.timeline), default=0)
    lines: list[str] = []
    day = None
    for entry in report.timeline:
        if len(days) > 1 and entry.date and entry.date != day:
            day = entry.date
            lines.append(f"  {day.isoformat()}")
        milestone = f"{entry.milestone.upper()} " if entry.milestone else ""
        lines += _wrap(milestone + _brief(entry.text), f"  {_clock(entry):>{width}}  ")
    return lines


def _clock(entry: TimelineEntry) -> str:
    if entry.time is None:
        return ""
    return ("~" if entry.approximate else "") + entry.time + (f"–{entry.until}" if entry.until else "")


def _brief(text: str, limit: int = 230) -> str:
    """The first passage of an entry: the whole text is one `--json` away."""
    from incidentkit import inert

    first = text.split("\n", 1)[0]
    return inert.one_line(first, limit) + (" …" if len(first) < len(text) and not first.endswith("…") else "")


def _actions(items: list[ActionItem]) -> list[str]:
    lines: list[str] = []
    group = None
    for item in items:
        if item.group != group:
            group = item.group
            lines += _wrap(group, "  ") if group else []
        about = [part for part in (item.owner, f"due {item.due_text}" if item.due_text else None, item.issue) if part]
        lines += _wrap(_brief(item.text) + (f" ({', '.join(about)})" if about else ""), "  - ")
    return lines


def _wrap(text: str, lead: str) -> list[str]:
    """Lines of at most 80 columns, continued under the first word; a long address is left whole."""
    return textwrap.wrap(
        " ".join(text.split()),
        WIDTH,
        initial_indent=lead,
        subsequent_indent=" " * len(lead),
        break_long_words=False,
        break_on_hyphens=False,
    ) or [lead.rstrip()]
