"""Finding what must not be published, in plain text and through Markdown."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from itertools import accumulate

from incidentkit.config import RedactSettings
from incidentkit.errors import SettingsError
from incidentkit.redact.rules import RULES, Kind, Rule

# What a renderer takes away or turns into something else: the backslash of an escape, the spelling of an entity or of a
# percent sign's character, the marks of emphasis, code, links and tags, what nobody sees, look-alikes of the at sign.
_VEIL = re.compile(
    r"\\(?=[!-/:-@\[-`{-~])|&(?:#\d{1,20}|#[xX][0-9a-fA-F]{1,16}|[a-zA-Z]{2,32});|%[2-7][0-9a-fA-F]"
    r"|~~|\*{1,3}|`+|\]\([^()\s]{0,300}\)|\[|</?[a-zA-Z][^<>]{0,300}>|<!--.{0,300}?-->"
    "|[\u00ad\u200b-\u200f\u2060-\u2064\ufeff\uff20\ufe6b]"
)


def _shown(veil: str) -> str:
    """What a reader sees where this stands."""
    if veil[0] == "&":
        return unescape(veil)
    if veil[0] == "%":
        return chr(int(veil[1:], 16))
    return "@" if veil in "\uff20\ufe6b" else ""


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that must not be published, at `text[start:end]`. `rule` names it: "github-token", "email"."""

    kind: Kind
    rule: str
    start: int
    end: int


def find(text: str, settings: RedactSettings | None = None) -> list[Hit]:
    """All secrets and personal data in a text, in order, without overlaps.

    The text is read twice: as it is (a code span shows its backslashes), and as a renderer shows it (`ghp\\_…` and
    `gh**p_…**` are tokens all the same). `settings` adds patterns and says what is none. Raises SettingsError for a
    pattern of theirs that is no regular expression, or for one that allows nearly anything.
    """
    rules, allowed = _rules(settings or RedactSettings())
    hits = _scan(text, rules, allowed)
    if shown := _unveil(text):
        for hit in _scan(shown.plain, rules, allowed):
            hits.append(Hit(hit.kind, hit.rule, shown.origin(hit.start), shown.origin(hit.end - 1, end=True)))
    return _apart(hits)


def scrub(text: str, settings: RedactSettings | None = None) -> str:
    """`text` with every hit replaced by what it was: `[redacted: github-token]`."""
    return mask(text, find(text, settings))


def mask(text: str, hits: Iterable[Hit]) -> str:
    """`text` with the hits, in order and apart, replaced by their names."""
    parts, end = [], 0
    for hit in hits:
        parts += [text[end : hit.start], f"[redacted: {hit.rule}]"]
        end = hit.end
    return "".join([*parts, text[end:]])


def _scan(text: str, rules: tuple[Rule, ...], allowed: tuple[re.Pattern[str], ...]) -> list[Hit]:
    low = text.lower()
    hits = []
    for rule in rules:
        for word in rule.words:  # no generator: this loop runs for every text and rule
            if word in low:
                break
        else:
            if rule.words:
                continue
        for found in rule.pattern.finditer(text):
            group = next((name for name, value in found.groupdict().items() if value is not None), 0)
            start, end = found.span(group)
            if not any(pattern.fullmatch(text, start, end) for pattern in allowed):
                hits.append(Hit(rule.kind, rule.name, start, end))
    return hits


@dataclass(frozen=True, slots=True)
class _Unveiled:
    """A text as it is shown, made of runs; each run knows where in the source it stands."""

    plain: str
    starts: tuple[int, ...]
    sources: tuple[tuple[int, int, bool], ...]  # start and end in the source, and whether it is an entity

    def origin(self, offset: int, *, end: bool = False) -> int:
        """The offset in the source; with `end` that of the character's end: an entity is hit whole."""
        run = bisect_right(self.starts, offset) - 1
        start, stop, entity = self.sources[run]
        if entity:
            return stop if end else start
        return start + offset - self.starts[run] + (1 if end else 0)


def _unveil(text: str) -> _Unveiled | None:
    parts: list[str] = []
    starts: list[int] = []
    sources: list[tuple[int, int, bool]] = []
    shown = end = 0

    def add(piece: str, start: int, stop: int, entity: bool) -> None:
        nonlocal shown
        if piece:
            parts.append(piece)
            starts.append(shown)
            sources.append((start, stop, entity))
            shown += len(piece)

    for veil in _VEIL.finditer(text):
        add(text[end : veil.start()], end, veil.start(), False)
        add(_shown(veil[0]), veil.start(), veil.end(), True)
        end = veil.end()
    if not end:
        return None
    add(text[end:], end, len(text), False)
    return _Unveiled("".join(parts), tuple(starts), tuple(sources))


def _apart(hits: list[Hit]) -> list[Hit]:
    """In order; of two that overlap the earlier stays, stretched over the other, so that nothing peeps out.

    An address that overlaps a secret is part of it (`user:password@host`) and goes with it.
    """
    if not hits:
        return []
    secrets = sorted((hit for hit in hits if hit.kind == "secret"), key=lambda hit: hit.start)
    starts = [hit.start for hit in secrets]
    ends = list(accumulate((hit.end for hit in secrets), max))

    def part_of_a_secret(hit: Hit) -> bool:
        before = bisect_left(starts, hit.end)
        return before > 0 and ends[before - 1] > hit.start

    hits = secrets + [hit for hit in hits if hit.kind != "secret" and not part_of_a_secret(hit)]
    order = {rule.name: n for n, rule in enumerate(RULES)}
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h.start, -h.end, order.get(h.rule, -1))):
        if kept and hit.start < kept[-1].end:
            last = kept[-1]
            if hit.end > last.end:
                kept[-1] = Hit(last.kind, last.rule, last.start, hit.end)
            continue
        kept.append(hit)
    return kept


# One example of what must never be allowed, for several rules: a pattern that covers two of them switches the gate off.
_CANARIES = (
    "ghp_" + "a1B2" * 9,
    "AKIA" + "ABCDEFGHIJKLMNOP",
    "first.last@university.edu",
    "+1 555-123-4567",
    "s3cr3t-w0rd",
)


@lru_cache(maxsize=8)
def _allowed(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    compiled = _compiled(patterns)
    for pattern in compiled:
        if sum(bool(pattern.fullmatch(canary)) for canary in _CANARIES) > 1:
            hint = "Name the one thing that is no secret, for example help@example-university\\.edu."
            raise SettingsError(f"[redact] allow {pattern.pattern!r} would allow nearly anything", hint=hint)
    return compiled


@lru_cache(maxsize=8)
def _compiled(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    compiled = []
    for pattern in patterns:
        try:
            compiled.append(re.compile(pattern))
        except re.error as e:
            raise SettingsError(f"[redact] pattern {pattern!r} is no regular expression: {e}") from e
    return tuple(compiled)


def _rules(settings: RedactSettings) -> tuple[tuple[Rule, ...], tuple[re.Pattern[str], ...]]:
    own = tuple(
        Rule("team-pattern", "secret", (), pattern)
        for pattern in _compiled(tuple(p.pattern for p in settings.patterns))
    )
    return own + RULES, _allowed(tuple(a.pattern for a in settings.allow))
