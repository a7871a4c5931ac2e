"""Bundles: evidence that `incident capture` saved."""

from __future__ import annotations

from pathlib import Path

from incidentkit.cli.families.interface import Asked, Family, public
from incidentkit.cli.flags import Flags
from incidentkit.config import Workspace


def _sources(flags: Flags, workspace: Workspace) -> list[Asked]:
    if not flags.bundle:
        return []
    from incidentkit.sources.bundle import BundleSource

    return [Asked(BundleSource(Path(name)), ("--bundle", public(Path(name), workspace))) for name in flags.bundle]


FAMILY = Family(_sources, recorded=(("--bundle", "file"),))
