"""The scaffold of a new report: facts from evidence, prompts where people must think, every line cited."""

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from needs import examples

from incidentkit.config import Config, Workspace
from incidentkit.evidence import Author, Evidence, Link, gap
from incidentkit.gather import Collected
from incidentkit.report import facts, inline
from incidentkit.report.read import read_text
from incidentkit.report.write import scaffold, scalar, slug
from incidentkit.timeline import compose

NOW = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
LINK = Link("https://example.slack.com/archives/C1/p1", "Slack, #hub-ops")
RECORDS = (
    Evidence(
        "k8s:1", NOW - timedelta(minutes=88), "kubernetes", "event", "Pod `hub` was killed", weight=95, count=14,
        until=NOW - timedelta(minutes=59), subject="Pod prod/hub", body="OOMKilled, exit code 137",
    ),
    Evidence(
        "slack:C1/1", NOW - timedelta(minutes=85), "slack", "message", "503 in lab", weight=75,
        author=Author("Responder A"), links=(LINK,),
    ),
    Evidence(
        "slack:C1/2", NOW - timedelta(minutes=50), "slack", "message", "thanks!", weight=10,
        author=Author("Responder B"),
    ),
    Evidence(
        "slack:C1/3", NOW - timedelta(minutes=40), "slack", "message", "TODO: raise the limit", weight=65,
        author=Author("Responder B"), marks=("action",), links=(LINK,),
    ),
    Evidence(
        "slack:C1/4", NOW - timedelta(minutes=10), "slack", "message", "all back to normal", weight=65,
        author=Author("Responder A"), links=(LINK,),
    ),
)  # fmt: skip


def draft(records=RECORDS, gaps=(), title="Hub: out of memory", tmp="."):
    from pathlib import Path

    workspace = Workspace(Path(tmp), None, Config())
    zone = "America/Los_Angeles"
    collected = Collected(records=tuple(records), gaps=tuple(gaps))
    return scaffold(
        title, compose(records), collected, workspace=workspace, zone=ZoneInfo(zone), zone_name=zone, now=NOW
    )


def test_the_report_holds_what_the_design_promises(tmp_path):
    text = draft(tmp=tmp_path, gaps=[gap("kubernetes", "old", "events before 13:10 have expired", captured=NOW)]).text
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == ["Summary", "Timeline", "Conclusion", "Action items"]
    assert "All times in America/Los_Angeles (PST, UTC−08:00)." in text
    assert "### 2026-11-22\n\n- **14:02–14:31** **Started.** Pod `hub` was killed, 14 times [^k1]\n" in text
    assert "- **14:05** **Detected.** Responder A: “503 in lab” [^s1]\n" in text
    assert "- [ ] Raise the limit [^s2]\n" in text
    assert "> - events before 13:10 have expired\n" in text
    assert "Left out of this timeline: 1 message." in text
    assert "[^k1]: Kubernetes, `Pod prod/hub`: OOMKilled, exit code 137\n" in text
    assert "[^s1]: [Slack, #hub-ops](https://example.slack.com/archives/C1/p1)\n" in text


def test_every_footnote_is_defined_and_cited_and_leads_to_the_ledger(tmp_path):
    made = draft(tmp=tmp_path)
    cited = set(re.findall(r"\[\^(\w+)\](?!:)", made.text))
    defined = re.findall(r"^\[\^(\w+)\]:", made.text, re.MULTILINE)
    assert cited == set(defined) and len(defined) == len(set(defined))
    assert {record.cite for record in made.ledger if record.cite} == cited


def test_the_front_matter_is_what_the_evidence_suggests(tmp_path):
    front = yaml.load(draft(tmp=tmp_path).text.split("---")[1], Loader=yaml.BaseLoader)
    assert front["title"] == "Hub: out of memory"
    assert (front["date"], front["status"]) == ("2026-11-22", "draft")
    assert front["started"] == "2026-11-22T14:02:00-08:00"
    assert front["resolved"] == "2026-11-22T15:20:00-08:00"
    assert front["mitigated"] == ""


def test_a_message_that_is_not_told_leaves_no_text_in_the_ledger(tmp_path):
    (kept,) = [record for record in draft(tmp=tmp_path).ledger if record.id == "slack:C1/2"]
    assert kept.kind == "omitted" and "thanks" not in repr(kept) and kept.summary.startswith("sha256:")


def test_facts_are_only_facts(tmp_path):
    assert facts.sentences(compose(RECORDS), RECORDS, ZoneInfo("America/Los_Angeles")) == [
        "From the first sign to the end: 1 h 18 min, from 14:02 to 15:20 on 2026-11-22; it was noticed after 3 min.",
        "Slack holds 4 messages by 2 people.",
        "Kubernetes recorded at least 14 events, routine events not counted.",
        "In namespace `prod` these were hit: `Pod hub`.",
    ]


def test_what_was_changed_before_is_no_first_sign():
    rolled_out = Evidence("github:1", NOW - timedelta(minutes=95), "github", "change", "Merged a change", weight=70)
    records = (rolled_out, *RECORDS[1:])
    assert facts.sentences(compose(records), records, ZoneInfo("America/Los_Angeles"))[0] == (
        "From the first sign to the end: 1 h 15 min, from 14:05 to 15:20 on 2026-11-22."
    )


def test_without_evidence_the_report_is_all_prompts(tmp_path):
    made = draft((), tmp=tmp_path)
    assert made.ledger == () and made.text.count("<!-- TODO:") >= 8
    assert "[^" not in made.text


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "0 s"), (59, "59 s"), (60, "1 min"), (4680, "1 h 18 min"), (3600, "1 h"), (97200, "1 d 3 h"), (100, "1 min")],
)
def test_durations_are_said_as_people_say_them(seconds, shown):
    assert facts.duration(timedelta(seconds=seconds)) == shown


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Hub out of memory", "hub-out-of-memory"),
        ("  Café: ../../etc/passwd & <b>NFS</b> ", "cafe-etc-passwd-b-nfs-b"),
        ("ストレージ障害", "ストレージ障害"),
        ("!!! ***", ""),
        ("x" * 500, "x" * 60),
        ("word " * 50, "-".join(["word"] * 12)),
    ],
)
def test_a_file_name_is_made_of_words_only(title, expected):
    assert slug(title) == expected


@pytest.mark.parametrize(
    "text", ["Hub down", "no", "12:30", 'say "x": {y}', "- a", "#1", "null", "ü – ok", "a: b", "x #y"]
)
def test_any_title_survives_the_front_matter(text):
    assert yaml.safe_load(f"title: {scalar(text)}")["title"] == text


def test_objects_of_several_namespaces_keep_theirs():
    records = [
        Evidence(f"k8s:{n}", NOW, "kubernetes", "event", "x", weight=95, subject=f"Pod {place}/hub")
        for n, place in enumerate(("prod", "staging"))
    ]
    assert "`Pod prod/hub`, `Pod staging/hub`" in facts.sentences(compose(records), records, ZoneInfo("UTC"))[-1]


def letters(text: str) -> list[str]:
    """Its letters and figures, in the form that texts of the program have."""
    return re.findall(r"\w", unicodedata.normalize("NFKC", text))


MOMENTS = st.integers(0, 3 * 24 * 60).map(lambda minutes: NOW - timedelta(days=3) + timedelta(minutes=minutes))
SAID = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cf", "Cn", "Co", "Zl", "Zp"]), min_size=1, max_size=40
).filter(str.strip)


@settings(max_examples=examples(150), deadline=None)
@given(st.lists(st.tuples(MOMENTS, SAID), min_size=1, max_size=6), SAID)
def test_what_is_written_is_read_back(told: list[tuple[datetime, str]], title: str) -> None:
    records = [
        Evidence(f"slack:C1/{n}", at, "slack", "message", said, weight=90, author=Author("Responder A"), links=(LINK,))
        for n, (at, said) in enumerate(told)
    ]
    lines = compose(records).lines
    report = read_text(draft(records, title=title).text, Path("2026-11-22-x.md"))
    assert letters(report.title or "") == letters(title)
    minute = timedelta(minutes=1)
    assert [entry.at for entry in report.timeline] == [line.at - (line.at - NOW) % minute for line in lines]
    for entry, line in zip(report.timeline, lines, strict=True):
        assert (entry.milestone or "") == (line.milestone or "")
        assert entry.cites
        assert letters(entry.text) == letters(inline.plain(line.text))
