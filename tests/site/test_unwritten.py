"""A heading over nothing but prompts is not shown; what is still to be written is said where a report is not final."""

from __future__ import annotations

from pathlib import Path

import pytest
from workspaces import REPORT, Dom, built, workspace

PROMPTS = """\
## Conclusion

<!-- TODO: What do we understand now? -->

### Where we got lucky

<!-- TODO: What would have made it worse? -->

"""


def shown(root: Path, text: str, **options: bool) -> str:
    built(workspace(root, {"2026-11-22-hub.md": text}), **options)
    return Dom.of((root / "site/incidents/2026-11-22-hub.html").read_text(encoding="utf-8")).text


@pytest.mark.parametrize("status", ["draft", "review", "final"])
def test_a_section_of_prompts_is_named_and_not_shown(tmp_path: Path, status: str) -> None:
    text = REPORT.replace("## Conclusion\n\nWords.\n\n", PROMPTS).replace("status: final", f"status: {status}")
    words = shown(tmp_path, text, drafts=True)
    assert ("Still to be written: Conclusion." in words) is (status != "final")
    assert words.count("Conclusion") == (status != "final")
    assert "lucky" not in words


def test_footnotes_behind_the_last_section_do_not_fill_it(tmp_path: Path) -> None:
    head, _, notes = REPORT.partition("## Action items")
    notes = notes[notes.index("[^k1]:") :]
    text = f"{head.replace('final', 'review')}## Action items\n\n<!-- TODO: Which? -->\n\n{notes}    more of it\n"
    words = shown(tmp_path, text)
    assert "Still to be written: Action items." in words
    assert "OOMKilled" in words


@pytest.mark.parametrize(
    "kept",
    [
        "## Conclusion\n\n<!-- TODO: What? -->\n\nWords.\n\n",
        "## Conclusion\n\n<!-- TODO: What? -->\n\n### Own\n\nWords.\n\n",
        "## Conclusion\n\n<!-- TODO: What? -->\n\n### An author's own\n\n",
        "## Conclusion\n\n",
    ],
)
def test_what_somebody_wrote_stays_under_its_heading(tmp_path: Path, kept: str) -> None:
    text = REPORT.replace("## Conclusion\n\nWords.\n\n", kept).replace("status: final", "status: review")
    words = shown(tmp_path, text)
    assert "Conclusion" in words
    assert "Still to be written" not in words


def test_an_underlined_heading_goes_with_its_line(tmp_path: Path) -> None:
    text = REPORT.replace("## Conclusion\n\nWords.\n", "Conclusion\n----------\n\n<!-- TODO: What? -->\n")
    built(workspace(tmp_path, {"2026-11-22-hub.md": text}))
    html = (tmp_path / "site/incidents/2026-11-22-hub.html").read_text(encoding="utf-8")
    assert "Conclusion" not in html
    assert "<hr" not in html


def test_its_name_is_looked_over_like_any_other_word(tmp_path: Path) -> None:
    asked = "## Ask responder@campus-hub.edu\n\n<!-- TODO: What? -->\n\n"
    text = REPORT.replace("## Conclusion", f"{asked}## Conclusion").replace("status: final", "status: review")
    words = shown(tmp_path, text)
    assert "Still to be written" in words
    assert "responder@campus-hub.edu" not in words


def test_no_level_of_headings_is_skipped(tmp_path: Path) -> None:
    text = "# Out of memory\n\n### Summary\n\nWords.\n\n#### More\n\nWords.\n\n### Timeline\n\n- 14:02 Down.\n"
    built(workspace(tmp_path, {"2026-11-22-hub.md": text}))
    html = (tmp_path / "site/incidents/2026-11-22-hub.html").read_text(encoding="utf-8")
    assert '<h2 id="summary">' in html and '<h3 id="more">' in html and '<h2 id="timeline">' in html
