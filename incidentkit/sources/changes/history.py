"""Commits of one branch, in the order in which they came to it: its first parents.

When a commit came to a branch is not written anywhere. The committer's date is when a merge was made, or a squashed
change put in place; machines' clocks differ, so that one that lies before its parent's is the parent's at the least.
Source: https://git-scm.com/docs/git-log (`--first-parent`, `%ct`)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice

from incidentkit.errors import UsageError
from incidentkit.sources.changes.program import Git, GitError, LateError

MOST = 300
_FORMAT = "%H%x00%P%x00%at%x00%ct%x00%an%x00%ae%x00%B"
_FIELD = 8 * 1024
# So many commits older than what is wanted end the reading: one with a wrong clock alone does not.
_OLDER = 10
_SHA = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_FILES = 200
# Two machines' clocks may differ by this without a word.
_SKEW = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit. `at` is when it came to the branch, mended where `skewed`; `written` is the author's date."""

    sha: str
    parents: tuple[str, ...]
    at: datetime
    written: datetime
    author: str
    email: str
    message: str
    skewed: bool = False


@dataclass(frozen=True, slots=True)
class History:
    """Commits of a span, oldest first, and the last one before it.

    `complete` is False where there may be more than was read, for number or time. `cut` is the first commit of a
    shallow clone, where the span begins before it.
    """

    commits: tuple[Commit, ...]
    before: Commit | None
    complete: bool = True
    cut: datetime | None = None


def head(git: Git, branch: str) -> str:
    """The commit that a branch leads to; of no branch, the one that is checked out.

    Raises UsageError for what is no name of a branch, GitError where there is none of that name.
    """
    if branch and not re.fullmatch(r"[\w/][\w./+@-]{0,200}", branch):
        raise UsageError(f"[changes] branch: {branch!r} is no branch", hint="Name it as `git branch --all` does.")
    try:
        found = git.text("rev-parse", "--verify", "--quiet", "--end-of-options", f"{branch or 'HEAD'}^{{commit}}")
    except GitError:
        found = ""
    found = found.splitlines()[-1] if found else ""  # older versions of git echo `--end-of-options`
    if not _SHA.fullmatch(found):
        what = f"there is no branch {branch}" if branch else "there are no commits yet"
        raise GitError(git.folder, what, hint="`git branch --all` lists them.")
    return found


def read(
    git: Git, tip: str, paths: Sequence[str], *, since: datetime, until: datetime, now: datetime, most: int = MOST,
    literal: bool = False,
) -> History:  # fmt: skip
    """The history of a branch between two instants, as far as it touched `paths` (none: all).

    Raises what `Git.fields` raises.
    """
    newest_first: list[Commit] = []
    late = False
    try:
        for commit in _wanted(_commits(git, tip, paths, literal), since, most):
            newest_first.append(commit)
    except LateError:  # in a large history what touched a path is found slowly
        late = True
    commits = _mended(newest_first[::-1], now)
    inside = [commit for commit in commits if since <= commit.at <= until]
    older = [commit for commit in commits if commit.at < since]
    first = commits[0] if commits else None
    cut = first.at if first and not older and _shallow(git, first) else None
    complete = bool(older) or not (late or len(newest_first) >= most)
    return History(tuple(inside), older[-1] if older else None, complete, cut)


def _wanted(commits: Iterator[Commit], since: datetime, most: int) -> Iterator[Commit]:
    """Commits, the newest first, until enough of them are older than `since`."""
    older = 0
    for commit in islice(commits, most):
        yield commit
        older = older + 1 if commit.at < since else 0
        if older >= _OLDER:
            return


def _commits(git: Git, tip: str, paths: Sequence[str], literal: bool) -> Iterator[Commit]:
    mode = "--literal-pathspecs" if literal else "--glob-pathspecs" if paths else "--no-replace-objects"
    fields = git.fields(
        mode, "log", "--first-parent", "-z", "--no-color", "--no-decorate", "--no-ext-diff", "--no-textconv",
        "--no-notes", "--no-show-signature", "--encoding=UTF-8", f"--format={_FORMAT}", "--end-of-options", tip, "--",
        *paths, limit=_FIELD,
    )  # fmt: skip
    while len(row := list(islice(fields, 7))) == 7:
        sha, parents, written, at, author, email, message = row
        if _SHA.fullmatch(sha):
            yield Commit(sha, tuple(parents.split()), _instant(at), _instant(written), author, email, message)


def _instant(seconds: str) -> datetime:
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        return datetime(1970, 1, 1, tzinfo=UTC)


def _mended(commits: Sequence[Commit], now: datetime) -> list[Commit]:
    """Commits, oldest first, none before its predecessor and none in the future."""
    found: list[Commit] = []
    last: datetime | None = None
    for commit in commits:
        at = min(commit.at, now)
        if last and at < last:
            at = last
        elif commit.at <= now:  # a clock that runs ahead must not push all that follow
            last = at
        found.append(replace(commit, at=at, skewed=abs(commit.at - at) > _SKEW))
    return found


def _shallow(git: Git, first: Commit) -> bool:
    """Whether what lies before a commit was not cloned: git shows such a commit without its parents."""
    return not first.parents and git.text("rev-parse", "--is-shallow-repository") == "true"


def files(git: Git, commit: Commit) -> tuple[tuple[str, ...], bool]:
    """The files that a commit changed against its first parent, and whether those are all."""
    between = [commit.parents[0], commit.sha] if commit.parents else ["--root", commit.sha]
    found = git.fields(
        "diff-tree", "-r", "-z", "--name-only", "--no-renames", "--no-commit-id", "--no-ext-diff", "--no-textconv",
        "--ignore-submodules=all", *between, "--", limit=500,
    )  # fmt: skip
    names = list(islice(found, _FILES + 1))
    return tuple(names[:_FILES]), len(names) <= _FILES
