"""What the words of a cluster mean, in one line for who never ran one: only those that a report's lines use."""

from __future__ import annotations

import re
from collections.abc import Iterable

# In the order in which a reader needs them: each may use those before it.
_WORDS: tuple[tuple[str, str], ...] = (
    (r"pods?", "a pod is one running copy of a program"),
    (r"nodes?", "a node is a machine that runs pods"),
    (
        r"(?:deployment|stateful set|daemon set)s?",
        "a deployment (or stateful set, daemon set) keeps a program's pods running",
    ),
    (r"replica sets?", "a replica set is the pods of one version"),
    (r"storage claims?", "a storage claim asks for a disk"),
    (r"probes?", "a probe is a question by which the cluster finds out whether a program is well"),
    (r"cordoned", "a node that is cordoned takes no new pods"),
)
# Names of things stand in code spans: `node-exporter` is no word for a machine.
_CODE = re.compile(r"`[^`]*`")
_FEWEST = 2


def line(told: Iterable[str]) -> str:
    """A sentence that explains the words of these lines of a cluster; empty where they use hardly any."""
    text = _CODE.sub("", " ".join(told))
    said = [meaning for word, meaning in _WORDS if re.search(rf"\b(?:{word})\b", text, re.IGNORECASE)]
    if len(said) < _FEWEST:
        said = [meaning for meaning in said if "pod" in meaning]
    return f"{said[0][0].upper()}{'; '.join(said)[1:]}." if said else ""
