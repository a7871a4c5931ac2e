"""The facts of an incident in words: how long, since when, is it over. Nothing is said that the report does not say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Literal

from incidentkit.config import Config
from incidentkit.errors import SettingsError
from incidentkit.report.model import MILESTONES, Milestone, Report
from incidentkit.zones import label, resolve

State = Literal["resolved", "mitigated", "open", "unknown"]
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


@dataclass(frozen=True, slots=True)
class Moment:
    """A milestone: when, and how long after the start. `local` is in the report's zone."""

    name: Milestone
    at: datetime
    local: datetime
    after: timedelta | None

    @property
    def utc(self) -> str:
        """For `<time datetime>`."""
        return utc(self.at)

    @property
    def before_start(self) -> bool:
        """Whether it lies before what the report calls the start: then "after" would be wrong."""
        return self.after is not None and self.after < timedelta()


@dataclass(frozen=True, slots=True)
class Facts:
    """What the head of a page says. `zone_label` names the zone of the local times, empty where none is known."""

    moments: tuple[Moment, ...]
    state: State
    duration: timedelta | None
    to_detect: timedelta | None
    zone_label: str

    def moment(self, name: Milestone) -> Moment | None:
        """The milestone of that name, if known."""
        return next((m for m in self.moments if m.name == name), None)


def facts(report: Report, config: Config) -> Facts:
    """From the front matter; what it lacks, from the timeline's milestones."""
    zone = report_zone(report, config)
    instants = {name: _instant(report, name) for name in MILESTONES}
    started = instants["started"]
    moments = tuple(
        Moment(name, at, at.astimezone(zone or at.tzinfo), at - started if started else None)
        for name, at in instants.items()
        if at is not None
    )
    resolved, detected = instants["resolved"], instants["detected"]
    state: State = "unknown"
    if resolved:
        state = "resolved"
    elif instants["mitigated"]:
        state = "mitigated"
    elif started and report.status in ("draft", "review"):
        state = "open"
    return Facts(
        moments=moments,
        state=state,
        duration=_span(started, resolved),
        to_detect=_span(started, detected),
        zone_label=label(moments[0].local) if moments else "",
    )


def report_zone(report: Report, config: Config) -> tzinfo | None:
    """The zone in which the report's times are shown: its own, else that of its first instant."""
    if report.timezone:
        try:
            return resolve(report.timezone, config.report.zones)
        except SettingsError:
            return None
    return report.started.tzinfo if report.started else None


def _instant(report: Report, name: Milestone) -> datetime | None:
    at: datetime | None = getattr(report, name)
    if at is None:
        at = next((e.at for e in report.timeline if e.milestone == name and e.at), None)
    return at if at is not None and at.tzinfo else None


def _span(start: datetime | None, end: datetime | None) -> timedelta | None:
    return end - start if start and end and end >= start else None


def utc(at: datetime) -> str:
    """An instant as `2026-11-22T22:02:11Z`."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def words(span: timedelta) -> str:
    """A length of time with its two largest units: `1 h 18 min`, `3 min`, `2 d 4 h`, `40 s`."""
    seconds = int(span.total_seconds())
    if seconds >= 600:
        seconds -= seconds % 60  # the report's times are seldom better than a minute
    parts: list[str] = []
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min"), (1, "s")):
        count, seconds = divmod(seconds, size)
        if count and len(parts) < 2:
            parts.append(f"{count}\u00a0{unit}")
        elif parts:
            break
    return " ".join(parts) or "0\u00a0s"


def elapsed(span: timedelta) -> str:
    """Time since the start, as `T+00:12`, `T−00:05`, `T+2d 03:10`."""
    minutes = int(abs(span.total_seconds()) // 60)
    sign = "−" if span < timedelta(0) and minutes else "+"
    days, rest = divmod(minutes, 1440)
    return f"T{sign}{f'{days}d ' if days else ''}{rest // 60:02}:{rest % 60:02}"


def day(on: date, *, year: bool = True) -> str:
    """A day in words, the same in every locale: `22 November 2026`."""
    return f"{on.day} {_MONTHS[on.month - 1]}" + (f" {on.year}" if year else "")


def month(number: int, *, short: bool = False) -> str:
    """A month's name."""
    return _MONTHS[number - 1][:3] if short else _MONTHS[number - 1]
