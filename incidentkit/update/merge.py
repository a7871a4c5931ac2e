"""What a ledger knows and what was gathered again, as one. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from incidentkit.evidence import Evidence
from incidentkit.report import charts, write


def merged(known: Mapping[str, Evidence], found: Iterable[Evidence], complete: Collection[str]) -> dict[str, Evidence]:
    """Known records and found ones; a record that says the same as before stays as it was, with its `captured`.

    A message that the source has no more stays too, as gone: Slack leaves a tombstone for it, or nothing.
    """
    result = dict(known)
    seen = set()
    for record in found:
        old = known.get(record.id)
        if old and record.kind == "system" and old.kind != "system":
            result[record.id] = replace(old, gone=True)
        else:
            result[record.id] = same(replace(record, cite=old.cite if old else None), old)
        seen.add(record.id)
    for record in known.values():
        # A cluster forgets its events after an hour, which says nothing: only messages are deleted by people.
        if record.id not in seen and record.source == "slack" and "slack" in complete:
            result[record.id] = replace(record, gone=True)
    return result


def same(new: Evidence, old: Evidence | None) -> Evidence:
    """The old record where the new one says nothing else, so that `captured` stays."""
    return old if old and replace(new, captured=old.captured) == old else new


def kept(record: Evidence, old: Evidence | None) -> Evidence:
    """A record as the ledger keeps it: without the text of a message that no line tells."""
    if record.kind != "message" or record.cite:
        return charts.kept(record)
    left_out = write.omitted(record)
    return old if old and old == left_out else left_out
