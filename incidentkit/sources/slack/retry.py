"""When to send a call again, and how long to wait before."""

from __future__ import annotations

import http.client
import random
import socket
import ssl
from collections.abc import Callable
from urllib.error import HTTPError, URLError

from slack_sdk.http_retry import HttpRequest, HttpResponse, RetryHandler, RetryState

# Seconds. The first waits are short: most failures of a server are gone at once.
_FIRST, _GROWTH = 0.5, 2.0
# A server that is down stays so: five tries are 15 seconds. A rate limit ends, and says when.
_TRIES_OF_FAILURES = 5
# From here on a person wonders what is going on.
_NOTICED = 3


class Again(RetryHandler):
    """Sends a reading call again after a rate limit, a server error, a lost connection or a cut answer.

    One handler and not the SDK's three: theirs leave out 502 and 504, answers that end early and time-outs, do not cap
    `Retry-After`, and share one count of tries.
    """

    def __init__(
        self, tries: int, longest: float, sleep: Callable[[float], None], waiting: Callable[[str, int], None]
    ) -> None:
        super().__init__(max_retry_count=tries)
        self._longest = longest
        self._sleep = sleep
        self._waiting = waiting

    def _can_retry(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        if response is not None and response.status_code == 429:
            # A wait beyond the cap is not sat out: what was had is kept, the rest is said.
            return _asked(response) <= self._longest
        if state.current_attempt >= _TRIES_OF_FAILURES:
            return False
        if response is not None:
            return response.status_code in (500, 502, 503, 504) or _busy(response)
        if isinstance(error, HTTPError):
            return False
        lost = (URLError, ConnectionError, TimeoutError, http.client.HTTPException)
        return isinstance(error, lost) and not _hopeless(error)

    def prepare_for_next_attempt(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> None:
        limited = response is not None and response.status_code == 429
        growing = _FIRST * _GROWTH**state.current_attempt * (1 + random.random() / 4)  # noqa: S311 - no secret
        wait = min(max(_asked(response), 1.0) if limited and response else growing, self._longest)
        if wait >= _NOTICED:
            self._waiting(
                "Slack's rate limit, seconds to wait" if limited else "Slack fails, seconds to wait", int(wait)
            )
        self._sleep(wait)
        state.next_attempt_requested = True
        state.increment_current_attempt()


def _asked(response: HttpResponse) -> float:
    """The seconds of `Retry-After`, or 1."""
    for key, values in response.headers.items():
        if key.lower() == "retry-after":
            value = values[0] if isinstance(values, list) and values else values
            try:
                return max(0.0, float(str(value)))
            except ValueError:
                return 1.0
    return 1.0


def _busy(response: HttpResponse) -> bool:
    body = response.body if isinstance(response.body, dict) else {}
    return body.get("ok") is False and body.get("error") in ("ratelimited", "internal_error", "service_unavailable")


def _hopeless(error: Exception | None) -> bool:
    """Nobody there, a name that does not resolve, a certificate that does not fit: trying again is no better."""
    reason = getattr(error, "reason", error)
    return isinstance(reason, ConnectionRefusedError | socket.gaierror | ssl.SSLCertVerificationError)
