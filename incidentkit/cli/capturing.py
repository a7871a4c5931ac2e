"""One capture: ask the sources, through the gate, into the bundle."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from incidentkit.capture import Bundle, Taken
from incidentkit.cli import gathering
from incidentkit.cli.flags import Flags
from incidentkit.config import Workspace
from incidentkit.errors import UsageError
from incidentkit.gather import Collected, collect
from incidentkit.redact import Gate
from incidentkit.sources.interface import Progress, Source, silent


class Capture:
    """What is captured into a bundle, as often as one likes. With `follow` sources that can keep up by themselves do.

    Raises UsageError where the flags name no source.
    """

    def __init__(self, flags: Flags, bundle: Bundle, *, names: bool = False, follow: bool = False) -> None:
        self._workspace = Workspace.find()
        self._flags, self._bundle, self._names = flags, bundle, names
        self._asked = gathering.sources(flags, self._workspace)
        if not self._asked:
            raise UsageError("no source is named", hint="For example: --k8s NAMESPACE, or --slack URL")
        if follow and flags.until:
            raise UsageError("--until ends what --watch keeps on", hint="Leave one of them out.")
        zone, _ = gathering.zone(flags, self._workspace)
        # Once: "90m" is counted from the start.
        self._span = gathering.window(flags, zone, datetime.now(UTC))
        self._sources: list[Source] = [
            one.source.follow() if follow and hasattr(one.source, "follow") else one.source for one in self._asked
        ]
        self._answered = False

    def take(self, progress: Progress = silent) -> tuple[Collected, Taken]:
        """Ask all sources and write the bundle where that changed it.

        Raises what `gather.collect` raises when no source answered, and InputError for a bundle that is none.
        """
        taken = self._take(range(len(self._asked)), progress)
        self._answered = True
        return taken

    def take_followed(self) -> None:
        """Take what the sources that keep up by themselves saw since the last time; no other is asked."""
        followed = [n for n, source in enumerate(self._sources) if hasattr(source, "close")]
        if followed and self._answered:
            self._take(followed, silent)

    def _take(self, which: Sequence[int], progress: Progress) -> tuple[Collected, Taken]:
        bundle = self._bundle
        bundle.read()
        now = datetime.now(UTC).replace(microsecond=0)
        config = self._workspace.config
        gate = Gate(config.redact, roles=config.slack.people, names=self._names, known=bundle.records.values())
        collected = collect([self._sources[n] for n in which], self._span, gate, now=now, progress=progress)
        captures = gathering.captures([self._asked[n] for n in which], self._span, now, gate)
        with bundle.locked():
            bundle.read()  # another capture may have written meanwhile
            taken = bundle.take(collected, captures, now)
            if taken or not bundle.path.exists():
                bundle.write()
        return collected, taken

    def close(self) -> None:
        """Let the sources that keep up stop."""
        for source in self._sources:
            if hasattr(source, "close"):
                source.close()
