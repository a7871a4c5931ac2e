"""Block Kit into the tree: what bots write, and what people's clients write.

Blocks: https://docs.slack.dev/reference/block-kit/blocks. Buttons, menus and inputs say nothing about what happened:
they are left out knowingly, like dividers and pictures without words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from incidentkit.sources.slack import mrkdwn, rich_text, shape
from incidentkit.sources.slack.names import Names
from incidentkit.sources.slack.nodes import Block, Break, Code, Inline, Link, Paragraph, Styled, Text, block_text, plain
from incidentkit.sources.slack.shape import Raw

Reader = Callable[[Raw, Names], list[Block]]


def blocks(raws: Iterable[Raw], names: Names) -> list[Block]:
    """The blocks of a message, in order."""
    return [block for raw in raws for block in READERS.get(shape.text(raw, "type"), _unknown)(raw, names)]


def _nothing(raw: Raw, names: Names) -> list[Block]:
    return []


def _section(raw: Raw, names: Names) -> list[Block]:
    found = text_object(shape.inner(raw, "text"), names)
    for field in shape.objects(raw, "fields"):
        found.extend(_field(text_object(field, names)))
    return found


def _field(found: list[Block]) -> list[Block]:
    """A field is a bold title and a value under it: on one line it reads as `title: value`."""
    if len(found) != 1 or not isinstance(found[0], Paragraph):
        return found
    children = found[0].children
    if len(children) > 2 and isinstance(children[0], Styled) and isinstance(children[1], Break):
        colon = "" if plain(children[:1]).rstrip().endswith(":") else ":"
        return [Paragraph((children[0], Text(f"{colon} "), *children[2:]))]
    return found


def text_object(raw: Raw, names: Names) -> list[Block]:
    """A text object: mrkdwn or plain."""
    text = shape.text(raw, "text")
    if not text.strip():
        return []
    if shape.text(raw, "type") == "plain_text":
        return [Paragraph(mrkdwn.verbatim(text, names))]
    return mrkdwn.blocks(text, names)


def _header(raw: Raw, names: Names) -> list[Block]:
    # Bold and no heading: a report's headings are its own.
    children = mrkdwn.verbatim(shape.text(shape.inner(raw, "text"), "text"), names)
    return [Paragraph((Styled("bold", children),))] if children else []


def _context(raw: Raw, names: Names) -> list[Block]:
    parts: list[Inline] = []
    for element in shape.objects(raw, "elements"):
        text = shape.text(element, "text")
        if shape.text(element, "type") == "plain_text":
            words = mrkdwn.verbatim(text, names)
        else:
            words = mrkdwn.inline(text, names)
        if words:
            parts.extend([Text(" ")] if parts else [])
            parts.extend(words)
    return [Paragraph(tuple(parts))] if parts else []


def _image(raw: Raw, names: Names) -> list[Block]:
    # The picture itself stays where it is: its address often is a key to it.
    said = shape.text(shape.inner(raw, "title"), "text") or shape.text(raw, "alt_text") or shape.text(raw, "fallback")
    return [Paragraph((Text("(image: "), *mrkdwn.verbatim(said, names), Text(")")))] if said.strip() else []


def _video(raw: Raw, names: Names) -> list[Block]:
    title = shape.text(shape.inner(raw, "title"), "text") or shape.text(raw, "alt_text")
    url = shape.text(raw, "title_url")
    words: tuple[Inline, ...] = (Link(url, mrkdwn.unescape(title)),) if url and title else mrkdwn.verbatim(title, names)
    description = mrkdwn.verbatim(shape.text(shape.inner(raw, "description"), "text"), names)
    return [Paragraph(part) for part in (words, description) if part]


def _shortcut(raw: Raw, names: Names) -> list[Block]:
    title = shape.text(raw, "title") or shape.text(shape.inner(raw, "title"), "text")
    return [Paragraph(mrkdwn.verbatim(title, names))] if title else []


def _call(raw: Raw, names: Names) -> list[Block]:
    call = shape.inner(shape.inner(raw, "call"), "v1")
    name = shape.text(call, "name")
    return [Paragraph((Text("(call"), *((Text(": "), *mrkdwn.verbatim(name, names)) if name else ()), Text(")")))]


def _file(raw: Raw, names: Names) -> list[Block]:
    title = shape.text(shape.inner(raw, "file"), "title") or shape.text(shape.inner(raw, "file"), "name")
    return [Paragraph((Text(f"(file: {title})"),))] if title else []


def _input(raw: Raw, names: Names) -> list[Block]:
    return text_object(shape.inner(raw, "label"), names)


def _markdown(raw: Raw, names: Names) -> list[Block]:
    # Standard Markdown of an app: its words are kept, its markup is shown and does nothing.
    text = shape.text(raw, "text")
    return [Paragraph(mrkdwn.verbatim(part, names)) for part in text.split("\n\n") if part.strip()]


def _table(raw: Raw, names: Names) -> list[Block]:
    rows = raw.get("rows")
    found: list[Block] = []
    for row in rows if isinstance(rows, list) else []:
        cells = [cell for cell in row if isinstance(cell, Mapping)] if isinstance(row, list) else []
        parts: list[Inline] = []
        for cell in cells:
            words = _cell(cell, names)
            parts.extend([Text(" | ")] if parts and words else [])
            parts.extend(words)
        if parts:
            found.append(Paragraph(tuple(parts)))
    return found


def _cell(raw: Raw, names: Names) -> list[Inline]:
    if shape.text(raw, "type") != "rich_text":
        return list(mrkdwn.verbatim(shape.text(raw, "text"), names))
    return [
        node
        for block in rich_text.blocks(raw, names)
        for node in (block.children if isinstance(block, Paragraph) else (Code(block_text(block)),))
    ]


def _unknown(raw: Raw, names: Names) -> list[Block]:
    """A block that did not exist when this was written: its text, if it has one in a usual place."""
    return text_object(shape.inner(raw, "text"), names) or text_object({"text": shape.text(raw, "text")}, names)


READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "section": _section,
        "header": _header,
        "rich_text": rich_text.blocks,
        "context": _context,
        "markdown": _markdown,
        "table": _table,
        "image": _image,
        "video": _video,
        "file": _file,
        "call": _call,
        "input": _input,
        "share_shortcut": _shortcut,
        "actions": _nothing,
        "context_actions": _nothing,
        "divider": _nothing,
    }
)
