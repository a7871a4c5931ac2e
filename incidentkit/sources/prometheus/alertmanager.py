"""Alertmanager's API v2: what fires now, with the words that people wrote for it."""

from __future__ import annotations

from datetime import UTC, datetime

from incidentkit.errors import RemoteError
from incidentkit.sources.prometheus import wire
from incidentkit.sources.prometheus.alerts import Span
from incidentkit.sources.prometheus.client import Client
from incidentkit.sources.prometheus.wire import Alert, State


def firing(client: Client, since: datetime, until: datetime, now: datetime) -> list[Span]:
    """The alerts that are there now and began before the window's end, silenced ones as well."""
    data = client.get("/api/v2/alerts", active="true", silenced="true", inhibited="true", unprocessed="true")
    found = wire.decode(data, list[Alert])
    if found is None:
        raise RemoteError(
            f"{client.base} gave an answer that is none of Alertmanager's", hint="Give the address of its API v2."
        )
    return [one for alert in found if (one := span(alert, since, now)) and (one.fired or one.pending) <= until]


def span(alert: Alert, since: datetime | None, now: datetime, *, saved: bool = False) -> Span | None:
    """An alert of Alertmanager, or of Prometheus' own list of what is active, as a span up to now.

    One that was `saved` was there when that was done, which only Alertmanager's "updated" tells: else it is known at
    its beginning alone. Without `since` none counts as there before.
    """
    began = _instant(alert.starts) or _instant(alert.active)
    if began is None:
        return None
    pending = alert.state == "pending"
    end = _instant(alert.ends)
    resolved = alert.status == "resolved"
    if resolved or not saved:
        last = min(end, now) if end and end > began else now
    else:
        last = min(_instant(alert.updated) or end or began, now)
    suppressed = isinstance(alert.status, State) and alert.status.state == "suppressed"
    return Span(
        alert.labels, began, None if pending else began, max(last, began),
        open=not resolved if saved else last >= now, early=since is not None and began < since, exact=True,
        annotations=alert.annotations or {}, silenced=suppressed,
    )  # fmt: skip


def _instant(text: str) -> datetime | None:
    """A time of Go's in UTC: RFC 3339, in any zone, to the nanosecond; the year 1 is none."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at.replace(microsecond=0).astimezone(UTC) if at.tzinfo and at.year > 1970 else None
