"""From flags to sources: the one place where a command line becomes something that can be asked."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

from incidentkit import files, zones
from incidentkit.cli.when import instant, is_time_of_day
from incidentkit.config import Workspace
from incidentkit.errors import UsageError
from incidentkit.evidence import Evidence
from incidentkit.redact import Gate
from incidentkit.sources.interface import Gathered, Progress, Source, Window, silent


@dataclass(frozen=True, slots=True)
class Flags:
    """The source flags of one command line, as given."""

    slack: Sequence[str] = ()
    slack_channel: str | None = None
    slack_export: Path | None = None
    k8s: Sequence[str] = ()
    k8s_file: Sequence[str] = ()
    context: str | None = None
    kubeconfig: Path | None = None
    since: str | None = None
    until: str | None = None
    tz: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A source and the public arguments that name it again, for the ledger."""

    source: Source
    arguments: tuple[str, ...]


def zone(flags: Flags, workspace: Workspace) -> tuple[tzinfo, str]:
    """The report's zone and its name. Raises SettingsError for an unknown one, UsageError where a flag names it."""
    settings = workspace.config.report
    name = flags.tz or settings.timezone
    return zones.resolve(name, settings.zones), settings.zones.get(name, name)


def window(flags: Flags, local: tzinfo, now: datetime) -> Window:
    """The span that --since and --until name. Raises UsageError when it ends before it starts."""
    since = instant(flags.since, local, now, option="--since") if flags.since is not None else None
    until = None
    if flags.until is not None:
        until = instant(flags.until, local, since or now, option="--until", end=True, ago=now)
        if since and until < since and is_time_of_day(flags.until):
            until += timedelta(days=1)  # "22:00" to "01:30"
    if since and until and until < since:
        raise UsageError("--until lies before --since", hint="Exchange the two.")
    return Window(since, until)


def sources(flags: Flags, workspace: Workspace) -> list[Asked]:
    """The sources that the flags name. Raises UsageError for flags that contradict each other."""
    return [*_slack(flags, workspace), *_kubernetes(flags, workspace)]


def _slack(flags: Flags, workspace: Workspace) -> list[Asked]:
    if not (flags.slack or flags.slack_channel or flags.slack_export):
        return []
    from incidentkit.sources.slack import SlackChannel, SlackExport, SlackThread

    settings = workspace.config.slack
    channel = ("--slack-channel", flags.slack_channel) if flags.slack_channel else ()
    if flags.slack_export:
        export = flags.slack_export
        base = ("--slack-export", _public(export, workspace))
        if flags.slack:
            return [
                Asked(
                    SlackExport(export, flags.slack_channel, settings=settings, thread=url),
                    (*base, *channel, "--slack", url),
                )
                for url in flags.slack
            ]
        return [Asked(SlackExport(export, flags.slack_channel, settings=settings), (*base, *channel))]
    asked = [Asked(SlackThread(url, settings=settings, environ=os.environ), ("--slack", url)) for url in flags.slack]
    if flags.slack_channel:
        asked.append(Asked(SlackChannel(flags.slack_channel, settings=settings, environ=os.environ), channel))
    return asked


def _kubernetes(flags: Flags, workspace: Workspace) -> list[Asked]:
    if (flags.context or flags.kubeconfig) and not flags.k8s:
        raise UsageError("--context and --kubeconfig go with --k8s", hint="Name a namespace: --k8s NAMESPACE")
    if not (flags.k8s or flags.k8s_file):
        return []
    from incidentkit.sources.kubernetes import KubernetesFile, KubernetesLive

    settings = workspace.config.kubernetes
    if list(flags.k8s_file).count("-") > 1:
        raise UsageError("--k8s-file - can be read only once")
    asked = [
        Asked(
            KubernetesLive(
                namespace,
                settings=settings,
                context=flags.context,
                kubeconfig=flags.kubeconfig,
                environ=os.environ,
            ),
            ("--k8s", namespace, *(("--context", flags.context) if flags.context else ())),
        )
        for namespace in flags.k8s
    ]
    for name in flags.k8s_file:
        path = None if name == "-" else Path(name)
        shown = "-" if path is None else _public(path, workspace)
        asked.append(Asked(KubernetesFile(path, settings=settings, stdin=sys.stdin.buffer), ("--k8s-file", shown)))
    return asked


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
    root only, and the context of a cluster is named by a flag. Raises InputError for a capture that is none of ours.
    """
    asked: list[Asked] = []
    kept: list[Evidence] = []
    missing: list[str] = []
    for record in ledger:
        if record.kind != "capture":
            continue
        words = _words(record)
        again = Flags(
            slack=_values(words, "--slack"),
            slack_channel=_value(words, "--slack-channel"),
            slack_export=_path(words, "--slack-export", workspace),
            k8s=_values(words, "--k8s"),
            k8s_file=[
                str(files.inside(workspace.root, workspace.root / name)) if name != "-" else name
                for name in _values(words, "--k8s-file")
            ],
            context=flags.context if "--k8s" in words else None,
            kubeconfig=flags.kubeconfig if "--k8s" in words else None,
            since=flags.since or _value(words, "--since"),
            until=flags.until or _value(words, "--until"),
        )
        gone = [str(p) for p in (again.slack_export, *map(Path, again.k8s_file)) if p and not p.exists()]
        if gone:
            missing += [Path(name).name for name in gone]
            continue
        limits = window(again, zone(flags, workspace)[0], now)
        asked += [Asked(Bounded(one.source, limits), one.arguments) for one in sources(again, workspace)]
        kept.append(record)
    return Recorded(tuple(asked), tuple(kept), tuple(missing))


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a ledger's captures name: sources to ask, their records, and files that are not here any more."""

    asked: tuple[Asked, ...]
    captures: tuple[Evidence, ...]
    missing: tuple[str, ...]


def _words(record: Evidence) -> list[str]:
    try:
        words = shlex.split(record.summary)
    except ValueError:
        words = []
    if len(words) % 2 or not all(word.startswith("--") for word in words[::2]):
        raise UsageError(
            f"the ledger's record {record.id!r} names no source", hint="Name the source by a flag: --slack URL."
        )
    return words


def _values(words: Sequence[str], option: str) -> list[str]:
    return [value for name, value in zip(words[::2], words[1::2], strict=True) if name == option]


def _value(words: Sequence[str], option: str) -> str | None:
    return next(iter(_values(words, option)), None)


def _path(words: Sequence[str], option: str, workspace: Workspace) -> Path | None:
    name = _value(words, option)
    return files.inside(workspace.root, workspace.root / name) if name else None


def _public(path: Path, workspace: Workspace) -> str:
    """A path that says nothing about the machine: relative to the workspace, or only the name."""
    resolved = path.resolve()
    root = workspace.root.resolve()
    return str(resolved.relative_to(root)) if resolved.is_relative_to(root) else resolved.name
