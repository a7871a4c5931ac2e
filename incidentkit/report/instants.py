"""Local times to instants: the zone that is meant, days on which the clocks change, and what cannot be known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from incidentkit import zones
from incidentkit.errors import SettingsError
from incidentkit.report.model import Note

# What is written to the minute may have been anywhere in it.
_MINUTE = timedelta(minutes=1)


class Instants:
    """Turns dates and times of one document into instants; what is doubtful becomes a note, once for each zone."""

    def __init__(self, mapping: Mapping[str, str]) -> None:
        self.mapping = mapping
        self.notes: list[Note] = []
        self._known: dict[str, tzinfo | None] = {}

    def zone(self, name: str | None, line: int) -> tzinfo | None:
        """The zone of that name as written, or None where it is unknown or ambiguous, which is noted."""
        if name is None:
            return None
        if name not in self._known:
            try:
                found, doubt = zones.resolve_written(name, self.mapping)
            except SettingsError as e:
                self._known[name] = None
                hint = e.hint if "may be" in e.message and e.hint else "Times in it have no instant."
                self.notes.append(Note(line, f"time zone: {e.message}. {hint}"))
            else:
                self._known[name] = found
                if doubt:
                    self.notes.append(Note(line, f"time zone {name!r}: {doubt}"))
        return self._known[name]

    def at(
        self, day: date | None, clock: str | None, zone: tzinfo | None, line: int, after: datetime | None = None
    ) -> datetime | None:
        """The instant in UTC. A time that the clocks skipped or showed twice is noted.

        Of two the first is taken, unless that lies before `after`, the instant of what stands above, and the second
        does not.
        """
        if day is None or clock is None or zone is None:
            return None
        local = datetime.combine(day, time.fromisoformat(clock), tzinfo=zone)
        try:
            instant = local.astimezone(UTC)
            second = local.replace(fold=1).astimezone(UTC)
            returned = instant.astimezone(zone)
        except (OverflowError, ValueError):
            return None
        if returned.replace(tzinfo=None) != local.replace(tzinfo=None):
            what = f"{clock} on {day} does not exist in {zone}: the clocks went forward"
            self.notes.append(Note(line, f"{what}; {returned:%H:%M} is taken"))
        elif instant != second:
            what = f"{clock} on {day} happened twice in {zone}: the clocks went back"
            which = "first"
            if after and instant < after - _MINUTE and second > after - _MINUTE:
                which, local, instant = "second", local.replace(fold=1), second
            self.notes.append(Note(line, f"{what}; the {which}, {local:%Z}, is taken"))
        return instant
