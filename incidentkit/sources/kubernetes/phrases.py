"""An event as a line that a person would write."""

from __future__ import annotations

import re
from dataclasses import dataclass

from incidentkit import inert
from incidentkit.config import KubernetesSettings
from incidentkit.sources.kubernetes import events
from incidentkit.sources.kubernetes.causes import Cause
from incidentkit.sources.kubernetes.events import Event
from incidentkit.sources.kubernetes.owners import USER_PODS, Owners, Ref
from incidentkit.sources.kubernetes.raw import code
from incidentkit.sources.kubernetes.reasons import NOISE, RULES, Rule
from incidentkit.sources.kubernetes.wire import Wire

_MESSAGE_LIMIT = 2000
# A reason that no rule knows: a warning matters somewhat, routine seldom does.
_UNKNOWN_WARNING, _UNKNOWN_NORMAL = 55, 25


@dataclass(frozen=True, slots=True)
class Phrase:
    """How something is told. `one` and `many` are inert Markdown; braces in `many` are only `{n}`."""

    one: str
    many: str
    weight: int
    group: str


def routine(raw: Wire, settings: KubernetesSettings) -> bool:
    """Whether an event is routine: by the settings, else by its reason where the cluster itself calls it Normal."""
    reason = events.reason(raw)
    if reason in settings.show:
        return False
    if reason in settings.hide:
        return True
    if reason in _BY_REASON:
        about = raw.involvedObject or raw.regarding
        rule = rule_of(reason, (about and about.kind) or "", raw.message or raw.note or "")
        if rule is not None:
            return rule.weight == 0
    return raw.type != "Warning" and reason in NOISE


def depends_on_reason_alone(raw: Wire) -> bool:
    """Whether every event of this type and reason is routine, or none."""
    reason = events.reason(raw)
    rules = _BY_REASON.get(reason, ())
    if any(rule.weight == 0 for rule in rules):
        return False  # which rule fits is for the message to say
    return not rules or raw.type == "Warning" or reason not in NOISE


def rule_of(reason: str, kind: str, message: str) -> Rule | None:
    """The rule that tells an event of this reason about an object of this kind, None where no rule does."""
    for rule in _BY_REASON.get(reason, ()):
        if (not rule.kinds or kind in rule.kinds) and (
            rule.pattern is None or rule.pattern.search(message[:_MESSAGE_LIMIT])
        ):
            return rule
    return None


def tell(event: Event, rule: Rule | None, owners: Owners) -> Phrase:
    """The line for an event, by the rule that fits it (`rule_of`)."""
    message = owners.scrub(event.message[:_MESSAGE_LIMIT], event.about)
    if rule is None or not rule.one:
        return _unknown(event, message, owners)
    cause = rule.why(message) if "{why}" in rule.one else Cause()
    found = rule.pattern.search(message) if rule.pattern else None
    groups = {key: _value(key, value or "") for key, value in found.groupdict().items()} if found else {}
    subject = what(event.about, owners)
    values = {
        "subject": subject[0].lower() + subject[1:],
        "where": f" (container {code(event.about.container, 63)})" if event.about.container else "",
        **groups,
    }
    why = f": {cause.words}" if cause.words else ""
    shared = why if cause.known else ""
    one = rule.one.format(what=subject, why=why, **values)
    many = rule.many.format(pods=several(event.about, owners), why=_no_braces(shared), **_each_no_braces(values))
    detail = "/".join([*(groups[key] for key in ("volume", "image") if key in groups), shared])
    return Phrase(one, many, rule.weight, group(rule.story, event.about, owners, detail))


def what(ref: Ref, owners: Owners) -> str:
    """The subject as it starts a line: "Pod `hub-6f7c`"."""
    if not ref.name:
        return f"An object of kind {code(ref.kind, 63)}" if ref.kind else "An unnamed object"
    kind = {"PersistentVolumeClaim": "Storage claim", "ReplicaSet": "Replica set", "StatefulSet": "Stateful set",
            "DaemonSet": "Daemon set", "CronJob": "Cron job"}.get(ref.kind, ref.kind)  # fmt: skip
    return f"{inert.markdown(kind) or 'Object'} {code(owners.label(ref), 63)}"


def several(ref: Ref, owners: Owners) -> str:
    """Several like the subject: "{n} pods of `hub`"; `{n}` is filled in by whoever counts them."""
    if ref.kind == "Pod":
        workload = owners.workload(ref)
        return "{n} user pods" if workload == USER_PODS else f"{{n}} pods of {_no_braces(code(workload, 63))}"
    kind = {"Node": "nodes", "ReplicaSet": "replica sets", "PersistentVolumeClaim": "storage claims", "Job": "jobs"}
    return f"{{n}} {kind.get(ref.kind, 'objects')}"


def group(story: str, ref: Ref, owners: Owners, detail: str = "") -> str:
    """The key of records that tell one story: what happened, to whose pods, why. Nodes of a cluster go together."""
    owner = ref.kind.lower() if ref.kind == "Node" else f"{ref.namespace}/{owners.workload(ref)}"
    words = re.sub(r"[^a-z0-9.]+", "-", detail.lower()).strip("-")[:80]
    return "/".join(part for part in ("k8s", story, owner, words) if part)


def subject(ref: Ref, owners: Owners) -> str:
    """The object as the ledger names it: `Pod prod/hub-0`. Nodes belong to no namespace."""
    where = f"{ref.namespace}/" if ref.namespace and ref.kind != "Node" else ""
    return f"{ref.kind} {where}{owners.label(ref)}".strip()


def body(event: Event, owners: Owners) -> str:
    """The exact detail: reason, count and the message as it was."""
    times = f" ×{event.count}" if event.count > 1 else ""
    message = inert.markdown(inert.one_line(owners.scrub(event.message[:_MESSAGE_LIMIT], event.about), _MESSAGE_LIMIT))
    return f"{code(event.reason or 'event', 128)}{times}{': ' if message else ''}{message}"


def _unknown(event: Event, message: str, owners: Owners) -> Phrase:
    cause = Cause(inert.markdown(inert.one_line(message, 200)))
    reason = code(event.reason, 63) or "An event"
    subject = what(event.about, owners).replace("An ", "an ", 1)
    one = f"{reason} on {subject}{': ' if cause.words else ''}{cause.words}"
    story = event.reason.lower() or "event"
    weight = _UNKNOWN_WARNING if event.warning else _UNKNOWN_NORMAL
    many = f"{_no_braces(reason)} on {several(event.about, owners)}"
    return Phrase(one, many, weight, group(story, event.about, owners))


def _value(key: str, value: str) -> str:
    return value if key in ("probe", "direction", "size") and value.isalnum() else code(value, 120)


def _no_braces(text: str) -> str:
    return text.replace("{", "(").replace("}", ")")


def _each_no_braces(values: dict[str, str]) -> dict[str, str]:
    return {key: _no_braces(value) for key, value in values.items()}


def _by_reason() -> dict[str, tuple[Rule, ...]]:
    rows: dict[str, list[Rule]] = {}
    for rule in RULES:
        for reason in rule.reasons:
            rows.setdefault(reason, []).append(rule)
    return {reason: tuple(rules) for reason, rules in rows.items()}


_BY_REASON = _by_reason()
