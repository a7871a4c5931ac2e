"""The title of a report and its date, wherever its writer put them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from incidentkit.report import dates, inline, meta, sections
from incidentkit.report.blocks import Document
from incidentkit.report.meta import Said
from incidentkit.report.model import FrontMatter, Note
from incidentkit.report.sections import Heading
from incidentkit.report.times import opening

_SENTENCE = re.compile(r"[.:;,!?。：]\W*$|^[<\[|!>]")
MAX_WORDS = 14


class Headline:
    """What a document is called and when it happened; `at` is which of its headings is the title."""

    def __init__(
        self,
        document: Document,
        front: FrontMatter,
        headings: list[Heading],
        mapping: Mapping[str, str],
    ) -> None:
        self.document, self.front, self.headings, self.mapping = document, front, headings, mapping
        self.notes: list[Note] = []
        self.at = self._heading()

    def _timed(self, name: str) -> bool:
        found = opening(name, None, self.mapping)
        return found is not None and (found.time is not None or found.half_filled)

    def _heading(self) -> int | None:
        """Which heading is the document's title: the only one of the top level, else the first without a role."""
        real = [n for n, h in enumerate(self.headings) if h.level < 7]
        if not real:
            return None
        top = [n for n in real if self.headings[n].level == 1]
        first = self.headings[real[0]]
        if len(top) > 1 and first.index and self._bold_line():
            return None  # a title in bold above sections of the top level, as word processors export it
        if first.level == 1 and (len(top) == 1 or first.role is None or _dated(first.name)):
            written = self.front.values.get("title")
            if not isinstance(written, str) or (first.role is None and (len(top) == 1 or _alike(written, first.name))):
                return real[0]
            return None
        if "title" in self.front.values:
            return None
        if first.index == 0 and first.role is None and not self._timed(first.name):
            return real[0]
        return next((n for n in top if self.headings[n].role is None and n == top[0]), None)

    def _bold_line(self) -> bool:
        first = self.document.blocks[0]
        return first.kind == "paragraph" and sections.is_bold(self.document, first)

    def title(self, said: Said) -> tuple[str | None, date | None]:
        """The title without its date, and that date: from the front matter, a heading, a field, the first line."""
        written = self.front.values.get("title")
        heading = self.headings[self.at] if self.at is not None else None
        words, day = meta.title_words(heading.name) if heading and heading.name else (None, None)
        if isinstance(written, str) and written.strip():
            return " ".join(written.split()), day
        if words:
            return words, day
        if "title" in said.values:
            return said.values["title"], None
        return self._first_line()

    def _first_line(self) -> tuple[str | None, date | None]:
        """A line that stands alone at the top: bold, or short and no sentence."""
        first = self.document.blocks[0] if self.document.blocks else None
        if first is None or first.kind != "paragraph" or len(first.lines) != 1:
            return None, None
        words = inline.plain(self.document.raw(first), self.document.references)
        found = opening(words, None, self.mapping)
        alone = 1 < len(words.split()) <= MAX_WORDS and not _SENTENCE.search(words)
        if sections.is_bold(self.document, first) or (alone and not (found and not found.rest) and words[:1].isupper()):
            return meta.title_words(words)
        return None, None

    def date(self, said: Said, titled: date | None, path: Path) -> date | None:
        """The date of the front matter, else of the title, of a line that states it, of the file's name."""
        for key in ("date", "started"):
            value = self.front.values.get(key)
            if day := meta.day_of(value):
                return day
            if value and key == "date":
                self.notes.append(Note(self.front.lines.get(key, 1), "`date` is no date: write it as 2026-11-22"))
        named = meta.name_date(path)
        stated = next((day for key in ("date", "started") if (day := meta.day_of(said.values.get(key), named))), None)
        seen = ("detected", "mitigated", "resolved")
        known = titled or stated or named
        known = known or next((day for key in seen if (day := meta.day_of(said.values.get(key)))), None)
        if known and not named and dates.day_first(self.document.text):
            return dates.turned(known, self.document.text)
        return known


def _alike(title: str, name: str) -> bool:
    """Whether a heading says what the front matter's title says, at least half of it."""
    said, words = set(re.findall(r"\w+", title.lower())), set(re.findall(r"\w+", name.lower()))
    return 2 * len(said & words) >= min(len(said), len(words)) > 0


def _dated(name: str) -> bool:
    return meta.title_words(name)[1] is not None
