"""`incident update REPORT`: gather again; splice what is new; leave everything else to people."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from incidentkit.cli import console, options, told
from incidentkit.cli.flags import Flags, with_sources
from incidentkit.errors import Exit, UsageError
from incidentkit.paths import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incidentkit.cli.families.interface import Asked
    from incidentkit.config import Workspace
    from incidentkit.evidence import Evidence
    from incidentkit.gather import Collected
    from incidentkit.redact import Gate
    from incidentkit.report import charts
    from incidentkit.report.model import Report
    from incidentkit.sources.interface import Window
    from incidentkit.update import Plan


@with_sources
def update(
    report: Annotated[str, typer.Argument(metavar="REPORT", help="The report: its path, or a part of its name.")],
    *,
    flags: Flags,
    select: options.Select = "auto",
    names: options.Names = False,
    slack_files: options.SlackFiles = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print a diff and write nothing.")] = False,
    as_json: options.Json = False,
) -> Exit:
    """Gather evidence again and add to a report what is new.

    Without source flags the sources are asked that were asked before. Nothing that a person wrote is changed, and a
    line that was deleted does not come back.
    """
    from incidentkit import update as updating
    from incidentkit.cli import gathering
    from incidentkit.cli.attaching import keep_files
    from incidentkit.gather import collect
    from incidentkit.redact import Gate
    from incidentkit.report import charts

    now = datetime.now(UTC)
    workspace, document = _open(report, flags.tz)
    path = updating.ledger_path(document.path)
    ledger = updating.settle(path, document.text, write_it=not dry_run)
    zone, zone_name = gathering.zone(flags, workspace)
    config = workspace.config
    gate = Gate(config.redact, roles=config.slack.people, names=names, known=ledger)
    asked, captures, missing = _asked(flags, ledger, workspace, document, now, gate)
    span = _span(gathering.window(flags, zone, now), asked, ledger)
    collected = collect([one.source for one in asked], span, gate, now=now, progress=console.progress())
    drawn = charts.renew(document.path, ledger, charts.of(collected.records), workspace)
    collected = replace(collected, records=drawn.records(collected.records, ledger))
    complete = _complete(ledger, captures, collected, flags)
    planned = _plan(document, ledger, collected, captures, workspace, complete, select, zone, drawn)
    if planned.added and not document.timezone:
        console.warn(f"the report states no time zone; times are written in {zone_name} (--tz names another)")
    for name in missing:
        console.say(f"note: {name} is not below the workspace (any more); what it told is kept.")
    if dry_run and not as_json:
        console.diff(document.text, planned.text, shown(document.path))
    written = not dry_run and _write(planned, path, ledger, workspace, drawn)
    _tell(planned, collected, drawn, as_json=as_json, dry_run=dry_run, written=written)
    whole = not slack_files or dry_run or keep_files(collected, planned.ledger, document.path, gate)
    if collected.interrupted:
        console.say("Interrupted: what was gathered until then is taken in; run it again for the rest.")
        return Exit.INTERRUPTED
    return Exit.FINDINGS if collected.gaps or planned.conflicts or not whole else Exit.OK


def _write(planned: Plan, path: Path, ledger: Sequence[Evidence], workspace: Workspace, drawn: charts.Renewal) -> bool:
    """Write what changed; whether anything was.

    A new chart's file is there before the ledger knows of it: one that the ledger knows and that is missing was
    deleted by a person. A renewed one comes last: killed before it, the next run renews it.
    """
    from incidentkit import update as updating
    from incidentkit.report import charts

    report = planned.report.path
    charts.write(report, drawn.new, workspace)
    written = updating.save(planned, path, ledger, workspace)
    charts.write(report, drawn.renewed, workspace)
    return written or bool(drawn.new or drawn.renewed)


def _open(name: str, tz: str | None) -> tuple[Workspace, Report]:
    """The workspace and the report, which can be edited.

    `--tz` says which zone is meant where the document names one that may be several. Raises InputError for a report
    that is none, is no UTF-8, or leads out of the workspace.
    """
    from incidentkit import zones
    from incidentkit.config import Workspace
    from incidentkit.report import edit
    from incidentkit.report.read import read
    from incidentkit.report.store import find_report

    path = Path(name)
    workspace = Workspace.find(path.parent) if path.is_file() else Workspace.find()
    path = find_report(name, workspace)
    document = read(path, workspace)
    edit.refuse_unwritable(document, workspace)
    settings = workspace.config.report
    if tz and document.timezone and document.timezone in dict(zones.AMBIGUOUS):
        meant = settings.model_copy(update={"zones": {document.timezone: tz, **settings.zones}})
        workspace = replace(workspace, config=workspace.config.model_copy(update={"report": meant}))
        document = read(path, workspace)
    return workspace, document


def _asked(
    flags: Flags,
    ledger: Sequence[Evidence],
    workspace: Workspace,
    document: Report,
    now: datetime,
    gate: Gate,
) -> tuple[Sequence[Asked], Sequence[Evidence], tuple[str, ...]]:
    """The sources, their capture records, files that are gone: from the flags, else from the ledger."""
    from incidentkit.cli import gathering

    asked = gathering.sources(flags, workspace)
    if asked:
        span = gathering.window(flags, gathering.zone(flags, workspace)[0], now)
        return asked, gathering.captures(asked, span, now, gate), ()
    recorded = gathering.recorded(ledger, flags, workspace, now)
    if not recorded.asked:
        hint = "Name one: incident update REPORT --slack URL, or --k8s NAMESPACE."
        lost = ""
        if recorded.missing:
            lost = f"; {', '.join(recorded.missing)} is not below the workspace"
            hint = "Name the file or folder again, as for `incident new`: what lies elsewhere is read only when named."
        raise UsageError(f"{document.path.name}: its ledger names no source to ask again{lost}", hint=hint)
    for one in recorded.asked:  # the ledger came with the repository: say what it makes us ask
        console.say(f"Asking again: {' '.join(one.arguments)}")
    return recorded.asked, recorded.captures, recorded.missing


def _span(window: Window, asked: Sequence[Asked], ledger: Sequence[Evidence]) -> Window:
    """The window; where no thread is asked that would define it, its open ends follow from the ledger's thread."""
    from incidentkit.gather import AFTER, BEFORE
    from incidentkit.sources.interface import Window

    times = [r.at for r in ledger if r.at and r.source == "slack" and r.weight > 0]
    if not times or any(one.source.anchors for one in asked):
        return window
    return Window(window.since or min(times) - BEFORE, window.until or max(times) + AFTER)


def _complete(
    ledger: Sequence[Evidence], captures: Sequence[Evidence], collected: Collected, flags: Flags
) -> frozenset[str]:
    """Sources that were asked for all that they were asked for before, and left no gap."""
    if flags.since or flags.until or collected.interrupted:
        return frozenset()
    again = {record.id: record.summary for record in captures}
    before = [record for record in ledger if record.kind == "capture"]
    names = {r.source for r in before} - {r.source for r in before if again.get(r.id) != r.summary}
    return frozenset(names - {gap.source for gap in collected.gaps})


def _plan(
    document: Report,
    ledger: Sequence[Evidence],
    collected: Collected,
    captures: Sequence[Evidence],
    workspace: Workspace,
    complete: frozenset[str],
    select: Any,
    zone: Any,
    drawn: charts.Renewal,
) -> Plan:
    from incidentkit import update as updating
    from incidentkit.report import insert

    try:
        return updating.plan(
            document,
            ledger,
            collected,
            captures,
            workspace=workspace,
            complete=complete,
            select=select,
            zone=zone,
            drawn=drawn,
        )
    except insert.NoPlace as e:
        console.say("Would be added:")
        for line in e.additions:
            console.say(f"  {line.at.astimezone(zone):%Y-%m-%d %H:%M} {line.text}")
        raise


def _tell(
    planned: Plan, collected: Collected, drawn: charts.Renewal, *, as_json: bool, dry_run: bool, written: bool
) -> None:
    from incidentkit.report.known import TITLES

    told.troubles(collected)
    for conflict in planned.conflicts:
        where = f"{planned.report.path.name}:{conflict.line}" if conflict.line else planned.report.path.name
        cite = f"[^{conflict.cite}] " if conflict.cite else ""
        console.warn(f"{where}: {cite}{conflict.message}")
    for record in planned.gone:
        cited = f" behind [^{record.cite}]" if record.cite else ""
        console.say(f"note: the message {record.id}{cited} was deleted in {record.source}; the ledger says so.")
    for said in drawn.kept:
        console.say(f"note: {said}.")
    place = shown(planned.report.path)
    if as_json:
        console.out_json(_json(planned, collected, drawn, place, written))
        return
    done = "Would be: " if dry_run else ""
    parts = [
        f"{len(planned.added)} line{'s' * (len(planned.added) != 1)} added",
        f"{len(planned.changed)} changed",
        *([f"set {', '.join(planned.milestones)}"] if planned.milestones else []),
        *(f"“{TITLES[role]}” written again" for role in planned.sections),
        *([f"{len(planned.filled)} gap{'s' * (len(planned.filled) != 1)} filled"] if planned.filled else []),
    ]
    drawings = len(drawn.new) + len(drawn.renewed)
    parts += [f"{drawings} chart{'s' * (drawings != 1)} written"] if drawings else []
    new = any((planned.added, planned.changed, planned.milestones, planned.filled, planned.sections, drawings))
    console.say(f"{done}{', '.join(parts)}." if new else "Nothing new for the report.")
    if not dry_run:
        console.out(place)


def _json(planned: Plan, collected: Collected, drawn: charts.Renewal, place: str, written: bool) -> dict[str, Any]:
    def line(one: Any) -> dict[str, Any]:
        at = one.at.astimezone(UTC).isoformat().replace("+00:00", "Z")
        return {"at": at, "text": one.text, "cite": one.label, "cites": list(one.labels)}

    return {
        "path": place,
        "added": [line(one) for one in planned.added],
        "changed": [line(one) for one in planned.changed],
        "conflicts": [{"line": c.line, "cite": c.cite, "message": c.message} for c in planned.conflicts],
        "gaps": told.gaps(collected.gaps),
        "evidence": dict(collected.counts),
        "milestones": list(planned.milestones),
        "filled": told.gaps(planned.filled),
        "sections": list(planned.sections),
        "gone": [record.id for record in planned.gone],
        "charts": sorted(one.name for one in (*drawn.new, *drawn.renewed)),
        "written": written,
    }
