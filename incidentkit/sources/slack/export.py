"""An export of a workspace, offline: zip or folder, of every age.

Layout: https://slack.com/help/articles/220556107-How-to-read-Slack-data-exports. `users.json`, `channels.json`,
`groups.json`, `mpims.json`, `dms.json`, and a folder a channel with a file a day. Enterprise exports have further
folders beside the channels (`canvases`, `huddle_transcripts`, …): they hold no messages and are passed over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from difflib import get_close_matches
from pathlib import Path

from incidentkit import inert
from incidentkit.config import SlackSettings
from incidentkit.errors import InputError, UsageError
from incidentkit.evidence import Evidence, gap
from incidentkit.sources.interface import Gathered, Person, Progress, SharedFile, Window, silent
from incidentkit.sources.slack import messages, names, permalink, shape
from incidentkit.sources.slack.archive import Archive, open_archive
from incidentkit.sources.slack.names import Names
from incidentkit.sources.slack.records import Conversation
from incidentkit.sources.slack.shape import Raw
from incidentkit.sources.slack.sift import Wanted, decode, sift

_LISTS = ("channels.json", "groups.json", "mpims.json", "dms.json")
_USERS = ("users.json", "org_users.json")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})\.json")
# Talk of two or of a few: read where it is named, for nobody thinks of it when he asks for a day.
_PRIVATE = ("mpims.json", "dms.json")
# Comments in canvases; a colon becomes an underscore where a file name may have none.
_CANVAS = re.compile(r"FC[:_]F[A-Z0-9]+")
_BESIDE = frozenset(["canvases", "canvases_in_conversations", "huddle_transcripts", "lists", "attachments", "__MACOSX"])
_NO_EXPORT = "Give the zip that Slack's export sent, or its unpacked folder: it holds channels.json and users.json."


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel of the export: its id (the folder's name where none is known), its name, its folder.

    `private`: direct messages.
    """

    id: str
    name: str
    folder: str
    private: bool = False


class SlackExport:
    """Messages of an export. `channel` is an id or a name; `thread` a permalink or a `ts` in that channel.

    Without a channel, all channels are read, if a window bounds them.
    """

    name = "slack"
    anchors = True

    def __init__(self, path: Path, channel: str | None, *, settings: SlackSettings, thread: str | None = None) -> None:
        self._path = path
        self._settings = settings
        self._thread: str | None = None
        self._base = permalink.workspace(settings.workspace)
        if thread:
            channel, self._thread = self._parsed(thread, channel)
        self._wanted = channel.strip().lstrip("#") if channel else None

    def _parsed(self, thread: str, channel: str | None) -> tuple[str | None, str]:
        if ts := messages.normal_ts(thread.strip()):
            return channel, ts
        link = permalink.parse(thread)
        self._base = self._base or link.base
        return channel or link.channel, link.thread_ts or link.ts

    def gather(self, window: Window, progress: Progress = silent) -> Gathered:
        """The channel's messages in the window, or the thread's.

        Raises InputError where it is no export or nothing in it can be read, UsageError where a channel must be named.
        """
        export = _Export(open_archive(self._path))
        chosen = self._chosen(export, window)
        records: list[Evidence] = []
        hidden: dict[str, int] = {}
        files: list[SharedFile] = []
        for done, channel in enumerate(chosen, 1):
            progress("Slack channels", done, len(chosen))
            conversation = Conversation(channel.id, self._base, export.names, thread=self._thread is not None)
            for raws, passed_over in export.days(channel, Wanted(window, self._thread)):
                conversation.add_all([raw for raw in raws if self._belongs(raw)] if self._thread else raws)
                conversation.hidden["outside the window"] += 0 if self._thread else passed_over
            records.extend(conversation.records(window, self._settings))
            files.extend(conversation.shared(window))
            for reason, count in conversation.left_out():
                hidden[reason] = hidden.get(reason, 0) + count
        if self._thread and not records:
            export.lose(f"thread/{self._thread}", f"The export holds no message of the thread {self._thread}.")
        if export.failed and not export.read:
            raise export.failed[0]
        ordered = sorted(records, key=lambda r: (r.at.timestamp() if r.at else 0.0, r.id))
        return Gathered(
            self.name,
            tuple(ordered),
            tuple(export.gaps),
            _named(export.names.people(), ordered, export.names),
            tuple(sorted(hidden.items())),
            tuple(export.notes),
            files=tuple(files),
        )

    def _belongs(self, raw: object) -> bool:
        return any(messages.normal_ts(shape.text(raw, key)) == self._thread for key in ("ts", "thread_ts"))

    def _chosen(self, export: _Export, window: Window) -> list[Channel]:
        if self._wanted is None:
            if len(export.channels) == 1:
                return list(export.channels)
            if window.since is None and window.until is None:
                known = ", ".join(f"#{c.name}" for c in export.channels[:20]) + (
                    " …" if len(export.channels) > 20 else ""
                )
                raise UsageError(
                    "an export holds many channels: which one, or from when to when?",
                    hint=f"Add --slack-channel NAME, or --since and --until. It has {known}.",
                )
            return self._of_all(export)
        wanted = self._wanted
        found = [c for c in export.channels if wanted in (c.id, c.name, c.folder)]
        if found:
            return found[:1]
        names = [c.name for c in export.channels]
        close = get_close_matches(wanted, names, n=3)
        some = ", ".join(f"#{name}" for name in close or names[:20])
        raise UsageError(
            f"the export has no channel {inert.one_line(wanted, 80)!r}",
            hint=f"Did you mean {some}?" if close else f"It has {some}.",
        )

    @staticmethod
    def _of_all(export: _Export) -> list[Channel]:
        """All channels, without direct messages: those are read by name only, and said to be left out."""
        open_to_many = [channel for channel in export.channels if not channel.private]
        if left := sum(channel.private and bool(channel.folder) for channel in export.channels):
            export.notes.append(
                f"Direct messages were left out ({left}). Name one with --slack-channel to have it read."
            )
        return open_to_many


def _is_private(folder: str) -> bool:
    return folder.startswith("mpdm-") or bool(re.fullmatch(r"D[A-Z0-9]{6,}", folder))


class _Export:
    """The archive as an export: its people, its channels, its days."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.gaps: list[Evidence] = []
        self.notes: list[str] = []
        self.failed: list[InputError] = []
        self.read = 0
        files = [name for name in archive.names() if not name.startswith("__MACOSX/")]
        self._root = _root(files, archive.path)
        self._files = [name.removeprefix(self._root) for name in files if name.startswith(self._root)]
        self._days: dict[str, list[str]] = {}
        for name in self._files:
            folder, _, file = name.rpartition("/")
            if folder and "/" not in folder and _DAY.fullmatch(file):
                self._days.setdefault(folder, []).append(file)
        self.names = Names()
        self.channels = self._channels()
        for listing in _USERS:
            self.names.users.update(names.users(self._list(listing)))
        if not any(listing in self._files for listing in _USERS):
            self.notes.append("The Slack export has no users.json: bots and people are told apart by their messages.")

    def _channels(self) -> list[Channel]:
        found: list[Channel] = []
        for listing in _LISTS:
            for raw in self._list(listing):
                channel_id, name = shape.text(raw, "id"), inert.one_line(shape.text(raw, "name"), 100)
                folder = next((f for f in (shape.text(raw, "name"), channel_id) if f in self._days), "")
                if names.CHANNEL_ID.fullmatch(channel_id):
                    found.append(Channel(channel_id, name or channel_id, folder, listing in _PRIVATE))
        known = {channel.folder for channel in found}
        for folder in self._days:
            if folder not in known and folder not in _BESIDE and not _CANVAS.match(folder):
                safe = re.sub(r"[^\w.-]", "-", inert.one_line(folder, 80))
                found.append(Channel(safe, names.safe_name(folder), folder, _is_private(folder)))
        if not found:
            raise InputError(self.archive.path, "is no Slack export: it has no channels", hint=_NO_EXPORT)
        self.names.channels.update((c.id, names.safe_name(c.name)) for c in found if c.name != c.id)
        return found

    def _list(self, name: str) -> list[Raw]:
        if name not in self._files:
            return []
        return list(shape.objects({"list": self._json(name)[0]}, "list"))

    def days(self, channel: Channel, wanted: Wanted) -> Iterator[tuple[list[object], int]]:
        """The messages of each day that the window can touch, and how many of it were passed over."""
        # Without users.json the messages alone say who is called what, and all are needed for that.
        sifted = wanted if self.names.users else None
        for file in sorted(self._days.get(channel.folder, ())):
            if _touches(file, wanted.window):
                raws, passed_over = self._json(f"{channel.folder}/{file}", sifted)
                if raws is not None:
                    self.read += 1
                    yield raws, passed_over

    def _json(self, name: str, wanted: Wanted | None = None) -> tuple[list[object] | None, int]:
        """A file's list, and how much of it is not wanted; a file that cannot be read becomes a gap."""
        shown = f"{self.archive.path}!{inert.one_line(name, 100)}"
        try:
            data = self.archive.read(self._root + name)
            value, passed_over = sift(data, wanted) if wanted else (decode(data), 0)
            if isinstance(value, list):
                return value, passed_over
            problem = InputError(shown, "holds no list", hint="Export it again.")
        except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as e:
            line = e.lineno if isinstance(e, json.JSONDecodeError) else None
            problem = InputError(shown, "is no valid JSON", line=line, hint="Export it again.")
        except InputError as e:
            problem = e
        self.failed.append(problem)
        self.lose(f"file/{name}", f"The export's file {inert.markdown(inert.one_line(name, 100))} could not be read.")
        return None, 0

    def lose(self, what: str, said: str) -> None:
        """Say what could not be had."""
        self.gaps.append(gap("slack", what, said, captured=datetime.now(UTC)))


def _root(files: list[str], path: Path) -> str:
    """The folder inside the archive where the export begins: people zip the folder as often as its content."""
    listings = [
        name for name in files if name.rpartition("/")[2] in ("channels.json", "groups.json", "dms.json", "users.json")
    ]
    if listings:
        first = min(listings, key=lambda name: (name.count("/"), name))
        return first[: first.rfind("/") + 1]
    days = [name for name in files if "/" in name and _DAY.fullmatch(name.rpartition("/")[2])]
    if not days:
        raise InputError(path, "is no Slack export", hint=_NO_EXPORT)
    return days[0].rpartition("/")[0].rpartition("/")[0] + "/" if days[0].count("/") > 1 else ""


def _touches(file: str, window: Window) -> bool:
    """Whether a day's file can hold messages of the window. Days are cut in a zone that the export does not name."""
    try:
        day = date.fromisoformat(file.removesuffix(".json"))
    except ValueError:
        return True
    margin = timedelta(days=1)
    if window.since and day + margin < window.since.astimezone(UTC).date():
        return False
    return not (window.until and day - margin > window.until.astimezone(UTC).date())


def _named(people: tuple[Person, ...], records: list[Evidence], known: Names) -> tuple[Person, ...]:
    """Those who wrote or were named first, then everybody else: a name in a text may be anybody's."""
    order = {r.author.id: n for n, r in reversed(list(enumerate(records))) if r.author}
    return tuple(sorted(people, key=lambda p: (order.get(p.id, len(records)), p.id not in known.seen)))
