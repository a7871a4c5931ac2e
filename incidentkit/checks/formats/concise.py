"""One line a finding, as compilers write theirs: what editors know how to jump to, and `grep` to look through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from incidentkit import inert
from incidentkit.checks.formats.text import summary
from incidentkit.checks.run import Outcome


def render(outcome: Outcome, shown: Mapping[Path, str]) -> Iterator[str]:
    """`PATH:LINE:COLUMN: SEVERITY RULE: MESSAGE`, in the order of the reports; then the sum."""
    for finding in outcome.findings:
        place = f"{inert.one_line(shown[finding.path], 1000)}:{finding.line}:{finding.column}"
        yield f"{place}: {finding.severity} {finding.rule}: {inert.one_line(finding.message, 1000)}"
    yield summary(outcome)
