"""Which of the addresses and references of an action item is its own issue."""

from __future__ import annotations

import re

from incidentkit.report import inline

_ISSUE = re.compile(
    r"https?://[^/\s]+/[^\s]*?/(?:-/)?(?:issues|pull|pulls|merge_requests|pull-requests|browse|discussions)/[\w-]*\d",
    re.IGNORECASE,
)
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
