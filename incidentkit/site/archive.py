"""What all pages share: each incident in short, their order, the years."""

from __future__ import annotations

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date
from itertools import groupby
from pathlib import PurePosixPath

from incidentkit.config import Config
from incidentkit.report.model import ActionItem, Report, Status
from incidentkit.site.facts import Facts

_SUMMARY = 320
# Of an action item, all but where it stands in its report.
_TOLD = tuple(one.name for one in fields(ActionItem) if one.name not in ("line", "span"))


@dataclass(frozen=True, slots=True)
class Action:
    """An action item as the site lists it. `link` is where it is worked on, `label` how that is called."""

    item: ActionItem
    link: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Incident:
    """An incident in short. `url` is relative to the site's root, `source` to the workspace's.

    `rank` is the severity's place among the settings' (1 is the worst, 0 unknown), `of` how many there are. `aliases` are
    older addresses, as written.
    """

    url: str
    source: PurePosixPath
    title: str
    on: date | None
    severity: str | None
    rank: int
    of: int
    status: Status | None
    services: tuple[str, ...]
    tags: tuple[str, ...]
    facts: Facts
    summary: str
    actions: tuple[Action, ...]
    aliases: tuple[str, ...] = ()

    @property
    def ticked(self) -> int | None:
        """How many action items are done, or None where none has a tick box."""
        if all(action.item.done is None for action in self.actions):
            return None
        return sum(action.item.done is True for action in self.actions)

    def in_short(self) -> str:
        """All that is told here, for a digest: the places of its action items in the report are not."""
        told = [(one.link, one.label, *(getattr(one.item, name) for name in _TOLD)) for one in self.actions]
        return repr((replace(self, actions=()), told))

    @property
    def going_on(self) -> bool:
        """Whether it is not over: known to have begun, not resolved, and the report is still being written."""
        return self.status in ("draft", "review") and self.facts.state in ("open", "mitigated")

    @property
    def level(self) -> int:
        """How bad it was in four steps, 4 the worst, 0 unknown: what is drawn, however many severities a team has."""
        return -(-4 * (self.of - self.rank + 1) // self.of) if self.rank else 0

    @property
    def place(self) -> float:
        """Where in its year it happened, in per cent of a strip with months of equal width."""
        if self.on is None:
            return 0.0
        days = monthrange(self.on.year, self.on.month)[1]
        return round(100 * (self.on.month - 1 + (self.on.day - 0.5) / days) / 12, 2)


@dataclass(frozen=True, slots=True)
class Year:
    """The incidents of a year, newest first. `number` is None for those without a date."""

    number: int | None
    incidents: tuple[Incident, ...]

    @property
    def months(self) -> tuple[int, ...]:
        """How many there were in each month, January first."""
        found = Counter(one.on.month for one in self.incidents if one.on)
        return tuple(found[month] for month in range(1, 13))


def incident(
    report: Report,
    config: Config,
    *,
    url: str,
    source: PurePosixPath,
    facts: Facts,
    summary: str,
    actions: tuple[Action, ...],
) -> Incident:
    """A report in short."""
    names = [_plain(name) for name in config.report.severities]
    severity = report.severity
    rank = names.index(_plain(severity)) + 1 if severity and _plain(severity) in names else 0
    return Incident(
        url=url,
        source=source,
        title=report.title or source.stem.replace("-", " "),
        on=report.date or (facts.moments[0].local.date() if facts.moments else None),
        severity=severity,
        rank=rank,
        of=len(names),
        status=report.status,
        services=report.services,
        tags=report.tags,
        facts=facts,
        summary=_cut(summary),
        actions=actions,
        aliases=_aliases(report),
    )


def _plain(severity: str) -> str:
    """A severity as two spellings of it are compared: `SEV-2 (degraded)` is `sev2`."""
    name = severity.partition("(")[0]
    return (re.sub(r"[\W_]+", "", name) or severity).casefold()


def _aliases(report: Report) -> tuple[str, ...]:
    """The report's older addresses, as they are written; a single one may stand without a list."""
    value = report.front.values.get("aliases")
    found = value if isinstance(value, list) else [value]
    return tuple(one for one in found if isinstance(one, str) and one.strip())


def _cut(text: str) -> str:
    if len(text) <= _SUMMARY:
        return text
    return text[: _SUMMARY - 1].rsplit(" ", 1)[0].rstrip(",;:–— ") + "…"


def in_order(incidents: Iterable[Incident]) -> list[Incident]:
    """Newest first; those without a date last; equal ones by their address, so that two builds agree."""
    return sorted(incidents, key=_newest)


def _newest(one: Incident) -> tuple[int, float, str]:
    if one.on is None:
        return (1, 0, one.url)
    started = one.facts.moments[0].at.timestamp() if one.facts.moments else 0
    # The day first: what is known to the second must not push a report known to the day out of its place.
    return (0, -(one.on.toordinal() * 1e10 + started), one.url)


def years(incidents: Iterable[Incident]) -> list[Year]:
    """The incidents, which are in order, by year."""
    return [Year(number, tuple(group)) for number, group in groupby(incidents, lambda i: i.on.year if i.on else None)]


def by_month(incidents: Iterable[Incident]) -> list[tuple[int, tuple[Incident, ...]]]:
    """The incidents of a year, which are in order, by month; 0 for those without a date."""
    return [(number, tuple(group)) for number, group in groupby(incidents, lambda i: i.on.month if i.on else 0)]


def quiet_years(found: list[Year]) -> list[Year]:
    """The years with those between them that saw nothing: a quiet year is worth seeing. Undated ones are left out."""
    by_number = {year.number: year for year in found if year.number is not None}
    if not by_number:
        return []
    first, last = min(by_number), max(by_number)
    if last - first > 60:
        return [by_number[n] for n in sorted(by_number, reverse=True)]
    return [by_number.get(n, Year(n, ())) for n in range(last, first - 1, -1)]
