"""A report as the JSON that other tools rely on (design, section 6). Keys may join; these stay."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from incidentkit.evidence import Evidence
from incidentkit.paths import shown
from incidentkit.report.model import Report


def to_json(report: Report, ledger: Iterable[Evidence] = ()) -> dict[str, Any]:
    """What `incident show --json` prints. `ledger` leads from an entry's footnotes to the ids of its evidence."""
    cited: dict[str, list[str]] = {}
    for record in ledger:
        if record.cite:
            cited.setdefault(record.cite, []).append(record.id)
    return {
        "path": shown(report.path),
        "title": report.title,
        "date": report.date.isoformat() if report.date else None,
        "status": report.status,
        "status_text": report.status_text,
        "severity": report.severity,
        "services": list(report.services),
        "tags": list(report.tags),
        "timezone": report.timezone,
        "started": instant(report.started),
        "detected": instant(report.detected),
        "mitigated": instant(report.mitigated),
        "resolved": instant(report.resolved),
        "duration_seconds": report.duration_seconds,
        "visibility": report.visibility,
        "sections": [{"name": s.name, "level": s.level, "line": s.line, "role": s.role} for s in report.sections],
        "timeline": [
            {
                "line": entry.line,
                "at": instant(entry.at),
                "date": entry.date.isoformat() if entry.date else None,
                "time": entry.time,
                "until": entry.until,
                "approximate": entry.approximate,
                "text": entry.text,
                "milestone": entry.milestone,
                "evidence": [record_id for label in entry.cites for record_id in cited.get(label, ())],
            }
            for entry in report.timeline
        ],
        "actions": [
            {
                "line": item.line,
                "id": item.id,
                "text": item.text,
                "group": item.group,
                "owner": item.owner,
                "due": item.due.isoformat() if item.due else None,
                "repo": item.repo,
                "links": list(item.links),
                "refs": list(item.refs),
                "done": item.done,
                "issue": item.issue,
            }
            for item in report.actions
        ],
        "warnings": [{"line": note.line, "message": note.message} for note in report.warnings],
    }


def instant(at: datetime | None) -> str | None:
    """An instant in UTC, as `2026-11-22T22:02:11Z`."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None
