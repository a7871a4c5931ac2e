"""Alerts that fired: from samples of `ALERTS` to spans, from spans to records."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from incidentkit import inert, metrics
from incidentkit.evidence import Evidence
from incidentkit.sources.prometheus.labels import about, fingerprint, telling
from incidentkit.sources.prometheus.wire import Stream

SOURCE = "prometheus"
# An alert that always fires, to show that alerts arrive; one that only keeps others silent.
_HEARTBEAT = re.compile(r"watchdog|dead ?man|heartbeat|^InfoInhibitor$", re.IGNORECASE)
_SEVERITIES: tuple[tuple[frozenset[str], int], ...] = (
    (frozenset(("critical", "page", "error", "fatal", "emergency", "high", "p1", "sev1")), 80),
    (frozenset(("info", "low", "p4", "sev4")), 45),
    (frozenset(("none",)), 10),
)
_EPOCH = datetime.fromtimestamp(0, UTC)
_USUAL, _NEVER_FIRED, _ALL_ALONG = 70, 20, 45


@dataclass(frozen=True, slots=True)
class Span:
    """One time that an alert was there. `pending` is since when its condition held, `fired` since when it fired (None:
    never), `last` when it was last seen. `open`: it was still there at the end of what was asked. `early`: it fired
    before what was asked begins. `exact`: its beginning is known to the second, else to `step` seconds.
    """

    labels: Mapping[str, str]
    pending: datetime
    fired: datetime | None
    last: datetime
    open: bool = False
    early: bool = False
    exact: bool = False
    annotations: Mapping[str, str] = field(default_factory=dict)
    silenced: bool = False
    step: int = 0

    @property
    def name(self) -> str:
        """The alert's name."""
        return inert.one_line(self.labels.get("alertname", ""), 120) or "an alert without a name"


def spans(
    states: Iterable[Stream],
    active: Iterable[Stream],
    *,
    step: int,
    since: datetime | None,
    until: datetime | None,
) -> list[Span]:
    """The spans in the samples of `ALERTS` (`states`), with their exact beginnings from those of `ALERTS_FOR_STATE`.

    `step` is the seconds between two samples; what is missing for longer than two of them ended in between. `since`
    and `until` are what was asked for, None where that is not known: then no alert counts as there before, or after.
    """
    began = {_key(one.metric): dict(one.samples) for one in active}
    found: dict[tuple[tuple[str, str], ...], dict[float, str]] = {}
    for one in states:
        state = one.metric.get("alertstate", "")
        for at, value in one.samples:
            known = found.setdefault(_key(one.metric), {})
            if value and known.get(at) != "firing":  # for a while both may be seen
                known[at] = state
    result = []
    for key, samples in found.items():
        starts = began.get(key, {})
        for run in _runs(sorted(samples.items()), starts, step):
            result.append(_span(dict(key), run, starts, step, since, until))
    return sorted(result, key=lambda one: (one.fired or one.pending, one.name))


def _key(labels: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((k, v) for k, v in labels.items() if k not in ("__name__", "alertstate")))


def _runs(
    samples: Sequence[tuple[float, str]], starts: Mapping[float, float | None], step: int
) -> Iterator[list[tuple[float, str]]]:
    """Samples without a break. Where it is known since when the alert was active, that tells; else the gap does."""
    run: list[tuple[float, str]] = []
    for sample in samples:
        if run:
            before, now = starts.get(run[-1][0]), starts.get(sample[0])
            broken = before != now if before and now else sample[0] - run[-1][0] > 2.5 * step
            back = run[-1][1] == "firing" and sample[1] == "pending"
            if broken or back:
                yield run
                run = []
        run.append(sample)
    if run:
        yield run


def _span(
    labels: Mapping[str, str], run: Sequence[tuple[float, str]], starts: Mapping[float, float | None], step: int,
    since: datetime | None, until: datetime | None,
) -> Span:  # fmt: skip
    exact = next((value for at, _ in run if (value := starts.get(at))), None)
    pending = _instant(min(exact, run[0][0]) if exact else run[0][0]) or since or _EPOCH
    end = until.timestamp() if until else run[-1][0]
    fired = next((_instant(min(at, end)) for at, state in run if state == "firing"), None)
    last = _instant(min(run[-1][0], end)) or until or pending
    slack = timedelta(seconds=1.5 * step)
    early = since is not None and run[0][1] == "firing" and run[0][0] - since.timestamp() < slack.total_seconds()
    if since and early and fired and exact and pending < since:
        fired = pending
    stays = until is not None and until - last < slack
    return Span(labels, pending, fired, last, open=stays, early=early, exact=bool(exact), step=step)


def _instant(seconds: float) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def annotated(found: Iterable[Span], now: Sequence[Span]) -> list[Span]:
    """The spans, with what Alertmanager says of those that fire now; its further alerts behind them.

    Prometheus may add labels on the way there: an alert is the same whose labels hold all of the span's.
    """
    left = list(now)
    result = []
    for one in found:
        same = next((other for other in left if _is(one, other)), None)
        if same:
            left.remove(same)
        result.append(replace(one, annotations=same.annotations, silenced=same.silenced) if same else one)
    return [*result, *left]


def _is(span: Span, other: Span) -> bool:
    within = timedelta(minutes=10)
    close = other.fired is not None and span.pending - within <= other.fired <= span.last + within
    return close and set(_key(span.labels)) <= set(_key(other.labels))


def record(span: Span, *, captured: datetime) -> Evidence:
    """A span as evidence. What never fired is kept and is no line; nor is what fired all along, before and after."""
    one, many, name, namespace = about(span.labels)
    title, severity = inert.code(span.name, 120), inert.one_line(span.labels.get("severity", ""), 20)
    rated = f" ({inert.markdown(severity)})" if severity else ""
    place = f" in {inert.code(namespace)}" if namespace else ""
    target = f" for {one} {inert.code(name)}" if name else ""
    did = "fired" if span.fired else "was pending and did not fire"
    said = _said(span.annotations)
    at = span.fired or span.pending
    return Evidence(
        id=f"prometheus:{fingerprint(span.labels)}/{_stamp(span)}",
        at=at,
        until=span.last if span.last > at else None,
        precision="second",
        source=SOURCE,
        kind="alert",
        summary=f"Alert {title} {did}{target}{place}{rated}{f': {said}' if said else ''}",
        body=_body(span),
        subject=" ".join(part for part in (span.name, one, f"{namespace}/{name}" if namespace else name) if part),
        group=f"alert:{span.name}",
        many=f"Alert {_no_braces(title)} {did} for {{n}} {many}{_no_braces(rated)}" if many else None,
        weight=_weight(span, severity.lower()),
        captured=captured,
    )


def _stamp(span: Span) -> str:
    at = span.pending if span.exact or span.fired is None else span.fired
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _said(annotations: Mapping[str, str]) -> str:
    """What the alert says in words; a template that was not filled in says nothing."""
    for key in ("summary", "message", "description"):
        text = annotations.get(key, "").strip()
        if text and "{{" not in text:
            return inert.markdown(inert.one_line(text, 240))
    return ""


def _body(span: Span) -> str:
    parts = []
    if span.fired:
        end = "still firing" if span.open else f"last seen {span.last:%H:%M:%S}"
        before = "before " if span.early and not span.exact else ""
        since = span.fired if not span.early else min(span.fired, span.pending)
        parts.append(f"firing since {before}{since:%Y-%m-%d %H:%M:%S} UTC, {end}")
    if span.pending < (span.fired or span.last) and not span.early:
        parts.append(f"pending since {span.pending:%H:%M:%S}")
    if span.step:
        parts.append(f"looked at every {metrics.every(span.step)}")
    if span.silenced:
        parts.append("silenced in Alertmanager")
    labels = ", ".join(f"{inert.code(k, 60)} {inert.code(v, 100)}" for k, v in telling(span.labels))
    return "; ".join([*parts, *([f"labels {labels}"] if labels else [])])


def _weight(span: Span, severity: str) -> int:
    if _HEARTBEAT.search(span.name):
        return 10
    if span.fired is None:
        return _NEVER_FIRED
    rated = next((weight for names, weight in _SEVERITIES if severity in names), _USUAL)
    return min(rated, _ALL_ALONG) if span.early and span.open else rated


def _no_braces(text: str) -> str:
    return text.replace("{", "(").replace("}", ")")
