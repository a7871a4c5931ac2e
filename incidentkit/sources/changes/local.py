"""A local git repository as a source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from incidentkit import inert
from incidentkit.config import ChangesSettings, Declared
from incidentkit.errors import InputError
from incidentkit.evidence import Evidence, Link, Version, gap
from incidentkit.sources.changes import declared, history, span, words
from incidentkit.sources.changes.history import Commit, History
from incidentkit.sources.changes.program import Git, GitError
from incidentkit.sources.changes.words import BEFORE, WEIGHT, Place
from incidentkit.sources.interface import Gathered, Person, Progress, Window, silent

SOURCE = "git"
_NAMED = 20


class GitChanges:
    """What came to the deployed branch of a clone, and which versions its files declared."""

    name = SOURCE
    anchors = False

    def __init__(
        self, folder: Path, *, settings: ChangesSettings, declared: tuple[Declared, ...], environ: Mapping[str, str]
    ) -> None:
        self._folder, self._settings, self._declared, self._environ = folder, settings, declared, environ

    def gather(self, window: Window, progress: Progress = silent) -> Gathered:
        """The commits of the window and of the hours before it.

        Raises SettingsError (no git, a folder that git does not trust, a key that is no path) and InputError (no
        repository, no such branch).
        """
        if not self._folder.is_dir():
            raise InputError(self._folder, "is no folder", hint="Name the folder of a clone, or OWNER/REPO on GitHub.")
        git = Git(self._folder, self._environ)
        prefix = git.text("rev-parse", "--show-prefix").rstrip("/")
        if prefix:  # a folder in a repository: what touched it is meant
            within, git = git, Git(Path(git.text("rev-parse", "--show-toplevel")), self._environ)
            # A repository that came along with another one may say that any folder is its own.
            if git.text("rev-parse", "--absolute-git-dir") != within.text("rev-parse", "--absolute-git-dir"):
                raise GitError(self._folder, "is no folder of the repository that it names")
        tip = history.head(git, self._settings.branch)
        place = words.place(git.folder, _remote(git))
        now = datetime.now(UTC).replace(microsecond=0)
        since, until = span.around(window, self._settings.hours, now)
        paths = list(self._settings.paths) or ([f":(top,literal){prefix}"] if prefix else [])
        found = history.read(git, tip, paths, since=since, until=until, now=now)
        progress(f"Changes of {place.name}", len(found.commits), None)
        mine = [one for one in self._declared if not one.repo or one.repo.lower() == place.name.lower()]
        versions = list(declared.records(git, tip, place, mine, since=since, until=until, now=now))
        return Gathered(
            SOURCE,
            records=(
                *_before(found.before, place),
                *words.quieter([_record(one, place, window, *history.files(git, one)) for one in found.commits]),
                *(record for record in versions if record.kind != "gap"),
            ),
            gaps=(*_gaps(found, place, now), *(record for record in versions if record.kind == "gap")),
            people=tuple(_people(found)),
            notes=_notes(found, place),
        )


def _remote(git: Git) -> str:
    try:
        return git.text("config", "--local", "--get", "remote.origin.url")
    except GitError:
        return ""  # a repository that was never cloned from anywhere


def _before(commit: Commit | None, place: Place) -> Iterator[Evidence]:
    """What was in place before the span: no change, but a version."""
    if commit:
        yield Evidence(
            id=f"git:{place.name}@{commit.sha}",
            at=commit.at,
            source=SOURCE,
            kind="version",
            summary=f"{inert.code(place.name)} was at {inert.code(commit.sha[:12])}",
            subject=place.name,
            weight=0,
            versions=(_version(commit, place),),
        )


def _version(commit: Commit, place: Place) -> Version:
    return Version(place.name, "commit", commit.sha[:12], declared=True)


def _record(commit: Commit, place: Place, window: Window, files: tuple[str, ...], complete: bool) -> Evidence:
    title, merge = words.title(commit.message)
    did = "Merged into" if merge or len(commit.parents) > 1 else "Committed to"
    author, _ = words.author(commit.author, commit.email.lower())
    address = f"{place.web}/commit/{commit.sha}" if place.web else ""
    return Evidence(
        id=f"git:{place.name}@{commit.sha}",
        at=commit.at,
        precision="approximate" if commit.skewed else "second",
        source=SOURCE,
        kind="change",
        summary=f"{did} {inert.code(place.name)}: {title}",
        body=_body(commit, files, complete),
        author=author,
        links=(Link(address, f"{place.name}@{commit.sha[:12]}"),) if address else (),
        subject=place.name,
        weight=WEIGHT if window.holds(commit.at) else BEFORE,
        versions=(_version(commit, place),),
    )


def _body(commit: Commit, files: tuple[str, ...], complete: bool) -> str:
    parts = [f"commit {inert.code(commit.sha[:12])}"]
    if files:
        shown = ", ".join(inert.code(file, 120) for file in files[:_NAMED])
        rest = len(files) - _NAMED
        more = f" and {rest} more" if complete and rest > 0 else "" if complete else " and many more"
        parts.append(f"changed {shown}{more}")
    if commit.skewed:
        parts.append("its clock differs from those of the commits around it")
    elif (days := (commit.at - commit.written).days) > 0:
        parts.append(f"written {days} day{'s' * (days > 1)} before")
    return "; ".join(parts)


def _people(found: History) -> Iterator[Person]:
    for commit in found.commits:
        if person := words.author(commit.author, commit.email.lower())[1]:
            yield person


def _gaps(found: History, place: Place, now: datetime) -> Iterator[Evidence]:
    if not found.complete:
        first = found.commits[0].at if found.commits else now
        when = f"{first:%Y-%m-%d %H:%M} UTC"
        summary = f"Changes of {inert.code(place.name)} before {when} were not read: too many, or too slow"
        yield gap(SOURCE, f"{place.name}/many", summary, captured=now)
    if found.cut:
        summary = (
            f"Changes of {inert.code(place.name)} before {found.cut:%Y-%m-%d %H:%M} UTC are not known: the clone is "
            "shallow (`git fetch --unshallow`)"
        )
        yield gap(SOURCE, f"{place.name}/shallow", summary, captured=now)


def _notes(found: History, place: Place) -> tuple[str, ...]:
    skewed = sum(commit.skewed for commit in found.commits)
    if not skewed:
        return ()
    which = "1 commit has a date that does" if skewed == 1 else f"{skewed} commits have dates that do"
    return (f"{inert.code(place.name)}: {which} not fit those around; the time is approximate.",)
