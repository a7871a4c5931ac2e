"""The cluster's API over HTTP.

Bodies are read as raw JSON. Reads are repeated a few times when the server is busy or gone, with every wait capped.
Nothing here asks for secrets.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import sleep
from typing import Any
from urllib.parse import urlencode

from incidentkit import inert
from incidentkit.errors import DeniedError, IncidentkitError, RemoteError, SettingsError
from incidentkit.sources import trouble
from incidentkit.sources.kubernetes.raw import Json, mapping, number, text

_CONNECT_SECONDS, _READ_SECONDS = 5.0, 30.0
_ATTEMPTS = 4
_LONGEST_WAIT = 8.0
_BUSY = (429, 500, 502, 503, 504)
_LARGEST_BODY = 64 * 1024 * 1024
RIGHTS_HINT = "Ask for the rights in setup/kubernetes-rbac.yaml, which `incident init` writes."
LOGIN_HINT = "Log in to the cluster as for kubectl and try again; `kubectl get pods` must work first."


class GoneError(RemoteError):
    """The server no longer knows the place in a list from which we want to go on (410)."""


class NotFoundError(RemoteError):
    """The server has no such thing (404)."""


class UnreachableError(RemoteError):
    """The server does not answer at all: nothing else need be asked."""


@dataclass(frozen=True)
class Cluster:
    """A connection. `pool` is urllib3's pool manager with the kubeconfig's TLS and proxy in it.

    `clock` holds, under "ahead", the seconds by which the server's clock was ahead of ours when it answered last.
    """

    host: str
    pool: Any
    configuration: Any
    clock: dict[str, float] = field(default_factory=dict)

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Json:
        """The JSON object at a path of the API.

        Raises DeniedError (403), SettingsError (401), GoneError (410), NotFoundError (404) and RemoteError.
        """
        return self._ask("GET", _with(path, query), None)

    def post(self, path: str, document: Json) -> Json:
        """The answer to a question that is asked by POST (access reviews): asked once, never repeated."""
        return self._ask("POST", path, json.dumps(document).encode())

    def text(self, path: str, query: Mapping[str, str], most: int) -> str:
        """The first bytes, at most that many, of what is no JSON: a log. Raises what `get` raises; asks once."""
        response = self._open("GET", _with(path, query), None, _READ_SECONDS)
        with _closing(response):
            data: bytes = response.read(most, decode_content=True)
        if response.status != 200:
            _answer(response.status, data, path)
        return data.decode("utf-8", "replace")

    def watch(self, path: str, query: Mapping[str, str], seconds: int) -> Iterator[tuple[str, Json]]:
        """Changes of a list as they come: ADDED, MODIFIED, DELETED or BOOKMARK, and the object; at most that long.

        First of all, as soon as the server listens, an empty change: it may be long until something happens.
        Raises what `get` raises; GoneError where the list's place has expired. Asks once.
        """
        asked = {**query, "watch": "true", "allowWatchBookmarks": "true", "timeoutSeconds": str(seconds)}
        response = self._open("GET", _with(path, asked), None, seconds + _READ_SECONDS)
        with _closing(response):
            if response.status != 200:
                _answer(response.status, response.read(_LARGEST_BODY), path)
                return
            yield "", {}
            for line in _lines(response, self.host):
                change = _change(line)
                if change[0] == "ERROR":
                    _answer(_code(change[1]), line, path, mapping(change[1]))
                yield change

    def _ask(self, method: str, path: str, body: bytes | None) -> Json:
        last: IncidentkitError | None = None
        for attempt in range(_ATTEMPTS if method == "GET" else 1):
            if attempt:
                sleep(min(_LONGEST_WAIT, 0.25 * 4 ** (attempt - 1)))
            status, data, wait, last = self._once(method, path, body)
            if status not in _BUSY and status:
                return _answer(status, data, path)
            if wait:
                sleep(min(_LONGEST_WAIT, wait))
            last = last or RemoteError(f"The Kubernetes API answered {status} for {_plain(path)}")
        assert last
        raise last

    def _once(self, method: str, path: str, body: bytes | None) -> tuple[int, bytes, float, IncidentkitError | None]:
        """Status (0: no answer), body, wished wait, and what went wrong on the way."""
        import urllib3

        try:
            response = self._open(method, path, body, _READ_SECONDS)
            with _closing(response):
                data = response.read(_LARGEST_BODY + 1, decode_content=True)
        except UnreachableError as e:
            return 0, b"", 0.0, e
        except (urllib3.exceptions.HTTPError, OSError) as e:
            return 0, b"", 0.0, _unreachable(self.host, e)
        if len(data) > _LARGEST_BODY:
            raise RemoteError(f"The Kubernetes API's answer for {_plain(path)} is larger than 64 MB")
        wished = response.headers.get("Retry-After", "")
        return response.status, data, float(wished) if re.fullmatch(r"\d{1,6}", wished) else 0.0, None

    def _open(self, method: str, path: str, body: bytes | None, seconds: float) -> Any:
        """The response, its body not read yet. Raises UnreachableError, and RemoteError where TLS fails."""
        import urllib3

        try:
            response = self.pool.request(
                method, self.host + path, body=body, headers=self._headers(body), retries=False, redirect=False,
                timeout=urllib3.Timeout(connect=_CONNECT_SECONDS, read=seconds), preload_content=False,
            )  # fmt: skip
        except urllib3.exceptions.SSLError as e:
            raise _tls(self.host, e) from None
        except (urllib3.exceptions.HTTPError, OSError) as e:
            if trouble.is_tls(e):
                raise _tls(self.host, e) from None
            raise _unreachable(self.host, e) from None
        self._look_at_clock(response.headers.get("Date", ""))
        return response

    def _look_at_clock(self, date: str) -> None:
        try:
            self.clock["ahead"] = (parsedate_to_datetime(date) - datetime.now(UTC)).total_seconds()
        except (ValueError, TypeError):
            return  # it does not say what time it is

    def _headers(self, body: bytes | None) -> dict[str, str]:
        headers = {"Accept": "application/json", "User-Agent": "incidentkit"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        # Asked every time: the client renews a token that a login program gave and that has run out.
        with complaints():
            settings = self.configuration.auth_settings().values()
        for setting in settings:
            if setting.get("in") == "header" and setting.get("value"):
                headers[setting["key"]] = setting["value"]
        return headers


def _with(path: str, query: Mapping[str, str] | None) -> str:
    return path + ("?" + urlencode(query) if query else "")


@contextmanager
def _closing(response: Any) -> Iterator[None]:
    """Give the connection back; what was not read of it is not waited for."""
    try:
        yield
    finally:
        response.close()
        response.release_conn()


def _lines(response: Any, host: str) -> Iterator[bytes]:
    """The lines of a body as they come. Raises UnreachableError where it breaks off."""
    import urllib3

    rest = b""
    try:
        for part in response.stream(65536, decode_content=True):
            *whole, rest = (rest + part).split(b"\n")
            yield from (line for line in whole if line.strip())
            if len(rest) > _LARGEST_BODY:
                raise RemoteError("The Kubernetes API's stream has no end of line")
    except (urllib3.exceptions.HTTPError, OSError) as e:
        raise _unreachable(host, e) from None


def _change(line: bytes) -> tuple[str, Json]:
    try:
        parsed = mapping(json.loads(line))
    except (ValueError, RecursionError):
        raise RemoteError("The Kubernetes API's stream is no JSON") from None
    return text(parsed.get("type")), mapping(parsed.get("object"))


def _code(status: Json) -> int:
    return number(status.get("code")) or 500


@contextmanager
def complaints() -> Iterator[list[str]]:
    """What the client logs instead of raising, kept from the terminal: a login program that fails is only logged."""
    heard: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            heard.append(record.getMessage())

    root, ear = logging.getLogger(), Ear(logging.ERROR)
    before = root.handlers[:]
    root.handlers = [ear]
    try:
        yield heard
    finally:
        root.handlers = before


def _answer(status: int, data: bytes, path: str, known: Json | None = None) -> Json:
    """The JSON object of an answer. Raises what `Cluster.get` raises."""
    try:
        parsed = known or mapping(json.loads(data))
    except (ValueError, RecursionError):
        parsed = {}
    said = inert.one_line(text(parsed.get("message")), 200)
    if status == 401:
        raise SettingsError("The cluster does not accept these credentials (401)", hint=LOGIN_HINT)
    if status == 403:
        raise DeniedError(said or f"forbidden: {_plain(path)}", hint=RIGHTS_HINT)
    if status == 404:
        raise NotFoundError(f"The cluster has no {_plain(path)}")
    if status == 410:
        raise GoneError(said or "the list's place has expired")
    if not 200 <= status < 300:
        raise RemoteError(f"The Kubernetes API answered {status} for {_plain(path)}{': ' if said else ''}{said}")
    if not parsed:
        raise RemoteError(
            f"The answer for {_plain(path)} is no JSON object",
            hint="Is the address in the kubeconfig that of a Kubernetes API?",
        )
    return parsed


def _plain(path: str) -> str:
    return inert.one_line(path.split("?", maxsplit=1)[0], 120)


def _tls(host: str, error: Exception) -> RemoteError:
    return RemoteError(
        f"The cluster's TLS certificate was not accepted at {_plain(host)}: {trouble.of_tls(error)}",
        hint="Check certificate-authority in the kubeconfig; fetch a new kubeconfig if the cluster was renewed.",
    )


def _unreachable(host: str, error: Exception) -> UnreachableError:
    said = f"The cluster at {_plain(host)} cannot be reached: {trouble.of_reach(error)}"
    return UnreachableError(said, hint="Check the network, the VPN and the context.")
