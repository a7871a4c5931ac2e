"""What programs read of the site: feeds, data with its schemas, what search engines are told, redirects."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path

import html5lib
import jsonschema
import pytest
from lxml import etree
from workspaces import REPORT, Dom, built, everything, workspace

from incidentkit.report.schema import json_schema
from incidentkit.site.feeds import NEWEST
from incidentkit.site.redirects import place

BASE = "https://example.org/of the/incidents/"
PAGE = "2026-11-22-hub.md"
ODD = REPORT.replace("Hub out of memory", json.dumps("</title>]]>\x0b & <b> \U0001f525 שלום")).replace(
    "Words.", "See [the other](2025-01-01-b.md#summary), [far](https://example.org/a?b=1&c=2) and <script>alert(1)</script>\n\n```\ncode ]]>\n```"
)
PRIVATE = REPORT.replace("status: final", "status: final\nvisibility: private").replace("Hub out", "Zyx out")
PASSAGE = REPORT.replace("Words.", "Words.\n\n<!-- private -->\nzyxpassage\n<!-- /private -->")
ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site with odd, undated, private and unfinished reports."""
    reports = {
        PAGE: ODD,
        "2025-01-01-b.md": PASSAGE,
        "2025-02-01-private.md": PRIVATE,
        "2025-03-01-draft.md": PRIVATE.replace("visibility: private\n", "").replace("final", "draft"),
        "undated.md": "# Undated\n\nWords.\n",
    }
    built(workspace(tmp_path, reports), base_url=BASE)
    return tmp_path / "site"


def test_atom_keeps_the_rules_of_rfc_4287(site: Path) -> None:
    feed = etree.fromstring((site / "feed.xml").read_bytes())
    schema = etree.RelaxNG(etree.parse(Path(__file__).with_name("atom.rng")))
    assert schema.validate(feed), schema.error_log
    ids = feed.xpath("//a:id/text()", namespaces=ATOM)
    assert len(ids) == len(set(ids)) == 3
    itself = feed.xpath("string(a:link[@rel='self']/@href)", namespaces=ATOM)
    assert itself == "https://example.org/of%20the/incidents/feed.xml"
    updated = feed.xpath("a:entry/a:updated/text()", namespaces=ATOM)
    assert feed.xpath("string(a:updated)", namespaces=ATOM) == max(updated)
    for content in feed.xpath("a:entry/a:content/text()", namespaces=ATOM):
        whole(content)


def test_json_feed_keeps_its_rules(site: Path) -> None:
    """https://www.jsonfeed.org/version/1.1/"""
    feed = json.loads((site / "feed.json").read_text(encoding="utf-8"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"] and isinstance(feed["items"], list) and len(feed["items"]) == 2
    known = {"version", "title", "home_page_url", "feed_url", "description", "language", "authors", "items"}
    assert set(feed) <= known and all(author["name"] for author in feed["authors"])
    assert len({item["id"] for item in feed["items"]}) == len(feed["items"])
    for item in feed["items"]:
        assert all(isinstance(item[name], str) and item[name] for name in ("id", "url", "title", "content_html"))
        assert item["url"].startswith("https://example.org/")
        for name in ("date_published", "date_modified"):
            assert datetime.fromisoformat(item[name]).tzinfo is not None
        assert all(isinstance(tag, str) and tag for tag in item["tags"])
        whole(item["content_html"])


def whole(content: str) -> None:
    """HTML of a feed's entry: well-formed, nothing that runs, every address whole, the full text there."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    root = parser.parseFragment(content)
    dom = Dom.of(content)
    assert dom.bad == []
    assert dom.links and all(re.match(r"https?://", link) for link in dom.links)
    assert not [element for element in root.iter("script")]
    for words in ("The hub ran out of memory", "students report 503", "Raise the limit", "OOMKilled", "14:02–14:31"):
        assert words in dom.text


def test_links_of_a_feed_lead_to_pages_and_anchors_of_the_site(site: Path) -> None:
    feed = json.loads((site / "feed.json").read_text(encoding="utf-8"))
    links = {link for item in feed["items"] for link in Dom.of(item["content_html"]).links}
    base = feed["home_page_url"]
    inner = [link.removeprefix(base) for link in links if link.startswith(base)]
    assert any(link.endswith("2025-01-01-b.html#summary") for link in inner)
    for link in inner:
        name, _, anchor = link.partition("#")
        ids = Dom.of((site / name).read_text(encoding="utf-8")).ids
        assert not anchor or anchor in ids, link


def test_a_feed_has_the_newest_alone(tmp_path: Path) -> None:
    reports = {f"{n:03}.md": REPORT.replace("2026-11-22", f"{1970 + n}-11-22") for n in range(NEWEST + 3)}
    built(workspace(tmp_path, reports), base_url=BASE)
    items = json.loads((tmp_path / "site/feed.json").read_text(encoding="utf-8"))["items"]
    assert len(items) == NEWEST
    assert items[0]["date_published"][:4] == str(1970 + NEWEST + 2)


def test_data_fits_the_schema_that_is_published_with_it(site: Path) -> None:
    schema = json.loads((site / "incidents.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    data = json.loads((site / "incidents.json").read_text(encoding="utf-8"))
    check = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    assert list(check.iter_errors(data)) == []
    assert data["$schema"] == schema["$id"]
    assert {one["title"][-4:] for one in data["incidents"]} == {"שלום", "mory", "ated"}
    for name, wrong in (("state", "fine"), ("duration_seconds", -1), ("actions", [{}]), ("title", None)):
        broken = {**data, "incidents": [{**data["incidents"][0], name: wrong}]}
        assert list(check.iter_errors(broken)), name


def test_the_schema_of_the_front_matter_is_published_as_the_command_prints_it(site: Path) -> None:
    assert json.loads((site / "front-matter.schema.json").read_text(encoding="utf-8")) == json_schema()


def test_what_is_private_is_in_no_file(site: Path) -> None:
    for name, data in everything(site).items():
        assert not re.search(b"zyx", data, re.IGNORECASE), name


def test_the_sitemap_names_every_page_once_and_no_redirect(tmp_path: Path) -> None:
    moved = REPORT.replace("status: final", "status: final\naliases: [/old/]")
    built(workspace(tmp_path, {PAGE: moved}), base_url="https://example.org/x")
    places = re.findall("<loc>(.*?)</loc>", (tmp_path / "site/sitemap.xml").read_text(encoding="utf-8"))
    pages = {name for name in everything(tmp_path / "site") if name.endswith(".html")}
    wanted = pages - {"404.html", "index.html", "old/index.html"} | {""}
    assert sorted(places) == sorted(f"https://example.org/x/{name}" for name in wanted)
    assert "Sitemap: https://example.org/x/sitemap.xml" in (tmp_path / "site/robots.txt").read_text(encoding="utf-8")


def test_a_preview_with_drafts_asks_not_to_be_found(tmp_path: Path) -> None:
    built(workspace(tmp_path), base_url="https://example.org", drafts=True)
    files = everything(tmp_path / "site")
    assert "sitemap.xml" not in files and "robots.txt" not in files
    assert b'<meta name="robots" content="noindex">' in files["index.html"]
    built(workspace(tmp_path), base_url="https://example.org")
    assert b"noindex" not in everything(tmp_path / "site")["index.html"]


@pytest.mark.parametrize(
    ("alias", "file"),
    [
        ("/2024/outage/", "2024/outage/index.html"),
        ("old.html", "old.html"),
        ("old/name", "old/name/index.html"),
        ("/über alles/", "über alles/index.html"),
        ("/a%20b/", "a b/index.html"),
    ],
)
def test_an_alias_leads_to_its_report(tmp_path: Path, alias: str, file: str) -> None:
    result = built(
        workspace(tmp_path, {PAGE: REPORT.replace("status: final", f"status: final\naliases: [{json.dumps(alias)}]")}),
        base_url="https://example.org/x",
    )
    assert not result.notes
    html = (tmp_path / "site" / file).read_text(encoding="utf-8")
    dom = Dom.of(html)
    (link,) = {link for link in dom.links if not link.startswith("https:")}
    target = (tmp_path / "site" / file).parent / link
    assert target.resolve() == tmp_path / "site/incidents/2026-11-22-hub.html"
    assert f'content="0; url={link}"' in html
    assert '<link rel="canonical" href="https://example.org/x/incidents/2026-11-22-hub.html">' in html
    built(workspace(tmp_path, {PAGE: REPORT}))
    assert file not in everything(tmp_path / "site")


@pytest.mark.parametrize(
    "alias",
    [
        "https://evil.example/", "//evil.example/x", "javascript:alert(1)", "../out.html", "/a/../../out.html", "a\\b",
        "%2e%2e/out.html", "/", "", ".git/x.html", "a/./b", "x?y=1", "x#y", "a\x00b", "x" * 300, "assets/site.css",
        "Assets/", "pagefind/x.html", "data:text/html,x", "c:/x", "a/ /b", "...", "a/.../b", "é" * 190,
    ],
)  # fmt: skip
def test_an_alias_leads_nowhere_else(alias: str) -> None:
    assert place(alias)[1]


def test_an_alias_takes_nobodys_place(tmp_path: Path) -> None:
    taken = ["index.html", "INDEX.html", "/", "incidents/2025-01-01-b.html", "services/datahub.html", "feed.xml/",
             "incidents.json", "incidents", "same.html", "index.html/below.html"]  # fmt: skip
    reports = {
        PAGE: REPORT.replace("status: final", f"status: final\naliases: {json.dumps(taken)}"),
        "2025-01-01-b.md": REPORT.replace("status: final", "status: final\naliases: [Same.html, fine.html]"),
    }
    before = built(workspace(tmp_path, {name: REPORT for name in reports}), base_url="https://example.org")
    assert not before.notes
    files = set(everything(tmp_path / "site"))
    result = built(workspace(tmp_path, reports), base_url="https://example.org")
    assert set(everything(tmp_path / "site")) - files == {"fine.html", "incidents/index.html"}
    told = " ".join(note.message for note in result.notes)
    for alias in taken:
        assert (f"“{alias}”" in told) is (alias != "incidents"), alias
    assert "“Same.html” is claimed by several reports" in told


def test_a_secret_in_an_alias_is_published_nowhere(tmp_path: Path) -> None:
    secret = "ghp_" + "a1B2" * 9
    hidden = "".join(f"\\x{ord(sign):02x}" for sign in secret)
    result = built(workspace(tmp_path, {PAGE: REPORT.replace("status: final", f'status: final\naliases: ["{hidden}"]')}))
    assert result.reports == 0 and result.refused
    for name, data in everything(tmp_path / "site").items():
        assert secret not in name and secret.encode() not in data
