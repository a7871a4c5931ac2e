"""A new report from evidence: the scaffold that people then own.

`scaffold` decides everything that is said; `templates/report.md.j2` only decides how it looks.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from hashlib import sha256

from incidentkit import inert, zones
from incidentkit.config import Workspace
from incidentkit.evidence import Evidence
from incidentkit.gather import Collected
from incidentkit.report import facts, glossary, known
from incidentkit.templating import environment, render
from incidentkit.timeline import NO_LINES, Line, Timeline, by_source

# A footnote's label begins with its source's letter; what is not here begins with "e".
LABELS: tuple[tuple[str, str], ...] = (
    ("slack", "s"),
    ("kubernetes", "k"),
    ("prometheus", "p"),
    ("git", "c"),
    ("github", "c"),
    ("helm", "h"),
)
SOURCE_NAMES: tuple[tuple[str, str], ...] = (
    ("slack", "Slack"),
    ("kubernetes", "Kubernetes"),
    ("prometheus", "Prometheus"),
    ("git", "Git"),
    ("github", "GitHub"),
    ("helm", "Helm"),
)
# What sources hide, as a reader is told it. What lies outside the window was not asked for, and is not mentioned.
HIDDEN: tuple[tuple[str, str, str], ...] = (
    ("noise", "routine event", "routine events"),
    ("said again by another event", "repetition of another event", "repetitions of other events"),
    ("without a time", "record without a time", "records without a time"),
    ("no message", "entry that is no message", "entries that are no messages"),
)
_PLAIN_SCALAR = re.compile(r"[A-Za-z][\w ./()+-]*[\w)]")
_YAML_WORDS = frozenset(("true", "false", "null", "yes", "no", "on", "off", "y", "n"))
_PROPOSAL_LEAD = re.compile(
    # What stands before the word in another sentence ("thanks all. TODO: …") is no part of what is to be done.
    r"^(?:.{0,200}?[.!?;,)–—-]\s+)?\W*(?:to-?do|action(?: item)?s?|follow[- ]?ups?)\s*:\s*"
    r"|^\W*(?:to-?do|action(?: item)?s?|ai|follow[- ]?ups?)\b\s*[:\-–—]?\s*|\s*\(?#?(?:todo|action item)\)?\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A report that is not written yet, and the ledger that belongs to it."""

    text: str
    ledger: tuple[Evidence, ...]
    lines: int
    actions: int


def slug(title: str) -> str:
    """The title as part of a file name: lower case, words joined by `-`, at most 60 characters; may be empty."""
    text = unicodedata.normalize("NFKD", inert.clean(title).casefold())
    text = re.sub("[\u0300-\u036f]", "", text)  # the accents of Latin, Greek and Cyrillic; others carry meaning
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text))
    joined = ""
    for word in words:
        if joined and len(joined) + len(word) >= 60:
            break
        joined = f"{joined}-{word[:60]}" if joined else word[:60]
    return joined


def scaffold(
    title: str,
    timeline: Timeline,
    collected: Collected,
    *,
    workspace: Workspace,
    zone: tzinfo,
    zone_name: str,
    now: datetime,
    earlier: Sequence[str] = (),
    charts: Sequence[str] = (),
) -> Draft:
    """The whole text of a new report, and its ledger with a `cite` on every record that the text cites.

    `earlier` are open action items of incidents like this one, a line each, safe inside a comment; `charts` is what is
    said of each chart (`report.charts.lines`).
    """
    lines = cited(timeline.lines)
    cites = {record.id: label for line in lines for label, part in line.parts for record in part.records}
    proposals = _proposals(collected.records, cites)
    milestones = {name: instant(record.at, zone) for name, record in timeline.milestones if record.at}
    first, last = (timeline.lines[0].at, timeline.lines[-1].at) if timeline.lines else (now, now)
    kept = tuple(_kept(record, cites) for record in (*collected.records, *collected.gaps))
    started = next((record.at for _, record in timeline.milestones if record.at), None)
    span = known.span(kept, zone, started=started, otherwise=first)
    sections = known.texts(kept, span, workspace)
    text = render(
        environment(workspace, autoescape=False),
        "report.md.j2",
        title=scalar(inert.one_line(title, 200)),
        date=report_date(timeline, zone, now).isoformat(),
        severities=list(workspace.config.report.severities),
        services=list(workspace.config.report.services),
        timezone=scalar(zone_name),
        words=glossary.line(line.text for line in timeline.lines if line.records[0].source == "kubernetes"),
        zone=_zone_line(zone_name, first.astimezone(zone), last.astimezone(zone)),
        milestones=milestones,
        facts=facts.sentences(timeline, collected.records, zone),
        earlier=list(earlier),
        known=list(sections.values()),
        days=_days(lines, zone, workspace.config.report.zones),
        gaps=[gap.summary for gap in collected.gaps],
        left_out=_left_out(timeline, collected),
        notes=[*timeline.notes, *collected.notes],
        charts=list(charts),
        proposals=proposals,
        footnotes=[{"label": label, "text": footnote(part)} for line in lines for label, part in line.parts],
    )
    return Draft(
        text=text,
        ledger=(*kept, *(known.record(role, section, span) for role, section in sections.items())),
        lines=len(lines),
        actions=len(proposals),
    )


def _zone_line(name: str, first: datetime, last: datetime) -> str:
    """`America/Los_Angeles (PST, UTC−08:00)`; a zone that is its own explanation stands alone.

    Where clocks were changed between the first line and the last, both are named.
    """
    label, later = zones.label(first), zones.label(last)
    if label != later:
        return f"{name} ({label}; later {later}: the clocks were changed)"
    return name if name in ("UTC", label) else f"{name} ({label})"


def report_date(timeline: Timeline, zone: tzinfo, now: datetime) -> date:
    """The local date of the start, else of the first line, else of now: it begins the file's name."""
    known = [record.at for _, record in timeline.milestones[:1]] + [line.at for line in timeline.lines[:1]] + [now]
    return next(at for at in known if at).astimezone(zone).date()


def scalar(text: str) -> str:
    """`text` as a YAML value that reads back as the same text."""
    if _PLAIN_SCALAR.fullmatch(text) and text.lower() not in _YAML_WORDS:
        return text
    return json.dumps(text, ensure_ascii=False)


def _kept(record: Evidence, cites: dict[str, str]) -> Evidence:
    """A record as the ledger keeps it: a message that no line tells keeps its digest and not its text."""
    if record.id in cites:
        return replace(record, cite=cites[record.id])
    if record.kind != "message":
        return replace(record, chart=None) if record.chart else record
    return omitted(record)


def omitted(record: Evidence) -> Evidence:
    """A message that was left out: id, time, who and a digest, so that a change is seen and no text is kept."""
    digest = sha256(f"{record.id}\n{record.body or record.summary}".encode()).hexdigest()[:32]
    return Evidence(
        record.id, record.at, record.source, "omitted", f"sha256:{digest}", author=record.author, weight=record.weight
    )


@dataclass(frozen=True, slots=True)
class Cited:
    """A line with a footnote for each of its sources: its label, and the line as that source alone tells it."""

    line: Line
    parts: tuple[tuple[str, Line], ...]


def cited(lines: Sequence[Line]) -> list[Cited]:
    """The lines of a new report with their labels: s1, s2, … by source."""
    numbers: Counter[str] = Counter()

    def label(source: str) -> str:
        letter = dict(LABELS).get(source, "e")
        numbers[letter] += 1
        return f"{letter}{numbers[letter]}"

    return [Cited(line, tuple((label(part.records[0].source), part) for part in by_source(line))) for line in lines]


def instant(at: datetime, zone: tzinfo) -> str:
    return at.astimezone(zone).replace(microsecond=0).isoformat()


def _days(lines: Sequence[Cited], zone: tzinfo, mapping: Mapping[str, str]) -> list[dict[str, object]]:
    days: dict[str, list[dict[str, object]]] = {}
    for one in lines:
        line, labels = one.line, [label for label, _ in one.parts]
        at = line.at.astimezone(zone)
        days.setdefault(at.date().isoformat(), []).append(
            {
                "time": _time(line, zone, mapping),
                "milestone": (line.milestone or "").capitalize(),
                "text": line.text,
                "cite": labels[0],
                "footnotes": " ".join(f"[^{label}]" for label in labels),
            }
        )
    return [{"date": day, "lines": entries} for day, entries in days.items()]


def _time(line: Line, zone: tzinfo, mapping: Mapping[str, str]) -> str:
    """`14:02`, `14:02–14:20`; where the clocks show one of them twice, with the zone: `01:40 PDT–01:10 PST`."""
    start = line.at.astimezone(zone)
    end = line.until.astimezone(zone) if line.until else start
    first, last = f"{start:%H:%M}", f"{end:%H:%M}"
    if not (zones.repeated(start) or zones.repeated(end)):
        return first if first == last else f"{first}–{last}"
    # The grammar of zones in prose is a reader's; a new report needs it twice a year.
    from incidentkit.report import zone_words

    before, after = zone_words.label(start, mapping), zone_words.label(end, mapping)
    if before != after:
        return f"{first} {before}–{last} {after}"
    return f"{first} {before}" if first == last else f"{first}–{last} {before}"


def footnote(line: Line) -> str:
    """Where a line comes from, in a form that says enough when the source is gone."""
    first = max(line.records, key=lambda record: record.weight)
    if first.links:
        link = first.links[0]
        return f"[{link.text or link.url}]({link.url})"
    name = dict(SOURCE_NAMES).get(first.source, first.source)
    if first.source == "slack":  # an export that does not say where its workspace is
        return f"{name}, {inert.markdown(first.subject)}" if first.subject else name
    subjects = list(dict.fromkeys(record.subject for record in line.records if record.subject))
    shown = ", ".join(inert.code(subject, 160) for subject in subjects[:3])
    more = f" and {len(subjects) - 3} more" if len(subjects) > 3 else ""
    detail = " ".join((first.body or "").split())
    head = f"{name}, {shown}{more}" if shown else name
    return f"{head}: {detail}" if detail else head


def _proposals(records: Sequence[Evidence], cites: dict[str, str]) -> list[dict[str, str]]:
    """What messages named as something to do, as words of an action item; each is said once."""
    found: dict[str, dict[str, str]] = {}
    for record in sorted((r for r in records if "action" in r.marks), key=lambda r: (r.at is None, r.at, r.id)):
        text = _no_marks(_PROPOSAL_LEAD.sub("", record.summary).strip())
        if text:
            found.setdefault(text.casefold(), {"text": text[0].upper() + text[1:], "cite": cites.get(record.id, "")})
    return list(found.values())


def _no_marks(text: str) -> str:
    """What a chat said, without what would act in an item: an owner, a repository or an issue is for people to name."""
    text = re.sub(r"\b(owner|due|repo)\s*:", r"\1", text, flags=re.IGNORECASE)
    return re.sub(r"(?<![\w`/&#])(?:[\w.-]+/[\w.-]+)?#\d+\b", lambda m: f"`{m[0]}`", text)


def _left_out(timeline: Timeline, collected: Collected) -> list[str]:
    names = {"message": "message", "system": "channel notice", "alert": "alert"}
    kinds = Counter(names.get(record.kind, "minor record") for record in timeline.left_out)
    found = [facts.count(number, name) for name, number in kinds.most_common()]
    timeless = sum(record.at is None and record.kind not in NO_LINES for record in collected.records)
    found += [facts.count(timeless, "record without a time", "records without a time")] if timeless else []
    hidden = dict(collected.hidden)
    return found + [facts.count(hidden[reason], one, many) for reason, one, many in HIDDEN if hidden.get(reason)]
