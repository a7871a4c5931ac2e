"""What the documents show is what the program does: every command line in them, and the tour's output."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import pytest
import typer
from needs import ROOT
from typer.core import TyperGroup

from incidentkit.cli.app import app

PAGES = sorted(chain(ROOT.glob("*.md"), (ROOT / "docs").glob("*.md"), (ROOT / "templates" / "init").glob("*.*")))
# Written as `incident …` in running text, `$ incident …` in a console, or a workflow's `run:`.
COMMAND = re.compile(r"`incident ([^`\n]+)`|^\s*(?:\$ |- run: |entry: )incident ([^\n#]+)", re.MULTILINE)


class Tour(NamedTuple):
    """What `incident demo` wrote and said."""

    report: str
    said: str


@pytest.fixture(scope="module")
def tour(tmp_path_factory: pytest.TempPathFactory) -> Tour:
    """The demo, run once in a folder of its own."""
    folder = tmp_path_factory.mktemp("tour") / "demo"
    done = subprocess.run(
        [sys.executable, "-m", "incidentkit", "demo", str(folder)],
        env={**os.environ, "COLUMNS": "80", "NO_COLOR": "1"}, capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    report = next((folder / "incidents").glob("2026-10-14-*.md"))
    return Tour(report.read_text(encoding="utf-8"), done.stderr)


def _tour_in_the_readme() -> str:
    text = (ROOT / "README.md").read_text(encoding="utf-8").replace("\\\n    ", "")
    found = re.search(r"## Sixty seconds(.*?)\n## ", text, re.DOTALL)
    assert found
    return found[1]


def test_the_lines_of_the_report_in_the_readme_are_what_the_demo_writes(tour: Tour) -> None:
    """They are quoted without their footnotes."""
    quoted = re.findall(r"^> (- .+)$", _tour_in_the_readme(), re.MULTILINE)
    written = {re.sub(r"(?: \[\^\w+\])+$", "", line) for line in tour.report.splitlines()}
    assert quoted
    assert set(quoted) <= written


def test_the_output_in_the_readme_is_what_the_demo_says(tour: Tour) -> None:
    """Paths of evidence are shortened in the README, times differ, and `…` on a line of its own leaves lines out."""

    def plain(text: str) -> list[str]:
        text = re.sub(r"\S*/(?=slack-export|(?:kubernetes|prometheus)\.json)", "", text)
        return re.sub(r"in [\d.]+ s\b", "in a moment", text).splitlines()

    blocks = re.findall(r"```console\n(.*?)```", _tour_in_the_readme(), re.DOTALL)
    assert blocks
    assert set(plain("".join(blocks))) - {"…"} <= set(plain(tour.said))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_line_in_the_documents_can_be_typed(page: Path) -> None:
    text = page.read_text(encoding="utf-8").replace("\\\n    ", "")
    for found in COMMAND.finditer(text):
        line = found[1] or found[2]
        words = [word for word in shlex.split(line) if word not in ("|", "head")]
        command = typer.main.get_command(app)
        while isinstance(command, TyperGroup) and words and not words[0].startswith("-"):
            name = words.pop(0)
            if name in ("COMMAND", "…"):
                break
            assert name in command.commands, f"incident {line}"
            command = command.commands[name]
        known = {option for param in command.params for option in param.opts} | {"--help", "-h"}
        assert {word.split("=")[0] for word in words if word.startswith("--")} <= known, f"incident {line}"
