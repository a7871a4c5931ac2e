"""What a family of sources says of its flags."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from incidentkit.cli.flags import Flags
from incidentkit.config import Workspace
from incidentkit.sources.interface import Source


@dataclass(frozen=True, slots=True)
class Asked:
    """A source and the public arguments that name it again, for the ledger."""

    source: Source
    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Family:
    """A family's sources, and which of its flags the ledger may bring back.

    `sources` gives those that the flags name, none where they name none of this family; it raises UsageError for flags
    that contradict each other. `recorded` are the options that a ledger's capture records hold, a `file` is a path:
    below the workspace's root, or `-`; `either` is one where it begins with a dot. `own` are options that only the
    command line of this run may give: a ledger comes with the repository, and a pull request may have written it.
    `again` is what `sources` is for flags that come from a ledger, where that must be something else: no credential
    goes to an address of the repository's.
    """

    sources: Callable[[Flags, Workspace], list[Asked]]
    recorded: tuple[tuple[str, Literal["text", "file", "either"]], ...]
    own: tuple[str, ...] = ()
    again: Callable[[Flags, Workspace], list[Asked]] | None = None


def public(path: Path, workspace: Workspace) -> str:
    """A path that says nothing about the machine: relative to the workspace, or only the name."""
    resolved = path.resolve()
    root = workspace.root.resolve()
    return str(resolved.relative_to(root)) if resolved.is_relative_to(root) else resolved.name
