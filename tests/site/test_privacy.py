"""What is private stays in the repository."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path

import pytest

from incidentkit.config import RedactSettings
from incidentkit.errors import InputError
from incidentkit.report.privacy import private_spans, without_comments, without_private
from incidentkit.site.gfm import normalise
from incidentkit.site.privacy import gate

PATH = Path("incidents/x.md")


@pytest.mark.parametrize(
    "text",
    [
        "a\n<!-- private -->\nhush\n<!-- /private -->\nb\n",
        "a <!--private-->hush<!--/private--> b\n\n\n\n",
        "a\n<!-- PRIVATE: names of people -->\nhush\n<!-- private -->hush<!-- /private -->\nhush <!-- /private -->b\n",
        "a\n```\n<!-- private -->\nhush\n<!-- /private -->\n```\nb",
    ],
)
def test_passages_go_and_lines_keep_their_numbers(text: str) -> None:
    public = without_private(PATH, text)
    assert "hush" not in public
    assert "private" not in public.lower()
    assert public.count("\n") == text.count("\n")
    assert public.startswith("a")
    assert "b" in public


@pytest.mark.parametrize(("text", "line"), [("a\n<!-- private -->\nhush\n", 2), ("a\n\nhush\n<!-- /private -->\n", 4)])
def test_half_a_passage_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(InputError) as caught:
        without_private(PATH, text)
    assert caught.value.line == line


def test_comments_go_but_not_out_of_code() -> None:
    text = "a <!-- hush\nhush --> b `<!-- kept -->`\n```\n<!-- kept -->\n```\n"
    shown = without_comments(text)
    assert "hush" not in shown
    assert shown.count("<!-- kept -->") == 2
    assert shown.count("\n") == text.count("\n")


def test_gate_masks_an_address_and_names_its_line() -> None:
    public = gate(PATH, "a\nask someone@cs.campus.edu now\n", RedactSettings())
    assert "someone@" not in public.text
    assert [(f.line, f.kind) for f in public.findings] == [(2, "personal-data")]
    assert public.refused is None


@pytest.mark.parametrize("token", ["ghp_" + "a1B2" * 9, "ghp\\_" + "a1B2" * 9, "ghp_<!-- x -->" + "a1B2" * 9])
def test_gate_refuses_a_secret_also_behind_markup(token: str) -> None:
    public = gate(PATH, f"a\n\ntoken {token}\n", RedactSettings())
    assert public.refused is not None
    assert public.refused.line == 3
    assert "a1B2" not in public.refused.message


def test_what_only_a_comment_says_is_not_published_and_not_held_against_it() -> None:
    public = gate(PATH, "a\n<!-- ask someone@cs.campus.edu -->\n", RedactSettings())
    assert public.findings == ()


def test_an_address_taken_apart_by_a_comment_does_not_come_together_on_the_page() -> None:
    public = gate(PATH, "ask someone@cam<!-- -->pus.edu\n", RedactSettings())
    assert public.refused or "someone@" not in without_comments(public.text)


def test_a_line_may_be_excused_with_a_reason() -> None:
    line = "write to help@cs.campus.edu <!-- incident-check: ignore personal-data because it is the public desk -->\n"
    public = gate(PATH, line, RedactSettings())
    assert public.findings == ()
    assert "help@cs.campus.edu" in public.text
    assert gate(PATH, line.replace(" because it is the public desk", ""), RedactSettings()).findings


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("a <!-- private -->b<!-- /private --> c", "b"),
        ("a <!-- private: names -->b<!-- private -->b<!-- /private -->b<!-- /private --> c", "bbb"),
        ("a <!-- PRIVATE -->b", "b"),
        ("b <!-- /private --> a", "b"),
        ("a", ""),
    ],
)
def test_where_private_passages_lie(text: str, hidden: str) -> None:
    spans = private_spans(text)
    inside = "".join(text[start:end] for start, end in spans)
    outside = "".join(c for at, c in enumerate(text) if not any(start <= at < end for start, end in spans))
    assert "b" not in outside
    assert "a" in outside
    assert inside.count("b") == len(hidden)


@pytest.mark.parametrize(
    "text",
    [
        "`` a ` <!-- kept --> ``",
        "> ~~~ words `\n> <!-- kept -->\n> ~~~\n",
        "````\n```\n<!-- kept -->\n````\n",
        "```\n<!-- kept -->\n`````  \n",
    ],
)
def test_a_comment_in_code_stays(text: str) -> None:
    assert without_comments(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "` <!-- hush -->\n\n`",
        "`` <!-- hush --> `",
        "```\n<!-- hush -->\n~~~\n",
        "````\n<!-- hush -->\n```\n",
        "```a`\n<!-- hush -->\n```\n",
        "<!--> <!---> a <!-- hush -- > ` -->",
    ],
)
def test_a_comment_outside_of_code_goes(text: str) -> None:
    assert "hush" not in without_comments(text)


def test_the_words_of_a_private_mark_may_hold_any_sign() -> None:
    text = "a <!-- private: load > 3 -->hush<!-- /private -->"
    assert "hush" not in without_private(PATH, text)
    assert private_spans(text) == [(2, len(text))]


def test_a_private_mark_that_never_closes_is_refused() -> None:
    text = "a\n<!-- private\nhush\n"
    with pytest.raises(InputError):
        without_private(PATH, text)
    assert private_spans(text) == [(2, len(text))]


HOSTILE = ("<!--", "~", "`", "<!-- private ", "<!--private>", " \n~~~", "````a\n```\n", "`a``b```c", "` ", "<!-- ")


@pytest.mark.parametrize("unit", HOSTILE)
def test_a_hostile_text_takes_no_longer_than_any_other(unit: str) -> None:
    text = (unit * 200_000)[:200_000]
    started = time.process_time()
    with suppress(InputError):
        gate(PATH, text, RedactSettings())
    assert time.process_time() - started < 3


@pytest.mark.parametrize("text", ["<!--" + " " * 200_000, "a@cs.campus.edu\n" * 20_000])
def test_blanks_and_many_findings_take_no_longer(text: str) -> None:
    started = time.process_time()
    gate(PATH, text, RedactSettings())
    assert time.process_time() - started < 5


def test_blanks_behind_what_looks_like_a_link_take_no_longer() -> None:
    started = time.process_time()
    normalise("](a" + " " * 40_000)
    assert time.process_time() - started < 2
