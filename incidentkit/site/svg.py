"""SVG pictures that only draw. What is published is written anew from what was understood, never the bytes as they
came: a browser that reads them in another way than we do finds nothing else in them.

Elements and attributes: SVG 1.1 and 2 (https://www.w3.org/TR/SVG2/), less what runs, loads, links, styles or animates.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

_SVG = "http://www.w3.org/2000/svg"
_XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_DEEPEST = 100
_DECLARATION = re.compile(r"\A\s*<\?xml\s[^<>]*\?>")
_ENCODING = re.compile(r"encoding\s*=\s*[\"']([^\"']*)", re.IGNORECASE)
_ELEMENT_NAMES = (
    "svg g defs title desc path rect circle ellipse line polyline polygon text tspan clipPath linearGradient"
    " radialGradient stop marker pattern symbol use mask"
)
_ATTRIBUTE_NAMES = (
    "id role aria-label aria-hidden viewBox version width height x y x1 y1 x2 y2 cx cy r rx ry fx fy fr d points dx dy"
    " rotate textLength lengthAdjust pathLength transform preserveAspectRatio offset gradientUnits gradientTransform"
    " spreadMethod patternUnits patternContentUnits patternTransform clipPathUnits maskUnits maskContentUnits"
    " markerUnits markerWidth markerHeight refX refY orient fill fill-opacity fill-rule stroke stroke-width"
    " stroke-opacity stroke-linecap stroke-linejoin stroke-miterlimit stroke-dasharray stroke-dashoffset opacity color"
    " display visibility overflow clip-path clip-rule mask marker-start marker-mid marker-end stop-color stop-opacity"
    " font-family font-size font-style font-weight font-variant font-stretch letter-spacing word-spacing text-anchor"
    " text-decoration dominant-baseline alignment-baseline baseline-shift direction writing-mode unicode-bidi"
    " shape-rendering text-rendering vector-effect paint-order"
)
_FUNCTION = re.compile(r"([\w-]*)\s*\(\s*([^()]*)")
_FUNCTIONS = frozenset(["rgb", "rgba", "hsl", "hsla", "translate", "scale", "rotate", "matrix", "skewx", "skewy"])
_OWN = re.compile(r"[\"']?#[\w.:-]+[\"']?\s*")
_ELEMENTS = frozenset(_ELEMENT_NAMES.split())
_ATTRIBUTES = frozenset(_ATTRIBUTE_NAMES.split())


class DoesMore(Exception):
    """The picture does more than draw, or cannot be read; the words follow its name."""


def drawing(data: bytes) -> tuple[bytes, str]:
    """The picture as it is published, and the words in it, to be looked over. Raises DoesMore."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DoesMore("is an SVG picture that is not UTF-8") from None
    declared = _DECLARATION.match(text)
    encoding = _ENCODING.search(declared[0]) if declared else None
    if encoding and encoding[1].lower() not in ("utf-8", "utf8", "us-ascii", "ascii"):
        raise DoesMore("is an SVG picture that is not UTF-8")
    text = text[declared.end() :] if declared else text
    if "<?" in text or "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise DoesMore("is an SVG picture with a document type or a processing instruction")
    try:
        found = ElementTree.fromstring(text)  # noqa: S314 - there is no DTD: no entity can be declared
    except (ElementTree.ParseError, ValueError):
        raise DoesMore("is an SVG picture that cannot be read") from None
    if found.tag != f"{{{_SVG}}}svg":
        raise DoesMore("is no SVG picture")
    drawn = _element(found, 0)
    drawn.set("xmlns", _SVG)
    words = ["".join(drawn.itertext()), *(value for one in drawn.iter() for value in one.attrib.values())]
    return ElementTree.tostring(drawn, encoding="utf-8", xml_declaration=True), "\n".join(words)


def _element(found: Element, depth: int) -> Element:
    """A copy of what only draws. What an editor noted for itself is left out; what could do more is refused."""
    name = found.tag.removeprefix(f"{{{_SVG}}}")
    if name not in _ELEMENTS or depth > _DEEPEST:
        raise DoesMore("is an SVG picture that does more than draw")
    copy = Element(name)
    copy.text, copy.tail = found.text, found.tail
    for key, value in found.attrib.items():
        _attribute(copy, key, value)
    last: Element | None = None
    for child in found:
        if _is_note(child):  # its words go, what stands behind it stays
            if last is None:
                copy.text = (copy.text or "") + (child.tail or "")
            else:
                last.tail = (last.tail or "") + (child.tail or "")
            continue
        last = _element(child, depth + 1)
        copy.append(last)
    return copy


def _is_note(child: Element) -> bool:
    space, _, name = child.tag.removeprefix("{").rpartition("}")
    return name == "metadata" or "sodipodi" in space or "inkscape" in space


def _attribute(copy: Element, key: str, value: str) -> None:
    name = key.rpartition("}")[2]
    if name.lower().startswith("on") or name == "style":
        raise DoesMore(f"is an SVG picture with the attribute {name[:30]}, which is not published")
    if name == "href":
        if not _OWN.fullmatch(value) or key not in ("href", _XLINK_HREF):
            raise DoesMore("is an SVG picture that refers to something elsewhere")
        copy.set("href", value)
    elif key in _ATTRIBUTES:
        if not _draws(value):
            raise DoesMore("is an SVG picture that refers to something elsewhere")
        copy.set(key, value)
    elif key == _XML_SPACE and value in ("default", "preserve"):
        copy.set(key, value)


def _draws(value: str) -> bool:
    """Whether a value refers to the picture itself at most. A style's escapes and comments could hide an address."""
    if "\\" in value or "/*" in value:
        return False
    for function, inside in _FUNCTION.findall(value):
        named = function.lower()
        if named == "url" and _OWN.fullmatch(inside):
            continue
        if named not in _FUNCTIONS:
            return False
    return True
