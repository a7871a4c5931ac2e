"""What a build keeps for the next one: it saves work, changes no page, and is never trusted."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from workspaces import REPORT, Dom, everything, workspace

from incidentkit.config import Workspace
from incidentkit.site import prose
from incidentkit.site.build import build, kept_at
from incidentkit.site.options import Options, Result
from incidentkit.site.pages import Pages
from incidentkit.site.store import Store

THEIRS = {
    f"2026-{month:02}-22-{name}.md": REPORT.replace("Hub out of memory", name.title()).replace("2026-11-22", on)
    for month, name in ((1, "one"), (2, "two"), (3, "three"), (4, "four"), (5, "five"))
    for on in [f"2026-{month:02}-22"]
}


def again(space: Workspace, kept: Path | None, folder: Path | None = None) -> Result:
    return build(space, Options(), folder or space.site, kept=kept)


def _no_rendering(monkeypatch: pytest.MonkeyPatch) -> None:
    def convert(text: str) -> str:
        raise AssertionError("Markdown was rendered")

    monkeypatch.setattr(prose, "convert", convert)


def test_what_was_kept_gives_the_same_pages_as_nothing(tmp_path: Path) -> None:
    space = workspace(tmp_path / "w", THEIRS)
    kept = tmp_path / "kept" / "w.sqlite"
    again(space, kept)
    again(space, kept, tmp_path / "second")
    again(space, None, tmp_path / "cold")
    assert everything(tmp_path / "cold") == everything(tmp_path / "second") == everything(space.site)


def test_a_new_theme_renders_no_markdown_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    space = workspace(tmp_path / "w", THEIRS)
    kept = tmp_path / "w.sqlite"
    again(space, kept)
    (space.root / "templates/site").mkdir(parents=True)
    (space.root / "templates/site/incident.html.j2").write_text(
        '{% extends "builtin/site/incident.html.j2" %}{% block foot %}<p>Ours.</p>{% endblock %}'
    )
    _no_rendering(monkeypatch)
    result = again(Workspace.find(space.root), kept)
    assert result.written == len(THEIRS)
    page = (space.site / "incidents/2026-01-22-one.html").read_text()
    assert "Ours." in page
    assert "killed for want of memory" in page


def test_one_change_renders_one_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    space = workspace(tmp_path / "w", THEIRS)
    kept = tmp_path / "w.sqlite"
    again(space, kept)
    before = {path: path.stat().st_mtime_ns for path in space.site.rglob("*.html")}
    rendered: list[str] = []
    convert: Callable[[str], str | None] = prose.convert
    monkeypatch.setattr(prose, "convert", lambda text: rendered.append(text) or convert(text))
    (space.incidents / "2026-03-22-three.md").write_text(THEIRS["2026-03-22-three.md"].replace("Words.", "New."))
    again(space, kept)
    assert len(rendered) == 1
    written = {path.name for path, at in before.items() if path.stat().st_mtime_ns != at}
    assert written == {"2026-03-22-three.html"}
    again(space, None, tmp_path / "cold")
    assert everything(tmp_path / "cold") == everything(space.site)


@pytest.mark.parametrize(
    ("old", "new", "made"),
    [
        ("Words.", "New.\n\nAnd more.", {"2026-03-22-three.html"}),
        ("- [x] Alert on restarts", "- [ ] Alert on restarts", None),
        ("The hub ran out of memory.", "The hub had no memory.", None),
        ("title: Three", "title: Trois", None),
        ("services: [datahub]", "services: [grader]", None),
        ("due: 2026-12-01", "due: 2026-12-02", None),
        ("severity: sev2", "severity: sev1", None),
        ("resolved: 2026-03-22T15:20", "resolved: 2026-03-22T16:20", None),
    ],
)
def test_pages_of_several_are_made_again_when_what_they_show_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, made: set[str] | None
) -> None:
    space = workspace(tmp_path / "w", THEIRS)
    kept = tmp_path / "w.sqlite"
    again(space, kept)
    told: list[str] = []
    render = Pages.render

    def noted(pages: Pages, name: str, url: str, **context: object) -> str:
        told.append(Path(url).name)
        return render(pages, name, url, **context)

    monkeypatch.setattr(Pages, "render", noted)
    report = THEIRS["2026-03-22-three.md"]
    assert old in report
    (space.incidents / "2026-03-22-three.md").write_text(report.replace(old, new))
    again(space, kept)
    assert made is None or set(told) == made
    again(space, None, tmp_path / "cold")
    assert everything(tmp_path / "cold") == everything(space.site)


def test_a_page_that_somebody_changed_is_written_again(tmp_path: Path) -> None:
    space = workspace(tmp_path / "w", THEIRS)
    kept = tmp_path / "w.sqlite"
    again(space, kept)
    page = space.site / "incidents/2026-03-22-three.html"
    page.write_text(page.read_text().replace("Words.", "<script>alert(1)</script>"))
    again(space, kept)
    assert "alert" not in page.read_text()


def test_pages_that_came_with_a_repository_are_not_taken_for_ours(tmp_path: Path) -> None:
    """A pull request may bring a built site along, with the list of what was written: only our own notes count."""
    space = workspace(tmp_path / "w", THEIRS)
    again(space, tmp_path / "theirs.sqlite")
    page = space.site / "incidents/2026-03-22-three.html"
    evil = page.read_text().replace("Words.", "<script>alert(1)</script>")
    page.write_text(evil)
    manifest = space.site / ".incidentkit-site.json"
    manifest.write_text(manifest.read_text())
    again(space, tmp_path / "ours.sqlite")
    assert "alert" not in page.read_text()


def test_nothing_is_kept_within_a_repository(tmp_path: Path) -> None:
    space = workspace(tmp_path / "w", THEIRS)
    assert kept_at(space, {"XDG_CACHE_HOME": str(space.root / "cache")}) is None
    (tmp_path / "other/.git").mkdir(parents=True)
    assert kept_at(space, {"XDG_CACHE_HOME": str(tmp_path / "other/cache")}) is None
    assert kept_at(space, {"XDG_CACHE_HOME": str(tmp_path / "cache")}) is not None
    assert kept_at(space, {}) is None


@pytest.mark.parametrize("spoil", [b"", b"no database", b"SQLite format 3\0" + b"\xff" * 5000], ids=str)
def test_a_spoilt_file_is_made_anew(tmp_path: Path, spoil: bytes) -> None:
    space = workspace(tmp_path / "w", THEIRS)
    kept = tmp_path / "w.sqlite"
    again(space, kept)
    kept.write_bytes(spoil)
    again(space, kept, tmp_path / "second")
    assert everything(tmp_path / "second") == everything(space.site)


def _spoil(kept: Path, value: Callable[[str, bytes], bytes]) -> None:
    with sqlite3.connect(kept) as db:
        for key, packed in db.execute("SELECT key, value FROM kept").fetchall():
            db.execute("UPDATE kept SET value = ? WHERE key = ?", (value(key, packed), key))
    db.close()


@pytest.mark.parametrize(
    "value",
    [
        lambda key, packed: packed[:-3],
        lambda key, packed: b"not packed",
        lambda key, packed: zlib.compress(b"{}"),
        lambda key, packed: zlib.compress(b"[" * 100_000),
        lambda key, packed: zlib.compress(b"0" * 100_000_000),
        lambda key, packed: "text",
    ],
    ids=["cut", "raw", "empty", "deep", "bomb", "text"],
)
def test_spoilt_values_are_worked_out_again(tmp_path: Path, value: Callable[[str, bytes], bytes]) -> None:
    space = workspace(tmp_path / "w", THEIRS)
    kept = tmp_path / "w.sqlite"
    again(space, kept)
    _spoil(kept, value)
    again(space, kept, tmp_path / "second")
    assert everything(tmp_path / "second") == everything(space.site)


EVIL = '<script>alert(1)</script><img src="//evil.example/x" onerror="alert(1)"><a href="javascript:alert(1)">x</a>'


def test_kept_html_is_not_trusted(tmp_path: Path) -> None:
    space = workspace(tmp_path / "w", THEIRS)
    kept = tmp_path / "w.sqlite"
    again(space, kept)

    def hostile(key: str, packed: bytes) -> bytes:
        if not key.startswith("page "):
            return packed
        page = json.loads(zlib.decompress(packed))
        for part in page["parts"]:
            part["html"] += EVIL + 'title="\ue0120\ue013"'
            for line in part["lines"]:
                line["html"] += f'<b title="\ue0120\ue013">{EVIL}'
        page["notes"] += EVIL
        page["heading"] += EVIL
        page["addresses"] = [{"url": 'x" onload="alert(1)', "alt": '" onload="alert(1)'}]
        return zlib.compress(json.dumps(page).encode())

    _spoil(kept, hostile)
    again(space, kept, tmp_path / "second")
    for name, data in everything(tmp_path / "second").items():
        if name.endswith(".html"):
            assert Dom.of(data.decode()).bad == []


def test_two_builds_at_once_do_not_wait_for_each_other(tmp_path: Path) -> None:
    space = workspace(tmp_path / "w", THEIRS)
    kept = tmp_path / "w.sqlite"
    again(space, kept)
    other = sqlite3.connect(kept, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    again(space, kept, tmp_path / "second")
    other.close()
    assert everything(tmp_path / "second") == everything(space.site)


def test_what_is_asked_for_no_more_is_forgotten_in_the_end(tmp_path: Path) -> None:
    kept = tmp_path / "w.sqlite"
    store = Store(kept)
    for number in range(3000):
        store.put(f"old {number}", b"x")
    store.close()
    store = Store(kept)
    assert store.get("old 7") == b"x"
    store.close()
    store = Store(kept)
    assert store.get("old 7") == b"x"
    assert store.get("old 8") is None
    store.close()


def test_a_secret_and_a_private_report_leave_nothing_behind(tmp_path: Path) -> None:
    secret = "ghp_" + "a1B2" * 9
    private = REPORT.replace("status: final", "visibility: private").replace("Words.", "Zanzibar.")
    space = workspace(tmp_path / "w", {"a.md": REPORT.replace("Words.", secret), "b.md": private})
    kept = tmp_path / "w.sqlite"
    again(space, kept)
    with sqlite3.connect(kept) as db:
        values = [zlib.decompress(row[0]) for row in db.execute("SELECT value FROM kept")]
    db.close()
    assert values
    assert not any(secret.encode() in value or b"Zanzibar" in value for value in values)
