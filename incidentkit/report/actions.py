"""Action items: numbered, bulleted, ticked, plain or in a table, in groups, with their links, owner and date."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from incidentkit.report import inline, sections, tables
from incidentkit.report.blocks import Block, Document, Line
from incidentkit.report.dates import date_at
from incidentkit.report.model import ActionItem, Span

_ID = re.compile(r"<!--\s*action:\s*(?P<id>[\w-]{1,64})\s*-->")
_PART = re.compile(
    r"(?P<key>owners?|assignees?|assigned to|responsible|who|dri|due(?: date| by)?|by|deadline|eta|target(?: date)?"
    r"|repo(?:sitory)?|priority|type|status)(?:\s*[:=]\s*|(?<=due) (?=\d|[A-Z][a-z]{2})|(?<=by) (?=\d|@|[A-Z][a-z]{2}))"
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
_ISSUE = re.compile(
    r"https?://[^/\s]+/[^\s]*?/(?:-/)?(?:issues|pull|pulls|merge_requests|pull-requests|browse|discussions)/[\w-]*\d",
    re.IGNORECASE,
)
_NOTHING = re.compile(
    r"\{\{[^{}<%|]*\}\}.*"
    r"|\W*(?:none|n/?a|not applicable|nothing|tb[adc]|to ?do|to be (?:determined|done|filled in)|[-–—.…?x_]*"
    r"|no(?:ne)? (?:new |further |open |outstanding )?(?:action|follow)[- ]?(?:items?|ups?)?"
    r"(?: (?:yet|needed|required|identified|necessary|at this time|for now))*"
    r"|(?:there (?:are|were) )?no (?:\w+ )?(?:action|follow)[- ]?(?:items?|ups?)?"
    r" (?:(?:we|a)re |was |ha(?:ve|d) been )?(?:identified|found|needed|required|planned|created|raised|agreed)"
    r"|(?:none|nothing) (?:yet|so far|at this time|for now|needed|required|identified|to do))\W*",
    re.IGNORECASE,
)
_ABOUT_THE_REPORT = re.compile(
    r"\b(?:sections?|items?)\s+above\b|\bincident (?:has been|is) (?:over|dealt|resolved|closed)|\bfilled (?:out|in)\b"
    r"|\b(?:report|document|post-?mortem|title|timeline)\b.*\b(?:is|are|has|have|was|were)\b",
    re.IGNORECASE,
)
COLUMNS: dict[str, re.Pattern[str]] = {
    name: re.compile(rf"\b(?:{words})\b")
    for name, words in (
        (
            "text",
            (
                "actions?|items?|tasks?|what|description|to-?dos?|follow-?ups?|improvements?|steps?|summary|title"
                "|(?:counter)?measures?|mitigations?|remediations?|recommendations?|fix(?:es)?"
            ),
        ),
        ("owner", "owners?|assignees?|assigned|who|responsible|dri|lead"),
        ("due", "due|deadline|by|eta|target|when|date"),
        ("issue", "issues?|tickets?|bugs?|links?|pr|tracking|tracker|reference|url|jira"),
        ("done", "done|status|state|completed?|progress"),
        ("repo", "repo(?:sitory)?"),
    )
}
_DONE = re.compile(r"^\W*(?:done|complete[d]?|closed|fixed|resolved|finished|yes|x|merged|✓|✔|✅|☑)\W*$", re.IGNORECASE)
_OPEN = re.compile(
    r"^\W*(?:open|to-?do|pending|in progress|not (?:started|done)|no|planned|new|started|☐)\W*$", re.IGNORECASE
)
# A column that says which item it is, or of what kind: the words of the item stand in another.
_NUMBER = re.compile(r"(?:#|no\b|nr\b|id\b|prio|p$|type|kind|category|severity|size|effort|$)")
# Given up: all of it struck out (a remark may follow), or a word for it in brackets, at the end, or in a cell.
_STRUCK = re.compile(
    r"\s*(?:[-*+]|\d{1,9}[.)])?\s*(?:\[[ xX]\]\s*)?~~(?=\S)[^~]+~~(?P<after>[^~\n]{0,200})\s*", re.DOTALL
)
_GIVEN_UP = (
    r"(?:cancell?ed|abandoned|dropped|rejected|declined|obsolete|superseded|withdrawn|won['’]?t (?:fix|do)"
    r"|will not (?:fix|do)|wontfix|not doing|not planned|decided against(?: it)?"
    r"|no longer (?:needed|relevant|necessary|applicable|planned))"
)
_DROPPED = re.compile(rf"(?:[(\[]|[-–—:]\s*)\s*{_GIVEN_UP}\b[^()\[\]\n]{{0,80}}[)\]]?[\s.]*$", re.IGNORECASE)
_DROPPED_FIRST = re.compile(rf"\s*(?:[-*+]|\d{{1,9}}[.)])?\s*[\[(*_]+{_GIVEN_UP}[\])*_:]", re.IGNORECASE)
_DROPPED_CELL = re.compile(rf"\W*{_GIVEN_UP}\b.{{0,60}}", re.IGNORECASE)
_ONLY_LINK = re.compile(r"<?https?://\S+|(?:[\w.-]+/[\w.-]+)?#\d+")  # such children are the item's issues
# Words after which an issue is another one than the item's own.
_GOVERNED = re.compile(
    r"\b(?:see(?: also)?|cf|like(?: in)?|unlike|than|similar to|compared?(?: to| with)?|same as|since|until|once"
    r"|as (?:\w+ )?(?:in|by|for|with|per)|(?:described|discussed|mentioned|reported|noted|shown|seen) (?:in|at|by)"
    r"|because of|due to|caused by|regression (?:of|from|in)|instead of|relate[sd] to|refers? to)\b[\s.:(*_\[<]*"
    r"(?:(?:the|our|this|that|upstream|issues?|pr|pull request|incident|bug|ticket|and|or|,)[\s(*_\[<]*)*$",
    re.IGNORECASE,
)
# What may follow the reference at the end of a line: others, an owner, a date, remarks in parentheses.
_LAST = re.compile(
    r"(?:(?:[\s,;&+]|and|or)*(?:[\w.-]+/[\w.-]+)?#\d+)*[\s)\].,;:!*_]*(?:\([^()]*\)[\s.,;]*)*"
    r"(?:[-–—,]?\s*@[\w/-]+)?[\s)\]]*"
)
_OWN_LINE = re.compile(r"(?:[.!)\]>]|https?://\S+|#\d+)\s*$")


@dataclass(frozen=True, slots=True)
class _Said:
    """Owner, date and repository as said in an item, and the words that are left."""

    text: str
    owner: str | None = None
    due: date | None = None
    due_text: str | None = None
    repo: str | None = None


class Collector:
    """Gathers the action items of one section."""

    def __init__(self, document: Document, base: date | None) -> None:
        self.document = document
        self.base = base
        self.items: list[ActionItem] = []
        self.group: str | None = None

    def collect(self, first: int, last: int) -> None:
        """Read the blocks `first` to `last` (without); a sub-heading, a bold line or a parent bullet names a group."""
        blocks = self.document.blocks
        grouped = any(blocks[k].kind == "heading" for k in range(first, last))
        parents: list[tuple[int, str | None]] = []
        heading: str | None = None
        has_list = self.lists_until_heading(first, last)
        index = first
        while index < last:
            block = blocks[index]
            if block.kind == "heading":
                heading = inline.plain(self.document.raw(block), self.document.references)
                self.group, parents = heading, []
                has_list = self.lists_until_heading(index + 1, last)
            elif block.kind == "item":
                while parents and parents[-1][0] >= block.depth:
                    self.group = parents.pop()[1]
                end = self.end_of(index, last)
                if self.is_parent(index, end):
                    parents.append((block.depth, self.group))
                    self.group = self.name(block)
                else:
                    stop = self.nested(index, end)
                    self.item(index, stop)
                    index = stop
                    continue
            elif block.kind == "table":
                self.table(block)
            elif block.kind == "paragraph" and not block.depth:
                self.paragraph(block, heading, has_list, grouped)
                parents = []
            index += 1

    def lists_until_heading(self, first: int, last: int) -> bool:
        blocks = self.document.blocks
        for index in range(first, last):
            if blocks[index].kind == "heading":
                return False
            if blocks[index].kind in ("item", "table"):
                return True
        return False

    def end_of(self, index: int, last: int) -> int:
        """The index after an item's last child."""
        blocks = self.document.blocks
        end = index + 1
        while end < last and blocks[end].kind not in ("heading", "note") and blocks[end].depth > blocks[index].depth:
            end += 1
        return end

    def is_parent(self, index: int, end: int) -> bool:
        """Whether an item only names a group: bold or ended by a colon, without a box or a link, items under it."""
        blocks = self.document.blocks
        block = blocks[index]
        children = [
            blocks[k] for k in range(index + 1, end) if blocks[k].kind == "item" and blocks[k].depth == block.depth + 1
        ]
        if not children or block.box is not None or len(block.lines) > 1:
            return False
        if any(child.box is not None for child in children):
            return True
        words = inline.read(self.document.raw(block), self.document.references)
        if all(_ONLY_LINK.fullmatch(self.name(child)) for child in children):
            return False
        return sections.lead_in(self.document, block) is not None and not words.targets and len(words.text.split()) <= 8

    def nested(self, index: int, end: int) -> int:
        """Where an item ends: before the first child that has a tick box of its own, for that is an item too."""
        blocks = self.document.blocks
        for k in range(index + 1, end):
            if blocks[k].kind == "item" and blocks[k].box is not None:
                return k
        return end

    def name(self, block: Block) -> str:
        return inline.plain(self.document.raw(block), self.document.references).rstrip(": ")

    def paragraph(self, block: Block, heading: str | None, has_list: bool, grouped: bool) -> None:
        """A paragraph names a group, introduces a list, or is an item where its group has no list at all."""
        lead = sections.lead_in(self.document, block)
        if lead and len(block.lines) == 1:
            if sections.is_bold(self.document, block) or (heading is None and len(lead.split()) <= 4):
                self.group = lead
            return
        if has_list or (grouped and heading is None):
            return
        lines = block.lines
        texts = [self.document.masked[line.start : line.end] for line in lines]
        each = (
            len(lines) > 1
            and all(t[:1].isupper() or t[:1] in "[<h#" for t in texts)
            and all(_OWN_LINE.search(t) for t in texts[:-1])
        )
        groups = [[line] for line in lines] if each else [lines]
        for number, group in enumerate(groups):
            start = block.start if number == 0 else group[0].start
            self.add(Block("paragraph", start, group[-1].end, 0, group), group[-1].end)

    def item(self, index: int, stop: int) -> None:
        blocks = self.document.blocks
        end = max(blocks[k].end for k in range(index, stop))
        self.add(blocks[index], end)

    def add(self, block: Block, end: int) -> None:
        """One item from its block; links and references are those of everything under it."""
        own = self.document.raw(block)
        words = inline.read(own, self.document.references)
        if not words.text or _NOTHING.fullmatch(words.text):
            return
        start = block.lines[0].start
        everything = inline.read(self.document.masked[start:end], self.document.references)
        found = _ID.search(self.document.text, block.start, end)
        said = self.said(own)
        links, refs, issue = targets(everything.targets, self.document.masked[start:end])
        self.items.append(
            ActionItem(
                line=block.line,
                id=found["id"] if found else None,
                text=said.text or words.text,
                group=self.group,
                owner=said.owner,
                due=said.due,
                repo=said.repo,
                links=links,
                refs=refs,
                done=block.box,
                issue=issue,
                span=Span(block.start, end),
                due_text=said.due_text,
                dropped=_is_dropped(own),
            )
        )

    def said(self, own: str) -> _Said:
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
                raw = raw.replace(found[0], "", 1)
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
        text = inline.plain(_OWN_LINK.sub("", raw.rstrip()) or raw, self.document.references)
        return _Said(text, _clean(owner), self.date_in(due_text), due_text, _clean(repo))

    def date_in(self, text: str | None) -> date | None:
        found = date_at(text.strip(), 0, self.base) if text else None
        return found.value if found else None

    def table(self, block: Block) -> None:
        header, rows = tables.rows(self.document, block)
        taken: tuple[int | None, ...] = ()
        where: dict[str, int | None] = {}
        for name in ("owner", "issue", "done", "repo", "text", "due"):
            where[name] = tables.column(header, COLUMNS[name], taken)
            taken = (*taken, where[name])
        if where["text"] is None and (where["owner"] is not None or where["issue"] is not None):
            names = [inline.plain(cell).strip().lower() for cell in header.cells]
            where["text"] = next(
                (n for n, name in enumerate(names) if n not in taken and not _NUMBER.match(name)), None
            )
        if where["text"] is None:
            return
        for row in rows:
            self.row(row, where)

    def row(self, row: tables.Row, where: dict[str, int | None]) -> None:
        cells = {name: row.cell(index).strip() for name, index in where.items()}
        if not cells["text"]:
            return
        before = len(self.items)
        line = Line(row.line.number, row.line.start, row.line.end)
        self.add(Block("table", line.start, line.end, 0, [line]), line.end)
        if len(self.items) == before:
            return
        said = self.said(cells["text"])
        if not said.text or _NOTHING.fullmatch(said.text):
            self.items.pop()
            return
        done = True if _DONE.match(cells["done"]) else False if _OPEN.match(cells["done"]) else None
        owner = inline.plain(cells["owner"], self.document.references) or said.owner
        due = inline.plain(cells["due"]) or said.due_text
        repo = inline.plain(cells["repo"]) or said.repo
        dropped = _is_dropped(cells["text"]) or _DROPPED_CELL.fullmatch(inline.plain(cells["done"])) is not None
        self.items[-1] = replace(
            self.items[-1],
            text=said.text,
            owner=owner,
            due=self.date_in(due),
            due_text=due,
            repo=repo,
            done=done,
            dropped=dropped,
        )


def _is_dropped(own: str) -> bool:
    """Whether an item's own words say that nobody will do it. Links after the struck words are what replaced it."""
    struck = _STRUCK.fullmatch(own.strip())
    if struck and not re.match(r"[\s:–—-]*\w", re.sub(_GIVEN_UP, "", struck["after"], flags=re.IGNORECASE)):
        return True
    return _DROPPED.search(own) is not None or _DROPPED_FIRST.match(own) is not None


def _first(parts: dict[str, str], *keys: str) -> str | None:
    return next((parts[key] for key in keys if key in parts), None)


def _clean(value: str | None) -> str | None:
    return inline.plain(value).strip(" *_`") or None if value else None


def targets(found: tuple[inline.Target, ...], raw: str) -> tuple[tuple[str, ...], tuple[str, ...], str | None]:
    """Addresses, short references, and the first of both in `raw` that is the item's own issue; each once."""
    links = list(dict.fromkeys(t.url for t in found if t.url and t.url.lower().startswith(("http://", "https://"))))
    refs = list(dict.fromkeys(t.ref for t in found if t.ref))
    return tuple(links), tuple(refs), next((t.ref or t.url for t in found if _is_own(t, raw)), None)


def _is_own(target: inline.Target, raw: str) -> bool:
    """Whether a target is the issue of its item, not one that its prose compares with or sends the reader to.

    An address is, wherever it stands; a short reference where it stands alone: at an end of its line, in brackets, in
    a cell. Neither is after "see", "like" and such words.
    """
    before = raw[max(0, target.start - 80) : target.start]
    if not (target.ref or (target.url and _ISSUE.match(target.url))) or _GOVERNED.search(before):
        return False
    if target.url:
        return True
    after = re.split(r"[\n|]", raw[target.start + len(target.ref or "") :], maxsplit=1)[0]
    first = re.split(r"[\n|]", before)[-1]
    alone = before.rstrip("*_ ").endswith(("(", "[")) and after.lstrip("*_ ").startswith((")", "]"))
    return alone or not re.search(r"\w", first) or _LAST.fullmatch(after) is not None


def about_the_report(items: list[ActionItem]) -> bool:
    """Whether a ticked list is a template's own checklist ("Sections above are filled out"), not work to do."""
    boxed = [item for item in items if item.done is not None]
    mine = [item for item in boxed if _ABOUT_THE_REPORT.search(item.text) and not item.links and item.id is None]
    return len(boxed) == len(items) and len(items) > 1 and len(mine) * 4 >= len(items) * 3
