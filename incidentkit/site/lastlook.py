"""The last look, over what a page shows: markup, entities, escapes and a browser's habits take apart what the gate over
the source looks for, and rendering puts it together again.

A secret keeps the page from being written. Personal data is masked where it stands; an address that holds it goes.
"""

from __future__ import annotations

import html as entities
import re
from bisect import bisect_right
from dataclasses import dataclass, field, replace
from functools import cache
from unicodedata import category, normalize
from urllib.parse import unquote

from incidentkit.config import RedactSettings
from incidentkit.redact import Hit, find
from incidentkit.report.model import ActionItem, Report
from incidentkit.site import links, prose
from incidentkit.site.archive import Incident
from incidentkit.site.compose import Page
from incidentkit.site.log import Part
from incidentkit.site.privacy import Finding, mask

# Our HTML is written by a serializer: values stand in double quotes and hold none.
# A picture may be a mark still (`links`), which shows its words where the picture is not to be had.
_TAG = re.compile(
    '<(?P<end>/?)(?P<name>[a-z][a-z0-9]*)(?P<values>(?:[^">]|"[^"]*")*)>|\ue012(?P<picture>\\d+)\ue013'
)
_VALUE = re.compile(r' (?P<name>[a-z-]+)="(?P<value>[^"]*)"')
# What stands within a line; all else is as good as a line's end.
_INLINE = frozenset(
    ["a", "abbr", "b", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "rp", "rt", "ruby", "s",
     "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr"]
)  # fmt: skip
_ADDRESSES = ("href", "src")


@dataclass
class LastLook:
    """One report's. `excused` is what the report excuses in place. `findings` are what was found so far."""

    settings: RedactSettings
    excused: frozenset[str]
    findings: list[Finding] = field(default_factory=list)
    _alts: list[str] = field(default_factory=list)

    @property
    def secret(self) -> Finding | None:
        """The first secret: with one, nothing of the report is written."""
        return next((f for f in self.findings if f.kind == "secret"), None)

    def report(self, report: Report) -> Report:
        """The report with its values looked over: what its front matter and its items say once they are read."""
        if not self._any_of(_values(report)):
            return report
        lines = report.front.lines

        def shown(text: str | None, key: str) -> str | None:
            return self.text(text, lines.get(key)) if text else text

        return replace(
            report,
            title=shown(report.title, "title"),
            status_text=shown(report.status_text, "status"),
            severity=shown(report.severity, "severity"),
            timezone=shown(report.timezone, "timezone"),
            services=tuple(self.text(one, lines.get("services")) for one in report.services),
            tags=tuple(self.text(one, lines.get("tags")) for one in report.tags),
            actions=tuple(self._action(one) for one in report.actions),
            timeline=tuple(replace(one, text=self.text(one.text, one.line)) for one in report.timeline),
        )

    def page(self, page: Page) -> Page:
        """The page with its HTML and its addresses looked over."""
        html = [*(piece for part in page.parts for piece in (part.html, *(line.html for line in part.lines)))]
        shown = links.place("\n".join([*html, page.notes]), page.addresses, [None] * len(page.addresses))
        words = [page.heading, page.impact, *page.unwritten, *(one.url for one in page.addresses)]
        if not self._any(shown) and not self._any_of(words):
            return page
        self._alts = [one.alt or "" for one in page.addresses]
        parts = tuple(
            Part(self.html(part.html), tuple(replace(line, html=self.html(line.html)) for line in part.lines))
            for part in page.parts
        )
        addresses = tuple(replace(one, url="" if self._leads_to_hit(one.url) else one.url) for one in page.addresses)
        return replace(
            page,
            heading=self.text(page.heading),
            impact=self.text(page.impact),
            unwritten=tuple(self.text(one) for one in page.unwritten),
            parts=parts,
            notes=self.html(page.notes),
            addresses=addresses,
        )

    def incident(self, incident: Incident) -> Incident:
        """The incident with the words taken from its page looked over; the others were when the report was."""
        aliases = tuple(alias for alias in incident.aliases if not self._leads_to_hit(alias))
        return replace(incident, summary=self.text(incident.summary), aliases=aliases)

    def _leads_to_hit(self, url: str) -> bool:
        return bool(self._hits(url) or self._hits(unquote(url)))

    def text(self, text: str, line: int | None = None) -> str:
        """Plain text, which may be Markdown that was never rendered."""
        masked = mask(text, self._hits(text, line))
        if "<" in masked or "&" in masked:
            plain = prose.plain(masked)
            if hits := self._hits(plain, line):
                return mask(plain, hits)
        return masked

    def html(self, html: str) -> str:
        """Safe HTML."""
        pieces: list[str] = []  # text and tags in turns
        shown: list[str] = []
        end = 0
        for tag in _TAG.finditer(html):
            text = entities.unescape(html[end : tag.start()])
            pieces += [text, tag[0] if tag["picture"] else self._tag(tag)]
            shown += [text, self._between(tag)]
            end = tag.end()
        pieces.append(entities.unescape(html[end:]))
        shown.append(pieces[-1])
        starts = [0]
        for one in shown:
            starts.append(starts[-1] + len(one))
        for hit in reversed(self._hits("".join(shown))):
            _cover(pieces, starts, hit)
        return "".join(
            piece if number % 2 else entities.escape(piece, quote=False) for number, piece in enumerate(pieces)
        )

    def _between(self, tag: re.Match[str]) -> str:
        """What a reader sees between the words around a tag: nothing, a line's end, the words of a picture."""
        if tag["picture"]:
            number = int(tag["picture"])
            return self._alts[number] if number < len(self._alts) else ""
        return "" if tag["name"] in _INLINE else "\n"

    def _any(self, html: str) -> bool:
        """Whether there is anything to mask or to refuse: most pages are as they should be."""
        words, values, end = [], [], 0
        for tag in _TAG.finditer(html):
            words += [html[end : tag.start()], "" if tag["name"] in _INLINE else "\n"]
            values += [value["value"] for value in _VALUE.finditer(tag["values"])]
            end = tag.end()
        text = entities.unescape("".join([*words, html[end:]]))
        inside = entities.unescape("\n".join(values))
        return any(self._held(one) for one in (text, inside, unquote(inside)))

    def _any_of(self, values: list[str]) -> bool:
        text = "\n".join(values)
        plain = "\n".join(prose.plain(one) for one in values if "<" in one or "&" in one)
        return any(self._held(one) for one in (text, plain, unquote(text)))

    def _tag(self, tag: re.Match[str]) -> str:
        def looked_at(found: re.Match[str]) -> str:
            value = entities.unescape(found["value"])
            hits = self._hits(value) or self._hits(unquote(value))
            if not hits:
                return found[0]
            if found["name"] in _ADDRESSES:
                return ""
            return f' {found["name"]}="{entities.escape(self.text(unquote(value)))}"'

        return f"<{tag['end']}{tag['name']}{_VALUE.sub(looked_at, tag['values'])}>"

    def _action(self, item: ActionItem) -> ActionItem:
        def shown(text: str | None) -> str | None:
            return self.text(text, item.line) if text else text

        def leads(url: str | None) -> bool:
            return not url or not (self._hits(url, item.line) or self._hits(unquote(url), item.line))

        return replace(
            item,
            text=self.text(item.text, item.line),
            group=shown(item.group),
            owner=shown(item.owner),
            repo=shown(item.repo),
            due_text=shown(item.due_text),
            links=tuple(link for link in item.links if leads(link)),
            refs=tuple(self.text(ref, item.line) for ref in item.refs),
            issue=item.issue if leads(item.issue) else None,
        )

    def _hits(self, text: str, line: int | None = None) -> list[Hit]:
        """As `_held`, noted."""
        hits = self._held(text)
        for hit in hits:
            finding = Finding(line, hit.kind, hit.rule)
            if finding not in self.findings:
                self.findings.append(finding)
        return hits

    def _held(self, text: str) -> list[Hit]:
        folded = _folded(text)
        return [hit for hit in find(folded, self.settings) if folded[hit.start : hit.end] not in self.excused]


def _values(report: Report) -> list[str]:
    """Everything that `LastLook.report` looks over."""
    found = [report.title, report.status_text, report.severity, report.timezone, *report.services, *report.tags]
    for item in report.actions:
        found += [item.text, item.group, item.owner, item.repo, item.due_text, item.issue, *item.links, *item.refs]
    return [one for one in [*found, *(entry.text for entry in report.timeline)] if one]


def _cover(pieces: list[str], starts: list[int], hit: Hit) -> None:
    """Put a hit's name over it, whatever tags stand in its middle. Later hits are covered already."""
    at = bisect_right(starts, hit.start) - 1
    name = f"‹{hit.rule} removed›"
    while at < len(pieces) and starts[at] < hit.end:
        if pieces[at].startswith("\ue012"):  # a picture whose words are part of it goes whole
            pieces[at], name = name, ""
        elif at % 2 == 0 and starts[at + 1] > starts[at]:
            start, end = max(hit.start - starts[at], 0), hit.end - starts[at]
            pieces[at] = pieces[at][:start] + name + pieces[at][end:]
            name = ""
        at += 1


def _folded(text: str) -> str:
    """`text`, letter for letter, as it is read: wide letters and signs are their plain ones, unseen ones are unseen."""
    return text if text.isascii() else "".join(map(_letter, text))


@cache
def _letter(sign: str) -> str:
    if sign.isascii():
        return sign
    if category(sign) == "Cf" or sign == "\u034f" or "\ufe00" <= sign <= "\ufe0f":
        return "\u200b"
    plain = normalize("NFKC", sign)
    return plain if len(plain) == 1 else sign
