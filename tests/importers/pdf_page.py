"""A small writer of PDF files for tests: lines at places, in sizes, with links, on pages that may be cropped."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Page:
    """`lines` are (x, y, size, text); `links` are addresses; `crop` is the visible box."""

    lines: list[tuple[float, float, float, str]]
    links: list[str] = field(default_factory=list)
    crop: tuple[int, int, int, int] | None = None


def write(pages: list[Page], info: str = "/CreationDate (D:20240105120000Z)") -> bytes:
    """The file: objects in order, a cross-reference table, one standard font."""
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    kids = []
    for page in pages:
        stream = "\n".join(
            f"BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm ({_escaped(text)}) Tj ET" for x, y, size, text in page.lines
        ).encode("cp1252")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        content = len(objects)
        annotations = " ".join(
            f"<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI ({_escaped(url)}) >> >>"
            for url in page.links
        )
        box = f"/CropBox [{' '.join(map(str, page.crop))}]" if page.crop else ""
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] {box} /Resources << /Font << /F1 3 0 R >> >>"
            f" /Contents {content} 0 R /Annots [{annotations}] >>".encode()
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    objects.append(f"<< {info} >>".encode())
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, len(objects), start,
    )  # fmt: skip
    return bytes(out)


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
