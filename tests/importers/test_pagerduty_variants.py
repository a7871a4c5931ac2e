"""PDF reports of the same kind that differ: other sections and labels, other ways to write times, more pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pdf_page import Page, write
from test_pagerduty import column, side

from incidentkit.importers import document, pagerduty, pdf
from incidentkit.report.model import Report
from incidentkit.report.read import read_text

INFO = "/CreationDate (D:20240105120000Z)"
HEAD = ("## Hub unreachable", "Status: Draft", "", "# Overview", "", "It was down.", "")
ROWS = (
    "# Timeline",
    "",
    "Dec 31, 2023",
    "",
    "11:10 PM First",
    "",
    "11:40 PM Second",
    "",
    "Jan 1, 2024",
    "",
    "12:25 AM Third",
)
READ = [("2023-12-31", "23:10", "First"), ("2023-12-31", "23:40", "Second"), ("2024-01-01", "00:25", "Third")]


def made(tmp_path: Path, pages: list[Page], zone: str | None = None, info: str = INFO) -> Report:
    path = tmp_path / "x.pdf"
    path.write_bytes(write(pages, info))
    return read_text(document.to_markdown(pagerduty.parse(pdf.read(path)), zone=zone), tmp_path / "x.md")


def page(*rows: str, beside: list | None = None) -> Page:
    return Page([*(side() if beside is None else beside), *column(*rows)])


def entries(report: Report) -> list[tuple[str, str | None, str]]:
    return [(str(entry.date), entry.time, entry.text) for entry in report.timeline]


@pytest.mark.parametrize(
    "days",
    [
        ("Dec 31, 2023", "Jan 1, 2024"),
        ("December 31, 2023", "January 1, 2024"),
        ("31 Dec 2023", "1 Jan 2024"),
        ("2023-12-31", "2024-01-01"),
        ("Sunday, Dec 31, 2023", "Monday, Jan 1, 2024"),
        ("Dec 31", "Jan 1"),
        ("Sun, 31 December 2023", "Mon, 1 January 2024"),
    ],
)
def test_days_are_written_in_many_ways(tmp_path: Path, days: tuple[str, str]) -> None:
    first, second = days
    rows = [row.replace("Dec 31, 2023", first).replace("Jan 1, 2024", second) for row in ROWS]
    assert entries(made(tmp_path, [page(*HEAD, *rows)])) == READ


@pytest.mark.parametrize(
    "times",
    [
        ("11:10 PM", "11:40 PM", "12:25 AM"),
        ("11:10PM", "11:40PM", "12:25AM"),
        ("23:10", "23:40", "00:25"),
        ("11:10 p.m.", "11:40 p.m.", "12:25 a.m."),
        ("23:10 -", "23:40 –", "0:25 —"),
        ("23:10:", "23:40:", "00:25:"),
    ],
)
def test_times_are_written_in_many_ways(tmp_path: Path, times: tuple[str, ...]) -> None:
    rows = list(ROWS)
    for old, new in zip(("11:10 PM", "11:40 PM", "12:25 AM"), times, strict=True):
        rows = [row.replace(old, new) for row in rows]
    assert entries(made(tmp_path, [page(*HEAD, *rows)])) == READ


@pytest.mark.parametrize(
    ("impact", "started", "resolved"),
    [
        ("Dec 31 at 23:10 to Jan 1 at 00:25", "2023-12-31T23:10", "2024-01-01T00:25"),
        ("Dec 31 at 11:10 PM to Jan 1 at 12:25 AM", "2023-12-31T23:10", "2024-01-01T00:25"),
        ("Dec 31 at 22:10 to 23:25", "2023-12-31T22:10", "2023-12-31T23:25"),
        ("Dec 31 at 11:10 PM to 12:25 AM", "2023-12-31T23:10", "2024-01-01T00:25"),
        ("December 31, 2023 at 23:10 to January 1, 2024 at 00:25", "2023-12-31T23:10", "2024-01-01T00:25"),
        ("Dec 31 at 23:10 to present", "2023-12-31T23:10", None),
        ("N/A", None, None),
    ],
)
@pytest.mark.parametrize("rows", [ROWS, ()])
def test_impact_gets_its_year(tmp_path, rows, impact, started, resolved) -> None:
    report = made(tmp_path, [page(*HEAD, *rows, beside=side(impact=impact, zone="UTC."))])
    shown = [at.strftime("%Y-%m-%dT%H:%M") if at else None for at in (report.started, report.resolved)]
    assert shown == [started, resolved]


@pytest.mark.parametrize(
    ("label", "zone"),
    [
        ("Edinburgh, London.", "Europe/London"),
        ("UTC.", "UTC"),
        ("Osaka, Sapporo, Tokyo.", "Asia/Tokyo"),
        ("Chennai, Kolkata, Mumbai, New Delhi.", "Asia/Kolkata"),
        ("(GMT-05:00) Eastern Time (US & Canada).", "America/New_York"),
        ("Brasilia.", "America/Sao_Paulo"),
        ("Wellington.", "Pacific/Auckland"),
        ("Central America.", "America/Guatemala"),
        ("Europe/Zurich.", "Europe/Zurich"),
        ("St. Petersburg.", "Europe/Moscow"),
    ],
)
def test_zones_are_named_as_a_menu_names_them(tmp_path: Path, label: str, zone: str) -> None:
    assert made(tmp_path, [page(*HEAD, *ROWS, beside=side(zone=label))]).timezone == zone


@pytest.mark.parametrize(
    "gone", ["OWNER OF REVIEW PROCESS", "IMPACT TIME", "DURATION", "*All times listed in this report are in"]
)
def test_a_label_may_be_missing_with_its_value(tmp_path: Path, gone: str) -> None:
    beside = side()
    at = next(n for n, line in enumerate(beside) if line[3] == gone)
    path = tmp_path / "x.pdf"
    path.write_bytes(write([page(*HEAD, *ROWS, beside=[*beside[:at], *beside[at + 2 :]])], INFO))
    text = pdf.read(path)
    assert pagerduty.recognises(text)
    report = read_text(document.to_markdown(pagerduty.parse(text), zone="America/Los_Angeles"), tmp_path / "x.md")
    assert (report.title, entries(report)) == ("Hub unreachable", READ)


def test_a_timeline_goes_on_over_pages_whose_edges_repeat(tmp_path: Path) -> None:
    pages = [
        Page(
            [
                *side(),
                *column("Reports of the hub team", *HEAD, "# Timeline", "", "Dec 31, 2023", "", "11:10 PM First"),
                (54, 20, 8.5, "Page 1 of 3"),
            ]
        ),
        Page(
            [*column("Reports of the hub team", "> goes on here", "", "11:40 PM Second"), (54, 20, 8.5, "Page 2 of 3")]
        ),
        Page([*column("Reports of the hub team", "Jan 1, 2024", "", "12:25 AM Third"), (54, 20, 8.5, "Page 3 of 3")]),
    ]
    report = made(tmp_path, pages)
    assert [(d, t) for d, t, _ in entries(report)] == [(d, t) for d, t, _ in READ]
    assert "goes on here" in report.timeline[0].text
    assert "Reports of the hub team" not in report.text and "Page 2" not in report.text


def test_any_section_is_kept_under_its_own_name(tmp_path: Path) -> None:
    names = ("Customer Impact", "Root Cause", "Responders", "External Messages", "Lessons Learned", "Follow-up Actions")
    rows = [row for name in names for row in (f"# {name}", "", f"- about {name.lower()}", "")]
    report = made(tmp_path, [page(*HEAD, *rows, *ROWS)])
    shown = {section.name for section in report.sections}
    assert {*names} - {"Follow-up Actions", "Lessons Learned"} <= shown
    for name in names:
        assert f"about {name.lower()}" in report.text
    assert [item.text for item in report.actions] == ["about follow-up actions"]


def test_long_titles_and_headings_take_two_lines(tmp_path: Path) -> None:
    report = made(
        tmp_path,
        [
            page(
                "## Hub unreachable for all",
                "## users of the south",
                *HEAD[1:],
                "# What Could Have",
                "# Gone Better",
                "",
                "Words.",
                "",
                *ROWS,
            )
        ],
    )
    assert report.title == "Hub unreachable for all users of the south"
    assert "What Could Have Gone Better" in {section.name for section in report.sections}


def test_another_pdf_loses_no_word(tmp_path: Path) -> None:
    rows = ["Minutes of the meeting", "", "The disk was full.", "Nobody had an alert.", "", "Next time we look first."]
    report = made(tmp_path, [page(*rows, beside=[])], zone="UTC")
    assert report.title == "Minutes of the meeting"
    assert not set(re.findall(r"\w+", " ".join(rows))) - set(re.findall(r"\w+", report.text))


def test_another_pdf_may_have_a_timeline(tmp_path: Path) -> None:
    rows = [
        "## Outage of the portal",
        "Written by operations.",
        "",
        "# Incident Timeline",
        "",
        "2023-12-31 23:10 First",
        "",
        "2023-12-31 23:40 Second",
        "",
        "2024-01-01 00:25 Third",
        "",
        "# Remediation",
        "",
        "1. Do better",
    ]
    report = made(tmp_path, [page(*rows, beside=[])], zone="UTC")
    assert entries(report) == READ
    assert [item.text for item in report.actions] == ["Do better"]
    assert "Written by operations." in report.text
