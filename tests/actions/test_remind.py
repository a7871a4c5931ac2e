"""`incident actions remind`: what is late, by owner, as text that does nothing where it is put."""

from __future__ import annotations

import json
from pathlib import Path

import cmarkgfm
import pytest
from sync_rig import report, workspace

from incidentkit.cli import run
from incidentkit.errors import Exit

FIRST = report(
    "- [ ] Raise the limit, see @all and #3 (owner: @hub-operator, due: 2026-04-01)\n"
    "- [ ] Watch the proxy [example/hub#7](https://github.com/example/hub/issues/7)"
    " (owner: @Hub-Operator, due: 2026-03-20)\n"
    "- [x] Done in time (owner: @hub-operator, due: 2026-03-10)\n"
    "- [ ] Nobody does this\n"
    "- [ ] Not yet (owner: @cluster-team, due: 2026-05-02)\n",
    title="Hub <b>out</b> of *memory* @here",
)
SECOND = report(
    "- [ ] Ask for quota (owner: @cluster-team, due: 2026-04-30)\n\n"
    "<!-- private -->\n\n- [ ] Tell the vendor (owner: @cluster-team, due: 2026-04-02)\n\n<!-- /private -->\n",
    title="Node full",
    date="2026-03-09",
)


@pytest.fixture
def where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = workspace(tmp_path / "w", {"2026-03-02-hub.md": FIRST, "2026-03-09-node.md": SECOND}).root
    monkeypatch.chdir(root)
    return root


def test_what_is_late_is_told_by_owner(where: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["actions", "remind", "--today", "2026-05-01", "--json"]) == Exit.OK
    data = json.loads(capsys.readouterr().out)
    assert (data["today"], data["overdue"]) == ("2026-05-01", 3)
    assert [(o["owner"], [a["text"][:10] for a in o["actions"]]) for o in data["owners"]] == [
        ("@Hub-Operator", ["Watch the ", "Raise the "]), ("@cluster-team", ["Ask for qu"]), (None, ["Nobody doe"]),
    ]  # fmt: skip


def test_a_due_date_is_not_overdue_on_its_day(where: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["actions", "remind", "--today", "2026-04-30", "--json"]) == Exit.OK
    owners = [o["owner"] for o in json.loads(capsys.readouterr().out)["owners"]]
    assert owners == ["@Hub-Operator", None]


def test_the_text_notifies_and_references_nobody(where: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["actions", "remind", "--today", "2026-05-01"]) == Exit.OK
    out, err = capsys.readouterr()
    page = cmarkgfm.github_flavored_markdown_to_html(out)
    for name in ("@Hub-Operator", "@cluster-team", "@all", "@here", "#3", "example/hub#7"):
        assert f"<code>{name}</code>" in page
    assert "<b>" not in page
    assert "<em>" not in page
    assert "<a " not in page
    assert "(42 days ago)" in out
    assert "Tell the vendor" not in out
    assert "private: 1" in err


def test_nothing_late_is_said(where: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["actions", "remind", "incidents/2026-03-09-node.md", "--today", "2026-04-01"]) == Exit.OK
    assert capsys.readouterr().out == "No action item is overdue on 2026-04-01, and each has an owner.\n"


def test_hundreds_without_an_owner_do_not_drown_the_rest(where: Path, capsys: pytest.CaptureFixture[str]) -> None:
    many = "".join(f"- [ ] Item {n}\n" for n in range(200))
    (where / "incidents" / "2026-03-11-many.md").write_text(report(many), encoding="utf-8")
    assert run(["actions", "remind", "--today", "2026-05-01"]) == Exit.OK
    out = capsys.readouterr().out
    assert out.count("\n") < 50
    assert "and 181 more" in out


def test_a_few_without_an_owner_are_all_that_is_told(where: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["actions", "remind", "--today", "2026-05-01"]) == Exit.OK
    out = capsys.readouterr().out
    assert "Nobody does this" in out and "more:" not in out


def test_a_secret_in_an_item_is_not_passed_on(where: Path, capsys: pytest.CaptureFixture[str]) -> None:
    token = f"ghp_{'a1B2c3D4' * 4}e5F6"
    (where / "incidents" / "2026-03-12-token.md").write_text(report(f"- [ ] Revoke {token}\n"), encoding="utf-8")
    for flags in ([], ["--json"]):
        run(["actions", "remind", *flags])
        assert token not in capsys.readouterr().out


def test_a_strange_day_is_a_usage_error(where: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["actions", "remind", "--today", "tomorrow"]) == Exit.USAGE
    assert "2026-12-01" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("by", "first"),
    [("due", "Watch"), ("age", "Watch"), ("owner", "Ask"), ("repo", "Watch"), ("incident", "Watch")],
)
def test_list_is_put_in_the_order_that_is_asked_for(
    where: Path, by: str, first: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["actions", "list", "--by", by, "--open", "--today", "2026-05-01", "--json"]) == Exit.OK
    found = json.loads(capsys.readouterr().out)["actions"]
    keys = {
        "due": [a["due"] or "9" for a in found],
        "age": [-a["age_days"] for a in found],
        "owner": [(a["owner"] or "~").lower() for a in found],
        "repo": [a["repo"] for a in found],
        "incident": [a["report"] for a in found],
    }[by]
    assert keys == sorted(keys)
    assert len(found) == 6
    if by != "owner":
        assert found[0]["text"].startswith(first)


def test_without_an_owner_is_a_filter(where: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["actions", "list", "--unowned", "--json"]) == Exit.OK
    data = json.loads(capsys.readouterr().out)
    assert [a["text"] for a in data["actions"]] == ["Nobody does this"]
    assert data["unowned"] == 1
