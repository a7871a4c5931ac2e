"""What labels say: which alert it is, what it is about, and who must not be named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from incidentkit import inert

# What an alert is about, the most telling label first, with the word for several of them.
ABOUT: tuple[tuple[str, str, str], ...] = (
    ("pod", "pod", "pods"),
    ("pod_name", "pod", "pods"),
    ("persistentvolumeclaim", "storage claim", "storage claims"),
    ("job_name", "job", "jobs"),
    ("cronjob", "cron job", "cron jobs"),
    ("deployment", "deployment", "deployments"),
    ("statefulset", "stateful set", "stateful sets"),
    ("daemonset", "daemon set", "daemon sets"),
    ("horizontalpodautoscaler", "autoscaler", "autoscalers"),
    ("node", "node", "nodes"),
    ("nodename", "node", "nodes"),
    ("instance", "instance", "instances"),
    ("target", "target", "targets"),
    ("host", "host", "hosts"),
    ("service", "service", "services"),
    ("container", "container", "containers"),
    ("namespace", "namespace", "namespaces"),
    ("cluster", "cluster", "clusters"),
    ("job", "job", "jobs"),
)
# Machinery, or said in another way.
_UNTOLD = frozenset(
    ("__name__", "alertname", "alertstate", "severity", "prometheus", "endpoint", "uid", "monitor",
     "prometheus_replica", "replica", "receive", "tenant_id")
)  # fmt: skip
# Whose values name people.
_PERSONAL = re.compile(r"(?:^|_)(?:user|username|user_?name|login|email|e_?mail|owner|person|student)s?(?:$|_)", re.I)
_MOST, _LONGEST = 12, 120

# FNV-1a over the sorted labels, 0xff behind each name and value: Alertmanager's fingerprint of an alert.
# https://pkg.go.dev/github.com/prometheus/common/model#LabelSet.Fingerprint
_OFFSET, _PRIME, _WORD = 14695981039346656037, 1099511628211, 2**64


def fingerprint(labels: Mapping[str, str]) -> str:
    """The same for the same alert, whoever tells of it: 16 hexadecimal digits."""
    sum_ = _OFFSET
    for name in sorted(labels):
        if name in ("__name__", "alertstate"):
            continue
        for byte in b"\xff".join((name.encode("utf-8", "replace"), labels[name].encode("utf-8", "replace"), b"")):
            sum_ = ((sum_ ^ byte) * _PRIME) % _WORD
    return f"{sum_:016x}"


def about(labels: Mapping[str, str]) -> tuple[str, str, str, str]:
    """What an alert is about: the word for it, for several, its name, the namespace it is in; empty where none is."""
    namespace = _clean(labels.get("namespace", labels.get("kubernetes_namespace", "")))
    for label, one, many in ABOUT:
        if value := labels.get(label, ""):
            return one, many, _clean(value), "" if label == "namespace" else namespace
    return "", "", "", namespace


def telling(labels: Mapping[str, str]) -> list[tuple[str, str]]:
    """Labels that say something, cleaned, people's left out; at most a dozen."""
    kept = [(_clean(k), _clean(v)) for k, v in sorted(labels.items()) if k not in _UNTOLD and not is_personal(k) and v]
    return kept[:_MOST]


def is_personal(label: str) -> bool:
    """Whether a label's value names a person."""
    return bool(_PERSONAL.search(label))


class People:
    """Numbers in the place of people whose names are values of labels, in the order of the names."""

    def __init__(self, labels: Iterable[Mapping[str, str]]) -> None:
        names = sorted({value for one in labels for label, value in one.items() if is_personal(label) and value})
        self._numbers = {name: f"user{number}" for number, name in enumerate(names, 1)}

    def value(self, label: str, value: str) -> str:
        """A label's value, cleaned; a person's is a number."""
        return self._numbers.get(value, "") if is_personal(label) else _clean(value)


def _clean(text: str) -> str:
    return inert.one_line(text, _LONGEST)
