"""`incident new TITLE`: gather, redact, write the report; print its path."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from incidentkit.cli import console, options, told
from incidentkit.cli.flags import Flags, with_sources
from incidentkit.errors import Exit, UsageError
from incidentkit.paths import shown

if TYPE_CHECKING:
    from incidentkit.actions.similar import Earlier
    from incidentkit.config import Workspace
    from incidentkit.evidence import Evidence
    from incidentkit.gather import Collected
    from incidentkit.issue_form import Form
    from incidentkit.redact import Gate
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
    from incidentkit import issue_form
    from incidentkit.cli.attaching import keep_files
    from incidentkit.config import Workspace

    now = datetime.now(UTC)
    workspace = Workspace.find()
    form = issue_form.fetch(from_issue, workspace, os.environ) if from_issue else None
    title = _titled(title or (form.title if form else ""))
    found = _gather(flags, workspace, form, names=names, now=now)
    made = _make(title, found, form, workspace, select, now)
    if dry_run:
        console.out(made.draft.text.rstrip("\n"))
    else:
        _write(made, workspace)
    _tell(made, found.collected, as_json=as_json, dry_run=dry_run)
    whole = not slack_files or dry_run or keep_files(found.collected, made.draft.ledger, made.path, found.gate)
    _remind(made.like, workspace)
    for note in issue_form.notes(form) if form and not flags.slack else ():
        console.say(f"note: {note}")
    if found.collected.interrupted:
        kept = "" if dry_run else f" is written; `incident update {shown(made.path)}` asks for the rest"
        console.say(f"Interrupted: what was gathered until then{kept}.")
        return Exit.INTERRUPTED
    return Exit.FINDINGS if found.collected.gaps or not whole else Exit.OK


@dataclass(frozen=True, slots=True)
class _Found:
    """What the sources gave, through the gate; `captures` name them for `update`."""

    collected: Collected
    captures: list[Evidence]
    gate: Gate
    zone: tzinfo
    zone_name: str


@dataclass(frozen=True, slots=True)
class _Made:
    """A report that is not written yet, with all that belongs beside it; `like` are incidents that resemble it."""

    path: Path
    draft: Draft
    ledger: list[Evidence]
    drawn: list[charts.Frozen]
    like: list[Earlier]


def _gather(flags: Flags, workspace: Workspace, form: Form | None, *, names: bool, now: datetime) -> _Found:
    from incidentkit import issue_form
    from incidentkit.cli import gathering
    from incidentkit.cli.families.changes import with_settings
    from incidentkit.gather import collect
    from incidentkit.redact import Gate

    config = workspace.config
    zone, zone_name = gathering.zone(flags, workspace)
    asked = gathering.sources(with_settings(flags, workspace), workspace)
    first = [issue_form.IssueForm(form, zone, now, config.report.zones)] if form else []
    gate = Gate(config.redact, roles=config.slack.people, names=names)
    span = gathering.window(flags, zone, now)
    sources = [*first, *(one.source for one in asked)]
    collected = collect(sources, span, gate, now=now, progress=console.progress())
    return _Found(collected, gathering.captures(asked, span, now, gate), gate, zone, zone_name)


def _make(
    title: str, found: _Found, form: Form | None, workspace: Workspace, select: options.Select, now: datetime
) -> _Made:
    """The report from what was found. Raises InputError where the reports' folder leads out of the workspace."""
    from incidentkit import files, issue_form, timeline
    from incidentkit.actions import similar
    from incidentkit.report import charts
    from incidentkit.report.write import report_date, scaffold, slug

    if workspace.incidents.exists():
        files.inside(workspace.root, workspace.incidents)
    records = found.collected.records
    chosen = timeline.compose(records, select, since=found.collected.window.since)
    like = similar.in_workspace(workspace, title, [record.subject or "" for record in records])
    title = found.gate.text(title)
    path = workspace.incidents / f"{report_date(chosen, found.zone, now)}-{slug(title)}.md"
    drawn = charts.of(records)
    draft = scaffold(
        title, chosen, found.collected, workspace=workspace, zone=found.zone, zone_name=found.zone_name, now=now,
        earlier=similar.lines(like, workspace, public=True), charts=charts.lines(drawn, path, found.zone),
    )  # fmt: skip
    draft = issue_form.fill(draft, form, found.gate, workspace) if form else draft
    return _Made(path, draft, [*draft.ledger, *found.captures], drawn, like)


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


def _write(made: _Made, workspace: Workspace) -> None:
    """First the ledger and the charts, then the report: a report is never without its evidence.

    A ledger that an interrupted run left here belongs to no report and is replaced; so are charts.
    """
    from incidentkit import evidence, files
    from incidentkit.report import charts

    path = made.path
    if path.exists():
        hint = f"Choose another title, or add to that report: `incident update {shown(path)}`."
        raise UsageError(f"{shown(path)} exists already", hint=hint)
    if made.ledger:
        files.write(path.with_suffix("") / "evidence.jsonl", evidence.dump(evidence.merge([], made.ledger)))
    charts.write(path, made.drawn, workspace)
    files.write(path, made.draft.text, exclusive=True)


def _tell(made: _Made, collected: Collected, *, as_json: bool, dry_run: bool) -> None:
    from incidentkit.report.facts import count

    told.troubles(collected)
    if as_json and not dry_run:
        console.out_json(
            {
                "path": shown(made.path),
                "evidence": dict(collected.counts),
                "gaps": told.gaps(collected.gaps),
                "redacted": dict(collected.redacted),
                "timeline": made.draft.lines,
                "actions": made.draft.actions,
            }
        )
        return
    lines = count(made.draft.lines, "line")
    told.evidence(collected, f"Timeline: {lines}. Action items proposed: {made.draft.actions}.")
    if not dry_run:
        console.out(shown(made.path))
        console.say(f"Next: fill in what is marked TODO, then `incident check {shown(made.path)}`.")


def _remind(like: list[Earlier], workspace: Workspace) -> None:
    """What incidents like this one left open."""
    from incidentkit.actions import similar

    if like:
        console.warn("action items of incidents that look like this one are still open:")
    for line in similar.lines(like, workspace, public=False):
        console.say(f"  {line}")
