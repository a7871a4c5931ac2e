"""The same fact from several sources is one line with a footnote of each; different facts stay apart."""

from datetime import UTC, datetime, timedelta

import pytest

from incidentkit.evidence import Author, Evidence, Link
from incidentkit.timeline import by_source, compose

START = datetime(2026, 3, 2, 14, tzinfo=UTC)


def at(minutes):
    return START + timedelta(minutes=minutes)


def posted(minutes, text, kind="alert", **more):
    more = {"weight": 70, "author": Author("Alertmanager", "bot"), **more}
    link = (Link("https://example.slack.com/archives/C1/p1", "Slack, #ops"),)
    return Evidence(f"slack:C1/{minutes}", at(minutes), "slack", kind, text, links=link, **more)


def fired(minutes, name, until, **more):
    return Evidence(
        f"prometheus:{name}/{minutes}", at(minutes), "prometheus", "alert", f"Alert `{name}` fired",
        until=at(until), group=f"alert:{name}", subject=name, weight=75, **more,
    )  # fmt: skip


def killed(minutes, until, **more):
    more = {"kind": "event", "body": "`OOMKilling`", **more}
    return Evidence(
        f"k8s:{minutes}", at(minutes), "kubernetes", summary="Pod `hub-6f7c9d8b5-x2x4q` was killed for want of memory",
        subject="Pod prod/hub-6f7c9d8b5-x2x4q", until=at(until), group="k8s/oom/prod/hub", weight=100, **more,
    )  # fmt: skip


def rollout(minutes, summary, **more):
    return Evidence(f"k8s:r{minutes}", at(minutes), "kubernetes", "rollout", summary, weight=60, **more)


def merge(minutes, sha="9f3c2ab", text="Merge pull request #742: raise the hub's memory", **more):
    more = {"weight": 60, "kind": "commit", **more}
    return Evidence(f"git:deploy@{sha}d0e1f", at(minutes), "git", summary=text, subject="deploy", **more)


def lines(*records):
    found = compose(records, "all").lines
    return [(sorted({r.source for r in line.records}), (line.at - START) / timedelta(minutes=1)) for line in found]


def test_an_alert_in_prometheus_and_in_slack_is_one_line_with_the_words_of_one_and_the_span_of_the_other():
    (line,) = compose([fired(5, "HubDown", 31), posted(5.5, "[FIRING:1] HubDown: the hub does not answer")]).lines
    assert (line.text, line.at, line.until) == (
        "Alertmanager: [FIRING:1] HubDown: the hub does not answer", at(5), at(31),
    )  # fmt: skip
    assert [part.records[0].source for part in by_source(line)] == ["prometheus", "slack"]


def test_another_alert_another_time_and_its_end_stay_lines_of_their_own():
    there = fired(5, "HubDown", 31)
    assert len(lines(there, posted(5.5, "[FIRING:1] ProxyDown"))) == 2
    assert len(lines(there, posted(90, "[FIRING:1] HubDown"))) == 2
    assert len(lines(there, posted(33, "[RESOLVED] HubDown", group="over"))) == 2
    assert len(lines(there, posted(5.5, "HubDown, I think", "message", author=Author("Responder A")))) == 2


def test_a_crash_and_the_alert_that_names_the_pod_are_one_line_told_as_the_cluster_saw_it():
    alert = posted(6, "[FIRING:1] ContainerOOMKilled (prod)", body="pod: hub-6f7c9d8b5-x2x4q, namespace: prod")
    (line,) = [
        line
        for line in compose([killed(2, 20), alert, posted(3, "look", "message", author=Author("Responder A"))]).lines
        if line.at == at(2)
    ]
    assert line.text == "Pod `hub-6f7c9d8b5-x2x4q` was killed for want of memory"
    assert {r.source for r in line.records} == {"kubernetes", "slack"}
    assert line.until == at(20)


@pytest.mark.parametrize(
    "text",
    ["[FIRING:1] ContainerOOMKilled: pod proxy-5d4c", "[FIRING:1] HubSlow: hub-6f7c9d8b5-x2x4q answers in 9 s"],
)
def test_another_object_or_another_trouble_is_another_fact(text):
    assert len(lines(killed(2, 20), posted(6, text))) == 2


@pytest.mark.parametrize(
    ("bot", "observed"),
    [
        ("Deployed datahub 4.4.0-eu.8 to prod", rollout(20, "Rolled out revision 42: `4.4.0-eu.7` → `4.4.0-eu.8`")),
        ("Deploying 9f3c2ab to prod", merge(20)),
        ("Merged https://github.com/example/deploy/pull/742", merge(20)),
    ],
)  # fmt: skip
def test_a_deployment_that_a_bot_announced_and_another_source_saw_is_one_line(bot, observed):
    found = lines(posted(21, bot, "message"), observed)
    assert found == [(sorted(["slack", observed.source]), 20)]


def test_the_version_that_was_there_before_is_not_what_was_rolled_out():
    back = rollout(33, "Rolled out revision 43 of `hub`: `4.4.0-eu.8` → `4.4.0-eu.7`")
    assert len(lines(posted(30, "Deployed datahub 4.4.0-eu.8 to prod", "message"), back)) == 2


def test_three_sources_of_one_deployment_are_one_line_with_three_footnotes():
    (line,) = compose(
        [merge(19), posted(21, "Deployed 9f3c2ab: 4.4.0-eu.8", "message"), rollout(22, "`4.4.0-eu.7` → `4.4.0-eu.8`")]
    ).lines
    assert len(by_source(line)) == 3


def test_milestones_stay_on_lines_of_their_own():
    alert = posted(6, "[FIRING:1] ContainerOOMKilled", body="pod: hub-6f7c9d8b5-x2x4q", marks=("detected",))
    timeline = compose([killed(2, 20), alert])
    assert [line.milestone for line in timeline.lines] == ["started", "detected"]


def test_the_same_alert_from_two_sources_leaves_detection_to_people():
    found = compose(
        [
            fired(5, "HubDown", 31), posted(5.5, "[FIRING:1] HubDown"),
            posted(9, "looking", "message", author=Author("Responder A"), weight=60),
        ]
    )  # fmt: skip
    assert [(name, record.source, record.at) for name, record in found.milestones] == [
        ("started", "prometheus", at(5)), ("detected", "slack", at(9)),
    ]  # fmt: skip


def test_clocks_that_differ_are_said_and_the_times_stay():
    timeline = compose([fired(8, "HubDown", 31), posted(5, "[FIRING:1] HubDown")])
    assert timeline.lines[0].at == at(8)
    (note,) = timeline.notes
    assert "HubDown 3 min before Prometheus saw it fire" in note
    assert compose([fired(5, "HubDown", 31), posted(5.5, "[FIRING:1] HubDown")]).notes == ()


def test_thousands_of_lines_are_compared_by_what_they_share():
    many = [
        Evidence(
            f"k8s:{n}", at(n / 100), "kubernetes", "event", f"Pod `pod{n}` was killed for want of memory",
            subject=f"Pod prod/pod{n}", group=f"g{n}", weight=90,
        )
        for n in range(3000)
    ]  # fmt: skip
    alerts = [posted(n / 10, f"OOMKilled pod{n * 10}", group=f"a{n}") for n in range(300)]
    assert len(compose([*many, *alerts], "all", most=9999).lines) == 3001, "one of the alerts is what detected it"
