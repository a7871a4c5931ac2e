"""A full disk, a file that may not grow, a kill: the old report stays or the new one is there, and it is said."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

BODY = "---\ntitle: Hub down\n---\n\n## Timeline\n\n- **14:02** one\n" + "Words of people.\n" * 2000
SET = """
import resource, sys
from pathlib import Path
from incidentkit.config import Workspace
from incidentkit.errors import InputError
from incidentkit.report import edit
from incidentkit.report.read import read
path = Path(sys.argv[1])
home = Workspace.find(path.parent)
report = read(path, home)
limit = int(sys.argv[2])
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    edit.save(report, edit.set_front(report, "severity", "sev2"), home)
except InputError as e:
    print(e.message)
    sys.exit(e.code)
"""


def save(path: Path, limit: int = 0) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-c", SET, str(path), str(limit)], capture_output=True, text=True, timeout=60, check=False
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def report(tmp_path: Path) -> Path:
    (tmp_path / "incidentkit.toml").write_text("")
    path = tmp_path / "incidents" / "2020-01-01-hub.md"
    path.parent.mkdir()
    path.write_text(BODY)
    return path


@pytest.mark.parametrize("limit", [1, 512, 4096, len(BODY), len(BODY) + 3])
def test_where_the_file_cannot_be_written_whole_it_stays_as_it_was(report: Path, limit: int) -> None:
    code, said = save(report, limit)
    assert code == 2
    assert "cannot be written" in said
    assert report.read_text() == BODY
    assert [path.name for path in report.parent.iterdir()] == [report.name], "nothing is left beside it"


def test_with_room_enough_it_is_written(report: Path) -> None:
    assert save(report, len(BODY) * 2) == (0, "")
    assert report.read_text() == BODY.replace("title: Hub down\n", "title: Hub down\nseverity: sev2\n")


AGAIN = (
    SET.replace("limit = int(sys.argv[2])", "").split("if limit:")[0]
    + """
new = edit.set_front(report, "severity", "sev2")
print("ready", flush=True)
while True:
    edit.save(report, new, home)
    other = read(path, home)
    edit.save(other, report.text, home)
"""
)


def test_killed_at_any_moment_the_file_is_the_old_one_or_the_new(report: Path) -> None:
    old = BODY * 20
    report.write_text(old)
    new = old.replace("title: Hub down\n", "title: Hub down\nseverity: sev2\n", 1)
    for number in range(8):
        report.write_text(old)
        with subprocess.Popen([sys.executable, "-c", AGAIN, str(report)], stdout=subprocess.PIPE) as writer:
            assert writer.stdout
            writer.stdout.readline()
            time.sleep(0.02 * number)
            writer.kill()
        text = report.read_text()
        assert text in (old, new), "never a mixture, never gone"
