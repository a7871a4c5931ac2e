"""Saved answers in the shapes in which people keep them: what they hold, before anything is made of it.

An answer of `query_range` or `query`, of `/api/v1/alerts` or `/api/v1/rules`, of Alertmanager's `/api/v2/alerts` (and
`amtool alert -o json`), what Alertmanager sends to a webhook, the bare list of series that `promtool query range
-o json` prints, several of these in one list or after each other, a chart that was frozen beside a report, and any of
them with a `title`, `query` and `unit`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from incidentkit import inert, metrics
from incidentkit.errors import InputError
from incidentkit.metrics import Chart, NoMetrics
from incidentkit.sources.prometheus.wire import Alert, Stream, convert

_DEEPEST = 6
_HOW = "Save it with curl 'https://PROMETHEUS/api/v1/query_range?query=…&start=…&end=…&step=30' > FILE."


@dataclass(frozen=True, slots=True)
class Answer:
    """Series that one question gave, with what the file says of it; a word that it does not say is empty."""

    streams: tuple[Stream, ...]
    title: str = ""
    query: str = ""
    unit: str = ""


@dataclass
class Found:
    """All that a file holds. `errors` are answers that say what went wrong."""

    answers: list[Answer] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)
    charts: list[Chart] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    read: bool = False


def parse(data: bytes, where: str) -> Found:
    """What the text of a file holds. Raises InputError, with the line, where it is none of these."""
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as e:
        raise InputError(where, f"is not UTF-8: {e.reason}", hint=_HOW) from e
    found = Found()
    halves = "\\ud" in text.lower()
    for raw in _documents(text, where):
        _walk(inert.whole(raw) if halves else raw, found, where, _DEEPEST)
    if not found.read:
        raise InputError(where, "holds no answers of Prometheus or Alertmanager", hint=_HOW)
    return found


def _documents(text: str, where: str) -> Iterator[Any]:
    """The JSON values of a text, which stand after each other."""
    decoder = json.JSONDecoder()
    at = 0
    while at < len(text):
        while at < len(text) and text[at].isspace():
            at += 1
        if at == len(text):
            return
        try:
            raw, at = decoder.raw_decode(text, at)
        except json.JSONDecodeError as e:
            raise InputError(where, f"is no JSON: {e.msg}", line=text.count("\n", 0, e.pos) + 1, hint=_HOW) from e
        except (RecursionError, ValueError) as e:
            raise InputError(where, "is JSON that is nested too deep or holds no sensible number", hint=_HOW) from e
        yield raw


def _walk(raw: Any, found: Found, where: str, deep: int) -> None:
    if deep == 0:
        return
    if isinstance(raw, list):
        _list(raw, found, where, deep, {})
    elif isinstance(raw, dict):
        _object(raw, found, where, deep)


def _object(raw: Mapping[str, Any], found: Found, where: str, deep: int) -> None:
    if raw.get("schema") == metrics.SCHEMA:
        found.read = True
        try:
            found.charts.append(metrics.read(json.dumps(raw)))
        except NoMetrics as e:
            raise InputError(where, f"holds a chart that {e}") from e
        return
    if raw.get("status") == "error":
        found.read = True
        found.errors.append(inert.one_line(str(raw.get("error", "an error")), 200))
        return
    for key in ("result", "alerts", "data", "groups", "rules", "charts", "queries", "results", "response"):
        inner = raw.get(key)
        if isinstance(inner, list):
            _list(inner, found, where, deep, raw)
        elif isinstance(inner, dict):
            _walk({**_said(raw), **inner}, found, where, deep - 1)


def _said(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {key: raw[key] for key in ("title", "query", "expr", "unit") if isinstance(raw.get(key), str)}


def _list(raw: list[Any], found: Found, where: str, deep: int, about: Mapping[str, Any]) -> None:
    first = next((one for one in raw if isinstance(one, dict)), None)
    if first is None:
        found.read = found.read or not raw  # an empty list is an answer as well: nothing fired
        return
    if isinstance(first.get("metric"), dict):
        streams = convert(raw, list[Stream])
        if streams is None:
            raise InputError(where, "holds series whose samples are no pairs of a time and a text", hint=_HOW)
        words = {key: inert.one_line(str(value), 2000) for key, value in _said(about).items()}
        query = words.get("query", words.get("expr", ""))
        found.answers.append(Answer(tuple(streams), words.get("title", ""), query, words.get("unit", "")))
        found.read = True
    elif isinstance(first.get("labels"), dict) and ("startsAt" in first or "activeAt" in first):
        alerts = convert(raw, list[Alert])
        if alerts is None:
            raise InputError(where, "holds alerts whose labels or times are no text", hint=_HOW)
        found.alerts += alerts
        found.read = True
    else:
        for one in raw:
            _walk(one, found, where, deep - 1)
