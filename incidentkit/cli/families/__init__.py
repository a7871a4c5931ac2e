"""From flags to sources that can be asked: one module a family, in the order in which a report names them."""

from __future__ import annotations

from incidentkit.cli.families import bundle, changes, helm, kubernetes, prometheus, slack
from incidentkit.cli.families.interface import Family

FAMILIES: tuple[Family, ...] = (
    slack.FAMILY,
    kubernetes.FAMILY,
    prometheus.FAMILY,
    changes.FAMILY,
    helm.FAMILY,
    bundle.FAMILY,
)
