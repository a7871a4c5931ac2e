"""Questions of who, and of why somebody did: they make people defend themselves."""

from __future__ import annotations

import re

from incidentkit.checks.blaming.look import Words, joined
from incidentkit.checks.blaming.way import Way

_DEFEND = "“Who” and “why did you” make people defend themselves; “how” and “what” make them explain."
_ASK = "Ask what made it possible: “what let the change reach production?”, “how did it look from the console?”."
_DID = joined(r"""
deployed|merged|deleted|approved|broke|changed|pushed|did (?:this|that|it)|is responsible|was responsible
|is to blame|was to blame|caused|made (?:the|this|that)|let (?:this|that|@\w|him|her|them|it)
|gave (?:@\w|him|her|them)|allowed|decided|signed off|ran the|turned off|disabled|wrote (?:this|that)|removed
|touched|thought|forgot|ignored|missed|screwed|messed|left|dropped|restarted|wiped|should have|was supposed
|was meant|had the idea|is going to (?:own|answer|pay)|was asleep|was watching|checked
""")

# "who" that asks, not "who" that tells of somebody named right before it
_BEFORE_WHO = (
    *("- ", ", ", ": ", "; ", "( ", "and ", "or ", "of ", "on ", "to ", "about ", "out ", "but "),
    *("know ", "known ", "tell ", "told ", "ask ", "asked ", "say ", "see ", "clear ", "unclear ", "wonder "),
    *("decide ", "discuss ", "establish ", "determine ", "identify ", "investigate ", "question ", "remember "),
)
_ASKED = "(?:^|" + "|".join(f"(?<={re.escape(before)})" for before in _BEFORE_WHO) + ")"

WAYS: tuple[Way, ...] = (
    Way(
        "who-and-why",
        "",
        Words(
            rf"{_ASKED}(?:\^)?who (?:the hell |on earth |else )?(?:{_DID})",
            r"whose (?:idea|job|responsibility|fault|decision|change|watch|turn|commit|task) (?:was|is|it)",
            r"""
            why (?:on earth |the hell )?(?:did|had|was|were|do|does|could|would|has|have|is
            |are) (?:not )?(?:it take )?(?:not )?(?:@[pgwna]|he|she|nobody)(?! (?:lose|see|have to|lucky|able))
            """,
            r"""
            why (?:was|were|has|had|have|is|are) (?:this|that|it|the (?:\S+ ){1,3}?
            |@c )(?:not |been |still |ever )*(?:tested|reviewed|caught|noticed|approved|merged|followed|checked
            |announced|ignored|allowed|done|raised|deployed|spotted|documented|escalated|stopped|questioned)\b
            """,
            r"""
            why (?:was|were|had|has) (?:\S+ ){1,4}?(?:not (?:been )?|been |never )?(?:tested|reviewed|approved
            |announced|followed|double-checked|rehearsed|escalated|documented|consulted
            |informed)(?= ?(?:[?]|$|before|in|by|at|first))
            """,
            r"""
            (?:find|identify|name|determine|establish|trace|locate|figure|track down|clarify
            |investigate) (?:out )?(?:the )?(?:@p|one|culprits?|who) (?:responsible|who|that|behind|did|deleted
            |made|pushed|approved|changed|caused|was|is|let|left|ran|merged|broke|gave)
            """,
            r"""
            which (?:@p|of (?:@\w|us|you|them))(?: \S+)? (?:deployed|merged|deleted|approved|broke|changed
            |pushed|did|caused|made|ran|forgot|left|was|is responsible)
            """,
            r"""
            how (?:could|can|did|come|is it possible that|was it possible that) (?:@[pgwan]|he
            |she)(?: \S+)? ?(?:not |possibly |have |ever )*(?:miss|overlook|forg|think|let|allow|fail|be so
            |not know|ignore|deploy|push|merge|approve|not|did|have|delete|get away|do)\w*
            """,
            r"(?:what|whatever) (?:was|were|is|are) (?:@[pgt]|he|she|he or @p) (?:thinking|doing|even)",
            r"what (?:made|possessed) @[pg] (?:to|think|believe)",
            r"when will @[pgwa] (?:finally |ever )?(?:learn|start|stop|understand)",
            r"how (?:many|often) (?:times )?(?:do|must|does|will|have) @[w]",
            r"""
            (?:did|has|had|was|could|does|do|is|are) (?:not )?(?:@[na]) (?:\S+ ){0,3}?(?:think|check|notice|read
            |look|ask|bother|test|thought|checked|read|looked|tested|asked|review|reviewed|care|paying|watching
            |responsible|know|listen|stop)\b[^.]{0,80}[?]
            """,
        ),
        _DEFEND,
        _ASK,
        unless=Words(
            r"regardless of who|no matter who|who approved\b.{0,20}\b(?:budget|invoice)",
            r"not (?:\S+ ){0,5}?who",
            r"why (?:did|were|was) @w (?:lucky|able)",
            r"(?:instead of|rather than|not) (?:asking )?(?:who|why @\w)|shows? (?:at once )?who",
            r"which shows who",
            r"""
            (?:see|sees|tell|tells|record|records|log|logs|logged|recorded|list|lists|audit) (?:\S+ ){0,3}?who
            """,
            r"know who (?:is|was) (?:on|in)",
        ),
    ),
)
