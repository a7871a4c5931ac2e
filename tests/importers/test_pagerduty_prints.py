"""Reports that other browsers print: narrow columns, dates of other languages, the browser's own lines, links."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from incidentkit.importers import document, pagerduty
from incidentkit.importers.pdf import Anchor, PdfLine, PdfText
from incidentkit.report.model import Report
from incidentkit.report.read import read_text

SIDE = (
    (518, 700, 16, "OWNER OF REVIEW PROCESS"),
    (518, 684, 12, "Operations"),
    (518, 660, 16, "IMPACT TIME"),
    (518, 644, 12, "Oct 16 at 21:26 to Oct 16 at 21:51"),
    (518, 600, 12, "*All times listed in this report are in Berlin."),
)
HEAD = ((82, 720, 20, "Settings keep a container down"), (82, 704, 12, "Status: Draft"))
TIMELINE = (
    (82, 500, 16, "Timeline"),
    (82, 480, 12, "Oct 16, 2025"),
    (82, 464, 12, "9:26 PM Triggered through the API."),
    (82, 448, 12, "9:51 PM Resolved by an engineer through Slack."),
)


def made(*lines: tuple[float, float, float, str], anchors: tuple[Anchor, ...] = ()) -> Report:
    text = PdfText(
        tuple(PdfLine(words, 1, x, y, size) for x, y, size, words in lines),
        tuple(anchor.url for anchor in anchors),
        date(2025, 11, 2),
        anchors,
    )
    assert pagerduty.recognises(text)
    return read_text(document.to_markdown(pagerduty.parse(text)), Path("x.md"))


def test_a_narrow_side_column_cuts_labels_and_the_zones_sentence() -> None:
    narrow = (
        (459, 729, 16, "OWNER OF REVIEW"),
        (459, 718, 16, "PROCESS"),
        (459, 706, 12, "Operations"),
        (459, 686, 16, "IMPACT TIME"),
        (459, 674, 12, "Oct 16 at 21:26 to Oct 16 at 21:51"),
        (459, 627, 12, "*All times listed in this report"),
        (459, 618, 12, "are in Pacific Time (US &"),
        (459, 609, 12, "Canada)."),
    )
    report = made(*narrow, *HEAD, *TIMELINE)
    assert report.timezone == "America/Los_Angeles"
    assert report.duration_seconds == 25 * 60
    assert [entry.time for entry in report.timeline] == ["21:26", "21:51"]


def test_a_side_column_that_stands_above_the_rest() -> None:
    stacked = tuple((82, y, size, words) for _, y, size, words in SIDE)
    below = tuple((x, y - 300, size, words) for x, y, size, words in (*HEAD, (82, 690, 16, "Overview"), *TIMELINE))
    report = made(*stacked, *below)
    assert (report.title, report.timezone) == ("Settings keep a container down", "Europe/Berlin")
    assert [entry.time for entry in report.timeline] == ["21:26", "21:51"]


def test_impact_times_in_the_browsers_language() -> None:
    for words in (
        "16. Okt. um 21:26 bis 16. Okt. um 21:51",
        "16 oct. à 21:26 – 21:51",
        "16 okt kl. 21:26 – 21:51",
        "Oct 16 at 9:26 PM to Oct 16 at 9:51 PM",
    ):
        side = tuple((x, y, size, words if text.startswith("Oct 16") else text) for x, y, size, text in SIDE)
        report = made(*side, *HEAD, *TIMELINE)
        assert report.started and report.started.isoformat() == "2025-10-16T19:26:00+00:00", words
        assert report.duration_seconds == 25 * 60, words


def test_a_browsers_own_lines_on_the_only_page_are_no_part_of_the_report() -> None:
    edges = ((24, 780, 8, "11/2/25, 8:12 PM Settings - PagerDuty"), (24, 17, 8, "https://x.pagerduty.com/p/1 1/1"))
    report = made(*edges, *SIDE, *HEAD, *TIMELINE)
    assert [entry.text for entry in report.timeline] == [
        "Triggered through the API.",
        "Resolved by an engineer through Slack.",
    ]
    assert "8:12" not in report.text


def test_action_items_keep_the_addresses_behind_their_words() -> None:
    items = (
        (82, 590, 16, "Overview"),
        (82, 574, 12, "This is a long line of words that tells how wide a line of this report may be at most."),
        (82, 560, 16, "Action Items"),
        (106, 544, 12, "Alert at 80 percent"),
        (106, 532, 12, "Move the backups (done)"),
    )
    anchors = (Anchor("https://github.com/example/mail/issues/12", 1, 540, 556),)
    report = made(*SIDE, *HEAD, *items, *TIMELINE, anchors=anchors)
    assert [(item.text[:19], item.done, item.links) for item in report.actions] == [
        ("Alert at 80 percent", False, ("https://github.com/example/mail/issues/12",)),
        ("Move the backups (d", True, ()),
    ]
