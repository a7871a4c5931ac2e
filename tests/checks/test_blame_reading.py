"""How a sentence is read before blame is looked for in it: who is a person, and who only has a person's name."""

from __future__ import annotations

import pytest

from incidentkit.checks.blaming.grammar import blamed
from incidentkit.checks.blaming.sentence import read


@pytest.mark.parametrize(
    ("sentence", "shape"),
    [
        ("Clearly the new on-call engineer didn't read Kim's notes.", "@p did not read @p 's notes ."),
        ("One of the vendor's technicians pulled a disk", "@p pulled a disk"),
        ("Somebody on the network team told nobody", "@p told @n"),
        ("Members of our staff, the storage team and Maria Lopez joined", "@p , @g and @p joined"),
        ("Whoever merged this was on call", "@p who merged this was on call"),
        ("Responder A paged the person on duty", "@p paged @p"),
        ("@hub-admin asked the help desk", "@p asked @g"),
        ("Students and the users' notebooks", "@u and the users 's notebooks"),
        ("The postgres operator and the reviewer bot", "the postgres operator and the reviewer bot"),
        ("Two user pods and the admin page", "two user pods and the admin page"),
        ("The upgrade led to a lead time of individual pods", "the upgrade led to a lead time of individual pods"),
        ("None of us can't tell", "@n can not tell"),
    ],
)  # fmt: skip
def test_people_become_marks_and_machines_stay_words(sentence: str, shape: str) -> None:
    assert read(sentence).shape == shape


@pytest.mark.parametrize(
    "piece",
    [
        "the team's ",
        "the engineer and ",
        "not careless ",
        "had the team of the vendor ",
        "because of the ",
        "who did, he ",
    ],
)
def test_a_long_line_of_nothing_else_is_read(piece: str) -> None:
    """A report may be hostile: neither the depth nor the number of names may matter."""
    blamed(piece * 5_000)


@pytest.mark.parametrize(
    ("sentence", "at"),
    [
        ("At noon Ana (on call) wrongly restarted it.", "Ana"),
        ("The hub was down, as the engineer hadn't tested the restore.", "the engineer"),
        ("It was, in short, “bad”, and plain carelessness.", "plain carelessness"),
    ],
)
def test_the_finding_stands_where_the_words_begin(sentence: str, at: str) -> None:
    found = blamed(sentence)
    assert found
    assert sentence[found[1] :].startswith(at)


@pytest.mark.parametrize(
    ("sentence", "fits"),
    [
        ("The engineer forgot to uncordon the node.", "written down"),
        ("Who deleted the volume?", "Ask what made it possible"),
        ("Why did nobody read the page?", "Ask what made it possible"),
        ("Be more careful with quotas.", "a change that works on a bad day"),
        ("The developer has been reprimanded.", "whoever was at the keyboard"),
        ("The DBA merged it without asking the team.", "what asks for the step"),
        ("The admin misread the graph.", "how it looked"),
        ("The lead went against the policy.", "what the rule costs"),
        ("The reviewer glanced at the diff.", "what called for attention"),
        ("This was human error.", "nothing asked for confirmation"),
        ("The contractor broke the login.", "Put the system in the subject"),
        ("The team was incompetent.", "what the system let happen"),
        ("It was inexcusable.", "Leave the verdict out"),
        ("The vendor should have told us.", "what would help now"),
        ("If only the operator had waited.", "made sense then"),
    ],
)
def test_the_rewording_fits_what_was_said(sentence: str, fits: str) -> None:
    found = blamed(sentence)
    assert found
    assert fits in found[0].reword
