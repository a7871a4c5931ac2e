"""Scorn: what is said with a wink, in reproach, or in a figure of speech."""

from __future__ import annotations

from incidentkit.checks.blaming.look import Words
from incidentkit.checks.blaming.way import Way

_JUDGES = "This judges a person. It makes the next report say less."
_SAW = "Say what the person saw and what the system let happen: “the two consoles look alike”."

WAYS: tuple[Way, ...] = (
    Way(
        "sarcasm",
        "",
        Words(
            r"""
            (?:second|third|fourth|fifth|nth|umpteenth) time (?:\S+ ){0,3}?(?:that )?@[pg] (?:has|have|had)
            """,
            r"""
            @[pg] (?:thought|believed|considered|decided|felt) (?:that )?(?:\S+ ){1,5}?(?:optional|unnecessary
            |beneath|a waste|superfluous|overkill|too much (?:work|trouble|effort)
            |not (?:needed|necessary|worth))
            """,
            r"""
            @a who (?:had |has )?(?:read|looked|checked|seen|opened|followed|worked|used
            |ever) (?:\S+ ){0,8}?(?:knew|knows|would|could|saw|sees)
            """,
            r"""
            apparently,? (?:@[pgan]|the|our|nobody|some \w+) (?:\S+ )?(?:thought|decided|felt|believed|was|were
            |never|did not|does not|considered|forgot|had|knows?|could not)
            """,
            r"surprise ,? surprise|big surprise|in (?:his|her|their|its|our) (?:infinite |great )?wisdom",
            r"so much for|bright spark",
            r"""
            (?:our|the|some|this|that) (?:hero|genius|mastermind|champion|wizard|rocket scientist
            |expert)s? (?:who|had|decided|thought|of)
            """,
            r"brilliant(?:ly)? (?:decided|managed|move|idea|thinking)|geniuses?|congratulations to",
            r"kudos to @\w for (?:break|delet|ignor)|hats off to|well done ,? @",
            r"thanks to (?:our|the) (?:brilliant|dear|esteemed|wonderful|clever|genius)",
            r"had the (?:bright|brilliant|clever|great|wonderful) idea",
            r"reasons? (?:best |only )?known (?:only )?to",
            r"""
            for (?:some|whatever|unknown|no apparent|no good|inexplicable) reasons? (?:,)? ?@[pgw] (?:decided
            |chose|thought|had|did|ran|deleted|felt)
            """,
            r"took it upon (?:@\w|themselves|himself|herself|themself)|of all people|god forbid",
            r"heaven forbid|never mind that|too (?:important|clever|smart|good) (?:to|for)",
            r"must have (?:been|felt) (?:nice|asleep|dreaming|bored)|no surprise (?:that|given|there)",
            r"""
            @p (?:approved|merged|accepted|signed off|closed|reviewed|acknowledged) (?:\S+ ){1,5}?(?:after|in
            |within) (?:only |just |less than |under )?(?:\w+|\d+) seconds
            """,
            r"not the first time (?:that )?@[pg](?! (?:had|has|needs|needed|wanted|wants|tried|asked|reported|came) )",
            r"for the (?:second|third|fourth|fifth|umpteenth|nth) time @[pg]|@[pgn] ,? ?(?:once|yet) again",
            r"@p ,? of all people|on a whim",
            r"(?:felt|feel) like (?:deploying|restarting|deleting|pushing|upgrading)",
            r"@p (?:clearly|obviously|evidently) (?:had|was|did)|as usual ,? @[pgn]|@[pg] ,? as usual",
            r"as always ,? @[pg]|(?:once|yet) again ,? @[pg]|what could (?:possibly )?go wrong|who needs \w+",
            r"what a (?:surprise|shock|mess|genius|hero)|saw no (?:need|reason) to",
            r"""
            thought it (?:was )?(?:would be )?(?:a good idea|wise|fine|ok|okay|safe|clever|fun|smart|enough
            |unnecessary|beneath)
            """,
        ),
        _JUDGES,
        _SAW,
        unless=Words(r"once again ,? @\w (?:could|can|thank)"),
        negatable=True,
    ),
    Way(
        "reproach",
        "pgwa",
        Words(
            r"whenever it suits (?:them|him|her|@\w)",
            r"who actually \w+",
            r"time and (?:time )?again|over and over|again and again|countless times|how many times",
            r"predictably|unsurprisingly|supposedly|conveniently",
            r"no business|no right to",
            r"whenever (?:he|she|they|people|anyone) (?:feels?|likes?|wants?|pleases?)",
            r"at any (?:price|cost)|wreak(?:ed|ing|s)? havoc",
            r"pick(?:ing)? up the pieces|clean(?:ing|ed)? up (?:after|the mess|behind)",
            r"""
            (?:everybody|everyone|others|the rest of us|we all) (?:else )?had to (?:clean|pay|suffer|pick|stay
            |fix|wait|work)
            """,
            r"(?:one|you) would (?:think|expect|have thought|have expected|hope)",
            r"we would (?:have thought|have expected) that",
            r"""
            (?:not|never) (?:\w+ )?(?:do|done|doing) (?:our|his|her|their) (?:homework|job|part|due diligence
            |bit)
            """,
            r"the hard way|of (?:his|her|their) own making",
            r"left to (?:[\w-]+ ){1,6}?(?:alone|by (?:himself|herself|themselves))|was left alone",
            r"this is what (?:it|that|happens|you get|we get)|one job",
            r"""
            (?:did|could|does|do|had|would|was|were|can) not even (?:look|read|check|bother|try|ask|open|think
            |know|notice|test|tell|reply|answer|care|aware|wait|consider|mention|reali[sz]e)\w*
            """,
            r"""
            (?:evidently|obviously|clearly|apparently) (?:trusted|thought|had (?:not|no|never)|did not|was not
            |were not|was|were|never|forgot|felt|believed|considered|assumed|did|knew|misunderstood|preferred)
            """,
        ),
        _JUDGES,
        _SAW,
        unless=Words(
            r"""
            (?:pods?|hub|proxy|node|server|process|cluster|service|request|image|log|logs|graph|it|this
            |which) (?:had |was |were )?(?:evidently|obviously|clearly|apparently|predictably|supposedly)
            """,
            r"""
            (?:evidently|obviously|clearly|apparently) (?:was|were) (?:not )?(?:down|full|slow|up|over|caused)
            """,
        ),
        text="plain",
    ),
    Way(
        "idiom",
        "pgw",
        Words(
            r"got the better of (?:@\w|him|her|them)",
            r"caught with (?:his|her|its|their) pants",
            r"""
            treat(?:s|ed)? (?:\S+ ){1,4}?(?:as|like) (?:his|her|their|its|a) (?:\S+ )?(?:playground|toy|sandbox
            |backyard|own)
            """,
            r"left @w (?:with )?(?:a|an|the) (?:\S+ )?(?:mess|ruin|shambles|problem|wreck)",
            r"""
            @p (?:was|were|had been|is) (?:\S+ )?(?:drinking|gossiping|partying|celebrating|sulking|bragging
            |showing off)
            """,
            r"(?:turned|turning) a (?:blind eye|deaf ear)|look(?:ed|ing) the other way|cut(?:ting)? corners",
            r"dropp?(?:ed|ing) the ball|jump(?:ed|ing) the gun|w(?:e|a)nt rogue",
            r"(?:can|could) not be bothered|took (?:it |this |the \S+ )?lightly|shirk(?:ed|ing|s)?",
            r"slack(?:ed|ing) off|pass(?:ed|ing) the buck|washed (?:his|her|their|its) hands",
            r"swept (?:it |this |the \S+ )?under|let @\w down",
            r"left @\w (?:hanging|in the lurch|in the dark|to)|kept @\w in the dark|hung @\w out",
            r"lift(?:ed)? a finger|rubber-?stamp(?:ed|s|ing)?|made a (?:mess|hash|pig)|burned @\w",
            r"threw @\w under|played (?:god|fast and loose|with fire)|phon(?:ed|ing) it in",
            r"gave up (?:too|after)|passing the blame|blew it|had one job|asking for trouble",
            r"should be ashamed",
            r"""
            @[pg] ,? ?who (?:was|were|had been|felt|seemed|is|had) (?:\S+ ){0,2}?(?:in a (?:hurry|rush)|hurried
            |distracted|tired|new|impatient|unfamiliar|inexperienced|unaware|overconfident|rushed|stressed|bored
            |careless|late|busy|not (?:looked|read|checked|tested|been|asked|bothered|paid|reviewed)
            |no (?:idea|clue|experience)|never)
            """,
            r"""
            @p (?:was|were|had been|is) (?:\S+ )?(?:asleep|drunk|hung ?over|absent without
            |not (?:really |fully )?(?:concentrating|focused|focussed|listening|thinking|awake|available when
            |interested)|daydreaming|in a (?:hurry|rush)|on (?:his|her|their) phone|texting|chatting|watching
            |playing|half asleep|nowhere|not at (?:his|her|their) desk)
            """,
        ),
        _JUDGES,
        _SAW,
        negatable=True,
    ),
)
