"""What the evidence says in numbers, for the summary of a new report: facts only, no causes, no adjectives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta, tzinfo

from incidentkit import inert
from incidentkit.evidence import Evidence
from incidentkit.timeline import Timeline

MOST_SUBJECTS = 5
TELLING = 60
_CHANGES = ("change", "rollout")


def sentences(timeline: Timeline, records: Sequence[Evidence], zone: tzinfo) -> list[str]:
    """Sentences in Markdown: the span, what was said and by how many, what the cluster recorded, what was hit."""
    found = [_span(timeline, zone), _chat(records), _alerts(records), _cluster(records), _hit(records)]
    return [sentence for sentence in found if sentence]


def _span(timeline: Timeline, zone: tzinfo) -> str:
    if not timeline.lines:
        return ""
    known = {name: record.at for name, record in timeline.milestones if record.at}
    # What was changed may stand before it, and is no sign of anything.
    signs = (line.at for line in timeline.lines if any(r.kind not in _CHANGES for r in line.records))
    start = known.get("started") or next(signs, timeline.lines[0].at)
    end = known.get("resolved") or max(line.until or line.at for line in timeline.lines)
    start, end = start.astimezone(zone), end.astimezone(zone)
    if end - start < timedelta(minutes=1):
        return ""
    if start.date() == end.date():
        span = f"from {start:%H:%M} to {end:%H:%M} on {start:%Y-%m-%d}"
    else:
        span = f"from {start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M}"
    noticed = ""
    if (at := known.get("detected")) and at - start >= timedelta(minutes=1):
        noticed = f"; it was noticed after {duration(at - start)}"
    what = "From the first sign to the end" if "resolved" in known else "From the first to the last line"
    return f"{what}: {duration(end - start)}, {span}{noticed}."


def _chat(records: Sequence[Evidence]) -> str:
    said = [r for r in records if r.source == "slack" and r.kind == "message"]
    alerts = sum(r.source == "slack" and r.kind == "alert" for r in records)
    people = len({r.author.name for r in said if r.author and r.author.kind == "person"})
    if not said and not alerts:
        return ""
    parts = [f"{count(len(said), 'message')} by {count(people, 'person', 'people')}"] if said else []
    parts += [count(alerts, "alert")] if alerts else []
    return f"Slack holds {' and '.join(parts)}."


def _alerts(records: Sequence[Evidence]) -> str:
    fired = {r.group for r in records if r.source == "prometheus" and r.kind == "alert" and r.weight >= TELLING}
    return f"In Prometheus {count(len(fired), 'alert')} fired." if fired else ""


def _cluster(records: Sequence[Evidence]) -> str:
    ours = [r for r in records if r.source == "kubernetes"]
    kinds = Counter({"event": 0, "termination": 0, "rollout": 0})
    for record in ours:
        kinds[record.kind] += record.count if record.kind == "event" else 1
    names = (
        ("event", "event", "events"),
        ("termination", "terminated container", "terminated containers"),
        ("rollout", "rollout", "rollouts"),
        ("node", "change of a node's state", "changes of nodes' states"),
    )
    parts = [count(kinds[kind], one, many) for kind, one, many in names if kinds[kind]]
    if not parts:
        return ""
    listed = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    return f"Kubernetes recorded at least {listed}, routine events not counted."


def _hit(records: Sequence[Evidence]) -> str:
    weights: dict[str, int] = {}
    for record in records:
        if record.subject and record.weight >= TELLING and record.source == "kubernetes" and record.kind != "rollout":
            weights[record.subject] = max(weights.get(record.subject, 0), record.weight)
    if not weights:
        return ""
    ranked = sorted(weights, key=lambda subject: (-weights[subject], subject))
    # `Pod prod/hub`: a namespace that all share is said once.
    places = {place for subject in ranked if (place := subject.rpartition("/")[0].rpartition(" ")[2])}
    shared = places.pop() if len(places) == 1 else ""
    names = [subject.replace(f"{shared}/", "", 1) if shared else subject for subject in ranked[:MOST_SUBJECTS]]
    shown = ", ".join(inert.code(name, 120) for name in names)
    more = len(ranked) - MOST_SUBJECTS
    where = f"In namespace {inert.code(shared)}" if shared else "Objects that were"
    return f"{where}{' these were' if shared else ''} hit: {shown}{f' and {more} more' if more > 0 else ''}."


def duration(span: timedelta) -> str:
    """`1 h 18 min`, `2 d 3 h`, `40 s`: the two largest units."""
    seconds = max(int(span.total_seconds()), 0)
    units = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))
    parts = []
    for size, name in units:
        if seconds >= size:
            parts.append(f"{seconds // size} {name}")
            seconds %= size
    return " ".join(parts[:2] if parts and not parts[0].endswith("min") else parts[:1]) or "0 s"


def count(number: int, one: str, many: str | None = None) -> str:
    """`1 alert`, `3 alerts`, `3 people`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
