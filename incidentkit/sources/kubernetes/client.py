"""The cluster's API over HTTP: the only import of the official `kubernetes` client, for kubeconfig and login alone.

Bodies are read as raw JSON. Reads are repeated a few times when the server is busy or gone, with every wait capped.
The client's debug mode prints tokens: it is never on. Nothing here asks for secrets.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import sleep
from typing import Any
from urllib.parse import urlencode

from incidentkit import inert
from incidentkit.errors import DeniedError, IncidentkitError, RemoteError, SettingsError
from incidentkit.sources.kubernetes.raw import Json, mapping, text

_CONNECT_SECONDS, _READ_SECONDS = 5.0, 30.0
_ATTEMPTS = 4
_LONGEST_WAIT = 8.0
_BUSY = (429, 500, 502, 503, 504)
_LARGEST_BODY = 64 * 1024 * 1024
RIGHTS_HINT = "Ask for the rights in setup/kubernetes-rbac.yaml, which `incident init` writes."
_LOGIN_HINT = "Log in to the cluster as for kubectl and try again; `kubectl get pods` must work first."


class GoneError(RemoteError):
    """The server no longer knows the place in a list from which we want to go on (410)."""


class NotFoundError(RemoteError):
    """The server has no such thing (404)."""


class UnreachableError(RemoteError):
    """The server does not answer at all: nothing else need be asked."""


@dataclass(frozen=True)
class Cluster:
    """A connection. `pool` is urllib3's pool manager with the kubeconfig's TLS and proxy in it."""

    host: str
    pool: Any
    configuration: Any

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Json:
        """The JSON object at a path of the API.

        Raises DeniedError (403), SettingsError (401), GoneError (410), NotFoundError (404) and RemoteError.
        """
        return self._ask("GET", path + ("?" + urlencode(query) if query else ""), None)

    def post(self, path: str, document: Json) -> Json:
        """The answer to a question that is asked by POST (access reviews): asked once, never repeated."""
        return self._ask("POST", path, json.dumps(document).encode())

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

        timeout = urllib3.Timeout(connect=_CONNECT_SECONDS, read=_READ_SECONDS)
        try:
            response = self.pool.request(
                method, self.host + path, body=body, headers=self._headers(body), timeout=timeout,
                retries=False, redirect=False, preload_content=False,
            )  # fmt: skip
            try:
                data = response.read(_LARGEST_BODY + 1, decode_content=True)
            finally:
                response.release_conn()
        except urllib3.exceptions.SSLError as e:
            raise _tls(self.host, e) from None
        except (urllib3.exceptions.HTTPError, OSError) as e:
            if "CERTIFICATE_VERIFY_FAILED" in str(e) or "WRONG_VERSION_NUMBER" in str(e):
                raise _tls(self.host, e) from None
            return 0, b"", 0.0, _unreachable(self.host, e)
        if len(data) > _LARGEST_BODY:
            raise RemoteError(f"The Kubernetes API's answer for {_plain(path)} is larger than 64 MB")
        wished = response.headers.get("Retry-After", "")
        return response.status, data, float(wished) if re.fullmatch(r"\d{1,6}", wished) else 0.0, None

    def _headers(self, body: bytes | None) -> dict[str, str]:
        headers = {"Accept": "application/json", "User-Agent": "incidentkit"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        # Asked every time: the client renews a token that a login program gave and that has run out.
        for setting in self.configuration.auth_settings().values():
            if setting.get("in") == "header" and setting.get("value"):
                headers[setting["key"]] = setting["value"]
        return headers


def _answer(status: int, data: bytes, path: str) -> Json:
    try:
        parsed = mapping(json.loads(data))
    except (ValueError, RecursionError):
        parsed = {}
    said = inert.one_line(text(parsed.get("message")), 200)
    if status == 401:
        raise SettingsError("The cluster does not accept these credentials (401)", hint=_LOGIN_HINT)
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


def connect(*, context: str | None, kubeconfig: Path | None, environ: Mapping[str, str]) -> Cluster:
    """The cluster of a kubeconfig: the given one, else `KUBECONFIG`, else `~/.kube/config`, else the pod's own.

    The path never comes from a repository's settings: a kubeconfig may run programs.
    Raises SettingsError with the next step where there is none or it cannot be used.
    """
    try:
        from kubernetes import client
        from kubernetes.config import ConfigException, incluster_config, kube_config
    except ImportError as e:
        raise SettingsError(
            "Reading from a live cluster needs the Kubernetes client, which is not installed",
            hint="In a clone of incidentkit: pip install '.[kubernetes]'",
        ) from e
    configuration = client.Configuration()
    configuration.debug = False
    where = _kubeconfig(kubeconfig, environ)
    try:
        with _complaints() as complaints:
            if where:
                # Not persisted: a tool that only reads leaves the kubeconfig as it is.
                load: Any = kube_config.load_kube_config
                load(where, context, client_configuration=configuration, persist_config=False)
            elif environ.get("KUBERNETES_SERVICE_HOST"):
                load = incluster_config.load_incluster_config
                load(client_configuration=configuration)
            else:
                raise SettingsError(
                    "There is no kubeconfig", hint="Set KUBECONFIG or give --kubeconfig FILE; `kubectl` uses the same."
                )
    except ConfigException as e:
        raise SettingsError(f"The kubeconfig cannot be used: {_safe(str(e))}", hint=_context_hint(context)) from None
    except IncidentkitError:
        raise
    except Exception as e:  # noqa: BLE001 - the client lets whatever a broken kubeconfig causes escape, values included
        raise SettingsError(
            f"The kubeconfig cannot be used ({type(e).__name__})", hint="Try `kubectl config view` on it."
        ) from None
    if complaints and not configuration.api_key and not configuration.cert_file:
        raise SettingsError(
            f"The kubeconfig's login program failed: {_safe(complaints[0])}",
            hint="Install the program it names, or log in again; `kubectl get pods` must work first.",
        )
    api = client.ApiClient(configuration)
    return Cluster(configuration.host.rstrip("/"), api.rest_client.pool_manager, configuration)


def _kubeconfig(given: Path | None, environ: Mapping[str, str]) -> str | None:
    if given is not None:
        if not given.is_file():
            raise SettingsError(f"{given}: no such kubeconfig", hint="Give the path of an existing file.")
        return str(given)
    named = environ.get("KUBECONFIG", "")
    if named:
        if not any(Path(part).expanduser().is_file() for part in named.split(":") if part):
            raise SettingsError(f"KUBECONFIG names {named}, which is not there", hint="Correct it, or unset it.")
        return named
    default = Path(environ.get("HOME", "~")).expanduser() / ".kube" / "config"
    return str(default) if default.is_file() else None


def _context_hint(context: str | None) -> str:
    if context:
        return f"Is there a context named {inert.one_line(context, 80)}? `kubectl config get-contexts` lists them."
    return "Choose a context with --context; `kubectl config get-contexts` lists them."


@contextmanager
def _complaints() -> Iterator[list[str]]:
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


def _safe(said: str) -> str:
    """One line, without long runs of characters that might be a token."""
    return inert.one_line(re.sub(r"[A-Za-z0-9+=_.-]{40,}", "…", said), 200)


def _plain(path: str) -> str:
    return inert.one_line(path.split("?", maxsplit=1)[0], 120)


def _tls(host: str, error: Exception) -> RemoteError:
    found = re.search(r"certificate verify failed: ([^(]{1,100})|(WRONG_VERSION_NUMBER)", str(error))
    why = (found[1] or "it does not speak TLS").strip() if found else "the connection could not be made safe"
    return RemoteError(
        f"The cluster's TLS certificate was not accepted at {_plain(host)}: {why}",
        hint="Check certificate-authority in the kubeconfig; fetch a new kubeconfig if the cluster was renewed.",
    )


def _unreachable(host: str, error: Exception) -> UnreachableError:
    said, kind = str(error), type(error).__name__
    if "NameResolution" in kind or "resolve" in said:
        why = "its name is not known"
    elif "refused" in said:
        why = "the connection was refused"
    elif "imeout" in kind or "timed out" in said:
        why = "no answer in time"
    else:
        why = "the connection broke off"
    return UnreachableError(
        f"The cluster at {_plain(host)} cannot be reached: {why}", hint="Check the network, the VPN and the context."
    )
