"""The part of the loopback GitHub that keeps git objects, branches and pull requests, as its REST documentation says.

Objects are named by their content, a branch moves forward only unless forced, a second open pull request of a branch is
refused, reviewers must be collaborators, and a draft can be refused as on plans that have none.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

Answer = tuple[int, dict[str, str], Any]
_MISSING: Answer = (404, {}, {"message": "Not Found"})


def _invalid(message: str, *fields: str) -> Answer:
    return 422, {}, {"message": message, "errors": [{"field": name, "code": "invalid"} for name in fields]}


@dataclass
class GitStore:
    """The git side of one repository. Files of a commit are kept as one map from path to blob."""

    name: str
    collaborators: set[str] = field(default_factory=lambda: {"reviewer"})
    drafts: bool = True
    large: bool = False  # too many files to be listed at once
    actions_may_open: bool = True
    actions_setting: bool | None = True  # None: the token may not ask
    blobs: dict[str, bytes] = field(default_factory=dict)
    trees: dict[str, dict[str, str]] = field(default_factory=dict)
    commits: dict[str, dict[str, Any]] = field(default_factory=dict)
    refs: dict[str, str] = field(default_factory=dict)
    pulls: list[dict[str, Any]] = field(default_factory=list)

    def commit(self, branch: str, files: dict[str, str | bytes], message: str = "A person's commit") -> str:
        """Somebody commits to a branch with git."""
        parent = self.refs.get(branch)
        tree = dict(self.trees[self.commits[parent]["tree"]["sha"]]) if parent else {}
        for path, data in files.items():
            tree[path] = self._blob(data.encode() if isinstance(data, str) else data)
        sha = self._commit(self._tree(tree), [parent] if parent else [], message)
        self.refs[branch] = sha
        return sha

    def files(self, branch: str) -> dict[str, bytes]:
        """What a branch holds."""
        tree = self.trees[self.commits[self.refs[branch]]["tree"]["sha"]]
        return {path: self.blobs[sha] for path, sha in tree.items()}

    def merge(self, number: int) -> None:
        """Merge a pull request as a person does."""
        pull = self.pulls[number - 1]
        self.refs[pull["base"]["ref"]] = self.commit(
            pull["base"]["ref"], dict(self.files(pull["head"]["ref"])), "Merge"
        )
        pull.update(state="closed", merged_at="2026-11-22T15:00:00Z")

    def _blob(self, data: bytes) -> str:
        sha = hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
        self.blobs[sha] = data
        return sha

    def _tree(self, files: dict[str, str]) -> str:
        sha = hashlib.sha1(json.dumps(sorted(files.items())).encode()).hexdigest()
        self.trees[sha] = files
        return sha

    def _commit(self, tree: str, parents: list[str], message: str) -> str:
        sha = hashlib.sha1(json.dumps([tree, parents, message, len(self.commits)]).encode()).hexdigest()
        self.commits[sha] = {"sha": sha, "tree": {"sha": tree}, "message": message, "parents": parents}
        return sha

    def _reaches(self, sha: str, ancestor: str) -> bool:
        return sha == ancestor or any(self._reaches(parent, ancestor) for parent in self.commits[sha]["parents"])

    def answer(self, verb: str, rest: str, query: dict[str, str], body: dict[str, Any] | None) -> Answer:
        """What GitHub answers below `/repos/OWNER/NAME/`."""
        body = body or {}
        rest = unquote(rest)
        for pattern, handle in (
            (r"git/ref/heads/(.+)", self._get_ref),
            (r"git/refs(?:/heads/(.+))?", self._set_ref),
            (r"git/commits/(\w+)", self._get_commit),
            (r"git/trees/(\w+)", self._get_tree),
            (r"git/(blobs|trees|commits)", self._create),
            (r"pulls(?:/(\d+)/(requested_reviewers|reviews))?", self._pulls),
            (r"actions/permissions/(workflow)", self._permissions),
        ):
            if found := re.fullmatch(pattern, rest):
                return handle(verb, found, query, body)  # type: ignore[operator]
        return _MISSING

    def _get_ref(self, verb: str, found: re.Match[str], *_: Any) -> Answer:
        sha = self.refs.get(found[1])
        return (
            (200, {}, {"ref": f"refs/heads/{found[1]}", "object": {"type": "commit", "sha": sha}}) if sha else _MISSING
        )

    def _set_ref(self, verb: str, found: re.Match[str], _: Any, body: dict[str, Any]) -> Answer:
        name = found[1] or body["ref"].removeprefix("refs/heads/")
        if body.get("sha") not in self.commits:
            return _invalid("Object does not exist", "sha")
        if verb == "POST" and name in self.refs:
            return _invalid("Reference already exists")
        if verb == "PATCH" and name not in self.refs:
            return _invalid("Reference does not exist")
        if verb == "PATCH" and not body.get("force") and not self._reaches(body["sha"], self.refs[name]):
            return _invalid("Update is not a fast forward")
        self.refs[name] = body["sha"]
        return 201 if verb == "POST" else 200, {}, {"ref": f"refs/heads/{name}", "object": {"sha": body["sha"]}}

    def _get_commit(self, verb: str, found: re.Match[str], *_: Any) -> Answer:
        commit = self.commits.get(found[1])
        return (200, {}, commit) if commit else _MISSING

    def _get_tree(self, verb: str, found: re.Match[str], query: dict[str, str], _: Any) -> Answer:
        whole, folder = found[1][:40], found[1][40:]  # a folder's tree is named by the whole one and its path
        files = self.trees.get(whole)
        if files is None:
            return _MISSING
        if "recursive" in query:
            listed = [] if self.large else [{"path": p, "type": "blob", "sha": sha} for p, sha in files.items()]
            return 200, {}, {"sha": found[1], "tree": listed, "truncated": self.large}
        entries: dict[str, dict[str, str]] = {}
        prefix = f"{bytes.fromhex(folder).decode()}/" if folder else ""
        for path, sha in files.items():
            if path.startswith(prefix):
                name, _, below = path[len(prefix) :].partition("/")
                inner = whole + (prefix + name).encode().hex()
                entries[name] = {"path": name, "type": "tree", "sha": inner} if below else {
                    "path": name, "type": "blob", "mode": "100644", "sha": sha
                }  # fmt: skip
        return 200, {}, {"sha": found[1], "tree": list(entries.values()), "truncated": False}

    def _create(self, verb: str, found: re.Match[str], _: Any, body: dict[str, Any]) -> Answer:
        if found[1] == "blobs":
            sha = self._blob(base64.b64decode(body["content"], validate=True))
        elif found[1] == "trees":
            files = dict(self.trees[body["base_tree"]])
            for entry in body["tree"]:
                if entry["sha"] not in self.blobs:
                    return _invalid("tree.sha is not a valid object")
                files[entry["path"]] = entry["sha"]
            sha = self._tree(files)
        else:
            sha = self._commit(body["tree"], body["parents"], body["message"])
        return 201, {}, {"sha": sha}

    def _pulls(self, verb: str, found: re.Match[str], query: dict[str, str], body: dict[str, Any]) -> Answer:
        if found[2] == "reviews":
            return 200, {}, self.pulls[int(found[1]) - 1]["reviews"]
        if found[2]:
            pull = self.pulls[int(found[1]) - 1]
            asked = {*body.get("reviewers", ()), *body.get("team_reviewers", ())}
            if asked - self.collaborators:
                return _invalid("Reviews may only be requested from collaborators.")
            if pull["user"]["login"] in asked:
                return _invalid("Review cannot be requested from pull request author.")
            pull["requested_reviewers"] += [{"login": name} for name in body.get("reviewers", ())]
            pull["requested_teams"] += [{"slug": name} for name in body.get("team_reviewers", ())]
            return 201, {}, pull
        if verb == "POST":
            return self._open(body)
        owner, _, branch = query.get("head", "").partition(":")
        same = [
            p for p in self.pulls if not branch or (p["head"]["ref"] == branch and owner == self.name.split("/")[0])
        ]
        state = query.get("state", "open")
        return 200, {}, [p for p in same if state in ("all", p["state"])]

    def _open(self, body: dict[str, Any]) -> Answer:
        if not self.actions_may_open:
            return 403, {}, {"message": "GitHub Actions is not permitted to create or approve pull requests."}
        if body.get("draft") and not self.drafts:
            return _invalid("Draft pull requests are not supported in this repository.")
        head, base = body["head"], body["base"]
        if head not in self.refs or base not in self.refs:
            return _invalid("Validation Failed", "head")
        if self.refs[head] == self.refs[base]:
            return _invalid(f"No commits between {base} and {head}")
        if any(p["state"] == "open" and p["head"]["ref"] == head for p in self.pulls):
            return _invalid(f"A pull request already exists for {self.name.split('/')[0]}:{head}.")
        number = len(self.pulls) + 1
        self.pulls.append({
            "number": number, "state": "open", "draft": body.get("draft", False), "title": body["title"],
            "body": body["body"], "head": {"ref": head}, "base": {"ref": base}, "merged_at": None,
            "html_url": f"https://github.com/{self.name}/pull/{number}", "user": {"login": "tester"},
            "requested_reviewers": [], "requested_teams": [], "reviews": [],
        })  # fmt: skip
        return 201, {}, self.pulls[-1]

    def _permissions(self, *_: Any) -> Answer:
        if self.actions_setting is None:
            return 403, {}, {"message": "Resource not accessible by integration"}
        return (
            200,
            {},
            {"default_workflow_permissions": "read", "can_approve_pull_request_reviews": self.actions_setting},
        )
