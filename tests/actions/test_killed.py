"""`kill -9` at any step: what the next run finds is completed, never done again."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sync_rig import sync, workspace
from test_battery import ISSUES, REPORTS, check, converge, serve

AFTER_ALL = ISSUES + 1  # the first request after the last issue: it looks whether another run did the same


@pytest.mark.parametrize(
    ("step", "moment", "lost"),
    [
        (0, "before", False), (0, "after", True),  # while it still reads
        (1, "before", False), (1, "before", True), (1, "after", False), (1, "after", True),
        (3, "before", True), (3, "after", False), (3, "after", True), (ISSUES, "after", False), (ISSUES, "after", True),
        (AFTER_ALL, "before", False),
    ],
)  # fmt: skip
def test_killed_at_a_step(tmp_path: Path, step: int, moment: str, lost: bool) -> None:
    with serve() as server:
        where = workspace(tmp_path / "w", REPORTS)
        probe = sync(where, server, apply=False)
        assert probe.ops().count("create") == ISSUES
        reads = len(server.requests)
        server.requests.clear()
        server.kill[reads + step] = moment
        process = subprocess.Popen(
            [sys.executable, "-m", "incidentkit", "actions", "sync", "--apply", "--upstream"],
            cwd=where.root, env={**os.environ, **server.environ}, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        server.pid = process.pid
        process.communicate(timeout=60)
        assert process.returncode == -9
        # The request that was in flight reached the server; all before it were done.
        assert len([r for r in server.writes if r.verb == "POST"]) == min(step, ISSUES)
        if lost:
            shutil.rmtree(where.root)
            where = workspace(tmp_path / "w", REPORTS)
        converge(server, where)
        check(server, where)
