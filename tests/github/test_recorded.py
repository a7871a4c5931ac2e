"""What GitHub really answered: listings with pull requests in them, refusals of all kinds, redirections."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import Any

import pytest
from peers.clock import FakeClock
from peers.recorded import Exchange, exchanges, replay

from incidentkit.errors import DeniedError, IncidentkitError, RemoteError, SettingsError
from incidentkit.github.account import Account
from incidentkit.github.client import GitHub
from incidentkit.github.values import InvalidError, LimitedError, MissingError, NewIssue

LISTING = re.compile(r"/repos/([^/?]+/[^/?]+)/issues(?:\?.*)?")
ONE = re.compile(r"/repos/([^/?]+/[^/?]+)/issues/(\d+)")


def github(url: str) -> GitHub:
    return GitHub(Account(url, "https://github.com", "t0ken", "GH_TOKEN"), clock=FakeClock())


def is_pull(raw: dict[str, Any]) -> bool:
    """Whether there is a page of the pull request; in 2012 issues had `pull_request` too, with nothing in it."""
    return bool((raw.get("pull_request") or {}).get("html_url"))


def test_listings_hold_pull_requests_and_both_are_told_apart(capsys: pytest.CaptureFixture[str]) -> None:
    listings, kinds = 0, Counter[bool]()
    for one in exchanges():
        found, data = LISTING.fullmatch(one.path), one.json()
        if one.verb != "GET" or one.status != 200 or not found or not data or not isinstance(data[0], dict):
            continue
        if "number" not in data[0]:
            continue
        last = Exchange(one.file, one.verb, one.host, one.path, 200, {}, one.text)  # as its last page
        with replay([last]) as (url, seen):
            issues = github(url).issues(found[1])
        raw = {i["number"]: i for i in data}
        assert len(seen) == 1
        assert [i.number for i in issues] == sorted(raw)
        for issue in issues:
            like = raw[issue.number]
            assert issue.is_pull_request == is_pull(like), one.file
            assert (issue.url, issue.state) == (like["html_url"], like["state"])
            assert issue.labels == tuple(label["name"] for label in like["labels"])
            kinds[issue.is_pull_request] += 1
        listings += 1
    with capsys.disabled():
        print(f"\n{listings} recorded listings: {kinds[False]} issues, {kinds[True]} pull requests")
    assert listings >= 8
    assert min(kinds[True], kinds[False]) >= 10


def test_issues_by_number_and_as_answered_to_what_was_written() -> None:
    count = 0
    for one in exchanges():
        data = one.json()
        found = ONE.fullmatch(one.path) or (LISTING.fullmatch(one.path) if one.verb == "POST" else None)
        if one.status not in (200, 201) or not found or not isinstance(data, dict) or "number" not in data:
            continue
        with replay([one]) as (url, _):
            issue = github(url).issue(found[1], data["number"])
        assert (issue.number, issue.is_pull_request) == (data["number"], is_pull(data)), one.file
        assert issue.url == data["html_url"]
        count += 1
    assert count >= 20


@pytest.mark.parametrize(
    ("status", "kinds", "least"),
    [
        (401, (SettingsError,), 4), (403, (DeniedError, LimitedError, RemoteError), 8), (404, (MissingError,), 40),
        (422, (InvalidError,), 8), (502, (RemoteError,), 1), (409, (RemoteError,), 1),
    ],
)  # fmt: skip
def test_refusals_have_a_meaning_in_one_line(status: int, kinds: tuple[type, ...], least: int) -> None:
    answers = [one for one in exchanges() if one.status == status]
    assert len(answers) >= least
    for one in answers:
        with replay([one]) as (url, seen):
            with pytest.raises(kinds) as caught:
                github(url).create_issue("o/r", NewIssue("A title", "A body"))
            assert seen == ["POST /repos/o/r/issues"]
        assert isinstance(caught.value, IncidentkitError)
        assert "\n" not in caught.value.message
        assert str(status) in caught.value.message or isinstance(caught.value, LimitedError)


def test_what_a_limit_said_is_a_limit_and_a_missing_right_is_none() -> None:
    for one in exchanges():
        said = one.text.lower()
        if one.status == 403:
            limited = "abuse" in said or "rate limit" in said
            with replay([one]) as (url, _), pytest.raises(IncidentkitError) as caught:
                github(url).create_issue("o/r", NewIssue("A title", "A body"))
            # Where the recorded headers say that nothing remains, it is a limit whatever the words are.
            assert isinstance(caught.value, LimitedError) == (
                limited or {k.lower(): v for k, v in one.headers.items()}.get("x-ratelimit-remaining") == "0"
            ), one.file


def test_the_fields_that_were_refused_are_named() -> None:
    named = [
        one for one in exchanges() if one.status == 422 and isinstance(one.json(), dict) and one.json().get("errors")
    ]
    fields = set()
    for one in named:
        with replay([one]) as (url, _), pytest.raises(InvalidError) as caught:
            github(url).create_issue("o/r", NewIssue("A title", "A body"))
        fields |= set(caught.value.fields)
    assert named
    assert "key" in fields  # and errors that are plain words, as some of these are, are no failure of ours


def test_a_repository_that_was_renamed_is_followed_and_named_anew() -> None:
    everything = exchanges()
    pairs = [
        (one, after) for one, after in pairwise(everything)
        if one.status == 301 and one.host == "api.github.com" and after.status == 200 and one.path.count("/") == 3
    ]  # fmt: skip
    for one, after in pairs:
        with replay([one, after]) as (url, seen):
            repository = github(url).repository(one.path.removeprefix("/repos/"))
        assert len(seen) == 2
        assert seen[1].startswith("GET /repositories/")
        assert repository.name == after.json()["full_name"] != one.path.removeprefix("/repos/")
    assert len(pairs) >= 3


def test_a_redirection_to_another_host_is_refused() -> None:
    away = [one for one in exchanges() if one.status == 301 and one.host != "api.github.com"]
    assert away
    for one in away:
        with replay([one]) as (url, seen), pytest.raises(RemoteError):
            github(url).repository("PyGithub/PyGithub")
        assert len(seen) <= 4  # tries of the first address; nothing went on
