"""A large archive is cut: no page grows with it, nothing is lost between the pages, older addresses lead on."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import html5lib
import pytest
from archives import files, incident, incidents
from hypothesis import given
from hypothesis import strategies as st
from workspaces import Dom

from incidentkit.site import archive, volumes
from incidentkit.site.items import ITEMS
from incidentkit.site.topics import place

# A service that every incident names, in two spellings.
STREET = place("service", "Straße")
DAYS = st.one_of(st.none(), st.dates(min_value=date(2019, 1, 1), max_value=date(2023, 12, 31)))


@given(st.lists(DAYS, max_size=60), st.integers(min_value=0, max_value=20))
def test_every_incident_stands_on_one_page_of_its_own_part(days: list[date | None], limit: int) -> None:
    found = archive.in_order(incident(n, day) for n, day in enumerate(days))
    cut = volumes.volumes(found, limit)
    if len(found) <= limit:
        assert [one for part in cut.shown for one in part.shown] == found
        assert cut.own == ()
        return
    assert [one for part in cut.own for one in part.incidents] == found
    parts = [part for part, _, _ in volumes.every(cut.own)]
    assert len({part.name for part in parts}) == len(parts)
    leaves = [part for part in parts if not part.parts]
    assert sorted(one.url for part in leaves for one in part.shown) == sorted(one.url for one in found)
    for part in parts:
        assert part.incidents[: len(part.shown)] == part.shown
        if part.parts:
            assert [one for month in part.parts for one in month.incidents] == list(part.incidents)


def test_pages_up_to_five_hundred_incidents_are_whole(tmp_path: Path) -> None:
    made = files(tmp_path, incidents(500))
    assert made["index.html"].count("<h3") == 500
    assert not [name for name in made if name.startswith(("years/", "statistics/", "services/service-0/"))]


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return files(tmp_path_factory.mktemp("large"), incidents(1300, a_year=300, actions=3))


def test_the_front_page_names_every_year_and_shows_the_newest_incidents(large: dict[str, str]) -> None:
    index = large["index.html"]
    assert 0 < index.count("<h3") <= volumes.NEWEST
    for year in ("2026", "2025", "2024", "2023", "2022", "undated"):
        assert f'href="years/{year}.html"' in index
        assert f'id="y{year}"' in index, "an address from before the archive was cut"


def test_every_incident_is_listed_for_its_year_and_its_topics(large: dict[str, str]) -> None:
    def linked(names: list[str]) -> set[str]:
        pages = [(name, Dom.of(large[name]).links) for name in names]
        return {target for name, links in pages for link in links if "incidents/" in (target := urljoin(name, link))}

    years = [name for name in large if re.fullmatch(r"years/.*\.html", name)]
    assert len(linked(years)) == 1300
    assert [name for name in large if name.startswith("services/service_1")] == ["services/service_1.html"]  # 433 fit
    street = [name for name in large if name.startswith(STREET.replace(".html", "/"))]
    assert len(linked(street)) == 1300
    items = [name for name in large if name.startswith("actions/")]
    assert sum(large[name].count("<li class=") for name in items if re.search(r"\d{4}\.html|undated", name)) == 3900


def test_no_page_grows_with_the_archive(tmp_path: Path) -> None:
    """Twice the incidents, in as many years more: what a page holds of incidents and items stays within bounds."""
    sizes = []
    for count in (1200, 2400):
        made = files(tmp_path / str(count), incidents(count, a_year=300, actions=4))
        pages = {name: text for name, text in made.items() if name.endswith(".html")}
        assert all(text.count("<h3") <= volumes.WHOLE for text in pages.values())
        assert all(text.count('<li class="') <= ITEMS for text in pages.values())
        assert all(text.count("<circle") <= 2 * volumes.WHOLE for text in pages.values())
        sizes.append({name: len(text) for name, text in pages.items()})
    for name in ("index.html", "statistics.html", "actions.html", "topics.html", STREET):
        assert sizes[1][name] < 1.3 * sizes[0][name], name


def test_a_year_too_large_for_a_page_is_cut_by_months(tmp_path: Path) -> None:
    day = date(2026, 12, 31)
    found = archive.in_order(incident(n, day - timedelta(days=n % 300)) for n in range(700))
    made = files(tmp_path, found)
    assert made["years/2026.html"].count("<h3") == volumes.NEWEST
    months = [name for name in made if re.fullmatch(r"years/2026-\d\d\.html", name)]
    assert sum(made[name].count("<h3") for name in months) == 700
    assert "<h1>November 2026</h1>" in made["years/2026-11.html"]
    assert 'href="2026.html"' in made["years/2026-11.html"]
    assert "<circle" not in made["statistics/2026.html"] and "<circle" in made["statistics/2026-11.html"]


def test_links_between_the_pages_lead_somewhere_and_the_pages_are_valid(large: dict[str, str]) -> None:
    known = {name: Dom.of(text) for name, text in large.items() if name.endswith(".html")}
    for name, dom in known.items():
        parser = html5lib.HTMLParser()
        parser.parse(large[name])
        assert [(at, code) for at, code, _ in parser.errors] == [], name
        assert len(set(dom.ids)) == len(dom.ids), name
        for link in dom.links:
            target, fragment = urldefrag(urljoin(f"/{name}", link))
            if target.startswith(("http", "/assets/", "/incidents/", "/incidents.json", "/words.html")):
                continue
            assert target[1:] in known, f"{name}: {link}"
            assert not fragment or fragment in known[target[1:]].ids, f"{name}: {link}"
