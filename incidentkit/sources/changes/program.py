"""The program git, asked read-only questions about a repository that may be hostile.

A repository's own configuration can name programs (`core.fsmonitor`, `diff.external`, hooks, a pager, signatures) and
remotes: all of it is overridden, nothing is fetched, no prompt appears. What git answers is read in pieces and never
kept beyond a limit. Source: https://git-scm.com/docs/git-config
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO

from incidentkit import inert
from incidentkit.errors import InputError, SettingsError

SECONDS = 60.0
_PIECE = 64 * 1024
# Over the repository's settings: what would run a program, ask a server or change the form of an answer.
_SAFE: tuple[tuple[str, str], ...] = (
    ("core.fsmonitor", "false"),
    ("core.hooksPath", os.devnull),
    ("core.pager", "cat"),
    ("core.sshCommand", "false"),
    ("core.gitProxy", ""),
    ("core.askPass", ""),
    ("core.alternateRefsCommand", "false"),
    ("core.attributesFile", os.devnull),
    ("core.quotePath", "false"),
    ("credential.helper", ""),
    ("diff.external", ""),
    ("diff.ignoreSubmodules", "all"),
    ("gpg.program", "false"),
    ("log.showSignature", "false"),
    ("log.mailmap", "false"),
    ("protocol.allow", "never"),
    ("uploadpack.packObjectsHook", ""),
)
_ENVIRONMENT: Mapping[str, str] = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_PAGER": "cat",
    "LC_ALL": "C.UTF-8",
}


class GitError(InputError):
    """Git refused what was asked of it."""


class LateError(GitError):
    """Git did not come to an end in time; what it had said until then is good."""


class Git:
    """Git in one folder. `environ` gives the path of programs and the home whose `safe.directory` counts."""

    def __init__(self, folder: Path, environ: Mapping[str, str]) -> None:
        self.folder, self._seconds = folder, SECONDS
        self._environ = {
            k: v for k, v in environ.items() if k in ("PATH", "HOME", "USERPROFILE", "SYSTEMROOT", "TMPDIR")
        }
        self._environ |= _ENVIRONMENT

    def text(self, *arguments: str, limit: int = _PIECE) -> str:
        """A short answer, at most `limit` bytes of it, without its last newline. Raises as `fields`."""
        return self.bytes(*arguments, limit=limit).decode("utf-8", "replace").rstrip("\n")

    def bytes(self, *arguments: str, limit: int) -> bytes:
        """An answer as it is, at most `limit` bytes of it. Raises as `fields`."""
        with _Running(self, arguments) as running:
            answer = running.out.read(limit)
            if len(answer) < limit:
                running.finish()
            return answer

    def fields(self, *arguments: str, limit: int) -> Iterator[str]:
        """An answer's fields, which end in NUL, each cut at `limit` bytes: what is longer is read and dropped.

        The program is ended when no more are wanted. Raises SettingsError where git is not there or the folder is
        another user's, GitError (an InputError) for what git refuses or does not answer in time.
        """
        with _Running(self, arguments) as running:
            field = bytearray()
            while piece := running.out.read(_PIECE):
                *ends, rest = piece.split(b"\0")
                for part in ends:
                    field += part[: max(0, limit - len(field))]
                    yield field.decode("utf-8", "replace")
                    field.clear()
                field += rest[: max(0, limit - len(field))]
            running.finish()

    def command(self, arguments: tuple[str, ...]) -> list[str]:
        """The whole command line."""
        settings = [part for key, value in _SAFE for part in ("-c", f"{key}={value}")]
        return ["git", "--no-pager", *settings, "-C", str(self.folder.resolve()), *arguments]


class _Running:
    """One run of git, ended in any case."""

    def __init__(self, git: Git, arguments: tuple[str, ...]) -> None:
        self._git, self._arguments = git, arguments
        self._late = threading.Event()

    def __enter__(self) -> _Running:
        self._said = tempfile.TemporaryFile()
        try:
            self._process = subprocess.Popen(
                self._git.command(self._arguments), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=self._said, env=self._git._environ,
            )  # fmt: skip
        except FileNotFoundError as e:
            self._said.close()
            raise SettingsError("git is not installed, or not on the path", hint="Install git to read changes.") from e
        except ValueError as e:  # a NUL in a path of the settings
            self._said.close()
            raise GitError(self._git.folder, "git cannot be asked for what the settings name") from e
        except OSError as e:
            self._said.close()
            raise SettingsError(f"git cannot be started: {e.strerror}") from e
        self._timer = threading.Timer(self._git._seconds, self._end)
        self._timer.daemon = True
        self._timer.start()
        return self

    @property
    def out(self) -> IO[bytes]:
        assert self._process.stdout
        return self._process.stdout

    def _end(self) -> None:
        self._late.set()
        self._process.kill()

    def finish(self) -> None:
        """Wait for the end and raise where it was no good one."""
        code = self._process.wait()
        if self._late.is_set():
            raise LateError(self._git.folder, f"git did not answer within {self._git._seconds:.0f} s")
        if code:
            self._said.seek(0)
            raise _meaning(self._git.folder, self._said.read(4000).decode("utf-8", "replace"))

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self.out.close()
        self._said.close()


def _meaning(folder: Path, said: str) -> Exception:
    low = said.lower()
    if "dubious ownership" in low or "unsafe repository" in low:
        return SettingsError(
            f"{folder}: belongs to another user, and git does not trust it",
            hint=f"If you do: git config --global --add safe.directory {folder.resolve()}",
        )
    if "not a git repository" in low:
        return GitError(folder, "is no git repository", hint="Name the folder of a clone, or OWNER/REPO on GitHub.")
    line = next((part for part in said.splitlines() if part.strip()), "it failed without a word")
    return GitError(folder, f"git: {inert.one_line(line.removeprefix('fatal: '), 200)}")
