"""An event as a line that a person would write."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256

from incidentkit import inert
from incidentkit.config import KubernetesSettings
from incidentkit.sources.kubernetes import causes, events
from incidentkit.sources.kubernetes.causes import Cause
from incidentkit.sources.kubernetes.events import Event
from incidentkit.sources.kubernetes.owners import USER_PODS, Owners, Ref
from incidentkit.sources.kubernetes.raw import code
from incidentkit.sources.kubernetes.reasons import NOISE, RULES
from incidentkit.sources.kubernetes.rule import Rule
from incidentkit.sources.kubernetes.wire import Wire

_MESSAGE_LIMIT = 2000
# A reason that no rule knows: a warning matters somewhat, routine seldom does, unless its name speaks of trouble.
_UNKNOWN_WARNING, _UNKNOWN_TROUBLE, _UNKNOWN_NORMAL = 55, 52, 25
_TROUBLE = re.compile(
    r"(?:Fail|Err(?:or|$)|Degraded|Faulted|Unhealthy|Abort|Terminating|Interrupt|Expir|Time(?:d)?[oO]ut|"
    r"Unavailable|Unreachable|Lost|Crash|Outage|Shut(?:ting)?[dD]own|Reboot|Drain|Panic|Corrupt|Evict|Preempt|Rollback|RolledBack)"
)
_KINDS = {
    "PersistentVolumeClaim": "Storage claim", "PersistentVolume": "Volume", "HorizontalPodAutoscaler": "Autoscaler",
    "ClusterIssuer": "Certificate issuer", "Issuer": "Certificate issuer",
}  # fmt: skip
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@dataclass(frozen=True, slots=True)
class Phrase:
    """How something is told, by a record of which `kind`. `one` and `many` are inert Markdown; braces in `many` are
    only `{n}`. `over` says that it is an end: of many times, the last one counts."""

    one: str
    many: str
    weight: int
    group: str
    over: bool = False
    kind: str = "event"


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
        "named": code(owners.label(event.about), 63) or "an unnamed object",
        "where": f" (container {code(event.about.container, 63)})" if event.about.container else "",
        **groups,
    }
    why = f": {cause.words}" if cause.words else ""
    shared = why if cause.known else ""
    one = rule.one.format(what=subject, why=why, **values)
    many = rule.many.format(pods=several(event.about, owners), why=_no_braces(shared), **_each_no_braces(values))
    detail = "/".join([*(groups[key] for key in ("volume", "image", "operator") if key in groups), shared])
    if why and not shared and event.about.kind == "Node":  # a node's troubles have one row and many causes
        detail += f"/{gist(message, event.about.name)}"
    return Phrase(one, many, rule.weight, group(rule.story, event.about, owners, detail), rule.over, rule.kind)


def what(ref: Ref, owners: Owners) -> str:
    """The subject as it starts a line: "Pod `hub-6f7c`"."""
    if not ref.name:
        place = f" in namespace {code(ref.namespace, 63)}" if ref.namespace else ""
        return (
            f"An object of kind {code(ref.kind, 63)}{place}" if ref.kind else f"Something{place or ' in the cluster'}"
        )
    return f"{inert.markdown(kind_in_words(ref.kind)) or 'Object'} {code(owners.label(ref), 63)}"


def kind_in_words(kind: str) -> str:
    """A kind as words of a sentence's start: `NodeClaim` is "Node claim"."""
    if kind in _KINDS:
        return _KINDS[kind]
    first, *rest = _WORD.split(kind)
    return " ".join([first, *(word if word.isupper() and len(word) > 1 else word.lower() for word in rest)])


def several(ref: Ref, owners: Owners) -> str:
    """Several like the subject: "{n} pods of `hub`"; `{n}` is filled in by whoever counts them."""
    if ref.kind == "Pod":
        workload = owners.workload(ref)
        return "{n} user pods" if workload == USER_PODS else f"{{n}} pods of {_no_braces(code(workload, 63))}"
    kind = kind_in_words(ref.kind)
    words = kind[:1].lower() + kind[1:] if kind[1:2].islower() else kind
    ending = "es" if words.endswith(("s", "x", "ch")) else "s"
    several = words[:-1] + "ies" if words.endswith("y") else words + ending
    return f"{{n}} {_no_braces(inert.markdown(several)) if words else 'objects'}"


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


def gist(message: str, name: str) -> str:
    """A digest of what messages that say the same have in common: all but the object's name and words with a number.

    A digest, for a key is no place for words that nobody looked over.
    """
    general = message.replace(name, " ") if name else message
    words = re.findall(r"(?<![\w.:/-])[A-Za-z][a-z'-]+(?![\w/-])", general[:400])
    return sha256(" ".join(words).encode("utf-8", "surrogatepass")).hexdigest()[:12] if words else ""


def _unknown(event: Event, message: str, owners: Owners) -> Phrase:
    """The message in its own words, the reason behind it: a word to look up."""
    said = inert.markdown(causes.plain(message, 200))
    reason = code(event.reason, 63)
    tail = f" ({reason})" if said and reason else ""
    one = f"{what(event.about, owners)}: {said or reason or 'an event'}{tail}"
    # What names one of them is not said of all.
    shared = said if event.about.name not in message else ""
    many = _no_braces(f": {shared or reason or 'events'}{tail if shared else ''}")
    story = event.reason.lower() or "event"
    trouble = _UNKNOWN_TROUBLE if _TROUBLE.search(event.reason) else _UNKNOWN_NORMAL
    weight = _UNKNOWN_WARNING if event.warning else trouble
    key = group(story, event.about, owners, gist(message, event.about.name))
    return Phrase(one, f"{several(event.about, owners)}{many}", weight, key)


def _value(key: str, value: str) -> str:
    if key in ("probe", "direction", "size", "left", "revision", "before", "after") and value.isalnum():
        return value
    if key in ("resource", "trouble", "said"):
        words = {"ephemeral-storage": "disk space", "inodes": "room for files", "pids": "process numbers"}
        return words.get(value) or inert.markdown(inert.one_line(value, 160)) or "its message does not say why"
    return code(value, 120)


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
