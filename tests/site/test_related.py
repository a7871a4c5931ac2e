"""Incidents that are alike are named on each other's page; the others are not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path, PurePosixPath

from workspaces import REPORT, Dom, built, workspace

from incidentkit.site.archive import Incident
from incidentkit.site.facts import Facts
from incidentkit.site.related import related, related_from_bytes, related_to_bytes

_FACTS = Facts((), "unknown", None, None, "")


def _one(title: str, summary: str = "", services: tuple[str, ...] = (), tags: tuple[str, ...] = ()) -> Incident:
    url = f"incidents/{title.replace(' ', '-')}.html"
    return Incident(url, PurePosixPath(url), title, None, None, 0, 4, "final", services, tags, _FACTS, summary, ())


OTHERS = [_one(f"Quiet matter {number}", f"Something {'abcdefgh'[number]}lse broke", ("hub",)) for number in range(8)]


def _titles(incidents: list[Incident]) -> list[list[str]]:
    return [[one.incident.title for one in alike] for alike in related(incidents)]


def test_rare_things_in_common_count_and_what_all_share_does_not() -> None:
    disk = _one("File server throttled", "The disk quota of home directories", ("hub",), ("nfs",))
    again = _one("Homes slow again", "Another quota was reached on the disk", ("hub",), ("NFS",))
    found = _titles([disk, *OTHERS, again])
    assert found[0] == ["Homes slow again"]
    assert found[-1] == ["File server throttled"]


def test_what_is_shared_is_said_in_the_words_of_the_page() -> None:
    one, other = _one("A", "", ("Hub", "db"), ("nfs",)), _one("B", "", ("hub", "db"), ("NFS", "x"))
    assert related([one, *OTHERS, other])[0][0].shared == ("Hub", "db", "nfs")


def test_a_single_incident_and_none_have_no_relatives() -> None:
    assert related([]) == []
    assert related([_one("A", "", ("hub",))]) == [()]


def test_what_was_kept_is_what_was_found_and_nothing_else_is_taken() -> None:
    incidents = [replace(one, tags=("disk", "nfs")) for one in OTHERS[:3]] + OTHERS[3:]
    found = related(incidents)
    assert any(found)
    assert related_from_bytes(related_to_bytes(found, incidents), incidents) == found
    for bad in (None, b"", b"[]", b"[[99]]", b'[["x"]]', b"{}", b"[" * 5000):
        assert related_from_bytes(bad, incidents) is None


def test_a_page_names_them_with_what_they_share(tmp_path: Path) -> None:
    plain = REPORT.replace("datahub", "proxy").replace("[memory]", "[dns]").replace("The hub ran out of memory", "Else")
    reports = {f"2025-0{n}-01-x{n}.md": plain.replace("Hub out of memory", f"Other {n}") for n in range(1, 7)}
    reports |= {
        "2026-11-22-hub.md": REPORT,
        "2024-01-05-before.md": REPORT.replace("Hub out of memory", "Memory & <all>").replace("2026-11-22", "2024-01-05"),
    }
    built(workspace(tmp_path, reports))
    html = (tmp_path / "site/incidents/2026-11-22-hub.html").read_text(encoding="utf-8")
    section = html[html.index('id="alike"') : html.index("</section>", html.index('id="alike"'))]
    assert Dom.of(section).links == ["../incidents/2024-01-05-before.html"]
    assert "Memory & <all>" in Dom.of(section).text
    assert "datahub, memory" in Dom.of(section).text
