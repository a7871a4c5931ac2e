"""What the redaction gate sees in a report, looked for once for all who ask."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from incidentkit.checks.passages import blank, line_offset, line_text
from incidentkit.config import RedactSettings, Workspace
from incidentkit.redact import Hit, find
from incidentkit.report.model import Report, Span


def hits(report: Report, workspace: Workspace) -> tuple[Hit, ...]:
    """All secrets and personal data, by the team's settings.

    Also in the front matter as YAML reads it (`"\\x67hp_…"`): such a hit is the key's whole line.
    """
    found = _find(report.text, workspace.config.redact)
    return (*found, *(hit for hit in _in_front(report, workspace) if not any(_overlap(hit, other) for other in found)))


def _in_front(report: Report, workspace: Workspace) -> Iterator[Hit]:
    for key, value in report.front.values.items():
        line = report.front.lines.get(key, 1)
        start = line_offset(report.text, line)
        for text in _words(value):
            for hit in _find(text, workspace.config.redact):
                yield Hit(hit.kind, hit.rule, start, start + max(len(line_text(report.text, line)), 1))


def _words(value: Any) -> Iterator[str]:
    """All text in a value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for inner in [*value, *value.values()] if isinstance(value, dict) else value:
            yield from _words(inner)


def _overlap(one: Hit, other: Hit) -> bool:
    return one.start < other.end and other.start < one.end


def covered(report: Report, workspace: Workspace) -> str:
    """The report's text, fit to be shown: dots stand for what the gate sees, every line keeps its length."""
    return blank(report.text, [Span(hit.start, hit.end) for hit in hits(report, workspace)], "•")


@lru_cache(maxsize=64)
def _find(text: str, settings: RedactSettings) -> tuple[Hit, ...]:
    return tuple(find(text, settings))
