"""A large dump of a cluster's events against plain `json.loads` of the same bytes in the same run: time, peak memory.

The yardstick is the loading alone; the command's time is all of it: start, reading, folding, redaction, report, ledger.
The events are made up: four fifths routine, the rest the trouble of sixty workloads within two hours, as
`kubectl get events -A -o json` prints them.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from export import run

EVENTS = 100_000
# The least of some runs: what else a machine does only ever adds.
RUNS = 3
START = datetime(2026, 11, 20, 12, tzinfo=UTC)
_LOADS = """
import json, sys, time
data = open(sys.argv[1], "rb").read()
start = time.process_time()
json.loads(data)
print(time.process_time() - start)
"""
_READS = """
import sys, time
from pathlib import Path
from incidentkit.config import KubernetesSettings
from incidentkit.sources.interface import Window
from incidentkit.sources.kubernetes import KubernetesFile
start = time.process_time()
KubernetesFile(Path(sys.argv[1]), settings=KubernetesSettings()).gather(Window())
print(time.process_time() - start)
"""
_ROUTINE = (
    ("Scheduled", "Successfully assigned prod/{pod} to pool-{n}"),
    ("Pulled", 'Container image "quay.example/app:1.0" already present on machine'),
    ("Created", "Created container main"),
    ("Started", "Started container main"),
    ("Killing", "Stopping container main"),
)
_TROUBLE = (
    ("FailedScheduling", "0/12 nodes are available: 12 Insufficient memory."),
    ("BackOff", "Back-off restarting failed container main in pod {pod}_prod({uid})"),
    ("Unhealthy", 'Readiness probe failed: Get "http://10.0.{n}.{m}:8081/healthz": context deadline exceeded'),
    ("FailedMount", 'MountVolume.SetUp failed for volume "config" : configmap "app-{n}" not found'),
    ("Evicted", "The node was low on resource: memory. Container main was using {m}Mi, request is 0."),
)
# What is asked of the dump: a name, and the arguments of `incident new`.
CASES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("twenty minutes", ("--since", "2026-11-20 12:40", "--until", "2026-11-20 13:00")),
    ("everything", ()),
)


def dump(path: Path, count: int) -> None:
    """Write a List of that many events; the same ones each time."""
    with path.open("w", encoding="utf-8") as out:  # one by one: a child's peak memory counts its parent's as well
        out.write('{\n    "apiVersion": "v1",\n    "items": [')
        for number, event in enumerate(_events(random.Random(7), count)):  # noqa: S311 - the same numbers each time
            out.write(("," if number else "") + "\n        " + json.dumps(event, indent=4).replace("\n", "\n        "))
        out.write('\n    ],\n    "kind": "List",\n    "metadata": {"resourceVersion": ""}\n}\n')


def _events(chance: random.Random, count: int) -> Iterator[dict[str, Any]]:
    for number in range(count):
        kind, (reason, message) = _one(chance)
        suffix = "".join(chance.choices("bcdfghjklmnpqrstvwxz2456789", k=5))
        pod, uid = f"app{chance.randrange(60)}-7d4b9c6f5-{suffix}", str(uuid.UUID(int=chance.getrandbits(128)))
        n, m = chance.randrange(12), chance.randrange(250)
        first = START + timedelta(seconds=chance.randrange(7200))
        times = [at.strftime("%Y-%m-%dT%H:%M:%SZ") for at in (first, first + timedelta(seconds=chance.choice((0, 30))))]
        about = {"apiVersion": "v1", "fieldPath": "spec.containers{main}", "kind": "Pod", "name": pod,
                 "namespace": "prod", "resourceVersion": "1", "uid": uid}  # fmt: skip
        yield {
            "apiVersion": "v1", "count": chance.choice((1, 1, 2, 9)), "eventTime": None, "firstTimestamp": times[0],
            "involvedObject": about, "kind": "Event", "lastTimestamp": times[1],
            "message": message.format(pod=pod, uid=uid, n=n, m=m),
            "metadata": {"creationTimestamp": times[0], "name": f"{pod}.{number:x}", "namespace": "prod",
                         "resourceVersion": str(number), "uid": str(uuid.UUID(int=chance.getrandbits(128)))},
            "reason": reason, "reportingComponent": "", "reportingInstance": "",
            "source": {"component": "kubelet", "host": f"pool-{n}"}, "type": kind,
        }  # fmt: skip


def _one(chance: random.Random) -> tuple[str, tuple[str, str]]:
    return ("Normal", chance.choice(_ROUTINE)) if chance.random() < 0.8 else ("Warning", chance.choice(_TROUBLE))


def main() -> None:
    """Print a line for the yardstick, one for the reading alone and one for each case."""
    python = [sys.executable, "-m", "incidentkit", "new", "Bench", "--dry-run"]
    title = f"cluster of {EVENTS:,} events"
    with tempfile.TemporaryDirectory(prefix="incidentkit-bench-") as scratch:
        path = str(Path(scratch) / "events.json")
        dump(Path(path), EVENTS)
        commands = {
            f"{title}, json.loads": [sys.executable, "-c", _LOADS, path],
            f"{title}, the reading": [sys.executable, "-c", _READS, path],
            "incident new without sources": python,
        }
        commands |= {f"{title}, {name}": [*python, "--k8s-file", path, *arguments] for name, arguments in CASES}
        # In turns, so that what else the machine does meets all of them alike.
        turns = [{name: _measured(command, scratch) for name, command in commands.items()} for _ in range(RUNS)]
    best = {name: min(turn[name] for turn in turns) for name in commands}
    loads = next(iter(best.values()))[0]
    for name, (seconds, memory) in best.items():
        print(f"{name:52}{seconds:8.3f} s {memory:6.0f} MiB {seconds / loads:7.2f} x", flush=True)


def _measured(command: list[str], folder: str) -> tuple[float, float]:
    """The seconds that a program measured itself, else those that it took, and its peak memory in MiB."""
    said, seconds, memory = run(command, folder)
    return (float(said) if "-c" in command else seconds), memory


if __name__ == "__main__":
    main()
