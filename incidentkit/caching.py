"""Where earlier results may be kept, and by which names they are found.

They live in the user's cache folder (XDG Base Directory Specification: `$XDG_CACHE_HOME`, else `~/.cache`), never in
the repository: a pull request could bring its own results along.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from incidentkit import __version__


def folder(purpose: str, root: Path, environ: Mapping[str, str]) -> Path | None:
    """The folder for one kind of results about the workspace at `root`; None where none can be trusted."""
    named, home = Path(environ.get("XDG_CACHE_HOME", "")), Path(environ.get("HOME", ""))
    if not named.is_absolute():  # the specification: relative paths are ignored
        named = home / ".cache"
    if not named.is_absolute():
        return None
    found = named.resolve() / "incidentkit" / purpose
    return None if found.is_relative_to(root.resolve()) or _in_repository(found) else found


def _in_repository(found: Path) -> bool:
    """Whether a folder lies in a repository that could bring it along. A home folder that is one is the user's own."""
    return any((parent / ".git").exists() and parent != Path.home() for parent in (found, *found.parents))


def source(*rooms: str) -> str:
    """A digest of those modules and packages of ours: what was changed is worked out again."""
    package = Path(__file__).parent
    found = [path for room in rooms for path in (package / f"{room}.py", *sorted((package / room).rglob("*.py")))]
    seen = [f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in found if path.is_file()]
    return digest(__version__, sys.version, *seen)


def digest(*parts: str) -> str:
    """One name for several texts, none of which can be mistaken for a part of another."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def tidy(written: Iterable[Path], keep: int = 10) -> None:
    """Remove all but the files that were written last: the others belong to what is gone."""
    for old in sorted(written, key=lambda file: file.stat().st_mtime, reverse=True)[keep:]:
        old.unlink(missing_ok=True)
