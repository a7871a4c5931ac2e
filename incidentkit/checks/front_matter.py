"""`front-matter`: a typo in a key or a date hides the report from lists, pages and feeds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from difflib import get_close_matches
from itertools import pairwise

from incidentkit import zones
from incidentkit.checks.findings import at_line
from incidentkit.checks.interface import Finding, Severity
from incidentkit.config import Workspace
from incidentkit.errors import SettingsError
from incidentkit.report.model import MILESTONES, Report
from incidentkit.report.schema import FrontMatterModel, problems

Problem = tuple[int, str, str]
_KEYS = tuple(FrontMatterModel.model_fields)


class FrontMatterRule:
    """Holds the keys that are ours against the schema. Others are left alone: other tools may want them.

    No front matter at all is fine: many reports say in their title what ours say there.
    """

    name = "front-matter"
    severity: Severity = "error"

    def check(self, report: Report, workspace: Workspace) -> list[Finding]:
        """One finding a problem, at its key."""
        hint = "Mend the line; `incident schema` says what goes where."
        found = [(note.line, _sentence(note.message), hint) for note in problems(report.front)]
        found += [*_names(report, workspace), *_typos(report), *_order(report)]
        return [at_line(self, report, line, message, hint) for line, message, hint in sorted(found)]


def _sentence(message: str) -> str:
    return f"{message[0].upper()}{message[1:].rstrip('.')}."


def _names(report: Report, workspace: Workspace) -> Iterator[Problem]:
    """A severity and a zone that nobody knows."""
    settings = workspace.config.report
    severity = report.front.values.get("severity")
    known = {name.lower() for name in settings.severities}
    if isinstance(severity, str) and severity.strip() and known and severity.strip().lower() not in known:
        hint = f"Write one of {', '.join(settings.severities)}, or add it to [report] severities."
        yield report.front.lines.get("severity", 1), f"`severity: {severity.strip()}` is in nobody's list.", hint
    zone = report.front.values.get("timezone")
    if isinstance(zone, str) and zone.strip():
        try:
            zones.resolve(zone, settings.zones)
        except SettingsError as e:
            yield report.front.lines.get("timezone", 1), f"`timezone`: {e.message}.", e.hint or ""


def _typos(report: Report) -> Iterator[Problem]:
    for key, line in report.front.lines.items():
        close = get_close_matches(key.lower(), _KEYS, n=1, cutoff=0.82)
        if key not in _KEYS and close and close[0] not in report.front.lines:
            yield line, f"`{key}` is no key of a report; `{close[0]}` is.", f"Write `{close[0]}:`."


def _order(report: Report) -> Iterator[Problem]:
    """Milestones that the front matter gives in another order than time does."""
    said = [
        (key, at, report.front.lines[key])
        for key in MILESTONES
        if isinstance(at := getattr(report, key), datetime) and key in report.front.lines
    ]
    for (before, earlier, _), (after, later, line) in pairwise(said):
        if later < earlier:
            yield line, f"`{after}` lies before `{before}`.", "The order is started, detected, mitigated, resolved."
