"""The pages that tell of many incidents, in a browser: filter, search, dots, keyboard, without styles."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import html5lib
import pytest
from needs import ROOT, need
from serving import served
from test_browser import Watch, browser
from workspaces import REPORT, Dom, built, everything, workspace

__all__ = ["browser"]  # a fixture

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TITLES = ("Hub out of memory", "Proxy lost its routes", "Nodes full of images", "Certificate ran out", "Database slow")


def reports(count: int) -> dict[str, str]:
    """Reports with different years, services, tags, severities, lengths and items."""
    found = {}
    for n in range(count):
        year, month = 2026 - n // 24, 1 + n % 12
        text = REPORT.replace("2026-11-22", f"{year}-{month:02}-{1 + n % 28:02}").replace("2026-12-01", "2020-01-01")
        text = text.replace("Hub out of memory", f"{TITLES[n % 5]} {n}").replace("sev2", f"sev{1 + n % 4}")
        text = text.replace("[datahub]", f"[service-{n % 9}, hub]").replace("[memory]", f"[tag-{n % 31}, Café]")
        found[f"{year}-{month:02}-{1 + n % 28:02}-{n:03}.md"] = text.replace("15:20", f"15:{20 + n % 40}").replace(
            "The hub ran out of memory.", f"For the {n}th time something with {TITLES[(n + 2) % 5].lower()} came first."
        )
    return found


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("many")
    built(workspace(root, reports(30), '[site]\nsearch = "pagefind"\n'), base_url="https://example.org/many")
    return root / "site"


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def test_the_filter_finds_by_every_facet_and_keeps_the_choice_in_the_address(page: Any, site: Path) -> None:
    watch = Watch(page)
    page.goto((site / "index.html").as_uri())
    shown = page.locator(".list > li:visible")
    assert shown.count() == 30
    for name, label, count in (("severity", "sev1", 8), ("service", "service-3", 3), ("tag", "tag-7", 1), ("year", "2025", 6)):
        page.select_option(f"[name={name}]", label=label)
        assert shown.count() == count, name
        assert page.locator("#filter output").inner_text() == f"{count} of 30"
        page.select_option(f"[name={name}]", value="")
    page.fill("[name=q]", "CAFE proxy")  # a tag that no row shows, without its accent
    assert shown.count() == 12  # in the title, or in the summary
    page.select_option("[name=severity]", label="sev2")
    narrowed = shown.count()
    assert 0 < narrowed < 12
    again = page.context.new_page()
    again.goto(page.url)
    assert again.locator(".list > li:visible").count() == narrowed
    assert again.input_value("[name=q]") == "CAFE proxy"
    page.click("text=Show all")
    assert shown.count() == 30
    assert "#" not in page.url
    assert watch.wrong == []


def test_years_without_a_hit_are_put_away(page: Any, site: Path) -> None:
    page.goto((site / "index.html").as_uri() + "#?year=2025")
    assert page.locator(".block:visible").count() == 1
    page.fill("[name=q]", "no such word")
    assert page.locator(".block:visible").count() == 0
    assert page.locator("#filter output").inner_text() == "0 of 30"


def test_what_is_overdue_is_said_by_the_day_of_the_reader(page: Any, site: Path) -> None:
    page.goto((site / "actions.html").as_uri())
    assert "30 of them overdue" in page.inner_text(".count")
    page.select_option("[name=state]", label="overdue")
    assert page.locator(".todo li:visible").count() == 30
    page.select_option("[name=state]", label="done")
    assert page.locator(".todo li:visible").count() == 30
    assert page.locator("#open:visible").count() == 0
    page.clock.install(time="2019-06-01T12:00:00")
    page.goto((site / "actions.html").as_uri())
    assert "overdue" not in page.inner_text(".count")


def test_search_finds_in_the_full_text_under_a_path_and_asks_nobody_else(browser: Any, site: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    with served(site) as base:
        wrong: list[str] = []
        page.on("console", lambda message: wrong.append(message.text))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda request: None if request.url.startswith(base) else wrong.append(request.url))
        page.goto(f"{base}search.html")
        page.fill("#search [name=q]", "students report")
        page.wait_for_selector("#hits li")
        assert page.locator("#hits li").count() == 12
        assert page.locator("#search output").inner_text() == "30 reports"
        assert page.locator("#hits mark").first.inner_text().strip("“").lower().startswith("student")
        page.click("#more")
        page.locator("#hits li").nth(23).wait_for()
        for link in page.locator("#hits a").all()[:8]:
            assert context.request.get(link.get_attribute("href")).status == 200
        page.fill("#search [name=q]", "zzyzx")
        page.get_by_text("Nothing found").wait_for()
        page.goto(f"{base}search.html#?q=certificate")
        page.reload()
        page.wait_for_selector("#hits li")
        assert "ertificate" in page.inner_text("#hits")
        axe = ROOT / "tests/peers/node_modules/axe-core/axe.min.js"
        need(axe.is_file(), "axe-core (npm: `make test` installs it)")
        assert wrong == []
        free = browser.new_context(bypass_csp=True)
        page = free.new_page()
        page.goto(f"{base}search.html#?q=certificate")
        page.wait_for_selector("#hits li")
        page.evaluate(axe.read_text(encoding="utf-8") + ";0")
        found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
        assert [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in found["violations"]] == []
        free.close()
    context.close()


def test_only_the_search_page_may_run_webassembly(site: Path) -> None:
    for name, data in everything(site).items():
        if name.endswith(".html"):
            assert (b"wasm-unsafe-eval" in data) is (name == "search.html"), name


def test_from_a_file_search_leads_to_the_list(page: Any, site: Path) -> None:
    watch = Watch(page)
    page.goto((site / "search.html").as_uri())
    page.get_by_role("link", name="list of all incidents").click()
    assert page.locator(".list > li:visible").count() == 30
    assert watch.wrong == []


@pytest.mark.parametrize("name", ["index.html", "actions.html", "statistics.html", "topics.html", "services/hub.html"])
def test_the_keyboard_alone_reaches_every_link_and_control(page: Any, site: Path, name: str) -> None:
    page.goto((site / name).as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    wanted = page.evaluate(
        """() => [...document.querySelectorAll('a[href], button, input, select, summary')]
             .filter(one => one.checkVisibility() && !one.closest('svg')).length"""
    )
    reached = set()
    for _ in range(wanted + 40):
        page.keyboard.press("Tab")
        place = page.evaluate(
            """() => { const one = document.activeElement;
                 return one && one !== document.body
                   ? [[...document.querySelectorAll('*')].indexOf(one), one.matches('a[href], button, input, select, summary'),
                      getComputedStyle(one).outlineStyle !== 'none'] : null; }"""
        )
        if place and place[1]:
            assert place[2], page.evaluate("document.activeElement.outerHTML")
            reached.add(place[0])
    hidden = page.evaluate("document.querySelectorAll('svg a:not([tabindex=\"-1\"])').length")
    assert hidden == 0
    assert len(reached) == wanted


def test_every_dot_leads_to_an_incident_that_the_table_has_too(page: Any, site: Path) -> None:
    page.goto((site / "statistics.html").as_uri())
    dots = page.eval_on_selector_all(".dots a", "all => all.map(one => one.getAttribute('href'))")
    rows = page.eval_on_selector_all("details tbody a", "all => all.map(one => one.getAttribute('href'))")
    assert sorted(dots) == sorted(rows) and len(dots) == 60
    box = page.locator(".dots").first.bounding_box()
    for dot in page.locator(".dots").first.locator("circle").all():
        place = dot.bounding_box()
        assert box["x"] - 6 <= place["x"] and place["x"] + place["width"] <= box["x"] + box["width"] + 6
        assert place["y"] >= box["y"]


@pytest.mark.parametrize("name", ["index.html", "actions.html", "statistics.html", "services/hub.html"])
def test_without_styles_and_scripts_everything_is_there_in_order(browser: Any, site: Path, name: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.route("**/*.css", lambda route: route.abort())
    page.goto((site / name).as_uri())
    text = page.inner_text("main")
    assert text.index(page.inner_text("h1")) < 60
    assert page.locator("main a:visible").count() >= 2
    if name in ("index.html", "services/hub.html"):
        assert all(f"{TITLES[n % 5]} {n}" in text for n in range(30))
    context.close()


def test_html_is_valid(site: Path) -> None:
    for name, data in everything(site).items():
        if name.endswith(".html"):
            parser = html5lib.HTMLParser()
            parser.parse(data)
            assert [(at, code) for at, code, _ in parser.errors] == [], name


def test_an_index_of_five_hundred_incidents_is_a_small_page(tmp_path: Path) -> None:
    built(workspace(tmp_path, reports(500)))
    files = everything(tmp_path / "site")
    html = files["index.html"].decode()
    asked = ["index.html", *re.findall(r'(?:src|href)="(assets/[^"]+\.(?:js|css))"', html)]
    assert {"assets/site.css", "assets/site.js", "assets/filter.js"} <= set(asked)
    assert html.count("<h3") == 500
    size = sum(len(gzip.compress(files[name], 9)) for name in asked)
    assert size < 60_000, f"{size} bytes"


def test_every_link_leads_somewhere_under_a_path(site: Path) -> None:
    from urllib.parse import urldefrag, urljoin
    from urllib.request import urlopen

    with served(site) as base:
        known: dict[str, list[str]] = {}
        waiting, asked = [f"{base}index.html"], 0
        while waiting:
            here = waiting.pop()
            if here in known:
                continue
            with urlopen(here) as answer:  # noqa: S310 - this machine
                data = answer.read()
            asked += 1
            dom = Dom.of(data.decode()) if here.endswith(".html") else Dom()
            known[here] = dom.ids
            for link in dom.links:
                target = urldefrag(urljoin(here, link)).url
                assert target.startswith((base, "https://")), f"{here}: {link}"
                if target.startswith(base):
                    waiting.append(target)
                    if link.startswith("#"):
                        assert link[1:] in dom.ids, f"{here}: {link}"
        assert asked > 30 + 10 + 32
