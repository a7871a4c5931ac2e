"""A thread or a channel over the Web API.

Paging and its limits: https://docs.slack.dev/reference/methods/conversations.replies and conversations.history.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from incidentkit import inert
from incidentkit.config import SlackSettings
from incidentkit.errors import IncidentkitError, RemoteError, SettingsError, UsageError
from incidentkit.evidence import Evidence, gap
from incidentkit.sources.interface import Gathered, Progress, Window, silent
from incidentkit.sources.slack import directory, messages, permalink, shape
from incidentkit.sources.slack.client import Client, Patience
from incidentkit.sources.slack.names import CHANNEL_ID, Names
from incidentkit.sources.slack.records import Conversation

# Slack advises at most 200 a page. Apps that are distributed outside Slack's marketplace get 15, once a minute.
PAGE = 200
# A thread's parent comes with each of its pages.
_SMALL = 15 + 1
_HURRY = Patience(answer=5, longest=1.0, tries=1)
SMALL_PAGES = (
    "Slack gives 15 messages a page, one page a minute: its limit for apps that are not internal to the workspace. "
    "Create the app in your own workspace from setup/slack-app-manifest.yaml (`incident init` writes it) and "
    "use its token."
)


class SlackThread:
    """A thread, by the permalink of any of its messages."""

    name = "slack"
    anchors = True

    def __init__(
        self,
        permalink_url: str,
        *,
        settings: SlackSettings,
        environ: Mapping[str, str],
        patience: Patience | None = None,
    ) -> None:
        """Raises UsageError where the permalink is none."""
        self._url = permalink_url
        self._link = permalink.parse(permalink_url)
        self._settings = settings
        self._environ = environ
        self._patience = patience

    def gather(self, window: Window, progress: Progress = silent) -> Gathered:
        """All messages of the thread inside the window.

        Raises SettingsError, InputError or RemoteError when no message could be read; an interruption later is a gap.
        """
        reading = _Reading(self._link.channel, self._environ, self._patience, progress)
        thread_ts = self._link.thread_ts or self._link.ts
        about = inert.one_line(self._url, 200)
        reading.replies(thread_ts, about)
        alone = reading.conversation.by_ts.get(self._link.ts)
        if alone and alone.thread_ts and alone.thread_ts != thread_ts:
            # The link named a reply without its thread: Slack then gives that reply alone.
            reading.replies(alone.thread_ts, about)
        if not reading.conversation.by_ts and not reading.gaps:
            reading.lose(thread_ts, "The Slack thread holds no message that the token can read: check the link.")
        reading.conversation.thread = True
        return reading.finish(window, self._settings, self._link.base)


class SlackChannel:
    """A channel in a window, the replies to its messages included."""

    name = "slack"
    anchors = True

    def __init__(
        self,
        channel: str,
        *,
        settings: SlackSettings,
        environ: Mapping[str, str],
        patience: Patience | None = None,
    ) -> None:
        """Raises UsageError where it is no channel's id."""
        wanted = channel.strip().lstrip("#")
        if found := re.search(r"/archives/([CDG][A-Z0-9]{2,30})", wanted):
            wanted = found[1]
        if not CHANNEL_ID.fullmatch(wanted):
            raise UsageError(
                f"{inert.one_line(channel, 80)!r} is no channel's id",
                hint="In Slack: the channel's name, About, at the bottom (C024BE91L). Names work with --slack-export.",
            )
        self._channel = wanted
        self._settings = settings
        self._environ = environ
        self._patience = patience

    def gather(self, window: Window, progress: Progress = silent) -> Gathered:
        """All messages of the channel inside the window, and the replies to them that lie in it.

        Raises UsageError without a start, SettingsError or RemoteError when nothing could be read.
        """
        if window.since is None:
            raise UsageError("a whole channel needs a start", hint="Add --since, and --until if it is over.")
        reading = _Reading(self._channel, self._environ, self._patience, progress)
        reading.history(window)
        parents = [m.ts for m in reading.conversation.by_ts.values() if m.ts in reading.parents]
        for done, ts in enumerate(sorted(parents), 1):
            progress("Slack threads", done, len(parents))
            if reading.stopped:
                break
            reading.replies(ts, f"the thread {ts}")
        return reading.finish(window, self._settings, "")


class _Reading:
    """One gathering: what was read so far, and what was lost."""

    def __init__(self, channel: str, environ: Mapping[str, str], patience: Patience | None, progress: Progress) -> None:
        self.client = Client(environ, patience=patience, progress=progress)
        self.conversation = Conversation(channel, "", Names())
        self.parents: set[str] = set()
        self.gaps: list[Evidence] = []
        self.notes: list[str] = []
        self.stopped = False
        self.interrupted = False
        self._environ = environ
        self._raws: list[Mapping[str, Any]] = []
        self._progress = progress

    def replies(self, ts: str, about: str) -> None:
        """A thread, all pages."""
        channel = self.conversation.channel
        pages = self.client.pages("conversations.replies", about, channel=channel, ts=ts, limit=PAGE)
        self._take(pages, f"{channel}/{ts}", "of the thread")

    def history(self, window: Window) -> None:
        """The channel itself, all pages, newest first as Slack gives them."""
        arguments: dict[str, str | int] = {"channel": self.conversation.channel, "limit": PAGE, "inclusive": "true"}
        if window.since:
            arguments["oldest"] = f"{window.since.timestamp():.6f}"
        if window.until:
            arguments["latest"] = f"{window.until.timestamp():.6f}"
        pages = self.client.pages("conversations.history", f"channel {self.conversation.channel}", **arguments)
        self._take(pages, f"{self.conversation.channel}/history", "of the channel")

    def _take(self, pages: Iterator[Mapping[str, Any]], what: str, of: str) -> None:
        """Read pages until they end or fail: a failure after the first message loses only the rest."""
        try:
            for page in pages:
                self._page(page)
                self._progress("Slack messages", len(self._raws), None)
        except IncidentkitError as e:
            if not self._raws:
                raise
            self.stopped = isinstance(e, RemoteError | SettingsError)
            self.lose(what, f"Messages {of} could not all be read: {inert.markdown(e.message)}. Run it again.")
        except KeyboardInterrupt:
            if not self._raws:
                raise
            self.stopped = self.interrupted = True
            self.lose(what, f"Messages {of} could not all be read: the run was interrupted. Run it again.")
            # Names are still asked for, so that they are masked; nobody who pressed Ctrl-C waits long for them.
            self.client = Client(self._environ, patience=_HURRY, progress=self._progress)

    def _page(self, page: Mapping[str, Any]) -> None:
        raws = page.get("messages")
        if not isinstance(raws, list):
            raise RemoteError("Slack's answer holds no list of messages", hint="Run it again.")
        more = bool(shape.text(shape.inner(page, "response_metadata"), "next_cursor"))
        if more and 0 < len(raws) <= _SMALL and SMALL_PAGES not in self.notes:
            self.notes.append(SMALL_PAGES)
        objects = shape.objects(page, "messages")
        self.conversation.hidden["no message"] += len(raws) - len(objects)
        for raw in objects:
            self._raws.append(raw)
            ts = messages.normal_ts(shape.text(raw, "ts"))
            if shape.number(raw, "reply_count") > 0 or (ts and shape.text(raw, "thread_ts") == shape.text(raw, "ts")):
                self.parents.add(ts)
            # Authors are not known yet: this reads times and threads; `finish` reads the words.
            self.conversation.add(raw)

    def finish(self, window: Window, settings: SlackSettings, base: str) -> Gathered:
        """Names for ids, then the evidence."""
        channel = self.conversation.channel
        names = Names()
        found = Conversation(channel, "", names, thread=self.conversation.thread)
        if self._raws:
            self.notes.extend(directory.look_up(self.client, channel, self._raws, self.conversation.names, names))
            found.pins.update(directory.pins(self.client, channel, self.notes))
        found.base = permalink.workspace(settings.workspace) or base or directory.workspace(self.client)
        for raw in self._raws:
            found.add(raw)
        # A thread's parent comes with every page: that is Slack's way, nothing to tell anybody.
        found.hidden.pop("seen twice", None)
        records = found.records(window, settings)
        left_out, notes = found.left_out(), tuple(self.notes)
        people, gaps, files = names.people(), tuple(self.gaps), found.shared(window)
        return Gathered(
            "slack", tuple(records), gaps, people, left_out, notes, interrupted=self.interrupted, files=files
        )

    def lose(self, what: str, said: str) -> None:
        """Say what could not be had."""
        self.gaps.append(gap("slack", what, said, captured=datetime.now(UTC)))
