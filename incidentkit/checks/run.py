"""Running the rules: which of them, over which report, with the workspace's severities and excuses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from fnmatch import fnmatch
from pathlib import Path

from incidentkit.checks import RULES
from incidentkit.checks.excuses import without_excused
from incidentkit.checks.interface import Finding, Rule
from incidentkit.config import Level, Workspace
from incidentkit.errors import SettingsError, UsageError
from incidentkit.paths import shown
from incidentkit.report.model import Report, Status


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that could not be read as a report, why, and the next step or nothing."""

    path: Path
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run found in how many reports, and how many seconds it took. `texts` are the texts of all files that were
    read, ledgers as well, fit to be shown."""

    findings: tuple[Finding, ...]
    reports: int
    texts: dict[Path, str]
    unread: tuple[Unread, ...]
    seconds: float


def chosen(select: Sequence[str], ignore: Sequence[str]) -> tuple[Rule, ...]:
    """The rules that are asked for: those of `select` (all, where it is empty) without those of `ignore`.

    Raises UsageError for a name that no rule has.
    """
    for option, names in (("--select", select), ("--ignore", ignore)):
        for name in names:
            known(name, UsageError, option)
    return tuple(rule for rule in RULES if (not select or rule.name in select) and rule.name not in ignore)


def check(report: Report, workspace: Workspace, rules: Iterable[Rule]) -> list[Finding]:
    """What the rules find in one report, in the order of its lines, without what is excused there or in the settings.

    Raises SettingsError where the settings name a rule that there is not.
    """
    settings = workspace.config.check
    for name in (*settings.severity, *(entry.rule for entry in settings.ignore)):
        known(name, SettingsError, f"{shown(workspace.settings_path or 'environment')}: [check]")
    found: list[Finding] = []
    for rule in rules:
        if turned_off(rule, report.path, workspace):
            continue
        severity = severity_of(rule, report.status or "final", workspace)
        if severity == "off":
            continue
        of_rule = rule.check(report, workspace)
        found += [replace(finding, severity=severity) for finding in of_rule] if severity else of_rule
    return sorted(without_excused(found, report.text), key=lambda finding: (finding.line, finding.column))


def severity_of(rule: Rule, status: Status, workspace: Workspace) -> Level | None:
    """What the settings say of a rule, for reports of this status where they tell them apart; None for nothing."""
    said = workspace.config.check.severity.get(rule.name)
    return said.get(status) if isinstance(said, dict) else said


def turned_off(rule: Rule, path: Path, workspace: Workspace) -> bool:
    """Whether the settings turn a rule off for a path; their globs are relative to the workspace."""
    whole = path.resolve()
    root = workspace.root.resolve()
    inside = whole.relative_to(root) if whole.is_relative_to(root) else whole
    return any(
        entry.rule == rule.name and fnmatch(inside.as_posix(), entry.path) for entry in workspace.config.check.ignore
    )


def known(name: str, error: type[UsageError] | type[SettingsError], where: str) -> None:
    """Raises `error`, with what was meant, for a name that no rule has; `where` says who named it."""
    names = [rule.name for rule in RULES]
    if name in names:
        return
    close = get_close_matches(name, names, n=1)
    hint = f"Did you mean {close[0]!r}?" if close else f"The rules: {', '.join(names)}."
    raise error(f"{where}: there is no rule {name!r}", hint=hint)
