"""Answers in which any part is of another type, or far too large: a record, a gap or one clear line, no crash."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from peers.slack import Json, SlackServer

from incidentkit.config import SlackSettings
from incidentkit.errors import IncidentkitError
from incidentkit.sources.interface import Gathered, Window
from incidentkit.sources.slack.client import Patience
from incidentkit.sources.slack.web import SlackThread

CHANNEL, PARENT = "C024BE91L", "1795385140.000100"
LINK = f"https://example.slack.com/archives/{CHANNEL}/p{PARENT.replace('.', '')}"
SAID: list[Json] = [
    {
        "type": "message", "user": "U0OPERATOR", "ts": PARENT, "thread_ts": PARENT, "reply_count": 1,
        "text": "503s, <!subteam^S1> and <@U0STUDENT>",
    },
    {"type": "message", "user": "U0STUDENT", "text": "it is back", "ts": "1795385200.000100", "thread_ts": PARENT},
]  # fmt: skip
USERS: list[Json] = [{"id": "U0OPERATOR", "name": "hub.operator", "profile": {"display_name": "Hub Operator"}}]
METHODS = ("auth.test", "conversations.replies", "conversations.info", "users.info", "usergroups.list", "pins.list")
# One of each type of JSON, and what hurts: far too much, the wrong kind of a time, half a character, a command.
VALUES: tuple[Any, ...] = (
    None, True, -1, 10**30, 1e308, "", "x", "::error::x", "\x1b[31m\u202e", "\ud800", "x" * 300_000, [], [None], ["x"],
    {}, {"x": []}, [{"ts": "99999999999999.0"}], [[[[{}]]]],
)  # fmt: skip


@dataclass
class Odd(SlackServer):
    """A Slack that answers one method with `value` under `path`."""

    method: str = ""
    path: tuple[str | int, ...] = ()
    value: Any = None

    def answer(self, method: str, asked: dict[str, str]) -> Json:
        """The answer of a good Slack, but for one part."""
        if not asked.get("cursor", "at:").startswith("at:"):
            return {"ok": False, "error": "invalid_cursor"}
        good = super().answer(method, asked)
        return put(good, self.path, self.value) if method == self.method else good


def put(whole: Any, path: tuple[str | int, ...], value: Any) -> Any:
    """The same with another part at the path; where there is no such part, the same."""
    if not path:
        return value
    first, *rest = path
    if isinstance(whole, dict):
        return {**whole, first: put(whole.get(str(first)), tuple(rest), value)}
    if isinstance(whole, list) and isinstance(first, int) and first < len(whole):
        return [*whole[:first], put(whole[first], tuple(rest), value), *whole[first + 1 :]]
    return whole


def paths(whole: Any, above: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every part of a value, itself first."""
    yield above
    for key, part in whole.items() if isinstance(whole, dict) else enumerate(whole) if isinstance(whole, list) else ():
        yield from paths(part, (*above, key))


def slack(**odd: Any) -> Odd:
    groups: list[Json] = [{"id": "S1", "handle": "hub-team"}]
    return Odd({CHANNEL: SAID}, USERS, {CHANNEL: "hub-ops"}, {CHANNEL: [PARENT]}, groups, **odd)


def gather(server: SlackServer) -> Gathered | IncidentkitError:
    """What the source gives of the thread, or its one line."""
    patience = Patience(answer=5, tries=1, sleep=lambda _: None)
    try:
        return SlackThread(LINK, settings=SlackSettings(), environ=server.environ, patience=patience).gather(Window())
    except IncidentkitError as e:
        return e


@pytest.mark.parametrize("method", METHODS)
def test_any_part_of_any_answer_may_be_anything(method: str) -> None:
    good = slack().answer(method, {"channel": CHANNEL, "ts": PARENT, "user": "U0OPERATOR"})
    assert good["ok"]
    with slack(method=method) as server:
        for server.path in paths(good):
            for server.value in VALUES:
                got = gather(server)
                if isinstance(got, IncidentkitError):
                    assert "\n" not in got.message and len(got.message) < 600 and "\x1b" not in got.message
                    assert got.hint, got.message
                else:
                    assert got.records or got.gaps, (server.path, server.value)
                    assert all("\n" not in r.summary and "\x1b" not in r.summary for r in got.records)
                if method not in ("conversations.replies",):
                    assert isinstance(got, Gathered) and len(got.records) == 2, "names and pins cost no message"
