"""A file of saved answers as a source: alerts and series, without a server."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

from incidentkit import inert, metrics
from incidentkit.errors import InputError
from incidentkit.evidence import Evidence, gap
from incidentkit.metrics import Chart
from incidentkit.sources.interface import Gathered, Progress, Window, silent
from incidentkit.sources.prometheus import alertmanager, alerts, charts, documents
from incidentkit.sources.prometheus.alerts import SOURCE, Span
from incidentkit.sources.prometheus.documents import Answer, Found
from incidentkit.sources.prometheus.names import file_name
from incidentkit.sources.prometheus.wire import Stream

LARGEST = 64 * 1024 * 1024
_ALERTS, _ACTIVE = "ALERTS", "ALERTS_FOR_STATE"
_UNITS: tuple[tuple[str, str], ...] = (("_bytes", "bytes"), ("_seconds", "seconds"), ("_percent", "percent"))


class PrometheusFile:
    """Saved answers (`documents`). `path` None or `-` is stdin."""

    name = SOURCE
    anchors = False

    def __init__(self, path: Path | None, *, stdin: IO[bytes] | None = None) -> None:
        self._path = None if path is None or str(path) == "-" else path
        self._stdin = stdin

    def gather(self, window: Window, progress: Progress = silent) -> Gathered:
        """Alerts and charts of the window, as far as the file holds them. Raises InputError, with file and line."""
        where = self._path.name if self._path else "stdin"
        found = documents.parse(self._read(), str(self._path) if self._path else "stdin")
        now = datetime.now(UTC).replace(microsecond=0)
        records, outside = _records(found, window, where, now)
        progress(f"Prometheus {where}", len(records), len(records))
        gaps = [
            gap(SOURCE, f"{where}/{n}", f"A saved answer says what went wrong: {inert.markdown(said)}", captured=now)
            for n, said in enumerate(dict.fromkeys(found.errors), 1)
        ]
        return Gathered(
            SOURCE, tuple(records), tuple(gaps), hidden=(("outside the window", outside),) if outside else ()
        )

    def _read(self) -> bytes:
        where = self._path or "stdin"
        try:
            if self._path:
                with self._path.open("rb") as file:
                    data = file.read(LARGEST + 1)
            else:
                data = self._stdin.read(LARGEST + 1) if self._stdin else b""
        except OSError as e:
            raise InputError(where, f"cannot be read: {e.strerror}", hint="Check the path and its permissions.") from e
        if len(data) > LARGEST:
            raise InputError(where, f"is larger than {LARGEST // 1024 // 1024} MB", hint="Save a shorter span.")
        return data


def _records(found: Found, window: Window, where: str, now: datetime) -> tuple[list[Evidence], int]:
    """The records, and how many alerts and charts lie outside of the window."""
    records: dict[str, Evidence] = {}
    told = _spans(found, window, now)
    inside = [one for one in told if _touches(window, one.fired or one.pending, one.last)]
    records |= {r.id: r for r in (alerts.record(one, captured=now) for one in inside)}
    outside = len(told) - len(inside)
    drawn = [*found.charts, *(one for answer in found.answers if (one := _chart(answer, window, where, now)))]
    for one in drawn:
        if _touches(window, one.start, one.end):
            record = charts.record(one, file_name(one.title))
            records[record.id] = record
        else:
            outside += 1
    return list(records.values()), outside


def _touches(window: Window, first: datetime, last: datetime) -> bool:
    return (window.since is None or last >= window.since) and (window.until is None or first <= window.until)


def _spans(found: Found, window: Window, now: datetime) -> list[Span]:
    streams = [one for answer in found.answers for one in answer.streams]
    states = [one for one in streams if one.metric.get("__name__") == _ALERTS]
    active = [one for one in streams if one.metric.get("__name__") == _ACTIVE]
    step = _spacing(states) or 60
    since, until = _asked_for(streams, step)
    spans = alerts.spans(states, active, step=step, since=since, until=until)
    end = min(window.until or now, now)
    firing = [one for raw in found.alerts if (one := alertmanager.span(raw, window.since or since, end, saved=True))]
    return alerts.annotated(spans, firing)


def _asked_for(streams: Sequence[Stream], step: int) -> tuple[datetime | None, datetime | None]:
    """From when to when was asked, as far as it shows: a saved answer does not say it.

    Where one alert alone is there first (last), that tells when it began (ended), and not the question: None. Nor does
    a single instant. `step` is the seconds between two samples.
    """
    times = charts.around(streams)
    if times is None or times[0] == times[1]:
        return None, None
    sampled = [(at, one) for one in streams if (at := [at for at, _ in one.samples])]
    first = _alone([(min(at), one) for at, one in sampled], step)
    last = _alone([(-max(at), one) for at, one in sampled], step)
    return None if first else times[0], None if last else times[1]


def _alone(edges: Sequence[tuple[float, Stream]], step: int) -> bool:
    """Whether one alert, in any of its states, and nothing else is there at the least of the edges."""
    least = min(at for at, _ in edges) + 1.5 * step
    there = {one.metric.get("alertname") if _is_alert(one) else None for at, one in edges if at < least}
    return len(there) == 1 and None not in there


def _is_alert(stream: Stream) -> bool:
    return stream.metric.get("__name__") in (_ALERTS, _ACTIVE)


def _spacing(streams: Sequence[Stream]) -> int:
    spacing = charts.spacing(streams)
    return round(spacing.total_seconds()) if spacing else 0


def _chart(answer: Answer, window: Window, where: str, now: datetime) -> Chart | None:
    streams = [one for one in answer.streams if one.metric.get("__name__") not in (_ALERTS, _ACTIVE)]
    times = charts.around(streams)
    if times is None:
        return None
    since, until = max(times[0], window.since or times[0]), min(times[1], window.until or times[1])
    if until < since:
        since, until = times  # outside: it is counted as such
    spacing = charts.spacing(streams) or timedelta(0)
    step = max(metrics.step(until - since), round(spacing.total_seconds()), 1)
    first, last = charts.grid(since, until, step)
    name = next((one.metric.get("__name__", "") for one in streams), "")
    title = answer.title or name or answer.query or Path(where).stem
    unit = answer.unit or next((unit for tail, unit in _UNITS if name.endswith(tail)), "")
    return charts.chart(title, unit, answer.query or name, streams, first=first, last=last, step=step, captured=now)
