"""The text of a PDF with its place and size, and the addresses it links to. The only import of pypdf."""

from __future__ import annotations

import logging
import struct
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from incidentkit import inert
from incidentkit.errors import InputError, SettingsError

MOST_BYTES = 50_000_000
MOST_PAGES = 400


@dataclass(frozen=True, slots=True)
class PdfLine:
    """One line. `x` and `y` are points from the page's lower left corner, `size` is the letters' height in points."""

    text: str
    page: int
    x: float
    y: float
    size: float


# Letters that fonts draw as one: "Paciﬁc".
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})


@dataclass(frozen=True, slots=True)
class Anchor:
    """An address and the place of the words that lead to it, in points from the lower edge of its page."""

    url: str
    page: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class PdfText:
    """All lines in the order of the file, also those outside the visible box, and the links; the day it was made."""

    lines: tuple[PdfLine, ...]
    links: tuple[str, ...]
    made: date | None
    anchors: tuple[Anchor, ...] = ()

    @property
    def body_size(self) -> float:
        """The size in which most letters are set."""
        sizes: Counter[float] = Counter()
        for line in self.lines:
            sizes[line.size] += len(line.text)
        return sizes.most_common(1)[0][0] if sizes else 0.0


def read(path: Path) -> PdfText:
    """The text of a PDF file.

    Raises InputError where it is none, is encrypted or holds no text, SettingsError where pypdf is not installed.
    """
    try:
        import pypdf
        from pypdf.errors import PyPdfError
    except ImportError as e:
        raise SettingsError(
            "reading PDF files needs pypdf", hint="In a clone of incidentkit: pip install '.[pdf]'"
        ) from e
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its warnings quote the file
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InputError(path, f"is larger than {MOST_BYTES // 1_000_000} MB")
        reader = pypdf.PdfReader(path)
        if reader.is_encrypted:
            raise InputError(path, "is encrypted", hint="Save it without a password first.")
        if len(reader.pages) > MOST_PAGES:
            raise InputError(path, f"has more than {MOST_PAGES} pages")
        lines: list[PdfLine] = []
        anchors: list[Anchor] = []
        for number, page in enumerate(reader.pages, 1):
            lines += _lines(page, number)
            anchors += _anchors(page, number)
        made = reader.metadata.creation_date if reader.metadata else None
    except OSError as e:
        raise InputError(path, f"cannot be read: {e.strerror}") from e
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        RuntimeError,  # nested without end; a filter that pypdf does not know
        ArithmeticError,
        AssertionError,
        struct.error,
    ) as e:
        raise InputError(path, "is no PDF that can be read", hint="Export it again.") from e
    if not lines:
        raise InputError(path, "holds no text", hint="A scanned page needs text recognition first.")
    links = tuple(dict.fromkeys(anchor.url for anchor in anchors))
    return PdfText(tuple(lines), links, made.date() if made else None, tuple(anchors))


def _lines(page: Any, number: int) -> list[PdfLine]:
    found: list[PdfLine] = []
    parts: list[str] = []
    place: tuple[float, float, float] | None = None

    def flush() -> None:
        nonlocal place
        text = " ".join(inert.clean("".join(parts).translate(_LIGATURES)).split())
        if text and place:
            found.append(PdfLine(text, number, *place))
        parts.clear()
        place = None

    def visit(text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        nonlocal place
        for n, piece in enumerate(text.split("\n")):
            if n:
                flush()
            if piece.strip() and place is None:
                height = abs(size * tm[3] * cm[3]) or abs(size)
                place = (round(tm[4] * cm[0] + cm[4], 1), round(tm[5] * cm[3] + cm[5], 1), round(height, 1))
            parts.append(piece)

    page.extract_text(visitor_text=visit)
    flush()
    return found


def _anchors(page: Any, number: int) -> list[Anchor]:
    found = []
    for reference in page.get("/Annots") or []:
        annotation = reference.get_object()
        action = annotation.get("/A")
        action = action.get_object() if action is not None else {}
        uri = action.get("/URI")
        if isinstance(uri, str) and uri.startswith(("https://", "http://")):
            box = [float(side) for side in annotation.get("/Rect") or (0, 0, 0, 0)]
            found.append(Anchor(uri, number, min(box[1], box[3]), max(box[1], box[3])))
    return found
