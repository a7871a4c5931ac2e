"""What an action item's own words say: who owns it, until when, where, and what became of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from incidentkit.report import inline
from incidentkit.report.dates import date_at

_PART = re.compile(
    r"\b(?P<key>owners?|assignees?|assigned to|responsible|who|dri|due(?: date| by)?|by|deadline|eta|target(?: date)?"
    r"|repo(?:sitory)?|priority|type|status)"
    r"(?:\s*[:=]\s*|(?<=due) (?=\d|(?-i:[A-Z])[a-z]{2})|(?<=by) (?=\d|@|(?-i:[A-Z])[a-z]{2}))"
    r"(?P<value>[^,;()|\[\]]+)",
    re.IGNORECASE,
)
_PARENTHESIS = re.compile(r"[(\[](?P<inner>[^()\[\]]{3,200})[)\]]")
_TAIL_PART = re.compile(
    r"(?:[-–—|,;.]\s*)?(?P<key>owner|assignee|assigned to|due(?: date| by)?|deadline)\s*[:=]\s*"
    r"(?P<value>@?[\w./-]+(?:\s[\d,]+)*)\s*$",
    re.IGNORECASE,
)
_HANDLE = re.compile(
    r"(?:[-–—]\s*|[(\[]\s*|assigned\s+to\s+)(?P<handle>@[A-Za-z0-9][\w-]{0,38}(?:/[\w-]+)?)"
    r"\s*[)\]]?(?:\s*[-–—,]?\s*[\w./-]*#\d+)?\s*$"
)
_OWN_LINK = re.compile(r"\s*\[(?P<words>(?:[\w.-]+/[\w.-]+)?#\d+|[\w.-]+#\d+)\]\(\s*<?[^()\s]+>?\s*\)\s*(?=$|[(\[])")
_NOTHING = re.compile(
    r"\{\{[^{}<%|]*\}\}.*|\{[^{}]*\}"
    r"|\W*(?:none|n/?a|not applicable|nothing|tb[adc]|to ?do|to be (?:determined|done|filled in)|[-–—.…?x_]*"
    r"|no(?:ne)? (?:new |further |open |outstanding )?(?:action|follow)[- ]?(?:items?|ups?)?"
    r"(?: (?:yet|needed|required|identified|necessary|at this time|for now))*"
    r"|(?:there (?:are|were) )?no (?:\w+ )?(?:action|follow)[- ]?(?:items?|ups?)?"
    r" (?:(?:we|a)re |was |ha(?:ve|d) been )?(?:identified|found|needed|required|planned|created|raised|agreed)"
    r"|(?:none|nothing|n/?a|no(?:ne)? (?:new |further |open )?(?:action|follow)[- ]?(?:items?|ups?)?)"
    r" (?:yet|so far|this time|(?:at|for) (?:this time|this point|the moment|present)|for (?:now|this (?:incident|one))"
    r"|here|at all|that we know of|needed|required|identified|to do(?: here)?))\W*",
    re.IGNORECASE,
)
# Done, said of an item: in brackets or behind a mark at an end of it, or with a tick.
_DONE_WORDS = (
    r"(?:done|completed?|finished|fixed|implemented|merged|deployed|shipped|erledigt|umgesetzt|feit[oa]|conclu[ií]d[oa]"
    r"|hecho|completad[oa]|terminé|fait|fatto|gedaan|klaar|færdig|klar|gjort|hotovo|gotowe)"
)
_TICK = r"(?:[✅✔☑]\ufe0f?|:white_check_mark:|:heavy_check_mark:)"
_DONE_LAST = re.compile(
    rf"(?:[(\[]\W*{_DONE_WORDS}\b(?!\s+by\s(?!\w+ing\b))[^()\[\]\n]{{0,140}}[)\]]|(?:\s[-–—]+|[:,;])\s*[*_]*{_DONE_WORDS}[*_]*"
    rf"|[.;]\s+(?:done|completed)(?:\s+(?:on\s+|in\s+)?(?:[A-Z][a-z]{{2,8}}\s+)?[#\d][\w,/-]*)?|{_TICK})[\s.!*_]*$",
    re.IGNORECASE,
)
_DONE_FIRST = re.compile(
    rf"\s*(?:[(\[*_]+\s*{_DONE_WORDS}\s*[!.]?\s*[)\]*_:]+|{_DONE_WORDS}\s*[:–—]\s|{_TICK})", re.IGNORECASE
)
_DONE_GROUP = re.compile(
    rf"(?:already\s+)?{_DONE_WORDS}(?:\s+(?:items?|actions?|tasks?|work))?(?:\s+so\s+far)?|.*[(\[]{_DONE_WORDS}[)\]]",
    re.IGNORECASE,
)
_DONE_CELL = re.compile(
    r"^\W*(?:(?:done|complete[d]?|closed|fixed|resolved|finished|merged|erledigt|feit[oa]|conclu[ií]d[oa]|hecho|terminé|fait"
    r"|fatto|gedaan|klaar|færdig|klar|gjort)\b(?!\s+(?:by|when|if|after|until)\b).{0,200}|yes\W*|x\W*|[✓✔✅☑]\W*)$",
    re.IGNORECASE | re.DOTALL,
)
_OPEN_CELL = re.compile(
    r"^\W*(?:open|to-?do|pending|in progress|not (?:started|done)|no|planned|new|started"
    r"|offen|abert[oa]|pendente|pendiente|ouvert|à faire|☐)\W*$",
    re.IGNORECASE,
)
# Given up: all of it struck out (a remark may follow), or a word for it in brackets, at the end, or in a cell.
_STRUCK = re.compile(
    r"\s*(?:[-*+]|\d{1,9}[.)])?\s*(?:\[[ xX]\]\s*)?~~(?=\S)[^~]+~~(?P<after>[^~\n]{0,200})\s*", re.DOTALL
)
_GIVEN_UP = (
    r"(?:cancell?ed|abandoned|dropped|rejected|declined|obsolete|superseded|withdrawn|won['’]?t (?:fix|do)"
    r"|will not (?:fix|do)|wontfix|not doing|not planned|decided against(?: it)?"
    r"|no longer (?:needed|relevant|necessary|applicable|planned))"
)
# "… This is not what we want", where other words after the struck ones are the item in its new wording.
_WHY_NOT = re.compile(
    r"[\s:–—(-]*(?:this|that|it|we|nobody|there)\b.{0,80}?\b(?:not|no|never|cannot|nobody|instead|already|(?:is|do|wo|ca|does|did|would)n['’]?t)\b",
    re.IGNORECASE | re.DOTALL,
)
_DROPPED = re.compile(rf"(?:[(\[]|[-–—:]\s*)\s*{_GIVEN_UP}\b[^()\[\]\n]{{0,80}}[)\]]?[\s.]*$", re.IGNORECASE)
_DROPPED_FIRST = re.compile(rf"\s*(?:[-*+]|\d{{1,9}}[.)])?\s*[\[(*_]+{_GIVEN_UP}[\])*_:]", re.IGNORECASE)
_DROPPED_CELL = re.compile(rf"\W*{_GIVEN_UP}\b.{{0,60}}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Said:
    """Owner, date and repository as said in an item, and the words that are left."""

    text: str
    owner: str | None = None
    due: date | None = None
    due_text: str | None = None
    repo: str | None = None


def said(own: str, base: date | None, references: Mapping[str, str]) -> Said:
    """Owner, date and repository, wherever in the item they stand, and the plain words without them."""
    raw = _OWN_LINK.sub("", own.rstrip()).rstrip()
    raw = raw if raw.strip() else own
    owner = due_text = repo = None
    for found in _PARENTHESIS.finditer(raw):
        parts = {p["key"].lower(): p["value"].strip() for p in _PART.finditer(found["inner"])}
        if not parts:
            continue
        owner = owner or _first(parts, "owner", "owners", "assignee", "assigned to", "responsible", "who", "dri")
        due_text = due_text or _first(parts, "due", "due date", "due by", "by", "deadline", "eta", "target")
        repo = repo or _first(parts, "repo", "repository")
        if owner or due_text or repo:
            raw = re.sub(rf"\s*{re.escape(found[0])}(?=[:*_]|\s|$)", "", raw, count=1) if found[0] in raw else raw
    for _ in range(2):
        tail = _TAIL_PART.search(raw.rstrip()[-200:])
        if not tail:
            break
        if tail["key"].lower().startswith(("due", "dead")):
            due_text = due_text or tail["value"]
        else:
            owner = owner or tail["value"]
        raw = raw.rstrip()[: len(raw.rstrip()) - len(tail[0])]
    if owner is None and (handle := _HANDLE.search(raw.rstrip()[-120:])):
        owner = handle["handle"]
    text = inline.plain(_OWN_LINK.sub("", raw.rstrip()) or raw, references)
    return Said(text, _clean(owner), date_in(due_text, base), due_text, _clean(repo))


def date_in(text: str | None, base: date | None) -> date | None:
    """The date that begins a text; `base` completes its year."""
    found = date_at(text.strip(), 0, base) if text else None
    return found.value if found else None


def is_done(own: str) -> bool:
    """Whether an item's own words say that it is done: "(Done!)", "[DONE]", "✅"; what says "not done" does not."""
    return _DONE_LAST.search(own.rstrip()[-200:]) is not None or _DONE_FIRST.match(own) is not None


def are_done(group: str | None) -> bool:
    """Whether a group's name says that its items are done: "Completed", "Immediate actions (done)"."""
    return group is not None and _DONE_GROUP.fullmatch(group.strip(" :*_")) is not None


def state(cell: str) -> bool | None:
    """What a cell says of an item's state: done, open, or neither."""
    return True if _DONE_CELL.match(cell) else False if _OPEN_CELL.match(cell) else None


def is_nothing(text: str) -> bool:
    """Whether words only say that there is no item, or that nobody wrote one yet: "None", "TBD"."""
    return not text or _NOTHING.fullmatch(text) is not None


def is_dropped(own: str) -> bool:
    """Whether an item's own words say that nobody will do it. Links after the struck words are what replaced it."""
    if is_done(own):
        return False
    struck = _STRUCK.fullmatch(own.strip())
    if struck and (
        _WHY_NOT.match(struck["after"])
        or not re.match(r"[\s:–—-]*\w", re.sub(_GIVEN_UP, "", struck["after"], flags=re.IGNORECASE))
    ):
        return True
    return _DROPPED.search(own) is not None or _DROPPED_FIRST.match(own) is not None


def is_dropped_cell(cell: str) -> bool:
    """Whether the cell of a state says that nobody will do it."""
    return _DROPPED_CELL.fullmatch(inline.plain(cell)) is not None


def _first(parts: dict[str, str], *keys: str) -> str | None:
    return next((parts[key] for key in keys if key in parts), None)


def _clean(value: str | None) -> str | None:
    """A value without its Markdown, None where nothing is left."""
    return inline.plain(value).strip(" *_`") or None if value else None
