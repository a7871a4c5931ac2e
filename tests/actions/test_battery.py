"""Whatever request fails, and however: run again, there is one issue for each item and no report lost a byte."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from peers.github_server import FAULTS, GitHubServer
from sync_rig import HOME, UPSTREAM, report, snapshot, sync, workspace

from incidentkit.actions.body import markers
from incidentkit.config import Workspace

REPORTS = {
    "2026-03-02-hub-out-of-memory.md": report(
        "- [ ] Raise the limit (owner: @hub-operator, due: 2026-04-01)\n"
        "- [ ] Watch the proxy\n"
        "- [ ] Watch the proxy\n\n"
        f"### Upstream: {UPSTREAM}\n\n"
        "- [ ] Retry spawns after a restart\n"
    ),
    # Windows line ends, an item over two lines, one that is linked, one that is done: none of it may suffer.
    "2026-03-05-node-full.md": report(
        "1. [ ] Move the images\n   to another disk\n"
        f"2. [ ] Close the old one [{HOME}#2](https://github.com/{HOME}/issues/2)\n"
        "3. [x] Write this report\n\nNothing else.\n",
        title="A node’s disk was full",
        date="2026-03-05",
    ).replace("\n", "\r\n"),
}
ISSUES, NOISE = 5, 4
TIMEOUT = 1  # second, where the fault is that no answer comes; the server then says nothing for longer


def serve() -> GitHubServer:
    server = GitHubServer(per_page=3)
    for name in (HOME, UPSTREAM):
        server.add(name, push=name == HOME)
        for number in range(1, NOISE + 1):
            server.issue(name, state="closed" if number == 2 else "open", pull=number == 3)
    return server


def check(server: GitHubServer, where: Workspace) -> None:
    """One issue an item; every report has what it had, and links besides."""
    found = [marker for body in server.bodies() for marker in markers(body)]
    assert sorted(found) == sorted(set(found)), "an item has two issues"
    assert len(found) == ISSUES
    assert sum(len(repo.issues) for repo in server.repos.values()) == 2 * NOISE + ISSUES
    for name, before in REPORTS.items():
        after = (where.incidents / name).read_bytes().decode("utf-8")
        assert len(re.findall(r"<!-- action:[0-9a-f]{8} -->", after)) == before.count("[ ]") - before.count("#2]")
        bare = re.sub(rf" \[(?:{HOME}|{UPSTREAM})#[5-9]\]\([^)]*\)| <!-- action:[0-9a-f]{{8}} -->", "", after)
        assert bare == before.replace("[ ] Close the old one", "[x] Close the old one")
    still, writes = snapshot(where), len(server.writes)
    last = sync(where, server)
    assert last.clean
    assert (snapshot(where), len(server.writes)) == (still, writes)
    assert not [r for r in server.requests if "search" in r.path]


def converge(server: GitHubServer, where: Workspace) -> None:
    for _ in range(4):
        ran = sync(where, server)
        if ran.clean:
            return
    raise AssertionError(f"does not converge: {[o.message for o in ran.failed] or [s.reason for s in ran.steps]}")


def requests_of_a_whole_run(tmp_path: Path) -> int:
    with serve() as server:
        where = workspace(tmp_path / "count", REPORTS)
        ran = sync(where, server)
        assert not ran.failed
        assert len(server.writes) == ISSUES
        count = len(server.requests)
        check(server, where)
    return count


# Besides single faults two long ones: the server is gone for six requests, and six answers are lost on the way.
CASES = {**{fault: (fault, 1) for fault in FAULTS}, "outage": ("reset-before", 6), "all answers lost": ("502-after", 6)}


@pytest.mark.parametrize("case", CASES)
def test_every_fault_at_every_request(case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    count = requests_of_a_whole_run(tmp_path)
    fault, times = CASES[case]
    tried = 0
    for number in range(1, count + 1):
        for lost in (False, True):
            with serve() as server:
                root = tmp_path / f"{number}-{lost}"
                where = workspace(root, REPORTS)
                server.fail.update(dict.fromkeys(range(number, number + times), fault))
                sync(where, server, timeout=TIMEOUT if fault == "timeout-after" else 10)
                if lost:  # the checkout is gone, and with it all that was written
                    shutil.rmtree(root)
                    where = workspace(root, REPORTS)
                converge(server, where)
                check(server, where)
                shutil.rmtree(root)
            tried += 1
    with capsys.disabled():
        print(f"\n{case}: {tried} of {len(CASES) * count * 2} cases, each of {count} requests, checkout kept or lost")
    assert len(CASES) * count * 2 >= 300
