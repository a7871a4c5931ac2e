"""The last pass over safe HTML: where links and images lead, headings' addresses, tables that scroll by themselves."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser

_VOID = frozenset({"br", "hr", "img", "input", "wbr"})
_ELSEWHERE = re.compile(r"https?://|mailto:|//[^/]", re.IGNORECASE)
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|\\")


@dataclass(frozen=True, slots=True)
class Image:
    """A picture that lies beside the page, with its size in pixels where it is known."""

    url: str
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class Targets:
    """What a report's relative addresses mean on the site: the page's address of a link (None: not published), and
    the picture's (None: not shown)."""

    link: Callable[[str], str | None]
    image: Callable[[str], Image | None]


class _Rewriter(HTMLParser):
    """Gives out what it reads, which `sanitize.clean` made well-formed, but for the few things that it changes."""

    def __init__(self, targets: Targets, taken: set[str], demote: int) -> None:
        super().__init__(convert_charrefs=False)
        self.out: list[str] = []
        self._targets = targets
        self._ids = taken
        self._demote = demote
        self._closing: list[str] = []
        self._heading: tuple[int, list[str]] | None = None
        self._in_link = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
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
            self.out.append(f'<div class="scroll" tabindex="0" role="region" aria-label="Table">{_tag(tag, values)}')
        elif tag == "pre":
            self.out.append(_tag(tag, {**values, "tabindex": "0"}))
        elif tag == "input":
            self.out.append(_BOX["checked" in values])
        elif re.fullmatch(r"h[1-6]", tag):
            level = min(int(tag[1]) + self._demote, 6)
            self._heading = (len(self.out), [])
            self._closing.append(f"</h{level}>")
            self.out.append(f"h{level}")
        else:
            self.out.append(_tag(tag, values))

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
        self.out.append(data)
        if self._heading:
            self._heading[1].append(data)

    def handle_entityref(self, name: str) -> None:
        self.out.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.out.append(f"&#{name};")

    def _anchor(self, values: dict[str, str]) -> None:
        self._in_link += 1
        href = values.get("href")
        if href is not None and not _ELSEWHERE.match(href) and not href.startswith("#"):
            # What looks like another scheme, behind whatever blank, is no place of ours.
            href = None if _SCHEME.match(href.strip()) else self._targets.link(href)
        if href is None:
            # An address that leads nowhere on the site: the words stay.
            self._closing.append("</span>")
            self.out.append("<span>")
            return
        self._closing.append("</a>")
        self.out.append(_tag("a", {**values, "href": href}))

    def _image(self, values: dict[str, str]) -> None:
        src, alt = values.get("src", "").strip(), values.get("alt", "")
        remote = bool(_SCHEME.match(src))
        image = None if remote or not src else self._targets.image(src)
        if image:
            size = {"width": str(image.width), "height": str(image.height)} if image.width and image.height else {}
            self.out.append(_tag("img", {"src": image.url, "alt": alt, "loading": "lazy", **size}))
            return
        words = entities.escape(alt or "picture", quote=False)
        if re.match(r"https?://", src, re.IGNORECASE) and not self._in_link:
            self.out.append(_tag("a", {"class": "picture", "href": src}) + f"{words}</a>")
        else:
            self.out.append(f'<span class="picture">{words}</span>')

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


def rewrite(html: str, targets: Targets, *, taken: set[str], demote: int = 0) -> str:
    """Safe `html` for a page. `taken` are the identifiers that the page has already; new ones join it.

    `demote` lowers headings by that many levels: the page's own title is the only h1. Remote pictures become links,
    tick boxes become pictures of themselves, wide tables and code can be scrolled with the keyboard.
    """
    rewriter = _Rewriter(targets, taken, demote)
    rewriter.feed(html)
    rewriter.close()
    return "".join(rewriter.out)
