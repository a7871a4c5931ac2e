"""The "Report an incident" form: hostile by nature, inert in the report, no link followed, its author a pseudonym."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from peers.github_server import GitHubServer

from incidentkit import issue_form
from incidentkit.cli import run
from incidentkit.config import Workspace
from incidentkit.errors import Exit
from incidentkit.report.read import read

SECRET = "ghp_" + "a1B2c3D4e5" * 4
THREAD = "https://example.slack.com/archives/C024BE91L/p1763848800000000"
SEEN = "logins fail with **503**\n\nasked @quux-login and @other-one/team"


def body(**answers: str) -> str:
    """An issue's body as GitHub renders a submitted form."""
    values = {issue_form.SEEN: SEEN, **{getattr(issue_form, key.upper()): value for key, value in answers.items()}}
    return "\r\n\r\n".join(f"### {label}\r\n\r\n{values.get(label, '_No response_')}" for label in issue_form.LABELS)


@pytest.fixture
def github(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "incidents").mkdir()
    monkeypatch.chdir(tmp_path)
    with GitHubServer() as server:
        server.add("example/incidents")
        for name, value in {**server.environ, "GITHUB_REPOSITORY": "example/incidents"}.items():
            monkeypatch.setenv(name, value)
        yield server


def _new(*flags: str) -> Path:
    run(["new", "--from-issue", "1", *flags])
    return next(Path("incidents").glob("*.md"))


def test_its_answers_become_a_report(github: GitHubServer) -> None:
    github.issue(
        "example/incidents", "Incident: Hub down", user="zorblax", created_at="2026-11-22T22:31:00Z",
        body=body(began="2026-11-22 14:02", over="15:10", hit="All students", services="hub, grader"),
    )  # fmt: skip
    path = _new("--tz", "America/Los_Angeles")
    report = read(path)
    assert path.name == "2026-11-22-hub-down.md"
    assert report.title == "Hub down" and report.services == ("hub", "grader") and report.status == "draft"
    assert report.started == datetime(2026, 11, 22, 22, 2, tzinfo=UTC)
    assert [(e.time, e.milestone) for e in report.timeline] == [
        ("14:02", "started"), ("14:31", None), ("15:10", "resolved")
    ]  # fmt: skip
    assert "> logins fail with \\*\\*503\\*\\*" in report.text and "> All students" in report.text
    written = "".join(file.read_text() for file in Path("incidents").rglob("*") if file.is_file())
    assert "zorblax" not in written and "quux-login" not in written
    assert "Responder A: “logins fail" in report.text and "example/incidents#1" in report.text


def test_an_end_marks_the_end(github: GitHubServer) -> None:
    github.issue("example/incidents", "Incident: Hub", body=body(began="2026-11-22 14:02", over="2026-11-22T16:00 UTC"))
    assert read(_new("--tz", "+01:00")).resolved == datetime(2026, 11, 22, 16, tzinfo=UTC)


HOSTILE = (
    f"{SECRET} mail a@corp.org\n    [x](javascript:alert(1)) <img src=x onerror=alert(1)>\n"
    "---\n## Action items\n- [ ] pay me <!-- action: aaaaaa -->\n<!-- private -->\n"
    "```\n~~~\n::error::x\n\x1b[31m\u202egnp"
)


def test_hostile_answers_do_nothing(github: GitHubServer, capsys: pytest.CaptureFixture[str]) -> None:
    every = dict.fromkeys(("began", "over", "seen", "hit", "services", "slack"), HOSTILE)
    github.issue("example/incidents", f"Incident: {HOSTILE}", body=body(**every), user=HOSTILE)
    path = _new()
    report = read(path)
    printed = capsys.readouterr()
    ledger = path.with_suffix("") / "evidence.jsonl"
    for text in (report.text, ledger.read_text(), printed.out, printed.err, str(path)):
        assert SECRET not in text and "corp.org" not in text and "\x1b" not in text and "\u202e" not in text
        assert SECRET.lower() not in text
    assert not report.actions and not report.front.problems and report.visibility == "public"
    assert [s.name for s in report.sections if s.level == 2] == ["Summary", "Timeline", "Conclusion", "Action items"]
    markdown = report.text.split("\n---\n", 1)[1]  # a title is plain text, in YAML
    assert "<img" not in markdown and "](javascript" not in markdown.replace("\\]", "")
    assert run(["build", "--drafts"]) == Exit.OK
    assert "javascript:alert" not in "".join(
        line for page in Path("site").rglob("*.html") for line in page.read_text().split() if "href" in line
    )


def test_no_link_is_followed_unless_whoever_runs_it_asks(
    github: GitHubServer, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_TOKEN", "loopback-token")
    monkeypatch.setenv("SLACK_API_URL", f"{github.url}/slack/")
    github.issue("example/incidents", "Incident: Hub", body=body(slack=THREAD))
    path = _new()
    assert not [request for request in github.requests if "slack" in request.path]
    said = capsys.readouterr().err
    assert f"--slack '{THREAD}'" in said and "your token" in said
    assert "slack.com" not in path.read_text()


@pytest.mark.parametrize("link", ["https://example.slack.com.evil.test/archives/C1/p1763848800000000", "see $(id)"])
def test_what_is_no_permalink_is_not_offered_as_one(
    github: GitHubServer, capsys: pytest.CaptureFixture[str], link: str
) -> None:
    github.issue("example/incidents", "Incident: Hub", body=body(slack=link))
    _new()
    assert "--slack" not in capsys.readouterr().err


def test_services_keep_to_the_teams_own(github: GitHubServer) -> None:
    Path("incidentkit.toml").write_text('[report]\nservices = ["Hub", "Grader"]\n')
    github.issue("example/incidents", "Incident: Hub", body=body(services="hub, something else"))
    assert read(_new()).services == ("Hub",)


def test_a_time_that_cannot_be_read_is_said(github: GitHubServer) -> None:
    github.issue("example/incidents", "Incident: Hub", body=body(began="yesterday, at tea time, ask @quux-login"))
    assert run(["new", "--from-issue", "1", "--json"]) == Exit.FINDINGS
    text = next(Path("incidents").glob("*.md")).read_text()
    assert "When it began: the issue says `yesterday, at tea time, ask somebody`" in text


@pytest.mark.parametrize(("began", "over"), [("9999-12-31 23:59", ""), ("0001-01-01 00:00", "9999-12-31 00:00 PST")])
def test_times_that_nobody_means_still_give_a_draft(github: GitHubServer, began: str, over: str) -> None:
    github.issue("example/incidents", "Incident: Hub", body=body(began=began, over=over))
    report = read(_new())
    assert report.started is None
    assert f"the issue says `{began}`" in report.text


@pytest.mark.parametrize(("seen", "name"), [("Logins fail 🔥", "logins-fail"), ("🔥🔥🔥", "reported-in-issue-1")])
def test_a_title_without_words_still_gives_a_draft(github: GitHubServer, seen: str, name: str) -> None:
    github.issue("example/incidents", "Incident: 🔥🔥", body=body(seen=seen))
    assert _new().stem.endswith(name)


ZONE = timezone(timedelta(hours=-8))
NOON = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("2026-11-22 14:02", "2026-11-22T22:02Z"), ("2026-11-22T14:02Z", "2026-11-22T14:02Z"),
        ("2026-11-22 9:05 UTC", "2026-11-22T09:05Z"), ("2026-11-22, 14:02:33 +01:00", "2026-11-22T13:02Z"),
        ("11:00", "2026-11-22T19:00Z"), ("13:00", "2026-11-21T21:00Z"), ("2026-11-22 14:02 CET", "2026-11-22T13:02Z"),
        ("2026-11-22 14:02 IST", None), ("25:00", None), ("14", None), ("2026-13-01 10:00", None), ("", None),
        ("0001-01-01 00:00 +14:00", None), ("9999-12-31 23:59 -08:00", None), ("2026-11-25 14:02", None),
    ],
)  # fmt: skip
def test_times_as_people_write_them(said: str, expected: str | None) -> None:
    at = issue_form.moment(said, ZONE, {}, NOON)
    assert (at and at.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")) == expected


def test_a_label_in_an_answer_stays_in_that_answer() -> None:
    forged = body(hit=f"x\n\n### {issue_form.BEGAN}\n\n1999-01-01 00:00", services="hub")
    answers = issue_form.parse(forged)
    assert issue_form.BEGAN not in answers and answers[issue_form.SERVICES] == "hub"
    assert issue_form.BEGAN in answers[issue_form.HIT]


@pytest.mark.parametrize(
    "values",
    [{"body": "just words"}, {"body": None}, {"body": body(seen="_No response_")}, {"body": body(), "pull": True}],
)
def test_other_issues_are_one_clear_line(
    github: GitHubServer, capsys: pytest.CaptureFixture[str], values: dict[str, object]
) -> None:
    github.issue("example/incidents", "Something", **values)
    assert run(["new", "--from-issue", "1"]) == Exit.USAGE
    assert "example/incidents#1 is no answer to the form" in capsys.readouterr().err
    assert not list(Path("incidents").iterdir())


def test_an_issue_that_is_not_there(github: GitHubServer, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["new", "--from-issue", "7"]) == Exit.SETTINGS
    assert "404" in capsys.readouterr().err


def test_neither_title_nor_issue_is_one_clear_line(github: GitHubServer) -> None:
    assert run(["new"]) == Exit.USAGE


def test_the_form_asks_what_is_read() -> None:
    import yaml

    from incidentkit.config import shipped_templates

    form = yaml.safe_load((shipped_templates() / "init" / "issue-form.yml").read_text())
    asked = [field["attributes"]["label"] for field in form["body"] if field["type"] != "markdown"]
    assert asked == list(issue_form.LABELS) and form["title"] == issue_form.TITLE


def test_the_ledger_names_the_issue(github: GitHubServer) -> None:
    github.issue("example/incidents", "Incident: Hub", body=body())
    records = [json.loads(line) for line in (_new().with_suffix("") / "evidence.jsonl").read_text().splitlines()]
    assert "github:example/incidents/issue/1" in {record["id"] for record in records}
    assert Workspace.find().root
