"""What ran when, from records alone: order, digests of tags, what is not known, and what git says otherwise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from incidentkit.evidence import Evidence, Version
from incidentkit.versions import State, agrees, table

AT = datetime(2026, 11, 22, 14, 2, tzinfo=UTC)
GOOD, BAD = "quay.example/hub:1.0", "quay.example/hub:1.1"
LOOKBACK = timedelta(hours=24)


def ran(minutes, value, component="prod/hub", aspect="image", detail="", declared=False, source="kubernetes"):
    at = None if minutes is None else AT + timedelta(minutes=minutes)
    version = Version(component, aspect, value, detail, declared)
    return Evidence(f"{component}/{aspect}/{minutes}/{value}/{detail}", at, source, "rollout", "x", versions=(version,))


def rows(*records, until=60):
    return table(records, AT, lookback=LOOKBACK, until=AT + timedelta(minutes=until))


def shown(row):
    return tuple(state.value if state else None for state in (row.before, row.at, row.after))


def test_a_rollout_that_was_undone_is_good_bad_good():
    (row,) = rows(ran(-9000, GOOD), ran(-40, BAD), ran(30, GOOD))
    assert shown(row) == (GOOD, BAD, GOOD)
    assert row.at.since == AT - timedelta(minutes=40)


def test_the_order_of_the_records_means_nothing():
    records = [ran(30, GOOD), ran(-40, BAD), ran(-9000, GOOD)]
    assert rows(*records) == rows(*reversed(records))


def test_before_is_what_was_replaced_last_and_not_what_ran_long_ago():
    (row,) = rows(ran(-9000, "hub:1"), ran(-100, "hub:2"), ran(-40, "hub:3"))
    assert shown(row) == ("hub:2", "hub:3", "hub:3")


def test_what_did_not_change_within_the_lookback_is_the_same_three_times():
    (row,) = rows(ran(-9000, "hub:1"), ran(-3000, "hub:2"))
    assert shown(row) == ("hub:2",) * 3
    assert not row.changed


def test_what_nothing_tells_is_none_and_never_a_guess():
    (row,) = rows(ran(10, GOOD))
    assert shown(row) == (None, None, GOOD)
    (row,) = rows(ran(-10, GOOD))
    assert shown(row) == (None, GOOD, GOOD)
    assert rows(ran(90, GOOD)) == ()


def test_a_version_without_a_time_was_there_before_all_others():
    (row,) = rows(ran(None, GOOD), ran(-10, BAD))
    assert shown(row) == (GOOD, BAD, BAD)
    assert row.before.since is None


def test_pods_tell_which_digest_a_tag_was():
    one, two = "sha256:" + "1" * 64, "sha256:" + "2" * 64
    (row,) = rows(
        ran(-9000, GOOD), ran(-40, BAD), ran(30, GOOD),
        ran(-800, GOOD, detail=one), ran(-39, BAD, detail=two), ran(31, GOOD, detail=one),
    )  # fmt: skip
    assert [state.detail for state in (row.before, row.at, row.after)] == [one, two, one]


def test_pods_that_were_not_seen_before_are_no_change():
    (row,) = rows(ran(-10, GOOD, "prod/user pods/notebook", detail="sha256:" + "1" * 64))
    assert shown(row) == (None, GOOD, GOOD)
    assert not row.changed
    (row,) = rows(ran(-10, GOOD))
    assert row.changed  # it was put in place then, so that it was not there before


def test_a_tag_that_was_moved_shows_the_digest_of_each_time():
    one, two = "sha256:" + "1" * 64, "sha256:" + "2" * 64
    (row,) = rows(ran(-100, "hub:latest", detail=one), ran(5, "hub:latest", detail=two))
    assert row.changed
    assert (row.at.detail, row.after.detail) == (one, two)


def test_a_digest_of_another_time_is_no_guess_where_there_are_two():
    one, two = "sha256:" + "1" * 64, "sha256:" + "2" * 64
    (row,) = rows(ran(-9000, GOOD), ran(70, GOOD, detail=one), ran(80, GOOD, detail=two), ran(65, BAD))
    assert row.at.detail == ""


def test_what_git_declares_and_the_cluster_does_not_run_is_marked():
    declared = {"declared": True, "source": "git", "component": "hub"}
    observed, told = rows(ran(-9000, GOOD), ran(-40, BAD), ran(-9000, "1.0", **declared))
    assert observed.drift == (("at", "1.0"), ("after", "1.0"))
    assert told.declared
    assert told.drift == ()


def test_in_step_with_git_there_is_no_drift():
    declared = {"declared": True, "source": "git", "component": "hub"}
    observed, _ = rows(ran(-9000, GOOD), ran(-40, BAD), ran(-9000, "1.0", **declared), ran(-45, "1.1", **declared))
    assert observed.drift == ()


@pytest.mark.parametrize(
    ("declared", "observed", "detail", "aspect", "same"),
    [
        ("1.0", "quay.example:5000/hub:1.0", "", "image", True),
        ("1.0", "quay.example:5000/hub:1.0.1", "", "image", False),
        ("nginx:1.25", "docker.io/library/nginx:1.25", "", "image", True),
        ("nginx", "nginx:latest", "", "image", True),
        ("team/hub:1", "docker.io/team/hub:1", "", "image", True),
        ("quay.example/hub:1.0", "quay.example/other:1.0", "", "image", False),
        ("sha256:" + "a" * 64, "quay.example/hub:1.0", "sha256:" + "a" * 64, "image", True),
        ("quay.example/hub@sha256:" + "a" * 64, "quay.example/hub@sha256:" + "b" * 64, "", "image", False),
        ("3.3.7", "jupyterhub-3.3.7", "revision 4", "chart", True),
        ("v3.3.7", "jupyterhub-3.3.7", "revision 4", "chart", True),
        ("3.7", "jupyterhub-3.3.7", "revision 4", "chart", False),
        ("jupyterhub-3.3.7", "jupyterhub-3.3.7", "", "chart", True),
    ],
)
def test_an_image_in_git_is_compared_as_it_is_meant(declared, observed, detail, aspect, same):
    assert agrees(declared, State(observed, detail, None), aspect) is same
