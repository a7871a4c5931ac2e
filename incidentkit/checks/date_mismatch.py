"""`date-mismatch`: file name, front matter, title, timeline and summary speak of one day, or somebody mistyped."""

# ruff: noqa: E501 - a pattern that is cut at a margin is not easier to read
from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime

from incidentkit import zones
from incidentkit.checks.dates import dates, weekday_name, weekdays
from incidentkit.checks.days_told import other_days, other_part_of_day, wrong_weekdays
from incidentkit.checks.findings import at_offset, title_line
from incidentkit.checks.interface import Finding, Severity
from incidentkit.checks.passages import Sentence, line_offset, line_text, prose, sentences
from incidentkit.checks.timeline_order import odd_dates
from incidentkit.config import Workspace
from incidentkit.errors import SettingsError
from incidentkit.report.model import Report

_FILE_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?!\d)")
# A day that is told as the incident's own, and not as that of something before or after it.
_ITSELF = re.compile(
    r"\b(?:outage|incident|disruption|downtime|down|unavailable|unreachable|inaccessible|lasted|degraded|errors?|failures?"
    r"|fail(?:ed|ing|s)?|stuck|crash\w*|interruption|problems?|began|started|noticed|report(?:s|ed)?|notified|restored"
    r"|stopped|slow(?:ed|er)?|(?:could|did)(?:n[’']t| not)|cannot|unable|broken?|lost|refused|rejected|hung|died|full|ran out"
    r"|timed out)\b",
    re.IGNORECASE,
)
_OTHER_TIME = re.compile(
    r"(?:\b(?:last|next|previous|every|each|since|until|till|by|before|after|following|due|planned|scheduled|usual"
    r"|introduced|released|merged|deployed|created|of|for)\s+(?:the\s+|on\s+)?)$",
    re.IGNORECASE,
)

_OPENS = re.compile(
    r"\W*(?:(?:on|in|at)\b)?\W*(?:the\s+)?(?:(?:evening|morning|afternoon|night|early hours) of\s+)?\W*(?:\w+day,?\s+)?(?:the\s+)?$",
    re.IGNORECASE,
)

_NEAR = 3  # days in which an incident goes on

Contradiction = tuple[int, str]


class DateMismatch:
    """Speaks once for a report: all that contradicts its date belongs to one question, which day was it?"""

    name = "date-mismatch"
    severity: Severity = "error"

    def check(self, report: Report, workspace: Workspace) -> list[Finding]:
        """At most one finding, at the first contradiction."""
        found = list(_contradictions(report, workspace))
        if not found:
            return []
        offset = found[0][0]
        message = " ".join(text for _, text in found[:3])
        hint = "Say which day it was, in the same way everywhere; the file's name follows the day it started."
        return [at_offset(self, report, offset, message, hint)]


def _contradictions(report: Report, workspace: Workspace) -> Iterator[Contradiction]:
    named = _file_date(report)
    written = _front_date(report)
    near = named or written or report.date
    titled = next((mention.value for mention in dates(report.title or "", near)), None) or _heading(report, near)
    day = written or titled or named or report.date
    if day is None:
        return
    front = line_offset(report.text, report.front.lines.get("date", title_line(report)))
    heading = line_offset(report.text, title_line(report))
    if named and named != day:
        yield front if written else heading, f"The file's name says {named}, the report {day}."
    if written and titled and titled != written:
        yield heading, f"The title says {titled}, the front matter {written}."
    if report.date and not written and report.date != day:
        yield heading, f"The title says {day}, the report gives its date as {report.date}."
    yield from _started(report, workspace, day)
    yield from _timeline(report, day)
    yield from _opening_line(report, day)
    yield from _summary(report, day)
    yield from wrong_weekdays(report, day)
    yield from other_days(report, day)


def _file_date(report: Report) -> date | None:
    """The date in the file's name, or in its folder's where the report is that folder's index."""
    stem = report.path.stem if report.path.stem.lower() not in ("index", "readme") else report.path.parent.name
    found = _FILE_DATE.match(stem)
    return _date(found[0]) if found else None


def _front_date(report: Report) -> date | None:
    value = report.front.values.get("date")
    return _date(str(value)[:10]) if value else None


def _heading(report: Report, near: date | None) -> date | None:
    """The date in the document's own title, which the reader takes out of `title`."""
    line = title_line(report)
    if report.sections and report.sections[0].line <= line:
        return None
    return next((mention.value for mention in dates(line_text(report.text, line), near)), None)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _started(report: Report, workspace: Workspace, day: date) -> Iterator[Contradiction]:
    line = report.front.lines.get("started")
    started = report.started
    if line is None or started is None:
        return
    try:
        zone = zones.resolve(report.timezone or workspace.config.report.timezone, workspace.config.report.zones)
    except SettingsError:
        return
    # Either the local day or the day as written: both are honest ways to say it.
    said = _date(str(report.front.values.get("started"))[:10])
    local = datetime.astimezone(started, zone).date()
    if day not in (local, said):
        yield line_offset(report.text, line), f"It started on {local}, and its date is {day}."


def _timeline(report: Report, day: date) -> Iterator[Contradiction]:
    entries = [entry for entry in report.timeline if entry.date]
    for entry, around in odd_dates(report):
        yield (
            line_offset(report.text, entry.line),
            f"{entry.time} is on {entry.date}, the lines around it on {around}.",
        )
    odd = {entry.line for entry, _ in odd_dates(report)}
    days = [entry.date for entry in entries if entry.date and entry.line not in odd]
    if days and not min(days) <= day <= max(days):
        span = f"{min(days)}" if len(set(days)) == 1 else f"{min(days)} to {max(days)}"
        yield line_offset(report.text, entries[0].line), f"The timeline is about {span}, the report about {day}."


def _opening_line(report: Report, day: date) -> Iterator[Contradiction]:
    """A timeline that begins on the report's day of another month or year, and goes on with that day itself."""
    days = [entry.date for entry in report.timeline if entry.date]
    first = days[0] if days else day
    near = [abs((later - day).days) <= _NEAR for later in days if later != first]
    alike = first.day == day.day and (first.month == day.month) != (first.year == day.year)
    if alike and near and all(near):
        words = f"The timeline begins on {first}, and goes on around {day}."
        yield line_offset(report.text, report.timeline[0].line), words


def _summary(report: Report, day: date) -> Iterator[Contradiction]:
    section = report.section("summary")
    if section is None:
        return
    own = prose(report)
    told = [
        Sentence(section.body.start + s.start, s.text) for s in sentences(own[section.body.start : section.body.end])
    ]
    timeline = report.section("timeline")
    if timeline and any(dates(own[timeline.body.start : timeline.body.end], day)):
        told_first = _opening_day(report, told, day)
        yield from _first_day(told_first, day)
    else:
        yield from _first_day(told, day)
    yield from _weekday(report, told, day)
    yield from other_part_of_day(report, told, day)


def _opening_day(report: Report, told: list[Sentence], day: date) -> list[Sentence]:
    """The first sentence, where it begins with the only day that the summary names and the timeline does not have."""
    mentioned = [mention for s in told for mention in dates(s.text, day)]
    days = {mention.value for mention in mentioned}
    had = {entry.date for entry in report.timeline if entry.date}
    if not told or len(days) != 1 or days & had or not _OPENS.match(told[0].text[: mentioned[0].start]):
        return []
    return told[:1] if any(True for _ in dates(told[0].text, day)) else []


def _first_day(told: list[Sentence], day: date) -> Iterator[Contradiction]:
    """Where only the summary names a day, it is the incident's."""
    mentioned = [(s, mention) for s in told for mention in dates(s.text, day)]
    days = [mention.value for _, mention in mentioned]
    if days and min(days) <= day <= max(days):
        return
    for sentence, mention in mentioned[:1]:
        before = sentence.text[: mention.start]
        if _ITSELF.search(sentence.text) and not _OTHER_TIME.search(_without_part_of_day(before)):
            words = " ".join(sentence.text[mention.start : mention.end].split())
            yield sentence.start + mention.start, f"The summary says {words}, the report {day}."


def _without_part_of_day(text: str) -> str:
    return re.sub(r"\b(?:evening|morning|afternoon|night|day|early|late)\s+(?:hours\s+)?of\s+$", "", text)


def _weekday(report: Report, told: list[Sentence], day: date) -> Iterator[Contradiction]:
    """A day's name in the summary that no day of the incident has."""
    days = {entry.date for entry in report.timeline if entry.date} | {day}
    for sentence in told:
        if any(mention.value in days for mention in dates(sentence.text, day)):
            return  # the incident's day is told: a weekday after it is another day's
        if not _ITSELF.search(sentence.text) or any(True for _ in dates(sentence.text, day)):
            continue
        for start, end, wanted in weekdays(sentence.text):
            before, after = sentence.text[:start], sentence.text[end:]
            own = re.search(r"\b(?:on|this|that)\s+(?:an?\s+|the\s+)?(?:\w+\s+)?$", before) or re.match(
                r"\s+(?:evening|morning|afternoon|night|noon|day)\b", after
            )
            if own and not _OTHER_TIME.search(before) and wanted not in {d.weekday() for d in days}:
                yield (
                    sentence.start + start,
                    f"The summary says {sentence.text[start:end]}; {day} is a {weekday_name(day)}.",
                )
                return
