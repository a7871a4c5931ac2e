"""Which issue is an action item's own, and which is only named in its prose."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from incidentkit.report.read import read_text

URL = "https://github.com/example/hub/issues/12"


def issue_of(item: str) -> str | None:
    (found,) = read_text(f"# Hub\n\n## Action items\n\n{item}\n", Path("2026-03-02-hub.md"), None).actions
    return found.issue


@pytest.mark.parametrize(
    "item",
    [
        "- [ ] Raise the limit #12", "- [ ] Raise the limit (#12)", "- [ ] Raise the limit [#12]", "- [ ] #12",
        "- [ ] #12: raise the limit", "- [ ] **#12** Raise the limit", "- [ ] Raise the limit, tracked in #12.",
        "- [ ] Raise the limit #12 (owner: @hub-operator, due: 2026-04-01)",
        "- [ ] Raise the limit - #12 - @hub-operator",
        "- [ ] Raise the limit (#12, #13)", "- [ ] Raise the limit: #12 and #13", "- [ ] Raise\n  the limit\n  - #12",
        "| Action | Issue | Owner |\n|---|---|---|\n| Raise the limit | #12 | @hub-operator |",
    ],
)  # fmt: skip
def test_a_reference_that_stands_alone_is_the_items(item: str) -> None:
    assert issue_of(item) == "#12"


@pytest.mark.parametrize(
    "item",
    [
        f"- [ ] Raise the limit {URL}", f"- [ ] Raise [the limit]({URL}) of the hub", f"- [ ] Raise the limit <{URL}>",
        f"- [ ] Raise the limit ([issue]({URL})) and watch it", f"- [ ] {URL}",
    ],
)  # fmt: skip
def test_an_address_is_the_items_wherever_it_stands(item: str) -> None:
    assert issue_of(item) == URL


@pytest.mark.parametrize(
    "item",
    [
        "- [ ] Raise the limit, see #12", "- [ ] Raise the limit (see #12)", "- [ ] Raise the limit as in #12",
        "- [ ] Do it like #12 did", "- [ ] Raise the limit as described in #12", "- [ ] Avoid another #12 in the night",
        "- [ ] Rule out that the #12 workaround broke it", "- [ ] Watch the proxy, #12 and other things",
        "- [ ] Raise the limit, similar to issue #12", "- [ ] Wait until #12 is merged, then deploy",
        f"- [ ] Raise the limit (see {URL})", f"- [ ] Raise the limit like in [#12]({URL}), but higher",
        f"- [ ] Raise the limit, cf. <{URL}>", f"- [ ] Raise the limit because of [this]({URL})",
    ],
)  # fmt: skip
def test_what_prose_only_names_is_not_adopted(item: str) -> None:
    issue = issue_of(item)
    assert issue is None


def test_the_items_own_comes_after_one_that_is_only_named() -> None:
    assert issue_of(f"- [ ] Raise the limit, see #3: {URL}") == URL
    assert issue_of("- [ ] Raise the limit as in #3 (#12)") == "#12"


@pytest.mark.parametrize("piece", ["#1 ", "see #1, ", "(#1) ", "and ", "see the issue ", "https://x/issues/1 "])
def test_long_items_take_no_long_time(piece: str) -> None:
    start = time.monotonic()
    issue_of(f"- [ ] Raise {piece * (20_000 // len(piece))}")
    assert time.monotonic() - start < 10
