"""What is known of a report once it was read: a card for the pages that tell of all, and its own page's content.

Both are kept as JSON under a digest of everything that they come from: the report's bytes and place, the settings, our
own source and the libraries that render. They are read back by type; what does not fit is as good as not there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from incidentkit import caching
from incidentkit.config import Workspace
from incidentkit.site.archive import Incident
from incidentkit.site.compose import Page
from incidentkit.site.links import Address
from incidentkit.site.privacy import Finding

_ROOMS = ("site", "report", "redact", "checks", "evidence", "config", "inert", "templating", "zones", "metrics")
_LIBRARIES = ("markdown", "pymdown-extensions", "pygments", "nh3", "jinja2", "pyyaml", "tzdata")
# Files beside a report that its page is made of; others are only copied or linked.
BESIDE = ("metrics/*.json",)


Kept = Literal["", "private", "draft"]


@dataclass(frozen=True, slots=True)
class Card:
    """A report without its text. `incident` is None where nothing of it may be shown; then `refused` says why, or
    `kept_in` that it is private. It has no address yet. `masked` is what was found and masked, with its lines.
    `drawn` are the addresses of charts that its page shows, `skipped` says what it cannot show, or not as it should."""

    kept_in: Kept
    incident: Incident | None
    addresses: tuple[Address, ...] = ()
    masked: tuple[Finding, ...] = ()
    refused: Finding | None = None
    drawn: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()


@cache
def _cards() -> TypeAdapter[Card]:
    return TypeAdapter(Card)


@cache
def _pages() -> TypeAdapter[Page]:
    return TypeAdapter(Page)


def card_to_bytes(card: Card) -> bytes:
    """For `card_from_bytes`."""
    return _cards().dump_json(card)


def card_from_bytes(data: bytes | None) -> Card | None:
    """A card that was kept, or None."""
    try:
        return _cards().validate_json(data) if data else None
    except ValidationError:
        return None


def page_to_bytes(page: Page) -> bytes:
    """For `page_from_bytes`."""
    return _pages().dump_json(page)


def page_from_bytes(data: bytes | None) -> Page | None:
    """A page's content that was kept, or None. Its HTML is not to be trusted: `compose.placed` checks it."""
    try:
        return _pages().validate_json(data) if data else None
    except ValidationError:
        return None


def key(data: bytes, place: PurePosixPath, beside: Iterable[Path], rules: str) -> str:
    """The digest under which a report's card and content are kept. `rules` is what `rules_of` gave."""
    found = [hashlib.sha256(data).hexdigest(), place.as_posix(), rules]
    for path in beside:
        found += [path.name, hashlib.sha256(path.read_bytes()).hexdigest()]
    return caching.digest(*found)


def beside(report: Path) -> list[Path]:
    """The files beside a report that its page is made of."""
    folder = report.with_suffix("")
    return sorted(path for pattern in BESIDE for path in folder.glob(pattern) if path.is_file())


def rules_of(workspace: Workspace) -> str:
    """A digest of all that turns a report into its card and content, the report left aside."""
    config = workspace.config.model_copy(update={"site": type(workspace.config.site)()})
    return caching.digest(_ours(), config.model_dump_json())


@cache
def _ours() -> str:
    return caching.digest(caching.source(*_ROOMS), *(f"{name} {version(name)}" for name in _LIBRARIES))
