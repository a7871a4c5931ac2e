"""What an alert says: its title and its words, without labels, values, links and buttons.

The shapes are those of the common senders and their usual templates: Alertmanager, Grafana, PagerDuty, Opsgenie,
Datadog, Nagios. What is left out here stands in the record's body.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from incidentkit.sources.slack.nodes import (
    Block,
    Break,
    Code,
    Emoji,
    Inline,
    Link,
    Listing,
    Paragraph,
    Quote,
    Styled,
    Text,
    plain,
)


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


# A title and two more rows are read at a glance.
_MOST_ROWS = 3
_PAIR = re.compile(r"\W*([\w./ -]{1,40}?)\W*(?:[:=]|[:=]?\*+:?)\W*(?:\s|$)")
# Keys whose value is what the alert says; others are labels.
_TELLING = _listed("alert summary description message detail details reason error info what text title")
_LABELS = _listed(
    "alertname annotations assigned assignee author channel cluster commit contact container dashboard duration "
    "endpoint ends endsat environment env event fingerprint firing generator graph group host hostname incident "
    "instance job label labels link links metric monitor name namespace node notified original owner panel pod policy "
    "priority project query receiver region repository resolved responder responders revision runbook runbooks service "
    "severity silence source started starts startsat state status sync tag tags team threshold time urgency url value "
    "values view"
)
_KEY = re.compile(r"[a-z_][a-z0-9_./-]*")
_STATE = re.compile(r"\W*(?:firing|resolved|alerting|ok|no ?data|pending|triggered|acknowledged)\W*", re.IGNORECASE)
_OVER = re.compile(r"\W*(?:resolved|recovered|recovery|ok)\b", re.IGNORECASE)
_TITLE = re.compile(r"\s*(?:\[([A-Za-z ]+)[^\]]*\]\s*)?(.*?)(?:\s*\(([^()]*(?:\([^()]*\)[^()]*)*)\)\s*)?", re.DOTALL)
# "… for", where a template had nothing to name.
_DANGLING = re.compile(r"\s+(?:for|on|in|at|of)\W*")
# Who posted it and by which rule, and the query behind it: that is how the message came to be, and not what it says.
_ABOUT_ITSELF = re.compile(
    r"\s*(?:(?:shared|posted|sent|updated|created|reported) by\b.*|.*\bvia\b.*\brule\b.*|[\w:.]+[({\[].*[)}\]].*)\s*",
    re.IGNORECASE | re.DOTALL,
)
# What is longer is no such note, and the pattern would take its time over it.
_LONGEST_NOTE = 300
# Who is to be woken: "@slack-ops @somebody".
_CALLED = re.compile(r"(?:\s*@[\w@.+-]+)+\s*")
_SEVERITY_TAIL = re.compile(r"\s+-\s+(?:critical|warning|info|page|error|none|p\d|sev-?\d)\s*", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Said:
    """An alert in short: what to write, and what it has in common with others.

    `state` and `name` tell one story, `target` is what this one is about; both are empty where the title says nothing.
    """

    blocks: tuple[Block, ...]
    state: str
    name: str
    target: str


def said(blocks: list[Block], *, linked: bool = False) -> Said:
    """The alert in short; with `linked` the title keeps its address, as of what a program has done."""
    rows = [row for block in blocks for row in _rows(block) if plain(row).strip()]
    if not rows:
        return Said(tuple(blocks), "", "", "")
    title = _undangled(rows[0] if linked else _unlinked(rows[0]))
    words = " ".join(plain(title).split())
    found = _TITLE.fullmatch(words)
    state, name, target = (found[1] or "", found[2], found[3] or "") if found else ("", words, "")
    if not target:
        name = _DIGITS.sub("…", name)
    # What a resolved alert says was so and is no more: its title is enough.
    told = [] if _OVER.match(words) else _telling(rows[1:], words, linked) or _measures(rows[1:], words)
    if linked and told and f" {_bare(words)} " in f" {_bare(plain(told[0]))} ":
        title, *told = told  # "api: Application api has been synced"
    return Said((Paragraph(tuple(_joined([title, *told]))),), state.strip(), name, target)


def _telling(rows: Iterable[list[Inline]], title: str, linked: bool) -> list[list[Inline]]:
    """The rows that say something that the title does not; of one key the first."""
    kept: list[list[Inline]] = []
    heard = [_bare(title)]
    keys: set[str] = set()
    for given in rows:
        row, text = given, plain(given)
        if called := _CALLED.match(text):
            row, text = _after(row, called.end()), text[called.end() :]
        if _says_nothing(row, text, linked):
            continue
        pair = _PAIR.match(text)
        key = pair[1].strip().lower() if pair else ""
        if pair and key in _TELLING:
            if key in keys or not text[pair.end() :].strip():
                continue
            keys.add(key)
            row = _after(row, pair.end())
        elif pair and _is_label(pair[1].strip(), text[pair.end() :]):
            continue
        bare = _bare(plain(row))
        if bare and not any(bare in other for other in heard):
            heard.append(bare)
            kept.append(_without_severity(row if linked else _unlinked(row)))
    return kept[: _MOST_ROWS - 1]


def _says_nothing(row: list[Inline], text: str, linked: bool) -> bool:
    """Whether it is a state alone, a picture or a button, or tells how the message came to be."""
    if linked and any(isinstance(node, Link) and node.label for node in row):
        return False
    if _STATE.fullmatch(text) or (len(text) < _LONGEST_NOTE and _ABOUT_ITSELF.fullmatch(text)):
        return True
    return not any(isinstance(node, Text | Code | Styled) and plain([node]).strip() for node in row)


def _undangled(row: list[Inline]) -> list[Inline]:
    """A title without the preposition and the blanks at its end."""
    text = plain(row)
    tail = next((found for found in _DANGLING.finditer(text) if found.end() == len(text)), None)
    return _before(row, tail.start() if tail else len(text.rstrip()))


def _measures(rows: list[list[Inline]], title: str) -> list[list[Inline]]:
    """Where an alert says nothing in words, the fields that are no usual labels: `used: 97%`."""
    pairs = [(row, _PAIR.match(plain(row))) for row in rows]
    kept = [_unlinked(row) for row, pair in pairs if pair and _first_word(pair[1]) not in _LABELS]
    return [row for row in kept if _bare(plain(row)) not in _bare(title)][: _MOST_ROWS - 1]


def _is_label(key: str, value: str) -> bool:
    """Whether `key: value` is a label: its key is a known one or an identifier, or its value hardly says a thing."""
    return _first_word(key) in _LABELS or bool(_KEY.fullmatch(key)) or len(value.split()) < 3


def _first_word(key: str) -> str:
    return key.strip().lower().split(" ")[0]


def _rows(block: Block) -> list[list[Inline]]:
    match block:
        case Paragraph(children):
            rows: list[list[Inline]] = [[]]
            for node in children:
                if isinstance(node, Break):
                    rows.append([])
                else:
                    rows[-1].append(node)
            return rows
        case Listing(items):
            return [list(item.children) for item in items]
        case Quote(blocks):
            return [row for inner in blocks for row in _rows(inner)]
        case _:
            return []


def _after(row: list[Inline], count: int) -> list[Inline]:
    """A row without its first `count` characters of plain text."""
    kept: list[Inline] = []
    for node in row:
        wide = len(plain([node]))
        if count >= wide:
            count -= wide
        elif count and isinstance(node, Styled):
            kept.append(Styled(node.style, tuple(_after(list(node.children), count))))
            count = 0
        elif count:
            kept.append(Text(plain([node])[count:]))
            count = 0
        else:
            kept.append(node)
    return kept


def _without_severity(row: list[Inline]) -> list[Inline]:
    """`A node is not ready - critical`: how bad it is rated is a label."""
    text = plain(row)
    tail = next((found for found in _SEVERITY_TAIL.finditer(text) if found.end() == len(text)), None)
    if tail is None:
        return row
    return _before(row, tail.start())


def _before(row: list[Inline], count: int) -> list[Inline]:
    """The first `count` characters of a row's plain text."""
    kept: list[Inline] = []
    for node in row:
        wide = len(plain([node]))
        if count > 0:
            kept.append(node if wide <= count else Text(plain([node])[:count]))
        count -= wide
    return kept


def _unlinked(row: list[Inline]) -> list[Inline]:
    """Words without their addresses: where to click stands in the body. A picture of a state says nothing either."""
    found: list[Inline] = []
    for node in row:
        match node:
            case Emoji():
                continue
            case Link(url, label):
                found.append(Text(label or url))
            case Styled(style, children):
                found.append(Styled(style, tuple(_unlinked(list(children)))))
            case _:
                found.append(node)
    return found


def _joined(rows: list[list[Inline]]) -> list[Inline]:
    """`Title: what it says. What more it says`."""
    nodes: list[Inline] = []
    for index, row in enumerate(rows):
        if index:
            ended = plain(nodes).rstrip()[-1:] in ".!?:;…"
            nodes.append(Text(" " if ended else ": " if index == 1 else ". "))
        nodes.extend(row)
    return nodes


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))
