"""The documents say what the program does, and every link in them leads somewhere."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from itertools import chain
from typing import Any

import pytest
from needs import ROOT
from pydantic import BaseModel
from reference import PAGE, reference

from incidentkit.config import Config
from incidentkit.errors import Exit

PAGES = sorted(chain(ROOT.glob("*.md"), (ROOT / "docs").rglob("*.md")))


def test_commands_are_documented_as_they_are() -> None:
    assert PAGE.read_text(encoding="utf-8") == reference(), "run `make docs`"


def test_every_exit_code_is_documented_once() -> None:
    text = (ROOT / "docs" / "exit-codes.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| `([A-Z]+)` \|", text, re.MULTILINE)
    assert rows == [(str(int(code)), code.name) for code in Exit]


def test_every_setting_is_documented_with_its_default() -> None:
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    documented: dict[str, Any] = {}
    section = ""
    for line in text.splitlines():
        if line.startswith("## "):
            names = re.findall(r"`\[(\w+)\]`", line)
            section = f"{names[0]}." if len(names) == 1 else ""
        elif found := re.match(r"\| `([\w.]+)` \| `(.+?)` \|", line):
            documented[section + found[1]] = tomllib.loads(f"value = {found[2]}")["value"]
    assert documented == dict(_settings(Config()))


def test_the_settings_that_init_writes_are_the_defaults() -> None:
    """With every `#` before a setting removed, the file says exactly what holds without it."""
    text = (ROOT / "templates" / "init" / "incidentkit.toml").read_text(encoding="utf-8")
    assert Config.model_validate(tomllib.loads(text)) == Config()
    shown = tomllib.loads(re.sub(r"^# (?=\w+ = )", "", text, flags=re.MULTILINE))
    tables = {"report.zones", "slack.people", "actions.routes", "check.severity"}
    assert {key: value for key, value in _settings(Config()) if key not in tables} == {
        key: value for key, value in _flat(shown, "") if key not in tables
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(page: Any) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\((?!https?:|mailto:)([^)\s]+)\)", text):
        name, _, anchor = target.partition("#")
        other = (page.parent / name) if name else page
        assert other.exists(), f"{page.name}: {target}"
        if anchor and other.suffix == ".md":
            assert anchor in _anchors(other.read_text(encoding="utf-8")), f"{page.name}: {target}"


def _anchors(text: str) -> set[str]:
    """The anchors that GitHub gives to headings: lower case, punctuation gone, spaces to hyphens."""
    heads = re.findall(r"^#{1,6} (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


def _settings(model: BaseModel, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key in type(model).model_fields:
        value = getattr(model, key)
        if isinstance(value, BaseModel):
            yield from _settings(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", list(value) if isinstance(value, tuple) else value


def _flat(table: dict[str, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict) and value:
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value
