"""The tree of a message as Markdown: the only place of this source where Markdown is written.

Every text goes through `incidentkit.inert`, every line start through its guard once more after the line is put
together, so that no message can become a heading, a list, an image, HTML, a footnote, code or a link that it was not.
Slack: https://docs.slack.dev/messaging/formatting-message-text. Markdown: GitHub Flavored Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from incidentkit import inert
from incidentkit.evidence import mention
from incidentkit.sources.slack.nodes import (
    Block,
    Break,
    Code,
    Emoji,
    Inline,
    Item,
    Link,
    Listing,
    Mention,
    Paragraph,
    Preformatted,
    Quote,
    Styled,
    Text,
)

_MARK = {"bold": "**", "italic": "*", "strike": "~~"}
_SPACE = re.compile(r"\s")
_ADDRESS_PART = re.compile(r"[./:@]")
_ENTITY = re.compile(r"&(?=#?\w+;)")
# What is longer is no address that a reader could use.
_LONGEST_ADDRESS = 2000
_HOST = re.compile(r"(?:https?://)?((?:[\w-]+\.)+[a-z]{2,})", re.IGNORECASE)


def markdown(blocks: Iterable[Block]) -> str:
    """The whole message as Markdown blocks, without a final newline."""
    return "\n\n".join(part for part in map(_block, blocks) if part.strip())


def line(blocks: Iterable[Block], limit: int) -> str:
    """The message on one line of inline Markdown, at most about `limit` characters wide when read, cut at a word.

    Emphasis is left out, except strike-through: it changes what is said. Ends of lines become " / ".
    """
    told = list(blocks)
    children: list[Inline] = []
    for block in told:
        # What is passed on without a word of one's own needs no marks: the line has them.
        part = [*_rows(block.blocks)] if isinstance(block, Quote) and len(told) == 1 else _flat(block)
        if not part:
            continue
        if children:
            children.append(Break())
        children.extend(part)
    cut = _cut(_joined(children), limit)
    written = _inline(_apart(cut)[0])
    return inert.block_start(" ".join(written.split()))


def fits(blocks: Sequence[Block], limit: int) -> bool:
    """Whether `line` says all that `markdown` would: a paragraph of words that is short enough."""
    if len(blocks) != 1 or not isinstance(blocks[0], Paragraph):
        return False
    children = blocks[0].children
    plain = all(isinstance(node, Text | Emoji | Mention) for node in children)
    return plain and sum(map(_width, children)) <= limit and not any("\n" in _words(node) for node in children)


def _words(node: Inline) -> str:
    return node.text if isinstance(node, Text | Emoji) else ""


def _block(block: Block) -> str:
    match block:
        case Paragraph(children):
            return _paragraph(children)
        case Quote(blocks):
            return "\n".join(f"> {row}".rstrip() for row in markdown(blocks).split("\n"))
        case Preformatted(text):
            return _fenced(text)
        case Listing(items):
            return _list(items)


def _paragraph(children: tuple[Inline, ...]) -> str:
    rows = [inert.block_start(row.strip()) for row in _inline(_apart(children)[0]).split("\n")]
    # Two spaces are the hard break that GitHub and Python-Markdown agree on.
    return "  \n".join(row for row in rows if row)


def _list(items: Sequence[Item]) -> str:
    """A list without its empty items: a lone `-` under a line would make a heading of it."""
    rows: list[str] = []
    above = -1
    for item in items:
        content = " ".join(_paragraph(item.children).split())
        if content:
            # Four spaces a level: what Python-Markdown wants is a nested list on GitHub as well.
            above = min(item.depth, above + 1)
            rows.append(f"{'    ' * above}{'-' if item.number is None else f'{item.number}.'} {content}")
    return "\n".join(rows)


def _fenced(text: str) -> str:
    body = inert.clean(text).strip("\n")
    if not body.strip():
        return ""
    longest = max((len(run) for run in re.findall("`+", body)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{body}\n{fence}"


def _apart(children: Sequence[Inline], tail: str = "") -> tuple[tuple[Inline, ...], str]:
    """The same with a space before code that would touch an address.

    GitHub makes a link of a bare address up to the next space, backticks included: what was code would be markup.
    `tail` is what stands before without a space, over the bounds of nodes; anything that may end an address counts.
    """
    found: list[Inline] = []
    for node in children:
        match node:
            case Styled(style, inner):
                inside, tail = _apart(inner, tail)
                found.append(Styled(style, inside))
                continue
            case Code():
                found.extend([Text(" ")] if _ADDRESS_PART.search(tail) else [])
                tail = ""
            case Break():
                tail = ""
            case Text(text) | Emoji(_, text):
                tail = _SPACE.split(tail + text)[-1]
            case Link(url, label):
                tail += label or url
            case Mention():
                tail += "x"
        found.append(node)
    return tuple(found), tail


def _inline(children: Sequence[Inline], around: tuple[str, str] = ("", "")) -> str:
    """Inline Markdown; `around` is what is written before and after, for emphasis at the edges."""
    written = [_node(node) for node in children]
    for index, node in enumerate(children):
        if isinstance(node, Styled):
            before = "".join(written[:index])[-1:] or around[0]
            after = next((w[0] for w in written[index + 1 :] if w), "") or around[1]
            written[index] = _styled(node, before, after)
    written = [part for part in written if part]
    for index in range(1, len(written)):
        # An exclamation before a link would make an image of it.
        if written[index].startswith("[") and written[index - 1].endswith("!"):
            written[index - 1] = written[index - 1][:-1] + "\\!"
        # Two spans of code that touch would be one, with another end.
        if written[index].startswith("`") and re.search(r"(?<!\\)`$", written[index - 1]):
            written[index] = " " + written[index]
    return "".join(written)


def _node(node: Inline) -> str:
    match node:
        case Text(text) | Emoji(_, text):
            # The point in front keeps the guard of line starts off: whole lines get it once they are put together.
            # A dollar alone is text, two in different pieces of a line would be a formula.
            written = inert.markdown("." + text.replace("\n", " "))[1:]
            return written.replace("\\$", "$").replace("$", "\\$")
        case Code(text):
            return inert.code(text, 1000)
        case Link(url, label):
            return _link(url, label)
        case Mention(person_id):
            return mention(person_id)
        case Break():
            return "\n"
        case Styled(_, children):
            return _inline(children)


def _styled(node: Styled, before: str, after: str) -> str:
    """Emphasis where Markdown would see it, else the bare words: stray asterisks would be worse than none."""
    mark = _MARK[node.style]
    inside = _inline(node.children, (mark[0], mark[0]))
    words = inside.strip()
    # Neighbours of the same kind would run together, and a line end inside would end a line of the timeline's.
    if not words or "\n" in words or mark[0] in (before, after, words[0], words[-1]):
        return inside
    lead, trail = inside[: len(inside) - len(inside.lstrip())], inside[len(inside.rstrip()) :]
    opens = words[0].isalnum() or not (lead or before).strip() or not (lead or before)[-1].isalnum()
    closes = words[-1].isalnum() or not (trail or after).strip() or not (trail or after)[0].isalnum()
    return f"{lead}{mark}{words}{mark}{trail}" if opens and closes else inside


def _link(url: str, label: str) -> str:
    safe = inert.http_url(url)
    if safe is None or len(safe) > _LONGEST_ADDRESS:
        return inert.markdown(inert.one_line(label or url, 200))
    safe = _ENTITY.sub("&amp;", safe)
    words = " ".join(inert.markdown(label).split())
    if not words or _same(label, url):
        return f"<{safe}>"
    if (shown := _HOST.match(label.strip())) and (real := _HOST.match(url)) and shown[1].lower() != real[1].lower():
        # A label that claims another address than the link's: both are shown.
        return f"{words} (<{safe}>)"
    return f"[{words}]({safe})"


def _same(label: str, url: str) -> bool:
    return label.strip() in (url, url.rstrip("/"), re.sub(r"^https?://", "", url).rstrip("/"))


def _flat(block: Block) -> list[Inline]:
    match block:
        case Paragraph(children):
            return list(children)
        case Preformatted(text):
            first = next((row.strip() for row in text.split("\n") if row.strip()), "")
            more = "…" if len(text.strip().split("\n")) > 1 else ""
            return [Code(inert.one_line(first, 120) + more)] if first else []
        case Quote(blocks):
            return [Text("“"), *_joined(_rows(blocks)), Text("”")] if blocks else []
        case Listing(items):
            return [n for item in items for n in (Break(), *item.children)][1:]


def _rows(blocks: Iterable[Block]) -> list[Inline]:
    rows = [_flat(inner) for inner in blocks]
    return [node for row in rows if row for node in (Break(), *row)][1:]


def _joined(children: Sequence[Inline]) -> list[Inline]:
    """The same on one line: a break becomes a space after punctuation, " / " elsewhere."""
    joined: list[Inline] = []
    pending = False
    for node in children:
        if isinstance(node, Break):
            pending = bool(joined)
            continue
        if pending:
            last = joined[-1]
            ends = isinstance(last, Text) and last.text.rstrip()[-1:] in ".!?:;,…–—"
            blank = isinstance(node, Text) and not node.text.strip()
            if blank:
                continue
            joined.append(Text(" " if ends else " / "))
            pending = False
        match node:
            case Text(text):
                joined.append(Text(" ".join(text.split("\n"))))
            case Styled("strike", inner):
                joined.append(Styled("strike", tuple(_joined(inner))))
            case Styled(_, inner):
                joined.extend(_joined(inner))
            case _:
                joined.append(node)
    return joined


def _cut(children: Sequence[Inline], limit: int) -> list[Inline]:
    """As many nodes as fit into `limit` characters; the last text is cut at a word."""
    kept: list[Inline] = []
    left = limit
    for node in children:
        wide = _width(node)
        if wide <= left:
            kept.append(node)
            left -= wide
            continue
        kept.append(_narrowed(node, left))
        break
    return kept


def _narrowed(node: Inline, limit: int) -> Inline:
    match node:
        case Text(text) if limit > 1:
            return Text(_cut_words(text, limit))
        case Code(text) if limit > 10:
            return Code(_cut_words(text, limit))
        case Link(url, label) if limit > 10:
            return Link(url, _cut_words(label or url, limit))
        case _:
            return Text("…")


def _cut_words(text: str, limit: int) -> str:
    return inert.cut(text, limit) if len(text) > limit else text


def _width(node: Inline) -> int:
    match node:
        case Text(text) | Code(text) | Emoji(_, text):
            return len(text)
        case Link(url, label):
            return len(label or url)
        case Mention():
            return 11
        case Styled(_, children):
            return sum(map(_width, children))
        case Break():
            return 0
