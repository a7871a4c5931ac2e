"""Objects in other shapes than the API's own, as programs that are still about have saved them.

Routers of events log each as `{"verb", "event"}`. `kubectl cluster-info dump` before 1.10 wrote the names that the
program's own types have: `Items`, `InvolvedObject`, and an object's metadata among its other fields.
Sources: https://github.com/heptiolabs/eventrouter; kubectl's clusterinfo_dump.go, releases 1.4 to 1.9
"""

from __future__ import annotations

from incidentkit.sources.kubernetes.raw import Json

_NAMES = {"UID": "uid", "APIVersion": "apiVersion", "LastTerminationState": "lastState"}
_META = ("name", "namespace", "uid", "creationTimestamp", "deletionTimestamp", "labels", "annotations",
         "ownerReferences")  # fmt: skip
# Deeper than any object; what is below stays as it is.
_DEEPEST = 20


def usual(value: Json) -> Json:
    """The object in the API's shape, or `value` itself where its shape is not one of these."""
    wrapped = value.get("event")
    if isinstance(wrapped, dict) and "verb" in value:
        return wrapped if "kind" in wrapped else {"kind": "Event"} | wrapped
    if isinstance(value.get("Items"), list) and "items" not in value:
        items = [_named(item) for item in value["Items"] if isinstance(item, dict)]
        return {"items": items}
    return value


def _named(old: Json) -> Json:
    """An object whose fields have the names of the program's types, with its metadata in a place of its own."""
    fields = {key: _lowered(found, 1) for key, found in old.items() if key not in _META}
    meta = {key: old[key] for key in _META if key in old}
    return {_name(key): found for key, found in fields.items()} | {"metadata": meta}


def _lowered(value: object, depth: int) -> object:
    if depth > _DEEPEST:
        return value
    if isinstance(value, dict):
        return {_name(key): _lowered(found, depth + 1) for key, found in value.items()}
    return [_lowered(found, depth + 1) for found in value] if isinstance(value, list) else value


def _name(key: str) -> str:
    return _NAMES.get(key) or key[:1].lower() + key[1:]
