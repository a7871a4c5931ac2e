"""Times on the command line mean what a tired person typed."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from incidentkit.cli.flags import Flags
from incidentkit.cli.gathering import window
from incidentkit.cli.when import instant
from incidentkit.errors import UsageError

NOW = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)
LOCAL = ZoneInfo("America/Los_Angeles")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-01 14:02", "2026-03-01T14:02:00-08:00"),
        ("2026-03-01T14:02:11Z", "2026-03-01T14:02:11+00:00"),
        ("14:02", "2026-03-02T14:02:00-08:00"),
        ("9:45am", "2026-03-02T09:45:00-08:00"),
        ("12 p.m.", "2026-03-02T12:00:00-08:00"),
        ("90m", "2026-03-02T18:30:00+00:00"),
        ("2h ago", "2026-03-02T18:00:00+00:00"),
        ("now", "2026-03-02T20:00:00+00:00"),
        ("2026-03-01", "2026-03-01T00:00:00-08:00"),
    ],
)
def test_what_people_type(text, expected):
    assert instant(text, LOCAL, NOW, option="--since").isoformat() == expected


@pytest.mark.parametrize("text", ["", "soon", "25:00", "13pm", "2026-02-30"])
def test_what_is_no_time_is_refused_with_the_option(text):
    with pytest.raises(UsageError, match="--since"):
        instant(text, LOCAL, NOW, option="--since")


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        ("2026-02-01 09:45", "10:05", "2026-02-01T10:05:00-08:00"),
        ("2026-02-01 22:00", "1:30", "2026-02-02T01:30:00-08:00"),
        ("2026-02-01", "2026-02-01", "2026-02-01T23:59:59.999999-08:00"),
        ("2026-02-01", "20m", "2026-03-02T19:40:00+00:00"),
        (None, "10:05", "2026-03-02T10:05:00-08:00"),
    ],
)
def test_an_end_belongs_to_its_start(since, until, expected):
    assert window(Flags(since=since, until=until), LOCAL, NOW).until.isoformat() == expected


def test_an_end_before_the_start_and_an_empty_end_are_refused():
    with pytest.raises(UsageError, match="before"):
        window(Flags(since="2026-02-02", until="2026-02-01"), LOCAL, NOW)
    with pytest.raises(UsageError, match="--until"):
        window(Flags(since="2026-02-02", until=""), LOCAL, NOW)


def test_a_window_holds_both_hours_that_the_clocks_showed_twice() -> None:
    day = datetime(2026, 11, 1, 12, tzinfo=UTC)
    since = instant("2026-11-01 01:30", LOCAL, day, option="--since")
    until = instant("01:30", LOCAL, day, option="--until", end=True)
    assert (since.astimezone(UTC).hour, until.astimezone(UTC).hour) == (8, 9)
