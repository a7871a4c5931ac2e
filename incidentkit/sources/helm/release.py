"""A revision of a release, from any of the shapes in which Helm writes it. Only metadata is looked at.

A release holds its values, and those hold passwords: nothing of them, of templates or of manifests is kept for longer
than it takes to read past it. Source: helm.sh/helm, pkg/action (history, list) and pkg/release (Release, Info).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from incidentkit import inert
from incidentkit.sources.helm import times

_DROPPED = frozenset(("config", "manifest", "values", "templates", "files", "hooks", "schema", "raw", "notes", "lock"))
# Helm: a release's name is a DNS label of at most 53 characters, a namespace one of 63.
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,61}[a-z0-9])?")
# What makes an address or a password one stays: the gate would not know it else.
_NOT_PLAIN = re.compile(r"[^\w.+:/@=%? -]")
_STATUS = re.compile(r"[a-z_-]{1,40}")


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision. `namespace` is empty where nothing names it; `guessed`: the time's zone was not written."""

    namespace: str
    release: str
    number: int
    at: datetime | None
    status: str
    chart: str
    app: str
    description: str
    guessed: bool = False


def without_values(text: str | bytes) -> Any:
    """JSON without what a chart's values, templates and manifests would be. Raises ValueError or RecursionError."""
    return json.loads(text, object_pairs_hook=lambda pairs: {k: v for k, v in pairs if k not in _DROPPED})


def revisions(document: Any, zone: tzinfo, *, release: str = "", namespace: str = "") -> Iterator[Revision]:
    """The revisions in an answer of `helm history`, `helm list` or `helm status`, or in a release itself.

    A history does not say whose it is: `release` and `namespace` do. What is no revision is passed over.
    """
    for raw in document if isinstance(document, list) else [document]:
        if not isinstance(raw, Mapping):
            continue
        info = raw.get("info")
        found = _of_release(raw, info, zone) if isinstance(info, Mapping) else _of_row(raw, zone, release, namespace)
        if found:
            yield found


def _of_row(raw: Mapping[str, Any], zone: tzinfo, release: str, namespace: str) -> Revision | None:
    """A row of `helm history` (no name) or of `helm list` (the revision as text)."""
    number, name = _number(raw.get("revision")), _name(raw.get("name")) or release
    if number is None or not name:
        return None
    at, guessed = times.instant(raw.get("updated"), zone)
    return Revision(
        _name(raw.get("namespace")) or namespace, name, number, at, _status(raw.get("status")),
        _plain(raw.get("chart")), _plain(raw.get("app_version")), _said(raw.get("description")), guessed,
    )  # fmt: skip


def _of_release(raw: Mapping[str, Any], info: Mapping[str, Any], zone: tzinfo) -> Revision | None:
    """A release as it is stored, and as `helm status -o json` writes it."""
    number, name = _number(raw.get("version")), _name(raw.get("name"))
    if number is None or not name:
        return None
    chart = raw.get("chart")
    meta = chart.get("metadata") if isinstance(chart, Mapping) else None
    meta = meta if isinstance(meta, Mapping) else {}
    at, guessed = times.instant(info.get("last_deployed") or info.get("first_deployed"), zone)
    full = f"{_plain(meta.get('name'))}-{_plain(meta.get('version'))}" if meta.get("name") else ""
    return Revision(
        _name(raw.get("namespace")), name, number, at, _status(info.get("status")), full,
        _plain(meta.get("appVersion")), _said(info.get("description")), guessed,
    )  # fmt: skip


def _number(value: object) -> int | None:
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


def _name(value: object) -> str:
    return value if isinstance(value, str) and _NAME.fullmatch(value) else ""


def _plain(value: object) -> str:
    return _NOT_PLAIN.sub("", inert.one_line(value, 120)) if isinstance(value, str) else ""


def _status(value: object) -> str:
    low = value.lower() if isinstance(value, str) else ""
    return low if _STATUS.fullmatch(low) else ""


def _said(value: object) -> str:
    return inert.one_line(value, 300) if isinstance(value, str) else ""
