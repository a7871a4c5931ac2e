"""Which files are reports."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from incidentkit.config import Workspace
from incidentkit.errors import InputError
from incidentkit.report.model import MILESTONES
from incidentkit.report.read import SUFFIXES, read

# Pages that live among reports and are none, unless they read like one (a folder's `README.md` may be its report).
_PERHAPS = re.compile(
    r"readme|index|_index|overview|about|contributing|changelog|license|security|code_of_conduct", re.IGNORECASE
)
_NEVER = re.compile(r"(?:^|[-_. ])templates?(?:[-_. ]|$)", re.IGNORECASE)
# Keys of front matter that other pages, of a blog or a handbook, do not have.
_OURS = frozenset(("severity", *MILESTONES))
_PARTS = frozenset(("timeline", "actions"))
_OTHER_FOLDERS = frozenset(
    ("node_modules", "site", "_site", "public", "dist", "build", "templates", "metrics", "__pycache__")
)


def find_reports(workspace: Workspace, paths: Sequence[Path] = ()) -> list[Path]:
    """All report files of a workspace, or of the given files and folders, sorted.

    Hidden folders, ledger folders and templates are left out, `README.md` and its like unless they have a report's
    shape. Outside of `incidents/`, in another folder or a workspace without it, only files with a report's shape are
    taken. A file that is named is given whatever it is called. Raises InputError for a path that is not there.
    """
    if paths:
        found = {file for path in paths for file in _of(path, workspace)}
    elif workspace.incidents.is_dir():
        found = set(_in(workspace.incidents, workspace, shaped=False))
    else:
        found = set(_in(workspace.root, workspace, shaped=True))
    return sorted(found)


def _of(path: Path, workspace: Workspace) -> Iterator[Path]:
    if path.is_dir():
        reports = workspace.incidents.resolve()
        yield from _in(path, workspace, shaped=not path.resolve().is_relative_to(reports))
    elif path.is_file():
        yield path
    else:
        hint = "`incident list` shows the reports of this workspace."
        raise InputError(path, "there is no such file or folder", hint=hint)


def _in(root: Path, workspace: Workspace, *, shaped: bool) -> Iterator[Path]:
    for folder, folders, names in os.walk(root, onerror=_refuse):
        here = Path(folder)
        folders[:] = sorted(f for f in folders if _is_open(here, f))
        for name in sorted(names):
            path = here / name
            if name.startswith((".", "_")) or path.suffix.lower() not in SUFFIXES or _NEVER.search(path.stem):
                continue
            if (shaped or _PERHAPS.fullmatch(path.stem)) and not has_shape(path, workspace):
                continue
            yield path


def _refuse(error: OSError) -> None:
    """A folder that cannot be read is no empty one: a site built from it would lose its pages."""
    raise InputError(error.filename or "incidents", f"cannot be read: {error.strerror}", hint="Check its permissions.")


def _is_open(parent: Path, name: str) -> bool:
    if name.startswith((".", "_")) or name in _OTHER_FOLDERS:
        return False
    try:
        return not (parent / name / "evidence.jsonl").exists()  # a ledger's folder stands beside its report
    except OSError as e:
        raise InputError(parent / name, f"cannot be read: {e.strerror}", hint="Check its permissions.") from e


def has_shape(path: Path, workspace: Workspace) -> bool:
    """Whether a file reads like a report: it has a timeline, front matter or sections that only reports have, or it is
    dated and has action items or a summary."""
    try:
        report = read(path, workspace)
    except InputError:
        return False
    roles = {section.role for section in report.sections}
    if _OURS.intersection(report.front.values) or ("summary" in roles and roles & _PARTS):
        return True
    return bool(report.timeline) or bool(
        report.date and report.title and (report.actions or report.section("summary") or report.section("conclusion"))
    )


_FITS: tuple[Callable[[Path, str], bool], ...] = (
    lambda path, wanted: wanted in (path.name.lower(), str(path).lower()),
    lambda path, wanted: wanted in (path.stem.lower(), path.parent.name.lower()),
    lambda path, wanted: wanted in str(path).lower(),
)


def find_report(name: str, workspace: Workspace) -> Path:
    """The report that a person means: a path, a file's name, or a part of one that only one report has.

    Raises InputError where none fits or several do.
    """
    path = Path(name)
    if path.is_file():
        return path
    reports = find_reports(workspace)
    wanted = name.lower()
    for fits in _FITS:
        found = [report for report in reports if wanted and fits(report.relative_to(workspace.root), wanted)]
        if len(found) == 1:
            return found[0]
        if found:
            some = ", ".join(report.stem for report in found[:4]) + (", …" if len(found) > 4 else "")
            raise InputError(name, f"{len(found)} reports fit: {some}", hint="Name more of it.")
    hint = "`incident list` shows the reports of this workspace." if reports else "There are no reports here yet."
    raise InputError(name, "there is no such report", hint=hint)
