"""A team's own colour and links: readable, and leading where they say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from needs import ROOT
from workspaces import Dom, built, workspace

from incidentkit.errors import SettingsError
from incidentkit.site.colour import DARK, LIGHT, contrast, readable

GROUNDS = ("paper", "sheet", "code", "mark", "faint")


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@given(st.from_regex(r"#([0-9a-f]{3}|[0-9a-f]{6})", fullmatch=True))
def test_whatever_colour_is_chosen_can_be_read_in_light_and_in_dark(colour: str) -> None:
    for grounds in (LIGHT, DARK):
        shade = readable(colour, grounds)
        assert min(contrast(shade, ground) for ground in grounds) >= 4.5


def test_a_colour_that_can_be_read_stays_as_it_is() -> None:
    assert readable("#0b5760", LIGHT) == "#0b5760"


def test_the_grounds_are_those_of_the_stylesheet() -> None:
    css = (ROOT / "templates/site/assets/site.css").read_text(encoding="utf-8")
    light, dark, again = (dict(re.findall(r"--(\w+): (#\w{6});", block)) for block in re.findall(r"{([^{}]*--paper[^{}]*--mark[^{}]*)}", css))
    assert tuple(light[name] for name in GROUNDS) == LIGHT
    assert tuple(dark[name] for name in GROUNDS) == DARK
    assert dark == again


def test_links_and_colour_are_on_every_page(tmp_path: Path) -> None:
    settings = '[site]\naccent = "#f0a"\n[[site.links]]\ntitle = "<Status>"\nurl = "https://status.example.org/?a=1&b=2"\n'
    built(workspace(tmp_path, None, settings))
    for path in (tmp_path / "site").rglob("*.html"):
        dom = Dom.of(path.read_text(encoding="utf-8"))
        assert "https://status.example.org/?a=1&b=2" in dom.links and "<Status>" in dom.text
        assert any(link.endswith("assets/accent.css") for link in dom.links)
    built(workspace(tmp_path))
    assert not (tmp_path / "site/assets/accent.css").exists()


@pytest.mark.parametrize(
    "line",
    [
        'accent = "red"', 'accent = "#12"', 'accent = "#0b5760; } * { x: y"', 'accent = "url(x)"',
        'links = [{ title = "x", url = "javascript:alert(1)" }]', 'links = [{ title = "x", url = "/here" }]',
        'links = [{ title = "x", url = "https://user@example.org" }]', 'links = [{ title = "x", url = "https://a b" }]',
        'links = [{ title = "", url = "https://example.org" }]', 'search = "algolia"',
        f"links = [{', '.join(['{ title = ' + chr(34) + 'x' + chr(34) + ', url = ' + chr(34) + 'https://example.org' + chr(34) + ' }'] * 7)}]",
    ],
)  # fmt: skip
def test_a_setting_that_is_none_is_refused_with_its_name(tmp_path: Path, line: str) -> None:
    with pytest.raises(SettingsError, match="site"):
        workspace(tmp_path, None, f"[site]\n{line}\n")
