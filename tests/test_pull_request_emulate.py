"""`incident pr` against a GitHub that is not ours: npm's emulator, by the command line as a person runs it."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from peers.emulate import TOKEN, call, emulate

from incidentkit.cli import run
from incidentkit.errors import Exit

PATH = "incidents/2026-11-22-hub-down.md"
BRANCH = "incident/2026-11-22-hub-down"
TEXT = "---\ntitle: Hub down\ndate: 2026-11-22\nstatus: draft\n---\n\n## Summary\n\nThe hub was down.\n"


def test_branch_commit_and_draft_and_the_same_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "incidents").mkdir()
    (tmp_path / PATH).write_text(TEXT)
    monkeypatch.chdir(tmp_path)
    with emulate({"tester": ["hub"]}) as url:
        for name, value in {"GITHUB_API_URL": url, "GH_TOKEN": TOKEN, "GITHUB_REPOSITORY": "tester/hub"}.items():
            monkeypatch.setenv(name, value)
        first = {"message": "Begin", "content": base64.b64encode(b"ours").decode()}
        call(url, "/repos/tester/hub/contents/NOTES.md", "PUT", first)
        assert run(["pr", PATH]) == Exit.PENDING
        assert call(url, "/repos/tester/hub/pulls?state=all") == []
        for words in ("was down", "was down for an hour"):
            report = Path(PATH)
            report.write_text(report.read_text().replace("was down.", f"{words}."))
            assert run(["pr", PATH, "--apply"]) == Exit.OK
            pulls = call(url, "/repos/tester/hub/pulls?state=all")
            assert isinstance(pulls, list)
            assert [(p["head"]["ref"], p["draft"], p["state"]) for p in pulls] == [(BRANCH, True, "open")]
            file = call(url, f"/repos/tester/hub/contents/{PATH}?ref={BRANCH}")
            assert isinstance(file, dict)
            assert base64.b64decode(file["content"]) == report.read_bytes()
        assert b"status: review" in Path(PATH).read_bytes()
        assert run(["pr", PATH, "--apply"]) == Exit.OK
        assert len(call(url, "/repos/tester/hub/pulls?state=all")) == 1  # type: ignore[arg-type]
