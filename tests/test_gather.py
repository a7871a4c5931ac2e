"""Partial failure is data that the reader sees; the thread defines the window of the others."""

from datetime import UTC, datetime, timedelta

import pytest

from incidentkit.config import RedactSettings
from incidentkit.errors import DeniedError, RemoteError
from incidentkit.evidence import Evidence
from incidentkit.gather import AFTER, BEFORE, collect
from incidentkit.redact import Gate
from incidentkit.sources.interface import Gathered, Window, silent

NOW = datetime(2026, 3, 2, 16, tzinfo=UTC)
FIRST, LAST = NOW - timedelta(hours=2), NOW - timedelta(hours=1)


class Thread:
    name, anchors = "slack", True

    def gather(self, window, progress=silent):
        records = [Evidence(f"slack:C/{n}", at, "slack", "message", "x") for n, at in enumerate((FIRST, LAST))]
        joined = Evidence("slack:C/join", FIRST - timedelta(days=9), "slack", "system", "joined", weight=0)
        return Gathered("slack", (joined, *records), hidden=(("joins", 1),))


class Cluster:
    name, anchors = "kubernetes", False

    def gather(self, window, progress=silent):
        self.asked = window
        return Gathered("kubernetes")


class Broken:
    name, anchors = "kubernetes", False

    def __init__(self, error):
        self.error = error

    def gather(self, window, progress=silent):
        raise self.error


def ask(*sources, window=None):
    return collect(sources, window or Window(), Gate(RedactSettings()), now=NOW)


def test_the_thread_is_asked_first_and_its_span_is_the_window_of_the_others():
    cluster = Cluster()
    found = ask(cluster, Thread())
    assert cluster.asked == found.window == Window(FIRST - BEFORE, LAST + AFTER)
    assert dict(found.counts) == {"slack": 3, "kubernetes": 0}


def test_what_the_user_said_of_the_window_stands():
    cluster = Cluster()
    ask(Thread(), cluster, window=Window(since=NOW))
    assert cluster.asked == Window(NOW, LAST + AFTER)


def test_a_source_that_fails_is_a_gap_and_the_others_are_kept():
    found = ask(Thread(), Broken(RemoteError("cluster `x` is unreachable")), Broken(DeniedError("events: forbidden")))
    assert len(found.records) == 3
    assert {gap.summary for gap in found.gaps} == {"cluster \\`x\\` is unreachable", "events: forbidden"}


def test_when_no_source_answers_the_first_failure_is_told():
    with pytest.raises(DeniedError, match="forbidden"):
        ask(Broken(DeniedError("forbidden")), Broken(RemoteError("down")))


def test_no_source_at_all_is_no_failure():
    assert ask().records == ()


def test_after_an_interruption_no_source_is_asked_any_more_and_what_was_had_stays():
    cluster = Cluster()
    found = ask(Thread(), Broken(KeyboardInterrupt()), cluster)
    assert found.interrupted and dict(found.counts)["slack"] == 3
    assert [gap.source for gap in found.gaps] == ["kubernetes", "kubernetes"]
    assert all("interrupted" in gap.summary for gap in found.gaps)
    assert not hasattr(cluster, "asked")


def test_an_interruption_before_anything_was_had_ends_the_run():
    with pytest.raises(KeyboardInterrupt):
        ask(Broken(KeyboardInterrupt()), Cluster())


class Troubled(Cluster):
    """A cluster that tells of a rollout of long ago and of trouble."""

    def gather(self, window, progress=silent):
        self.asked = window
        old = Evidence("k8s:1", FIRST - timedelta(days=90), "kubernetes", "rollout", "x", weight=80)
        bad = Evidence("k8s:2", FIRST, "kubernetes", "event", "x", weight=80, until=LAST)
        return Gathered("kubernetes", (old, bad))


class Git(Cluster):
    name = "git"


def test_what_changed_is_asked_last_around_the_trouble_where_nothing_else_says_when():
    git, cluster = Git(), Troubled()
    ask(git, cluster)
    assert cluster.asked == Window()
    assert git.asked == Window(FIRST - BEFORE, LAST + AFTER)


def test_a_thread_or_the_user_says_better_when_it_was_than_trouble():
    git = Git()
    ask(git, Troubled(), Thread(), window=Window(since=NOW))
    assert git.asked == Window(NOW, LAST + AFTER)


def test_a_version_is_not_counted_as_something_that_was_found():
    class Only(Git):
        def gather(self, window, progress=silent):
            return Gathered("git", (Evidence("git:1", FIRST, "git", "version", "x", weight=0),))

    found = ask(Only())
    assert len(found.records) == 1
    assert dict(found.counts) == {"git": 0}
