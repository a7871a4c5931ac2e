"""Where a line comes from is told by its footnote, and drawn."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from workspaces import REPORT, built, workspace

from incidentkit.report.model import Span, TimelineEntry
from incidentkit.site.lanes import of_line, of_notes
from incidentkit.site.log import Line
from incidentkit.site.prose import notes, render


@pytest.mark.parametrize(
    ("note", "lane"),
    [
        ("[Slack, #hub-ops](https://example.slack.com/archives/C1/p1)", "slack"),
        ("Kubernetes pod `prod/hub-6f7c`, container `hub`: last terminated `OOMKilled`", "kubernetes"),
        ("Prometheus: `HubDown` fired", "prometheus"),
        ("Grafana, memory of the hub", "prometheus"),
        ("[Commit 3f9a1c2](https://github.com/example/hub/commit/3f9a1c2)", "changes"),
        ("[example/hub@3f9a1c2](https://github.com/example/hub/commit/3f9a1c2): limits", "changes"),
        ("Helm release `hub`, revision 12", "changes"),
        ("Letter of the provider", "other"),
    ],
)
def test_a_note_tells_its_source(note: str, lane: str) -> None:
    html = notes(render(f"Words. [^x1]\n\n[^x1]: {note}\n"))[1]
    assert of_line(("x1",), of_notes(html)) == lane


def test_a_line_without_evidence_is_a_persons_own() -> None:
    assert of_line((), {"k1": "kubernetes"}) == "people"
    assert of_line(("gone", "k1"), {"k1": "kubernetes"}) == "kubernetes"


def test_lanes_are_drawn_only_where_there_are_several(tmp_path: Path) -> None:
    several = (workspace(tmp_path / "a"), tmp_path / "a/site")
    alone = (workspace(tmp_path / "b", {"2026-11-22-hub.md": REPORT.replace(" [^k1]", "")}), tmp_path / "b/site")
    pages = []
    for space, folder in (several, alone):
        built(space)
        pages.append((folder / "incidents/2026-11-22-hub.html").read_text(encoding="utf-8"))
    assert ["Kubernetes</span>" in page for page in pages] == [True, False]
    assert ["People</span>" in page for page in pages] == [True, False]
    assert all('class="dot entry"' in page for page in pages)


@pytest.mark.parametrize(
    ("time", "until", "ends"),
    [("14:02", "14:31", "22:31"), ("23:50", "00:10", "22:22"), ("14:02", None, None), (None, None, None)],
)
def test_a_range_ends_after_it_begins(time: str | None, until: str | None, ends: str | None) -> None:
    at = datetime(2026, 11, 22, 22, 2, tzinfo=UTC)
    entry = TimelineEntry(1, at, date(2026, 11, 22), time, until, False, "x", None, (), Span(0, 1))
    found = Line("t", entry, "", "", None).until_at
    assert (found and f"{found:%H:%M}") == ends
