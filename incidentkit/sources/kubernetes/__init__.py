"""Kubernetes: events, how containers ended, rollouts and nodes, from a live cluster or from saved JSON."""

from __future__ import annotations

from incidentkit.sources.kubernetes.live import KubernetesLive
from incidentkit.sources.kubernetes.saved import KubernetesFile
from incidentkit.sources.kubernetes.status import Health, cluster_status

__all__ = ["Health", "KubernetesFile", "KubernetesLive", "cluster_status"]
