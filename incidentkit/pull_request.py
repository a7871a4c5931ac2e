"""A report's way to review: a branch, a commit and a draft pull request, planned first, then made.

Whatever breaks off, the next run goes on from what is there: files are compared by digest, the pull request is looked
up by its branch before one is opened. Somebody else's commit is never written over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from incidentkit import evidence, inert
from incidentkit.checks.run import check, chosen
from incidentkit.config import Workspace
from incidentkit.errors import DeniedError, InputError, RemoteError, SettingsError, UsageError
from incidentkit.github.account import git
from incidentkit.github.pulls import SETTING, Commit, Pull, Pulls, digest
from incidentkit.github.values import InvalidError
from incidentkit.issue_form import reported
from incidentkit.redact import find
from incidentkit.report import edit
from incidentkit.report.model import Report
from incidentkit.report.read import read, read_text
from incidentkit.templating import environment, render

TEMPLATE = "pull_request.md.j2"
# Ends the message of our commits: on a branch whose last commit has it, nobody worked since.
_OURS = "Written-by: incidentkit"
_LARGEST = 25_000_000  # bytes of one file; GitHub's pages take no larger one either
_MOST_BRANCHES = 20
_READ_ONLY = (
    "Whoever may not write to {} needs no token for it: the form “Report an incident” opens the pull request, and"
    " GitHub's own editor makes a copy to propose from. {}"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is proposed: `files` by their path in the repository, and the report's text as it will be."""

    report: Report
    text: str
    path: str
    files: Mapping[str, bytes]
    status_changed: bool

    @property
    def name(self) -> str:
        """The report's name as part of a branch's: GitHub takes letters of any script, git no blanks nor `..`."""
        words = re.findall(r"[\w-]+", self.report.path.stem)
        return "-".join(words) or "report"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done. `parent` is what the commit stands on, `changed` its files; None and empty: nothing."""

    repo: str
    base: str
    branch: str
    branch_exists: bool
    parent: Commit
    changed: Mapping[str, bytes]
    message: str
    title: str
    body: str
    pull: Pull | None
    logins: tuple[str, ...]
    teams: tuple[str, ...]

    @property
    def opens(self) -> bool:
        """Whether a pull request is to be opened: the branch has something to propose and none is open."""
        return self.pull is None and (bool(self.changed) or self.branch_exists)

    @property
    def pending(self) -> bool:
        """Whether anything is to be done on GitHub."""
        return bool(self.changed) or self.opens or bool(self.logins or self.teams)


def wanted(path: Path, workspace: Workspace) -> Wanted:
    """The report and its evidence as they are to be proposed: a draft becomes one in review.

    Raises InputError for files that cannot be sent, and where a secret or personal data stands in one of them.
    """
    report = read(path, workspace)
    text = edit.set_front(report, "status", "review") if report.status == "draft" else report.text
    top = Path(git(workspace, "rev-parse", "--show-toplevel") or workspace.root).resolve()
    for found in check(report, workspace, chosen(("secret", "personal-data"), ())):
        hint = "Take it out, or excuse it with a reason; git keeps what was once sent."
        raise InputError(path, f"{found.message} Nothing was sent.", line=found.line, hint=hint)
    files = {path.resolve(): text.encode("utf-8")}
    folder = path.with_suffix("")
    for file in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if file.is_file() and not any(part.startswith(".") for part in file.relative_to(folder).parts):
            if file.is_symlink() or not file.resolve().is_relative_to(folder.resolve()):
                raise InputError(file, "is a link", hint="Put the file itself there, or remove the link.")
            files[file.resolve()] = file.read_bytes()
    named: dict[str, bytes] = {}
    for file, data in files.items():
        if not file.is_relative_to(top):
            raise InputError(file, f"lies outside of {top}")
        if len(data) > _LARGEST:
            raise InputError(file, f"has {len(data) // 1_000_000} MB: too much for a pull request")
        if file != path.resolve():
            _refuse_private(file, data, workspace)
        named[file.relative_to(top).as_posix()] = data
    own = path.resolve().relative_to(top).as_posix()
    return Wanted(read_text(text, path, workspace), text, own, named, text != report.text)


def _refuse_private(path: Path, data: bytes, workspace: Workspace) -> None:
    """Evidence went through the gate; what people put beside it did not."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return  # a picture
    for hit in find(text, workspace.config.redact):
        what = "a secret" if hit.kind == "secret" else "personal data"
        line = text.count("\n", 0, hit.start) + 1
        hint = "Take it out, or say in the settings why it is none: [redact] allow."
        raise InputError(path, f"holds what looks like {what} ({hit.rule}). Nothing was sent.", line=line, hint=hint)


def plan(
    want: Wanted, pulls: Pulls, workspace: Workspace, *,
    repo: str, base: str, reviewers: Sequence[str] = (), public: bool = True, branch: str = "",
) -> Plan:  # fmt: skip
    """What is to be done on GitHub, by what is there now.

    Raises UsageError where a pull request of that branch was closed, or where the report changed on GitHub since.
    """
    if public and want.report.visibility == "private":
        raise UsageError(
            f"{want.path} is private and {repo} is public: everybody could read it there",
            hint="Keep it in a private repository, or take `visibility: private` out.",
        )
    tip = pulls.tip(repo, base)
    if tip is None:
        raise SettingsError(f"{repo} has no branch {base}", hint="Name the branch that it is to be merged into: --base")
    name, head, pull = _branch(pulls, repo, branch or f"incident/{want.name}")
    parent = pulls.commit(repo, head or tip)
    there = pulls.digests(repo, parent.tree, list(want.files))
    changed = {path: data for path, data in want.files.items() if there[path] != digest(data)}
    over = {path: there[path] for path in changed}
    _refuse_overwriting(over, parent, repo, name if head else base, workspace, ours=head is not None)
    left_behind = head and not changed and not pull
    if left_behind and pulls.digests(repo, pulls.commit(repo, tip).tree, list(want.files)) == there:
        head = None  # all that the branch has is in the base
    title = inert.one_line(f"Incident report: {want.report.title or want.name}", 200)
    left = _unasked(pulls, repo, pull, [reviewer.lstrip("@") for reviewer in reviewers])
    made = Plan(
        repo, base, name, head is not None, parent, changed, _message(want, there[want.path] is None),
        re.sub(r"[@#](?=\w)|\bGH-(?=\d)", "", title), _body(want, workspace, repo), pull,
        tuple(r for r in left if "/" not in r), tuple(r.split("/")[-1] for r in left if "/" in r),
    )  # fmt: skip
    return made if made.pull or made.opens else replace(made, logins=(), teams=())


def _branch(pulls: Pulls, repo: str, wish: str) -> tuple[str, str | None, Pull | None]:
    """The branch to work on, its tip, its open pull request. After a merge the next one gets a number."""
    for number in range(1, _MOST_BRANCHES + 1):
        name = wish if number == 1 else f"{wish}-{number}"
        found = pulls.of_branch(repo, name)
        if now := next((pull for pull in found if pull.open), None):
            return name, pulls.tip(repo, name), now
        if not found:
            return name, pulls.tip(repo, name), None
        if not found[0].merged:
            raise UsageError(
                f"pull request {found[0].url} was closed without being merged",
                hint="Reopen it there, or name another branch: --branch",
            )
    raise UsageError(f"{repo} has {_MOST_BRANCHES} merged branches {wish}", hint="Name another branch: --branch")


def _refuse_overwriting(
    there: Mapping[str, str | None], parent: Commit, repo: str, branch: str, workspace: Workspace, *, ours: bool
) -> None:
    """A file may be written over where we wrote it last, or where the version there is the one that git has here."""
    if ours and parent.message.rstrip().endswith(_OURS):
        return
    for path, sha in there.items():
        if sha and sha != git(workspace, "rev-parse", "--verify", "--quiet", f"HEAD:{path}"):
            raise UsageError(
                f"{path} is another one in {repo}, branch {branch}, than it was here when you began",
                hint=f"Get that version first: git pull origin {branch}",
            )


def _unasked(pulls: Pulls, repo: str, pull: Pull | None, reviewers: Sequence[str]) -> list[str]:
    """Those who were not asked yet. A review ends the asking, a team's by one of its members."""
    if pull is None or not reviewers:
        return list(reviewers)
    reviewed = pulls.reviewed(repo, pull.number)
    known = {name.lower() for name in (*pull.reviewers, *pull.teams, *reviewed, pull.author)}
    return [name for name in reviewers if name.split("/")[-1].lower() not in known and not ("/" in name and reviewed)]


def _message(want: Wanted, new: bool) -> str:
    """No word of the title: `fixes #12` in a commit closes an issue."""
    return f"{'Add' if new else 'Update'} the incident report {want.name}\n\n{_OURS}\n"


def _body(want: Wanted, workspace: Workspace, repo: str) -> str:
    report = want.report
    ledger = report.path.with_suffix("") / "evidence.jsonl"
    text = render(
        environment(workspace, autoescape=False),
        TEMPLATE,
        title=inert.github(inert.one_line(report.title or want.name, 200)),
        date=report.date.isoformat() if report.date else "",
        severity=inert.github(inert.one_line(report.severity or "", 40)),
        services=inert.github(inert.one_line(", ".join(report.services), 200)),
        path=inert.code(want.path),
        lines=len(report.timeline),
        actions=len(report.actions),
        issues=reported(evidence.read(ledger), repo),
    )
    return text.strip() + "\n"


def apply(made: Plan, want: Wanted, pulls: Pulls, workspace: Workspace, tell: Callable[[str], None]) -> Pull | None:
    """Carry a plan out, the local report first; gives the pull request. `tell` hears of each thing done.

    Raises what GitHub answers; what was done stays and is found by the next run.
    """
    on_disk = read(want.report.path, workspace)
    if want.status_changed:
        edit.save(on_disk, want.text, workspace)
        tell(f"{want.path}: status is review now")
    if made.changed:
        try:
            sha = pulls.create_commit(made.repo, made.parent, made.changed, made.message)
        except DeniedError as e:
            # GitHub says 404 as well to who may read and not write.
            raise DeniedError(e.message, hint=_READ_ONLY.format(made.repo, e.hint or "")) from e
        try:
            (pulls.move_branch if made.branch_exists else pulls.create_branch)(made.repo, made.branch, sha)
        except InvalidError as e:
            hint = "Somebody else was faster: run it again."
            raise InvalidError(e.message, fields=e.fields, hint=hint) from e
        tell(f"committed to {made.repo}, branch {made.branch}")
    pull = made.pull
    if made.opens:
        pull = _open(made, pulls)
        tell(f"opened {pull.url}")
    if pull and (made.logins or made.teams):
        _ask(made, pulls, pull, tell)
    return pull


def _open(made: Plan, pulls: Pulls) -> Pull:
    for draft in (True, False):
        try:
            return pulls.create(
                made.repo, branch=made.branch, base=made.base, title=made.title, body=made.body, draft=draft
            )
        except InvalidError as e:
            # Another run was faster, or the answer to an earlier one was lost.
            if there := next((pull for pull in pulls.of_branch(made.repo, made.branch) if pull.open), None):
                return there
            if not draft or "draft" not in e.message.lower():  # not every plan of GitHub's has drafts
                raise
        except DeniedError as e:
            if "not permitted to create" in e.message.lower():
                raise DeniedError(e.message, hint=f"Allow it in the repository: {SETTING}.") from e
            raise
    raise AssertionError("the second try returns or raises")


def _ask(made: Plan, pulls: Pulls, pull: Pull, tell: Callable[[str], None]) -> None:
    logins = [login for login in made.logins if login.lower() != pull.author.lower()]  # nobody reviews their own
    if not logins and not made.teams:
        return
    names = ", ".join((*logins, *made.teams))
    try:
        pulls.request(made.repo, pull.number, logins, made.teams)
    except (InvalidError, DeniedError) as e:
        raise type(e)(e.message, hint=f"{pull.url} is open; ask there: {names}.", **_fields(e)) from e
    except RemoteError as e:
        raise RemoteError(e.message, hint=f"{pull.url} is open. Run it again to ask {names}.") from e
    tell(f"asked {names} for a review")


def _fields(error: Exception) -> dict[str, tuple[str, ...]]:
    return {"fields": error.fields} if isinstance(error, InvalidError) else {}
