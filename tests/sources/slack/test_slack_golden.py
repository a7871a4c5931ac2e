"""Messages as reports show them, in files that people can read: tests/golden/slack/*.txt.

A case is a name, what Slack sends (mrkdwn, or a message or its blocks as JSON), the line of the timeline, and the whole
message where it says more. `python tests/sources/slack/test_slack_golden.py` writes the files anew from the code: read
the difference before you commit it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from incidentkit.config import SlackSettings
from incidentkit.evidence import MENTION_END, MENTION_START, Evidence
from incidentkit.sources.interface import Window
from incidentkit.sources.slack.names import Names, User
from incidentkit.sources.slack.records import Conversation

FOLDER = Path(__file__).resolve().parents[2] / "golden" / "slack"


@dataclass(frozen=True)
class Case:
    name: str
    given: str
    line: str
    body: str
    is_json: bool


def load(path: Path) -> tuple[str, list[Case]]:
    """The file's first paragraph, and its cases."""
    head, *parts = path.read_text(encoding="utf-8").split("\n==== ")
    cases = []
    for part in parts:
        name, _, rest = part.partition("\n")
        given, _, shown = rest.partition("\n---- line\n")
        line, _, body = shown.partition("\n---- body\n")
        cases.append(Case(name.strip(), given.strip("\n"), line.strip("\n"), body.strip("\n"), path.stem != "mrkdwn"))
    return head, cases


def known() -> Names:
    """A workspace of roles."""
    return Names(
        users={
            "U0OPERATOR": User("U0OPERATOR", ("Hub Operator",)),
            "U0HELPDESK": User("U0HELPDESK", ("Help Desk",)),
            "U0ALERTBOT": User("U0ALERTBOT", ("Alertmanager",), bot=True),
        },
        channels={"C024BE91L": "hub-ops", "C0HELP": "help"},
        groups={"S0ONCALL": "on-call"},
    )


def message(case: Case) -> dict[str, Any]:
    """What the case gives, as a message."""
    given = json.loads(case.given) if case.is_json else {"text": case.given}
    return {"text": "(the blocks say it)", "blocks": given} if isinstance(given, list) else given


def record(case: Case) -> Evidence:
    """The evidence of a case."""
    conversation = Conversation("C024BE91L", "https://example.slack.com", known())
    conversation.add({"type": "message", "ts": "1795385140.000100", "user": "U0OPERATOR", **message(case)})
    (found,) = conversation.records(Window(), SlackSettings())
    return found


def shown(text: str | None) -> str:
    return (text or "").replace(MENTION_START, "{").replace(MENTION_END, "}")


def first(evidence: Evidence) -> str:
    """The line with what else is told: who, kind, weight, marks."""
    author = evidence.author.name if evidence.author else "-"
    marks = f" {' '.join(evidence.marks)}" if evidence.marks else ""
    return f"[{author}, {evidence.kind} {evidence.weight}{marks}] {shown(evidence.summary)}"


CASES = [
    pytest.param(case, id=f"{path.stem}: {case.name}")
    for path in sorted(FOLDER.glob("*.txt"))
    for case in load(path)[1]
]


@pytest.mark.parametrize("case", CASES)
def test_message_is_shown_as_agreed(case: Case) -> None:
    found = record(case)
    assert first(found) == case.line
    assert shown(found.body) == case.body


def test_there_are_enough_of_them() -> None:
    assert len(CASES) >= 150


if __name__ == "__main__":
    for file in sorted(FOLDER.glob("*.txt")):
        title, cases = load(file)
        out = title
        for one in cases:
            found = record(one)
            out += f"\n==== {one.name}\n{one.given}\n---- line\n{first(found)}\n"
            if found.body:
                out += f"---- body\n{shown(found.body)}\n"
        file.write_text(out, encoding="utf-8")
