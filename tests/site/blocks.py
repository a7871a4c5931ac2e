"""The block structure of HTML as lines to compare: what nests in what, list by list and cell by cell, and the words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib

_BLOCKS = frozenset(
    "blockquote dd details div dl dt h1 h2 h3 h4 h5 h6 hr li ol p pre section summary table tbody td tfoot th thead tr ul"
    .split()
)
_THROUGH = frozenset(["div", "section", "thead", "tbody", "tfoot"])
_MARKS = {"em": "_", "i": "_", "strong": "**", "b": "**", "code": "`", "del": "~~", "s": "~~"}


def structure(html: str) -> str:
    """One line a block, indented by depth: its name and what sets it apart (where a list starts, whether an item is
    loose or has a box, how a cell is aligned, a code block's own lines), then its words with their emphasis, addresses,
    pictures and hard breaks."""
    body = html5lib.parse(html, namespaceHTMLElements=False).find("body")
    return "\n".join(_flow(body, 0))


def _flow(parent: Element, depth: int) -> Iterator[str]:
    """The blocks in `parent`; words that stand between blocks are a line of their own."""
    words = parent.text or ""
    for child in parent:
        if child.tag in _BLOCKS or (child.tag == "a" and any(inner.tag in _BLOCKS for inner in child.iter())):
            yield from _words(words, depth)
            yield from _block(child, depth)
            words = ""
        else:
            words += _inline(child)
        words += child.tail or ""
    yield from _words(words, depth)


def _block(block: Element, depth: int) -> Iterator[str]:
    pad = "  " * depth
    if block.tag in _THROUGH or block.tag == "a":
        if block.tag == "section" or block.get("class") == "footnote":
            yield f"{pad}notes"
            for note in block.findall("ol/li"):
                yield f"{pad}  note"
                yield from _flow(note, depth + 2)
        elif "admonition" in (block.get("class") or ""):
            yield f"{pad}blockquote"
            yield from _flow(block, depth + 1)
        else:
            yield from _flow(block, depth)
    elif block.tag == "pre":
        yield f"{pad}pre"
        yield from (f"{pad}  |{line}" for line in "".join(block.itertext()).strip("\n").split("\n"))
    else:
        own = [word for word in (block.get("start"), block.get("align")) if word and word != "1"]
        if block.tag == "li":
            own += ["loose"] if block.find("p") is not None else []
        yield " ".join([pad + block.tag, *own])
        yield from _flow(block, depth + 1)


def _words(text: str, depth: int) -> Iterator[str]:
    """Inline content as a line; white space as a browser shows it."""
    text = re.sub(r" ?⏎ ?", "⏎", re.sub(r"\s+", " ", text)).strip(" ⏎")
    if text:
        yield "  " * depth + text


def _inline(piece: Element) -> str:
    inner = (piece.text or "") + "".join(_inline(child) + (child.tail or "") for child in piece)
    if piece.tag == "br":
        return "⏎"
    if piece.tag == "img":
        return f"![{piece.get('alt', '')}]({piece.get('src')})"
    if piece.tag == "input":
        return "[x]" if piece.get("checked") is not None else "[ ]"
    if piece.tag == "sup" and any((a.get("href") or "").startswith("#fn") for a in piece.iter("a")):
        return "[^]"
    if piece.tag == "a":
        back = (piece.get("href") or "").startswith("#fnref")
        return "" if back else f"[{inner}]({piece.get('href')})"
    mark = _MARKS.get(piece.tag, "")
    return f"{mark}{inner}{mark}"
