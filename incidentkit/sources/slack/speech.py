"""What a sentence does, whatever it is about: thank and wish, ask and plan, or tell what somebody has done.

All texts are in lower case, as `weigh` has them.
"""

from __future__ import annotations

import re

from incidentkit.sources.slack import lexicon

_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n+")
# Where courtesy ends and the matter begins: "thanks for looking, it works again".
_UNTIL = r"(?=[.,;!?\n]|$| (?:but|although|it works|it's|all good|everything)\b)"
_SOCIAL = re.compile(
    # Thanks and praise for something; "thanks, fixed" is left as it is, for it says something.
    rf"\b(?:(?:many|big|huge|so much|a million|once again|again) )*"
    rf"(?:thanks|thank you|thank u|thx|ty|kudos|props|shout ?out|congrats|congratulations|hats off)"
    rf"(?:[ ,]+(?:again|so much|very much|a lot|a ton|all|everyone|everybody|team|folks|guys|you|both))*[ ,]+"
    rf"(?:for|to)\b[^.,;!?\n]*?{_UNTIL}"
    rf"|\b(?:sorry|apologies|apologize|apologise) (?:again )?(?:for|about|to|that i|i missed)\b[^.,;!?\n]*?{_UNTIL}"
    # Wishes.
    r"|\b(?:i |we |i'll |i'm |we're )?(?:cross(?:ing)?|keep(?:ing)?|hold(?:ing)?) (?:my |our |your )?(?:fingers|thumbs)"
    rf"[^.,;!?\n]*?{_UNTIL}|\bfingers crossed\b[^.,;!?\n]*|\b(?:good luck|best of luck)\b[^.,;!?\n]*"
    r"|\b(?:have|enjoy) (?:a|an|your|the) (?:\w+ )?(?:one|day|night|evening|weekend|holidays?|vacation|lunch|rest)\b"
    r"|\bhappy (?:new year|holidays?|friday|weekend|birthday|to help)\b"
    r"|\b(?:best|kind|warm) (?:regards|wishes)\b"
    # Offers and promises to tell.
    r"|\b(?:again,? |and |so |please )*let (?:me|us) know (?:if|when|how|what|where|whether)\b[^.!?\n]*"
    r"|\b(?:i|we)(?:'ll| will) (?:keep|post|provide|share|give|update|report|be back)\b[^.,;!?\n]*"
    r"\b(?:updates?|updated|posted|you|here|back|this)\b[^.,;!?\n]*"
)
# One of these is in every courtesy: most messages have none, and need not be searched.
_HINTS = (
    "thank", "thx", "ty ", "kudos", "props", "shout", "congrat", "hats", "sorry", "apolog", "fingers", "thumbs",
    "luck", "regards", "wishes", "have a", "have y", "have t", "enjoy", "happy", "let me know", "let us know",
    "'ll ", " will ", "we will", "i will",
)  # fmt: skip
_OPEN = tuple(re.compile(pattern) for pattern in lexicon.OPEN)
# How a question or its condition begins; and how one begins in the middle of a sentence.
_ASKING = re.compile(
    r"\W*(?:should|could|can|shall|would|do|does|did|is|are|was|were|has|have|any|anyone|anybody|what|why|when|where|who|"
    r"how|which|if|since|so|or)\b"
)
_REQUEST = re.compile(
    r"\b(?:please )?(?:can|could|would|will) (?:you|u|someone|somebody|anyone|anybody)\b|"
    r"\bany(?:one|body)? (?:ideas?|else|knows?|sees?|seeing|awake|around|news)\b|"
    r"\b(?:is|was) (?:that|this|it) (?:known|just)\b"
)
_PERSONAL = re.compile(lexicon.PERSONAL)
_DONE = re.compile(rf"(?:{lexicon.LEAD})*(?:{lexicon.DID})\b(?! by (?!hand))(?:[^\w\n]+[\w./@:-]+){{2}}")


def matter(said: str) -> str:
    """The words without courtesies that take more than a word: thanks for something, wishes, offers."""
    for hint in _HINTS:  # no generator: this is asked of every message
        if hint in said:
            return _SOCIAL.sub(" ", said)
    return said


def sentences(said: str) -> list[str]:
    """The sentences that state: no questions, no plans, no guesses. "It is down, can you look?" is one and a half."""
    found = []
    for sentence in _SENTENCES.split(said):
        part = sentence
        if sentence.rstrip().endswith("?"):
            asked = _REQUEST.search(sentence)
            part = sentence[: asked.start()] if asked and asked.start() else sentence.rpartition(",")[0]
            if _ASKING.match(part):
                continue
        if part.strip() and not is_open(part):
            found.append(part)
    return found


def is_open(said: str) -> bool:
    """Whether it asks, plans or guesses."""
    return any(pattern.search(said) for pattern in _OPEN)


def tells_deed(said: str) -> bool:
    """Whether one of its sentences begins with what its author has done: "had to start the proxy by hand"."""
    return any(_DONE.match(part.lstrip(" \t-*•>")) for part in sentences(said))


def is_personal(said: str) -> bool:
    """Whether it begins with what its author feels, does not know, or does next."""
    return bool(_PERSONAL.match(said))
