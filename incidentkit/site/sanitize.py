"""HTML from a report, reduced to what says something: our own lists of elements, attributes and addresses.

Nothing that runs, styles, frames, loads from elsewhere or takes input gets through. Identifiers that a report chose
are dropped: they could stand in for ours.
"""

from __future__ import annotations

import re

import nh3

_TEXT = [
    "abbr",
    "b",
    "br",
    "cite",
    "code",
    "del",
    "dfn",
    "em",
    "i",
    "ins",
    "kbd",
    "mark",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "time",
    "u",
    "var",
    "wbr",
]
_BLOCKS = [
    "blockquote",
    "caption",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
]
TAGS = frozenset([*_TEXT, *_BLOCKS, "a", "img", "input"])
ATTRIBUTES: dict[str, set[str]] = {
    "*": {"title"},
    "a": {"href", "class", "id"},
    "abbr": {"title"},
    "img": {"src", "alt"},
    "input": {"type", "checked", "disabled"},
    "ol": {"start"},
    "li": {"class", "id"},
    "sup": {"id"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan", "scope"},
    "div": {"class"},
    "p": {"class"},
    "pre": {"class"},
    "code": {"class"},
    "span": {"class"},
    "details": {"open"},
    "ul": {"class"},
}
SCHEMES = frozenset({"http", "https", "mailto"})
# What the converter itself writes: highlighting (Pygments' short names), task lists, footnotes, alerts.
_CLASS = re.compile(
    r"[a-z][a-z0-9]{0,2}|highlight|task-list(?:-item|-control|-indicator)?|footnote(?:-ref|-backref)?"
    r"|admonition(?:-title)?|note|tip|important|warning|caution"
)
_FOOTNOTE_ID = re.compile(r"fn(?:ref\d*)?:[^\s\"'<>]{1,80}")
_COUNT = re.compile(r"\d{1,9}")


def clean(html: str) -> str:
    """`html` as well-formed HTML that does nothing."""
    return nh3.clean(
        html,
        tags=set(TAGS),
        clean_content_tags={"script", "style", "template", "noscript", "iframe", "object", "textarea", "title"},
        attributes=ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes=set(SCHEMES),
        link_rel=None,
        strip_comments=True,
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    """The value that an attribute may have, or None to drop it."""
    if name == "class":
        kept = [word for word in value.split() if _CLASS.fullmatch(word)]
        return " ".join(kept) or None
    if name == "id":
        return value if _FOOTNOTE_ID.fullmatch(value) else None
    if name in ("start", "colspan", "rowspan"):
        return value if _COUNT.fullmatch(value) else None
    if name == "align":
        return value if value in ("left", "center", "right") else None
    if tag == "input" and name == "type":
        return "checkbox"
    if name == "scope":
        return value if value in ("col", "row") else None
    return value
