"""A report's own files: which of them may be published, and how large a picture is."""

from __future__ import annotations

import json
import re
import struct
from dataclasses import dataclass
from pathlib import Path

from incidentkit.config import RedactSettings
from incidentkit.redact import find
from incidentkit.site.svg import DoesMore, drawing

LARGEST = 20_000_000
PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg"})
_TEXTS = frozenset({".txt", ".log", ".csv", ".tsv", ".json", ".yaml", ".yml", ".diff", ".patch"})
_OTHERS = frozenset({".pdf", ".avif"})
# How a file of a kind starts, by its format's specification; WebP and AVIF say their names a little further on.
_STARTS: dict[str, re.Pattern[bytes]] = {
    ".png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    ".jpg": re.compile(rb"\xff\xd8\xff"),
    ".jpeg": re.compile(rb"\xff\xd8\xff"),
    ".gif": re.compile(rb"GIF8[79]a"),
    ".webp": re.compile(rb"RIFF....WEBP", re.DOTALL),
    ".avif": re.compile(rb"....ftyp(?:avif|avis|mif1|msf1)", re.DOTALL),
    ".pdf": re.compile(rb"%PDF-"),
}
# What Linux, macOS and Windows take as a file's name and as a path, in bytes.
_LONGEST_NAME, _LONGEST_PATH = 255, 1000


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to publish: what is written, and a picture's width and height in pixels, where known."""

    content: bytes
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
    try:
        return _allowed(path, resolved, folder, settings)
    except OSError as e:
        return Refused(f"cannot be read ({e.strerror})")


def _allowed(path: Path, resolved: Path, folder: Path, settings: RedactSettings) -> Attachment | Refused:
    kind = resolved.suffix.lower()
    if kind not in PICTURES | _TEXTS | _OTHERS or any(p.startswith(".") for p in path.relative_to(folder).parts):
        return Refused("is of a kind that is not published")
    if resolved.stat().st_size > LARGEST:
        return Refused(f"is larger than {LARGEST // 1_000_000} MB")
    data = resolved.read_bytes()
    try:
        content, words = _looked_at(data, kind)
    except DoesMore as e:
        return Refused(str(e))
    if hits := find(words, settings):
        return Refused(f"holds what must not be published ({hits[0].rule})")
    return Attachment(content, _size(content, kind))


def _looked_at(data: bytes, kind: str) -> tuple[bytes, str]:
    """What is published of a file, and the words in it that can be looked over; DoesMore where it is not its kind."""
    if kind == ".svg":
        return drawing(data)
    if kind in _TEXTS:
        if b"\0" in data:
            raise DoesMore("is no text")
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise DoesMore("is not UTF-8") from None
        return data, f"{text}\n{_read_out(text)}" if kind == ".json" and "\\" in text else text
    if not _STARTS[kind].match(data):
        raise DoesMore(f"is not of the kind that its name says ({kind})")
    return data, ""


def _read_out(text: str) -> str:
    """What JSON says once it is read: `\\u0067hp_…` is a token. Raises DoesMore for what is none."""
    try:
        return json.dumps(json.loads(text), ensure_ascii=False).replace("\\n", "\n")
    except (ValueError, RecursionError):
        raise DoesMore("is no JSON") from None


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
    if len(path.encode()) > _LONGEST_PATH or any(len(part.encode()) > _LONGEST_NAME for part in path.split("/")):
        return None  # asking for it would be an error
    return path
