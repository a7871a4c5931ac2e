"""A foreign Markdown or Quarto report in this format: its words stay, their order, headings and lines become ours.

What is written is read back. A timeline or a list of action items that would not read as it did is kept as it stood,
and no word of the source is lost: both are held against the source each time, not only in tests.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from incidentkit import files, zones
from incidentkit.config import Workspace
from incidentkit.errors import InputError, SettingsError, UsageError
from incidentkit.importers import assets, document
from incidentkit.importers.lines import Lines
from incidentkit.importers.pieces import TARGETS, Piece, Source, Target, heading, words
from incidentkit.importers.tasks import Tasks
from incidentkit.paths import shown
from incidentkit.report import edit, inline
from incidentkit.report.model import MILESTONES, Report
from incidentkit.report.read import read_text
from incidentkit.report.write import slug

_PROMPTS: dict[Target, str] = {
    "summary": "<!-- TODO: What happened, in two or three sentences? -->",
    "timeline": "<!-- TODO: What happened when? -->",
    "conclusion": "<!-- TODO: What do we understand now? -->",
    "actions": "",
}


@dataclass(frozen=True, slots=True)
class Imported:
    """The report in this format. `understood` are lines for people: what became what; `notes` the few that matter when
    many are brought over: how much was read, and what was kept as it stood. `copies` are own files, from and to."""

    target: Path
    text: str
    report: Report
    understood: tuple[str, ...]
    notes: tuple[str, ...]
    copies: tuple[tuple[Path, Path], ...]


def convert(report: Report, workspace: Workspace, *, zone: str | None, root: Path) -> Imported:
    """The same report in this format; `zone` stands in where it states none, `root` is the folder its site is made of.

    Raises SettingsError when nobody says in which zone its times are, InputError where its front matter has problems,
    merge-conflict markers stand in it, or a word would be lost.
    """
    mapping = workspace.config.report.zones
    edit.refuse_conflict(report)
    if report.front.problems:
        first = report.front.problems[0]
        raise InputError(report.path, first.message, line=first.line, hint="Mend the front matter first.")
    local, name = _zone(report, zone, mapping)
    source = Source(report, mapping)
    front = _front(report, source, local, name, workspace.config.report.severities)
    target = workspace.incidents / f"{report.date or 'undated'}-{slug(report.title or '') or slug(report.path.stem)}.md"
    text, kept = _converted(source, front[0], name, target, workspace)
    made = read_text(text, target, workspace)
    reads = [f"{what} reads otherwise than before" for what in _changed(report, made, ("timeline", "actions"))]
    text, copies = assets.moved(text, report.path, target, root)
    text = _with(text, target, workspace, [("aliases", assets.aliases(report, root))])
    made = read_text(text, target, workspace)
    found = _understood(source, made)
    notes = (document.found_in(made), *front[1], *kept, *reads)
    copied = (f"copied beside: {there.name}" for _, there in copies)
    return Imported(target, text, made, tuple(found), (*notes, *copied), tuple(copies))


def _converted(
    source: Source, front: str, zone: str | None, target: Path, workspace: Workspace
) -> tuple[str, list[str]]:
    """The text with as much of it in our form as reads as it did, and what was kept as it stood, in words."""
    kept: list[str] = []
    lost: list[str] = []
    for parts in (("timeline", "actions"), ("timeline",), ("actions",), ()):
        lines, tasks = Lines(source), Tasks(source)
        text = f"{front}\n\n{_body(source, lines, tasks, zone, parts)}"
        wrong = _changed(source.report, read_text(text, target, workspace), parts)
        said = [*(lines.said if "timeline" in parts else []), *(tasks.said if "actions" in parts else [])]
        lost = _lost(source, text, said)
        if not wrong and not lost:
            return text, kept
        kept = [f"{what} kept as it stands: in our form it would not read as it did" for what in wrong] or [
            f"kept as it stands, for these words would be lost: {', '.join(lost[:5])}"
        ]
    hint = "Please report this with the document; `incident show` reads it as it is."
    raise InputError(source.report.path, f"would lose words: {', '.join(lost[:5])}", hint=hint)


def write(made: Imported) -> None:
    """Write the report and its own files; nothing is overwritten, and the report comes last, when all else stands.

    Raises UsageError where the report, or another file of one of its names, is there already.
    """
    if made.target.exists():
        raise UsageError(f"{shown(made.target)} exists already", hint="Take it away first, or edit that one.")
    for source, there in made.copies:
        data = source.read_bytes()
        if not there.exists() or there.read_bytes() != data:
            files.write(there, data, exclusive=True)
    files.write(made.target, made.text, exclusive=True)


def _zone(report: Report, given: str | None, mapping: Mapping[str, str]) -> tuple[tzinfo | None, str | None]:
    """The zone of a report's times, and its name: an IANA name where it is one, else as it is written."""
    name = report.timezone or given
    if given and report.timezone and not _known(report.timezone, mapping):
        name = given
    if name is None:
        if any(entry.time for entry in report.timeline):
            hint = "Add --tz ZONE."
            raise SettingsError(f"{report.path.name} does not say in which time zone its times are", hint=hint)
        return None, None
    try:
        local = zones.resolve(name, mapping)
    except SettingsError as e:
        raise SettingsError(e.message, hint=f"Add --tz ZONE, or settle it for all reports. {e.hint or ''}") from e
    return local, local.key if isinstance(local, ZoneInfo) else name


def _known(name: str, mapping: Mapping[str, str]) -> bool:
    """Whether a zone is one and no other: `--tz` decides about letters that may be several."""
    try:
        zones.resolve(name, mapping)
    except SettingsError:
        return False
    return True


def _front(
    report: Report, source: Source, local: tzinfo | None, name: str | None, severities: Sequence[str]
) -> tuple[str, list[str]]:
    """The front matter, and what people should know of it. A value of theirs that ours replaces stands beside it."""
    values = report.front.values
    span = report.front.span
    toml = bool(span and report.text[span.start : span.end].lstrip().startswith("+++"))
    text = report.text[span.start : span.end].lstrip("\ufeff") if span and not toml else "---\n---"
    notes: list[str] = []
    keys: list[tuple[str, Any]] = [("title", report.title)]
    if toml:
        keys += [(key, value) for key, value in values.items() if isinstance(value, str | list | bool)]
    written = source.document.raw(source.title).strip() if source.title else ""
    said = words(f"{report.title or ''} {report.date or ''}")
    if written and Counter(words(written)) - Counter(said):
        keys.append(("imported_title", inline.plain(written, source.document.references)))
    keys.append(("date", report.date.isoformat() if report.date else None))
    keys += _status(report)
    keys += [*_severity(report, severities), ("services", list(report.services)), ("tags", list(report.tags))]
    keys.append(("timezone", name))
    for milestone in MILESTONES:
        at: datetime | None = getattr(report, milestone)
        keys.append((milestone, at.astimezone(local).isoformat() if at and local else None))
    for key, value in keys:
        old = values.get(key)
        if not value or (old == value and not toml):
            continue
        if isinstance(old, str) and old.strip() and not toml:
            notes.append(f"{key} {old!r} is kept as `imported_{key}`")
            text = _with(text, report.path, None, [(f"imported_{key}", old)])
        text = _with(text, report.path, None, [(key, value)])
    return text, notes


def _status(report: Report) -> list[tuple[str, Any]]:
    """Ours for theirs. A report that states none was published as it is, and stays so."""
    if report.front.values.get("draft") is True:
        return [("status", "draft")]
    if report.status:
        return [("status", report.status)]
    if not report.status_text:
        return []
    ours = document.status_of(report.status_text)
    foreign = [] if "status" in report.front.values else [("imported_status", report.status_text)]
    return [*foreign, ("status", ours)]


def _severity(report: Report, known: Sequence[str]) -> list[tuple[str, Any]]:
    """Ours for theirs where the number says which ("SEV-2"); any other word only stands beside, for people to judge."""
    said = report.severity
    if not said or not known or "severity" in report.front.values:
        return [("severity", said)]
    number = re.match(r"sev(?:erity)?[\s-]*(\d)\b", said, re.IGNORECASE)
    ours = f"sev{number[1]}" if number else said.strip().lower()
    ours = next((name for name in known if name.lower() == ours), "")
    return [*([("imported_severity", said)] if said != ours else []), *([("severity", ours)] if ours else [])]


def _with(text: str, path: Path, workspace: Workspace | None, values: Sequence[tuple[str, Any]]) -> str:
    for key, value in values:
        if value:
            text = edit.set_front(read_text(text, path, workspace), key, value)
    return text


def _body(source: Source, lines: Lines, tasks: Tasks, zone: str | None, parts: Sequence[str]) -> str:
    out: list[str] = []
    for target, title in TARGETS:
        found: list[str] = []
        for piece in source.pieces:
            if piece.target == target:
                found += _piece(piece, source, lines, tasks, parts)
        found = [part.strip("\r\n") for part in found if part.strip()]
        if target == "timeline" and zone and lines.report.timeline and "timeline" in parts and not lines.zone_said:
            found.insert(0, f"All times in {zone}.")
        if not found and _PROMPTS[target]:
            found = [_PROMPTS[target]]
        out += [f"## {title}", *found]
    return "\n\n".join((*out, *source.moved())) + "\n"


def _piece(piece: Piece, source: Source, lines: Lines, tasks: Tasks, parts: Sequence[str]) -> list[str]:
    above = heading(piece, source.pieces)
    if above and piece.target == "timeline" and source.pieces[piece.root] is piece:
        above = f"*Under “{piece.raw}” in the source.*"  # a second heading of a timeline would be another timeline
    if piece.target == "timeline" and "timeline" in parts:
        body = lines.of(piece)
    elif piece.target == "actions" and "actions" in parts:
        body = [tasks.of(piece)]
    else:
        body = [source.text(piece.span)]
    return [above or "", *body]


def _changed(report: Report, made: Report, parts: Sequence[str]) -> list[str]:
    """Which of timeline and action items do not read as they did."""
    wrong = []
    if "timeline" in parts and [_moment(e) for e in made.timeline] != [_moment(e) for e in report.timeline]:
        wrong.append("timeline")
    theirs = [(frozenset(words(item.text)), item.done or False, item.refs) for item in report.actions]
    ours = [(frozenset(words(item.text)), item.done or False, item.refs) for item in made.actions]
    same = len(theirs) == len(ours) and all(a[0] <= b[0] and a[1:] == b[1:] for a, b in zip(theirs, ours, strict=True))
    links = [set(item.links) for item in report.actions] == [set(item.links) for item in made.actions]
    if "actions" in parts and not (same and links):
        wrong.append("action items")
    return wrong


def _moment(entry: Any) -> tuple[Any, ...]:
    return (entry.date, entry.time, entry.until, entry.approximate)


def _lost(source: Source, text: str, said: Sequence[str]) -> list[str]:
    """The words of the source that the new text does not have; dates, times and zones in openings are said in ours."""
    report = source.report
    start = source.start
    have = Counter(words(text))
    want = Counter(words(report.text[start:]))
    want -= Counter(words(" ".join(said)))
    if source.title:
        want -= Counter(words(source.document.raw(source.title)))
    for piece in source.pieces:
        if piece.ours:
            want -= Counter(words(piece.name))
    for cut in source.cuts:
        if report.text[cut.start : cut.start + 40].lstrip().startswith(("<", ":::")):
            want -= Counter(words(report.text[cut.start : cut.end]))
    want -= Counter({word: n for word, n in want.items() if word in _TAG_WORDS})
    return list((want - have).elements())


# Names and attributes of the tags of HTML tables and lists, which become rows and items of ours.
_TAG_WORDS = frozenset((
    "table", "thead", "tbody", "tfoot", "tr", "td", "th", "ul", "ol", "li", "style", "class", "align", "width",
    "colspan", "h1", "h2", "h3", "h4", "h5", "h6", "summary", "b", "strong", "x",
))  # fmt: skip


def _understood(source: Source, made: Report) -> list[str]:
    report = source.report
    found = [f"title: {report.title or 'none'}", f"date: {report.date or 'none'}", f"zone: {made.timezone or 'none'}"]
    for target, title in TARGETS:
        names = [p.name for p in source.pieces if p.target == target and p.name and source.pieces[p.root] is p]
        found.append(f"{title}: {', '.join(names) if names else 'nothing under a heading of its own'}")
    return found
