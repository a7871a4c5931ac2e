"""How long things take here: `make bench`. Each line is the median of some runs of a real command, start-up included.

Wall time on this machine; compare two versions on one machine, never two machines. Reports are copies of the
repository's own under other dates, so that nothing is measured on text that nobody would write.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import cluster
import export
import sizes
import start

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Case:
    """One thing to measure. `prepare` makes the folder that the command runs in, anew before each run."""

    name: str
    arguments: tuple[str, ...]
    prepare: Callable[[Path], None]
    runs: int = 5


def empty(folder: Path) -> None:
    """Nothing there."""
    folder.mkdir()


def reports(count: int) -> Callable[[Path], None]:
    """A workspace of `count` reports."""

    def make(folder: Path) -> None:
        (folder / "incidents").mkdir(parents=True)
        originals = sorted((ROOT / "incidents").glob("2*.md"))
        for number in range(count):
            original = originals[number % len(originals)]
            day = f"{1990 + number // 336}-{number // 28 % 12 + 1:02}-{number % 28 + 1:02}"
            text = original.read_text(encoding="utf-8").replace(original.name[:10], day)
            (folder / "incidents" / f"{day}-{original.name[11:]}").write_text(text, encoding="utf-8")

    return make


def built(count: int) -> Callable[[Path], None]:
    """The same with its site built."""

    def make(folder: Path) -> None:
        reports(count)(folder)
        _incident(folder, "build")

    return make


def checked(count: int) -> Callable[[Path], None]:
    """The same, checked once: the results lie beside the workspace."""

    def make(folder: Path) -> None:
        reports(count)(folder)
        _incident(folder, "check")

    return make


def changed(count: int) -> Callable[[Path], None]:
    """The same, with a sentence more in one report."""

    def make(folder: Path) -> None:
        built(count)(folder)
        one = sorted((folder / "incidents").glob("*.md"))[count // 2]
        one.write_text(one.read_text(encoding="utf-8").replace("## Conclusion\n", "## Conclusion\n\nOne more.\n"))

    return make


def themed(count: int) -> Callable[[Path], None]:
    """The same, with another frame around every page."""

    def make(folder: Path) -> None:
        built(count)(folder)
        frame = folder / "templates" / "site" / "base.html.j2"
        frame.parent.mkdir(parents=True)
        shipped = (ROOT / "templates" / "site" / "base.html.j2").read_text(encoding="utf-8")
        frame.write_text(shipped.replace("<body", "<body data-theme-of='ours'"), encoding="utf-8")

    return make


CASES: tuple[Case, ...] = (
    Case("demo", ("demo", "there"), empty),
    Case("check, 1,000 reports, first", ("check",), reports(1000), 1),
    Case("check, 1,000 reports, nothing changed", ("check",), checked(1000), 1),
    Case("list, 200 reports", ("list", "--json"), reports(200), 3),
    Case("build, 1,000 reports, first", ("build",), reports(1000), 1),
    Case("build, 1,000 reports, a new theme", ("build",), themed(1000), 1),
    Case("build, 1,000 reports, one changed", ("build",), changed(1000), 1),
    Case("build, 1,000 reports, nothing changed", ("build",), built(1000), 1),
)


def _incident(folder: Path, *arguments: str) -> float:
    """Seconds that the command took. Findings are no failure, anything else is."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "incidentkit", *arguments],
        cwd=folder, capture_output=True, text=True, check=False,
        env=os.environ | {"XDG_CACHE_HOME": str(folder.parent / "cache")},
    )  # fmt: skip
    seconds = time.perf_counter() - start
    if done.returncode not in (0, 1):
        sys.exit(f"incident {' '.join(arguments)} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return seconds


def measure(case: Case) -> float:
    """The median of its runs, in seconds."""
    times = []
    for _ in range(case.runs):
        with tempfile.TemporaryDirectory(prefix="incidentkit-bench-") as scratch:
            folder = Path(scratch) / "workspace"
            case.prepare(folder)
            times.append(_incident(folder, *case.arguments))
    return median(times)


def main() -> None:
    """Measure all cases, or those whose name holds a word."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("word", nargs="?", default="", help="only cases whose name holds it")
    word = parser.parse_args().word
    for case in CASES:
        if word in case.name:
            print(f"{case.name:40}{measure(case):8.3f} s", flush=True)
    if word in "start":
        start.main()
    if word in "build, 1 sizes":
        sizes.main()
    if word in "export":
        export.main()
    if word in "cluster":
        cluster.main()


if __name__ == "__main__":
    main()
