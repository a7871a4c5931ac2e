"""The same steps against a GitHub that is not ours: npm's emulator, by the command line as a person runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from peers.emulate import TOKEN, call, emulate
from sync_rig import report, snapshot, workspace

from incidentkit.cli import run
from incidentkit.errors import Exit

SETTINGS = '[github]\nrepo = "tester/hub"\n'
REPORT = "2026-03-02-hub-out-of-memory.md"
ITEMS = "- [ ] Raise the limit\n- [ ] Watch @proxy, GH-1\n\n### Upstream: elsewhere/spawner\n\n- [ ] Retry spawns\n"


def test_from_plan_to_ticked_box(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with emulate({"tester": ["hub"], "elsewhere": ["spawner"]}) as url:
        monkeypatch.setenv("GITHUB_API_URL", url)
        monkeypatch.setenv("GH_TOKEN", TOKEN)
        for _ in range(104):  # so that what is looked for lies on the second page
            call(url, "/repos/tester/hub/issues", "POST", {"title": "noise"})
        where = workspace(tmp_path / "w", {REPORT: report(ITEMS)}, SETTINGS)
        monkeypatch.chdir(where.root)
        before = snapshot(where)

        assert run(["actions", "sync", "--json", "--upstream"]) == Exit.PENDING
        plan = json.loads(capsys.readouterr().out)
        assert [(s["op"], s["repo"]) for s in plan["plan"]] == [
            ("create", "tester/hub"), ("create", "tester/hub"), ("create", "elsewhere/spawner"),
        ]  # fmt: skip
        assert snapshot(where) == before

        assert run(["actions", "sync", "--apply", "--upstream"]) == Exit.OK
        after = snapshot(where)
        filed = call(url, "/repos/tester/hub/issues?state=all&labels=incident-action")
        assert isinstance(filed, list)
        assert sorted(i["number"] for i in filed) == [105, 106]
        assert "`@proxy`" in next(i["body"] for i in filed if i["number"] == 106)

        assert run(["actions", "sync", "--apply", "--upstream"]) == Exit.OK
        assert snapshot(where) == after

        call(url, "/repos/tester/hub/issues/105", "PATCH", {"state": "closed"})
        assert run(["actions", "sync", "--apply", "--upstream"]) == Exit.OK
        assert b"- [x] Raise the limit" in snapshot(where)[f"incidents/{REPORT}"]

        again = workspace(tmp_path / "again", {REPORT: report(ITEMS)}, SETTINGS)
        monkeypatch.chdir(again.root)
        assert run(["actions", "sync", "--apply", "--upstream"]) == Exit.OK
        assert snapshot(again) == snapshot(where)
        everything = call(url, "/repos/tester/hub/issues?state=all&per_page=100&page=2")
        assert isinstance(everything, list)
        assert len(everything) == 6
