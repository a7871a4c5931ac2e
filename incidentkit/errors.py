"""What can go wrong, and the exit code that says so.

    IncidentkitError                    expected: one line, a next step
    ├── UsageError               2      the command line asks for something that makes no sense
    │   └── InputError           2      a file cannot be read: path and line are named
    ├── SettingsError            4      a setting, a credential or a right is missing or wrong
    │   └── DeniedError          4      the other side knows us and says no
    └── RemoteError              5      the other side failed or cannot be reached

Anything else that escapes is a bug: it keeps its traceback and exits with 70.
"""

from __future__ import annotations

from enum import IntEnum
from pathlib import Path

from incidentkit.paths import shown


class Exit(IntEnum):
    """Exit codes of every command; their meaning is documented in docs/exit-codes.md."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    PENDING = 3
    SETTINGS = 4
    REMOTE = 5
    BUG = 70
    INTERRUPTED = 130


class IncidentkitError(Exception):
    """An expected failure. `hint` is the next step for the person who reads it."""

    code: Exit = Exit.USAGE

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(IncidentkitError):
    """The command line asks for something that makes no sense."""

    code = Exit.USAGE


class InputError(UsageError):
    """A file cannot be read as what it should be. `line` counts from 1."""

    def __init__(self, path: Path | str, message: str, *, line: int | None = None, hint: str | None = None) -> None:
        where = f"{shown(path)}:{line}" if line else shown(path)
        super().__init__(f"{where}: {message}", hint=hint)
        self.path = path
        self.line = line


class SettingsError(IncidentkitError):
    """A setting, a credential or a right is missing or wrong."""

    code = Exit.SETTINGS


class DeniedError(SettingsError):
    """The other side knows us and says no."""


class RemoteError(IncidentkitError):
    """The other side failed or cannot be reached; running the command again is safe."""

    code = Exit.REMOTE
