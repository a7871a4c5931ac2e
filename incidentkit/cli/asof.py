"""`incident asof TIME`: what was running before, at and after a moment."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from incidentkit.cli import console, options, told
from incidentkit.cli.flags import Flags, with_sources
from incidentkit.errors import Exit, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from incidentkit.config import Workspace
    from incidentkit.evidence import Evidence
    from incidentkit.gather import Collected
    from incidentkit.report.model import Report
    from incidentkit.sources.interface import Source, Window
    from incidentkit.versions import Row, State


@with_sources
def asof(
    time: Annotated[str, typer.Argument(metavar="TIME", help='"2026-11-22 14:02", 14:02, 90m (ago), now.')],
    report: Annotated[
        str,
        typer.Argument(metavar="REPORT", help="A report, whose evidence is looked at, and whose zone and day count."),
    ] = "",
    *,
    flags: Flags,
    as_json: options.Json = False,
) -> Exit:
    """Say what was running before, at and after a moment: images, charts, commits.

    From a report's evidence, from sources that flags name, or from both; without either, from the repositories in the
    settings. Nothing is written.
    """
    from incidentkit import versions
    from incidentkit.cli import gathering
    from incidentkit.cli.families.changes import with_settings
    from incidentkit.cli.when import instant

    now = datetime.now(UTC)
    workspace, document = _place(report)
    zone = _zone(document, flags, workspace)
    day = datetime.combine(document.date, datetime.min.time(), zone) if document and document.date else now
    at = instant(time, zone, day, option="TIME", ago=now)
    if at > now:
        raise UsageError(f"TIME {time!r} lies in the future")
    flags = with_settings(flags, workspace, always=not report)
    # Metrics do not tell what ran.
    asked = [one for one in gathering.sources(flags, workspace) if one.source.name != "prometheus"]
    ledger = _ledger(document, needed=not asked)
    if not asked and document is None:
        hint = "Name a report, or a source: --k8s NAMESPACE, --changes OWNER/REPO."
        raise UsageError("nothing says what was running", hint=hint)
    span = gathering.window(flags, zone, now)
    collected = _collect([one.source for one in asked], span, at, ledger, workspace, now)
    records = {record.id: record for record in (*ledger, *collected.records)}
    until = max(at, span.until or (now if asked else _known_until(ledger, now)))
    hours = workspace.config.changes.hours
    rows = versions.table(records.values(), at, lookback=timedelta(hours=hours), until=until)
    told.troubles(collected)
    if as_json:
        console.out_json(_json(rows, at, until, hours, collected))
    else:
        _print(rows, at, until, zone)
    if collected.interrupted:
        return Exit.INTERRUPTED
    return Exit.FINDINGS if collected.gaps else Exit.OK


def _place(report: str) -> tuple[Workspace, Report | None]:
    from pathlib import Path

    from incidentkit.config import Workspace
    from incidentkit.report.read import read
    from incidentkit.report.store import find_report

    path = Path(report)
    workspace = Workspace.find(path.parent) if report and path.is_file() else Workspace.find()
    return workspace, read(find_report(report, workspace), workspace) if report else None


def _ledger(document: Report | None, *, needed: bool) -> list[Evidence]:
    """The evidence beside a report. Raises UsageError where there is none and it is `needed`."""
    from incidentkit import evidence
    from incidentkit.update import ledger_path

    if document is None:
        return []
    path = ledger_path(document.path)
    if needed and not path.exists():
        raise UsageError(
            f"{document.path.name} has no evidence beside it",
            hint="Name a source: --changes OWNER/REPO, --k8s NAMESPACE.",
        )
    return evidence.read(path)


def _zone(document: Report | None, flags: Flags, workspace: Workspace) -> tzinfo:
    """The zone of `--tz`, else the report's, else the team's."""
    from incidentkit import zones
    from incidentkit.cli import gathering
    from incidentkit.errors import SettingsError

    if document and document.timezone and not flags.tz:
        try:
            return zones.resolve(document.timezone, workspace.config.report.zones)
        except SettingsError:
            pass  # a zone that may be several: the team's is meant, as everywhere
    return gathering.zone(flags, workspace)[0]


def _collect(
    sources: Sequence[Source],
    span: Window,
    at: datetime,
    ledger: Sequence[Evidence],
    workspace: Workspace,
    now: datetime,
) -> Collected:
    """What the sources tell of the moment and of what came after it; they look back from it by themselves."""
    from incidentkit.gather import Collected, collect
    from incidentkit.redact import Gate
    from incidentkit.sources.interface import Window

    if not sources:
        return Collected()
    config = workspace.config
    gate = Gate(config.redact, roles=config.slack.people, known=ledger)
    window = Window(span.since or at, span.until)
    return collect(sources, window, gate, now=now, progress=console.progress())


def _known_until(ledger: Sequence[Evidence], now: datetime) -> datetime:
    """When the evidence was gathered last: of what came later it knows nothing."""
    captured = [record.captured for record in ledger if record.captured]
    return min(max(captured, default=now), now)


def _print(rows: Sequence[Row], at: datetime, until: datetime, zone: tzinfo) -> None:
    from incidentkit.report import running

    if not rows:
        console.say("Nothing here tells what was running then.")
        return
    wide = not sys.stdout.isatty()
    table = []
    for row in rows:
        said, what = running.source(row)
        component = f"{row.component}{'' if row.aspect == 'image' else f' {row.aspect}'}"
        if wide:
            cells = [cell.plain() for cell in running.cells(row, at, zone)]
            table.append((component, *cells, f"{said}, {what}" if what else said))
        else:
            lines = [cell.lines() for cell in running.cells(row, at, zone)]
            table.append((f"{component}\n{what}".strip(), *lines, said))
    moment, last = at.astimezone(zone), until.astimezone(zone)
    console.say(f"At {moment:%Y-%m-%d %H:%M}; after: {last:%Y-%m-%d %H:%M}. Times in {zone}.")
    console.table(("component", "before", "at", "after", "source"), table)


def _json(rows: Sequence[Row], at: datetime, until: datetime, hours: int, collected: Collected) -> dict[str, Any]:
    return {
        "at": _instant(at),
        "until": _instant(until),
        "lookback_hours": hours,
        "components": [
            {
                "component": row.component,
                "kind": row.aspect,
                "declared": row.declared,
                "source": row.source,
                "before": _state(row.before),
                "at": _state(row.at),
                "after": _state(row.after),
                "changed": row.changed,
                "drift": dict(row.drift),
            }
            for row in rows
        ],
        "gaps": told.gaps(collected.gaps),
    }


def _state(state: State | None) -> dict[str, Any] | None:
    if state is None or not state.value:
        return None
    since = _instant(state.since) if state.since else None
    return {"value": state.value, "detail": state.detail, "since": since, "approximate": state.approximate}


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
