"""Every report in `fixtures/dialects` is read as the JSON file beside it says. A new example file is a new test."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from incidentkit.report.model import Report
from incidentkit.report.read import read

DIALECTS = Path(__file__).parent / "fixtures" / "dialects"
REPORTS = sorted(path for path in DIALECTS.iterdir() if path.suffix in (".md", ".qmd"))


@pytest.fixture(params=REPORTS, ids=lambda path: path.stem)
def example(request: pytest.FixtureRequest) -> tuple[Report, dict]:
    path: Path = request.param
    return read(path), json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))


def test_the_facts_of_the_whole(example: tuple[Report, dict]) -> None:
    report, expected = example
    assert report.title == expected["title"]
    assert str(report.date) == expected["date"]
    assert report.timezone == expected["timezone"]
    for key in ("severity", "status_text"):
        if key in expected:
            assert getattr(report, key) == expected[key]
    if "services" in expected:
        assert list(report.services) == expected["services"]
    roles = {section.name: section.role for section in report.sections}
    assert roles | expected.get("roles", {}) == roles


def test_the_timeline(example: tuple[Report, dict]) -> None:
    report, expected = example
    lines = report.text.replace("\r\n", "\n").split("\n")
    found = [
        [str(e.date) if e.date else None, e.time, e.until, e.approximate, e.text[: len(want["starts"])]]
        for e, want in zip(report.timeline, expected["timeline"], strict=False)
    ]
    wanted = [[w["date"], w["time"], w["until"], w["approximate"], w["starts"]] for w in expected["timeline"]]
    assert found == wanted
    assert [e.text for e in report.timeline[len(wanted) :]] == []
    for entry, want in zip(report.timeline, expected["timeline"], strict=True):
        assert want["line_has"] in lines[entry.line - 1]
        assert want["line_has"] in report.text[entry.span.start : entry.span.end]
    for index, at in expected.get("at", {}).items():
        assert report.timeline[int(index)].at.isoformat() == at
    for index, milestone in expected.get("milestones", {}).items():
        assert report.timeline[int(index)].milestone == milestone
    for index, cites in expected.get("cites", {}).items():
        assert list(report.timeline[int(index)].cites) == cites


def test_the_action_items(example: tuple[Report, dict]) -> None:
    report, expected = example
    found = [
        [item.text[: len(want["starts"])], item.group, item.done, list(item.links), list(item.refs)]
        for item, want in zip(report.actions, expected["actions"], strict=False)
    ]
    wanted = [[w["starts"], w["group"], w["done"], w["links"], w["refs"]] for w in expected["actions"]]
    assert found == wanted
    assert [item.text for item in report.actions[len(wanted) :]] == []
