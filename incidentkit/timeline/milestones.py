"""When it began, was noticed, stopped hurting and was over: proposed from the evidence, decided by people."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from incidentkit.evidence import Evidence
from incidentkit.timeline import over
from incidentkit.timeline.lines import Milestone, order, start

ORDER: tuple[Milestone, ...] = ("started", "detected", "mitigated", "resolved")
TROUBLE = 60
# What says something; an "ack" before it is no notice that a reader learns from.
TELLS = 50
# What is no courtesy and no aside.
TALKS = 30

_TROUBLE_KINDS = ("event", "termination", "pod", "node", "alert")
# Programs that wake people: what they say is that somebody was told.
_PAGERS = re.compile(
    r"pager ?duty|ops ?genie|victor ?ops|on-?call|squadcast|zenduty|all ?quiet|x ?matters", re.IGNORECASE
)
_ALERT_OVER = re.compile(r"\bresolved\b", re.IGNORECASE)


def propose(
    records: Sequence[Evidence], since: datetime | None = None, *, stories: Mapping[str, object] | None = None
) -> tuple[tuple[Milestone, Evidence], ...]:
    """Milestones that the evidence suggests, in order: the first warning, the first human word, "resolved".

    What people marked goes before what is guessed. One that would come before its predecessor is left out. `stories`
    says, by their ids, which records tell the same: the same fact from another source is no second sign.
    """
    records = [r for r in records if since is None or start(r) >= since]
    marked_notice = next((r for r in records if "detected" in r.marks), None)
    trouble = next((r for r in records if is_trouble(r)), None)
    noticed = marked_notice or _first_notice(records, stories or {})
    if trouble and noticed and order(noticed) < order(trouble):
        trouble = None  # somebody knew before the first warning: when it began, nothing here says
    guesses: dict[Milestone, Evidence | None] = {
        "started": trouble,
        "detected": noticed,
        "mitigated": None,
        "resolved": _last_word(records),
    }
    found: list[tuple[Milestone, Evidence]] = []
    for milestone in ORDER:
        marked = [r for r in records if milestone in r.marks and not (milestone == "resolved" and _is_task_done(r))]
        # It began to be known once, but may be called over twice: then the last time counts.
        record = marked[-1 if milestone == "resolved" else 0] if marked else guesses[milestone]
        if milestone == "resolved" and not marked and not found:
            continue  # nothing here says that there was an incident
        if record and record.at and not (found and found[-1][1].at and record.at < found[-1][1].at):
            found.append((milestone, record))
    return tuple(found)


def is_trouble(record: Evidence) -> bool:
    """Whether it tells of something wrong, and not that it is over."""
    ended = record.kind == "alert" and _ALERT_OVER.search(record.summary)
    return record.kind in _TROUBLE_KINDS and record.weight >= TROUBLE and not ended


def _first_notice(records: Sequence[Evidence], stories: Mapping[str, object]) -> Evidence | None:
    """Who noticed first: a person, or an alert that came after the first sign of trouble and tells something else.

    Where no machine warned, people's first word counts only if what follows speaks of an incident: it may be chat.
    """
    trouble = next((r for r in records if is_trouble(r)), None)

    def story(record: Evidence) -> object:
        return stories.get(record.id, record.group or record.id)

    spoken = [r for r in records if _is_persons(r)]
    telling = trouble is not None or any(r.weight >= TROUBLE for r in spoken[1:])
    telling_first = next((r for r in spoken if r.weight >= TELLS), None) or next(iter(spoken), None)
    for record in records:
        if telling and record is telling_first:
            return record
        if trouble is None or record.kind != "alert":
            continue
        if trouble.kind == "alert" and not _PAGERS.search(record.author.name if record.author else ""):
            continue  # of a storm of alerts the second is no notice, unless it calls somebody
        if is_trouble(record) and story(record) != story(trouble):
            return record
    return None


def _is_task_done(record: Evidence) -> bool:
    """A tick at what is to be done says that this was done, and not that all is well."""
    return "action" in record.marks and not (over.is_declared(record.summary) or over.is_seen(record.summary))


def _is_persons(record: Evidence) -> bool:
    return record.kind == "message" and record.weight > 0 and bool(record.author and record.author.kind == "person")


def _last_word(records: Sequence[Evidence]) -> Evidence | None:
    """Who called it over last; else who last said that it works; else the last alert's end; else who said that it
    should work now, if nobody had more to say.

    What somebody said before others said that it is not over does not count.
    """
    said = [r for r in records if r.kind == "message"]
    again = max((n for n, r in enumerate(said) if over.is_worse(r.summary)), default=-1)
    since = said[again + 1 :]
    declared = [r for r in since if over.is_declared(r.summary)]
    seen = [r for r in since if _is_persons(r) and over.is_seen(r.summary)]
    alerts = [r for r in records if r.kind == "alert" and _ALERT_OVER.search(r.summary)]
    spoken = [r for r in since if _is_persons(r) and r.weight >= TALKS]
    expected = [r for r in spoken[-1:] if over.is_expected(r.summary)]
    last = declared or seen or alerts or expected
    return last[-1] if last else None
