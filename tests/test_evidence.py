"""Records survive their file, whatever they hold, and a broken file is named with its line."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidentkit import evidence
from incidentkit.errors import InputError
from incidentkit.evidence import Author, Evidence, Link, Version

AT = datetime(2026, 3, 2, 14, 2, 11, tzinfo=UTC)
text = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
word = st.from_regex(r"[a-z][a-z0-9_-]{0,9}", fullmatch=True)
instants = st.none() | st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31), timezones=st.just(UTC))
records = st.builds(
    Evidence,
    id=text, at=instants, source=word, kind=word, summary=text, until=instants, body=st.none() | text,
    author=st.none() | st.builds(Author, text, st.sampled_from(["person", "bot"])),
    links=st.lists(st.builds(Link, text, text), max_size=2).map(tuple),
    marks=st.lists(st.sampled_from(["timeline", "resolved"]), max_size=2).map(tuple),
    versions=st.lists(
        st.builds(Version, text, st.sampled_from(["image", "chart", "commit"]), text, text, st.booleans()), max_size=2
    ).map(tuple),
    weight=st.integers(0, 100), count=st.integers(1, 999), captured=instants, cite=st.none() | text,
)  # fmt: skip


@given(records)
def test_a_record_is_one_line_and_reads_back_the_same(record):
    line = evidence.to_line(record)
    assert len(line.splitlines()) <= 1 or "\n" not in line
    assert evidence.from_line(line) == record


def test_a_record_seen_again_replaces_the_old_and_keeps_its_cite():
    old = Evidence("k8s:1", AT, "kubernetes", "event", "x", count=1, cite="k1")
    (merged,) = evidence.merge([old], [replace(old, count=5, cite=None)])
    assert (merged.count, merged.cite) == (5, "k1")


def test_a_ledger_is_sorted_by_time_and_then_by_id():
    made = [Evidence(i, at, "s", "k", "x") for i, at in (("b", AT), ("a", AT), ("z", None))]
    assert [r.id for r in evidence.merge([], made)] == ["z", "a", "b"]


@pytest.mark.parametrize(
    "line",
    ["{", "[]", '{"id": "a"}', '{"id": 1, "at": null, "source": "s", "kind": "k", "summary": "x"}',
     '{"id": "a", "at": "2026-01-01T00:00:00", "source": "s", "kind": "k", "summary": "x"}',
     '{"id": "a", "at": null, "source": "s", "kind": "k", "summary": "x", "versions": [{"component": 1}]}',
     '{"id": "a", "at": 5, "source": "s", "kind": "k", "summary": "x"}', "[" * 30_000],
)  # fmt: skip
def test_a_line_that_is_no_record_is_named_with_file_and_number(tmp_path, line):
    path = tmp_path / "evidence.jsonl"
    good = evidence.to_line(Evidence("a", AT, "s", "k", "x"))
    path.write_text(f"{good}\n\n{line}\n")
    with pytest.raises(InputError, match=r"evidence\.jsonl:3: not an evidence record"):
        evidence.read(path)


def test_a_missing_ledger_is_an_empty_one(tmp_path):
    assert evidence.read(tmp_path / "none.jsonl") == []


@pytest.mark.parametrize(
    "wrong",
    [
        '"weight": "9"', '"weight": null', '"weight": true', '"count": 1e400', '"body": 5', '"subject": ["a"]',
        '"many": 3', '"group": 7', '"cite": 5', '"summary": "\\ud800"', '"author": {"name": 5}',
        '"links": [{"url": 5}]',
        '"at": "0001-01-01T00:00:00+14:00"', '"at": "9999-12-31T23:59:59-14:00"', '"kind": "a\\nb"', '"source": "<b>"',
    ],
)  # fmt: skip
def test_a_record_that_is_none_is_named_with_its_line(tmp_path, wrong):
    path = tmp_path / "evidence.jsonl"
    path.write_text(f'{{"id": "slack:1", "at": null, "source": "slack", "kind": "message", "summary": "x", {wrong}}}\n')
    with pytest.raises(InputError, match=r":1: not an evidence record"):
        evidence.read(path)
