"""What of a report may leave the repository: private passages out, comments out, the publication gate.

Every function keeps the number of lines, so that a finding names the line that a person sees in the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from incidentkit.checks.excuses import excuses
from incidentkit.config import RedactSettings
from incidentkit.redact import Hit, find
from incidentkit.report.privacy import newlines, without_comments, without_private


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in a report that must not be published. `rule` names it, never its value."""

    line: int | None
    kind: str
    rule: str

    @property
    def message(self) -> str:
        """One line for people."""
        if self.kind == "secret":
            return f"holds a secret ({self.rule}): not published"
        return f"holds personal data ({self.rule}): masked on the page"


@dataclass(frozen=True, slots=True)
class Public:
    """The text that may be published, with personal data masked, and what the gate found in it.

    `excused` is what a line shows with a reason (`incidentkit.checks.excuses`): no finding.
    """

    text: str
    findings: tuple[Finding, ...]
    excused: frozenset[str]

    @property
    def refused(self) -> Finding | None:
        """The first secret: with one, nothing of the report is written."""
        return next((f for f in self.findings if f.kind == "secret"), None)


def gate(path: Path, text: str, settings: RedactSettings) -> Public:
    """`text` without its private passages and with personal data masked.

    A secret outside comments refuses the report, also one that a comment in its middle would hide from a plain search.
    Raises InputError, with the line, where a private passage has no end or no beginning: nothing is guessed.
    """
    public = without_private(path, text)
    excused = {(e.line, rule) for e in excuses(public) if e.reason for rule in e.rules}
    shown = without_comments(public)
    hits, fine = _held(shown, settings, excused)
    findings = [Finding(line, hit.kind, hit.rule) for hit, line in zip(hits, _lines(shown, hits), strict=True)]
    # Most reports hold nothing: the same text is not searched twice.
    masked = mask(public, hits if shown == public else _held(public, settings, excused)[0])
    bare = shown if masked == public else without_comments(masked)
    left = hits if bare == shown else _held(bare, settings, excused)[0]
    # A comment in its middle hid it from the mask: what cannot be masked is refused.
    findings += [Finding(line, "secret", hit.rule) for hit, line in zip(left, _lines(bare, left), strict=True)]
    return Public(masked, tuple(findings), frozenset(shown[hit.start : hit.end] for hit in fine))


def _held(text: str, settings: RedactSettings, excused: set[tuple[int, str]]) -> tuple[list[Hit], list[Hit]]:
    """What the gate sees in a text: what is held against it, and what its line excuses."""
    hits: list[Hit] = []
    fine: list[Hit] = []
    found = find(text, settings)
    for hit, line in zip(found, _lines(text, found), strict=True):
        (fine if (line, hit.kind) in excused else hits).append(hit)
    return hits, fine


def _lines(text: str, hits: list[Hit]) -> Iterator[int]:
    """The line of each hit; they are in order."""
    line, at = 1, 0
    for hit in hits:
        line += text.count("\n", at, hit.start)
        at = hit.start
        yield line


def mask(text: str, hits: list[Hit]) -> str:
    """`text` with each hit replaced by its name, in signs that neither Markdown nor YAML reads as markup."""
    parts, end = [], 0
    for hit in hits:
        parts += [text[end : hit.start], f"‹{hit.rule} removed›", newlines(text[hit.start : hit.end])]
        end = hit.end
    return "".join([*parts, text[end:]])
