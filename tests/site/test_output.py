"""The folder that a build writes: only what changed, nothing of anybody else's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from incidentkit.errors import InputError, UsageError
from incidentkit.site.output import JOURNAL, MANIFEST, Output


def _build(folder: Path, files: dict[str, bytes]) -> Output:
    out = Output.open(folder)
    for name, data in files.items():
        out.put(name, data)
    out.finish()
    return out


def test_writes_only_what_changed_and_removes_only_its_own(tmp_path: Path) -> None:
    (tmp_path / "CNAME").write_text("mine")
    _build(tmp_path, {"a.html": b"1", "sub/b.html": b"2", "sub/c.html": b"3"})
    before = (tmp_path / "a.html").stat().st_mtime_ns
    out = _build(tmp_path, {"a.html": b"1", "sub/b.html": b"new"})
    assert (out.written, out.unchanged, out.removed) == (1, 1, 1)
    assert (tmp_path / "a.html").stat().st_mtime_ns == before
    assert not (tmp_path / "sub/c.html").exists()
    assert (tmp_path / "CNAME").read_text() == "mine"


def test_a_file_of_somebody_else_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("mine")
    with pytest.raises(UsageError, match=r"index\.html"):
        _build(tmp_path, {"index.html": b"ours"})
    assert (tmp_path / "index.html").read_text() == "mine"


def test_a_build_that_was_interrupted_is_built_again(tmp_path: Path) -> None:
    (tmp_path / "CNAME").write_text("mine")
    interrupted = Output.open(tmp_path)
    interrupted.put("a.html", b"1")
    interrupted.put("gone.html", b"2")
    out = _build(tmp_path, {"a.html": b"other", "b.html": b"3"})
    assert (out.written, out.removed) == (2, 1)
    assert sorted(path.name for path in tmp_path.iterdir()) == [MANIFEST, "CNAME", "a.html", "b.html"]


def test_the_note_of_what_is_written_follows_no_link(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("mine")
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / JOURNAL).symlink_to(elsewhere)
    with pytest.raises(InputError, match="cannot be written"):
        _build(tmp_path / "site", {"a.html": b"1"})
    assert elsewhere.read_text() == "mine"


def test_a_page_that_somebody_changed_is_left_when_it_leaves_the_site(tmp_path: Path) -> None:
    _build(tmp_path, {"a.html": b"1"})
    (tmp_path / "a.html").write_text("mended by hand")
    out = _build(tmp_path, {})
    assert out.kept == ["a.html"]
    assert (tmp_path / "a.html").exists()


def test_empty_folders_go_with_their_last_page(tmp_path: Path) -> None:
    _build(tmp_path, {"a/b/c.html": b"1"})
    _build(tmp_path, {})
    assert not (tmp_path / "a").exists()


def test_a_manifest_that_names_files_outside_removes_nothing(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"1")
    site = tmp_path / "site"
    site.mkdir()
    digest = "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b"
    for name in ("../victim", str(victim)):
        (site / MANIFEST).write_text(json.dumps({"files": {name: digest}}))
        _build(site, {})
        assert victim.exists()


def test_a_folder_that_is_a_link_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    site = tmp_path / "site"
    site.mkdir()
    (site / "incidents").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UsageError):
        _build(site, {"incidents/a.html": b"1"})
    assert not any((tmp_path / "elsewhere").iterdir())
