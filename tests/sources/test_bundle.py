"""A bundle as a source: what was captured is told, in a window, with the names that people had there."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options

from incidentkit import evidence, inert
from incidentkit.config import RedactSettings
from incidentkit.errors import InputError
from incidentkit.evidence import Author, Evidence, Link, gap, mention
from incidentkit.gather import collect
from incidentkit.redact import Gate
from incidentkit.sources.bundle import BundleSource
from incidentkit.sources.interface import Gathered, Person, Progress, Window, silent

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def said(ts: str, who: str, text: str, minute: int = 0) -> Evidence:
    at = NOON + timedelta(minutes=minute)
    return Evidence(f"slack:C1/{ts}", at, "slack", "message", text, author=Author(who), weight=60)


EVENT = Evidence("k8s:e1", NOON, "kubernetes", "event", "Pod `hub-0` was evicted", subject="Pod prod/jupyter-user2")
RECORDS = [
    Evidence("capture:kubernetes/prod", None, "kubernetes", "capture", "--k8s prod", weight=0),
    Evidence("hidden:noise", None, "bundle", "hidden", "noise", weight=0, count=40),
    Evidence("note:1", None, "bundle", "note", "Counts are lower bounds.", weight=0),
    gap("kubernetes", "nodes", "Kubernetes: the state of nodes could not be read", captured=NOON),
    EVENT,
    replace(EVENT, id="k8s:e2", at=NOON - timedelta(days=2), until=NOON - timedelta(days=1)),
    said("1.1", "Responder B", "hub is down, Responder A?"),
    said("1.2", "Responder A", "looking", 1),
]


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    path = tmp_path / "bundle.jsonl"
    path.write_text(evidence.dump(RECORDS), encoding="utf-8")
    return path


def test_records_gaps_and_counts_come_back(bundle: Path) -> None:
    gathered = BundleSource(bundle).gather(Window(NOON - timedelta(hours=1), None))
    assert [r.id for r in gathered.records] == ["k8s:e1", "slack:C1/1.1", "slack:C1/1.2"]
    assert [g.id for g in gathered.gaps] == ["gap:kubernetes/nodes"]
    assert dict(gathered.hidden) == {"noise": 40, "outside the window": 1}
    assert gathered.notes == ("Counts are lower bounds.",)


class Thread:
    """The same thread, asked anew: the source knows who spoke."""

    name, anchors = "slack", True

    def gather(self, window: Window, progress: Progress = silent) -> Gathered:
        people = (Person("U1", ("Robin Example",)), Person("U2", ("Kim Example",)))
        records = (
            replace(said("1.1", "Robin Example", f"hub is down, {mention('U2')}?"), author=Author("Robin", id="U1")),
            replace(said("1.2", "Kim Example", "looking", 1), author=Author("Kim", id="U2")),
            replace(said("1.3", "Robin Example", "thanks", 2), author=Author("Robin", id="U1")),
        )
        return Gathered("slack", records, people=people)


@pytest.mark.parametrize("order", [1, -1])
def test_people_are_called_what_they_were_called_in_the_bundle(bundle: Path, order: int) -> None:
    sources = [BundleSource(bundle), Thread()][::order]
    found = collect(sources, Window(), Gate(RedactSettings()), now=NOON)
    authors = {r.id: r.author.name for r in found.records if r.author}
    assert authors == {f"slack:C1/{n}": f"Responder {who}" for n, who in (("1.1", "B"), ("1.2", "A"), ("1.3", "B"))}
    assert "Robin" not in repr(found)
    assert dict(found.counts) == {"slack": 3, "kubernetes": 1}


def test_a_bundle_alone_keeps_its_people_apart_and_its_users_numbers(bundle: Path) -> None:
    found = collect([BundleSource(bundle)], Window(since=NOON), Gate(RedactSettings()), now=NOON)
    assert [r.author.name for r in found.records if r.author] == ["Responder B", "Responder A"]
    assert [r.subject for r in found.records if r.source == "kubernetes"] == ["Pod prod/jupyter-user2"]
    assert not any(r.author.id for r in found.records if r.author)


@pytest.mark.parametrize("text", [
    "<script>alert(1)</script>", "x\n\n## Injected\n\n<img src=x>", "[x](javascript:alert(1))", "![x](https://t.example/x)",
    "\x1b[31mred", "[^s1]: forged", "` \n `<b>`", "a `b` <b>",
])  # fmt: skip
def test_a_bundle_of_anybodys_writes_no_more_than_text(tmp_path: Path, text: str) -> None:
    link = Link("javascript:alert(1)", text)
    record = replace(said("1.1", text, text), body=text, subject=text, links=(link, Link("https://a.example", text)))
    path = tmp_path / "theirs.jsonl"
    path.write_text(evidence.dump([record, gap("slack", "x", text, captured=NOON)]), encoding="utf-8")
    found = collect([BundleSource(path)], Window(), Gate(RedactSettings()), now=NOON)
    (told,), (missing,) = found.records, found.gaps
    assert told.author
    assert [one.url for one in told.links] == ["https://a.example"]
    for said_now in (told.summary, told.body or "", told.author.name, told.links[0].text, missing.summary):
        page = cmarkgfm.github_flavored_markdown_to_html(said_now, options=Options.CMARK_OPT_UNSAFE)
        assert not re.search(r'<(?:script|img|b)\b|href="javascript', page)
        assert "\x1b" not in said_now
        assert not said_now.startswith("[^s1]:")
    assert "\n" not in told.summary + told.author.name + missing.summary + (told.subject or "")


def test_what_capture_wrote_comes_back_as_it_was(bundle: Path) -> None:
    words = f"{inert.code('<b>`x`')} {inert.markdown('<b> [x](y) ![z](q) `')} [docs](https://a.example/x) <https://a.example>"
    record = replace(
        said("1.4", "Responder C", words), body=f"{words}\n  {words}", links=(Link("https://a.example/?q=%28", words),)
    )
    bundle.write_text(evidence.to_line(record) + "\n", encoding="utf-8")
    (found,) = BundleSource(bundle).gather(Window()).records
    assert replace(found, author=record.author) == record


def test_a_secret_that_somebody_wrote_into_a_bundle_does_not_pass(bundle: Path) -> None:
    with bundle.open("a") as out:
        out.write(evidence.to_line(said("1.9", "Responder A", "token ghp_" + "a1B2" * 9, 3)) + "\n")
    found = collect([BundleSource(bundle)], Window(), Gate(RedactSettings()), now=NOON)
    assert "ghp_" not in repr(found)
    assert dict(found.redacted) == {"github-token": 1}


def test_a_bundle_that_was_not_copied_whole_gives_what_it_has_and_a_gap(bundle: Path) -> None:
    whole = bundle.read_bytes()
    start = whole.rstrip(b"\n").rfind(b"\n") + 1
    for end in range(start + 1, len(whole) - 2, 7):
        bundle.write_bytes(whole[:end])
        gathered = BundleSource(bundle).gather(Window(since=NOON))
        assert [r.id for r in gathered.records] == ["k8s:e1", "slack:C1/1.1"]
        assert "breaks off" in gathered.gaps[0].summary


@pytest.mark.parametrize("content", [b"", b"{}\n", b'{"id": 1}', b"\xff\xfe", b"[]\n[]\n"])
def test_what_is_no_bundle_is_one_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "b.jsonl"
    path.write_bytes(content)
    with pytest.raises(InputError) as error:
        BundleSource(path).gather(Window())
    assert "\n" not in error.value.message
    assert "incident capture" in (error.value.hint or ""), "what a bundle is, not how a ledger is restored"


def test_a_bundle_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such bundle"):
        BundleSource(tmp_path / "absent").gather(Window())
