"""Foreign Markdown and Quarto in this format: no word is lost, the timeline reads as it did, nothing is overwritten."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from needs import examples, need_shared

from incidentkit.config import Workspace
from incidentkit.errors import InputError, SettingsError
from incidentkit.importers.markdown import Imported, convert
from incidentkit.report.calendar_words import MONTH_NUMBERS, WEEKDAY_NUMBERS
from incidentkit.report.model import Report
from incidentkit.report.read import read, read_text

DIALECTS = sorted(
    path
    for path in (Path(__file__).parents[1] / "report" / "fixtures" / "dialects").iterdir()
    if path.suffix in (".md", ".qmd")
)
# Words of times and dates, which our form says in figures.
OF_TIMES = {*MONTH_NUMBERS, *WEEKDAY_NUMBERS, "a", "m", "am", "pm", "ca"}
HOME = Workspace.find(Path(__file__).parents[2] / "tests" / "importers")


def words(text: str) -> Counter[str]:
    """Its words; numbers count only within one, for those of a list become boxes."""
    return Counter(w for w in re.findall(r"\w+", re.sub(r"</?\w+[^<>]*>", " ", text)) if not w.isdigit())


def kept_words(report: Report) -> Counter[str]:
    """Every word that must be there again: of all lines but those that open an entry, a section or the document, of
    which the entry's own words and the section's own name must."""
    lines = report.text.replace("\r\n", "\n").split("\n")
    opened = {entry.line for entry in report.timeline} | {section.line for section in report.sections}
    opened |= {item.line for item in report.actions}
    skipped = [
        n for n, line in enumerate(lines, 1) if re.match(r"(?:[#\s*_>|`-]*\d{1,4}\D|[#=]|\s*:::|\+\+\+|\s*<)", line)
    ]
    start = report.text.count("\n", 0, report.front.span.end) + 1 if report.front.span else 0
    rest = [line for n, line in enumerate(lines, 1) if n not in opened and n not in skipped and n > start]
    found = words("\n".join(rest[1:] if rest and report.title and report.title in rest[0] else rest))
    found += words(" ".join(entry.text for entry in report.timeline))
    found += words(" ".join(item.text for item in report.actions))
    return Counter({w: n for w, n in found.items() if w.lower() not in OF_TIMES})


def moments(report: Report) -> list[tuple[object, ...]]:
    return [(e.date, e.time, e.until, e.approximate) for e in report.timeline]


def imported(report: Report, root: Path | None = None) -> Imported:
    return convert(report, HOME, zone="UTC", root=root or report.path.parent)


def holds(report: Report) -> Imported:
    made = imported(report)
    again = words(made.text)
    body = Counter(words(report.text))
    missing = {w for w, n in kept_words(report).items() if again[w] < min(n, body[w])}
    assert not missing, "no word is lost"
    assert [s.name for s in made.report.sections if s.level == 2][:4] == [
        "Summary", "Timeline", "Conclusion", "Action items",
    ]  # fmt: skip
    told = " ".join(made.notes)
    assert moments(made.report) == moments(report) or "timeline reads otherwise" in told
    assert len(made.report.actions) == len(report.actions) or "action items reads otherwise" in told
    assert made.report.title == report.title
    return made


@pytest.mark.parametrize("path", DIALECTS, ids=lambda path: path.stem)
def test_every_dialect_keeps_its_words_and_its_moments(path: Path) -> None:
    made = holds(read(path, HOME))
    again = convert(made.report, HOME, zone="UTC", root=path.parent)
    assert moments(again.report) == moments(made.report), "what is ours already reads the same when it is brought over"


def test_every_real_report_keeps_its_words_and_its_moments() -> None:
    found = [p for p in sorted(need_shared("real-reports").rglob("*.*md")) if p.suffix in (".md", ".qmd")]
    assert found
    for path in found:
        assert not [line for line in holds(read(path, HOME)).notes if "reads otherwise" in line]


SOURCE = """---
title: Hub down
status: Complete
author: the team
---

Words before. ![graph](img/a.png) and [the page](other.md#top), ![far](https://example.org/b.png).

## Lessons learnt

Not much.[^1]

## Timeline

- 2:05pm - **Detected.** It is slow
  - a detail
- around 2:30 PM: better

## Tasks

1. Look [here](https://example.org/issues/4)
2. ~~Write it down~~

[^1]: A note.
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "incidentkit.toml").write_text("")
    (tmp_path / "old" / "img").mkdir(parents=True)
    (tmp_path / "old" / "_quarto.yml").write_text("project:\n  type: website\n")
    (tmp_path / "old" / "img" / "a.png").write_bytes(b"picture")
    (tmp_path / "old" / "other.md").write_text("# Another page\n\nWords.\n")
    (tmp_path / "old" / "posts").mkdir()
    (tmp_path / "old" / "2021-03-04-hub.qmd").write_text(SOURCE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*args: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "incidentkit", "import", *args], capture_output=True, text=True, timeout=120, check=False
    )
    return done.returncode, done.stdout, done.stderr


def test_a_report_is_brought_over(place: Path) -> None:
    code, out, err = run("old", "--tz", "America/Los_Angeles")
    assert code == 0
    new = place / "incidents" / "2021-03-04-hub-down.md"
    assert out.strip() == "incidents/2021-03-04-hub-down.md"
    assert "2 timeline entries, 2 action items" in err
    text = new.read_text()
    for line in (
        "status: final", "imported_status: Complete", "author: the team", "timezone: America/Los_Angeles",
        'aliases: ["/2021-03-04-hub.html"]', "All times in America/Los_Angeles.", "### Lessons learnt",
        "- **14:05** **Detected.** It is slow", "  - a detail", "- **~14:30** better", "### Tasks",
        "- [ ] Look [here](https://example.org/issues/4)", "- [ ] ~~Write it down~~", "[^1]: A note.",
    ):  # fmt: skip
        assert line in text.split("\n"), line
    assert "![graph](2021-03-04-hub-down/a.png)" in text
    assert "[the page](../old/other.md#top)" in text
    assert "![far](https://example.org/b.png)" in text, "what is elsewhere stays a link"
    assert (place / "incidents" / "2021-03-04-hub-down" / "a.png").read_bytes() == b"picture"
    assert (place / "old" / "2021-03-04-hub.qmd").read_text() == SOURCE, "the old site builds as before"


def test_a_dry_run_shows_the_difference_and_writes_nothing(place: Path) -> None:
    code, out, err = run("old/2021-03-04-hub.qmd", "--dry-run", "--tz", "UTC")
    assert code == 0
    assert "+- **14:05** **Detected.** It is slow" in out
    assert "-- 2:05pm - **Detected.** It is slow" in out
    assert "Conclusion: Lessons learnt" in err
    assert not (place / "incidents").exists()


def test_nothing_is_overwritten(place: Path) -> None:
    new = place / "incidents" / "2021-03-04-hub-down.md"
    new.parent.mkdir()
    new.write_text("a person's")
    code, _, err = run("old", "--tz", "UTC")
    assert code == 2
    assert "exists already" in err
    assert new.read_text() == "a person's"
    assert not new.with_suffix("").exists(), "nor is anything put beside it"


def test_a_zone_that_nobody_says_is_asked_for(place: Path) -> None:
    code, _, err = run("old/2021-03-04-hub.qmd")
    assert code == 4
    assert "--tz ZONE" in err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("---\ntitle: a\ntitle: b\n---\n# T\n", "second time"),
        ("# T\n\n<<<<<<< a\nx\n=======\ny\n>>>>>>> b\n", "merge-conflict"),
    ],
)
def test_what_nobody_could_bring_over_rightly_is_refused(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        imported(read_text(text, Path("/x/2020-01-01-t.md")))


def test_times_without_a_zone_are_refused_and_a_text_without_times_is_not() -> None:
    path = Path("/x/2020-01-01-t.md")
    with pytest.raises(SettingsError, match="time zone"):
        convert(read_text("# T\n\n## Timeline\n\n- 10:00 a\n", path), HOME, zone=None, root=path.parent)
    assert convert(read_text("# T\n\nWords.\n", path), HOME, zone=None, root=path.parent).report.title == "T"


def test_front_matter_in_toml_becomes_yaml() -> None:
    made = imported(read_text('+++\ntitle = "A: b"\ndate = 2020-01-02\ndraft = true\n+++\n\nWords.\n', Path("/x/a.md")))
    assert made.text.startswith('---\ntitle: "A: b"\ndate: 2020-01-02\ndraft: true\nstatus: draft\n')


def test_a_file_outside_of_the_old_site_is_not_copied(place: Path) -> None:
    (place / "secret.txt").write_text("x")
    (place / "old" / "2021-03-04-hub.qmd").write_text("# T\n\n![a](../secret.txt)\n")
    code, _, _ = run("old/2021-03-04-hub.qmd")
    assert code == 0
    assert "![a](../secret.txt)" in (place / "incidents" / "2021-03-04-t.md").read_text()
    assert not (place / "incidents" / "2021-03-04-t").exists()


@pytest.mark.parametrize("name", [".env", ".git/config", ".ssh/id"])
def test_what_is_hidden_is_not_copied(place: Path, name: str) -> None:
    (place / "old" / name).parent.mkdir(exist_ok=True)
    (place / "old" / name).write_text("token = hidden")
    (place / "old" / "2021-03-04-hub.qmd").write_text(f"# T\n\n![a]({name})\n")
    assert run("old/2021-03-04-hub.qmd")[0] == 0
    assert not (place / "incidents" / "2021-03-04-t").exists()


def test_a_line_of_many_words_costs_what_its_opening_does() -> None:
    text = f"# T\n\nAll times in UTC.\n\n## Timeline\n\n- 2024-01-02 10:00 UTC x\n- 10:05 UTC {'a ' * 50_000}\n"
    made = imported(read_text(text, Path("old.md"), HOME))  # letter by letter it takes minutes
    assert [entry.time for entry in made.report.timeline] == ["10:00", "10:05"]


PIECES = st.sampled_from([
    "# A title", "## Timeline", "## What happened", "- 14:02 one", "- **14:10** two: `code`", "14:20 three",
    "### 14:30", "four", "  more of it", "> 14:40 quoted", "| Time | What |", "|---|---|", "| 15:00 | five |",
    "**15:10** six", "### 2020-06-11", "## Action items", "1. a task", "- [x] another #4", "A plain sentence.", "```",
    "<!-- a remark -->", "[^1]: a note", "text[^1]", "[link]: https://example.org/x", "a [link] here", "<details>",
    "<summary>Summary</summary>", "</details>", "::: {.callout}", ":::", "## Lessons", "* bullet", "", "",
    "All times in UTC", "~16:00 about", "16:10–16:20 range", "<table>", "</table>",
    "<tr><td>16:30</td><td>seven</td></tr>", "**Summary**: short", "    indented", "~~~", "---", "\t- tab",
])  # fmt: skip


@settings(max_examples=examples(200), deadline=None)
@given(st.lists(PIECES, max_size=25), st.sampled_from(["\n", "\r\n"]))
def test_no_document_loses_a_word(pieces: list[str], newline: str) -> None:
    report = read_text(newline.join(["# T", *pieces, ""]), Path("/x/2020-06-10-t.md"), HOME)
    try:
        made = imported(report)
    except InputError as e:
        assert "would lose" not in e.message
        return
    mine = words(made.text)
    for word in (
        "one", "two", "three", "four", "five", "six", "seven", "sentence", "task", "another", "remark", "note",
        "indented", "bullet", "tab", "quoted", "more", "range", "short",
    ):  # fmt: skip
        assert mine[word] >= words(report.text)[word], word
