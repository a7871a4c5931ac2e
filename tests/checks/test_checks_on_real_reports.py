"""Against real public reports, whose slips a person has listed: what is overlooked, and what is said without need."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from incidentkit.checks import RULES
from incidentkit.checks.interface import Finding
from incidentkit.checks.run import check
from incidentkit.config import Workspace
from incidentkit.report.read import read

KINDS = {
    "unordered-timeline": "timeline-order",
    "date-mismatch": "date-mismatch",
    "no-timezone": "timezone-missing",
    "placeholder": "placeholder",
    "unlinked-action": "action-unlinked",
    "zone-conflict": "timezone-conflict",
    "missing-section": "section-missing",
    "blameful": "blame",
}
# Slips of the whole report: their line is a matter of taste.
ANYWHERE = ("section-missing", "timezone-missing", "date-mismatch")


def _fits(finding: Finding, slip: dict[str, str], lines: list[str]) -> bool:
    if finding.rule != KINDS[slip["kind"]]:
        return False
    at = [number for number, line in enumerate(lines, 1) if slip["where"][:60] in line]
    return finding.rule in ANYWHERE or any(abs(finding.line - number) <= 1 for number in at)


def test_slips_that_a_person_found_are_found_and_little_else(
    shared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace = Workspace.find(tmp_path, environ={})
    counts: Counter[str] = Counter()
    for truth_path in sorted((shared / "real-reports" / "truth").glob("*/*md.json")):
        truth = json.loads(truth_path.read_text(encoding="utf-8"))
        path = shared / "real-reports" / truth_path.parent.name / truth_path.name.removesuffix(".json")
        report = read(path, workspace)
        found = [finding for finding in check(report, workspace, RULES) if finding.rule in KINDS.values()]
        counts["found"] += len(found)
        for slip in truth["slips"]:
            hit = next((f for f in found if _fits(f, slip, report.text.splitlines())), None)
            counts["slips"] += 1
            if hit:
                counts["hit"] += 1
                found.remove(hit)
    recall, precision = counts["hit"] / counts["slips"], counts["hit"] / counts["found"]
    with capsys.disabled():
        print(f"\nreal reports: {counts['slips']} slips, recall {recall:.3f}, precision {precision:.3f}")
    assert recall >= 0.95
    assert precision >= 0.90
