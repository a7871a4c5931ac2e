"""A report and its ledger on disk: two files that a kill at any moment must not part."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from incidentkit import evidence, files
from incidentkit.config import Workspace
from incidentkit.errors import InputError
from incidentkit.evidence import Evidence
from incidentkit.report import edit
from incidentkit.update.planning import Plan

LEDGER, NEXT = "evidence.jsonl", "evidence.next.jsonl"
# Only in the next ledger: which document it belongs to.
_DOCUMENT = "document"


def ledger_path(report: Path) -> Path:
    """Where a report's ledger is: in the folder that is called as the report is."""
    return report.with_suffix("") / LEDGER


def settle(path: Path, text: str, *, write_it: bool) -> list[Evidence]:
    """The ledger at `path`, after an update that was interrupted between its two files.

    The next ledger was there first, then the document, then the ledger itself (see `save`). The next ledger says which
    document it belongs to: where that is the one that stands, the next ledger holds, else it is dropped and nothing was
    offered. Where people edited the document since, it tells by a label: one is never used twice.
    """
    pending = path.with_name(NEXT)
    old = evidence.read(path)
    if not pending.exists():
        return old
    read = evidence.read(pending)
    new = [record for record in read if record.kind != _DOCUMENT]
    labels = {r.cite for r in new if r.cite} - {r.cite for r in old if r.cite}
    landed = _belonging(text) in read or any(f"[^{label}]" in text for label in labels)
    if write_it and landed:
        files.write(path, evidence.dump(new))
    if write_it:
        pending.unlink(missing_ok=True)
    return new if landed else old


def _belonging(text: str) -> Evidence:
    """What a next ledger says of the document that it belongs to."""
    digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Evidence(f"{_DOCUMENT}:sha256:{digest}", None, "report", _DOCUMENT, "", weight=0)


def save(planned: Plan, path: Path, old: Sequence[Evidence], workspace: Workspace) -> bool:
    """Write document and ledger where they changed; whether anything was.

    A kill in between must neither lose a line (offered in the ledger, never in the document) nor double it (in the
    document, unknown to the ledger). So the new ledger is put beside the old one, then the document is written, then
    the ledger takes its place: `settle` knows from the document how far it came. Each step is atomic.
    """
    changed = planned.text != planned.report.text
    if not changed and list(planned.ledger) == list(old):
        return False
    files.inside(workspace.root, path)
    if evidence.read(path) != list(old):
        raise InputError(path, "changed on disk since it was read; nothing was written", hint="Run the command again.")
    if not changed:
        files.write(path, evidence.dump(planned.ledger))
        return True
    pending = path.with_name(NEXT)
    files.write(pending, evidence.dump([*planned.ledger, _belonging(planned.text)]))
    try:
        edit.save(planned.report, planned.text, workspace)
    except Exception:
        pending.unlink(missing_ok=True)
        raise
    files.write(path, evidence.dump(planned.ledger))
    pending.unlink()
    return True
