"""Front matter: read strictly, kept as written, and refused kindly."""

from __future__ import annotations

import pytest

from incidentkit.report import front, schema


def test_values_stay_what_was_written() -> None:
    read = front.read(
        "---\ntitle: A\nstatus: no\nstarted: 12:30\ndate: 2026-01-01\nnumber: 012\nlist: [a, 'b c']\nblock:\n- 1\n"
        "empty:\nyes: on\nopen: true\n---\nbody\n"
    )
    assert read.values == {
        "title": "A",
        "status": "no",
        "started": "12:30",
        "date": "2026-01-01",
        "number": "012",
        "list": ["a", "b c"],
        "block": ["1"],
        "empty": None,
        "yes": "on",
        "open": True,
    }
    assert read.lines["block"] == 8
    assert read.problems == ()


def test_a_character_that_json_writes_as_two_halves_is_one() -> None:
    read = front.read('---\ntitle: "\\ud83d\\udd25 \\ud83d"\n---\n')
    assert read.values == {"title": "\U0001f525 \ufffd"}


@pytest.mark.parametrize("start", ["---\n", "\ufeff---\n", "\n---\n", "---\r\n", "\ufeff---  \r\n"])
def test_a_mark_of_byte_order_or_a_blank_line_hides_nothing(start: str) -> None:
    assert front.read(start + "title: x\n---\n").values == {"title": "x"}


@pytest.mark.parametrize(
    ("source", "line", "word", "kept"),
    [
        ("a: 1\nb: 2\na: 3\n", 4, "second time", {"a": "1", "b": "2"}),
        ("a:\n\t- x\nb: 2\n", 3, "tab", {"b": "2"}),
        ("a:\tx\nb: 2\n", 2, "tab", {"b": "2"}),
        ("b: 2\na: &x 1\n", 3, "anchor", {"b": "2"}),
        ("b: 2\na: *x\n", 3, "alias", {"b": "2"}),
        ("b: 2\na: !!python/name:os.system x\n", 3, "tag", {"b": "2"}),
        ("t: one: two\nb: 2\n", 2, "colon", {"b": "2"}),
        ("b: 2\na: {c: 1, c: 2}\n", 3, "second time", {"b": "2"}),
        ("a: " + "[" * 30_000 + "\nb: 2\n", 2, "nested", {"b": "2"}),
        ("b: 2\na:\n" + "- " * 30_000 + "\n", 4, "nested", {"b": "2"}),
        ("a: '" + "x" * 1_000_000 + "'\n", 2, "KiB", {}),
        ("- a\n- b\n", 2, "key: value", {}),
        ("b: 2\na: \0\n", 3, "character", {"b": "2"}),
        ("b: 2\na: [1, 2\n", 4, "YAML", {"b": "2"}),
    ],
)
def test_what_is_not_allowed_is_named_with_its_line(source: str, line: int, word: str, kept: dict[str, str]) -> None:
    read = front.read(f"---\n{source}---\n")
    assert [note.line for note in read.problems] == [line]
    assert word in read.problems[0].message
    assert read.values == kept


def test_front_matter_that_nobody_closed() -> None:
    read = front.read("---\ntitle: x\nstatus: draft\n\n## Summary\n")
    assert read.values == {"title": "x", "status": "draft"}
    assert [note.line for note in read.problems] == [1]
    assert read.span is None


@pytest.mark.parametrize("text", ["", "# T\n", "---", "---\n\nprose\n\n---\n", "text\n---\na: 1\n---\n"])
def test_no_front_matter_is_fine(text: str) -> None:
    read = front.read(text)
    assert (read.values, read.problems) == ({}, ())


def test_the_schema_documents_every_key() -> None:
    said = schema.json_schema()
    assert said["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert {"title", "date", "status", "severity", "services", "tags", "timezone", "started", "visibility"} <= set(
        said["properties"]
    )
    assert all(value.get("description") for value in said["properties"].values())


def test_values_are_held_against_the_schema() -> None:
    text = "---\ntitle: [a]\ndate: 2026-13-01\nstatus: done\nstarted: 12:30\nservices: hub\ntags: [a]\nother: 1\n"
    assert [note.line for note in schema.problems(front.read(f"{text}---\n"))] == [2, 3, 4, 5, 6]
    good = "---\ntitle: a\ndate: 2026-11-22\nstatus: final\nstarted: 2026-11-22T14:02:11-08:00\n---\n"
    assert schema.problems(front.read(good)) == []
