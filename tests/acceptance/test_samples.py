"""The sample reports are what a new team learns the format from: they must be read fully and be right in themselves.

What a report holds is counted here from its plain text, so that the reader is judged by something other than itself.
"""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from incidentkit import evidence
from incidentkit.checks.section_missing import SECTIONS
from incidentkit.cli import run
from incidentkit.config import Workspace
from incidentkit.report.model import MILESTONES, Report
from incidentkit.report.read import read
from incidentkit.report.write import slug

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = sorted((ROOT / "incidents").glob("2*.md"))
EARLIER = sorted((ROOT / "templates" / "demo" / "incidents").glob("2*.md"))
TIME = re.compile(r"^- \*\*(~?)(\d{2}:\d{2}(?::\d{2})?)(?:–(\d{2}:\d{2}))?\*\*(?: \*\*(\w+)\.\*\*)? ", re.MULTILINE)
ACTION = re.compile(r"^- \[([ x])\] (.+?) \(owner: (@[\w-]+)(?:, due: ([\d-]+))?\) \[[^\]]+\]\((\S+)\)$", re.MULTILINE)

every_report = pytest.mark.parametrize("path", [*SAMPLES, *EARLIER], ids=lambda path: path.stem)


def _report(path: Path) -> Report:
    return read(path, Workspace.find(path))


def _timeline(text: str) -> str:
    return text.split("\n## Timeline\n")[1].partition("\n## ")[0]


def test_there_are_at_least_five() -> None:
    assert len(SAMPLES) >= 5


@every_report
def test_facts_and_sections_are_read(path: Path) -> None:
    report = _report(path)
    assert not report.warnings
    assert not report.front.problems
    assert report.title
    assert report.status in ("review", "final")
    assert report.severity and report.services and report.tags and report.timezone
    assert {section.name for section in report.sections if section.level == 2} >= {name for name, _, _ in SECTIONS}
    assert path.stem == f"{report.date}-{slug(report.title)}"


@every_report
def test_every_timeline_line_is_read_with_its_time(path: Path) -> None:
    report = _report(path)
    lines = _timeline(report.text)
    written = [(m[1] == "~", m[2], m[3], m[4].lower() if m[4] else None) for m in TIME.finditer(lines)]
    timed = [entry for entry in report.timeline if entry.time]
    assert [(e.approximate, e.time, e.until, e.milestone) for e in timed] == written
    assert len(report.timeline) == len(re.findall(r"^- ", lines, re.MULTILINE))
    assert all(entry.at and entry.date for entry in timed)


@every_report
def test_every_action_item_is_read(path: Path) -> None:
    report = _report(path)
    written = [(m[1] == "x", m[2], m[3], m[4], m[5]) for m in ACTION.finditer(report.text)]
    read_ones = [(a.done, a.text, a.owner, str(a.due) if a.due else None, a.issue) for a in report.actions]
    assert len(written) == report.text.count("\n- [")
    assert [(done, owner, due, link) for done, _, owner, due, link in read_ones] == [
        (done, owner, due, link) for done, _, owner, due, link in written
    ]
    plain = [text.replace("`", "") for _, text, _, _, _ in written]
    assert [text.replace("`", "") for _, text, _, _, _ in read_ones] == plain


@every_report
def test_what_is_open_has_a_date(path: Path) -> None:
    assert all(item.done or item.due for item in _report(path).actions)


@every_report
def test_front_matter_agrees_with_the_timeline(path: Path) -> None:
    report = _report(path)
    told = {entry.milestone: entry for entry in report.timeline if entry.milestone}
    assert tuple(sorted(told, key=MILESTONES.index)) == MILESTONES
    instants: list[datetime] = []
    for milestone in MILESTONES:
        at, entry = getattr(report, milestone), told[milestone]
        assert entry.at and entry.time
        exact = entry.time.count(":") == 2
        assert (at if exact else at.replace(second=0)) == entry.at, milestone
        instants.append(at)
    assert instants == sorted(instants)


@every_report
def test_every_footnote_is_cited_and_defined_once(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    defined = re.findall(r"^\[\^(\w+)\]: ", text, re.MULTILINE)
    cited = re.findall(r"\[\^(\w+)\](?!:)", text)
    assert len(defined) == len(set(defined))
    assert set(defined) == set(cited)


@pytest.mark.parametrize("ledger", sorted((ROOT / "incidents").glob("*/evidence.jsonl")), ids=lambda p: p.parent.name)
def test_a_ledger_holds_the_evidence_of_its_report(ledger: Path) -> None:
    report = _report(ledger.parent.with_suffix(".md"))
    records = evidence.read(ledger)
    assert {record.cite for record in records} == set(re.findall(r"^\[\^(\w+)\]: ", report.text, re.MULTILINE))
    assert evidence.dump(evidence.merge([], records)) == ledger.read_text(encoding="utf-8")
    for record in records:
        assert record.at and report.started
        assert abs(record.at - report.started) < timedelta(days=1)
        if record.source == "slack":
            stamp = record.id.partition("/")[2]
            assert record.links[0].url.endswith(f"/p{stamp.replace('.', '')}")
            assert abs(record.at.timestamp() - float(stamp)) < 1e-3
            assert record.links[0].url in report.text
            assert record.author and not record.author.id


def test_at_least_two_have_a_ledger() -> None:
    assert len(list((ROOT / "incidents").glob("*/evidence.jsonl"))) >= 2


@pytest.mark.parametrize("folder", [ROOT / "incidents", ROOT / "templates" / "demo" / "incidents"], ids=["own", "demo"])
def test_check_finds_nothing(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    code = run(["check", "--format", "json", *(str(path) for path in sorted(folder.glob("2*.md")))])
    found = json.loads(capsys.readouterr().out)
    assert found["findings"] == []
    assert found["reports"] == len(list(folder.glob("2*.md")))
    assert code == 0
