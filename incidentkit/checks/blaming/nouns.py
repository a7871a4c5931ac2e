"""Where a sentence names a person: "we", "Kim", "one of our newly hired engineers", "somebody on the night shift"."""

from __future__ import annotations

from dataclasses import dataclass

from incidentkit.checks.blaming.people import (
    ADJECTIVES,
    BARE_GROUPS,
    DETERMINERS,
    GROUP_MODIFIERS,
    GROUP_VERBS,
    GROUPS,
    MACHINE_OPERATOR,
    NAMED_GROUPS,
    NAMES,
    NEED_A_DETERMINER,
    NOT_BETWEEN,
    ON_DUTY,
    OUTSIDE,
    PEOPLE,
    PLACES,
    PRONOUNS,
    QUANTIFIERS,
    ROLES,
    THINGS,
)


@dataclass(slots=True)
class Word:
    """A word in lower case, where it stands in the sentence, and whether it was capitalised there."""

    text: str
    start: int
    capital: bool


def person(words: list[Word], at: int, *, titled: bool) -> tuple[str, int]:
    """The mark of somebody who is named from a place on, and where the name ends; no mark where nobody is.

    In a sentence that is `titled`, capitals mean nothing.
    """
    word, after = words[at], _text(words, at + 1)
    if word.text == "no" and after == "one":
        return "@n", _rest(words, at + 2)
    if word.text in ("some", "any", "every") and after == "one":
        return ("@p" if word.text == "some" else "@a"), _rest(words, at + 2)
    if word.text in PRONOUNS and (word.text != "i" or word.capital):
        return PRONOUNS[word.text], _rest(words, at + 1)
    if word.text.startswith("@") and len(word.text) > 2:
        return "@p", at + 1
    if word.capital and not titled and word.text in NAMES:
        surname = at + 1 < len(words) and words[at + 1].capital and after.isalpha()
        return "@p", at + 1 + surname
    mark, end = _phrase(words, at)
    return (mark, _rest(words, end)) if mark else ("", at + 1)


def _text(words: list[Word], at: int) -> str:
    return words[at].text if 0 <= at < len(words) else ""


def _phrase(words: list[Word], at: int) -> tuple[str, int]:
    """A determiner, some adjectives, a role or a group."""
    start = at
    if words[at].text in QUANTIFIERS and _text(words, at + 1) == "of":
        if _text(words, at + 2) in ("us", "them", "you"):
            return ("@n" if words[at].text in ("none", "neither") else "@p"), at + 3
        start = at + 2
    determined = _text(words, start) in DETERMINERS
    head = start + determined
    if determined and _text(words, head) in ("of", "one", "same", "first", "second"):
        head += 1
    for here in range(head, min(head + (5 if determined else 3), len(words))):
        if mark := _head(words, here, determined=determined):
            return _marked(words, at, start, here, mark)
        text = words[here].text
        if text in NOT_BETWEEN or not (text[0].isalpha() or text == "'s"):
            break
        if not determined and text not in GROUP_MODIFIERS and text not in ADJECTIVES:
            break
    return "", at


def _marked(words: list[Word], at: int, start: int, here: int, mark: str) -> tuple[str, int]:
    """The mark of a phrase whose head was found, and its end: "team lead", "engineer on-call", "Responder A"."""
    end = here + 1
    while end < len(words) and words[end].text not in ("lead", "leads"):
        further = _head(words, end, determined=True)
        if not further:
            break
        mark, end = further, end + 1
    if mark == "@g" and _text(words, end) == "'s":
        for owned in range(end + 1, min(end + 4, len(words))):
            if _head(words, owned, determined=True) == "@p":
                mark, end = "@p", owned + 1  # "the vendor's technician"
                break
            if words[owned].text in NOT_BETWEEN or not words[owned].text.isalpha():
                break
    first = words[at].text
    if first in ("no", "none", "neither"):
        mark = "@n"
    elif start > at and mark == "@g":
        mark = "@p"  # "one of the vendor's staff", "a member of the team"
    following = _text(words, end)
    if mark == "@p" and (following.isdigit() or (len(following) == 1 and following.isalpha() and words[end].capital)):
        end += following != "i"
    return mark, end


def _head(words: list[Word], at: int, *, determined: bool) -> str:
    """The mark of a word that is a role or a group here; empty where it is none, or only names a thing."""
    text, before, after = words[at].text, _text(words, at - 1), _text(words, at + 1)
    single = text[:-1] if text.endswith("s") and not text.endswith("ss") else text
    if _thing(after) or (after == "'s" and _thing(_text(words, at + 2)) and _text(words, at + 2) not in _DEEDS):
        return ""
    if single in OUTSIDE:
        return "@u"
    if text in PEOPLE:
        return "@a" if text != "staff" and not determined and before not in GROUP_MODIFIERS else "@p"
    if single in ROLES:
        if single == "operator" and _reconciles(words, at):
            return ""
        return "@p" if _is_role(single, single != text, before, after, determined) else ""
    if single in GROUPS or text in GROUPS:
        bare = text in BARE_GROUPS and (after in GROUP_VERBS or after == "'s")
        return "@g" if determined or bare or before in GROUP_MODIFIERS else ""
    if single in NAMED_GROUPS and before in GROUP_MODIFIERS and after != "of":
        return "@p" if text in ("guys", "colleagues") else "@g"
    supporting = words[at - 1].capital if at else after in GROUP_VERBS  # "Example Cloud support"; "Support sat on it"
    return "@g" if text == "support" and supporting else ""


_DEEDS = frozenset(("mistake", "error", "failure", "slip", "action", "actions", "training"))


def _is_role(single: str, plural: bool, before: str, after: str, determined: bool) -> bool:
    """Whether a word that can be a role is one here: "lead to", "the postgres operator", "individual pods" are none."""
    if single == "operator":
        return before not in MACHINE_OPERATOR
    if single in ("lead", "chief"):
        return determined and after not in ("to", "time", "times")
    if single == "individual" and not plural:
        return after in ("who", "that", "responsible")
    if single == "member":
        return before in ("team", "staff", "crew", "faculty", "group", "another", "one", "a", "some")
    return determined or plural or single not in NEED_A_DETERMINER


def _reconciles(words: list[Word], at: int) -> bool:
    """Whether the words around "operator" speak of a Kubernetes operator."""
    near = [word.text for word in words[max(0, at - 20) : at + 20]]
    return any(text.startswith("reconcil") or text in ("crd", "crds") for text in near)


def _thing(word: str) -> bool:
    return word in THINGS or (word.endswith("s") and word[:-1] in THINGS)


def _rest(words: list[Word], at: int) -> int:
    """Where the words end that say which person it is: "on call", "on the storage team", "from the vendor"."""
    preposition, after = _text(words, at), _text(words, at + 1)
    if preposition in ("on", "in") and after in ON_DUTY:
        return at + 2
    if preposition in ("on", "at", "from", "of", "in") and after in DETERMINERS | GROUP_MODIFIERS:
        mark, end = _phrase(words, at + 1)
        if mark in ("@g", "@p"):
            return end
    if preposition in ("on", "in", "at", "from", "of", "behind") and after in ("the", "our", "their"):
        for last in (at + 2, at + 3, at + 4):
            if _text(words, last) in PLACES:
                return last + 1
    return at
