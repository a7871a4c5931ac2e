"""The reports that a site publishes: read, passed through the gate, the others named with the reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path, PurePosixPath

from incidentkit import files
from incidentkit.config import Workspace
from incidentkit.errors import InputError
from incidentkit.redact import find
from incidentkit.report.model import Report
from incidentkit.report.read import MAX_SIZE, read_text
from incidentkit.report.store import find_reports
from incidentkit.site.lastlook import LastLook
from incidentkit.site.options import Masked, Options, Skipped
from incidentkit.site.privacy import Public, gate

FOLDER = "incidents"


@dataclass(frozen=True, slots=True)
class Published:
    """A report that goes on the site. `source` is relative to the workspace, `url` to the site."""

    report: Report
    source: PurePosixPath
    url: str
    excused: frozenset[str]


@dataclass(frozen=True, slots=True)
class Collected:
    """All that was found. Drafts and private reports are in none of these: nothing may say that they exist.

    `closed` are the folders beside reports that are not published, whose files are theirs.
    """

    published: tuple[Published, ...]
    closed: frozenset[Path]
    skipped: tuple[Skipped, ...]
    masked: tuple[Masked, ...]
    refused: bool


def collect(workspace: Workspace, options: Options) -> Collected:
    """Every report of the workspace, in the order of their paths. Raises InputError where their folder is elsewhere."""
    published: list[Published] = []
    skipped: list[Skipped] = []
    masked: list[Masked] = []
    refused = False
    taken: set[str] = set()
    closed: set[Path] = set()
    files.inside(workspace.root, workspace.incidents)
    for path in find_reports(workspace):
        name = _name(path, workspace)
        closed.add(path.with_suffix("").resolve())
        try:
            report, public, notes = _read(path, name, workspace, options)
        except _Refused as e:
            skipped.append(e.why)
            refused = True
            continue
        except InputError as e:
            skipped.append(Skipped(name, e.line, reason(e)))
            continue
        masked += notes
        if report is not None:
            closed.discard(path.with_suffix("").resolve())
            published.append(Published(report, PurePosixPath(name), _url(path, workspace, taken), public.excused))
    return Collected(tuple(published), frozenset(closed), tuple(skipped), tuple(masked), refused)


class _Refused(Exception):
    def __init__(self, why: Skipped) -> None:
        super().__init__(why.message)
        self.why = why


def _read(path: Path, name: str, workspace: Workspace, options: Options) -> tuple[Report | None, Public, list[Masked]]:
    """The report if it is for publication, with what was masked in it."""
    public = gate(path, _text(path, workspace), workspace.config.redact)
    report = read_text(public.text, path, workspace)
    if _hidden(report, options):
        return None, public, []
    # Once more over what was read: YAML has escapes of its own.
    look = LastLook(workspace.config.redact, public.excused)
    report = look.report(report)
    public = replace(public, findings=(*public.findings, *look.findings))
    if hits := find(name.replace("/", "\n"), workspace.config.redact):
        raise _Refused(Skipped(name, None, f"its file name holds what must not be published ({hits[0].rule})"))
    if public.refused:
        raise _Refused(Skipped(name, public.refused.line, public.refused.message))
    notes = [Masked(name, f.line, f.message) for f in public.findings]
    if notes and options.strict:
        raise _Refused(Skipped(name, notes[0].line, "holds personal data: not published (--strict)"))
    return report, public, notes


def _text(path: Path, workspace: Workspace) -> str:
    data = b""
    try:
        file = files.inside(workspace.root, path)
        if file.stat().st_size > MAX_SIZE:
            raise InputError(path, f"is larger than {MAX_SIZE // 1024 // 1024} MiB")
        data = file.read_bytes()
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as e:
        line = data[: e.start].count(b"\n") + 1
        raise InputError(path, f"is not UTF-8: {e.reason}", line=line, hint="Save the file as UTF-8.") from e
    except OSError as e:
        raise InputError(path, f"cannot be read: {e.strerror}") from e


def _hidden(report: Report, options: Options) -> bool:
    """Whether a report is kept off the site. Where its words leave a doubt, it is not read at all."""
    front = report.front
    if front.problems:
        first = front.problems[0]
        raise InputError(report.path, first.message, line=first.line)
    visibility = front.values.get("visibility")
    if visibility not in (None, "public", "private"):
        raise InputError(report.path, "visibility is neither public nor private", line=front.lines.get("visibility"))
    if report.visibility == "private" or visibility == "private":
        return True
    return _is_draft(report) and not options.drafts


def _is_draft(report: Report) -> bool:
    if report.status is not None:
        return report.status == "draft"
    return bool(get_close_matches((report.status_text or "").strip().lower(), ["draft", "wip"], n=1, cutoff=0.7))


def _name(path: Path, workspace: Workspace) -> str:
    try:
        return path.relative_to(workspace.root).as_posix()
    except ValueError:
        return path.name


def _url(path: Path, workspace: Workspace, taken: set[str]) -> str:
    """The page's address mirrors the report's place, so that relative links hold."""
    place = next((path.relative_to(f) for f in (workspace.incidents, workspace.root) if path.is_relative_to(f)), path)
    stem = f"{FOLDER}/{place.with_suffix('').as_posix()}"
    url, number = f"{stem}.html", 1
    while url.lower() in taken:
        number += 1
        url = f"{stem}-{number}.html"
    taken.add(url.lower())
    return url


def reason(error: InputError) -> str:
    """An error's words without the file and line that stand before them."""
    where = f"{error.path}:{error.line}: " if error.line else f"{error.path}: "
    return error.message.removeprefix(where)


def by_path(published: Iterable[Published]) -> dict[Path, Published]:
    """The published reports by the real path of their file, for links between them."""
    return {one.report.path.resolve(): one for one in published}
