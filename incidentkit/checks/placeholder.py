"""`placeholder`: what a template or an author left for later, still there when others read it."""

# ruff: noqa: E501 - a pattern that is cut at a margin is not easier to read
from __future__ import annotations

import re
from collections.abc import Iterator

from incidentkit import inert
from incidentkit.checks.findings import at_offset, rough
from incidentkit.checks.interface import Finding, Severity
from incidentkit.checks.passages import comments, paragraphs, place, prose
from incidentkit.config import Workspace
from incidentkit.report.model import Report

# A prompt of ours, or an author's note to themselves. Other comments are nobody's business: nobody sees them.
_PROMPT = re.compile(r"<!--\s*(?:TODO|FIXME|TBD|XXX)\b", re.IGNORECASE)
# What authors leave where a fact is missing, in capitals or unmistakable.
_MARKS = re.compile(
    r"\b(?:TODO|FIXME|TBD|TBC|TBA)\b|(?<![\w/])XXX+(?!\w)|\?{3,}|\blorem ipsum\b"
    r"|(?<![\w:.])(?=[\dXxHh?]{1,2}:[XxMm?\d]{2}(?![\w:]))(?:\d?[Xx?]{1,2}:(?:[Xx?]{2}|\d\d)|\d\d:[Xx?]{2}|(?i:hh):(?i:mm))"
    r"|\b(?i:(?:yyyy|20xx)[-/](?:mm|xx)[-/](?:dd|xx))(?!\w)|\{\{[^{}\n]{1,80}\}\}|<<[^<>\n]{1,60}>>|<(?i:your|insert|incident)[ _-][^<>\n]{1,60}>"
    r"|\b[XYZN] (?:hours?|minutes?|mins?|seconds?|days?|users?|percent)\b"
    r"|\b(?:P|SEV-?|S)[0-4] ?/ ?(?:P|SEV-?|S)[0-4] ?/ ?(?:P|SEV-?|S)[0-4]\b|\b(?:Draft|Open) ?\| ?(?:In Review|Final|Closed)\b"
    r"|(?m:^[ \t]*(?:[-*+]|\d+[.)])[ \t]+(?i:thing (?:one|two|three|1|2|3))[ \t]*$)"
    r"|(?<![\]\w!])\[(?i:(?:\d+(?:[-–]\d+)? )?(?:brief|short|detailed|insert|fill in|describe|explain|list|add|your|name of|link to|sentences?|paragraphs?"
    r"|number|percentage|if applicable|yes/no|hh:mm|yyyy|who|how|which|incident (?:title|name|id|date|number)|start time|end time|short-term|long-term"
    r"|root cause|summary of|impact on|action \d|first symptom|on-call engineer|team leads?|list of|description)\b)[^\]\n]{0,100}\](?![(\[:])"
    r"|\[(?i:todo|tbd|tbc|date|time|names?|link|owner|title|placeholder|event|description|summary)\](?![(\[:])"
)
_NOTE = re.compile(
    r"\((?:note to self\b|(?:we |i )?(?:still )?need(?:s)? to (?:convert|check|confirm|verify|add|find|fill|look|ask|link"
    r"|update|clarify|write|complete|double)|to be (?:confirmed|determined|added|written|filled|completed|done)"
    r"|to ?do\b|please (?:add|fill|check|confirm|update)|fill (?:this )?in\b|add (?:link|details|more)\b)[^()\n]*\)",
    re.IGNORECASE,
)
# How templates speak to the author of a report: about the report and its parts, not about the incident.
# Sources: the public templates of mybinder.org, PagerDuty, Atlassian and the Google SRE book.
_TOLD_TO_LIST = re.compile(
    r"(?:provide |write |give |add )?(?:an? |the )?(?:(?:quick|short|brief|one[- ]\w+|\d[-–]\d \w+|bulleted|high[- ]level|detailed|technical|clear|concise),? )*"
    r"(?:list|summary|summaries|description|explanation|overview|account) of "
    r"(?:(?:any |all )?(?:things|what|how|whom?|why|when)\b|(?:the )?(?:events|problem|incident|impact|root cause|actions?|steps)(?=\s*(?:[.,;(]|$)))",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"(?:things|stuff|events|actions) that (?:went|could have gone|did(?:n't| not) go|happened|should have gone)\b"
    r"|these (?:are|were) (?:only |just )?(?:sample|example|good things|bad things|things)\b"
    r"|(?:this|these) (?:section|paragraph|heading|template|field|table|part)s? (?:should|must|will|is (?:for|where)|can be|may be|describes?|lists?|contains?)\b"
    r"|(?:replace|delete|remove|update|fill (?:in|out)|edit|complete) (?:this|these|the) (?:section|text|line|paragraph|template|placeholder|example|comment|heading)s?\b"
    r"|what (?:was|is) the (?:user |customer |root |business )?(?:impact|cause|trigger)\s*\?\s*(?:how|who|what)"
    r"|(?:more details|details here|short event description|event description|description here|some text|text here)\.?$"
    r"|first symptoms?, possibly\b|start of incident\. first symptoms?\b"
    r"|(?:every|each) (?:action item|timeline entry|entry) (?:should|must|needs)\b",
    re.IGNORECASE,
)
# Imperatives are instructions in a summary, and action items among the action items.
_IMPERATIVE = re.compile(
    r"(?:describe|explain|summari[sz]e|outline|provide|include|list|write|document|mention|detail)"
    r" (?:(?:here|briefly|in (?:a few|one|two|your|detail)\b|any|what|how|why|who|when|whether|your|(?:an?|the) (?:brief|short|quick|high|detailed|concise))\b)",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"#{1,2} +(?:incident (?:report )?(?:title|name)|(?:post-?mortem|incident report) template|title)\s*#*$",
    re.IGNORECASE,
)
_EXAMPLE_END = re.compile(r"\b(?:for example|e\.g\.|examples?)\s*[,:]?\s*$", re.IGNORECASE)
_ABOUT_REPORT = re.compile(
    r"^(?:an? |the )?(?:list|things|these|this|those|some|good|bad|ideally|any|what)\b", re.IGNORECASE
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
        for offset, message, hint in sorted(_places(report)):
            line = place(report.text, offset)[0]
            found.setdefault(line, at_offset(self, report, offset, message, hint, severity))
        return list(found.values())


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
        elif words and not _ITEM.match(block.text) and _instructs(words, _role(report, block.start)):
            yield (
                block.start + len(block.text) - len(block.text.lstrip()),
                ("This reads like an instruction of the template."),
                "Delete it, with the examples under it that are not this incident's.",
            )


def _instructs(words: str, role: str | None) -> bool:
    if _TOLD.match(words) or (_TOLD_TO_LIST.match(words) and not words.endswith(":")):
        return True
    if role not in ("actions", "timeline") and _IMPERATIVE.match(words):
        return True
    return bool(_EXAMPLE_END.search(words) and _ABOUT_REPORT.match(words) and len(words) < 400)


def _role(report: Report, offset: int) -> str | None:
    """The role of the innermost section with a role that holds an offset."""
    holding = [s for s in report.sections if s.role and s.body.start <= offset < s.body.end]
    return holding[-1].role if holding else None
