"""Rich text blocks into the tree: what people's own messages have been made of since 2019.

Elements: https://docs.slack.dev/reference/block-kit/blocks/rich-text-block. Texts in them are not escaped.
"""

from __future__ import annotations

from collections.abc import Iterable

from incidentkit import inert
from incidentkit.sources.slack import emoji, mrkdwn, shape
from incidentkit.sources.slack.names import CHANNEL_ID, Names
from incidentkit.sources.slack.nodes import (
    Block,
    Break,
    Code,
    Emoji,
    Inline,
    Item,
    Link,
    Listing,
    Paragraph,
    Preformatted,
    Quote,
    Style,
    Styled,
    Text,
    plain,
)
from incidentkit.sources.slack.shape import Raw

# Deeper indents than this are no list that anybody wrote.
_DEEPEST = 8
_STYLES: tuple[Style, ...] = ("bold", "italic", "strike")


def blocks(raw: Raw, names: Names) -> list[Block]:
    """The blocks of one `rich_text` block."""
    found: list[Block] = []
    items: list[Item] = []
    for element in shape.objects(raw, "elements"):
        kind = shape.text(element, "type")
        if kind == "rich_text_list":
            items.extend(_items(element, items, names))
            continue
        if items:
            found.append(Listing(tuple(items)))
            items = []
        found.extend(_element(kind, element, names))
    if items:
        found.append(Listing(tuple(items)))
    return found


def _element(kind: str, raw: Raw, names: Names) -> list[Block]:
    if kind == "rich_text_preformatted":
        text = "".join(_verbatim(part) for part in shape.objects(raw, "elements"))
        return [Preformatted(text)] if text.strip() else []
    children = inline(shape.objects(raw, "elements"), names)
    if kind == "rich_text_quote":
        return [Quote(tuple(_paragraphs(children)))] if children else []
    # A section; whatever new kind comes has elements like one.
    return _paragraphs(children)


def _paragraphs(children: tuple[Inline, ...]) -> list[Block]:
    """Paragraphs where a section has empty lines."""
    found: list[Block] = []
    rows: list[Inline] = []
    for node in (*children, Break(), Break()):
        if isinstance(node, Break) and rows and isinstance(rows[-1], Break):
            if any(not isinstance(row, Break) for row in rows):
                found.append(Paragraph(tuple(rows[:-1])))
            rows = []
        elif not (isinstance(node, Break) and not rows):
            rows.append(node)
    return found


def _items(raw: Raw, before: list[Item], names: Names) -> list[Item]:
    depth = min(max(shape.number(raw, "indent"), 0), _DEEPEST)
    # A nested list hangs on an item; without one above it stands where it can.
    depth = min(depth, before[-1].depth + 1) if before else 0
    ordered = shape.text(raw, "style") == "ordered"
    first = min(max(shape.number(raw, "offset"), 0), 10**6) + 1
    found = []
    for index, section in enumerate(shape.objects(raw, "elements")):
        children = inline(shape.objects(section, "elements"), names)
        found.append(Item(depth, first + index if ordered else None, children))
    return found


def inline(elements: Iterable[Raw], names: Names) -> tuple[Inline, ...]:
    """The words of a section."""
    nodes: list[Inline] = []
    for element in elements:
        nodes.extend(_styled(element, _node(element, names)))
    return tuple(nodes)


def _styled(raw: Raw, nodes: list[Inline]) -> list[Inline]:
    style = shape.inner(raw, "style")
    if shape.flag(style, "code"):
        nodes = [
            node if isinstance(node, Link | Break) else Code(text)
            for node in nodes
            if (text := _words(node)) or isinstance(node, Break)
        ]
    for name in _STYLES:
        if shape.flag(style, name):
            nodes = _by_line(name, nodes)
    return nodes


def _words(node: Inline) -> str:
    return node.text if isinstance(node, Emoji) else plain([node])


def _by_line(style: Style, nodes: list[Inline]) -> list[Inline]:
    """Emphasis on each line for itself: Markdown's does not reach over a hard break in every reader."""
    found: list[Inline] = []
    run: list[Inline] = []
    for node in [*nodes, Break()]:
        if isinstance(node, Break):
            if run:
                found.append(Styled(style, tuple(run)))
            run = []
            found.append(node)
        else:
            run.append(node)
    return found[:-1]


def _node(raw: Raw, names: Names) -> list[Inline]:
    match shape.text(raw, "type"):
        case "link":
            return [Link(shape.text(raw, "url"), shape.text(raw, "text"))]
        case "user":
            return _known(mrkdwn.person(shape.text(raw, "user_id"), names))
        case "channel":
            channel = shape.text(raw, "channel_id")
            return [Text(names.channel(channel if CHANNEL_ID.fullmatch(channel) else ""))]
        case "usergroup":
            return [Text(mrkdwn.group(shape.text(raw, "usergroup_id"), names))]
        case "broadcast":
            return [Text(f"@{shape.text(raw, 'range') or 'here'}")]
        case "emoji":
            return [_emoji(raw)]
        case "date":
            return [_date(raw)]
        case "color":
            return [Code(shape.text(raw, "value"))]
        case "team":
            return [Text("@workspace")]
        case _:
            return _text(shape.text(raw, "text") or shape.text(raw, "fallback"), names)


def _known(node: Inline | None) -> list[Inline]:
    return [Text("@unknown") if node is None else node]


def _text(text: str, names: Names) -> list[Inline]:
    nodes: list[Inline] = []
    for index, row in enumerate(inert.clean(text)[: mrkdwn.LIMIT].split("\n")):
        if index:
            nodes.append(Break())
        nodes.extend(mrkdwn.addresses(row))
    return nodes


def _emoji(raw: Raw) -> Emoji:
    name = shape.text(raw, "name")
    tone = shape.number(raw, "skin_tone")
    shown = emoji.from_points(shape.text(raw, "unicode")) or emoji.shown(name, str(tone) if tone else None)
    return Emoji(name, shown)


def _date(raw: Raw) -> Inline:
    fallback = shape.text(raw, "fallback") or "a date"
    shown = mrkdwn.date(shape.number(raw, "timestamp"), shape.text(raw, "format")) if raw.get("timestamp") else None
    url = shape.text(raw, "url")
    return Link(url, shown or fallback) if url else Text(shown or fallback)


def _verbatim(raw: Raw) -> str:
    """What stands in preformatted text: words, and links as their address or label."""
    return shape.text(raw, "text") or shape.text(raw, "url") or shape.text(raw, "name")
