"""Search over the full text: made of what is published and of nothing else, the same every time, gone when unwanted."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from workspaces import REPORT, built, everything, workspace

from incidentkit.errors import SettingsError

WANTED = '[site]\nsearch = "pagefind"\n'


def index(folder: Path) -> dict[str, bytes]:
    """The files of the index, unpacked where they are packed."""
    import gzip

    found = {n: d for n, d in everything(folder).items() if n.startswith("pagefind/")}
    return {n: gzip.decompress(d) if d.startswith(b"\x1f\x8b") else d for n, d in found.items()}


def test_what_is_not_published_is_not_in_the_index(tmp_path: Path) -> None:
    passage = REPORT.replace("Words.", "Wordly.\n\n<!-- private -->\nzyxpassage\n<!-- /private -->\n<!-- zyxcomment -->")
    reports = {
        "2026-11-22-hub.md": passage,
        "a.md": REPORT.replace("Words.", "zyxprivate").replace("status: final", "status: final\nvisibility: private"),
        "b.md": REPORT.replace("Words.", "zyxdraft").replace("status: final", "status: draft"),
    }
    space = workspace(tmp_path, reports, WANTED)
    space.site.mkdir()
    (space.site / "of-somebody-else.html").write_text("<html lang=en><body><h1>zyxelse</h1></body></html>")
    (tmp_path / "pagefind.toml").write_text('site = "/"\n')
    built(space)
    files = index(space.site)
    assert any(b"Wordly" in data for data in files.values())
    assert not [name for name, data in files.items() if b"zyx" in data]
    assert len([name for name in files if "/fragment/" in name]) == 1


def test_the_index_is_the_same_for_the_same_pages_and_is_not_made_twice(tmp_path: Path) -> None:
    reports = {f"2026-11-{n}-x.md": REPORT.replace("Words.", f"Word{n} " * n) for n in range(10, 22)}
    one, two = workspace(tmp_path / "one", reports, WANTED), workspace(tmp_path / "two/deeper", reports, WANTED)
    built(one)
    built(two)
    assert everything(one.site) == everything(two.site)
    kept = tmp_path / "kept.sqlite"
    from incidentkit.site.build import build
    from incidentkit.site.options import Options

    build(one, Options(), one.site, kept=kept)
    again = build(one, Options(), one.site, kept=kept)
    assert (again.written, again.removed) == (0, 0)
    (one.incidents / "2026-11-10-x.md").write_text(REPORT.replace("Words.", "Otherwise."), encoding="utf-8")
    build(one, Options(), one.site, kept=kept)
    assert any(b"Otherwise" in data for data in index(one.site).values())
    next(iter((one.site / "pagefind/fragment").iterdir())).unlink()
    assert build(one, Options(), one.site, kept=kept).written == 1


def test_switched_off_everything_of_it_is_removed(tmp_path: Path) -> None:
    built(workspace(tmp_path, None, WANTED))
    assert index(tmp_path / "site")
    built(workspace(tmp_path))
    left = everything(tmp_path / "site")
    assert not [name for name in left if "pagefind" in name or "search" in name]
    assert not any(b"search.html" in data for name, data in left.items() if name.endswith(".html"))


def test_only_the_readers_side_of_pagefind_is_published(tmp_path: Path) -> None:
    built(workspace(tmp_path, None, WANTED))
    names = {name.split("/", 1)[1] for name in index(tmp_path / "site")}
    assert not [name for name in names if "ui" in name.split("/")[-1] or name.endswith((".css", ".html"))]
    assert {"pagefind.js", "pagefind-worker.js", "pagefind-entry.json"} <= names


def test_an_archive_without_reports_can_be_searched_too(tmp_path: Path) -> None:
    built(workspace(tmp_path, {}, WANTED))
    assert "search.html" in everything(tmp_path / "site")


def test_without_the_extra_the_next_step_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from importlib.metadata import PackageNotFoundError

    from incidentkit.site import fulltext

    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(fulltext, "version", missing)
    with pytest.raises(SettingsError) as caught:
        built(workspace(tmp_path, None, WANTED))
    assert "incidentkit[search]" in (caught.value.hint or "")


def test_another_zone_locale_and_folder_make_the_same_site(tmp_path: Path) -> None:
    found = []
    for number, (zone, lang) in enumerate((("UTC", "C.UTF-8"), ("Asia/Kolkata", "tr_TR.UTF-8"))):
        root = tmp_path / f"{number}" / ("x" * number or "y")
        settings = '[site]\nsearch = "pagefind"\naccent = "#fc0"\nlinks = [{ title = "S", url = "https://example.org" }]\n'
        workspace(root, {"2026-11-22-hub.md": REPORT, "2025-01-01-b.md": REPORT.replace("hub", "HUB")}, settings)
        environ = {**os.environ, "TZ": zone, "LC_ALL": lang, "XDG_CACHE_HOME": str(tmp_path / f"cache{number}")}
        command = [sys.executable, "-m", "incidentkit", "build", "--base-url", "https://example.org/x"]
        subprocess.run(command, cwd=root, env=environ, check=True, capture_output=True)
        found.append(everything(root / "site"))
    assert found[0] == found[1]
