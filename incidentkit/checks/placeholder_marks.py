"""What authors leave where a fact is missing: in capitals, or unmistakable by its brackets.

Kinds of marks by what a line must hold to have one: most lines hold none of it, and a report may be 10 MB.
"""

# ruff: noqa: E501 - a pattern that is cut at a margin is not easier to read
from __future__ import annotations

import re
from collections.abc import Iterator

_BULLET = r"^[ \t]*(?:[-*+]|\d+[.)])[ \t]+"
_NO_LINK = r"(?![(\[:])"

MARKS: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...] = (
    (
        ("TODO", "Todo", "FIXME", "TBD", "TBC", "TBA", "XXX", "??", "orem ipsum"),
        re.compile(
            # "a TODO in the old wiki" is a thing in the story
            r"\bTODO\b(?! (?:in|from|on|at|of|that|which|lists?|comments?)\b)|(?<!\b[Aa] )(?<!\b[Tt]he )(?<!\b[Oo]ld )\bTODO\b"
            r"|\b(?:FIXME|TBD|TBC|TBA)\b|\bTodo(?= ?[:(])|(?<![\w/])XXX+(?!\w)|\?{3,}|(?<=[\w][/=:])\?\?(?![?\w])|(?:(?<=[>(|~])|(?<=[:|=] )|^\s*)\?\?(?=\s*(?:%|[<|)]|of\b|[A-Z]|$))|\b[Ll]orem ipsum\b"
        ),
    ),
    (
        ("xx ", "XX ", "NN ", "## "),  # "xxx nodes", "~NN users", "about ## minutes": how many is not known
        re.compile(
            r"(?:(?<![\w/.-])(?:xx+|XX+|NN+)|(?<=[a-z~] )##+)(?= (?:(?:[a-z]+ )?[a-z]{3,}s\b|[KMGT]i?B\b|min\b|ms\b|percent\b))"
        ),
    ),
    (
        ("??",),
        re.compile(
            r"(?:(?<=\bat )|(?<=\bto )|(?<=\bof )|(?<=\bby )|(?<=\bfor )|(?<=\bwas )|(?<=\bwere )|(?<=\band )|(?<=\bfrom )|(?<=\bafter )|(?<=\babout )|(?<=\baround ))\?\?(?= ?(?:%|[a-z]))"
        ),
    ),
    (
        ("yyyy", "YYYY", "20xx", "20XX"),
        re.compile(r"\b(?:yyyy|20xx)[-/](?:mm|xx)[-/](?:dd|xx)(?!\w)", re.IGNORECASE),
    ),
    (
        ("X:", "x:", ":X", ":x", "?:", ":?", "H:", "h:"),
        re.compile(
            r"(?<![\w:.])(?=[\dXxHh?]{1,2}:[XxMm?\d]{2}(?!\w|:\d))(?:\d?[Xx?]{1,2}:(?:[Xx?]{2}|\d\d)|\d\d:[Xx?]{2}|(?i:hh):(?i:mm))"
        ),
    ),
    (
        ("{",),
        re.compile(
            # a word in braces, or several; `{ref}` before code is a role of MyST, `{code}` a macro of Jira
            r"(?<![\w/$%#{~\\])\{(?!(?:code|noformat|quote|color|panel|info|tip|toc|status|expand|anchor|jira)\b)(?![^{}]*_[^{}]*,|[^{}]*,[^{}]*_)[A-Za-z][^{}\n:=;\"<>`]{1,80}\}(?![\w/{}`-])"
            r"|(?<=[-\s])\{[XYZN]\}|\{(?i:hh:mm|yyyy-mm-dd)[^{}\n]{0,10}\}"
            r"|\{\{(?![\w -]{1,40}\|\w{1,40}=)[^{}\n]{1,80}\}\}"  # no call of a wiki's template, `{{doc|status=final}}`
            r"|(?<![{$%\w])\{(?i:describe|insert|fill|add|your|name|date|time|title|summary|link|owner|explain|provide|list)\b[^{}\n]{0,80}\}(?!\})"
        ),
    ),
    (
        ("<",),
        re.compile(
            r"<<[^<>\n]{1,60}>>|<(?i:your|insert|incident|the|name of|link to|date of|time of|number of)[ _-][^<>\n]{1,60}>"
            r"|<(?i:one|two|a few|\d(?:-\d)?)[ _-](?i:sentences?|paragraphs?|lines?|words?)>"
            r"|<(?i:add|describe|enter|list|fill|write|explain|provide|put|what|who|when|why|how) [^<>=\n]{1,60}>"
            r"|<time>(?!.*</time)"
            r"|<(?i:names?|owners?|dates?|tickets?|issues?|url|services?|teams?|numbers?|persons?|who|when|what|reason|component|system|description|severity|duration|assignee)>"
        ),
    ),
    (
        ("X%", "X %", "$X", "+X", "+Y", "+Z", "-X", "-Y", "-#", "-N", "YYYY", " X", " Y", " Z"),
        re.compile(
            r"(?<![\w.])[XYN] ?%(?!\w)|\$(?:X+|N)\b(?!\w)|\bT ?\+ ?[XYZN]\b|\b[A-Z]{2,8}-(?:X{2,}|N{2,}|#{2,}|YYYY)(?![a-z])|\bYYYY(?:[-/]?MM)?(?:[-/]?DD)?\b"
            r"|\b(?i:fix|add|update|improve|implement|create|test|document|for|runbook|doc|step|feature|service|system) [XYZ](?=\s*(?:\||$))"
        ),
    ),
    (("#X", "#N", "#?"), re.compile(r"(?<![\w/&])#(?:X{2,}|N{2,}|\?+)(?!\w)")),
    (
        ("X ", "Y ", "Z ", "N "),
        re.compile(r"\b[XYZN] (?:hours?|minutes?|mins?|seconds?|days?|users?|percent)\b"),
    ),
    (
        ("/", "|"),
        re.compile(
            r"\b(?:P|SEV-?|S)[0-4] ?/ ?(?:P|SEV-?|S)[0-4] ?/ ?(?:P|SEV-?|S)[0-4]\b"
            r"|\b(?:Draft|Open|Ongoing|Low|Yes|Investigating) ?[|/] ?(?i:in review|final|closed|resolved|mitigated|medium|no|monitoring|identified)(?: ?[|/]|\b(?= *\|?$))"
        ),
    ),
    (
        ("e.g.", "E.g.", "xample"),
        re.compile(
            rf"(?:{_BULLET}|\|[ \t]*)(?:(?i:e\.g\.)[:,]?|Example:|For example[:,]) "
            rf"|(?<![\]\w!])\[(?i:e\.g\.|examples?:|for example)[^\]\n]{{0,100}}\]{_NO_LINK}"
        ),
    ),
    (
        ("-", "*", "+", ".", ")", "…"),
        re.compile(
            rf"{_BULLET}(?i:(?:thing|item|action(?: item)?|follow-?up|lesson|point|example|cause|factor|event|task|bullet) ?(?:one|two|three|#?[1-9]|[ABCXN]))[ \t]*[.:]?[ \t]*$"
            rf"|{_BULLET}(?:\[[ xX]\][ \t]+)?(?i:tb[acd]|to-?do|xx+)[ \t]*[.:…]*[ \t]*$"
            rf"|(?:{_BULLET}(?:\[[ xX]\][ \t]+)?|^[ \t*+-]*)(?:\.\.\.|…)[ \t]*$"
        ),
    ),
    (
        ("[",),
        re.compile(
            r"(?<![\]\w!])\[(?i:(?:\d+(?:[-–]\d+)? )?(?:brief|short|detailed|insert|fill in|describe|explain|list|add|your|name of|link to|sentences?|paragraphs?"
            r"|number|percentage|if applicable|yes/no|hh:mm|yyyy|who|how|which|incident (?:title|name|id|date|number)|start time|end time|short-term|long-term"
            rf"|root cause|summary of|impact on|action \d|first symptom|on-call engineer|team leads?|list of|description)\b)[^\]\n]{{0,100}}\]{_NO_LINK}"
            rf"|{_BULLET}(?:\[[ xX]\][ \t]+)?\[(?=[a-z]+ [a-z])[a-z][a-z ,/-]{{3,80}}\][ \t]*$"
            rf"|\[(?i:todo|tbd|tbc|date|time|names?|link|owner|title|placeholder|event|description|summary|team|service|ticket|issue|person|number|duration|severity|xx+|\.\.\.|…|insert)\]{_NO_LINK}"
            rf"|\[@?[\w ,]{{0,40}}\bplease (?:add|check|confirm|verify|fill|update|complete|correct|clarify|write)\b[^\]\n]{{0,100}}\]{_NO_LINK}"
            rf"|\[[\w ]{{0,30}}\bto be (?:confirmed|determined|decided|added|written|filled|completed|announced)\b[\w ]{{0,30}}\]{_NO_LINK}"
        ),
    ),
    (
        (" here",),
        re.compile(
            r"\b(?:insert|add|put|paste) (?:(?:a |the )?(?:link|screenshot|graph|description|text|image|date|time|name)s?) here\b",
            re.IGNORECASE,
        ),
    ),
    (
        ("ill me in", "ill this in", "ill in later", "ill this out"),
        re.compile(r"\bfill (?:me in|this in|in later|this out)\b(?! (?:the|your|a|an|at)\b)", re.IGNORECASE),
    ),
)


def marks(text: str) -> Iterator[tuple[int, str]]:
    """The offset and the words of each mark, line by line."""
    asked = [(hints, pattern) for hints, pattern in MARKS if any(hint in text for hint in hints)]
    for start, line in lines_of(text):
        for hints, pattern in asked:
            if any(hint in line for hint in hints):
                for found in pattern.finditer(line):
                    yield start + found.start(), found[0].strip()


def lines_of(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.split("\n"):
        if line and not line.isspace():
            yield start, line
        start += len(line) + 1
