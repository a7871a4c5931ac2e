"""Saved output of `kubectl get … -o json` (or `-o yaml`) in every shape in which people keep it.

One object, a List, several documents after each other, JSON Lines, a JSON array, watch output (`{"type", "object"}`);
UTF-8 with or without a byte-order mark, or the UTF-16 that PowerShell's `>` writes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import yaml

from incidentkit.errors import InputError
from incidentkit.sources.kubernetes.events import is_event
from incidentkit.sources.kubernetes.raw import Json, mappings, text

LARGEST = 200 * 1024 * 1024
_LARGEST_YAML = 4 * 1024 * 1024
_HOW = "Save it with `kubectl get events,pods,replicasets -n NAMESPACE -o json > FILE`."
_DEEPEST_LIST = 4


class _Loader(yaml.SafeLoader):
    """Plain values only: no aliases (a few hundred bytes of them become gigabytes), times stay text."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - the attribute of PyYAML's class
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem="aliases are not read", problem_mark=mark)
        return super().compose_node(parent, index)


def read(path: Path | None, stdin: IO[bytes] | IO[str] | None, *, largest: int = LARGEST) -> tuple[str, str]:
    """The text of a file or of stdin, and what to call it in messages.

    Raises InputError where it cannot be read, is empty, no text, or larger than `largest` bytes.
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
    if len(raw) > largest:
        raise InputError(where, f"is larger than {largest // 2**20} MB", hint="Save fewer kinds, or one namespace.")
    try:
        decoded = raw.decode(json.detect_encoding(raw)).removeprefix("\ufeff")
    except UnicodeDecodeError as e:
        line = raw[: e.start].count(b"\n") + 1
        raise InputError(where, "is no text that JSON could be", line=line, hint=_HOW) from e
    if not decoded.strip():
        raise InputError(where, "is empty", hint=_HOW)
    return decoded, where


def parse(decoded: str, where: str) -> Iterator[tuple[Json, str]]:
    """All objects in a text with their kinds ("" where unknown); lists are unpacked.

    Raises InputError with the line for text that is neither JSON nor YAML.
    """
    values = _json(decoded, where) if decoded.lstrip()[0] in '{["' else _yaml(decoded, where)
    for value in values:
        yield from _objects(value, "", 0)


def _objects(value: object, kind: str, depth: int) -> Iterator[tuple[Json, str]]:
    if isinstance(value, list) and depth < _DEEPEST_LIST:
        for item in value:
            yield from _objects(item, kind, depth + 1)
        return
    if not isinstance(value, dict):
        yield {}, ""
        return
    own = text(value.get("kind")) or kind
    wrapped = value.get("object")
    if isinstance(wrapped, dict) and "type" in value and "metadata" not in value:  # a line of watch output
        yield from _objects(wrapped, "", depth + 1)
    elif isinstance(value.get("items"), list) and (own.endswith("List") or not own) and depth < _DEEPEST_LIST:
        for item in mappings(value["items"]):  # items of a typed list (PodList) need not say their kind
            yield from _objects(item, own.removesuffix("List"), depth + 1)
    else:
        yield value, own or ("Event" if is_event(value) else "")


def _json(decoded: str, where: str) -> Iterator[object]:
    decoder = json.JSONDecoder()
    blank = re.compile(r"[\s,;]*")
    at = 0
    try:
        while at < len(decoded):
            start = blank.match(decoded, at)
            at = start.end() if start else at
            if at < len(decoded):
                value, at = decoder.raw_decode(decoded, at)
                yield value
    except json.JSONDecodeError as e:
        cut = "the file ends in the middle" if e.pos >= len(decoded.rstrip()) else f"is no valid JSON: {e.msg}"
        raise InputError(where, cut, line=e.lineno, hint=_HOW) from e
    except RecursionError as e:
        raise InputError(where, "is nested too deeply to be Kubernetes JSON", hint=_HOW) from e
    except ValueError as e:  # a number of thousands of digits
        raise InputError(where, "holds a number that no Kubernetes object has", hint=_HOW) from e


def _yaml(decoded: str, where: str) -> Iterator[object]:
    if len(decoded) > _LARGEST_YAML:
        raise InputError(where, "is YAML of more than 4 MB, which takes minutes to read", hint=_HOW)
    try:
        yield from yaml.load_all(decoded, Loader=_Loader)
    except yaml.MarkedYAMLError as e:
        line = e.problem_mark.line + 1 if e.problem_mark else None
        raise InputError(where, f"is neither JSON nor YAML: {e.problem}", line=line, hint=_HOW) from e
    except (yaml.YAMLError, RecursionError, ValueError) as e:
        raise InputError(where, "is neither JSON nor YAML", hint=_HOW) from e
