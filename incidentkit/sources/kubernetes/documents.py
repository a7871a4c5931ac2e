"""Saved output of `kubectl get … -o json` (or `-o yaml`) in every shape in which people keep it.

One object, a List, several documents after each other, JSON Lines, a JSON array, watch output (`{"type", "object"}`);
UTF-8 with or without a byte-order mark, or the UTF-16 that PowerShell's `>` writes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import msgspec
import yaml

from incidentkit import inert
from incidentkit.errors import InputError
from incidentkit.sources.kubernetes import shapes, wire
from incidentkit.sources.kubernetes.raw import Json, mappings, text
from incidentkit.sources.kubernetes.wire import Head, Wire

LARGEST = 512 * 1024 * 1024
_BLANK = b" \t\r\n"
_LARGEST_YAML = 32 * 1024 * 1024
_DEEPEST_YAML = 100
_HOW = "Save it with `kubectl get events,pods,replicasets -n NAMESPACE -o json > FILE`."
_DEEPEST_LIST = 4
# The head of a table, of `kubectl get` with or without namespaces, and of `kubectl describe`.
_FOR_PEOPLE = re.compile(
    r"(?:NAMESPACE +)?(?:LAST SEEN|NAME) {2,}[A-Z]|Name: {2,}\S+\n(?:Namespace|Priority|Roles|Labels): "
)


# The C library where it is there: ten times as fast.
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):  # type: ignore[misc]  # which of the two it is, only the installation knows
    """Plain values only: times stay text."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - the attribute of PyYAML's class
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def read(path: Path | None, stdin: IO[bytes] | IO[str] | None, *, largest: int = LARGEST) -> tuple[bytes, str]:
    """The bytes of a file or of stdin, and what to call it in messages.

    Raises InputError where it cannot be read, is empty, or larger than `largest` bytes.
    """
    where = str(path) if path else "stdin"
    try:
        if path:
            with path.open("rb") as file:
                data: bytes | str = file.read(largest + 1)
        else:
            data = stdin.read(largest + 1) if stdin else b""
    except (OSError, UnicodeDecodeError) as e:
        why = getattr(e, "strerror", None) or "not UTF-8"
        raise InputError(where, f"cannot be read: {why}", hint="Check the path and its permissions.") from e
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    return bounded(raw, where, largest), where


def bounded(data: bytes, where: str, largest: int = LARGEST) -> bytes:
    """`data`, if it is neither empty nor too large. Raises InputError otherwise."""
    if len(data) > largest:
        raise InputError(where, f"is larger than {largest // 2**20} MB", hint="Save fewer kinds, or one namespace.")
    if not data[:10_000].strip() and not data.strip(_BLANK):
        raise InputError(where, "is empty", hint=_HOW)
    return data


def load(data: bytes, where: str, kind: str = "") -> Iterator[tuple[Wire | Json, str]]:
    """All objects in a text with their kinds ("" where unknown); lists are unpacked. Events come as `wire` reads them.

    `kind` is that of objects that do not say theirs.
    Raises InputError with the line for what is no text, or text that is neither JSON nor YAML.
    """
    if data[:10_000].lstrip()[:1] in (b"{", b"["):
        with suppress(ValueError, RecursionError):
            yield from _quick(data, kind and f"{kind}List")
            return
    # The standard library reads more than is valid, and says where it is not.
    decoded = _decoded(data, where)
    if _FOR_PEOPLE.match(decoded):
        raise InputError(where, "is what kubectl prints for people: ages, and no times", hint=_HOW)
    values = _json(decoded, where) if decoded.lstrip()[0] in '{["' else _yaml(decoded, where)
    for value in values:
        yield from _objects(value, kind and f"{kind}List", 0)


def _quick(data: bytes, kind: str) -> Iterator[tuple[Wire | Json, str]]:
    """All objects of JSON that is as it usually is. Raises ValueError or RecursionError for what is not."""
    head = wire.head(data)
    if head is not None:
        yield from _opened(head, data, kind, 0)
        return
    pieces = _pieces(data)
    if pieces is None:
        raise ValueError("several values after each other, or none")
    for piece in pieces:
        yield from _unpacked(piece, kind, 0)


def _pieces(data: bytes) -> Sequence[msgspec.Raw] | None:
    """The JSON values that stand in `data`, undecoded: one, one a line, or printed prettily after each other."""
    if (one := wire.whole(data)) is not None:
        return [one]
    lines = data.splitlines()
    # A pretty-printed object ends with the only line that is a bare brace; strings hold no line ends.
    printed = re.split(rb"(?<=\n[}\]])\s+(?=[{\[])", data.strip(_BLANK))
    for parts in (lines, printed):
        values = [wire.whole(part) for part in parts if part.strip()] if _may_be_values(parts) else [None]
        if None not in values:
            return [value for value in values if value is not None]
    return None


def _may_be_values(parts: Sequence[bytes]) -> bool:
    return len(parts) > 1 and parts[0].strip()[-1:] in (b"}", b"]")


def _unpacked(data: msgspec.Raw, kind: str, depth: int) -> Iterator[tuple[Wire | Json, str]]:
    """As `_objects`, of JSON that is not decoded yet; what a quick look does not understand is decoded in full."""
    head = wire.head(data)
    if head is not None:
        yield from _opened(head, data, kind, depth)
        return
    elements = wire.items(data) if depth < _DEEPEST_LIST else None
    if elements is None:
        yield from _objects(wire.anything(data), kind, depth)
        return
    for element in elements:
        yield from _unpacked(element, kind.removesuffix("List"), depth + 1)


def _opened(head: Head, data: bytes | msgspec.Raw, kind: str, depth: int) -> Iterator[tuple[Wire | Json, str]]:
    own = head.kind or kind
    if head.object is not wire.NOTHING and head.type is not None and head.metadata is None and depth < _DEEPEST_LIST:
        yield from _unpacked(head.object, "", depth + 1)  # a line of watch output
    elif head.items is not wire.NOTHING and (own.endswith("List") or not own) and depth < _DEEPEST_LIST:
        for element in wire.items(head.items) or ():
            yield from _unpacked(element, own.removesuffix("List"), depth + 1)
    elif own == "Event" or (not own and wire.is_event(head)):
        yield head, "Event"
    else:
        yield from _objects(wire.anything(data), kind, depth)


def _objects(value: object, kind: str, depth: int) -> Iterator[tuple[Wire | Json, str]]:
    if isinstance(value, list) and depth < _DEEPEST_LIST:
        for item in value:
            yield from _objects(item, kind.removesuffix("List"), depth + 1)
        return
    if not isinstance(value, dict):
        yield {}, ""
        return
    value = shapes.usual(value)
    own = text(value.get("kind")) or kind
    wrapped = value.get("object")
    if isinstance(wrapped, dict) and "type" in value and "metadata" not in value:  # a line of watch output
        yield from _objects(wrapped, "", depth + 1)
    elif isinstance(value.get("items"), list) and (own.endswith("List") or not own) and depth < _DEEPEST_LIST:
        for item in mappings(value["items"]):  # items of a typed list (PodList) need not say their kind
            yield from _objects(item, own.removesuffix("List"), depth + 1)
    elif own == "Event" or (not own and wire.is_event(event := wire.of(value))):
        yield wire.of(value) if own else event, "Event"
    else:
        yield value, own


def _decoded(data: bytes, where: str) -> str:
    try:
        decoded = data.decode(json.detect_encoding(data)).removeprefix("\ufeff")
    except UnicodeDecodeError as e:
        line = data[: e.start].count(b"\n") + 1
        raise InputError(where, "is no text that JSON could be", line=line, hint=_HOW) from e
    if not decoded.strip():
        raise InputError(where, "is empty", hint=_HOW)
    return decoded


def _json(decoded: str, where: str) -> Iterator[object]:
    decoder = json.JSONDecoder()
    blank = re.compile(r"[\s,;]*")
    at = 0
    halves = "\\ud" in decoded.lower()
    try:
        while at < len(decoded):
            start = blank.match(decoded, at)
            at = start.end() if start else at
            if at < len(decoded):
                value, at = decoder.raw_decode(decoded, at)
                yield inert.whole(value) if halves else value
    except json.JSONDecodeError as e:
        cut = "the file ends in the middle" if e.pos >= len(decoded.rstrip()) else f"is no valid JSON: {e.msg}"
        raise InputError(where, cut, line=e.lineno, hint=_HOW) from e
    except RecursionError as e:
        raise InputError(where, "is nested too deeply to be Kubernetes JSON", hint=_HOW) from e
    except ValueError as e:  # a number of thousands of digits
        raise InputError(where, "holds a number that no Kubernetes object has", hint=_HOW) from e


def _yaml(decoded: str, where: str) -> Iterator[object]:
    if len(decoded) > _LARGEST_YAML:
        raise InputError(where, "is YAML of more than 32 MB, which takes minutes to read", hint=_HOW)
    try:
        _refuse_deep(decoded)
        yield from yaml.load_all(decoded, Loader=_Loader)
    except yaml.MarkedYAMLError as e:
        line = e.problem_mark.line + 1 if e.problem_mark else None
        raise InputError(where, f"is neither JSON nor YAML: {e.problem}", line=line, hint=_HOW) from e
    except (yaml.YAMLError, RecursionError, ValueError) as e:
        raise InputError(where, "is neither JSON nor YAML", hint=_HOW) from e


def _refuse_deep(decoded: str) -> None:
    """Refuse aliases, and nesting that would overflow the stack of the C library, before anything is built."""
    depth = 0
    for event in yaml.parse(decoded, Loader=_Loader):
        if isinstance(event, yaml.AliasEvent):
            raise _refused("aliases are not read", event)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _DEEPEST_YAML:
                raise _refused("it is nested too deeply", event)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _refused(why: str, event: yaml.Event) -> yaml.MarkedYAMLError:
    mark: Any = event.start_mark  # the C library has marks of its own
    return yaml.MarkedYAMLError(problem=why, problem_mark=mark)
