"""The ledger beside a report is in the repository too: what must not be published is looked for there as well.

What was gathered passed the gate before it was written; what a hand added, or what an older gate let through, did not.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from incidentkit import inert
from incidentkit.checks.interface import Finding, Rule
from incidentkit.checks.run import severity_of, turned_off
from incidentkit.config import Workspace
from incidentkit.errors import InputError
from incidentkit.redact import Hit, find

LARGEST = 50_000_000  # bytes
_SAID = {
    "secret": (
        "This record holds what looks like a secret ({}).",
        "Revoke it where it was issued: git keeps what was once committed. Then take it out of the record.",
    ),
    "personal-data": (
        "This record holds what looks like personal data ({}).",
        "Put a role in its place, in this file; an address has no place in evidence.",
    ),
}


def ledger_of(report: Path) -> Path:
    """Where the ledger of a report stands, if it has one."""
    return report.with_suffix("") / "evidence.jsonl"


def check_ledger(
    path: Path, data: bytes, workspace: Workspace, rules: Iterable[Rule]
) -> tuple[list[Finding], dict[int, str]]:
    """At most one finding a record and rule, and for each of their lines what may be shown: the record's id.

    Raises InputError for a ledger that is too large to look through.
    """
    if len(data) > LARGEST:
        hint = "Gather less, by --since and --until; a ledger is read by people."
        raise InputError(path, f"is larger than {LARGEST // 1_000_000} MB and was not looked through", hint=hint)
    asked = [rule for rule in rules if rule.name in _SAID and not turned_off(rule, path, workspace)]
    found: list[Finding] = []
    shown: dict[int, str] = {}
    for number, line in enumerate(data.decode("utf-8", "replace").split("\n"), 1) if asked else ():
        hits, name = _hits(line, workspace)
        for rule in asked:
            severity = severity_of(rule, "final", workspace) or rule.severity
            if severity == "off" or not (of_kind := [hit for hit in hits if hit.kind == rule.name]):
                continue
            message, hint = _SAID[rule.name]
            kinds = ", ".join(dict.fromkeys(hit.rule for hit in of_kind))
            found.append(Finding(rule.name, severity, path, number, 1, message.format(kinds), hint))
            shown[number] = name
    return found, shown


def _hits(line: str, workspace: Workspace) -> tuple[list[Hit], str]:
    """What stands in the words of a record, and its id; a line that is no record is looked at as it is."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return find(line, workspace.config.redact), ""
    name = record.get("id") if isinstance(record, dict) else None
    hits = [hit for words in _words(record) for hit in find(words, workspace.config.redact)]
    clean = isinstance(name, str) and not find(name, workspace.config.redact)
    return hits, inert.one_line(str(name), 80) if clean else ""


def _words(value: Any) -> Iterator[str]:
    """All text in a record, keys as well, however deep."""
    stack = [value]
    while stack:
        inner = stack.pop()
        if isinstance(inner, str):
            yield inner
        elif isinstance(inner, list):
            stack += inner
        elif isinstance(inner, dict):
            stack += [*inner, *inner.values()]
