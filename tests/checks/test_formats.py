"""Findings as SARIF and as the summary of a GitHub job, whatever stands in them."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from needs import ROOT

from incidentkit.checks import RULES
from incidentkit.checks.formats import github, sarif
from incidentkit.checks.interface import Finding, Severity
from incidentkit.checks.run import Outcome, Unread

NAME = "incidents/2026-11-22 hub, 100%: ünï|code`.md"
# Of @microsoft/jest-sarif 1.0.0-beta.0: SARIF 2.1.0-rtm.5, as the JSON Schema Store publishes it.
SCHEMA = ROOT / "tests/peers/node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"


def outcome(count: int = 1, message: str = "A message.", severity: Severity = "error") -> Outcome:
    path = Path(NAME)
    findings = tuple(Finding("blame", severity, path, line, 1, message, "A hint.") for line in range(1, count + 1))
    unread = (Unread(Path("notes.pdf"), "notes.pdf: is no Markdown"),)
    return Outcome(findings, 1, {path: "text\n" * count}, unread, 0.1)


SHOWN = {Path(NAME): NAME, Path("notes.pdf"): "notes.pdf"}


def test_sarif_holds_to_its_schema() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    if not SCHEMA.exists():
        pytest.skip("the schema of SARIF comes with `npm ci` in tests/peers")
    document = sarif.render(outcome(3), SHOWN)
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker()).validate(document)


def test_sarif_says_what_code_scanning_reads() -> None:
    (run,) = sarif.render(outcome(), SHOWN)["runs"]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [rule.name for rule in RULES]
    (result,) = run["results"]
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "blame"
    place = result["locations"][0]["physicalLocation"]
    uri = "incidents/2026-11-22%20hub%2C%20100%25%3A%20%C3%BCn%C3%AF%7Ccode%60.md"
    assert place["artifactLocation"] == {"uri": uri, "uriBaseId": "%SRCROOT%"}
    assert place["region"] == {"startLine": 1, "startColumn": 1}
    assert run["invocations"][0]["executionSuccessful"] is False
    assert all("**Why.**" in rule["help"]["markdown"] for rule in run["tool"]["driver"]["rules"])


def _fingerprints(told: Outcome) -> list[str]:
    results = sarif.render(told, SHOWN)["runs"][0]["results"]
    return [result["partialFingerprints"]["incidentFinding/v1"] for result in results]


def test_a_finding_is_known_again_when_lines_above_come_and_go_and_told_from_its_like() -> None:
    three = outcome(3)
    moved = replace(
        three,
        findings=tuple(replace(finding, line=finding.line + 5) for finding in three.findings),
        texts={Path(NAME): "above\n" * 5 + three.texts[Path(NAME)]},
    )
    assert _fingerprints(moved) == _fingerprints(three)
    assert len(set(_fingerprints(three))) == 3  # the same words in three lines
    other = replace(three, findings=(three.findings[0], replace(three.findings[0], message="Another message.")))
    assert len(set(_fingerprints(other))) == 2  # two of a rule in one line


HOSTILE = "::error::x @octocat <img src=x onerror=alert(1)> [a](javascript:x) | `code` | org/hub#1\n## Mine\n| a |"


def test_the_jobs_summary_is_inert() -> None:
    text = github.job_summary(outcome(message=HOSTILE), SHOWN)
    assert "<img" not in text
    assert not re.search(r"(?<![`\w])@octocat", text)
    assert not re.search(r"(?<!\\)\]\(javascript", text)
    assert not re.search(r"^## Mine", text, re.MULTILINE)
    (row,) = [line for line in text.splitlines() if line.startswith("| 1 |")]
    assert len(re.findall(r"(?<!\\)\|", row)) == 6


def test_the_jobs_summary_holds_all_or_says_how_many_not() -> None:
    text = github.job_summary(outcome(1200), SHOWN)
    assert text.count("| error | `blame` |") == 1200
    text = github.job_summary(outcome(9000, message="Words and words. " * 20), SHOWN)
    assert len(text.encode()) < 1_048_576
    rows = text.count("| error | `blame` |")
    assert f"{9000 - rows:,} more are not shown here" in text


def test_ten_of_a_kind_are_annotations_and_no_line_is_a_command_of_its_own() -> None:
    for severity in ("error", "warning"):
        lines = list(github.render(outcome(30, message=HOSTILE, severity=severity), SHOWN))
        commands = [line for line in lines if line.startswith(f"::{severity} ")]
        assert len(commands) == 10
        assert all("\n" not in line for line in lines)
        assert all(line.startswith(("::error ", "::warning ", "::notice::", "  ")) for line in lines)


def test_the_summary_goes_where_github_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from incidentkit.cli import run

    (tmp_path / "incidents").mkdir()
    (tmp_path / "incidents" / "2026-11-22-hub.md").write_text("# Hub\n\nTBD\n")
    monkeypatch.chdir(tmp_path)
    target = tmp_path / "summary.md"
    target.write_text("Before.\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(target))
    run(["check", "--format", "github"])
    assert target.read_text().startswith("Before.\n### `incident check`")
    assert "`placeholder`" in target.read_text()
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path))
    capsys.readouterr()
    run(["check", "--format", "github"])
    assert "summary cannot be written" in capsys.readouterr().err
