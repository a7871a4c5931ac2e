"""The sections that evidence writes and people then own: what changed, what was running.

A digest of each is kept in the ledger (`kind: section`), so that an update can tell whether anybody touched it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from hashlib import sha256

from incidentkit import inert, versions
from incidentkit.config import Workspace
from incidentkit.evidence import Evidence
from incidentkit.report import changed, running
from incidentkit.templating import environment, render

# Roles (see `report.sections`) in the order in which a report has them, and what writes them.
SECTIONS: tuple[tuple[str, str], ...] = (("changed", "what-changed.md.j2"), ("running", "what-was-running.md.j2"))

TITLES = {"changed": "What changed", "running": "What was running"}
_NO_TIME = ("gap", "capture", "section")


@dataclass(frozen=True, slots=True)
class Span:
    """The incident as far as it is known: the moment in question and whether it began then, the end of what was
    gathered, and the zone that it is told in."""

    start: datetime
    end: datetime
    zone: tzinfo
    started: bool = True


def texts(records: Sequence[Evidence], span: Span, workspace: Workspace) -> dict[str, str]:
    """The sections by role, each with its heading and a last newline; a section that nothing is known for is left out.

    `records` are redacted, and have the `cite` of the footnote that stands for them, if any does.
    """
    values = {"changed": _changed(records, span, workspace), "running": _running(records, span, workspace)}
    env = environment(workspace, autoescape=False)
    return {
        role: render(env, template, **value).rstrip("\n") + "\n"
        for role, template in SECTIONS
        if (value := values[role]) is not None
    }


def span(records: Iterable[Evidence], zone: tzinfo, *, started: datetime | None, otherwise: datetime) -> Span:
    """The span that a report's sections speak of: from when it started, or `otherwise` where nobody knows, to the last
    thing that is known. Nothing in it depends on when it is asked for."""
    at = started or otherwise
    times = [when for one in records if one.kind not in _NO_TIME for when in (one.at, one.until) if when]
    return Span(at, max([at, *times]), zone, started=started is not None)


def digest(body: str) -> str:
    """What tells whether a section's text, without its heading, is as it was written. Line ends do not matter."""
    plain = "\n".join(line.rstrip() for line in body.strip().splitlines())
    return f"sha256:{sha256(plain.encode()).hexdigest()}"


def record(role: str, text: str, span: Span) -> Evidence:
    """The ledger's record of a section that was written: its digest, and the moment that it speaks of."""
    body = text.partition("\n")[2]
    return Evidence(f"section:{role}", span.start, "report", "section", digest(body), weight=0)


def _changed(records: Sequence[Evidence], span: Span, workspace: Workspace) -> dict[str, object] | None:
    hours = workspace.config.changes.hours
    services = workspace.config.report.services
    found, more = changed.likely(records, services, start=span.start, end=span.end, lookback=timedelta(hours=hours))
    if not found:
        return None
    return {"hours": hours, "more": more, "changes": [_change(one, span) for one in found]}


def _change(one: changed.Change, span: Span) -> dict[str, object]:
    record = one.record
    assert record.at is not None
    local, start = record.at.astimezone(span.zone), span.start.astimezone(span.zone)
    day = "" if local.date() == start.date() else f"{local:%Y-%m-%d} "
    about = "~" if record.precision == "approximate" else ""
    link = record.links[0] if record.links else None
    when = f"{day}{about}{local:%H:%M}" + (f", {_distance(one.before)}" if span.started else "")
    names = ", ".join(inert.code(name, 80) for name in one.names[:3])
    where = (f"[{link.text or link.url}]({link.url})" if link else "", when, f"names {names}" if names else "")
    return {"text": record.summary, "where": [part for part in where if part], "cite": record.cite or ""}


def _distance(before: timedelta) -> str:
    minutes = round(abs(before) / timedelta(minutes=1))
    if not minutes:
        return "as it started"
    said = f"{minutes} min" if minutes < 120 else f"{minutes // 60} h" if minutes < 2880 else f"{minutes // 1440} days"
    return f"{said} {'before' if before > timedelta(0) else 'after'} it started"


def _running(records: Sequence[Evidence], span: Span, workspace: Workspace) -> dict[str, object] | None:
    hours = workspace.config.changes.hours
    rows = versions.table(records, span.start, lookback=timedelta(hours=hours), until=span.end)
    if not rows:
        return None
    told, more = running.table(rows, span.start, span.zone)
    start, end = span.start.astimezone(span.zone), span.end.astimezone(span.zone)
    same_day = start.date() == end.date()
    return {
        "rows": told,
        "more": more,
        "hours": hours,
        "started": span.started,
        "at": f"{start:%H:%M}",
        "until": f"{end:%H:%M}" if same_day else f"{end:%Y-%m-%d %H:%M}",
        "drift": any(row.drift for row in rows),
    }
