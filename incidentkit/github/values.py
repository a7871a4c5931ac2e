"""What the GitHub package gives to others: plain frozen values, and the errors that callers tell apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from incidentkit.errors import DeniedError, RemoteError


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository under the name it has now (`name` differs from the one asked for after a rename).

    `may_write` is whether this token may push to it, and so set labels and assignees; None where GitHub did not say.
    """

    name: str
    private: bool = False
    archived: bool = False
    has_issues: bool = True
    default_branch: str = "main"
    may_write: bool | None = None


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue or a pull request. `repo` is OWNER/NAME as GitHub writes it, `url` the page for people.

    `reopened` says whether it was closed once and is open again; None where the server does not tell.
    """

    repo: str
    number: int
    title: str
    state: str
    body: str
    url: str
    is_pull_request: bool = False
    reopened: bool | None = None
    labels: tuple[str, ...] = ()
    author: str = ""
    created: datetime | None = None

    @property
    def open(self) -> bool:
        """Whether it is open; a merged pull request is closed."""
        return self.state == "open"


@dataclass(frozen=True, slots=True)
class NewIssue:
    """What an issue is created from."""

    title: str
    body: str
    labels: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Status:
    """One finding about the account, for `incident doctor`."""

    ok: bool
    what: str
    hint: str = field(default="")


class MissingError(DeniedError):
    """It is not there, or this token may not see it: GitHub answers both alike. `gone` is a deletion that it admits."""

    def __init__(self, message: str, *, hint: str | None = None, gone: bool = False) -> None:
        super().__init__(message, hint=hint)
        self.gone = gone


class LimitedError(RemoteError):
    """GitHub asks to wait `seconds`; what was sent was not done."""

    def __init__(self, message: str, *, seconds: float, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.seconds = seconds


class InvalidError(RemoteError):
    """GitHub refused what was sent because of these `fields` (answer 422): nothing was done."""

    def __init__(self, message: str, *, fields: tuple[str, ...], hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.fields = fields
