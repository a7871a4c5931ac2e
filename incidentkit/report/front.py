"""Front matter, read strictly and kept as it is written.

python-frontmatter's handler loads it with a safe loader in pure Python (libyaml's dies of deep nesting), without
YAML 1.1's surprises: `no`, `12:30` and `2026-11-22` stay text; only an empty value, `null`, `true` and `false` are more
than text. Aliases, tags, duplicate keys, tabs, great size and great depth are problems with their line, and what is
well-formed around them is still read. Where front matter stands and in which line each key is, is found here: the
library strips a text before it parses it, and keeps no places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml
from frontmatter.default_handlers import YAMLHandler

from incidentkit.report import toml_front
from incidentkit.report.fences import physical_lines
from incidentkit.report.model import FrontMatter, Note, Span

MAX_SIZE = 64 * 1024
MAX_DEPTH = 20
BOM = "\ufeff"

_OPENING = re.compile(r"---[ \t]*$")
_CLOSING = re.compile(r"(?:---|\.\.\.)[ \t]*$")
_KEY = re.compile(r"(?P<key>[^\W\d][\w .-]{0,80}?|\"[^\"\n]*\"|'[^'\n]*')[ \t]*:(?=[ \t]|$)")
_COMPACT = re.compile(r"[ ]*(?:[-?][ \t]+)*")


class Problem(Exception):
    """Something that front matter must not hold; `line` counts from 0 within the text that was loaded."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


def _line(event: Any) -> int:
    return int(event.start_mark.line)


class _Loader(yaml.SafeLoader):
    """Every plain scalar is text, but for null, true and false."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - PyYAML's own name and type

    def compose_node(self, parent: Any, index: Any) -> Any:
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent):
            raise Problem("an alias (`*name`) is not allowed here: write the value itself", _line(event))
        if getattr(event, "anchor", None):
            raise Problem("an anchor (`&name`) is not allowed here: remove it", _line(event))
        if getattr(event, "tag", None):
            raise Problem("a tag (`!name`) is not allowed here: remove it", _line(event))
        return super().compose_node(parent, index)

    def compose_scalar_node(self, anchor: Any) -> yaml.ScalarNode:
        node: yaml.ScalarNode = super().compose_scalar_node(anchor)
        if not node.value.isascii():
            # JSON's escapes write a character as two halves (`"\ud83d\udd25"`), which YAML leaves as they are.
            node.value = node.value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return node

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        result: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise Problem("a key must be plain text", key_node.start_mark.line)
            if key_node.value in result:
                raise Problem(f"the key {key_node.value!r} stands here a second time", key_node.start_mark.line)
            result[key_node.value] = self.construct_object(value_node, deep=True)
        return result


_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"(?:~|null|Null|NULL|)$"), ["~", "n", "N", ""])
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)


def _map(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    return loader.construct_mapping(node, deep=True)


_Loader.add_constructor("tag:yaml.org,2002:map", _map)


def locate(text: str) -> tuple[Span, Span, int] | None:
    """Where front matter stands: the whole of it with both fences, the YAML between them, the YAML's first line.

    None where the text does not begin with a fence, or where nothing closes it.
    """
    opening = _opening(text)
    if opening is None:
        return None
    number, start, _ = opening
    body = -1
    for line, begin, stop in physical_lines(text, start, number):
        if line == number:
            continue
        body = begin if body < 0 else body
        if _CLOSING.match(text[begin:stop]):
            return Span(start, stop), Span(body, begin), number + 1
    return None


def _opening(text: str) -> tuple[int, int, int] | None:
    """Number, start and end of the line that opens front matter: the first that is not blank."""
    for number, start, end in physical_lines(text, 1 if text.startswith(BOM) else 0):
        if text[start:end].strip():
            return (number, start, end) if _OPENING.match(text[start:end]) else None
    return None


def read(text: str) -> FrontMatter:
    """The front matter of a document. Never raises: what cannot be read is a problem with its line."""
    place = locate(text)
    if place is None:
        return toml_front.read(text, 1 if text.startswith(BOM) else 0) or _unclosed(text)
    whole, body, line = place
    source = text[body.start : body.end]
    if source.strip() and source.lstrip()[0] not in "-[{?#&*!" and not next(_chunks(source), None):
        return FrontMatter()  # prose between two thematic breaks
    return _load(text[body.start : body.end], line, whole)


def _unclosed(text: str) -> FrontMatter:
    opening = _opening(text)
    if opening is None:
        return FrontMatter()
    number, _, end = opening
    lines = []
    for n, begin, stop in physical_lines(text, end + (2 if text.startswith("\r\n", end) else 1), number + 1):
        content = text[begin:stop]
        if not content.strip() or not (_KEY.match(content) or content[0] in " \t-"):
            break
        lines.append((n, content))
    if not lines or not _KEY.match(lines[0][1]):
        return FrontMatter()  # a thematic break, not front matter
    read_so_far = _load("\n".join(content for _, content in lines) + "\n", lines[0][0], None)
    missing = Note(number, "the front matter is never closed: put a line of `---` after its last key")
    return FrontMatter(read_so_far.values, read_so_far.lines, (missing, *read_so_far.problems), None)


def _load(source: str, line: int, span: Span | None) -> FrontMatter:
    """The keys of some YAML whose first line is `line`; where it fails as a whole, key by key."""
    if len(source) > MAX_SIZE:
        size = f"{len(source) // 1024} KiB"
        note = Note(line, f"the front matter is {size} long; {MAX_SIZE // 1024} KiB is the most that is read")
        return FrontMatter(problems=(note,), span=span)
    lines = {key: line + at for key, at, _ in reversed(list(_chunks(source)))}
    try:
        return FrontMatter(_mapping(source), lines, (), span)
    except Problem as e:
        whole = Note(line + e.line, e.message)
    values: dict[str, Any] = {}
    problems: list[Note] = []
    for key, at, chunk in _chunks(source):
        if key in values:
            problems.append(Note(line + at, f"the key {key!r} stands here a second time"))
            continue
        try:
            values |= _mapping(chunk)
        except Problem as e:
            problems.append(Note(line + at + e.line, e.message))
    return FrontMatter(values, lines, tuple(problems) or (whole,), span)


def _chunks(source: str) -> Iterator[tuple[str, int, str]]:
    """Each top-level key with its line (from 0) and its lines of text."""
    key, at, begin = "", 0, 0
    for number, start, end in physical_lines(source, 0, 0):
        found = _KEY.match(source[start:end])
        if found:
            if key:
                yield key, at, source[begin:start]
            key, at, begin = found["key"].strip("\"'"), number, start
    if key:
        yield key, at, source[begin:]


def _mapping(source: str) -> dict[str, Any]:
    """The mapping that some YAML is; Problem where it is none or holds what it must not."""
    _check_depth(source)
    try:
        value = YAMLHandler().load(source, Loader=_Loader)
    except yaml.MarkedYAMLError as e:
        mark = e.problem_mark or e.context_mark
        raise Problem(_friendly(e), mark.line if mark else 0) from e
    except yaml.reader.ReaderError as e:
        before = source[: e.position]
        raise Problem("a character that YAML does not allow", before.count("\n")) from e
    except (yaml.YAMLError, RecursionError, ValueError) as e:
        raise Problem("this is no YAML that can be read", 0) from e
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Problem("front matter must be `key: value` lines", 0)
    return value


def _friendly(error: yaml.MarkedYAMLError) -> str:
    problem = " ".join((error.problem or "").split())
    if "\\t" in problem or "'\t'" in (error.problem or ""):
        return "a tab stands where YAML wants spaces"
    if "mapping values are not allowed" in problem:
        return "a colon inside a value: put the value in quotes"
    return f"this is no valid YAML: {problem or 'unreadable'}"


def _check_depth(source: str) -> None:
    """Refuse nesting before the parser sees it: brackets, indentation, and `- - - -` on one line."""
    depth = 0
    indents: list[int] = []
    for number, start, end in physical_lines(source, 0, 0):
        content = source[start:end]
        if not content.strip():
            continue
        lead = _COMPACT.match(content)
        markers = lead[0].count("-") + lead[0].count("?") if lead else 0
        indent = len(content) - len(content.lstrip(" "))
        while indents and indents[-1] >= indent:
            indents.pop()
        indents.append(indent)
        for char in content:
            if char in "[{":
                depth += 1
            elif char in "]}":
                depth = max(depth - 1, 0)
            if depth > MAX_DEPTH:
                break
        if depth + len(indents) + markers > MAX_DEPTH:
            raise Problem(f"this is nested deeper than {MAX_DEPTH} levels", number)


def node_of(source: str, key: str) -> tuple[Any, Any] | None:
    """The key's and the value's YAML nodes in a mapping, whose marks are offsets into `source`; None without it."""
    try:
        root = yaml.compose(source, Loader=_Loader)
    except (yaml.YAMLError, Problem, RecursionError):
        return None
    if not isinstance(root, yaml.MappingNode):
        return None
    return next(((k, v) for k, v in root.value if isinstance(k, yaml.ScalarNode) and k.value == key), None)
