"""What authors write to themselves and to colleagues while a report is not finished: in brackets, or in a line alone."""

# ruff: noqa: E501 - a pattern that is cut at a margin is not easier to read
from __future__ import annotations

import re
from collections.abc import Iterator

from incidentkit.checks.passages import Roles
from incidentkit.checks.placeholder_marks import lines_of

_PIECE = r"(?:graph|chart|figure|diagram|screenshot|picture|image|link|number|detail|name|text|log|list|table|source|paragraph|section|quote)s?"
_SUPPLY = r"(?:add|check|confirm|verify|fill|update|complete|correct|clarify|write|look up|find out)"
_END = r"(?:[)\]]|$)"
# In round or square brackets; what is open at the end of its line goes on in the next.
_NOTE = re.compile(
    r"[(\[](?:note to self\b|(?:we |i )?(?:still )?need(?:s)? (?:someone |somebody )?to (?:convert|check|confirm|verify|add|find|fill|look|ask|link"
    r"|update|clarify|write|complete|double)|to be (?:confirmed|determined|added|written|filled|completed|done)"
    r"|need(?:s)? (?:some |the )?(?:more |further |exact )?(?:info(?:rmation)?|details?|data|numbers?|sources?|context)\b"
    rf"|(?=[\w ,-]{{0,40}}\b{_PIECE}\b)[\w ,-]{{1,60}} (?:(?:still )?to be (?:confirmed|added|filled in|written|linked|inserted)|to (?:follow|come)|pending|(?:goes|go|comes) here)\b"
    r"|to ?do\b|fill (?:this )?in\b|TK(?=[)\]])|placeholder(?=[)\]])|(?:citation|source|link|reference|screenshot)s? needed"
    rf"|[^()\[\]\n]{{0,60}}\bplease {_SUPPLY}\b|[^()\[\]\n]{{0,60}}\b(?:can|could) (?:you|someone|somebody|anyone|anybody) (?:please )?{_SUPPLY}\b"
    r"|(?:still )?waiting (?:for|on) (?:the )?(?:numbers|figures|screenshots|graphs)\b"
    r"|(?:which (?:one|ones|version|node|pod|time|date|day|team)|how (?:many|long|much)|when exactly|what time|number|date|time|link|version|name|source) ?\?(?=[)\]])"
    r"|add (?:an? |the |some |exact )?(?:(?:links?|issues?|tickets?|references?|details|more)\b|(?:numbers?|graphs?|charts?|screenshots?|names?|times?|figures?|dates?|count|sources?)(?= (?:of|from|here|later|below)\b|\))))"
    rf"[^()\[\]\n]*{_END}",
    re.IGNORECASE,
)
# "[storage to confirm]": among the action items that says whose an item is.
_ASSIGNED = re.compile(
    rf"[(\[]@?\w[\w -]{{1,30}} to (?:confirm|check|verify|fill in|complete|clarify|add)\b[^()\[\]\n]{{0,60}}{_END}|[(]add (?!(?:an? |the )?(?:issues?|tickets?|links?|prs?|owners?|due date)\b)[^()\n]*{_END}"
)
_ALONE = re.compile(
    r"[ \t]*(?:[-*+][ \t]+)?[*_(\[]*(?P<words>wip|(?:still )?(?:work|writing) in progress"
    r"|(?:(?:more|details|the rest|summary|timeline|analysis|(?:a )?full (?:report|analysis|timeline)) )?(?:still )?to (?:come|follow)"
    r"|(?:still )?to be (?:written|continued|completed|filled in|added|determined|announced)|coming soon|not written yet"
    r"|(?:this )?(?:section|page|report|part) (?:is )?(?:still )?(?:under construction|to be written|unfinished)"
    rf"|placeholder(?: for (?:an? |the )?{_PIECE}\b[^.\n]{{0,40}})?"
    rf"|@[\w/-]{{2,30}}[:,]? (?:can you |could you )?please {_SUPPLY}\b[^.\n]{{0,60}})[*_)\]]*[.!…]*[*_]*[ \t]*",
    re.IGNORECASE,
)
_SHORT = 120  # characters of a line that can be nothing but a note
_STATE = re.compile(r"\b(?:status|state|progress)\b", re.IGNORECASE)  # under that name it is an answer


def notes(own: str, raw: str, roles: Roles) -> Iterator[int]:
    """The offset of each note in `own`, the prose of the report that `raw` is; what colleagues say in a timeline's line is part of the story."""
    above = ""
    for start, line in lines_of(own):
        if "(" in line or "[" in line:
            for found in (*_NOTE.finditer(line), *_ASSIGNED.finditer(line)):
                if found[0][-1] == "]" and raw[start + found.end() : start + found.end() + 1] in ("(", "[", ":"):
                    continue  # the words of a link
                if roles.at(start) != "actions" or not _ASSIGNED.match(line, found.start()):
                    yield start + found.start()
        alone = _ALONE.fullmatch(line) if len(line) < _SHORT else None
        if alone and roles.at(start) not in ("actions", "timeline") and not _STATE.search(above):
            yield start + alone.start("words")
        above = line
