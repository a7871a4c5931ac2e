"""Whether Prometheus answers, for `incident doctor`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from incidentkit.errors import IncidentkitError
from incidentkit.sources.prometheus import wire
from incidentkit.sources.prometheus.client import Client, Login, address, skew_note
from incidentkit.sources.prometheus.presets import Asked


@dataclass(frozen=True, slots=True)
class Health:
    """What was found; `ok` where it works, `needed` where nothing can be had without it."""

    ok: bool
    message: str
    hint: str = ""
    needed: bool = True


def status(url: str, login: Login, asked: Sequence[Asked]) -> list[Health]:
    """Whether the server answers, how its clock is, and which charts have a sample right now."""
    try:
        client = Client(address(url, "--prometheus"), "Prometheus", login)
        _samples(client, "ALERTS")
    except IncidentkitError as e:
        return [Health(False, e.message, e.hint or "")]
    found = [Health(True, f"{client.base} answers")]
    if note := skew_note(client):
        found.append(Health(False, note, "Set the clocks by a time server.", needed=False))
    refused, empty = [], []
    for one in asked:
        try:
            if not _samples(client, one.query):
                empty.append(one.title)
        except IncidentkitError as e:
            refused.append(Health(False, f"chart {one.title!r}: {e.message}", "Mend its query in the settings."))
    if empty:
        said = f"no samples right now for: {', '.join(empty)}"
        found.append(Health(False, said, "Drop a preset that does not fit: [prometheus] presets.", needed=False))
    return [*found, *refused]


def _samples(client: Client, query: str) -> int:
    answer = wire.decode(client.get("/api/v1/query", query=query), wire.Answer)
    return len(answer.data.result) if answer else 0
