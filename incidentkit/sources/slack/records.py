"""Messages as evidence: identity, marks, weight, the words in Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from incidentkit import inert
from incidentkit.config import SlackSettings
from incidentkit.evidence import Evidence, Link, Mark
from incidentkit.sources.interface import SharedFile, Window
from incidentkit.sources.slack import alerts, files, messages, permalink, render, shape, weigh
from incidentkit.sources.slack.alerts import Said
from incidentkit.sources.slack.messages import Message
from incidentkit.sources.slack.names import Names, safe_name
from incidentkit.sources.slack.nodes import Paragraph, Preformatted, Text
from incidentkit.sources.slack.shape import Raw

# A timeline line is read at a glance; the whole message is its body.
WIDTH = 240
# A thread about an incident soon says which.
_EARLY = 3


@dataclass(slots=True)
class Conversation:
    """What was read of one channel or thread, before it becomes evidence.

    `base` is the workspace's address or empty; `pins` are the `ts` of pinned messages; `thread` says that all of it is
    one thread, whose first human word then counts whatever it is about.
    """

    channel: str
    base: str
    names: Names
    thread: bool = False
    pins: set[str] = field(default_factory=set)
    by_ts: dict[str, Message] = field(default_factory=dict)
    hidden: Counter[str] = field(default_factory=Counter)
    files: dict[str, tuple[SharedFile, ...]] = field(default_factory=dict)

    def add(self, raw: Raw) -> None:
        """Take a message in; one that comes again (an edit, a parent on every page) replaces the older."""
        if about := messages.pinned_by(raw):
            self.pins.add(about)
        message = messages.read(raw, self.channel, self.names)
        if message is None:
            self.hidden["without a time"] += 1
            return
        before = self.by_ts.get(message.ts)
        if before is not None:
            self.hidden["seen twice"] += 1
        if before is None or _newer(message, before):
            self.by_ts[message.ts] = message
            if message.has_file:
                self.files[message.ts] = tuple(files.of_message(raw, f"slack:{self.channel}/{message.ts}"))

    def add_all(self, raws: object, key: str = "messages") -> int:
        """Take a list of messages in; what is no message is counted. Gives how many entries the list had."""
        entries = raws.get(key) if isinstance(raws, dict) else raws
        listed = entries if isinstance(entries, list) else []
        objects = shape.objects({key: listed}, key)
        self.hidden["no message"] += len(listed) - len(objects)
        for raw in objects:
            self.add(raw)
        return len(listed)

    def records(self, window: Window, settings: SlackSettings) -> list[Evidence]:
        """The evidence inside the window, in order of time."""
        ordered = sorted(self.by_ts.values(), key=lambda m: (m.at, m.ts))
        inside = [message for message in ordered if window.holds(message.at)]
        self.hidden["outside the window"] += len(ordered) - len(inside)
        alarms = frozenset(message.ts for message in inside if _is_alarm(message))
        first = _first_word(inside, alarms, self.thread)
        return [self._record(m, settings, alarm=m.ts in alarms, first=m.ts == first) for m in inside]

    def _record(self, message: Message, settings: SlackSettings, *, alarm: bool, first: bool) -> Evidence:
        marks = _marks(message, settings, message.ts in self.pins)
        url = permalink.build(self.base, self.channel, message.ts, message.thread_ts)
        name = self.names.channel(self.channel) if self.channel in self.names.channels else ""
        where = f"Slack, {safe_name(name)}" if name else "Slack"
        blocks = [*message.blocks, *message.beside, *message.shared]
        weight = _weight(message, alarm, marks, first)
        alert = alerts.said([*message.blocks, *message.shared]) if alarm else None
        short = alert or (alerts.said([*message.blocks], linked=True) if _is_deed(message, weight) else None)
        summary = render.line(short.blocks if short else [*message.blocks, *message.beside] or message.shared, WIDTH)
        if message.edited:
            blocks.append(Paragraph((Text(f"(edited {message.edited:%Y-%m-%d %H:%M:%S} UTC)"),)))
        # One short paragraph stands whole in its line: most of what people write.
        body = None if short is None and render.fits(blocks, WIDTH) else render.markdown(blocks)
        return Evidence(
            id=f"slack:{self.channel}/{message.ts}",
            at=message.at,
            source="slack",
            kind="alert" if alarm else message.kind,
            summary=summary,
            body=body if body and " ".join(body.split()) != summary else None,
            author=message.author,
            links=(Link(url, where),) if url else (),
            subject=_subject(safe_name(name), alert) or None,
            group=_story(message, alert, self.channel) if alert else None,
            many=_many(message, alert) if alert else None,
            marks=marks,
            weight=weight,
        )

    def shared(self, window: Window) -> tuple[SharedFile, ...]:
        """The files of the messages inside the window."""
        inside = (ts for ts in self.files if window.holds(self.by_ts[ts].at))
        return tuple(file for ts in inside for file in self.files[ts])

    def left_out(self) -> tuple[tuple[str, int], ...]:
        """What was left out, by reason."""
        return tuple((reason, count) for reason, count in sorted(self.hidden.items()) if count)


def _newer(message: Message, before: Message) -> bool:
    if message.subtype in ("message_deleted", "tombstone"):
        return True
    if before.subtype in ("message_deleted", "tombstone"):
        return False
    return before.edited is None or (message.edited is not None and message.edited >= before.edited)


def _first_word(ordered: Sequence[Message], alarms: frozenset[str], thread: bool) -> str | None:
    """The `ts` of the first human word about the incident.

    In a thread that is what it was opened with, else the first word of a person that tells something: a state among
    their first, else what is no question and no courtesy. A whole channel talks of other things as well: there it is
    the first one that names a state, after the first alert if there was one.
    """
    alarm = next((m.at for m in ordered if m.ts in alarms), None)
    spoken = [m for m in ordered if m.kind != "system" and m.author and m.author.kind == "person"]
    if not thread:
        after = (m for m in spoken if alarm is None or m.at >= alarm)
        return next((m.ts for m in after if weigh.names_state(m.words)), None)
    telling = [m for m in spoken if not weigh.is_chatter(m.words)]
    ranked = (
        *(m for m in telling[:1] if m.ts == m.thread_ts),
        *(m for m in spoken[:_EARLY] if weigh.names_state(m.words)),
        *(m for m in telling if weigh.person(m.words, has_detail=m.has_file) >= weigh.TALK),
        *telling,
    )
    return next((m.ts for m in ranked), None)


def _is_alarm(message: Message) -> bool:
    if message.kind == "system" or message.author is None or message.author.kind != "bot":
        return False
    return weigh.is_alarm(message.words, message.colours)


def _is_deed(message: Message, weight: int) -> bool:
    """Whether a program tells in a form what it did: a merge, a deployment. One paragraph is told as it stands."""
    by_program = message.kind == "message" and message.author is not None and message.author.kind == "bot"
    return by_program and len(message.blocks) > 1 and weight >= weigh.STATEMENT


def _marks(message: Message, settings: SlackSettings, pinned: bool) -> tuple[Mark, ...]:
    found = _reacted(message.reactions, settings) if message.reactions else []
    if (pinned or message.pinned) and "timeline" not in found:
        found.insert(0, "timeline")
    if message.kind == "message" and "action" not in found and weigh.names_action(message.words):
        found.append("action")
    return tuple(found)


def _reacted(reactions: Iterable[str], settings: SlackSettings) -> list[Mark]:
    """The marks that emoji put on a message."""
    names = {name.strip(":") for name in reactions}
    groups: tuple[tuple[Mark, Iterable[str]], ...] = (
        ("timeline", settings.bookmarks),
        ("detected", settings.milestones.detected),
        ("mitigated", settings.milestones.mitigated),
        ("resolved", settings.milestones.resolved),
        ("action", settings.actions),
    )
    return [mark for mark, emoji in groups if names.intersection(e.strip(":") for e in emoji)]


def _weight(message: Message, alarm: bool, marks: tuple[Mark, ...], first: bool) -> int:
    weight = _own_weight(message, alarm)
    if first:
        weight = max(weight, weigh.FIRST)
    # An action item that only words name is proposed as one; it need not be a line of the timeline.
    if set(marks) & {"detected", "mitigated", "resolved"}:
        return max(weight, weigh.MILESTONE)
    if "timeline" in marks:
        return max(weight, weigh.MARKED)
    return weight


def _own_weight(message: Message, alarm: bool) -> int:
    if message.kind == "system":
        return weigh.NOISE
    if message.author and message.author.kind == "bot":
        return weigh.program(message.words, alarm=alarm)
    detail = message.has_file or any(isinstance(block, Preformatted) for block in message.blocks)
    return weigh.person(message.words, has_detail=detail)


def _story(message: Message, alert: Said, channel: str) -> str:
    """What an alert has in common with its repetitions: who says it, its state and its name, not what it is about."""
    author = message.author.name if message.author else ""
    return f"slack:{channel}:{author}:{alert.state}:{alert.name[:120]}"


def _subject(channel: str, alert: Said | None) -> str:
    """Where it was said; for an alert also what it is about, so that alerts about several things can be counted."""
    about = inert.one_line(alert.target, 80) if alert else ""
    return f"{channel}: {about}" if about else channel


def _many(message: Message, alert: Said) -> str:
    """How several alerts of one name about different things are told."""
    author = message.author.name if message.author else ""
    name = inert.markdown(inert.one_line(alert.name, 120)).replace("{", "").replace("}", "")
    state = f"[{inert.one_line(alert.state, 20)}] " if alert.state else ""
    return f"{author}: {state}{name}, {{count}} times, for {{n}} targets"
