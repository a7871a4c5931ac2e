"""The site in a browser: nothing runs that should not, nothing is asked from elsewhere, nothing overflows."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from needs import ROOT, need
from test_charts import memory, series
from test_xss import OWN, write_hostile
from workspaces import REPORT, built, workspace

from incidentkit import metrics

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
OPEN = REPORT.replace("resolved: 2026-11-22T15:20:00-08:00\n", "").replace("status: final", "status: review")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    path = shutil.which("chromium")
    need(path, "chromium (Debian: chromium)")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("site")
    wide = REPORT.replace(
        "Words.", f"{'x' * 400}\n\n| {' | '.join('column ' * 3 for _ in range(12))} |\n|{'---|' * 12}\n"
    )
    wide += f"\n```\n{'code ' * 100}\n```\n\n<details>\n<summary>More</summary>\n\n- [x] a\n\n| b |\n|---|\n| 1 |\n\n</details>\n"
    reports = {
        "2026-11-22-hub.md": REPORT,
        "2025-02-02-moved.md": REPORT.replace("status: final", "status: final\naliases: [/old/place/]"),
        "2026-11-20-open.md": OPEN.replace("Hub out", "Still open").replace("datahub", "other-hub"),
        "2024-03-01-wide.md": wide.replace("2026-11-22", "2024-03-01").replace("Hub out of memory", "W" * 120),
        "old.md": "# An old one\n\nWords.\n",
    }
    linked = "### Charts\n\n- [Hub memory](2026-11-22-hub/metrics/hub-memory.json)\n\n## Timeline\n"
    reports["2026-11-22-hub.md"] = REPORT.replace("## Timeline\n", linked)
    space = workspace(root, reports, '[site]\nsearch = "pagefind"\naccent = "#fc0"\n')
    folder = space.incidents / "2026-11-22-hub" / "metrics"
    folder.mkdir(parents=True)
    (folder / "hub-memory.json").write_text(metrics.write(memory(series("a" * 80, range(180)))))
    built(space)
    return root / "site"


class Watch:
    """What a page did that it should not have done."""

    def __init__(self, page: Any) -> None:
        self.wrong: list[str] = []
        page.on("dialog", lambda dialog: (self.wrong.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.on("console", lambda message: self.wrong.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("request", lambda request: None if request.url.startswith("file:") else self.wrong.append(request.url))


PAGES = (
    "index.html",
    "actions.html",
    "statistics.html",
    "topics.html",
    "services/datahub.html",
    "tags/memory.html",
    "search.html",
    "404.html",
    "words.html",
    "incidents/2026-11-22-hub.html",
    "incidents/2024-03-01-wide.html",
    "incidents/2026-11-20-open.html",
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_pages_open_from_a_file_without_a_word_and_fit(browser: Any, site: Path, width: int, scheme: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    watch = Watch(page)
    for name in PAGES:
        page.goto((site / name).as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (sum(int(n) for n in paper[4:-1].split(",")) > 384) == (scheme == "light")
    context.close()
    assert watch.wrong == []


@pytest.mark.parametrize("width", [360, 1280])
def test_no_number_of_a_scale_lies_under_a_curve(browser: Any, site: Path, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto((site / "incidents/2026-11-22-hub.html").as_uri())
    places = page.evaluate("""() => {
        const box = one => one.getBoundingClientRect();
        const chart = document.querySelector('.chart');
        return {
            numbers: [...chart.querySelectorAll('.scale')].map(one => [box(one).left, box(one).right]),
            plot: box(chart.querySelector('svg')).left, figure: box(chart).left,
            clocks: [...chart.querySelectorAll('.tick + text')].map(one => [box(one).left, box(one).right]),
        };
    }""")
    assert len(places["numbers"]) >= 3
    assert all(places["figure"] <= left and right < places["plot"] for left, right in places["numbers"])
    clocks = sorted(places["clocks"])
    assert all(a[1] + 2 < b[0] for a, b in zip(clocks, clocks[1:], strict=False))
    page.close()


def test_filter_and_theme_work_from_a_file(browser: Any, site: Path) -> None:
    page = browser.new_page()
    page.goto((site / "index.html").as_uri())
    page.fill("[name=q]", "still")
    assert page.locator(".list > li:visible").count() == 1
    page.fill("[name=q]", "")
    page.select_option("[name=service]", "other-hub")
    assert page.locator(".list > li:visible").all_inner_texts()[0].count("Still open") == 1
    page.click("#theme")
    page.click("#theme")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.goto((site / "actions.html").as_uri())
    assert page.inner_text("#theme") == "Theme: dark"
    page.close()


def test_pages_read_without_script(browser: Any, site: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "index.html").as_uri())
    assert page.locator(".list > li:visible").count() == 5
    assert not page.locator("#filter").is_visible()
    page.get_by_role("link", name="Hub out of memory").first.click()
    assert page.get_by_text("Yes, resolved").is_visible()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_pages_are_accessible(browser: Any, site: Path, width: int, scheme: str) -> None:
    axe = ROOT / "tests/peers/node_modules/axe-core/axe.min.js"
    need(axe.is_file(), "axe-core (npm: `make test` installs it)")
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    program = axe.read_text(encoding="utf-8") + ";0"
    wrong, opened = [], 0
    for name in PAGES:
        page.goto((site / name).as_uri())
        page.evaluate(program)
        wrong += violations(page, name)
        if folded := page.evaluate("[...document.querySelectorAll('details')].map(one => one.open = true).length"):
            opened += folded
            wrong += violations(page, f"{name}, unfolded")
    moved = (site / "old/place/index.html").read_text(encoding="utf-8")
    staying, left_out = re.subn(r'<meta http-equiv="refresh"[^>]*>', "", moved)  # it leaves before it could be looked at
    page = context.new_page()
    page.set_content(staying)
    page.evaluate(program)
    wrong += violations(page, "a redirect")
    context.close()
    assert wrong == []
    assert left_out == 1
    assert opened >= 2


def violations(page: Any, name: str) -> list[str]:
    """What axe, which the page has loaded, finds wrong with it as it stands."""
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", rules)
    return [f"{name}: {v['id']}: {v['nodes'][0]['html'][:200]}" for v in found["violations"]]


def test_hostile_reports_do_nothing(browser: Any, tmp_path: Path) -> None:
    assert write_hostile(tmp_path, list(OWN)) > 10
    context = browser.new_context()
    page = context.new_page()
    watch = Watch(page)
    for path in sorted((tmp_path / "site").rglob("*.html")):
        if path.name == "404.html":  # its links start at the site's base
            continue
        page.goto(path.as_uri())
        found = page.evaluate(
            """() => [...document.querySelectorAll('*')].filter(e =>
                 [...e.attributes].some(a => a.name.startsWith('on') || /^\\s*(javascript|data):/i.test(a.value))
                 || ['IFRAME', 'OBJECT', 'EMBED', 'STYLE', 'BASE'].includes(e.tagName)
                 || (e.tagName === 'SCRIPT' && !e.src.includes('/assets/'))).map(e => e.outerHTML)"""
        )
        assert found == [], path.name
    context.close()
    assert watch.wrong == []
