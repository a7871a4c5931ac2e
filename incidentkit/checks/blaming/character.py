"""Judgements of a person: careless, lazy, incompetent, not up to the task."""

from __future__ import annotations

from incidentkit.checks.blaming.look import Words, joined
from incidentkit.checks.blaming.verbs import REACH
from incidentkit.checks.blaming.way import Way

_JUDGES = "This judges a person. It makes the next report say less."
_SAW = "Say what the person saw and what the system let happen: “the two consoles look alike”."
_VIRTUES = joined(r"""
care|diligence|attention|attentiveness|discipline|common sense|competence|due care|due diligence|professionalism
|judge?ment|effort|thought|vigilance|rigou?r|foresight|accountability|seriousness|caution|ownership|thoroughness
|responsibility|commitment|respect|interest|curiosity|awareness|carefulness|conscientiousness|initiative|urgency
|motivation|skills?|expertise
""")

WAYS: tuple[Way, ...] = (
    Way(
        "character",
        "",
        Words(
            r"careless(?:ly|ness)?|negligen(?:t|ce|tly)|slopp(?:y|ily|iness)|incompeten(?:t|ce|tly)",
            r"reckless(?:ly|ness)?|irresponsib(?:le|ly|ility)|inattenti(?:on|ve|veness|vely)",
            r"thoughtless(?:ly|ness)?|laziness|clumsy|clumsiness|clumsily|complacen(?:t|cy|tly)",
            r"unprofessional(?:ly|ism)?|amateurish(?:ly)?|amateurs|slapdash|half-hearted(?:ly)?|half-assed",
            r"cavalier|lackadaisical|slipshod|haphazard(?:ly)?|shoddy|shoddily|incapable|dereliction",
            r"inept(?:ly|itude)?|ineptness|hubris|arrogan(?:ce|t|tly)|short-sighted(?:ly|ness)?|foolhardy",
            r"heedless(?:ly)?|scatterbrained|overzealous(?:ly)?|ham-fisted|trigger-happy|gung-ho|cowboy",
            r"yolo(?:ed|ing)?|unthinking(?:ly)?|mindless(?:ly)?|fat[- ]finger(?:ed|s|ing)?|rookie mistake",
            r"blunder(?:ed|s)?|bungled|botched|screwed up|screw-up|messed up|goofed|mess-up|cock-up|snafu",
            r"facepalm|head-?desk",
            r"""
            (?:was|were|too|being|is|are|got|so|simply|plain|just
            |how) (?:just |rather |very |plain |so |a bit |far too |all too )?(?:lazy|stupid|sloppy|dumb|foolish
            |ignorant|inexperienced|distracted|overconfident|impatient|naive|stubborn|oblivious|clueless|hasty
            |rash|unwise|asleep at|in over (?:his|her|their) head|out of (?:his|her|their) depth|not thinking
            |half asleep|half-asleep|absent-minded|unreliable|useless|hopeless)
            """,
            rf"""
            (?:lack(?:ed|ing|s)?|absence|want|shortage|no sense|lacked the|lacking the
            |little) (?:of |in |the )?
            (?:basic |any |due |proper |sufficient |necessary |required |the |technical |elementary )*
            (?:{_VIRTUES})(?! (?:of|in|for) (?:the )?(?:tool|script|docs|monitoring|chart|memory|this service))
            """,
            r"(?:poor|bad|questionable|terrible|awful|dubious|weak) judge?ment|common sense",
            r"""
            (?:not|without|never) pay(?:ing)? (?:enough |any |close |proper |much |sufficient )?(?:attention
            |heed)
            """,
            r"inexperience(?: of)?",
            r"""
            (?:inexperienced|careless|lazy|sloppy|incompetent|negligent|unskilled|untrained|unqualified
            |impatient|overconfident|absent-minded|clueless|sleepy|distracted|overeager|over-eager|ignorant
            |clumsy|stubborn) (?:[\w-]+ )?(?:engineer|operator|admin|administrator|developer|maintainer
            |responder|person|people|staff|contractor|intern|student|instructor|colleague|reviewer|user
            |technician|vendor|team|author|manager|lead)s?
            """,
            r"not careful(?: enough)?",
            r"""
            without being (?:\w+ly )?(?:thorough|careful|attentive|diligent|asked|told|sure|certain|aware
            |prepared|trained)
            """,
            r"""
            not (?:[\w-]+ )?(?:diligent|attentive|vigilant|rigorous|conscientious|careful|alert)(?: enough)?
            """,
            r"insufficiently (?:careful|diligent|attentive|thorough)|stupid(?:ly|ity)?|foolish(?:ly|ness)?",
            r"idiot(?:s|ic|ically)?|moron(?:s|ic)?|fools?",
            r"a (?:careless|stupid|silly|lazy|sloppy|foolish) \w+|asleep (?:at|on) the (?:wheel|job|switch)",
            r"could not care less|winging it|(?:on|with) autopilot(?: that day)?",
        ),
        _JUDGES,
        _SAW,
        unless=Words(
            r"lazy[- ](?:load|init|eval)|dumb (?:proxy|terminal|pipe)",
            r"""
            (?:pod|node|proxy|hub|disk|cache|loader|volume|mount|image|alert|alarm|script|probe|job)s?
            (?: (?:was|were|is|are|got)) (?:lazy|stupid|dumb|ignorant|oblivious|incapable|careless)
            """,
            r"foolproof|naive (?:algorithm|implementation|retry|approach|bayes)",
            r"(?:containers?|pods?|\w+s) (?:are|were|was|is) incapable",
            r"incapable of (?:handling|serving|scaling|reading|parsing)",
            r"""
            (?:lack|absence|shortage) of (?:care|ownership|awareness|urgency|attention|skills?|expertise) (?:in
            |on|for|about|around) (?:the )?(?:alert|docs|runbook|dashboard)
            """,
        ),
        negatable=True,
        text="plain",
    ),
    Way(
        "verdict",
        "",
        Words(
            r"(?:was|were|is|been) (?:\w+ly )?(?:avoidable|preventable|foreseeable|predictable)(?! from)",
            r"unacceptabl[ey]|unforgivabl[ey]|inexcusabl[ey]|indefensibl[ey]|inexplicabl[ey]",
            r"disgrace(?:ful)?|shameful(?:ly)?|scandal(?:ous)?|appalling(?:ly)?|outrageous(?:ly)?|no excuse",
            r"no justification|cannot be excused",
            r"""
            (?:a |an )?(?:unbelievabl[ey]|shocking(?:ly)?|embarrassing(?:ly)?|ridiculous(?:ly)?
            |astonishing(?:ly)?|inconceivabl[ey]|laughabl[ey]|pathetic(?:ally)?|mind-boggling(?:ly)?
            |baffling(?:ly)?|hard to believe|beyond belief|beggars belief|beyond me|absurd(?:ly)?)
            """,
            r"""
            (?:poor|bad|sloppy|terrible|lousy|half-baked|shoddy|botched|dismal|abysmal|pathetic
            |appalling) (?:job|work|workmanship|effort|attempt|performance|handover|hand-over|handling
            |craftsmanship|engineering|practice|form|show|communication by|conduct
            |discipline)(?! (?:queue|submission|failed|was retried))
            """,
            r"disappoint(?:ing|ed|ment) (?:in|by|with|that|performance|response|to see)",
            r"""
            (?:was|were|is|are|proved) (?:simply |utterly |completely |totally |absolutely )?(?:useless
            |worthless|hopeless|laughable|a joke|a farce|a disgrace|a shambles|a mess|beyond belief)
            """,
            r"""
            it (?:was|is) (?:wrong|unwise|premature|naive|negligent|lazy|foolish|optimistic|reckless|sloppy
            |careless|a mistake) (?:of|to|for|on)
            """,
            r"beyond me|mystery (?:to|why)|remains a mystery",
            r"(?:is|are|was) (?:anyone|anybody|everyone) 's guess",
            r"left (?:much|a lot|something) to be desired|leaves? (?:much|a lot|something) to be desired",
            r"""
            not (?:a |an |the )?(?:\w+ )?(?:smart|wise|clever|bright|sensible|great|brightest|smartest|wisest
            |finest|good|sane) (?:thing|idea|move|decision|choice|call|plan)
            """,
            r"""
            (?:bad|terrible|awful|stupid|dumb|horrible|poor|foolish|crazy|brilliant|genius|bright|lousy|idiotic
            |insane|unwise|irresponsible) (?:idea|move|decision|choice|call|plan|judgement)(?! tree)
            """,
            r"""
            (?:ill-advised|ill-considered|ill-conceived|ill-judged|misguided|unwise|unwisely|thoughtless
            |poorly (?:thought|considered|judged|planned)|badly (?:thought|planned|prepared|handled|managed))
            """,
            r"""
            (?:hard|difficult|impossible) to (?:understand|see|explain|imagine|believe|comprehend|fathom|grasp
            |excuse|justify) (?:why|how|that) (?:we|the|an?|nobody|no one|any\w+|some\w+|every\w+|he|she|they
            |our)\b
            """,
            r"beyond (?:comprehension|understanding)|defies (?:belief|logic|explanation)|incomprehensibl[ey]",
        ),
        "What is plain to the author was not plain to those who were there.",
        "Leave the verdict out, and say what could be seen at the time.",
        unless=Words(
            r"unacceptabl[ey] (?:\w+ )?(?:latency|error rate|errors|response times?|performance|slow)",
            r"(?:latency|response times?|error rates?|performance) (?:was|were|became|is) unacceptabl[ey]",
            r"would be (?:a )?(?:good|bad) idea",
            r"(?:is|it is|be) (?:a |not a )?(?:good|bad) idea to (?:have|use|add|run|keep)",
            r"inexplicabl[ey] (?:slow|high|failed|stopped)",
            r"(?:badly|poorly) (?:planned|handled) by the (?:kernel|proxy)",
            r"hard to (?:see|understand|explain|believe) (?:from|in|with|on) the",
        ),
        negatable=True,
        text="plain",
    ),
    Way(
        "belittling",
        "",
        Words(
            r"""
            no (?:responsible|sane|sensible|competent|experienced|self-respecting|decent
            |serious) (?:\w+ )?(?:engineer|operator|developer|admin|administrator|person|professional|team|dba
            |sre|reviewer|one|technician|vendor)s?
            """,
            r"""
            obvious(?:ly| (?:mistake|error|oversight|step|to (?:anyone|anybody|everyone|everybody|all)
            |that (?:we|the (?:operator|engineer|team|person))))
            """,
            r"""
            as (?:everyone|everybody|anyone|anybody|we all|you all|any \w+) (?:knows?|can see|could see
            |could have (?:told|seen|guessed)|should know|will know|would know)
            """,
            r"needless to say",
            r"of course,? (?:nobody|no one|he|she|they|we|the (?:operator|engineer|team|developer|admin)s?)",
            r"it goes without saying|without saying",
            r"""
            simply (?:did not|forgot|failed|had to|needed to|need to|has to|have to|should|ignored|neglected
            |never|not|wrong|did|overlooked|missed|because|a matter of|read|check|follow|run|look|ask|no excuse
            |assumed|asking|reading|checking|following)
            """,
            r"""
            (?:any(?:body|one)|somebody|someone|a person|people|engineers?|every\w+) with (?:some|any|more
            |a little|a bit of|enough|half a|an ounce of|basic|even|two|eyes|access to google
            |common) ?(?:experience|sense|knowledge|care|brains?|training|common sense|understanding|eyes
            |skills?|clue|familiarity)?
            """,
            r"""
            any (?:competent|experienced|sensible|reasonable|half-decent|decent|sane|serious|self-respecting
            |responsible|good|halfway competent) \w+
            """,
            r"""
            (?:anyone|anybody|everyone|everybody|a child|any child|a beginner|even a \w+|a first-year \w+
            |any beginner|a five-year-old|a blind \w+|my grandmother|a trained monkey) (?:who \w+ )?(?:could|can
            |would|should|knows|will) (?:\w+ )?(?:have )?(?:see|seen|tell|told|know|known|notice|noticed|spot
            |spotted|guess|guessed|understand|understood|do|done|fix|fixed|predict|predicted|check|checked
            |realise|realised)
            """,
            r"""
            (?:basic|elementary|minimum|bare minimum|most basic|fundamental|simplest) (?:\w+ )?(?:competence
            |knowledge|hygiene|care|diligence|precautions?|rules?|mistake|checks?|steps?|engineering practice
            |professionalism|courtesy|due diligence|sysadmin|skills?|principles?
            |of (?:checks|precautions|steps))(?! (?:pass|run|probe))
            """,
            r"""
            (?:is|was|it is|this is|that is) (?:just |really |such )?(?:basic|elementary|trivial) (?:stuff
            |knowledge|hygiene)
            """,
            r"rocket science|no-brainer|abc of|day one stuff|schoolboy",
            # "Data 101" is a course, "thing 101" a number.
            r"""
            (?:operations|ops|devops|kubernetes|linux|unix|sre|sysadmin|security|networking|backups?|testing
            |databases?|engineering|deployments?) 101
            """,
            r"""
            (?:despite|in spite of)(?: being| having been| clear| repeated| several| multiple| the| our| all
            | explicit| numerous| many| countless| prior)*(?: told| warned| warnings?| instructions| instructed
            | reminded| reminders| documentation being| training| written rule)
            """,
            r"""
            (?:was|is|were) (?:plain|clear|obvious|evident|apparent|visible|there) (?:to see
            |for (?:all|anyone|everyone|everybody|anybody) to see|to (?:all|anyone|everyone|everybody|anybody)
            |to any \w+|for (?:anyone|everybody|everyone|anybody)|from the (?:start|outset|beginning|very)
            |all along)
            """,
            r"self-evident|plain as day|clear as day|staring (?:us|them|him|her|everyone) in the face",
            r"right in front of (?:us|them|him|her|everyone|everybody|his|her|their|our)|in plain sight",
            r"under (?:our|their|everyone 's|everybody 's) noses?",
            r"the (?:signs|warnings|clues) were (?:all )?(?:there|clear|obvious|plain)",
            r"writing (?:was )?on the wall|(?:glaring|blatant)(?:ly)?",
            r"for (?:all|anyone|everyone|anybody) to (?:see|read)",
            r"how hard (?:can|could|is) it",
            r"""
            (?:says|tells|said|told|speaks) (?:a lot|volumes|everything|all you need|you (?:everything|all)
            |us (?:everything|all))
            """,
            r"how seriously",
            r"""
            (?:documentation|docs|runbook|manual|wiki|guide|notes|policy|rules?|readme|checklist|instructions?
            |warning|prompt|release notes) (?:is|are|was|were)? ?(?:quite |very |perfectly |abundantly )?clear
            (?:ly)? (?:states?|stated|says?|said|warns?|warned|about|on this|that|told|tells|forbids?|marked)
            """,
            r"clearly (?:written|documented|stated|marked|labelled|labeled|described|explained) (?:in|on|as)",
            r"(?:says? so|written|stated|printed|there|warns?) in (?:bold|red|capitals|large letters)",
            r"no way to (?:run|treat|handle|do|manage|operate)",
            r"not how (?:we|you|one|professionals|things|a)|(?:is|was) not rocket",
            r"""
            (?:an?|any) (?:more|better|less|good|real|proper|seasoned|truly|competent
            |properly) (?:[\w-]+ ){0,3}?(?:engineer|operator|developer|admin|administrator|reviewer|person|team
            |lead|colleague|responder|professional|technician|dba|sre) (?:would|could
            |might) (?:not |never )?have
            """,
            r"not (?:that|so) (?:hard|difficult) to",
            r"(?:should|would) not (?:be|have been) (?:that|so|too) (?:hard|difficult)|too much to ask",
            r"(?:is|was) (?:apparently|evidently) (?:optional|too much|not (?:important|enough|a priority))",
            r"should go without|it is not as if|hardly (?:a secret|rocket|difficult)",
            r"(?:is|was|were) no secret",
        ),
        "What is plain to the author was not plain to those who were there.",
        "Leave the word out, or say what could be seen at the time.",
        unless=Words(
            r"""
            (?:pods?|hub|proxy|node|server|process|client|scheduler|controller|container|autoscaler|cache
            |it)s? simply
            """,
            r"simply (?:put|restart|stopped|delet)|make it obvious",
            r"""
            (?:not|nothing|was not|is not|were not) (?:\w+ ){0,2}?(?:obvious(?:ly)?|clear|visible|evident|plain
            |apparent) (?:to|from)
            """,
            r"no obvious",
            r"""
            (?:anyone|anybody|everyone) (?:can|could|will) (?:see|tell|do|fix|check) (?:the|which|it|this
            |who)\b.{0,30}(?:now|dashboard|page|list)
            """,
        ),
        negatable=True,
        text="plain",
    ),
    Way(
        "skill",
        "pgwa",
        Words(
            r"""
            @[p] (?:did not|does not|do not|had not) (?:really |fully |quite |properly )?(?:know|understand
            |understood|grasp|grasped|get|appreciate|care|master
            |comprehend)(?! (?:if|whether|yet|at that time|at the time|then|about the (?:outage|incident)
            |the cause|the reason|why|of the|that the (?:alert|page)|through|to|a \w+ page|the page|an?))
            """,
            rf"""
            @[pga]{REACH} (?:had|has|have|with) (?:absolutely |little |almost )?(?:no clue
            |no idea (?:how|what|that|why|of)|no (?:real )?(?:understanding|grasp|knowledge|business|experience
            |training)|not the (?:slightest|faintest) (?:idea|clue)
            |little (?:understanding|knowledge|experience|clue|idea))
            """,
            r"""
            @p (?:was|were|is|are) (?:not )?(?:new|junior|unfamiliar|unqualified|untrained|unaware|in a hurry
            |green|out of (?:practice|touch))\b[^.]{0,60}\b(?:which|so|and (?:therefore|thus)|leading|causing
            |caus)
            """,
            r"""
            @[pg] (?:was|were|is|are) (?:not |simply not )?(?:incapable|unqualified|unfit|incompetent
            |(?:in )?over (?:his|her|their) head|out of (?:his|her|their) depth|not up to
            |(?:not )?(?:competent|qualified|experienced|skilled|trained|senior|smart|mature
            |professional)(?: enough)? to|clueless|overwhelmed by (?:the|a) simple)
            """,
            r"""
            (?:lack|shortage|absence) of (?:skills?|knowledge|experience|understanding|training|competence
            |expertise) (?:of|on the part of|among|by|in|within) @[pg]
            """,
            r"""
            @p lack(?:s|ed) (?:the )?(?:necessary |basic |required )?(?:skills?|knowledge|experience
            |understanding|training|competence|expertise|maturity|discipline)
            """,
            r"(?:rushed|hasty|hurried|sloppy) (?:decision|change|deploy\w*|work|job) (?:by|of) @[pg]",
            r"@p rushed",
            r"""
            (?:poor|bad|weak|sloppy|insufficient|lacking|no|lack of|absence of|inadequate|terrible|non-existent
            |zero) (?:communication|planning|coordination|preparation|organi[sz]ation|testing|discipline
            |ownership|leadership|follow-up|supervision|oversight|teamwork|response|handling|workmanship|work
            |engineering|code|coding) (?:from|by|of|on the part of|within|among|in|between) @[pg]
            """,
        ),
        _JUDGES,
        "Say what information was at hand, and what the tool or the document did not show.",
        unless=Words(
            r"""
            did not (?:know|understand)\b[^.]{0,20}\b(?:which|that|what)\b[^.]{0,40}\b(?:alert|dashboard|log
            |page)
            """,
            r"@p (?:did not|does not) (?:know|understand|get) (?:the )?(?:\S+ )?(?:because|since|as) the",
            r"new \S+ (?:joined|found|started)",
        ),
    ),
)
