"""Which files are reports, and how one is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from incidentkit.config import Workspace
from incidentkit.errors import InputError
from incidentkit.report.store import find_report, find_reports

REPORT = "# 2020-01-01, Hub down\n\n## Timeline\n\n- 10:00 a\n- 10:05 b\n"


def put(root: Path, *names: str, text: str = REPORT) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)


def names(paths: list[Path], root: Path) -> list[str]:
    return [str(path.relative_to(root)) for path in paths]


def test_reports_flat_and_in_folders_without_what_lies_beside_them(tmp_path: Path) -> None:
    put(tmp_path, "incidents/2020-01-01-a.md", "incidents/2021/2021-01-01-b.qmd", "incidents/2022-01-01-c/README.md")
    put(tmp_path, "incidents/.hidden/x.md", "incidents/_drafts/x.md", "incidents/.x.md", "incidents/report-template.md")
    put(tmp_path, "incidents/README.md", "incidents/index.md", text="# Our incidents\n\nA list.\n")
    put(tmp_path, "incidents/2020-01-01-a/evidence.jsonl", text="")
    put(tmp_path, "incidents/2020-01-01-a/notes.md", "incidents/notes.txt", "other.md")
    found = find_reports(Workspace.find(tmp_path))
    assert names(found, tmp_path) == [
        "incidents/2020-01-01-a.md",
        "incidents/2021/2021-01-01-b.qmd",
        "incidents/2022-01-01-c/README.md",
    ]


def test_a_folder_of_foreign_reports_is_a_workspace(tmp_path: Path) -> None:
    put(tmp_path, "2020-01-01-a.md", "docs/2021-01-01-b.md")
    put(tmp_path, "notes.md", text="# Notes\n\nNothing happened.\n")
    assert names(find_reports(Workspace.find(tmp_path)), tmp_path) == ["2020-01-01-a.md", "docs/2021-01-01-b.md"]


def test_a_folder_of_pages_holds_no_reports_but_those_with_their_shape(tmp_path: Path) -> None:
    put(tmp_path, "incidents/2020-01-01-a.md", "docs/old/2019-01-01-b.md")
    put(tmp_path, "incidents/rough.md", "docs/checks.md", text="# Checks\n\n## Summary\n\nWhat there is.\n")
    put(tmp_path, "docs/untold.md", text="---\nseverity: sev2\n---\n\nNobody has written it yet.\n")
    put(tmp_path, "docs/undated.md", text="# Hub\n\n## Summary\n\nIt was down.\n\n## Action items\n\n- [ ] Look\n")
    workspace = Workspace.find(tmp_path)
    docs = ["docs/old/2019-01-01-b.md", "docs/undated.md", "docs/untold.md"]
    assert names(find_reports(workspace, [tmp_path / "docs"]), tmp_path) == docs
    assert names(find_reports(workspace, [tmp_path / "docs/checks.md"]), tmp_path) == ["docs/checks.md"]
    assert "incidents/rough.md" in names(find_reports(workspace, [tmp_path / "incidents"]), tmp_path)


def test_paths_that_are_named(tmp_path: Path) -> None:
    put(tmp_path, "incidents/a.md", "incidents/b/c.md", "README.md")
    workspace = Workspace.find(tmp_path)
    assert names(find_reports(workspace, [tmp_path / "README.md"]), tmp_path) == ["README.md"]
    assert names(find_reports(workspace, [tmp_path / "incidents" / "b"]), tmp_path) == ["incidents/b/c.md"]
    with pytest.raises(InputError):
        find_reports(workspace, [tmp_path / "none.md"])


def test_a_report_by_a_part_of_its_name(tmp_path: Path) -> None:
    put(tmp_path, "incidents/2020-01-01-hub-down.md", "incidents/2020-02-01-hub-slow.md", "incidents/2020-02-01-hub.md")
    workspace = Workspace.find(tmp_path)
    assert find_report("slow", workspace).name == "2020-02-01-hub-slow.md"
    assert find_report("2020-02-01-hub", workspace).name == "2020-02-01-hub.md"
    assert find_report("2020-02-01-HUB-slow.md", workspace).name == "2020-02-01-hub-slow.md"
    for name in ("hub", "none", ""):
        with pytest.raises(InputError):
            find_report(name, workspace)
