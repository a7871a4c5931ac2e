"""Splices: exactly what was asked for, every other byte as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from needs import examples

from incidentkit.config import Workspace
from incidentkit.errors import InputError
from incidentkit.report import edit
from incidentkit.report.model import Span
from incidentkit.report.read import read, read_text

PATH = Path("incidents/2020-01-01-x.md")
DOCUMENT = (
    "\ufeff---\r\ntitle: x # why\r\ntags:\r\n  - a\r\n  - b\r\n# a note\r\nempty:\r\n---\r\n\r\n## Action items\r\n\r\n"
    "- [ ] do it  \r\n  and more <!-- action:abcd -->\t\r\n\r\n  a second paragraph\r\n"
    "1. [X] that <!-- TODO: a\r\nb -->\r\n\r\n| Action | Owner |\n|---|---|\n| test it | me |\r| none | |\n\n- plain"
)


@pytest.mark.parametrize(
    ("number", "old", "new"),
    [
        (0, "and more <!-- action:abcd -->", "and more [l](u) <!-- action:abcd -->"),
        (1, "that <!-- TODO", "that [l](u) <!-- TODO"),
        (2, "test it | me |", "test it | me [l](u) |"),
        (3, "- plain", "- plain [l](u)"),
    ],
)
def test_a_link_goes_behind_the_words_of_an_item(number: int, old: str, new: str) -> None:
    report = read_text(DOCUMENT, PATH)
    assert edit.append_to_item(report, report.actions[number], "[l](u)") == DOCUMENT.replace(old, new)


def test_lines_of_a_paragraph_that_are_items_are_told_apart() -> None:
    text = "## Action items\n\nAdd an alert. (#1)\nMove the disk. (#2)\n"
    report = read_text(text, PATH)
    assert edit.append_to_item(report, report.actions[0], "LINK") == text.replace("(#1)", "(#1) LINK")
    assert edit.append_to_item(report, report.actions[1], "LINK") == text.replace("(#2)", "(#2) LINK")


def test_a_box_is_ticked_and_cleared() -> None:
    report = read_text(DOCUMENT, PATH)
    assert [item.done for item in report.actions] == [False, True, None, None]
    assert edit.tick(report, report.actions[0], True) == DOCUMENT.replace("- [ ] do", "- [x] do")
    assert edit.tick(report, report.actions[1], False) == DOCUMENT.replace("[X]", "[ ]")
    with pytest.raises(InputError):
        edit.tick(report, report.actions[3], True)


@pytest.mark.parametrize(
    ("key", "value", "old", "new"),
    [
        ("title", "no: way", "title: x # why", 'title: "no: way" # why'),
        ("tags", ["a", "b c", "d, e"], "tags:\r\n  - a\r\n  - b\r\n", 'tags: [a, b c, "d, e"]\r\n'),
        ("empty", "2026-01-01", "empty:\r\n", "empty: 2026-01-01\r\n"),
        ("status", "review", "empty:\r\n---", "empty:\r\nstatus: review\r\n---"),
        ("answer", "yes", "empty:\r\n---", 'empty:\r\nanswer: "yes"\r\n---'),
        ("open", True, "empty:\r\n---", "empty:\r\nopen: true\r\n---"),
    ],
)
def test_a_key_is_set_and_the_rest_stays(key: str, value: object, old: str, new: str) -> None:
    assert edit.set_front(read_text(DOCUMENT, PATH), key, value) == DOCUMENT.replace(old, new)


def test_front_matter_is_made_where_there_is_none() -> None:
    assert edit.set_front(read_text("\ufeff# T", PATH), "status", "draft") == "\ufeff---\nstatus: draft\n---\n\n# T"


def test_front_matter_that_cannot_be_read_is_not_changed() -> None:
    for source in ("---\na: 1\na: 2\n---\n", "---\na: [\n---\n", "---\na: 1\n\n# T\n"):
        with pytest.raises(InputError):
            edit.set_front(read_text(source, PATH), "status", "draft")


def test_a_document_in_conflict_is_not_changed() -> None:
    text = "## Action items\n\n<<<<<<< a\n- [ ] x\n=======\n- [ ] y\n>>>>>>> b\n"
    report = read_text(text, PATH)
    with pytest.raises(InputError) as e:
        edit.tick(report, report.actions[0], True)
    assert e.value.line == 3


def workspace_with(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "incidents" / "2020-01-01-x.md"
    path.parent.mkdir()
    path.write_bytes(data)
    return path


def test_saving_keeps_bytes(tmp_path: Path) -> None:
    path = workspace_with(tmp_path, DOCUMENT.encode())
    report = read(path)
    edit.save(report, edit.tick(report, report.actions[0], True))
    assert path.read_bytes() == DOCUMENT.replace("- [ ] do", "- [x] do").encode()


def test_a_file_that_changed_or_is_no_utf8_or_lies_elsewhere_is_not_written(tmp_path: Path) -> None:
    path = workspace_with(tmp_path, b"# T\n")
    report = read(path)
    path.write_bytes(b"# T\n\nmore\n")
    with pytest.raises(InputError, match="changed on disk"):
        edit.save(report, "# U\n")
    assert path.read_bytes() == b"# T\n\nmore\n"
    path.write_bytes(b"# T\xe9\n")
    with pytest.raises(InputError, match="UTF-8"):
        edit.save(read(path), "# U\n")
    outside = tmp_path.parent / f"{tmp_path.name}-outside.md"
    outside.write_bytes(b"# O\n")
    link = path.with_name("link.md")
    link.symlink_to(outside)
    with pytest.raises(InputError, match="out of the workspace"):
        edit.save(read(link), "# U\n", Workspace.find(tmp_path))
    assert outside.read_bytes() == b"# O\n"


def test_overlapping_edits_are_a_mistake_of_the_caller() -> None:
    report = read_text("abc", PATH)
    with pytest.raises(ValueError, match="overlaps"):
        edit.replace(report, [edit.Edit(Span(0, 2), "x"), edit.Edit(Span(1, 3), "y")])


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=200).map(lambda t: t.replace("<", "("))


@settings(max_examples=examples(300), deadline=None)
@given(TEXTS, st.data())
def test_removing_a_splice_gives_the_original(text: str, data: st.DataObject) -> None:
    report = read_text(text, PATH)
    places = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=4, unique=True)))
    inserted = [data.draw(st.text(max_size=10)) for _ in places]
    new = edit.replace(report, [edit.Edit(Span(p, p), t) for p, t in zip(places, inserted, strict=True)])
    for place, piece in reversed(list(zip(places, inserted, strict=True))):
        start = place + sum(len(t) for p, t in zip(places, inserted, strict=True) if p < place)
        assert new[start : start + len(piece)] == piece
        new = new[:start] + new[start + len(piece) :]
    assert new.encode() == text.encode()


LINES = st.lists(
    st.sampled_from(
        ["- [ ] a", "- b  ", "  more\t", "", "1. [x] c <!-- x -->", "| a | b |", "|---|---|", "### g", "para", "> q"]
    ),
    max_size=12,
)


@settings(max_examples=examples(300), deadline=None)
@given(LINES, st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
def test_an_item_is_changed_and_nothing_else(lines: list[str], newline: str, final: bool) -> None:
    text = newline.join(["## Action items", *lines]) + (newline if final else "")
    report = read_text(text, PATH)
    for item in report.actions:
        new = edit.append_to_item(report, item, "LINK")
        assert new.replace(" LINK ", " ", 1) == text or new.replace(" LINK", "", 1) == text
        again = read_text(new, PATH).actions
        assert len(again) == len(report.actions)
        if item.done is not None:
            ticked = edit.tick(report, item, not item.done)
            assert sum(a != b for a, b in zip(text, ticked, strict=True)) == 1


@settings(max_examples=examples(300), deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60))
def test_any_text_can_be_a_value(value: str) -> None:
    report = read_text("---\na: 1 # one\nb: 2\n---\nbody", PATH)
    new = edit.set_front(report, "a", value)
    assert new.startswith("---\na: ")
    assert new.endswith(" # one\nb: 2\n---\nbody")
    assert read_text(new, PATH).front.values == {"a": value, "b": "2"}
