"""`incident actions sync` without its command line: what is read, what is asked, what is planned."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from incidentkit.actions.body import Rendered, compose, summary_of
from incidentkit.actions.items import Tracked, collect
from incidentkit.actions.origin import permalinks
from incidentkit.actions.plan import Compose, Step, plan
from incidentkit.actions.remote import Remote, Tracker, ask, wants_issue
from incidentkit.config import Workspace
from incidentkit.errors import IncidentkitError, InputError
from incidentkit.github.account import Account, account, home
from incidentkit.github.values import Repository
from incidentkit.report.model import Report
from incidentkit.report.read import read
from incidentkit.report.store import find_reports
from incidentkit.templating import environment


@dataclass(frozen=True)
class Situation:
    """What the documents say: `items` of the asked-for reports, the team's repository, and the account for GitHub."""

    workspace: Workspace
    items: tuple[Tracked, ...]
    reports: tuple[Report, ...]
    home: str
    account: Account


@dataclass(frozen=True)
class Prepared:
    """A plan, and what it was made from."""

    steps: tuple[Step, ...]
    remote: Remote


def situation(
    workspace: Workspace, paths: Sequence[Path], environ: Mapping[str, str], unreadable: Callable[[InputError], None],
    *, need_token: bool = True,
) -> Situation:  # fmt: skip
    """Read the reports (all, or those at `paths`).

    `unreadable` is told of each that cannot be read. Raises SettingsError where there is no token and one is needed.
    """
    who = account(environ, need_token=need_token)
    own = home(workspace, environ)
    asked = _read(find_reports(workspace, paths), workspace, unreadable)
    # Ids of all reports count, whichever were asked for: a line may have been copied between two of them.
    others = _read(find_reports(workspace), workspace, lambda error: None) if paths else ()
    items = collect(asked, workspace, home=own, hosts=who.hosts(), others=others)
    return Situation(workspace, tuple(items), asked, own, who)


def _read(paths: Sequence[Path], workspace: Workspace, unreadable: Callable[[InputError], None]) -> tuple[Report, ...]:
    reports = []
    for path in paths:
        try:
            reports.append(read(path, workspace))
        except InputError as e:
            unreadable(e)
    return tuple(reports)


def prepare(now: Situation, tracker: Tracker | None, *, upstream: bool) -> Prepared:
    """The plan; without a `tracker` from the documents alone."""
    label = now.workspace.config.actions.label
    remote = ask(tracker, now.items, label) if tracker else Remote(asked=False)
    steps = plan(now.items, remote, _composer(now, tracker, remote), upstream=upstream)
    return Prepared(tuple(steps), remote)


def _composer(now: Situation, tracker: Tracker | None, remote: Remote) -> Compose:
    templates = environment(now.workspace, autoescape=False)
    settings = now.workspace.config.redact
    permalink = permalinks(now.workspace, now.account.web, now.home)
    outside = any(t.upstream and wants_issue(t) for t in now.items)
    public = outside and tracker is not None and _public(tracker, remote, now.home)

    summaries: dict[Path, str] = {}

    def summary(report: Report) -> str:
        if report.path not in summaries:
            summaries[report.path] = summary_of(report, settings)
        return summaries[report.path]

    def composed(t: Tracked) -> Rendered:
        # Other teams see no address that leads them to a locked door, or to what is not published.
        shown = not t.upstream or (public and t.report.status != "draft" and t.report.visibility == "public")
        link = permalink(t.report.path) if shown else ""
        return compose(t, templates, link, "" if t.upstream else summary(t.report), settings)

    return composed


def _public(tracker: Tracker, remote: Remote, home: str) -> bool:
    """Whether the team's own repository can be read by anybody; False where that cannot be found out."""
    if not home:
        return False
    try:
        known = remote.repositories.get(home.lower()) or tracker.repository(home)
    except IncidentkitError:
        return False  # then no link is given, which is safe; whatever ails the repository is reported by its own items
    return isinstance(known, Repository) and not known.private
