"""Excuses in place: where they reach, and that they need a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from incidentkit.checks import RULES
from incidentkit.checks.run import check
from incidentkit.config import Workspace
from incidentkit.report.read import read_text


def found(text: str, tmp_path: Path) -> list[tuple[str, int]]:
    path = tmp_path / "2026-11-22-hub.md"
    rules = [rule for rule in RULES if rule.name in ("placeholder", "blame", "secret", "front-matter")]
    return [(f.rule, f.line) for f in check(read_text(text, path), Workspace.find(tmp_path, environ={}), rules)]


SAID = "The cause is TBD; we forgot to ask."


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"{SAID}\n", [("placeholder", 1), ("blame", 1)]),
        (f"{SAID} <!-- incident-check: ignore placeholder because the vendor is asked -->\n", [("blame", 1)]),
        (f"<!-- incident-check: ignore placeholder, blame because it is quoted -->\n{SAID}\n", []),
        (f"<!-- incident-check: ignore placeholder because of it -->\n\n{SAID}\n", [("placeholder", 3), ("blame", 3)]),
        (f"<!-- incident-check: ignore placeholder -->\n{SAID}\n", [("placeholder", 2), ("blame", 2)]),
        (f"<!-- incident-check: ignore placeholder because -->\n{SAID}\n", [("placeholder", 2), ("blame", 2)]),
        (f"- <!-- incident-check: ignore blame because it is quoted --> {SAID}\n", [("placeholder", 1)]),
        ("---\nstatus: done # incident-check: ignore front-matter because of another tool\n---\n", []),
        ("---\n# incident-check: ignore front-matter because of another tool\nstatus: done\n---\n", []),
    ],
)
def test_an_excuse_reaches_its_line_or_the_next(text: str, left: list[tuple[str, int]], tmp_path: Path) -> None:
    assert sorted(found(text, tmp_path)) == sorted(left)


def test_even_a_secret_may_be_excused_with_a_reason(tmp_path: Path) -> None:
    token = "ghp_" + "a1B2" * 9
    assert found(f"`{token}`\n", tmp_path) == [("secret", 1)]
    assert found(f"`{token}` <!-- incident-check: ignore secret because it is made up -->\n", tmp_path) == []
