"""Threads and channels over HTTP, against a local Slack with real paging and real failures."""

from __future__ import annotations

import random
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from peers.slack import Json, SlackServer

from incidentkit.config import SlackSettings
from incidentkit.errors import DeniedError, IncidentkitError, InputError, RemoteError, SettingsError, UsageError
from incidentkit.evidence import mention
from incidentkit.sources.interface import Window
from incidentkit.sources.slack.client import SCOPES, Patience
from incidentkit.sources.slack.doctor import auth_status, thread_status
from incidentkit.sources.slack.web import SMALL_PAGES, SlackChannel, SlackThread

CHANNEL = "C024BE91L"
START = 1795385140
PARENT = f"{START}.000100"
LINK = f"https://example.slack.com/archives/{CHANNEL}/p{PARENT.replace('.', '')}"
SETTINGS = SlackSettings()
OPERATOR: Json = {"id": "U0OPERATOR", "name": "hub.operator", "profile": {"display_name": "Hub Operator"}}


def stamp(seconds: int) -> str:
    return f"{START + seconds}.000100"


def reply(seconds: int, text: str, **more: object) -> Json:
    return {
        "type": "message", "user": "U0OPERATOR", "text": text, "ts": stamp(seconds), "thread_ts": PARENT, **more,
    }  # fmt: skip


def thread(replies: int) -> list[Json]:
    parent = {"type": "message", "user": "U0OPERATOR", "text": "503s on the hub", "ts": PARENT, "thread_ts": PARENT}
    return [{**parent, "reply_count": replies}, *(reply(n, f"reply {n}") for n in range(1, replies + 1))]


def patience(waits: list[float] | None = None, **more: object) -> Patience:
    kept = waits if waits is not None else []
    return Patience(answer=5, sleep=kept.append, **more)  # type: ignore[arg-type]


def read(slack: SlackServer, link: str = LINK, window: Window | None = None, **more: object) -> object:
    source = SlackThread(link, settings=SETTINGS, environ=slack.environ, patience=patience(**more))  # type: ignore[arg-type]
    return source.gather(window or Window())


def server(messages: list[Json], **more: object) -> SlackServer:
    return SlackServer(messages={CHANNEL: messages}, channels={CHANNEL: "hub-ops"}, users=[OPERATOR], **more)  # type: ignore[arg-type]


def test_a_thread_of_5000_replies_in_pages_of_15_with_failures_between_comes_complete_and_in_order() -> None:
    chance = random.Random(7)
    kinds: list[str | int | None] = [429, 500, 502, 503, "reset", "short"]
    faults = [chance.choice(kinds) if chance.random() < 0.2 else None for _ in range(600)]
    waits: list[float] = []
    shown: list[tuple[str, int]] = []
    with server(thread(5000), most=15, faults=faults, retry_after="30") as slack:
        source = SlackThread(LINK, settings=SETTINGS, environ=slack.environ, patience=patience(waits))
        got = source.gather(Window(), lambda what, done, _: shown.append((what, done)))
    assert [r.id for r in got.records] == [f"slack:{CHANNEL}/{stamp(n)}" for n in range(5001)]
    assert not got.gaps
    assert SMALL_PAGES in got.notes
    assert max(waits) <= 90
    assert ("Slack's rate limit, seconds to wait", 30) in shown


def test_what_was_had_before_an_interruption_is_kept_and_the_rest_is_a_gap_that_a_second_run_fills() -> None:
    with server(thread(100), most=15, faults=[None, None, None, *[503] * 20]) as slack:
        got = read(slack, tries=3)
        assert len(got.records) == 46
        assert [g.kind for g in got.gaps] == ["gap"]
        assert "503" in got.gaps[0].summary
        slack.faults.clear()
        again = read(slack)
    assert len(again.records) == 101
    assert not again.gaps
    assert {r.id for r in got.records} <= {r.id for r in again.records}


def test_a_wait_beyond_the_cap_is_not_sat_out() -> None:
    waits: list[float] = []
    with (
        server(thread(3), faults=[429] * 9, retry_after="86400") as slack,
        pytest.raises(RemoteError, match="rate limit"),
    ):
        read(slack, waits=waits)
    assert waits == []


def test_an_address_where_nobody_is_fails_at_once_and_a_server_that_is_down_within_half_a_minute() -> None:
    nobody = {"SLACK_TOKEN": "xoxb-1", "SLACK_API_URL": "http://127.0.0.1:9/api"}
    waits: list[float] = []
    with pytest.raises(RemoteError, match="cannot be reached"):
        SlackThread(LINK, settings=SETTINGS, environ=nobody, patience=patience(waits)).gather(Window())
    assert waits == []
    with server(thread(3), faults=[503] * 99) as slack, pytest.raises(RemoteError, match="503"):
        read(slack, waits=waits)
    assert 0 < sum(waits) < 30


@pytest.mark.parametrize("fault", ["html", "reset", "short", 502])
def test_a_slack_that_stays_down_is_one_clear_line(fault: str | int) -> None:
    with server(thread(3), faults=[fault] * 9) as slack, pytest.raises(RemoteError) as failed:
        read(slack, tries=2)
    assert "\n" not in failed.value.message
    assert failed.value.hint
    assert slack.token not in str(failed.value) + str(failed.value.hint)


@pytest.mark.parametrize(
    ("code", "kind", "step"),
    [
        ("invalid_auth", SettingsError, "SLACK_TOKEN"),
        ("not_in_channel", DeniedError, "/invite"),
        ("channel_not_found", DeniedError, "/invite"),
        ("missing_scope", DeniedError, "scope"),
        ("thread_not_found", InputError, "link"),
        ("internal_error", RemoteError, "again"),
        ("a_code_of_tomorrow", RemoteError, "again"),
    ],
)
def test_each_refusal_names_its_next_step(code: str, kind: type[IncidentkitError], step: str) -> None:
    with server(thread(1), faults=[f"denied:{code}"] * 9) as slack, pytest.raises(kind) as failed:
        read(slack, tries=1)
    assert code in failed.value.message
    assert step.lower() in str(failed.value.hint).lower()


def test_a_missing_scope_is_named() -> None:
    denied = {"error": "missing_scope", "needed": "channels:history", "provided": "users:read"}
    with server(thread(1), errors={"conversations.replies": denied}) as slack, pytest.raises(DeniedError) as failed:
        read(slack)
    assert "channels:history" in failed.value.message


@pytest.mark.parametrize("token", ["", "  ", "xoxb with spaces", "xoxb-\x1b[31m"])
def test_a_token_that_is_none_is_a_matter_of_settings(token: str) -> None:
    source = SlackThread(LINK, settings=SETTINGS, environ={"SLACK_TOKEN": token})
    with pytest.raises(SettingsError, match="SLACK_TOKEN"):
        source.gather(Window())


def test_an_address_that_is_none_is_a_matter_of_settings() -> None:
    source = SlackThread(LINK, settings=SETTINGS, environ={"SLACK_TOKEN": "xoxb-1", "SLACK_API_URL": "file:///etc"})
    with pytest.raises(SettingsError, match="SLACK_API_URL"):
        source.gather(Window())


def test_records_carry_time_author_link_and_the_channel_s_name() -> None:
    with server([*thread(1), reply(60, "ask <@U0OPERATOR> & co")]) as slack:
        got = read(slack)
    last = got.records[-1]
    assert last.at == datetime.fromtimestamp(START + 60, UTC).replace(microsecond=100)
    own = f"https://example.slack.com/archives/{CHANNEL}/p{stamp(60).replace('.', '')}"
    assert last.links[0].url == f"{own}?thread_ts={PARENT}&cid={CHANNEL}"
    assert last.links[0].text == "Slack, #hub-ops"
    assert got.records[0].links[0].url == LINK
    assert last.author and (last.author.name, last.author.kind, last.author.id) == (
        "Hub Operator",
        "person",
        "U0OPERATOR",
    )
    assert last.summary == f"ask {mention('U0OPERATOR')} & co"
    assert [p.id for p in got.people] == ["U0OPERATOR"]
    assert "hub.operator" in got.people[0].names


def test_the_link_of_a_reply_brings_its_whole_thread_with_and_without_the_thread_in_it() -> None:
    own = f"https://example.slack.com/archives/{CHANNEL}/p{stamp(2).replace('.', '')}"
    with server(thread(4)) as slack:
        for link in (own, f"{own}?thread_ts={PARENT}&cid={CHANNEL}"):
            alone = slack.messages[CHANNEL]
            assert len(read(slack, link).records) == len(alone)


def test_the_window_holds_for_threads_and_says_what_it_left_out() -> None:
    until = datetime.fromtimestamp(START + 2, UTC) + timedelta(milliseconds=500)
    with server(thread(4)) as slack:
        got = read(slack, window=Window(until=until))
    assert len(got.records) == 3
    assert dict(got.hidden) == {"outside the window": 2}


def test_names_pins_and_groups_that_cannot_be_read_cost_no_message() -> None:
    denied = {"error": "missing_scope", "needed": "users:read"}
    methods = ("users.info", "users.list", "pins.list", "conversations.info", "auth.test", "usergroups.list")
    with server(
        [*thread(1), reply(2, "hey <!subteam^S1> and <@U0NOBODY>")], errors=dict.fromkeys(methods, denied)
    ) as slack:
        got = read(slack)
    assert len(got.records) == 3
    assert any("users:read" in note for note in got.notes)
    assert {p.id for p in got.people} == {"U0OPERATOR", "U0NOBODY"}


def test_many_people_are_looked_up_by_the_directory_and_few_one_by_one() -> None:
    crowd = [{"id": f"U0{n:04d}", "name": f"member{n}", "profile": {"display_name": f"Member {n}"}} for n in range(60)]
    said = [{**reply(n + 1, "x"), "user": person["id"]} for n, person in enumerate(crowd)]
    with server([*thread(0), *said]) as slack:
        slack.users.extend(crowd)
        got = read(slack)
    assert slack.calls["users.info"] == 0
    assert slack.calls["users.list"] == 1
    assert got.records[-1].author and got.records[-1].author.name == "Member 59"


def test_the_name_that_may_be_written_is_safe_and_the_one_as_it_is_serves_to_find_it() -> None:
    hostile = "[click](https://evil.example) <img src=x>\n# Op"
    with server(thread(0)) as slack:
        slack.users[:] = [{"id": "U0OPERATOR", "name": "op", "profile": {"display_name": hostile}}]
        (person,) = read(slack).people
    assert person.names[0] == "click(https://evil.example) img src=x # Op"
    assert "[click](https://evil.example) <img src=x> # Op" in person.names


def test_pins_and_reactions_mark() -> None:
    marked = reply(1, "it is only a note", reactions=[{"name": "pushpin", "count": 1}])
    fixed = reply(2, "we are there", reactions=[{"name": "white_check_mark::skin-tone-2"}])
    with server([*thread(0), marked, fixed, reply(3, "ok")], pins={CHANNEL: [stamp(3)]}) as slack:
        got = read(slack)
    assert [(r.marks, r.weight >= 80) for r in got.records[1:]] == [
        (("timeline",), True), (("resolved",), True), (("timeline",), True),
    ]  # fmt: skip


def test_a_thread_without_messages_is_a_gap() -> None:
    with server(thread(0)) as slack:
        slack.errors = {}
        slack.messages[CHANNEL] = [{"ts": "not a time", "thread_ts": PARENT}, {"ts": None, "thread_ts": PARENT}]
        got = read(slack)
    assert got.records == ()
    assert got.gaps
    assert dict(got.hidden)["without a time"] >= 1


@pytest.mark.parametrize("page", [{"messages": "none"}, {"messages": {"a": 1}}, {}])
def test_an_answer_of_the_wrong_shape_is_said(page: Json) -> None:
    with server(thread(1)) as slack, pytest.raises(RemoteError):
        slack.answer = lambda method, asked: {"ok": True, **page}  # type: ignore[method-assign]
        read(slack)


def test_a_cursor_that_runs_in_a_circle_ends() -> None:
    with server(thread(1)) as slack:
        good = slack.answer
        circle = {"has_more": True, "response_metadata": {"next_cursor": "at:0"}}
        slack.answer = lambda m, asked: {**good(m, asked), **(circle if m == "conversations.replies" else {})}  # type: ignore[method-assign]
        got = read(slack)
    assert len(got.records) == 2
    assert len(got.gaps) == 1


def test_a_channel_brings_its_window_and_the_replies_of_its_parents() -> None:
    outside = {"type": "message", "user": "U0OPERATOR", "text": "long ago", "ts": f"{START - 90000}.000000"}
    broadcast = reply(3, "sent to the channel as well", subtype="thread_broadcast")
    alone = {"type": "message", "user": "U0OPERATOR", "text": "another matter", "ts": stamp(9)}
    with server([outside, *thread(2), broadcast, alone], most=2) as slack:
        source = SlackChannel(f"#{CHANNEL}", settings=SETTINGS, environ=slack.environ, patience=patience())
        got = source.gather(Window(since=datetime.fromtimestamp(START - 60, UTC)))
    assert [r.id.rpartition("/")[2] for r in got.records] == [stamp(n) for n in (0, 1, 2, 3, 9)]
    assert got.records[0].links[0].url.startswith("https://example.slack.com/")


def test_a_whole_channel_needs_a_start_and_an_id() -> None:
    with pytest.raises(UsageError, match="start"):
        SlackChannel(CHANNEL, settings=SETTINGS, environ={"SLACK_TOKEN": "xoxb-1"}).gather(Window())
    with pytest.raises(UsageError, match="id"):
        SlackChannel("hub-ops", settings=SETTINGS, environ={})


@pytest.mark.parametrize(
    "link", ["", "hub-ops", "https://example.com/", "https://[", f"https://x.slack.com/archives/{CHANNEL}"]
)
def test_a_link_to_no_message_is_usage(link: str) -> None:
    with pytest.raises(UsageError, match="no link"):
        SlackThread(link, settings=SETTINGS, environ={})


def test_doctor_says_what_the_token_can_do() -> None:
    with server([]) as slack:
        assert all(one.ok for one in auth_status(slack.environ))
        slack.scopes = "channels:history"
        lacking = [one for one in auth_status(slack.environ) if not one.ok]
        assert any("users:read" in one.message and one.hint for one in lacking)
        slack.token = "xoxb-other"
        wrong = auth_status({**slack.environ, "SLACK_TOKEN": "xoxb-test"})
    assert [(one.ok, "invalid_auth" in one.message) for one in wrong] == [(False, True)]
    assert [one.ok for one in auth_status({})] == [False]


@pytest.mark.parametrize("scope", SCOPES)
def test_doctor_names_each_scope_that_is_missing_and_where_to_add_it(scope: str) -> None:
    with server([]) as slack:
        slack.scopes = ",".join(one for one in SCOPES if one != scope)
        (lacking,) = [one for one in auth_status(slack.environ) if not one.ok]
    assert scope in lacking.message
    assert scope in str(lacking.hint)


@pytest.mark.parametrize(
    ("method", "code", "ok", "step"),
    [
        ("conversations.replies", "not_in_channel", False, "/invite"),
        ("conversations.replies", "channel_not_found", False, "/invite"),
        ("conversations.replies", "missing_scope", False, "channels:history"),
        ("conversations.replies", "ratelimited", False, "in a few minutes"),
        ("conversations.replies", "thread_not_found", False, "link"),
        ("conversations.replies", "invalid_auth", False, "SLACK_TOKEN"),
        ("users.info", "user_not_visible", True, "unnamed"),
        ("pins.list", "missing_scope", False, "channels:history"),
    ],
)
def test_doctor_tries_a_thread_and_names_each_refusal_and_its_next_step(
    method: str, code: str, ok: bool, step: str
) -> None:
    refusal = {"error": code, "needed": "channels:history"} if code == "missing_scope" else {"error": code}
    with server(thread(2), errors={method: refusal}) as slack:
        found = thread_status(LINK, slack.environ, patience=patience([]))
    (refused,) = [one for one in found if code in one.message]
    assert refused.ok is ok
    assert step in f"{refused.message} {refused.hint}"
    assert slack.token not in str(found)


def test_doctor_reads_a_thread_that_can_be_read() -> None:
    with server(thread(2)) as slack:
        assert all(one.ok for one in thread_status(LINK, slack.environ))
    assert not set(dict(slack.asked)) - {"conversations.replies", "conversations.info", "pins.list", "users.info"}


def test_a_redirect_is_not_followed_and_the_token_stays_here() -> None:
    seen: list[str] = []

    class Elsewhere(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            seen.append(self.headers.get("Authorization") or "")
            self.send_response(302 if self.server is first else 200)
            self.send_header("Location", f"http://localhost:{second.server_port}/api/auth.test")
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_POST

        def log_message(self, *_: object) -> None:
            """Quiet."""

    first, second = (ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) for _ in range(2))
    for server in (first, second):
        threading.Thread(target=server.serve_forever, daemon=True).start()
    environ = {"SLACK_TOKEN": "xoxb-test", "SLACK_API_URL": f"http://127.0.0.1:{first.server_port}/api/"}
    with pytest.raises(RemoteError):
        SlackThread(LINK, settings=SETTINGS, environ=environ).gather(Window())
    first.shutdown()
    second.shutdown()
    assert len(seen) == 1


@pytest.mark.parametrize("address", ["http://slack.example/api/", "ftp://slack.example/", "slack.example"])
def test_a_token_is_not_sent_in_the_clear(address: str) -> None:
    environ = {"SLACK_TOKEN": "xoxb-test", "SLACK_API_URL": address}
    with pytest.raises(SettingsError, match="SLACK_API_URL"):
        SlackThread(LINK, settings=SETTINGS, environ=environ).gather(Window())
