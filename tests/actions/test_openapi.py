"""What is sent to GitHub is what its published description of the API allows."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from peers.github_server import GitHubServer
from peers.openapi import answer_problem, problem
from peers.recorded import Exchange, replay
from sync_rig import HOME, UPSTREAM, prepared, report, sync, workspace

from incidentkit.github.account import Account
from incidentkit.github.client import GitHub
from incidentkit.github.values import MissingError, NewIssue

NAME = "2026-03-02-hub.md"
ITEMS = (
    "- [ ] Raise the limit (owner: @hub-operator)\n- [ ] Watch @proxy, #1 and <b>\n\n"
    f"### Upstream: {UPSTREAM}\n\n- [ ] Retry\n"
)


@pytest.mark.parametrize(
    ("verb", "path", "query", "body"),
    [
        ("POST", "/repos/o/r/issues", {}, {"body": "no title"}),
        ("POST", "/repos/o/r/issues", {}, {"title": "x", "labels": "incident-action"}),
        ("POST", "/repos/o/r/issues", {}, {"title": "x", "assignes": ["y"]}),
        ("POST", "/repos/o/r/issues", {}, {"title": "x", "body": 7}),
        ("PATCH", "/repos/o/r/issues/1", {}, {"state": "done"}),
        ("PATCH", "/repos/o/r/issues/1", {}, {"state_reason": "wontfix"}),
        ("GET", "/repos/o/r/issues", {"state": "every"}, None),
        ("GET", "/repos/o/r/issues", {"label": "x"}, None),
        ("GET", "/repos/o/r/issues", {"per_page": "many"}, None),
        ("DELETE", "/repos/o/r/issues", {}, None),
    ],
)
def test_the_judge_can_say_no(verb: str, path: str, query: dict[str, str], body: Any) -> None:
    assert problem(verb, path, query, body)


# No answer 410 is among PyGithub's recordings (2.10.0, counted): this is one as the description has it.
GONE = {
    "message": "This issue was deleted",
    "documentation_url": "https://docs.github.com/rest/issues/issues#get-an-issue",
    "status": "410",
}


@pytest.mark.parametrize(
    ("verb", "path"),
    [("GET", "/repos/o/r/issues/5"), ("POST", "/repos/o/r/issues"), ("PATCH", "/repos/o/r/issues/5")],
)
def test_what_is_gone_is_said_as_the_description_has_it(verb: str, path: str) -> None:
    assert answer_problem(verb, path, 410, GONE) == ""
    assert answer_problem(verb, path, 410, {"message": 7})
    assert answer_problem(verb, path, 418, GONE)
    answer = Exchange(path, verb, "api.github.com", path, 410, {}, json.dumps(GONE))
    with replay([answer]) as (url, seen):
        github = GitHub(Account(url, "https://github.com", "t0ken", "GH_TOKEN"))
        with pytest.raises(MissingError, match="deleted"):
            if verb == "GET":
                github.issue("o/r", 5)
            elif verb == "POST":
                github.create_issue("o/r", NewIssue("A title", "A body"))
            else:
                github.update_issue("o/r", 5, title="A title", body="A body")
        assert seen == [f"{verb} {path}"]


def test_every_request_of_a_life_is_allowed(tmp_path: Path) -> None:
    """Filed, found again, edited, closed, reopened, moved, and filed by two at once."""
    with GitHubServer(per_page=3) as server:
        server.add(HOME)
        server.add("example/cluster")
        server.add(UPSTREAM, push=False)
        for _ in range(7):
            server.issue(HOME)
        here, there = (workspace(tmp_path / name, {NAME: report(ITEMS)}) for name in ("1", "2"))
        first, second = prepared(here, server), prepared(there, server)
        first()
        second()
        path = here.incidents / NAME
        path.write_text(path.read_text(encoding="utf-8").replace("the limit", "the memory limit"), encoding="utf-8")
        assert "update" in sync(here, server).ops()
        GitHub(Account(server.url, "https://github.com", server.environ["GH_TOKEN"], "GH_TOKEN")).login()
        sync(workspace(tmp_path / "3", {NAME: report(f"- [ ] A {HOME}#1\n- [ ] B {HOME}#2\n")}), server)
        told = Counter((r.verb, len(r.path.split("/"))) for r in server.requests)
        assert {verb for verb, _ in told} == {"GET", "POST", "PATCH"}
        assert {tuple(sorted(r.body)) for r in server.writes if r.body} >= {
            ("assignees", "body", "labels", "title"), ("body", "labels", "title"), ("body", "title"),
            ("state", "state_reason"),
        }  # fmt: skip
        for request in server.requests:
            assert problem(request.verb, request.path, request.query, request.body) == "", request
