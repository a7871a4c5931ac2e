"""Footnotes of a document: which labels are taken, where a definition goes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from incidentkit.report import anatomy
from incidentkit.report.edit import Edit
from incidentkit.report.model import Report, Span

_LABEL = re.compile(r"\[\^([^\[\]\s]+)\]")


class Labels:
    """Hands out labels; none that the document or its ledger ever used. Labels differ whatever their case."""

    def __init__(self, text: str, used: Iterable[str]) -> None:
        self._taken = {label.casefold() for label in (*_LABEL.findall(text), *used)}

    def new(self, letter: str) -> str:
        """The next free label of a letter: s1, s2, …; behind the highest that was used."""
        numbers = [int(label[1:]) for label in self._taken if re.fullmatch(rf"{letter}[0-9]{{1,9}}", label)]
        label = f"{letter}{max(numbers, default=0) + 1}"
        self._taken.add(label)
        return label


def add(report: Report, notes: Sequence[tuple[str, str]]) -> Edit | None:
    """The splice that defines footnotes: behind the last definition, else at the end. None without any."""
    if not notes:
        return None
    text = report.text
    document = anatomy.body(report)
    last = next((block for block in reversed(document.blocks) if block.kind == "note"), None)
    if last:
        at = anatomy.past_comment(document, last.end)
        newline = anatomy.newline_at(text, at)
        return Edit(Span(at, at), "".join(f"{newline}[^{label}]: {words}" for label, words in notes))
    newline = anatomy.newline_at(text, len(text))
    lines = newline.join(f"[^{label}]: {words}" for label, words in notes)
    blank = re.search(r"(?:^|\r\n|\n|\r)[ \t]*(?:\r\n|\n|\r)[ \t]*$", text)
    ended = text.endswith(("\n", "\r"))
    before = "" if blank or not text.strip("\ufeff") else newline if ended else newline * 2
    return Edit(Span(len(text), len(text)), f"{before}{lines}{newline if ended else ''}")
