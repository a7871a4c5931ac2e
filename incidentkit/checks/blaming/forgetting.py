"""What slipped somebody's mind: "forgot to", "was forgotten"."""

from __future__ import annotations

from incidentkit.checks.blaming.look import Words
from incidentkit.checks.blaming.way import Way

_FORGETTING = "Forgetting is what people do; a step that lives in a memory will be lost again."
_WRITTEN = "Say where the step was, or was not, written down: “the renewal was in no calendar”."

WAYS: tuple[Way, ...] = (
    Way(
        "forgotten",
        "",
        Words(
            r"""
            (?:was|were|been|got) (?:simply |just |completely |again |accidentally |all )?forgotten(?! password)
            """,
            r"forgetting to|(?:was|were|is|are) forgetful|forgot to",
            r"slipped (?:his|her|their|my|our|everybody 's|everyone 's|@\w 's) minds?",
        ),
        _FORGETTING,
        _WRITTEN,
        unless=Words(
            r"@u (?:\S+ )?forg[eo]t(?:s|ten)? (?:their|the|his|her|a) passwords?|forgotten[- ]password",
            r"""
            (?:proxy|hub|server|client|cache|kernel|browser|controller|scheduler|library|script|job|process
            |it) (?:had |has )?(?:forgot|forgotten)
            """,
        ),
        negatable=True,
        needs=("forg", "slipped"),
    ),
    Way(
        "forgot",
        "pgwatn",
        Words(r"@[pgwatn] (?:\S+ ){0,2}?(?:forgot|forgets?|forgotten|forgetting)"),
        _FORGETTING,
        _WRITTEN,
        negatable=True,
    ),
)
