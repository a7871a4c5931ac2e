"""The tables of zones hold what the IANA time zone database says these years."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from incidentkit import zones
from incidentkit.errors import SettingsError

AT = datetime(2026, 1, 15, 12, tzinfo=UTC)


def in_the_database() -> dict[str, set[timedelta]]:
    """Each abbreviation that some zone uses in January or July, with its offsets."""
    found: dict[str, set[timedelta]] = defaultdict(set)
    for name in available_timezones() - {"localtime"}:
        for month in (1, 7):
            at = datetime(2026, month, 1, tzinfo=ZoneInfo(name))
            found[at.tzname() or ""].add(at.utcoffset() or timedelta())
    return {name: offsets for name, offsets in found.items() if name.isalpha() and name.isupper()}


def test_every_abbreviation_of_the_database_is_known_or_refused_as_ambiguous() -> None:
    ambiguous = {name for name, _ in zones.AMBIGUOUS}
    wrong = {}
    for name, offsets in in_the_database().items():
        if name in ambiguous:
            with pytest.raises(SettingsError, match="may be"):
                zones.resolve(name)
        elif zones.resolve(name).utcoffset(AT) not in offsets:
            wrong[name] = offsets
    assert wrong == {}


def test_what_means_several_things_is_taken_for_what_most_people_mean_or_refused() -> None:
    """CDT is Chicago's and Havana's, PST is Los Angeles' and Manila's: the first is meant nearly always."""
    several = {name for name, offsets in in_the_database().items() if len(offsets) > 1}
    assert several - {name for name, _ in zones.AMBIGUOUS} == {"CDT", "PST"}


@pytest.mark.parametrize("word", ["OOM", "HTTP", "DNS", "AWS", "GKE", "TODO"])
def test_other_words_in_capitals_are_no_zones(word: str) -> None:
    assert not zones.known(word)


def test_the_list_of_names_is_the_database_s() -> None:
    assert available_timezones() - {"localtime"} <= {*zones._names(), "posixrules", "Factory"}


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("America/Los_Angeles", "PST, UTC−08:00"),
        ("UTC", "UTC"),
        ("Europe/London", "GMT, UTC+00:00"),
        ("America/Sao_Paulo", "UTC−03:00"),
        ("UTC+2", "UTC+02:00"),
    ],
)
def test_a_zone_is_written_as_people_say_it(zone: str, said: str) -> None:
    assert zones.label(AT.astimezone(zones.resolve(zone))) == said
