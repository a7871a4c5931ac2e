"""GitHub as a source: npm's emulator for pull requests and releases, GitHub's own recorded answers for deployments."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from peers.emulate import TOKEN, call, emulate
from peers.recorded import exchanges, replay

from incidentkit.cli import run
from incidentkit.config import ChangesSettings, RedactSettings
from incidentkit.errors import DeniedError, Exit, RemoteError, SettingsError, UsageError
from incidentkit.evidence import dump
from incidentkit.github.account import Account
from incidentkit.github.activity import Activity
from incidentkit.redact import Gate
from incidentkit.sources.changes import GitHubChanges
from incidentkit.sources.interface import Window

AT = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
WINDOW = Window(AT - timedelta(hours=1), AT + timedelta(hours=2))
REPO = "example/deploy"


def gather(url, window=WINDOW, repo=REPO, **environ):
    environ = {"GITHUB_API_URL": url, "GH_TOKEN": TOKEN} | environ
    return GitHubChanges(repo, settings=ChangesSettings(), environ=environ).gather(window)


def stamp(minutes):
    return (AT + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")


def pull(number, merged, title="Bump the hub", **more):
    at = stamp(merged) if merged is not None else None
    return {"number": number, "title": title, "merged_at": at, "updated_at": at or stamp(0), "created_at": stamp(-9000),
            "merge_commit_sha": f"{number:040x}", "base": {"ref": "main"}, "user": {"login": "ada", "type": "User"},
            "html_url": f"https://github.com/{REPO}/pull/{number}", **more}  # fmt: skip


@contextmanager
def answers(**lists):
    """A GitHub that has these lists; one that is an int is answered by that status. Pages hold two rows."""
    seen: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_):
            return

        def do_GET(self):
            seen.append(self.path)
            path, _, query = self.path.partition("?")
            part = path.removeprefix(f"/repos/{REPO}").strip("/").replace("/", "_") or "repo"
            found = lists.get(part, {"full_name": REPO} if part == "repo" else [])
            if found == "die":
                threading.Thread(target=server.shutdown).start()
                server.socket.close()
                self.close_connection = True
                return
            if isinstance(found, int):
                found = (found, {})
            status, headers = found if isinstance(found, tuple) else (200, {})
            if isinstance(found, list) and part != "actions_runs":
                number = int(dict(p.split("=") for p in query.split("&") if p).get("page", "1"))
                if len(found) > number * 2:
                    headers["Link"] = f'<{url}{path}?page={number + 1}>; rel="next"'
                found = found[number * 2 - 2 : number * 2]
            data = json.dumps({"message": "no"} if isinstance(found, tuple) else found).encode()
            self.send_response(status)
            for name, value in {
                **headers,
                "Content-Length": str(len(data)),
                "Content-Type": "application/json",
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield url, seen
    finally:
        server.shutdown()
        server.server_close()


def test_pull_requests_and_releases_of_a_github_that_somebody_else_wrote():
    base = "/repos/tester/deploy"
    with emulate({"tester": ["deploy"]}) as url:
        main = call(url, f"{base}/git/ref/heads/main")["object"]["sha"]
        tree = call(url, f"{base}/git/commits/{main}")["tree"]["sha"]
        made = {}
        for branch, title in (("bump", "Bump it"), ("later", "Still open")):
            new = call(url, f"{base}/git/commits", "POST", {"message": title, "tree": tree, "parents": [main]})["sha"]
            call(url, f"{base}/git/refs", "POST", {"ref": f"refs/heads/{branch}", "sha": new})
            made[title] = call(url, f"{base}/pulls", "POST", {"title": title, "head": branch, "base": "main"})["number"]
        call(url, f"{base}/pulls/{made['Bump it']}/merge", "PUT", {})
        call(url, f"{base}/releases", "POST", {"tag_name": "v1.1", "name": "Version 1.1"})
        call(url, f"{base}/releases", "POST", {"tag_name": "v1.2", "draft": True})
        found = gather(url, Window(), "tester/deploy")
    told = {r.id: r.summary for r in found.records}
    number = made["Bump it"]
    assert told[f"github:tester/deploy/pull/{number}"] == f"Merged into `tester/deploy`: Bump it (#{number})"
    assert [s for s in told.values() if "release" in s] == ["Published release `v1.1` of `tester/deploy`: Version 1.1"]
    assert not any("Still open" in summary for summary in told.values())


def test_deployments_as_github_answered_them():
    recorded = [e for e in exchanges() if e.verb == "GET" and e.status == 200 and e.path.endswith("/deployments")]
    assert recorded
    rows = recorded[0].json()
    created = datetime.fromisoformat(rows[0]["created_at"])
    statuses = [e for e in exchanges() if e.verb == "GET" and e.status == 200 and e.path.endswith("/statuses")
                and "/deployments/" in e.path]  # fmt: skip
    with replay([recorded[0], *statuses]) as (url, _):
        activity = Activity(Account(api=url, web=url, token=TOKEN), REPO)
        listed = activity.deployments(created - timedelta(days=9), created + timedelta(days=9))
    first = listed.found[0]
    assert (first.number, first.what, first.sha) == (rows[0]["id"], rows[0]["environment"], rows[0]["sha"])
    assert first.by == rows[0]["creator"]["login"]
    assert first.state == statuses[0].json()[0]["state"]


def test_only_what_was_merged_in_the_span_page_by_page():
    rows = [pull(9, 300), pull(8, -10), pull(7, None), pull(6, -60), pull(5, -9000), pull(4, -9100), pull(3, -9200)]
    with answers(pulls=rows) as (url, seen):
        found = gather(url)
    assert [r.id for r in found.records] == [f"github:{REPO}/pull/8", f"github:{REPO}/pull/6"]
    pages = [path for path in seen if "/pulls" in path]
    assert len(pages) == 3  # the rest is older, and is not asked for
    assert found.records[0].links[0].url == f"https://github.com/{REPO}/pull/8"


def test_a_deployment_has_the_time_and_the_outcome_of_its_last_status():
    rows = [{"id": 7, "created_at": stamp(-20), "environment": "prod", "ref": "main", "sha": "ab" * 20,
             "creator": {"login": "deployer[bot]", "type": "Bot"}}]  # fmt: skip
    states = [{"state": "success", "created_at": stamp(-15)}, {"state": "in_progress", "created_at": stamp(-19)}]
    with answers(deployments=rows, deployments_7_statuses=states) as (url, _):
        (record,) = gather(url).records
    assert record.summary == f"Deployed `{REPO}` `main` to `prod`"
    assert record.at == AT - timedelta(minutes=15)
    assert (record.author.name, record.author.kind) == ("deployer[bot]", "bot")
    assert record.versions[0].value == "ab" * 6
    states[0]["state"] = "failure"
    with answers(deployments=rows, deployments_7_statuses=states) as (url, _):
        (record,) = gather(url).records
    assert record.summary.startswith("Failed to deploy")
    assert record.versions == ()


def test_a_run_that_failed_weighs_more_than_one_that_did_not():
    runs = [{"id": 1, "name": "deploy", "run_started_at": stamp(-5), "conclusion": "failure", "head_branch": "main"},
            {"id": 2, "name": "lint", "run_started_at": stamp(-4), "conclusion": "success"}]  # fmt: skip
    with answers(actions_runs={"total_count": 2, "workflow_runs": runs}) as (url, seen):
        failed, passed = gather(url).records
    assert failed.summary == f"Workflow `deploy` of `{REPO}` failed on `main`"
    assert failed.weight >= 50 > passed.weight
    assert any("created=2026-11-19T13%3A00%3A00Z..2026-11-22T16%3A00%3A00Z" in path for path in seen)


@pytest.mark.parametrize("status", [403, 404, 502])
def test_a_listing_that_is_refused_is_a_gap_and_the_rest_is_told(status, monkeypatch):
    monkeypatch.setattr("incidentkit.github.transport.BACKOFF", 0.01)
    with answers(pulls=[pull(8, -10)], deployments=status) as (url, _):
        found = gather(url)
    assert [r.id for r in found.records] == [f"github:{REPO}/pull/8"]
    (gap,) = found.gaps
    assert "deployments of `example/deploy` could not be read" in gap.summary


def test_a_server_that_dies_in_the_middle_leaves_what_was_had_and_gaps(monkeypatch):
    monkeypatch.setattr("incidentkit.github.transport.BACKOFF", 0.01)
    with answers(pulls=[pull(8, -10)], deployments="die") as (url, _):
        found = gather(url)
    assert [r.id for r in found.records] == [f"github:{REPO}/pull/8"]
    assert [gap.id.rpartition("/")[2] for gap in found.gaps] == ["deployments", "releases", "runs"]


def test_through_new_a_server_that_dies_in_the_middle_leaves_what_it_and_the_others_gave(tmp_path, monkeypatch, capsys):
    """The socket closes after the first listing: the report has that and what the cluster saw, and says the rest."""
    monkeypatch.setattr("incidentkit.github.transport.BACKOFF", 0.01)
    monkeypatch.chdir(tmp_path)
    event = {"kind": "Event", "type": "Warning", "reason": "Evicted", "lastTimestamp": stamp(5),
             "metadata": {"uid": "e"},
             "involvedObject": {"kind": "Pod", "namespace": "prod", "name": "hub-0"}}  # fmt: skip
    Path("events.json").write_text(json.dumps(event))
    with answers(pulls=[pull(8, -10)], deployments="die") as (url, _):
        monkeypatch.setenv("GITHUB_API_URL", url)
        monkeypatch.setenv("GH_TOKEN", TOKEN)
        span = ("--since", "2026-11-22T13:00:00Z", "--until", "2026-11-22T15:00:00Z")
        assert run(["new", "Hub", "--changes", REPO, "--k8s-file", "events.json", *span]) == Exit.FINDINGS
    (report,) = Path("incidents").glob("*.md")
    text = report.read_text(encoding="utf-8")
    assert "Merged into `example/deploy`: Bump the hub (#8)" in text
    assert "Pod `hub-0` was evicted" in text
    for unread in ("deployments", "releases", "workflow runs"):
        assert f"GitHub: {unread} of `example/deploy` could not be read" in text
    assert capsys.readouterr().err.count("warning: github:") == 3


def test_a_limit_that_lasts_too_long_is_a_gap_that_says_when():
    limit = (403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "9999999999"})
    with answers(pulls=[pull(8, -10)], releases=limit) as (url, _):
        found = gather(url)
    assert len(found.records) == 1
    assert "limited: asked to wait" in found.gaps[0].summary


def test_from_the_command_line_to_the_report_and_asked_again(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    with answers(pulls=[pull(8, -10, "Bump | the <b>hub</b>"), pull(7, -600)]) as (url, _):
        monkeypatch.setenv("GITHUB_API_URL", url)
        monkeypatch.setenv("GH_TOKEN", TOKEN)
        span = ("--since", "2026-11-22T13:00:00Z", "--until", "2026-11-22T15:00:00Z")
        assert run(["new", "Hub", "--changes", REPO, *span]) == Exit.OK
        (report,) = Path("incidents").glob("*.md")
        text = report.read_text(encoding="utf-8")
        assert "- **13:50** Merged into `example/deploy`: Bump | the &lt;b>hub&lt;/b> (#8) [^c1]" in text
        assert f"[^c1]: [example/deploy #8](https://github.com/{REPO}/pull/8)" in text
        assert text.count("Merged into") == 3  # both under "What changed", one on the timeline
        assert run(["update", "hub"]) == Exit.OK
        assert f"Asking again: --changes {REPO}" in capsys.readouterr().err
        assert report.read_text(encoding="utf-8") == text
    assert TOKEN not in "".join(path.read_text() for path in Path().rglob("*.*") if path.is_file())


def test_a_repository_that_is_not_there_a_token_that_is_none_and_nobody_at_home(monkeypatch):
    monkeypatch.setattr("incidentkit.github.transport.BACKOFF", 0.01)
    with answers(repo=404) as (url, _), pytest.raises(DeniedError):
        gather(url)
    with answers(repo=401) as (url, _), pytest.raises(SettingsError, match="401"):
        gather(url)
    with pytest.raises(RemoteError):
        gather("http://127.0.0.1:9")


def test_pages_that_do_not_end_are_bounded_and_said():
    rows = [pull(number, -number / 100) for number in range(1, 40)]
    with answers(pulls=rows) as (url, seen):
        found = gather(url)
    assert len([path for path in seen if "/pulls" in path]) == 5
    assert "not all merged pull requests" in found.gaps[0].summary


@pytest.mark.parametrize(
    "row",
    [None, 7, [], {}, {"number": "x"}, {"number": 1, "merged_at": "soon"}, {"number": True, "merged_at": stamp(-5)},
     pull(1, -5, title=None, user=None, base=7)],
)  # fmt: skip
def test_answers_of_another_shape_are_no_reason_to_stop(row):
    with answers(pulls=[row, pull(8, -10)]) as (url, _):
        assert f"github:{REPO}/pull/8" in [r.id for r in gather(url).records]


def test_titles_are_hostile_and_authors_people():
    token = "ghp_" + "a1B2" * 9
    title = f"<script>x</script> {token} @ada-l \x1b[2J [a](javascript:b)"
    with answers(pulls=[pull(8, -10, title, user={"login": "ada-l", "type": "User"})]) as (url, _):
        (admitted,) = Gate(RedactSettings()).admit([gather(url)])
    kept = dump(admitted.records)
    for bad in (token, "<script>", "ada-l", "\\u001b"):
        assert bad not in kept
    assert r"\[a\]" in json.loads(kept)["summary"]


@pytest.mark.parametrize("name", ["", "a", "--x", "a/b/c", "../..", "a/b?c=d", "a b/c", "ä/b", "a/..", "a/."])
def test_what_is_no_repository_is_refused(name):
    with pytest.raises(UsageError):
        GitHubChanges(name, settings=ChangesSettings(), environ={})
