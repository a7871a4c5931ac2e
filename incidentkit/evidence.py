"""Evidence: what a source knows, as plain frozen values, and the JSON Lines files that keep it.

A record's `summary` is one line, its `body` a passage; both are Markdown in which everything that came from outside is
already inert (`incidentkit.inert`). Before the redaction gate, a person in the text is a mention token
(`mention("U123")`) and `Author.name` is what the source calls them; behind it both are pseudonyms.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, TypeVar

from incidentkit import metrics
from incidentkit.errors import InputError
from incidentkit.metrics import Chart

Precision = Literal["second", "minute", "approximate", "range", "day"]
AuthorKind = Literal["person", "bot"]
Mark = Literal["timeline", "detected", "mitigated", "resolved", "action"]
Aspect = Literal["image", "chart", "commit"]

# Private-use characters frame a mention; sources drop them from what they read, so that no message can forge one.
MENTION_START, MENTION_END = "\ue000", "\ue001"


def mention(person_id: str) -> str:
    """The token that stands for a person in a text, until the gate puts a pseudonym in its place."""
    return f"{MENTION_START}{person_id}{MENTION_END}"


@dataclass(frozen=True, slots=True)
class Author:
    """Who said it. `id` is the source's and never passes the gate for a person: it is empty behind it."""

    name: str
    kind: AuthorKind = "person"
    id: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """An address with the words for it. Only http and https."""

    url: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """What a component runs from its record's `at` on; `declared` where git says so, else it was observed.

    `component` is a path of names, the widest first: "namespace/workload", "namespace/workload/container",
    "namespace/release", a repository, or what the settings call it. `value` is an image as it is written in the
    cluster or in git, a chart with its version ("jupyterhub-3.3.7") or a commit; `detail` says it more exactly: an
    image's digest, a release's revision, the file that declares it.
    """

    component: str
    aspect: Aspect
    value: str
    detail: str = ""
    declared: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that a source knows.

    `at` and `until` are aware instants (UTC in files). `id` is stable over gatherings (design, section 5).
    `group` names records that tell one story: several of them become one line, which then says `many`
    (`{n}` is the number of subjects, `{count}` the sum of `count`). `subject` is what the record is about.
    `marks` are what people put on it (a reaction, a pin). `weight` ranks: 0 is noise, 50 normal, 100 must be told.
    `cite` is the footnote label under which the record was offered to the report, or None.
    `gone` says that the source has it no more (somebody deleted the message): what was captured stays as it was.
    `versions` are what the record tells of what ran. One of kind "version" tells nothing else, and is no line.
    `chart` are the series of one of kind "chart", until they are in a file of their own beside a report.
    """

    id: str
    at: datetime | None
    source: str
    kind: str
    summary: str
    until: datetime | None = None
    precision: Precision = "second"
    body: str | None = None
    author: Author | None = None
    links: tuple[Link, ...] = ()
    subject: str | None = None
    group: str | None = None
    many: str | None = None
    marks: tuple[Mark, ...] = ()
    weight: int = 50
    count: int = 1
    captured: datetime | None = None
    cite: str | None = None
    gone: bool = False
    versions: tuple[Version, ...] = ()
    chart: Chart | None = None


def gap(source: str, what: str, summary: str, *, captured: datetime, at: datetime | None = None) -> Evidence:
    """A record of what could not be had: absence must never read as health."""
    return Evidence(
        id=f"gap:{source}/{what}", at=at, source=source, kind="gap", summary=summary, weight=90, captured=captured
    )


def to_line(record: Evidence) -> str:
    """The record as one line of JSON; what is default or empty is left out, so that a diff shows what matters."""
    kept = {}
    for key, default in _DEFAULTS:
        value = getattr(record, key)
        if value != default or key in _ALWAYS:
            kept[key] = _plain(value)
    return json.dumps(kept, ensure_ascii=False, separators=(", ", ": "))


_DEFAULTS = tuple((f.name, f.default) for f in fields(Evidence))
_ALWAYS = frozenset(("id", "at", "source", "kind", "summary"))


def _plain(value: Any) -> Any:
    """A field's value as JSON has it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Author | Link):
        return {name: getattr(value, name) for name in value.__slots__}
    if isinstance(value, Chart):
        return json.loads(metrics.write(value))
    if isinstance(value, Version):
        named = {f.name: (getattr(value, f.name), f.default) for f in fields(Version)}
        return {name: kept for name, (kept, default) in named.items() if kept != default}
    return value


def from_line(line: str) -> Evidence:
    """The record that a line of JSON holds.

    Raises ValueError, KeyError or TypeError where the line is not such a record; `read` names file and line.
    """
    raw: dict[str, Any] = json.loads(line)
    if not isinstance(raw, dict):
        raise TypeError("a record is a JSON object")
    known = {f.name for f in fields(Evidence)}
    values = {k: v for k, v in raw.items() if k in known}
    for key in ("at", "until", "captured"):
        if values.get(key) is not None:
            at = datetime.fromisoformat(values[key])
            if at.tzinfo is None or not 1 < at.year < 9999:
                raise ValueError(f"{key} has no zone, or is no time of ours")
            values[key] = at
    if values.get("author") is not None:
        values["author"] = _of_text(Author(**values["author"]))
    values["links"] = tuple(_of_text(Link(**link)) for link in values.get("links") or ())
    values["marks"] = tuple(values.get("marks") or ())
    values["versions"] = tuple(_version(version) for version in values.get("versions") or ())
    if values.get("chart") is not None:
        values["chart"] = metrics.read(json.dumps(values["chart"]))
    for key in ("id", "source", "kind", "summary"):
        if not isinstance(values[key], str):
            raise TypeError(f"{key} is not text")
    for key in ("source", "kind"):
        if not _WORD.fullmatch(values[key]):
            raise ValueError(f"{key} is no word of ours")
    for key in ("body", "subject", "group", "many", "cite"):
        if not isinstance(values.get(key), str | None):
            raise TypeError(f"{key} is not text")
    for key in ("weight", "count"):
        if type(values.get(key, 0)) is not int:
            raise TypeError(f"{key} is no whole number")
    json.dumps(raw, ensure_ascii=False).encode()  # half a character can be spelt in JSON, and not be written
    values.setdefault("at", None)
    return Evidence(**values)


_WORD = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_T = TypeVar("_T", Author, Link)


def _of_text(found: _T) -> _T:
    if not all(isinstance(getattr(found, name), str) for name in found.__slots__):
        raise TypeError("an author's or a link's parts are text")
    return found


def _version(raw: dict[str, Any]) -> Version:
    found = Version(**raw)
    if not all(isinstance(part, str) for part in (found.component, found.aspect, found.value, found.detail)):
        raise TypeError("a version's parts are text")
    return found


def read(path: Path) -> list[Evidence]:
    """All records of a bundle or ledger; a missing file has none.

    Raises InputError with the line of the first record that cannot be read.
    """
    if not path.exists():
        return []
    records = []
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    records.append(_record(path, number, line))
    except UnicodeDecodeError as e:
        raise InputError(path, f"not UTF-8: {e.reason}") from e
    return records


def _record(path: Path, number: int, line: str) -> Evidence:
    try:
        return from_line(line)
    except (ValueError, KeyError, TypeError, RecursionError) as e:
        raise InputError(path, f"not an evidence record: {e}", line=number, hint="Restore the file from git.") from e


def merge(old: Iterable[Evidence], new: Iterable[Evidence]) -> list[Evidence]:
    """Both, sorted by `at` then `id`; a record seen again replaces the old one and keeps its `cite`."""
    by_id = {record.id: record for record in old}
    for record in new:
        before = by_id.get(record.id)
        by_id[record.id] = replace(record, cite=before.cite) if before and not record.cite else record
    return sorted(by_id.values(), key=_order)


def _order(record: Evidence) -> tuple[float, str]:
    return (record.at.timestamp() if record.at else float("-inf"), record.id)


def dump(records: Iterable[Evidence]) -> str:
    """The text of a ledger."""
    return "".join(to_line(record) + "\n" for record in records)
