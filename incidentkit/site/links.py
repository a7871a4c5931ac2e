"""The last passes over safe HTML: headings' addresses, tables that scroll by themselves, where links and images lead.

`shape` does what depends on the report alone, and leaves a mark for each relative address; `place` puts in what those
mean on the site, which depends on what else is published.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import count

_VOID = frozenset({"br", "hr", "img", "input", "wbr"})
_ELSEWHERE = re.compile(r"https?://|mailto:|//[^/]", re.IGNORECASE)
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|\\")


# Private-use characters frame the number of an address. None is left in what a report says.
_MARK = re.compile("\ue012(\\d{1,6})\ue013")
_FORGED = re.compile("[\ue010-\ue013]")


@dataclass(frozen=True, slots=True)
class Address:
    """A relative address in a report. `alt` is None for a link, the words in its place for a picture."""

    url: str
    alt: str | None = None


@dataclass(frozen=True, slots=True)
class Image:
    """A picture that lies beside the page, with its size in pixels where it is known."""

    url: str
    width: int | None = None
    height: int | None = None


def shape(html: str, addresses: list[Address], *, taken: set[str], demote: int = 0) -> str:
    """Safe `html` for a page. `taken` are the identifiers that the page has already; new ones join it, and relative
    addresses join `addresses`.

    `demote` lowers headings by that many levels, or raises them: the page's own title is the only h1. Remote pictures become links,
    tick boxes become pictures of themselves, wide tables and code can be scrolled with the keyboard.
    """
    shaper = _Shaper(addresses, taken, demote)
    shaper.feed(html)
    shaper.close()
    return "".join(shaper.out)


def place(html: str, addresses: Sequence[Address], targets: Sequence[str | Image | None]) -> str:
    """Shaped `html` with what each address means: a page's address, a picture's, or None for what is not published."""

    def put(mark: re.Match[str]) -> str:
        number = int(mark[1])
        if number >= len(targets):
            return ""
        address, target = addresses[number], targets[number]
        if address.alt is None:
            return f' href="{entities.escape(target)}"' if isinstance(target, str) else ""
        if isinstance(target, Image):
            size = {"width": str(target.width), "height": str(target.height)} if target.width and target.height else {}
            return _tag("img", {"src": target.url, "alt": address.alt, "loading": "lazy", **size})
        return f'<span class="picture">{entities.escape(address.alt or "picture", quote=False)}</span>'

    return _MARK.sub(put, html)


class _Shaper(HTMLParser):
    """Gives out what it reads, which `sanitize.clean` made well-formed, but for the few things that it changes."""

    def __init__(self, addresses: list[Address], taken: set[str], demote: int) -> None:
        super().__init__(convert_charrefs=False)
        self.out: list[str] = []
        self._addresses = addresses
        self._ids = taken
        self._demote = demote
        self._closing: list[str] = []
        self._heading: tuple[int, list[str]] | None = None
        self._in_link = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: _FORGED.sub("", value or "") for name, value in attrs}
        if "id" in values:
            if values["id"] in self._ids:
                del values["id"]
            else:
                self._ids.add(values["id"])
        if tag == "img":
            self._image(values)
        elif tag == "a":
            self._anchor(values)
        elif tag == "table":
            self.out.append(f'<div class="scroll" tabindex="0" role="region" aria-label="{self._region()}">')
            self.out.append(_tag(tag, values))
        elif tag == "pre":
            self.out.append(_tag(tag, {**values, "tabindex": "0"}))
        elif tag == "input":
            self.out.append(_BOX["checked" in values])
        elif re.fullmatch(r"h[1-6]", tag):
            level = min(max(int(tag[1]) + self._demote, 2), 6)
            self._heading = (len(self.out), [])
            self._closing.append(f"</h{level}>")
            self.out.append(f"h{level}")
        else:
            self.out.append(_tag(tag, values))

    def _region(self) -> str:
        """A name that no other table of the page has: regions are a way to get about for who hears the page."""
        name = next(name for number in count(1) if (name := f"Table {number}") not in self._ids)
        self._ids.add(name)  # a blank stands in no identifier: it is in nobody's way
        return name

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if tag == "a":
            self._in_link -= 1
            self.out.append(self._closing.pop())
        elif tag == "table":
            self.out.append("</table></div>")
        elif re.fullmatch(r"h[1-6]", tag) and self._heading:
            at, words = self._heading
            self.out[at] = f'<{self.out[at]} id="{self._slug("".join(words))}">'
            self.out.append(self._closing.pop())
            self._heading = None
        else:
            self.out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        data = _FORGED.sub("", data)
        self.out.append(data)
        if self._heading:
            self._heading[1].append(data)

    def handle_entityref(self, name: str) -> None:
        self.out.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.out.append(f"&#{name};")

    def _anchor(self, values: dict[str, str]) -> None:
        self._in_link += 1
        href = values.pop("href", None)
        self._closing.append("</a>")
        # What looks like another scheme, behind whatever blank, is no place of ours: the words stay.
        if href is None or (not _ELSEWHERE.match(href) and _SCHEME.match(href.strip())):
            self.out.append(_tag("a", values))
        elif _ELSEWHERE.match(href) or href.startswith("#"):
            self.out.append(_tag("a", {**values, "href": href}))
        else:
            self.out.append(f"{_tag('a', values)[:-1]}{self._mark(Address(href))}>")

    def _image(self, values: dict[str, str]) -> None:
        src, alt = values.get("src", "").strip(), values.get("alt", "")
        if src and not _SCHEME.match(src):
            self.out.append(self._mark(Address(src, alt)))
            return
        words = entities.escape(alt or "picture", quote=False)
        if re.match(r"https?://", src, re.IGNORECASE) and not self._in_link:
            self.out.append(_tag("a", {"class": "picture", "href": src}) + f"{words}</a>")
        else:
            self.out.append(f'<span class="picture">{words}</span>')

    def _mark(self, address: Address) -> str:
        self._addresses.append(address)
        return f"\ue012{len(self._addresses) - 1}\ue013"

    def _slug(self, words: str) -> str:
        """The address that GitHub gives a heading; numbered where it is taken."""
        text = entities.unescape(words).strip().lower()
        stem = re.sub(r"[^\w\- ]", "", text).replace(" ", "-") or "section"
        name, number = stem, 0
        while name in self._ids:
            number += 1
            name = f"{stem}-{number}"
        self._ids.add(name)
        return entities.escape(name)


_BOX = {
    True: '<span class="box done" role="img" aria-label="done"></span>',
    False: '<span class="box" role="img" aria-label="open"></span>',
}


def _tag(name: str, values: dict[str, str]) -> str:
    return f"<{name}" + "".join(f' {key}="{entities.escape(value)}"' for key, value in values.items()) + ">"
