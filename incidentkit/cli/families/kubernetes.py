"""Kubernetes: namespaces of a live cluster, or what was saved of one."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from incidentkit.cli.families.interface import Asked, Family, public
from incidentkit.cli.flags import Flags
from incidentkit.config import Workspace
from incidentkit.errors import UsageError


def _sources(flags: Flags, workspace: Workspace) -> list[Asked]:
    if (flags.context or flags.kubeconfig) and not (flags.k8s or flags.helm_secrets):
        raise UsageError("--context and --kubeconfig go with --k8s", hint="Name a namespace: --k8s NAMESPACE")
    if not (flags.k8s or flags.k8s_file):
        if flags.logs:
            raise UsageError("--logs goes with --k8s or --k8s-file", hint="Name a namespace: --k8s NAMESPACE")
        return []
    from incidentkit.sources.kubernetes import KubernetesFile, KubernetesLive

    settings = workspace.config.kubernetes
    saved = flags.k8s_file or ()
    if list(saved).count("-") > 1:
        raise UsageError("--k8s-file - can be read only once")
    asked = [
        Asked(
            KubernetesLive(
                namespace,
                settings=settings,
                context=flags.context,
                kubeconfig=flags.kubeconfig,
                environ=os.environ,
                logs=flags.logs,
            ),
            ("--k8s", namespace, *(("--context", flags.context) if flags.context else ())),
        )
        for namespace in flags.k8s or ()
    ]
    for name in saved:
        path = None if name == "-" else Path(name)
        shown = "-" if path is None else public(path, workspace)
        source = KubernetesFile(path, settings=settings, stdin=sys.stdin.buffer, logs=flags.logs)
        asked.append(Asked(source, ("--k8s-file", shown)))
    return asked


# A kubeconfig may run programs, and a context names a cluster: neither is taken from a repository. Logs are read when
# somebody says so, each time.
FAMILY = Family(
    _sources, recorded=(("--k8s", "text"), ("--k8s-file", "file")), own=("--context", "--kubeconfig", "--logs")
)
