"""GitHub's own answers, as PyGithub recorded them for its tests: read from its source distribution, copied nowhere.

`make test` downloads that by the hash in requirements/run.txt. Each recorded exchange is ten lines and an empty one:
protocol, verb, host, port, path, headers, body, status, answer's headers, answer.
"""

from __future__ import annotations

import ast
import json
import tarfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from needs import ROOT, need

FOLDER = ROOT / ".cache" / "recorded"
# What says how long the bytes were, and where the connection stood, is not that of the answer that is given again.
_NOT_AGAIN = {"transfer-encoding", "content-length", "content-encoding", "connection", "date", "server", "status"}


@dataclass(frozen=True)
class Exchange:
    """One recorded request and its answer."""

    file: str
    verb: str
    host: str
    path: str
    status: int
    headers: dict[str, str]
    text: str

    def json(self) -> Any:
        """The answer read as JSON; None where it is none."""
        try:
            return json.loads(self.text)
        except ValueError:
            return None


@cache
def exchanges() -> tuple[Exchange, ...]:
    """All that were recorded, in order; the test is skipped where the distribution was not fetched."""
    found = sorted(FOLDER.glob("pygithub-*.tar.gz"))
    need(found, "PyGithub's source distribution (`make test` fetches it)")
    told: list[Exchange] = []
    with tarfile.open(found[-1]) as archive:
        for member in archive:
            if "/tests/ReplayData/" in member.name and member.name.endswith(".txt"):
                data = archive.extractfile(member)
                assert data
                told += _of(member.name.rsplit("/", 1)[1], data.read().decode("utf-8").split("\n"))
    return tuple(told)


def _of(file: str, lines: Sequence[str]) -> Iterator[Exchange]:
    for at in range(0, len(lines) - 8, 11):
        _, verb, host, _, path, _, _, status, headers, text = [*lines[at : at + 10], ""][:10]
        if not status.isdigit() or len(status) != 3 or not headers.startswith("["):
            return  # a download in pieces is recorded otherwise
        yield Exchange(file, verb, host, path, int(status), dict(ast.literal_eval(headers)), text)


@contextmanager
def replay(answers: Sequence[Exchange]) -> Iterator[tuple[str, list[str]]]:
    """A server that gives these answers in order, the last one again and again; its address, and what was asked."""
    seen: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            return

        def _any(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            seen.append(f"{self.command} {self.path}")
            answer = answers[min(len(seen), len(answers)) - 1]
            self.send_response_only(answer.status)
            for name, value in answer.headers.items():
                if name.lower() not in _NOT_AGAIN:
                    self.send_header(name, value.replace("https://api.github.com", url))
            data = answer.text.encode()
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PATCH = _any

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield url, seen
    finally:
        server.shutdown()
        server.server_close()
