"""Imports point against the flow of data, and a vendor's library is imported in its adapter alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from needs import ROOT

PACKAGE = ROOT / "incidentkit"
# From left to right as data flows; a room imports from its own group and from those before it.
ROOMS: tuple[tuple[str, ...], ...] = (
    (
        "paths",
        "errors",
        "inert",
        "files",
        "zones",
        "caching",
        "toml_lines",
        "config",
        "templating",
        "evidence",
        "metrics",
        "artifacts",
        "installed",
    ),
    ("github",),
    ("sources",),
    ("redact",),
    ("gather", "capture", "keep"),
    ("timeline", "versions"),
    ("report",),
    ("importers", "update", "issue_form"),
    ("checks", "actions"),
    ("pull_request", "site"),
    ("init", "doctor", "demo"),
    ("cli",),
)
VENDORS = {
    "slack_sdk": "sources/slack",
    "kubernetes": "sources/kubernetes",
    "github": "github",
    "pypdf": "importers",
    "markdown": "site",
    "nh3": "site",
    "typer": "cli",
    "rich": "cli",
}
MODULES = sorted(PACKAGE.rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """The full names of what a module imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = (alias.name for alias in node.names) if node.module == "incidentkit" else ("",)
            yield from (f"{node.module}.{name}".rstrip(".") for name in names)


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def test_every_room_is_on_the_map() -> None:
    assert {room_of(path) for path in MODULES} - {"__init__", "__main__"} == {room for group in ROOMS for room in group}


@pytest.mark.parametrize("room", [room for group in ROOMS for room in group])
def test_imports_point_against_the_flow(room: str) -> None:
    rank = {name: number for number, group in enumerate(ROOMS) for name in group}
    wrong = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in MODULES
        if room_of(path) == room
        for name in imported(path)
        if name.startswith("incidentkit.") and rank.get(name.split(".")[1], 0) > rank[room]
    ]
    assert wrong == []


def test_a_vendor_s_library_is_imported_in_its_adapter_alone() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in MODULES
        for name in imported(path)
        if (home := VENDORS.get(name.split(".")[0])) and not path.is_relative_to(PACKAGE / home)
    ]
    assert wrong == []
