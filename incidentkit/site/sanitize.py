"""HTML from a report, reduced to what says something: our own lists of elements, attributes and addresses.

Nothing that runs, styles, frames, loads from elsewhere or takes input gets through. Identifiers that a report chose
are dropped: they could stand in for ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

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


# What `links` makes of it: addresses of headings, boxes of tasks, what can be scrolled, pictures of known size.
_PAGE_ATTRIBUTES: dict[str, set[str]] = {
    **ATTRIBUTES,
    **{f"h{level}": {"id"} for level in range(1, 7)},
    "img": {"src", "alt", "width", "height", "loading"},
    "span": {"class", "role", "aria-label"},
    "div": {"class", "tabindex", "role", "aria-label"},
    "pre": {"class", "tabindex"},
}
_PAGE_VALUES: dict[str, re.Pattern[str]] = {
    "src": re.compile(r"[^/\\:][^\\:]*"),  # what lies on the site, as `neighbours` writes it
    "width": _COUNT,
    "height": _COUNT,
    "loading": re.compile("lazy"),
    "tabindex": re.compile("0"),
    "role": re.compile("img|region"),
    "aria-label": re.compile(r"done|open|Table \d{1,5}"),
}
_PAGE_CLASS = re.compile(rf"{_CLASS.pattern}|box|done|scroll|picture")


def clean(html: str) -> str:
    """`html` as well-formed HTML that does nothing."""
    return _cleaner().clean(html)


def checked(html: str) -> str:
    """A piece of a finished page: what `clean` and `links` let through, and nothing else, wherever it was kept."""
    return _page_cleaner().clean(html)


@cache
def _cleaner() -> nh3.Cleaner:
    return _cleaning(ATTRIBUTES, _attribute)


@cache
def _page_cleaner() -> nh3.Cleaner:
    return _cleaning(_PAGE_ATTRIBUTES, _page_attribute)


def _cleaning(attributes: dict[str, set[str]], kept: Callable[[str, str, str], str | None]) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(TAGS),
        clean_content_tags={"script", "style", "template", "noscript", "iframe", "object", "textarea", "title"},
        attributes=attributes,
        attribute_filter=kept,
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


def _page_attribute(tag: str, name: str, value: str) -> str | None:
    if name in _PAGE_VALUES:
        return value if _PAGE_VALUES[name].fullmatch(value) else None
    if name == "class":
        return " ".join(word for word in value.split() if _PAGE_CLASS.fullmatch(word)) or None
    if name == "id":
        return value if not re.search(r"\s", value) else None
    return _attribute(tag, name, value)
