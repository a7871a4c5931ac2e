"""What shows only once a report is read or rendered is held against it all the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from workspaces import REPORT, built, everything, workspace

from incidentkit.errors import InputError
from incidentkit.site.links import shape
from incidentkit.site.prose import render

TAIL = "a1B2" * 9
HELD = (b"a1B2a1B2", b"jane.roe@cs", b"jane.roe%40cs", b"jane.roe&#64;cs")

SECRETS = [
    ("title: Hub out of memory", f'title: "Hub \\x67hp_{TAIL}"'),
    ("tags: [memory]", f'tags: ["\\x67hp_{TAIL}"]'),
    ("services: [datahub]", f'services: ["\\u0067hp_{TAIL}"]'),
    ("severity: sev2", f'severity: "\\x67hp_{TAIL}"'),
    ("Words.", f"ghp&#0000000095;{TAIL}"),
    ("Words.", f"gh<b>p</b>_{TAIL}"),
    ("Words.", f'<abbr title="ghp&#0000000095;{TAIL}">x</abbr>'),
    ("Words.", f"[x](https://elsewhere.example/?k=ghp%5F{TAIL})"),
    ("Words.", f'<a href="https://elsewhere.example/ghp&#0000000095;{TAIL}">x</a>'),
    ("Words.", f"ｇｈｐ＿{TAIL}"),
    ("Words.", f"![x ghp&#0000000095;{TAIL}](https://elsewhere.example/x.png)"),
]
PERSONAL = [
    ("title: Hub out of memory", 'title: "Hub of jane.roe\\x40cs.campus.edu"'),
    ("tags: [memory]", 'tags: ["jane.roe\\x40cs.campus.edu"]'),
    ("services: [datahub]", 'services: ["jane.roe\\x40cs.campus.edu"]'),
    ("severity: sev2", 'severity: "jane.roe\\x40cs.campus.edu"'),
    ("Words.", "ask jane.roe&#0000000064;cs.campus.edu now"),
    ("The hub ran", "Summed up: jane.roe&#0000000064;cs.campus.edu now"),
    ("Raise the limit", "Ask jane.roe<b>@</b>cs.campus.edu"),
    ("A restart is tried", "Ask jane.roe<b>@</b>cs.campus.edu"),
    ("### Hub", "### jane.roe&#0000000064;cs.campus.edu"),
    ("Words.", "ask jane.roe&ZeroWidthSpace;@cs.campus.edu now"),
    ("Words.", "ask jane.roe＠cs.campus.edu now"),
    ("Words.", "[now](mailto:jane.roe%40cs.campus.edu)"),
    ("Words.", "<abbr title='a > jane.roe&#0000000064;cs.campus.edu'>now</abbr>"),
    ("Words.", "jane.roe![@](https://elsewhere.example/x.png)cs.campus.edu"),
]


@pytest.mark.parametrize(("old", "new"), SECRETS)
def test_a_secret_that_shows_once_it_is_rendered_refuses_the_page(tmp_path: Path, old: str, new: str) -> None:
    assert old in REPORT
    result = built(workspace(tmp_path, {"a.md": REPORT.replace(old, new), "b.md": REPORT}))
    assert result.refused
    assert result.reports == 1
    assert [s.path for s in result.skipped] == ["incidents/a.md"]
    assert b'href="../incidents/a.html"' not in (tmp_path / "site/incidents/b.html").read_bytes()
    for name, data in everything(tmp_path / "site").items():
        assert not any(held in data for held in HELD), name


@pytest.mark.parametrize(("old", "new"), PERSONAL)
def test_personal_data_that_shows_once_it_is_rendered_is_masked(tmp_path: Path, old: str, new: str) -> None:
    assert old in REPORT
    space = workspace(tmp_path, {"a.md": REPORT.replace(old, new), "b.md": REPORT.replace("Hub out", "Another")})
    result = built(space, base_url="https://example.org")
    assert (result.reports, result.refused) == (2, False)
    assert [note.path for note in result.notes if "personal data" in note.message]
    for name, data in everything(tmp_path / "site").items():
        assert not any(held in data for held in HELD), name
        assert "roe＠" not in data.decode(), name
        assert "roe\u200b@" not in data.decode(), name
        assert b"roe<b>@" not in data, name
    page = (tmp_path / "site/incidents/a.html").read_text(encoding="utf-8")
    assert "now" in page or "now" not in new
    strict = built(space, base_url="https://example.org", strict=True)
    assert strict.refused
    assert strict.reports == 1


def test_what_a_line_excuses_stays_on_the_page(tmp_path: Path) -> None:
    excuse = "<!-- incident-check: ignore personal-data because it is the public desk -->"
    words = f"[write](mailto:help@cs.campus.edu) to help@cs.campus.edu {excuse}"
    result = built(workspace(tmp_path, {"a.md": REPORT.replace("Words.", words)}))
    assert result.notes == ()
    assert 'href="mailto:help@cs.campus.edu"' in (tmp_path / "site/incidents/a.html").read_text(encoding="utf-8")


def test_a_file_whose_name_is_personal_is_not_published(tmp_path: Path) -> None:
    space = workspace(tmp_path, {"a.md": REPORT.replace("Words.", "[x](jane.roe%40cs.campus.edu.log)")})
    (tmp_path / "incidents/jane.roe@cs.campus.edu.log").write_text("x")
    built(space)
    assert not [name for name in everything(tmp_path / "site") if "jane" in name]


@pytest.mark.parametrize("name", ["site", "incidents"])
def test_a_folder_that_leads_out_of_the_workspace_is_refused(tmp_path: Path, name: str) -> None:
    space = workspace(tmp_path / "here", {})
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.md").write_text(REPORT)
    folder = tmp_path / "here" / name
    if folder.exists():
        folder.rmdir()
    folder.symlink_to(outside)
    with pytest.raises(InputError, match="leads out"):
        built(space)
    assert [p.name for p in outside.iterdir()] == ["a.md"]


def test_rendered_html_is_what_the_last_look_can_cut(tmp_path: Path) -> None:
    html = shape(render("<a title='\"><b x=\"' href=//x>t</a>"), [], taken=set())
    assert html == '<p><a title="&quot;&gt;&lt;b x=&quot;" href="//x">t</a></p>'
