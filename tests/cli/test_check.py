"""`incident check`: what it prints, in which shape, and with which exit code."""

from __future__ import annotations

import contextlib
import io
import json
import os
import pty
import re
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from needs import ROOT

from incidentkit.checks import RULES
from incidentkit.checks.formats.text import Look, render
from incidentkit.checks.interface import Finding, Rule
from incidentkit.checks.run import Outcome
from incidentkit.cli import run
from incidentkit.errors import Exit

GOOD = """# 2026-11-22, hub out of memory

## Summary

The hub was down for half an hour.

## Timeline

All times in UTC

- **14:02** An alert fires: the hub pod is killed.
- **14:31** The hub runs again.

## Conclusion

The limit was set before the course had doubled in size.

## Action items

- [ ] Alert on memory above 80 % (owner: @hub-team, due: 2026-12-01) example/hub#301
"""


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty workspace, and the current folder."""
    (tmp_path / "incidents").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def report(workspace: Path, text: str = GOOD, name: str = "2026-11-22-hub.md") -> Path:
    path = workspace / "incidents" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def document(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[Exit, dict[str, object]]:
    code = run(["check", "--format", "json", *arguments])
    return code, json.loads(capsys.readouterr().out)


def test_a_healthy_workspace_prints_one_line(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report(workspace)
    assert run(["check"]) == Exit.OK
    assert capsys.readouterr().out == "1 report checked: nothing to mend.\n"


def test_a_workspace_without_reports_says_so(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check"]) == Exit.OK
    assert capsys.readouterr().out == "No reports here to check.\n"


def test_any_finding_is_one_be_it_a_warning(workspace: Path) -> None:
    report(workspace, GOOD.replace("The limit was set", "We forgot the limit. It was set"))
    assert run(["check"]) == Exit.FINDINGS
    assert run(["check", "--ignore", "blame"]) == Exit.OK
    assert run(["check", "--select", "secret"]) == Exit.OK
    assert run(["check", "--select", "secret,blame"]) == Exit.FINDINGS


def test_the_document_has_the_shape_that_others_rely_on(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report(workspace, GOOD.replace("- **14:31**", "- **13:31**"))
    code, found = document(capsys)
    assert code == Exit.FINDINGS
    assert found["reports"] == 1
    assert isinstance(found["seconds"], float)
    (finding,) = found["findings"]  # type: ignore[misc]
    assert set(finding) == {"rule", "severity", "path", "line", "column", "message", "hint"}
    assert (finding["rule"], finding["severity"], finding["line"]) == ("timeline-order", "error", 12)
    assert finding["path"] == "incidents/2026-11-22-hub.md"
    assert run(["check", "--json"]) == Exit.FINDINGS
    assert json.loads(capsys.readouterr().out)["findings"] == found["findings"]


def test_an_unknown_rule_names_the_one_that_was_meant(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for option in ("--select", "--ignore"):
        assert run(["check", option, "timeline-oder"]) == Exit.USAGE
        assert "timeline-order" in capsys.readouterr().err


def test_a_path_that_is_not_there_is_a_mistake_of_the_command_line(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check", "incidents/nowhere.md"]) == Exit.USAGE
    assert "incidents/nowhere.md" in capsys.readouterr().err


def test_a_file_that_cannot_be_read_does_not_hide_the_others(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report(workspace, GOOD.replace("The limit was set", "TBD. The limit was set"))
    (workspace / "notes.pdf").write_bytes(b"%PDF-1.7")
    code, found = document(capsys, "incidents", "notes.pdf")
    assert code == Exit.USAGE
    assert [finding["rule"] for finding in found["findings"]] == ["placeholder"]  # type: ignore[attr-defined]
    assert [unread["path"] for unread in found["unread"]] == ["notes.pdf"]  # type: ignore[attr-defined]


def test_what_is_no_text_is_one_line_and_nothing_else(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (workspace / "incidents" / "2026-11-22-binary.md").write_bytes(b"GIF89a\n" + bytes(range(256)) * 40)
    (workspace / "incidents" / "2026-11-23-utf-16.md").write_bytes(GOOD.encode("utf-16"))
    assert run(["check"]) == Exit.USAGE
    shown = capsys.readouterr()
    assert shown.out == "No reports here to check.\n"
    assert "incidents/2026-11-22-binary.md:2: is no text" in shown.err
    assert "incidents/2026-11-23-utf-16.md:1: is no text" in shown.err
    assert "save it as UTF-8" in shown.err


def test_bytes_that_are_no_utf_8_are_a_finding_of_their_line(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report(workspace).write_bytes(GOOD.replace("The limit was set", "Überlast. The limit was set").encode("latin-1"))
    _, found = document(capsys)
    (finding,) = found["findings"]  # type: ignore[misc]
    assert (finding["rule"], finding["line"]) == ("hidden-character", 16)
    assert "UTF-8" in finding["message"]


def _typed(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


def test_what_an_editor_has_not_saved_yet_comes_on_stdin(
    workspace: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "incidents/2026-11-22-hub.md"
    _typed(monkeypatch, GOOD.replace("The limit was set", "TBD. The limit was set").encode())
    code, found = document(capsys, "-", "--stdin-filename", name)
    assert code == Exit.FINDINGS
    assert [(f["rule"], f["path"], f["line"]) for f in found["findings"]] == [  # type: ignore[attr-defined]
        ("placeholder", name, 16)
    ]
    assert not (workspace / name).exists()
    _typed(monkeypatch, GOOD.encode())
    assert run(["check", "-", "--stdin-filename", "incidents/2026-11-24-hub.md"]) == Exit.FINDINGS
    assert "date-mismatch" in capsys.readouterr().out  # it is judged by the name that it is to have
    _typed(monkeypatch, b"\0" * 100)
    assert run(["check", "-"]) == Exit.USAGE
    for wrong in (["-", name], ["-", "--fix"], ["-", "--diff", "main"], ["--stdin-filename", name]):
        assert run(["check", *wrong]) == Exit.USAGE
        assert "stdin" in capsys.readouterr().err


def test_warnings_may_pass_and_are_still_told(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report(workspace, GOOD.replace("The limit was set", "It was the engineer's carelessness. The limit was set"))
    assert run(["check"]) == Exit.FINDINGS
    assert run(["check", "--fail-on", "error"]) == Exit.OK
    assert capsys.readouterr().out.count("1 warning in 1 of 1 report.") == 2
    report(workspace, GOOD.replace("The limit was set", "TBD. The limit was set"))
    assert run(["check", "--fail-on", "error"]) == Exit.FINDINGS


def test_statistics_count_by_rule(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report(workspace, GOOD.replace("The limit was set", "TBD.\n\nTBA. The limit was set"))
    report(workspace, GOOD.replace("The limit was set", "TBD. The limit was set"), "old/2026-11-22-hub.md")
    report(workspace, GOOD.replace(" example/hub#301", ""), "2026-11-22-proxy.md")
    assert run(["check", "--statistics"]) == Exit.FINDINGS
    assert [line.split() for line in capsys.readouterr().out.splitlines()[:-1]] == [
        ["3", "error", "placeholder", "in", "2", "files"],
        ["1", "error", "action-unlinked", "in", "1", "file"],
    ]
    _, found = document(capsys)
    assert found["rules"][0] == {"rule": "placeholder", "severity": "error", "findings": 3, "files": 2}  # type: ignore[index]
    assert run(["check", "--statistics", "--json"]) == Exit.USAGE


def test_editors_find_each_finding_by_the_pattern_that_the_documentation_gives(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (ROOT / "docs" / "reports.md").read_text(encoding="utf-8")
    task = json.loads(re.search(r"```json\n(.*?\"problemMatcher\".*?)```", text, re.DOTALL)[1])["tasks"][0]  # type: ignore[index]
    pattern = task["problemMatcher"]["pattern"]
    name = "2026-11-22 hub: 100%, 12:30: x.md"
    report(workspace, GOOD.replace("The limit was set", "TBD. The limit was set"), name)
    assert run(task["command"].split()[1:]) == Exit.FINDINGS
    first, *_ = capsys.readouterr().out.splitlines()
    found = re.match(pattern["regexp"], first)
    assert found
    said = {key: found[number] for key, number in pattern.items() if key != "regexp"}
    assert (said["file"], said["line"], said["code"]) == (f"incidents/{name}", "16", "placeholder")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_explains_itself_in_eighty_columns(rule: Rule, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--explain", rule.name]) == Exit.OK
    said = capsys.readouterr().out
    assert said.index("**What.**") < said.index("**Why.**") < said.index("**How to fix.**") < said.index("Before:")
    assert "## `" not in said  # not a word of the next rule
    prose = re.sub(r"^```.*?^```$", "", said, flags=re.MULTILINE | re.DOTALL)
    assert max(map(len, prose.splitlines())) <= 80


def test_a_rule_that_there_is_not_explains_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--explain", "blam"]) == Exit.USAGE
    assert "'blame'" in capsys.readouterr().err


def test_without_the_cache_nothing_is_kept(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = workspace.parent / "kept"
    monkeypatch.setenv("XDG_CACHE_HOME", str(kept))
    report(workspace)
    assert run(["check", "--no-cache"]) == Exit.OK
    assert not kept.exists()
    assert run(["check"]) == Exit.OK
    assert kept.exists()


def test_severities_and_ignores_come_from_the_settings(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report(workspace, GOOD.replace(" example/hub#301", ""))
    report(workspace, GOOD.replace(" example/hub#301", ""), "old/2026-11-22-hub.md")
    (workspace / "incidentkit.toml").write_text(
        'check.severity = { action-unlinked = "warning" }\n'
        '[[check.ignore]]\nrule = "action-unlinked"\npath = "incidents/old/*"\nreason = "kept as they are"\n'
    )
    code, found = document(capsys)
    assert code == Exit.FINDINGS
    (finding,) = found["findings"]  # type: ignore[misc]
    assert (finding["severity"], finding["path"]) == ("warning", "incidents/2026-11-22-hub.md")


def test_severities_may_differ_by_status(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = GOOD.replace(", due: 2026-12-01", "")
    for status in ("review", "final"):
        report(workspace, f"---\nstatus: {status}\n---\n\n{text}", f"2026-11-22-{status}.md")
    report(workspace, text, "2026-11-22-none.md")
    (workspace / "incidentkit.toml").write_text(
        '[check]\nseverity = { action-undated = { review = "off", final = "warning" } }\n'
    )
    _, found = document(capsys)
    assert [(f["path"], f["rule"], f["severity"]) for f in found["findings"]] == [  # type: ignore[attr-defined]
        ("incidents/2026-11-22-final.md", "action-undated", "warning"),
        ("incidents/2026-11-22-none.md", "action-undated", "warning"),
    ]
    (workspace / "incidentkit.toml").write_text('[check]\nseverity = { action-undated = "off" }\n')
    assert run(["check"]) == Exit.OK


def test_a_setting_for_a_rule_that_there_is_not_is_said(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report(workspace)
    (workspace / "incidentkit.toml").write_text('[check]\nseverity = { blam = "error" }\n')
    assert run(["check"]) == Exit.SETTINGS
    assert "'blame'" in capsys.readouterr().err


def test_names_with_every_sign_are_escaped_for_github(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = "2026-11-22 hub, 100%: ünïcode.md"
    report(workspace, GOOD.replace("The limit was set", "::error::mine\n\nTBD::x. The limit was set"), name)
    assert run(["check", "--format", "github"]) == Exit.FINDINGS
    lines = capsys.readouterr().out.splitlines()
    assert all(re.match(r"::(?:error|warning|notice)[ :]", line) for line in lines)
    assert lines[0].startswith("::error file=incidents/2026-11-22 hub%2C 100%25%3A ünïcode.md,line=18,col=1,title=")
    assert not any("mine" in line for line in lines)


def test_a_thousand_findings_are_all_told(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report(
        workspace,
        GOOD + "".join(f"- [ ] Alert on queue {n} (owner: @hub-team, due: 2026-12-01)\n" for n in range(1200)),
    )
    code, found = document(capsys)
    assert code == Exit.FINDINGS
    assert len(found["findings"]) == 1200  # type: ignore[arg-type]
    run(["check", "--format", "github"])
    *lines, notice = capsys.readouterr().out.splitlines()
    assert sum(line.startswith("::error ") for line in lines) == 10
    assert sum(line.startswith("  error incidents/2026-11-22-hub.md:") for line in lines) == 1190
    assert "1,190 more" in notice
    run(["check"])
    assert capsys.readouterr().out.endswith("1,200 errors in 1 of 1 report.\n")


def test_a_secret_and_an_address_are_found_and_never_shown(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    token = "ghp_" + "a1B2" * 9
    text = f"`{token}` (TBD) was sent to hub-help@no-such-campus.edu. The limit was set"
    report(workspace, GOOD.replace("The limit was set", text))
    for form in ("text", "json", "github"):
        assert run(["check", "--format", form]) == Exit.FINDINGS
        shown = capsys.readouterr()
        assert "secret" in shown.out
        assert "personal-data" in shown.out
        assert "placeholder" in shown.out
        assert token not in shown.out + shown.err
        assert "hub-help" not in shown.out + shown.err


def test_handles_of_owners_are_no_personal_data(workspace: Path) -> None:
    report(workspace)
    assert run(["check"]) == Exit.OK


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_lines_are_counted_as_their_ends_say(workspace: Path, capsys: pytest.CaptureFixture[str], end: str) -> None:
    path = report(workspace)
    path.write_bytes(("\ufeff" + GOOD.replace("- **14:31**", "- **13:31**")).replace("\n", end).encode())
    _, found = document(capsys)
    assert [(f["rule"], f["line"]) for f in found["findings"]] == [("timeline-order", 12)]  # type: ignore[attr-defined]


def _outcome(text: str, column: int) -> Outcome:
    path = Path("a.md")
    finding = Finding("blame", "warning", path, 1, column, "A message. " * 12, "A hint. " * 20)
    return Outcome((finding,), 1, {path: text}, (), 0.1)


@pytest.mark.parametrize(
    ("text", "column"), [("x" * 300, 250), ("短い行 here", 5), ("\t\tindented ^ here", 12), ("a" * 90 + "é終", 92)]
)
def test_text_fits_eighty_columns_and_the_caret_points_at_the_place(text: str, column: int) -> None:
    lines = list(render(_outcome(text, column), Look(), {Path("a.md"): "a.md"}))
    wide = [sum(2 if ord(c) > 0x2E80 else 1 for c in line) for line in lines]
    assert max(wide) <= 80
    source, caret = next((lines[n], lines[n + 1]) for n in range(len(lines)) if lines[n].lstrip().startswith("1 | "))
    cells = caret.index("^")
    shown, at = "", 0
    for character in source:
        if at == cells:
            shown = character
            break
        at += 2 if ord(character) > 0x2E80 else 1
    assert shown == text[column - 1].replace("\t", " ")


def test_what_findings_in_a_row_have_in_common_is_said_once(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report(
        workspace, GOOD + "".join(f"- [ ] {n} (owner: @hub-team, due: 2026-12-01)\n" for n in ("One", "Two", "Three"))
    )
    run(["check"])
    out = capsys.readouterr().out
    assert out.count("no issue yet") == 3
    assert out.count("→") == 1


def test_nothing_in_a_report_reaches_the_terminal_as_a_command(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report(
        workspace, GOOD.replace("The limit was set", "TBD \x1b[31m\x1b]0;title\x07 \u202egnp\u202c. The limit was set")
    )
    run(["check"])
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "\u202e" not in out


def _until_closed(terminal: int) -> Iterator[bytes]:
    """All that is written to a terminal, whose end is an error on Linux."""
    with contextlib.suppress(OSError):
        while piece := os.read(terminal, 65536):
            yield piece


@pytest.mark.parametrize("no_color", [True, False])
def test_colours_on_a_terminal_alone(workspace: Path, monkeypatch: pytest.MonkeyPatch, no_color: bool) -> None:
    report(workspace, GOOD.replace("The limit was set", "TBD. The limit was set"))
    monkeypatch.setenv("NO_COLOR", "1") if no_color else monkeypatch.delenv("NO_COLOR", raising=False)
    main, other = pty.openpty()
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.extend(_until_closed(main)))
    reader.start()
    with open(other, "w", encoding="utf-8", closefd=False) as terminal:
        monkeypatch.setattr(sys, "stdout", terminal)
        code = run(["check"])
    os.close(other)
    reader.join(timeout=10)
    os.close(main)
    assert code == Exit.FINDINGS
    assert (b"\x1b[1;31m" in b"".join(read)) is not no_color


def test_a_report_of_ten_megabytes_is_read_to_its_end(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = "".join(f"2026-11-22T14:{n % 60:02}:00Z proxy: 503, retry {n}\n" for n in range(220_000))
    report(
        workspace,
        f"{GOOD}- [ ] Last of all (owner: @hub-team, due: 2026-12-01)\n\n## Logs\n\n```\n{log}```\n\nTBD\n",
    )
    code, found = document(capsys)
    assert code == Exit.FINDINGS
    rules = [(f["rule"], f["line"]) for f in found["findings"]]  # type: ignore[attr-defined]
    assert rules == [("action-unlinked", 21), ("placeholder", 220_028)]


def test_text_made_to_exhaust_patterns_ends_in_time(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hostile = "\n\n".join(
        (
            " ".join("`" * (n % 300 + 1) for n in range(3000)),
            "<!-- " * 3000,
            "[a](" * 8000,
            '"' * 20000 + "“a " * 8000 + "'a " * 8000,
            "(need to " * 4000 + "{{" * 8000,
            "the engineer " * 4000 + "had the engineer " * 2000 + "should have " * 4000 + "who " * 4000,
            " \n" * 100_000 + "who made" + " " * 200_000 + ". " * 20_000 + "<!-- " + "x " * 200_000 + "-->",
            "## " * 20_000 + "\n- " * 20_000 + "| " * 20_000 + "[2 " * 10_000 + "2018-01-" * 10_000 + "12:" * 10_000,
        )
    )
    report(workspace, GOOD.replace("The limit was set", f"{hostile}\n\nThe limit was set"))
    code, found = document(capsys)
    assert code in (Exit.OK, Exit.FINDINGS)
    assert found["seconds"] < 30  # type: ignore[operator]


def test_github_counts_paths_from_the_repository(
    workspace: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = workspace / "ops" / "reports"
    (inner / "incidents").mkdir(parents=True)
    (workspace / ".git").mkdir()
    report(inner, GOOD.replace("The limit was set", "TBD. The limit was set"))
    monkeypatch.chdir(inner)
    run(["check", "--format", "github"])
    assert "file=ops/reports/incidents/2026-11-22-hub.md," in capsys.readouterr().out
    _, found = document(capsys)
    assert found["findings"][0]["path"] == "incidents/2026-11-22-hub.md"  # type: ignore[index]


def test_a_format_that_is_none_is_said_in_plain_words(capsys):
    assert run(["check", "--format", "banana"]) == Exit.USAGE
    err = capsys.readouterr().err
    assert "'banana' is not one of" in err and "Value error" not in err
