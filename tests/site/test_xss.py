"""Hostile text in every place of a report does nothing: parsed, and opened in a browser."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from needs import need_shared
from workspaces import Dom, built, everything, workspace

from incidentkit.config import RedactSettings
from incidentkit.redact import find
from incidentkit.site import prose, sanitize
from incidentkit.site.links import Address, place, shape

# Our own few, for a clone without ../shared: elements, handlers, addresses, breakouts.
OWN = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[a](javascript:alert(1))",
    "[a](java&#10;script:alert(1))",
    '"><svg onload=alert(1)>',
    '![a](x.png"onerror=alert(1))',
    "<a href='data:text/html,<script>alert(1)</script>'>a</a>",
    "<style>@import url(//evil.example)</style>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<form action=javascript:alert(1)><input type=submit>",
    "<math><mi xlink:href=javascript:alert(1)>x</mi></math>",
    "{{ 7 * 7 }}{% raw %}",
    "]]></script><!--",
    "`` ` <b onclick=alert(1)> ``",
    "<a id=main name=location href=#x>",
    "[^1]: <img src=x onerror=alert(1)>\n\n[^1]",
    '<https://a.example/"onmouseover=alert(1)>',
)

def page_of(text: str) -> str:
    """A report's Markdown as it stands on its page, links leading where they say."""
    addresses: list[Address] = []
    html = shape(prose.render(text), addresses, taken={"main"})
    return sanitize.checked(place(html, addresses, [one.url if one.alt is None else None for one in addresses]))


@pytest.fixture(scope="module")
def vectors() -> list[str]:
    path = need_shared("xss/vectors.json")
    return [*OWN, *json.loads(path.read_text(encoding="utf-8"))["vectors"]]


def _frames(vector: str) -> list[str]:
    line = " ".join(vector.split())
    return [
        vector,
        f"- **14:02** {line} [^1]\n\n[^1]: {line}\n",
        f"| {line} |\n|---|\n| [a]({line}) |\n",
        f"[{line}](<{line}>) ![{line}]({line})\n\n> {line}\n\n# {line}\n",
        f"```{line}\n{vector}\n```\n",
    ]


def _check(vector: str) -> None:
    for text in _frames(vector):
        html = page_of(text)
        dom = Dom.of(html)
        assert dom.bad == [], vector
        assert "main" not in dom.ids


@pytest.mark.parametrize("vector", OWN)
def test_own_vectors_do_nothing(vector: str) -> None:
    _check(vector)


def test_every_vector_does_nothing(vectors: list[str]) -> None:
    for vector in vectors:
        _check(vector)


def hostile(vector: str) -> str:
    """A report with the vector in every field."""
    quoted, line = json.dumps(vector), " ".join(vector.split())
    front = (
        f"title: {quoted}\nseverity: {quoted}\nservices: [{quoted}]\ntags: [{quoted}]\ntimezone: UTC\n"
        "date: 2026-11-22\nstarted: 2026-11-22T14:00:00Z\nresolved: 2026-11-22T15:00:00Z\n"
    )
    item = f"- [ ] {line} (owner: {line}) [{line}]({line})"
    body = (
        f"## Summary\n\n{line}\n\n## Timeline\n\n- **14:02** {line} [^a]\n- **14:05** **Detected.** `{line}`\n\n"
        f"## Action items\n\n### {line}\n{item}\n\n[^a]: {line}\n\n## {line}\n\n{vector}\n"
    )
    return f"---\n{front}---\n\n{body}"


def write_hostile(root: Path, vectors: list[str]) -> int:
    """A site of reports that hold the vectors; the number of its reports."""
    chosen = [v for v in vectors if not find(hostile(v), RedactSettings())]
    space = workspace(root, {f"v{n}.md": hostile(v) for n, v in enumerate(chosen)})
    return built(space, base_url="https://example.org/x").reports


def test_fields_of_the_front_matter_do_nothing(tmp_path: Path) -> None:
    assert write_hostile(tmp_path, list(OWN)) > len(OWN) - 3
    for name, data in everything(tmp_path / "site").items():
        if name.endswith(".html"):
            assert Dom.of(data.decode()).bad == [], name


def test_many_vectors_in_every_field_do_nothing(tmp_path: Path, vectors: list[str]) -> None:
    assert write_hostile(tmp_path, vectors[:: max(1, len(vectors) // 300)]) > 200
    for name, data in everything(tmp_path / "site").items():
        if name.endswith(".html"):
            assert Dom.of(data.decode()).bad == [], name
