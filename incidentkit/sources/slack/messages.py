"""One message of Slack's, from JSON that may hold anything, to a frozen value.

Shapes: https://docs.slack.dev/reference/events/message and its subtypes; exports hold the same objects.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Literal

from incidentkit import inert
from incidentkit.evidence import Author
from incidentkit.sources.slack import attachments, block_kit, mrkdwn, shape
from incidentkit.sources.slack.names import ANY_ID, Names, safe_name
from incidentkit.sources.slack.nodes import Block, Paragraph, Text, block_text
from incidentkit.sources.slack.shape import Raw

Kind = Literal["message", "system"]

# What Slack itself says in a channel; nobody wrote it.
SYSTEM = frozenset(
    [
        "channel_archive", "channel_canvas_updated", "channel_convert_to_private", "channel_convert_to_public",
        "channel_join", "channel_leave", "channel_name", "channel_posting_permissions", "channel_purpose",
        "channel_topic", "channel_unarchive", "group_archive", "group_join", "group_leave", "group_name",
        "group_purpose", "group_topic", "group_unarchive", "bot_add", "bot_remove", "bot_enable", "bot_disable",
        "document_comment_root", "document_mention", "document_unfurl", "ekm_access_denied", "huddle_thread",
        "joiner_notification", "joiner_notification_for_inviter", "message_deleted", "message_replied", "pinned_item",
        "unpinned_item", "reminder_add", "reply_broadcast", "sh_room_created", "sh_room_shared", "shared_canvas",
        "tombstone", "app_conversation_join", "app_conversation_leave", "mpdm_move", "mpim_topic", "mpim_name",
        "tabbed_canvas_updated",
    ]
)  # fmt: skip
# Where the text is Slack's own, or gone.
_TOLD = MappingProxyType(
    {
        "tombstone": "(message deleted)",
        "message_deleted": "(message deleted)",
        "huddle_thread": "(huddle)",
        "sh_room_created": "(huddle)",
        "sh_room_shared": "(huddle)",
    }
)
_TS = re.compile(r"\d{1,11}(?:\.\d{1,6})?")


@dataclass(frozen=True, slots=True)
class Message:
    """A message. `ts` is its identity, `thread_ts` its thread's.

    `blocks` is what its author says, `beside` what is told of it (its files), `shared` what it passes on of another;
    `words` what the author says in plain text, without what is quoted, unless nothing else is said.
    """

    ts: str
    at: datetime
    thread_ts: str | None
    kind: Kind
    subtype: str
    author: Author | None
    blocks: tuple[Block, ...]
    beside: tuple[Block, ...]
    shared: tuple[Block, ...]
    reactions: tuple[str, ...]
    colours: tuple[str, ...]
    pinned: bool
    has_file: bool
    edited: datetime | None
    words: str


def read(raw: Raw, channel: str, names: Names) -> Message | None:
    """The message, or None where it has no time: without one it is nothing that can be cited."""
    subtype = shape.text(raw, "subtype")
    if subtype == "message_changed" and shape.inner(raw, "message"):
        return read(shape.inner(raw, "message"), channel, names)
    ts = normal_ts(shape.text(raw, "deleted_ts" if subtype == "message_deleted" else "ts"))
    at = instant(ts)
    if at is None:
        return None
    author = _author(raw, subtype, names)
    blocks, shared = _content(raw, subtype, names)
    beside = [] if blocks and subtype in _TOLD else list(map(_file, _files(raw)))
    if not (blocks or beside or shared):
        beside = [_words("(nothing to read)")]
    thread = normal_ts(shape.text(raw, "thread_ts"))
    return Message(
        ts=ts,
        at=at,
        thread_ts=thread if instant(thread) else None,
        kind="system" if subtype in SYSTEM else "message",
        subtype=subtype,
        author=author,
        blocks=tuple(blocks),
        beside=tuple(beside),
        shared=tuple(shared),
        reactions=tuple(shape.text(r, "name").split("::")[0] for r in shape.objects(raw, "reactions")),
        colours=tuple(filter(None, (shape.text(a, "color") for a in shape.objects(raw, "attachments")))),
        pinned=channel in shape.texts(raw, "pinned_to") or bool(shape.inner(raw, "pinned_info")),
        has_file=bool(_files(raw)),
        edited=instant(normal_ts(shape.text(shape.inner(raw, "edited"), "ts"))),
        words=_plain_words(blocks, shared),
    )


def _plain_words(blocks: list[Block], shared: list[Block]) -> str:
    own = "\n".join(filter(None, map(block_text, blocks)))
    if own.strip():
        return own
    return "\n".join(filter(None, (block_text(block, quotes=True) for block in (*blocks, *shared))))


def pinned_by(raw: Raw) -> str | None:
    """The `ts` of the message that a "pinned a message" notice is about."""
    if shape.text(raw, "subtype") != "pinned_item":
        return None
    return next(
        (normal_ts(shape.text(a, "ts")) for a in shape.objects(raw, "attachments") if shape.text(a, "ts")), None
    )


def normal_ts(text: str) -> str:
    """A `ts` with six digits behind the point, or an empty string where it is none."""
    if not _TS.fullmatch(text):
        return ""
    seconds, _, fraction = text.partition(".")
    return f"{seconds}.{fraction:0<6}"


def instant(ts: str) -> datetime | None:
    """The moment that a normal `ts` names, in UTC. Its fraction orders messages of one second."""
    if not ts:
        return None
    seconds, _, fraction = ts.partition(".")
    try:
        return datetime.fromtimestamp(int(seconds), UTC).replace(microsecond=int(fraction or 0))
    except (ValueError, OverflowError, OSError):
        return None


def _author(raw: Raw, subtype: str, names: Names) -> Author | None:
    user = shape.text(raw, "user") or shape.text(shape.inner(raw, "comment"), "user")
    if _is_bot(raw, subtype, user, names):
        profile = shape.inner(raw, "bot_profile")
        shown = shape.text(raw, "username") or shape.text(profile, "name") or names.shown(user)
        return Author(safe_name(shown) or "bot", "bot", shape.text(raw, "bot_id") or user)
    if not ANY_ID.fullmatch(user):
        return None if subtype in SYSTEM else Author("unknown", "person", "unknown")
    profile = shape.inner(raw, "user_profile")
    names.meet(user)
    for key in ("display_name", "real_name", "name"):
        names.meet(user, shape.text(profile, key))
    return Author(safe_name(names.shown(user)) or "unknown", "person", user)


def _is_bot(raw: Raw, subtype: str, user: str, names: Names) -> bool:
    if subtype == "bot_message":
        return True
    known = names.is_bot(user) if user else None
    if known is not None:
        return known
    if shape.inner(raw, "bot_profile"):
        return True
    return (
        bool(shape.text(raw, "bot_id")) and (not user or not shape.text(raw, "client_msg_id")) and subtype not in SYSTEM
    )


def _content(raw: Raw, subtype: str, names: Names) -> tuple[list[Block], list[Block]]:
    """What is said, and what is passed on."""
    if subtype in _TOLD:
        return [_words(_TOLD[subtype])], []
    said = _said(raw, subtype, names)
    parts = shape.objects(raw, "attachments")
    shared = [block for part in parts if attachments.is_message(part) for block in attachments.message(part, names)]
    if subtype not in SYSTEM:
        for part in parts:
            if not attachments.is_message(part) and not attachments.is_preview(part):
                said.extend(attachments.blocks(part, names))
    if not said and not shared:
        # Nothing else speaks: a link's preview does.
        said.extend(block for part in parts for block in attachments.blocks(part, names))
    return said, shared


def _said(raw: Raw, subtype: str, names: Names) -> list[Block]:
    comment = shape.inner(raw, "comment") or shape.inner(shape.inner(raw, "file"), "initial_comment")
    if subtype in ("file_share", "file_comment", "file_mention") and shape.inner(raw, "file"):
        # The old text is "<@U1|name> uploaded a file: <…|…> and commented: …": the comment alone is what was said.
        return mrkdwn.blocks(shape.text(comment, "comment"), names) if subtype != "file_mention" else []
    return block_kit.blocks(shape.objects(raw, "blocks"), names) or mrkdwn.blocks(shape.text(raw, "text"), names)


def _files(raw: Raw) -> list[Raw]:
    files = [*shape.objects(raw, "files"), *shape.objects(raw, "x_files")]
    single = shape.inner(raw, "file")
    # A comment of old names the file that another message has shared, or only its id.
    nameless = shape.text(raw, "subtype") == "file_comment" and not (
        shape.text(single, "name") or shape.text(single, "title")
    )
    return [single] if single and not files and not nameless else files


def _file(raw: Raw) -> Block:
    """A file by name and type; its private address stays out."""
    mode = shape.text(raw, "mode")
    if mode == "tombstone":
        return _words("(file deleted)")
    name = inert.one_line(shape.text(raw, "title") or shape.text(raw, "name"), 120)
    kind = inert.one_line(shape.text(raw, "pretty_type") or shape.text(raw, "filetype"), 40)
    if mode == "hidden_by_limit" or not name:
        return _words("(file that cannot be shown)")
    return _words(f"(file: {name}, {kind})" if kind and kind.lower() != name.lower() else f"(file: {name})")


def _words(text: str) -> Block:
    return Paragraph((Text(text),))
