"""Steps carried out, so that a kill at any moment leaves something that the next run completes.

The order is the safety: the id is written into the report before anything remote happens, then the issue is filed once
with that id as its marker, then the link is written. Whatever is lost, the next run finds the marker.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from incidentkit.actions.ids import assign, comment, report_name
from incidentkit.actions.plan import Step
from incidentkit.actions.remote import Remote, Tracker, candidates, markers_of
from incidentkit.actions.routes import Ref
from incidentkit.config import Workspace
from incidentkit.errors import Exit, IncidentkitError, InputError
from incidentkit.github.values import InvalidError, Issue, LimitedError, NewIssue, Repository
from incidentkit.report import edit
from incidentkit.report.inline import plain
from incidentkit.report.model import ActionItem, Report, Span
from incidentkit.report.read import read, read_text

_HANDLE = re.compile(r"@([A-Za-z0-9](?:[A-Za-z0-9-]{0,38}))")
_REFUSALS = 4  # tries for one issue: without what was refused, or after a wait


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a step; `message` says it in a line, `code` is OK where it was done."""

    step: Step
    message: str
    code: Exit = Exit.OK


class Applier:
    """Carries steps out. `tell` gets each outcome as it happens."""

    def __init__(
        self, tracker: Tracker, workspace: Workspace, remote: Remote, tell: Callable[[Outcome], None] = lambda o: None
    ) -> None:
        self._tracker = tracker
        self._workspace = workspace
        self._remote = remote
        self._tell = tell
        self._filed: dict[str, list[tuple[Step, Issue]]] = {}

    def run(self, steps: Sequence[Step]) -> list[Outcome]:
        """All steps, one after the other; one that fails does not keep the rest from being done."""
        outcomes = []
        pending = [step for step in steps if step.pending]
        blocked = self._freeze(pending)
        for step in pending:
            outcome = blocked.get(step.tracked.report.path)
            if outcome and step.op in ("create", "link"):
                outcome = replace(outcome, step=step)
            else:
                outcome = self._carry_out(step)
            self._tell(outcome)
            outcomes.append(outcome)
        for outcome in self._settle():
            self._tell(outcome)
            outcomes.append(outcome)
        return outcomes

    def _settle(self) -> list[Outcome]:
        """Look once more at what was filed: another run may have done the same at the same time.

        The same issue with an item's marker counts for both runs, the oldest; the other one closes what it filed.
        """
        outcomes = []
        for repo, filed in self._filed.items():
            try:
                group = [step.tracked for step, _ in filed]
                label = self._workspace.config.actions.label
                marked = markers_of(candidates(self._tracker, repo, group, label), label)
                for step, issue in filed:
                    first = marked.get(step.tracked.id, (issue,))[0]
                    if first.number != issue.number:
                        outcomes.append(self._give_way(step, issue, first))
            except IncidentkitError as e:
                outcomes.append(
                    Outcome(filed[0][0], f"whether another run filed the same is not known: {e.message}", e.code)
                )
        return outcomes

    def _give_way(self, step: Step, issue: Issue, first: Issue) -> Outcome:
        self._relink(step, Ref(issue.repo, issue.number), issue.url, first)
        self._tracker.close_issue(issue.repo, issue.number)
        number = f"{issue.repo}#{issue.number}"
        return Outcome(step, f"another run had filed {first.repo}#{first.number}: linked that, closed {number}")

    def _freeze(self, steps: Sequence[Step]) -> dict[Path, Outcome]:
        """Write the ids of all items that are about to have an issue; gives the reports where that failed."""
        failed = {}
        wanted: dict[Path, list[Step]] = {}
        for step in steps:
            if step.op in ("create", "link") and not step.tracked.item.id and not step.tracked.item.issue:
                wanted.setdefault(step.tracked.report.path, []).append(step)
        for path, group in wanted.items():
            try:
                ids = [step.tracked.id for step in group]
                report = read(path, self._workspace)
                new = report
                for item_id in ids:
                    item = self._item(new, item_id)
                    if item.id is None:
                        new = read_text(append(new, item, comment(item_id)), path, self._workspace)
                if new.text != report.text:
                    edit.save(report, new.text, self._workspace)
            except IncidentkitError as e:
                failed[path] = Outcome(group[0], e.message, e.code)
        return failed

    def _carry_out(self, step: Step) -> Outcome:
        try:
            if step.op == "create":
                return self._create(step)
            if step.op == "update":
                assert step.issue and step.rendered
                new = step.rendered
                self._tracker.update_issue(step.issue.repo, step.issue.number, title=new.title, body=new.body)
                return Outcome(step, f"updated {step.issue.repo}#{step.issue.number}")
            if step.op == "link":
                assert step.issue
                self._link(step, step.issue)
                return Outcome(step, f"linked {step.issue.repo}#{step.issue.number}")
            self._tick(step)
            return Outcome(step, "ticked" if step.op == "check" else "unticked")
        except IncidentkitError as e:
            return Outcome(step, e.message, e.code)

    def _create(self, step: Step) -> Outcome:
        issue, without = self._file(step)
        self._filed.setdefault(issue.repo, []).append((step, issue))
        try:
            self._link(step, issue)
        except IncidentkitError as e:
            return Outcome(step, f"{e.message}; filed as {issue.url}, which the next run links", e.code)
        return Outcome(step, f"filed {issue.url}{without}")

    def _file(self, step: Step) -> tuple[Issue, str]:
        """The issue of a step, and what it had to do without.

        One request, except where GitHub said that it did nothing: then it looks again first.
        """
        assert step.rendered
        found = self._remote.repositories.get(step.tracked.repo.lower())
        repo = found.name if isinstance(found, Repository) else step.tracked.repo
        new = self._new_issue(step, found if isinstance(found, Repository) else None)
        label = self._workspace.config.actions.label
        asked = new
        for attempt in range(_REFUSALS):
            try:
                return self._tracker.create_issue(repo, new), _lacking(asked, new)
            except InvalidError as e:
                fewer = replace(
                    new,
                    labels=() if "labels" in e.fields else new.labels,
                    assignees=() if {"assignees", "assignee"} & set(e.fields) else new.assignees,
                )
                if fewer == new:
                    raise
                new = fewer
            except LimitedError as e:
                if attempt == _REFUSALS - 1:
                    raise
                self._tracker.wait(e.seconds, e.message)
                marked = markers_of(candidates(self._tracker, repo, [step.tracked], label), label)
                if same := marked.get(step.tracked.id):
                    return same[0], ""
        raise AssertionError("the last try returns or raises")

    def _new_issue(self, step: Step, repository: Repository | None) -> NewIssue:
        """What is sent: in another team's repository neither labels nor assignees, for those are its own."""
        assert step.rendered
        if step.tracked.upstream:
            return NewIssue(step.rendered.title, step.rendered.body)
        handle = _HANDLE.fullmatch((step.tracked.item.owner or "").strip())
        assignees = (handle[1],) if handle and repository and repository.may_write else ()
        labels = (self._workspace.config.actions.label,)
        return NewIssue(step.rendered.title, step.rendered.body, labels, assignees)

    def _link(self, step: Step, issue: Issue) -> None:
        """Write the issue's link before the item's id, or over the link that moved."""
        if step.tracked.link and step.tracked.item.issue:
            self._relink(step, step.tracked.link, step.tracked.item.issue, issue)
            return
        report, item, body = self._now(step)
        if item.issue:
            return  # somebody linked it while we worked: their word counts
        text = f"[{issue.repo}#{issue.number}]({issue.url})"
        if found := re.search(rf"<!--\s*action:\s*{re.escape(step.tracked.id)}\s*-->", body):
            start = item.span.start + found.start()
            new = edit.replace(report, [edit.Edit(Span(start, start), text + " ")])
        else:
            new = append(report, item, text)
        edit.save(report, new, self._workspace)

    def _relink(self, step: Step, old: Ref, address: str, issue: Issue) -> None:
        """Put the new place where the item names the old one: in the address, and in the words for it."""
        report, item, body = self._now(step)
        name = f"{issue.repo}#{issue.number}"
        edits: dict[int, edit.Edit] = {}
        for was, now in ((str(old), name), (address, name if address.startswith("#") else issue.url)):
            for found in re.finditer(rf"(?<![\w/]){re.escape(was)}(?![\w/])", body):
                at = item.span.start + found.start()
                edits[at] = edit.Edit(Span(at, item.span.start + found.end()), now)
        edit.save(report, edit.replace(report, list(edits.values())), self._workspace)

    def _now(self, step: Step) -> tuple[Report, ActionItem, str]:
        """The report, the item and its own text as they are on disk."""
        report = read(step.tracked.report.path, self._workspace)
        item = self._item(report, step.tracked.id)
        return report, item, report.text[item.span.start : item.span.end]

    def _tick(self, step: Step) -> None:
        report, item, _ = self._now(step)
        done = step.op == "check"
        if item.done is not done:
            edit.save(report, edit.tick(report, item, done), self._workspace)

    def _item(self, report: Report, item_id: str) -> ActionItem:
        """The item as it stands now: people may have written since it was planned."""
        for item, found in zip(
            report.actions, assign(report_name(report.path, self._workspace), report.actions), strict=True
        ):
            if found == item_id:
                return item
        raise InputError(report.path, f"the item {item_id} is not there any more", hint="Run it again.")


def append(report: Report, item: ActionItem, text: str) -> str:
    """The report with `text` behind an item's words.

    In a table that is the cell of the words: the last one may hold the item's state, a word that nothing may follow.
    """
    row = report.text[item.span.start : item.span.end]
    if row.lstrip().startswith("|"):
        for start, end in pairwise(found.start() for found in re.finditer(r"(?<!\\)\|", row)):
            if plain(row[start + 1 : end]).startswith(item.text[:40]):
                at = item.span.start + start + 1 + len(row[start + 1 : end].rstrip())
                return edit.replace(report, [edit.Edit(Span(at, at), f" {text}")])
    return edit.append_to_item(report, item, text)


def _lacking(asked: NewIssue, filed: NewIssue) -> str:
    """What GitHub refused of an issue that it took otherwise, in words."""
    labels = [f"the label {name!r}" for name in asked.labels if name not in filed.labels]
    people = [f"the assignee {name!r}" for name in asked.assignees if name not in filed.assignees]
    return f", without {' and '.join([*labels, *people])}, which GitHub refused" if labels or people else ""
