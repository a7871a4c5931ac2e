"""Prometheus and Alertmanager: servers, or saved answers."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from incidentkit.cli.families.interface import Asked, Family, public
from incidentkit.cli.flags import Flags
from incidentkit.config import PREFIX, Workspace
from incidentkit.errors import UsageError

_FROM_ENVIRONMENT = f"{PREFIX}PROMETHEUS_URL"


def _sources(flags: Flags, workspace: Workspace) -> list[Asked]:
    """Those that flags name; the settings' server as well, where the flags name any other source."""
    url = flags.prometheus or (
        workspace.config.prometheus.url if flags.name_a_source and not flags.prometheus_file else ""
    )
    trusted = bool(flags.prometheus) or bool(url and url == os.environ.get(_FROM_ENVIRONMENT))
    return [*_servers(flags, workspace, url, trusted, bool(flags.alertmanager)), *_saved(flags, workspace)]


def _again(flags: Flags, workspace: Workspace) -> list[Asked]:
    """Those of a ledger. Its addresses come with the repository: a credential goes there only if the environment
    names the same one."""
    url = flags.prometheus or ""
    trusted = bool(url) and _same(url, os.environ.get(_FROM_ENVIRONMENT, ""))
    return [*_servers(flags, workspace, url, trusted, False), *_saved(flags, workspace)]


def _same(url: str, other: str) -> bool:
    return url.rstrip("/") == other.strip().rstrip("/")


def _servers(flags: Flags, workspace: Workspace, url: str, trusted: bool, trusted_other: bool) -> list[Asked]:
    if not (url or flags.alertmanager):
        return []
    from incidentkit.sources.prometheus import Login, Prometheus, chosen_charts

    namespaces = flags.k8s or workspace.config.kubernetes.namespaces
    source = Prometheus(
        url or None,
        alertmanager_url=flags.alertmanager,
        asked=chosen_charts(workspace.config.prometheus, namespaces) if url else (),
        login=Login.of("PROMETHEUS", os.environ) if trusted else None,
        other_login=Login.of("ALERTMANAGER", os.environ) if trusted_other else None,
    )
    return [Asked(source, source.arguments)]


def _saved(flags: Flags, workspace: Workspace) -> list[Asked]:
    saved = flags.prometheus_file or ()
    if not saved:
        return []
    from incidentkit.sources.prometheus import PrometheusFile

    if list(saved).count("-") > 1 or ("-" in saved and "-" in (flags.k8s_file or ())):
        raise UsageError("--prometheus-file - can be read only once, and not beside --k8s-file -")
    asked = []
    for name in saved:
        path = None if name == "-" else Path(name)
        shown = "-" if path is None else public(path, workspace)
        asked.append(Asked(PrometheusFile(path, stdin=sys.stdin.buffer), ("--prometheus-file", shown)))
    return asked


FAMILY = Family(
    _sources,
    recorded=(("--prometheus", "text"), ("--prometheus-file", "file"), ("--alertmanager", "text")),
    again=_again,
)
