"""What a built site holds, and what it never does."""

from __future__ import annotations

import json
import os
import posixpath
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest
from needs import need_shared
from workspaces import REPORT, Dom, built, everything, workspace

from incidentkit.config import shipped_templates
from incidentkit.errors import InputError, UsageError
from incidentkit.site import prose
from incidentkit.site.build import build
from incidentkit.site.options import Options

PAGE = "incidents/2026-11-22-hub.html"


def page(root: Path, name: str = PAGE) -> str:
    return (root / "site" / name).read_text(encoding="utf-8")


def test_a_page_answers_at_once(tmp_path: Path) -> None:
    built(workspace(tmp_path))
    html = page(tmp_path)
    head = Dom.of(html[html.index("<main") : html.index('<div class="prose">')]).text
    for answer in ("Hub out of memory", "sev2", "Yes, resolved", "1 h 17 min", "3 min 29 s", "datahub", "1 of 2 done"):
        assert answer in head.replace("\xa0", " ")


def test_timeline_lines_have_time_elapsed_time_and_an_address(tmp_path: Path) -> None:
    built(workspace(tmp_path))
    html = page(tmp_path)
    assert '<time datetime="2026-11-22T22:05:00Z">14:05</time>' in html
    assert 'id="t-20261122-1405"' in html
    assert 'href="#t-20261122-1405"' in html
    text = Dom.of(html).text
    assert "T+00:02" in text  # 14:05 as written is 2 min 49 s after 14:02:11
    assert "~14:20" in text
    assert text.count("killed for want of memory") == 1 + 1  # its line, and the drawn mark's name
    assert "with a screenshot" in text


@pytest.mark.parametrize(("written", "shown"), [("9:02a", "09:02"), ("14:05:57-58", "14:05:57–14:05:58")])
def test_a_time_s_own_letters_are_no_words(tmp_path: Path, written: str, shown: str) -> None:
    text = REPORT.replace("- **~14:20** A restart is tried.", f"#### {written}\n\nA restart is tried.")
    built(workspace(tmp_path, {"2026-11-22-hub.md": text}))
    listed = page(tmp_path).partition('class="prose"')[2].partition("A restart is tried.")[0].rpartition("<li")[2]
    when, _, words = listed.partition('class="what"')
    assert shown in Dom.of(f"<li{when}").text
    assert Dom.of(words.partition(">")[2]).text.strip() == ""


def test_nothing_of_the_text_is_lost(tmp_path: Path) -> None:
    tail = "\n## Appendix\n\nA last word.\n\n- **25:99** no time\n- 14:02 is when\n"
    tail += "\n| 14:03 | a table |\n|--|--|\n| 14:04 | row |\n"
    odd = REPORT.replace("- **~14:20**", "A paragraph between.\n\n1. not timed\n\n- **~14:20**") + tail
    built(workspace(tmp_path, {"2026-11-22-hub.md": odd}))
    text = Dom.of(page(tmp_path)).text
    for words in ("A paragraph between.", "not timed", "A last word.", "no time", "is when", "a table", "row"):
        assert words in text


@pytest.mark.parametrize(
    "first",
    ["All times in UTC+1", "*Times are PST.*", "(all times local, CET)", "![the graph](x.png)", "**Summary**", "In short:"],
)
def test_what_tells_nothing_is_no_description(tmp_path: Path, first: str) -> None:
    text = REPORT.replace("The hub ran out", f"{first}\n\nThe hub ran out")
    built(workspace(tmp_path, {"2026-11-22-hub.md": text}))
    assert json.loads(page(tmp_path, "incidents.json"))["incidents"][0]["summary"] == "The hub ran out of memory."


@pytest.mark.parametrize("first", ["Down from ten to eleven (all times in UTC).", "All hubs in Pacific/Auckland were down."])
def test_a_sentence_that_also_names_a_zone_is_a_description(tmp_path: Path, first: str) -> None:
    built(workspace(tmp_path, {"2026-11-22-hub.md": REPORT.replace("The hub ran out", f"{first}\n\nThe hub ran out")}))
    assert json.loads(page(tmp_path, "incidents.json"))["incidents"][0]["summary"] == first


def test_a_template_that_breaks_a_shipped_one_is_named(tmp_path: Path) -> None:
    own = tmp_path / "templates/site/parts.html.j2"
    own.parent.mkdir(parents=True)
    shipped = (shipped_templates() / "site/parts.html.j2").read_text()
    own.write_text(shipped.replace("macro severity(incident)", "macro severity()"))
    with pytest.raises(InputError, match=r"\.j2:\d+: macro 'severity' takes not more than 0") as caught:
        built(workspace(tmp_path))
    assert str(own) in caught.value.hint


def test_real_reports_all_render_and_lose_no_word(tmp_path: Path) -> None:
    source = need_shared("real-reports")
    reports = {
        path.relative_to(source).as_posix(): path.read_text(encoding="utf-8")
        for path in source.rglob("*")
        if path.suffix in (".md", ".qmd")
    }
    result = built(workspace(tmp_path, reports))
    assert result.reports == len(reports) >= 18
    assert result.skipped == ()
    for name, text in reports.items():
        html = page(tmp_path, f"incidents/{Path(name).with_suffix('.html')}")
        dom = Dom.of(html)
        assert dom.bad == []
        seen = set(re.findall(r"[a-z]{4,}", (dom.text + " ".join(dom.links)).lower()))
        body = re.sub(r"\A---\n.*?\n---\n|<!--.*?-->|:[a-z_]+:|^.*@.*$|```.*", "", text, flags=re.DOTALL | re.MULTILINE)
        body = re.sub(r"!\[[^\]]*\]\([^)]*\)|\b\d{1,2}\s+[A-Z][a-z]+|[A-Z][a-z]+ \d{1,2}\b", "", body)
        missing = set(re.findall(r"[a-z]{4,}", body.lower())) - seen
        assert not missing, f"{name}: {sorted(missing)[:10]}"


def test_pages_hold_nothing_that_runs_or_loads_from_elsewhere(tmp_path: Path) -> None:
    built(workspace(tmp_path), base_url="https://example.org/incidents")
    for name, data in everything(tmp_path / "site").items():
        if name.endswith(".html"):
            html = data.decode()
            assert Dom.of(html).bad == []
            assert "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; base-uri 'none'" in html
        if name.endswith((".css", ".js")):
            assert "http" not in data.decode().replace('href^="http"', "")


def test_every_inner_link_and_anchor_leads_somewhere(tmp_path: Path) -> None:
    two = REPORT.replace("Words.", "See [the other](2026-11-22-hub.md#summary) and [mine](sub/notes.txt).")
    space = workspace(tmp_path, {"2026-11-22-hub.md": REPORT, "2025-01-01 o'clock.md": two})
    (tmp_path / "incidents/sub").mkdir()
    (tmp_path / "incidents/sub/notes.txt").write_text("notes")
    built(space)
    files = everything(tmp_path / "site")
    doms = {name: Dom.of(data.decode()) for name, data in files.items() if name.endswith(".html")}
    for name, dom in doms.items():
        assert len(dom.ids) == len(set(dom.ids)), name
        for link in dom.links:
            if ":" in link:
                continue
            path, _, fragment = unquote(link).partition("#")
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) if path else name
            assert target in files, f"{name}: {link}"
            if fragment and target in doms:
                assert fragment in doms[target].ids, f"{name}: {link}"


def test_two_builds_are_identical_in_any_zone_locale_and_folder(tmp_path: Path) -> None:
    sites = []
    for number, (zone, locale) in enumerate((("UTC", "C.UTF-8"), ("Asia/Kathmandu", "de_DE.UTF-8"))):
        root = tmp_path / f"place{number}"
        workspace(root)
        environ = {**os.environ, "TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": str(number)}
        command = [sys.executable, "-m", "incidentkit", "build", "--base-url", "https://example.org/x/"]
        subprocess.run(command, cwd=root, env=environ, check=True, capture_output=True)
        sites.append(everything(root / "site"))
    assert sites[0] == sites[1]
    assert {"feed.xml", "sitemap.xml", "incidents.json", "404.html", "actions.html"} <= set(sites[0])


def test_a_second_build_writes_nothing(tmp_path: Path) -> None:
    space = workspace(tmp_path)
    first = built(space)
    second = built(space)
    assert (second.written, second.removed, second.unchanged) == (0, 0, first.written)


DRAFT = REPORT.replace("status: final", "status: draft").replace("Hub out", "Draft of hub out")
HUSH = "zyzzyva"


@pytest.mark.parametrize(
    "text",
    [
        REPORT.replace("status: final", "status: final\nvisibility: private").replace("Words", HUSH),
        REPORT.replace("status: final", "status: draft").replace("Words", HUSH),
        REPORT.replace("status: final", "status: Darft").replace("Words", HUSH),
        REPORT.replace("status: final", "visibility: privat").replace("Words", HUSH),
        REPORT.replace("Words", f"<!-- private -->\n{HUSH}\n"),
        REPORT.replace("tags: [memory]", f"tags: [memory, {HUSH}").replace("Words", HUSH),
    ],
    ids=["private", "draft", "misspelt draft", "misspelt private", "unclosed passage", "broken front matter"],
)
def test_what_is_not_for_the_public_is_in_no_file(tmp_path: Path, text: str) -> None:
    other = REPORT.replace("Words", "See [it](2026-11-23-hidden.md) and [that](2026-11-23-hidden/notes.txt)")
    space = workspace(tmp_path, {"2026-11-23-hidden.md": text, "2026-11-22-hub.md": other})
    (tmp_path / "incidents/2026-11-23-hidden").mkdir()
    (tmp_path / "incidents/2026-11-23-hidden/evidence.jsonl").write_text(HUSH)
    (tmp_path / "incidents/2026-11-23-hidden/notes.txt").write_text(HUSH)
    assert built(space, base_url="https://example.org").reports == 1
    for name, data in everything(tmp_path / "site").items():
        assert HUSH.encode() not in data, name
        assert b"2026-11-23-hidden" not in data, name
        assert "hidden" not in name


def test_private_passages_are_in_no_file(tmp_path: Path) -> None:
    text = (
        REPORT.replace("Words.", f"Words. <!-- private -->{HUSH} [^h]<!-- /private --> <!-- {HUSH} -->")
        .replace("- **~14:20**", f"<!-- private -->\n- **14:10** {HUSH}\n<!-- /private -->\n- **~14:20**")
        .replace("- [x] Alert", f"<!-- private -->\n- [ ] {HUSH}\n<!-- /private -->\n- [x] Alert")
        .replace("title: Hub", f"title: <!-- private -->{HUSH}<!-- /private -->Hub")
        + f"[^h]: {HUSH}\n"
    )
    assert built(workspace(tmp_path, {"2026-11-22-hub.md": text}), base_url="https://example.org").reports == 1
    for name, data in everything(tmp_path / "site").items():
        assert HUSH.encode() not in data, name
    assert "Alert on restarts" in page(tmp_path)


def test_review_has_a_banner_and_drafts_are_shown_when_asked(tmp_path: Path) -> None:
    review = REPORT.replace("status: final", "status: review")
    space = workspace(tmp_path, {"a.md": review, "b.md": DRAFT})
    assert built(space).reports == 1
    assert "In review." in page(tmp_path, "incidents/a.html")
    assert built(space, drafts=True).reports == 2
    assert "Draft." in page(tmp_path, "incidents/b.html")


def test_a_secret_keeps_the_page_from_being_written(tmp_path: Path) -> None:
    token = "ghp_" + "a1B2" * 9
    space = workspace(tmp_path)
    built(space)
    (tmp_path / "incidents/2026-11-22-hub.md").write_text(REPORT.replace("Words", f"Token {token}"))
    result = built(space)
    assert result.refused
    assert [s.path for s in result.skipped] == ["incidents/2026-11-22-hub.md"]
    assert token not in str(result)
    assert not (tmp_path / "site" / PAGE).exists()  # and the page of the build before is gone


def test_personal_data_is_masked_and_reported_and_refused_when_strict(tmp_path: Path) -> None:
    text = REPORT.replace("Words", "Ask someone@cs.campus.edu").replace("datahub", "someone@cs.campus.edu")
    space = workspace(tmp_path, {"2026-11-22-hub.md": text})
    result = built(space)
    assert not result.refused
    assert len(result.notes) == 2
    assert all(b"someone@" not in data for data in everything(tmp_path / "site").values())
    assert "@hub-team" in page(tmp_path)
    assert built(space, strict=True).refused


def test_unreadable_reports_are_skipped_with_their_line(tmp_path: Path) -> None:
    space = workspace(tmp_path, {"a.md": "---\ntitle: [x\n---\nwords\n", "b.md": REPORT})
    (tmp_path / "incidents/c.md").write_bytes(b"# a\n\nb\xff\xfe\n")
    result = built(space)
    assert result.reports == 1
    assert {s.path for s in result.skipped} == {"incidents/a.md", "incidents/c.md"}
    assert all(s.line for s in result.skipped)


def test_own_pictures_are_copied_and_remote_ones_become_links(tmp_path: Path) -> None:
    png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\x90\0\0\0\xc8"
    words = (
        "![Memory](2026-11-22-hub/memory.png) ![far](https://elsewhere.example/x.png) <img src=//elsewhere.example/y>"
        " ![gone](none.png) ![out](../secret.png) ![link](link.png) ![svg](bad.svg)"
        " [ledger](2026-11-22-hub/evidence.jsonl)"
    )
    space = workspace(tmp_path, {"2026-11-22-hub.md": REPORT.replace("Words.", words)})
    folder = tmp_path / "incidents/2026-11-22-hub"
    folder.mkdir()
    (folder / "memory.png").write_bytes(png)
    (folder / "evidence.jsonl").write_text("{}")
    (tmp_path / "secret.png").write_bytes(png)
    (tmp_path / "incidents/link.png").symlink_to(tmp_path / "secret.png")
    (tmp_path / "incidents/bad.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')
    result = built(space)
    html = page(tmp_path)
    assert '<img src="2026-11-22-hub/memory.png" alt="Memory" loading="lazy" width="400" height="200">' in html
    assert html.count("<img") == 1
    assert '<a class="picture" href="https://elsewhere.example/x.png">far</a>' in html
    copied = sorted(n for n in everything(tmp_path / "site") if n.startswith("incidents/"))
    assert copied == ["incidents/2026-11-22-hub.html", "incidents/2026-11-22-hub/memory.png"]
    assert len(result.notes) == 4


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("500 letters", REPORT.replace("Hub out of memory", "word " * 100)),
        ("emoji", REPORT.replace("Hub out of memory", "🔥🔥🔥")),
        ("right to left", REPORT.replace("Hub out of memory", "نفاد الذاكرة")),
        ("nothing", ""),
        ("no timeline", "# Only a title\n"),
        ("no title", "Only words.\n"),
        ("future", REPORT.replace("2026", "2099")),
        ("400 tags", REPORT.replace("tags: [memory]", f"tags: [{', '.join(f't{n}' for n in range(400))}]")),
        ("marks", REPORT.replace("Words", "\ue0101\ue011 \ue0100\ue011")),
        ("fence over the timeline", REPORT.replace("## Timeline", "```\n## Timeline")),
        ("html over the timeline", REPORT.replace("## Timeline", "<div><p>\n## Timeline")),
        ("comment over the timeline", REPORT.replace("## Timeline", "<!-- \n## Timeline")),
    ],
)
def test_odd_reports_have_a_page(tmp_path: Path, name: str, text: str) -> None:
    result = built(workspace(tmp_path, {"odd.md": text}))
    assert (result.reports, result.skipped) == (1, ())
    html = page(tmp_path, "incidents/odd.html")
    assert Dom.of(html).bad == []
    assert "\ue010" not in html


def test_five_thousand_lines_take_seconds(tmp_path: Path) -> None:
    lines = "".join(
        f"- **{n // 60 % 24:02}:{n % 60:02}** Line {n} of many [^k{n}]\n"
        + ("\n### 2026-11-23\n\n" if n == 1439 else "")
        for n in range(2500)
    )
    notes = "".join(f"[^k{n}]: Seen {n}\n" for n in range(2500))
    text = REPORT.replace("- **~14:20**", f"{lines}- **~14:20**") + notes
    result = built(workspace(tmp_path, {"2026-11-22-hub.md": text}))
    assert result.reports == 1
    assert "Line 2499 of many" in page(tmp_path)
    assert result.seconds < 20


def test_an_empty_archive_has_its_pages(tmp_path: Path) -> None:
    result = built(workspace(tmp_path, {}))
    assert result.reports == 0
    assert {"index.html", "actions.html", "statistics.html", "topics.html", "404.html"} <= set(everything(tmp_path / "site"))
    assert "No incident has been published yet" in page(tmp_path, "index.html")


def test_equal_names_get_pages_of_their_own(tmp_path: Path) -> None:
    result = built(workspace(tmp_path, {"a.md": REPORT, "a.qmd": REPORT, "A.md": REPORT}))
    assert result.reports == 3
    assert len([n for n in everything(tmp_path / "site") if n.startswith("incidents/")]) == 3


def test_a_team_may_override_templates_and_errors_name_the_line(tmp_path: Path) -> None:
    space = workspace(tmp_path)
    own = tmp_path / "templates/site"
    own.mkdir(parents=True)
    (own / "404.html.j2").write_text('{% extends "builtin/site/404.html.j2" %}\n{% block main %}Ours{% endblock %}\n')
    built(space)
    assert "Ours" in page(tmp_path, "404.html")
    (own / "404.html.j2").write_text("one\n{{ nothing.at.all }}\n")
    with pytest.raises(InputError, match=r"404\.html\.j2:2"):
        built(space)


def test_foreign_files_are_never_touched(tmp_path: Path) -> None:
    space = workspace(tmp_path)
    (tmp_path / "site").mkdir()
    (tmp_path / "site/index.html").write_text("mine")
    with pytest.raises(UsageError):
        built(space)
    assert page(tmp_path, "index.html") == "mine"


def test_json_says_what_was_done(tmp_path: Path) -> None:
    workspace(tmp_path, {"a.md": REPORT, "b.md": "---\ntitle: [x\n---\n"})
    command = [sys.executable, "-m", "incidentkit", "build", "--json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["reports"] == 1
    assert told["pages"] == len(list((tmp_path / "site").rglob("*.html")))
    assert told["skipped"][0]["path"] == "incidents/b.md"
    assert set(told) >= {"reports", "pages", "written", "unchanged", "removed", "skipped", "seconds"}
    assert "incidents/b.md" in done.stderr
    done = subprocess.run([*command, "--strict"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    (tmp_path / "incidents/b.md").write_text(REPORT.replace("Words", "ghp_" + "a1B2" * 9))
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "a1B2" not in done.stdout + done.stderr


def test_feed_and_sitemap_are_well_formed_whatever_a_title_holds(tmp_path: Path) -> None:
    from xml.etree import ElementTree

    title = json.dumps("</title>]]>\x0b & <b>")
    built(workspace(tmp_path, {"a.md": REPORT.replace("Hub out of memory", title)}), base_url="https://example.org/x/")
    for name in ("feed.xml", "sitemap.xml"):
        root = ElementTree.fromstring((tmp_path / "site" / name).read_bytes())
        assert "https://example.org/x/incidents/a.html" in ElementTree.tostring(root, encoding="unicode")


def test_a_heading_over_an_unanswered_prompt_is_left_out_and_an_authors_own_stays(tmp_path: Path) -> None:
    asked = REPORT.replace(
        "## Conclusion\n",
        "## Conclusion\n\n### Where we got lucky\n\n<!-- TODO: What? -->\n\n### Bare\n\n### Luck\n\n<!-- x -->\nYes.\n",
    )
    built(workspace(tmp_path, {"2026-11-22-hub.md": asked}))
    text = Dom.of(page(tmp_path)).text
    assert "Where we got lucky" not in text
    assert "Bare" in text and "Luck" in text and "Yes." in text


def test_a_site_is_not_written_among_the_reports(tmp_path: Path) -> None:
    home = workspace(tmp_path)
    with pytest.raises(UsageError, match="among the reports"):
        build(home, Options(), home.incidents / "site")


def test_reports_that_are_gone_do_not_empty_the_site(tmp_path: Path) -> None:
    home = workspace(tmp_path)
    built(home)
    before = everything(home.site)
    shutil.rmtree(home.incidents)
    with pytest.raises(InputError, match="is not there"):
        built(home)
    assert everything(home.site) == before


def test_the_legend_speaks_of_severity_only_where_one_is_said(tmp_path: Path) -> None:
    none = REPORT.replace("severity: sev2\n", "")
    said = {"neither": {"2026-11-22-a.md": none}, "both": {"2026-11-22-a.md": none, "2026-11-22-b.md": REPORT}}
    for name, reports in said.items():
        built(workspace(tmp_path / name, reports))
        text = Dom.of(page(tmp_path / name, "index.html")).text
        assert ("the more severe" in text) is (name == "both")
        assert ("hollow where that is not said" in text) is (name == "both")


def test_a_severity_is_known_however_it_is_spelt_and_an_unknown_one_has_no_sign(tmp_path: Path) -> None:
    for said, level in (("SEV-2", 3), ("sev_2", 3), ("Sev\u20111 (Critical)", 4), ("Critical", None), ("🔥", None)):
        root = tmp_path / said
        built(workspace(root, {"2026-11-22-hub.md": REPORT.replace("severity: sev2", f"severity: {said}")}))
        html = page(root)
        assert f"{said}</span>" in html.replace("\n", "")
        assert ('class="sev l0"' in html) is (level is None), said
        assert ("<i></i>" + said in html) is (level is not None), said
        assert level is None or f'class="sev l{level}"' in html, said


def test_a_report_without_a_word_has_a_heading_and_says_so(tmp_path: Path) -> None:
    built(workspace(tmp_path, {"2026-11-22-hub.md": "---\ndate: 2026-11-22\n---\n"}))
    assert "<h1" in page(tmp_path) and "<h1 dir=\"auto\"></h1>" not in page(tmp_path)
    assert "Nothing is written here yet." in Dom.of(page(tmp_path)).text


def test_a_summary_is_more_than_the_title_again(tmp_path: Path) -> None:
    text = "# Hub out of memory\n\nHub out of memory\n\nFor an hour nobody could log in.\n"
    built(workspace(tmp_path, {"2026-11-22-hub.md": text}))
    index = Dom.of(page(tmp_path, "index.html")).text
    assert "For an hour nobody could log in." in index


def test_what_cannot_be_rendered_is_shown_as_written_and_named(tmp_path: Path) -> None:
    long = "Words of a pasted log.\n" * (prose.LARGEST // 20)
    space = workspace(tmp_path, {"2026-11-22-hub.md": REPORT.replace("Words.", long), "2026-11-23-two.md": REPORT})
    result = built(space)
    assert [(note.path, "as they were written" in note.message) for note in result.notes] == [
        ("incidents/2026-11-22-hub.md", True)
    ]
    assert "Words of a pasted log." in (space.site / "incidents/2026-11-22-hub.html").read_text()
