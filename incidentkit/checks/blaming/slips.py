"""Slips of the hand and the mind: "accidentally", "by mistake", "the wrong …", "misread", "without checking"."""

from __future__ import annotations

from incidentkit.checks.blaming.look import Words, joined
from incidentkit.checks.blaming.verbs import ADVERBS, AFTER_AND, AT_FAULT, ERR, HAD, REACH
from incidentkit.checks.blaming.way import Way

_CAUSE = "Naming a person as the cause ends the search where it should begin."
_EASY = (
    "Say what happened to the system, and what made it easy: “`prod` was deleted: both clusters had the same prompt”."
)
_CHECKING = joined(r"""
(?:first |even |proper |any |an? |the |so much as )*(?:(?!losing|interrupting|affecting|causing|stopping
|breaking|needing|restarting|touching|changing|having|being|using|rebooting|rolling|impacting|finding|seeing
|requiring|disrupting|going|getting|leaving|deleting|dropping|hitting|exceeding|raising|triggering|removing
|incurring|waking|knowing|giving|further)[a-z]+ing|thinking|asking|telling|checking|waiting|looking|verifying
|confirming|reviewing|understanding|following|considering|making sure|reading|permission|approval|approvals
|authori[sz]ation|testing|informing|notifying|consulting|warning|notice|double-checking|reali[sz]ing|knowing
|announcing|coordinating|coordination|talking|agreeing|agreement|discussing|discussion|consent|second thought
|(?:second )?(?:pair|set) of eyes|second look|glance|taking|draining|backing|pausing|validating|involving
|consideration|regard|due care|care|bothering|inspecting|rehearsing|understanding|a thought|a backup|a word
|sign-off|a plan|a test|a review|any review)
""")
_INSTEAD = joined(r"""
instead of (?:first )?(?:reading|asking|following|checking|testing|waiting|escalating|consulting|looking|talking
|calling|paging|verifying|using the)
""")
_THINKING = joined(r"""
(?:thinking|believing|assuming|under the impression|convinced|confident|in the belief)(?: that)? (?:it|this|they
|he|she|that|the|nothing|@\w|everything)
""")
_AGAINST = joined(r"""
(?:despite|in spite of|against|contrary to|in violation of|in defiance of|outside|in breach of|regardless of
|notwithstanding) (?:\S+ ){0,4}?(?:freeze|warnings?|polic(?:y|ies)|procedures?|rules?|advice|instructions?
|guidelines?|process|objections?|protocol|protests?|orders?|recommendations?|agreement|reminders?|checklist
|window)
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
            rf"@p(?: \S+){{0,2}}? (?:{ADVERBS}) \w+",
            rf"""
            @[gw] (?:had |have |has )?(?:{ADVERBS}) (?:\w+ed|ran|put|took|left|set|let|gave|sent|shut|thought
            |made|built|chose|wrote|forgot)
            """,
            r"@p (?:\S+ ){1,10}?(?:by (?:mistake|accident)|in error)",
            r"@w (?:\S+ ){1,8}?(?:by (?:mistake|accident)|in error)",
            rf"@[pg] (?:(?!asked|wondered|could|can|should)\S+ )(?:\S+ ){{0,12}}?without {_CHECKING}",
            rf"""
            @w (?:had )?(?:pushed|deployed|merged|changed|deleted|upgraded|released|rolled out|restarted
            |went) (?:\S+ ){{0,8}}?without {_CHECKING}
            """,
            rf"@[pgw] (?:\S+ ){{1,10}}?{_INSTEAD}",
            r"""
            @p (?!was|were|is|are|can|could|will|may)(?:[^;:]{1,80}?) (?:instead of|rather than) (?:[a-z]+ing|@p
            |the (?:other|failed|right|correct|broken|faulty|intended|old|test|staging))
            """,
            r"""
            @p (?:typed|entered|wrote|pressed|clicked|picked|pulled|swapped|plugged
            |hit) (?:\S+ ){1,6}?(?:instead of|rather than)
            """,
            rf"""
            @p (?:had )?(?!waited|asked|escalated)(?:[a-z]+ed|ran|put|left|took|set|wrote|shut
            |hit) (?:[^.;@]{{1,80}}?)(?:, )?{_THINKING}
            """,
            rf"""
            @[pg] (?:had )?(?:[a-z]+ed|ran|put|left|took|set|went|wrote|shut|chose) (?:[^.;]{{0,80}}?){_AGAINST}
            """,
            rf"(?:{ADVERBS}) (?:\S+ ){{1,4}}?by @[pg]|(?:{ADVERBS}) ,? ?@p \w+",
            r"by (?:mistake|accident) ,? ?@p \w+|in error ,? ?@p \w+",
        ),
        _CAUSE,
        _EASY,
        unless=Words(
            r"@p (?:could|can) \S+ (?:\S+ ){0,4}?(?:by (?:mistake|accident)|without)",
            r"was (?:told|informed|stopped|removed) without",
            r"without (?:waiting|any notice|warning|notice) (?:for|from|of) the (?:pod|lock)",
        ),
        negatable=True,
    ),
    Way(
        "wrong",
        "pw",
        Words(
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
        "erred",
        "pgwat",
        Words(
            r"""
            @p (?:had )?(?:set|chose|made|put|sized|configured|left|kept) (?:\S+ ){1,5}?(?:too|much too
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
            r"too busy (?:with )?\w+ing",
            r"@[pgw] (?:was|were|is|are) too (?!late|far|many|much|few|busy|big|small|large|slow)\w+ to",
            r"""
            @p (?:had )?(?:fell for|fallen for|fell victim|gave away (?:his|her|their|the)
            |lost (?:the )?(?:overview|thread|plot|head))
            """,
            r"""
            @p (?:had )?(?:copied|pasted|took) (?:\S+ ){1,4}?from (?:the internet|stack ?overflow
            |an? (?:\S+ )?(?:blog|forum|website|chat)|google|chatgpt|the web)
            """,
            rf"@[pgw]{REACH}{HAD} (?:{ERR})(?! (?:nothing|none|not a))",
            rf"{AFTER_AND} (?:{ERR})",
            r"""
            @p (?:was|were|got|had been) (?:confused|slow|late
            |too (?:slow|late|quick|hasty|eager|confident|trusting|optimistic|ambitious|busy)|quick|wrong
            |mistaken|hasty|overconfident)(?= (?:to|about|and|in|when|with|by)|$| [.,;])
            """,
            r"""
            @[pgw] (?:was|were) (?:too|far too|all too|overly) (?:slow|quick|hasty|eager|confident|optimistic
            |late|trusting|ready|keen|fast|lenient|lax|ambitious|impatient|proud|busy)
            """,
            r"""
            @[pgw] (?!(?:was|were|is|are|had) (?:down|out))[^;@]{1,70} (?:too|much too|far too) (?:late|early
            |soon|slow|slowly|quickly|fast|long|hastily|little|lightly|eagerly|readily)(?! for)
            """,
            r"(?:until|when|by the time|but by then) (?:\S+ )?it was too late",
            rf"""
            @[pgw]{REACH} (?:was|were|is|are|had been|has been|have been|seemed|appeared|proved|remained|looked
            |being|got) (?:to be )?(?:\S+ )?(?:{AT_FAULT})
            """,
            r"@p took (?:far |way |much )?too long",
            r"""
            (?:was|were|been|got) (?:overlooked|mistyped|misread|misunderstood|misjudged|mishandled
            |misinterpreted|dismissed|underestimated|mismanaged) by @[pgwa]
            """,
            r"due to (?:an? )?(?:\S+ )?oversight|because of (?:an? )?(?:\S+ )?oversight",
            r"(?:through|by) (?:an? )(?:\S+ )?oversight",
        ),
        _CAUSE,
        _EASY,
        unless=Words(
            r"@w (?:\S+ )?(?:rushed|hurried|gambled|misled)",
            r"misconfigured by (?:the|a) (?:script|chart)",
            r"@[pg] (?:\S+ )?(?:was|were) misled",
            r"@[pg] \S+ (?:was|were) late because",
        ),
        negatable=True,
    ),
    Way(
        "blindly",
        "",
        Words(
            r"""
            (?:engineers?|operators?|developers?|admins?|reviewers?|responders?|somebody|someone|everybody
            |everyone|team|we|i|he|she|they|on-call|lead|author|maintainers?|contractor|person
            |technician)(?: [\w-]+ [\w-]+ [\w-]+)?(?: had)? (?:simply|just|merely|blindly|naively|wrongly
            |mistakenly|incorrectly|falsely|casually|blithely|happily|cheerfully|lazily)(?: gone)? (?:assumed
            |thought|believed|trusted|supposed|expected|guessed|hoped|copied|pasted|clicked|accepted|approved
            |merged|ran|pushed|went|followed|deleted|took|left)
            """,
            r"""
            (?:wrong|false|lazy|naive|unfounded|unchecked|untested|careless|dangerous) assumptions? (?:by|of
            |from|made by|on the part of)
            """,
        ),
        _CAUSE,
        "Say what the assumption rested on: “the alert named staging, and so did the dashboard”.",
        negatable=True,
        text="plain",
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
    ),
)
