"""What a command costs before its work begins: its processor time against `python -c pass`, turn by turn in one run.

The workspace holds the repository's own reports. One is checked twice in each turn: the first time nothing is kept from
earlier, the second time its result is.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
REPORTS = sorted((ROOT / "incidents").glob("2*.md"))
ONE = f"incidents/{REPORTS[-1].name}"
COMMANDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("--version", ("--version",)),
    ("--help", ("--help",)),
    ("list, six reports", ("list",)),
    ("show", ("show", ONE)),
    ("check, one report, first", ("check", ONE)),
    ("check, one report, again", ("check", ONE)),
)
_TURNS = 9


def main() -> None:
    """Print each command's median as a ratio to that of the bare interpreter."""
    bare: list[float] = []
    taken: dict[str, list[float]] = {name: [] for name, _ in COMMANDS}
    for _ in range(_TURNS):
        with tempfile.TemporaryDirectory(prefix="incidentkit-bench-") as scratch:
            folder = Path(scratch) / "workspace"
            (folder / "incidents").mkdir(parents=True)
            for report in REPORTS:
                shutil.copyfile(report, folder / "incidents" / report.name)
            for name, arguments in COMMANDS:
                bare.append(_seconds(folder, ["-c", "pass"]))
                taken[name].append(_seconds(folder, ["-m", "incidentkit", *arguments]))
    print(f"{'start: python -c pass':40}{median(bare):8.3f} s")
    for name, times in taken.items():
        print(f"{f'start: {name}':40}{median(times) / median(bare):8.1f} times that", flush=True)


def _seconds(folder: Path, arguments: Sequence[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, *arguments],
        cwd=folder, capture_output=True, check=False, env=os.environ | {"XDG_CACHE_HOME": str(folder.parent / "cache")},
    )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
