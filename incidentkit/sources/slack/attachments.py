"""Attachments into the tree: the older way in which bots write, and what Slack shows of a link.

Fields: https://docs.slack.dev/legacy/legacy-messaging/legacy-secondary-message-attachments.
"""

from __future__ import annotations

import re

from incidentkit.sources.slack import block_kit, mrkdwn, shape
from incidentkit.sources.slack.names import Names
from incidentkit.sources.slack.nodes import Block, Inline, Link, Paragraph, Quote, Styled, Text
from incidentkit.sources.slack.shape import Raw

# "[May 30th, 2023 5:34 AM] handle: words": when and by whom is told elsewhere.
_STAMP = re.compile(r"\[[^\]\n]{6,60}\] (?:([^\s:]{1,80}): )?")
_THING = re.compile(r"[A-Za-z]{3,40}/[\w.-]{1,100}")
_NO_PREVIEW = ("[no preview available]", "")


def is_preview(raw: Raw) -> bool:
    """Whether Slack made it from a link in the text: it says nothing that the link does not."""
    made = shape.text(raw, "from_url") or shape.text(raw, "original_url") or shape.flag(raw, "is_app_unfurl")
    return bool(made) and not is_message(raw)


def is_message(raw: Raw) -> bool:
    """Whether it is another message, shared or linked."""
    return shape.flag(raw, "is_msg_unfurl") or shape.flag(raw, "is_share") or shape.flag(raw, "is_reply_unfurl")


def blocks(raw: Raw, names: Names) -> list[Block]:
    """What a bot says in an attachment: its blocks, else pretext, title, text and fields, else the fallback."""
    found = block_kit.blocks(shape.objects(raw, "blocks"), names)
    if found:
        return found
    found = [*_mrkdwn(raw, "pretext", names), *(_title(raw, names) or _thing(raw)), *_mrkdwn(raw, "text", names)]
    for field in shape.objects(raw, "fields"):
        found.extend(_field(field, names))
    return found or _fallback(raw, names)


def message(raw: Raw, names: Names) -> list[Block]:
    """A message that was shared or linked, as a quote with its author."""
    inner = shape.objects(raw, "message_blocks")
    said = block_kit.blocks(shape.objects(shape.inner(inner[0] if inner else {}, "message"), "blocks"), names)
    said = said or block_kit.blocks(shape.objects(raw, "blocks"), names) or _mrkdwn(raw, "text", names)
    stamp = _STAMP.match(shape.text(raw, "fallback"))
    said = said or mrkdwn.blocks(shape.text(raw, "fallback")[stamp.end() if stamp else 0 :], names)
    if not said:
        return []
    author = _author(raw, (stamp[1] if stamp else "") or "", names)
    if author is None:
        return [Quote(tuple(said))]
    first: tuple[Inline, ...] = (author, Text(": "))
    if isinstance(said[0], Paragraph):
        said[0] = Paragraph((*first, *said[0].children))
    else:
        said.insert(0, Paragraph(first))
    return [Quote(tuple(said))]


def _author(raw: Raw, handle: str, names: Names) -> Inline | None:
    """Who wrote the message that is passed on; of somebody without an id, the name is one."""
    labels = [shape.text(raw, "author_name"), shape.text(raw, "author_subname"), handle]
    author_id = shape.text(raw, "author_id")
    if not author_id and not shape.text(raw, "bot_id"):
        author_id = next((label for label in labels if label), "")
        if not author_id:
            return None
        author_id = f"name:{author_id}"
    for label in labels:
        found = mrkdwn.person(author_id, names, label)
    return found


def _mrkdwn(raw: Raw, key: str, names: Names) -> list[Block]:
    # Every key is read as mrkdwn, named in `mrkdwn_in` or not: what is escaped is so in either case.
    text = shape.text(raw, key)
    return mrkdwn.blocks(text, names) if text.strip() else []


def _title(raw: Raw, names: Names) -> list[Block]:
    title = shape.text(raw, "title")
    if not title.strip():
        return []
    url = shape.text(raw, "title_link")
    if url.startswith(("http://", "https://")):
        return [Paragraph((Link(url, mrkdwn.unescape(title)),))]
    return [Paragraph((Styled("bold", mrkdwn.inline(title, names)),))]


def _thing(raw: Raw) -> list[Block]:
    """What an attachment without a title is about, where that stands in its author's place: `helmrelease/hub.prod`."""
    name = shape.text(raw, "author_name")
    return [Paragraph((Styled("bold", (Text(name),)),))] if _THING.fullmatch(name) else []


def _field(raw: Raw, names: Names) -> list[Block]:
    title, value = shape.text(raw, "title").strip(), shape.text(raw, "value")
    found = mrkdwn.blocks(value, names) if value.strip() else []
    if not title:
        return found
    head: tuple[Inline, ...] = (*mrkdwn.inline(title.rstrip(":"), names), Text(": "))
    if found and isinstance(found[0], Paragraph):
        return [Paragraph((*head, *found[0].children)), *found[1:]]
    return [Paragraph(head), *found]


def _fallback(raw: Raw, names: Names) -> list[Block]:
    text = shape.text(raw, "fallback")
    return [] if text.strip() in _NO_PREVIEW else mrkdwn.blocks(text, names)
