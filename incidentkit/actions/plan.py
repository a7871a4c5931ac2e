"""From action items and what GitHub has to the steps that bring both together. Pure: it asks and writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from incidentkit.actions.body import Rendered, base, digest, markers, untouched
from incidentkit.actions.items import Tracked
from incidentkit.actions.remote import Remote, follows, wants_issue
from incidentkit.actions.routes import Ref
from incidentkit.errors import Exit, IncidentkitError, InputError
from incidentkit.github.values import Issue, MissingError
from incidentkit.paths import shown
from incidentkit.report import edit

Op = Literal["create", "link", "update", "check", "uncheck", "skip"]
Compose = Callable[[Tracked], Rendered]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, or a reason not to. `problem` is the exit code that a skip leads to (OK: nothing is wrong);
    `quiet` marks a skip that needs nobody's attention. `rendered` is what would be sent, `issue` what was found."""

    op: Op
    tracked: Tracked
    reason: str
    issue: Issue | None = None
    rendered: Rendered | None = None
    problem: Exit = Exit.OK
    quiet: bool = False

    @property
    def pending(self) -> bool:
        """Whether `--apply` would do something here."""
        return self.op != "skip"

    @property
    def abroad(self) -> bool:
        """Whether it files something in another team's repository."""
        return self.op == "create" and self.tracked.upstream

    def as_json(self) -> dict[str, Any]:
        """The step as in `incident actions sync --json`."""
        t = self.tracked
        number = self.issue.number if self.issue else t.link.number if t.link else None
        repo = self.issue.repo if self.issue else t.link.repo if t.link else t.repo
        return {
            "op": self.op,
            "repo": repo or None,
            "issue": number,
            "title": self.rendered.title if self.rendered else t.item.text,
            "report": shown(t.report.path),
            "line": t.item.line,
            "id": t.id if t.item.id or wants_issue(t) else None,
            "reason": self.reason,
        }


def plan(items: Iterable[Tracked], remote: Remote, compose: Compose, *, upstream: bool) -> list[Step]:
    """The steps for `items`, in order. `upstream` says whether filing in other teams' repositories is agreed to."""
    steps: list[Step] = []
    for tracked in items:
        if tracked.twins:
            reason = f"id {tracked.id} is also at {', '.join(tracked.twins)}: remove the comment from the copy"
            steps.append(Step("skip", tracked, reason, problem=Exit.FINDINGS))
        elif not tracked.item.text.strip():
            steps.append(Step("skip", tracked, "the item has no text", problem=Exit.FINDINGS))
        elif tracked.private:
            steps.append(Step("skip", tracked, "private: it stays in the repository", quiet=True))
        elif tracked.item.issue:
            steps += _linked(tracked, remote, compose)
        elif same := remote.marked.get(tracked.id):
            steps += _found(tracked, same)
        elif not wants_issue(tracked):
            steps.append(Step("skip", tracked, _unwanted(tracked), quiet=True))
        else:
            steps.append(_new(tracked, remote, compose, upstream))
    return steps


def _unwanted(t: Tracked) -> str:
    if t.item.dropped:
        return "struck out: nobody will do it"
    return "done without an issue" if t.item.done else "no tick box: write `- [ ]` to track it"


def _linked(t: Tracked, remote: Remote, compose: Compose) -> list[Step]:
    if t.link is None:
        return [Step("skip", t, "linked to a place that is not on this GitHub", quiet=True)]
    if not follows(t):
        return [Step("skip", t, "linked; without a tick box there is nothing to show", quiet=True)]
    issue = remote.linked.get(t.link.key)
    if issue is None:
        return [Step("skip", t, "linked; GitHub was not asked", quiet=True)]
    if isinstance(issue, IncidentkitError):
        gone = isinstance(issue, MissingError)
        reason = f"{t.link} is gone, or hidden from this token" if gone else issue.message
        return [Step("skip", t, reason, problem=issue.code)]
    steps = []
    if Ref(issue.repo, issue.number).key != t.link.key:
        steps.append(Step("link", t, f"{t.link} is {issue.repo}#{issue.number} now", issue))
    steps += _box(t, issue)
    steps += _text(t, issue, compose)
    return steps or [Step("skip", t, "in step with its issue", issue, quiet=True)]


def _found(t: Tracked, same: Sequence[Issue]) -> list[Step]:
    """Steps for an item whose issue was found by its marker; the oldest counts where there are several."""
    first, *others = same
    rest = [issue for issue in others if issue.open]
    by = f" (filed by {first.author})" if first.author else ""
    doubles = f"; {', '.join(f'#{i.number}' for i in rest)} bear its marker too: close them" if rest else ""
    return [
        Step("link", t, f"{first.repo}#{first.number} is its issue, found by its marker{by}{doubles}", first),
        *_box(t, first),
    ]


def _box(t: Tracked, issue: Issue) -> list[Step]:
    """The tick box follows the issue: closed ticks it, reopened unticks it. A tick by hand is a person's word."""
    where = f"{issue.repo}#{issue.number}"
    if bool(t.item.done) is not issue.open:
        return []
    op: Op = "check" if not t.item.done else "uncheck"
    became = "closed" if op == "check" else "reopened"
    if op == "uncheck" and issue.reopened is False:
        return [Step("skip", t, f"ticked here, but {where} is still open: close it there, or untick it", issue)]
    try:
        edit.tick(t.report, t.item, op == "check")
    except InputError:  # a row of a table says it in words of its own
        return [Step("skip", t, f"{where} is {became}, but the item has no box: say so by hand", issue)]
    return [Step(op, t, f"{where} is closed" if op == "check" else f"{where} was reopened", issue)]


def _text(t: Tracked, issue: Issue, compose: Compose) -> list[Step]:
    """An edit of the item goes to its issue where nobody touched that: three views, of which the marker keeps one."""
    wrote = base(issue.body)
    if wrote is None or t.id not in markers(issue.body) or not issue.open:
        return []
    edited, same = wrote[0] != digest(t.item.text), untouched(issue.title, issue.body)
    if edited and same:
        rendered, problem = _composed(t, compose)
        return [problem] if problem else [Step("update", t, "its text was edited in the report", issue, rendered)]
    if edited:
        reason = f"edited both here and in {issue.repo}#{issue.number}, now “{issue.title}”: settle it by hand"
        return [Step("skip", t, reason, issue, problem=Exit.FINDINGS)]
    return []


def _new(t: Tracked, remote: Remote, compose: Compose, upstream: bool) -> Step:
    if not t.repo:
        hint = "no repository is known for it: set [github] repo, or write (repo: OWNER/NAME)"
        if t.item.repo:
            hint = f"{t.item.repo!r} is no repository: write it as OWNER/NAME"
        return Step("skip", t, hint, problem=Exit.SETTINGS)
    repository = remote.repositories.get(t.repo.lower())
    if isinstance(repository, IncidentkitError):
        return Step("skip", t, repository.message, problem=repository.code)
    if repository and (repository.archived or not repository.has_issues):
        what = "is archived" if repository.archived else "has issues disabled"
        return Step("skip", t, f"{repository.name} {what}", problem=Exit.SETTINGS)
    if t.upstream and t.report.status in ("draft",):
        return Step("skip", t, "a draft is not filed upstream: set its status to review or final first")
    if t.upstream and not upstream:
        return Step("skip", t, f"{t.repo} is not the team's own: add --upstream to file it there")
    rendered, problem = _composed(t, compose)
    if problem:
        return problem
    reason = "it has no issue yet" if remote.asked else "GitHub was not asked whether it exists"
    return Step("create", t, f"upstream; {reason}" if t.upstream else reason, rendered=rendered)


def _composed(t: Tracked, compose: Compose) -> tuple[Rendered | None, Step | None]:
    """What would be sent, or the step that says why it must not be."""
    rendered = compose(t)
    problem = Step("skip", t, rendered.refused, problem=Exit.FINDINGS) if rendered.refused else None
    return rendered, problem
