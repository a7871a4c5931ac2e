"""Where the report behind an action item can be read: its page on GitHub, at the commit."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from urllib.parse import quote

from incidentkit.config import Workspace
from incidentkit.github.account import git


def permalinks(workspace: Workspace, web: str, home: str) -> Callable[[Path], str]:
    """A function from a report's path to its address, or to "" where it is in no repository that is known.

    At the commit where that was pushed, else on the default branch: an address that nobody can open helps nobody.
    """

    @cache
    def commit() -> str:
        sha = git(workspace, "rev-parse", "HEAD")
        return sha if sha and git(workspace, "branch", "--remotes", "--contains", sha) else "HEAD"

    @cache
    def permalink(path: Path) -> str:
        if not home or not path.resolve().is_relative_to(workspace.root.resolve()):
            return ""
        relative = path.resolve().relative_to(workspace.root.resolve()).as_posix()
        committed = git(workspace, "ls-tree", "--full-name", "--name-only", "HEAD", "--", relative)
        return f"{web}/{home}/blob/{commit()}/{quote(committed)}" if committed else ""

    return permalink
