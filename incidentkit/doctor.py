"""What works here, and what to do about the rest: the findings of `incident doctor`.

Each probe looks at one thing and gives findings; none raises anything expected. A remote is asked only where a token or
a kubeconfig says that it is meant to be used. No finding holds a token.
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import metadata
from pathlib import Path
from typing import Literal

from incidentkit import __version__
from incidentkit.config import PREFIX, Config, Workspace, setting_names, shipped_templates
from incidentkit.errors import IncidentkitError

_NO_SLACK = "Set SLACK_TOKEN to read threads; exports (--slack-export) need none."
_NO_GITHUB = "Set GH_TOKEN, or run `gh auth login`, to keep action items as issues."

# (package, extra that brings it, what needs it). Nothing else does, so that it is no fault when it is missing.
EXTRAS: tuple[tuple[str, str, str], ...] = (
    ("kubernetes", "kubernetes", "Reading a live cluster needs it, saved JSON does not"),
    ("pypdf", "pdf", "Importing reports from PDF needs it"),
)

Level = Literal["ok", "warn", "fail"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `fail`: was set up and does not work; `warn`: not set up, or worth a look."""

    name: str
    status: Level
    detail: str
    next_step: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """What the probes look at: a workspace, and the environment with its tokens."""

    workspace: Workspace
    environ: Mapping[str, str]
    threads: Sequence[str] = ()


def examine(
    start: Path, environ: Mapping[str, str], *, offline: bool = False, threads: Sequence[str] = ()
) -> list[Finding]:
    """All findings for the workspace that holds `start`; with `offline` no remote is asked.

    `threads` are permalinks whose reading is tried. Raises UsageError where one is none.
    """
    workspace, findings = _settings(start, environ)
    place = Place(workspace, environ, threads)
    for probe in (*LOCAL, *(() if offline else REMOTE)):
        findings += probe(place)
    return findings


def _settings(start: Path, environ: Mapping[str, str]) -> tuple[Workspace, list[Finding]]:
    try:
        workspace = Workspace.find(start, environ)
    except IncidentkitError as e:
        # The rest is examined with the defaults: one wrong setting must not hide everything else.
        fallback = Workspace(start.resolve(), None, Config())
        return fallback, [Finding("settings", "fail", e.message, e.hint or "")]
    if workspace.settings_path:
        found = Finding("settings", "ok", str(workspace.settings_path))
    else:
        found = Finding("settings", "ok", f"none in {workspace.root}: the defaults hold", "`incident init` writes them")
    return workspace, [found, *_environment(environ)]


def _environment(environ: Mapping[str, str]) -> list[Finding]:
    known = setting_names()
    findings = []
    for name in sorted(environ):
        if name.startswith(PREFIX) and name not in known:
            close = get_close_matches(name, known, n=1)
            step = f"Did you mean {close[0]}?" if close else "Its name is INCIDENTKIT_, the section, _, the setting."
            findings.append(Finding("settings", "warn", f"{name} in the environment names no setting", step))
    return findings


def _versions(place: Place) -> list[Finding]:
    parts = [f"incidentkit {__version__}", f"Python {platform.python_version()}"]
    parts += [f"{name} {metadata.version(name)}" for name in ("jinja2", "markdown", "PyGithub", "slack-sdk", "typer")]
    return [Finding("versions", "ok", ", ".join(parts)), *(_extra(*extra) for extra in EXTRAS)]


def _extra(package: str, extra: str, use: str) -> Finding:
    try:
        return Finding(f"extra {extra}", "ok", f"{package} {metadata.version(package)}")
    except metadata.PackageNotFoundError:
        return Finding(f"extra {extra}", "ok", "not installed", f"{use}: in a clone, pip install '.[{extra}]'")


def _reports(place: Place) -> list[Finding]:
    folder = place.workspace.incidents
    if not folder.is_dir():
        return [Finding("reports", "warn", f"{folder} does not exist", '`incident new "What happened"` makes it')]
    from incidentkit.report.store import find_reports

    try:
        count = len(find_reports(place.workspace))
    except IncidentkitError as e:
        return [Finding("reports", "fail", e.message, e.hint or "")]
    return [Finding("reports", "ok", f"{count} in {folder}")]


def _templates(place: Place) -> list[Finding]:
    own = place.workspace.root / "templates"
    shipped = shipped_templates()
    if shipped in place.workspace.template_folders[:1]:
        return [Finding("templates", "ok", "the shipped ones")]
    names = {str(path.relative_to(own)) for path in own.rglob("*") if path.is_file()}
    over = sorted(name for name in names if (shipped / name).is_file())
    broken = [finding for name in sorted(names) if name.endswith(".j2") for finding in _template(place, name)]
    said = f"{len(over)} of the shipped ones overridden: {', '.join(over)}" if over else "the shipped ones, and others"
    return [Finding("templates", "ok", said), *broken]


def _template(place: Place, name: str) -> list[Finding]:
    from jinja2.exceptions import TemplateError, TemplateSyntaxError

    from incidentkit.templating import environment

    try:
        environment(place.workspace, autoescape=True).get_template(name)
    except TemplateSyntaxError as e:
        return [Finding("templates", "fail", f"templates/{name}:{e.lineno}: {e.message}", "Mend or remove it.")]
    except (TemplateError, IncidentkitError) as e:
        return [Finding("templates", "fail", f"templates/{name}: {e}", "Mend or remove it.")]
    return []


def _git(place: Place) -> list[Finding]:
    from incidentkit.github.account import git, home

    top = git(place.workspace, "rev-parse", "--show-toplevel")
    if not top:
        return [Finding("git", "warn", "no git repository here", "Reports live in git: `git init`")]
    branch = git(place.workspace, "branch", "--show-current") or "a detached commit"
    found = [Finding("git", "ok", f"{top}, on {branch}")]
    try:
        name = home(place.workspace, place.environ)
    except IncidentkitError as e:
        return [*found, Finding("repository", "fail", e.message, e.hint or "")]
    if not name:
        step = 'Add a remote named origin, or set [github] repo = "OWNER/NAME".'
        return [*found, Finding("repository", "warn", "no repository on GitHub is known", step)]
    return [*found, Finding("repository", "ok", name)]


def _tokens(place: Place) -> list[Finding]:
    from incidentkit.github.account import account

    found = [_token(place.environ.get("SLACK_TOKEN", "").strip() and "SLACK_TOKEN", "Slack", _NO_SLACK)]
    try:
        origin = account(place.environ, need_token=False).origin
    except IncidentkitError as e:
        return [*found, Finding("token for GitHub", "fail", e.message, e.hint or "")]
    return [*found, _token(origin, "GitHub", _NO_GITHUB)]


def _token(origin: str, whose: str, step: str) -> Finding:
    if not origin:
        return Finding(f"token for {whose}", "warn", "none", step)
    return Finding(f"token for {whose}", "ok", "from `gh auth token`" if origin == "gh" else f"{origin} is set")


def _slack(place: Place) -> list[Finding]:
    if not place.environ.get("SLACK_TOKEN", "").strip():
        return []  # said already, by the probe of tokens
    from incidentkit.sources.slack.doctor import auth_status, thread_status

    found = list(auth_status(place.environ))
    for url in place.threads:
        found += thread_status(url, place.environ)
    return [Finding("Slack", _level(one.ok), one.message, one.hint or "") for one in found]


def _github(place: Place) -> list[Finding]:
    from incidentkit.github.account import account, home
    from incidentkit.github.doctor import doctor_status

    try:
        if not account(place.environ, need_token=False).token or not home(place.workspace, place.environ):
            return []
    except IncidentkitError:
        return []  # said already, by the probes of tokens and git
    found = doctor_status(place.workspace, place.environ)
    return [Finding("GitHub", _level(one.ok), one.what.removeprefix("GitHub: "), one.hint) for one in found]


def _workflows(place: Place) -> list[Finding]:
    """Whether the workflow behind the issue form may open pull requests. Only administrators may ask GitHub that."""
    from incidentkit.github.account import account, git, home
    from incidentkit.github.pulls import SETTING, Pulls

    top = Path(git(place.workspace, "rev-parse", "--show-toplevel") or place.workspace.root)
    if not (top / ".github" / "workflows" / "incident-report.yml").is_file():
        return []
    name = "pull requests by workflows"
    try:
        who, repo = account(place.environ, need_token=False), home(place.workspace, place.environ)
        if not who.token or not repo:
            return []  # said already, by the probes of tokens and git
        if Pulls(who).workflows_may_open(repo):
            return [Finding(name, "ok", "allowed")]
    except IncidentkitError:
        return [Finding(name, "warn", "this token may not look whether they are allowed", f"Allow them: {SETTING}.")]
    return [Finding(name, "fail", "not allowed: the form's drafts stay unopened", f"Allow them: {SETTING}.")]


def _installs(place: Place) -> list[Finding]:
    """Whether the workflows know from where to install."""
    from incidentkit.github.account import git
    from incidentkit.installed import NOWHERE

    file = (
        Path(git(place.workspace, "rev-parse", "--show-toplevel") or place.workspace.root) / ".github/incidentkit.txt"
    )
    try:
        blank = NOWHERE in file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    name, step = "workflows' incidentkit", "Put in the repository that you installed it from, and a commit."
    if blank:
        return [Finding(name, "warn", ".github/incidentkit.txt names no repository yet", step)]
    return [Finding(name, "ok", "named in .github/incidentkit.txt")]


def _kubernetes(place: Place) -> list[Finding]:
    namespaces = place.workspace.config.kubernetes.namespaces
    if not namespaces:
        step = "Name them in the settings ([kubernetes] namespaces), or with --k8s each time."
        return [Finding("Kubernetes", "ok", "no namespaces in the settings: not asked", step)]
    home = Path(place.environ.get("HOME", "/")) / ".kube" / "config"
    if not place.environ.get("KUBECONFIG") and not home.is_file():
        step = "Log in to the cluster as for kubectl; saved JSON (--k8s-file) needs none."
        return [Finding("Kubernetes", "warn", "no kubeconfig here", step)]
    from incidentkit.sources.kubernetes import Health, cluster_status

    found: list[Health] = []
    for namespace in namespaces:
        try:
            found += cluster_status(namespace, context=None, kubeconfig=None, environ=place.environ)
        except IncidentkitError as e:
            found.append(Health(False, e.message, e.hint or ""))
    # What holds for the whole cluster comes once for each namespace.
    return [Finding("Kubernetes", _level(one.ok, one.needed), one.what, one.next_step) for one in dict.fromkeys(found)]


def _prometheus(place: Place) -> list[Finding]:
    settings = place.workspace.config.prometheus
    if not settings.url:
        step = "Name it in the settings ([prometheus] url), or with --prometheus each time."
        return [Finding("Prometheus", "ok", "no address in the settings: not asked", step)]
    from incidentkit.sources.prometheus import Login, chosen_charts, status

    try:
        # A credential goes only where the environment names the address itself.
        named = settings.url == place.environ.get(f"{PREFIX}PROMETHEUS_URL")
        login = Login.of("PROMETHEUS", place.environ) if named else Login()
        found = status(settings.url, login, chosen_charts(settings, place.workspace.config.kubernetes.namespaces))
    except IncidentkitError as e:
        return [Finding("Prometheus", "fail", e.message, e.hint or "")]
    return [Finding("Prometheus", _level(one.ok, one.needed), one.message, one.hint) for one in found]


def _level(ok: bool, needed: bool = True) -> Level:
    return "ok" if ok else "fail" if needed else "warn"


Probe = Callable[[Place], list[Finding]]
LOCAL: tuple[Probe, ...] = (_versions, _reports, _templates, _git, _tokens, _installs)
REMOTE: tuple[Probe, ...] = (_slack, _github, _workflows, _kubernetes, _prometheus)
