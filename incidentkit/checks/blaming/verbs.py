"""What people do and leave undone, for `blame`: alternatives of a regular expression, to be put in a group.

The words stand in the forms that follow a subject ("misread", "was careless"). `sentence` tells of marks such as `@p`.
"""

from __future__ import annotations

from incidentkit.checks.blaming.look import joined

# What may stand between a subject and its verb: "… of the chart", "…, who was new,", "… on the other side".
REACH = joined(r"""
    (?: \( [^()@]{1,40} \))?(?: (?:of|in|at|from|for|with|on|behind
    |responsible for) (?:[^\s@,;:.]+ ){0,3}?[^\s@,;:.]+)?
    (?: ,? ?(?:who|that)(?: [^,;@]{1,60}?)?)?(?: , [^;@]{1,50}? ,)?
    (?<! the)(?<! a)(?<! an)(?<! this)(?<! these)(?<! any)(?<! his)(?<! her)(?<! its)(?<! our)(?<! of)(?<! to)
    (?<! be)(?<! is)(?<! was)
""")
_SEEMS = "may|might|must|(?:appears?|appeared|seems?|seemed|is said|is believed|proved|turned out) to"
HAD = rf"(?: (?:had|has|have|(?:{_SEEMS}) have))?(?: repeatedly| all| twice| both)?"
# … or what comes after an "and": "restarted the hub and forgot …".
AFTER_AND = rf"@[pg]{REACH} [^;:]{{1,90}}? (?:and|but|yet|then|or)(?: (?:had|has|have|then|so))*"

# How somebody is said to have done it. They stay in `shape` where other adverbs go.
ADVERBS = joined(r"""
    accidentally|unintentionally|inadvertently|mistakenly|wrongly|erroneously|unwittingly|unknowingly
    |carelessly|recklessly|negligently|thoughtlessly|sloppily|lazily|mindlessly|heedlessly|irresponsibly|clumsily
    |lightly
    |prematurely|hastily|rashly|hurriedly|impulsively|frantically|blindly|naively|unthinkingly|absent-mindedly
    |casually
    |incorrectly|improperly|stupidly|foolishly|unwisely|needlessly|inexplicably|illegally|wantonly
    |unilaterally|secretly|arbitrarily|stubbornly|cheerfully|blithely|conveniently|half-heartedly|reluctantly
    |belatedly
""")

# Participles that a rule by endings would not know.
_IRREGULAR = joined(r"""
    known|caught|seen|done|been|had|gone|run|taken|made|written|told|kept|thought|understood|read|foreseen|found
    |held|left
    |set|put|let|sent|spoken|begun|brought|built|chosen|given|paid|said|spent|stuck|shut|won|worn|got|gotten|come
    |drawn
    |broken|heard|met|felt|led|lost|fallen|grown|frozen|cut|hit|split|spread|woken|forbidden|withdrawn
""")
# Adjectives before a noun ("we should have automated backups") that look like participles ("we should have tested it").
_ADJECTIVES = joined(r"""
    automated|improved|dedicated|documented|tested|shared|managed|distributed|detailed|limited|hosted|centrali[sz]ed
    |monitored
    |scheduled|defined|agreed|staged|pinned|isolated|replicated|encrypted|written|proven|known|trusted|canned|signed
    |prepared
    |fixed|trained|named|reserved|increased|reduced|layered|graduated|separated|planned|reviewed|verified|supported
    |rehearsed
    |rate-limited
""")
# What follows a verb and not an adjective.
AFTER_VERB = joined(r"""
    the|a|an|this|that|it|them|these|those|our|its|their|his|her|for|to|in|on|with|by|before|after|when|and|if|more
    |earlier
    |sooner|first|at|from|about|how|whether|so|all|every|up|out|off|down|one|better|what|who|why|where|@\w|\d+
    |either|long
    |much|less|as|any|[,.;:!?)]
""")
PARTICIPLE = joined(rf"""
    (?:(?!(?:{_ADJECTIVES})(?: (?!(?:{AFTER_VERB})(?!\S))\S))(?!(?:need|speed|seed|feed|hundred|sacred|red|bed|id)\b
    |read(?:-| (?:access|only|rights|permissions?|replicas?)))(?:[a-z-]+ed|{_IRREGULAR})\b)
""")
# Participles of attention: what "should have been" done by somebody, and not by a machine.
ATTENDED = joined(r"""
    noticed|reali[sz]ed|recogni[sz]ed|spotted|seen|checked|double-checked|verified|validated|confirmed|communicated
    |followed
    |anticipated|considered|understood|read|tested|reviewed|escalated|informed|told|warned|announced|documented
    |thought
    |planned|caught|remembered|asked|consulted|coordinated|looked|foreseen|questioned|investigated|monitored|heeded
    |prevented|avoided|averted|known|picked up|acted|addressed|raised|reported|discovered|found|rolled back|approved
    |merged
    |deployed|handled|flagged|discussed|challenged|acknowledged|rehearsed|prioriti[sz]ed|taken seriously|paged|called
    |involved|inspected|audited|studied|examined|weighed|shared|mentioned|signed off|backed up|drained|rotated|renewed
    |trained|supervised|done|made|fixed|detected|stopped|mitigated|expected|obvious|clear|apparent|common sense
    |second nature|routine|cleaned up|closed|answered
""")
# Verbs of attention after "to" and "did not".
ATTEND = joined(r"""
    notice|reali[sz]e|recogni[sz]e|spot|check|double-check|verify|validate|confirm|communicate|follow|anticipate
    |consider
    |understand|read|test|review|escalate|inform|tell|warn|notify|announce|document|think|plan|appreciate|catch
    |remember
    |ask|consult|coordinate|look|pay|account|foresee|question|investigate|act|respond|react|update|monitor|report|heed
    |take|mention|raise|write|wait|learn|prepare|listen|obtain|get approval|talk|speak|align|bother|use|run|do
    |make sure|ensure|add
    |keep
    |rotate|renew|back|roll|revert|apply|remove|acknowledge|answer|call|page|hand|clean|close|open|put|turn|set|give
    |drain
""")
# Not to have, receive or see something is no deed: after "did not", these say nothing of a person.
NO_DEED = joined(r"""
    have|get|receive|see|hear|need|want|lose|experience|suffer|feel|own|hold|belong|exist|appear|seem|find|reach
    |happen|be
    |been|work|arrive|fit|cost|last|mean|help|offer|provide|had|gotten|received|seen|heard|lost|experienced|found
    |worked
    |reached|encountered|encounter|observed|observe|trust|exceed|expect|expected|list|yet|impact|affect|allow
    |support|show
    |a|an|the|any|only|share|identify|identified|immediately|able|aware|before|until|once|meet|touch|matter|access
    |perform
    |let|finish|succeed|manage|return|wear|wake|blame|say(?! (?:a|any))|try|change
""")

# Errors, each in the past tense. Of reading and judging:
MISREAD = joined(r"""
    (?!missed|missing|mission)mis[a-z-]+(?:ed|read|took|understood|heard|led|laid|spelt|calculated)|misread|mistook
    |misunderstood|overlooked|underestimated|overestimated|overreacted|lost track|mixed up|muddled|guessed
    |confused (?:the|an?|two|it|staging|production|@\w|one|both|dev|his|her)
    |got (?!@|told|notified|paged|called|asked|alerted|reports?|word|an? (?:alert|mail|page|message|error))
    (?:\S+ ){1,8}?(?:wrong|mixed up|confused|backwards)
    |assumed wrong|thought (?:he|she|they|it) knew better|knew better|lost sight|second-guessed
    |made (?:an?|the|this|that|some|several|his|her|their|two) (?:\S+ ){0,3}?
    (?:mistakes?|errors?|typos?|slips?|assumptions?|blunders?|bad call|wrong call|mess|hash|misjudge?ments?
    |oversights?)
    |committed an error|erred|slipped up
""")
# … of the hand and of haste:
BOTCHED = joined(r"""
    botched|bungled|blundered|fumbled|goofed|panicked|fat-fingered|messed|screwed|dropped the ball|tripped over|blew
    |rushed|hurried|jumped the gun|jumped to|could not wait|got carried away
    |lost (?:patience|control of|his|her|their|nerve|the plot)
    |went ahead|pushed ahead|pressed ahead|forged ahead|ploughed ahead|went rogue|pushed (?:his|her|their) luck
    |gambled|hoped for the best|crossed (?:his|her|their) fingers|shot from the hip|bit off|winged
    |put (?:\S+ ){1,4}?at risk
    |took (?:a |an )?(?:\w+ )?(?:shortcuts?|risks?|chances?|gamble)|cut corners|cobbled|slapped|threw together
    |half-finished
    |made (?:things|it|matters|everything|the \w+) (?:even |much )?worse
    |did (?:an? )?(?:poor|bad|terrible|sloppy|lousy|half-baked|shoddy|half) (?:job|work)
    |(?:pressed|hit|turned off) the wrong|meddled|tinkered|fiddled|tampered|poked around|played (?:around|with)
    |toyed|interfered
""")
# … of sloth and of looking away:
LOOKED_AWAY = joined(r"""
    fell asleep|slept through|overslept|dozed|nodded off|zoned out|spaced out|dragged|sat on|dawdled|dithered
    |hesitated|procrastinated
    |look(?:ed)? away|stood (?:by|idle)|sat (?:idle|back)|vanished|disappeared|wandered off|gave up too
    |gave in
    |caved|chickened out
    |turned a (?:blind eye|deaf ear)|looked the other way|took no notice|paid no (?:attention|heed)|glossed over
    |skimped|skimmed|glanced
    |waved (?:it|the|this|\S+) (?:\S+ ){0,3}?through|nodded (?:it )?through|rubber-stamped|rubber stamped
    |clicked (?:approve|through|away|yes|ok)|only (?:looked|read|checked|tested|glanced|skimmed|half)
    |(?:barely|hardly|scarcely|merely) \w+
    |(?:could not be|was not|were not) bothered|deigned|got a?round to|let (?:\S+ ){1,4}?slip
    |(?:let|dropped) (?:his|her|their|our) guard(?: down)?|took (?:his|her|their|our) eyes? off|rested on
    |let (?:us|the (?:team|users)) down
    |took (?:too|far too|so) long|fell (?:short|down on)|came up short|left (?:much|a lot|something) to be desired
    |saw fit to|saw no (?:need|reason)|told (?:@n|nobody|no one)
    |kept (?:it|this|that|\S+) (?:quiet|secret|to (?:him|her|them)sel\w+)
""")
# … and of will:
DEFIED = joined(r"""
    insisted|overrode|overruled|overstepped|deviated|strayed|stepped on|infringed|had no (?:business|right|excuse)
    |broke (?:the )?(?:rules?|policy|protocol|procedure|freeze)|undermined|jeopardi[sz]ed|sabotaged|hijacked
    |obstructed
    |cheated|lied|concealed|hid|withheld|covered up|faked|fudged|pretended|reneged|stonewalled|snubbed|contradicted
    |threatened|pressured|bullied|talked @w into|antagoni[sz]ed|mocked|laughed|sulked|bickered|squabbled|argued
    |wasted|squandered
    |yanked|hacked|stumbled|faltered
""")
ERR = "|".join((MISREAD, BOTCHED, LOOKED_AWAY, DEFIED))

# To pass over something: what it is must follow, so that "skipped lunch" is innocent.
PASS_OVER = joined(r"""
    ignored|disregarded|skipped|violated|disobeyed|circumvented|dismissed|neglected|discarded|brushed off
    |brushed aside|flouted
    |defied|breached|shrugged off|played down|downplayed|silenced|sat on|missed
""")
PASSED = joined(r"""
    the|an?|all|our|several|this|that|these|those|every|it|multiple|two|three|four|both|repeated|many|his|her|their
    |@\w|any
    |warnings?|alerts?|pages?|reviews?|staging|tests?|testing|procedures?|instructions|protocol|@c|clear|obvious
    |established
    |one|each
""")
CONTROLS = joined(r"""
    checks?|reviews?|process|procedures?|polic(?:y|ies)|approvals?|rules?|gates?|tests?|protections?|pipeline
    |controls?
    |warnings?|safeguards?|checklists?|steps?|staging|freeze|window|guidelines?|protocol|sign-off|ci
""")

# What a person is said to have done to the system: these harm whatever they are done to …
HARM = joined(r"""
    caused|causing|broke|breaking|wiped|emptied|crashed|destroyed|overwrote|ruined|corrupted|filled
    |flooded
    |exhausted|overloaded|saturated|misconfigured|knocked (?:out|over)|took down|brought down|tore down|bricked
    |nuked|blew up
    |blew away|trashed|clobbered|wrecked|is behind|was behind|locked everybody out|locked us out|starved|hosed|borked
    |mangled|worsened|aggravated
""")
DOWN = r"(?:took|brought|knocked|shut|tore|threw) (?:\S+ ){1,6}?(?:down|offline|out)"
# … and these only where the object says so: to delete a stuck pod is what an engineer is there for.
MADE = "introduced|created|started|initiated|triggered|sparked|led to|set off|prolonged|delayed|extended|added to"
INCIDENT = joined(r"""
    incident|outage|downtime|failure|crash|problem|issue|disruption|breakage|regression|data loss|mess|error|leak
    |deletion
    |interruption|breach|mistake|delay|situation|fault|bug|damage|trouble|chaos|disaster|vulnerability|recovery
    |response
    |resolution|overload
""")
# Changes to a system: neutral where an engineer makes them, not where they come with rank, accident or cause.
CHANGED = joined(r"""
    ran|executed|pushed|deleted|removed|revoked|dropped|merged|applied|changed|edited|disabled|deployed|typed|reset
    |overwrote
    |restarted|unplugged|turned off|shut down|granted|committed|released|published|upgraded|updated|modified|renamed
    |moved
    |started|stopped|rolled out|switched|entered|clicked|copied|pasted|left|put|wrote|configured|installed|shipped
    |pulled
    |terminated|killed|truncated|uploaded|shared|rebooted|scaled|tagged|unmounted|formatted|patched|opened|closed
    |approved
    |signed off|picked|chose|selected|rotated|drained|gave|sent|set|added|replaced|migrated|cleaned|took|hard-coded
    |commented out|bumped|raised|lowered|reverted|cancelled|let|allowed|connected
""")

# What somebody is said to have been.
AT_FAULT = joined(r"""
    unprepared|ill-prepared|unresponsive|unhelpful|uncooperative|unwilling|unreliable|evasive|dismissive|rude
    |defensive
    |obstinate|sluggish|idle|asleep|mistaken|in the wrong|out of line|off (?:his|her|their) game|culpable|liable for
    |behind (?:this|the outage|the incident|it all)|lax|lenient|nowhere to be (?:found|seen)|at a loss
    |caught (?:napping|off guard|out|unprepared)|lulled|cocky|smug|indifferent|apathetic|disorgani[sz]ed|chaotic
    |undisciplined
    |unfocuss?ed|inconsiderate|selfish|ungrateful|afraid to|scared to|a liability|the weak(?:est)? link|a loose cannon
    |known for|notorious for|infamous for|too (?:proud|lazy|busy|junior|new|green|shy|stubborn|timid|polite|afraid)
    |not (?:good|careful|competent|diligent|strict|responsive|prepared|proactive|paying attention|thinking|listening
    |helpful)
    |in over|ignorant|oblivious|wrong to|wrong about|hostile|stubborn
""")
# Adjectives of what somebody did.
HASTE = joined(r"""
    hasty|wrong|bad|poor|careless|rash|sloppy|mistaken|incorrect|clumsy|ill-advised|ill-considered|reckless|foolish
    |risky
    |rushed|premature|improper|inadequate|insufficient|incomplete|unfortunate|thoughtless|blatant|slow|late|delayed
    |unauthori[sz]ed|untested|unreviewed|flawed|failed|faulty|inexperienced|stubborn|half-hearted|negligent|unwise|lax
    |broken|buggy|erroneous|accidental|misguided|overzealous|bright
""")
FAULT = joined(r"""
    fault|mistakes?|errors?|oversights?|negligence|failures?|carelessness|misunderstanding|haste|typos?|inexperience
    |lapses?
    |blunders?|inattention|inattentiveness|ignorance|incompetence|laziness|sloppiness|misconduct|slips?|wrongdoing
    |overconfidence|complacency|indecision|inaction|neglect|impatience|refusal|unwillingness|reluctance|forgetfulness
    |misjudge?ments?|disregard|stubbornness|fumble|omission|recklessness|stupidity|naivety|rashness|greed|pride
    |wishful thinking|idleness|blindness|folly|vanity|obstinacy|(?:poor|bad) judge?ment|lack of \w+|unfamiliarity
    |confusion
    |absent-mindedness|shortcuts?|obsession|eagerness|over-?eagerness|zeal|insistence|ego|attitude|bravado
    |haphazardness|disinterest|hubris|arrogance|clumsiness
""")
DEED = joined(r"""
    decisions?|actions?|choices?|changes?|command|attempts?|mishandling|handling|behaviou?r|commit|merge|push|patch
    |deploy
    |deployment|script|restart|edit|update|upgrade|conduct|response|approach|assumptions?|experiment|code
""")
