"""HTTP to Prometheus and Alertmanager: read-only, every wait and every answer bounded.

A credential is sent only where whoever runs the program named the address, by a flag or in the environment; a redirect
is never followed, with a credential or without. https://prometheus.io/docs/prometheus/latest/querying/api/
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from incidentkit import inert
from incidentkit.errors import IncidentkitError, RemoteError, SettingsError, UsageError
from incidentkit.sources import trouble

LARGEST = 32 * 1024 * 1024
_CONNECT_SECONDS, _READ_SECONDS, _WHOLE_SECONDS = 5.0, 30.0, 60.0
_ATTEMPTS, _LONGEST_WAIT = 3, 4.0
_BUSY = (429, 502, 503, 504)
_LONGEST_GET = 3000
# Clocks that differ by less are as good as equal: an answer takes its time.
_SKEW = timedelta(seconds=30)


class RefusedError(RemoteError):
    """The server understood and refuses this one question: another may be answered."""


class BrokenError(RemoteError):
    """The server failed at this question; whether it is what it should be is not known."""


@dataclass(frozen=True, slots=True)
class Login:
    """A credential as a header; empty sends none. It never shows in a message."""

    header: str = field(default="", repr=False)

    @classmethod
    def of(cls, name: str, environ: Mapping[str, str]) -> Login:
        """From `<NAME>_TOKEN` (a bearer token), or `<NAME>_USER` and `<NAME>_PASSWORD`."""
        from base64 import b64encode

        token = environ.get(f"{name}_TOKEN", "").strip()
        user, password = environ.get(f"{name}_USER", "").strip(), environ.get(f"{name}_PASSWORD", "")
        if token:
            return cls(f"Bearer {_ascii(token, f'{name}_TOKEN')}")
        if user:
            return cls(f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}")
        return cls()


def _ascii(token: str, name: str) -> str:
    if not re.fullmatch(r"[!-~]+", token):
        raise SettingsError(f"{name} holds a character that no token has", hint="Set it anew, without blanks in it.")
    return token


def address(url: str, option: str) -> str:
    """A base address without what must not be kept: https://prometheus.example.org/prefix.

    Raises UsageError for one that is none, or that holds a password.
    """
    try:
        parts = urlsplit(url.strip())
        _ = parts.port
    except ValueError:
        parts = urlsplit("")
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or not re.fullmatch(r"[\w.:\[\]-]+", parts.netloc.rpartition("@")[2])
    ):
        raise UsageError(f"{option}: no http(s) address", hint="For example: https://prometheus.example.org")
    if parts.username or parts.password:
        name = option.removeprefix("--").upper()
        hint = f"Set {name}_USER and {name}_PASSWORD in the environment, and leave them out of the address."
        raise UsageError(f"{option}: the address holds a user or a password", hint=hint)
    path = re.sub(r"/(?:graph|query|alerts|-/\w+|api/v[12](?:/.*)?|#.*)?/*$", "", parts.path)
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


@dataclass
class Client:
    """Asks one server. `what` names it in messages ("Prometheus"). `skew` is, once it answered, how far its clock is
    ahead of this machine's, where that is worth saying."""

    base: str
    what: str
    login: Login = field(default_factory=Login)
    skew: timedelta = timedelta(0)
    answered: bool = False

    def __post_init__(self) -> None:
        import urllib3

        self._pool: Any = urllib3.PoolManager(num_pools=1, maxsize=1)

    def get(self, path: str, **query: str) -> bytes:
        """The body of an answer (JSON). Raises RefusedError for a question that is refused, SettingsError for missing
        rights, RemoteError for everything else that goes wrong."""
        encoded = urlencode(query)
        url = f"{self.base}{path}"
        if len(encoded) <= _LONGEST_GET:
            method, url, body = "GET", f"{url}?{encoded}" if encoded else url, None
        else:
            method, body = "POST", encoded.encode()
        last: IncidentkitError | None = None
        for attempt in range(_ATTEMPTS):
            if attempt:
                time.sleep(min(_LONGEST_WAIT, 0.3 * 4 ** (attempt - 1)))
            status, data, kind, last = self._once(method, url, body)
            if status and status not in _BUSY:
                self.answered = True
                return self._body(status, data, kind)
            if last and self.answered is False and attempt:
                break  # a server that never answered is asked twice
        raise last or RemoteError(f"{self.what} is too busy to answer ({status})", hint="Run it again in a while.")

    def _once(self, method: str, url: str, body: bytes | None) -> tuple[int, bytes, str, IncidentkitError | None]:
        import urllib3

        headers = {"Accept": "application/json", "User-Agent": "incidentkit"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if self.login.header:
            headers["Authorization"] = self.login.header
        timeout = urllib3.Timeout(connect=_CONNECT_SECONDS, read=_READ_SECONDS)
        try:
            response = self._pool.request(
                method, url, body=body, headers=headers, timeout=timeout, retries=False, redirect=False,
                preload_content=False,
            )  # fmt: skip
            try:
                data = self._read(response)
            finally:
                response.close()
        except urllib3.exceptions.SSLError as e:
            raise self._tls(e) from None
        except (urllib3.exceptions.HTTPError, OSError) as e:
            if trouble.is_tls(e):
                raise self._tls(e) from None
            return 0, b"", "", self._unreachable(e)
        self._clock(response.headers.get("Date", ""))
        return response.status, data, response.headers.get("Content-Type", ""), None

    def _read(self, response: Any) -> bytes:
        """The body, unless it is too large or comes too slowly."""
        until = time.monotonic() + _WHOLE_SECONDS
        parts: list[bytes] = []
        size = 0
        for part in response.stream(64 * 1024, decode_content=True):
            parts.append(part)
            size += len(part)
            if size > LARGEST:
                hint = "Name a shorter span with --since and --until."
                raise RefusedError(f"{self.what}'s answer is larger than {LARGEST // 1024 // 1024} MB", hint=hint)
            if time.monotonic() > until:
                raise RefusedError(
                    f"{self.what}'s answer took longer than {_WHOLE_SECONDS:.0f} s", hint="Run it again."
                )
        return b"".join(parts)

    def _body(self, status: int, data: bytes, kind: str) -> bytes:
        if status == 200 and data.lstrip()[:1] in (b"{", b"["):
            return data
        where = self._where()
        if status in (401, 403):
            sent = "does not accept the credentials" if self.login.header else "asks for credentials"
            name = self.what.upper()
            hint = f"Set {name}_TOKEN, or {name}_USER and {name}_PASSWORD, and name the address by a flag."
            raise SettingsError(f"{self.what} at {where} {sent} ({status})", hint=hint)
        if 300 <= status < 400:
            hint = "Give the address that it leads to; a redirect is not followed, a credential could go with it."
            raise RemoteError(f"{self.what} at {where} answers with a redirect ({status})", hint=hint)
        if status in (400, 422) and (said := _error(data)):
            raise RefusedError(f"{self.what} refuses the question: {said}")
        if status == 200:
            page = "a web page" if "html" in kind.lower() or data.lstrip()[:1] == b"<" else "no JSON"
            raise RemoteError(
                f"{where} answers with {page}, which is none of {self.what}'s answers",
                hint="Is there a login in front of it? Give the address of its API.",
            )
        said = _error(data)
        if status == 404:
            hint = f"Give the address under which {self.what} itself is, with its path prefix if it has one."
            raise RemoteError(f"{where} has no API of {self.what} (404)", hint=hint)
        raise BrokenError(f"{self.what} at {where} answered {status}{': ' if said else ''}{said}", hint="Run it again.")

    def _clock(self, date: str) -> None:
        try:
            there = parsedate_to_datetime(date)
        except (ValueError, TypeError):
            return
        if there.tzinfo is not None:
            skew = there - datetime.now(UTC)
            self.skew = skew if abs(skew) > _SKEW else timedelta(0)

    def _where(self) -> str:
        return inert.one_line(self.base, 120)

    def _tls(self, error: Exception) -> RemoteError:
        hint = "If its authority is your own, name its file in SSL_CERT_FILE."
        return RemoteError(
            f"The TLS certificate of {self._where()} was not accepted: {trouble.of_tls(error)}", hint=hint
        )

    def _unreachable(self, error: Exception) -> RemoteError:
        hint = "Check the address, the network and the VPN."
        return RemoteError(f"{self.what} at {self._where()} cannot be reached: {trouble.of_reach(error)}", hint=hint)


def _error(data: bytes) -> str:
    """What a server says that is wrong, in one line."""
    import json

    try:
        raw = json.loads(data[:20_000])
    except (ValueError, RecursionError):
        return ""
    said = raw.get("error") or raw.get("message") if isinstance(raw, dict) else raw
    return inert.one_line(said, 200) if isinstance(said, str) else ""


def skew_note(client: Client) -> str:
    """A sentence for the report where the server's clock and this machine's differ; else empty."""
    if not client.skew:
        return ""
    seconds = round(abs(client.skew).total_seconds())
    way = "ahead of" if client.skew > timedelta(0) else "behind"
    return f"The clock of {client.what} is {seconds} s {way} the one here: its times may be off by as much."
