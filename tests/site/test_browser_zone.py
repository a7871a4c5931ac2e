"""The switch of the zone: right across days and changes of the clock, remembered, and nothing lost without it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from test_browser import Watch, browser
from workspaces import REPORT, built, workspace

__all__ = ["browser"]

# The night in which Berlin's clocks go back: 02:30 comes twice, at 00:30 and at 01:30 UTC.
NIGHT = """\
---
title: The long night
status: final
timezone: UTC
started: 2026-10-24T23:30:00Z
resolved: 2026-10-25T02:10:00Z
---

## Summary

Words.

## Timeline

### 2026-10-24

- **21:30** Before midnight in Berlin.
- **23:30** **Started.** After midnight there.

### 2026-10-25

- **00:30–01:30** Half past two, twice.
- **02:10:20** **Resolved.**

## Conclusion

## Action items
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("zone")
    built(workspace(root, {"2026-10-24-night.md": NIGHT, "2026-11-22-hub.md": REPORT}))
    return root / "site"


def _page(browser: Any, zone: str, path: Path, **options: Any) -> Any:
    page = browser.new_context(timezone_id=zone, **options).new_page()
    page.goto(path.as_uri())
    return page


def _times(page: Any) -> list[str]:
    return [text.split("T")[0].strip() for text in page.locator(".log .when").all_inner_texts()]


def test_times_and_days_are_the_readers_across_midnight_and_a_changed_clock(browser: Any, site: Path) -> None:
    page = _page(browser, "Europe/Berlin", site / "incidents/2026-10-24-night.html")
    watch = Watch(page)
    assert _times(page) == ["21:30", "23:30", "00:30–01:30", "02:10:20"]
    page.click("#zone")
    assert _times(page) == ["23:30", "01:30", "02:30–02:30", "03:10:20"]
    days = page.locator(".log > .day:visible").all_inner_texts()
    assert days == ["24 October 2026", "25 October 2026", "25 October 2026"]
    assert "Europe/Berlin" in page.inner_text("#zone-name")
    assert page.locator(".moments time").all_inner_texts() == ["01:30", "03:10"]
    assert watch.wrong == []


def test_the_choice_is_remembered_and_can_be_taken_back(browser: Any, site: Path) -> None:
    page = _page(browser, "Asia/Tokyo", site / "incidents/2026-11-22-hub.html")
    before = page.inner_html("main")
    page.focus("#zone")
    page.keyboard.press("Enter")
    assert "07:05" in _times(page)
    page.reload()
    assert "07:05" in _times(page)
    page.click("#zone")
    assert page.inner_html("main") == before
    page.reload()
    assert "14:05" in _times(page)


def test_there_is_no_switch_where_it_would_change_nothing(browser: Any, site: Path) -> None:
    for zone, name, there in (
        ("America/Los_Angeles", "2026-11-22-hub", False),
        ("America/New_York", "2026-11-22-hub", True),
        ("Etc/UTC", "2026-10-24-night", False),
    ):
        page = _page(browser, zone, site / f"incidents/{name}.html")
        assert page.locator("#zone").is_visible() == there


def test_without_script_the_teams_times_and_their_zone_stand_there(browser: Any, site: Path) -> None:
    page = _page(browser, "Asia/Tokyo", site / "incidents/2026-11-22-hub.html", java_script_enabled=False)
    assert "14:05" in _times(page)
    assert "PST" in page.inner_text("#zone-name")
    assert not page.locator("#zone").is_visible()
