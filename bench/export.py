"""A large Slack export against plain `json.loads` of the same bytes in the same run: time and peak memory.

The yardstick is the loading alone, file after file, each forgotten before the next; the command's time is all of it:
start, unzipping, reading, redaction, report and ledger.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import chat

MESSAGES = 100_000
_LOADS = """
import json, sys, time, zipfile
spent = 0.0
with zipfile.ZipFile(sys.argv[1]) as export:
    for name in export.namelist():
        data = export.read(name)
        start = time.perf_counter()
        json.loads(data)
        spent += time.perf_counter() - start
print(spent)
"""
# What is asked of the export: a name, and the arguments of `incident new`.
CASES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("a day of all channels", ("--since", "2026-09-20", "--until", "2026-09-20")),
    ("a day of one channel", ("--slack-channel", "hub-ops", "--since", "2026-09-20", "--until", "2026-09-20")),
    ("everything", ("--since", "2026-08-31")),
)


def main() -> None:
    """Print a line for the yardstick and one for each case."""
    with tempfile.TemporaryDirectory(prefix="incidentkit-bench-") as scratch:
        export = Path(scratch) / "export.zip"
        chat.export(export, MESSAGES)
        (Path(scratch) / "incidents").mkdir()
        said, _, memory = run([sys.executable, "-c", _LOADS, str(export)], scratch)
        loads = float(said)
        title = f"export of {MESSAGES:,} messages"
        print(f"{f'{title}, json.loads':52}{loads:8.3f} s {memory:6.0f} MiB", flush=True)
        _, seconds, memory = run([sys.executable, "-m", "incidentkit", "new", "Bench start"], scratch)
        print(f"{'incident new without sources':52}{seconds:8.3f} s {memory:6.0f} MiB", flush=True)
        for number, (name, arguments) in enumerate(CASES):
            command = [sys.executable, "-m", "incidentkit", "new", f"Bench {number}", "--slack-export", str(export)]
            _, seconds, memory = run([*command, *arguments], scratch)
            print(f"{f'{title}, {name}':52}{seconds:8.3f} s {memory:6.0f} MiB {seconds / loads:7.2f} x", flush=True)


def run(command: list[str], folder: str) -> tuple[str, float, float]:
    """What a command printed, its wall time in seconds, and its peak memory in MiB."""
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout
    said = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        sys.exit(f"{' '.join(command[2:])} ended with {process.returncode}")
    return said.strip(), seconds, used.ru_maxrss / 1024


if __name__ == "__main__":
    main()
