"""`placeholder`: what a template or an author left for later, still there when others read it."""

# ruff: noqa: E501 - a pattern that is cut at a margin is not easier to read
from __future__ import annotations

import re
from collections.abc import Iterator

from incidentkit import inert
from incidentkit.checks.findings import at_offset, rough
from incidentkit.checks.instructions import instructs, prompts
from incidentkit.checks.interface import Finding, Severity
from incidentkit.checks.passages import Sentence, comments, paragraphs, place, prose, quoted_prose
from incidentkit.config import Workspace
from incidentkit.report.model import Report

# A prompt of ours, or an author's note to themselves. Other comments are nobody's business: nobody sees them.
_PROMPT = re.compile(r"<!--\s*(?:TODO|FIXME|TBD|XXX)\b", re.IGNORECASE)
# What authors leave where a fact is missing, in capitals or unmistakable.
_MARKS = re.compile(
    r"\b(?:TODO|FIXME|TBD|TBC|TBA)\b|(?<![\w/])XXX+(?!\w)|\?{3,}|\blorem ipsum\b"
    r"|(?<![\w:.])(?=[\dXxHh?]{1,2}:[XxMm?\d]{2}(?![\w:]))(?:\d?[Xx?]{1,2}:(?:[Xx?]{2}|\d\d)|\d\d:[Xx?]{2}|(?i:hh):(?i:mm))"
    r"|\b(?i:(?:yyyy|20xx)[-/](?:mm|xx)[-/](?:dd|xx))(?!\w)|\{\{[^{}\n]{1,80}\}\}|<<[^<>\n]{1,60}>>|<(?i:your|insert|incident)[ _-][^<>\n]{1,60}>"
    r"|<(?:the|name of|link to|date of|time of|number of)[ _-][^<>\n]{1,60}>"
    r"|<(?i:names?|owners?|dates?|tickets?|issues?|url|services?|teams?|numbers?|persons?|who|when|what|reason|component|system|description|severity|duration|assignee)>"
    r"|(?<![\w/&])#(?:X{2,}|N{2,}|\?+)(?!\w)"
    r"|\b[XYZN] (?:hours?|minutes?|mins?|seconds?|days?|users?|percent)\b"
    r"|\b(?:P|SEV-?|S)[0-4] ?/ ?(?:P|SEV-?|S)[0-4] ?/ ?(?:P|SEV-?|S)[0-4]\b|\b(?:Draft|Open|Ongoing|Low|Yes|Investigating) ?[|/] ?(?i:in review|final|closed|resolved|mitigated|medium|no|monitoring|identified)(?: ?[|/]|\b(?= *\|?$))"
    r"|(?m:(?:^[ \t]*(?:[-*+]|\d+[.)])[ \t]+|\|[ \t]*)(?:(?i:e\.g\.)[:,]?|Example:|For example[:,]) )"
    r"|(?<![\]\w!])\[(?i:e\.g\.|examples?:|for example)[^\]\n]{0,100}\](?![(\[:])"
    r"|(?m:^[ \t]*(?:[-*+]|\d+[.)])[ \t]+(?i:(?:thing|item|action(?: item)?|follow-?up|lesson|point|example|cause|factor|event|task|bullet) ?(?:one|two|three|#?[1-9]|[ABCXN]))[ \t]*[.:]?[ \t]*$)"
    r"|(?<![\]\w!])\[(?i:(?:\d+(?:[-–]\d+)? )?(?:brief|short|detailed|insert|fill in|describe|explain|list|add|your|name of|link to|sentences?|paragraphs?"
    r"|number|percentage|if applicable|yes/no|hh:mm|yyyy|who|how|which|incident (?:title|name|id|date|number)|start time|end time|short-term|long-term"
    r"|root cause|summary of|impact on|action \d|first symptom|on-call engineer|team leads?|list of|description)\b)[^\]\n]{0,100}\](?![(\[:])"
    r"|\[(?i:todo|tbd|tbc|date|time|names?|link|owner|title|placeholder|event|description|summary|team|service|ticket|issue|person|number|duration|severity|xx+|\.\.\.|…|insert)\](?![(\[:])"
    r"|(?m:^[ \t]*(?:[-*+]|\d+[.)])[ \t]+(?:\[[ xX]\][ \t]+)?(?i:tb[acd]|to-?do|xx+)[ \t]*[.:…]*[ \t]*$)"
    r"|(?<![{$%\w])\{(?i:describe|insert|fill|add|your|name|date|time|title|summary|link|owner|explain|provide|list)\b[^{}\n]{0,80}\}(?!\})"
    r"|\b(?i:(?:insert|add|put|paste) (?:(?:a |the )?(?:link|screenshot|graph|description|text|image|date|time|name)s?) here)\b"
)
_NOTE = re.compile(
    r"\((?:note to self\b|(?:we |i )?(?:still )?need(?:s)? to (?:convert|check|confirm|verify|add|find|fill|look|ask|link"
    r"|update|clarify|write|complete|double)|to be (?:confirmed|determined|added|written|filled|completed|done)"
    r"|to ?do\b|please (?:add|fill|check|confirm|update)|fill (?:this )?in\b|add (?:link|details|more)\b)[^()\n]*\)",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"#{1,2} +(?:incident (?:report )?(?:title|name)|(?:post-?mortem|incident report) template|title)\s*#*$",
    re.IGNORECASE,
)
_EMPTY_BOX = re.compile(r"(?m)^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+(?P<box>\[[ xX]\])[ \t]*$")
_INSTRUCTION = "This reads like an instruction of the template."
# All of a paragraph or an item in italics, in brackets (no link), or both.
_APART = re.compile(
    r"\s*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(?:(?P<mark>[*_]|\*_|_\*)(?=[^\s*_])(?P<soft>[^*_]+)(?<=[^\s*_])[*_]{1,2}"
    r"|[*_]?\[(?P<bracket>[^\[\]]+)\][*_]?(?![(\[:]))[.:]?\s*"
)
_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])\s+|\s*#|\s*\|")


class Placeholder:
    """Finds open prompts (`<!-- TODO: … -->`), blanks that nobody filled, and instructions of the template."""

    name = "placeholder"
    severity: Severity = "error"

    def check(self, report: Report, workspace: Workspace) -> list[Finding]:
        """At most one finding a line, mild in a draft."""
        severity: Severity = "warning" if rough(report) else self.severity
        found: dict[int, Finding] = {}
        for offset, message, hint in _places(report):  # the more particular first
            line = place(report.text, offset)[0]
            found.setdefault(line, at_offset(self, report, offset, message, hint, severity))
        return [found[line] for line in sorted(found)]


def _places(report: Report) -> Iterator[tuple[int, str, str]]:
    for span in comments(report):
        if _PROMPT.match(report.text, span.start):
            yield (
                span.start,
                "This prompt is still open.",
                "Answer it in the text and delete the comment, or only delete it.",
            )
    own = prose(report)
    for found in _MARKS.finditer(own):
        if found[0][0] == "[" and report.text[found.end() : found.end() + 1] in ("(", "[", ":"):
            continue  # the words of a link
        yield (
            found.start(),
            f"“{inert.one_line(found[0], 60)}” holds the place of something that is not known yet.",
            "Fill it in; where it cannot be found out, say that.",
        )
    for found in _NOTE.finditer(own):
        yield found.start(), "This is an author's note about what is still to do.", "Do it, or make it an action item."
    for block in paragraphs(own):
        words = " ".join(block.text.split())
        if _TITLE.match(words):
            yield block.start, "This is the template's title.", "Say in a few words what happened."
        elif words and _is_instruction(report, block):
            start = block.start + len(block.text) - len(block.text.lstrip())
            yield start, _INSTRUCTION, "Delete it, with the examples under it that are not this incident's."
    for found in _EMPTY_BOX.finditer(report.text):
        if own[found.start("box") : found.end("box")].strip():  # not code
            yield found.start("box"), "This item has no text yet.", "Say what is to be done, or delete the line."
    for block in paragraphs(quoted_prose(report)):
        words = " ".join(block.text.replace(">", " ").split())
        if words and _role(report, block.start) != "timeline" and instructs(words, "timeline"):
            yield block.start, _INSTRUCTION, "Delete it, once what it asks for is said."


def _is_instruction(report: Report, block: Sentence) -> bool:
    """Whether a block of prose is one: by its words, and where it is set apart by less of them."""
    words = " ".join(block.text.split())
    role = _role(report, block.start)
    item = _ITEM.match(block.text)
    if not item and instructs(words, role):
        return True
    raw = report.text[block.start : block.start + len(block.text)]
    apart = _APART.fullmatch(raw)
    if apart is None or (item and role == "actions" and not apart["bracket"]):
        return False
    return prompts(" ".join((apart["soft"] or apart["bracket"]).split()))


def _role(report: Report, offset: int) -> str | None:
    """The role of the innermost section with a role that holds an offset."""
    holding = [s for s in report.sections if s.role and s.body.start <= offset < s.body.end]
    return holding[-1].role if holding else None
