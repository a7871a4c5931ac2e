"""How one kind of event is told. The tables are `reasons` (Kubernetes itself) and `operators` (what runs beside it)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from incidentkit.sources.kubernetes import causes
from incidentkit.sources.kubernetes.causes import Cause


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: reasons, and templates for one object and for several of a story.

    In the templates `{what}` is the subject as it starts a line ("Pod `hub-6f7c`"), `{subject}` the same within one,
    `{named}` its name alone, `{pods}` several of them ("{n} pods of `hub`"), `{where}` the container, `{why}` the
    cause; further names are groups of the pattern. `story` joins rows that tell the same, `echo` says that a row only
    repeats what another event of its story says better, `over` that it tells an end: of many times, the last one
    counts. `kind` is that of its record. An event of weight 0 is routine.
    """

    reasons: tuple[str, ...]
    story: str
    weight: int
    one: str
    many: str = ""
    pattern: re.Pattern[str] | None = None
    why: Callable[[str], Cause] = causes.of
    echo: bool = False
    kinds: tuple[str, ...] = ()
    over: bool = False
    kind: str = "event"
