"""Open action items of earlier incidents that resemble a new one: by service, by tag, by the words of the title.

An item that was never done has repeated an outage before. A resemblance is a guess: it prompts a person, and is never
written into a report as a fact.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from incidentkit.config import Workspace
from incidentkit.errors import InputError
from incidentkit.inert import clean, one_line
from incidentkit.redact import scrub
from incidentkit.report.model import ActionItem, Report
from incidentkit.report.privacy import private_spans

MOST_INCIDENTS = 3
MOST_ITEMS = 3  # of one incident
LONGEST = 160  # characters of an item
# Words that say nothing about which incident it was.
_COMMON = re.compile(
    r"the|and|for|from|with|without|was|were|are|not|had|has|have|this|that|when|while|after|before|during|due|its|our"
    r"|all|some|any|many|users?|incidents?|outages?|report|post|mortem|postmortem|down|issues?|problems?|errors?|could"
    r"|failures?|fail(?:s|ed|ing)?|cannot|new|services?|prod|production"
)


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier incident, why it resembles the new one, and its items that are open. `private` ones stay out of
    other reports."""

    report: Report
    why: tuple[str, ...]
    open: tuple[ActionItem, ...]
    private: bool


def similar(title: str, subjects: Iterable[str], past: Iterable[Report]) -> list[Earlier]:
    """The earlier incidents with open items that most resemble one of this `title`, the nearest and newest first.

    `subjects` are what its evidence is about, such as `namespace/pod`: a service may be named there and not in the
    title.
    """
    said, seen = _names(title), frozenset().union(*(_names(subject) for subject in subjects))
    words = topic(title)
    found = []
    for report in past:
        still = tuple(item for item in report.actions if not item.done and not item.dropped and item.text.strip())
        services = [name for name in report.services if _named(name, said) or _named(name, seen)]
        tags = [name for name in report.tags if _named(name, said)]
        why = [f"same service: {name}" for name in services] + [f"same tag: {name}" for name in tags]
        if close(words, topic(report.title or "")):
            why.append("a title like this")
        if still and why:
            hidden = private_spans(report.text)
            shown = tuple(i for i in still if not any(a < i.span.end and i.span.start < b for a, b in hidden))
            private = report.visibility == "private" or not shown
            found.append(Earlier(report, tuple(why), still if private else shown, private))
    found.sort(key=lambda one: (len(one.why), str(one.report.date or ""), str(one.report.path)), reverse=True)
    return found[:MOST_INCIDENTS]


def topic(title: str) -> frozenset[str]:
    """The words of a title that say what it is about, without the ending of a plural."""
    words = re.findall(r"[^\W_]{3,}", clean(title).casefold())
    telling = (word for word in words if not _COMMON.fullmatch(word) and not word.isdigit())
    return frozenset(re.sub(r"(?<=..[^su])s$", "", word) for word in telling)


def close(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two titles are about the same: they share two words, and half of those of the shorter."""
    shared = len(one & other)
    return shared >= 2 and shared * 2 >= min(len(one), len(other))


def _names(text: str) -> frozenset[str]:
    """Every run of one to three words of a text, joined by `-`: what a service or a tag may be called."""
    words = re.findall(r"[^\W_]+", clean(text).casefold())
    return frozenset("-".join(words[at : at + n]) for n in (1, 2, 3) for at in range(len(words) - n + 1))


def _named(name: str, names: frozenset[str]) -> bool:
    return "-".join(re.findall(r"[^\W_]+", clean(name).casefold())) in names


def in_workspace(workspace: Workspace, title: str, subjects: Iterable[str]) -> list[Earlier]:
    """`similar` over all reports of a workspace; those that cannot be read are for `incident check` to tell."""
    if not workspace.incidents.is_dir() or not any(workspace.incidents.iterdir()):
        return []
    # The reader of every dialect takes a while to load: not where there is nothing to read.
    from incidentkit.report.read import read
    from incidentkit.report.store import find_reports

    reports = []
    for path in find_reports(workspace):
        try:
            reports.append(read(path, workspace))
        except InputError:
            continue
    return similar(title, subjects, reports)


def lines(found: Sequence[Earlier], workspace: Workspace, *, public: bool) -> list[str]:
    """One line for each open item: where it stands, what it says, why it is shown. `public`: without private ones.

    The lines can stand in an HTML comment: no run of two hyphens is in them.
    """
    told = []
    for one in found:
        if public and one.private:
            continue
        path = one.report.path.resolve()
        root = workspace.root.resolve()
        name = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
        for item in one.open[:MOST_ITEMS]:
            told.append(f"{name}:{item.line}: {scrub(one_line(item.text, LONGEST))} ({', '.join(one.why)})")
        if len(one.open) > MOST_ITEMS:
            told.append(f"{name}: and {len(one.open) - MOST_ITEMS} more")
    return [re.sub(r"-{2,}", "–", one_line(line)) for line in told]
