"""A setting that is none is named with its line, wherever in the file it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from incidentkit.cli import run
from incidentkit.errors import Exit
from incidentkit.toml_lines import line_of

TEXT = """# ours
[check]
severity.blame = "off"

[check.severity]
"action-weak" = "error"

[[check.ignore]]
rule = "blame"

[[check.ignore]]
path = "x"
rule = "secret"

[tool.incidentkit.site]
title = "x"
"""


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (("check",), 2), (("check", "severity", "blame"), 3), (("check", "severity", "action-weak"), 6),
        (("check", "ignore", 0, "rule"), 9), (("check", "ignore", 1, "rule"), 13),
        (("check", "ignore", 1, "reason"), 11),
        (("check", "ignore", 7, "rule"), 2), (("tool", "incidentkit", "site", "title"), 16),
        (("slack", "people"), None),
    ],
)  # fmt: skip
def test_the_line_of_a_setting_or_of_what_holds_it(place: tuple[int | str, ...], line: int | None) -> None:
    assert line_of(TEXT, place) == line


@pytest.mark.parametrize(
    ("name", "text", "code", "said"),
    [
        ("incidentkit.toml", '[site]\n\n[chek]\nx = 1\n', Exit.SETTINGS, "incidentkit.toml:3: unknown setting 'chek'"),
        ("incidentkit.toml", '\n\n[report]\ntimezon = "UTC"\n', Exit.SETTINGS, "incidentkit.toml:4: unknown setting"),
        (
            "incidentkit.toml", '[check]\nseverity = { blame = "bad" }\n', Exit.SETTINGS,
            "incidentkit.toml:2: setting 'check.severity.blame': ",
        ),
        (
            "incidentkit.toml", '[[check.ignore]]\nrule = "blame"\n', Exit.SETTINGS,
            "incidentkit.toml:1: setting 'check.ignore.0.reason'",
        ),
        ("pyproject.toml", "[tool.incidentkit.site]\ntitel = 'x'\n", Exit.SETTINGS, "pyproject.toml:2: unknown"),
        ("incidentkit.toml", '[site]\ntitle = "x\n', Exit.USAGE, "incidentkit.toml:2: is no valid TOML"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_settings_is_named_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    name: str, text: str, code: Exit, said: str,
) -> None:  # fmt: skip
    (tmp_path / "incidents").mkdir()
    (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    assert run(["check"]) == code
    assert said in capsys.readouterr().err
