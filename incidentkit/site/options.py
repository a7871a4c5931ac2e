"""What a build is asked for, and what it did."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """`base_url` is the site's address, with its path; empty where unknown. `live` adds the preview's script."""

    base_url: str = ""
    drafts: bool = False
    strict: bool = False
    live: bool = False


@dataclass(frozen=True, slots=True)
class Skipped:
    """A report that is not on the site although somebody meant it to be."""

    path: str
    line: int | None
    message: str


@dataclass(frozen=True, slots=True)
class Masked:
    """What a page does not show as its report has it: masked personal data, a file left out, words not rendered."""

    path: str
    line: int | None
    message: str


@dataclass(frozen=True, slots=True)
class Result:
    """What a build did. `refused`: a page was not written because of what it holds. `kept` are files that somebody
    changed after the last build and that are not the site's any more."""

    reports: int
    pages: int
    written: int
    unchanged: int
    removed: int
    skipped: tuple[Skipped, ...]
    notes: tuple[Masked, ...]
    refused: bool
    kept: tuple[str, ...]
    seconds: float
