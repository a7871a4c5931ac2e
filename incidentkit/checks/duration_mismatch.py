"""`duration-mismatch`: "48 minutes" beside two times that are an hour apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import product

from incidentkit.checks.durations import DURATION, length
from incidentkit.checks.findings import at_offset
from incidentkit.checks.interface import Finding, Severity
from incidentkit.checks.passages import prose
from incidentkit.config import Workspace
from incidentkit.report.model import Milestone, Report

_DAY = 24 * 60


def _clock(n: int) -> str:
    return (
        rf"(?<![\d:.])(?P<h{n}>[01]?\d|2[0-3]):(?P<m{n}>[0-5]\d)(?::[0-5]\d)?(?![\d:])"
        rf"(?:[ \t]?(?P<p{n}>[apAP])\.?[mM]\b\.?)?(?:[ \t]+[A-Z]{{2,4}}\b)?"
    )


_TO = r"\s*(?:–|—|-|\bto\b|\buntil\b|\btill\b)\s*"
_SPAN = rf"{_clock(1)}{_TO}{_clock(2)}"
# "14:02 to 14:50 (48 minutes)", "48 minutes (14:02–14:50)", "for 48 minutes, from 14:02 to 14:50".
_BESIDE = (
    re.compile(
        rf"{_SPAN}(?:\s*\(|,\s+(?:or\s+|a total of\s+|that is\s+)?){DURATION}(?=\s*(?:\)|[.;]|in (?:all|total)\b))"
    ),
    re.compile(rf"(?<![\d.:]){DURATION}(?:\s*\((?:from\s+)?|,?\s+from\s+){_SPAN}", re.IGNORECASE),
)
# The length of the whole: "Duration: 48 minutes", "The outage lasted 48 minutes."
_WHOLE = (
    re.compile(
        rf"^[ \t>|*-]*(?:total |incident |outage )?duration[ \t]*[:|][ \t|]*{DURATION}(?=[ \t]*(?:$|[.;|(]))",
        re.IGNORECASE | re.MULTILINE,
    ),
    re.compile(
        rf"\b(?:the|this) (?:whole )?(?:incident|outage) lasted (?:for )?{DURATION}(?=\s*[.,;(])", re.IGNORECASE
    ),
)


class DurationMismatch:
    """A duration beside its two times, and the stated length of the whole against the milestones."""

    name = "duration-mismatch"
    severity: Severity = "error"

    def check(self, report: Report, workspace: Workspace) -> list[Finding]:
        """One finding a duration; a rounded one may be rounded, “about” gives it a fifth."""
        hint = "Take the number from the times, or mend the time that is off."
        return [at_offset(self, report, *found, hint) for found in sorted({*_beside(report), *_whole(report)})]


def _beside(report: Report) -> Iterator[tuple[int, str]]:
    for pattern in _BESIDE:
        for found in pattern.finditer(prose(report)):
            first, second = _minutes(found, 1), _minutes(found, 2)
            half = not (found["p1"] or found["p2"]) and max(first, second) < 13 * 60
            apart = (second - first) % (12 * 60 if half or bool(found["p1"]) != bool(found["p2"]) else _DAY)
            said = length(found)
            turn = 12 * 60 if half else _DAY  # "from 23:10 to 1:05 (25 h 55 min)" is over two nights
            if not any(said.fits(apart + turn * times) for times in range(15)):
                words = _words(found)
                yield (
                    found.start("first"),
                    f"From {_time(found, 1)} to {_time(found, 2)} it is {_told(apart)}, not {words}.",
                )


def _minutes(found: re.Match[str], n: int) -> int:
    hour = int(found[f"h{n}"])
    if found[f"p{n}"]:
        hour = hour % 12 + (12 if found[f"p{n}"].lower() == "p" else 0)
    return hour * 60 + int(found[f"m{n}"])


def _whole(report: Report) -> Iterator[tuple[int, str]]:
    starts = [at for name in ("started", "detected") if (at := _instant(report, name))]
    ends = [at for name in ("mitigated", "resolved") if (at := _instant(report, name))]
    if not (starts and ends):
        return
    spans = [(end - start).total_seconds() / 60 for start, end in product(starts, ends)]
    for pattern in _WHOLE:
        for found in pattern.finditer(prose(report)):
            if not any(length(found).fits(span) for span in spans):
                message = f"From start to end it is {_told(round(max(spans)))} by the milestones, not {_words(found)}."
                yield found.start("first"), message


def _instant(report: Report, name: Milestone) -> datetime | None:
    """A milestone from the front matter, else from the timeline's only line with its word."""
    said: datetime | None = getattr(report, name)
    told = [entry.at for entry in report.timeline if entry.milestone == name and entry.at]
    return said or (told[0] if len(told) == 1 else None)


def _time(found: re.Match[str], n: int) -> str:
    half = f" {found[f'p{n}'].lower()}m" if found[f"p{n}"] else ""
    return f"{found[f'h{n}']}:{found[f'm{n}']}{half}"


def _words(found: re.Match[str]) -> str:
    first = f"{found['first']} {found['unit']}"
    return f"{first} {found['second']} {found['unit2']}" if found["second"] else first


def _told(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest} min" if hours else f"{rest} min"
