"""Workspace templates override and extend the shipped ones, and can do nothing but put values into text."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from incidentkit.config import Workspace
from incidentkit.errors import InputError
from incidentkit.templating import environment, render


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    (tmp_path / "incidents").mkdir()
    (tmp_path / "templates").mkdir()
    return Workspace.find(tmp_path, {})


def own(workspace: Workspace, name: str, text: str) -> None:
    (workspace.root / "templates" / name).write_text(text, encoding="utf-8")


@dataclass(frozen=True)
class Thing:
    path: Path
    words: str = "a < b"

    def open_door(self) -> str:
        return "opened"


def test_own_template_by_name_and_shipped_by_prefix(workspace: Workspace) -> None:
    own(workspace, "issue.md.j2", "mine {{ thing.words }}\n")
    assert render(environment(workspace, autoescape=False), "issue.md.j2", thing=Thing(Path())) == "mine a < b\n"
    assert render(environment(workspace, autoescape=True), "issue.md.j2", thing=Thing(Path())) == "mine a &lt; b\n"
    source = environment(workspace, autoescape=False).loader.get_source(  # type: ignore[union-attr]
        environment(workspace, autoescape=False), "builtin/issue.md.j2"
    )[0]
    assert "mine" not in source


@pytest.mark.parametrize(
    "text",
    [
        "{{ thing.path.read_text() }}",
        "{{ thing.path.parent.iterdir() | list }}",
        "{{ thing.open_door() }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ words.append('x') }}",
        "{{ missing }}",
        "{% for x in %}",
        "{% include 'nothing.j2' %}",
        "{% extends 'builtin/../../pyproject.toml' %}",
        "{{ 1 / 0 }}",
        "{{ 'a' + 1 }}",
    ],
)
def test_what_a_template_may_not_do_is_one_clear_line(workspace: Workspace, text: str) -> None:
    own(workspace, "issue.md.j2", "first\n" + text)
    secret = workspace.root / "secret"
    secret.write_text("hunter2", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        render(environment(workspace, autoescape=False), "issue.md.j2", thing=Thing(secret), words=["a"])
    assert "hunter2" not in caught.value.message
    assert caught.value.hint
    if "include" not in text and "extends" not in text:
        assert "issue.md.j2:2:" in caught.value.message


def test_a_link_out_of_the_folder_is_refused(workspace: Workspace) -> None:
    outside = workspace.root / "outside.txt"
    outside.write_text("hunter2", encoding="utf-8")
    (workspace.root / "templates" / "issue.md.j2").symlink_to(outside)
    with pytest.raises(InputError, match="leads out"):
        render(environment(workspace, autoescape=False), "issue.md.j2")


def test_plain_values_keep_their_methods(workspace: Workspace) -> None:
    own(workspace, "issue.md.j2", "{% macro m(x) %}{{ x.upper() }}{% endmacro %}{{ m('a') }}{{ {'k': 1}.get('k') }}")
    assert render(environment(workspace, autoescape=False), "issue.md.j2") == "A1"
