"""`incident new TITLE`: gather, redact, write the report; print its path."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from incidentkit.cli import console, options
from incidentkit.cli.flags import Flags, with_sources
from incidentkit.errors import Exit, UsageError
from incidentkit.paths import shown

if TYPE_CHECKING:
    from incidentkit.config import Workspace
    from incidentkit.evidence import Evidence
    from incidentkit.gather import Collected
    from incidentkit.report import charts
    from incidentkit.report.write import Draft


@with_sources
def new(
    title: Annotated[
        str, typer.Argument(metavar="TITLE", help="What happened, in a few words. Default: the issue's.")
    ] = "",
    *,
    flags: Flags,
    from_issue: Annotated[
        int | None, typer.Option(metavar="N", min=1, help='An issue of the form "Report an incident".')
    ] = None,
    select: options.Select = "auto",
    names: options.Names = False,
    slack_files: options.SlackFiles = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the report instead of writing it.")] = False,
    as_json: options.Json = False,
) -> Exit:
    """Gather the evidence of an incident and write a blameless report from it.

    Without sources the report is an empty one, ready to be filled in. An existing file is never overwritten.
    """
    from incidentkit import files, issue_form, timeline
    from incidentkit.actions import similar
    from incidentkit.cli import gathering
    from incidentkit.cli.attaching import keep_files
    from incidentkit.cli.families.changes import with_settings
    from incidentkit.config import Workspace
    from incidentkit.gather import collect
    from incidentkit.redact import Gate
    from incidentkit.report import charts
    from incidentkit.report.write import report_date, scaffold, slug

    now = datetime.now(UTC)
    workspace = Workspace.find()
    form = issue_form.fetch(from_issue, workspace, os.environ) if from_issue else None
    title = _titled(title or (form.title if form else ""))
    if workspace.incidents.exists():
        files.inside(workspace.root, workspace.incidents)
    zone, zone_name = gathering.zone(flags, workspace)
    flags = with_settings(flags, workspace)
    asked = gathering.sources(flags, workspace)
    config = workspace.config
    told = [issue_form.IssueForm(form, zone, now, config.report.zones)] if form else []
    gate = Gate(config.redact, roles=config.slack.people, names=names)
    span = gathering.window(flags, zone, now)
    collected = collect([*told, *(one.source for one in asked)], span, gate, now=now, progress=console.progress())
    chosen = timeline.compose(collected.records, select, since=collected.window.since)
    like = similar.in_workspace(workspace, title, [record.subject or "" for record in collected.records])
    title = gate.text(title)
    path = workspace.incidents / f"{report_date(chosen, zone, now)}-{slug(title)}.md"
    drawn = charts.of(collected.records)
    draft = scaffold(
        title, chosen, collected, workspace=workspace, zone=zone, zone_name=zone_name, now=now,
        earlier=similar.lines(like, workspace, public=True), charts=charts.lines(drawn, path, zone),
    )  # fmt: skip
    draft = issue_form.fill(draft, form, gate, workspace) if form else draft
    if dry_run:
        console.out(draft.text.rstrip("\n"))
    else:
        _write(path, draft, [*draft.ledger, *gathering.captures(asked, span, now, gate)], drawn, workspace)
    _tell(path, draft, collected, as_json=as_json, dry_run=dry_run)
    whole = not slack_files or dry_run or keep_files(collected, draft.ledger, path, gate)
    if like:
        console.warn("action items of incidents that look like this one are still open:")
        for line in similar.lines(like, workspace, public=False):
            console.say(f"  {line}")
    for note in issue_form.notes(form) if form and not flags.slack else ():
        console.say(f"note: {note}")
    if collected.interrupted:
        kept = "" if dry_run else f" is written; `incident update {shown(path)}` asks for the rest"
        console.say(f"Interrupted: what was gathered until then{kept}.")
        return Exit.INTERRUPTED
    return Exit.FINDINGS if collected.gaps or not whole else Exit.OK


def _titled(title: str) -> str:
    """The title, which can name a file. Raises UsageError for none, and for one of signs only."""
    from incidentkit.report.write import slug

    if not title:
        raise UsageError("what happened? TITLE is missing", hint='For example: incident new "Hub out of memory"')
    if not slug(title):
        raise UsageError(
            f"the title {title!r} has no letter or digit to name a file by",
            hint='Say it in words: "Hub out of memory".',
        )
    return title


def _write(path: Path, draft: Draft, ledger: list[Evidence], drawn: list[charts.Frozen], workspace: Workspace) -> None:
    """First the ledger and the charts, then the report: a report is never without its evidence.

    A ledger that an interrupted run left here belongs to no report and is replaced; so are charts.
    """
    from incidentkit import evidence, files
    from incidentkit.report import charts

    if path.exists():
        hint = f"Choose another title, or add to that report: `incident update {shown(path)}`."
        raise UsageError(f"{shown(path)} exists already", hint=hint)
    if ledger:
        files.write(path.with_suffix("") / "evidence.jsonl", evidence.dump(evidence.merge([], ledger)))
    charts.write(path, drawn, workspace)
    files.write(path, draft.text, exclusive=True)


def _tell(path: Path, draft: Draft, collected: Collected, *, as_json: bool, dry_run: bool) -> None:
    from incidentkit.report.facts import count

    for gap in collected.gaps:
        console.warn(f"{gap.source}: {gap.summary}")
    for note in collected.notes:
        console.say(f"note: {note}")
    if as_json and not dry_run:
        console.out_json(
            {
                "path": shown(path),
                "evidence": dict(collected.counts),
                "gaps": [{"source": gap.source, "summary": gap.summary} for gap in collected.gaps],
                "redacted": dict(collected.redacted),
                "timeline": draft.lines,
                "actions": draft.actions,
            }
        )
        return
    found = ", ".join(f"{number} from {source}" for source, number in collected.counts if number)
    masked = ", ".join(f"{number} {kind}" for kind, number in collected.redacted)
    console.say(
        f"Evidence: {found or 'none'}. Timeline: {count(draft.lines, 'line')}. Action items proposed: {draft.actions}."
    )
    for source, number in collected.counts:
        if not number:
            console.say(f"note: {source} had nothing for that window; --since and --until move it.")
    if masked:
        console.say(f"Redacted: {masked}.")
    if not dry_run:
        console.out(shown(path))
        console.say(f"Next: fill in what is marked TODO, then `incident check {shown(path)}`.")
