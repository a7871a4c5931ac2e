"""The words by which `weigh` knows what operators say, by kind. Adding a word here, in lower case, is all it takes."""

from __future__ import annotations

import re

# A word, perhaps with endings or a last letter that may be missing: crash(?:ed|es)?, errors?
_LONE = re.compile(r"(?P<stem>[a-z]+)(?:\(\?:(?P<ends>[a-z|]+)\)(?P<may>\??)|(?P<last>[a-z])\?)?")


def _listed(words: str) -> tuple[str, ...]:
    return tuple(words.split())


def _forms(stems: str) -> str:
    """Past and progressive forms of regular verbs, as alternatives: `scale` gives scaled, scaling."""
    found = []
    for stem in stems.split():
        if stem.endswith("e"):
            found += [stem + "d", stem[:-1] + "ing"]
        elif stem.endswith("y") and stem[-2] not in "aeiou":
            found += [stem[:-1] + "ied", stem + "ing"]
        else:
            found += [stem + "ed", stem + "ing"]
    return "|".join(found)


def _parted(*alternations: str) -> tuple[frozenset[str], str]:
    """Alternations as lone words and the rest: hundreds of words cost nothing to look up, and much to search for."""
    words: set[str] = set()
    phrases: list[str] = []
    for one in _alternatives("|".join(alternations)):
        found = _LONE.fullmatch(one)
        if not found:
            phrases.append(one)
        elif found["ends"]:
            words.update(found["stem"] + end for end in [*found["ends"].split("|"), *([""] if found["may"] else [])])
        else:
            words.update({found["stem"] + (found["last"] or ""), found["stem"]})
    return frozenset(words), "|".join(phrases)


def _alternatives(pattern: str) -> list[str]:
    """The alternatives of a pattern, whose parentheses and brackets keep theirs."""
    found, depth, listed = [""], 0, False
    for sign in pattern:
        listed = sign == "[" or (listed and sign != "]")
        depth += 0 if listed else (sign == "(") - (sign == ")")
        if sign == "|" and not depth:
            found.append("")
        else:
            found[-1] += sign
    return found


# What is wrong.
SYMPTOM = (
    r"down|outages?|unavailable|unreachable|unresponsive|inaccessible|offline|degraded|downtime|overloaded|saturated|"
    r"throttl(?:ed|ing)|exhausted|exceeded|expired|broken|corrupt(?:ed)?|crash(?:ed|es|ing)?|crashloop\w*|oom\w*|"
    r"panic(?:ked|king|s)?|evict(?:ed|ion|ions)|fail(?:s|ed|ing|ure|ures)|errors?|erroring|exceptions?|"
    r"refus(?:ed|es|ing)|reject(?:ed|ing)|denied|time(?:s|d)? ?outs?|timing out|stuck|hang(?:s|ing)?|hung|"
    r"freez(?:es|ing)|frozen|tak(?:es?|ing) forever|slow|slowness|slower|sluggish|laggy|latency|spik(?:e|es|ed|ing)|"
    r"dropping|leak(?:s|ed|ing)?|pending|backlog|flapping|unhealthy|not ?ready|"
    r"lost (?:connection|contact|data|quorum|the|its|all|power|network)|"
    r"(?:is|are|keeps?|been|and) growing|piling up|fall(?:s|ing|en) behind|lag(?:s|ging)?|answers? nothing|"
    r"no (?:answer|response) from|"
    r"dead|died|dying|(?:is|are|was|disk|volume|quota|pool|node|nodes|cluster|fs|filesystem) full|full (?:disk|volume)|"
    r"out of (?:memory|disk|space|capacity|quota|inodes|addresses|ips|sync)|no space left|(?:disk|memory|cpu) pressure|"
    r"restart(?:s|ing) (?:loop|itself|every|constantly)|(?:is|are|was) gone|missing (?:from|in|on)|"
    r"bad (?:sectors?|blocks?|disks?|nodes?|state|config|deploy|image|gateway|requests?)|white (?:page|screen)|"
    r"preempted|preemptions?|reclaimed|garbled|servfail|nxdomain|no complaints|nothing (?:\w+ )?(?:works?|resolves?|"
    r"loads?|starts?|opens?|responds?|happens?|comes? up|runs?|connects?|saves?)|"
    r"data loss|(?:is|are|was|were|with|comes? up|came up) (?:empty|blank|zero bytes)|(?:empty|blank) "
    r"(?:files?|pages?|notebooks?)|"
    r"not (?:respond|start|load|work|com|spawn|mount|schedul|reachable|available|running|resolv)\w*"
)
UNABLE = (
    r"(?:can'?t|cannot|can not|unable to|not able to|couldn'?t|could not|won'?t|doesn'?t|does not|don'?t|isn'?t|"
    r"aren'?t|never|(?:nobody|no one|none of (?:us|them)|no \w+) can) "
    r"(?:\w+ )?(?:log ?in|log on|connect|reach|access|start|spawn|load|open|save|pull|mount|schedul|resolv|work|"
    r"respond|come (?:up|back)|coming (?:up|back)|run|authenticat|launch|submit|sync|"
    r"sign in|finish|complet|return|end(?:ed|s)?|print|play|upload|download|book|pay|search|edit)\w*"
)
# A number of HTTP alone is any number: it needs its plural, or a word beside it.
STATUS = (
    r"(?:[45]\d\d|[45]xx)'?s\b|[45]xx\b|"
    r"(?:https?|status|code|errors?|return(?:s|ed|ing)?|got|get|getting|gives?|giving|throwing|with) [45]\d\d\b|"
    r"[45]\d\d (?:errors?|responses?|on|from|for|in|at|bad|service|internal|gateway|not found|forbidden|unavailable)\b"
)
# What was done. The base form ("restart it") is a plan and stays out.
CHANGE = (
    _forms(
        "activate adjust apply attach block bump bypass cancel change clear cordon correct deactivate decommission "
        "decrease delete deploy detach disable double downgrade drain enable evict exclude expand extend flush halve "
        "increase install kill lower merge migrate mount move patch pause point promote provision purge raise reboot "
        "reconfigure recreate recycle redeploy redirect reduce release remount remove renew repair replace reroute "
        "reschedule resize restart restore resume revert rotate scale shift switch taint terminate truncate tune "
        "tweak unblock uncordon unmount update upgrade"
    )
    + r"|pinned|pinning|stopped|stopping|swapped|swapping|rollback (?:is )?(?:done|complete|finished|started)|re-?ran|"
    r"added (?:\w+ )?(?:\w+ )?(?:nodes?|replicas?|memory|capacity|disks?|pods?|cpus?|quota|swap|workers?|hosts?)|"
    r"(?:roll|fail|switch|turn|scal|spin|cut|shut|fenc|clean|fre)(?:led|ling|ed|ing|ting|ning|ned|e?d) "
    r"(?:[\w./-]+ ){0,4}?(?:back|over|up|down|off|on|out)|spun up|shut (?:it )?down|"
    r"brought (?:it |them |the \w+ |everything )?(?:back|up|down)|took (?:it |them |the \w+ )?(?:out|down|offline)"
)
RECOVERY = (
    r"recover(?:ed|ing|s|y)|resolved|mitigated|fixed|restored|stabili[sz](?:ed|ing)|healthy|"
    r"(?:is|are|looks?|seems?|now|again|stays?) stable|stable (?:again|now|since)|all clear|"
    r"back (?:to (?:normal|green|healthy|life)|up|online|in (?:business|service)|again)|"
    r"(?:is|are|it's|everything's|things are|we're|now) back|"
    r"(?:works?|working|up|running|green|fine|normal|ok|okay|responsive|reachable|spawning|logging in) (?:again|now)|"
    r"(?:looks?|seems?|appears?) (?:to be )?(?:all )?(?:good|fine|ok|okay|normal|healthy|better|stable),? "
    r"(?:now|again)|(?:are|is|back|now|all|came|come|coming|up and) online|online(?= *(?:[.,;!]|$))|"
    r"no (?:longer|new|further) (?:\w+ )?\w+|no more \w+|"
    r"subsid(?:ed|ing)|caught up|came back|coming back|(?:is|are) (?:back|green|ready)|good now|"
    r"false (?:alarm|positive)|(?:(?<!thanks )(?<!try )(?<!hi )(?<!sorry )again|[123]\d\ds again)(?= *(?:$|[\n.,;!)]))|"
    r"all (?:quiet|good|fine|green|well)(?! to)|(?:works|working|fine) for (?:me|us|everybody|everyone|all|them)|"
    r"that (?:did|fixed|solved|worked|helped)(?: it| the trick)?|(?:did|does)(?:n't| not) (?:help|work|change)|"
    r"(?:closed|ended) (?:the|their|its|this) (?:incident|outage|ticket)|(?:is|are|go|goes|went|coming) through|"
    r"without (?:a|any) (?:problems?|errors?|issues?|hitch)|(?:queue|backlog) (?:is|are) (?:empty|drained|gone)|"
    r"(?:mine|ours?|theirs|they|it|he|she) (?:is|are|'s|'re) (?:up|back|in|through|there)|"
    r"(?:failover|deploy|deployment|upgrade|rollout|migration|restart|restore|backup) (?:is )?"
    r"(?:done|complete|completed|finished|over)"
)
CAUSE = (
    r"root cause|caus(?:ed|ing) by?|due to|turns? out|culprit|"
    r"(?:found|identified|spotted) (?:it|the (?:\w+ )?(?:problem|issue|cause|bug|reason|leak))|"
    r"(?:the|real) (?:problem|issue|reason|cause) (?:is|was|seems)|"
    r"that'?s (?:the|our) (?:problem|issue|reason|cause|culprit)|triggered by|traced (?:it |this )?(?:back )?to|"
    r"ever since|found (?:\d+|several|many|more|another)|"
    r"now (?:two|three|four|five|six|seven|eight|nine|ten|\d+)\b(?! ?[:%])|"
    r"correlat\w+ with|regression"
)
_USERS = (
    r"(?:users?|students?|people|instructors?|teachers?|customers?|folks|faculty|class|classes|learners?|someone|"
    r"somebody|everyone|nobody|no one|staff|teams?|professors?|gsis?|tas?|labs?|courses?)"
)
REPORT = (
    rf"{_USERS} (?:(?:are|is|were|have|has|now|all|also|still|in [\w -]{{1,30}}?) )*"
    r"(?:report\w*|say\w*|see(?:s|ing)?|complain\w*|getting|hit(?:s|ting)?|can'?t|cannot|unable|lost|losing|kicked|"
    r"affected|locked|logged|notic\w+|wait\w*|can (?:log|work|use|access|connect|spawn|start|open|reach)\w*)|"
    r"(?:reports?|complaints?|tickets?|pages?|mails?|emails?) (?:from|of|about|that) |"
    r"(?:we|i)(?:'re| are|'m| am) (?:seeing|hitting)|"
    r"(?:we|i) (?:see|saw|noticed) (?:\w+ ){0,2}(?:errors?|[45]\d\d|spikes?)"
)
# Who was told, and who took which part.
TOLD = (
    r"(?:mails?|e-?mails?|messages?|notices?|announcements?|banner|status ?page|update) (?:[\w-]+ ){0,6}"
    r"(?:out|sent|posted|published|updated)|informed|notified|announced|paged|escalat(?:ed|ing)|"
    r"(?:i|we)(?:'m| am|'re| are)? tak(?:e|ing) (?:the |over )?(?:lead|command|over)|incident (?:lead|commander) is"
)
LEVEL = (
    r"(?:(?:at|over|above|below|under|hit|hits|reached|up to|down to|using|used|now) ~?\d[\d.,]* ?"
    r"(?:%|(?:ms|secs?|seconds|gi?b?|mi?b?|ti?b?|cores?|cpus?|iops|rps|qps|pods?|nodes?|replicas|connections|s|min|minutes?|hours?|h)\b))|"
    r"takes? ~?\d[\d.,]* ?(?:ms|s|secs?|seconds?|min|minutes?|hours?|h)\b"
)
# A state and a change, each as lone words, which are looked up, and as phrases, which are searched for.
STATE_WORDS, STATE_PHRASES = _parted(SYMPTOM, CHANGE, RECOVERY, CAUSE, TOLD)
STATES: tuple[str, ...] = (rf"(?:{STATE_PHRASES})\b", UNABLE, STATUS, REPORT, LEVEL)
CHANGE_WORDS, CHANGES = _parted(CHANGE, RECOVERY, "synced|succeeded|finished|completed")

# What may stand before a deed, and how a deed is told. Of regular verbs only those that change nothing are named.
LEAD = (
    r"(?:ok(?:ay)?|so|and|then|now|also|just|finally|meanwhile|update|fyi|well|yes|yep|already|i|we|i've|we've|i have|"
    r"we have)[ ,:]+"
)
DID = (
    r"(?!(?:look|check|ask|want|need|lik|agre|miss|notic|wonder|hop|guess|us|tri|seem|expect|assum|talk|join|wait|"
    r"confus|interest|excit|surpris|worri|scar|annoy|tir|bor|pleas|suppos|lov|enjoy|laugh|learn|liv|ne|inde|spe|fe|"
    r"thank|appreciat|relat|mention|call|happen|appear|stay|remember|forg|ping|inform|star|bas|compar|fail)ed\b)"
    r"[a-z]{2,}[^e\W]ed|put|ran|set|got|took|made|brought|built|cut|gave|shut|spun|threw|tore|"
    r"had to (?!leave|go|run|eat|step|drop|catch|say|ask|laugh|look|wait)[a-z]+"
)
# Talk of what might be or will be done, and questions, state nothing.
OPEN = (
    r"\?\W*$",
    # Somebody is asked to do something; the question mark is often left out.
    (
        r"^\W*(?:(?:hey|hi|hello|ok|so|and|also|please|again|\w+,)\s+)*(?:can|could|would|will) (?:you|u|someone|"
        r"somebody|anyone|anybody|one of you|we get)\b"
    ),
    (
        r"^\s*(?:should|could|can|shall|would|do|does|did|is|are|was|has|have|any|anyone|anybody|what|why|when|where|"
        r"who|how|which)\b[^.!\n]*\?"
    ),
    (
        r"^\s*(?:maybe|perhaps|wondering|let'?s|let me|i'll|i will|i can|i could|we could|we should|we might|we'll|"
        r"going to|gonna|want me to|if|i'm going to|trying to|will|probably|presumably|"
        r"i (?:think|guess) (?:we|i|you|it'd|it would|it might|it could|maybe|that we)|"
        r"i'd guess|could be|might be|may be|sounds like|hopefully|any (?:idea|chance|news|update|word)s?|"
        r"what (?:does|is|are|do) \w+ \w+$)\b"
    ),
)
# What its author feels, does not know, or does for the time being: of people, not of the matter.
PERSONAL = (
    r"^\W*(?:(?:but|and|well|hm+|oh|ah|yeah|ok) )*(?:(?:i|we) (?:don't|do not|dunno|didn't) (?:know|think|remember|"
    r"understand|get)|(?:see|catch|talk to) (?:you|ya|u)\b|"
    r"(?:i'm |i am |we're )?(?:not sure|no idea|no clue|unsure|afraid|wondering|curious)|"
    r"not (?:allowed|me|my|on purpose)\b|back to (?:bed|sleep|lunch|work)\b|you(?:'re| are) (?:a|an|the|my|so) |"
    r"it's (?:really |very |so |quite |a bit |a )?(?:unfortunate|pity|shame|funny|weird|strange|sad|annoying|"
    r"frustrating|late|early|lunch\w*|weekend|friday)|(?:i'm|i am|we're|we are) (?:gonna|going|aware|working|looking|"
    r"checking|actively|about|heading|off|out|back|at|on|in|afk|here|there|also|just|still|happy|glad|around|away|not|"
    r"available|driving|leaving|signing|logging)|i (?:have to|need|gotta|must|should|want|hope|wish|wonder|guess|"
    r"think|feel|love|like|do) )"
)
ACTION = r"\bTO-?DO\b|\btodo:|\baction[ -]items?\b|\bfollow(?:ing)?[ -]?ups?\b|^\s*AI:"
NO_ACTION = (
    r"\b(?:no|without|any|not?) (?:\w+ )?(?:action[ -]items?|follow[ -]?ups?|todos?)\b|"
    r"\btodo(?:s|mvc| list| app)\b|\bfollow(?:ing)?[ -]ups? (?:question|email|mail)"
)
ALARM = (
    r"\b(?:firing|resolved|alert(?:s|ing|manager)?|alarm|critical|crit|warning|warn|severity|sev-?\d|p[0-5]|triggered|"
    r"acknowledged|incident|problem|recovery|recovered|no ?data|down|unhealthy|healthy|degraded|breach(?:ed)?|"
    r"threshold|paged?|pages|outage|unreachable|crashloop\w*|oomkilled|failing|failed|failure|errors?|exceeded)\b"
)
# Named colours and the hex ones of Alertmanager, Grafana, PagerDuty, Datadog and Nagios for what is wrong.
ALARM_COLOURS = _listed("danger warning d63232 a30200 ff0000 e01e5a cc0000 d00000 daa038 f2c744 a31d1d eb4d5c")

COURTESY = frozenset(
    _listed(
        "thanks thank thx ty tysm cheers ok okay okey k kk looking checking ack acked acknowledged roger copy +1 nice "
        "great cool awesome perfect excellent amazing wonderful super sweet lol haha hah hehe rofl yes yep yeah yup ya "
        "no nope nah sure hi hello hey hiya howdy morning afternoon evening bye goodbye night same wow ugh oof hmm hm "
        "huh oh ah aha sorry np please pls brb afk lgtm indeed agreed right true exactly gotcha understood congrats "
        "welcome yay woot woohoo phew whew yikes ouch oops good fine interesting done here noted joining reading "
        "watching investigating"
    )
)
# Said by everybody who comes in; the words alone carry more elsewhere.
ACK = (
    r"(?:yes |yep |yup |yeah |ok )?(?:i'?m |i am |i'll get |still |eyes )?(?:on it|will do|got it|me too|same here|"
    r"on my way|here now|with you|doing it|on it now|do it|go ahead|go for it|ship it|sleep well|rest well|"
    r"have a good one)|"
    r"(?:(?:i'?m|i am|we're|we are|i'll|let me|will|gonna|just|and|now|also|already) )*"
    r"(?:look(?:ing)?|check(?:ing)?|ping(?:ing)?|investigat(?:e|ing)|take a look|taking a look|have a look|"
    r"having a look|ask(?:ing)?|dig(?:ging)?|bring(?:ing)?|call(?:ing)?|join(?:ing)?)(?: [\w'-]+){0,5}"
)
# A clause that begins like this and names no state is said to people, not of the matter.
POLITE = (
    r"(?:thanks|thank you|thx|ty|hi|hey|hello|good (?:job|work|morning|evening|night|catch|luck)|morning|sorry|nice|"
    r"great|cool|awesome|lol|omg|haha+|congrats|well done|welcome|sweet|wow|best|appreciate|rough|love|no worries|"
    r"no problem|have a|happy|so sorry|apologies|ugh|phew|yay+|hooray)\b.{0,80}"
)
FILLER = frozenset(
    _listed(
        "i i'm im am i'll will we we're you your u it it's its is that that's this the a an to so much very for of and "
        "all everyone everybody folks team people guys at in on into now then again too also just me my got get see "
        "have had having look looks check let lets let's us problem worries prob course job work luck day one as well "
        "sounds makes sense know with be by was not still back later soon moment sec second minute min take taking bit "
        "more can do did does what if but or really pretty quite both these those how are there too"
    )
)
