"""New lines go to their place, written as the document writes; without them the document is, byte for byte, the old."""

# ruff: noqa: E501 - a document on one line is compared at a glance
from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from needs import examples, need_shared

from incidentkit import inert
from incidentkit.config import Workspace
from incidentkit.errors import InputError
from incidentkit.report.footnotes import Labels
from incidentkit.report.insert import NoPlace, insert, rewritten, standing
from incidentkit.report.model import Report
from incidentkit.report.read import read, read_text
from incidentkit.report.scribe import Addition, clock_of

PATH = Path("incidents/2020-06-10-x.md")
HOME = Workspace.find(Path("/"))
DIALECTS = sorted(p for p in (Path(__file__).parent / "fixtures" / "dialects").iterdir() if p.suffix in (".md", ".qmd"))


def at(hour: int, minute: int = 0, day: int = 10, second: int = 0) -> datetime:
    return datetime(2020, 6, day, hour, minute, second, tzinfo=UTC)


def add(text: str, *moments: datetime, words: str = "NEW", until: datetime | None = None) -> str:
    """The document with a line for each moment, footnotes taken off."""
    report = read_text(text, PATH, HOME)
    done = insert(report, [Addition(m, until, words, f"s{n}", "Slack") for n, m in enumerate(moments, 1)], HOME)
    assert not done.refused and without(done) == text
    return done.text


def without(done) -> str:
    text = done.text
    for span in reversed(done.spans):
        text = text[: span.start] + text[span.end :]
    return text


# Each: what stands in the timeline (times in UTC), the moment, and what stands there then.
PLACES = (
    ("- **14:02** a\n- **14:10** b", at(14, 5), "- **14:02** a\n- **14:05** NEW [^s1]\n- **14:10** b"),
    ("- **14:02** a\n- **14:10** b", at(14, 20), "- **14:02** a\n- **14:10** b\n- **14:20** NEW [^s1]"),
    ("- **14:02** a\n- **14:10** b", at(13), "- **13:00** NEW [^s1]\n- **14:02** a\n- **14:10** b"),
    ("* 2:02 PM - a\n* 2:10 PM - b", at(14, 5), "* 2:02 PM - a\n* 2:05 PM - NEW [^s1]\n* 2:10 PM - b"),
    ("1. 14:02: a\n1. 14:10: b", at(14, 5), "1. 14:02: a\n1. 14:05: NEW [^s1]\n1. 14:10: b"),
    ("+ `14:02:11` a\n+ `14:10:12` b", at(14, 5, second=9), "+ `14:02:11` a\n+ `14:05:09` NEW [^s1]\n+ `14:10:12` b"),
    ("#### 9:02a\n\na\n\n#### 10:10a\n\nb", at(9, 5), "#### 9:02a\n\na\n\n#### 9:05a\n\nNEW [^s1]\n\n#### 10:10a\n\nb"),
    ("### 14:02 ##\na\n\n### 14:10 ##\nb", at(14, 5), "### 14:02 ##\na\n\n### 14:05 ##\nNEW [^s1]\n\n### 14:10 ##\nb"),
    (
        "| Time | Who | What |\n|---|---|---|\n| 14:02 | me | it went wrong |\n| 14:10 | | b |",
        at(14, 5),
        "| Time | Who | What |\n|---|---|---|\n| 14:02 | me | it went wrong |\n| 14:05 | | NEW [^s1] |\n| 14:10 | | b |",
    ),
    ("**14:02 UTC** a\n\n**14:10 UTC** b", at(14, 5), "**14:02 UTC** a\n\n**14:05 UTC** NEW [^s1]\n\n**14:10 UTC** b"),
    ("14:02 a\n14:10 b", at(14, 5), "14:02 a\n14:05 NEW [^s1]\n14:10 b"),
    ("- 15:02 CET a\n- 15:10 CET b", at(14, 5), "- 15:02 CET a\n- 15:05 CET NEW [^s1]\n- 15:10 CET b"),
    ("- 2020-06-10 14:02 a\n- 2020-06-10 14:10 b", at(14, 20), "- 2020-06-10 14:02 a\n- 2020-06-10 14:10 b\n- 2020-06-10 14:20 NEW [^s1]"),
    ("### June 10 2020, 2:02 PM\na\n\n### 2:10 PM\nb", at(2, 5, day=11), "### June 10 2020, 2:02 PM\na\n\n### 2:10 PM\nb\n\n### June 11 2020, 2:05 AM\nNEW [^s1]"),
    ("### 2020-06-10\n\n- 14:02 a", at(3, 4, day=12), "### 2020-06-10\n\n- 14:02 a\n\n### 2020-06-12\n\n- 03:04 NEW [^s1]"),
    ("### 2020-06-10\n\n- 14:02 a", at(3, 4, day=9), "### 2020-06-09\n\n- 03:04 NEW [^s1]\n\n### 2020-06-10\n\n- 14:02 a"),
    ("### 2020-06-10\n\n- 23:50 a\n- 00:10 b", at(0, 5, day=11), "### 2020-06-10\n\n- 23:50 a\n\n### 2020-06-11\n\n- 00:05 NEW [^s1]\n- 00:10 b"),
    ("**10 June 2020**\n\n- 14:02 a\n\n**13 June 2020**\n\n- 09:00 b", at(3, 4, day=12), "**10 June 2020**\n\n- 14:02 a\n\n**12 June 2020**\n\n- 03:04 NEW [^s1]\n\n**13 June 2020**\n\n- 09:00 b"),
    ("- 14:02 a <!-- not\n yet -->\n- 14:10 b", at(14, 5), "- 14:02 a <!-- not\n yet -->\n- 14:05 NEW [^s1]\n- 14:10 b"),
    ("- 14:02 a\n  - more of a\n- 14:10 b", at(14, 5), "- 14:02 a\n  - more of a\n- 14:05 NEW [^s1]\n- 14:10 b"),
    ("- 14:10 b\n- 14:02 a", at(14, 5), "- 14:10 b\n- 14:05 NEW [^s1]\n- 14:02 a"),
    ("<!-- TODO: a line a moment -->", at(14, 5), "<!-- TODO: a line a moment -->\n\n### 2020-06-10\n\n- **14:05** NEW [^s1]"),
)  # fmt: skip
FRAME = "# Report of 2020-06-10\n\n## Timeline\n\nAll times in UTC\n\n{}\n\n## Conclusion\n\nDone.\n"


@pytest.mark.parametrize(("before", "moment", "after"), PLACES)
def test_a_line_is_written_as_those_around_it(before: str, moment: datetime, after: str) -> None:
    assert add(FRAME.format(before), moment) == FRAME.format(after) + "\n[^s1]: Slack\n"


@pytest.mark.parametrize("newline", ["\r\n", "\n", "\r"])
def test_line_ends_mark_of_order_and_a_missing_last_line_end_stay(newline: str) -> None:
    text = "\ufeff# 2020-06-10 X\n\n## Timeline\n\nTimes in UTC\n\n- 14:02 a  \n-\t14:10 b\t".replace("\n", newline)
    new = add(text, at(14, 20))
    assert new == text + f"{newline}-\t14:20 NEW [^s1]{newline}{newline}[^s1]: Slack"


def test_footnotes_join_those_that_are_there() -> None:
    text = "# 2020-06-10 X\n\n## Timeline\n\nTimes in UTC\n\n- 14:02 a [^x]\n\n[^x]: there\n    and more\n\n## After\n\nb\n"
    assert "    and more\n[^s1]: Slack\n\n## After" in add(text, at(14, 20))


def test_a_label_is_never_used_twice() -> None:
    labels = Labels("[^s1] and [^S7]: x [^note]", used=["s9", "k2"])
    assert [labels.new("s"), labels.new("s"), labels.new("k"), labels.new("c")] == ["s10", "s11", "k3", "c1"]


def test_times_that_the_clock_shows_twice_name_their_zone() -> None:
    text = "---\ntimezone: America/Los_Angeles\ndate: 2020-11-01\n---\n## Timeline\n\n- **00:30** a\n"
    new = add(text, datetime(2020, 11, 1, 9, 30, tzinfo=UTC), datetime(2020, 11, 1, 8, 40, tzinfo=UTC))
    assert "- **01:40 PDT** NEW [^s2]\n- **01:30 PST** NEW [^s1]\n" in new
    assert [e.at.hour for e in read_text(new, PATH, HOME).timeline if e.at] == [7, 8, 9]


def test_where_a_zone_may_be_several_a_line_names_its_own() -> None:
    text = FRAME.replace("in UTC", "in BST").format("### 3:02 PM\na\n\n### 3:20 PM\nb")
    report = read_text(text, PATH, HOME)
    done = insert(report, [Addition(at(14, 5), None, "NEW", "s1", "x")], HOME, ZoneInfo("America/New_York"))
    assert "### 3:02 PM\na\n\n### 10:05 AM EDT\nNEW [^s1]\n\n### 3:20 PM" in done.text


def test_a_timeline_that_states_no_zone_is_not_given_one() -> None:
    text = "# 2020-06-10 X\n\n## Timeline\n\n- 14:02 a\n"
    report = read_text(text, PATH, HOME)
    done = insert(report, [Addition(at(14, 5), None, "NEW", "s1", "x")], HOME, ZoneInfo("Europe/Zurich"))
    assert "- 14:02 a\n- 16:05 NEW [^s1]\n" in done.text
    assert read_text(done.text, PATH, HOME).timezone is None


@pytest.mark.parametrize(
    "words", ["to 15:00 it was down", "(PST) is meant", "– 15:10 again", "15:00", "| a | b", "Resolved: no"]
)
@pytest.mark.parametrize(
    "line", ["- **14:02** a", "### 14:02\n\na", "14:02 a", "| Time | What |\n|---|---|\n| 14:02 | a |"]
)
def test_words_are_not_taken_for_times_or_cells(line: str, words: str) -> None:
    report = read_text(FRAME.format(line), PATH, HOME)
    done = insert(report, [Addition(at(14, 5), None, inert.markdown(words), "s1", "Slack")], HOME)
    assert without(done) == report.text
    times = [(e.time, e.until) for e in read_text(done.text, PATH, HOME).timeline]
    # Words that are a time and stand alone under a heading would be an entry of their own: that is refused.
    assert times == [("14:02", None), ("14:05", None)] or (done.refused and line.startswith("#") and words[0] in "–1")


def test_without_a_timeline_nothing_is_added_and_it_is_said_what_would_be() -> None:
    report = read_text("# X\n\n## Summary\n\nWords.\n", PATH, HOME)
    with pytest.raises(NoPlace, match="no timeline section") as e:
        insert(report, [Addition(at(14), None, "NEW", "s1", "x")], HOME)
    assert [one.text for one in e.value.additions] == ["NEW"]
    assert insert(report, [], HOME).text == report.text


def test_a_document_in_conflict_is_refused() -> None:
    report = read_text(FRAME.format("<<<<<<< a\n- 14:02 a\n=======\n- 14:03 a\n>>>>>>> b"), PATH, HOME)
    with pytest.raises(InputError, match="merge-conflict"):
        insert(report, [Addition(at(14), None, "NEW", "s1", "x")], HOME)


def test_a_line_is_rewritten_only_while_it_is_what_the_tool_wrote() -> None:
    old, new = Addition(at(14, 5), None, "3 times", "k1", "x"), Addition(at(14, 5), at(14, 30), "9 times", "k1", "x")
    for style, entry in (
        ("- **14:02** a", "- **14:05–14:30** 9 times"),
        ("### 2:02 PM\na", "### 2:05 PM–2:30 PM\n9 times"),
    ):
        done = insert(read_text(FRAME.format(style), PATH, HOME), [old], HOME)
        report = read_text(done.text, PATH, HOME)
        text = rewritten(report, report.timeline[1], old, new, HOME)
        assert text and f"{entry} [^k1]" in text
        again = read_text(text, PATH, HOME)
        assert rewritten(again, again.timeline[1], old, new, HOME) == text, "already done"
        touched = read_text(done.text.replace("3 times", "three times"), PATH, HOME)
        assert rewritten(touched, touched.timeline[1], old, new, HOME) is None


def moments_around(report: Report) -> list[datetime]:
    known = [entry.at for entry in report.timeline if entry.at]
    day = report.date or (report.timeline[0].date if report.timeline else None)
    base = known or ([datetime(day.year, day.month, day.day, 12, tzinfo=UTC)] if day else [at(12)])
    middle = base[len(base) // 2]
    return [
        middle + timedelta(seconds=70), middle + timedelta(seconds=95), max(base) + timedelta(minutes=3),
        max(base) + timedelta(days=2), max(base) + timedelta(days=2, minutes=10),
    ]  # fmt: skip


def hold_to_it(path: Path) -> None:
    report = read(path, HOME)
    added = [
        Addition(
            m, m + timedelta(minutes=8) if not n else None, f"Responder A: “word {n}”", f"s{90 + n}", "Slack, #hub"
        )
        for n, m in enumerate(moments_around(report))
    ]
    done = insert(report, added, HOME)
    # Newest first, no day said anywhere: a line of a later day on top would give its day to all below. That is told.
    assert not done.refused or path.stem == "table-newest-first"
    assert all(one.at.date() != report.date for one in done.refused)
    added = list(done.placed)
    assert without(done) == report.text
    again = read_text(done.text, path, HOME)
    assert len(again.timeline) == len(report.timeline) + len(added)
    clock = clock_of(again, HOME)
    for one in added:
        entry = standing(again, one, clock)
        assert entry and one.label in entry.cites, "a second identical insertion is recognised"
    assert [e.line for e in again.timeline] == sorted(e.line for e in again.timeline)


# Timelines in which Markdown has no meaning, so that no footnote could stand in a new line.
UNMARKED = {"html-table": "an HTML table", "html-page": "an HTML list", "fenced-log": "a block of code"}


@pytest.mark.parametrize("path", [path for path in DIALECTS if path.stem not in UNMARKED], ids=lambda path: path.stem)
def test_every_dialect_takes_lines_in_its_own_style(path: Path) -> None:
    hold_to_it(path)


@pytest.mark.parametrize("path", [path for path in DIALECTS if path.stem in UNMARKED], ids=lambda path: path.stem)
def test_where_no_footnote_can_stand_no_line_is_added(path: Path) -> None:
    report = read(path, HOME)
    with pytest.raises(NoPlace, match=UNMARKED[path.stem]) as e:
        insert(report, [Addition(at(14), None, "NEW", "s1", "x")], HOME)
    assert [one.text for one in e.value.additions] == ["NEW"]


def test_every_real_report_takes_lines_in_its_own_style() -> None:
    found = [p for p in sorted(need_shared("real-reports").rglob("*.*md")) if p.suffix in (".md", ".qmd")]
    assert found
    for path in found:
        hold_to_it(path)


# Any document, any line.

PIECES = st.sampled_from([
    "- **14:02** a", "- 2:10 PM b", "* 14:20: c [^k1]", "  more  ", "\t- 14:30 d", "### 14:40", "### 2020-06-11", "### June 12, 3 PM ##",
    "**15:00** e", "16:05:57-58 f", "| Time | What |", "|---|---|", "| 16:10 | g |", "| 16:20 | \\| h |", "", "", "> q", "```", "<!-- c",
    "-->", "<!-- one -->", "All times in PST", "All times in BST", "[^k1]: note", "  of two lines", "## Action items", "- [ ] do", "---",
    "~17:00 about", "- 18:00 PST i", "**10 June 2020**", "- 2020-06-12", "1. 19:00 j", "2. 19:10 k", "HH:MM", "::: {.x}", ":::", "    code",
])  # fmt: skip
DOCUMENTS = st.builds(
    lambda bom, head, pieces, newline, last: (bom + newline.join([head, *pieces]) + (newline if last else "")),
    st.sampled_from(["", "\ufeff"]),
    st.sampled_from(["## Timeline", "# T\n\n## Timeline ##\n\nTimes in UTC\n", "---\ntimezone: Europe/Zurich\n---\n## Timeline\n"]),
    st.lists(PIECES, max_size=14),
    st.sampled_from(["\n", "\r\n", "\r", " \t\n"]),
    st.booleans(),
)  # fmt: skip
WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30).map(
    lambda t: "Hub: “" + inert.markdown(inert.one_line(t)) + "”"
)
MOMENTS = st.integers(0, 4 * 86400).map(lambda seconds: at(0, day=9) + timedelta(seconds=seconds))


@settings(max_examples=examples(150), deadline=None)
@given(DOCUMENTS, st.lists(st.tuples(MOMENTS, WORDS), min_size=1, max_size=3))
def test_without_what_was_inserted_a_document_is_what_it_was(text: str, lines: list[tuple[datetime, str]]) -> None:
    report = read_text(text, PATH, HOME)
    added = [Addition(m, None, words, f"z{n}", "Slack") for n, (m, words) in enumerate(lines)]
    try:
        done = insert(report, added, HOME)
    except InputError:
        return  # no timeline, or no place for a footnote
    assert without(done).encode() == text.encode()
    again = read_text(done.text, PATH, HOME)
    assert len(again.timeline) == len(report.timeline) + len(done.placed)
    clock = clock_of(again, HOME)
    for one in done.placed:
        entry = standing(again, one, clock)
        assert entry and entry.cites, "it is read back with its time, its words and a footnote"
        assert f"[^{one.label}]: Slack" in done.text


@settings(max_examples=examples(150), deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200), MOMENTS, WORDS)
def test_no_document_breaks_an_insertion(text: str, moment: datetime, words: str) -> None:
    report = read_text(f"# T\n\n## Timeline\n\n{text}", PATH, HOME)
    try:
        done = insert(report, [Addition(moment, None, words, "z1", "Slack")], HOME)
    except InputError:
        return
    assert without(done).encode() == report.text.encode()
