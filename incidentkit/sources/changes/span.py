"""The span in which changes are looked for: the incident's, and some hours before it."""

from __future__ import annotations

from datetime import datetime, timedelta

from incidentkit.sources.interface import Window

# Another machine's clock may be ahead of ours: what it calls now has happened.
_AHEAD = timedelta(minutes=5)


def around(window: Window, hours: int, now: datetime) -> tuple[datetime, datetime]:
    """From some hours before the window to its end; of an open window, those before now."""
    return (window.since or window.until or now) - timedelta(hours=hours), window.until or now + _AHEAD
