"""`incident asof`: its JSON, its table at 80 columns, its exit codes."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from peers.git import Repository

from incidentkit.cli import run
from incidentkit.errors import Exit

SETTINGS = """\
[report]
timezone = "America/Los_Angeles"
[versions]
declared = [{ component = "hub", file = "hub/values.yaml", key = "hub.image.tag" }]
"""
HISTORY = [
    {"revision": 41, "updated": "2026-11-01T10:00:00Z", "status": "superseded", "chart": "jupyterhub-3.3.7"},
    {"revision": 42, "updated": "2026-11-22T13:47:00Z", "status": "deployed", "chart": "jupyterhub-3.3.8"},
]
WINDOW = ("--since", "2026-11-22 05:00", "--until", "2026-11-22 07:00")
SOURCES = ("--changes", "./deploy", "--helm-file", "prod_hub.json")


@pytest.fixture(autouse=True)
def _workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("incidentkit.toml").write_text(SETTINGS)
    Path("prod_hub.json").write_text(json.dumps(HISTORY))
    repo = Repository.make(tmp_path / "deploy")
    repo.commit(-9000, "start", {"hub/values.yaml": "hub: {image: {tag: '1.0'}}"})
    repo.commit(-15, "bump", {"hub/values.yaml": "hub: {image: {tag: '1.1'}}"})


def told(capsys: pytest.CaptureFixture[str], *arguments: str, code: Exit = Exit.OK):
    capsys.readouterr()
    assert run(["asof", *arguments, "--json"]) == code
    return json.loads(capsys.readouterr().out)


def test_the_json_has_its_documented_shape(capsys):
    answer = told(capsys, "2026-11-22T14:00:00Z", *SOURCES, "--until", "2026-11-22T15:00:00Z")
    assert set(answer) == {"at", "until", "lookback_hours", "components", "gaps"}
    assert (answer["at"], answer["until"], answer["lookback_hours"], answer["gaps"]) == (
        "2026-11-22T14:00:00Z", "2026-11-22T15:00:00Z", 72, [],
    )  # fmt: skip
    for one in answer["components"]:
        assert set(one) == {"component", "kind", "declared", "source", "before", "at", "after", "changed", "drift"}
        assert set(one["at"]) == {"value", "detail", "since", "approximate"}
    chart = next(one for one in answer["components"] if one["kind"] == "chart")
    assert (chart["component"], chart["before"]["value"], chart["at"]["value"], chart["changed"]) == (
        "prod/hub", "jupyterhub-3.3.7", "jupyterhub-3.3.8", True,
    )  # fmt: skip
    image = next(one for one in answer["components"] if one["kind"] == "image")
    assert (image["component"], image["declared"], image["before"]["value"], image["at"]["value"]) == (
        "hub", True, "1.0", "1.1",
    )  # fmt: skip


def test_before_and_after_a_change_it_says_something_else(capsys):
    def tag(time):
        return next(one for one in told(capsys, time, *SOURCES)["components"] if one["kind"] == "image")["at"]["value"]

    assert [tag("2026-11-22T13:30:00Z"), tag("2026-11-22T13:50:00Z")] == ["1.0", "1.1"]


def test_from_a_reports_evidence_in_its_zone_and_on_its_day(capsys):
    assert run(["new", "Hub", *SOURCES, *WINDOW]) == Exit.OK
    Path("prod_hub.json").unlink()
    answer = told(capsys, "06:00", "hub")
    assert answer["at"] == "2026-11-22T14:00:00Z"
    assert {one["kind"] for one in answer["components"]} == {"image", "chart", "commit"}


def test_a_source_that_fails_is_a_gap_and_no_answer_at_all_is_an_error(capsys):
    answer = told(capsys, "2026-11-22T14:00:00Z", "--changes", "deploy", "--helm-file", "none.json", code=Exit.FINDINGS)
    assert "none.json" in answer["gaps"][0]["summary"]
    assert answer["components"]
    assert run(["asof", "2026-11-22T14:00:00Z", "--helm-file", "none.json"]) == Exit.USAGE


@pytest.mark.parametrize(
    "arguments",
    [["soon"], ["2026-11-22"], ["2099-01-01", "--changes", "deploy"], ["14:00", "no-such-report"],
     ["14:00", "--changes", "nowhere"], ["14:00", "--changes", "--output=x"], []],
)  # fmt: skip
def test_what_makes_no_sense_is_one_line_and_a_next_step(arguments, capsys):
    assert run(["asof", *arguments]) == Exit.USAGE
    said = capsys.readouterr().err
    assert said.startswith("error: ")
    assert "Traceback" not in said


def test_a_report_without_evidence_says_so(capsys):
    Path("incidents").mkdir()
    Path("incidents/2026-11-22-x.md").write_text("# X\n\n## Timeline\n\n- **14:02** a\n")
    assert run(["asof", "14:00", "2026-11-22-x"]) == Exit.USAGE
    assert "no evidence beside it" in capsys.readouterr().err


def test_the_settings_repositories_are_asked_where_nothing_is_named(capsys):
    Path("incidentkit.toml").write_text(SETTINGS + '[changes]\nrepos = ["deploy"]\n')
    assert {one["component"] for one in told(capsys, "2026-11-22T14:00:00Z")["components"]} == {"hub", "deploy"}
    Path("incidentkit.toml").write_text(SETTINGS + '[changes]\nrepos = ["../outside"]\n')
    assert run(["asof", "2026-11-22T14:00:00Z"]) == Exit.USAGE
    assert "leads out of the workspace" in capsys.readouterr().err


def test_off_a_terminal_a_row_is_a_line(capsys):
    assert run(["asof", "2026-11-22T14:00:00Z", *SOURCES, "--until", "2026-11-22T15:00:00Z"]) == Exit.OK
    rows = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert rows[0] == ["component", "before", "at", "after", "source"]
    assert rows[1][:2] == ["prod/hub chart", "3.3.7 revision 41 (since 2026-11-01)"]
    assert rows[1][2:] == ["3.3.8 revision 42 (since 05:47)", "same", "Helm, jupyterhub"]


def test_the_table_fits_a_terminal_of_80_columns():
    parent, child = pty.openpty()
    environ = {**os.environ, "COLUMNS": "80", "NO_COLOR": "1"}
    command = [sys.executable, "-m", "incidentkit", "asof", "2026-11-22T14:00:00Z", *SOURCES]
    with subprocess.Popen(command, stdout=child, stderr=subprocess.DEVNULL, env=environ) as process:
        os.close(child)
        shown = b""
        try:
            while piece := os.read(parent, 4096):
                shown += piece
        except OSError:  # how Linux says that the other end is closed
            pass
        assert process.wait() == 0
    os.close(parent)
    lines = shown.decode().replace("\x1b[1m", "").replace("\x1b[0m", "").splitlines()
    assert any("jupyterhub" in line for line in lines)
    assert max(len(line) for line in lines) <= 80


@pytest.mark.parametrize("broken", ["git", "helm"])
def test_each_source_killed_in_turn_leaves_a_report_with_its_gap(broken, capsys):
    if broken == "git":
        (Path("deploy/.git/HEAD")).write_text("ref: refs/heads/none\n")
    else:
        Path("prod_hub.json").write_bytes(b"\x00")
    assert run(["new", "Hub", *SOURCES, *WINDOW]) == Exit.FINDINGS
    (report,) = Path("incidents").glob("*.md")
    text = report.read_text(encoding="utf-8")
    assert "> Not known:" in text
    assert ("3.3.8" in text) is (broken == "git")
    assert ("`1.1`" in text) is (broken == "helm")


def test_update_asks_the_same_repository_again_and_nothing_outside(capsys):
    assert run(["new", "Hub", *SOURCES, *WINDOW]) == Exit.OK
    assert run(["update", "hub"]) == Exit.OK
    assert "Asking again: --changes ./deploy" in capsys.readouterr().err
    (ledger,) = Path("incidents").glob("*/evidence.jsonl")
    text = ledger.read_text()
    for elsewhere in ("../elsewhere", "/", "a/../../elsewhere", "~/x"):
        ledger.write_text(text.replace("--changes ./deploy", f"--changes {elsewhere}"))
        code, said = run(["update", "hub"]), capsys.readouterr().err
        assert code == Exit.USAGE or f"{Path(elsewhere).name} is not below the workspace" in said
        assert f"Asking again: --changes {elsewhere}" not in said


def test_a_file_from_elsewhere_has_to_be_named_again_and_is_not_called_gone(tmp_path, monkeypatch, capsys):
    inner = tmp_path / "inner"
    inner.mkdir()
    monkeypatch.chdir(inner)
    Path("incidentkit.toml").write_text(SETTINGS)
    assert run(["new", "Hub", "--helm-file", "../prod_hub.json", *WINDOW]) == Exit.OK
    assert run(["update", "hub"]) == Exit.USAGE
    said = capsys.readouterr().err
    assert "prod_hub.json is not below the workspace" in said and "Name the file or folder again" in said
    assert run(["update", "hub", "--helm-file", "../prod_hub.json"]) == Exit.OK


def test_a_folder_that_is_called_like_a_repository_is_not_mistaken_for_one(monkeypatch, capsys):
    monkeypatch.setenv("GITHUB_API_URL", "http://127.0.0.1:9")
    Path("deploy").rename("example-deploy")
    Path("example").mkdir()
    Path("example-deploy").rename("example/deploy")
    when = "2026-11-22T14:00:00Z"
    assert {one["component"] for one in told(capsys, when, "--changes", "./example/deploy")["components"]} == {
        "deploy", "hub",
    }  # fmt: skip
    monkeypatch.setattr("incidentkit.github.transport.BACKOFF", 0.01)
    assert run(["asof", when, "--changes", "example/deploy"]) == Exit.REMOTE


def test_helm_secrets_are_never_asked_because_a_ledger_says_so(capsys):
    assert run(["new", "Hub", *SOURCES, *WINDOW]) == Exit.OK
    (ledger,) = Path("incidents").glob("*/evidence.jsonl")
    text = ledger.read_text()
    line = next(line for line in text.splitlines() if "--helm-file" in line)
    forged = line.replace("--helm-file prod_hub.json", "--helm-secrets prod").replace("capture:helm", "capture:helm2")
    ledger.write_text(forged + "\n" + text)
    assert run(["update", "hub"]) == Exit.OK
    assert "--helm-secrets" not in capsys.readouterr().err
