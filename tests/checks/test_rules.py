"""Every rule speaks where its fixtures say so, and nowhere else.

A folder a rule: in a file with "good" in its name the rule finds nothing, in one with "bad" what the JSON file beside
it lists: line, a part of the message and, where it matters, the severity.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from incidentkit.checks import RULES
from incidentkit.checks.interface import Rule
from incidentkit.checks.run import check
from incidentkit.config import Workspace
from incidentkit.report.read import read

HERE = Path(__file__).parent
DOCS = HERE.parents[1] / "docs" / "checks.md"
WORKSPACE = Workspace(root=HERE, settings_path=None, config=Workspace.find(HERE, environ={}).config)
FIXTURES = [(rule, path) for rule in RULES for path in sorted((HERE / rule.name).glob("*.md"))]


@pytest.mark.parametrize(("rule", "path"), FIXTURES, ids=lambda value: getattr(value, "stem", None))
def test_a_rule_speaks_exactly_where_its_fixture_says(rule: Rule, path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8")) if "bad" in path.stem else []
    found = check(read(path), WORKSPACE, [rule])
    assert [finding.line for finding in found] == [line for line, *_ in expected], [f.message for f in found]
    for finding, (_, words, *severity) in zip(found, expected, strict=True):
        assert words in finding.message
        assert finding.rule == rule.name
        assert finding.column >= 1
        assert finding.hint
        assert finding.severity == (severity[0] if severity else rule.severity)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_has_fixtures_of_both_kinds(rule: Rule) -> None:
    names = [path.stem for path in (HERE / rule.name).glob("*.md")]
    assert any("good" in name for name in names)
    assert any("bad" in name for name in names)


def test_the_documentation_has_one_section_a_rule_in_the_same_order() -> None:
    text = re.sub(r"^```.*?^```$", "", DOCS.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    sections = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    ruled = [section for section in sections if section.startswith("`")]
    assert [re.match(r"`([\w-]+)`", section)[1] for section in ruled] == [rule.name for rule in RULES]  # type: ignore[index]
    for section in ruled:
        for part in ("**What.**", "**Why.**", "**How to fix.**", "Before", "After"):
            assert part in section, section.splitlines()[0]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_no_rule_scolds(rule: Rule) -> None:
    for path in (HERE / rule.name).glob("*bad*.md"):
        for finding in check(read(path), WORKSPACE, [rule]):
            said = f"{finding.message} {finding.hint}"
            assert not re.search(
                r"!|\b(?:you|must|wrong|invalid|illegal|never|forbidden|fault|stupid)\b", said, re.IGNORECASE
            )
            assert len(finding.message) < 300
