"""A report's own files: which of them may be published, and how large a picture is."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from incidentkit.config import RedactSettings
from incidentkit.redact import find

LARGEST = 20_000_000
PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg"})
_TEXTS = frozenset({".txt", ".log", ".csv", ".tsv", ".json", ".yaml", ".yml", ".diff", ".patch"})
_OTHERS = frozenset({".pdf", ".avif"})
# A picture that is opened by itself may run scripts: only what draws is let through.
_SVG = frozenset(
    [
        "svg",
        "g",
        "defs",
        "title",
        "desc",
        "path",
        "rect",
        "circle",
        "ellipse",
        "line",
        "polyline",
        "polygon",
        "text",
        "tspan",
        "clippath",
        "lineargradient",
        "radialgradient",
        "stop",
        "marker",
        "pattern",
        "symbol",
        "use",
        "mask",
        "metadata",
    ]
)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to copy. `size` is a picture's width and height in pixels, where known."""

    path: Path
    size: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that is not copied, and why, in words that follow its name."""

    why: str


def attachment(path: Path, folder: Path, settings: RedactSettings) -> Attachment | Refused:
    """The file that a report names, if it may be published: of a known kind, inside `folder`, without secrets."""
    resolved = path.resolve()
    if not resolved.is_relative_to(folder.resolve()):
        return Refused("leads out of the reports' folder")
    if not resolved.is_file():
        return Refused("does not exist")
    kind = resolved.suffix.lower()
    if kind not in PICTURES | _TEXTS | _OTHERS or any(p.startswith(".") for p in path.relative_to(folder).parts):
        return Refused("is of a kind that is not published")
    if resolved.stat().st_size > LARGEST:
        return Refused(f"is larger than {LARGEST // 1_000_000} MB")
    data = resolved.read_bytes()
    if kind in _TEXTS | {".svg"}:
        text = data.decode("utf-8", "replace")
        if hits := find(text, settings):
            return Refused(f"holds what must not be published ({hits[0].rule})")
        if kind == ".svg" and not _draws_only(text):
            return Refused("is an SVG picture that does more than draw")
    return Attachment(resolved, _size(data, kind))


def _draws_only(text: str) -> bool:
    if "<!ENTITY" in text:
        return False
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - entities are refused above
    except ElementTree.ParseError:
        return False
    for element in root.iter():
        if not isinstance(element.tag, str) or element.tag.rpartition("}")[2].lower() not in _SVG:
            return False
        for name, value in element.attrib.items():
            local = name.rpartition("}")[2].lower()
            if (
                local.startswith("on")
                or (local == "href" and not value.startswith("#"))
                or "url(" in value.replace("url(#", "")
            ):
                return False
    return True


def _size(data: bytes, kind: str) -> tuple[int, int] | None:
    """Width and height from a picture's first bytes, as its format's specification lays them out."""
    if data.startswith(b"\x89PNG") and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
    elif data.startswith((b"GIF87a", b"GIF89a")) and len(data) >= 10:
        width, height = struct.unpack("<HH", data[6:10])
    elif data.startswith(b"\xff\xd8"):
        return _jpeg_size(data)
    else:
        return None
    return width, height


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], struct.unpack(">H", data[at + 2 : at + 4])[0]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None


def local(href: str) -> str | None:
    """The path in a relative address, decoded; None where it names no file beside the report."""
    from urllib.parse import unquote

    path = unquote(re.split(r"[?#]", href, maxsplit=1)[0]).strip()
    if not path or path.startswith("/") or "\\" in path or "\0" in path:
        return None
    return path
