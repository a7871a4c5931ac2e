"""What is an author's own prose, and where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from incidentkit.checks.passages import comments, paragraphs, place, prose, sentences, visible
from incidentkit.report.model import Report
from incidentkit.report.read import read_text


def report(text: str) -> Report:
    return read_text(text, Path("2026-11-22-hub.md"))


@pytest.mark.parametrize(
    "hidden",
    [
        "`WORD`",
        "`` a ` WORD ``",
        "```\nWORD\n```",
        "  - item\n\n    ~~~ text\n    WORD\n    ~~~",
        "```\nnever closed\nWORD",
        "<!-- WORD -->",
        "<!--\nWORD\n-->",
        "[link](https://example.org/WORD)",
        "<https://example.org/WORD>",
        "https://example.org/WORD",
        "[link]: https://example.org/WORD",
        "[^k1]: WORD",
        "> WORD",
        "> quoted\nWORD goes on",
        "He wrote “WORD and more”.",
        'She said "it is\nWORD", and left.',
        "They call it ‘the WORD’s end’.",
        "It is called 'don't WORD'.",
    ],
)
def test_what_is_not_the_authors_own_is_blank(hidden: str) -> None:
    for end in ("\n", "\r\n", "\r"):
        text = f"---\ntitle: WORD\n---\n\nBefore.\n\n{hidden}\n".replace("\n", end)
        own = prose(report(text))
        assert "WORD" not in own, end
        assert "Before." in own
        assert len(own) == len(text)


@pytest.mark.parametrize(
    "shown",
    [
        "**WORD**",
        "The engineers' WORD is the students' own.",
        'A 5" disk WORD and another.',
        "`never closed WORD",
        "- WORD in a list",
        "| a | WORD |",
        "> quoted\n\nWORD after it",
        "[WORD](https://example.org)",
        "# WORD",
        "    \n\nWORD",
    ],
)
def test_what_is_their_own_stays(shown: str) -> None:
    text = f"Before.\n\n{shown}\n"
    assert "WORD" in prose(report(text))


def test_quotes_can_be_kept() -> None:
    text = "Somebody saw “0:59 CET” on a clock.\n"
    assert "0:59" in prose(report(text), quotes=True)
    assert "0:59" not in prose(report(text))


def test_comments_outside_code_are_given_with_their_place() -> None:
    text = "`<!-- no -->`\n\n```\n<!-- no -->\n```\n\n<!-- yes -->\n"
    (span,) = comments(report(text))
    assert text[span.start : span.end] == "<!-- yes -->"
    assert place(text, span.start) == (7, 1)


def test_sentences_know_where_they_begin() -> None:
    text = "One is\nhere. Two is there! And three?\n\n- Four.\n- Five. Six\n\n# Seven\nEight\n"
    found = list(sentences(text))
    assert [" ".join(s.text.split()) for s in found] == [
        "One is here.", "Two is there!", "And three?", "- Four.", "- Five.", "Six", "# Seven", "Eight",
    ]  # fmt: skip
    assert all(text[s.start :].startswith(s.text) for s in found)
    assert all(text[p.start :].startswith(p.text) for p in paragraphs(text))


def test_a_line_of_blanks_is_read_in_one_pass() -> None:
    # Were it quadratic, this would take hours.
    assert visible(report("## Summary\n\n" + " \t" * 200_000 + "words\n")).rstrip().endswith("words")
