"""The span in which changes are looked for: the incident's, and some hours before it."""

from __future__ import annotations

from datetime import datetime, timedelta

from incidentkit.sources.interface import Window


def around(window: Window, hours: int, now: datetime) -> tuple[datetime, datetime]:
    """From some hours before the window to its end; of an open window, those before now."""
    until = min(window.until or now, now)
    return (window.since or until) - timedelta(hours=hours), until
