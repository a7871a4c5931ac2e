"""A table of several columns is read row by row on a telephone; what it says, and that it is a table, stays."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from test_browser import browser
from workspaces import REPORT, Dom, built, workspace

from incidentkit.site.stacks import stacked

__all__ = ["browser"]  # a fixture

TABLE = (
    "| component | before | at 14:02 | after | source |\n|---|---|---|---|---|\n"
    "| `prod/hub` | `4.4.0` `sha256:97e9bd98d85e` (since 2026-09-21) | `4.4.1` | | Kubernetes, `quay.io/example/k8s-hub` |\n"
    "| `prod/proxy` | `1.0` | `1.0` | `1.1` | a & b |\n"
)


def _table(columns: int, rows: int = 2) -> str:
    head = "".join(f"<th>c{n}</th>" for n in range(columns))
    row = "<tr>" + "<td>x</td>" * columns + "</tr>"
    return f"<table><thead><tr>{head}</tr></thead><tbody>{row * rows}</tbody></table>"


@pytest.mark.parametrize(("columns", "named"), [(2, False), (3, False), (4, True), (7, True), (8, False)])
def test_tables_of_four_to_seven_columns_know_their_columns(columns: int, named: bool) -> None:
    assert ("data-th" in stacked(_table(columns))) is named


def test_a_long_table_stays_a_table_to_compare_in() -> None:
    assert "data-th" not in stacked(_table(5, rows=200))


def test_a_heading_without_words_is_a_cell_and_moves_no_name() -> None:
    made = stacked(_table(4).replace("<th>c1</th>", "<th></th>").replace("<th>c2</th>", '<th align="right"></th>'))
    assert made.count("<td></td>") == 1 and '<td align="right"></td>' in made
    assert re.findall('data-th="([^"]*)"', made)[:4] == ["c0", "", "", "c3"]


def test_names_are_words_and_cannot_leave_their_attribute() -> None:
    html = _table(4).replace("<th>c1</th>", '<th align="left">a "b" <code>&lt;i&gt;</code> &amp;</th>')
    made = stacked(html)
    assert 'data-th="a &quot;b&quot; &lt;i&gt; &amp;"' in made
    assert re.sub(r' (?:data-th|role|class)="[^"]*"', "", made) == html


def test_on_a_telephone_nothing_has_to_be_scrolled(browser: Any, tmp_path: Path) -> None:
    text = REPORT.replace("## Timeline", f"### What was running\n\n{TABLE}\n## Timeline")
    built(workspace(tmp_path, {"2026-11-22-hub.md": text}))
    path = tmp_path / "site/incidents/2026-11-22-hub.html"
    assert "4.4.0 sha256:97e9bd98d85e (since 2026-09-21)" in Dom.of(path.read_text(encoding="utf-8")).text
    for width in (320, 360, 1280):
        page = browser.new_page(viewport={"width": width, "height": 800})
        page.goto(path.as_uri())
        over = page.evaluate("[...document.querySelectorAll('.scroll')].map(one => one.scrollWidth - one.clientWidth)")
        assert over == [0], width
        names = page.evaluate("getComputedStyle(document.querySelector('.stack td'), '::before').content")
        assert ("component" in names) is (width < 500)
        assert page.get_by_role("cell").count() == (9 if width < 500 else 10)  # an empty one needs no line there
        assert page.get_by_role("columnheader").count() == 5
        page.close()
