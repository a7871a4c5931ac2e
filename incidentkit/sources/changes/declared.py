"""Which images and charts git declared, and from when on: the settings say in which files, at which keys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from incidentkit import inert
from incidentkit.config import Declared
from incidentkit.evidence import Evidence, Version, gap
from incidentkit.sources.changes import history, keys
from incidentkit.sources.changes.history import Commit
from incidentkit.sources.changes.program import Git, GitError
from incidentkit.sources.changes.words import Place

_MOST = 40


def records(
    git: Git, tip: str, place: Place, declared: Sequence[Declared], *, since: datetime, until: datetime, now: datetime
) -> Iterator[Evidence]:
    """A record for each value that a declaration had in the span, and the one that it had before; a gap where the
    value cannot be had.

    Raises SettingsError for a key that is no path, and what `Git.fields` raises.
    """
    for one in declared:
        path = keys.steps(one.key)
        found = history.read(git, tip, [one.file], since=since, until=until, now=now, most=_MOST, literal=True)
        last: str | None = None
        for commit in [*([found.before] if found.before else []), *found.commits]:
            said, why = _value(git, commit, one, path)
            if why:
                yield _missing(place, one, commit, why, now)
            if said != last:
                yield _record(place, one, commit, said)
            last = said
        if not found.commits and not found.before:
            summary = f"{_what(place, one)} declares nothing: git knows no such file there"
            yield gap("git", f"{place.name}/{one.component}/{one.kind}", summary, captured=now)


def _value(git: Git, commit: Commit, one: Declared, path: tuple[keys.Step, ...]) -> tuple[str, str]:
    """The value at a commit, or why there is none."""
    try:
        data = git.bytes("cat-file", "blob", f"{commit.sha}:{one.file}", limit=keys.LARGEST)
        return keys.value(data, path), ""
    except GitError:
        return "", "the file is not there"
    except keys.NoValue as e:
        return "", str(e)


def _record(place: Place, one: Declared, commit: Commit, value: str) -> Evidence:
    said = inert.code(value, 200) if value else "nothing that can be read"
    return Evidence(
        id=f"git:{place.name}@{commit.sha}/{one.kind}/{one.component}",
        at=commit.at,
        source="git",
        kind="version",
        precision="approximate" if commit.skewed else "second",
        summary=f"{_what(place, one)} declares {said} at {inert.code(commit.sha[:12])}",
        subject=place.name,
        weight=0,
        versions=(Version(one.component, one.kind, value, f"{place.name}: {one.file}", declared=True),),
    )


def _missing(place: Place, one: Declared, commit: Commit, why: str, now: datetime) -> Evidence:
    summary = f"{_what(place, one)} could not be read at {inert.code(commit.sha[:12])}: {why}"
    return gap("git", f"{place.name}/{one.component}/{one.kind}/{commit.sha[:12]}", summary, captured=now, at=commit.at)


def _what(place: Place, one: Declared) -> str:
    return (
        f"{inert.code(one.key, 120)} in {inert.code(one.file, 120)} of {inert.code(place.name)}, "
        f"the {one.kind} of {inert.code(one.component, 80)},"
    )
