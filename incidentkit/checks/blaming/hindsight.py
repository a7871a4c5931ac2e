"""What would have been: "should have", "could have been avoided", "if only", "would not have happened if"."""

from __future__ import annotations

from incidentkit.checks.blaming.look import Words, joined
from incidentkit.checks.blaming.verbs import AFTER_VERB, ATTENDED, PARTICIPLE
from incidentkit.checks.blaming.way import Way

_PLAIN = "In hindsight the right step is plain; at that moment it was not. What was left undone explains nothing."
_NOT = r"(?: not| never)?(?: have| of)"
_AVOID = joined(r"""
(?:been )?(?:avoided|prevented|averted|caught|spotted|foreseen|noticed|contained|shorter|smaller|much shorter
|much smaller|over|detected|discovered|found|mitigated|resolved|avoidable|preventable|told|shown|revealed|saved
|spared|warned|uncovered|exposed|flagged|stopped|a non-event|harmless|fine|obvious|visible|clear|enough|sufficed
|easy|simple|trivial)
""")
_CONDITION = r"(?:if|had|were it not|by (?:simply |just )?\w+ing|with (?:a|some|more|better)|unless)"
_WHAT = joined(r"""
(?:this|it|that|none of (?:this|it)|these|(?:the|this|that) (?:\S+ )?(?:outage|incident|error|mistake|problem
|issue|failure|loss|downtime|disaster|crash|leak|damage|deletion|delay|backlog))
""")

WAYS: tuple[Way, ...] = (
    Way(
        "should-have",
        "pgwnat",
        Words(
            rf"""
            @[pgwnat](?: (?:all|both))? (?:should|ought to|ought not to|could|might|needed to|must
            |had better){_NOT} (?:at least |first |instead |all |either )*{PARTICIPLE}
            """,
            r"""
            @[pgwnat] (?:should|ought to|must) (?:all |have )?(?:know|known) (?:better|by now|that|this|how|what
            |$|[.!])
            """,
            rf"which @[pgwt] (?:should|ought to|could|need){_NOT}",
            r"""
            @[pgt] (?:need|needs|have|has|ought|must)(?: to)? (?:understand|know|think about) what @\w (?:do
            |does|are doing|is doing)
            """,
            r"""
            @a (?:[a-z]+ing |who |with |on |in )?(?:[^;@]{1,50}? )?(?:would|could|should) have (?:known|noticed
            |seen|spotted|told|guessed|understood|realised|realized|done|caught|read|checked|recogni[sz]ed
            |expected|predicted|foreseen|thought)
            """,
            r"""
            @[pgwa] had (?:plenty of|ample|every|more than enough) (?:time|opportunity|opportunities|warning
            |chance|chances|reason|means) to
            """,
        ),
        _PLAIN,
        "Say what was missing and what would help now: “there was no … before the change; …”.",
        unless=Words(
            r"@n (?:could|might) have",
            r"(?:of|all|both|some|most|many|none) @t should",
            r"@w (?:could|might) have (?:had|lost|been (?:able|worse|unlucky)|seen (?:more|worse))",
            r"@w should not have to",
            r"""
            (?:alerts?|alarms?|probes?|monitors?|pods?|hubs?|proxy|controllers?|nodes?|servers?|jobs?|caches?
            |backups?|retries) ,? ?@t (?:should|could|might)
            """,
        ),
    ),
    Way(
        "should-have-been",
        "",
        Words(
            rf"""
            (?:should|ought to|needed to){_NOT} (?:\w+ly |at least |also |first |all |long )*
            (?:been (?:\w+ly |better |first |more |all )*(?:{ATTENDED})|(?:{ATTENDED})(?= (?:{AFTER_VERB})|$))
            """,
            r"""
            (?:could|might)(?: easily)? have (?:easily |probably |simply |also |well )?(?:been )?
            (?:easily |entirely |completely |so easily |totally )?(?:prevented|avoided|averted|caught|spotted
            |foreseen|noticed|anticipated)
            """,
            r"""
            should have (?:dawned|occurred to|been on|rung|raised|set off|given @\w|crossed|struck|alerted @
            |told (?:@|us)|made (?:@|us)|come as no|triggered a|served as)
            """,
            r"it should not (?:take|have taken)|need not have",
            r"did not (?:have|need) to (?:happen|be this way|come to this|end this way)",
            r"there was no (?:need|reason|excuse|justification) (?:for @\w |at all )?(?:to|for)",
            r"but for @[pg] 's|were it not for @[pg]|false sense of security",
            rf"""
            should (?:never|not) have (?:been )?(?:{ATTENDED}|happened|occurred|gone|left|allowed|pushed|changed
            |touched|upgraded|started|given|run|used|let|had|granted|needed|reached|passed|taken|disabled
            |removed|deleted|trusted)
            """,
            r"""
            (?:should|would) have been (?:a |an )?(?:\w+ly )?(?:obvious|clear|common sense|no-brainer
            |second nature|routine|self-evident|the first thing|reflex|plain|reason enough|warning enough)
            """,
        ),
        _PLAIN,
        "Say what was missing and what would help now: “there was no … before the change; …”.",
        unless=Words(
            r"""
            (?:alerts?|alarms?|probes?|monitors?|pods?|hubs?|proxy|controllers?|kubelets?|schedulers?
            |autoscalers?|cullers?|nodes?|servers?|jobs?|caches?|backups?|retry|retries|hook|script|pipeline
            |check|test|tests|linter|requests?|traffic) (?:should|could|might|ought to)(?: not
            | never)? have (?:been )?(?:fired|started|restarted|triggered|scaled|evicted|terminated|exited
            |retried|run|added|detected|picked|made|fixed|handled|done|caught|stopped|rejected|closed|renewed
            |drained|failed|given|used|gone|reached|left|cleaned|rotated)
            """,
            r"it (?:could|might) have been|@n (?:could|might) have|no (?:\S+ )?(?:could|might) have",
        ),
        text="plain",
        needs=("have", "take", "sense", "need", "but for", "were it"),
    ),
    Way(
        "counterfactual",
        "",
        Words(
            r"(?:had it|if it had) not been for @[pg] 's",
            r"none of (?:this|it|that) would (?:have|be)",
            r"""
            (?:could|would|might) (?:be|have been) (?:\w+ly )?(?:avoided|prevented|averted
            |caught)[^;]{0,60} (?:if|had|by)
            """,
            r"if only|@w (?:wish|wished) (?:@\w )?(?:had|would)",
            rf"""
            (?:^|[,;:(] |and |but |that )(?:\^)?had (?:@[pgwat]|he
            |she)(?: \S+){{0,4}}? (?:only )?(?:not )?{PARTICIPLE}[^;]{{0,140}}?(?:would|could|might)
            """,
            rf"""
            had (?:the |this |that |these |those |our |an? )?(?:\S+ ){{1,4}}?(?:not )?been (?:\w+ly )?
            (?:{ATTENDED})[^;]{{0,140}}?(?:would|could|might) (?:not |never )?have
            """,
            rf"""
            (?:would|could|might)(?: not| never)? have (?:{_AVOID}|happened|occurred|gotten|got|gone unnoticed
            |grown|escalated|spread|gone this far|lasted|taken (?:so|this|as|that) long|dragged
            |slipped)\b[^;]{{0,120}}?\b{_CONDITION}
            """,
            rf"""
            (?:\^)?{_WHAT} (?:would|could) (?:not|never) have (?:been (?:a problem|an issue|necessary|possible
            |so bad|this bad)|happened|occurred|lasted|grown|come to|gone|taken|gotten)
            """,
            rf"""
            (?:if|unless) (?:@[pgwat]|he|she)(?: \S+){{0,3}}? had (?:only |not )*{PARTICIPLE}[^;]{{0,140}}?
            (?:would|could|might|fine)
            """,
            rf"""
            (?:would|could|might)\b[^;]{{0,120}}?\b(?:if|had) (?:@[pgwa]|he
            |she)(?: \S+){{0,3}}? (?:had )?(?:only |not )*{PARTICIPLE}
            """,
            rf"""
            if (?:the |this |that |our |an? )?(?:\S+ ){{1,4}}?had (?:\w+ly )?(?:not )?been (?:\w+ly )?
            (?:{ATTENDED})[^;]{{0,140}}?(?:would|could|might) (?:not |never )?have
            """,
        ),
        _PLAIN,
        "Tell what happened and why it made sense then; put what would have helped among the action items.",
        unless=Words(
            r"""
            would have (?:lost|been (?:worse|much worse|even worse|longer|lost|hit|larger))[^;]{0,80}(?:if|had
            |without)
            """,
            r"(?:would|could|might) have \w+ (?:even )?(?:more|longer|worse)",
            r"if @w had (?:had )?(?:more|fewer|an? (?:larger|bigger|smaller|longer|second|different))",
            r"@n could have|(?:what|imagine) (?:\S+ )?would have happened",
            r"""
            (?:would|could) not have [^;]{0,60}(?:if @\w had not|without (?:the )?@\w|had @\w not|had it not
            |if it had not|were it not)
            """,
        ),
    ),
    Way(
        "all-it-took",
        "",
        Words(
            r"""
            @[pgw] (?:needed|had|would have had|would have needed) (?:only to|to only|to do (?:was|no more))
            """,
            r"all @[pgwat] (?:had|needed|would have had) to do (?:was|is)",
            r"(?:all|everything) it (?:would have )?(?:took|taken|needed|needs|takes)(?: was| is)?",
            r"it would have (?:taken|been (?:enough|easy|simple|trivial|a matter)|sufficed|cost|helped)",
            r"""
            (?:an?|one|the|even an?|even the|just one) (?:\S+ ){0,3}?(?:look|glance|check|test|review|call
            |question|message|e-?mail|search|read|reading|conversation|note|heads-up|word|inspection|dry run
            |dry-run|peek|minute|minutes|seconds|line|reminder|sanity check|run)(?: \S+){0,8}? (?:would|could
            |might) have
            """,
            r"""
            (?:reading|checking|testing|asking|looking|following|running|waiting|consulting|announcing|reviewing
            |draining|opening)(?: \S+){1,8}? (?:would|could) have (?:\w+ )?(?:been|prevented|avoided|shown|saved
            |told|revealed|caught|spared|sufficed|made)
            """,
            r"""
            with (?:a (?:bit|little) |some |just )?(?:more|better|less|proper|greater|basic
            |due) (?:\S+ ){1,6}?(?:would|could|might) (?:not |never )?have
            """,
            r"""
            (?:a (?:little|bit of|minimum of|modicum of|shred of)|some|more|basic|elementary|greater|ordinary
            |minimal|proper|due|simple) (?:more )?(?:humility|honesty|respect|common sense|imagination|modesty
            |self-restraint|diligence|care|attention|thought|caution|foresight|discipline|rigou?r|effort
            |competence|curiosity|vigilance|patience|planning|testing|preparation|communication|coordination
            |review|reading) (?:would|could|might) have
            """,
        ),
        _PLAIN,
        "Leave out how little it would have taken; say what was at hand, and put the check among the action items.",
        unless=Words(
            r"""
            (?:alert|monitor|probe|alarm|limit|quota|backup|snapshot|canary) (?:\S+ ){0,3}?would have (?:fired
            |shown|paged|told)
            """
        ),
        needs=("have", "only", "took", "need", "takes", "to do"),
    ),
)
