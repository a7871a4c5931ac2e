"""The lasting id of an action item: eight hexadecimal digits, derived when first seen and frozen in its comment.

It is derived from the report's name, the item's text and, for equal texts, their order: a checkout that lost what was
written derives the same id and finds the issue by its marker.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from incidentkit.config import Workspace
from incidentkit.inert import clean
from incidentkit.report.model import ActionItem


def comment(item_id: str) -> str:
    """The comment that keeps the id in the report."""
    return f"<!-- action:{item_id} -->"


def normalise(text: str) -> str:
    """`text` without what may change while it stays the same item: case, spacing, marks at the ends."""
    flat = " ".join(unicodedata.normalize("NFKC", clean(text)).casefold().split())
    return flat.strip(" .,:;!?*_`'\"“”‘’-–—")


def report_name(path: Path, workspace: Workspace) -> str:
    """What a report is called in ids: its path below `incidents/` without the ending; outside a workspace, its stem."""
    resolved = path.resolve()
    if resolved.is_relative_to(workspace.incidents.resolve()):
        return resolved.relative_to(workspace.incidents.resolve()).with_suffix("").as_posix()
    return resolved.stem


def derive(name: str, text: str, ordinal: int) -> str:
    """The id of the item with this text that stands after `ordinal` others of the same text in the report `name`."""
    seed = "\n".join((name, normalise(text), str(ordinal)))
    return hashlib.sha256(seed.encode("utf-8")).hexdigest()[:8]


def assign(name: str, items: Sequence[ActionItem]) -> list[str]:
    """An id for each item of one report, in order: the frozen one, else a derived one that no other item has."""
    taken = {item.id for item in items if item.id}
    seen: dict[str, int] = {}
    ids = []
    for item in items:
        key = normalise(item.text)
        ordinal = seen.get(key, 0)
        seen[key] = ordinal + 1
        if item.id:
            ids.append(item.id)
            continue
        while (found := derive(name, item.text, ordinal)) in taken:
            ordinal += 1  # another item was this one until somebody edited its text
        taken.add(found)
        ids.append(found)
    return ids
