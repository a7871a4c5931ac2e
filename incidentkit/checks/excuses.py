"""Excuses in place: `<!-- incident-check: ignore RULE because REASON -->` on the line, or alone on the line before.

Several rules are separated by commas. In the front matter, where a comment of HTML would be text, the same words stand
behind `#`. An excuse without a reason excuses nothing: the reason is what the next reviewer needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from incidentkit.checks.interface import Finding
from incidentkit.checks.passages import line_text, place
from incidentkit.report.front import locate

_EXCUSE = re.compile(
    r"(?P<open><!--|\#)[ \t]*incident-check:[ \t]*ignore[ \t]+(?P<rules>[\w-]+(?:[ \t]*,[ \t]*[\w-]+)*)"
    r"(?:[ \t]+because\b(?P<reason>[^\n]*))?"
)


@dataclass(frozen=True, slots=True)
class Excuse:
    """The rules that are off for one line (from 1), and why; an empty reason means that none was given.

    `start` is where the excuse itself stands in the text.
    """

    start: int
    line: int
    rules: tuple[str, ...]
    reason: str


def excuses(text: str) -> list[Excuse]:
    """All excuses of a report, each with the line that it is about."""
    found = []
    front = locate(text)
    for match in _EXCUSE.finditer(text) if "incident-check:" in text else ():
        if match["open"] == "#" and not (front and match.start() < front[0].end):
            continue  # behind the front matter `#` is text, and a message from a chat may hold any
        line, column = place(text, match.start())
        whole = line_text(text, line)
        reason, closed, after = (match["reason"] or "").partition("-->")
        if match["open"] == "<!--" and not closed:
            after = whole[column - 1 :].partition("-->")[2]
        alone = not whole[: column - 1].strip(" \t>") and not after.strip()
        rules = tuple(rule.strip() for rule in match["rules"].split(","))
        found.append(Excuse(match.start(), line + 1 if alone else line, rules, reason.strip(" \t:-")))
    return found


def without_excused(findings: Iterable[Finding], text: str) -> list[Finding]:
    """The findings that no excuse with a reason covers; one whose excuse lacks its reason says so in its hint."""
    said = {(excuse.line, rule): excuse.reason for excuse in excuses(text) for rule in excuse.rules}
    kept = []
    for finding in findings:
        reason = said.get((finding.line, finding.rule))
        if reason == "":
            hint = f"{finding.hint} The excuse here needs its reason: ignore {finding.rule} because …"
            kept.append(replace(finding, hint=hint))
        elif reason is None:
            kept.append(finding)
    return kept
