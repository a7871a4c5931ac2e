"""Older addresses of reports (`aliases` in the front matter) to small pages that lead to where the report is now.

An alias is anybody's text: it names a place below the site's root and nothing else, and it takes nobody else's place.
Pure.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from incidentkit.site.archive import Incident

_LONGEST = 200
_WORST = re.compile(r'[\x00-\x1f\x7f<>:"\\|?*]')
# What the site itself is made of; a redirect there could not be told from it.
_OURS = ("assets", "pagefind")


@dataclass(frozen=True, slots=True)
class Redirect:
    """A page at `name`, relative to the site's root, that leads to the incident's."""

    name: str
    incident: Incident


@dataclass(frozen=True, slots=True)
class Refused:
    """An alias that leads nowhere, and why."""

    incident: Incident
    why: str


def redirects(incidents: Iterable[Incident], taken: Sequence[str]) -> tuple[list[Redirect], list[Refused]]:
    """The redirects of all incidents. `taken` are the names of all other files of the site.

    An address that two reports claim leads to neither: nothing says which of them is meant.
    """
    claims: dict[str, list[tuple[Incident, str, str]]] = {}
    refused: list[Refused] = []
    for one in incidents:
        for alias in dict.fromkeys(one.aliases):
            name, why = place(alias)
            if why:
                refused.append(Refused(one, f"alias “{alias[:_LONGEST]}” {why}"))
            else:
                claims.setdefault(name.casefold(), []).append((one, alias, name))
    names = {name.casefold() for name in taken}
    folders = {folder for name in (*names, *claims) for folder in _above(name)}
    found = []
    for key, claimed in claims.items():
        one, alias, name = claimed[0]
        if key == one.url.casefold():
            continue  # the report moved back: its page is there
        owners = {other.url for other, _, _ in claimed}
        if key in names or key in folders or any(folder in names for folder in _above(key)):
            why = "is the address of something else on the site"
        elif len(owners) > 1:
            why = "is claimed by several reports"
        else:
            found.append(Redirect(name, one))
            continue
        refused += [Refused(other, f"alias “{text}” {why}") for other, text, _ in claimed]
    return found, refused


def place(alias: str) -> tuple[str, str]:
    """The file that an alias names, below the site's root, and why it names none."""
    path = unquote(alias.strip())
    if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//", path):
        return "", "leads out of the site: write its path alone, such as /2024/outage/"
    path = path.removeprefix("/")
    if not path.strip("/") or len(path) > _LONGEST or _WORST.search(path) or "#" in path:
        return "", "is no address of a page"
    parts = path.rstrip("/").split("/")
    if any(not part.strip(". ") or part.startswith(".") or part != part.strip() for part in parts):
        return "", "is no address of a page"
    if any(len(part.encode("utf-8", "replace")) > _LONGEST for part in parts):
        return "", "is longer than a file's name can be"
    if parts[0].casefold() in _OURS:
        return "", "is the address of something else on the site"
    whole = "/".join(parts)
    if path.endswith("/") or not whole.casefold().endswith((".html", ".htm")):
        whole += "/index.html"
    return whole, ""


def _above(name: str) -> Iterable[str]:
    """The folders that a file lies in."""
    folder = posixpath.dirname(name)
    while folder:
        yield folder
        folder = posixpath.dirname(folder)
