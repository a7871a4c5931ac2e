"""What GitHub has for these items: by listing and by number, never by search, which lags behind.

The number of requests grows with repositories and pages, not with items.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

from incidentkit.actions.body import markers
from incidentkit.actions.items import Tracked
from incidentkit.actions.routes import Ref
from incidentkit.errors import IncidentkitError
from incidentkit.github.client import PAGE
from incidentkit.github.values import Issue, NewIssue, Repository


class Tracker(Protocol):
    """The calls that syncing needs; `incidentkit.github.client.GitHub` has them."""

    def repository(self, name: str) -> Repository:
        """The repository under its present name."""
        ...

    def issues(
        self, repo: str, *, label: str | None = None, since: datetime | None = None, up_to: int | None = None
    ) -> list[Issue]:
        """All issues and pull requests, open and closed."""
        ...

    def issue(self, repo: str, number: int) -> Issue:
        """One of them."""
        ...

    def create_issue(self, repo: str, new: NewIssue) -> Issue:
        """File one: sent once."""
        ...

    def update_issue(self, repo: str, number: int, *, title: str, body: str) -> Issue:
        """Change one: sent once."""
        ...

    def close_issue(self, repo: str, number: int) -> Issue:
        """Close one: sent once."""
        ...

    def wait(self, seconds: float, why: str) -> None:
        """Wait as GitHub asked."""
        ...


@dataclass(frozen=True)
class Remote:
    """What GitHub answered. Keys of repositories are lower case, as the reports name them; an error stands where the
    answer should. `asked` is False where nothing was asked."""

    repositories: dict[str, Repository | IncidentkitError] = field(default_factory=dict)
    linked: dict[tuple[str, int], Issue | IncidentkitError] = field(default_factory=dict)
    marked: dict[str, tuple[Issue, ...]] = field(default_factory=dict)
    asked: bool = True


def wants_issue(tracked: Tracked) -> bool:
    """Whether an issue should exist for this item and the report does not link one."""
    item = tracked.item
    tracked_box = not item.dropped and (item.done is False or (item.id is not None and not item.done))
    return tracked_box and not item.issue and bool(item.text.strip()) and not tracked.private and not tracked.twins


def follows(tracked: Tracked) -> bool:
    """Whether the item's line can show what became of its issue: it has a tick box and may leave the repository."""
    return tracked.item.done is not None and not tracked.private and not tracked.twins


def ask(tracker: Tracker, items: Sequence[Tracked], label: str) -> Remote:
    """What GitHub has for `items`. A repository that cannot be read is an error in the result; the rest goes on."""
    repositories: dict[str, Repository | IncidentkitError] = {}
    listed: dict[tuple[str, int], Issue] = {}
    linked: dict[tuple[str, int], Issue | IncidentkitError] = {}
    for key, group in _by_repository(t for t in items if wants_issue(t) and t.repo).items():
        try:
            repository = _repository(tracker, repositories, key, group[0].repo)
            for issue in candidates(tracker, repository.name, group, label):
                listed[key, issue.number] = issue
                listed[issue.repo.lower(), issue.number] = issue
        except IncidentkitError as e:
            repositories[key] = e
    wanted: dict[str, set[Ref]] = defaultdict(set)
    for t in items:
        if t.link and follows(t):
            if issue_found := listed.get(t.link.key):
                linked[t.link.key] = issue_found
            else:
                wanted[t.link.repo.lower()].add(t.link)
    for key, refs in wanted.items():
        linked.update(_numbers(tracker, repositories, key, sorted(refs, key=lambda r: r.number)))
    return Remote(repositories, linked, markers_of(listed.values(), label))


def candidates(tracker: Tracker, repo: str, group: Sequence[Tracked], label: str) -> list[Issue]:
    """Every issue that may have been filed for these items.

    All with the label. Where one is still missing (a label was taken off, or could not be set), all that were touched
    since the items' reports began: an issue cannot be older than its report.
    """
    found = tracker.issues(repo, label=label)
    known = markers_of(found, label)
    missing = [t for t in group if t.id not in known]
    return [*found, *tracker.issues(repo, since=_since(missing))] if missing else found


def _since(items: Iterable[Tracked]) -> datetime | None:
    """A week before the earliest report; None (everything) where one has no date or one that is yet to come."""
    dates = [t.report.date for t in items]
    today = datetime.now(UTC).date()
    if any(day is None or day > today for day in dates):
        return None
    earliest = min(day for day in dates if day)
    if earliest <= datetime(1970, 1, 31, tzinfo=UTC).date():
        return None
    return datetime(earliest.year, earliest.month, earliest.day, tzinfo=UTC) - timedelta(days=7)


def _numbers(
    tracker: Tracker, repositories: dict[str, Repository | IncidentkitError], key: str, refs: Sequence[Ref]
) -> dict[tuple[str, int], Issue | IncidentkitError]:
    """Issues by number: one request each, or the listing up to the highest where that takes fewer."""
    found: dict[tuple[str, int], Issue | IncidentkitError] = {}
    if len(refs) > refs[-1].number // PAGE + 2:
        try:
            repository = _repository(tracker, repositories, key, refs[0].repo)
            for issue in tracker.issues(repository.name, up_to=refs[-1].number):
                found[key, issue.number] = issue
        except IncidentkitError as e:
            return {ref.key: e for ref in refs}
    for ref in refs:
        if ref.key not in found:
            try:
                found[ref.key] = tracker.issue(ref.repo, ref.number)
            except IncidentkitError as e:
                found[ref.key] = e
    return found


def _repository(tracker: Tracker, known: dict[str, Repository | IncidentkitError], key: str, name: str) -> Repository:
    """The repository, asked for once. Raises what asking raised."""
    if key not in known:
        try:
            known[key] = tracker.repository(name)
        except IncidentkitError as e:
            known[key] = e
    found = known[key]
    if isinstance(found, IncidentkitError):
        raise found
    return found


def _by_repository(items: Iterable[Tracked]) -> dict[str, list[Tracked]]:
    groups: dict[str, list[Tracked]] = {}
    for tracked in items:
        groups.setdefault(tracked.repo.lower(), []).append(tracked)
    return groups


def markers_of(issues: Iterable[Issue], label: str) -> dict[str, tuple[Issue, ...]]:
    """Issues by the ids of their markers, the one that counts first. Pull requests never do.

    That is the oldest with the label: anybody may file an issue with a copied marker in a public repository, but only
    the team can label it. Without any label it is the oldest.
    """
    found: dict[str, dict[tuple[str, int], Issue]] = {}
    for issue in issues:
        if not issue.is_pull_request:
            for marker in markers(issue.body):
                found.setdefault(marker, {})[issue.repo.lower(), issue.number] = issue

    def order(issue: Issue) -> tuple[bool, str, int]:
        return (label.lower() not in map(str.lower, issue.labels), issue.repo, issue.number)

    return {marker: tuple(sorted(same.values(), key=order)) for marker, same in found.items()}
