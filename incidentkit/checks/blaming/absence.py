"""That nobody did it, or too late."""

from __future__ import annotations

from incidentkit.checks.blaming.look import Words, joined
from incidentkit.checks.blaming.way import Way

_UNDONE = "In hindsight the right step is plain; at that moment it was not. What was left undone explains nothing."
_SEEN = "Say what could be seen and what could not: “the alert went to a channel that nobody watches at night”."
_DUTY = joined(r"""
read|reviewed|tested|double-checked|checked|verified|validated|documented|announced|rehearsed|informed|updated
|consulted|escalated|confirmed|followed|questioned|objected|spoke up|raised|responded|reacted|acted|intervened
|stepped in|stepped up|asked|warned|looked|did anything|done anything|did a thing|lifted a finger|took charge
|taken charge|took ownership|taken ownership|took responsibility|taken responsibility|said anything|said a word
|followed up|picked up|cleaned up|acknowledged|investigated|mentioned|wrote down|written down|turned it|put it
|monitored|watched|owned up|came forward|renewed|rotated|removed|fixed|took notice|listened|paid attention
|opened|clicked|visited|spoken up|made sure|took care|paid|called|paged|phoned|added|enabled|configured|ordered
|claimed|volunteered|planned|prepared|considered|flagged|answered|cared
""")

WAYS: tuple[Way, ...] = (
    Way(
        "nobody",
        "",
        Words(
            rf"""
            @n (?!(?:was|were|is|are|will|can|could) )(?:\S+ ){{0,6}}?(?:had |has |ever |actually |ever had )*
            (?:{_DUTY})
            """,
            r"""
            @n (?:\S+ ){0,3}?(?:had|has|showed|shows|took|feels|felt
            |found) (?:the |any |enough |sufficient )?(?:discipline|courage|sense|decency|time or|energy to|will
            |willingness|interest|presence of mind|foresight|guts|courtesy|wit|idea|motivation|curiosity
            |patience|responsibility)
            """,
            r"""
            @n (?:\S+ ){0,6}?(?:had |has |could |would )*(?:bothered|bothers?|be bothered|cared|care|thought
            |took the|taken the|took it|felt (?:responsible|the need)|wanted to|dared|had the sense
            |had the courage|had the foresight|saw fit|saw the need|saw a need)
            """,
            r"""
            (?:not|without) (?:\S+ )?(?:single )?(?:soul|@a)(?: \S+){0,3} (?:checked|looked|asked|bothered
            |thought|tested|read|checking|thinking|asking|looking)
            """,
            r"""
            not (?:one|a single) @?\w+ (?:\S+ ){0,3}?(?:checked|looked|asked|bothered|thought|tested|read
            |noticed|spoke|objected|raised)
            """,
            r"""
            @[na] (?:had )?(?:assumed|thought|believed|figured|expected|hoped) (?:that )?(?:somebody|someone
            |@[pa]|the other|others)
            """,
            r"somebody else 's problem|someone else 's problem",
            r"""
            (?<!that )(?<!which )@n (?:\S+ ){0,3}?(?:was|were) (?:paying attention|minding|watching
            |keeping an eye|looking after|in charge|taking)
            """,
            r"""
            (?:^|[,;] |but |and )(?:@n (?:on|in|from|among|at) \S+|none of (?:us|@\w)) (?:noticed|reali[sz]ed
            |saw)
            """,
            r"not one of (?:us|them|@\w)",
            r"(?:did not|never) occur(?:red)? to @[pgan]",
        ),
        _UNDONE,
        _SEEN,
        unless=Words(
            r"@n (?:\S+ )?(?:did|does|had done) (?:any|some)thing (?:\S+ )?(?:wrong|unusual|odd|unreasonable|out of)",
            r"@n (?:had )?(?:told|asked|warned) the (?:tool|hub|proxy|scheduler|server)",
            r"@n (?:\S+ ){0,3}?(?:was|is|has) (?:hurt|to blame|notified)",
            r"@n (?:can|could|will|would) (?:see|tell|reach|log|open|save|read|access|know)",
        ),
    ),
    Way(
        "slow",
        "pgw",
        Words(
            r"""
            @[pg] (?:took|needed|waited) (?!down)(?:\S+ ){1,6}?(?:to|before) (?:admit|own up|concede|respond
            |reply|react|call back|answer|acknowledg|apologi)\w*
            """,
            r"""
            it took (?:@\w )?(?:two|three|four|five|several|many|\d+|repeated) (?:\S+ )?(?:calls|pages|reminders
            |e-?mails|requests|messages|attempts|tickets) (?:to get @|to wake|to reach|before @|until @)
            """,
            r"""
            had to (?:chase|remind|beg|ask|wake|call|page|tell) @[pg] (?:\S+ )?(?:twice|three|repeatedly|again
            |several|many)
            """,
            r"@[pg] had to be (?:chased|asked|reminded|told|begged|dragged|called|woken|pushed|persuaded)",
            r"""
            it (?:took|has taken) (?:@\w|him|her) (?:far |way |much |rather )?(?:too long|forever|ages
            |an eternity) (?:to|before)
            """,
            r"""
            (?:@p|he|she) (?:took|needed|waited|let) (?!down)(?:\S+ ){1,6}?(?:to
            |before) (?:he |she |they |@\w )?(?:answer|respond|react|acknowledge|notice|reali[sz]e|wake|open
            |join|log|look|call|pick|reply|repl|escalat|pag|admit|do|tell)\w*
            """,
            r"""
            @[pg] (?:dragged (?:his|her|their|its) (?:feet|heels)|sat on (?:the|this|it|his|her|their)
            |took (?:his|her|their) (?:sweet )?time|was nowhere to be (?:found|seen)
            |were nowhere to be (?:found|seen)|went (?:missing|silent|awol)
            |was unreachable because (?:he|she|they)|kept @\w waiting)
            """,
        ),
        _UNDONE,
        "Say when the page was sent, when it was answered, and what lay between: “the pager's number had changed”.",
        negatable=True,
    ),
)
