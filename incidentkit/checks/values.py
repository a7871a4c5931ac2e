"""What holds the place of a value: in a field ("Severity: Low / Medium / High"), a cell, or alone in a line.

A value is asked as a whole. `[Done]` and `(unknown)` are answers, `[Date]` and `(services/users affected)` are none.
"""

# ruff: noqa: E501 - a pattern that is cut at a margin is not easier to read
from __future__ import annotations

import re
from collections.abc import Iterator

from incidentkit.checks.instructions import prompts
from incidentkit.checks.prompts import claims, names_its_text, wonders, writes
from incidentkit.checks.template_words import is_generic, specific

_ITEM = re.compile(r" {0,3}#{1,6}[ \t]+|[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?")
_CELL = re.compile(r"(?<!\\)\|")
_FIELD = re.compile(r"\s*(?P<name>[^\W\d_][^|:?\[\](){}\n]{0,50}?(?: ?\([^()\n]{0,60}\))?)\s*[:：]\s+(?P<value>\S.*)$")
_PARTS = re.compile(r"(?:^|(?<=\s))[-–—]+\s+|:\s+|,\s+(?=\[)")
_BRACKETS = re.compile(r"[@#$~`]?\[(?P<inner>[^\[\]]{2,200})\][.:?]?")
_ANGLES = re.compile(r"<(?P<inner>[A-Za-z](?:[^<>=@\n]{0,120}[^<>=@/\n])?)>")
# "<START OF OUTAGE>", as Google's and others' timelines have it.
_MILESTONE = re.compile(r"\b(?:START|BEGIN|END)(?:S|ED|NING)?\b|\b(?:RESOLVED|MITIGATED|DETECTED|OVER)\b")
_TAG = re.compile(
    r"(?:a|b|i|u|s|p|br|hr|em|strong|code|pre|kbd|samp|var|sub|sup|img|div|span|table|t[drh]|thead|tbody|tfoot|caption|ul|ol|li|dl|dt|dd|h[1-6]"
    r"|input|video|audio|script|option|button|iframe|select|address|article|aside|body|cite|data|del|details|figure|footer|form|head|header|html|ins"
    r"|label|legend|link|main|mark|meta|nav|object|section|small|source|style|summary|template|time|title|track)\b(?! \w+ \w)"
)
_PARENTHESES = re.compile(r"\((?P<inner>[^()]{2,120})\)[.:]?")
# Words in brackets that are an answer, a remark or a tag.
_ANSWER = re.compile(
    r"(?:redacted|removed|omitted|deleted|hidden|masked|unknown|none|n/?a|internal|private|public|confidential|done|closed|open|fixed|resolved|mitigated|ongoing"
    r"|in progress|sic|edited|complete[d]?|wont ?fix|won't fix|blocked|merged|cancell?ed|postponed|deferred|critical|high|medium|low|major|minor|alert|info|warn(?:ing)?|error|debug|critical"
    r"|name (?:removed|withheld|redacted)|no (?:data|impact|action|issue)s?|detected|started|recovered|on-call|update|summary|timeline|note|prevent|mitigate|process|detect|monitoring|documentation|technical)",
    re.IGNORECASE,
)
# Alternatives that exclude each other, or scales: who left them all has not chosen.
_CHOICES = re.compile(r"\s*(?:\\?\||(?<!\d)/(?!\d)|,\s*or\b|\bor\b|,)\s*")
_CHOICE = re.compile(
    r"(?:p[0-5]|s[0-5]|sev[- ]?[0-5]|critical|high|med(?:ium)?|moderate|low|major|minor|severe|none|informational|yes|no|partial(?:ly)?|unknown|maybe|true|false|n/?a"
    r"|draft|in[- ]review|review(?:ed)?|final|published|complete[d]?|approved|new|open|opened|in[- ]progress|ongoing|on hold|closed?|done|not started|started|resolved|mitigated|monitoring|investigating"
    r"|identified|follow-?up|escalated|contained|todo|to do|wip|pending|blocked|full|internal|external|public|private|temporary|permanent|degraded|down|outage|partial outage|monitored|postponed|planned)",
    re.IGNORECASE,
)
_ASKING = re.compile(r"(?:what|how|who|why|when|where|which)\b", re.IGNORECASE)
_LONGEST = 1000  # characters of a line that is looked at: a value is short, and patterns look back and forth in it
# "Service name", "Name/Team", "Number or description"
_NAMED = re.compile(r"(?:[\w-]+[ /])*(?:names?|description|number|title|location)(?:(?: or |/)\w+)?", re.IGNORECASE)
_QUALITY = re.compile(
    r"\b(?:wrong|missing|bad|old|new|lost|broken|unknown|known|operations|support|security|platform|development|infrastructure)\b",
    re.IGNORECASE,
)
_LINE_TO_WRITE_ON = re.compile(r"[:\s]_{3,}\s*$|^_{8,}\s*$")
_SYMBOLS = re.compile("[\u2190-\u2bff\U0001f000-\U0001faff\ufe0f]")
_BOXES = re.compile(r"[□☐⬜].*[□☐⬜]")
_WORD_FIRST = re.compile(r"[^\W\d_]")
_NOBODY = re.compile(
    r"(?:your|someone['’]s|somebody['’]s|(?:author|reporter|owner|reviewer)['’]s) (?:name|e-?mail|team|role|handle)s?$|@(?:assignee|owner|username|handle|name|person|someone|user|usuario)$",
    re.IGNORECASE,
)


def stand_in(line: str, raw: str, role: str | None) -> str | None:
    """What in a line holds the place of a value, or None. `line` is prose, without emphasis, code and addresses, `raw`
    the same line as written, `role` that of its section."""
    if len(raw) > _LONGEST:
        return None
    if _LINE_TO_WRITE_ON.search(raw) and line.strip():
        return "___"
    found = _ITEM.match(line)
    at = found.end() if found else 0
    is_row = line.lstrip().startswith("|")
    for number, (start, value) in enumerate(_pieces(line, at, is_row)):
        field = None if is_row else _FIELD.match(value)
        if (field or (is_row and number)) and holds_a_place(
            " ".join((field["value"] if field else value).split()), role
        ):
            return (field["value"] if field else value).strip()
        for part in (value, *_PARTS.split(value)):
            words = part.strip()
            if angle := next(
                (
                    found
                    for found in _ANGLES.finditer(words)
                    if words[found.start() - 1 : found.start()] != "(" and _is_named(found["inner"])
                ),
                None,
            ):
                return angle[0]
            asked = _BRACKETS.fullmatch(words)
            if asked and in_brackets(asked["inner"]) and not _is_link(line, raw, words, start):
                return words
    return _in_passing(line, raw, at)


def _in_passing(line: str, raw: str, at: int) -> str | None:
    """Words in brackets within others that fit any incident as well: "Why did [problem] occur?" """
    for found in _BRACKETS.finditer(line, at) if "[" in line and is_generic(line[at:], 0.8) else ():
        tag = not line[at : found.start()].strip() and " " not in found["inner"]
        apart = (
            raw[found.end() : found.end() + 1] not in ("(", "[", ":") and line[found.start() - 1 : found.start()] != "]"
        )
        if is_generic(found["inner"]) and not _ANSWER.fullmatch(found["inner"]) and apart and not tag:
            return found[0]
    return None


def _pieces(line: str, at: int, is_row: bool) -> Iterator[tuple[int, str]]:
    """The cells of a row, each with its offset; of another line the whole."""
    if not is_row:
        yield at, line[at:]
        return
    for cell in _CELL.split(line):
        if cell.strip():
            yield at, cell
        at += len(cell) + 1


def _is_link(line: str, raw: str, words: str, start: int) -> bool:
    """Whether the words in brackets are a link's: an address followed, which prose does not have."""
    end = line.find(words, start) + len(words.rstrip(".:?"))
    return raw[end : end + 1] in ("(", "[", ":") and words[-1] == "]"


def holds_a_place(value: str, role: str | None) -> bool:
    """Whether a field's or a cell's whole value is none."""
    if set(value) == {"?"} or _NOBODY.match(value) or is_choice(value):
        return True
    if found := _PARENTHESES.fullmatch(value):
        inner = found["inner"]
        guidance = inner.lower().startswith(("e.g.", "eg ", "for example")) or prompts(inner)
        return not _ANSWER.fullmatch(inner) and (
            guidance or is_choice(inner) or (len(inner.split()) > 1 and is_generic(inner))
        )
    if _NAMED.fullmatch(value) and is_generic(value) and not _QUALITY.search(value):
        return True
    if role == "actions":
        return False
    parts = re.split(r", (?:and )?| \+ ", value.rstrip("."))
    if is_generic(value) and not claims(value) and (len(parts) > 2 or " + " in value):
        return True
    return names_its_text(value) or writes(value) or (wonders(value) and not value.lower().startswith("which"))


def _is_named(inner: str) -> bool:
    """Whether words between angle brackets name what belongs there, and are no element of HTML."""
    if _TAG.match(inner) or _MILESTONE.search(inner):
        return False
    return is_generic(inner, 0.5 if " " in inner.strip() else 1.0)


def in_brackets(inner: str) -> bool:
    """Whether words that stand in square brackets, and with no other beside them, ask for something."""
    words = " ".join(inner.split())
    if _ANSWER.fullmatch(words) or not _WORD_FIRST.search(words):
        return False
    if (
        is_choice(words)
        or prompts(words)
        or (_ASKING.match(words) and len(words.split()) <= 6 and len(specific(words)) < 2)
    ):
        return True
    alternatives = _CHOICES.split(words)
    rest = specific(words)
    if is_generic(words, 0.5) and all(len(word) <= 1 or word.isdigit() for word in rest):
        return True
    if (
        len(alternatives) > 1
        and re.search(r" [/|] ", words)
        and all(len(choice.split()) <= 3 for choice in alternatives)
    ):
        return True
    return len(words.split()) > 2 and is_generic(words, 0.6)


def is_choice(value: str) -> bool:
    """Alternatives of one scale, at least two that exclude each other: "Yes / No", "Open | In progress | Closed"."""
    if _BOXES.search(value):
        return True
    value = _SYMBOLS.sub("", value)
    choices = [choice.strip(" .*_[]") for choice in _CHOICES.split(re.sub(r"\([^()]*\)", "", value))]
    choices = [choice for choice in choices if choice]
    known = [choice.lower() for choice in choices if _CHOICE.fullmatch(choice)]
    if len(set(known)) < 2 or len(value) > 120:
        return False
    pair = set(known) in ({"yes", "no"}, {"draft", "final"}, {"true", "false"}, {"open", "closed"}, {"full", "partial"})
    return (len(known) >= 3 and len(known) * 4 >= len(choices) * 3) or (pair and len(known) == len(choices))
