"""Prometheus and Alertmanager over HTTP: alerts that fired in the window, and series around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from incidentkit import inert, metrics
from incidentkit.errors import IncidentkitError, RemoteError, UsageError
from incidentkit.evidence import Evidence, gap
from incidentkit.sources.interface import Gathered, Progress, Window, silent
from incidentkit.sources.prometheus import alertmanager, alerts, charts, wire
from incidentkit.sources.prometheus.alerts import SOURCE, Span
from incidentkit.sources.prometheus.client import BrokenError, Client, Login, RefusedError, address, skew_note
from incidentkit.sources.prometheus.names import file_name
from incidentkit.sources.prometheus.presets import Asked
from incidentkit.sources.prometheus.wire import Stream

# Prometheus gives at most 11,000 values a series. Alerts are looked at as finely as that and good sense allow.
MOST_POINTS = 11_000
_FINEST = 15


class Prometheus:
    """A server of each kind, or one of them. `login` goes to Prometheus, `other_login` to Alertmanager."""

    name = SOURCE
    anchors = False

    def __init__(
        self,
        url: str | None,
        *,
        alertmanager_url: str | None = None,
        asked: Sequence[Asked] = (),
        login: Login | None = None,
        other_login: Login | None = None,
    ) -> None:
        """Raises UsageError for an address that is none."""
        self._url = address(url, "--prometheus") if url else None
        self._alertmanager = address(alertmanager_url, "--alertmanager") if alertmanager_url else None
        self._asked = asked
        self._login, self._other_login = login or Login(), other_login or Login()

    @property
    def arguments(self) -> tuple[str, ...]:
        """The options that name it again."""
        named = (("--prometheus", self._url), ("--alertmanager", self._alertmanager))
        return tuple(word for option, url in named if url for word in (option, url))

    def gather(self, window: Window, progress: Progress = silent) -> Gathered:
        """Alerts and charts of the window.

        Raises UsageError without a start, SettingsError or RemoteError when nothing at all could be had; a part that
        is missing is a gap.
        """
        if window.since is None:
            hint = "Add --since, and --until if it is over, or name the Slack thread as well."
            raise UsageError("Prometheus needs a start to look from", hint=hint)
        now = datetime.now(UTC).replace(microsecond=0)
        reading = _Reading(window.since, min(window.until or now, now), now, progress)
        if reading.until <= reading.since:
            raise UsageError("the window lies in the future", hint="Check --since, --until and --tz.")
        if self._url:
            reading.prometheus(Client(self._url, "Prometheus", self._login), self._asked)
        if self._alertmanager:
            reading.alertmanager(Client(self._alertmanager, "Alertmanager", self._other_login))
        return reading.result()


@dataclass
class _Reading:
    """One gathering: what was had so far, and what was lost."""

    since: datetime
    until: datetime
    now: datetime
    progress: Progress
    step: int = _FINEST
    spans: list[Span] = field(default_factory=list)
    firing: list[Span] = field(default_factory=list)
    charts: list[Evidence] = field(default_factory=list)
    gaps: list[Evidence] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    missed: dict[str, list[Asked]] = field(default_factory=dict)
    first: IncidentkitError | None = None
    answered: bool = False
    interrupted: bool = False

    def prometheus(self, client: Client, asked: Sequence[Asked]) -> None:
        """The alerts, then each chart; a server that is gone is asked nothing more."""
        empty: list[Asked] = []
        done = 0
        try:
            self._alerts(client)
            for done, one in enumerate(asked, 1):
                self.progress("Prometheus", done, len(asked))
                if not self._chart(client, one):
                    empty.append(one)
        except KeyboardInterrupt:
            if not self.answered:
                raise
            self.interrupted = True
            self._lose("interrupted", _rest("the run was interrupted", asked[max(done - 1, 0) :]))
        except IncidentkitError as e:
            self.first = self.first or e
            self._lose("unreachable", _rest(e.message, asked[max(done - 1, 0) :] if self.answered else asked))
        for why, charts_of in self.missed.items():
            titles = _titles(charts_of)
            self._lose(f"chart/{file_name(charts_of[0].title)}", f"Charts that could not be had: {titles}. {why}")
        self.notes += [note for note in (skew_note(client), _without_data(empty, asked)) if note]

    def _alerts(self, client: Client) -> None:
        span = self.until - self.since
        self.step = next((s for s in metrics.STEPS if span.total_seconds() / s < MOST_POINTS - 10), metrics.STEPS[-1])
        # A step earlier: what fires there already began before.
        first, last = charts.grid(self.since - timedelta(seconds=2 * self.step), self.until, self.step)
        last += self.step  # what fires since a moment stands between two instants
        try:
            states = self._query(client, "ALERTS", first, last, self.step, "alerts")
        except (RefusedError, BrokenError) as e:
            self._refused(e)
            self._lose("alerts", f"Alerts could not be had: {inert.markdown(e.message)}")
            return
        active = []
        if states:
            try:
                active = self._query(client, "ALERTS_FOR_STATE", first, last, self.step, "alerts-since")
            except (RefusedError, BrokenError) as e:
                self.notes.append(f"Beginnings of alerts are known to {self.step} s: {inert.markdown(e.message)}.")
        began = datetime.fromtimestamp(first, UTC)
        self.spans = alerts.spans(states, active, step=self.step, since=began, until=self.until)

    def _chart(self, client: Client, asked: Asked) -> bool:
        """Whether the chart could be had, or could not be asked for; False where there is no data."""
        step = metrics.step(self.until - self.since)
        first, last = charts.grid(self.since, self.until, step)
        what = f"chart/{file_name(asked.title)}"
        try:
            streams = self._query(client, asked.query, first, last, step, what)
        except (RefusedError, BrokenError) as e:
            self._refused(e)
            self.missed.setdefault(inert.markdown(e.message), []).append(asked)
            return True
        found = charts.chart(
            asked.title, asked.unit, asked.query, streams, first=first, last=last, step=step, captured=self.now
        )
        if found:
            self.charts.append(charts.record(found, file_name(asked.title)))
        return found is not None

    def _query(self, client: Client, query: str, first: int, last: int, step: int, what: str) -> list[Stream]:
        data = client.get("/api/v1/query_range", query=query, start=str(first), end=str(last), step=str(step))
        answer = wire.decode(data, wire.Answer)
        if answer is None or answer.status != "success":
            raise RemoteError(
                f"{client.base} gave an answer that is none of Prometheus's", hint="Give the address of its API."
            )
        self.answered = True
        if answer.warnings:
            said = inert.markdown(inert.one_line("; ".join(answer.warnings[:3]), 200))
            self._lose(f"{what}/partial", f"Prometheus says that its answer is not whole: {said}")
        return answer.data.result

    def alertmanager(self, client: Client) -> None:
        """What fires now, with what it says in words."""
        try:
            self.firing = alertmanager.firing(client, self.since, self.until, self.now)
            self.answered = True
        except KeyboardInterrupt:
            if not self.answered:
                raise
            self.interrupted = True
            self._lose("alertmanager", "Alertmanager was interrupted before it answered. Run it again.")
        except IncidentkitError as e:
            self.first = self.first or e
            self._lose("alertmanager", f"What fires now could not be had: {inert.markdown(e.message)}")
        if note := skew_note(client):
            self.notes.append(note)

    def result(self) -> Gathered:
        """All of it. Raises what went wrong first where no server answered."""
        if not self.answered and self.first:
            raise self.first
        found = alerts.annotated(self.spans, self.firing)
        records = {r.id: r for r in (alerts.record(one, captured=self.now) for one in found)}
        return Gathered(
            SOURCE, (*records.values(), *self.charts), tuple(self.gaps), notes=tuple(self.notes),
            interrupted=self.interrupted,
        )  # fmt: skip

    def _refused(self, error: RemoteError) -> None:
        self.first = self.first or error
        self.answered = self.answered or isinstance(error, RefusedError)

    def _lose(self, what: str, said: str) -> None:
        self.gaps.append(gap(SOURCE, what, said, captured=self.now))


def _rest(why: str, asked: Sequence[Asked]) -> str:
    lost = f" Charts that are missing: {_titles(asked)}." if asked else ""
    return f"Prometheus could not be asked for everything: {inert.markdown(why)}.{lost}"


def _without_data(empty: Sequence[Asked], asked: Sequence[Asked]) -> str:
    """One sentence about what there are no samples of: it may be that nothing measures it."""
    if not empty:
        return ""
    measured = {one.preset for one in asked if one not in empty}
    presets = list(dict.fromkeys(one.preset for one in empty if one.preset and one.preset not in measured))
    rest = [one for one in empty if one.preset not in presets]
    parts = [f"for any chart of {' and '.join(presets)}"] if presets else []
    parts += [f"for {_titles(rest)}"] if rest else []
    return f"Prometheus has no samples {', nor '.join(parts)}."


def _titles(asked: Sequence[Asked]) -> str:
    titles = ", ".join(inert.markdown(inert.one_line(one.title, 60)) for one in asked[:8])
    return f"{titles} and {len(asked) - 8} more" if len(asked) > 8 else titles
