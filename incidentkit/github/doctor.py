"""What `incident doctor` says about GitHub: address, token, the team's repository, what the token may do there."""

from __future__ import annotations

from collections.abc import Mapping

from incidentkit.config import Workspace
from incidentkit.errors import DeniedError, IncidentkitError
from incidentkit.github.account import account, home
from incidentkit.github.client import GitHub
from incidentkit.github.values import Repository, Status

_CLASSIC = ("repo", "public_repo")


def doctor_status(workspace: Workspace, environ: Mapping[str, str]) -> list[Status]:
    """Findings in the order in which a person would mend them. Asks GitHub twice at most; raises nothing expected."""
    try:
        who = account(environ)
    except IncidentkitError as e:
        return [Status(False, f"GitHub: {e.message}", e.hint or "")]
    found = [Status(True, f"GitHub: {who.api}, token from {who.origin}")]
    github = GitHub(who)
    try:
        login, scopes = github.login()
    except DeniedError:
        # The token of a workflow belongs to no user: what it may do shows at the repository.
        found.append(Status(True, "GitHub: the token belongs to no user (a workflow's or an app's)"))
    except IncidentkitError as e:
        return [*found, Status(False, f"GitHub: {e.message}", e.hint or "")]
    else:
        enough = not scopes or any(scope in _CLASSIC for scope in scopes)
        said = f" ({', '.join(scopes)})" if scopes else ""
        hint = "" if enough else "Give it the scope `public_repo`, or `repo` where the repository is private."
        found.append(Status(enough, f"GitHub: signed in as {login}{said}", hint))
    return [*found, *_home(github, workspace, environ)]


def _home(github: GitHub, workspace: Workspace, environ: Mapping[str, str]) -> list[Status]:
    try:
        name = home(workspace, environ)
        if not name:
            hint = 'Set it in incidentkit.toml: [github] repo = "OWNER/NAME"'
            return [Status(False, "GitHub: the team's repository is not known", hint)]
        repo = github.repository(name)
    except IncidentkitError as e:
        return [Status(False, f"GitHub: {e.message}", e.hint or "")]
    seen = "private" if repo.private else "public"
    return [Status(True, f"GitHub: repository {repo.name} ({seen})"), *_rights(repo)]


def _rights(repo: Repository) -> list[Status]:
    if repo.archived:
        return [Status(False, f"GitHub: {repo.name} is archived: no issue can be filed there", "Unarchive it.")]
    if not repo.has_issues:
        hint = "Enable issues in its settings, or route action items elsewhere."
        return [Status(False, f"GitHub: {repo.name} has issues disabled", hint)]
    if repo.may_write is False:
        hint = "Ask for the triage role, so that labels and assignees can be set."
        return [Status(False, f"GitHub: the token may read {repo.name}, not write to it", hint)]
    return [Status(True, f"GitHub: issues can be filed in {repo.name}")]
