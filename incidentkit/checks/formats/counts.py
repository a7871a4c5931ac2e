"""How often each rule spoke: where a team that brings old reports along begins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from incidentkit.checks.formats.text import summary
from incidentkit.checks.run import Outcome


@dataclass(frozen=True, slots=True)
class Count:
    """How many findings of a severity a rule had, in how many files."""

    rule: str
    severity: str
    findings: int
    files: int


def counted(outcome: Outcome) -> list[Count]:
    """One for each rule and severity, the most frequent first."""
    found = Counter((finding.rule, finding.severity) for finding in outcome.findings)
    places = Counter({(f.rule, f.severity, f.path) for f in outcome.findings})
    files = Counter((rule, severity) for rule, severity, _ in places)
    counts = [Count(*key, number, files[key]) for key, number in found.items()]
    return sorted(counts, key=lambda count: (-count.findings, count.rule, count.severity))


def render(outcome: Outcome) -> Iterator[str]:
    """The lines to print: a number, a severity, a rule and the number of its files; then the sum."""
    for count in counted(outcome):
        files = f"{count.files:,} file{'' if count.files == 1 else 's'}"
        yield f"{count.findings:>7,}  {count.severity:<7}  {count.rule:<20}  in {files}"
    yield summary(outcome)
