"""`milestone-mismatch`: the timeline and the front matter say started, detected, mitigated and resolved alike."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from incidentkit.checks.findings import at_line
from incidentkit.checks.interface import Finding, Severity
from incidentkit.config import Workspace
from incidentkit.report.model import MILESTONES, Milestone, Report, TimelineEntry

_MINUTE = timedelta(minutes=1)
_ABOUT = timedelta(minutes=15)


class MilestoneMismatch:
    """Compares the timeline's milestones with each other and with the front matter, to the precision of the line."""

    name = "milestone-mismatch"
    severity: Severity = "error"

    def check(self, report: Report, workspace: Workspace) -> list[Finding]:
        """One finding a milestone. Where the line has no instant, for want of a zone, there is nothing to compare."""
        told = {name: [entry for entry in report.timeline if entry.milestone == name] for name in MILESTONES}
        hint = "Decide which one is right, and say it in both places."
        found = [(line, message, hint) for line, message in _against_front(report, told)]
        hint = "The order is started, detected, mitigated, resolved: move the word, or mend the time."
        found += [(line, message, hint) for line, message in _order(told)]
        return [at_line(self, report, *one) for one in found]


def _against_front(report: Report, told: dict[Milestone, list[TimelineEntry]]) -> Iterator[tuple[int, str]]:
    for name in MILESTONES:
        said: datetime | None = getattr(report, name)
        entries = [entry for entry in told[name] if entry.at]
        if said is None or name not in report.front.lines or not entries:
            continue
        if not any(_agrees(entry, said) for entry in entries):
            written = str(report.front.values.get(name))
            yield (
                entries[0].line,
                f"The timeline says “{name}” at {entries[0].time} ({entries[0].date}), the front matter {written}.",
            )


def _agrees(entry: TimelineEntry, said: datetime) -> bool:
    assert entry.at is not None
    if entry.approximate:
        return abs(entry.at - said) <= _ABOUT
    # Either may be cut off at the minute.
    if abs(entry.at - said) < _MINUTE:
        return True
    return entry.until is not None and entry.at <= said <= entry.at + _length(entry) + _MINUTE


def _length(entry: TimelineEntry) -> timedelta:
    """How long a range is; one that ends at an earlier hour ends on the next day."""
    (h, m), (h2, m2) = (map(int, (text or "0:0").split(":")[:2]) for text in (entry.time, entry.until))
    return timedelta(minutes=(h2 * 60 + m2 - h * 60 - m) % (24 * 60))


def _order(told: dict[Milestone, list[TimelineEntry]]) -> Iterator[tuple[int, str]]:
    """Milestones that are each told once: what is told twice began again."""
    once = [(name, told[name][0]) for name in MILESTONES if len(told[name]) == 1 and told[name][0].at]
    for (before, first), (after, second) in pairwise(once):
        assert first.at is not None
        assert second.at is not None
        slack = _ABOUT if first.approximate or second.approximate else timedelta()
        if second.at < first.at - slack:
            yield second.line, f"“{after}” at {second.time} lies before “{before}” at {first.time}."
