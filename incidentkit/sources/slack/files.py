"""Which files messages carry: https://docs.slack.dev/reference/objects/file-object."""

from __future__ import annotations

from collections.abc import Iterator

from incidentkit import inert
from incidentkit.sources.interface import SharedFile
from incidentkit.sources.slack import shape
from incidentkit.sources.slack.shape import Raw

# Gone, or kept by somebody else: Slack has no bytes of these.
_ELSEWHERE = frozenset(("tombstone", "hidden_by_limit", "external"))


def of_message(raw: Raw, record: str) -> Iterator[SharedFile]:
    """The files of a message that Slack itself keeps; `record` is the id of the message's record."""
    single = shape.inner(raw, "file")
    for file in [*shape.objects(raw, "files"), *([single] if single else [])]:
        if shape.text(file, "mode") in _ELSEWHERE or shape.flag(file, "is_external"):
            continue
        url = shape.text(file, "url_private_download") or shape.text(file, "url_private")
        name = inert.one_line(shape.text(file, "name") or shape.text(file, "title"), 120)
        yield SharedFile(record, name or "file", url, shape.number(file, "size"))
