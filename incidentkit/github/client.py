"""The calls that incidentkit makes to GitHub. `/search/` is none of them: it lags, and would lead to duplicates."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from incidentkit.errors import RemoteError
from incidentkit.github.account import NAME, Account
from incidentkit.github.transport import TIMEOUT, Clock, Transport
from incidentkit.github.values import Issue, NewIssue, Repository
from incidentkit.inert import clean, http_url, one_line

Progress = Callable[[str, int, int | None], None]
PAGE = 100
_NEXT = re.compile(r'<([^<>]+)>\s*;[^,]*\brel="next"')
_PAGE_OF = re.compile(r"/([^/]+/[^/]+)/(?:issues|pull)/(\d+)$")
MOST_PAGES = 1000


class GitHub:
    """GitHub, for one account."""

    def __init__(
        self, account: Account, *, clock: Clock | None = None, notify: Callable[[str], None] | None = None,
        progress: Progress | None = None, timeout: int = TIMEOUT,
    ) -> None:  # fmt: skip
        self.account = account
        self._transport = Transport(account, clock=clock, notify=notify, timeout=timeout)
        self._progress = progress or (lambda what, done, total: None)

    def wait(self, seconds: float, why: str) -> None:
        """Wait as GitHub asked, and say so. Raises RemoteError instead where that would be too long."""
        self._transport.wait(seconds, why)

    def login(self) -> tuple[str, tuple[str, ...]]:
        """Who the token is, and its scopes (none for fine-grained tokens and in Actions)."""
        headers, data = self._transport.send("GET", "/user")
        scopes = str(headers.get("x-oauth-scopes") or "")
        return one_line(str(_dict(data, "/user").get("login") or "")), tuple(
            scope.strip() for scope in scopes.split(",") if scope.strip()
        )

    def repository(self, name: str) -> Repository:
        """The repository, under its present name. Raises MissingError where there is none that we may see."""
        path = f"/repos/{name}"
        data = _dict(self._transport.send("GET", path)[1], path)
        full = str(data.get("full_name") or "")
        if not NAME.fullmatch(full):
            raise RemoteError(f"{path}: the answer names no repository")
        rights = data.get("permissions")
        return Repository(
            name=full,
            private=data.get("private") is True,
            archived=data.get("archived") is True,
            has_issues=data.get("has_issues") is not False,
            default_branch=one_line(str(data.get("default_branch") or "main")),
            may_write=any(rights.get(k) is True for k in ("push", "triage", "maintain", "admin"))
            if isinstance(rights, dict)
            else None,
        )

    def issues(
        self, repo: str, *, label: str | None = None, since: datetime | None = None, up_to: int | None = None
    ) -> list[Issue]:
        """All issues and pull requests of `repo`, open and closed, oldest first: every page of the listing.

        `since` leaves out what was last touched before; `up_to` ends with the page that holds that number. `repo` must
        be its present name (`repository(…).name`): GitHub answers an old one by a redirection, which PyGithub follows
        without the parameters.
        """
        parameters: dict[str, Any] = {"state": "all", "per_page": PAGE, "sort": "created", "direction": "asc"}
        if label:
            parameters["labels"] = label
        if since:
            parameters["since"] = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        path, found = f"/repos/{repo}/issues", dict[int, Issue]()
        address, seen = path, set[str]()
        while address:
            headers, data = self._transport.send("GET", address, parameters=parameters)
            if not isinstance(data, list):
                raise RemoteError(f"GET {path}: the answer is no list", hint="Run it again.")
            for raw in data:
                issue = self._issue(_dict(raw, path), repo)
                found[issue.number] = issue  # one that moved to a later page while we read is still one
            self._progress(f"issues of {repo}", len(found), None)
            seen.add(address)
            following = _NEXT.search(str(headers.get("link") or ""))
            address, parameters = (following[1] if following else ""), {}
            if up_to is not None and any(number >= up_to for number in found):
                break
            if address in seen or len(seen) > MOST_PAGES:
                raise RemoteError(f"GET {path}: the pages do not end")
        self._progress(f"issues of {repo}", len(found), len(found))
        return sorted(found.values(), key=lambda issue: issue.number)

    def issue(self, repo: str, number: int) -> Issue:
        """One issue or pull request; after a transfer, the one it became. Raises MissingError where there is none."""
        path = f"/repos/{repo}/issues/{number}"
        return self._issue(_dict(self._transport.send("GET", path)[1], path), repo)

    def create_issue(self, repo: str, new: NewIssue) -> Issue:
        """File an issue: one request, whatever comes. Where the outcome is unknown, list before filing again."""
        path = f"/repos/{repo}/issues"
        body: dict[str, Any] = {"title": new.title, "body": new.body}
        if new.labels:
            body["labels"] = list(new.labels)
        if new.assignees:
            body["assignees"] = list(new.assignees)
        return self._issue(_dict(self._transport.send("POST", path, body=body)[1], path), repo)

    def update_issue(self, repo: str, number: int, *, title: str, body: str) -> Issue:
        """Give an issue another title and body: one request."""
        path = f"/repos/{repo}/issues/{number}"
        sent = self._transport.send("PATCH", path, body={"title": title, "body": body})
        return self._issue(_dict(sent[1], path), repo)

    def close_issue(self, repo: str, number: int) -> Issue:
        """Close an issue that need not be done: one request."""
        path = f"/repos/{repo}/issues/{number}"
        sent = self._transport.send("PATCH", path, body={"state": "closed", "state_reason": "not_planned"})
        return self._issue(_dict(sent[1], path), repo)

    def _issue(self, data: dict[str, Any], repo: str) -> Issue:
        number, state = data.get("number"), data.get("state")
        if not isinstance(number, int) or isinstance(number, bool) or state not in ("open", "closed"):
            raise RemoteError(f"{repo}: the answer is no issue", hint="Run it again: nothing is done twice.")
        # Older servers give issues an empty one, or one with nothing in it.
        pull = data.get("pull_request")
        kind = "pull" if isinstance(pull, dict) and any(pull.values()) else "issues"
        url = http_url(str(data.get("html_url") or "")) or ""
        place = _PAGE_OF.search(url)
        if not place or int(place[2]) != number or not NAME.fullmatch(place[1]):
            url = f"{self.account.web}/{repo}/{kind}/{number}"
        else:
            repo = place[1]  # after a transfer the page says where it went
        user = data.get("user")
        return Issue(
            repo=repo,
            number=number,
            title=one_line(str(data.get("title") or "")),
            state=state,
            body=clean(str(data.get("body") or "")),
            url=url,
            is_pull_request=kind == "pull",
            reopened=data["state_reason"] == "reopened" if "state_reason" in data else None,
            labels=tuple(
                str(label.get("name") if isinstance(label, dict) else label) for label in data.get("labels") or ()
            ),
            author=one_line(str(user.get("login") or "")) if isinstance(user, dict) else "",
            created=_instant(data.get("created_at")),
        )


def _instant(text: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return at if at.tzinfo else None


def _dict(data: Any, path: str) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise RemoteError(f"{path}: the answer is no object", hint="Run it again: nothing is done twice.")
    return data
