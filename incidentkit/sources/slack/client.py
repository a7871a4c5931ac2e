"""The Web API, read-only: the only import of slack-sdk.

Every call only reads, so that sending it again is safe; a method that is not in `METHODS` cannot be called. Waits are
capped one by one and in number: https://docs.slack.dev/apis/web-api/rate-limits.
"""

from __future__ import annotations

import http.client
import logging
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from json import JSONDecodeError
from typing import TYPE_CHECKING, Any
from urllib.error import URLError
from urllib.parse import urlsplit

from incidentkit import __version__, inert
from incidentkit.errors import DeniedError, IncidentkitError, InputError, RemoteError, SettingsError
from incidentkit.sources.interface import Progress, silent
from incidentkit.sources.slack import shape

if TYPE_CHECKING:
    from slack_sdk import WebClient

METHODS = frozenset(
    [
        "auth.test", "conversations.history", "conversations.info", "conversations.replies", "pins.list",
        "usergroups.list", "users.info", "users.list",
    ]
)  # fmt: skip
MANIFEST = "setup/slack-app-manifest.yaml"
SCOPES = (
    "channels:history", "groups:history", "channels:read", "groups:read", "users:read", "usergroups:read", "pins:read",
    "reactions:read",
)  # fmt: skip
_TOKEN_HINT = "Put the app's bot token (xoxb-…) into SLACK_TOKEN; `incident doctor` tests it."  # noqa: S105 - no token
_SCOPE_HINT = f"Add the scope under OAuth & Permissions and reinstall the app; {MANIFEST} lists all that are needed."
_INVITE_HINT = "Invite the app in the channel (/invite @its-name), or check the link."
# Error codes of the methods above: https://docs.slack.dev/reference/methods. (code, error, what it means, next step)
ERRORS: tuple[tuple[str, type[IncidentkitError], str, str], ...] = (
    ("not_authed", SettingsError, "no token was sent", _TOKEN_HINT),
    ("invalid_auth", SettingsError, "the token is not valid", _TOKEN_HINT),
    ("token_revoked", SettingsError, "the token was revoked", _TOKEN_HINT),
    ("token_expired", SettingsError, "the token has expired", _TOKEN_HINT),
    ("account_inactive", SettingsError, "the token's account is deactivated", _TOKEN_HINT),
    ("not_allowed_token_type", SettingsError, "this kind of token may not read messages", _TOKEN_HINT),
    ("missing_scope", DeniedError, "the token lacks a scope", _SCOPE_HINT),
    ("no_permission", DeniedError, "the token may not read this", _SCOPE_HINT),
    ("not_in_channel", DeniedError, "the app is not in the channel", _INVITE_HINT),
    ("channel_not_found", DeniedError, "the channel is not there, or private and without the app", _INVITE_HINT),
    ("access_denied", DeniedError, "access is denied", "Ask the workspace's administrators to allow the app."),
    ("team_access_not_granted", DeniedError, "the app is not allowed in this workspace", "Ask its administrators."),
    ("enterprise_is_restricted", DeniedError, "the organisation does not allow the app", "Ask its administrators."),
    ("org_login_required", DeniedError, "the workspace is being moved", "Try again when that has ended."),
    ("ekm_access_denied", DeniedError, "the administrators have suspended access", "Ask the administrators."),
    ("user_not_found", DeniedError, "there is no such user", "They stay unnamed."),
    (
        "user_not_visible",
        DeniedError,
        "the token may not see this user",
        "They stay unnamed, unless the app joins a channel that they are in.",
    ),
    ("thread_not_found", InputError, "there is no such thread", "Check the link: the thread may have been deleted."),
    ("message_not_found", InputError, "there is no such message", "Check the link: it may have been deleted."),
    ("ratelimited", RemoteError, "the rate limit did not end in time", "Run it again in a few minutes."),
    ("rate_limited", RemoteError, "the rate limit did not end in time", "Run it again in a few minutes."),
    ("internal_error", RemoteError, "Slack has an internal error", "Run it again; see https://slack-status.com."),
    ("fatal_error", RemoteError, "Slack has an internal error", "Run it again; see https://slack-status.com."),
    ("service_unavailable", RemoteError, "Slack is unavailable", "Run it again; see https://slack-status.com."),
    ("team_added_to_org", RemoteError, "the workspace is being moved", "Run it again later."),
    ("request_timeout", RemoteError, "Slack did not answer in time", "Run it again."),
)
# Slack's are some dozen characters of base64.
_LONGEST_CURSOR = 4000
_DOWN_HINT = "Run it again; see https://slack-status.com, and SLACK_API_URL if it is set."


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait: for one answer, between two tries, and how often to try. Seconds."""

    answer: int = 30
    longest: float = 90.0
    tries: int = 8
    sleep: Callable[[float], None] = time.sleep


class Client:
    """Calls that read. `progress` is told of every wait that a person would notice."""

    def __init__(
        self, environ: Mapping[str, str], *, patience: Patience | None = None, progress: Progress = silent
    ) -> None:
        """Raises SettingsError where the token is missing or the address is none."""
        self._patience = patience or Patience()
        self.progress = progress
        self._sdk = _sdk(environ, self._patience, lambda what, seconds: self.progress(what, seconds, None))

    def call(self, method: str, about: str = "", **arguments: str | int) -> Mapping[str, Any]:
        """The answer to one call.

        Raises SettingsError, DeniedError, InputError or RemoteError; `about` is what its message names (a link).
        """
        return self._ask(method, about, arguments)[0]

    def call_with_headers(self, method: str) -> tuple[Mapping[str, Any], Mapping[str, str]]:
        """The answer to one call, and its headers, names in lower case."""
        return self._ask(method, "", {})

    def pages(self, method: str, about: str = "", **arguments: str | int) -> Iterator[Mapping[str, Any]]:
        """All pages of a list. Raises like `call`, and RemoteError where the cursor runs in a circle."""
        cursor = ""
        seen: set[str] = set()
        while True:
            page = self.call(method, about, **arguments, **({"cursor": cursor} if cursor else {}))
            yield page
            cursor = shape.text(shape.inner(page, "response_metadata"), "next_cursor")
            usable = len(cursor) <= _LONGEST_CURSOR and cursor.isascii() and cursor.isprintable()
            if not cursor or not usable:
                if shape.flag(page, "has_more") or cursor:
                    raise RemoteError(f"Slack has more of {about or method} and does not say where", hint=_DOWN_HINT)
                return
            if cursor in seen:
                raise RemoteError(f"Slack gives the same page of {about or method} again", hint=_DOWN_HINT)
            seen.add(cursor)

    def _ask(
        self, method: str, about: str, arguments: Mapping[str, str | int]
    ) -> tuple[Mapping[str, Any], Mapping[str, str]]:
        if method not in METHODS:
            raise ValueError(f"{method} is not among the methods that only read")
        from slack_sdk.errors import SlackApiError, SlackClientError

        try:
            answer = self._sdk.api_call(method, params=dict(arguments))
        except SlackApiError as e:
            raise _refused(e.response, method, about) from None
        # The SDK takes any JSON for an object, and fails on a list, a number or `null` as Python does.
        except (SlackClientError, JSONDecodeError, UnicodeDecodeError, RecursionError, AttributeError, TypeError):
            raise RemoteError(f"Slack's answer to {method} is no JSON", hint=_DOWN_HINT) from None
        except (OSError, http.client.HTTPException) as e:
            raise RemoteError(f"Slack cannot be reached: {_reason(e)}", hint=_DOWN_HINT) from None
        data = answer.data
        if not isinstance(data, Mapping):
            raise RemoteError(f"Slack's answer to {method} is no JSON object", hint=_DOWN_HINT)
        return data, {key.lower(): _header(value) for key, value in answer.headers.items()}


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: Slack's methods have none."""

    def redirect_request(self, *_: object) -> None:
        return None


def _sdk(environ: Mapping[str, str], patience: Patience, waiting: Callable[[str, int], None]) -> WebClient:
    token = environ.get("SLACK_TOKEN", "").strip()
    if not token:
        raise SettingsError("Slack needs a token, and SLACK_TOKEN is not set", hint=_TOKEN_HINT)
    if not token.isascii() or not token.isprintable() or " " in token:
        raise SettingsError("SLACK_TOKEN is no token: it holds spaces or strange characters", hint=_TOKEN_HINT)
    base = environ.get("SLACK_API_URL", "").strip() or "https://slack.com/api/"
    try:
        parts = urlsplit(base)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingsError("SLACK_API_URL is no http address", hint="Unset it to use https://slack.com/api/.")
    if parts.scheme == "http" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
        raise SettingsError("SLACK_API_URL would send the token unencrypted", hint="Use https://HOST/api/.")
    # The SDK asks through urllib, which would carry the token along to wherever an answer redirects.
    urllib.request.install_opener(urllib.request.build_opener(_Stay))

    from slack_sdk import WebClient

    from incidentkit.sources.slack.retry import Again

    # The SDK logs what it sends where its logger may; ours may not.
    quiet = logging.Logger("incidentkit.slack", level=logging.CRITICAL + 1)
    return WebClient(
        token=token,
        base_url=base.rstrip("/") + "/",
        timeout=patience.answer,
        retry_handlers=[Again(patience.tries, patience.longest, patience.sleep, waiting)],
        user_agent_prefix=f"incidentkit/{__version__}",
        logger=quiet,
    )


def _refused(response: Any, method: str, about: str) -> IncidentkitError:
    """The error that an answer with `ok: false`, or with a status that is none of success, means."""
    data = getattr(response, "data", None)
    status = getattr(response, "status_code", 0)
    code = inert.one_line(shape.text(data, "error"), 80)
    where = f" for {inert.one_line(about, 200)}" if about else ""
    for known, kind, meaning, hint in ERRORS:
        if code != known:
            continue
        needed = inert.one_line(shape.text(data, "needed"), 100)
        said = f"the token lacks the scope {needed}" if code == "missing_scope" and needed else meaning
        if kind is InputError:
            return InputError(inert.one_line(about, 200) or method, f"{said} (Slack: {code})", hint=hint)
        return kind(f"Slack{where}: {said} ({code})", hint=hint)
    if status == 429:
        return RemoteError(f"Slack{where}: the rate limit did not end in time", hint="Run it again in a few minutes.")
    if status >= 500:
        return RemoteError(f"Slack{where}: the server fails (HTTP {status})", hint=_DOWN_HINT)
    if status in (401, 403):
        return SettingsError(f"Slack{where}: access is refused (HTTP {status})", hint=_TOKEN_HINT)
    if status != 200 or not code:
        return RemoteError(f"Slack{where}: an answer that is none of Slack's (HTTP {status})", hint=_DOWN_HINT)
    return RemoteError(f"Slack{where}: {method} failed ({code})", hint=_DOWN_HINT)


def _reason(error: Exception) -> str:
    inner = error.reason if isinstance(error, URLError) else error
    if isinstance(inner, OSError) and inner.strerror:
        return inert.one_line(inner.strerror, 120)
    return inert.one_line(str(inner), 120) or type(inner).__name__


def _header(value: object) -> str:
    return str(value[0]) if isinstance(value, list) and value else str(value)
