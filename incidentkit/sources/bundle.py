"""A bundle that `incident capture` wrote, as a source: evidence that passed the gate when it was captured."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from incidentkit import evidence, inert
from incidentkit.errors import InputError
from incidentkit.evidence import Author, Evidence, Link, gap
from incidentkit.sources.interface import Gathered, Progress, Window, silent

SOURCE = "bundle"
# Kinds that are no evidence: how much was left out, by reason, and what a reader should know.
COUNTED, NOTE = "hidden", "note"
_PREFIX = "bundle:"
# Of a text; what is longer no source gives.
_LONGEST = 40_000
# Below what is told in a timeline: a change of before the window stands under "What changed".
_BACKGROUND = 40


class BundleSource:
    """The records of a bundle within a window. `path` is the file."""

    name = SOURCE
    anchors = False

    def __init__(self, path: Path) -> None:
        self._path = path

    def gather(self, window: Window, progress: Progress = silent) -> Gathered:
        """What the bundle has for the window. A gap is kept whenever it was: what is not known then stays so.

        Raises InputError, with the line, for what is no bundle.
        """
        if not self._path.is_file():
            raise InputError(self._path, "no such bundle", hint="`incident capture … -o FILE` writes one.")
        if not self._path.stat().st_size:
            raise InputError(self._path, "is empty", hint="`incident capture … -o FILE` writes one.")
        records, gaps, notes = list[Evidence](), list[Evidence](), list[str]()
        hidden: Counter[str] = Counter()
        kept, cut = self._read()
        if cut:
            words = f"The bundle {inert.code(self._path.name, 100)} breaks off: it was not copied whole"
            gaps.append(
                gap(SOURCE, f"{self._path.name}/rest", words, captured=datetime.now(UTC).replace(microsecond=0))
            )
        for record in map(_inert, kept):
            if record.kind == "gap":
                gaps.append(record)
            elif record.kind == COUNTED:
                hidden[record.summary] += record.count
            elif record.kind == NOTE:
                notes.append(record.summary)
            elif record.kind == "capture":
                continue
            elif _inside(record, window):
                records.append(_named(record))
            elif (earlier := _earlier(record, window)) is not None:
                records.append(_named(earlier))
            else:
                hidden["outside the window"] += 1
        progress(f"Bundle {self._path.name}", len(records), len(records))
        return Gathered(
            source=SOURCE,
            records=tuple(records),
            gaps=tuple(gaps),
            hidden=tuple(hidden.items()),
            notes=tuple(notes),
            redacted=True,
        )

    def _read(self) -> tuple[list[Evidence], bool]:
        """The records, and whether the file breaks off in its last line. Raises InputError for any other bad line."""
        try:
            return evidence.read(self._path), False
        except InputError as e:
            e.hint = "A bundle is what `incident capture … -o FILE` wrote; a cluster's saved JSON goes to --k8s-file."
            whole, _, rest = self._path.read_bytes().rpartition(b"\n")
            if not rest or not whole:
                raise
            try:
                return [evidence.from_line(line) for line in whole.decode("utf-8").split("\n") if line.strip()], True
            except (ValueError, KeyError, TypeError, RecursionError):
                pass
            raise


def _inert(record: Evidence) -> Evidence:
    """The record with no more in its texts than `capture` would have written: a bundle may be anybody's."""
    author = record.author
    addresses = ((inert.http_url(link.url), link) for link in record.links)
    return replace(
        record,
        summary=inert.again(inert.one_line(record.summary, _LONGEST)),
        body=inert.again(record.body[:_LONGEST]) if record.body else record.body,
        subject=inert.one_line(record.subject, _LONGEST) if record.subject else record.subject,
        many=inert.again(inert.one_line(record.many, _LONGEST)) if record.many else record.many,
        author=replace(author, name=inert.again(inert.one_line(author.name, _LONGEST))) if author else None,
        links=tuple(Link(url, inert.again(inert.one_line(link.text, _LONGEST))) for url, link in addresses if url),
    )


def _inside(record: Evidence, window: Window) -> bool:
    """Whether the record touches the window; a version that was in place when it began tells of it too."""
    if record.at is None or record.kind == "version":
        return True
    last = max(record.until or record.at, record.at)
    return (window.since is None or last >= window.since) and (window.until is None or record.at <= window.until)


def _earlier(record: Evidence, window: Window) -> Evidence | None:
    """What a record of before the window tells of it: a change may have to do with it, a version was in place."""
    if window.since is None or record.at is None or record.at >= window.since:
        return None
    if record.kind == "change":
        return replace(record, weight=min(record.weight, _BACKGROUND))
    return replace(record, kind="version", weight=0) if record.versions else None


def _named(record: Evidence) -> Evidence:
    """The record with its author known by the pseudonym, which is all that the bundle has of a person."""
    author = record.author
    if author is None or author.kind != "person":
        return record
    return replace(record, author=Author(author.name, "person", _PREFIX + author.name))
