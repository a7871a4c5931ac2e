"""A person as the cause: "human error", guilt, "due to the operator", "an engineer broke …", rank and youth."""

from __future__ import annotations

from incidentkit.checks.blaming.look import Words, joined
from incidentkit.checks.blaming.verbs import (
    ADVERBS,
    CHANGED,
    DEED,
    DOWN,
    ERR,
    FAULT,
    HAD,
    HARM,
    HASTE,
    INCIDENT,
    MADE,
    PASS_OVER,
    REACH,
)
from incidentkit.checks.blaming.way import Way

_CAUSE = "Naming a person as the cause ends the search where it should begin."
_SYSTEM = "Put the system in the subject: “the change removed …, and no check stopped it”."
_CONDITIONS = "Leave the person out and name the conditions: what was hard to see, easy to mistake, or not guarded."
_WHY = joined(r"""
(?:due to|because of|result of|results of|caused by|triggered by|down to|thanks to|owing to|on account of
|blamed on|attributed to|attributable to|traced (?:back )?to|stem(?:s|med|ming) from|go(?:es)? back to
|root(?:s|ed)? (?:is |was |lie )?in|originated (?:with|from|in)|consequence of|consequences of|courtesy of
|product of|brought about by|explained by|lies (?:in|with)|lay (?:in|with)|responsib\w+ (?:is|was|lies with))
""")
_FINE = joined(r"""
being|having|noticing|spotting|seeing|catching|reporting|acting|reacting|responding|helping|finding|working
|watching|using|joining|opening
""")
_GOOD_OR_BARRED = Words(
    r"""
    thanks to @\w (?:\S+ )?(?:'s )?(?:quick|fast|swift|good|great|prompt|hard|careful|help|efforts?|work
    |thorough|early|excellent|attention|vigilance)
    """,
    r"(?:many|big|special|our|sincere|with) thanks to|^\^?thanks to @\w (?:who|for)\b",
    r"recovered|restored|lucky|luckily|fortunately|praise|resolved quickly|back (?:up )?within|was short",
    r"stayed short",
    # What kept somebody from acting is a condition, and no deed.
    r"""
    @\w (?:could not|can not|did not have|had no|was not (?:paged|able|notified|told|allowed|given|reachable)
    |were not (?:paged|able|notified|told|allowed|given)|was (?:paged|unable|told|already)|needed|lost access)
    """,
)

WAYS: tuple[Way, ...] = (
    Way(
        "human-error",
        "",
        Words(
            r"""
            (?:human|operator|user|pilot|admin(?:istrator)?|engineer|developer|manual|pebkac|layer 8
            |layer-8)[- ](?:error|mistake|failure|slip|fault
            |problem)s?(?! (?:rates?|messages?|pages?|counts?|codes?|reports?|logs?|responses?|budgets?|screens?
            |handling|dialogs?|class|over))
            """,
            r"pebkac|pebcak",
            r"""
            human (?:factors? (?:was|were|is)|failings?|negligence|weakness|fallibility|oversight|inattention
            |carelessness|misjudge?ment|slip-up)
            """,
            r"""
            (?:operator|admin(?:istrator)?|engineer|developer|staff|user|reviewer|team|vendor|personnel
            |contractor|management|technician|personal|individual) (?:inattention|oversight|negligence
            |carelessness|incompetence|ignorance|misconduct|laziness|inexperience|forgetfulness|sloppiness
            |misunderstanding|complacency|indecision|inaction|misjudge?ment|neglect|indifference)
            """,
        ),
        "“Human error” is where an investigation begins, not where it ends.",
        "Say what made the slip possible: “the command acted on production, and nothing asked for confirmation”.",
        unless=Words(
            r"user errors?\b.*?\b(?:\d{3}|per|rate|%|http)",
            r"\d{3} user error",
            r"user[- ]errors? (?:rose|fell|dropped|spiked|peaked)",
        ),
        negatable=True,
        text="plain",
    ),
    Way(
        "error-by",
        "pg",
        Words(
            rf"""
            (?:{FAULT}|failings?|misconfiguration|misconfigurations|poor \w+
            |bad \w+) (?:(?:was|were|had been|is|are) )?(?:made |introduced |committed )?(?:by|of|on the part of
            |from|on|among|within) (?:\S+ of )?@[pg]
            """,
            r"\w+ on (?:our|his|her|their|my|your|@\w 's) part|\w+ on the part of @[pgw]",
        ),
        "“Human error” is where an investigation begins, not where it ends.",
        "Say what made the slip possible: “the command acted on production, and nothing asked for confirmation”.",
        negatable=True,
    ),
    Way(
        "guilt",
        "",
        Words(
            rf"(?:{HASTE}) (?:\w+ ){{1,2}}?(?:by|of|from) @[pg]",
            r"(?:laid|lies|lay|lie|layed) at the (?:door|feet) of",
            r"@[wpg] (?:alone )?takes? (?:full|sole|all|personal|the whole) (?:responsibility|blame)",
            r"""
            @[pg] 's (?:\S+ )?(?:habit|habits|behaviou?r|conduct|way|tendency) (?:of|to) (?:\S+ ){1,6}?(?:made
            |let|led|caused|meant|allowed|cost)
            """,
            r"whose (?:fault|mistake|error)|(?:to|at) (?:blame|fault) (?:is|was|lies with|are|were) @\w",
            r"blame[sd]? (?:on|for|lies with|rests with|squarely)|@w blamed?|guilty",
            r"culprits? (?:is|was|were|are) @\w",
            r"""
            @\w (?:is|was|were|are) the (?:\S+ )?(?:culprits?|cause|one to blame|problem|weak link|weakest link)
            """,
            r"held? (?:\S+ )?(?:accountable|responsible|to account)|must answer for|has to answer for",
            r"guilty party",
            r"(?:bears?|bore|carr(?:y|ies|ied)|shares?|shared) (?:\S+ )?(?:responsibility|blame)",
            r"usual suspects?|repeat offenders?|shame on",
            r"only (?:ourselves|themselves|himself|herself) to blame|mea culpa|our bad|my bad",
            r"point(?:ing|ed)? (?:a |the )?fingers? at|finger-pointing at",
            rf"""
            @\w (?:alone )?(?:is|are|was|were|bears?|bore|carr(?:y|ies)|has|have) (?:\S+ )?(?:to blame|at fault
            |responsible for (?:the|this|an?|our|that) (?:\S+ )?(?:{INCIDENT}|{DEED})
            |(?:full |sole |some |the )?(?:blame|responsibility for (?:the|this)))
            """,
            r"""
            (?:lies?|lay|rests?|rested|falls?|fell) (?:squarely )?(?:with|on|upon
            |at) (?:the (?:feet|door) of )?@[pg]
            """,
            r"(?:fault|blame|responsibility) (?:of|lies with|falls on) @[pg]",
            rf"@[pgu] 's (?:own )?(?:\S+ ){{0,2}}?(?:{FAULT})",
            rf"(?:my|his|her|your|their|our) own (?:\S+ )?(?:{FAULT})",
            rf"@[pg] 's (?:{HASTE}) \S+",
            rf"""
            @[pg] 's (?:own )?(?:\S+ ){{1,4}}?(?:{HARM}|{DOWN}|led to|made (?:matters|things|it) worse
            |cost (?:us|@w))
            """,
            r"""
            (?:my|his|her|your|their|our) (?:own )?(?:fault|mistake|oversight|negligence|carelessness|lapse
            |blunder|sloppiness|inattention|incompetence|ignorance)
            """,
        ),
        _CAUSE,
        _CONDITIONS,
        unless=Words(
            r"@n (?:is|was) (?:to blame|at fault)|@n 's",
            r"(?:pods?|nodes?|servers?|processes|jobs)\b[^.]{0,40}\btheir (?:own )?fault",
            r"look for @\w to blame|responsible for the (?:runbook|docs|documentation|service)",
            r"responsible for (?:response|resolution)",
        ),
        negatable=True,
    ),
    Way(
        "person-who",
        "",
        Words(
            rf"""
            (?:@[pgat]|those|ones?)(?: ,)? (?:who|that|which) (?:had |has |have )?(?:{ADVERBS} )?(?:{HARM}
            |{MADE}|merged|pushed|deployed|approved|ran|made|changed|typed|applied|forgot|started|missed
            |did) (?:the |this |that |an? |it |in )?(?:bad |broken |faulty |wrong |offending )?(?:\S+ ){{0,3}}?
            (?:{INCIDENT}|change|command|typo|config(?:uration)?|it|this|build|migration|commit|script|namespace
            |database|upgrade|release|step|deploy\w*)
            """,
            rf"@p (?:had )?(?:{CHANGED}) this (?!with)(?:\S+ )?(?:clearly|up|in|without|has|had)?",
        ),
        _CAUSE,
        "Say “the primary engineer”, or name the change itself: “the change that preceded the outage”.",
        unless=Words(
            r"(?:@\w|those|people) (?:who|that) (?:reported|found|noticed|wrote the (?:first )?fix)", r"@p wrote this"
        ),
    ),
    Way(
        "harm",
        "pg",
        Words(
            rf"@[pg]{REACH}{HAD} (?:single-handedly |accidentally )?(?:{HARM}) \S+",
            rf"@[pg]{REACH}{HAD} (?:{DOWN})(?! for (?:maintenance|an? (?:upgrade|migration)))",
            rf"@[pg]{REACH}{HAD} (?:{MADE}) (?:the |this |an? |our |that )?(?:\S+ ){{0,2}}?(?:{INCIDENT})",
            r"""
            (?:(?:left|forgotten|missed|overlooked|ignored|skipped|lost|leaked|exposed|rushed|unplugged|tripped
            |bungled|mismanaged|neglected|abandoned|mis[a-z]+ed) (?:\S+ ){0,4}?by @[pg])
            """,
            r"@[pg] (?:have|has|had) (?:broken|taken down|brought down|wrecked|ruined)",
            r"""
            (?:caused|triggered|introduced|broken|brought about|initiated|deleted|created|wiped|removed|dropped
            |overwritten|brought on|set off) (?:\S+ ){0,3}?by (?:the (?:actions?|decision|haste
            |choice) of )?@[pg]
            """,
            rf"""
            @p (?:had )?(?!restarted|noticed|found|saw)(?:[a-z]+ed|ran|put|left|took|set|made|sent|wrote|built
            |shut) [^.;:@]{{2,80}}? and (?:so |accidentally |then )?(?:{HARM}|{DOWN}) \S+
            """,
            r"""
            @[pg] (?:had |has )?(?:managed to|found a way to|contrived to|succeeded in) (?!restor|recover|fix
            |bring|get|find|reproduc|mitigat|reduc|identif|contact|reach|stop|resolv|solv|stabili|keep|sav|log
            |start|complet|finish|read|isolat|roll|free|revert|patch|drain|trac|work|narrow|recreat|rebuil
            |reconnect|regain|catch|contain|scal|mov|connect|migrat|avoid|prevent|limit|re-)\w+
            """,
        ),
        _CAUSE,
        _SYSTEM,
        unless=Words(
            r"@u (?:\S+ )?(?:caused|triggered|created)",
            r"""
            (?:created|started|caused) (?:the |an? |this )?(?:github |new )?(?:issue|bug report|ticket|response
            |recovery)
            """,
            r"broke (?:it |the \S+ )?down",
            r"filled (?:in|out)",
        ),
        negatable=True,
    ),
    Way(
        "because",
        "",
        Words(
            rf"""
            {_WHY} (?:the |an? |our |some )?(?:\S+ ){{0,2}}?(?:actions?|decisions?|inaction|haste|choices?
            |mistakes?|behaviou?r|misunderstanding|neglect|changes?|assumptions?|negligence
            |failure) (?:made |taken )?(?:of|by|from|on the part of) @[pgw]
            """,
            rf"{_WHY} @[pg] 's (?:\S+ ){{0,2}}?(?:{DEED}|{FAULT}|\w+ing)",
            rf"{_WHY} (?:\S+ ){{0,1}}?@[pga] (?:(?:{ADVERBS}) )?(?:not \w+ing|(?!(?:{_FINE})\b)\w+ing)",
            rf"{_WHY} @p(?: ,| who| \.| and|$)",
            rf"""
            (?:because|since|reason (?:for \S+ )?(?:is|was)(?: that)?|is that
            |was that) @p (?:had )?(?:(?:{ADVERBS}) )?(?:{CHANGED}|{ERR}|{PASS_OVER})
            """,
            rf"""
            (?:happened|occurred|began|came about|went (?:down|dark|wrong|offline|unnoticed)
            |(?:was|were) (?:down|lost|dark|offline|unavailable|unreachable)|exists?|arose|failed
            |broke) (?:only |simply )?because @[pg]{REACH} \w+
            """,
            rf"reason(?:s)?(?: \S+){{0,12}}? (?:is|was|being)(?: that| because)? @[pg]{REACH} \w+",
            r"""
            (?:mistake|error|fault|failure|outage|incident|mess|this one|that one|oversight|this) (?:is|was
            |is all|was all) (?:\S+ )?(?:on|down to) @[pgw](?! to)
            """,
            r"""
            @p (?!(?:has|have|had|needs?|must) to )(?:\S+ ){1,10}?
            , (?:which|causing|thereby|thus|leaving) (?:\S+ )?(?:withdrew|broke
            |took (?:\S+ ){1,3}?(?:down|out|offline|with)|brought|deleted|wiped
            |killed|locked|blocked|filled|exhausted|emptied|disconnected|caused|led|crashed|made
            |prevented|cost|everybody|everyone|all)
            """,
            r"""
            (?:all |it |this |that |incident |outage |trouble |mess |story )(?:started|began|begins
            |starts) (?:\S+ )?(?:when|with)(?: @[pg])(?! (?:reported|noticed|told|asked|complained|found|saw
            |wrote|called|could|lost))
            """,
            r"between (?:the )?(?:chair|keyboard) and|pulled the trigger",
            r"(?:work|doing|handiwork|brainchild|idea) of (?:\S+ of )?@[pg]|@[pg] 's (?:own )?doing",
            r"@[pg] (?:is|was|are|were) the reason|(?:entirely|all|solely) @[pg] 's",
            r"""
            it (?:was|is|had been|must have been) @[pg] (?:who|that) (?!noticed|found|saved|fixed|reported
            |spotted|restored|helped|first|wrote|told|finally|pointed|discovered|identified|saw)\w+
            """,
            r"""
            (?:due to|because of|caused by|out of|result of|through|from|down to|sheer|pure|plain|simple|mere
            |utter|blind) (?:\S+ )?(?:haste|neglect|negligence|carelessness|sloppiness|incompetence|inexperience
            |eagerness|bravado|routine|impatience|ignorance|hurry|greed|pride|stubbornness|indifference|apathy
            |hubris|inattention|forgetfulness|overconfidence|wishful thinking|laziness|boredom|spite|convenience
            |habit|poor (?:judge?ment|decisions?|discipline|choices?)
            |bad (?:judge?ment|decisions?|habits?|choices?)|misjudge?ments?|frustration)(?! of the)
            """,
            r"""
            @[pg] (?:who )?(?:wanted|hoped|tried|was trying|were trying|was eager
            |was keen) to (?:save (?:time|\S+ (?:minutes|hours))|avoid (?:work|the (?:review|process|paperwork))
            |get (?:home|it done|away)|go home|impress|look|finish (?:early|before|quickly)|show off|cut|skip
            |be clever|be done|leave)
            """,
            r"to save (?:time|himself|herself|themselves),?",
        ),
        _CAUSE,
        _SYSTEM,
        unless=_GOOD_OR_BARRED,
        negatable=True,
    ),
    Way(
        "newcomer",
        "",
        Words(
            rf"""
            (?:an?|the|our|one|another|some) (?:[\w-]+ ){{0,2}}?(?:(?:intern|trainee|apprentice|contractor
            |freelancer|newcomer|temp|novice|beginner|junior|rookie|newbie|graduate)s?
            |(?:new|junior|inexperienced|newly hired|green) (?:hire|colleague|engineer|developer|operator
            |admin(?:istrator)?|employee|team member|staff member|member|dev
            |sre)s?) (?:had |then |accidentally )?(?:{CHANGED})(?! the (?:cause|fix|leak|bug))
            """,
            rf"""
            (?:{CHANGED}) (?:[\w-]+ ){{0,2}}?by (?:an?|the|our) (?:[\w-]+ )?(?:intern|trainee|apprentice
            |contractor|freelancer|newcomer|temp|novice|beginner|junior
            |new (?:hire|colleague|engineer|developer|operator))
            """,
        ),
        _CAUSE,
        _SYSTEM,
        negatable=True,
        text="plain",
        needs=(
            "intern",
            "trainee",
            "apprent",
            "contractor",
            "freelanc",
            "newcomer",
            "temp",
            "novice",
            "beginner",
            "junior",
            "rookie",
            "newbie",
            "graduate",
            "new",
            "inexper",
            "green",
        ),
    ),
    Way(
        "somebody",
        "",
        Words(
            r"""
            (?<!that )(?<!which )(?<!what )(?<!if )(?<!when )(?:somebody|someone|some one
            |whoever)(?: (?:on|in|from|at) (?:the|our) (?:[\w-]+ ){1,3}?)?(?: had| has)? (?:left|forgot|put
            |turned|switched|pulled|unplugged|tripped|disabled|deleted|removed|changed|pushed|merged|hard-coded
            |committed|commented|overwrote|thought|must|edited|typed|set|ran|restarted|opened
            |closed)(?! (?:us|them|me|him|her) )
            """,
            r"""
            (?!reported|noticed|found|seen|spotted|read|used|reviewed|approved|raised|asked|opened|accessed
            |requested|taken|answered|acknowledged|watched|signed|confirmed)(?:\w+ed|left|overwritten|broken
            |shut|torn) by (?:somebody|someone)
            """,
        ),
        _CAUSE,
        _SYSTEM,
        negatable=True,
        text="plain",
        needs=("some", "whoever"),
    ),
)
