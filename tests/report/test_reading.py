"""Reading: what every document must survive, and what single expressions mean."""

# ruff: noqa: E501

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from needs import examples

from incidentkit import zones
from incidentkit.config import Config, Workspace
from incidentkit.errors import InputError, SettingsError
from incidentkit.report.as_json import to_json
from incidentkit.report.read import MAX_SIZE, read, read_text
from incidentkit.report.sections import role_of
from incidentkit.report.times import opening

PATH = Path("incidents/2020-01-01-x.md")
NEAR = date(2018, 2, 20)


def timeline(body: str, **settings_: object) -> list:
    workspace = Workspace(Path(), None, Config.model_validate({"report": settings_})) if settings_ else None
    return list(read_text(f"# 2026-03-08, T\n\n## Timeline\n\n{body}", PATH, workspace).timeline)


@pytest.mark.parametrize(
    ("text", "day", "clock", "until", "about", "zone"),
    [
        ("2017-02-09 00:25 - 00:29 AM", "2017-02-09", "00:25", "00:29", False, None),
        ("0:25:59 AM", None, "00:25:59", None, False, None),
        ("12:29p", None, "12:29", None, False, None),
        ("12:05 a.m.", None, "00:05", None, False, None),
        ("11:30 - 12:15 PM", None, "11:30", "12:15", False, None),
        ("16:05:57-58 chp", None, "16:05:57", "16:05:58", False, None),
        ("March 18, 16:30", "2018-03-18", "16:30", None, False, None),
        ("Dec 31, 23:50 x", "2017-12-31", "23:50", None, False, None),
        ("3/18/18 2:05 PM PT: x", "2018-03-18", "14:05", None, False, "PT"),
        ("18.03.2019 14.05 Uhr", "2019-03-18", "14:05", None, False, None),
        ("16:30 on March 18 - x", "2018-03-18", "16:30", None, False, None),
        ("2018-02-20T14:05:00-08:00 x", "2018-02-20", "14:05:00", None, False, "UTC-08:00"),
        ("14:05 PST (UTC-7) x", None, "14:05", None, False, "PST (UTC-7)"),
        ("14:05 UTC+2: x", None, "14:05", None, False, "UTC+2"),
        ("14:05 Pacific Time x", None, "14:05", None, False, "Pacific Time"),
        ("22:52 (maybe earlier?)", None, "22:52", None, True, None),
        ("~8-9 PM x", None, "20:00", "21:00", True, None),
        ("22:00 – 01:30", None, "22:00", "01:30", False, None),
        ("[time] x", None, None, None, True, None),
        ("XX:XX x", None, None, None, True, None),
        ("2022/03/04 (Fri) 18:30 JST x", "2022-03-04", "18:30", None, False, "JST"),
        ("1:00 AM (+1) x", "2018-02-21", "01:00", None, False, None),
        ("20:09 2018-02-21 x", "2018-02-21", "20:09", None, False, None),
        ("14:00+ x", None, "14:00", None, True, None),
        ("6:42 PM, 11/30/17", "2017-11-30", "18:42", None, False, None),
        ("Tue, Feb 20, 2018 at 2:05:33 PM PST x", "2018-02-20", "14:05:33", None, False, "PST"),
        ("11:05 (Pacific) x", None, "11:05", None, False, "Pacific"),
        ("11:15 UTC – 11:40 UTC x", None, "11:15", "11:40", False, "UTC"),
        ("11:15 UTC-11:40 UTC x", None, "11:15", "11:40", False, "UTC"),
        ("01:40 PDT–01:10 PST x", None, "01:40", "01:10", False, "PDT"),
        ("01:40 UTC−02:00–01:10 UTC−03:00 x", None, "01:40", "01:10", False, "UTC−02:00"),
        ("11:15 UTC - 4pm x", None, "11:15", "16:00", False, "UTC"),
        ("14:02Z–14:10Z x", None, "14:02", "14:10", False, "UTC"),
        ("14:02–14:10UTC x", None, "14:02", "14:10", False, "UTC"),
        ("2018-02-20 14:02 -07:00 x", "2018-02-20", "14:02", None, False, "UTC-07:00"),
        ("14:02 -0730 x", None, "14:02", None, False, "UTC-0730"),
        ("14:02 -15:10 x", None, "14:02", "15:10", False, None),
        ("23:50–00:10 (next day): x", None, "23:50", "00:10", False, None),
        ("[2018-02-20] 14:02 - x", "2018-02-20", "14:02", None, False, None),
        ("(Mar 18) 14:02 x", "2018-03-18", "14:02", None, False, None),
        ("(next day) 08:00: x", "2018-02-21", "08:00", None, False, None),
        ("7-ish PM x", None, "19:00", None, True, None),
        ("11ish a.m.: x", None, "11:00", None, True, None),
        ("8.15 h: x", None, "08:15", None, False, None),
        ("0905:30 - x", None, "09:05:30", None, False, None),
        ("14:00~ x", None, "14:00", None, True, None),
        ("12 h 05 : x", None, "12:05", None, False, None),
        ("10:00 às 10:40: x", None, "10:00", "10:40", False, None),
        ("por volta das 11:00: x", None, "11:00", None, True, None),
        ("Mo, 12.03.2018, 14:30 Uhr: x", "2018-03-12", "14:30", None, False, None),
        ("Montag, 12. März 2018, gegen 15 Uhr: x", "2018-03-12", "15:00", None, True, None),
        ("8 de noviembre de 2017, 10:00h aprox.: x", "2017-11-08", "10:00", None, True, None),
        ("1er février 2018 à 9h30 : x", "2018-02-01", "09:30", None, False, None),
        ("15 maart 2018 14:30 x", "2018-03-15", "14:30", None, False, None),
        ("Fri Nov 3 16:05 PDT 2017 x", "2017-11-03", "16:05", None, False, "PDT"),
        ("Fri Nov  3 16:05:12 UTC 2017: x", "2017-11-03", "16:05:12", None, False, "UTC"),
        ("2018-02-20, Tuesday, 14:02 x", "2018-02-20", "14:02", None, False, None),
        ("11:59 PM July 4 - 12:30 AM July 5: x", "2018-07-04", "23:59", "00:30", False, None),
        ("July 5–7: x", "2018-07-05", None, None, False, None),
        ("July 5 - July 7: x", "2018-07-05", None, None, False, None),
    ],
)
def test_an_opening(
    text: str, day: str | None, clock: str | None, until: str | None, about: bool, zone: str | None
) -> None:
    found = opening(text, NEAR)
    assert found is not None
    said = (str(found.date) if found.date else None, found.time, found.until, found.approximate, found.zone)
    assert said == (day, clock, until, about, zone)


@pytest.mark.parametrize(
    "text",
    [
        "12 nodes died", "5 a day", "3.12 upgraded", "10.12.5.36:10254 refused", "2:1 ratio", "4/5 nodes down",
        "Sunday maintenance", "10 may have failed", "2018 was a year", "25:61 x", "Over spring break", "#12", "v1.10 ships",
        "14:05:99", "503 errors", "1024 pods pending",
    ],
)  # fmt: skip
def test_no_opening(text: str) -> None:
    assert opening(text, NEAR) is None


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("Lessons learnt", "conclusion"), ("After-action report", "conclusion"), ("What happened", "summary"),
        ("Follow-ups", "actions"), ("Remediation", "actions"), ("Next steps", "actions"), ("4) ACTION ITEMS:", "actions"),
        ("II. Sequence of events", "timeline"), ("Follow-up timeline", "timeline"), ("What didn’t go so well?", "wrong"),
        ("Recommendations", "actions"), ("What we'll do", "actions"), ("Areas for improvement", "actions"),
        ("Zusammenfassung", "summary"), ("Cronología", "timeline"), ("Maßnahmen", "actions"), ("Fazit", "conclusion"),
        ("How many people were involved in the remediation?", None), ("Long-term remediation", "actions"),
        ("Contributing factors", "factors"), ("Root Causes and Trigger", "factors"), ("Actions taken", None),
        ("Logs", None), ("Customer impact", "impact"), ("What was running", "running"),
    ],
)  # fmt: skip
def test_a_section_by_its_words(name: str, role: str | None) -> None:
    assert role_of(name) == role


@pytest.mark.parametrize(
    ("name", "offset_hours"),
    [
        ("PST", -8), ("CET (GMT+1)", 1), ("PST (UTC-7)", -7), ("GMT+2", 2), ("Zurich", 1), ("UTC+1 (Zurich time)", 1),
        ("Pacific Time (US & Canada)", -8), ("(GMT-08:00) Pacific Time (US & Canada)", -8), ("Edinburgh, London", 0),
        ("America/Los_Angeles (PST, UTC−08:00)", -8), ("BST (UTC+1)", 1), ("São Paulo", -3), ("ET", -5), ("PST/PDT", -8),
    ],
)  # fmt: skip
def test_zones_as_people_name_them(name: str, offset_hours: int) -> None:
    offset = datetime(2020, 1, 15, tzinfo=zones.resolve(name)).utcoffset()
    assert offset is not None
    assert offset.total_seconds() == offset_hours * 3600


@pytest.mark.parametrize("name", ["BST", "IST", "OOM", "../../etc/passwd", "\0", "America", "UTC+15", "x" * 5000, ""])
def test_no_zone_or_not_one_zone(name: str) -> None:
    with pytest.raises(SettingsError):
        zones.resolve(name)


def test_an_instant_needs_a_zone_that_is_known() -> None:
    assert timeline("- 10:00 a")[0].at is None
    assert timeline("Times in IST\n\n- 10:00 a")[0].at is None
    assert timeline("Times in IST\n\n- 10:00 a", zones={"IST": "Asia/Kolkata"})[0].at == datetime(
        2026, 3, 8, 4, 30, tzinfo=UTC
    )


def test_an_ambiguous_zone_is_named() -> None:
    report = read_text("# T\n\n## Timeline\n\nAll times in BST\n\n- 2020-01-01 10:00 a\n", PATH)
    assert [(n.line, "BST" in n.message) for n in report.warnings] == [(5, True)]


def test_days_on_which_the_clocks_change() -> None:
    report = read_text(
        "# T\n\n## Timeline (America/Los_Angeles)\n\n- 2026-03-08 02:30 gone\n- 2026-11-01 01:30 twice\n", PATH
    )
    assert [e.at for e in report.timeline] == [
        datetime(2026, 3, 8, 10, 30, tzinfo=UTC),
        datetime(2026, 11, 1, 8, 30, tzinfo=UTC),
    ]
    assert [(n.line, "does not exist" in n.message, "twice" in n.message) for n in report.warnings] == [
        (5, True, False),
        (6, False, True),
    ]


def test_a_time_that_came_twice_is_the_second_where_the_first_lies_before_what_stands_above() -> None:
    lines = ("00:50", "01:10", "01:50", "01:05", "01:05", "01:40", "02:10")
    body = "".join(f"- 2026-11-01 {line} x\n" for line in lines)
    report = read_text(f"# T\n\n## Timeline (America/Los_Angeles)\n\n{body}", PATH)
    assert [f"{e.at:%H:%M}" for e in report.timeline if e.at] == [
        "07:50", "08:10", "08:50", "09:05", "09:05", "09:40", "10:10"
    ]  # fmt: skip
    assert [("first, PDT" in n.message, "second, PST" in n.message) for n in report.warnings] == [
        (True, False), (True, False), (False, True), (False, True), (False, True)
    ]  # fmt: skip


def test_newest_first_no_time_is_the_next_days() -> None:
    body = "- 22:20 all is well\n- 09:40 flushed\n- 08:55 found\n- 08:20 errors\n"
    assert {str(entry.date) for entry in timeline(body)} == {"2026-03-08"}
    assert [str(entry.date) for entry in timeline("- 22:20 a\n- 23:40 b\n- 08:55 c\n")][-1] == "2026-03-09"


def test_a_bare_hour_is_the_afternoons_only_where_it_must_be() -> None:
    assert [entry.time for entry in timeline("- 12:50: a\n- 1:05: b\n- 2:10: c\n")] == ["12:50", "13:05", "14:10"]
    assert [entry.time for entry in timeline("- 12:10: a\n- 11:58: b\n")] == ["12:10", "11:58"], "out of order"
    assert [entry.time for entry in timeline("- 5:13pm: a\n- 05:25: b\n")] == ["17:13", "05:25"], "said to be morning"


def test_code_quotes_and_comments_hold_no_entries_and_no_items() -> None:
    report = read_text(
        "# 2026-03-08, T\n\n## Timeline\n\n- 10:00 a\n\n  ```\n  - 10:01 log\n  ```\n  > - 10:02 said\n\n"
        "<!--\n- 10:03 hidden\n-->\n\nAnd:\n\n    - 10:04 code\n\n- 10:05 `<!--` b\n\n## Action items\n\n- do it\n\n"
        "```\n- [ ] no\n```\n\n> - [ ] no\n\n<!-- - [ ] no -->\n",
        PATH,
    )
    assert [e.time for e in report.timeline] == ["10:00", "10:05"]
    assert [a.text for a in report.actions] == ["do it"]


def test_a_visibility_that_cannot_be_read_keeps_the_report_private() -> None:
    for value in ("private", "Privat", "[public", "*x", "no"):
        assert read_text(f"---\ntitle: x\nvisibility: {value}\n---\n", PATH).visibility == "private"
    assert read_text("---\nvisibility: public\n---\n", PATH).visibility == "public"
    assert read_text("---\ntitle: x\n---\n", PATH).visibility == "public"


def test_markers_of_a_merge_conflict_are_named() -> None:
    report = read_text("# T\n\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> other\n", PATH)
    assert [n.line for n in report.warnings] == [3]


def test_bytes_that_are_no_utf8_are_read_and_named(tmp_path: Path) -> None:
    path = tmp_path / "2020-01-01-x.md"
    path.write_bytes(b"# T\n\n## Timeline\n\n- 10:00 caf\xe9\n")
    report = read(path)
    assert report.timeline[0].text == "caf\ufffd"
    assert [n.line for n in report.warnings] == [5]


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(b"%PDF")
    (tmp_path / "big.md").write_bytes(b"a" * (MAX_SIZE + 1))
    (tmp_path / "folder.md").mkdir()
    for name in ("x.pdf", "big.md", "folder.md", "none.md"):
        with pytest.raises(InputError):
            read(tmp_path / name)


def test_a_link_out_of_the_workspace_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("# S\n")
    root = tmp_path / "work"
    (root / "incidents").mkdir(parents=True)
    (root / "incidents" / "x.md").symlink_to(tmp_path / "secret.md")
    with pytest.raises(InputError):
        read(root / "incidents" / "x.md", Workspace.find(root))


HEAD = "# 2020-01-01, T\n\n## Timeline\n\n"
HOSTILE = {
    "brackets": HEAD + "- 10:00 " + "[" * 20_000,
    "images": HEAD + "- 10:00 " + "![" * 20_000,
    "links": HEAD + "- 10:00 " + "[a](" * 20_000,
    "titles": HEAD + "- 10:00 " + '[a](x "' * 20_000,
    "parentheses": "## Action items\n- " + "(owner: x " * 20_000,
    "stars": HEAD + "- 10:00 " + "*a **b " * 20_000,
    "ticks": HEAD + "- 10:00 " + "".join("`" * (i % 300 + 1) + " " for i in range(5_000)),
    "tags": HEAD + "- 10:00 " + "<a " * 20_000,
    "comments": "<!-- " * 50_000,
    "fences": "````a\n" * 20_000,
    "lists": HEAD + "".join("  " * i + "- 10:00 x\n" for i in range(300)),
    "lists on one line": HEAD + "- " * 5_000,
    "items": "## Action items\n" + "".join("  " * i + "- x\n" for i in range(500)),
    "groups": "## Action items\n" + "".join("  " * i + "- x:\n" for i in range(500)),
    "quotes": HEAD + ">" * 50_000,
    "nul": "\0" * 50_000,
    "sections": "## Timeline\n\n" * 5_000,
    "days": HEAD + "### 2020-01-01\n\n" * 5_000,
    "pseudo": "**Timeline**\n\n- 10:00 a\n\n" * 3_000,
    "addresses": HEAD + "- 10:00 http://a" + ")" * 50_000,
    "title": "# " + "a - " * 20_000,
    "zones": "times in " * 20_000,
    "front": "---\na: " + "[" * 30_000,
    "front closed": "---\na: " + "[" * 30_000 + "\n---\n",
    "front dashes": "---\na:\n" + "- " * 30_000 + "\n---\n",
    "front bomb": "---\na: &a [x]\n" + "".join(f"b{i}: [*a, *a]\n" for i in range(500)) + "---\n",
    "megabytes": "word " * 400_000,
    "one line": "a" * 2_000_000,
    "empty lines": "\n" * 500_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_documents_are_read_in_time(name: str) -> None:
    begin = time.process_time()
    report = read_text(HOSTILE[name], PATH)
    assert report.text == HOSTILE[name]
    assert time.process_time() - begin < 10


PIECES = st.sampled_from(
    [
        "# ", "## Timeline\n", "## Action items\n", "### 10:00\n", "- ", "1. ", "  ", "\t", "\n", "\n\n", "\r\n", "\r", "10:05 PM ",
        "2020-02-30 ", "Feb 29 ", "12/31 ", "~", "24:00 ", "9999-12-31 23:59 ", "0001-01-01 00:00 UTC+14 ", "UTC-14 ", "[", "](", ")",
        "`", "```\n", "~~~", "<!--", "-->", "**", "| ", "|-|-|\n", "---\n", "a: b\n", "key: [", "&x", "*x", "> ", "[^1]", "[^1]: ",
        "#12 ", "http://x/issues/1 ", "- [ ] ", "- [x] ", "\ufeff", "\0", "\u2028", "\ud7ff", "<<<<<<< ", "next day ", "All times in ",
        "Europe/Zurich ", "PST ", "(owner: @x) ", "<!-- action:ab12 -->", "===\n", "text ", ":", "–", "{{", "}}", "☐ ",
        "<table>", "<tr>", "<td>10:10</td>", "</table>\n", "<ul>\n", "<li>10:15 ", "</ul>", "<h2>Timeline</h2>\n", "<details>",
        "<summary>Timeline</summary>\n", "+++\n", "a = 1\n", ":::tip Next\n", ":::", "2024年3月1日 ", "午後3時5分 ", "somebody  9:14 AM\n",
        "T+5m ", "🔴 ", '<a href="http://x/1">', "kl. 8.14 ",
    ]
)  # fmt: skip
DOCUMENTS = st.one_of(st.lists(PIECES, max_size=60).map("".join), st.text(max_size=300))


@settings(max_examples=examples(400), deadline=None)
@given(DOCUMENTS)
def test_reading_never_raises_and_every_place_is_in_the_text(text: str) -> None:
    report = read_text(text, PATH)
    to_json(report)
    lines = text.count("\n") + text.count("\r") + 1
    for part in (*report.timeline, *report.actions):
        assert 1 <= part.line <= lines
        assert 0 <= part.span.start <= part.span.end <= len(text)
    for section in report.sections:
        assert 1 <= section.line <= lines
        assert 0 <= section.body.start <= section.body.end <= len(text)


@settings(max_examples=examples(400), deadline=None)
@given(st.text(max_size=120))
def test_naming_a_zone_never_surprises(name: str) -> None:
    try:
        zone = zones.resolve(name)
    except SettingsError:
        return
    assert datetime(2020, 1, 1, tzinfo=zone).utcoffset() is not None
