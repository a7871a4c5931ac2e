"""What a message says, as a tree: every format of Slack is read into it, and one module writes Markdown from it.

Texts in the tree are plain: unescaped, unformatted, not yet inert. `render` makes them so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Style = Literal["bold", "italic", "strike"]


@dataclass(frozen=True, slots=True)
class Text:
    """Words."""

    text: str


@dataclass(frozen=True, slots=True)
class Emoji:
    """An emoji: its name, and the characters that show it (`:name:` for one that only the workspace knows)."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """A code span."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """An address; `label` is empty where the address itself is shown."""

    url: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A person, by id."""

    id: str


@dataclass(frozen=True, slots=True)
class Break:
    """The end of a line inside a paragraph."""


@dataclass(frozen=True, slots=True)
class Styled:
    """Words with emphasis."""

    style: Style
    children: tuple[Inline, ...]


Inline = Text | Emoji | Code | Link | Mention | Break | Styled


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody quotes."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Preformatted:
    """Lines shown as they are: a log, a command."""

    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list. `depth` counts from 0; `number` is None for a bullet."""

    depth: int
    number: int | None
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list, its nested lists by the depth of their items."""

    items: tuple[Item, ...]


Block = Paragraph | Quote | Preformatted | Listing


def plain(nodes: tuple[Inline, ...] | list[Inline]) -> str:
    """The words of a line without any markup; people and emoji leave nothing but a space."""
    parts: list[str] = []
    for node in nodes:
        match node:
            case Text(text) | Code(text):
                parts.append(text)
            case Link(url, label):
                parts.append(label or url)
            case Styled(_, children):
                parts.append(plain(children))
            case Break():
                parts.append("\n")
            case Mention() | Emoji():
                parts.append(" ")
    return "".join(parts)


def block_text(block: Block, *, quotes: bool = False) -> str:
    """The words of a block; those of quotes are somebody else's and come only where `quotes` asks for them."""
    match block:
        case Paragraph(children):
            return plain(children)
        case Listing(items):
            return "\n".join(plain(item.children) for item in items)
        case Preformatted(text):
            return text
        case Quote(blocks):
            return "\n".join(block_text(inner, quotes=True) for inner in blocks) if quotes else ""
