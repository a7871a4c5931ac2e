"""What happened in a repository: merged pull requests, deployments, releases, runs of workflows.

Listings are read newest first and as far back as is wanted, at most `MOST_PAGES` pages each.
Source: docs.github.com, REST API, "Pulls", "Deployments", "Releases", "Workflow runs".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from incidentkit.errors import RemoteError
from incidentkit.github.account import Account
from incidentkit.github.transport import TIMEOUT, Clock, Transport
from incidentkit.inert import http_url, one_line

PAGE = 100
MOST_PAGES = 5
MOST_STATUSES = 30
_NEXT = re.compile(r'<([^<>]+)>\s*;[^,]*\brel="next"')
_SHA = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that happened. `kind` is "pull", "deployment", "release" or "run"; `number` tells it from others.

    `at` is when: merged, last status, published, begun. `what` is its title, environment, tag or workflow; `state` how
    it went ("success", "failure"; empty where GitHub does not say); `ref` the branch or tag; `sha` the commit, or "".
    `by` is a login, `bot` whether it is an app's.
    """

    kind: str
    number: int
    at: datetime
    what: str
    url: str
    state: str = ""
    ref: str = ""
    sha: str = ""
    by: str = ""
    bot: bool = False
    created: datetime | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """What a listing gave of a span; `complete` is False where there is more than was read."""

    found: tuple[Happened, ...]
    complete: bool = True


class Activity:
    """The calls for one repository. All raise what `Transport.send` raises."""

    def __init__(
        self, account: Account, repo: str, *, clock: Clock | None = None,
        notify: Callable[[str], None] | None = None, timeout: int = TIMEOUT,
    ) -> None:  # fmt: skip
        self._transport = Transport(account, clock=clock, notify=notify, timeout=timeout)
        self._path, self._page_of = f"/repos/{repo}", f"{account.web}/{repo}"

    def name(self) -> str:
        """The repository's present name. GitHub answers an old one by a redirection that loses parameters."""
        data = self._transport.send("GET", self._path)[1]
        found = one_line(str(data.get("full_name") or "")) if isinstance(data, dict) else ""
        if not found:
            raise RemoteError(f"GET {self._path}: the answer names no repository", hint="Run it again.")
        return found

    def pulls(self, since: datetime, until: datetime) -> Listed:
        """Pull requests that were merged in the span."""
        query = {"state": "closed", "sort": "updated", "direction": "desc"}
        rows, complete = self._rows(f"{self._path}/pulls", query, lambda row: _before(row, "updated_at", since))
        return Listed(tuple(_within((self._pull(row) for row in rows), since, until)), complete)

    def releases(self, since: datetime, until: datetime) -> Listed:
        """Releases that were published in the span; drafts were not."""
        rows, complete = self._rows(f"{self._path}/releases", {}, lambda row: _before(row, "published_at", since))
        return Listed(tuple(_within((self._release(row) for row in rows), since, until)), complete)

    def runs(self, since: datetime, until: datetime) -> Listed:
        """Runs of workflows that began in the span."""
        span = f"{_stamp(since)}..{_stamp(until)}"
        rows, complete = self._rows(f"{self._path}/actions/runs", {"created": span}, lambda row: False)
        return Listed(tuple(_within((self._run(row) for row in rows), since, until)), complete)

    def deployments(self, since: datetime, until: datetime) -> Listed:
        """Deployments that were asked for in the span, each with its last status."""
        rows, complete = self._rows(f"{self._path}/deployments", {}, lambda row: _before(row, "created_at", since))
        wanted = [row for row in rows if (at := _instant(row.get("created_at"))) and since <= at <= until]
        told = tuple(one for row in wanted[:MOST_STATUSES] if (one := self._deployment(row)))
        return Listed(told, complete and len(wanted) <= MOST_STATUSES)

    def _rows(
        self, path: str, query: Mapping[str, str], enough: Callable[[dict[str, Any]], bool]
    ) -> tuple[list[dict[str, Any]], bool]:
        """The rows of a listing until one is `enough`, and whether nothing that is wanted lies behind them."""
        address, parameters = path, {**query, "per_page": str(PAGE)}
        found: list[dict[str, Any]] = []
        for _ in range(MOST_PAGES):
            headers, data = self._transport.send("GET", address, parameters=parameters)
            if isinstance(data, dict):
                data = data.get("workflow_runs")
            if not isinstance(data, list):
                raise RemoteError(f"GET {path}: the answer is no list", hint="Run it again.")
            page = [row for row in data if isinstance(row, dict)]
            found += page
            following = _NEXT.search(str(headers.get("link") or ""))
            if following is None or not page or enough(page[-1]):
                return found, True
            address, parameters = following[1], {}
        return found, False

    def _pull(self, row: dict[str, Any]) -> Happened | None:
        at, number = _instant(row.get("merged_at")), _number(row, "number")
        if at is None or number is None:
            return None
        base = row.get("base")
        ref = one_line(str(base.get("ref") or ""), 100) if isinstance(base, dict) else ""
        by, bot = _who(row.get("user"))
        created, sha = _instant(row.get("created_at")), _sha(row.get("merge_commit_sha"))
        return Happened("pull", number, at, _text(row, "title"), self._url(row, f"pull/{number}"), ref=ref,
                        sha=sha, by=by, bot=bot, created=created)  # fmt: skip

    def _release(self, row: dict[str, Any]) -> Happened | None:
        at, number = _instant(row.get("published_at")), _number(row, "id")
        if at is None or number is None or row.get("draft") is True:
            return None
        by, bot = _who(row.get("author"))
        tag, title = _text(row, "tag_name"), _text(row, "name")
        title, state = title if title != tag else "", "prerelease" if row.get("prerelease") is True else ""
        url = self._url(row, "releases")
        return Happened("release", number, at, title, url, state=state, ref=tag, by=by, bot=bot)

    def _run(self, row: dict[str, Any]) -> Happened | None:
        at, number = _instant(row.get("run_started_at") or row.get("created_at")), _number(row, "id")
        if at is None or number is None:
            return None
        by, bot = _who(row.get("triggering_actor") or row.get("actor"))
        return Happened("run", number, at, _text(row, "name"), self._url(row, f"actions/runs/{number}"),
                        state=_text(row, "conclusion") or _text(row, "status"), ref=_text(row, "head_branch"),
                        sha=_sha(row.get("head_sha")), by=by, bot=bot)  # fmt: skip

    def _deployment(self, row: dict[str, Any]) -> Happened | None:
        at, number = _instant(row.get("created_at")), _number(row, "id")
        if at is None or number is None:
            return None
        path = f"{self._path}/deployments/{number}/statuses"
        data = self._transport.send("GET", path, parameters={"per_page": "30"})[1]
        statuses = [one for one in (data if isinstance(data, list) else ()) if isinstance(one, dict)]
        dated = [(when, one) for one in statuses if (when := _instant(one.get("created_at")))]
        when, last = max(dated, key=lambda pair: pair[0], default=(at, {}))
        by, bot = _who(row.get("creator"))
        return Happened("deployment", number, when, _text(row, "environment"), f"{self._page_of}/deployments",
                        state=_text(last, "state"), ref=_text(row, "ref"), sha=_sha(row.get("sha")), by=by, bot=bot,
                        created=at)  # fmt: skip

    def _url(self, row: dict[str, Any], fallback: str) -> str:
        return http_url(one_line(str(row.get("html_url") or ""), 500)) or f"{self._page_of}/{fallback}"


def _within(found: Iterator[Happened | None], since: datetime, until: datetime) -> Iterator[Happened]:
    return (one for one in found if one and since <= one.at <= until)


def _before(row: dict[str, Any], key: str, since: datetime) -> bool:
    at = _instant(row.get(key))
    return at is not None and at < since


def _text(row: Mapping[str, Any], key: str) -> str:
    value = row.get(key)
    return one_line(value, 300) if isinstance(value, str) else ""


def _number(row: Mapping[str, Any], key: str) -> int | None:
    value = row.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _sha(value: object) -> str:
    return value if isinstance(value, str) and _SHA.fullmatch(value) else ""


def _who(user: object) -> tuple[str, bool]:
    """A login, and whether it is an app's."""
    if not isinstance(user, dict):
        return "", False
    login = _text(user, "login")
    return login, user.get("type") == "Bot" or login.endswith("[bot]")


def _instant(value: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return at.astimezone(UTC) if at and at.tzinfo else None


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
