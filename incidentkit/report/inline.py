"""Inline Markdown to plain text, and the links and references in it. Every pass is linear in the text's length."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass

_TICKS = re.compile(r"`+")
# No part of a link may hold an opening bracket: that keeps 20,000 of them from being tried against one another.
_DESTINATION = (
    r"\(\s*(?P<{0}><[^<>\n]*>|[^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*){{0,8}})(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)"
)
_TOKEN = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|<(?P<auto>(?:https?|mailto):[^<>\s]*)>"
    r"|(?P<tag></?[A-Za-z][^<>]{0,2000}>)"
    r"|\[\^(?P<cite>[^\[\]\s]+)\](?!:)"
    r"|!\[(?P<alt>[^\[\]]*)\](?:" + _DESTINATION.format("image") + r"|\[(?P<imageref>[^\[\]]*)\])"
    r"|\[(?P<words>[^\[\]]*)\](?:" + _DESTINATION.format("url") + r"|\[(?P<ref>[^\[\]]*)\])"
    r"|\[(?P<alone>[^\[\]]+)\]"
    r"|(?P<stars>\*+|~~+|(?<!\w)_+(?=\S)|(?<=[^\s_])_+(?!\w))"
    r"|(?P<bare>https?://[^\s<>\[\]`|]+)"
    r"|(?P<short>(?<![\w/#&.-])(?:[A-Za-z0-9][\w.-]{0,99}/[A-Za-z0-9][\w.-]{0,99})?#\d{1,7}\b(?![-/]))"
)
_MARKED = re.compile(r"[\\<\[!*~_#&`]|https?://")  # without any of these, text is plain
_HREF = re.compile(r"<a\s(?:[^<>]*?\s)?href\s*=\s*(?:\"(?P<double>[^\"<>]*)\"|'(?P<single>[^'<>]*)')", re.IGNORECASE)
_TAIL = re.compile(r"[.,;:!?'\"*_~]+$")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Target:
    """A link or a short reference, in the order of the text. `start` is its offset in the raw text."""

    start: int
    url: str | None
    ref: str | None
    words: str


@dataclass(frozen=True, slots=True)
class Inline:
    """Raw inline Markdown read: plain words on one line, targets, footnote labels."""

    text: str
    targets: tuple[Target, ...]
    cites: tuple[str, ...]


def label(name: str) -> str:
    """A reference's label, as two of them are compared."""
    return _SPACES.sub(" ", name).strip().casefold()


def read(raw: str, references: Mapping[str, str]) -> Inline:
    """The plain words, the targets and the footnotes of `raw`; `references` maps labels to addresses.

    Code is kept as its words, images as their descriptions; emphasis, tags and footnote marks are dropped.
    """
    if not _MARKED.search(raw):
        return Inline(_SPACES.sub(" ", raw).strip(), (), ())
    reader = _Reader(raw, references)
    parts: list[str] = []
    done = 0
    for start, end, code in _code_spans(raw):
        parts.append(reader.prose(done, start))
        parts.append(code)
        done = end
    parts.append(reader.prose(done, len(raw)))
    return Inline(_SPACES.sub(" ", "".join(parts)).strip(), tuple(reader.targets), tuple(reader.cites))


def plain(raw: str, references: Mapping[str, str] | None = None) -> str:
    """The plain words of `raw` on one line."""
    return read(raw, references or {}).text


class _Reader:
    def __init__(self, raw: str, references: Mapping[str, str]) -> None:
        self.raw = raw
        self.references = references
        self.targets: list[Target] = []
        self.cites: list[str] = []

    def prose(self, start: int, end: int) -> str:
        """The plain words of a stretch without code."""
        parts: list[str] = []
        done = start
        for found in _TOKEN.finditer(self.raw, start, end):
            parts.append(html.unescape(self.raw[done : found.start()]))
            parts.append(self.token(found))
            done = found.end()
        parts.append(html.unescape(self.raw[done:end]))
        return "".join(parts)

    def token(self, found: re.Match[str]) -> str:
        kind = found.lastgroup
        if found["escaped"]:
            return found["escaped"]
        if found["auto"]:
            return self.link(found, found["auto"], found["auto"])
        if found["cite"]:
            self.cites.append(found["cite"])
            return ""
        if found["alt"] is not None:
            return found["alt"]
        if found["words"] is not None:
            words = plain(found["words"], self.references)
            url = found["url"] if found["ref"] is None else self.references.get(label(found["ref"] or found["words"]))
            if url is None:
                return found[0]
            return self.link(found, url.strip("<>"), words)
        if found["alone"]:
            return self.alone(found)
        if found["stars"]:
            return self.stars(found)
        if found["bare"]:
            url = trimmed(found["bare"])
            return self.link(found, url, url) + found["bare"][len(url) :]
        if kind == "short":
            self.targets.append(Target(found.start(), None, found["short"], found["short"]))
            return found["short"]
        if href := _HREF.match(found[0]):
            self.link(found, html.unescape(href["double"] or href["single"] or ""), "")
        return " "  # a tag

    def alone(self, found: re.Match[str]) -> str:
        """`[words]`: a link where a definition stands for it, else brackets around prose, which may hold targets."""
        url = self.references.get(label(found["alone"]))
        if url is not None:
            return self.link(found, url, plain(found["alone"], self.references))
        inside = _Reader(found["alone"], self.references)
        text = inside.prose(0, len(found["alone"]))
        at = found.start() + 1
        self.targets += [Target(t.start + at, t.url, t.ref, t.words) for t in inside.targets]
        return f"[{text}]"

    def stars(self, found: re.Match[str]) -> str:
        """Emphasis marks vanish, a star between spaces or between letters is a star."""
        before = self.raw[found.start() - 1 : found.start()]
        after = self.raw[found.end() : found.end() + 1]
        if found[0][0] == "*" and (
            (not before.strip() and not after.strip()) or (before.isalnum() and after.isalnum())
        ):
            return found[0] if len(found[0]) == 1 else ""
        return ""

    def link(self, found: re.Match[str], url: str, words: str) -> str:
        self.targets.append(Target(found.start(), url, None, words))
        return words


def trimmed(url: str) -> str:
    """A bare address without the punctuation of the sentence around it; a parenthesis stays if it was opened inside."""
    for _ in range(50):
        shorter = _TAIL.sub("", url)
        if shorter.endswith(")") and shorter.count(")") > shorter.count("("):
            shorter = shorter[:-1]
        if shorter == url:
            break
        url = shorter
    return url


def _code_spans(raw: str) -> list[tuple[int, int, str]]:
    """Start, end and words of each code span, found through the next run of as many backticks."""
    if "`" not in raw:
        return []
    runs = [(m.start(), m.end()) for m in _TICKS.finditer(raw)]
    following: dict[int, list[int]] = {}
    for index in range(len(runs) - 1, -1, -1):
        following.setdefault(runs[index][1] - runs[index][0], []).append(index)
    spans: list[tuple[int, int, str]] = []
    index = 0
    while index < len(runs):
        start, end = runs[index]
        candidates = following[end - start]
        while candidates and candidates[-1] <= index:
            candidates.pop()
        escaped = start > 0 and raw[start - 1] == "\\" and not raw[:start].endswith("\\\\")
        if candidates and not escaped:
            close = candidates[-1]
            spans.append((start, runs[close][1], raw[end : runs[close][0]]))
            index = close
        index += 1
    return spans
