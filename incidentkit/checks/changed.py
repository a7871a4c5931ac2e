"""Which lines of which files differ from a base, by git: what a branch changed, and what is not committed yet."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Container
from dataclasses import dataclass
from pathlib import Path

from incidentkit.errors import UsageError

_HUNK = re.compile(r"^@@ -\S+ \+(\d+)(?:,(\d+))? @@", re.MULTILINE)


class _Everything:
    """All lines of a file that is new."""

    def __contains__(self, line: object) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Changes:
    """The lines (from 1) that were added or changed, by resolved path. `doubt` is what to tell the reader, or empty.

    `top` is the repository, `start` the commit that is compared with, `names` what a changed file was called there.
    """

    lines: dict[Path, Container[int]]
    doubt: str
    top: Path
    start: str
    names: dict[Path, str]

    def before(self, path: Path) -> tuple[Path, bytes] | None:
        """What a changed file was, and where it stood; None for a new one."""
        name = self.names.get(path.resolve())
        return (self.top / name, _bytes(self.top, "cat-file", "blob", f"{self.start}:{name}")) if name else None


def changes(folder: Path, base: str) -> Changes:
    """What differs in the repository around `folder` from where it left `base`, with what is not committed.

    Raises UsageError outside of a repository, without git, and for a base that is not there.
    """
    try:
        top = Path(_git(folder, "rev-parse", "--show-toplevel").rstrip("\n"))
    except _Failed as e:
        raise UsageError(
            f"{folder}: --diff needs a git repository", hint="Run it inside one, or without --diff."
        ) from e
    start, doubt = _start(top, base)
    lines: dict[Path, Container[int]] = {}
    before: dict[Path, str] = {}
    names = iter(_git(top, "diff", "--name-status", "-M", "-z", start, "--").split("\0"))
    for status in names:
        if not status:
            continue
        old = next(names)
        new = next(names) if status[0] in "RC" else old
        if status[0] == "D":
            continue
        path = (top / new).resolve()
        lines[path] = _Everything() if status[0] == "A" else _lines(top, start, {old, new})
        if status[0] in "MR":  # not where a link, or a submodule, became a file
            before[path] = old
    for name in _git(top, "ls-files", "--others", "--exclude-standard", "-z").split("\0"):
        if name:
            lines[(top / name).resolve()] = _Everything()
    return Changes(lines, doubt, top, start, before)


def _start(top: Path, base: str) -> tuple[str, str]:
    """The commit where the branch left its base; in a shallow clone that does not reach so far, the base itself."""
    shallow = _git(top, "rev-parse", "--is-shallow-repository").strip() == "true"
    try:
        commit = _git(top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{base}^{{commit}}").strip()
    except _Failed as e:
        hint = "Name a branch, a tag or a commit that is here, such as origin/main."
        if shallow:
            hint = (
                "This clone is shallow: fetch the base (`git fetch --depth=1 origin BRANCH`), or set `fetch-depth: 0`."
            )
        raise UsageError(f"--diff {base}: there is no such commit here", hint=hint) from e
    try:
        return _git(top, "merge-base", commit, "HEAD").strip().splitlines()[0], ""
    except (_Failed, IndexError):
        why = "this clone is shallow" if shallow else "they share no history"
        return commit, f"where the branch left {base} is not known ({why}); compared with {base} itself"


def _lines(top: Path, start: str, names: set[str]) -> Container[int]:
    """The lines of one file that were added or changed. Both names of a renamed file, or git takes it for a new one."""
    literal = [f":(literal){name}" for name in sorted(names)]
    text = _git(top, "diff", "-U0", "-M", "--no-color", "--no-ext-diff", "--no-textconv", start, "--", *literal)
    found: set[int] = set()
    for hunk in _HUNK.finditer(text):
        first, count = int(hunk[1]), int(hunk[2] or "1")
        found.update(range(first, first + count))
    return found


class _Failed(Exception):
    """Git ended with another code than 0."""


def _git(folder: Path, *arguments: str) -> str:
    return _bytes(folder, *arguments).decode("utf-8", "surrogateescape")


def _bytes(folder: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments],
            capture_output=True, timeout=120, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except FileNotFoundError as e:
        raise UsageError("--diff needs git, and there is none here", hint="Install git, or run without --diff.") from e
    except subprocess.TimeoutExpired as e:
        raise UsageError("git did not answer within two minutes", hint="Run it again, or without --diff.") from e
    if done.returncode:
        raise _Failed(done.stderr.decode("utf-8", "replace"))
    return done.stdout
