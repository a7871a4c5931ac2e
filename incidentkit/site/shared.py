"""What the files that tell of many incidents are made from, and what each of them says of itself.

Each is made again only when one of the incidents that it shows, a template or a setting has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from incidentkit.config import Config
from incidentkit.site.archive import Incident
from incidentkit.site.compose import Page
from incidentkit.site.options import Options
from incidentkit.site.pages import Pages


@dataclass(frozen=True, slots=True)
class File:
    """One file of the site, and how it is made. `shows` are the incidents that it depends on, with all that is known
    of them and said in them, or, `in_short`, with no more than an `Incident` holds; `also` is whatever else it depends
    on."""

    name: str
    make: Callable[[], str | bytes]
    shows: Sequence[Incident] = ()
    also: str = ""
    in_short: bool = False


@dataclass(frozen=True, slots=True)
class Folder:
    """Files that are made in one go, by their names on the site. `name` stands for all of them, `maker` for what makes
    them, with its version."""

    name: str
    make: Callable[[], Mapping[str, bytes]]
    shows: Sequence[Incident]
    maker: str


@dataclass(frozen=True, slots=True)
class Archive:
    """What the shared files are made from. `incidents` are the newest first; `content` gives what an incident's page
    shows, with its addresses as they are on that page: it is read from the disk each time. `names` are the files that
    were written so far; `note` tells the person who builds of something that was left out."""

    incidents: Sequence[Incident]
    pages: Pages
    config: Config
    options: Options
    content: Callable[[Incident], Page]
    names: Callable[[], Collection[str]]
    note: Callable[[Incident, str], None]


def count(found: Collection[object], noun: str) -> str:
    """How many there are, in words: `1 incident`, `12 incidents`."""
    return f"{len(found)} {noun}{'' if len(found) == 1 else 's'}"
