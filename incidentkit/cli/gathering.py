"""From flags to sources: the one place where a command line becomes something that can be asked."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

from incidentkit import files, zones
from incidentkit.cli import when
from incidentkit.cli.families import FAMILIES
from incidentkit.cli.families.interface import Asked
from incidentkit.cli.flags import REPEATABLE, Flags
from incidentkit.config import Workspace
from incidentkit.errors import UsageError
from incidentkit.evidence import Evidence
from incidentkit.redact import Gate
from incidentkit.sources.interface import Gathered, Progress, Source, Window, silent


def zone(flags: Flags, workspace: Workspace) -> tuple[tzinfo, str]:
    """The report's zone and its name. Raises SettingsError for an unknown one, UsageError where a flag names it."""
    settings = workspace.config.report
    if flags.tz:
        return when.zone(flags.tz, settings.zones), settings.zones.get(flags.tz, flags.tz)
    return zones.resolve(settings.timezone, settings.zones), settings.zones.get(settings.timezone, settings.timezone)


def window(flags: Flags, local: tzinfo, now: datetime) -> Window:
    """The span that --since and --until name. Raises UsageError when it ends before it starts."""
    since = when.instant(flags.since, local, now, option="--since") if flags.since is not None else None
    until = None
    if flags.until is not None:
        until = when.instant(flags.until, local, since or now, option="--until", end=True, ago=now)
        if since and until < since and when.is_time_of_day(flags.until):
            until += timedelta(days=1)  # "22:00" to "01:30"
    if since and until and until < since:
        raise UsageError("--until lies before --since", hint="Exchange the two.")
    return Window(since, until)


def sources(flags: Flags, workspace: Workspace) -> list[Asked]:
    """The sources that the flags name. Raises UsageError for flags that contradict each other."""
    return [one for family in FAMILIES for one in family.sources(flags, workspace)]


def captures(asked: Sequence[Asked], span: Window, now: datetime, gate: Gate) -> list[Evidence]:
    """A record for each source that was asked, so that `update` can ask again without flags; through the gate too: a
    file's name or an address may hold what must not be kept."""
    limits: list[str] = []
    for option, at in (("--since", span.since), ("--until", span.until)):
        limits += [option, at.isoformat()] if at else []
    return [
        Evidence(
            id=gate.text(f"capture:{one.source.name}/{'/'.join(one.arguments[1::2])}"),
            at=None,
            source=one.source.name,
            kind="capture",
            summary=gate.text(shlex.join([*one.arguments, *limits])),
            weight=0,
            captured=now,
        )
        for one in asked
    ]


class Bounded:
    """A source within limits of its own, which were recorded when it was first asked."""

    def __init__(self, source: Source, limits: Window) -> None:
        self.name, self.anchors = source.name, source.anchors
        self._source, self._limits = source, limits

    def gather(self, window: Window, progress: Progress = silent) -> Gathered:
        """As the source, in its own limits; ends that they leave open are the window's."""
        span = Window(self._limits.since or window.since, self._limits.until or window.until)
        return self._source.gather(span, progress)


def recorded(ledger: Sequence[Evidence], flags: Flags, workspace: Workspace, now: datetime) -> Recorded:
    """The sources that a ledger's `capture` records name, each within its limits; `flags` may widen those.

    A ledger comes with the repository, and a pull request may have written it: files are read below the workspace's
    root only, and what a family keeps for the command line is taken from `flags`. Raises InputError for a capture that
    is none of ours.
    """
    asked: list[Asked] = []
    kept: list[Evidence] = []
    missing: list[str] = []
    for record in ledger:
        if record.kind != "capture":
            continue
        again, paths = _again(record, flags, workspace)
        gone = [path.name for path in paths if not path.exists()]
        if gone:
            missing += gone
            continue
        limits = window(again, zone(flags, workspace)[0], now)
        asked += [Asked(Bounded(one.source, limits), one.arguments) for one in _known(again, workspace)]
        kept.append(record)
    return Recorded(tuple(asked), tuple(kept), tuple(missing))


def _known(again: Flags, workspace: Workspace) -> list[Asked]:
    """The sources that flags from a ledger name."""
    return [one for family in FAMILIES for one in (family.again or family.sources)(again, workspace)]


def _again(record: Evidence, flags: Flags, workspace: Workspace) -> tuple[Flags, list[Path]]:
    """The flags that a capture record stands for, and the files that they name."""
    words = _words(record)
    given: dict[str, Any] = {}
    paths: list[Path] = []
    for family in FAMILIES:
        for option, kind in family.recorded:
            values: list[Any] = [value for name, value in words if name == option]
            if kind != "text":
                values = [_file(value, kind, workspace) for value in values]
                paths += [value for value in values if isinstance(value, Path)]
            if values:
                given[_field(option)] = values
        if any(_field(option) in given for option, _ in family.recorded):
            given |= {_field(option): [getattr(flags, _field(option))] for option in family.own}
    given["since"] = [flags.since or _value(words, "--since")]
    given["until"] = [flags.until or _value(words, "--until")]
    return Flags(**{name: _as_given(name, values) for name, values in given.items()}), paths


def _file(value: str, kind: str, workspace: Workspace) -> Path | str:
    """The file that a recorded value names, below the workspace's root; stdin, and OWNER/REPO on GitHub, as it is."""
    from incidentkit.github.account import is_name

    if value == "-" or (kind == "either" and is_name(value)):
        return value
    return files.inside(workspace.root, workspace.root / value)


def _as_given(name: str, values: list[Any]) -> Any:
    """Values as the command line would have given them: all of an option that may be repeated, else the first."""
    return [str(value) for value in values] if name in REPEATABLE else values[0]


def _field(option: str) -> str:
    return option.removeprefix("--").replace("-", "_")


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a ledger's captures name: sources to ask, their records, and files that are not here any more."""

    asked: tuple[Asked, ...]
    captures: tuple[Evidence, ...]
    missing: tuple[str, ...]


def _words(record: Evidence) -> list[tuple[str, str]]:
    try:
        words = shlex.split(record.summary)
    except ValueError:
        words = []
    if len(words) % 2 or not all(word.startswith("--") for word in words[::2]):
        raise UsageError(
            f"the ledger's record {record.id!r} names no source", hint="Name the source by a flag: --slack URL."
        )
    return list(zip(words[::2], words[1::2], strict=True))


def _value(words: Sequence[tuple[str, str]], option: str) -> str | None:
    return next((value for name, value in words if name == option), None)
