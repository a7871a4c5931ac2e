"""A new report warns of what was left open after incidents like it: at the terminal, and as a prompt in the report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sync_rig import report, workspace

from incidentkit.actions.similar import close, similar, topic
from incidentkit.cli import run
from incidentkit.errors import Exit
from incidentkit.report.model import Report
from incidentkit.report.read import read_text


def past(title: str, items: str = "- [ ] Raise the limit\n", front: str = "", date: str = "2026-03-02") -> Report:
    return read_text(report(items, title=title, date=date, front=front), Path(f"{date}-{len(title)}.md"), None)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hub out of memory", "The hub ran out of memory again"),
        ("Nodes full of images", "Node full: old images"),
        ("DNS lookups time out in the cluster", "Cluster DNS outage"),
    ],
)
def test_titles_that_are_about_the_same(one: str, other: str) -> None:
    assert close(topic(one), topic(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hub out of memory", "Hub certificate expired"),
        ("Outage of the service", "Another outage of a service for all users"),
        ("2026-03-02 incident", "2026-03-02 incident report"),
        ("", ""),
    ],
)
def test_titles_that_are_not(one: str, other: str) -> None:
    assert not close(topic(one), topic(other))


def test_the_nearest_come_first_and_none_that_has_nothing_open() -> None:
    by_tag = past("Certificate expired", front="tags: [storage]\n")
    by_service = past("Login loops", front="services: [user-images]\n", date="2026-03-04")
    both = past("Storage was full", front="services: [hub]\ntags: [storage]\n", date="2026-03-01")
    done = past("Storage of the hub was full", items="- [x] Raise the limit\n", front="services: [hub]\n")
    other = past("Proxy lost its routes", front="services: [proxy]\n")
    found = similar("Storage full on the hub", ["prod/user-images-6f7c"], [by_tag, by_service, both, done, other])
    assert [one.report for one in found] == [both, by_service, by_tag]
    assert found[0].why == ("same service: hub", "same tag: storage", "a title like this")


def test_a_service_that_is_part_of_a_word_is_not_named() -> None:
    assert not similar("Hubris", ["prod/github"], [past("Slow", front="services: [hub]\n")])


@pytest.fixture
def where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    items = (
        "- [ ] Raise --> the limit -- and --!> more (owner: @hub-operator)\n- [x] Restart it\n\n"
        "<!-- private -->\n\n- [ ] Ask the vendor for a refund\n\n<!-- /private -->\n"
    )
    reports = {
        "2026-03-02-hub.md": report(items),
        "2026-03-05-hub.md": report("- [ ] Tell no one\n", front="visibility: private\n", date="2026-03-05"),
        "2026-03-06-broken.md": "\x00",
    }
    root = workspace(tmp_path / "w", reports).root
    monkeypatch.chdir(root)
    return root


def test_new_warns_at_the_terminal_and_prompts_in_the_report(where: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["new", "Hub is out of memory again"]) == Exit.OK
    out, err = capsys.readouterr()
    assert "incidents/2026-03-02-hub.md:21: Raise" in err
    assert "Restart it" not in err
    made = where / out.strip()
    text = made.read_text(encoding="utf-8")
    assert text.count("- incidents/2026-03-02-hub.md:21: Raise") == 1
    assert text.index("Delete this note") < text.index("### Impact")
    assert "Tell no one" not in text
    assert "vendor" not in text
    note = text[text.index("<!-- TODO: These") : text.index("### Impact")]
    assert note.count("<!--") == 1
    assert note.rstrip().endswith("\n-->")
    assert note.count("-->") == 1
    run(["check", str(made), "--format", "json"])
    findings = json.loads(capsys.readouterr().out)
    rules = {f["rule"] for f in (findings["findings"] if isinstance(findings, dict) else findings)}
    assert rules <= {"placeholder", "action-unlinked"}
    run(["show", str(made), "--json"])
    assert json.loads(capsys.readouterr().out)["actions"] == []


def test_new_says_nothing_where_nothing_is_alike(where: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["new", "Certificate expired"]) == Exit.OK
    out, err = capsys.readouterr()
    assert "still open" not in err
    assert "still open" not in (where / out.strip()).read_text(encoding="utf-8")
