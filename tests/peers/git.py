"""A real git repository for tests: commits at wished times, merges, clones."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

AT = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
NOBODY = ("Deployer", "deployer@example.org")


@dataclass
class Repository:
    """A repository at `path`. Minutes count from `AT`."""

    path: Path

    @classmethod
    def make(cls, path: Path) -> Repository:
        path.mkdir(parents=True)
        made = cls(path)
        made.git("init", "-q", "-b", "main")
        return made

    def git(self, *arguments: str, minutes: float = 0, written: float | None = None, by=NOBODY, data=None) -> str:
        """Run git here, at a time."""
        at, author = AT + timedelta(minutes=minutes), AT + timedelta(minutes=minutes if written is None else written)
        environ = {
            "PATH": os.environ["PATH"], "HOME": str(self.path), "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_NAME": by[0], "GIT_AUTHOR_EMAIL": by[1], "GIT_AUTHOR_DATE": author.isoformat(),
            "GIT_COMMITTER_NAME": by[0], "GIT_COMMITTER_EMAIL": by[1], "GIT_COMMITTER_DATE": at.isoformat(),
        }  # fmt: skip
        done = subprocess.run(
            ["git", "-C", str(self.path), *arguments], env=environ, input=data, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode().strip()

    def commit(self, minutes: float, message: str, files: dict[str, str | bytes] | None = None, **more) -> str:
        """Write files (a relative path each), commit them, give the commit's name."""
        for name, content in (files or {f"notes/{minutes}.txt": message}).items():
            file = self.path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content if isinstance(content, bytes) else content.encode())
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-F", "-", minutes=minutes, data=message.encode(), **more)
        return self.git("rev-parse", "HEAD")

    def merge(self, minutes: float, branch: str, message: str, **more) -> str:
        """Merge a branch with a commit of its own."""
        self.git("merge", "-q", "--no-ff", "-m", message, branch, minutes=minutes, **more)
        return self.git("rev-parse", "HEAD")
