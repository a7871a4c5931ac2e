"""All that tells of many incidents, in the order in which it is written: a literal list."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from incidentkit.site import exports, figures, front, fulltext, items, several
from incidentkit.site.shared import Archive, File, Folder

# Pages first; what lists them after them; redirects last, so that they take nobody's place.
KINDS: tuple[Callable[[Archive], Iterable[File | Folder]], ...] = (
    front.index,
    front.years,
    several.topics,
    items.actions,
    figures.figures,
    several.words,
    several.missing,
    fulltext.page,
    fulltext.bundle,
    exports.files,
    exports.subscriptions,
    exports.crawlers,
    exports.redirects,
)
