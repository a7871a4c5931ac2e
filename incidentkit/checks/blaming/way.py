"""What a way to blame looks like: a pattern, why it gets in the way, and how to say it instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from incidentkit.checks.blaming.look import Words


@dataclass(frozen=True, slots=True)
class Way:
    """One way to blame. `unless` is what makes the sentence innocent; with `negatable` so does a "no" shortly before.

    `who` are the marks (see `sentence`) of which there must be one, none for a way that needs nobody. `text` says which
    of the two texts of a sentence is looked at.
    """

    name: str
    who: str
    pattern: Words
    reason: str
    reword: str
    unless: Words | None = None
    negatable: bool = False
    text: Literal["plain", "shape"] = "shape"
    needs: tuple[str, ...] = ()
