"""A local Slack: real shapes, real paging, and the failures that a real one has.

The npm emulator cannot backdate messages and ignores `limit`, `cursor` and `oldest`; this server does what it cannot.
Use it as a context manager: `with SlackServer(threads=…) as slack: … slack.environ`.
"""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

Json = dict[str, Any]
SCOPES = "channels:history,groups:history,channels:read,groups:read,users:read,usergroups:read,pins:read,reactions:read"


@dataclass
class SlackServer:
    """Messages by channel. `most` caps a page as Slack does; `faults` are used up one by one, one a request.

    A fault is an HTTP status, "reset" (the connection is cut), "short" (the answer ends early), "html" (no JSON),
    "denied:CODE" (`ok: false`), or None for a good answer; for 429 `retry_after` is sent. `files` are answers by path:
    status, type, bytes, headers; who asks without the token gets the page to sign in, with 200, as Slack does.
    """

    messages: dict[str, list[Json]] = field(default_factory=dict)
    users: list[Json] = field(default_factory=list)
    channels: dict[str, str] = field(default_factory=dict)
    pins: dict[str, list[str]] = field(default_factory=dict)
    groups: list[Json] = field(default_factory=list)
    errors: dict[str, Json] = field(default_factory=dict)
    most: int = 1000
    retry_after: str = "1"
    scopes: str = SCOPES
    faults: list[str | int | None] = field(default_factory=list)
    fault_methods: tuple[str, ...] = ("conversations.replies", "conversations.history")
    token: str = "xoxb-test"
    files: dict[str, tuple[int, str, bytes, dict[str, str]]] = field(default_factory=dict)
    bearers: list[str] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def __enter__(self) -> SlackServer:
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = True
        threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()

    def url(self, path: str) -> str:
        """The address of one of `files`."""
        return f"http://127.0.0.1:{self._http.server_port}{path}"

    @property
    def environ(self) -> Mapping[str, str]:
        """The environment that leads here."""
        return {"SLACK_TOKEN": self.token, "SLACK_API_URL": f"http://127.0.0.1:{self._http.server_port}/api/"}

    def answer(self, method: str, asked: dict[str, str]) -> Json:
        """What Slack answers to a call."""
        if method in self.errors:
            return {"ok": False, **self.errors[method]}
        known: dict[str, Callable[[dict[str, str]], Json]] = {
            "auth.test": lambda _: {"ok": True, "url": "https://example.slack.com/", "team": "Example", "user": "bot"},
            "conversations.info": self._info,
            "conversations.replies": self._replies,
            "conversations.history": self._history,
            "users.info": self._user,
            "users.list": lambda asked: self._page(self.users, "members", asked),
            "usergroups.list": lambda _: {"ok": True, "usergroups": self.groups},
            "pins.list": self._pins,
        }
        return known[method](asked) if method in known else {"ok": False, "error": "unknown_method"}

    def _info(self, asked: dict[str, str]) -> Json:
        channel = asked.get("channel", "")
        if channel not in self.channels:
            return {"ok": False, "error": "channel_not_found"}
        return {"ok": True, "channel": {"id": channel, "name": self.channels[channel], "is_channel": True}}

    def _user(self, asked: dict[str, str]) -> Json:
        found = [user for user in self.users if user.get("id") == asked.get("user")]
        return {"ok": True, "user": found[0]} if found else {"ok": False, "error": "user_not_found"}

    def _pins(self, asked: dict[str, str]) -> Json:
        stamps = self.pins.get(asked.get("channel", ""), [])
        return {"ok": True, "items": [{"type": "message", "message": {"ts": ts}} for ts in stamps]}

    def _replies(self, asked: dict[str, str]) -> Json:
        channel = self.messages.get(asked.get("channel", ""))
        if channel is None:
            return {"ok": False, "error": "channel_not_found"}
        ts = asked.get("ts", "")
        thread = [m for m in channel if ts in (m.get("ts"), m.get("thread_ts"))]
        if not thread:
            return {"ok": False, "error": "thread_not_found"}
        # The parent comes first on every page, as Slack sends it.
        parent = [m for m in thread if m.get("ts") == ts]
        page = self._page([m for m in thread if m not in parent] if len(thread) > 1 else [], "messages", asked)
        return {**page, "messages": [*parent, *page["messages"]]}

    def _history(self, asked: dict[str, str]) -> Json:
        channel = self.messages.get(asked.get("channel", ""))
        if channel is None:
            return {"ok": False, "error": "channel_not_found"}
        oldest, latest = float(asked.get("oldest", 0)), float(asked.get("latest", 10**12))
        top = [m for m in channel if m.get("thread_ts", m["ts"]) == m["ts"] or m.get("subtype") == "thread_broadcast"]
        inside = [m for m in top if oldest <= float(m["ts"]) <= latest]
        return self._page(sorted(inside, key=lambda m: float(m["ts"]), reverse=True), "messages", asked)

    def _page(self, items: Sequence[Json], key: str, asked: dict[str, str]) -> Json:
        size = min(int(asked.get("limit", 100)), self.most)
        start = int(asked.get("cursor", "at:0").removeprefix("at:"))
        more = start + size < len(items)
        cursor = f"at:{start + size}" if more else ""
        return {
            "ok": True,
            key: list(items[start : start + size]),
            "has_more": more,
            "response_metadata": {"next_cursor": cursor},
        }


def _handler(slack: SlackServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            path, _, query = self.path.partition("?")
            if path in slack.files:
                self._file(path)
                return
            method = path.rpartition("/")[2]
            asked = dict(parse_qsl(body) + parse_qsl(query))
            slack.calls[method] += 1
            slack.asked.append((method, asked))
            fault = slack.faults.pop(0) if slack.faults and method in slack.fault_methods else None
            if fault is not None:
                self._fail(fault)
            elif self.headers.get("Authorization") != f"Bearer {slack.token}":
                self._send(200, {"ok": False, "error": "invalid_auth"})
            else:
                self._send(200, slack.answer(method, asked))

        do_GET = do_POST

        def _file(self, path: str) -> None:
            slack.calls[path] += 1
            slack.bearers.append(self.headers.get("Authorization") or "")
            status, kind, data, headers = slack.files[path]
            if self.headers.get("Authorization") != f"Bearer {slack.token}":
                status, kind, data, headers = 200, "text/html; charset=utf-8", b"<html>Sign in</html>", {}
            self._send(status, None, data, kind, headers)

        def _fail(self, fault: str | int) -> None:
            if fault == "reset":
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()
            elif fault == "short":
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", "5000")
                self.end_headers()
                self.wfile.write(b'{"ok": true, "messages": [')
                self.connection.shutdown(socket.SHUT_RDWR)
            elif fault == "html":
                self._send(200, None, b"<html>proxy</html>", "text/html")
            elif isinstance(fault, str):
                self._send(200, {"ok": False, "error": fault.removeprefix("denied:")})
            elif fault == 429:
                self._send(429, {"ok": False, "error": "ratelimited"}, headers={"Retry-After": slack.retry_after})
            else:
                self._send(fault, None, b"upstream", "text/plain")
            self.close_connection = True

        def _send(
            self,
            status: int,
            value: Json | None,
            raw: bytes = b"",
            kind: str = "application/json",
            headers: Mapping[str, str] | None = None,
        ) -> None:
            data = json.dumps(value).encode() if value is not None else raw
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.send_header("X-OAuth-Scopes", slack.scopes)
            for key, text in (headers or {}).items():
                self.send_header(key, text)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    return Handler
