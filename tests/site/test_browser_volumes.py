"""The filter of an archive that is cut, in a browser: it finds in all years, from files, and asks for nothing before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from archives import incidents, written
from needs import ROOT, need
from test_browser import Watch, browser, violations

__all__ = ["browser"]  # a fixture


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("cut"), incidents(1300))


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def test_the_filter_finds_in_years_that_are_not_on_the_page(page: Any, site: Path) -> None:
    watch = Watch(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((site / "index.html").as_uri())
    assert not [url for url in asked if "/years/" in url]
    page.fill("[name=q]", "number 1234")
    page.get_by_text("1 of 1300").wait_for()
    row = page.locator("#results li")
    assert row.count() == 1
    assert row.locator("a").inner_text() == "Number 1234 <b>&"
    assert row.locator("a").get_attribute("href") == "incidents/01234.html"
    assert page.locator("#newest:visible").count() == 0
    page.click("text=Show all")
    assert page.locator("#results li:visible").count() == 0
    assert page.locator("#newest li:visible").count() > 100
    assert watch.wrong == []


def test_facets_hold_over_all_years_however_a_name_is_spelt(page: Any, site: Path) -> None:
    page.goto((site / "index.html").as_uri() + "#?severity=sev2&year=2024")
    page.get_by_text("75 of 1300").wait_for()
    assert page.locator("#results .block").count() == 1
    page.select_option("[name=severity]", value="")
    page.select_option("[name=year]", value="")
    page.select_option("[name=service]", label="STRASSE")  # half of them write it otherwise
    page.get_by_text("1300 of 1300, the newest 200 shown").wait_for()
    assert page.locator("#results li").count() == 200
    page.select_option("[name=tag]", label="tag-3")
    page.get_by_text("186 of 1300").wait_for()
    assert page.url.endswith("#?service=STRASSE&tag=tag-3")


def test_a_year_has_a_filter_of_its_own(page: Any, site: Path) -> None:
    watch = Watch(page)
    page.goto((site / "years/2025.html").as_uri())
    page.fill("[name=q]", "number 310")
    assert page.locator("#filter output").inner_text() == "1 of 300"
    assert page.locator(".list > li:visible").count() == 1
    assert watch.wrong == []


def test_a_year_that_cannot_be_read_is_said_to_be_missing(page: Any, site: Path) -> None:
    page.route("**/years/2024.js", lambda route: route.abort())
    page.goto((site / "index.html").as_uri())
    page.fill("[name=q]", "number")
    page.get_by_text("without 2024, which cannot be read").wait_for()
    assert "of 1300" not in page.locator("#filter output").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_of_an_archive_that_is_cut_are_accessible(browser: Any, site: Path, width: int, scheme: str) -> None:
    axe = ROOT / "tests/peers/node_modules/axe-core/axe.min.js"
    need(axe.is_file(), "axe-core (npm: `make test` installs it)")
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    wrong = []
    for name in ("index.html", "index.html#?q=number+12", "years/undated.html", "statistics.html", "services/service_1.html"):
        page.goto("about:blank")  # another fragment of the same page loads nothing
        page.goto(f"{site.as_uri()}/{name}")
        if "#" in name:
            page.wait_for_selector("#results li")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        page.evaluate(axe.read_text(encoding="utf-8") + ";0")
        wrong += violations(page, name)
    context.close()
    assert wrong == []
