"""PDF exports of post-incident reports: everything that was written is there, in this format."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from pdf_page import Page, write

from incidentkit.errors import InputError, SettingsError
from incidentkit.importers import document, pagerduty, pdf
from incidentkit.report.read import read_text

URL = "https://github.com/example-university/hub/issues/41"


def side(owner="A Reviewer", impact="Dec 31 at 23:10 to Jan 1 at 00:25", zone="Pacific Time (US & Canada)."):
    rows = [
        ("OWNER OF REVIEW PROCESS", 10.8), (owner, 8.5), ("IMPACT TIME", 10.8), (impact, 8.5),
        ("DURATION", 10.8), ("1h 15m", 8.5), ("*All times listed in this report are in", 8.5), (zone, 8.5),
    ]  # fmt: skip
    return [(345, 700 - 20 * n, size, text) for n, (text, size) in enumerate(rows)]


def column(*rows, top=760):
    """Lines below each other: `# heading`, `## title`, a blank for a gap, `> ` and `>> ` for the timeline's columns."""
    places = {"##": (54, 13.5), "#": (54, 10.8), ">>": (154, 8.5), ">": (105, 8.5)}
    lines = []
    for number, row in enumerate(rows, 1):
        mark, _, text = row.partition(" ")
        x, size = places.get(mark, (54, 8.5))
        if row:
            lines.append((x, top - 13 * number, size, text if mark in places else row))
    return lines


FIRST = Page(
    [
        *side(),
        *column(
            "## Hub unreachable: quota (again)", "Status: Reviewed", "", "# Overview", "", "The quota was used up. See",
            "https://github.com/example-university/", "hub/issues/41, and the half-", "finished plan.", "",
            "# What Happened", "", "No comments added", "", "# What Went Well?", "",
            "1. Somebody looked", "2. at the *right* graph", "", "# Action Items", "",
            "- Alert on quota https://github.com/example-university/hub/is", "sues/41https://github.com/example-university/hub/pull/7",
            "- Write it down (done)", "", "# Timeline", "", "Dec 31, 2023",
        ),
    ],
    links=[URL],
    crop=(0, 400, 300, 792),
)  # fmt: skip
SECOND = Page(
    column(
        "11:10 PM The quota is used up, says <b>the</b> graph", "> and nobody is awake", "",
        ">> Seen later in `kubectl get node`.", "", "11:40 PM Triggeredthrough the API.",
        ">> Description:Check is failing | Violation started: Jan 1, 2024 at 7:40AM UTC", "",
        "Jan 1, 2024", "", "12:25 AM Resolvedby an engineer through Slack.",
        "Postmortem Report - Hub - PagerDuty https://example.pagerduty.com/postmortems/x/export",
        "2 of 2 05.01.2024, 12:00",
    )
)  # fmt: skip


@pytest.fixture
def exported(tmp_path):
    path = tmp_path / "Postmortem Report.pdf"
    path.write_bytes(write([FIRST, SECOND]))
    return path


def imported(path, **more):
    return document.to_markdown(pagerduty.parse(pdf.read(path)), **more)


def test_what_was_written_is_there_in_this_format(exported):
    report = read_text(imported(exported, owner="Responder A"), Path("incidents/x.md"), None)
    assert report.title == "Hub unreachable: quota (again)"
    assert (str(report.date), report.status, report.timezone) == ("2023-12-31", "final", "America/Los_Angeles")
    assert report.duration_seconds == 75 * 60, "the impact names no year, and New Year lies between"
    assert [(str(e.date), e.time) for e in report.timeline] == [
        ("2023-12-31", "23:10"), ("2023-12-31", "23:40"), ("2024-01-01", "00:25"),
    ]  # fmt: skip
    assert report.timeline[0].text.startswith("The quota is used up, says <b>the</b> graph and nobody is awake")
    assert report.timeline[1].text.startswith("Triggered through the API.")
    assert report.timeline[2].text == "Resolved by an engineer through Slack."
    assert [(item.text.split(" https")[0], item.done, item.links) for item in report.actions] == [
        ("Alert on quota", False, (URL, "https://github.com/example-university/hub/pull/7")),
        ("Write it down (done)", True, ()),
    ]


def test_lines_that_the_page_cut_are_whole_again(exported):
    text = imported(exported)
    assert (
        "The quota was used up. See https://github.com/example-university/hub/issues/41, and the half-finished plan."
        in text
    )
    assert "1. Somebody looked\n2. at the \\*right\\* graph\n" in text
    assert "Postmortem Report" not in text and "2 of 2" not in text
    assert "imported_status: Reviewed" in text


def test_where_the_source_names_no_zone_one_is_asked_for():
    made = document.Document("Hub down", timeline=(document.Entry("2024-01-01", "10:00", "x"),))
    with pytest.raises(SettingsError, match="time zone"):
        document.to_markdown(made)
    assert "timezone: Europe/Paris" in document.to_markdown(made, zone="Europe/Paris")


def test_any_other_pdf_is_imported_as_sections(tmp_path):
    path = tmp_path / "other.pdf"
    path.write_bytes(
        write([Page(column("## Quota review", "", "# Background", "", "It was used up.", "Nobody saw it."))])
    )
    text = pdf.read(path)
    assert not pagerduty.recognises(text)
    assert "### Background\n\nIt was used up. Nobody saw it.\n" in imported(path, zone="UTC")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "no PDF"),
        (b"# Markdown", "no PDF"),
        (b"%PDF-1.4\n" + b"\0" * 100, "no PDF"),
        (write([Page([])]), "no text"),
        (write([Page(column("It was used up."))]).replace(b"/Length ", b"/Filter /Odd /Length "), "no PDF"),
    ],
)
def test_what_is_no_readable_pdf_is_one_clear_line(tmp_path, content, message):
    path = tmp_path / "x.pdf"
    path.write_bytes(content)
    with pytest.raises(InputError, match=message):
        pdf.read(path)


def run(*arguments, cwd):
    return subprocess.run(
        [sys.executable, "-m", "incidentkit", "import", *arguments],
        cwd=cwd, capture_output=True, text=True, check=False, env={**os.environ, "NO_COLOR": "1"},
    )  # fmt: skip


def test_the_command_writes_once_and_never_over_a_file(exported, tmp_path):
    done = run(exported.name, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "incidents/2023-12-31-hub-unreachable-quota-again.md\n")
    written = (tmp_path / done.stdout.strip()).read_text()
    assert "A Reviewer" not in written and "review_owner: Responder A" in written
    again = run(exported.name, cwd=tmp_path)
    assert again.returncode == 2 and "exists already" in again.stderr


def test_a_dry_run_as_json_writes_nothing_and_keeps_the_foreign_status(exported, tmp_path):
    done = run(exported.name, "--dry-run", "--json", cwd=tmp_path)
    shown = json.loads(done.stdout)
    assert (shown["status"], shown["status_text"], len(shown["timeline"])) == ("final", "Reviewed", 3)
    assert not (tmp_path / "incidents").exists()


def test_of_several_files_the_good_ones_are_imported(exported, tmp_path):
    (tmp_path / "broken.pdf").write_bytes(b"no")
    done = run(".", "--json", "--dry-run", cwd=tmp_path)
    assert done.returncode == 2 and "broken.pdf" in done.stderr
    assert len(json.loads(done.stdout)) == 1
