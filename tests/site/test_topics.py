"""Services and tags: whatever people call them, each has a page of its own, and nothing else's."""

from __future__ import annotations

import json
import re
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from workspaces import REPORT, Dom, built, everything, workspace

from incidentkit.site.topics import key, place

ODD = (
    "..", ".", "con", "CON.txt", "nul", "lpt1", "a/b", "a b", "a-b", "a_b", "🔥", "🔥🔥", "שלום", "مرحبا", "Straße",
    "<b>x</b>", "x" * 500, "x" * 501, "index", "a.b", "...a", "%2e%2e", "a?b#c", "C:\\x", "-", "ünder",
)  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_a_page_has_a_name_that_every_computer_can_keep(name: str) -> None:
    folder, _, file = place("tag", name).partition("/")
    assert folder == "tags"
    assert re.fullmatch(r"[a-z0-9~][a-z0-9._~-]*\.html", file)
    assert len(file) < 100
    assert not re.fullmatch(r"(con|prn|aux|nul|com\d|lpt\d)", file.split(".")[0])


def test_no_two_names_share_a_page() -> None:
    for one, other in combinations(ODD, 2):
        assert place("service", one).lower() != place("service", other).lower(), (one, other)


@given(st.text(min_size=1, max_size=40), st.text(min_size=1, max_size=40))
def test_names_share_a_page_exactly_when_they_are_one(one: str, other: str) -> None:
    assert (place("tag", one) == place("tag", other)) is (key(one) == key(other))


def test_names_that_differ_in_case_and_blanks_are_one(tmp_path: Path) -> None:
    reports = {
        f"2026-11-2{n}-x.md": REPORT.replace("tags: [memory]", f"tags: [{json.dumps(tag)}]")
        for n, tag in enumerate(["Memory", "memory", "memory", " MEMORY "])
    }
    built(workspace(tmp_path, reports))
    pages = [name for name in everything(tmp_path / "site") if name.startswith("tags/")]
    assert pages == ["tags/memory.html"]
    html = (tmp_path / "site/tags/memory.html").read_text(encoding="utf-8")
    assert '<h1 dir="auto">memory</h1>' in html
    assert html.count("<h2") == 4


def test_four_hundred_tags_and_odd_ones_have_pages_that_lead_to_their_incidents(tmp_path: Path) -> None:
    tags = json.dumps([*ODD, *(f"tag {n}" for n in range(400))], ensure_ascii=False)
    text = REPORT.replace("tags: [memory]", f"tags: {tags}").replace("[datahub]", '["..", "con", "<i>&"]')
    built(workspace(tmp_path, {"2026-11-22-hub.md": text}))
    files = everything(tmp_path / "site")
    assert len([name for name in files if name.startswith("tags/")]) == 400 + len({key(one) for one in ODD})
    assert len([name for name in files if name.startswith("services/")]) == 3
    for name, data in files.items():
        if name.startswith(("tags/", "services/")):
            dom = Dom.of(data.decode())
            assert dom.bad == []
            assert "../incidents/2026-11-22-hub.html" in dom.links


def test_what_is_private_is_in_no_page_of_a_topic(tmp_path: Path) -> None:
    reports = {
        "2026-11-22-a.md": REPORT,
        "2026-11-23-b.md": REPORT.replace("tags: [memory]", "tags: [zyxhush]\nvisibility: private"),
        "2026-11-24-c.md": REPORT.replace("tags: [memory]", "tags: [zyxearly]").replace("final", "draft"),
    }
    built(workspace(tmp_path, reports), base_url="https://example.org")
    for name, data in everything(tmp_path / "site").items():
        assert b"zyx" not in data and "zyx" not in name, name
