"""One request to GitHub: what is repeated, how long is waited, what an answer means. The only importer of PyGithub.

PyGithub's own retries and pauses are switched off: by default it repeats a POST after a 5xx, which files an issue
twice. Here GET, HEAD and OPTIONS are repeated, nothing else. Limits: docs.github.com, "Rate limits for the REST API"
(`Retry-After`, `X-RateLimit-Reset`, else at least a minute) and "Best practices" (a second between writes).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from incidentkit import __version__, inert
from incidentkit.errors import DeniedError, RemoteError, SettingsError
from incidentkit.github.account import Account
from incidentkit.github.values import InvalidError, LimitedError, MissingError

if TYPE_CHECKING:
    from github import GithubException
    from github.Requester import Requester

SAFE = ("GET", "HEAD", "OPTIONS")
TRIES = 4
BACKOFF = 1.0  # seconds, doubled with each try
BETWEEN_WRITES = 1.0  # seconds, from the end of one to the start of the next
LONGEST_WAIT = 120.0  # seconds; what asks for more is left for a later run
LONGEST_TOTAL = 900.0  # seconds of waiting in one run
UNSAID_WAIT = 60.0  # seconds, where GitHub limits without saying for how long
TIMEOUT = 20  # seconds for a connection, and between two pieces of an answer


class Clock(Protocol):
    """Time, so that tests need not wait for it."""

    def now(self) -> float:
        """Seconds since the epoch."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class SystemClock:
    """The machine's time."""

    def now(self) -> float:
        """Seconds since the epoch."""
        return time.time()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


class Transport:
    """Sends requests for one account. `notify` is told of every wait that a person would notice."""

    def __init__(
        self, account: Account, *, clock: Clock | None = None, notify: Callable[[str], None] | None = None,
        timeout: int = TIMEOUT,
    ) -> None:  # fmt: skip
        self.account = account
        self._clock = clock or SystemClock()
        self._notify = notify or (lambda text: None)
        self._timeout = timeout
        self._last_write = float("-inf")
        self._waited = 0.0
        self._made: Requester | None = None

    def send(
        self,
        verb: str,
        path: str,
        *,
        parameters: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> tuple[dict[str, Any], Any]:
        """The answer's headers (names in lower case) and JSON. `path` starts with `/`, or is an address of our API.

        Raises MissingError (404, 410), DeniedError (401, 403), InvalidError (422), LimitedError (a limit; for a write
        always, so that the caller looks before it sends again), RemoteError (anything else).
        """
        self._guard(path)
        if verb in SAFE:
            return self._patiently(verb, path, parameters)
        early = self._last_write + BETWEEN_WRITES - self._clock.now()
        if early > 0:
            self._clock.sleep(min(early, BETWEEN_WRITES))
        try:
            return self._once(verb, path, parameters, body)
        finally:
            self._last_write = self._clock.now()

    def wait(self, seconds: float, why: str) -> None:
        """Wait as asked, and say so. Raises RemoteError instead where that would be too long."""
        if seconds > LONGEST_WAIT or self._waited + seconds > LONGEST_TOTAL:
            until = datetime.fromtimestamp(self._clock.now() + min(seconds, 10**8), UTC)
            raise RemoteError(
                f"{why}: asked to wait {seconds:.0f} s",
                hint=f"Run it again after {until:%H:%M} UTC; what was done is recorded.",
            )
        self._notify(f"{why}: waiting {seconds:.0f} s")
        self._waited += seconds
        self._clock.sleep(seconds)

    def _patiently(self, verb: str, path: str, parameters: Mapping[str, Any] | None) -> tuple[dict[str, Any], Any]:
        for attempt in range(TRIES):
            try:
                return self._once(verb, path, parameters, None)
            except LimitedError as e:
                if attempt == TRIES - 1:
                    raise
                self.wait(e.seconds, e.message)
            except RemoteError as e:
                if attempt == TRIES - 1 or isinstance(e, InvalidError):
                    raise
                self.wait(BACKOFF * 2**attempt, e.message)
        raise AssertionError("the last try returns or raises")

    def _once(
        self, verb: str, path: str, parameters: Mapping[str, Any] | None, body: Mapping[str, Any] | None
    ) -> tuple[dict[str, Any], Any]:
        import requests
        from github import GithubException

        what = f"{verb} {urlsplit(path).path}"
        requester = self._requester()
        try:
            return requester.requestJsonAndCheck(
                verb, path, parameters=dict(parameters or {}), input=dict(body) if body is not None else None
            )
        except GithubException as e:
            raise self._meaning(e, what) from e
        except requests.RequestException as e:
            reason = "no answer in time" if isinstance(e, requests.Timeout) else "the connection failed"
            raise RemoteError(f"{self._host()}: {what}: {reason}", hint=_AGAIN) from e
        except (ValueError, AttributeError, TypeError) as e:  # what PyGithub does with an answer that is no JSON object
            raise RemoteError(f"{self._host()}: {what}: the answer cannot be read", hint=_AGAIN) from e
        except (RuntimeError, AssertionError) as e:  # how PyGithub refuses a redirection to another host
            raise RemoteError(f"{self._host()}: {what}: redirected elsewhere", hint="Check GITHUB_API_URL.") from e

    def _requester(self) -> Requester:
        if self._made is None:
            from github import Auth, Github
            from urllib3 import Retry

            # It tells of redirections on stderr, which is ours to speak on.
            logging.getLogger("github.Requester").setLevel(logging.WARNING)
            self._made = Github(
                base_url=self.account.api,
                auth=Auth.Token(self.account.token) if self.account.token else None,
                user_agent=f"incidentkit/{__version__}",
                timeout=self._timeout,
                retry=Retry(total=0, connect=0, read=0, redirect=0, status=0, other=0),
                seconds_between_requests=None,
                seconds_between_writes=None,
                lazy=True,
            ).requester
        return self._made

    def _meaning(self, error: GithubException, what: str) -> Exception:
        headers = {str(k).lower(): str(v) for k, v in (error.headers or {}).items()}
        data = error.data if isinstance(error.data, dict) else {}
        said = inert.one_line(str(data.get("message") or ""), 200)
        start = f"{self._host()}: {what}: {error.status}{f' {said}' if said else ''}"
        if error.status == 429 or (error.status == 403 and _limits(headers, said)):
            return LimitedError(f"{self._host()}: {what}: limited", seconds=self._asked(headers), hint=_AGAIN)
        if error.status == 401:
            hint = f"The token ({self.account.origin or 'none'}) is not valid here: renew it."
            return SettingsError(start, hint=hint)
        if error.status == 403:
            return DeniedError(start, hint=f"The token ({self.account.origin or 'none'}) lacks the right to do this.")
        if error.status in (404, 410):
            hint = "Check the name, and that the token may see it."
            return MissingError(start, hint=hint, gone=error.status == 410)
        if error.status == 422:
            fields = tuple(str(f.get("field")) for f in data.get("errors") or () if isinstance(f, dict))
            named = f" ({', '.join(fields)})" if fields else ""
            return InvalidError(f"{start}{named}", fields=fields)
        return RemoteError(start, hint=_AGAIN)

    def _asked(self, headers: Mapping[str, str]) -> float:
        """How many seconds a limiting answer asks to wait."""
        after = headers.get("retry-after", "")
        if after.isdigit():
            return max(float(after), BETWEEN_WRITES)
        reset = headers.get("x-ratelimit-reset", "")
        if headers.get("x-ratelimit-remaining") == "0" and reset.isdigit():
            return max(float(reset) - self._clock.now() + 1, BETWEEN_WRITES)  # the reset falls within that second
        return UNSAID_WAIT

    def _guard(self, path: str) -> None:
        """A next page's address comes from the server: the token goes to our API alone."""
        if not path.startswith("/") and not path.startswith(self.account.api + "/"):
            raise RemoteError(f"{self._host()}: names another host as the next page", hint="Check GITHUB_API_URL.")

    def _host(self) -> str:
        return urlsplit(self.account.api).netloc


_AGAIN = "Run it again: nothing is done twice."


def _limits(headers: Mapping[str, str], said: str) -> bool:
    text = said.lower()
    limited = "rate limit" in text or "abuse detection" in text
    return limited or "retry-after" in headers or headers.get("x-ratelimit-remaining") == "0"
