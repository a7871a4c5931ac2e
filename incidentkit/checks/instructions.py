"""How templates speak to the author of a report: about the report and its parts, not about the incident.

Sources: the public templates of mybinder.org, PagerDuty, Atlassian, Wikimedia and the Google SRE book, as their
instructions survive in published reports.
"""

# ruff: noqa: E501 - a pattern that is cut at a margin is not easier to read
from __future__ import annotations

import re

_TOLD_TO_LIST = re.compile(
    r"(?:provide |write |give |add |include |insert |a )?(?:an? |the )?(?:(?:quick|short|brief|one[- ]\w+|\d[-–]\d \w+|bulleted|high[- ]level|detailed|technical|clear|concise|complete|full|chronological),? )*"
    r"(?:list|summary|summaries|description|explanation|overview|account|timeline) of "
    r"(?:(?:any |all )?(?:things|what|how|whom?|why|when)\b|(?:the )?(?:events|problem|incident|impact|root cause|actions?|steps)(?=\s*(?:[.,;(]|$)))",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"(?:things|stuff|events|actions) that (?:went|could have gone|did(?:n't| not) go|happened|should have gone)\b"
    r"|these (?:are|were) (?:only |just )?(?:sample|example|good things|bad things|things)\b"
    r"|(?:this|these) (?:section|paragraph|heading|template|field|table|part)s? (?:should|must|will|is (?:for|where)|can be|may be|describes?|lists?|contains?)\b"
    r"|(?:replace|delete|remove|update|fill (?:in|out)|edit|complete) (?:this|these|the) (?:\w+ )?(?:section|text|line|paragraph|template|placeholder|example|comment|heading|row|bullet|instruction)s?\b"
    r"|what (?:was|is) the (?:user |customer |root |business )?(?:impact|cause|trigger)\s*\?\s*(?:how|who|what)"
    r"|(?:more details|details here|short event description|event description|description here|some text|text here)\.?$"
    r"|first symptoms?, possibly\b|start of incident\. first symptoms?\b"
    r"|(?:every|each) (?:action item|timeline entry|entry) (?:should|must|needs)\b"
    r"|to be (?:filled|completed|written|added|determined|confirmed|decided|done) (?:in|out|at|by|after|once|when|during|later|with)\b"
    r"|(?:do not|don['’]t|avoid|never) (?:sugar-?coat|blam\w+|assign\w* blame|nam\w+ (?:people|names|individuals|anyone))"
    r"|these are (?:the )?(?:\w+ )?(?:recommendations|lessons|improvements|actions|questions|steps) (?:for|that|which|to)\b"
    r"|(?:after|before|when|once) [^,.]{3,70}(?:post-?mortem|report|template|document|review)[^,.]{0,30}, (?:please )?(?:make sure|be sure|remember|ensure|check|do not forget|don['’]t forget)\b"
    r"|this (?:\w+ )?is (?:a|an|the|our) (?:[\w-]+ ){0,3}template\b|(?:the )?(?:goal|purpose|aim|intent) of this template\b|this template\b"
    r"|(?:use|copy) this (?:template|section|table|document)\b|(?:see|follow) the (?:template|guide|guidelines) (?:for|on|in|at)\b.*\b(?:writ|fill|post-?mortem|report)"
    r"|\W*(?:note to (?:the )?(?:authors?|writers?|reporters?|editors?|self)|(?:template|writing) (?:note|instructions?|guidance)|instructions?(?: (?:for|to) [\w ]{3,20})?|how to (?:use|fill (?:in|out)) this \w+)\s*:"
    r"|include (?:links? to|any|all|screenshots?|relevant|notable|only)\b"
    r"|(?:placeholder|example|sample|dummy|your)(?: \w+)? text\.?$|(?:your |the )?(?:text|summary|description|content|details?|timeline|explanation)(?: goes| go)? here\.?$"
    r"|(?:please )?(?:be|make) sure to (?:include|list|link|describe|mention|add)\b",
    re.IGNORECASE,
)
_VERBS = r"(?:describe|explain|summari[sz]e|outline|provide|include|list|write|document|mention|detail|give|state|specify|enter|insert|add|note|identify|link|attach|paste|record|fill|capture|answer|discuss|reflect|consider|think|tell|say|name|put|use)"
# Imperatives are instructions in a summary, and action items among the action items.
_IMPERATIVE = re.compile(
    r"(?:describe|explain|summari[sz]e|outline|provide|include|list|write|document|mention|detail|answer|reflect)"
    r" (?:(?:here|briefly|in (?:a few|one|two|your|detail)\b|any|what|how|why|who|when|whether|your|on (?:what|how)|(?:an?|the) (?:brief|short|quick|high|detailed|concise|\w+[- ](?:paragraph|sentence)))\b)",
    re.IGNORECASE,
)
# What sets words apart as a prompt, all of a paragraph in italics or in brackets, need say less: that it asks or tells.
_PROMPT = re.compile(
    rf"(?:please |optional(?:ly)?:? |e\.g\.,? |for example,? |hint: |tip: |note: )*(?:{_VERBS}\b(?! that\b)"
    r"|(?:an? )?(?:examples?|samples?)(?: (?:template|table|text|format|entry|row|list|timeline))?[.:]?$"
    r"|(?:some |any |the )?(?:important |key |useful |possible |good )*\w+s (?:to|you (?:can|may|might|should)) (?:include|mention|list|consider|cover|answer)\b"
    r"|this is (?:(?:what|where)\b.*\b(?:will be|should be|belongs|goes)\b|(?:an?|the) [^.]*\. it (?:should|must|only needs)\b)"
    r"|(?:an? |the |\d(?:[-–]\d)? )?(?:one|two|three|short|brief|few|quick|detailed|concise|high[- ]level|\d)?[- ]?(?:sentence|paragraph|summary|description|list|line|bullet)s?\b)",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"(?:and |or |if (?:so|not|any),? )?(?:what|how|when|who|whom|which|why|where|was|were|did|does|do|is|are|has|have|had|can|could|would|should)\b.{4,}\?$",
    re.IGNORECASE | re.DOTALL,
)
# What only a template says of the text around it.
_ABOUT_TEXT = re.compile(
    r"^optional\s*[:.]|\b(?:bullet points|narrative|paragraphs?|prose) or (?:a )?(?:bullet points|narrative|list|prose)\b"
    r"|\b(?:delete|remove|replace|overwrite) (?:all |the |this |these |any )*(?:text|words|lines|parts|hints|notes|comments|instructions|sections)\b"
    r"|^in (?:a few|one|two|three|\d)(?: (?:or|to) (?:two|three|four|five|\d))?[- ](?:short )?(?:sentences?|words|lines|paragraphs?)\b"
    r"|\bfor (?:somebody|someone|people|readers) who (?:was|were) not (?:there|involved)\W*$",
    re.IGNORECASE,
)
_EXAMPLE_END = re.compile(r"\b(?:for example|e\.g\.|examples?)\s*[,:]?\s*$", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_ABOUT_REPORT = re.compile(
    r"^(?:an? |the )?(?:list|things|these|this|those|some|good|bad|ideally|any|what)\b", re.IGNORECASE
)


def instructs(words: str, role: str | None = None) -> bool:
    """Whether a paragraph, its words on one line, is an instruction; `role` is that of the section it stands in."""
    if any(_TOLD.match(sentence) for sentence in _SENTENCE.split(words)) or (
        _TOLD_TO_LIST.match(words) and not words.endswith(":")
    ):
        return True
    if role not in ("actions", "timeline") and _IMPERATIVE.match(words):
        return True
    return bool(_EXAMPLE_END.search(words) and _ABOUT_REPORT.match(words) and len(words) < 400)


def prompts(words: str) -> bool:
    """Whether words that are set apart, all in italics or in brackets, ask the author for something or tell them to."""
    return instructs(words) or bool(_PROMPT.match(words) or _QUESTION.match(words) or _ABOUT_TEXT.search(words))
