"""The rules over many files: what is known from an earlier run is not read again."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from incidentkit.checks import ledger, link_broken
from incidentkit.checks.cache import Cache, Result
from incidentkit.checks.changed import Changes
from incidentkit.checks.hits import covered
from incidentkit.checks.interface import Finding, Rule
from incidentkit.checks.passages import line_text, place
from incidentkit.checks.run import Outcome, Unread, check
from incidentkit.config import Workspace
from incidentkit.errors import InputError
from incidentkit.report.model import Report
from incidentkit.report.read import MAX_SIZE, read, read_bytes
from incidentkit.sources.interface import Progress

_TEXT_MAY_HOLD = 8  # zero bytes


def check_all(
    paths: Sequence[Path],
    workspace: Workspace,
    rules: Sequence[Rule],
    environ: Mapping[str, str],
    show: Progress,
    changed: Changes | None = None,
) -> Outcome:
    """One report after the other; a file that cannot be read does not keep the others from being checked.

    With `changed` only findings in those lines count, and those that the report did not have before: a section that was
    deleted, or a prompt that was open in the draft that is final now. `environ` says where the cache is. Raises
    SettingsError where the settings name a rule that there is not.
    """
    begun = time.monotonic()
    cache = Cache(workspace, rules, environ)
    findings: list[Finding] = []
    texts: dict[Path, str] = {}
    unread = []
    read_ = 0
    for done, path in enumerate(paths, 1):
        try:
            of_report, texts[path] = _one(path, workspace, rules, cache)
        except InputError as e:
            unread.append(Unread(path, e.message, e.hint or ""))
            continue
        findings += _of_branch(of_report, texts[path], path, workspace, rules, changed) if changed else of_report
        read_ += 1
        beside = ledger.ledger_of(path)
        lines = None if changed is None else changed.lines.get(beside.resolve(), ())
        try:
            of_ledger, told = _ledger(beside, workspace, rules, cache)
        except InputError as e:
            unread.append(Unread(beside, e.message, e.hint or ""))
            continue
        if kept := [finding for finding in of_ledger if lines is None or finding.line in lines]:
            findings += kept
            texts[beside] = told
        show("Reports checked", done, len(paths))
    cache.save()
    return Outcome(tuple(findings), read_, texts, tuple(unread), time.monotonic() - begun)


def check_text(data: bytes, path: Path, workspace: Workspace, rules: Sequence[Rule]) -> Outcome:
    """One report that is not saved yet: an editor's, by the name that it is to have. Its ledger is not looked into."""
    begun = time.monotonic()
    try:
        if len(data) > MAX_SIZE:
            raise InputError(path, f"is {len(data) // 1024 // 1024} MiB large; reports are read up to 16 MiB")
        report = read_bytes(data, path, workspace)
        _refuse_binary(report)
    except InputError as e:
        return Outcome((), 0, {}, (Unread(path, e.message, e.hint or ""),), time.monotonic() - begun)
    found = check(report, workspace, rules)
    return Outcome(tuple(found), 1, {path: covered(report, workspace)}, (), time.monotonic() - begun)


def _one(path: Path, workspace: Workspace, rules: Sequence[Rule], cache: Cache) -> tuple[Sequence[Finding], str]:
    """The findings of one report, and a text in which their lines are as they may be shown."""
    key = _key(path, cache)
    known = cache.get(key, path) if key else None
    if known:
        return known.findings, known.text()
    report = read(path, workspace)
    _refuse_binary(report)
    found = check(report, workspace, rules)
    text = covered(report, workspace) if found else ""
    if key:
        lines = {finding.line: line_text(text, finding.line) for finding in found}
        cache.put(key, Result(tuple(found), lines, link_broken.files_of(report, workspace)))
    return found, text


def _refuse_binary(report: Report) -> None:
    """One zero byte that slipped in is a finding of its line; a picture, an archive, UTF-16 have them everywhere."""
    if report.text.count("\0") > _TEXT_MAY_HOLD:
        line = place(report.text, report.text.index("\0"))[0]
        hint = "Restore it from git, save it as UTF-8, or give it the ending that fits it; it was not checked."
        raise InputError(report.path, "is no text: zero bytes stand in it", line=line, hint=hint)


def _of_branch(
    found: Sequence[Finding], text: str, path: Path, workspace: Workspace, rules: Sequence[Rule], changed: Changes
) -> list[Finding]:
    """Those of a report's findings that stand in changed lines, or that it did not have before."""
    lines = changed.lines.get(path.resolve(), ())
    elsewhere = [finding for finding in found if finding.line not in lines]
    had: Counter[tuple[str, ...]] = Counter()
    if elsewhere and (before := changed.before(path)):
        old = read_bytes(before[1], before[0], workspace)
        told = covered(old, workspace)
        had.update(_told(finding, told) for finding in check(old, workspace, rules))
    new = set()
    for finding in elsewhere:
        had[_told(finding, text)] -= 1
        if had[_told(finding, text)] < 0:
            new.add(finding)
    return [finding for finding in found if finding.line in lines or finding in new]


def _told(finding: Finding, text: str) -> tuple[str, ...]:
    """What makes a finding the same one when lines above it come and go."""
    message = re.sub(r"\bline \d+", "line", finding.message)
    return finding.rule, finding.severity, message, line_text(text, finding.line).strip()


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
