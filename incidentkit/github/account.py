"""Where GitHub is and who we are there, from the environment alone: addresses, token, the team's own repository.

Neither address nor token is ever read from the repository's settings: a pull request could send the token elsewhere.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from incidentkit.config import Workspace
from incidentkit.errors import SettingsError

API = "https://api.github.com"
# GitHub: logins are letters, digits and single hyphens; repository names also hold dots and underscores.
NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})/[A-Za-z0-9_.-]{1,100}")
_NO_REPOSITORY = (".", "..")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_REMOTE = re.compile(
    r"(?:[a-z+]+://(?:[^@/]+@)?|[^@/:]+@)(?P<host>[^/:]+)(?::\d+)?[:/](?P<name>[^/]+/[^/]+?)(?:\.git)?/?"
)


@dataclass(frozen=True, slots=True)
class Account:
    """Where requests go, and the token they carry (empty: none). `origin` says where the token was found."""

    api: str = API
    web: str = "https://github.com"
    token: str = field(default="", repr=False)
    origin: str = ""

    def hosts(self) -> frozenset[str]:
        """Hosts whose links lead to this GitHub: the pages', the API's and, unless it is an enterprise's, GitHub's."""
        own = {urlsplit(self.web).netloc.lower(), urlsplit(self.api).netloc.lower()}
        if (api := urlsplit(self.api)).hostname in _LOOPBACK:  # a peer on this machine may call itself by any of these
            own |= {f"{name}:{api.port}" for name in _LOOPBACK}
        return frozenset(own if self.api.endswith("/api/v3") else own | {"github.com", "www.github.com"})


def is_name(text: str) -> bool:
    """Whether a text can name a repository: OWNER/NAME."""
    return bool(NAME.fullmatch(text)) and text.partition("/")[2] not in _NO_REPOSITORY


def account(environ: Mapping[str, str], *, need_token: bool = True) -> Account:
    """The account that the environment describes: `GITHUB_API_URL`; `GH_TOKEN`, `GITHUB_TOKEN`, then `gh auth token`.

    Raises SettingsError for an address that is none, one that would send a token in clear, and for no token at all.
    """
    api = (environ.get("GITHUB_API_URL") or API).rstrip("/")
    parts = urlsplit(api)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise SettingsError("GITHUB_API_URL is no http(s) address", hint="Unset it, or use https://HOST/api/v3.")
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        raise SettingsError("GITHUB_API_URL would send the token unencrypted", hint="Use https://HOST/api/v3.")
    web = (environ.get("GITHUB_SERVER_URL") or _web(api)).rstrip("/")
    token, origin = _token(environ, urlsplit(web).hostname or "github.com")
    if need_token and not token:
        raise SettingsError(
            "no token for GitHub",
            hint="Set GH_TOKEN (in Actions: GITHUB_TOKEN), or run `gh auth login`. It needs to read and write issues;"
            " `incident pr` needs contents and pull requests. `incident actions sync --offline` plans without one.",
        )
    return Account(api, web, token, origin)


def _web(api: str) -> str:
    """The pages' address: GitHub's own, an enterprise's host, or what answers on the API's host."""
    return "https://github.com" if api == API else api.removesuffix("/api/v3")


def _token(environ: Mapping[str, str], host: str) -> tuple[str, str]:
    for name in ("GH_TOKEN", "GITHUB_TOKEN"):
        if token := environ.get(name, "").strip():
            return token, name
    try:
        found = subprocess.run(
            ["gh", "auth", "token", "--hostname", host],
            capture_output=True, text=True, timeout=10, check=False, stdin=subprocess.DEVNULL, env=dict(environ),
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return "", ""  # gh is not installed, or does not answer: there is no token then, which the caller says
    token = found.stdout.strip() if found.returncode == 0 else ""
    return token, "gh" if token else ""


def home(workspace: Workspace, environ: Mapping[str, str]) -> str:
    """The team's own repository, OWNER/NAME: `[github] repo`, `GITHUB_REPOSITORY`, then git's `origin`; or "".

    Raises SettingsError where the first two are no OWNER/NAME.
    """
    for name, source in (
        (workspace.config.github.repo, "[github] repo"),
        (environ.get("GITHUB_REPOSITORY", ""), "GITHUB_REPOSITORY"),
    ):
        if name:
            if not NAME.fullmatch(name):
                raise SettingsError(f"{source}: {name!r} is no repository", hint="Write it as OWNER/NAME.")
            return name
    url = git(workspace, "config", "--get", "remote.origin.url")
    found = _REMOTE.fullmatch(url)
    return found["name"] if found and NAME.fullmatch(found["name"]) else ""


def git(workspace: Workspace, *arguments: str) -> str:
    """What git answers about the workspace's repository, or "" where there is none. Read-only questions only."""
    try:
        found = subprocess.run(
            ["git", "-C", str(workspace.root), *arguments],
            capture_output=True, text=True, timeout=20, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return ""  # no git, or no answer: what it would have told is left out
    return found.stdout.strip() if found.returncode == 0 else ""
