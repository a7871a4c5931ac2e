"""A report's Markdown to safe HTML, cut at the marks that were put into it."""

from __future__ import annotations

import html as html_entities
import re
import string
from collections.abc import Iterable
from functools import cache
from typing import Any
from xml.etree.ElementTree import Element, SubElement

import markdown
from markdown.extensions.footnotes import FootnoteExtension, FootnoteReorderingProcessor
from markdown.treeprocessors import Treeprocessor

from incidentkit.site import gfm, sanitize

_EXTENSIONS: tuple[str, ...] = (
    "tables",
    "sane_lists",
    "md_in_html",
    "pymdownx.betterem",
    "pymdownx.saneheaders",
    "pymdownx.superfences",
    "pymdownx.highlight",
    "pymdownx.tilde",
    "pymdownx.tasklist",
    "pymdownx.magiclink",
    "pymdownx.quotes",
    "pymdownx.emoji",
)
# Private-use characters frame a mark; they are dropped from every report before, so that none can be forged.
_OPEN, _CLOSE = "\ue010", "\ue011"
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_MARK = re.compile(f"<p>{_OPEN}(\\d+){_CLOSE}</p>")
_FOOTNOTE = re.compile(
    r"^ {0,3}\[\^([^\]\s]+)\]:(?P<body>.*(?:\n(?:[ \t]*\n)*(?: {4}|\t).*|\n(?![ \t]*\n| {0,3}(?:\[\^"
    r"|#{1,6}\s|>|(?:[-*+]|1[.)])\s+\S|`{3}|~{3})).+)*)",
    re.MULTILINE,
)
_REFERENCE = re.compile(r"\[\^([^\]\s]+)\](?!:)")
_CODE_OR_REFERENCE = re.compile(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)|\[\^(?P<label>[^\]\s]+)\](?!:)")
_INNER, _INNER_AS_TEXT = re.compile(r"(\[\^[^\]\s]+\]):"), r"\1\\:"
_NOTES = re.compile(r'<div class="footnote">\s*(?:<hr>\s*)?(?P<list><ol>.*?</ol>)\s*</div>\s*$', re.DOTALL)
_BOXED_CODE = re.compile(r'<p>(<div class="highlight">(?:(?!</div>).)*</div>)\s*</p>', re.DOTALL)
LARGEST = 2_000_000


def mark(number: int) -> str:
    """The line that, put between blocks, cuts the rendered document there."""
    return f"{_OPEN}{number}{_CLOSE}"


def unmarked(text: str) -> str:
    """`text` without the characters that marks are made of."""
    return _PRIVATE.sub("", text)


def render(text: str) -> str:
    """`text` (Markdown as GitHub reads it) as safe HTML. What cannot be rendered is shown as it was written."""
    html = convert(text)
    return sanitize.clean(as_written(text) if html is None else html)


def convert(text: str) -> str | None:
    """As `render`, not yet safe: for cutting. Every piece then goes through `sanitize.clean` by itself, so that an
    element that a report left open ends with its piece. None for what is too long or too deep, or stops the package:
    the words matter more than their look, so that `as_written` shows them."""
    if len(text) > LARGEST:
        return None
    try:
        ours = gfm.normalise(_cited_notes_only(text))
    except RecursionError:
        return None
    try:
        return _BOXED_CODE.sub(r"\1", _converter().reset().convert(ours))
    except Exception:  # noqa: BLE001 - whatever the package raises; `build` names the report
        return None


def pieces(html: str, count: int) -> list[str] | None:
    """Converted `html` cut at the marks 0 … count-1: what stands before the first, then one piece each.

    None where a mark was lost.
    """
    parts = _MARK.split(html)
    if [int(number) for number in parts[1::2]] != list(range(count)):
        return None
    return parts[0::2]


def notes(html: str) -> tuple[str, str]:
    """Converted `html` without its footnotes, and the list of them (or an empty string)."""
    found = _NOTES.search(html)
    return (html[: found.start()], found["list"]) if found else (html, "")


def plain(html: str) -> str:
    """The words of safe HTML, on one line, without footnote numbers."""
    html = re.sub(r'<sup id="fnref.*?</sup>', "", html)
    html = re.sub(r"<(?!/?(?:a|abbr|b|code|em|i|kbd|mark|s|del|small|span|strong|sub|sup|u|var)\b)[^>]*>", " ", html)
    return " ".join(html_entities.unescape(re.sub(r"<[^>]*>", "", html)).split())


def as_written(text: str) -> str:
    """`text` as it is, in one block."""
    return f"<pre>{html_entities.escape(text)}</pre>"


def _cited_notes_only(text: str) -> str:
    """Without the footnotes that nothing cites: GitHub shows none of them, and a private passage may have cited one."""
    definitions = {found[1]: found["body"] for found in _FOOTNOTE.finditer(text)}
    if not definitions:
        return text
    text = _in_case(text, definitions)
    wanted = set(_REFERENCE.findall(_FOOTNOTE.sub("", text)))
    todo = list(wanted)
    while todo:
        for label in _REFERENCE.findall(definitions.get(todo.pop(), "")):
            if label not in wanted:
                wanted.add(label)
                todo.append(label)
    # A note that starts a note inside itself breaks the package's own count of them; GitHub shows it as text.
    return _FOOTNOTE.sub(
        lambda found: f"[^{found[1]}]:{_INNER.sub(_INNER_AS_TEXT, found['body'])}" if found[1] in wanted else "", text
    )


def _in_case(text: str, labels: Iterable[str]) -> str:
    """With each footnote cited by the very label it has: on GitHub `[^A]` and `[^a]` are one."""
    known: dict[str, str] = {}
    for label in labels:
        known.setdefault(label.casefold(), label)

    def cited(found: re.Match[str]) -> str:
        label = found["label"]
        return found[0] if label is None else f"[^{known.get(label.casefold(), label)}]"

    return _CODE_OR_REFERENCE.sub(cited, text)


class _Footnotes(FootnoteExtension):
    """The package counts from one for each reference: thousands to one note, as of a long timeline, took minutes."""

    def unique_ref(self, reference: str, found: bool = False) -> str:
        """The identifier of one more reference to a note: `fnref:a`, `fnref2:a`, …"""
        before = self.found_refs.get(reference, 0)
        name, sign, rest = reference.partition(self.get_separator())
        numbered = f"{name}{before + 1}{sign}{rest}"
        if not found or not before or numbered in self.used_refs:
            return super().unique_ref(reference, found)
        self.used_refs.add(numbered)
        self.found_refs[reference] = before + 1
        return numbered


class _Order(FootnoteReorderingProcessor):
    """The package stumbles over a note that lost its way back, as into a passage of code that it left open."""

    def reorder_footnotes(self, parent: Element) -> None:
        """Put the notes into the order in which they are cited."""
        lost = [item for item in parent.iterfind("ol/li") if item.find('.//a[@class="footnote-backref"]') is None]
        marks = [(item, SubElement(item, "a", {"class": "footnote-backref"})) for item in lost]
        super().reorder_footnotes(parent)
        for item, mark in marks:
            item.remove(mark)


class _Shape(Treeprocessor):
    """Lists and tables in the shape that GitHub gives them: a blank line between two items sets all items of their list
    apart (CommonMark 5.3), where the package looks at each by itself; a table of a header alone has no empty row."""

    def run(self, root: Element) -> None:
        """Change the tree in place."""
        for block in root.iter():
            if block.tag in ("ul", "ol") and any(item.find("p") is not None for item in block):
                for item in block:
                    _in_paragraph(item)
            elif block.tag == "table" and (body := block.find("tbody")) is not None:
                if len(body) == 1 and not "".join(body.itertext()).strip():
                    block.remove(body)


def _in_paragraph(item: Element) -> None:
    """Put the words at the start of a list's item into a paragraph."""
    if item.text and item.text.strip():
        words = Element("p")
        words.text, item.text = item.text, None
        item.insert(0, words)


@cache
def _converter() -> markdown.Markdown:
    from pymdownx import emoji

    settings: dict[str, dict[str, Any]] = {
        "tables": {"use_align_attribute": True},
        "pymdownx.tilde": {"subscript": False},
        "pymdownx.highlight": {"use_pygments": True, "guess_lang": False, "anchor_linenums": False},
        "pymdownx.superfences": {"disable_indented_code_blocks": False},
        "pymdownx.magiclink": {"repo_url_shortener": False, "hide_protocol": False},
        "pymdownx.quotes": {"callouts": True},
        "pymdownx.emoji": {"emoji_index": emoji.gemoji, "emoji_generator": emoji.to_alt},
    }
    notes = _Footnotes(BACKLINK_TEXT="↩", UNIQUE_IDS=False, SEPARATOR=":", USE_DEFINITION_ORDER=False)
    converter = markdown.Markdown(extensions=[*_EXTENSIONS, notes], extension_configs=settings, output_format="html")
    converter.treeprocessors.register(_Order(notes), "footnote-reorder", 19)  # in place of the package's
    converter.treeprocessors.register(_Shape(converter), "shape", 40)  # before boxes and words are looked for
    # On GitHub a backslash is taken from any ASCII punctuation (CommonMark 2.4), not only from Markdown's own.
    converter.ESCAPED_CHARS = list(string.punctuation)
    return converter
