"""Files beside reports: what is published is what was looked at."""

from __future__ import annotations

from pathlib import Path

import pytest
from workspaces import REPORT, built, workspace

from incidentkit.config import RedactSettings
from incidentkit.site.attachments import Attachment, Refused, attachment

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">{}</svg>'
# A browser that reads GBK sees the end of the passage and the script; a reader of UTF-8 sees a comment.
GBK = (
    b'<?xml version="1.0" encoding="gbk"?><svg xmlns="http://www.w3.org/2000/svg"><desc><![CDATA[\x81]]><!-- ]]>'
    b"</desc><script>alert(1)</script><desc> --></desc></svg>"
)


def looked_at(tmp_path: Path, name: str, data: bytes | str) -> Attachment | Refused:
    """What becomes of a file that a report links."""
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return attachment(path, tmp_path, RedactSettings())


def test_a_picture_that_draws_is_published_as_it_was_understood(tmp_path: Path) -> None:
    drawn = (
        '<defs><linearGradient id="g"><stop offset="1" stop-color="rgb(1, 2, 3)"/></linearGradient></defs>'
        '<metadata><x xmlns="urn:x">noted</x></metadata><!-- c -->'
        '<g transform="translate(1,2) rotate(45)" data-note="x"><rect width="9" height="9" fill="url(#g)"/>'
        '<use xlink:href="#g"/><text font-family="DejaVu Sans, sans-serif">1 &lt; 2</text></g>'
    )
    done = looked_at(tmp_path, "a.svg", '<?xml version="1.0" encoding="UTF-8"?>\n' + SVG.format(drawn))
    assert isinstance(done, Attachment)
    text = done.content.decode()
    for kept in ('xmlns="http://www.w3.org/2000/svg"', 'fill="url(#g)"', 'href="#g"', "1 &lt; 2", "rotate(45)", "rgb("):
        assert kept in text
    for gone in ("noted", "data-note", "<!--", "metadata"):
        assert gone not in text


@pytest.mark.parametrize(
    "data",
    [
        GBK,
        '<?xml version="1.0" encoding="gbk"?>' + SVG.format("<desc/>"),
        ('<?xml version="1.0" encoding="utf-16"?>' + SVG.format("")).encode("utf-16"),
        '<?xml-stylesheet href="https://elsewhere.example/x.css"?>' + SVG.format(""),
        '<?xml version="1.0"?><?xml-stylesheet href="#x"?>' + SVG.format(""),
        '<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.format("&a;"),
        SVG.format('<rect fill="URL(https://elsewhere.example/x)"/>'),
        SVG.format('<rect fill="u\\72l(https://elsewhere.example/x)"/>'),
        SVG.format('<rect style="fill:u\\72l(https://elsewhere.example/x)"/>'),
        SVG.format('<rect fill="url(&quot;https://elsewhere.example/x&quot;)"/>'),
        SVG.format('<rect fill="url(#a) image(https://elsewhere.example/x)"/>'),
        SVG.format("<style>@import 'https://elsewhere.example/x'</style>"),
        SVG.format("<script>alert(1)</script>"),
        SVG.format('<g onclick="alert(1)"/>'),
        SVG.format('<use href="https://elsewhere.example/x#a"/>'),
        SVG.format('<use xlink:href="data:image/svg+xml,x"/>'),
        SVG.format('<a href="#x"><text>x</text></a>'),
        SVG.format('<image href="#x"/>'),
        SVG.format("<foreignObject/>"),
        SVG.format('<x:script xmlns:x="http://www.w3.org/1999/xhtml">alert(1)</x:script>'),
        SVG.format("<set/>"),
        "<g>" * 200000,
        SVG.format("<g>" * 5000 + "</g>" * 5000),
        '<html xmlns="http://www.w3.org/1999/xhtml"/>',
        SVG.format("<text>ask jane.roe<tspan>@</tspan>cs.campus.edu</text>"),
        SVG.format("<text>ghp_<!-- x -->" + "a1B2" * 9 + "</text>"),
        SVG.format("<text>ask jane.roe&#0000000064;cs.campus.edu</text>"),
    ],
)
def test_a_picture_that_could_do_or_say_more_is_refused(tmp_path: Path, data: bytes | str) -> None:
    assert isinstance(looked_at(tmp_path, "a.svg", data), Refused)


@pytest.mark.parametrize("name", ["k.png", "k.jpg", "k.jpeg", "k.gif", "k.webp", "k.avif", "k.pdf"])
def test_a_file_is_what_its_name_says(tmp_path: Path, name: str) -> None:
    assert isinstance(looked_at(tmp_path, name, "ghp_" + "a1B2" * 9), Refused)


@pytest.mark.parametrize("data", ["ask jane.roe@cs.campus.edu".encode("utf-16"), b"\xff\xfe", b"a\0b", b"caf\xe9"])
def test_a_text_that_cannot_be_looked_over_is_refused(tmp_path: Path, data: bytes) -> None:
    assert isinstance(looked_at(tmp_path, "a.log", data), Refused)


def test_json_is_looked_over_as_it_reads(tmp_path: Path) -> None:
    token = "ghp_" + "a1B2" * 9
    for spelt in ("\\u0067" + token[1:], token[:9] + "\\u200b" + token[9:], "jane.roe\\u0040cs.campus.edu"):
        assert isinstance(looked_at(tmp_path, "a.json", f'{{"title": "{spelt}"}}'), Refused)
    assert isinstance(looked_at(tmp_path, "a.json", '{"title": "caf\\u00e9\\n"}'), Attachment)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\x90\0\0\0\xc8"),
        ("a.jpg", b"\xff\xd8\xff\xe0"),
        ("a.webp", b"RIFF\x10\0\0\0WEBPVP8 "),
        ("a.avif", b"\0\0\0\x1cftypavif"),
        ("a.pdf", b"%PDF-1.7"),
        ("a.log", "ok ✓"),
    ],
)
def test_what_is_of_its_kind_is_published(tmp_path: Path, name: str, data: bytes | str) -> None:
    assert isinstance(looked_at(tmp_path, name, data), Attachment)


@pytest.mark.parametrize("place", ["a" * 300, f"{'é' * 140}.png", "/".join(["a" * 200] * 30), "b/" * 3000])
def test_an_address_that_no_file_can_have_is_none(tmp_path: Path, place: str) -> None:
    """Asking a file system for it is an error: a build must not end with it."""
    text = REPORT.replace("Words.", f"[a](<{place}>) ![b](<{place}>)")
    result = built(workspace(tmp_path, {"2026-11-22-hub.md": text, "other.md": REPORT}))
    assert (result.reports, result.skipped) == (2, ())
