"""Lapses of care and of will: "without asking", "against the policy", "looked away", "insisted", "was unprepared"."""

from __future__ import annotations

from incidentkit.checks.blaming.look import Words, joined
from incidentkit.checks.blaming.verbs import AFTER_AND, AT_FAULT, DEFIED, HAD, LOOKED_AWAY, REACH
from incidentkit.checks.blaming.way import Way

_CAUSE = "Naming a person as the cause ends the search where it should begin."
_JUDGES = "This judges a person. It makes the next report say less."
_ASKED = "Say what asks for the step, and what it costs: “a review takes two days, and nothing asks for one”."
_CALLED = "Say what else there was to do, and what called for attention: “it was one of sixty pages that night”."
_RULE = "Say what the rule costs, and why the other way looked better: “the pipeline takes 90 minutes”."
_SAW = "Say what was known at that moment, and what the system let happen: “the two consoles look alike”."
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
_AGAINST = joined(r"""
(?:despite|in spite of|against|contrary to|in violation of|in defiance of|outside|in breach of|regardless of
|notwithstanding) (?:\S+ ){0,4}?(?:freeze|warnings?|polic(?:y|ies)|procedures?|rules?|advice|instructions?
|guidelines?|process|objections?|protocol|protests?|orders?|recommendations?|agreement|reminders?|checklist
|window)
""")

WAYS: tuple[Way, ...] = (
    Way(
        "unchecked",
        "pgw",
        Words(
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
        ),
        _CAUSE,
        _ASKED,
        unless=Words(
            r"@p (?:could|can) \S+ (?:\S+ ){0,4}?without",
            r"did the right thing|(?:avoid|prevent|stop|keep|need|needs|needed)(?: \S+){1,8} without",
            r"was (?:told|informed|stopped|removed) without",
            r"without (?:waiting|any notice|warning|notice) (?:for|from|of) the (?:pod|lock)",
        ),
        negatable=True,
    ),
    Way(
        "against",
        "pg",
        Words(
            r"""
            @[pg] (?:had )?(?:approved|merged|deployed|released|signed off|accepted|pushed|went) (?:\S+ ){1,6}?
            despite (?:the |our |all |several |many |open |his |her |their )*(?:\S+ )?(?:questions?|concerns?|doubts?
            |errors?|failures?|comments?|alerts?|complaints?)
            """,
            rf"""
            @[pg] (?:had )?(?:[a-z]+ed|ran|put|left|took|set|went|wrote|shut|chose) (?:[^.;]{{0,80}}?){_AGAINST}
            """,
        ),
        _CAUSE,
        _RULE,
        negatable=True,
    ),
    Way(
        "looked-away",
        "pgw",
        Words(
            rf"@[pgw]{REACH}{HAD} (?:{LOOKED_AWAY})(?! (?:nothing|none|not a))",
            rf"{AFTER_AND} (?:{LOOKED_AWAY})",
        ),
        _CAUSE,
        _CALLED,
        negatable=True,
    ),
    Way(
        "defied",
        "pgw",
        Words(
            rf"@[pgw]{REACH}{HAD} (?:{DEFIED})(?! (?:nothing|none|not a))",
            rf"{AFTER_AND} (?:{DEFIED})",
        ),
        _CAUSE,
        _RULE,
        negatable=True,
    ),
    Way(
        "at-fault",
        "pgwa",
        Words(
            r"too busy (?:with )?\w+ing",
            r"@[pgw] (?:was|were|is|are) too (?!late|far|many|much|few|busy|big|small|large|slow)\w+ to",
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
            |being|got) (?:to be )?(?:(?!not )\S+ )?(?:{AT_FAULT})
            """,
            r"@p took (?:far |way |much )?too long",
        ),
        _JUDGES,
        _SAW,
        unless=Words(r"@[pg] \S+ (?:was|were) late because"),
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
        needs=(
            "simply",
            "just",
            "merely",
            "blindly",
            "naively",
            "wrongly",
            "mistakenly",
            "incorrectly",
            "falsely",
            "casually",
            "blithely",
            "happily",
            "cheerfully",
            "lazily",
            "assumption",
        ),
    ),
)
