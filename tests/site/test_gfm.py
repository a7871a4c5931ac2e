"""What a reviewer sees on GitHub is what is published: the same words in the same blocks as GitHub's own renderer."""

from __future__ import annotations

import re
import string
import time
from html.parser import HTMLParser
from importlib.metadata import version
from pathlib import Path

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options
from needs import need_shared

from incidentkit.site import prose, sanitize

_BLOCKS = frozenset(
    [
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "ul",
        "ol",
        "blockquote",
        "pre",
        "table",
        "td",
        "th",
        "hr",
        "del",
        "input",
        "details",
        "summary",
        "em",
        "strong",
    ]
)

CASES = {
    "nested with two spaces": "- a\n  - b\n    - c\n  - d\n- e\n",
    "nested under a number": "1. a\n   - b\n   - c\n2. d\n",
    "list right after a paragraph": "Words:\n- a\n- b\n",
    "numbered list right after a paragraph": "Words:\n1. a\n2. b\n",
    "a number that starts no list": "The year was\n2024. A good one.\n",
    "lazy lines": "- a\nlazy\n- b\n",
    "loose list": "- a\n\n  more of a\n\n- b\n",
    "starts at ten": "10) a\n11) b\n",
    "code in an item": "- a\n\n  ```sh\n  ls\n  ```\n- b\n",
    "fence without an end": "words\n\n```\ncode\n- no item\n",
    "fence with tildes": "~~~\n```\n~~~\n",
    "fence with odd words": '```{.r echo="x"}\nx\n```\n',
    "indented code": "words\n\n    code\n\nwords\n",
    "heading without a space": "#one\n\n# two\nwords\n",
    "heading after a paragraph": "words\n## two\nmore\n",
    "quote with a list": "> words\n> - a\n>   - b\n>\n> more\nlazy\n",
    "table after a paragraph": "words\n\n| a | b |\n|--|:-:|\n| 1 | c \\| d |\n",
    "table without outer bars": "a | b\n--|--\n1 | 2\n",
    "strike": "~~gone~~ and a~b~~c\n",
    "tasks": "- [ ] a\n- [x] b\n  - [ ] c\n",
    "underscores in words": "snake_case_word and _slant_ and __heavy__\n",
    "hard breaks": "one  \ntwo\\\nthree\n",
    "addresses": "www.example.org and https://example.org/a_b. <https://example.org/x>\n",
    "address with a bracket": "https://example.org/a_(b).\n",
    "references": "[a][r] and [r]\n\n[r]: https://example.org\n",
    "details": "<details>\n<summary>More</summary>\n\n- a\n- **b**\n\n</details>\n",
    "escapes": "\\* \\[a\\] \\# &amp; &lt;b&gt; 1\\. \\`x\\`\n",
    "rules": "a\n\n***\n\n- - -\n\nb\n",
    "underlined headings": "One\n===\n\nTwo\n---\n",
    "html in a line": "Press <kbd>Ctrl</kbd> <b>now</b>\n",
    "only a mark": "-\n- a\n",
    "tabs": "-\ta\n\t- b\n",
}


class _Reader(HTMLParser):
    """The blocks and words of a page, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.seen.append(f"<{tag}>")
        if tag == "a" and not (dict(attrs).get("href") or "").startswith("#"):
            self.seen.append(f"<a {dict(attrs).get('href')}>")

    def handle_data(self, data: str) -> None:
        self.seen.append(data)


def outline(html: str) -> str:
    """Blocks and letters; where a renderer breaks a line or puts a space between blocks is not compared."""
    reader = _Reader()
    reader.feed(html)
    return re.sub(r"\s+", "", "".join(reader.seen)).replace("><", ">\n<")


def github(text: str) -> str:
    options = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES
    return sanitize.clean(cmarkgfm.github_flavored_markdown_to_html(text, options=options))


@pytest.mark.parametrize("text", CASES.values(), ids=CASES.keys())
def test_reads_as_on_github(text: str) -> None:
    if "a_(b)" in text and int(version("pymdown-extensions").partition(".")[0]) < 13:
        pytest.xfail("before 13, the last for Python below 3.11.5, an address ends before its closing bracket")
    assert outline(prose.render(text)) == outline(github(text))


def test_real_reports_read_as_on_github() -> None:
    folder = need_shared("real-reports")
    reports = sorted(path for path in folder.rglob("*") if path.suffix in (".md", ".qmd"))
    assert reports
    for path in reports:
        text = re.sub(r"\A---\n.*?\n---\n", "", path.read_text(), flags=re.DOTALL)
        text = re.sub(r":[a-z_]+:", "", text)  # the oracle leaves emoji's names to the web site
        assert outline(prose.render(text)) == outline(github(text)), path.name


def test_alert_is_an_alert() -> None:
    html = prose.render("> [!WARNING]\n> Do not do this.\n")
    assert 'class="admonition warning"' in html
    assert "[!" not in html


@pytest.mark.parametrize(
    "text",
    [
        "[" * 20_000,
        "![" * 10_000,
        "[a](" * 5_000,
        "[^" * 10_000,
        ("[" * 200 + "\n") * 100,
        "<a " * 5_000,
        "\n".join("  " * depth + "- a" for depth in range(300)),
        "\n".join(">" * depth + " a" for depth in range(300)),
        ">" * 5_000 + "a",
        "- " * 3_000 + "a",
        "*a " * 8_000,
        "a@" * 9_000,
        "<!--" * 5_000,
        "[^1]: a\n" * 3_000,
        "a [^1]\n\n" * 2_000 + "[^1]: a\n",
        "`" * 20_000,
        "` " * 10_000,
    ],
    ids=lambda text: repr(text[:6]),
)
def test_wild_text_takes_no_time_and_loses_nothing(text: str) -> None:
    started = time.monotonic()
    html = prose.render(text)
    assert time.monotonic() - started < 5
    letters = set(re.findall(r"[a-z]", text)) - {"h"}
    assert letters <= set(prose.plain(html)) | {"a"}


def test_notes_that_nothing_cites_are_left_out() -> None:
    html = prose.render("Words.[^1]\n\n[^1]: Seen, as [^2] says.\n[^2]: Also seen.\n[^3]: Nobody cites this.\n")
    assert "Also seen" in html
    assert "Nobody cites" not in html


def test_a_note_inside_a_note_is_text() -> None:
    html = prose.render("Words.[^1] More.[^2]\n\n[^1]:[^2]: odd\n[^2]: Plain.\n")
    assert "odd" in html
    assert "Plain." in html


def test_converter_gives_classes_and_no_styles(tmp_path: Path) -> None:
    html = prose.render("```python\nx = 'a'\n```\n\n| a |\n|:-:|\n| b |\n")
    assert 'class="highlight"' in html
    assert 'align="center"' in html
    assert "style=" not in html


def test_any_escaped_punctuation_shows_without_its_backslash() -> None:
    text = "".join(f"\\{mark}" for mark in string.punctuation)
    assert prose.plain(prose.convert(f"x {text}")).strip() == f"x {string.punctuation}"
