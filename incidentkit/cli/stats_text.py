"""The statistics as text of 80 columns. Bars are as long as what they count, to the eighth of a column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from incidentkit.inert import one_line
from incidentkit.site.facts import month, words
from incidentkit.site.statistics import MEDIAN_FROM, Distribution, Statistics

_NAME = 24
_BAR = 40
_SERVICES = 15
_EIGHTHS = " ▏▎▍▌▋▊▉"


def lines(figures: Statistics) -> Iterator[str]:
    """All of it, a part after the other, blank lines between."""
    going = f", {figures.going_on} not resolved as far as the reports say" if figures.going_on else ""
    yield f"{_count(figures.reports, 'incident')}{going}."
    if figures.years:
        yield ""
        yield from _years(figures)
    if figures.severities:
        yield ""
        yield "By severity"
        yield from _bars([(one.name or "not said", one.number) for one in figures.severities])
    if figures.services:
        yield ""
        yield "By service (an incident may hit several)"
        shown = [(topic.name, len(topic.incidents)) for topic in figures.services]
        rest = [("none named", figures.no_service)] if figures.no_service else []
        yield from _bars([*shown[:_SERVICES], *rest])
        if len(shown) > _SERVICES:
            yield f"  and {len(shown) - _SERVICES} more; --json has them all"
    yield ""
    yield from _distribution("From started to detected", figures.to_detect, figures.reports)
    yield ""
    yield from _distribution("From started to resolved", figures.to_resolve, figures.reports)
    yield ""
    yield "No mean and no MTTR: lengths of incidents are skewed so far that a mean"
    yield "describes none of them, and its ups and downs are noise."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _years(figures: Statistics) -> Iterator[str]:
    yield "Year  " + " ".join(f"{month(n, short=True):>3}" for n in range(1, 13)) + "   all"
    for year in figures.years:
        yield f"{year.number:<5} " + " ".join(f"{n or '·':>3}" for n in year.months) + f" {year.total:>5}"
    if figures.undated:
        yield f"{_count(figures.undated, 'report')} without a date"


def _bars(counts: Sequence[tuple[str, int]]) -> Iterator[str]:
    most = max((number for _, number in counts), default=1)
    for name, number in counts:
        yield f"  {one_line(name, _NAME):{_NAME}} {number:>5}  {_bar(number / max(most, 1))}".rstrip()


def _bar(share: float) -> str:
    whole, part = divmod(round(share * _BAR * 8), 8)
    return "█" * whole + _EIGHTHS[part].strip()


def _distribution(title: str, one: Distribution, reports: int) -> Iterator[str]:
    if not one.found:
        yield f"{title}: no report says it."
        return
    yield f"{title}: {len(one.found)} of {_count(reports, 'report')} {'says' if len(one.found) == 1 else 'say'} it"
    yield from _bars([(_range(r.start, r.end), r.number) for r in one.ranges])
    yield "  " + ", ".join(_told(one))


def _told(one: Distribution) -> Iterable[str]:
    yield f"shortest {_words(one.found[0].span)}"
    if one.lower and one.upper:
        yield f"the middle half {_words(one.lower.span)} to {_words(one.upper.span)}"
    if one.median:
        yield f"median {_words(one.median.span)}"
    yield f"longest {_words(one.found[-1].span)}"
    if not one.median:
        yield f"no median of fewer than {MEDIAN_FROM}"


def _range(start: timedelta, end: timedelta | None) -> str:
    if not start and end:
        return f"under {_words(end)}"
    return f"{_words(start)} to {_words(end)}" if end else f"{_words(start)} and longer"


def _words(span: timedelta) -> str:
    return words(span).replace("\u00a0", " ")
