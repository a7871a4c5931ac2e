"""A timeline that an operator would call "yes, that is what happened"."""

from datetime import UTC, datetime, timedelta

import pytest

from incidentkit.evidence import Author, Evidence
from incidentkit.timeline import compose
from incidentkit.timeline.lines import fold

START = datetime(2026, 3, 2, 14, tzinfo=UTC)


def at(minutes):
    return START + timedelta(minutes=minutes)


def said(minutes, text, who="Responder A", **more):
    more = {"weight": 65, "kind": "message", **more}
    return Evidence(f"slack:C1/{minutes}", at(minutes), "slack", summary=text, author=Author(who), **more)


def alert(minutes, text, **more):
    more = {"weight": 70, **more}
    author = Author("Alertmanager", "bot")
    return Evidence(f"slack:C1/a{minutes}", at(minutes), "slack", "alert", text, author=author, **more)


def event(minutes, pod, text="Pod `x` was killed", **more):
    more = {"weight": 95, "kind": "event", "group": "oom/hub", "many": "{n} pods were killed, {count} times", **more}
    return Evidence(f"k8s:{pod}/{minutes}", at(minutes), "kubernetes", summary=text, subject=f"Pod prod/{pod}", **more)


def texts(timeline):
    return [line.text for line in timeline.lines]


def test_one_object_repeating_itself_is_one_line_with_its_count_and_span():
    (line,) = compose([event(2, "hub", count=9, until=at(20)), event(29, "hub", count=5)]).lines
    assert (line.text, line.at, line.until) == ("Pod `x` was killed, 14 times", at(2), at(29))


def test_objects_of_one_group_are_told_together_and_braces_from_outside_are_only_text():
    many = "{n} pods of `{evil}` {0} were killed, {count} times"
    (line,) = compose([event(2, "a", many=many), event(3, "b", many=many, count=3)]).lines
    assert line.text == "2 pods of `{evil}` {0} were killed, 4 times"


def test_what_is_hours_apart_is_told_apart():
    assert len(compose([event(0, "hub"), event(180, "hub")]).lines) == 2


def test_one_fact_seen_in_two_ways_is_not_counted_twice():
    (line,) = compose([event(2, "hub", count=3), event(2.5, "hub", kind="termination", count=2)]).lines
    assert line.text == "Pod `x` was killed, 3 times"


def test_a_person_is_quoted_and_an_alert_is_not():
    timeline = compose([said(1, "503 in lab"), alert(2, "HubDown is firing")])
    assert texts(timeline) == ["Responder A: “503 in lab”", "Alertmanager: HubDown is firing"]


def test_chatter_is_left_out_and_what_people_marked_is_not():
    records = [said(1, "503 in lab"), said(2, "thanks!", weight=10), said(3, "hm", weight=10, marks=("timeline",))]
    timeline = compose(records)
    assert texts(timeline) == ["Responder A: “503 in lab”", "Responder A: “hm”"]
    assert [r.summary for r in timeline.left_out] == ["thanks!"]
    assert len(compose(records, "all").lines) == 3
    marked = compose([*records, said(9, "rolled back")], "marked")
    assert texts(marked) == ["Responder A: “503 in lab”", "Responder A: “hm”"], "the first is a milestone"


def test_where_nothing_weighs_enough_some_ordinary_talk_is_told_and_no_chatter():
    records = [said(n, f"se ha caído {n}", weight=30) for n in range(30)] + [said(40, "gracias", weight=10)]
    assert 8 <= len(compose(records).lines) < 12
    assert "gracias" not in str(texts(compose(records)))


def test_at_most_so_many_lines_and_the_weightiest_and_the_milestones_stay():
    records = [said(n, f"statement {n}", weight=60) for n in range(60)] + [alert(30.5, "loud", weight=99)]
    records += [said(59.5, "all back to normal", weight=60)]
    timeline = compose(records, most=10)
    assert len(timeline.lines) == 10
    assert "Alertmanager: loud" in texts(timeline)
    assert [line.milestone for line in timeline.lines if line.milestone] == ["detected", "resolved"]
    assert texts(timeline)[0] == "Responder A: “statement 0”"


def milestones(*records):
    return {name: record.summary for name, record in compose(records).milestones}


def test_milestones_follow_the_evidence():
    found = milestones(
        event(0, "hub"), said(5, "students report 503"), said(30, "is it resolved?"), said(40, "not fixed yet"),
        said(60, "everything is back to normal"), said(70, "thanks!", weight=10),
    )  # fmt: skip
    assert found == {
        "started": "Pod `x` was killed",
        "detected": "students report 503",
        "resolved": "everything is back to normal",
    }


@pytest.mark.parametrize(
    ("text", "over"),
    [
        ("it is working again", True), ("everything is back.", True), ("hub is back up", True), ("all is green", True),
        ("here is the vis my friend is working on", False), ("the fix is fixed in place", False),
        ("I am back from lunch", False), ("that is backported", False), ("it's fixed!", True),
        ("ok its back up, logins work", True),
    ],
)  # fmt: skip
def test_what_says_that_it_is_over(text, over):
    assert ("resolved" in milestones(event(0, "hub"), said(5, "503"), said(30, text))) is over


def test_a_tick_at_what_is_to_be_done_does_not_call_it_over():
    task = said(30, "TODO: alert on restarts", marks=("resolved", "action"))
    assert milestones(event(0, "hub"), said(5, "503"), said(20, "hub is back up"), task)["resolved"] == "hub is back up"


def test_talk_about_nothing_has_no_milestones():
    records = [
        said(n, text, weight=w) for n, (text, w) in enumerate([("good morning", 75), ("my talk", 30), ("👍", 10)])
    ]
    assert milestones(*records, said(9, "here it is, all resolved", weight=30)) == {}


def test_an_alert_after_the_first_sign_is_what_detected_it():
    assert milestones(event(0, "hub"), alert(3, "HubDown"), said(5, "looking"))["detected"] == "HubDown"


def test_an_alert_that_is_the_first_sign_leaves_detection_to_people():
    found = milestones(alert(0, "HubDown"), said(5, "looking", weight=10))
    assert found == {"started": "HubDown", "detected": "looking"}


def test_an_alert_that_repeats_itself_notices_nothing_new():
    found = milestones(
        alert(0, "HubDown", group="hubdown"), alert(1, "HubDown again", group="hubdown"), said(5, "looking", weight=10)
    )
    assert found["detected"] == "looking"


def test_marks_go_before_guesses_and_none_goes_back_in_time():
    found = milestones(
        said(0, "503"), said(3, "rolled back", marks=("mitigated",)), said(1, "early", marks=("resolved",)),
        said(9, "metrics fine", marks=("resolved",)), said(12, "all resolved"),
    )  # fmt: skip
    assert found == {"detected": "503", "mitigated": "rolled back", "resolved": "metrics fine"}
    assert "resolved" not in milestones(said(5, "x", marks=("mitigated",)), said(1, "resolved"))


def test_talk_before_it_began_does_not_hide_the_beginning_from_who_marked_the_notice():
    found = milestones(said(-40, "rolling out 1.2"), event(2, "hub"), said(6, "503 at login", marks=("detected",)))
    assert found == {"started": "Pod `x` was killed", "detected": "503 at login"}


def test_an_old_trouble_that_went_on_is_told_and_is_no_beginning():
    records = [event(-600, "old", group="old", until=at(20)), event(2, "hub"), said(5, "503 in lab")]
    timeline = compose(records, since=at(-60))
    assert len(timeline.lines) == 3
    assert [(line.at, line.milestone) for line in timeline.lines][1] == (at(2), "started")


def test_a_milestone_stands_on_its_line():
    timeline = compose([event(0, "hub"), said(5, "503 in lab")])
    assert [line.milestone for line in timeline.lines] == ["started", "detected"]


def test_lines_are_in_order_whatever_the_order_of_the_evidence():
    records = [said(n, f"s{n}") for n in (5, 1, 3)]
    assert texts(compose(records)) == texts(compose(reversed(records)))
    assert [line.at for line in compose(records).lines] == [at(1), at(3), at(5)]


def test_that_it_is_over_counts_though_another_sentence_plans_and_not_where_its_own_doubts():
    over = "agreed, closing this incident. follow-up: alert when a volume is above 80 %"
    assert milestones(said(1, "503s"), said(2, "false alarm"), said(3, over))["resolved"] == over
    for doubt in ("might be a false alarm", "is it resolved? asking for a friend", "closing the incident once it is"):
        assert "resolved" not in milestones(said(1, "503s"), said(2, doubt))


def test_alerts_of_one_name_about_many_things_are_one_line_that_counts_them():
    more = {"group": "NodeNotReady", "many": "Alertmanager: NodeNotReady, {count} times, for {n} targets"}
    found = compose([alert(n, f"NodeNotReady ({n % 3})", subject=f"#ops: {n % 3}", **more) for n in range(6)])
    assert texts(found)[0] == "Alertmanager: NodeNotReady, 6 times, for 3 targets"


def test_rollouts_of_another_time_are_history():
    old = event(-3 * 1440, "d", "Rolled out revision 1", kind="rollout", group=None)
    recent = event(-60, "d2", "Rolled out revision 2", kind="rollout", group=None)
    timeline = compose([old, recent, event(0, "hub")])
    assert texts(timeline) == ["Rolled out revision 2", "Pod `x` was killed"]
    assert timeline.left_out == (old,)
    assert len(compose([old, recent]).lines) == 2, "without trouble, rollouts are the story"


def test_a_line_counts_what_its_words_tell():
    """A program crashed nine times; that its restart was held back sixty times is another count."""

    def told(kind, summary, count, weight, minutes=0):
        return Evidence(
            f"k8s:{kind}{minutes}", at(minutes), "kubernetes", kind, summary, group="crash", count=count, weight=weight
        )

    ended = told("termination", "Pod `hub-0` kept crashing (9 restarts so far)", 1, 83)
    held = told("event", "Pod `hub-0` kept crashing: its restart was held back", 60, 82)
    assert [line.text for line in fold([held, ended])] == [ended.summary]
    again = told("event", held.summary, 60, 84)
    assert [line.text for line in fold([again, ended])] == [f"{held.summary}, 60 times"]
    assert [line.text for line in fold([again, told("event", "x", 5, 1, 1)])] == [f"{held.summary}, 65 times"]
