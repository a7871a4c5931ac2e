"""`--slack-files`: the files of the messages that a report tells, kept beside it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from incidentkit.cli import console
from incidentkit.evidence import Evidence
from incidentkit.gather import Collected
from incidentkit.paths import shown
from incidentkit.redact import Gate


def keep_files(collected: Collected, ledger: Iterable[Evidence], report: Path, gate: Gate) -> bool:
    """Keep them and say so; whether all could be kept."""
    from incidentkit import keep
    from incidentkit.report.facts import count
    from incidentkit.sources.slack.fetch import Fetcher

    told = frozenset(record.id for record in ledger if record.cite)
    kept = keep.keep(collected.files, told, report, gate, Fetcher(os.environ).read)
    for said in kept.refused:
        console.warn(f"file not kept: {said}")
    if kept.written:
        number = count(len(kept.written), "file")
        where = shown(kept.written[0].parent)
        console.say(f"Kept {number} in {where}, which git ignores: look at each before you share it.")
    return not kept.refused
