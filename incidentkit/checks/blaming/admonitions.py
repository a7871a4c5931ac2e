"""Demands on people in place of a change: more care, reminders, training as a lesson, punishment."""

from __future__ import annotations

from incidentkit.checks.blaming.look import Words
from incidentkit.checks.blaming.way import Way

_GROUP = r"(?:@[pgwau]|staff|ourselves|all|each other|one another)"
_CARE = "Care is what everybody brings already; asking for more changes nothing."
_SYSTEM = "Ask for a change that works on a bad day: a check, a confirmation, a default, a runbook."

WAYS: tuple[Way, ...] = (
    Way(
        "be-careful",
        "",
        Words(
            r"(?:read|check|test|ask|look|think|follow|tell|call|wait|consult) (?:\S+ ){0,6}?next time",
            r"""
            (?:be|being|stay|remain|is|are|become|been)(?: more| extra| very| much more| a lot more| a bit more
            | especially| particularly| even more| far more)?(?: careful| vigilant| mindful| diligent| attentive
            | cautious| thorough| conscientious| disciplined| rigorous| watchful)
            """,
            r"""
            (?:more|extra|greater|better|take|with more|exercise|due|closer|due) (?:care|caution|vigilance
            |diligence|attentiveness|discipline|prudence|rigou?r)(?! (?:is taken )?by the (?:scheduler
            |controller))
            """,
            r"(?:concentrate|focus) (?:harder|better|more (?:when|while|during))",
            r"think (?:twice|harder|before|first)|more carefully|more closely before",
            r"pay (?:more |closer |better |extra |greater |much more |close |particular |special )?attention",
            r"try (?:\S+ )?harder|do better(?: next time| in future| in the future|$)|stop and think",
            r"slow down (?:and|before|when)|double down on",
            r"(?:read|check|ask|test|think|look|consult|follow) (?:\S+ ){0,4}?before @p|know better",
            r"(?:think|look|check|ask) twice before|not let this happen again",
            r"never (?:let|do) (?:this|it|that) (?:happen )?again",
            r"must (?:not|never) happen again",
            r"""
            (?:must|should|do|shall|may) (?:not|never) (?:\S+ )?(?:make
            |repeat) (?:such |this |the same |these |that )?(?:a |kind of )?mistakes?(?: again)?
            """,
            r"""
            (?:^|(?:^- |must|should|to|please|always|will|need to) )\^?(?:be|stay|become) (?:more )?aware (?:of
            |that|when)
            """,
            r"double[- ]check (?:everything|all|your|their|every|the|before|that)",
            r"(?:^|please |always |to )(?:always )?\^?double[- ]check|take (?:\S+ ){1,3}?(?:more )?seriously",
            r"use (?:more |better |your |some )?(?:common sense|judge?ment)|read the (?:fine )?manual|rtfm",
            r"keep (?:your|their|our) eyes open|wake up",
            r"(?:^|(?:must|should|need to|needs to|please|always|to|will) )\^?remember to",
            r"""
            (?:^|[.:;] |(?:must|should|shall|please|to|will) )\^?(?:always|never) (?:check|read|ask|follow|test
            |verify|remember|look|think|consult|announce|forget)
            """,
            r"""
            (?:next time|in (?:the )?future|going forward|from now on|in the future
            |for the next time) ,? ?(?:please|always|never|do not
            |@[pga] (?:must|should|need|has|have|are expected|is expected|will have)|check|read|ask|follow|think
            |consult|look|test|be)
            """,
            r"\^?please (?:think|be|remember|take care|pay|consider|make an effort|try to)",
            r"(?:^|- )\^?(?:read|test|check|verify|review|know|own|mind|watch|proofread|learn|check) your",
            r"""
            (?:^|- )\^?(?:learn to|learn how to|use your (?:brain|head|judge?ment)|think before|look before
            |stop (?:assuming|being|blaming|cutting corners|forgetting|guessing|ignoring|improvising
            |making (?:\S+ )?mistakes|overlooking|rushing|skipping))
            """,
            r"""
            more (?:discipline|diligence|care|attention|rigou?r|thought|caution|awareness|responsibility
            |ownership|professionalism|respect|seriousness|vigilance) (?:is|was|from|by|in|when|on|among
            |towards?|with|should|must|will)
            """,
            r"(?:never|not) to (?:make|repeat) (?:this|that|the same|such) (?:mistake|error)",
            r"""
            (?:make sure|ensure|see to it) (?:that )?(?:@[pagwnu]|all @?\w+) (?:\w+ )?(?:knows?|reads?|follows?
            |understands?|checks?|remembers?|forgets?|pays?|is aware|are aware|takes?|is careful|are careful
            |learns?|tests?|does not|do not|never)
            """,
        ),
        _CARE,
        _SYSTEM,
        unless=Words(
            r"(?:was|were|had been|have been|@[wt]) (?:reminded|careful (?:drained|rolled|restarted))",
            r"(?:pay|paid|paying) attention to (?:the )?(?:metric|graph)|being cautious|be mindful of quota",
            r"(?:were|was|being|are|be) (?:very |extra )?careful (?:to keep|not to)|acting cautiously",
            r"acts? cautiously|remember that (?:the|this)",
            r"(?:is|are|was|were|be|remain|been) (?:\S+ )?thorough",
            r"""
            always (?:check|test|follow|verify|ask)\w* (?:the|whether|for|that) (?:\S+ ){0,5}?(?:automatic|in ci
            |by)
            """,
            r"(?:as|due) (?:a )?(?:matter of )?(?:due )?(?:diligence|caution) [,.]",
            r"out of (?:an abundance of )?caution|abundance of caution",
        ),
        negatable=True,
    ),
    Way(
        "remind",
        "",
        Words(
            r"""
            @[pga] (?:must|should|needs? to|have to|has to|ought to) (?:\S+ )?(?:do better|do a better job
            |improve|try harder|step up|up (?:his|her|their) game)
            """,
            r"""
            (?:training|schooling|coaching|a refresher|a course|education) (?:is|are|will be|should be
            |must be) (?:required|mandatory|needed|necessary|compulsory|arranged|scheduled)
            """,
            rf"remind(?:ing|s|ed)? {_GROUP}(?! (?:on|to (?:log in|submit)))",
            r"""
            (?:needs?|must|have|has|should|will|shall|ought) (?:to )?
            (?:all )?be (?:better |properly |firmly |again |once more )?(?:reminded|retrained|trained|taught
            |told|educated|coached|lectured|briefed on their)
            """,
            r"""
            to be (?:reminded|retrained|trained again|re-trained|educated|coached|spoken to|warned|disciplined
            |lectured)
            """,
            rf"""
            (?:re-?train|educate|coach|school|lecture|teach|sensiti[sz]e|instruct|drill|brief|admonish|urge
            |admonishing|retraining|educating|coaching) (?:the |our |all )?{_GROUP}(?! on the new)
            """,
            r"retrain(?:ing)? (?:the|our|all|every|for)",
            rf"""
            (?:refresher|mandatory|compulsory|remedial|awareness|extra|additional|more) (?:\S+ )?(?:training
            |courses?|sessions?|lessons?|coaching) (?:for|of) {_GROUP}
            """,
            r"""
            (?:needs?|need) (?:more|better|further|some|additional|proper) (?:training|coaching|supervision
            |guidance|discipline|education)
            """,
            r"""
            @[pga](?: involved| concerned| responsible)? (?:must|has to|have to|needs? to
            |will have to) (?:re-?read|re-?take|attend|sign|undergo|revisit|study|memori[sz]e|brush up)
            """,
            r"""
            @[pga] (?:needs?|must|has|have|is|are) (?:to |expected to |required to )?(?:always|never
            |double-check|think|remember|follow|read|communicate|coordinate|listen|behave|concentrate|focus)
            """,
            rf"""
            {_GROUP} (?:needs?|must|has|have|should|ought) (?:to )?(?:\S+ )?(?:learn|pay
            |take (?:\S+ )?(?:care|responsibility|ownership)|behave|grow up|get (?:his|her|their) act|step up
            |do (?:his|her|their) (?:job|homework)|improve (?:his|her|their)|stop (?:\w+ing)|own up|apologi[sz]e
            |read the|follow (?:the )?(?:rules|instructions|process|procedures?)|respect)
            """,
            r"""
            (?:raise|improve|increase|create) (?:the )?(?:discipline|sense of responsibility) (?:of|among|in
            |within) (?:@\w|the)
            """,
            r"tell {_GROUP} (?:to|not to|that)|talk to @p about (?:his|her|their|the|this)",
            r"(?:have|had) a (?:serious |stern |quiet )?(?:word|talk|chat|conversation) with @[pg]",
        ),
        _CARE,
        _SYSTEM,
        unless=Words(
            r"@\w (?:was|were|had been) (?:told|reminded|trained)|(?:was|were|been) reminded",
            r"need(?:s)? to learn (?:more )?(?:about|from|why|how (?:the|this))",
            r"teach(?:es|ing)? (?:a|the|this) (?:class|course|lab)|reminds? @u",
            r"tell @\w (?:to|that|not to) (?:retry|log|save|wait|reload|restart|the)",
        ),
        negatable=True,
    ),
    Way(
        "punish",
        "",
        Words(
            r"reprimand(?:ed|s)?|punish(?:ed|ment|ing)?|disciplin(?:ed|ary|ing)|a stern talk",
            r"(?:was|were|been|be) spoken to",
            r"""
            (?:has|have|had) been (?:formally |officially |verbally )?(?:warned|reprimanded|suspended|fired
            |dismissed|let go|demoted|disciplined|sacked)
            """,
            r"(?:written|formal|official|verbal|final) warning",
            r"(?:hold|held|holding) (?:\S+ ){1,3}?(?:accountable|responsible|to account|liable)",
            r"""
            @p (?:\S+ )?(?:has|have|had|was|were|will|should|must)(?: be| been)? (?:taken|removed|pulled|moved
            |banned|barred|excluded|kicked|relieved) (?:off|from|of
            |out of) (?:the |his |her |their |on-call |all )*(?:rotation|team|duty|duties|project|role|position
            |production|roster|schedule)
            """,
            r"face (?:the )?consequences|there (?:will|must|should|need to) be consequences",
            r"consequences for (?:@p|those|the person|whoever)",
            r"performance (?:review|plan|improvement plan|talk|rating)",
            r"(?:fire|sack|suspend|demote|replace) @p",
            r"(?:was|were|be|been) (?:fired|sacked|demoted|suspended|let go)|human resources",
            r"reported to (?:his|her|their) (?:manager|supervisor|boss)",
            r"""
            (?:revoke|remove|withdraw|strip|restrict|take away) (?:all )?(?:@p (?:'s|of|from)|his|her
            |their) (?:\S+ )?(?:access|rights|permissions?|privileges|admin)
            """,
            r"(?:no longer|never again|not) (?:be )?(?:trusted|allowed|permitted) (?:with|to|near|anywhere)",
            r"answer for (?:this|it|that|his|her|their)|name and shame|shamed?",
            r"apologi[sz]e (?:to|for) (?:@\w|the|his|her|their|what)",
        ),
        "Fear of a penalty makes the next report say less.",
        "Ask for a change that would have held whoever was at the keyboard: a check, a confirmation, narrower rights.",
        unless=Words(
            r"@w (?:\S+ )?(?:apologi[sz]e|apology)",
            r"""
            (?:pod|pods|job|jobs|process|workload|account|accounts|vm|node|nodes|instance|service|alert|alerts
            |request|requests|warning|volume|user|users|@u|machine|disk|domain|subscription|project|cluster
            |deployment|certificate)s? (?:\S+ )?(?:was|were|be|been|had been|has been
            |have been) (?:\S+ )?(?:suspended|dismissed|fired|sacked|spoken to)
            """,
            r"alerts? (?:\S+ )?fired|hold (?:\S+ )?(?:the )?(?:lock|lease|rollout|release)",
            r"(?:disciplin\w+|punish\w+) (?:of|in) (?:the )?(?:queue|scheduler)|interdisciplinary",
            r"(?:was|were|been|had been) fired (?:at|by|in|for|off|every|when|only)",
        ),
        negatable=True,
    ),
)
