"""The plan and what comes of it: routes, adoption, ticks, edits, refusals, against a GitHub on loopback."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from peers.github_server import GitHubServer
from sync_rig import HOME, UPSTREAM, prepared, report, snapshot, sync, workspace

from incidentkit.actions.body import markers
from incidentkit.config import Workspace
from incidentkit.errors import Exit

NAME = "2026-03-02-hub-out-of-memory.md"
LINK = "[{0}#{1}](https://github.com/{0}/issues/{1})"


@pytest.fixture
def server() -> Iterator[GitHubServer]:
    with GitHubServer(per_page=3) as running:
        running.add(HOME)
        running.add("example/cluster")
        running.add(UPSTREAM, push=False)
        yield running


def one(tmp_path: Path, items: str, **kwargs: str) -> Workspace:
    return workspace(tmp_path / "w", {NAME: report(items, **kwargs)})


def text(where: Workspace) -> str:
    return (where.incidents / NAME).read_text(encoding="utf-8")


def test_a_plan_writes_nothing_anywhere(tmp_path: Path, server: GitHubServer) -> None:
    where = one(tmp_path, "- [ ] Raise the limit\n")
    before = snapshot(where)
    ran = sync(where, server, apply=False)
    assert ran.ops() == ["create"]
    assert ran.steps[0].rendered
    assert snapshot(where) == before
    assert server.writes == []


def test_items_go_where_they_belong(tmp_path: Path, server: GitHubServer) -> None:
    where = one(
        tmp_path,
        f"- [ ] Home\n- [ ] Named (repo: example/cluster)\n\n### Cluster\n\n- [ ] Routed\n\n"
        f"### Upstream: {UPSTREAM}\n\n- [ ] Abroad\n- [ ] Back home (repo: {HOME})\n",
    )
    ran = sync(where, server)
    assert [(o.step.tracked.item.text, o.step.tracked.repo) for o in ran.outcomes] == [
        ("Home", HOME), ("Named", "example/cluster"), ("Routed", "example/cluster"), ("Abroad", UPSTREAM),
        ("Back home", HOME),
    ]  # fmt: skip
    assert not ran.failed
    assert sync(where, server).clean


def test_other_teams_repositories_need_consent_and_get_their_own_tone(tmp_path: Path, server: GitHubServer) -> None:
    items = f"### Upstream: {UPSTREAM}\n\n- [ ] Retry spawns (owner: @hub-operator)\n"
    where = one(tmp_path, items)
    ran = sync(where, server, upstream=False)
    assert ran.ops() == ["skip"]
    assert "--upstream" in ran.steps[0].reason
    assert not server.writes
    sync(where, server)
    (sent,) = server.writes
    assert sent.body
    assert "labels" not in sent.body
    assert "assignees" not in sent.body
    assert "hub-operator" not in sent.body["body"]
    assert "Hub out of memory" not in sent.body["body"]
    draft = workspace(tmp_path / "d", {NAME: report(items.replace("Retry", "Count")).replace("final", "draft")})
    assert sync(draft, server, apply=False).ops() == ["skip"]


def test_the_marker_is_found_wherever_it_went(tmp_path: Path, server: GitHubServer) -> None:
    """On a later page, closed, retitled, without its label, with the checkout lost: one issue still."""
    where = one(tmp_path, "- [ ] Raise the limit\n")
    for _ in range(7):
        server.issue(HOME)
    sync(where, server)
    mine = server.repos[HOME].issues[8]
    for _ in range(7):
        server.issue(HOME)
    mine.update(title="Another title", labels=[], state="closed", state_reason="completed")
    again = workspace(tmp_path / "again", {NAME: report("- [ ] Raise the limit\n")})
    ran = sync(again, server)
    assert ran.ops() == ["link", "check"]
    assert f"- [x] Raise the limit {LINK.format(HOME, 8)} <!-- action:" in text(again)
    assert len(server.repos[HOME].issues) == 15
    assert sync(again, server).clean


def test_two_with_one_marker_are_told_and_the_oldest_counts(tmp_path: Path, server: GitHubServer) -> None:
    where = one(tmp_path, "- [ ] Raise the limit\n")
    sync(where, server)
    server.issue(HOME, title="Copied", labels=["incident-action"], body=server.repos[HOME].issues[1]["body"])
    again = workspace(tmp_path / "again", {NAME: report("- [ ] Raise the limit\n")})
    ran = sync(again, server)
    assert "#2 bear its marker too" in ran.steps[0].reason
    assert LINK.format(HOME, 1) in text(again)


def test_two_runs_at_once_leave_one_issue(tmp_path: Path, server: GitHubServer) -> None:
    items = f"- [ ] Raise the limit\n- [ ] Watch it\n\n### Upstream: {UPSTREAM}\n\n- [ ] Retry\n"
    here, there = one(tmp_path / "1", items), one(tmp_path / "2", items)
    first, second = prepared(here, server), prepared(there, server)  # both see that nothing is filed yet
    assert not [o for o in first() if o.code]
    assert not [o for o in second() if o.code]
    assert text(here) == text(there)
    still_open = [i for repo in server.repos.values() for i in repo.issues.values() if i["state"] == "open"]
    assert len(still_open) == 3
    assert sync(here, server).clean
    assert sync(there, server).clean
    lost = one(tmp_path / "3", items)
    sync(lost, server)
    assert text(lost) == text(here)


def test_a_strangers_copy_of_a_marker_does_not_take_the_place(tmp_path: Path, server: GitHubServer) -> None:
    where = one(tmp_path, "- [ ] Raise the limit\n")
    item_id = sync(where, server, apply=False).steps[0].tracked.id
    sync(where, server)
    server.repos[HOME].issues[2] = {**server.repos[HOME].issues[1], "number": 2}
    server.repos[HOME].issues[1].update(title="Hello", body=f"<!-- incidentkit:action:{item_id} -->", labels=[])
    server.repos[HOME].issues[2]["html_url"] = f"https://github.com/{HOME}/issues/2"
    again = one(tmp_path / "again", "- [ ] Raise the limit\n")
    (again.incidents / NAME).write_text(report("- [ ] Raise the limit\n\n### Cluster\n\n- [ ] New\n"), encoding="utf-8")
    sync(again, server)
    assert LINK.format(HOME, 2) in text(again)


def test_a_quoted_marker_is_none(tmp_path: Path, server: GitHubServer) -> None:
    where = one(tmp_path, "- [ ] Raise the limit\n")
    item_id = sync(where, server, apply=False).steps[0].tracked.id
    marker = f"<!-- incidentkit:action:{item_id} -->"
    for body in (f"> {marker}", f"see {marker}", f"`{marker}`"):
        server.issue(HOME, body=body)
    server.issue(HOME, body=f"x\n{marker}\n", pull=True)
    assert sync(where, server).ops() == ["create"]


def test_linked_items_are_adopted_as_they_are(tmp_path: Path, server: GitHubServer) -> None:
    server.issue(HOME)
    server.issue(UPSTREAM, pull=True)
    items = (
        f"- [ ] One {LINK.format(HOME, 1)}\n- [ ] Two (#1)\n- [ ] Three https://github.com/{UPSTREAM}/pull/1\n"
        "- [ ] Four https://gitlab.example.edu/x/y/issues/3\n"
    )
    where = one(tmp_path, items)
    before = snapshot(where)
    assert sync(where, server).clean
    assert snapshot(where) == before
    assert server.writes == []


def test_closed_ticks_reopened_unticks_and_a_persons_tick_stays(tmp_path: Path, server: GitHubServer) -> None:
    for state, reason in (("closed", "completed"), ("open", "reopened"), ("open", None)):
        server.issue(HOME, state=state, state_reason=reason)
    where = one(
        tmp_path,
        f"- [ ] A {LINK.format(HOME, 1)}\n* [X] B {LINK.format(HOME, 2)}\n* [x] C {LINK.format(HOME, 3)}\n",
    )
    ran = sync(where, server)
    assert ran.ops() == ["check", "uncheck", "skip"]
    assert "- [x] A" in text(where)
    assert "* [ ] B" in text(where)
    assert "* [x] C" in text(where)
    assert not ran.steps[2].quiet


def test_rows_of_a_table_are_filed_and_linked_and_told_about(tmp_path: Path, server: GitHubServer) -> None:
    where = one(tmp_path, "| Action | Owner | Status |\n|---|---|---|\n| Raise the limit | @hub-op | Open |\n")
    assert sync(where, server).ops() == ["create"]
    assert f"{LINK.format(HOME, 1)} <!-- action:" in text(where)
    assert "| Open " in text(where)
    server.repos[HOME].issues[1]["state"] = "closed"
    ran = sync(where, server)
    assert ran.ops() == ["skip"]
    assert "by hand" in ran.steps[0].reason


def test_renamed_transferred_and_deleted(tmp_path: Path, server: GitHubServer) -> None:
    server.issue("example/cluster")
    server.issue(HOME)["deleted"] = True
    server.issue(HOME)
    server.renamed["example/former"] = HOME
    server.moved[HOME, 2] = ("example/cluster", 1)
    where = one(
        tmp_path,
        f"- [ ] Gone {LINK.format(HOME, 1)}\n- [ ] Moved {LINK.format(HOME, 2)}\n- [ ] New (repo: example/former)\n",
    )
    ran = sync(where, server)
    assert ran.ops() == ["skip", "link", "create"]
    assert ran.steps[0].problem == Exit.SETTINGS
    assert f"- [ ] Moved {LINK.format('example/cluster', 1)}\n" in text(where)
    # The listing of a repository under its former name would be that of the open issues only.
    listings = [r for r in server.requests if r.path.endswith("/issues") and r.verb == "GET"]
    assert all(r.query.get("state") == "all" for r in listings)
    server.repos[HOME].issues[3]["state"] = "closed"
    again = workspace(tmp_path / "again", {NAME: report("- [ ] New (repo: example/former)\n")})
    assert "create" not in sync(again, server).ops()


def test_an_edit_goes_to_an_issue_that_nobody_touched(tmp_path: Path, server: GitHubServer) -> None:
    where = one(tmp_path, "- [ ] Raise the limit\n- [ ] Watch the proxy\n")
    sync(where, server)
    path = where.incidents / NAME
    path.write_text(text(where).replace("the limit", "the memory limit").replace("the proxy", "the proxies"))
    server.repos[HOME].issues[2]["title"] = "Watch it"
    ran = sync(where, server)
    assert ran.ops() == ["update", "skip"]
    assert "by hand" in ran.steps[1].reason
    first, second = server.repos[HOME].issues.values()
    assert (first["title"], second["title"]) == ("Raise the memory limit", "Watch it")
    assert first["body"].startswith("Raise the memory limit\n")
    assert len(markers(first["body"])) == 1
    assert sync(where, server).ops() == ["skip", "skip"]


def test_a_copied_id_is_refused_with_both_lines(tmp_path: Path, server: GitHubServer) -> None:
    where = one(tmp_path, "- [ ] One <!-- action:0123abcd -->\n- [ ] Two <!-- action:0123abcd -->\n- [ ] Three\n")
    ran = sync(where, server)
    assert ran.ops() == ["skip", "skip", "create"]
    assert f"{NAME}:22" in ran.steps[0].reason
    assert f"{NAME}:21" in ran.steps[1].reason
    assert ran.steps[0].problem == Exit.FINDINGS


def test_equal_texts_get_two_issues_and_keep_them(tmp_path: Path, server: GitHubServer) -> None:
    where = one(tmp_path, "- [ ] Same\n- [ ] Same.\n")
    sync(where, server)
    ids = re.findall(r"action:([0-9a-f]{8})", text(where))
    assert len(set(ids)) == 2
    again = workspace(tmp_path / "again", {NAME: report("- [ ] Same\n- [ ] Same.\n")})
    sync(again, server)
    assert re.findall(r"action:([0-9a-f]{8})", text(again)) == ids
    assert len(server.repos[HOME].issues) == 2


def test_what_must_stay_private_stays(tmp_path: Path, server: GitHubServer) -> None:
    where = workspace(
        tmp_path / "w",
        {
            NAME: report("- [ ] Shown\n\n<!-- private -->\n\n- [ ] Hidden\n\n<!-- /private -->\n"),
            "2026-03-09-all-hidden.md": report("- [ ] Hidden, too\n", front="visibility: private\n"),
            "2026-03-10-secret.md": report(
                f"- [ ] Rotate ghp_{'a1B2c3D4' * 4}e5F6\n- [ ] Ask ops@datacentre-hub.net\n"
            ),
        },
    )
    ran = sync(where, server)
    assert [r.body["title"] for r in server.writes if r.body] == ["Shown"]
    assert [s.problem for s in ran.steps] == [Exit.OK, Exit.OK, Exit.OK, Exit.FINDINGS, Exit.FINDINGS]
    assert "ghp_" not in "".join(s.reason for s in ran.steps)


@pytest.mark.parametrize(
    "hidden",
    [
        "<!-- private -->\n- [ ] Hidden\n<!-- /private -->\n",
        "<!-- private: the vendor's name -->\n- [ ] Hidden\n<!-- /private -->\n",
        "<!-- PRIVATE -->\n<!-- private -->\n<!-- /private -->\n- [ ] Hidden\n<!-- /private -->\n",
        "- [ ] Call <!-- private -->Hidden<!-- /private --> again\n",
        "<!-- private -->\n- [ ] Hidden\n",  # without an end: then to the end of the report
    ],
)
def test_private_passages_stay_in_the_repository(tmp_path: Path, server: GitHubServer, hidden: str) -> None:
    where = one(tmp_path, f"- [ ] Shown\n{hidden}")
    ran = sync(where, server)
    assert [r.body["title"] for r in server.writes if r.body] == ["Shown"]
    assert "Hidden" not in "".join(str(r.body) for r in server.writes)
    assert not ran.failed


@pytest.mark.parametrize(
    ("summary", "said"),
    [
        ("The hub of @team ended, see #3.", "> The hub of `@team` ended, see `#3`."),
        ("<!-- TODO: say it -->\n\nThe hub\nended.\n\nMore.", "> The hub ended."),
        ("<!-- TODO: say it -->", None),
        ("The hub <!-- private -->of a vendor <!-- /private -->ended.", "> The hub ended."),
        ("<!-- private -->\n\nThe hub ended.\n\n<!-- /private -->", None),
        ("<!-- private -->\n\nThe hub ended.", None),
        (f"The token ghp_{'a1B2c3D4' * 4}e5F6 was seen.", None),
        ("| What | When |\n|---|---|\n| Hub | 14:02 |", None),
        ("### Impact\n\nAll.", None),
    ],
)
def test_the_issue_says_what_happened_but_nothing_private(
    tmp_path: Path, server: GitHubServer, summary: str, said: str | None
) -> None:
    where = workspace(tmp_path / "w", {NAME: report("- [ ] Shown\n").replace("The hub was restarted.", summary)})
    path = where.incidents / NAME
    sync(where, server)
    if "private -->" in summary and "/private" not in summary:
        assert server.writes == []  # all that follows is private
        return
    (sent,) = server.writes
    assert sent.body
    quoted = [line for line in sent.body["body"].split("\n") if line.startswith(">")]
    assert quoted == ([said] if said else [])
    assert path.read_text(encoding="utf-8").count("action:") == 1


def test_repositories_that_cannot_take_it(tmp_path: Path, server: GitHubServer) -> None:
    server.add("example/old", archived=True)
    server.add("example/closed", has_issues=False)
    where = one(
        tmp_path,
        "- [ ] A (repo: example/none)\n- [ ] B (repo: example/old)\n- [ ] C (repo: example/closed)\n"
        "- [ ] D (repo: nonsense)\n- [ ] E\n",
    )
    ran = sync(where, server)
    assert ran.ops() == ["skip", "skip", "skip", "skip", "create"]
    assert {s.problem for s in ran.steps[:4]} == {Exit.SETTINGS}
    assert [o.code for o in ran.outcomes] == [Exit.OK]


def test_an_item_without_text_is_none_and_one_of_marks_only_is_told(tmp_path: Path, server: GitHubServer) -> None:
    where = one(tmp_path, "- [ ]\n- [ ] \n- [ ] <!-- action:0123abcd -->\n- [ ] Shown\n- [ ] ![](x.png)\n")
    ran = sync(where, server)
    assert [r.body["title"] for r in server.writes if r.body] == ["Shown"]
    assert not ran.failed
    assert sync(where, server).ops().count("create") == 0


def test_an_item_that_moves_between_groups_keeps_its_issue(tmp_path: Path, server: GitHubServer) -> None:
    where = one(tmp_path, "### Now\n\n- [ ] Raise the limit\n- [ ] Watch it\n\n### Cluster\n\n- [ ] Grow it\n")
    sync(where, server)
    line = next(found for found in text(where).splitlines(keepends=True) if "Raise the limit" in found)
    moved = text(where).replace(line, "") + line  # now under "Cluster", which is routed elsewhere
    (where.incidents / NAME).write_text(moved, encoding="utf-8")
    writes = len(server.writes)
    assert sync(where, server).clean
    assert len(server.writes) == writes
    # The same with the link lost and the id kept: it is filed in the new place only where the old one is unknown.
    lost = one(tmp_path / "lost", "### Cluster\n\n- [ ] Grow it\n- [ ] Raise the limit\n\n### Now\n\n- [ ] Watch it\n")
    sync(lost, server)
    assert len(server.repos[HOME].issues) == 2


def test_a_token_that_may_read_only(tmp_path: Path, server: GitHubServer) -> None:
    where = one(tmp_path, "- [ ] A\n- [ ] B\n- [ ] C\n")
    sync(where, server, apply=False)
    reads = len(server.requests)
    server.requests.clear()
    server.fail.update(dict.fromkeys(range(reads + 1, reads + 4), "403-rights"))
    ran = sync(where, server)
    assert [o.code for o in ran.outcomes] == [Exit.SETTINGS] * 3
    assert all("\n" not in o.message and "403" in o.message for o in ran.outcomes)
    assert len(server.repos[HOME].issues) == 0
    server.fail.clear()
    assert not sync(where, server).failed
    assert len(server.repos[HOME].issues) == 3


def test_what_is_refused_is_left_out_and_said(tmp_path: Path, server: GitHubServer) -> None:
    server.unassignable.add("stranger")
    server.denied_labels = True
    where = one(tmp_path, "- [ ] A (owner: @stranger)\n")
    ran = sync(where, server)
    assert not ran.failed
    assert "without the label 'incident-action' and the assignee 'stranger', which GitHub refused" in str(
        [outcome.message for outcome in ran.outcomes]
    )
    assert len(server.repos[HOME].issues) == 1
    assert "labels" not in (server.writes[-1].body or {})


def test_a_long_item_keeps_within_the_limits(tmp_path: Path, server: GitHubServer) -> None:
    where = one(tmp_path, f"- [ ] {'Raise the limit again. ' * 450}\n- [ ] {'x' * 9000}\n")
    assert not sync(where, server).failed
    for issue in server.repos[HOME].issues.values():
        assert len(issue["title"]) <= 256
        assert len(issue["body"]) <= 65_536
        assert len(markers(issue["body"])) == 1


def test_the_workspaces_template_is_used_and_cannot_forge_a_marker(tmp_path: Path, server: GitHubServer) -> None:
    where = one(tmp_path, "- [ ] Raise the limit\n")
    (where.root / "templates").mkdir()
    template = where.root / "templates" / "issue.md.j2"
    template.write_text('{% extends "builtin/issue.md.j2" %}{% block closing %}Ours.{% endblock %}', encoding="utf-8")
    where = Workspace.find(where.root, {})
    ran = sync(where, server, apply=False)
    assert ran.steps[0].rendered
    assert "Ours.\n" in ran.steps[0].rendered.body
    template.write_text("<!-- incidentkit:action:00000000 -->", encoding="utf-8")
    with pytest.raises(Exception, match="marker"):
        sync(where, server, apply=False)


def test_a_person_who_writes_meanwhile_loses_nothing(tmp_path: Path, server: GitHubServer) -> None:
    where = one(tmp_path, "- [ ] Raise the limit\n")
    sync(where, server)
    first = text(where)
    path = where.incidents / NAME
    path.write_text(first.replace("It was memory.", "It was memory, and haste."), encoding="utf-8")
    server.repos[HOME].issues[1]["state"] = "closed"
    sync(where, server)
    assert text(where) == first.replace("It was memory.", "It was memory, and haste.").replace("- [ ]", "- [x]")


def test_requests_grow_with_repositories_and_pages_not_with_items(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with GitHubServer() as server:
        server.add(HOME)
        reports = {
            f"2026-01-{n % 28 + 1:02}-report-{n}.md": report("".join(f"- [ ] Item {n} {k}\n" for k in range(10)))
            for n in range(50)
        }
        where = workspace(tmp_path / "w", reports)
        ran = sync(where, server, apply=False)
        assert ran.ops() == ["create"] * 500
        planned = len(server.requests)
        assert planned <= 5
        sync(where, server)
        server.requests.clear()
        assert sync(where, server).clean
        with capsys.disabled():
            print(f"\n500 items in 50 reports: {planned} requests to plan, {len(server.requests)} when all is in step")
        assert len(server.requests) <= 8
        assert server.writes == []
