"""Logging in to a cluster: the only import of the official `kubernetes` client, for kubeconfig and login alone.

The client's debug mode prints tokens: it is never on. The path of a kubeconfig never comes from a repository.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from incidentkit import inert
from incidentkit.errors import IncidentkitError, SettingsError
from incidentkit.sources.kubernetes.client import Cluster, complaints

# A login program may open a browser and wait for a person.
LOGIN_SECONDS = 60.0


class _Patient(subprocess.Popen[str]):
    """A login program that is not waited for without end: the client itself would."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        # In a group of its own, what it started ends with it; one that asks at the terminal must stay in ours.
        self._alone = options.get("stdin") is None
        super().__init__(*arguments, **options, start_new_session=self._alone)

    def communicate(self, input: Any = None, timeout: float | None = None) -> tuple[Any, Any]:  # noqa: A002 - its name
        try:
            return super().communicate(input, timeout or LOGIN_SECONDS)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                (os.killpg if self._alone else os.kill)(self.pid, signal.SIGKILL)
            raise TimeoutError(f"it did not answer within {LOGIN_SECONDS:.0f} seconds") from None


def connect(*, context: str | None, kubeconfig: Path | None, environ: Mapping[str, str]) -> Cluster:
    """The cluster of a kubeconfig: the given one, else `KUBECONFIG`, else `~/.kube/config`, else the pod's own.

    The path never comes from a repository's settings: a kubeconfig may run programs.
    Raises SettingsError with the next step where there is none or it cannot be used.
    """
    try:
        from kubernetes import client
        from kubernetes.config import ConfigException, exec_provider, incluster_config, kube_config
    except ImportError as e:
        raise SettingsError(
            "Reading from a live cluster needs the Kubernetes client, which is not installed",
            hint="In a clone of incidentkit: pip install '.[kubernetes]'",
        ) from e
    provider: Any = exec_provider
    provider.subprocess = SimpleNamespace(Popen=_Patient, PIPE=subprocess.PIPE)
    configuration = client.Configuration()
    configuration.debug = False
    where = _kubeconfig(kubeconfig, environ)
    try:
        with complaints() as heard:
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
    if heard and not configuration.api_key and not configuration.cert_file:
        raise SettingsError(
            f"The kubeconfig's login program failed: {_safe(heard[0])}",
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


def _safe(said: str) -> str:
    """One line, without long runs of characters that might be a token."""
    return inert.one_line(re.sub(r"[A-Za-z0-9+=_.-]{40,}", "…", said), 200)
