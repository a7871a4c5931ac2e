"""What commands that look at all reports share: which can be read, and which a person asked for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from incidentkit.cli import console
from incidentkit.errors import Exit, InputError

if TYPE_CHECKING:
    from incidentkit.config import Workspace

Read = TypeVar("Read")


def readable(read: Callable[[Path, Workspace], Read], workspace: Workspace) -> tuple[list[Read], Exit]:
    """What `read` gives for each report. One that cannot be read is named, and the code says that there was one."""
    from incidentkit.report.store import find_reports

    found, code = [], Exit.OK
    for path in find_reports(workspace):
        try:
            found.append(read(path, workspace))
        except InputError as e:
            console.problem(e.message, e.hint)
            code = Exit.USAGE
    return found, code


@dataclass(frozen=True, slots=True)
class Filters:
    """What a report must be: one of the values of each filter that has any. Case and blanks do not matter."""

    service: Sequence[str] | None = None
    severity: Sequence[str] | None = None
    status: Sequence[str] | None = None
    tag: Sequence[str] | None = None
    year: Sequence[int] | None = None

    def __bool__(self) -> bool:
        return any((self.service, self.severity, self.status, self.tag, self.year))

    def fit(
        self,
        services: Collection[str],
        severity: str | None,
        tags: Collection[str],
        on: date | None,
        status: str = "",
    ) -> bool:
        """Whether all of them hold for what a report has; `on` is its day."""
        return (
            _one_of(self.service, services)
            and _one_of(self.severity, [severity or ""])
            and _one_of(self.status, [status])
            and _one_of(self.tag, tags)
            and (not self.year or (on is not None and on.year in self.year))
        )


def _one_of(wanted: Sequence[str] | None, has: Collection[str]) -> bool:
    from incidentkit.site.topics import key

    return not wanted or bool({key(word) for word in wanted} & {key(word) for word in has})
