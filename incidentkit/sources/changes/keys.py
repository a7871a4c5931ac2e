"""One value in a YAML file, by its path: `hub.image.tag`, `images[0]`, `dependencies[name=hub].version`.

The file is composed, never constructed: no tag makes an object and no alias is copied. Pure Python's parser, for
libyaml's dies of deep nesting.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import yaml

from incidentkit.errors import SettingsError

LARGEST = 512 * 1024
# What an image, a tag, a digest or a chart's version looks like; anything else is not told.
_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+:/@-]{0,299}")
_STEP = re.compile(
    r'\.?(?:"(?P<quoted>[^"]{1,200})"|(?P<name>[^.\[\]"=\s]{1,200}))'
    r"|\[(?P<number>\d{1,4})\]|\[(?P<key>[^.\[\]=\s]{1,100})=(?P<value>[^\[\]]{1,200})\]"
)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path: a key of a map, a place in a list, or the item of a list whose `name` is `wanted`."""

    name: str = ""
    number: int | None = None
    wanted: str | None = None


class NoValue(Exception):
    """There is nothing to be had at that path; the message says why, without the file's text."""


def steps(key: str) -> tuple[Step, ...]:
    """A path's steps. Raises SettingsError for what is no path."""
    found: list[Step] = []
    at = 0
    while at < len(key):
        step = _STEP.match(key, at)
        begins_with_dot = key[at] == "."
        if step is None or (begins_with_dot and not found) or (found and key[at] not in ".["):
            raise SettingsError(
                f"[versions] key {key!r} is no path (character {at + 1})",
                hint='Write it as hub.image.tag, images[0], list[name=hub].version or "a.key.with.dots".x.',
            )
        if step["number"] is not None:
            found.append(Step(number=int(step["number"])))
        elif step["key"] is not None:
            found.append(Step(step["key"], wanted=step["value"]))
        else:
            found.append(Step(step["quoted"] or step["name"]))
        at = step.end()
    return tuple(found)


def value(data: bytes, path: tuple[Step, ...]) -> str:
    """The version that stands at a path, in the first document that has it. Raises NoValue."""
    if len(data) >= LARGEST:
        raise NoValue(f"the file is larger than {LARGEST // 1024} KiB")
    try:
        text = data.decode("utf-8-sig")
        documents = list(yaml.compose_all(text, Loader=yaml.SafeLoader))
    except (UnicodeDecodeError, yaml.reader.ReaderError) as e:
        raise NoValue("the file is no text") from e
    except yaml.MarkedYAMLError as e:
        line = f", line {e.problem_mark.line + 1}" if e.problem_mark else ""
        raise NoValue(f"the file is no YAML{line}") from e
    except (yaml.YAMLError, RecursionError, ValueError) as e:
        raise NoValue("the file is no YAML that can be read") from e
    for document in documents:
        if (node := _walk(document, path)) is not None:
            return _plain(node)
    raise NoValue("there is no such key")


def _plain(node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode) or not _VERSION.fullmatch(str(node.value)):
        raise NoValue("what stands there is no version")
    return str(node.value)


def _walk(node: yaml.Node | None, path: tuple[Step, ...]) -> yaml.Node | None:
    for step in path:
        if isinstance(node, yaml.MappingNode) and step.number is None and step.wanted is None:
            node = _of_map(node, step.name)
        elif isinstance(node, yaml.SequenceNode):
            node = _of_list(node, step)
        else:
            return None
    return node


def _of_map(node: yaml.MappingNode, name: str) -> yaml.Node | None:
    return next((v for k, v in reversed(node.value) if isinstance(k, yaml.ScalarNode) and k.value == name), None)


def _of_list(node: yaml.SequenceNode, step: Step) -> yaml.Node | None:
    if step.number is not None:
        return node.value[step.number] if step.number < len(node.value) else None
    for item in node.value:
        named = _of_map(item, step.name) if step.wanted is not None and isinstance(item, yaml.MappingNode) else None
        if isinstance(named, yaml.ScalarNode) and named.value == step.wanted:
            return item  # type: ignore[no-any-return]
    return None
