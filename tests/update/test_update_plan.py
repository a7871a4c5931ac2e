"""An update adds what is new, once, and leaves alone what people did: deleted, reworded, wrote."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from needs import examples

from incidentkit import evidence, timeline
from incidentkit.config import Workspace
from incidentkit.evidence import Author, Evidence, Link, gap
from incidentkit.gather import Collected
from incidentkit.report.insert import NoPlace
from incidentkit.report.model import Report
from incidentkit.report.read import read, read_text
from incidentkit.report.write import scaffold
from incidentkit.update import NEXT, Plan, ledger_path, plan, save, settle

HOME = Workspace.find(Path("/"))
PATH = Path("incidents/2026-11-22-hub.md")
START = datetime(2026, 11, 22, 14, 0, 30, tzinfo=UTC)
CAPTURE = Evidence("capture:slack/x", None, "slack", "capture", "--slack x", weight=0, captured=START)


def said(minute: int, text: str, **more: object) -> Evidence:
    link = Link(f"https://example.slack.com/archives/C1/p{minute}", "Slack, #hub")
    values = {"weight": 65, "author": Author("Responder A"), "links": (link,), "captured": START} | more
    return Evidence(f"slack:C1/{minute:04}", START + timedelta(minutes=minute), "slack", "message", text, **values)


def killed(number: int, minute: int) -> Evidence:
    return Evidence(
        f"k8s:{number}/hub/{number}", START + timedelta(minutes=minute), "kubernetes", "termination",
        "Pod `hub` was killed for want of memory", subject="Pod prod/hub", group="oom", weight=80,
    )  # fmt: skip


def gathered(*records: Evidence, gaps: Sequence[Evidence] = ()) -> Collected:
    return Collected(records, tuple(gaps), counts=(("slack", len(records)),))


def written(collected: Collected) -> tuple[Report, list[Evidence]]:
    """A new report and its ledger, as `incident new` makes them."""
    chosen = timeline.compose(collected.records)
    draft = scaffold("Hub", chosen, collected, workspace=HOME, zone=UTC, zone_name="UTC", now=START)
    return read_text(draft.text, PATH, HOME), evidence.merge([], [*draft.ledger, CAPTURE])


def updated(report: Report, ledger: Sequence[Evidence], *records: Evidence, **more: object) -> Plan:
    gaps = more.pop("gaps", ())
    more = {"complete": {"slack"}} | more
    return plan(report, ledger, gathered(*records, gaps=gaps), [CAPTURE], workspace=HOME, **more)


def edited(report: Report, old: str, new: str) -> Report:
    assert report.text.count(old) == 1
    return read_text(report.text.replace(old, new), PATH, HOME)


def after(done: Plan) -> Report:
    return read_text(done.text, PATH, HOME)


FIRST = (said(0, "students see 503", weight=75), said(1, "restarted the hub"), said(2, "thanks", weight=10))
LATER = (*FIRST, said(5, "limit raised to 4 GB"))


def test_without_anything_new_nothing_changes() -> None:
    report, ledger = written(gathered(*FIRST))
    later = [replace(record, captured=START + timedelta(days=1)) for record in FIRST]
    done = updated(report, ledger, *later)
    assert (done.text, list(done.ledger)) == (report.text, ledger)
    assert not (done.added or done.changed or done.conflicts or done.milestones or done.gone)


def test_what_is_new_is_spliced_once_with_its_footnote() -> None:
    report, ledger = written(gathered(*FIRST))
    done = updated(report, ledger, *LATER)
    line = "- **14:05** Responder A: “limit raised to 4 GB” [^s3]\n"
    note = "[^s3]: [Slack, #hub](https://example.slack.com/archives/C1/p5)\n"
    assert line in done.text and done.text.endswith(note)
    assert done.text.replace(line, "").replace(note, "") == report.text
    again = updated(after(done), done.ledger, *LATER)
    assert (again.text, again.ledger) == (done.text, done.ledger)


@pytest.mark.parametrize("with_note", [False, True])
def test_a_line_that_a_person_deleted_does_not_come_back(with_note: bool) -> None:
    report, ledger = written(gathered(*FIRST))
    report = edited(report, "- **14:01** Responder A: “restarted the hub” [^s2]\n", "")
    if with_note:
        report = edited(report, "[^s2]: [Slack, #hub](https://example.slack.com/archives/C1/p1)\n", "")
    done = updated(report, ledger, *LATER, replace(FIRST[1], summary="restarted the hub, twice"))
    assert "restarted" not in done.text and not done.conflicts
    assert [one.label for one in done.added] == ["s3"]


def test_a_line_that_a_person_reworded_stays_and_the_newer_fact_is_told_once() -> None:
    report, ledger = written(gathered(*FIRST))
    report = edited(report, "Responder A: “restarted the hub”", "The hub was restarted")
    newer = (FIRST[0], replace(FIRST[1], summary="restarted the hub, twice"), FIRST[2])
    done = updated(report, ledger, *newer)
    assert done.text == report.text and not done.changed
    assert [(c.cite, c.line) for c in done.conflicts] == [("s2", report.timeline[1].line)]
    assert "twice" in done.conflicts[0].message
    assert not updated(after(done), done.ledger, *newer).conflicts


def test_an_edited_message_is_edited_where_its_line_is_as_it_was_written() -> None:
    report, ledger = written(gathered(*FIRST))
    done = updated(report, ledger, FIRST[0], replace(FIRST[1], summary="restarted the hub, twice"), FIRST[2])
    assert done.text == report.text.replace("restarted the hub”", "restarted the hub, twice”")
    assert len(done.changed) == 1


def test_a_story_that_goes_on_grows_in_its_line_and_never_becomes_a_second_one() -> None:
    report, ledger = written(gathered(killed(1, 2), killed(2, 4)))
    assert "- **14:02–14:04** **Started.** Pod `hub` was killed for want of memory, 2 times [^k1]" in report.text
    done = updated(report, ledger, killed(1, 2), killed(2, 4), killed(3, 20))
    assert "- **14:02–14:20** **Started.** Pod `hub` was killed for want of memory, 3 times [^k1]" in done.text
    assert done.text.count("[^k1]:") == 1 and not done.added
    deleted = edited(report, next(x for x in report.text.splitlines(True) if "[^k1]" in x and x[0] == "-"), "")
    quiet = updated(deleted, ledger, killed(1, 2), killed(2, 4), killed(3, 20))
    assert quiet.text == deleted.text and not quiet.conflicts
    assert {r.cite for r in quiet.ledger if r.source == "kubernetes"} == {"k1"}


def test_what_a_cluster_has_forgotten_is_kept_and_is_not_gone() -> None:
    report, ledger = written(gathered(killed(1, 2), killed(2, 4)))
    done = updated(report, ledger, killed(2, 4))
    assert (done.text, list(done.ledger)) == (report.text, ledger)


def test_a_message_that_was_left_out_comes_in_when_it_is_marked() -> None:
    report, ledger = written(gathered(*FIRST))
    left_out = next(r for r in ledger if r.id == FIRST[2].id)
    assert left_out.kind == "omitted" and "thanks" not in evidence.dump(ledger)
    done = updated(report, ledger, *FIRST[:2], replace(FIRST[2], marks=("timeline",), weight=85))
    assert "- **14:02** Responder A: “thanks” [^s3]" in done.text
    assert next(r for r in done.ledger if r.id == FIRST[2].id).cite == "s3"


@pytest.mark.parametrize("tombstone", [False, True])
def test_a_message_that_is_gone_is_marked_in_the_ledger_and_its_line_stays(tombstone: bool) -> None:
    report, ledger = written(gathered(*FIRST))
    left = [replace(FIRST[1], kind="system", summary="(message deleted)", weight=0)] if tombstone else []
    done = updated(report, ledger, FIRST[0], *left, FIRST[2])
    assert done.text == report.text
    assert [r.id for r in done.gone] == [FIRST[1].id] == [r.id for r in done.ledger if r.gone]
    again = updated(after(done), done.ledger, FIRST[0], *left, FIRST[2])
    assert again.ledger == done.ledger and not again.gone
    back = updated(after(done), done.ledger, *FIRST)
    assert list(back.ledger) == ledger


def test_only_a_source_that_answered_in_full_says_that_something_is_gone() -> None:
    report, ledger = written(gathered(*FIRST))
    assert list(updated(report, ledger, FIRST[0], complete=()).ledger) == ledger


def test_a_gap_that_is_filled_is_no_gap_any_more() -> None:
    lost = gap("slack", "C1/rest", "Messages of the thread could not all be read.", captured=START)
    report, ledger = written(gathered(FIRST[0], gaps=[lost]))
    assert "> Not known:" in report.text
    same = updated(report, ledger, FIRST[0], gaps=[replace(lost, captured=START + timedelta(1))], complete=())
    assert (same.text, list(same.ledger)) == (report.text, ledger)
    done = updated(report, ledger, *FIRST)
    assert done.filled == (lost,) and "Not known" not in done.text and "> " not in done.text
    assert not [r for r in done.ledger if r.kind == "gap"]
    mine = edited(report, lost.summary, lost.summary + " I asked them.")
    assert "I asked them." in updated(mine, ledger, *FIRST).text


OVER = said(9, "everything is back to normal")


def test_a_milestone_that_is_known_now_is_set_where_it_is_empty_as_the_tool_left_it() -> None:
    report, ledger = written(gathered(*FIRST))
    done = updated(report, ledger, *FIRST, OVER)
    assert done.milestones == ("resolved",)
    assert after(done).front.values["resolved"] == "2026-11-22T14:09:30+00:00"
    assert "- **14:09** **Resolved.** Responder A:" in done.text
    for mine in ("resolved:", "resolved: 2026-11-22T14:07:00+00:00", "resolved: # not yet"):
        touched = edited(report, next(x for x in report.text.splitlines() if x.startswith("resolved:")), mine)
        assert f"\n{mine}\n" in updated(touched, ledger, *FIRST, OVER).text


FOREIGN = "# Hub down 2026-11-22\r\n\r\n## What happened, when (times in PST)\r\n\r\n* 6:00 AM - a\r\n* 6:20 AM - b"


def test_a_report_from_elsewhere_gets_lines_in_its_own_style_and_a_ledger() -> None:
    report = read_text(FOREIGN.replace("What happened, when", "Timeline"), PATH, HOME)
    done = plan(report, [], gathered(*FIRST), [CAPTURE], workspace=HOME)
    assert "* 6:00 AM - a\r\n* 6:00 AM - Responder A: “students see 503” [^s1]\r\n* 6:01 AM - " in done.text
    assert {r.cite for r in done.ledger} == {None, "s1", "s2"}
    again = plan(after(done), done.ledger, gathered(*FIRST), [CAPTURE], workspace=HOME)
    assert (again.text, again.ledger) == (done.text, done.ledger)


def test_a_report_without_a_timeline_is_left_as_it_is() -> None:
    report = read_text("# T\n\nWords.\n", PATH, HOME)
    with pytest.raises(NoPlace) as e:
        plan(report, [], gathered(*FIRST), [CAPTURE], workspace=HOME)
    assert len(e.value.additions) == 2


def test_a_line_joins_the_day_that_people_emptied() -> None:
    told, small, early = (said(1, "the hub is down"), said(2, "ok", weight=10), said(0, "what is this"))
    report, ledger = written(gathered(told, small))
    line = next(line for line in report.text.splitlines(keepends=True) if line.startswith("- **"))
    done = updated(read_text(report.text.replace(line, ""), PATH, HOME), ledger, told, small, early)
    assert "### 2026-11-22\n\n- **14:00** **Detected.** Responder A: “what is this” [^s2]\n" in done.text
    assert done.text.count("### 2026-11-22") == 1 and "Left out of this timeline" in done.text
    again = updated(after(done), done.ledger, told, small, early)
    assert (again.text, again.ledger) == (done.text, done.ledger)


# Any history of a thread, any deletions by people.


@settings(max_examples=examples(60), deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 3000), st.sampled_from([10, 30, 65, 75, 85])),
        unique_by=lambda x: x[0],
        max_size=14,
    ),
    st.integers(0, 14),
    st.data(),
)
def test_nothing_that_a_person_did_is_undone(moments: list[tuple[int, int]], known: int, data: st.DataObject) -> None:
    records = [said(minute, f"word {minute} is down", weight=weight) for minute, weight in moments]
    report, ledger = written(gathered(*records[:known]))
    lines = report.text.splitlines(keepends=True)
    bullets = [n for n, line in enumerate(lines) if line.startswith("- **")]
    deleted = data.draw(st.sets(st.sampled_from(bullets))) if bullets else set()
    left = [line for n, line in enumerate(lines) if n not in deleted]
    mine = read_text("".join(left), PATH, HOME)
    done = updated(mine, ledger, *records)
    rest = iter(done.text.splitlines(keepends=True))
    theirs = [line for line in left if not line.startswith(timeline.ORDER)]
    assert all(line in rest for line in theirs), "all that stood there, in order"
    returned = {re.search(r"\[\^(\w+)\]$", lines[n].strip())[1] for n in deleted}
    assert not returned & {label for entry in after(done).timeline for label in entry.cites}
    cited = [label for entry in after(done).timeline for label in entry.cites]
    assert len(cited) == len(set(cited))
    again = updated(after(done), done.ledger, *records)
    assert (again.text, again.ledger) == (done.text, done.ledger)


# The files


class Killed(BaseException):
    """The process ends here."""


def workspace(tmp_path: Path) -> tuple[Workspace, Path]:
    (tmp_path / "incidents").mkdir()
    report, ledger = written(gathered(*FIRST))
    path = tmp_path / PATH
    path.write_text(report.text)
    ledger_path(path).parent.mkdir()
    ledger_path(path).write_text(evidence.dump(ledger))
    return Workspace.find(tmp_path), path


def run(home: Workspace, path: Path, *records: Evidence) -> bool:
    report = read(path, home)
    ledger = settle(ledger_path(path), report.text, write_it=True)
    done = plan(report, ledger, gathered(*records), [CAPTURE], workspace=home, complete={"slack"})
    return save(done, ledger_path(path), ledger, home)


@pytest.mark.parametrize("moment", range(6))
@pytest.mark.parametrize("person", ["does nothing", "rewords the new line", "deletes the new line"])
def test_killed_at_any_point_nothing_is_lost_or_doubled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: int, person: str
) -> None:
    home, path = workspace(tmp_path)
    count = 0
    real = Path.replace

    def replace_or_die(self: Path, target: Path) -> Path:
        nonlocal count
        if count == moment:
            raise Killed
        result = real(self, target)
        count += 2
        if count - 1 == moment:
            raise Killed
        return result

    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(Path, "replace", replace_or_die)
        run(home, path, *LATER)
    text = path.read_text()
    line = "- **14:05** Responder A: “limit raised to 4 GB” [^s3]\n"
    was_there = line in text
    if was_there and person != "does nothing":
        text = text.replace(line, "- **14:05** More memory for all [^s3]\n" if person.startswith("rewords") else "")
        path.write_text(text)
    run(home, path, *LATER)
    if was_there:
        assert path.read_text() == text
    assert path.read_text().count("[^s3]:") == 1 and "[^s4]" not in path.read_text()
    assert [r.cite for r in evidence.read(ledger_path(path)) if r.id == LATER[-1].id] == ["s3"]
    assert not (ledger_path(path).parent / NEXT).exists()
    assert not run(home, path, *LATER), "and then nothing is new"


def test_a_document_without_a_new_footnote_knows_its_ledger_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, path = workspace(tmp_path)
    report, old = read(path, home), evidence.read(ledger_path(path))
    told_again = Plan(report, report.text.replace("## Conclusion", "## What we learned"), (*old, *LATER))
    steps = iter([None, None, Killed])  # the next ledger, the document, and dead before the ledger
    real = Path.replace

    def replace_or_die(self: Path, target: Path) -> Path:
        if death := next(steps):
            raise death
        return real(self, target)

    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(Path, "replace", replace_or_die)
        save(told_again, ledger_path(path), old, home)
    assert settle(ledger_path(path), path.read_text(), write_it=True) == [*old, *LATER]
    assert evidence.read(ledger_path(path)) == [*old, *LATER]
    assert [p.name for p in ledger_path(path).parent.iterdir()] == ["evidence.jsonl"]


def test_a_file_that_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    home, path = workspace(tmp_path)
    report, ledger = read(path, home), evidence.read(ledger_path(path))
    done = plan(report, ledger, gathered(*LATER), [CAPTURE], workspace=home)
    path.write_text(report.text + "A word more.\n")
    before = ledger_path(path).read_bytes()
    with pytest.raises(Exception, match="changed on disk"):
        save(done, ledger_path(path), ledger, home)
    assert path.read_text() == report.text + "A word more.\n"
    assert ledger_path(path).read_bytes() == before
    assert sorted(p.name for p in ledger_path(path).parent.iterdir()) == ["evidence.jsonl"]


def test_a_ledger_whose_folder_leads_elsewhere_is_not_written(tmp_path: Path) -> None:
    home, path = workspace(tmp_path)
    elsewhere = tmp_path.parent / f"{tmp_path.name}-elsewhere"
    ledger_path(path).parent.rename(elsewhere)
    ledger_path(path).parent.symlink_to(elsewhere)
    with pytest.raises(Exception, match="out of the workspace"):
        run(home, path, *LATER)
    assert "limit raised" not in path.read_text()


def fired(minute: int, until: int) -> Evidence:
    return Evidence(
        f"prometheus:1/{minute}", START + timedelta(minutes=minute), "prometheus", "alert", "Alert `HubDown` fired",
        until=START + timedelta(minutes=until), subject="HubDown", group="alert:HubDown", weight=75,
    )  # fmt: skip


ALARM = replace(said(4, "[FIRING:1] HubDown: no answer", author=Author("Alertmanager", "bot")), kind="alert")


def test_what_two_sources_tell_is_one_line_and_another_update_leaves_it_alone() -> None:
    report, ledger = written(gathered(*FIRST, ALARM, fired(3, 20)))
    assert "- **14:03–14:20** **Started.** Alertmanager: \\[FIRING" not in report.text
    assert "[FIRING:1] HubDown: no answer [^p1] [^s3]\n" in report.text
    assert {r.id: r.cite for r in ledger if r.id in (ALARM.id, fired(3, 20).id)} == {
        ALARM.id: "s3", "prometheus:1/3": "p1",
    }  # fmt: skip
    assert updated(report, ledger, *FIRST, ALARM, fired(3, 20)).text == report.text


def test_a_line_of_two_sources_grows_and_keeps_both_footnotes() -> None:
    report, ledger = written(gathered(*FIRST, ALARM, fired(3, 20)))
    done = updated(report, ledger, *FIRST, ALARM, fired(3, 40))
    assert len(done.changed) == 1 and not done.added and not done.conflicts
    (entry,) = [entry for entry in after(done).timeline if "HubDown" in entry.text]
    assert (entry.until, entry.cites) == ("14:40", ("p1", "s3"))


def test_a_source_that_comes_later_joins_the_line_of_the_same_fact_with_a_footnote_of_its_own() -> None:
    report, ledger = written(gathered(*FIRST, ALARM))
    done = updated(report, ledger, *FIRST, ALARM, fired(3, 20))
    assert not done.added and not done.conflicts
    (entry,) = [entry for entry in after(done).timeline if "HubDown" in entry.text]
    assert (entry.time, entry.until, entry.cites) == ("14:03", "14:20", ("s3", "p1"))
    assert after(done).text.count("[^p1]: Prometheus") == 1
    assert {r.cite for r in done.ledger if r.source == "prometheus"} == {"p1"}
    assert updated(after(done), done.ledger, *FIRST, ALARM, fired(3, 20)).text == done.text


@pytest.mark.parametrize("gone", [True, False])
def test_where_that_line_is_a_persons_or_gone_nothing_is_added_and_the_fact_counts_as_offered(gone: bool) -> None:
    report, ledger = written(gathered(*FIRST, ALARM))
    line = next(line for line in report.text.splitlines(keepends=True) if "HubDown" in line and line.startswith("- "))
    report = edited(report, line, "" if gone else line.replace("no answer", "the hub was down"))
    done = updated(report, ledger, *FIRST, ALARM, fired(3, 20))
    assert done.text == report.text
    assert {r.cite for r in done.ledger if r.source == "prometheus"} == {"s3"}
    again = updated(report, done.ledger, *FIRST, ALARM, fired(3, 20))
    assert (again.text, again.added, again.conflicts) == (report.text, (), ())


def test_a_footnote_that_a_person_took_from_a_line_does_not_come_back() -> None:
    report, ledger = written(gathered(*FIRST, ALARM, fired(3, 20)))
    report = edited(report, " [^p1] [^s3]", " [^s3]")
    done = updated(report, ledger, *FIRST, ALARM, fired(3, 20))
    assert done.text == report.text and not done.added
