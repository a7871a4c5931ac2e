"""A small GitHub on loopback that keeps state: real paging, labels, states, redirections, rights, and faults on demand.

Shapes and defaults follow GitHub's REST documentation (issues, repositories, rate limits): a listing without `state`
gives the open ones only, labels of those who may not push are dropped without a word, pull requests are listed too.
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import struct
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from peers.github_git import GitStore

TOKEN = "loopback-token"
# What may happen to a request; `after` means that the server did what was asked before the answer was lost.
FAULTS = (
    "reset-before", "reset-after", "500", "502-after", "403-secondary", "429-bare", "malformed", "timeout-after",
)  # fmt: skip


@dataclass
class Repo:
    name: str
    push: bool = True
    private: bool = False
    archived: bool = False
    has_issues: bool = True
    issues: dict[int, dict[str, Any]] = field(default_factory=dict)
    git: GitStore = field(init=False)

    def __post_init__(self) -> None:
        self.git = GitStore(self.name)


@dataclass
class Request:
    verb: str
    path: str
    query: dict[str, str]
    body: dict[str, Any] | None


class GitHubServer:
    """Start it with `with`. `requests` are all that came, `fail` maps a request's number (from 1) to a fault."""

    def __init__(self, per_page: int = 100) -> None:
        self.repos: dict[str, Repo] = {}
        self.renamed: dict[str, str] = {}
        self.moved: dict[tuple[str, int], tuple[str, int]] = {}
        self.requests: list[Request] = []
        self.fail: dict[int, str] = {}
        self.kill: dict[int, str] = {}
        self.pid: int | None = None
        self.per_page = per_page
        self.unassignable: set[str] = set()
        self.denied_labels = False
        self.lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> GitHubServer:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def add(self, name: str, **rights: Any) -> Repo:
        self.repos[name.lower()] = repo = Repo(name, **rights)
        return repo

    def issue(self, repo: str, title: str = "noise", **values: Any) -> dict[str, Any]:
        """File an issue behind the API's back."""
        return self.create(self.repos[repo.lower()], {"title": title, **values})

    @property
    def writes(self) -> list[Request]:
        return [r for r in self.requests if r.verb not in ("GET", "HEAD", "OPTIONS")]

    @property
    def environ(self) -> dict[str, str]:
        return {"GITHUB_API_URL": self.url, "GH_TOKEN": TOKEN}

    def bodies(self) -> list[str]:
        return [i["body"] or "" for repo in self.repos.values() for i in repo.issues.values()]

    def create(self, repo: Repo, data: dict[str, Any]) -> dict[str, Any]:
        number = len(repo.issues) + 1
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        issue = {
            "number": number, "title": data["title"], "body": data.get("body"), "state": data.get("state", "open"),
            "state_reason": data.get("state_reason"), "created_at": data.get("created_at", now),
            "updated_at": data.get("updated_at", now),
            "html_url": f"https://github.com/{repo.name}/{'pull' if data.get('pull') else 'issues'}/{number}",
            "labels": [{"name": name} for name in data.get("labels", ())] if repo.push else [],
            "assignees": [{"login": name} for name in data.get("assignees", ())],
            "user": {"login": data.get("user", "tester")},
        }  # fmt: skip
        if data.get("pull"):
            issue["pull_request"] = {"url": "https://api.github.com/"}
        repo.issues[number] = issue
        return issue


def _handler(server: GitHubServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body leave together: two small writes would wait for each other
        disable_nagle_algorithm = True

        def log_message(self, *_: Any) -> None:
            return

        def _any(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            raw = self.rfile.read(length) if length else b""
            parts = urlsplit(self.path)
            query = {k: v[-1] for k, v in parse_qs(parts.query).items()}
            with server.lock:
                server.requests.append(Request(self.command, parts.path, query, json.loads(raw) if raw else None))
                number = len(server.requests)
                fault, kill = server.fail.get(number, ""), server.kill.get(number, "")
                if kill == "before":
                    self._kill()
                    return
                if fault in ("reset-before", *_REFUSALS):
                    status, headers, data = _REFUSALS.get(fault, (0, {}, None))
                else:
                    status, headers, data = self._answer(server.requests[-1])
                if kill == "after":
                    self._kill()
                    return
            if fault.startswith("reset"):
                self._reset()
            elif fault == "timeout-after":
                time.sleep(1.2)
                self._reset()
            elif fault == "502-after":
                self._send(502, {}, b"<html>bad gateway</html>")
            elif fault == "malformed":
                self._send(status, headers, b'{"number": 1, "tit')
            else:
                self._send(status, headers, json.dumps(data).encode())

        do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _any

        def _kill(self) -> None:
            assert server.pid
            os.kill(server.pid, signal.SIGKILL)
            self._reset()

        def _reset(self) -> None:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            self.connection.close()

        def _send(self, status: int, headers: dict[str, str], data: bytes) -> None:
            try:
                self.send_response(status)
                for name, value in {"Content-Type": "application/json", **headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)
                self.wfile.flush()
            except OSError:
                self.close_connection = True

        def _answer(self, request: Request) -> tuple[int, dict[str, str], Any]:
            if self.headers.get("Authorization", "").split(" ")[-1] != TOKEN:
                return 401, {}, {"message": "Bad credentials"}
            if request.path == "/user":
                return 200, {"X-OAuth-Scopes": "repo"}, {"login": "tester"}
            inner = re.fullmatch(r"/repos/([^/]+/[^/]+)/((?:git|pulls|actions)(?:/.*)?)", request.path)
            if inner and inner[1].lower() in server.repos:
                git = server.repos[inner[1].lower()].git
                return git.answer(request.verb, inner[2], request.query, request.body)
            found = re.fullmatch(
                r"/(?:repos/([^/]+/[^/]+)|repositories/([^/]+~[^/]+))(/issues(?:/(\d+))?)?", request.path
            )
            if not found:
                return 404, {}, {"message": "Not Found"}
            name = (found[1] or found[2].replace("~", "/")).lower()
            if name in server.renamed:  # the address holds no query, as GitHub's does hold it and PyGithub drops it
                target = server.renamed[name].replace("/", "~")
                query = f"?{urlencode(request.query)}" if request.query else ""
                return (
                    301,
                    {"Location": f"{server.url}/repositories/{target}{found[3] or ''}{query}"},
                    {"message": "Moved"},
                )
            repo = server.repos.get(name)
            if repo is None:
                return 404, {}, {"message": "Not Found"}
            number = int(found[4]) if found[4] else None
            if not found[3]:
                rights = {"pull": True, "push": repo.push}
                return 200, {}, {
                    "full_name": repo.name, "private": repo.private, "archived": repo.archived,
                    "has_issues": repo.has_issues, "default_branch": "main", "permissions": rights,
                }  # fmt: skip
            if number is None:
                return self._post(repo, request) if request.verb == "POST" else self._list(repo, request)
            if (name, number) in server.moved:
                target, other = server.moved[name, number]
                location = f"{server.url}/repositories/{target.replace('/', '~')}/issues/{other}"
                return 301, {"Location": location}, {"message": "Moved Permanently"}
            if number not in repo.issues:
                return 404, {}, {"message": "Not Found"}
            if repo.issues[number].get("deleted"):
                return 410, {}, {"message": "This issue was deleted"}
            if request.verb == "PATCH":
                repo.issues[number].update(request.body or {})
            return 200, {}, repo.issues[number]

        def _post(self, repo: Repo, request: Request) -> tuple[int, dict[str, str], Any]:
            body = request.body or {}
            if repo.archived:
                return 403, {}, {"message": "Repository was archived so is read-only."}
            if not repo.has_issues:
                return 410, {}, {"message": "Issues are disabled for this repo"}
            wrong = []
            if server.unassignable & set(body.get("assignees", ())):
                wrong.append({"resource": "Issue", "field": "assignees", "code": "invalid"})
            if server.denied_labels and body.get("labels"):
                wrong.append({"resource": "Label", "field": "labels", "code": "unauthorized"})
            if wrong or not body.get("title") or len(body["title"]) > 256 or len(body.get("body") or "") > 65_536:
                return 422, {}, {"message": "Validation Failed", "errors": wrong}
            return 201, {}, server.create(repo, body)

        def _list(self, repo: Repo, request: Request) -> tuple[int, dict[str, str], Any]:
            query = request.query
            gone = {number for name, number in server.moved if name == repo.name.lower()}
            found = [i for i in repo.issues.values() if not i.get("deleted") and i["number"] not in gone]
            state = query.get("state", "open")
            found = [i for i in found if state in ("all", i["state"])]
            if "labels" in query:
                found = [i for i in found if query["labels"] in [label["name"] for label in i["labels"]]]
            if "since" in query:
                found = [i for i in found if i["updated_at"] >= query["since"]]
            found.sort(key=lambda i: i["number"], reverse=query.get("direction", "desc") == "desc")
            size = min(int(query.get("per_page", 30)), server.per_page)
            page = int(query.get("page", 1))
            headers = {}
            if len(found) > page * size:
                following = f"{server.url}{request.path}?{urlencode({**query, 'page': str(page + 1)})}"
                headers["Link"] = f'<{following}>; rel="next", <{server.url}{request.path}?page=9>; rel="last"'
            return 200, headers, found[(page - 1) * size : page * size]

    return Handler


_REFUSALS: dict[str, tuple[int, dict[str, str], Any]] = {
    "500": (500, {}, {"message": "Server Error"}),
    "403-secondary": (403, {"Retry-After": "2"}, {"message": "You have exceeded a secondary rate limit."}),
    "403-rights": (403, {}, {"message": "Resource not accessible by personal access token"}),
    "429-bare": (429, {}, {"message": "Too many requests"}),
}
