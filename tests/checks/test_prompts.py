"""The grammar of prompts: what a template says to any author, and its look-alikes that tell of one incident."""

from __future__ import annotations

import pytest

from incidentkit.checks.prompts import asks, is_prompt, names_its_text, wonders
from incidentkit.checks.template_words import coverage
from incidentkit.checks.values import holds_a_place, in_brackets, is_choice

TOLD = (
    "Describe the chain of events that led to the outage.",
    "Briefly explain how the service was restored, and by which team.",
    "Document every step taken by the responders.",
    "A short narrative of the incident.",
    "Two sentences on what users saw.",
    "Explanation of the root cause (one paragraph).",
    "Links to dashboards, logs and tickets.",
    "In a few sentences",
)
TELLING = (
    "Describe how a ferry finds its berth, the vendor said.",
    "The outage lasted two hours, and the team explained the cause.",
    "A summary of the incident was sent to all captains.",
    "Two lines of the configuration were swapped on the gangway server.",
    "List price changes were imported twice.",
    "Given the load, the printers were restarted.",
    "Note that logs show many errors.",
    "Links to the harbour's dashboards were broken.",
)
ASKED = (
    "What was the impact on users?",
    "How was the incident detected, and by whom?",
    "Who was affected? For how long?",
)
TOLD_IN_QUESTIONS = ("Why did the gangway sensor report zero?", "Could we run the harbour from Oslo?")


@pytest.mark.parametrize("words", TOLD)
def test_what_a_template_tells_is_a_prompt(words: str) -> None:
    assert is_prompt(words, "summary", item=False)


@pytest.mark.parametrize("words", TELLING)
def test_what_tells_of_an_incident_is_none(words: str) -> None:
    assert not is_prompt(words, "summary", item=False)


@pytest.mark.parametrize("words", ASKED)
def test_a_question_that_fits_any_incident_is_one_for_the_author(words: str) -> None:
    assert asks(words)


@pytest.mark.parametrize("words", TOLD_IN_QUESTIONS)
def test_a_question_about_this_incident_is_the_authors(words: str) -> None:
    assert not asks(words)


def test_an_indirect_question_stands_alone() -> None:
    assert wonders("How the incident was detected")
    assert not wonders("How the berth's sensor was replaced")
    assert not wonders("What went well:")


@pytest.mark.parametrize("value", ["Yes / No", "low / medium / high", "Draft | Final", "Open, in progress, or closed"])
def test_a_scale_that_was_left_is_no_value(value: str) -> None:
    assert is_choice(value)
    assert holds_a_place(value, None)


@pytest.mark.parametrize("value", ["low", "P1/SEV1", "none", "resolved", "yes, for an hour", "web/api", "2 / 3"])
def test_a_choice_that_was_made_is_a_value(value: str) -> None:
    assert not is_choice(value)
    assert not holds_a_place(value, None)


@pytest.mark.parametrize("inner", ["root cause", "short title", "name of the service", "action 2", "why did it happen"])
def test_brackets_around_words_of_any_incident_are_a_place(inner: str) -> None:
    assert in_brackets(inner)


@pytest.mark.parametrize("inner", ["redacted", "unknown", "8:01 PM", "harbour", "12", "sic", "ferry-api"])
def test_brackets_around_an_answer_or_a_name_are_none(inner: str) -> None:
    assert not in_brackets(inner)


def test_a_name_in_a_line_says_that_somebody_began_to_fill_it_in() -> None:
    assert coverage("the impact on users of the service") == 1.0
    assert coverage("the impact on passengers of the Oslo ferry") < 0.6
    assert not names_its_text("Number of tickets lost: 300")
