"""How much a message matters: a grammar of words for what operators say, no list of sentences.

A statement of state names a symptom, a change that was made, a recovery, a cause or what users report. Forms of verbs
carry the difference between "restarted the hub" (it happened) and "should we restart it?" (it did not). Chatter is
made of nothing but courtesies and acknowledgements. The words are in `lexicon`.

Weights: 0 is noise, 50 normal, 100 must be told.
"""

from __future__ import annotations

import re
from functools import cache

from incidentkit.sources.slack import lexicon, speech, tongues

NOISE, CHATTER, ASIDE, ASKED, TALK, FACT, DETAIL = 0, 10, 20, 22, 30, 35, 40
DEED, STATEMENT, ALERT, FIRST, MARKED, MILESTONE = 55, 65, 70, 75, 85, 90

# A word that is part of a name (`error-budget`, `/errors`) is no statement.
# Words are lower case, and so is what they are looked for in: a third of the time that ignoring case takes.
_STATES = re.compile(rf"(?<![\w/-])(?:{'|'.join(lexicon.STATES)})")
_ALONE = re.compile(r"(?<![\w/-])[a-z]+\b")
_ELSEWHERE = re.compile(rf"(?<![\w/-])(?:{'|'.join(tongues.STATES)})")
_UNSPACED = re.compile(tongues.UNSPACED)
_ACTION = re.compile(lexicon.ACTION, re.IGNORECASE | re.MULTILINE)
_NO_ACTION = re.compile(lexicon.NO_ACTION, re.IGNORECASE)
_ALARM = re.compile(lexicon.ALARM)
_WORDS = re.compile(r"[\w+'-]+")
_ACK = re.compile(rf"(?:{lexicon.ACK}|{tongues.PROMISE})")
_POLITE = re.compile(lexicon.POLITE)
_UNSPACED_COURTESY = re.compile(tongues.UNSPACED_COURTESY)
_CLAUSE = re.compile(r"[.,;:!?\n()–—、。！？]+| and (?=i'm |i am )")
# Two signs of a script without blanks weigh as much as a word of another.
_COUNTED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{1,2}|[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_FEW = 3
_FIGURE = re.compile(r"\d")
_COURTESY = lexicon.COURTESY | tongues.COURTESY
_FILLER = lexicon.FILLER | tongues.FILLER
_ADDRESS = re.compile(r"https?://\S+")
# State is said early; the tail of a pasted log is not what the person says.
_EARLY = 1000


def names_state(text: str) -> bool:
    """Whether the words are about a state at all, be it asked, planned or stated."""
    return _names_state(_said(text))


def _names_state(said: str) -> bool:
    if not lexicon.STATE_WORDS.isdisjoint(_ALONE.findall(said)):
        return True
    if _STATES.search(said) or _ELSEWHERE.search(said):
        return True
    return not said.isascii() and bool(_UNSPACED.search(said))


def is_chatter(text: str) -> bool:
    """Whether a person's words carry nothing but courtesy; so does a message without any words."""
    return _is_chatter(_said(text))


def _is_chatter(said: str) -> bool:
    if len(said) > 300:
        return False
    return _is_polite(said) or all(_is_polite(clause) for clause in _CLAUSE.split(said))


def _is_polite(said: str) -> bool:
    """Whether words in lower case are courtesies, a promise to look, or none."""
    words = [word for word in (word.strip("'-") for word in _WORDS.findall(_UNSPACED_COURTESY.sub(" ", said))) if word]
    if not words:
        return True
    if _ACK.fullmatch(" ".join(words)) or (_POLITE.fullmatch(said.strip()) and len(words) <= 8):
        return True
    known = all(word in _COURTESY or word in _FILLER for word in words)
    return len(words) <= 12 and known and any(word in _COURTESY for word in words)


def names_action(text: str) -> bool:
    """Whether the words name an action item: "TODO", "action item", "follow-up"."""
    return bool(_ACTION.search(_NO_ACTION.sub("", text)))


def is_alarm(text: str, colours: tuple[str, ...]) -> bool:
    """Whether a program's words are an alert: its state words, or the colour that alerting programs give."""
    coloured = any(colour.lower().lstrip("#") in lexicon.ALARM_COLOURS for colour in colours)
    return coloured or bool(_ALARM.search(_said(text)))


def person(text: str, *, has_detail: bool) -> int:
    """The weight of a person's message. `has_detail`: it carries a log excerpt or a file."""
    said = _said(text)
    if _names_state(said):
        # Whether one of its sentences says what was so or what was done.
        return STATEMENT if any(map(_names_state, speech.sentences(said))) else ASKED
    if has_detail:
        return DETAIL
    if _is_chatter(said):
        return CHATTER
    return DEED if speech.tells_deed(said) else _talk(said)


def _talk(said: str) -> int:
    """What is neither a state nor a courtesy: figures may be facts, a question or a word thrown in is none."""
    if speech.is_open(said) or speech.is_personal(said):
        return ASIDE
    if len(_COUNTED.findall(said)) <= _FEW:
        return ASIDE
    return FACT if _FIGURE.search(said) else TALK


def program(text: str, *, alarm: bool) -> int:
    """The weight of a program's message: an alert, a change (a deployment, a merge), or talk."""
    if alarm:
        return ALERT
    said = _said(text)
    changed = not lexicon.CHANGE_WORDS.isdisjoint(_ALONE.findall(said)) or _changes().search(said)
    return STATEMENT if changed else TALK


@cache
def _changes() -> re.Pattern[str]:
    """What a program did. A large pattern: it is made where a program speaks."""
    return re.compile(rf"(?<![\w/-])(?:{lexicon.CHANGES})\b")


def _said(text: str) -> str:
    """The early words of a text in lower case, without addresses, and without thanks and wishes."""
    return speech.matter(_ADDRESS.sub(" ", text[:_EARLY].lower()).replace("’", "'"))
