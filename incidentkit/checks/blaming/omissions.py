"""What somebody left undone: "failed to notice", "did not check", "ignored"."""

from __future__ import annotations

from incidentkit.checks.blaming.look import Words, joined
from incidentkit.checks.blaming.verbs import AFTER_AND, ATTEND, CONTROLS, HAD, NO_DEED, PASS_OVER, PASSED, REACH
from incidentkit.checks.blaming.way import Way

_UNDONE = "In hindsight the right step is plain; at that moment it was not. What was left undone explains nothing."
_SEEN = "Say what could be seen and what could not: “the alert went to a channel that nobody watches at night”."
_STEP = "Say where the step stands and who could know of it: “draining is in no runbook, and the console offers both”."
_LEFT = joined(r"""
(?:fail(?:ed|s|ing)?|neglect(?:ed|s|ing)?|omitted|omitting|refus(?:ed|es|ing)|declin(?:ed|es|ing)|did not bother
|never bothered|could not be bothered|had not bothered|not bothering|did not care|did not trouble|unwilling
|reluctant|too (?:lazy|busy|proud|slow|quick|stubborn)|forgot|forgets?|forgotten|forgetting|did not think
|never thought|had not thought)
""")

WAYS: tuple[Way, ...] = (
    Way(
        "supposed-to",
        "",
        Words(
            r"""
            @[pg] (?:had )?(?:promised|agreed|undertaken|undertook|offered|pledged|vowed|sworn) (?:to
            |that) (?:\S+ ){1,12}?(?:but|and|yet) (?:\S+ )?(?:never|did not|failed|nothing|forgot|broke)
            """,
            r"@p (?:was|were) (?:\S+ )?not (?:supposed|meant) to",
            r"made promises",
            r"""
            @[pgwan] (?:was|were|had been|is|are) (?:supposed|meant|expected|asked|told|instructed|reminded
            |warned|assigned|tasked|required) (?:\S+ ){0,14}?(?:, )?(?:but|and|yet
            |, which) (?:\S+ ){0,2}?(?:still|not|never|nothing|nobody|failed|did nothing|forgot|ignored|went|ran
            |instead)
            """,
            r"""
            (?:was|were|had been|has been|have been) (?:\S+ ){0,3}?(?:warned|told|reminded|instructed
            |asked) (?:\S+ ){0,9}?(?:and|but|yet) (?:still|nevertheless|nonetheless|anyway|did not|did nothing
            |never|ran|went|carried|kept|@\w did)
            """,
            r"""
            @[pga] (?:who )?(?:was|were|had been|is) (?:supposed|meant|assigned|tasked) to (?:\S+ ){1,8}?(?:had
            |was|were) (?:\S+ )?(?:gone|left|away|out|asleep|absent|busy|elsewhere|nowhere|on)
            """,
            r"""
            @p (?:\S+ ){0,8}?(?:gone|went|left) (?:to|for|off to|out for) (?:lunch|bed|coffee|dinner|the pub
            |a smoke|the gym|home|sleep)
            """,
            r"""
            (?:announced|written|stated|documented|labell?ed|told|known|explained|communicated|marked
            |spelled out|agreed)\b[^;]{0,60}? (?:yet|but|and still|and yet) @[pgaw] (?!could|can|had no)\w+
            """,
            r"(?:was|is|were) @p 's (?:job|duty|responsibility|task) to",
            r"it was (?:his|her|their|your) (?:job|duty|responsibility|task) to",
            r"(?<!before )(?:@a|@w all|everyone|all of @w) knew",
            r"""
            @[pga] (?:had )?(?:known|knew) (?:full well|very well|perfectly|about|of|that|how
            |for)\b[^.]{0,80}(?:and|but|yet)
            """,
            r"""
            @[pgt] (?:was|were|had been) (?:told|warned|asked|instructed|advised|begged) not to [^;]{0,80}(?:yet
            |but|and|still|anyway)
            """,
            r"""
            @[pgw](?: [^;:]{1,90}? (?:and|but|yet|then))? let (?!@|it (?:run|finish|cool|be)
            |us\b)(?:\S+ ){1,6}?(?:drag|lapse|expire|run out|slip|slide|go|rot|fill|grow|pile up|drift|through
            |die|linger|happen|get away|languish|decay|rest|slip through|into production)\b
            """,
            r"""
            @[pg][^;:]{0,90}? and (?:then )?(?:went (?:home|to (?:lunch|bed|sleep)|on (?:holiday|vacation|leave)
            |offline|off)|left (?:for|the (?:office|building|room))|walked (?:away|off|out)|logged (?:off|out)
            |called it a day|moved on|turned (?:his|her|their) (?:phone|pager) off|told @n|hoped for the best)
            """,
            r"(?:well|fully|perfectly) aware (?:of|that)\b[^.]{0,80}(?:and|but|yet)|knew better",
            r"""
            @[pgan][^.;]{0,100}? (?:and|but|yet) (?:did nothing|took no action
            |did not (?:act|react|respond|answer|say|do)|never (?:acted|reacted|responded|answered)|did not$)
            """,
        ),
        _UNDONE,
        _STEP,
    ),
    Way(
        "failed-to",
        "pgwant",
        Words(
            r"""
            @[pgw] [^;:]{1,80}? (?:and|but) (?:\S+ )?(?:chose|decided|preferred|elected) to (?:ignore|skip
            |bypass|disregard)
            """,
            rf"""
            @[pgwan]{REACH} (?:(?:had|has|have|was|were|again|repeatedly|all) ){{0,2}}{_LEFT} (?:to|about
            |that)\b
            """,
            rf"@[tu] {_LEFT} to (?:{ATTEND})",
            rf"""
            @[pgw] [^;:]{{1,80}}? (?:and|but|who|that) (?:then )?(?:had )?(?:failed|neglected|forgot|refused
            |declined|omitted|did not bother) to (?:{ATTEND})
            """,
            r"(?:@p 's |his |her |their )(?:failure|neglect|refusal|inability|unwillingness|reluctance) to",
            r"""
            @[pgw] (?:chose|decided|preferred|elected|opted) (?:to (?:ignore|skip|bypass|disregard|forgo|forego
            |postpone|override|overrule|cut|leave)|not to (?:tell|test|check|review|read|inform|ask|follow
            |escalate|wait|back|announce|call|report|document|consult|involve|warn))
            """,
        ),
        _UNDONE,
        _SEEN,
        unless=Words(
            r"@u (?:\S+ )?forg[eo]t(?:s|ten)? (?:their|the|his|her|a) passwords?",
        ),
    ),
    Way(
        "failure",
        "",
        Words(
            r"""
            @g (?:is|are|was|were) not (?:prioriti|monitor|maintain|follow|test|check|review|document
            |communicat)\w+
            """,
            r"""
            (?:failure|neglect|refusal|inability|omission|reluctance
            |unwillingness) (?:of @\w )?to (?:properly |adequately |correctly )?(?:notice|reali[sz]e
            |recogni[sz]e|communicate|follow|verify|check|test|review|escalate|inform|consider|anticipate
            |document|read|consult|plan|understand|notify (?:the|our|@\w)|heed|announce|rehearse|monitor|act|ask
            |listen|supervise|coordinate)
            """,
            r"""
            (?:ignoring|disregarding|bypassing|violating|flouting|against|in violation of|contrary to|skipping
            |circumventing)(?: the| our| all| team| company| written| established| agreed| usual| standard
            | required)+(?: procedures?| polic(?:y|ies)| rules?| process| warnings?| advice| instructions
            | protocol| review| checklist| staging| tests?)
            """,
        ),
        _UNDONE,
        _SEEN,
        needs=(
            "fail",
            "neglect",
            "refus",
            "inabil",
            "omission",
            "reluct",
            "unwill",
            "ignoring",
            "disregard",
            "bypassing",
            "violat",
            "flouting",
            "against",
            "contrary",
            "skipping",
            "circumvent",
        ),
    ),
    Way(
        "passed-over",
        "pgwtu",
        Words(
            r"""
            @u (?:had )?(?:ignored|disregarded|violated|flouted) (?:the|our|all|every
            |several) (?:\S+ ){0,2}?(?:instructions?|warnings?|limits?|rules?|guides?|notices?|e-?mails?
            |polic(?:y|ies)|announcements?|messages?)
            """,
            r"""
            @p (?:had )?left (?:his|her|their|the|an?|it) (?:\S+ ){0,5}?(?:running|switched on|turned on|enabled
            |logged in|on in|on over|on for|at home|in the car)
            """,
            rf"@[pgwt]{REACH}{HAD} (?:{PASS_OVER}) (?:{PASSED})",
            rf"""
            {AFTER_AND} (?:ignored|disregarded|skipped|violated|dismissed|neglected|bypassed
            |overrode) (?:{PASSED})
            """,
            rf"""
            @[pgw] (?:had |has )?(?:bypassed|overrode|overruled|sidestepped|worked around|went around
            |force-merged|force-pushed past|short-circuited
            |side-stepped) (?:the |an? |all |our |this |that |these |those |every |both )*(?:\S+ ){{0,2}}?
            (?:{CONTROLS})
            """,
            rf"""
            @[pgw]{REACH}{HAD} (?:left|abandoned) (?:the |an? |his |her |their |it
            |this |@c |to )(?:\S+ ){{0,14}}?(?:open|un\w+ed|unfinished|exposed|behind|lying around|to rot
            |half[ -]done|in an? (?:\S+ )?(?:bad|broken|dirty|unusable|half\S*|wrong|poor|messy|inconsistent
            |unclean|conflict\S*|\S+conflict) (?:\S+ )?(?:state|condition|shape))
            """,
        ),
        _UNDONE,
        _SEEN,
        unless=Words(
            r"""
            @\w (?:missed|skipped) (?:the |a |an |their |one |two |three )?(?:\w+ )?(?:deadlines?|lectures?
            |class|classes|labs?|exams?|sessions?|quiz|morning|first|meeting|lunch)
            """,
            r"@u (?:\S+ )?(?:missed|skipped)",
            r"@w (?:skipped|missed) (?:the |a |an |this |our )?(?:slo|sla|objective|target|goal)",
            r"""
            @t (?:ignored|skipped|missed|dismissed)[^.]{0,60}\b(?:pods?|probes?|lease|watch|node|nodes|event)
            """,
        ),
    ),
    Way(
        "was-ignored",
        "",
        Words(
            r"""
            (?:alerts?|alarms?|warnings?|notifications?|pages?|tickets?|reports?|concerns?|instructions?
            |recommendations?|reminders?|e-?mails?|messages?|advice|procedures?|process|checklists?|runbooks?
            |polic(?:y|ies)|notices?|signs?|complaints?|requests?|errors?|comments?|signals?|policy) (?:was|were
            |had been|went|have been|has been|got) (?:simply |just |then |repeatedly |again |largely |all )?
            (?:ignored|disregarded|overlooked|neglected|violated|dismissed|not followed|not heeded|unheeded
            |unread|brushed off|brushed aside|swept aside|waved away|laughed off
            |missed by @[pg])(?! by (?:the )?(?:client|server|proxy|parser|controller|scheduler|kubelet|hub|mail
            |agent|load|library|script|job))
            """,
        ),
        _UNDONE,
        _SEEN,
        unless=Words(
            r"""
            (?:requests?|messages?|errors?) (?:was|were|had been) (?:\S+ )?(?:ignored|missed
            |dismissed) (?:because|since|as|when|until|while|for|at)
            """
        ),
        needs=(
            "ignored",
            "disregarded",
            "overlooked",
            "neglected",
            "violated",
            "dismissed",
            "followed",
            "heed",
            "unread",
            "brushed",
            "swept",
            "waved",
            "laughed",
            "missed",
        ),
    ),
    Way(
        "did-not",
        "pgt",
        Words(
            rf"@[pg] (?:[^;:,@]|@c){{1,60}}? (?:and|but|yet)(?: had)? never (?!(?:{NO_DEED})\b)\w+",
            rf"""
            @[pg]{REACH} (?:did not|never|had not|had never|has never|have never|have not|has not|did never
            |neither)(?: even| once| first| either| all)? (?!(?:{NO_DEED})\b)\w+
            """,
            r"@[pg] who (?:can not|could not|would not|may not|surely did not|probably did not) have",
            rf"(?:@w) (?:never|did not bother|had never) (?!(?:{NO_DEED})\b)\w+",
            rf"@t (?:did not|never|had not) (?:{ATTEND}|checked|read|tested|told|looked|asked)\b",
            rf"""
            @[pg] [^;:]{{1,80}}?,? (?:and|but|yet|who) (?:had |then |so )?(?:did not|never|had not) (?:{ATTEND}
            |checked|read|tested|told|looked|asked|verified|informed|escalated|thought|put|turned|set|came
            |follow|tell|say|said|wrote|gave|took)\w*
            """,
            r"""
            (?:not|never) (?:been )?(?:tested|checked|reviewed|verified|read|documented|announced|noticed
            |escalated|followed|validated|updated|considered|approved|raised|heeded|questioned|communicated|done
            |seen|caught|spotted|looked at|signed off|consulted|asked|informed|understood|thought through
            |questioned) by (?:its |the |their |any )?(?:authors?|@[pga])
            """,
        ),
        _UNDONE,
        _SEEN,
        unless=Words(
            r"""
            @[pg] (?:did not|had not|have not|has not|never) (?:yet )?(?:know|known) (?:if|whether|yet
            |at that time|at the time|then|of|about|it)
            """,
            r"""
            (?:pods?|nodes?|probes?|alerts?|jobs?|processes|proxies|servers?|containers?|builds?|reflector
            |clients?|checks?|spawners?|cullers?|replicas|workers|deployments
            |certificates) ,? ?(?:that |which )?@t (?:did not|never|had not)
            """,
            r"""
            (?:no (?:way|means|chance|reason) to|could not (?:have )?) ?(?:know|see|tell|suspect|guess|notice|expect)
            """,
            r"""
            @p (?:did not|had not) \w+ (?:anything|any (?:errors?|problems?|issues?|impact|change|difference)
            |because (?:the|its|no)|since (?:the|its|no)|as (?:the|its|no))
            """,
            r"(?:did|had) not (?:notice|see|feel|report|lose) (?:anything|any (?:errors?|problems?|issues?|impact))",
            r"(?:great|good|nice|excellent) (?:job|work)|well done|kudos|hats off|without needing (?:any )?help",
        ),
    ),
    Way(
        "habit",
        "pgwan",
        Words(
            r"""
            (?<!that )(?<!which )@[pga] (?:bypass(?:es)?|ignores?|skips?|disregards?|forgets?|neglects?|abuses?
            |circumvents?|violates?|flouts?) (?:the|our|all|their|any|every|it)
            """,
            r"""
            (?<!that )(?<!which )(?<!whom )(?<!where )(?<!what )@[pgan] (?:do not|does not|never|seldom|rarely
            |hardly) (?:\S+ )?(?:follow|read|check|obey|respect|respond to|look at|care|test|document|update
            |heed|escalate|communicate|bother|listen|think|learn|understand|pay attention|announce|tell us|ask
            |review|clean up)s?
            """,
            r"""
            @[pgwanu] (?:keeps?|kept|insists? on|insisted on|continues?|continued|persists? in|persisted in
            |is always|are always|was always) (?:to )?(?:ignor|skip|break|forget|disregard|violat|bypass|miss
            |deploy|push|leav|dismiss|mak|overload)(?:t)?(?:e|ing)?
            """,
            r"""
            @[pg] kept (?:postponing|putting off|delaying|deferring|dodging|avoiding|arguing|refusing|promising
            |guessing|pretending|procrastinating|retrying)
            """,
            r"what happens when @[pga] (?:do|does) not",
            r"if @[pgat] (?:would )?(?:just |only )?(?:read|followed|listened|tested|checked)",
        ),
        _UNDONE,
        _SEEN,
        unless=Words(
            r"@[pg] (?:kept|continued) (?:to )?(?:leav|mak|deploy)\w* (?:progress|sure|notes)",
            r"@w (?:kept|continued|keep) (?:miss|mak|leav)\w*",
        ),
    ),
)
