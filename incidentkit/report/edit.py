"""Changes to a document: each an exact splice, every other byte as it was.

The functions give a new text and leave the old alone; `save` writes it, if nobody changed the file in between.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from incidentkit import files
from incidentkit.config import Workspace
from incidentkit.errors import InputError
from incidentkit.report import blocks, front
from incidentkit.report.model import ActionItem, Report, Span

_PLAIN = re.compile(r"[A-Za-z0-9][\w ./@+()–—:-]*")
_AMBIGUOUS = re.compile(
    r".*(?::(?:\s|$)|\s#|\s$).*|(?:true|false|null|yes|no|on|off|~)$|[\d.:+-]+$", re.IGNORECASE | re.DOTALL
)
_ITEM_VALUE = re.compile(r"(?:\d{4}-\d\d-\d\d(?:[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?)$")


@dataclass(frozen=True, slots=True)
class Edit:
    """A passage to be replaced; an empty span inserts."""

    span: Span
    text: str


def replace(report: Report, edits: Sequence[Edit]) -> str:
    """The report's text with every edit made.

    Raises InputError where the document holds merge-conflict markers, ValueError where edits overlap or lie outside.
    """
    refuse_conflict(report)
    parts: list[str] = []
    done = 0
    for edit in sorted(edits, key=lambda e: (e.span.start, e.span.end)):
        if not done <= edit.span.start <= edit.span.end <= len(report.text):
            raise ValueError(f"an edit at {edit.span} overlaps another or lies outside of the text")
        parts += (report.text[done : edit.span.start], edit.text)
        done = edit.span.end
    return "".join((*parts, report.text[done:]))


def refuse_conflict(report: Report) -> None:
    """Raise InputError where two versions of a passage stand side by side: nobody knows which one is meant."""
    line = _body(report).conflict
    if line:
        hint = "Resolve the merge conflict first."
        raise InputError(report.path, "holds merge-conflict markers; it is not edited", line=line, hint=hint)


def _body(report: Report) -> blocks.Document:
    start = report.front.span.end if report.front.span else (1 if report.text.startswith(front.BOM) else 0)
    return blocks.parse(report.text, start, blocks.line_of(report.text, start))


def append_to_item(report: Report, item: ActionItem, text: str) -> str:
    """The text with `text` after an item's first paragraph, before a comment that ends it; one space stands between."""
    document = _body(report)
    block = next((b for b in document.blocks if b.start == item.span.start and b.kind != "table"), None)
    own = [line for line in block.lines if line.start <= item.span.end] if block else []
    # A row of a table, or a line of a paragraph that is an item of its own, is no block: its span is its line.
    line = own[-1] if own else blocks.Line(item.line, item.span.start, item.span.end)
    content = document.masked[line.start : min(line.end, max(item.span.end, line.start))].rstrip()
    tail = ""
    if block is None and content.endswith("|"):
        content, tail = content[:-1].rstrip(), "" if content[:-1].endswith(" ") else " "
    at = line.start + len(content)
    return replace(report, [Edit(Span(at, at), f" {text}{tail}")])


def tick(report: Report, item: ActionItem, done: bool) -> str:
    """The text with an item's box ticked or cleared. Raises InputError where the item has no box."""
    block = next((b for b in _body(report).blocks if b.start == item.span.start), None)
    if block is None or block.tick is None:
        hint = "Begin the item with `- [ ]`."
        raise InputError(report.path, "this action item has no box to tick", line=item.line, hint=hint)
    return replace(report, [Edit(Span(block.tick, block.tick + 1), "x" if done else " ")])


def set_front(report: Report, key: str, value: Any) -> str:
    """The text with one key of the front matter set; comments, order and all other keys stay as they are.

    `value` is text, a truth value, a date, an instant, a list of texts, or None for an empty value. Front matter is
    made where there is none. Raises InputError where it has problems, for then nobody knows what a change would do.
    """
    if report.front.problems:
        first = report.front.problems[0]
        raise InputError(report.path, first.message, line=first.line, hint="Mend the front matter first.")
    written = _yaml(value)
    new = replace(report, [_front_edit(report, key, written)])
    result = front.read(new)
    if result.problems or result.values.get(key) != front.read(f"---\nx: {written}\n---\n").values["x"]:
        line = report.front.lines.get(key)
        raise InputError(report.path, f"`{key}` cannot be set here", line=line, hint="Change it by hand.")
    return new


def _front_edit(report: Report, key: str, written: str) -> Edit:
    text = report.text
    newline = "\r\n" if "\r\n" in text[:2000] else "\n"
    place = front.locate(text) if report.front.span else None
    if place is None and report.front.span:
        raise InputError(report.path, "has front matter in TOML, which is read only", hint="Change it by hand.")
    if place is None:
        start = 1 if text.startswith(front.BOM) else 0
        return Edit(Span(start, start), newline.join(("---", f"{key}: {written}", "---", "", "")))
    _, body, _ = place
    source = text[body.start : body.end]
    found = front.node_of(source, key)
    if found is None:
        return Edit(Span(body.end, body.end), f"{key}: {written}{newline}")
    name, node = found
    begin, end = node.start_mark.index, _end(node)
    old = source[begin:end]
    end -= len(old) - len(old.rstrip())
    if node.start_mark.line != name.end_mark.line or begin == end:  # a block below its key, or nothing at all
        begin = source.index(":", name.end_mark.index) + 1
        written = f" {written}"
    return Edit(Span(body.start + begin, body.start + max(begin, end)), written)


def _end(node: Any) -> int:
    """Where a value's own text ends: a block's mark lies behind the comments that follow its last item."""
    while not isinstance(node, yaml.ScalarNode) and not node.flow_style and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    return int(node.end_mark.index)


def _yaml(value: Any) -> str:
    """A value as YAML on one line, which every reader, of YAML 1.1 or 1.2, takes for the same."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_scalar(str(item), flow=True) for item in value) + "]"
    return _scalar(str(value), flow=False)


def _scalar(text: str, *, flow: bool) -> str:
    if _ITEM_VALUE.match(text):
        return text
    plain = _PLAIN.fullmatch(text) and not _AMBIGUOUS.fullmatch(text) and not (flow and "," in text)
    if plain:
        return text
    # JSON's strings are YAML's double-quoted ones; what YAML would not print is escaped.
    return re.sub(r"[^\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]", _escaped, json.dumps(text, ensure_ascii=False))


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def save(report: Report, new_text: str, workspace: Workspace | None = None) -> None:
    """Write `new_text` in the place of what was read, atomically; BOM and line ends are those of the text.

    Raises InputError where the file changed since it was read, is no UTF-8, has merge-conflict markers, or is a link
    that leads out of the workspace.
    """
    path = refuse_unwritable(report, workspace)
    if new_text != report.text:
        files.write(path, new_text)


def refuse_unwritable(report: Report, workspace: Workspace | None = None) -> Path:
    """The file that `save` would write; raises InputError as `save` does, so that a plan can fail before its work."""
    refuse_conflict(report)
    path = _real_path(report.path, workspace)
    again = "Run the command again."
    try:
        data = path.read_bytes()
    except OSError as e:
        raise InputError(report.path, f"cannot be read any more: {e.strerror}", hint=again) from e
    try:
        now = data.decode("utf-8")
    except UnicodeDecodeError as e:
        line = data[: e.start].count(b"\n") + 1
        hint = "Save the file as UTF-8; until then it is read, not changed."
        raise InputError(report.path, "is not UTF-8 and is not edited", line=line, hint=hint) from e
    if now != report.text:
        raise InputError(report.path, "changed on disk since it was read; nothing was written", hint=again)
    return path


def _real_path(path: Path, workspace: Workspace | None) -> Path:
    """The file itself, behind links that stay within the workspace: a link is never replaced by a file."""
    if workspace is None:
        workspace = Workspace.find(path.parent)
    return files.inside(workspace.root, path)
