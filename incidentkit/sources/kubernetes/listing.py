"""Lists of the API, page by page.

Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from incidentkit.errors import RemoteError
from incidentkit.sources.kubernetes.client import Cluster, GoneError
from incidentkit.sources.kubernetes.raw import Json, mapping, mappings, text

PAGE = 500
_RESTARTS = 3
_MOST_PAGES = 1000


def pages(
    cluster: Cluster, path: str, *, field_selector: str = "", limit: int = PAGE, restarted: Callable[[], None]
) -> Iterator[tuple[list[Json], str]]:
    """All pages of a list, each with the version of the list, from which a watch can go on.

    A list changes while it is read and its place may expire (410): it is then read from the start, at most three
    times, and objects come again. `restarted` is called each time.

    Raises what `Cluster.get` raises; RemoteError for a list that never ends.
    """
    query = {"limit": str(limit)} | ({"fieldSelector": field_selector} if field_selector else {})
    token, restarts = "", 0
    for _ in range(_MOST_PAGES):
        try:
            answer = cluster.get(path, query | ({"continue": token} if token else {}))
        except GoneError:
            restarts += 1
            if restarts > _RESTARTS:
                raise
            token = ""
            restarted()
            continue
        meta = mapping(answer.get("metadata"))
        yield mappings(answer.get("items")), text(meta.get("resourceVersion"))
        token = text(meta.get("continue"))
        if not token:
            return
    raise RemoteError(f"{path} has more than {_MOST_PAGES} pages")
