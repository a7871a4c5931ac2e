"""Threads of whole incidents and the reports that an operator would want of them: tests/golden/threads/.

Each folder is an export, the arguments of `incident new`, and its report. The threads are made up after the shapes of
real incidents. `python tests/sources/slack/test_slack_threads.py` writes the reports anew: read the difference.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "golden" / "threads"
THREADS = sorted(path.name for path in FOLDER.iterdir() if path.is_dir())


def report(name: str, home: Path) -> str:
    """The report that `incident new` writes of a thread, in an empty workspace."""
    thread = FOLDER / name
    (home / "incidents").mkdir()
    arguments = (thread / "arguments.txt").read_text(encoding="utf-8").split()
    title = name.replace("-", " ").capitalize()
    done = subprocess.run(
        [sys.executable, "-m", "incidentkit", "new", title, "--slack-export", str(thread / "export"), *arguments],
        cwd=home,
        env={"PATH": os.environ["PATH"], "HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return (home / done.stdout.strip()).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", THREADS)
def test_a_thread_becomes_the_report_that_was_agreed(name: str, tmp_path: Path) -> None:
    assert report(name, tmp_path) == (FOLDER / name / "report.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", THREADS)
def test_the_report_leaves_only_what_people_must_do(name: str, tmp_path: Path) -> None:
    text = report(name, tmp_path)
    path = tmp_path / "incidents" / "again.md"
    path.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "incidentkit", "check", "--format", "json", str(path)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    rules = {line.split('"')[3] for line in done.stdout.splitlines() if '"rule":' in line}
    assert rules <= {"placeholder", "action-unlinked"}, done.stdout


if __name__ == "__main__":
    for one in THREADS:
        with tempfile.TemporaryDirectory() as scratch:
            (FOLDER / one / "report.md").write_text(report(one, Path(scratch)), encoding="utf-8")
