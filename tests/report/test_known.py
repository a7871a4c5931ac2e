"""What changed and what was running, as a report tells it: order, words, hostile names, what an update leaves alone."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from incidentkit.config import Config, Workspace
from incidentkit.evidence import Evidence, Link, Version
from incidentkit.gather import Collected
from incidentkit.report import write
from incidentkit.report.changed import likely
from incidentkit.report.read import read_text
from incidentkit.sources.interface import Window
from incidentkit.timeline import compose
from incidentkit.update import plan

AT = datetime(2026, 11, 22, 14, 2, tzinfo=UTC)
HOME = Workspace(Path("/nowhere"), None, Config())
PATH = Path("incidents/2026-11-22-hub.md")
GOOD, BAD = "quay.example/hub:1.0", "quay.example/hub:1.1"


def at(minutes):
    return AT + timedelta(minutes=minutes)


def change(minutes, summary, identity=None, source="git", body=None, **more):
    identity = identity or f"{source}:deploy@{abs(hash((minutes, summary))):040x}"
    return Evidence(identity, at(minutes), source, "change", summary, body=body, subject="deploy", weight=40, **more)


def trouble(minutes=0, workload="hub"):
    return Evidence(
        f"k8s:{minutes}", at(minutes), "kubernetes", "event", f"Pod `{workload}-1` kept crashing", weight=80,
        group=f"k8s/crash-loop/prod/{workload}", subject=f"Pod prod/{workload}-1",
    )  # fmt: skip


def rollout(number, minutes, image):
    return Evidence(
        f"k8s:uid/rev/{number}", at(minutes), "kubernetes", "rollout",
        f"Rolled out revision {number} of deployment `hub`: image `{image}`", weight=80, subject="Deployment prod/hub",
        versions=(Version("prod/hub", "image", image),),
    )  # fmt: skip


ROLLOUTS = (replace(rollout(1, -9000, GOOD), kind="version", weight=0), rollout(2, -5, BAD), trouble())


def ranked(*records, services=(), lookback=72):
    found, more = likely(records, services, start=AT, end=at(60), lookback=timedelta(hours=lookback))
    return [one.record.summary for one in found], more


def test_the_same_service_shortly_before_comes_first():
    said, more = ranked(
        change(-2000, "Bump the proxy"), change(-30, "Correct the docs"), change(-90, "Bump the hub"),
        change(20, "Revert the hub"), trouble(),
    )  # fmt: skip
    assert said[:2] == ["Bump the hub", "Correct the docs"]
    assert set(said[2:]) == {"Revert the hub", "Bump the proxy"}
    assert more == 0


def test_a_service_is_found_by_the_files_that_were_changed():
    files = change(-600, "Bump", body="commit `aaaaaaaaaaaa`; changed `deployments/hub/values.yaml`")
    assert ranked(change(-60, "Other"), files, trouble())[0][0] == "Bump"
    assert ranked(change(-60, "Other"), files, services=("github",))[0][0] == "Other"


def test_at_most_a_handful_and_the_rest_is_counted():
    said, more = ranked(*(change(-n, f"Change {n}") for n in range(1, 31)))
    assert (len(said), more) == (6, 24)


def test_what_lies_outside_is_not_looked_at():
    assert ranked(change(-6000, "Long ago"), change(90, "Afterwards")) == ([], 0)


@pytest.mark.parametrize("git", [("Bump (#12)", None), ("Bump", "c0ffee" * 2)], ids=["by its number", "by its commit"])
def test_a_pull_request_and_its_commit_are_one_change(git):
    title, sha = git
    sha = sha or "ab" * 6
    merged = change(-30, "Merged into `deploy`: Bump (#12)", "github:deploy/pull/12", "github", f"commit `{sha}`")
    commit = change(-30, f"Committed to `deploy`: {title}", f"git:deploy@{sha}{'0' * 28}")
    deployed = change(-20, "Deployed `deploy`", "github:deploy/deployment/7", "github", f"commit `{sha}`")
    assert sorted(ranked(merged, commit, deployed)[0]) == ["Deployed `deploy`", "Merged into `deploy`: Bump (#12)"]


def written(*records):
    collected = Collected(records=records, window=Window(at(-60), at(60)))
    chosen = compose(records, since=at(-60))
    draft = write.scaffold("Hub", chosen, collected, workspace=HOME, zone=UTC, zone_name="UTC", now=at(90))
    return read_text(draft.text, PATH, HOME), draft.ledger


def updated(report, ledger, *records):
    return plan(report, ledger, Collected(records=records, window=Window(at(-60), at(60))), [], workspace=HOME)


def test_a_report_tells_both_images_and_reads_as_it_did():
    report, _ = written(*ROLLOUTS, change(-30, "Merged: Bump", links=(Link("https://x.example/1", "deploy#1"),)))
    row = next(line for line in report.text.splitlines() if line.startswith("| `prod/hub`"))
    assert row == (
        "| `prod/hub` | `1.0` (since 2026-11-16) | `1.1` (since 13:57) | same | Kubernetes, `quay.example/hub` |"
    )
    assert "- Merged: Bump ([deploy#1](https://x.example/1); 13:32, 30 min before it started)" in report.text
    assert "cause" in report.text[: report.text.index("## Timeline")]
    assert [section.role for section in report.sections if section.role in ("changed", "running")] == [
        "changed",
        "running",
    ]
    assert [entry.text[:10] for entry in report.timeline] == ["Rolled out", "Pod hub-1 "]
    assert not report.warnings


def test_without_evidence_there_are_no_such_sections():
    report, ledger = written(trouble())
    assert "What was running" not in report.text
    assert "What changed" not in report.text
    assert not any(record.kind == "section" for record in ledger)


@pytest.mark.parametrize("bad", ["a|b", "<script>x</script>", "`x`", "[a](javascript:b)", "a\nb", "-->", "\x1b[31mx"])
def test_hostile_versions_stay_in_their_cell(bad):
    ran = Version(f"prod/{bad}", "image", f"quay.example/{bad}:1", bad, declared=True)
    record = Evidence("git:1", at(-5), "git", "version", "x", weight=0, versions=(ran,))
    observed = replace(rollout(2, -5, f"quay.example/{bad}:2"), weight=0, kind="version", summary="x")
    drifted = replace(record, id="git:2", versions=(Version("hub", "image", f"{bad}:3", bad, declared=True),))
    report, _ = written(record, observed, drifted, trouble())
    table = [line for line in report.text.splitlines() if line.startswith("|")]
    assert len(table) == 5
    assert all(line.count("|") == 6 for line in table)
    assert any("git: `" in line for line in table)
    outside_code = "".join(part for line in table[2:] for part in re.split(r"(?<!`)`(?:``)?(?!`)", line)[::2])
    assert "<" not in outside_code
    assert "](" not in outside_code
    assert "\x1b" not in report.text


def test_an_update_writes_again_what_nobody_touched_and_nothing_else():
    report, ledger = written(*ROLLOUTS)
    done = updated(report, ledger, *ROLLOUTS, rollout(3, 20, GOOD))
    assert set(done.sections) == {"changed", "running"}
    assert "| `1.1` (since 13:57) | `1.0` (since 14:22) |" in done.text
    assert "Rolled out revision 3" in done.text
    old, new = report.text.splitlines(), done.text.splitlines()
    gone = [line for line in old if line not in new]
    assert all(line.startswith(("| `prod/hub`", "At 14:02")) for line in gone)
    again = updated(read_text(done.text, PATH, HOME), done.ledger, *ROLLOUTS, rollout(3, 20, GOOD))
    assert (again.text, again.ledger, again.sections) == (done.text, done.ledger, ())


def test_a_table_that_somebody_edited_stays_and_is_told_once():
    report, ledger = written(*ROLLOUTS)
    mine = read_text(report.text.replace("| same | Kubernetes", "| same, says the hub team | Kubernetes"), PATH, HOME)
    done = updated(mine, ledger, *ROLLOUTS, rollout(3, 20, GOOD))
    assert "same, says the hub team" in done.text
    assert done.sections == ("changed",)
    (conflict,) = done.conflicts
    assert "“What was running” would say something else now" in conflict.message
    assert done.text.splitlines()[conflict.line - 1] == "### What was running"
    again = updated(read_text(done.text, PATH, HOME), done.ledger, *ROLLOUTS, rollout(3, 20, GOOD))
    assert (again.text, again.conflicts) == (done.text, ())


def test_a_section_that_somebody_deleted_does_not_come_back():
    report, ledger = written(*ROLLOUTS)
    start, end = report.text.index("### What was running"), report.text.index("## Timeline")
    mine = read_text(report.text[:start] + report.text[end:], PATH, HOME)
    done = updated(mine, ledger, *ROLLOUTS, rollout(3, 20, GOOD))
    assert "What was running" not in done.text
    assert not done.conflicts


def test_a_section_that_was_never_offered_joins_before_the_timeline():
    report, ledger = written(trouble())
    done = updated(report, ledger, *ROLLOUTS)
    assert (
        done.text.index("### What changed") < done.text.index("### What was running") < done.text.index("## Timeline")
    )
    assert [e.text for e in read_text(done.text, PATH, HOME).timeline][-1].startswith("Pod hub-1")
    again = updated(read_text(done.text, PATH, HOME), done.ledger, *ROLLOUTS)
    assert again.text == done.text


def test_a_persons_own_section_and_a_report_of_others_are_left_alone():
    report, ledger = written(trouble())
    own = report.text.replace("## Timeline", "### What was running\n\nThe old hub.\n\n## Timeline")
    done = updated(read_text(own, PATH, HOME), ledger, *ROLLOUTS)
    assert done.text.count("### What was running") == 1
    assert "The old hub." in done.text
    foreign = read_text("# Hub down 2026-11-22\n\n## Timeline (UTC)\n\n* 14:02 - a\n", PATH, HOME)
    assert "What was running" not in updated(foreign, [], *ROLLOUTS).text


def test_windows_line_ends_stay():
    report, ledger = written(*ROLLOUTS)
    windows = read_text(report.text.replace("\n", "\r\n"), PATH, HOME)
    done = updated(windows, ledger, *ROLLOUTS, rollout(3, 20, GOOD))
    assert "running" in done.sections
    assert "\n" not in done.text.replace("\r\n", "")
