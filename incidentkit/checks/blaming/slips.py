"""Slips of the hand and the mind: "accidentally", "by mistake", "the wrong …", "misread", "botched"."""

from __future__ import annotations

from incidentkit.checks.blaming.look import Words, joined
from incidentkit.checks.blaming.verbs import ADVERBS, AFTER_AND, BOTCHED, HAD, MISREAD, REACH
from incidentkit.checks.blaming.way import Way

_LOOKED = "Say what could be seen and how it looked: “both clusters have the same prompt”."
_CAUSE = "Naming a person as the cause ends the search where it should begin."
_EASY = (
    "Say what happened to the system, and what made it easy: “`prod` was deleted: both clusters had the same prompt”."
)
_THINKING = joined(r"""
(?:thinking|believing|assuming|under the impression|convinced|confident|in the belief)(?: that)? (?:it|this|they
|he|she|that|the|nothing|@\w|everything)
""")
_PICK = joined(r"""
(?:(?!identified|fixed|mended|reverted|corrected|spotted|noticed|reported|found|removed)[a-z]+ed|chose|ran
|took (?:out|down|off)|put|hit|gave|sent|built|set|shut down|drew|read|went to|went with|wrote|got)
""")

WAYS: tuple[Way, ...] = (
    Way(
        "by-accident",
        "pgwt",
        Words(
            rf"@p{REACH}(?: \S+){{0,2}}? (?:{ADVERBS}) \w+",
            rf"""
            @[gw] (?:had |have |has )?(?:{ADVERBS}) (?:\w+ed|ran|put|took|left|set|let|gave|sent|shut|thought
            |made|built|chose|wrote|forgot)
            """,
            r"@p (?:\S+ ){1,10}?(?:by (?:mistake|accident)|in error)",
            r"@w (?:\S+ ){1,8}?(?:by (?:mistake|accident)|in error)",
            rf"""
            @p (?:had )?(?!waited|asked|escalated)(?:[a-z]+ed|ran|put|left|took|set|wrote|shut
            |hit) (?:[^.;@]{{1,80}}?)(?:, )?{_THINKING}
            """,
            rf"(?:{ADVERBS}) (?:\S+ ){{1,4}}?by @[pg]|(?:{ADVERBS}) ,? ?@p \w+",
            r"by (?:mistake|accident) ,? ?@p \w+|in error ,? ?@p \w+",
        ),
        _CAUSE,
        _EASY,
        unless=Words(r"@p (?:could|can) \S+ (?:\S+ ){0,4}?by (?:mistake|accident)"),
        negatable=True,
    ),
    Way(
        "wrong",
        "pw",
        Words(
            r"""
            @p (?:gave|sent|told|handed|showed) (?:@\w|\w+) (?:the|an?|his|her|their) (?:wrong|incorrect
            |outdated)
            """,
            r"""
            @p (?:had )?(?!(?:found|saw|noticed|identified|fixed|reverted|corrected|removed|got|showed|reported
            |had|received|was|were|is|are|can|could|spotted|replaced|undid|explained|mended)\b)\w+ the (?:wrong
            |incorrect)
            """,
            rf"""
            (?:@p|@w) (?:had )?{_PICK} (?:(?:on|in|out|off|up|from|into|to|at|against) )?(?:the|an?|his|her
            |their) (?:wrong|incorrect)
            """,
            r"""
            @[pw] who (?:\S+ ){1,7}?(?:picked|chose|selected|clicked|typed|used|ran|deleted|pulled|took
            |edited) (?:on |in |out )?the wrong
            """,
            r"""
            @p (?!(?:was|were|is|are|got|had been|could|can)\b)\w+ (?:\S+ ){0,6}?(?:and )?(?:\w+ )?(?:on|in|to
            |at|against|from|into|for|with|down|up|off|out) the (?:wrong|incorrect) \w+
            """,
            r"the (?:wrong|incorrect) (?:\S+ ){1,4}?(?:was|were|had been|got) (?:\w+ )?(?:by )@[pg]",
        ),
        _CAUSE,
        _EASY,
        negatable=True,
    ),
    Way(
        "misread",
        "pgwat",
        Words(
            r"""
            @p (?:had )?(?:copied|pasted|took) (?:\S+ ){1,4}?from (?:the internet|stack ?overflow
            |an? (?:\S+ )?(?:blog|forum|website|chat)|google|chatgpt|the web)
            """,
            rf"@[pgw]{REACH}{HAD} (?:{MISREAD})(?! (?:nothing|none|not a))",
            rf"{AFTER_AND} (?:{MISREAD})",
            r"""
            @p (?:had )?(?:fell for|fallen for|fell victim|gave away (?:his|her|their|the)
            |lost (?:the )?(?:overview|thread|plot|head))
            """,
            r"""
            (?:was|were|been|got) (?:overlooked|mistyped|misread|misunderstood|misjudged|mishandled
            |misinterpreted|dismissed|underestimated|mismanaged) by @[pgwa]
            """,
            r"(?:let down|left alone|left in the dark) by @[pg]|@[pg] took no action",
            r"due to (?:an? )?(?:\S+ )?oversight|because of (?:an? )?(?:\S+ )?oversight",
            r"(?:through|by) (?:an? )(?:\S+ )?oversight",
        ),
        _CAUSE,
        _LOOKED,
        unless=Words(
            r"@w (?:\S+ )?(?:rushed|hurried|gambled|misled)",
            r"misconfigured by (?:the|a) (?:script|chart)",
            r"@[pg] (?:\S+ )?(?:was|were) misled",
            r"@[pg] \S+ (?:was|were) late because",
        ),
        negatable=True,
    ),
    Way(
        "botched",
        "pgw",
        Words(
            rf"@[pgw]{REACH}{HAD} (?:{BOTCHED})(?! (?:nothing|none|not a))",
            rf"{AFTER_AND} (?:{BOTCHED})",
            rf"""
            @p{REACH}(?: had)? (?:set|chose|made|put|sized|configured|left|kept) (?:\S+ ){{1,5}}?(?:too|much too
            |far too) (?:low|high|small|short|narrow|tight|wide|broad|loose|large|big|open)
            """,
            r"""
            @[pg] (?:had )?(?:deployed|pushed|shipped|released|merged|ran|applied|used|rolled out
            |installed) (?:\S+ ){0,3}?(?:untested|unreviewed|unverified|unapproved|half-finished|half-tested
            |unsigned|unfinished)
            """,
            r"""
            @[pg] (?:had )?(?:\S+ ){1,6}?(?:straight|right|direct) (?:to|into|on) (?:production|main|master|prod
            |the live)
            """,
            r"""
            @p (?!waited|asked)(?:\w+ed|shut|cut|left|took|ran|put|set) (?:\S+ ){1,5}?before (?:the \S+|it|they
            |all) (?:\S+ )?(?:had|was|were) (?:\S+ )?(?:finished|complete|completed|ready|done|ended|over
            |through|up)
            """,
        ),
        _CAUSE,
        _EASY,
        unless=Words(r"@w (?:\S+ )?(?:rushed|hurried|gambled)"),
        negatable=True,
    ),
    Way(
        "trivial",
        "",
        Words(
            r"""
            (?:trivial|silly|simple|stupid|dumb|avoidable|preventable|unnecessary|embarrassing|typical|classic
            |careless|basic|elementary|glaring|blatant|inexcusable|needless|costly|stupid|obvious|unforced
            |self-inflicted|beginner'?s?|beginner 's|schoolboy|amateur|rookie|junior
            |newbie) (?:human |little |old )?(?:mistake|error|oversight|slip|blunder|typo|omission)s?
            """,
            r"""
            (?:avoidable|preventable|needless|unnecessary|self-inflicted|unforced
            |totally avoidable) (?:[\w-]+ )?(?:incident|outage|downtime|failure|disruption|data loss|loss
            |disaster|mess|problem|delay)s?
            """,
        ),
        "What is plain to the author was not plain to those who were there.",
        "Leave the word out, and say what made the slip easy and what would have caught it.",
        negatable=True,
        text="plain",
        needs=(
            "mistake",
            "error",
            "oversight",
            "slip",
            "blunder",
            "typo",
            "omission",
            "avoidable",
            "preventable",
            "needless",
            "unnecess",
            "self-inflicted",
            "unforced",
        ),
    ),
)
