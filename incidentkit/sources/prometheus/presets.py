"""Charts that fit every cluster and every hub: a table of questions.

The metrics are those of kube-state-metrics, cAdvisor (by way of the kubelet), node_exporter and JupyterHub, as of
their documentation. `{in}` stands for `,namespace=~"a|b"` where namespaces are known, else for nothing.
https://github.com/kubernetes/kube-state-metrics/tree/main/docs and
https://jupyterhub.readthedocs.io/en/stable/reference/metrics.html
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from incidentkit import inert
from incidentkit.config import PrometheusSettings
from incidentkit.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Asked:
    """A chart to ask for: PromQL, what its values are counted in, and the preset that it is of (empty: the team's)."""

    title: str
    unit: str
    query: str
    preset: str = ""


_NODES = ("Nodes", "nodes", "count(kube_node_info)")
_SPAWNS = "jupyterhub_server_spawn_duration_seconds"

PRESETS: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...] = (
    (
        "jupyterhub",
        (
            ("Running servers", "servers", "sum(jupyterhub_running_servers)"),
            ("Time to start a server (19 of 20 took less)", "seconds",
             f"histogram_quantile(0.95, sum by (le) (rate({_SPAWNS}_bucket[10m])))"),
            ("Failed spawns in 10 minutes", "spawns",
             f'sum(increase({_SPAWNS}_count{{status!="success"}}[10m]))'),
            ("Hub memory", "bytes",
             'sum by (namespace) (container_memory_working_set_bytes{container="hub",pod=~"hub-.*"{in}})'),
            ("Proxy memory", "bytes",
             'sum by (namespace) (container_memory_working_set_bytes{container="chp",pod=~"proxy-.*"{in}})'),
            _NODES,
        ),
    ),
    (
        "kubernetes",
        (
            ("Pods pending", "pods", 'sum by (namespace) (kube_pod_status_phase{phase="Pending"{in}})'),
            ("Container restarts in 10 minutes", "restarts",
             ("sum by (namespace, container) "
             '(increase(kube_pod_container_status_restarts_total{container!=""{in}}[10m]))')),
            ("Nodes not ready", "nodes", 'sum(kube_node_status_condition{condition="Ready",status!="true"})'),
            _NODES,
            ("Node memory in use", "percent",
             "100 * (1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes)"),
            ("Node processors in use", "percent",
             '100 * (1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[5m])))'),
        ),
    ),
)  # fmt: skip


def chosen_charts(settings: PrometheusSettings, namespaces: Sequence[str] = ()) -> list[Asked]:
    """All charts to ask for, the team's own first; of two with one title the first.

    Raises SettingsError for a preset that is none.
    """
    known = dict(PRESETS)
    if wrong := [name for name in settings.presets if name not in known]:
        hint = f"There are: {', '.join(known)}."
        raise SettingsError(f"[prometheus] presets: there is no {inert.one_line(wrong[0], 40)!r}", hint=hint)
    where = f',namespace=~"{"|".join(map(_literal, namespaces))}"' if namespaces else ""
    asked = [Asked(one.title, one.unit, one.query) for one in settings.chart]
    for preset, rows in PRESETS:
        if preset in settings.presets:
            asked += [Asked(title, unit, query.replace("{in}", where), preset) for title, unit, query in rows]
    return list({one.title: one for one in reversed(asked)}.values())[::-1]


def _literal(namespace: str) -> str:
    """A namespace inside a regular expression inside a PromQL string."""
    return re.sub(r"[^\w-]", ".", namespace)
