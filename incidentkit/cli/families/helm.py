"""Helm: saved answers, or the releases that a cluster keeps."""

from __future__ import annotations

import os
from pathlib import Path

from incidentkit.cli.families.interface import Asked, Family, public
from incidentkit.cli.flags import Flags
from incidentkit.config import Workspace


def _sources(flags: Flags, workspace: Workspace) -> list[Asked]:
    if not (flags.helm_file or flags.helm_secrets):
        return []
    from incidentkit import zones
    from incidentkit.sources.helm import HelmFile, HelmSecrets

    hours, settings = workspace.config.changes.hours, workspace.config.report
    zone = zones.resolve(flags.tz or settings.timezone, settings.zones)
    asked = [
        Asked(HelmFile(Path(name), hours=hours, zone=zone), ("--helm-file", public(Path(name), workspace)))
        for name in flags.helm_file or ()
    ]
    for namespace in flags.helm_secrets or ():
        source = HelmSecrets(
            namespace, hours=hours, context=flags.context, kubeconfig=flags.kubeconfig, environ=os.environ
        )
        asked.append(Asked(source, ("--helm-secrets", namespace)))
    return asked


# Secrets are read only when this run's command line says so: a ledger comes with the repository.
FAMILY = Family(_sources, recorded=(("--helm-file", "file"),))
