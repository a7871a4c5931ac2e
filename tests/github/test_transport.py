"""What is repeated, how long is waited, what an answer means: against a server that counts."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from peers.clock import FakeClock

from incidentkit.errors import DeniedError, Exit, RemoteError, SettingsError
from incidentkit.github.account import Account
from incidentkit.github.client import GitHub
from incidentkit.github.values import InvalidError, LimitedError, MissingError, NewIssue

NEW = NewIssue("A title", "A body")
ISSUE = {"number": 7, "title": "A title", "state": "open", "html_url": "https://github.com/o/r/issues/7"}
REPO = {"full_name": "o/r"}


class Script:
    """Answers in order (status, headers, body); the last one is repeated. `seen` are the requests."""

    def __init__(self, *answers: tuple[int, dict[str, str], Any]) -> None:
        self.answers, self.seen = list(answers), list[str]()
        script = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *_: Any) -> None:
                return

            def _any(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                script.seen.append(f"{self.command} {self.path}")
                status, headers, body = script.answers[min(len(script.seen), len(script.answers)) - 1]
                data = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value.replace("SELF", script.url))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = do_PATCH = _any

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        self.clock, self.said = FakeClock(), list[str]()
        self.github = GitHub(
            Account(self.url, self.url, "t0ken", "GH_TOKEN"), clock=self.clock, notify=self.said.append
        )


@pytest.fixture
def scripts() -> Iterator[list[Script]]:
    started: list[Script] = []
    yield started
    for script in started:
        script.server.shutdown()
        script.server.server_close()


@pytest.fixture
def play(scripts: list[Script]) -> Any:
    def start(*answers: tuple[int, dict[str, str], Any]) -> Script:
        scripts.append(Script(*answers))
        return scripts[-1]

    return start


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_post_is_sent_once_whatever_comes(play: Any, status: int) -> None:
    script = play((status, {}, b"<html>"), (201, {}, ISSUE))
    with pytest.raises(RemoteError):
        script.github.create_issue("o/r", NEW)
    assert script.seen == ["POST /repos/o/r/issues"]


def test_a_patch_is_sent_once(play: Any) -> None:
    script = play((502, {}, b""), (200, {}, ISSUE))
    with pytest.raises(RemoteError):
        script.github.update_issue("o/r", 7, title="x", body="y")
    assert len(script.seen) == 1


def test_a_limited_post_is_not_sent_again_by_itself(play: Any) -> None:
    script = play((403, {"Retry-After": "30"}, {"message": "You have exceeded a secondary rate limit"}))
    with pytest.raises(LimitedError) as caught:
        script.github.create_issue("o/r", NEW)
    assert caught.value.seconds == 30
    assert len(script.seen) == 1


@pytest.mark.parametrize(
    ("status", "headers", "body", "waited"),
    [
        (502, {}, b"bad gateway", 1.0),
        (429, {}, {"message": "slow down"}, 60.0),
        (429, {"Retry-After": "7"}, {}, 7.0),
        (403, {"Retry-After": "7"}, {"message": "secondary rate limit"}, 7.0),
        (403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1790000030"}, {"message": "limit"}, 31.0),
        (200, {}, b'{"full_na', 1.0),
    ],
)
def test_a_read_waits_as_asked_says_so_and_is_repeated(
    play: Any, status: int, headers: dict[str, str], body: Any, waited: float
) -> None:
    script = play((status, headers, body), (200, {}, REPO))
    assert script.github.repository("o/r").name == "o/r"
    assert script.clock.slept == [waited]
    assert len(script.said) == 1
    assert f"{waited:.0f} s" in script.said[0]


def test_no_wait_is_endless(play: Any) -> None:
    script = play((429, {"Retry-After": "86400"}, {}))
    with pytest.raises(RemoteError, match="86400") as caught:
        script.github.repository("o/r")
    assert "Run it again after" in (caught.value.hint or "")
    assert script.clock.slept == []


def test_reads_end_after_a_few_tries(play: Any) -> None:
    script = play((500, {}, {}))
    with pytest.raises(RemoteError):
        script.github.repository("o/r")
    assert len(script.seen) == 4


def test_a_second_lies_between_writes(play: Any) -> None:
    script = play((201, {}, ISSUE))
    for _ in range(3):
        script.github.create_issue("o/r", NEW)
    assert sum(script.clock.slept) >= 2


@pytest.mark.parametrize(
    ("status", "body", "kind", "code"),
    [
        (401, {"message": "Bad credentials"}, SettingsError, Exit.SETTINGS),
        (403, {"message": "Resource not accessible by integration"}, DeniedError, Exit.SETTINGS),
        (404, {"message": "Not Found"}, MissingError, Exit.SETTINGS),
        (410, {"message": "This issue was deleted"}, MissingError, Exit.SETTINGS),
        (422, {"message": "Validation Failed", "errors": [{"field": "assignees"}]}, InvalidError, Exit.REMOTE),
        (418, [], RemoteError, Exit.REMOTE),
    ],
)
def test_answers_have_a_meaning_in_one_line(play: Any, status: int, body: Any, kind: type, code: Exit) -> None:
    script = play((status, {}, body))
    with pytest.raises(kind) as caught:
        script.github.create_issue("o/r", NEW)
    assert caught.value.code == code
    assert "\n" not in str(caught.value)
    assert "t0ken" not in str(caught.value) + str(caught.value.hint)


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"<html>", b"7", b'{"message": 1}', b'[{"number": "x"}]'])
def test_a_strange_answer_is_no_bug(play: Any, body: bytes) -> None:
    script = play((200, {}, body))
    for call in (
        lambda: script.github.repository("o/r"),
        lambda: script.github.issue("o/r", 1),
        lambda: script.github.create_issue("o/r", NEW),
        lambda: script.github.update_issue("o/r", 1, title="", body=""),
    ):
        with pytest.raises(RemoteError):
            call()


def test_the_token_goes_to_no_other_host(play: Any) -> None:
    other = play((200, {}, []))
    script = play((200, {"Link": f'<{other.url}/repos/o/r/issues?page=2>; rel="next"'}, []))
    with pytest.raises(RemoteError, match="another host"):
        script.github.issues("o/r")
    assert other.seen == []
    away = play((301, {"Location": f"http://localhost:{other.url.rsplit(':', 1)[1]}/repos/o/r"}, {}))
    with pytest.raises(RemoteError):
        away.github.repository("o/r")
    assert other.seen == []


def test_pages_that_lead_in_a_circle_end(play: Any) -> None:
    script = play((200, {"Link": '<SELF/repos/o/r/issues>; rel="next"'}, [ISSUE]))
    with pytest.raises(RemoteError, match="do not end"):
        script.github.issues("o/r")


def test_pull_requests_and_reopened_issues_are_known(play: Any) -> None:
    listed = [
        {**ISSUE, "pull_request": {}, "html_url": "https://github.com/o/r/pull/7"},
        {**ISSUE, "number": 8, "pull_request": {"url": "x"}, "html_url": "https://github.com/o/r/pull/8"},
        {
            **ISSUE,
            "number": 9,
            "state_reason": "reopened",
            "html_url": "javascript:alert(1)",
            "body": None,
            "user": None,
        },
    ]
    first, second, third = play((200, {}, listed)).github.issues("o/r")
    assert not first.is_pull_request
    assert second.is_pull_request
    assert second.reopened is None
    assert third.reopened
    assert third.url.startswith("http://127.0.0.1")
