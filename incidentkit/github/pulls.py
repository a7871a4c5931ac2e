"""Branches, commits and pull requests through the API: no git and no credentials of git are needed.

Source: docs.github.com, REST API, "Git database" and "Pulls". What is made of files is found by its digest, so that
sending it again makes nothing new; a branch moves forward only, so that nobody's commit is lost.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha1
from typing import Any
from urllib.parse import quote

from incidentkit.errors import RemoteError
from incidentkit.github.account import Account
from incidentkit.github.transport import TIMEOUT, Clock, Transport
from incidentkit.github.values import MissingError
from incidentkit.inert import clean, http_url, one_line

# Where a repository says whether its workflows may open pull requests.
SETTING = (
    "Settings → Actions → General → Workflow permissions → Allow GitHub Actions to create and approve pull requests"
)


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit, its tree, and its whole message."""

    sha: str
    tree: str
    message: str


@dataclass(frozen=True, slots=True)
class Pull:
    """A pull request. `reviewers` are logins, `teams` slugs of teams, that were asked."""

    number: int
    url: str
    open: bool
    merged: bool
    draft: bool
    author: str
    reviewers: tuple[str, ...]
    teams: tuple[str, ...]


def digest(data: bytes) -> str:
    """The name that git gives to a file of this content."""
    return sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


class Pulls:
    """The calls for one account. All raise what `Transport.send` raises."""

    def __init__(
        self, account: Account, *, clock: Clock | None = None, notify: Callable[[str], None] | None = None,
        timeout: int = TIMEOUT,
    ) -> None:  # fmt: skip
        self._transport = Transport(account, clock=clock, notify=notify, timeout=timeout)
        self._web = account.web

    def tip(self, repo: str, branch: str) -> str | None:
        """The commit that a branch leads to; None where there is no such branch."""
        try:
            data = self._object("GET", f"/repos/{repo}/git/ref/heads/{quote(branch)}")
        except MissingError:
            return None
        found = data.get("object")
        return _sha(found if isinstance(found, dict) else {}, f"branch {branch}")

    def commit(self, repo: str, sha: str) -> Commit:
        """A commit."""
        data = self._object("GET", f"/repos/{repo}/git/commits/{sha}")
        tree = data.get("tree")
        return Commit(
            sha, _sha(tree if isinstance(tree, dict) else {}, f"commit {sha}"), str(data.get("message") or "")
        )

    def digests(self, repo: str, tree: str, paths: Sequence[str]) -> dict[str, str | None]:
        """The digests of files in a tree; None for one that is not there.

        One request, or one a folder on their way where the repository is too large to be listed at once.
        """
        whole, complete = self._tree(repo, tree, recursive=True)
        if complete:
            return {path: _blob(whole.get(path)) for path in paths}
        folders: dict[str, dict[str, tuple[str, str]]] = {"": self._tree(repo, tree)[0]}
        found: dict[str, str | None] = {}
        for path in paths:
            *parents, name = path.split("/")
            here = ""
            for parent in parents:
                inside = f"{here}{parent}/"
                if inside not in folders:
                    kind, sha = folders[here].get(parent, ("", ""))
                    folders[inside] = self._tree(repo, sha)[0] if kind == "tree" else {}
                here = inside
            found[path] = _blob(folders[here].get(name))
        return found

    def _tree(self, repo: str, sha: str, *, recursive: bool = False) -> tuple[dict[str, tuple[str, str]], bool]:
        """What a tree holds, and whether that is all."""
        parameters = {"recursive": "1"} if recursive else {}
        path = f"/repos/{repo}/git/trees/{sha}"
        data = self._transport.send("GET", path, parameters=parameters)[1]
        entries = data.get("tree") if isinstance(data, dict) else None
        found = {
            str(entry.get("path")): (str(entry.get("type")), str(entry.get("sha")))
            for entry in (entries if isinstance(entries, list) else ())
            if isinstance(entry, dict)
        }
        return found, isinstance(data, dict) and data.get("truncated") is False

    def create_commit(self, repo: str, parent: Commit, files: Mapping[str, bytes], message: str) -> str:
        """A commit on `parent` that puts `files` (by path) there and leaves all others. No branch leads to it yet."""
        entries = []
        for path, data in files.items():
            content = {"content": base64.b64encode(data).decode("ascii"), "encoding": "base64"}
            blob = _sha(self._object("POST", f"/repos/{repo}/git/blobs", content), path)
            entries.append({"path": path, "mode": "100644", "type": "blob", "sha": blob})
        tree = self._object("POST", f"/repos/{repo}/git/trees", {"base_tree": parent.tree, "tree": entries})
        body = {"message": message, "tree": _sha(tree, "the tree"), "parents": [parent.sha]}
        return _sha(self._object("POST", f"/repos/{repo}/git/commits", body), "the commit")

    def create_branch(self, repo: str, branch: str, sha: str) -> None:
        """A new branch that leads to a commit."""
        self._object("POST", f"/repos/{repo}/git/refs", {"ref": f"refs/heads/{branch}", "sha": sha})

    def move_branch(self, repo: str, branch: str, sha: str) -> None:
        """Lead a branch to a later commit; GitHub refuses where somebody else moved it meanwhile."""
        self._object("PATCH", f"/repos/{repo}/git/refs/heads/{quote(branch)}", {"sha": sha, "force": False})

    def of_branch(self, repo: str, branch: str) -> list[Pull]:
        """The pull requests from a branch of the repository itself, open and closed, the newest first."""
        parameters = {"head": f"{repo.partition('/')[0]}:{branch}", "state": "all", "per_page": 100}
        path = f"/repos/{repo}/pulls"
        data = self._transport.send("GET", path, parameters=parameters)[1]
        if not isinstance(data, list):
            raise RemoteError(f"GET {path}: the answer is no list", hint="Run it again.")
        heads = ((raw, raw.get("head")) for raw in data if isinstance(raw, dict))
        # Also asked here: a server that does not know the filter gives all.
        same = [self._pull(raw, repo) for raw, head in heads if isinstance(head, dict) and head.get("ref") == branch]
        return sorted(same, key=lambda pull: -pull.number)

    def create(self, repo: str, *, branch: str, base: str, title: str, body: str, draft: bool) -> Pull:
        """Open a pull request. Where the outcome is unknown, `of_branch` tells."""
        sent = {"title": title, "body": body, "head": branch, "base": base, "draft": draft}
        return self._pull(self._object("POST", f"/repos/{repo}/pulls", sent), repo)

    def request(self, repo: str, number: int, logins: Sequence[str], teams: Sequence[str]) -> None:
        """Ask people (by login) and teams (by slug) for a review; GitHub takes none of them where one is wrong."""
        body = {"reviewers": list(logins), "team_reviewers": list(teams)}
        self._object("POST", f"/repos/{repo}/pulls/{number}/requested_reviewers", body)

    def reviewed(self, repo: str, number: int) -> frozenset[str]:
        """Who gave a review: they are no longer among those who were asked."""
        data = self._transport.send("GET", f"/repos/{repo}/pulls/{number}/reviews", parameters={"per_page": 100})[1]
        users = [raw.get("user") for raw in (data if isinstance(data, list) else ()) if isinstance(raw, dict)]
        return frozenset(_names(users, "login"))

    def workflows_may_open(self, repo: str) -> bool:
        """Whether workflows may open pull requests. Only administrators may ask."""
        data = self._object("GET", f"/repos/{repo}/actions/permissions/workflow")
        return data.get("can_approve_pull_request_reviews") is True

    def _object(self, verb: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        data = self._transport.send(verb, path, body=body)[1]
        if not isinstance(data, dict):
            raise RemoteError(f"{verb} {path}: the answer is no object", hint="Run it again.")
        return data

    def _pull(self, data: dict[str, Any], repo: str) -> Pull:
        number = data.get("number")
        if not isinstance(number, int) or data.get("state") not in ("open", "closed"):
            raise RemoteError(f"{repo}: the answer is no pull request", hint="Run it again.")
        user = data.get("user")
        return Pull(
            number=number,
            url=http_url(clean(str(data.get("html_url") or ""))) or f"{self._web}/{repo}/pull/{number}",
            open=data["state"] == "open",
            merged=bool(data.get("merged_at") or data.get("merged")),
            draft=data.get("draft") is True,
            author=one_line(str(user.get("login") or "")) if isinstance(user, dict) else "",
            reviewers=_names(data.get("requested_reviewers"), "login"),
            teams=_names(data.get("requested_teams"), "slug"),
        )


def _blob(entry: tuple[str, str] | None) -> str | None:
    return entry[1] if entry and entry[0] == "blob" else None


def _names(found: object, key: str) -> tuple[str, ...]:
    return tuple(str(one.get(key)) for one in (found if isinstance(found, list) else ()) if isinstance(one, dict))


def _sha(data: Mapping[str, Any], what: str) -> str:
    sha = data.get("sha")
    if not isinstance(sha, str) or not sha.isalnum():
        raise RemoteError(f"the answer names no commit for {what}", hint="Run it again.")
    return sha
