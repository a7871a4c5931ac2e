"""What changed: git repositories on this machine or on GitHub."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from incidentkit import files
from incidentkit.cli.families.interface import Asked, Family, public
from incidentkit.cli.flags import Flags
from incidentkit.config import Workspace
from incidentkit.errors import UsageError


def with_settings(flags: Flags, workspace: Workspace, *, always: bool = False) -> Flags:
    """The flags, with the repositories of the settings where any source is asked (or `always`) and no `--changes` is
    given.

    Settings arrive by pull request: a folder that they name lies below the workspace's root. Raises InputError.
    """
    repos = workspace.config.changes.repos
    if flags.changes or not repos or not (flags.name_a_source or always):
        return flags
    folders = {repo: workspace.root / repo for repo in repos if _is_path(repo) or (workspace.root / repo).is_dir()}
    found = [str(files.inside(workspace.root, folders[repo])) if repo in folders else repo for repo in repos]
    return replace(flags, changes=found)


def _sources(flags: Flags, workspace: Workspace) -> list[Asked]:
    if not flags.changes:
        return []
    from incidentkit.cli import console
    from incidentkit.github.account import is_name
    from incidentkit.sources.changes import GitChanges, GitHubChanges

    settings, declared = workspace.config.changes, workspace.config.versions.declared
    asked = []
    for name in flags.changes:
        path = Path(name)
        if _is_path(name) or not is_name(name):
            if not path.is_dir():
                hint = "Name OWNER/REPO on GitHub, or the folder of a clone: ./NAME."
                raise UsageError(f"--changes {name!r} is neither a repository on GitHub nor a folder", hint=hint)
            shown = public(path, workspace)
            source = GitChanges(path, settings=settings, declared=declared, environ=os.environ)
            asked.append(Asked(source, ("--changes", "." if shown == "." else f"./{shown}")))
        else:
            there = GitHubChanges(name, settings=settings, environ=os.environ, notify=console.say)
            asked.append(Asked(there, ("--changes", name)))
    return asked


def _is_path(name: str) -> bool:
    """Whether a name can only be a folder's: no owner on GitHub begins like this."""
    return name.startswith((".", "/", "~")) or Path(name).is_absolute()


FAMILY = Family(_sources, recorded=(("--changes", "either"),))
