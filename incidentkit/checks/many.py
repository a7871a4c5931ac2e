"""The rules over many files: what is known from an earlier run is not read again."""

from __future__ import annotations

import time
from collections.abc import Container, Mapping, Sequence
from pathlib import Path

from incidentkit.checks import ledger, link_broken
from incidentkit.checks.cache import Cache, Result
from incidentkit.checks.hits import covered
from incidentkit.checks.interface import Finding, Rule
from incidentkit.checks.passages import line_text
from incidentkit.checks.run import Outcome, Unread, check
from incidentkit.config import Workspace
from incidentkit.errors import InputError
from incidentkit.report.read import MAX_SIZE, read
from incidentkit.sources.interface import Progress


def check_all(
    paths: Sequence[Path],
    workspace: Workspace,
    rules: Sequence[Rule],
    environ: Mapping[str, str],
    show: Progress,
    changed: Mapping[Path, Container[int]] | None = None,
) -> Outcome:
    """One report after the other; a file that cannot be read does not keep the others from being checked.

    With `changed` (lines by resolved path) only findings in those lines count. `environ` says where the cache is.
    Raises SettingsError where the settings name a rule that there is not.
    """
    begun = time.monotonic()
    cache = Cache(workspace, rules, environ)
    findings: list[Finding] = []
    texts: dict[Path, str] = {}
    unread = []
    read_ = 0
    for done, path in enumerate(paths, 1):
        lines = None if changed is None else changed.get(path.resolve(), ())
        try:
            of_report, texts[path] = _one(path, workspace, rules, cache)
        except InputError as e:
            unread.append(Unread(path, e.message))
            continue
        findings += [finding for finding in of_report if lines is None or finding.line in lines]
        read_ += 1
        beside = ledger.ledger_of(path)
        lines = None if changed is None else changed.get(beside.resolve(), ())
        try:
            of_ledger, told = _ledger(beside, workspace, rules, cache)
        except InputError as e:
            unread.append(Unread(beside, e.message))
            continue
        if kept := [finding for finding in of_ledger if lines is None or finding.line in lines]:
            findings += kept
            texts[beside] = told
        show("Reports checked", done, len(paths))
    cache.save()
    return Outcome(tuple(findings), read_, texts, tuple(unread), time.monotonic() - begun)


def _one(path: Path, workspace: Workspace, rules: Sequence[Rule], cache: Cache) -> tuple[Sequence[Finding], str]:
    """The findings of one report, and a text in which their lines are as they may be shown."""
    key = _key(path, cache)
    known = cache.get(key, path) if key else None
    if known:
        return known.findings, known.text()
    report = read(path, workspace)
    found = check(report, workspace, rules)
    text = covered(report, workspace) if found else ""
    if key:
        lines = {finding.line: line_text(text, finding.line) for finding in found}
        cache.put(key, Result(tuple(found), lines, link_broken.files_of(report, workspace)))
    return found, text


def _ledger(path: Path, workspace: Workspace, rules: Sequence[Rule], cache: Cache) -> tuple[Sequence[Finding], str]:
    """The findings of a ledger, and a text with what may be shown of their records; nothing where there is none."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return (), ""
    except OSError as e:
        raise InputError(path, f"cannot be read: {e.strerror}", hint="Look at its permissions.") from e
    key = cache.key(path, data)
    known = cache.get(key, path)
    if known is None:
        found, shown = ledger.check_ledger(path, data, workspace, rules)
        known = Result(tuple(found), shown, {})
        cache.put(key, known)
    return known.findings, known.text()


def _key(path: Path, cache: Cache) -> str | None:
    """None for what `read` refuses, with words of its own."""
    try:
        return cache.key(path, path.read_bytes()) if path.stat().st_size <= MAX_SIZE else None
    except OSError:
        return None
