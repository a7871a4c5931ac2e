"""What a gathering tells whoever runs it: the same words in every command that gathers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from incidentkit.cli import console

if TYPE_CHECKING:
    from incidentkit.evidence import Evidence
    from incidentkit.gather import Collected


def troubles(collected: Collected) -> None:
    """What could not be had, and what to bear in mind when reading the rest."""
    for gap in collected.gaps:
        console.warn(f"{gap.source}: {gap.summary}")
    for note in collected.notes:
        console.say(f"note: {note}")


def evidence(collected: Collected, then: str) -> None:
    """How much each source gave, and what the gate took out of it; `then` follows on the first line."""
    from incidentkit.report.facts import count

    ran = collected.versions
    found = [f"{number} from {source}" for source, number in collected.counts if number]
    silent = [source for source, number in collected.counts if not number]
    found += [f"{count(ran[source], 'version')} from {source}" for source in silent if ran[source]]
    masked = ", ".join(f"{number} {kind}" for kind, number in collected.redacted)
    console.say(f"Evidence: {', '.join(found) or 'none'}. {then}")
    for source in silent:
        had = "told what ran, and of nothing that happened in" if ran[source] else "had nothing for"
        console.say(f"note: {source} {had} that window; --since and --until move it.")
    if masked:
        console.say(f"Redacted: {masked}.")


def gaps(records: Iterable[Evidence]) -> list[dict[str, Any]]:
    """Gaps as every command prints them in JSON."""
    return [{"source": gap.source, "summary": gap.summary} for gap in records]
