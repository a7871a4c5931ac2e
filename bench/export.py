"""A large Slack export against plain `json.loads` of the same bytes in the same run: time and peak memory.

The yardstick is the loading alone, file after file, each forgotten before the next; the command's time is all of it:
start, unzipping, reading, redaction, report and ledger, in a workspace without other reports. Times are of the
processor, user and system, and the median of some runs: they stand still where the machine has other work.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

import chat

MESSAGES = 100_000
RUNS = 5
_LOADS = """
import json, sys, time, zipfile
spent = 0.0
with zipfile.ZipFile(sys.argv[1]) as export:
    for name in export.namelist():
        data = export.read(name)
        start = time.process_time()
        json.loads(data)
        spent += time.process_time() - start
print(spent)
"""
# What is asked of the export: a name, and the arguments of `incident new`.
CASES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("three hours", ("--since", "2026-09-20 12:00", "--until", "2026-09-20 15:00")),
    ("a day of all channels", ("--since", "2026-09-20", "--until", "2026-09-20")),
    ("a day of one channel", ("--slack-channel", "hub-ops", "--since", "2026-09-20", "--until", "2026-09-20")),
    ("everything", ("--since", "2026-08-31")),
)


def main() -> None:
    """Print a line for the yardstick and one for each case."""
    with tempfile.TemporaryDirectory(prefix="incidentkit-bench-") as scratch:
        export = Path(scratch) / "export.zip"
        chat.export(export, MESSAGES)
        yardstick = [run([sys.executable, "-c", _LOADS, str(export)], scratch) for _ in range(RUNS)]
        loads, memory = median(float(said) for said, _, _ in yardstick), yardstick[0][2]
        title = f"export of {MESSAGES:,} messages"
        print(f"{f'{title}, json.loads':52}{loads:8.3f} s {memory:6.0f} MiB", flush=True)
        _, seconds, memory = measured([], scratch)
        print(
            f"{'incident new without sources':52}{seconds:8.3f} s {memory:6.0f} MiB {seconds / loads:7.2f} x",
            flush=True,
        )
        for name, arguments in CASES:
            runs = 1 if name == "everything" else RUNS
            _, seconds, memory = measured(["--slack-export", str(export), *arguments], scratch, runs)
            print(f"{f'{title}, {name}':52}{seconds:8.3f} s {memory:6.0f} MiB {seconds / loads:7.2f} x", flush=True)


def measured(arguments: list[str], scratch: str, runs: int = RUNS) -> tuple[str, float, float]:
    """The run of `incident new` that took the middle of the times, each in an empty workspace."""
    done = []
    for _ in range(runs):
        with tempfile.TemporaryDirectory(dir=scratch) as workspace:
            (Path(workspace) / "incidents").mkdir()
            done.append(run([sys.executable, "-m", "incidentkit", "new", "Bench", *arguments], workspace))
    return sorted(done, key=lambda one: one[1])[len(done) // 2]


def run(command: list[str], folder: str) -> tuple[str, float, float]:
    """What a command printed, its time on the processor in seconds, and its peak memory in MiB."""
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout
    said = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        sys.exit(f"{' '.join(command[2:])} ended with {process.returncode}")
    return said.strip(), used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


if __name__ == "__main__":
    main()
