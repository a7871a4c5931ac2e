"""How people say that it is over, or that it works again: declared, or only seen. Statements, no hopes and no plans.

English first, then the words of some other languages; who writes in none of them marks a message by a reaction.
"""

from __future__ import annotations

import re

# Somebody calls it over.
_DECLARED = (
    r"(?:resolved|mitigated and resolved|all[ -]clear|false (?:alarm|positive)|"
    r"(?:the |this |our )?(?:incident|outage) (?:is )?(?:over|closed|done)|"
    r"closing (?:the|this) (?:incident|outage|thread)|"
    r"(?:calling|call|considering|consider) (?:the incident|this|it) (?:closed|done|over|fixed)|"
    r"calling it(?=\s*(?:[.,;!]|$))|"
    r"gelöst|behoben|fehlalarm|résolu\w*|tout est rétabli|fausse alerte|resuelt[oa]|solucionad[oa]|falsa alarma|"
    r"resolvid[oa]|alarme falso|risolt[oa]|falso allarme|opgelost|vals alarm)\b"
    r"|復旧(?:しました|済み)|解決(?:しました|済み)|誤報|已解决|已恢复|恢复(?:了|正常)|误报|복구(?:되었|됐|완료|했)|해결(?:되었|됐|했)"
)
_THINGS = r"(?:is|are|it'?s|that'?s|everything'?s?|things are|everyone's?|everybody's?|mine is|we're)"
# It is seen to work.
_SEEN = (
    r"(?:fully recovered|(?:has|have|had|is|are|it's|was) recovered|back to normal|"
    rf"{_THINGS} (?:all )?(?:back up|(?:back|fixed|healthy|green|working|stable)"
    r"(?= (?:again|now|fine|on both|as (?:before|expected)|for (?:all|every)\w*)\b|\s*(?:[.,;:!)”]|$)))|"
    r"all (?:quiet|good|green|fine)(?= (?:now|again|here)\b|\s*(?:[.,;:!)”]|$))|"
    r"(?:works|working|fine) for (?:me|us|everybody|everyone|all)\b|"
    r"(?:there|up|online|fine|in|works?|working|reachable|healthy|normal|quick|fast|green|ok|okay|[123]\d\ds|"
    r"log(?:ging)? in|sign(?:ing)? in|spawn(?:ing)?|start(?:ing)?|work) (?:again|now)(?=\s*(?:[.,;:!)”]|$))|"
    r"can (?:all )?(?:\w+ ){1,2}again\b|"
    r"(?:looks?|seems?|appears?) (?:to be )?(?:all )?(?:good|fine|ok|okay|normal|healthy|stable),? (?:now|again)\b|"
    r"(?:is|are) (?:being )?(?!fail|crash|hang|brok|time|timing|drop|flap|restart|see|gett|happen|slow|stall|throttl|"
    r"evict|oom|leak|lag|alert|pag|reject|refus|queu|error)\w+(?:ing|ed) again\b|(?:back )?up (?:and|&|n) running|"
    r"(?:go|goes|going|went|coming) through(?! (?:the|all|each|every|our|my|logs?))\b|"
    r"(?:queue|backlog) is (?:empty|drained|gone)\b|"
    r"without (?:a|any) (?:problem|error|issue|hitch)|that (?:did|fixed|solved) (?:it|the trick)|"
    r"(?:is|are) (?:back )?online(?=\s*(?:[.,;:!)”]|$))|things are (?:building|running|working|flowing)\b|"
    r"no (?:new|more|further) (?:\w+ ){1,3}(?:since|for|in the last)\b|"
    r"clos(?:ed|ing) (?:the|their|its|this) (?:incident|outage)|"
    r"ya (?:funciona|responde)|funciona (?:de nuevo|otra vez)|(?:j[áa] )?volt(?:ou|aram)|funziona di nuovo|"
    r"(?:re)?marche à nouveau|(?:geht|gehen|läuft|laufen|funktioniert|funktionieren|starten|startet) (?:\w+ )?wieder|"
    r"wieder (?:da|online|erreichbar|normal)|(?:werkt|doet het) weer)"
)
# Who mended it says so, and nobody has looked yet.
_EXPECTED = re.compile(
    r"\bshould (?:all |now |also )*(?:be (?:all |now )*(?:fixed|back|up|good|fine|ok|okay|online|working|resolved|"
    r"reachable)|work|run|recover)\b(?![^.;!?\n]*\b(?:soon|shortly|later|in (?:a|an|the|about|\d)|by|until|tomorrow|"
    r"tonight|when|once|after|if|before|within)\b)|"
    r"\b(?:has|have) been (?:fixed|renewed|restored|repaired|re-?enabled)\b|^\W*fixed\b",
    re.IGNORECASE,
)
_DOUBT = re.compile(
    r"\?|\b(?:not|isn't|aren't|wasn't|never|until|unless|once|if|when|before|should be (?!able)|hopefully|almost|"
    r"nearly|partly|partially|some|might|may|looks like it|will|would be|going to|to be|as soon as|except|"
    r"but (?:still|not)|(?:their|vendor|provider)(?:'s|s)? status|"
    r"status ?page (?:is|says|shows|still)|noch nicht|nicht|todavía no|aún no|ainda não|pas encore|non ancora|"
    r"nog niet)\b"
    r"|まだ|还没|아직",
    re.IGNORECASE,
)
# "fixed" is one thing at the end of "both are fixed", and another in "I fixed the link in the wiki".
_OVER = re.compile(rf"(?<![\w-])(?:{_DECLARED})", re.IGNORECASE)
_WORKS = re.compile(rf"(?<![\w-])(?:{_SEEN})", re.IGNORECASE)
_WORSE = re.compile(
    r"(?<![\w-])(?:(?:down|failing|broken|stuck|slow|crashing|hanging|happening|dead|red) again|"
    r"still (?:\w+ )?(?:down|fail\w*|see\w*|not|no|broken|hang\w*|slow|stuck|crash\w*|getting|the same)|"
    r"back to (?:failing|errors|\d\d\ds)|not (?:over|fixed|resolved|working)|isn't (?:over|fixed|resolved)|"
    r"(?:unreachable|unavailable|timing out|offline|oom\w*|crashed) again|"
    r"nope|re-?open\w*|spoke too soon|it's back\b.{0,20}error)",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[.!?;。！？])\s*| / ")


def is_declared(text: str) -> bool:
    """Whether one of its sentences calls it over; what another sentence doubts or plans is another matter."""
    return _states(_OVER, text)


def is_seen(text: str) -> bool:
    """Whether one of its sentences says that things work again."""
    return _states(_WORKS, text)


def is_expected(text: str) -> bool:
    """Whether it says that things should work now: a repair that nobody has confirmed."""
    return bool(_EXPECTED.search(text)) and "?" not in text


def is_worse(text: str) -> bool:
    """Whether it says that it is not over after all."""
    return bool(_WORSE.search(text)) and not _states(_OVER, text)


def _states(pattern: re.Pattern[str], text: str) -> bool:
    return any(pattern.search(part) and not _DOUBT.search(part) for part in _SENTENCE_END.split(text))
