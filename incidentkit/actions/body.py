"""An issue's title and body, and the hidden markers by which it is found again and its edits are noticed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from jinja2 import Environment

from incidentkit import inert
from incidentkit.actions.items import Tracked
from incidentkit.config import RedactSettings
from incidentkit.errors import InputError
from incidentkit.redact import find
from incidentkit.report.inline import plain
from incidentkit.report.model import Report
from incidentkit.report.privacy import without_comments, without_private
from incidentkit.report.read import read_text
from incidentkit.templating import render

TEMPLATE = "issue.md.j2"
LONGEST_BODY = 65_536  # characters, GitHub's limit for an issue's body
LONGEST_TITLE = 200  # characters; GitHub's own limit is 256
LONGEST_SUMMARY = 600  # characters
LONGEST_TEXT = 20_000  # characters of an item's text
_SPACE_FOR_MARKERS = 200
# Only a whole line counts: words inside a line, a quotation or a code span are no marker.
_MARKER = re.compile(r"(?m)^<!-- incidentkit:action:([\w-]{1,64}) -->[ \t]*$")
_BASE = re.compile(r"(?m)^<!-- incidentkit:base:([0-9a-f]{8}):([0-9a-f]{8}) -->[ \t]*$")
_HIDDEN = re.compile(r"<!--\s*incidentkit:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rendered:
    """An issue as it would be filed: `body` with its markers. `refused` says why it must not be, None where it may."""

    title: str
    body: str
    refused: str | None = None


def title_of(tracked: Tracked) -> str:
    """The issue's title: the item's text, cut at a word where it is long."""
    return inert.one_line(tracked.item.text, LONGEST_TITLE)


def summary_of(report: Report, settings: RedactSettings | None = None) -> str:
    """The first paragraph of a report's summary in plain words: without private passages and comments.

    "" where there is none, and where it holds what must not be published: the item can be filed without it.
    """
    try:
        text = without_comments(without_private(report.path, report.text))
    except InputError:
        return ""
    section = read_text(text, report.path).section("summary")
    if section is None:
        return ""
    body = text[section.body.start : section.body.end].strip()
    first = re.split(r"\n[ \t]*\n", body, maxsplit=1)[0]
    if first.lstrip().startswith(("#", "|", "```", "~~~")):
        return ""
    said = inert.one_line(plain(re.sub(r"(?m)^[ \t]*>[ \t]?", "", first)), LONGEST_SUMMARY)
    return "" if find(first, settings) or find(said, settings) else said


def compose(
    tracked: Tracked, templates: Environment, link: str, summary: str = "", settings: RedactSettings | None = None
) -> Rendered:
    """The issue of an item; `link` is where its report can be read, or "", `summary` what that says in short.

    `settings` are the team's own of the redaction gate: an issue that holds a secret or personal data is refused.

    Raises InputError where the template cannot be used or forges a marker.
    """
    report, item = tracked.report, tracked.item
    text = render(
        templates,
        TEMPLATE,
        item={
            "text": inert.github(inert.one_line(item.text, LONGEST_TEXT)),
            "group": inert.github(inert.one_line(item.group or "")),
            "owner": inert.github(inert.one_line(item.owner or "")),
            "due": item.due.isoformat() if item.due else inert.github(inert.one_line(item.due_text or "")),
        },
        incident={
            "title": inert.github(inert.one_line(report.title or report.path.stem)),
            "date": report.date.isoformat() if report.date else "",
            "severity": inert.github(inert.one_line(report.severity or "")),
            "services": inert.github(inert.one_line(", ".join(report.services))),
            "status": report.status or "",
            "summary": inert.github(inert.one_line(summary, LONGEST_SUMMARY)),
        },
        link=inert.http_url(link) or "",
        upstream=tracked.upstream,
    )
    if _HIDDEN.search(text):
        raise InputError(TEMPLATE, "holds a marker of incidentkit", hint="Remove it: markers are added by themselves.")
    text = re.sub(r"\n{3,}", "\n\n", text).strip()
    text = _shortened(text, LONGEST_BODY - _SPACE_FOR_MARKERS)
    title = title_of(tracked)
    base = f"<!-- incidentkit:base:{digest(item.text)}:{digest(title, text)} -->"
    body = f"{text}\n\n<!-- incidentkit:action:{tracked.id} -->\n{base}\n"
    return Rendered(title, body, _refusal((item.text, title, body), settings))


def _shortened(text: str, limit: int) -> str:
    """At most `limit` characters, cut between lines: half a code span would set free what it holds."""
    if len(text) <= limit:
        return text
    note = "\n\n(Shortened: the report says more.)"
    return text[: text.rfind("\n", 0, limit - len(note)) + 1].rstrip() + note


def _refusal(texts: Iterable[str], settings: RedactSettings | None) -> str | None:
    names = ", ".join(sorted({hit.rule for text in texts for hit in find(text, settings)}))
    if not names:
        return None
    return f"holds what must not be published ({names}): take it out of the report first"


def markers(body: str) -> frozenset[str]:
    """The ids of all markers in an issue's body."""
    return frozenset(_MARKER.findall(body))


def base(body: str) -> tuple[str, str] | None:
    """The digests under which the tool wrote an issue last: of the item's text, and of the issue's title and body."""
    found = _BASE.search(body)
    return (found[1], found[2]) if found else None


def untouched(title: str, body: str) -> bool:
    """Whether an issue is still as the tool wrote it."""
    wrote = base(body)
    return wrote is not None and wrote[1] == digest(title, _BASE.sub("", _MARKER.sub("", body)))


def digest(*texts: str) -> str:
    """Eight hexadecimal digits that stand for texts; spacing does not count, for GitHub changes line ends."""
    flat = "\n".join(" ".join(inert.clean(text).split()) for text in texts)
    return hashlib.sha256(flat.encode("utf-8")).hexdigest()[:8]
