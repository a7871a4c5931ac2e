"""From samples to the few series of a chart, a value a step, with what is missing as missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from incidentkit import inert, metrics
from incidentkit.evidence import Evidence
from incidentkit.metrics import Chart, Series
from incidentkit.sources.prometheus.alerts import SOURCE
from incidentkit.sources.prometheus.labels import People
from incidentkit.sources.prometheus.wire import Stream

_MOST_LABELS = 6


def grid(since: datetime, until: datetime, step: int) -> tuple[int, int]:
    """First and last instant of the values, in seconds since 1970: multiples of the step, so that asking again gives
    values of the same instants."""
    first = int(since.timestamp()) // step * step
    return first, max(int(until.timestamp()) // step * step, first)


def chart(
    title: str,
    unit: str,
    query: str,
    streams: Iterable[Stream],
    *,
    first: int,
    last: int,
    step: int,
    captured: datetime,
) -> Chart | None:
    """The chart of an answer, or None where it holds no value."""
    found = [(one, _values(one, first, last, step)) for one in streams]
    people = People(one.metric for one, _ in found)
    names = _differing([one for one, _ in found])
    series = [
        Series(tuple((name, people.value(name, one.metric.get(name, ""))) for name in names), values)
        for one, values in found
    ]
    kept, more = metrics.telling(series)
    if not kept:
        return None
    start = datetime.fromtimestamp(first, UTC)
    words = (inert.one_line(title, 120), inert.one_line(unit, 30), inert.one_line(query, 2000))
    return Chart(*words, start, step, kept, captured, more)


def _values(stream: Stream, first: int, last: int, step: int) -> tuple[float | None, ...]:
    """The samples on the grid; of several in one step the last, and None where there is none."""
    values: list[float | None] = [None] * ((last - first) // step + 1)
    for at, value in stream.samples:
        place = round((at - first) / step)
        if 0 <= place < len(values) and value is not None:
            values[place] = value
    return tuple(values)


def _differing(streams: Sequence[Stream]) -> list[str]:
    """The labels that tell the series apart; of a single one none is needed."""
    names = sorted({name for one in streams for name in one.metric if name != "__name__"})
    several = [name for name in names if len({one.metric.get(name, "") for one in streams}) > 1]
    if any("__name__" in one.metric for one in streams) and len({one.metric.get("__name__") for one in streams}) > 1:
        several.insert(0, "__name__")
    return several[:_MOST_LABELS]


def record(chart: Chart, name: str) -> Evidence:
    """A chart as evidence. The ledger keeps that there is one; the series go into a file beside the report."""
    count = len(chart.series) + chart.more
    return Evidence(
        id=f"prometheus:chart/{name}",
        at=chart.start,
        until=chart.end,
        precision="range",
        source=SOURCE,
        kind="chart",
        summary=f"{inert.markdown(chart.title)}: {count} series, a value every {metrics.every(chart.step)}",
        body=inert.code(chart.query, 400) or None,
        weight=0,
        captured=chart.captured,
        chart=chart,
    )


def around(streams: Iterable[Stream]) -> tuple[datetime, datetime] | None:
    """First and last instant of samples that came without a question, as files have them."""
    times = [at for one in streams for at, _ in one.samples]
    if not times:
        return None
    try:
        return datetime.fromtimestamp(min(times), UTC), datetime.fromtimestamp(max(times), UTC)
    except (OverflowError, ValueError, OSError):
        return None


def spacing(streams: Iterable[Stream]) -> timedelta | None:
    """The usual distance of two samples: the smallest that is not zero."""
    smallest: float | None = None
    for one in streams:
        before: float | None = None
        for at, _ in one.samples:
            if before is not None and at > before and (smallest is None or at - before < smallest):
                smallest = at - before
            before = at
    return timedelta(seconds=smallest) if smallest else None
