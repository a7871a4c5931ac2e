"""The patterns of `blame`: each says what gives a sentence away, why it gets in the way, and how to say it instead.

Sources: Dekker, The Field Guide to Understanding "Human Error" (counterfactuals, "failed to", the view from outside);
Allspaw, Blameless PostMortems and a Just Culture (2012); Google, Site Reliability Engineering, chapter 15; PagerDuty,
Postmortem Documentation, "The blameless postmortem" (who and why questions).
"""

# ruff: noqa: E501 - a pattern that is cut at a margin is not easier to read
from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from incidentkit.checks.blame_match import Needs, Vocabulary, Words
from incidentkit.checks.blame_words import (
    ACCIDENT,
    ATTEND,
    ATTENDED,
    BY_ACCIDENT,
    CHANGED,
    HARM,
    HARMED,
    INCIDENT,
    MACHINES,
    MADE,
    NAME,
    NEWCOMER,
    PERSON,
    SOMEBODY,
    TEAM,
    THEY,
    WE,
)

# Adjectives before a noun ("we should have automated backups") that look like participles ("we should have tested it").
_ADJECTIVES = (
    r"(?:automated|improved|dedicated|documented|tested|shared|managed|distributed|detailed|limited|hosted|centrali[sz]ed"
    r"|monitored|scheduled|defined|agreed|staged|pinned|isolated|replicated|encrypted|written|proven|known|trusted|canned|signed"
    r"|prepared|fixed|trained|named|reserved|increased|reduced|layered|graduated|separated|planned|reviewed|verified|supported)"
)
_NO_OBJECT = r"(?:the|a|an|this|that|it|them|these|those|our|its|their|his|her|for|to|in|on|with|by|before|after|when|and|if|more|earlier|sooner|first|at|from|about|how|whether|so|us|all|every|up|out|off|down)\b"
_PARTICIPLE = (
    rf"(?:(?!{_ADJECTIVES}\s+(?!{_NO_OBJECT})\w)(?!(?:need|speed|seed|feed|hundred|sacred|red|bed|id)\b)[a-z]+ed"
    r"|known(?!-)|caught|seen|done|been|had|gone|run|taken|made|written|told|kept|thought|understood|read(?![- ]?(?:access|only|rights|permissions?|replicas?))|foreseen|found|held|left"
    r"|set|put|let|sent|spoken|begun|brought|built|chosen|given|paid|said|spent|stuck to|shut|won|worn)"
)
_ADVERB = r"(?:(?:also|really|probably|clearly|obviously|simply|just|certainly|perhaps|definitely|at least|always|all|never|not|first|instead|either|have|then)\s+)"
_NEGATED = re.compile(
    r"\b(?:call(?:ed|s|ing)?|no|not|never|neither|nor|without|rather than|instead of|beyond|avoid(?:s|ed|ing)?|isn[’']t|wasn[’']t|aren[’']t|weren[’']t"
    r"|cannot|nobody is|do not|don[’']t|did not|does not|nobody(?: was)?|no one(?: was)?)\b(?:\s+[\w’'-]+){0,4}\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way to blame. `unless` is what makes the sentence innocent; with `negatable` so does a "no" before it.

    `needs` is a cheap question that comes first: a sentence without any of these words is not looked at twice. With
    `personal` it needs one of those as well.
    """

    name: str
    needs: Needs
    pattern: Words
    reason: str
    reword: str
    negatable: bool = False
    unless: Words | None = None
    personal: Needs | None = None


def _words(pattern: str) -> Words:
    return Words(pattern)


def _any(words: str) -> Needs:
    return Needs(words)


def _exact(pattern: str) -> Words:
    return Words(pattern, re.NOFLAG)


_SOMEBODY = Needs(SOMEBODY)
_PERSONAL = Needs(
    rf"{SOMEBODY}|\bi\b|\bwe\b|\bthey\b|\bwho\b|people|team|crew|staff|shift|nobody|everyone|everybody|vendor|provider"
    r"|department|operations|management|leadership|desk|company|maintainers|\bone\b|colleague|member"
)
_SOMEBODY_OR_SLIP = Needs(rf"{SOMEBODY}|mistake|error|oversight|slip|typo|assumption|blunder|call|\bI\b|\bwe\b")
_PEOPLE = rf"(?:{PERSON}|{WE}|{THEY})"
_CAUSE = "Naming a person as the cause ends the search where it should begin."
_HINDSIGHT = "In hindsight the right step is plain; at that moment it was not. What was left undone explains nothing."
_CHARACTER = "This judges a person. It makes the next report say less."

# In the order in which they are tried: the first that fits a sentence speaks, and the more particular stand first.
PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        "human-error",
        _any(r"error|mistake|failure|slip|fault|failing|oversight|negligence|typo"),
        _words(
            r"\b(?:human|operator|user|pilot|admin(?:istrator)?|engineer|manual)[- ](?:error|mistake|failure|slip)s?\b"
            r"(?! (?:rates?|messages?|pages?|counts?|codes?|reports?|logs?|responses?|budgets?|screens?|handling|dialogs?|class))"
            r"|\b(?:error|mistake|slip|fault|failing|oversight|negligence|typo)s? (?:(?:was|were|had been|is|are) )?(?:made |introduced |committed )?(?:by|of|on the part of) "
            + PERSON
        ),
        "“Human error” is where an investigation begins, not where it ends.",
        "Say what made the slip possible: “the command acted on production, and nothing asked for confirmation”.",
        negatable=True,
        unless=_words(
            r"\b(?:user errors?\b.*\b(?:\d{3}|per|rate|%|http)|\d{3} user error|user[- ]errors? (?:rose|fell|dropped|spiked|peaked))"
        ),
    ),
    Pattern(
        "character",
        _any(
            r"careless|neglig|slopp|incompet|reckless|irrespons|inattent|thoughtless|lazy|laziness|clums|complac|unprof|finger|rookie|blunder|bungl|botch|screw|mess|goof|stupid|dumb|foolish|ignorant|inexper|unskilled|untrained|unqualified|absent-minded|distract|overconf|impatient|lack|judge?ment|sense|attention|careful"
        ),
        _words(
            r"\b(?:careless(?:ly|ness)?|negligen(?:t|ce|tly)|slopp(?:y|ily|iness)|incompeten(?:t|ce)|reckless(?:ly|ness)?|irresponsib(?:le|ly)"
            r"|inattenti(?:on|ve|veness)|thoughtless(?:ly|ness)?|laziness|clumsy|clumsiness|complacen(?:t|cy)|unprofessional(?:ly)?"
            r"|fat[- ]finger(?:ed|s|ing)?|rookie mistake|blunder(?:ed|s)?|bungled|botched|screwed up|screw-up|messed up|goofed"
            r"|(?:was|were|too|being|is|are|got) (?:just )?(?:lazy|stupid|sloppy|dumb|foolish|ignorant|inexperienced|distracted|overconfident|impatient)"
            r"|lack of (?:care|diligence|attention|discipline|common sense|competence|due care|due diligence|professionalism|judge?ment|effort|thought)"
            r"|(?:poor|bad) judge?ment|common sense|(?:not|n[’']t|without) pay(?:ing)? (?:enough |any |close )?attention|inexperience(?: of)?"
            r"|(?:inexperienced|careless|lazy|sloppy|incompetent|negligent|unskilled|untrained|unqualified|impatient|overconfident|absent-minded) (?:[\w-]+ )?(?:engineer|operator|admin|administrator|developer|maintainer|responder|person|people|staff|contractor|intern|student|instructor|colleague|reviewer|user)s?"
            r"|wasn[’']t careful|weren[’']t careful|not careful(?: enough)?|stupid(?:ly|ity)?|foolish(?:ly)?)\b"
        ),
        _CHARACTER,
        "Say what the person saw and what the system let happen: “the two consoles look alike”.",
        negatable=True,
        unless=_words(
            r"\b(?:lazy (?:load|init|eval)|was lazy[- ]load|dumb (?:proxy|terminal|pipe)|(?:pod|node|proxy|hub|disk|cache|loader|volume|mount|image)s? (?:was|were|is|are|got) (?:lazy|stupid|dumb|ignorant))"
        ),
    ),
    Pattern(
        "poor",
        _any(
            r"poor|\bbad\b|weak|sloppy|insufficient|lack|absence|\bno\b|asleep|drunk|hung ?over|absent|concentrat|daydream"
        ),
        _words(
            rf"\b(?:poor|bad|weak|sloppy|insufficient|lacking|no|lack of|absence of) (?:communication|planning|coordination|preparation|organi[sz]ation|testing|discipline|ownership|leadership|follow-up) (?:from|by|of|on the part of|within|among) (?:{PERSON}|{TEAM})"
            rf"|{PERSON} (?:was|were|had been) (?:fast |sound )?(?:asleep|drunk|hung ?over|absent without|not (?:really |fully )?concentrating|daydreaming)\b"
        ),
        _CHARACTER,
        "Say what the person saw and what the system let happen: “the two consoles look alike”.",
        negatable=True,
        personal=_PERSONAL,
    ),
    Pattern(
        "idiom",
        _any(
            r"rubber|blind eye|other way|corners|ball|wheel|\bgun\b|rogue|bothered|lightly|shirk|slack|who (?:was|were|had|felt|seemed)|asleep"
        ),
        _words(
            r"\b(?:rubber-?stamp(?:ed|s|ing)|turned a blind eye|look(?:ed|ing) the other way|cut(?:ting)? corners|dropp?(?:ed|ing) the ball|at the wheel|jump(?:ed|ing) the gun|went rogue|could not be bothered|couldn[’']t be bothered|took (?:it )?lightly|asleep on the job|shirk(?:ed|ing)?|slack(?:ed|ing) off)\b"
            rf"|{PERSON},? who (?:was|were|had been|felt|seemed) (?:[\w-]+ ){{0,2}}?(?:in a hurry|hurried|distracted|tired|new|impatient|unfamiliar|inexperienced|unaware|overconfident|rushed|stressed)\b"
        ),
        _CHARACTER,
        "Say what the person saw and what the system let happen: “the two consoles look alike”.",
        negatable=True,
    ),
    Pattern(
        "virtue",
        _any(r"\b(?:would|could|might) have\b"),
        _words(
            r"\b(?:a (?:little|bit of|minimum of|modicum of)|some|more|basic|elementary|greater|ordinary) (?:more )?(?:diligence|care|attention|thought|caution|foresight|discipline|rigou?r|effort|competence|curiosity|vigilance|patience) (?:would|could|might) have\b"
        ),
        _CHARACTER,
        "Say what the person saw and what the system let happen: “the two consoles look alike”.",
        negatable=True,
    ),
    Pattern(
        "guilt",
        _any(
            r"blame|guilt|culprit|warned|told|reminded|instructed|asked|responsib|accountable|reprimand|punish|disciplin|stern talk|retrain|spoken to|been warned|answer for"
            r"|\b(?:lies?|lay|rests?|rested) with\b|fault\b|\bpart\b|[’']s (?:[\w-]+ ){0,4}?(?:hasty|wrong|bad|poor|careless|rash|sloppy|mistaken|incorrect|clumsy|ill-advised|reckless|foolish|risky|rushed|premature|caused|broke|triggered|took down|led to|made|crashed)\b|(?:[’']s|\b(?:my|his|her|your|their|our)) (?:own )?(?:mistake|error|oversight|negligence"
            r"|failure|careless|misunder|haste|typo|inexper|lapse|blunder)"
        ),
        _words(
            rf"\b(?:whose fault|(?:to|at) (?:blame|fault) (?:is|was|lies with|are|were) {PERSON}|blame[sd]? (?:on|for|lies with|rests with)"
            rf"|(?:we|I) blamed?|guilty|culprit (?:is|was) {PERSON}|(?:was|were|had been|has been|have been) (?:[\w-]+ ){{0,3}}?(?:warned|told|reminded|instructed|asked) (?:[\w-]+ ){{0,5}}?(?:and|but|yet) (?:still|nevertheless|nonetheless|anyway)|held (?:accountable|responsible)|hold \w+ (?:accountable|responsible)|reprimand(?:ed)?|punish(?:ed|ment)?"
            r"|disciplin(?:ed|ary)|a stern talk|be retrained|retrain(?:ing)? (?:the|our|all|every)|(?:was|were|been) spoken to|has been warned|have been warned|must answer for)\b"
            rf"|{PERSON}[’']?s? (?:is|are|was|were) (?:to blame|at fault|responsible for (?:the|this|an?|our) (?:\w+ )?{INCIDENT})"
            rf"|(?:lies?|lay|rests?|rested) with {PERSON}|\b(?:fault|blame|responsibility) (?:of|lies with|falls on) {PERSON}"
            rf"|{PERSON}[’']s (?:hasty|wrong|bad|poor|careless|rash|sloppy|mistaken|incorrect|clumsy|ill-advised|reckless|foolish|risky|rushed|premature)\b"
            rf"|{PERSON}[’']s (?:own )?(?:[\w-]+ ){{1,3}}(?:caused|broke|triggered|took down|led to|made (?:matters|things|it) worse|crashed)\b"
            rf"|(?:the )?{PERSON}[’']s (?:own )?(?:fault|mistake|error|oversight|negligence|failure|carelessness|misunderstanding|haste|typo|inexperience|lapse|blunder)"
            r"|\b(?:my|his|her|your|their|our) (?:own )?(?:fault|mistake|oversight|negligence|carelessness|lapse|blunder)\b"
            rf"|\b(?:mistake|error|oversight|fault|lapse|failure|omission|failing) on (?:our|his|her|their|my|your|the (?:team|operator|engineer|admin|vendor)[’']s) part\b|\bguilty party\b"
        ),
        _CAUSE,
        "Leave the person out and name the conditions: what was hard to see, easy to mistake, or not guarded.",
        negatable=True,
        unless=_words(
            r"\b(?:nobody|no one) (?:is|was) (?:to blame|at fault)\b|\b(?:nobody|no one)[’']s (?:own )?(?:fault|mistake|error|oversight)\b|\b(?:pods?|nodes?|servers?|processes|jobs)\b[^.]{0,40}\btheir (?:own )?fault"
        ),
    ),
    Pattern(
        "person-who",
        _any(r"\b(?:who|that|which|whoever)\b"),
        _words(
            rf"(?:\b(?:{PERSON}|the (?:one|ones|team|people)|people|those) (?:who|that|which)|\bwhoever) (?:had |has |have )?(?:{ACCIDENT} )?"
            rf"(?:{HARM}|{MADE}|merged|pushed|deployed|approved|ran|made|changed|typed|applied|wrote|forgot|started|missed) (?:the |this |that |an? |it\b|in )?(?:bad |broken |faulty |wrong |offending )?"
            rf"(?:[\w`-]+ ){{0,3}}?(?:{INCIDENT}|change|command|bug|typo|config(?:uration)?|it|build|migration|code|commit|script|namespace|database|upgrade|release|step|deploy\w*)\b"
        ),
        _CAUSE,
        "Say “the primary engineer”, or name the change itself: “the change that preceded the outage”.",
    ),
    Pattern(
        "person-by-accident",
        _any(
            r"accident|no clue|unintention|inadvert|mistake|wrong|erron|careless|unwitting|reckless|prematur|incorrect|improper|unknow|stupid|foolish|in error|without|made|misread|misconf|mistyp|misund|misjud|mishand|mistook|overlook|confus|mixed up|panick|lost track|slow|late\b|too long|trivial|silly|simple|avoidable|preventable|unnecess|embarrass|typical|classic|oversight|assumed|thought|believed|trusted|supposed|expected"
        ),
        _words(
            rf"(?:{PERSON}|\b(?:I|he|she)\b) (?:[\w’'-]+ ){{0,2}}?{ACCIDENT} \w+"
            rf"|(?:{PERSON}|\b(?:I|he|she)\b) (?:[\w’'`/.-]+ ){{1,9}}?(?:{BY_ACCIDENT})\b"
            rf"|\b{ACCIDENT} (?:[\w-]+ ){{1,4}}?by {PERSON}|\b{ACCIDENT},? {PERSON} \w+"
            rf"|(?:{PERSON}|\b(?:he|she)\b)(?: who| that)? (?:had|has) (?:absolutely |clearly |obviously )?no clue\b"
            rf"|(?:{PERSON}|{TEAM}|\b(?:we|I)\b) (?:had |has |have )?made (?:an?|the|this|some|several) (?:[\w-]+ ){{0,2}}?(?:mistake|error|typo|slip|assumption|blunder|bad call|wrong call)s?"
            rf"|(?:{PERSON}|\bI\b) (?:had )?(?:(?!identified\b|fixed\b|mended\b|reverted\b|corrected\b|spotted\b|noticed\b|reported\b)[a-z]+ed|chose|ran|took (?:out|down|off)|put|hit|gave|sent|built|set) (?:on |in |out |off )?(?:the|an?) wrong\b"
            rf"|(?:{PERSON}|\bI\b) who (?:[\w’'-]+ ){{1,7}}?(?:picked|chose|selected|clicked|typed|used|ran|deleted|pulled|took|edited) (?:on |in |out )?the wrong\b"
            rf"|{PERSON} (?!was |were |is |are |got |had been )\w+ (?:[\w’'`-]+ ){{0,6}}?(?:on|in|to|at|against|from|into|for|with) the wrong \w+"
            rf"|(?:{PERSON}|\bI\b) (?:had )?(?:mistook|misread|misconfigured|mistyped|misunderstood|misjudged|mishandled|overlooked|confused|mixed up|panicked|lost track|got confused|(?:was|were) (?:confused|slow|late) (?:to|about|and|in)|took (?:far |way |much )?too long)\b"
            rf"|(?:{PERSON}|\b(?:he|she)\b)(?: (?:of|on|for|behind) (?:the |this |that )?[\w-]+)? (?:had )?(?:simply|just|wrongly|mistakenly|incorrectly|falsely|naively|blindly) (?:assumed|thought|believed|trusted|supposed|expected)\b"
            rf"|\b(?:trivial|silly|simple|stupid|dumb|avoidable|preventable|unnecessary|embarrassing|typical|classic|careless) (?:human )?(?:mistake|error|oversight|slip)s?\b|\b(?:due to|because of|through|by) an? (?:[\w-]+ )?oversight\b"
        ),
        _CAUSE,
        "Say what happened to the system, and what made it easy: “the `prod` namespace was deleted: both clusters had the same prompt”.",
        negatable=True,
        personal=_SOMEBODY_OR_SLIP,
    ),
    Pattern(
        "person-as-cause",
        _any(
            r"caus|trigger|broke|breaking|introduc|creat|took down|brought|knocked|took|set off|killed|delet|dropped|wiped|crash|destroy|overwrote|ruined|killed|corrupt|misconf|screwed|messed|mistyp|botch|led to|behind|initiated|started|due to|result of|down to|thanks to"
        ),
        _words(
            rf"\b(?:caused|triggered|introduced|broken|brought about|initiated|deleted|created) (?:[\w-]+ ){{0,2}}?by (?:the (?:actions?|decision|haste|choice) of )?(?!users?\b|students?\b){PERSON}"
            rf"|(?!users?\b|students?\b)(?:{PERSON}|\b(?:he|she)\b) (?:had |has |single-handedly |then |also |again |directly |thereby |accidentally )?(?:{HARM} {HARMED}|took (?:[\w-]+ ){{1,4}}?down\b|{MADE} (?:the |this |an? |our |that )?(?:[\w-]+ ){{0,2}}?{INCIDENT}\b)"
            rf"|\b(?:due to|because of|result of|caused by|triggered by|down to) {PERSON}[’']s? (?:[\w-]+ )?(?:decisions?|actions?|inaction|choices?|changes?|command|attempt|haste|mishandling|misunderstanding)\b"
            rf"|\b(?:due to|because of|result of|down to|thanks to) (?:the |an? )?(?:actions?|decisions?|inaction|haste|choices?) (?:of|by) {PERSON}"
            rf"|\b(?:due to|because of|down to|thanks to) (?!users?\b|students?\b){PERSON}(?! (?:being|was|were|is|are|had|reported|noticed))(?:[’']s \w+ing| \w+ing)\b"
        ),
        _CAUSE,
        "Put the system in the subject: “the change removed …, and no check stopped it”.",
        negatable=True,
        personal=_SOMEBODY,
        unless=_words(
            r"\b(?:students?|users?) (?:caused|triggered|created)\b|\bload\b|\btraffic\b|\bcreated (?:the |an? |this )?(?:issue|bug report|ticket)\b"
        ),
    ),
    Pattern(
        "consequence",
        _any(
            r"\band\b.*(?:caus|trigger|broke|breaking|took|brought|knocked|wiped|crash|destroy|overwrote|ruined|corrupt|filled|flooded|exhaust|overload|saturat|misconf|screwed|messed|mistyp|botch)"
        ),
        _words(
            rf"(?!users?\b|students?\b){PERSON} (?:had )?(?!restarted\b|noticed\b|found\b|saw\b)(?:[a-z]+ed|ran|put|left|took|set|made|sent|wrote|built|shut|put) [^.;:]{{2,80}}? and (?:thus |thereby |so |accidentally |then )?(?:{HARM} {HARMED}|took (?:[\w-]+ ){{1,4}}?down\b)"
        ),
        _CAUSE,
        "Put the system in the subject: “the change removed …, and no check stopped it”.",
        negatable=True,
        personal=_SOMEBODY,
    ),
    Pattern(
        "newcomer",
        _any(
            r"intern|interns|trainee|apprentice|contractor|freelancer|newcomer|novice|\btemp\b|\btemps\b|\bnew\b|newly|junior|inexperienced"
        ),
        _words(rf"\b{NEWCOMER} (?:had |then |accidentally )?{CHANGED}\b|\b{CHANGED} (?:[\w-]+ ){{0,2}}?by {NEWCOMER}"),
        _CAUSE,
        "Put the system in the subject: “the change removed …, and no check stopped it”.",
        negatable=True,
        personal=_SOMEBODY,
    ),
    Pattern(
        "somebody",
        _any(r"someone|somebody"),
        _words(
            r"\b(?:[Ss]omebody|[Ss]omeone) (?:had |has )?(?:left|forgot|put|turned|switched|pulled|unplugged|tripped|disabled|deleted|removed|changed|pushed|merged|hard-?coded|committed) (?!(?:us|them|me|him|her) )"
        ),
        _CAUSE,
        "Put the system in the subject: “the change removed …, and no check stopped it”.",
        negatable=True,
    ),
    Pattern(
        "traced",
        _any(r"traced|attribut|stem|originat|boil|came down to|back to|root"),
        _words(
            rf"\b(?:traced (?:back )?to|attribut(?:ed|able) to|stem(?:s|med) from|go(?:es)? back to|came down to|boil(?:s|ed) down to|originated (?:with|from|in)|root(?:s|ed)? (?:is |was |lie )?in) (?:an? |the |some )?(?:[\w-]+ )?(?:decisions?|actions?|inaction|choices?|changes?|mistakes?|behaviou?r|misunderstanding|neglect) (?:made |taken )?(?:by|of|from|on the part of) {PERSON}"
        ),
        _CAUSE,
        "Put the system in the subject: “the change removed …, and no check stopped it”.",
        negatable=True,
        personal=_SOMEBODY,
    ),
    Pattern(
        "careful-action",
        _any(
            r"careful|vigilan|mindful|diligen|attentive|cautious|train|taught|told|learn|care|caution|attention|try harder|better|remind|remember|twice|make sure|ensure|see to it|mistake|double|happen again|aware|before you"
        ),
        _words(
            r"\b(?:be|being|stay|remain|is|are) (?:more |extra |very |much more |a lot more )?(?:careful|vigilant|mindful|diligent|attentive|cautious)\b"
            r"|\b(?:more|extra|greater|better|take|with more|exercise) (?:care|caution|vigilance|diligence|attentive)\b(?! (?:is taken )?by the (?:scheduler|controller))"
            r"|\b(?:read|check|ask|test|think|look|consult|follow) (?:[\w-]+ ){0,4}?before you\b|\bmore carefully\b|\bpay (?:more |closer |better |extra |greater )?attention\b|\btry harder\b|\bdo better next time\b"
            r"|\bremind (?:everyone|everybody|people|all|the|each|our|staff|engineers|operators|admins|students|instructors|users|developers|ourselves|team)\b"
            r"|(?:^|\b(?:must|should|need to|please|always|to|will) )remember to\b|\bthink twice\b|\b(?:must|should|do) not (?:make|repeat) (?:such |this |the same |these )?(?:a )?mistakes?\b|\bdon[’']t (?:make|repeat) (?:such |this |the same )?mistakes?\b"
            rf"|(?:{PERSON}|{TEAM}) (?:needs?|must|has|have) to (?:be (?:better |properly )?(?:trained|taught|told)|learn)\b|\b(?:needs?|need) (?:more|better|further) training\b"
            r"|\bdouble[- ]check (?:everything|all|your|their|every)|\bnot let this happen again\b|\bknow better\b|(?:^|\b(?:must|should|to|please|always) )(?:be|stay|become) (?:more )?aware (?:of|that|when)\b"
            r"|^[^\w]*(?:always )?double[- ]check\b|\b(?:make sure|ensure|see to it) (?:that )?(?:everyone|everybody|people|all (?:engineers|operators|admins|developers)|engineers|operators|admins|developers|nobody|no one) (?:knows?|reads?|follows?|understands?|checks?|remembers?|forgets?|pays?|is aware|are aware)\b"
        ),
        "Care is what everybody brings already; asking for more changes nothing.",
        "Ask for a change that works on a bad day: a check, a confirmation, a default, a runbook.",
        unless=_words(
            r"\b(?:was|were|had been|have been|we|they) (?:reminded|careful(?:ly)? (?:drained|rolled|restarted))\b|\b(?:pay|paid) attention to (?:the )?(?:metric|graph)|^reminder\b|\bbeing cautious\b|\bbe mindful of quota\b"
            r"|\b(?:were|was|being|are) (?:very |extra )?careful (?:to keep|not to)\b|\bacting cautiously\b|\bacts? cautiously\b"
        ),
        negatable=True,
    ),
    Pattern(
        "should-have",
        _any(r"should|ought|could|might|to understand|to know|to think"),
        _words(
            rf"(?:{_PEOPLE}|\b(?:nobody|no one|everyone|everybody|somebody|someone|people)) (?:really |probably |clearly |obviously |certainly |also |all )?(?:should|ought to|could|might)(?:n[’']t| not| never)?(?: have|[’']ve| of) {_ADVERB}{{0,2}}{_PARTICIPLE}\b"
            rf"|(?:{_PEOPLE}|\b(?:people|everyone|everybody|anyone|anybody)\b) (?:should|ought to) (?:really |surely |all )?(?:know|have known)\b(?= (?:better|by now|that|this|how|what)|\s*[.!])"
            r"|\bwhich (?:he|she|they|you|I|we) (?:really |clearly )?should(?:n[’']t| not| never) have\b"
            rf"|(?:{_PEOPLE}|{THEY}) (?:need|needs|have|has|ought) to (?:understand|know|think about) what (?:they|he|she|we) (?:do|does|are doing|is doing)\b"
            rf"|\b(?:should|ought to)(?:n[’']t| not| never)?(?: have|[’']ve| of) {_ADVERB}{{0,2}}(?:been {_ADVERB}{{0,1}}{ATTENDED}\b|{ATTENDED}\b(?=\s*(?:[.,;:!?)]|$)| {_NO_OBJECT}))"
            r"|\b(?:could|might)(?: easily)?(?: have|[’']ve| of) (?:easily |probably |simply |also )?(?:been )?(?:easily )?(?:prevented|avoided|averted|caught|spotted|foreseen|noticed)\b"
            rf"|\bshould (?:never|not) (?:have|[’']ve) (?:been )?(?:{ATTENDED}|happened|occurred|gone|left|allowed|pushed|changed|touched|upgraded|started|given|run|used|let|had)\b"
        ),
        _HINDSIGHT,
        "Say what was missing and what would help now: “there was no … before the change; …”.",
        unless=_words(
            r"\b(?:nobody|no one|no [\w-]+|none of (?:us|them)) (?:could|might) have\b|\b(?:alerts?|alarms?|probes?|monitors?|pods?|hubs?|proxy|controllers?|kubelets?|schedulers?|autoscalers?|cullers?|nodes?|servers?|they|jobs?|caches?|backups?|retry|retries) (?:should|could|might)(?:n[’']t| not)?(?: have|[’']ve) (?:been )?(?:fired|started|restarted|triggered|scaled|evicted|terminated|exited|retried|run|added|detected|picked|made|fixed|handled|done|caught)\b"
            r"|\bit (?:could|might) have been\b"
        ),
    ),
    Pattern(
        "counterfactual",
        _any(r"\bif\b|\bhad\b|would|could|might|needed"),
        _words(
            rf"\bif only\b|\bhad (?:{_PEOPLE}|somebody|anybody|someone|anyone) (?:only |just |simply )?(?:not )?{_PARTICIPLE}\b[^.]{{0,120}}\b(?:would|could|might)\b"
            rf"|\b(?:would|could|might)(?:n[’']t| not| never)? have (?:been (?:avoided|prevented|averted)|happened|occurred)\b[^.]{{0,80}}\b(?:if|had|were it not)\b"
            rf"|\bif (?:{_PEOPLE}|somebody|anybody|someone|anyone) had (?:only |just |simply |not |n[’']t )*{_PARTICIPLE}\b"
            rf"|\b(?:{WE}|{PERSON}) (?:needed|had) only to\b|\ball (?:{_PEOPLE}) had to do was\b|\bit would have (?:taken|been enough|sufficed|been (?:easy|simple|trivial))\b"
        ),
        _HINDSIGHT,
        "Tell what happened and why it made sense then; put what would have helped among the action items.",
    ),
    Pattern(
        "failed-to",
        _any(
            rf"(?:fail\w*|neglect\w*|omitted|bother\w*|refus\w*|inability)\b[^.]{{0,60}}? to {_ADVERB}?{ATTEND}"
            r"|\b(?:nobody|no one|do not|don[’']t|does not|doesn[’']t|seldom|rarely|did not|didn[’']t|never|had not|hadn[’']t)\b|ignor|disregard|overlook|skipped|bypass|missed|violat"
            r"|disobey|circumvent|dismiss|against|contrary|not followed|neglected"
        ),
        _words(
            rf"(?:{_PEOPLE}|\b(?:nobody|no one|people|everyone)) (?:[\w-]+ ){{0,2}}?(?:fail(?:ed|s|ing)|neglect(?:ed|s|ing)|omitted|didn[’']t bother|did not bother|never bothered|refused|couldn[’']t be bothered) to {_ADVERB}?{ATTEND}\b"
            rf"|\b(?:failure|neglect|refusal|inability) (?:of {PERSON} )?to (?:properly |adequately |correctly )?(?:notice|reali[sz]e|recogni[sz]e|communicate|follow|verify|check|test|review|escalate|inform|consider|anticipate|document|read|consult|plan|understand|notify (?:the|our)|heed)\b"
            rf"|{PERSON}[’']s? failure to\b|\b(?:nobody|no one) (?:bothered|cared|thought|took the time|took (?:the )?(?:responsibility|ownership|initiative)|had the sense)\b|\b(?:chose|decided|preferred|elected|opted) to (?:ignore|skip|bypass|disregard)\b"
            rf"|(?:{PERSON}|{TEAM}|\b(?:he|she|they)\b|\b(?:we|I)\b(?= never)) (?:did not|didn[’']t|never|had not|hadn[’']t) (?:properly |even |actually |ever |fully |first |bother to )?(?:notice|reali[sz]e|check|double-?check|verif|test|follow|read|review|communicat|escalat|inform|tell|told|warn|ask|consult|confirm|think|thought|look|wait|announce|pay|heed|validat|coordinat|use the|run the|understand|understood|document|mention|report|act\b|react|rotat|renew|updat|monitor|plan|consider|rehears|back up|learn|car(?:e|ed)\b|clean|remov|revert|roll|hand over|pass|pick up|answer|respond|prepar|raise|call)\w*"
            rf"|(?:{_PEOPLE}) (?:had )?(?:(?:ignored|disregarded|overlooked|skipped|missed|violated|disobeyed|circumvented|dismissed) (?:the |an? |all |our |several |this |that |these |those |every |it|multiple |two |three )"
            rf"|bypassed (?:the |an? |all |our |this |that |these |those |every )*(?:[\w-]+ ){{0,2}}?(?:checks?|reviews?|process|procedures?|polic(?:y|ies)|approvals?|rules?|gates?|tests?|protections?|pipeline|controls?|warnings?|safeguards?|checklists?|steps?|staging)\b)"
            rf"|\b(?:alerts?|alarms?|warnings?|notifications?|pages?|tickets?|reports?|concerns?|instructions?|recommendations?|reminders?|e-?mails?|messages?|advice|procedures?|checklists?|runbooks?|polic(?:y|ies)|notices?|signs?) (?:was|were|had been|went) (?:simply |just |then |repeatedly )?(?:ignored|disregarded|overlooked|neglected|violated|dismissed|not followed)\b(?! by the (?:client|server|proxy|parser|controller|scheduler|kubelet|hub|mail))"
            rf"|\b(?:ignoring|disregarding|bypassing|violating|against|in violation of|contrary to) (?:the |our |all |team |company |written |established |agreed )+(?:procedures?|polic(?:y|ies)|rules?|process|warnings?|advice|instructions|protocol)\b"
        ),
        _HINDSIGHT,
        "Say what could be seen and what could not: “the alert went to a channel that nobody watches at night”.",
        unless=_words(
            r"\b(?:pods?|nodes?|probes?|alerts?|jobs?|processes|proxies|servers?|services?|containers?|builds?|reflector|clients?|checks?|tests?|requests?|spawners?|cullers?|volumes?|machines?|replicas|workers|deployments|certificates)\b,?(?: (?:that|which))? (?:they |who )?(?:fail(?:ed|s)?|did not|didn[’']t|missed|skipped|ignored)\b"
            r"|\bthey (?:did not|didn[’']t) (?:run|use|test)\b.{0,30}\b(?:pod|node)|\bskipped (?:a |the |this )?(?:meeting|lunch|lab|lecture|class)\b|\b(?:students?|users?|people|those logged in) (?:did not|didn[’']t|never) (?:even |actually )?(?:notice|reali[sz]e|see|look|report)\b|\bmissed (?:the |a |an |their )?(?:deadline|lecture|class|lab|exam|session|quiz|morning|first)\b"
        ),
    ),
    Pattern(
        "habit",
        _any(r"seldom|rarely|keep|kept|insist|continu|\bdo\b|\bdon\b|\bdoes\b|\bdoesn\b|never"),
        _words(
            rf"(?:{PERSON}|{TEAM}|\b(?:people|everyone|everybody|nobody|no one)\b) (?:do not|don[’']t|does not|doesn[’']t|never|seldom|rarely) (?:even |ever |actually |always |properly )?(?:follow|read|check|obey|respect|respond to|look at|care|test|document|update|heed|escalate|communicate|bother)s?\b"
            rf"|(?:{_PEOPLE}|\b(?:people|instructors|students|users|developers|colleagues)\b) (?:keeps?|kept|insists? on|insisted on|continues?|continued) (?:ignoring|skipping|breaking|forgetting|disregarding|violating|bypassing|missing)\b"
        ),
        _HINDSIGHT,
        "Say what could be seen and what could not: “the alert went to a channel that nobody watches at night”.",
        personal=_PERSONAL,
    ),
    Pattern(
        "inaction",
        _any(r"(?:and|but|yet) (?:then |still |simply )?(?:did|didn[’']t|took no|never) "),
        _words(
            rf"(?:{_PEOPLE}|{TEAM}|\b(?:nobody|no one|people)\b)[^.;]{{0,100}}? (?:and|but|yet) (?:then |still |simply )?(?:did nothing|took no action|did not (?:act|react|respond|answer)|didn[’']t (?:act|react|respond|answer)|never (?:acted|reacted|responded|answered))\b"
        ),
        _HINDSIGHT,
        "Say what could be seen and what could not: “the alert went to a channel that nobody watches at night”.",
        personal=_PERSONAL,
    ),
    Pattern(
        "nobody-had",
        _any(r"nobody|\bno one\b"),
        _words(
            r"\b(?:nobody|no one) (?:[\w-]+ ){0,4}?(?:had )?(?:ever |actually )?(?:read|reviewed|tested|double-checked|verified|documented|announced|rehearsed|informed|updated|consulted|escalated)\b"
            r"|\b(?:nobody|no one) (?:[\w-]+ ){1,4}?(?:had )?(?:bothered|cared|thought (?:of|about)|taken the time)\b"
        ),
        _HINDSIGHT,
        "Say what could be seen and what could not: “the alert went to a channel that nobody watches at night”.",
    ),
    Pattern(
        "slow",
        _any(r"\b(?:took|taken|needed|waited)\b.* (?:to|before)\b"),
        _words(
            rf"\bit (?:took|has taken) (?:{PERSON}|{TEAM}|us|them|him|her) (?:far |way |much |rather )?too long to\b"
            rf"|(?:{PERSON}|\b(?:he|she)\b) (?:took|needed|waited) (?:[\w-]+ ){{1,5}}?(?:to|before) (?:he |she |they )?(?:answer|respond|react|acknowledge|notice|reali[sz]e|wake|open|join|log|look|call|pick|reply|repl)\w*"
        ),
        _HINDSIGHT,
        "Say what could be seen and what could not: “the alert went to a channel that nobody watches at night”.",
        personal=_PERSONAL,
    ),
    Pattern(
        "not-by-its-author",
        _any(r"\b(?:not|never)\b.* by\b"),
        _words(
            rf"\b(?:not|never) (?:been )?(?:[\w-]+ly )?(?:tested|checked|reviewed|verified|read|documented|announced|noticed|escalated|followed|validated|updated) by (?:its |the |their |any )?(?:authors?\b|{PERSON})"
        ),
        _HINDSIGHT,
        "Say what could be seen and what could not: “the alert went to a channel that nobody watches at night”.",
    ),
    Pattern(
        "forgot",
        _any(r"forg|slipped"),
        _words(
            rf"(?:{_PEOPLE}|\b(?:nobody|everyone|everybody|people|somebody|someone)) (?:[\w-]+ ){{0,2}}?(?:forgot|forgets?|forgotten|forgetting)\b"
            r"|\b(?:was|were|been) (?:simply |just |completely |again |accidentally )?forgotten\b|\bforgetting to\b|\b(?:was|were) forgetful\b|\bslipped (?:his|her|their|my|our|everybody[’']s|everyone[’']s) minds?\b"
        ),
        "Forgetting is what people do; a step that lives in a memory will be lost again.",
        "Say where the step was, or was not, written down: “the renewal was in no calendar”.",
        negatable=True,
        unless=_words(
            r"\b(?:students?|users?) (?:[\w-]+ )?forg[eo]t(?:s|ten)? (?:their|the|his|her|a) passwords?\b|\bforgotten[- ]password"
        ),
    ),
    Pattern(
        "who-and-why",
        _any(r"\bwho\b|\bwhy\b|\bhow\b|thinking|\bwhich\b|person|culprit|responsible"),
        _words(
            r"\bwho (?:the hell |on earth |exactly |actually )?(?:deployed|merged|deleted|approved|broke|changed|pushed|did (?:this|that|it)|is responsible|was responsible|is to blame|was to blame|caused|made (?:the|this|that)|let (?:this|that|him|her|them)|gave (?:him|her|them)|allowed|decided|signed off|ran the|turned off|disabled|wrote (?:this|that)|removed|touched|thought)\b"
            rf"|\bwhy (?:did|didn[’']t|had|hadn[’']t|was|wasn[’']t|were|weren[’']t|do|don[’']t|could|couldn[’']t|would|wouldn[’']t) (?:not )?(?:{PERSON}|you|he|she|nobody|no one|anybody|anyone|somebody|someone|the (?:[\w-]+ )?team|we)\b(?! (?:lose|see|have to))"
            r"|\bwhy (?:was|wasn[’']t|were|weren[’']t|has|hasn[’']t|had|hadn[’']t) (?:this|that|it|the (?:change|pr|pull request|upgrade|commit|runbook|procedure|checklist|patch|alert|warning|backup)) (?:not |been |n[’']t )*(?:tested|reviewed|caught|noticed|approved|merged|followed|checked|announced|ignored|allowed)\b"
            r"|\bwhy (?:was|wasn[’']t|were|weren[’']t|had|hadn[’']t|has|hasn[’']t) (?:[\w-]+ ){1,4}?(?:not (?:been )?|been )?(?:tested|reviewed|approved|announced|followed|double-checked|rehearsed|escalated|documented)(?= ?(?:\?|$|before|in|by|at|first))"
            rf"|\b(?:find|identify|name|determine|establish|trace|locate) (?:out )?(?:the )?(?:person|one|individual|engineer|operator|admin|developer|culprit)s? (?:responsible|who|that|behind)\b|\bwhich (?:engineer|operator|admin|developer|person|of (?:us|you|them))s? (?:deployed|merged|deleted|approved|broke|changed|pushed|did|caused|made|ran)\b"
            rf"|\bhow (?:could|can|did) (?:{_PEOPLE}|anyone|anybody|someone|somebody) (?:not |possibly |have |ever )*(?:miss|overlook|forg|think|let|allow|fail|be so|not know|ignore)\w*"
            r"|\bwhat was (?:he|she|he or she|the engineer|the operator) thinking\b"
        ),
        "“Who” and “why did you” make people defend themselves; “how” and “what” make them explain.",
        "Ask what made it possible: “what let the change reach production?”, “how did it look from the console?”.",
        unless=_words(
            r"\b(?:people|users|students|instructors|everyone|those|anyone|anybody|courses|teams|groups|somebody) who (?:changed|removed|deleted|touched|pushed|merged|decided|disabled|deployed|approved)\b|\bwhy (?:did|were|was) (?:we|the team) (?:lucky|able)\b|\bwho approved\b.{0,20}\b(?:budget|invoice)\b|\bregardless of who\b|\bno matter who\b"
        ),
    ),
    Pattern(
        "belittling",
        _any(
            r"obvious|knows?|needless|of course|simply|took was|any|with some|with more|with a|with enough|basic|unaccept|excus|unbeliev|shock|embarrass|ridicul|astonish|inconceiv|laugh|pathetic|hard to|difficult to|impossible to|despite"
        ),
        _words(
            rf"\bobvious(?:ly| (?:mistake|error|oversight|step|that (?:{_PEOPLE})))\b|\bas (?:everyone|everybody|anyone|anybody) knows?\b|\bneedless to say\b|\bof course,? (?:{_PEOPLE}|nobody|no one)\b"
            rf"|\bsimply (?:did not|didn[’']t|forgot|failed|had to|needed to|need to|has to|have to|should|ignored|neglected|never|not|wrong|did|overlooked|missed|because|a matter of|read|check|follow|run|look|ask)\b"
            r"|\b(?:all|everything) it took was\b|\b(?:any(?:body|one)|somebody|someone|a person|people|engineers?) with (?:some|any|more|a little|a bit of|enough|half a|an ounce of) (?:experience|sense|knowledge|care|brains?|training|common sense)\b|\bany (?:competent|experienced|sensible|reasonable) \w+\b|\bbasic(?:ally)? (?:mistake|competence|knowledge|hygiene|care)\b|\bunacceptable\b|\b(?:unbelievabl[ey]|shocking(?:ly)?|embarrassing(?:ly)?|ridiculous(?:ly)?|astonishing(?:ly)?|inconceivable|laughable|pathetic|hard to believe)\b|\bdespite (?:being |having been |clear |repeated |several |multiple |the |our |all |explicit )*(?:told|warned|warnings?|instructions|instructed|reminded|reminders)\b|\binexcusable\b|\bno excuse\b"
            rf"|\b(?:hard|difficult|impossible) to (?:understand|see|explain|imagine|believe|comprehend) (?:why|how) (?:{_PEOPLE}|nobody|no one|anybody|anyone|everybody|somebody)"
        ),
        "What is plain to the author was not plain to those who were there.",
        "Leave the word out, or say what could be seen at the time.",
        negatable=True,
        unless=_words(
            r"\b(?:pods?|hub|proxy|node|server|process|client|scheduler|controller|container|autoscaler|cache)s? simply\b|\bsimply (?:put|restart|stopped|delet)|\bmake it obvious\b"
        ),
    ),
    Pattern(
        "skill",
        _any(
            r"know|understand|grasp|\bget\b|appreciate|\bcare\b|\bnew\b|junior|unfamiliar|unqual|untrain|incap|unaware|hurry|\btoo\b|wrong|their head|his head|her head|rush|hasty|lack|shortage"
        ),
        _words(
            rf"(?:{PERSON}|\b(?:he|she)\b) (?:clearly |obviously |evidently |apparently )?(?:did not|didn[’']t|does not|doesn[’']t) (?:really |fully |even )?(?:know|understand|grasp|get|appreciate|care)\b(?! (?:if|whether|yet|at that time|at the time|then|about the (?:outage|incident)))"
            rf"|(?:{PERSON}|\b(?:he|she)\b) (?:was|were) (?:not |n[’']t )?(?:new|junior|unfamiliar|unqualified|untrained|incapable|unaware|in a hurry|too (?:slow|hasty|quick|eager|confident))\b[^.]{{0,60}}\b(?:which|so|and (?:therefore|thus)|leading|causing|caus)|\b(?:lack|shortage) of (?:skills?|knowledge|experience|understanding|training) (?:of|on the part of|among|by|in) {PERSON}"
            rf"|(?:{PERSON}|\b(?:he|she)\b) (?:was|were) (?:too (?:slow|hasty|quick|eager|confident)|wrong|incapable|unqualified|(?:in )?over (?:his|her|their) head)\b|(?:{PERSON}|\b(?:he|she)\b) rushed\b|\b(?:rushed|hasty|hurried) (?:decision|change|deploy\w*|work|job) (?:by|of) {PERSON}"
        ),
        _CHARACTER,
        "Say what information was at hand, and what the tool or the document did not show.",
        personal=_SOMEBODY,
        unless=_words(
            r"\bdid not (?:know|understand)\b[^.]{0,20}\b(?:which|that|what)\b[^.]{0,40}\b(?:alert|dashboard|log|page)"
        ),
    ),
)

_NAMED_NEEDS = _any(
    r"forgot|fail|neglect|should|blame|fault|careless|accident|unintention|inadvert|mistake|wrong|erron|unwitting|reckless"
    r"|prematur|incorrect|improper|unknow|stupid|foolish|made|ignor|n[’']t|not|misread|mistyp|overlook|bypass|messed|oversight|without"
)
# Given names are blamed only with verbs that no machine has; tried after all others.
_NAMED = _exact(
    rf"(?P<name>{NAME}) (?:(?:had |has |clearly |simply |just |also |then |again )*(?:forgot|(?:failed|neglected) to {ATTEND}\b|should(?:n[’']t| not| never)? have {_PARTICIPLE}\b|(?:was|is) (?:to blame|at fault|careless|negligent)"
    rf"|{ACCIDENT} \w+|(?:made|had made) (?:a|an|the) (?:[\w-]+ )?(?:mistake|error|typo)\b|ignored the|(?:did not|didn[’']t) (?:check|verify|test|follow|read|ask|tell|notice|think)|misread|mistyped|overlooked|messed up|[a-z]+ (?:[\w`./-]+ ){{1,6}}?without (?:asking|telling|checking|thinking|looking|testing|warning|informing|consulting|waiting|reading)\b|was on (?:call|duty|shift)[^.;]{{0,30}}? (?:but|and) (?:did not|didn[’']t|never)\b|(?:pulled|deleted|restarted|edited|chose|picked|typed) the wrong\b)"
    rf"|[’']s (?:own )?(?:mistake|fault|oversight|negligence|carelessness|failure to (?:check|notice|follow|communicate)))"
)


_VOCABULARY = Vocabulary(
    [_NAMED_NEEDS, *(p.needs for p in PATTERNS), *(p.personal for p in PATTERNS if p.personal is not None)]
)


@lru_cache(maxsize=4096)
def blamed(sentence: str) -> tuple[Pattern, int] | None:
    """The first pattern that fits a sentence of prose, and the offset where it does; None for an innocent one."""
    bits = _VOCABULARY.bits(sentence)
    for pattern in PATTERNS:
        if pattern.personal and not _VOCABULARY.fits(pattern.personal, sentence, bits):
            continue
        if not _VOCABULARY.fits(pattern.needs, sentence, bits):
            continue
        if pattern.unless and pattern.unless.search(sentence):
            continue
        for found in pattern.pattern.finditer(sentence):
            if not (pattern.negatable and _NEGATED.search(sentence, 0, found.start())):
                return pattern, found.start()
    for found in _NAMED.finditer(sentence) if _VOCABULARY.fits(_NAMED_NEEDS, sentence, bits) else ():
        words = {found["name"].lower(), *found["name"].lower().split()}
        if not words & MACHINES:
            return _BY_NAME, found.start()
    return None


_BY_NAME = Pattern(
    "named",
    _NAMED_NEEDS,
    _NAMED,
    _CAUSE,
    "Leave the name out, and say what the system let happen.",
)
