"""What makes words a prompt for the author: not which words a template uses, but how it speaks.

It asks ("What was the impact?"), tells ("Describe the root cause"), says what text belongs there ("Short description of
the root cause", "2-3 sentences"), or offers a choice ("Low / Medium / High"), all in words that fit any incident.
"""

# ruff: noqa: E501 - a pattern that is cut at a margin is not easier to read
from __future__ import annotations

import re

from incidentkit.checks.template_words import is_generic
from incidentkit.report.sections import role_of

LONGEST = 700  # characters: no prompt is an essay

_SENTENCE = re.compile(r"(?<=[.!?])[)\"”']*\s+(?=[A-Z0-9(\"“\[])")
_COUNT = r"(?:\d+(?:\s?(?:[-–]|to|or)\s?\d+)?\+?|one|two|three|a few|a couple of|(?:one|two|three|1|2|3) (?:to|or) (?:two|three|four|five|2|3|4|5))"
_PIECE = r"(?:sentence|paragraph|bullet(?: point)?|line|word)s?"
# "2-3 sentences", "One-paragraph summary of", "in a few lines": how long a text is to be.
_LENGTH = re.compile(
    rf"(?:in |max(?:imum|\.)? |no more than |up to |about |approx\. )?(?:(?:an? )?{_COUNT}[ -](?:short |brief |concise |clear )?{_PIECE}|an? (?:short |brief |concise |single )?(?:sentence|paragraph))\b(?=\s*(?:$|[.:;,)]|of|about|on|summar|descri|explain|explan|overview|cover|that|for|max|what|with|statement|answer))",
    re.IGNORECASE,
)
_LENGTH_BESIDE = re.compile(
    rf"[(\[][^()\[\]]{{0,20}}\b{_COUNT}[ -](?:short |brief )?{_PIECE}\b[^()\[\]]{{0,30}}[)\]]|\bin (?:{_COUNT} (?:short |brief )?(?:sentence|paragraph|bullet)s?|(?:\d[-–]\d|a few|two|three) (?:short )?lines)\b",
    re.IGNORECASE,
)
_ADVERB = r"(?:please |kindly |optionally,? |briefly |clearly |shortly |concisely |also |here,? )*"
_CONDITION = re.compile(r"(?:if|when|where|once|after|before|for) [^,.;]{3,90}, (?:please )?", re.IGNORECASE)
# What an author is told to do with the text. In a story about an incident nobody is told anything.
_WRITE = re.compile(
    rf"{_ADVERB}(?:describe|explain|summari[sz]e|outline|specify|detail|elaborate|provide|include|list|enumerate|mention|state|give|write|indicate)\b(?! (?:that|up|rise|way|in to)\b)",
    re.IGNORECASE,
)
_DO = re.compile(
    rf"{_ADVERB}(?:document|capture|identify|record|note|link(?! to\b)|attach|add|insert|enter|fill|paste|put|copy|answer|discuss|reflect|consider|think|tell|say|name|use|apply|track|assess|quantify|highlight|focus|avoid|keep|start|reference|cite|collect|gather|estimate|select|choose|check|tick|delete|remove|replace|analy[sz]e|walk|be (?:specific|sure|clear|concise|brief|careful|honest|factual|blameless)|make sure|set|assign|define|create|update|review|try|ask|do(?: not|n't))\b(?! that\b)",
    re.IGNORECASE,
)
_TEXT = r"(?:summary|summaries|description|explanation|overview|narrative|account|lists?|timeline|chronology|sequence|analysis|details?|assessment|breakdown|statement|discussion|outline|recap|evaluation|identification|walkthrough|links?|references?|screenshots?|graphs?|number|percentage|names?|impact|effects?|reasons?|steps|actions|measures|things|areas|items|key (?:\w+ )?(?:moments|events|points|decisions|facts)|information|evidence|examples?|aspects|elements|factors|improvements|events|ways|people|teams|services|systems)"
_ADJECTIVES = r"(?:(?:very|quick|short|brief|bullet(?:ed)?|itemi[sz]ed|numbered|ordered|chronological(?:ly)?|high[- ]level|detailed|technical|non-technical|clear|concise|complete|full|thorough|comprehensive|simple|factual|executive|plain|step-by-step|one-\w+|additional|relevant|any|all|other|supporting|specific|positive|negative|possible|initial|actual|exact|final|affected|initial|planned|root|customer|user|business|internal|effective|external|objective|empathetic)(?:, | and |/| |,))*"
# "A brief description of what happened", "Links to dashboards": what text belongs there, and no word of the incident.
_CONTENT = re.compile(
    rf"(?:an?|the|any|all|some)? ?{_ADJECTIVES}{_TEXT}\b(?: ?[(,/]| (?:of|that|which|describing|covering|explaining|about|on|for|to|from|with|and|or|who|what|how|where|in|taken|used|including|related|leading|involved|affected)\b|\.?$)",
    re.IGNORECASE,
)
_OPENER = re.compile(r"(?:any|additional|any other|other|further|supporting|relevant|generalizable)\b", re.IGNORECASE)
_ASKED = re.compile(
    r"(?:and |or |if (?:so|not|yes|no|any|applicable),? |when/|who/|what/|approximately |roughly )*(?:what|how|when/how|who|whom|which|why|where|whether)\b",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"(?:and |or |if (?:so|not|yes|no|any|applicable),? |in what way,? |at what (?:time|point)|to what extent|for how long|by whom|during what)*\s*"
    r"(?:what|how|when|who|whom|whose|which|why|where|whether|was|were|did|does|do|is|are|has|have|had|can|could|would|should|will|any|for how long|to what|at what)\b.*\?[)\"”']*$",
    re.IGNORECASE | re.DOTALL,
)
_INVERTED = re.compile(r"(?:¿[^¿?]{3,120}\?\s*)+")  # who answers repeats no question mark
_CLAUSE = re.compile(
    r"\b(?:what|who|whom|which|that|how|why|when|where|whether|if|so|because|while|until|once)\b.*", re.DOTALL
)
_FINITE = re.compile(
    r"\b(?:is|are|was|were|am|has|had|have|will|would|can|could|should|may|might|must|did|does|do|[a-z]+n['’]t|we|they|i|he|she|you)\b"
)
# "If applicable", "where known": said of a text, not of what happened.
_IF_ANY = re.compile(
    r"\b(?:if|where|when|as) (?:applicable|available|known|relevant|appropriate|possible|needed|necessary|helpful|any)\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"(?P<name>[A-Za-z][\w/-]*(?: [\w/-]+){0,2}?) (?:one|two|three|#?\d|[ABCXYZN])(?:[:.)]?$|(?::| [-–—]| of)\s+(?P<rest>.+)$)"
)
_DIGIT = re.compile(r"\b\d\b")
_IN_PARENTHESES = re.compile(r"\((?P<inner>[^()]{4,300})\)[.:]?")
_SAMPLE = re.compile(r"(?:bulleted|bullet(?: point)?s?|list|items?|example|text|description)\.?", re.IGNORECASE)
# How templates begin in other languages: their nouns and imperatives, none of a story's verbs.
_FOREIGN = re.compile(
    r"(?:(?:breve|corta?|kurze?|courte|brève|résumé)\s+)?(?:descripci[oó]n|descri[cç][aã]o|resum(?:en|o)|beschreibung|zusammenfassung|description)"
    r"(?:\s+(?:breve|corta|detallada|detalhada|détaillée|courte))? (?:del?|da|do|des|der|dessen|de la|du)\b[^.]{0,90}[.:]?$"
    r"|(?:descri(?:ba|bir|va|ver)|expli(?:que|car|quez)|incluya|incluir|indique|décri(?:re|vez)|beschreib(?:e|en|t)|erklär(?:e|en|t)|llenar|rellenar|completar|preencher|remplir|ausfüllen)\s.{3,120}$",
    re.IGNORECASE,
)
# What teams number in earnest.
_SLOT = r"\w(?:[\w ]{0,18}\w)?"
_SLOTS = re.compile(rf"{_SLOT}(?: ?[—–|/] ?| - ){_SLOT}(?:(?: ?[—–|/] ?| - ){_SLOT})+")
_LIST_OF = re.compile(r"(?:an? |the )?(?:itemi[sz]ed |bulleted |numbered |short )*list of\b", re.IGNORECASE)
_HERE = re.compile(r"(?:\w+ ){1,3}here\.?$", re.IGNORECASE)
_FROM_ELSEWHERE = re.compile(r"(?:under|in|on|at|from|see|by|with|as|after|before|according)\b|.*[“”\"]", re.IGNORECASE)
_SIGNS = re.compile(r":$|[{}<>=|\[\]@#]")
_LINK_TO = re.compile(r"\blinks? to\b", re.IGNORECASE)
_AN_ITEM = re.compile(
    r"(?:measure|action|item|task|step|improvement|fix|follow-?up|recommendation|point|todo|acción|tarea|medida|ação|aufgabe|maßnahme|mesure)s?$",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"(?:phase|day|severity|priority|sev|level|tier|region|zone|part|incident|outage|week|hour|stage|wave|attempt|ticket|question|line|version|appendix|figure|table|sla|slo)s?$",
    re.IGNORECASE,
)
# What is told of action items, and is none.
_OF_ITEMS = re.compile(
    r"\b(?:owners?(?:hip)?|deadlines?|due dates?|assignees?|action items?|tickets?|follow-?ups?|accountab\w+|priorit\w+)\b",
    re.IGNORECASE,
)
# "Monitoring detected the outage": who did what to what.
_DOES = re.compile(
    r"\b(?!need|suppos)[a-z]+ed (?:the|an?|our|us|it|them|this|that|all|every|no)\b|\b(?:show|mean|say|see)s?\b"
)
_OTHERWISE = re.compile(r"\b(?:e\.g\.|i\.e\.|for example|such as|for instance|etc\.?)", re.IGNORECASE)


def asks(words: str) -> bool:
    """Whether these words, all of a block, are questions that fit any incident. Whether they are answered is another
    question."""
    if _INVERTED.fullmatch(words):
        return True
    sentences = _SENTENCE.split(_plain(words).strip() or words)
    questions = sum(bool(_QUESTION.fullmatch(s)) for s in sentences)
    if not _QUESTION.fullmatch(sentences[0]) or not all(_QUESTION.fullmatch(s) or tells(s) for s in sentences):
        return False
    return is_generic(words, 0.8 if questions == 1 else 0.7)


def wonders(words: str) -> bool:
    """An indirect question that stands alone: "How the incident was detected", "What caused it"."""
    fits = _ASKED.match(words) and not words.endswith((":", "?")) and len(words.split()) <= 25
    return bool(fits) and is_generic(_plain(words), 0.85)


def tells(words: str, least: float = 0.7) -> bool:
    """An imperative about the text: "Document steps taken to restore service"."""
    said = _CONDITION.sub("", words, count=1)
    return bool(_WRITE.match(said) or _DO.match(said)) and len(words.split()) > 3 and is_generic(words, least)


def writes(words: str) -> bool:
    """An imperative that only a text is told in, even among items: "Describe the impact"."""
    return bool(_WRITE.match(words)) and is_generic(words, 0.75)


def names_its_text(words: str) -> bool:
    """What text belongs here, or how long it is to be: "A brief description of what happened", "2-3 sentences"."""
    first = _SENTENCE.split(words)[0]
    if found := _IN_PARENTHESES.fullmatch(words):
        inner = found["inner"]
        return names_its_text(inner) or tells(inner, 0.6) or (len(inner.split()) > 2 and names_things(inner))
    if _SAMPLE.fullmatch(words) or _FOREIGN.match(words):
        return True
    if (_HERE.match(words) or _LINK_TO.search(words)) and not words.endswith(":") and is_generic(_plain(words)):
        return True
    if is_numbered(words) or (_IF_ANY.search(words) and not claims(_IF_ANY.sub("", words)) and is_generic(words, 0.8)):
        return True
    if _LENGTH.match(words):
        return is_generic(_LENGTH.sub("", words), 0.6) or not _plain(_LENGTH.sub("", words))
    if _LENGTH_BESIDE.search(words):
        return is_generic(_LENGTH_BESIDE.sub("", words), 0.7)
    if words.isupper() or (len(words.split()) <= 4 and not words.endswith(".")):
        return False  # a heading without its marks: "Timeline of events"
    if _CONTENT.match(first) and not claims(first) and not re.search(r"\d", first):
        return len(_plain(first).split()) > 2 and is_generic(_plain(first), 0.75) and is_generic(_plain(words), 0.6)
    return False


def is_numbered(words: str) -> bool:
    """ "Preventive measure 1", "Event A", "Aspect 2: description": an example of the template's."""
    found = _NUMBERED.fullmatch(_plain(words).strip())
    if not found or _COUNTED.search(found["name"]) or not is_generic(found["name"].split()[-1]):
        return False  # "that one of the …" counts nothing
    return is_generic(found["name"]) and (not found["rest"] or is_generic(found["rest"]))


def names_things(words: str) -> bool:
    """Nouns that fit any incident and say nothing of one: "Affected services/users". A hint, no proof."""
    return len(words) < 200 and not _SIGNS.search(words) and not claims(words) and is_generic(_plain(words))


def is_title(words: str) -> bool:
    """A section's name that stands without the marks of a heading: "TIMELINE OF EVENTS (all times UTC)"."""
    name = _plain(words).strip()
    if _WRITE.match(words) or _DO.match(words):
        return False
    return words.isupper() or (len(name.split()) <= 3 and not words.endswith(".") and role_of(name) is not None)


def claims(words: str) -> bool:
    """Whether a sentence of its own says something: it has a verb outside of its relative clauses."""
    bare = _CLAUSE.sub("", words.lower())
    return bool(_FINITE.search(bare) or _DOES.search(bare)) or words.lower().startswith("note that")


def _plain(words: str) -> str:
    """Without its examples in parentheses or after "e.g.", which may be of any system."""
    return _OTHERWISE.split(re.sub(r"\([^()]*\)", " ", words))[0]


def is_prompt(words: str, role: str | None, *, item: bool) -> bool:
    """Whether a block, its words on one line, is a prompt that needs no further look at what stands around it."""
    if len(words) > LONGEST:
        return False
    sentences = _SENTENCE.split(words)
    first = sentences[0]
    if item and role == "actions":
        found = _NUMBERED.fullmatch(_plain(words).strip())
        numbered = bool(found and not found["rest"] and _AN_ITEM.search(found["name"]) and is_generic(found["name"]))
        return (
            numbered
            or bool(_SLOTS.fullmatch(words) and is_generic(_DIGIT.sub("", words)))
            or (bool(_LIST_OF.match(words)) and is_generic(words, 0.8))
        )
    if item and role == "timeline":
        return (names_its_text(words) or writes(words)) and is_generic(_plain(words))
    if item:
        return names_its_text(words) or writes(words)
    if names_its_text(words):
        return True
    if role == "timeline":
        return tells(first, 0.8) and is_generic(words, 0.7)
    if role == "actions":
        return (writes(first) or bool(_OF_ITEMS.search(words) and tells(first))) and is_generic(words, 0.8)
    return tells(first) and (len(sentences) == 1 or is_generic(words, 0.6))


def opens_generally(words: str) -> bool:
    """ "Additional graphs, screenshots, etc.", "Any other information": things that are wanted."""
    return bool(_OPENER.match(words)) and not claims(words) and is_generic(words, 0.7) and len(words.split()) > 2


def heads(words: str) -> bool:
    """Whether words that are set apart begin with nouns that fit any incident: "_The root causes of the incident._" """
    first = _SENTENCE.split(words)[0]
    return len(first.split()) > 2 and not _FROM_ELSEWHERE.match(first) and names_things(first)
