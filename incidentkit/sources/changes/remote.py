"""A repository on GitHub as a source: what was merged, deployed, released and run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from incidentkit import inert
from incidentkit.config import ChangesSettings
from incidentkit.errors import DeniedError, IncidentkitError, UsageError
from incidentkit.evidence import Author, Evidence, Link, Version, gap
from incidentkit.github.account import account, is_name
from incidentkit.github.activity import Activity, Happened, Listed
from incidentkit.sources.changes import span, words
from incidentkit.sources.changes.words import BEFORE, WEIGHT
from incidentkit.sources.interface import Gathered, Person, Progress, Window, silent

SOURCE = "github"
_DEPLOYED, _FAILED, _ROUTINE = 70, 60, 30
_WENT_WRONG = ("failure", "error", "timed_out", "startup_failure")


class GitHubChanges:
    """Merged pull requests, deployments, releases and workflow runs of OWNER/REPO."""

    name = SOURCE
    anchors = False

    def __init__(
        self, repo: str, *, settings: ChangesSettings, environ: Mapping[str, str],
        notify: Callable[[str], None] | None = None,
    ) -> None:  # fmt: skip
        if not is_name(repo):
            raise UsageError(f"--changes {repo!r} is neither a folder nor OWNER/REPO")
        self._repo, self._settings, self._environ, self._notify = repo, settings, environ, notify

    def gather(self, window: Window, progress: Progress = silent) -> Gathered:
        """What happened in the window and in the hours before it; a listing that cannot be had is a gap.

        Raises SettingsError (the token), DeniedError (no such repository, as far as we may see) and RemoteError.
        """
        who = account(self._environ, need_token=False)  # what is public may be read without one
        repo = Activity(who, self._repo, notify=self._notify).name()
        activity = Activity(who, repo, notify=self._notify)
        now = datetime.now(UTC).replace(microsecond=0)
        since, until = span.around(window, self._settings.hours, now)
        listings: tuple[tuple[str, str, Callable[[datetime, datetime], Listed]], ...] = (
            ("pulls", "merged pull requests", activity.pulls),
            ("deployments", "deployments", activity.deployments),
            ("releases", "releases", activity.releases),
            ("runs", "workflow runs", activity.runs),
        )
        found: list[Happened] = []
        gaps: list[Evidence] = []
        for what, said, listing in listings:
            try:
                listed = listing(since, until)
            except IncidentkitError as e:
                why = "not allowed" if isinstance(e, DeniedError) else inert.markdown(inert.one_line(e.message, 200))
                gaps.append(_gap(repo, what, f"GitHub: {said} of {inert.code(repo)} could not be read: {why}", now))
                continue
            found += listed.found
            if not listed.complete:
                told = f"GitHub: not all {said} of {inert.code(repo)} were read: there are too many"
                gaps.append(_gap(repo, f"{what}-many", told, now))
            progress(f"Changes of {repo}", len(found), None)
        return Gathered(
            SOURCE,
            records=words.quieter([_record(one, repo, window) for one in found]),
            gaps=tuple(gaps),
            people=tuple(Person(one.by.lower(), (one.by,)) for one in found if one.by and not one.bot),
        )


def _gap(repo: str, what: str, said: str, now: datetime) -> Evidence:
    return gap(SOURCE, f"{repo}/{what}", said, captured=now)


def _record(one: Happened, repo: str, window: Window) -> Evidence:
    summary, weight = _WORDS[one.kind](one, inert.code(repo))
    ref = f"#{one.number}" if one.kind == "pull" else one.ref or one.what or str(one.number)
    commit = f"commit {inert.code(one.sha[:12])}" if one.sha else ""
    asked = f"asked for at {one.created:%Y-%m-%d %H:%M} UTC" if one.created and one.kind == "deployment" else ""
    return Evidence(
        id=f"github:{repo}/{one.kind}/{one.number}",
        at=one.at,
        source=SOURCE,
        kind="change",
        summary=summary,
        body="; ".join(part for part in (commit, asked) if part) or None,
        author=Author(one.by, "bot" if one.bot else "person", one.by.lower()) if one.by else None,
        links=(Link(one.url, f"{repo} {inert.markdown(inert.one_line(ref, 60))}"),),
        subject=repo,
        weight=weight if window.holds(one.at) else min(weight, BEFORE),
        versions=(Version(f"{repo} {one.what}".strip(), "commit", one.sha[:12], f"deployment {one.number}"),)
        if one.kind == "deployment" and one.sha and one.state in ("success", "active", "")
        else (),
    )


def _pull(one: Happened, repo: str) -> tuple[str, int]:
    return f"Merged into {repo}: {words.plain(one.what) or 'a pull request'} (#{one.number})", WEIGHT


def _deployment(one: Happened, repo: str) -> tuple[str, int]:
    where = f" to {inert.code(one.what, 80)}" if one.what else ""
    what = inert.code(one.ref if one.ref and not one.ref.startswith(one.sha or "-") else one.sha[:12], 80)
    how = {"success": "Deployed", "active": "Deployed", "inactive": "Deployed", "failure": "Failed to deploy",
           "error": "Failed to deploy"}.get(one.state, "Began to deploy")  # fmt: skip
    return f"{how} {repo}{f' {what}' if what else ''}{where}", _DEPLOYED


def _release(one: Happened, repo: str) -> tuple[str, int]:
    kind = "prerelease" if one.state else "release"
    return f"Published {kind} {inert.code(one.ref, 80)} of {repo}" + (
        f": {words.plain(one.what)}" if one.what else ""
    ), (WEIGHT)


def _run(one: Happened, repo: str) -> tuple[str, int]:
    wrong = one.state in _WENT_WRONG
    what = f"Workflow {inert.code(one.what, 80)} of {repo}"
    on = f" on {inert.code(one.ref, 80)}" if one.ref else ""
    how = {"success": "succeeded", "cancelled": "was cancelled", "skipped": "was skipped", "in_progress": "was running",
           "queued": "was waiting"}.get(one.state, "ran")  # fmt: skip
    return f"{what} {'failed' if wrong else how}{on}", _FAILED if wrong else _ROUTINE


_WORDS: Mapping[str, Callable[[Happened, str], tuple[str, int]]] = {
    "pull": _pull,
    "deployment": _deployment,
    "release": _release,
    "run": _run,
}
