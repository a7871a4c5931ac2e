"""The report's address in an issue: at the commit once that is pushed, before on the default branch, else nowhere."""

from __future__ import annotations

import subprocess
from pathlib import Path

from sync_rig import HOME, report, workspace

from incidentkit.actions.origin import permalinks


def test_addresses_that_people_can_open(tmp_path: Path) -> None:
    where = workspace(tmp_path / "clone" / "ops", {"2026-03-02 hub.md": report("")})
    path = where.incidents / "2026-03-02 hub.md"

    def git(*arguments: str) -> str:
        done = subprocess.run(["git", "-C", str(tmp_path / "clone"), *arguments], check=True, capture_output=True)
        return done.stdout.decode().strip()

    def link() -> str:
        return permalinks(where, "https://github.com", HOME)(path)

    assert link() == ""
    git("init", "-q")
    git("init", "-q", "--bare", str(tmp_path / "remote"))
    git("remote", "add", "origin", str(tmp_path / "remote"))
    assert link() == ""
    git("add", ".")
    git("-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-qm", "Report")
    page = "ops/incidents/2026-03-02%20hub.md"
    assert link() == f"https://github.com/{HOME}/blob/HEAD/{page}"
    git("push", "-q", "origin", "HEAD:main")
    assert link() == f"https://github.com/{HOME}/blob/{git('rev-parse', 'HEAD')}/{page}"
    assert permalinks(where, "https://github.com", "")(path) == ""
