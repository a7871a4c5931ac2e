"""Slack's mrkdwn into the tree.

Sources of the rules: https://docs.slack.dev/messaging/formatting-message-text (emphasis, quotes, code, the `<…>` forms,
dates, the three escapes). Emphasis needs a boundary on both sides, as Slack's clients do it.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from incidentkit import inert
from incidentkit.sources.slack import emoji
from incidentkit.sources.slack.names import CHANNEL_ID, PERSON_ID, Names
from incidentkit.sources.slack.nodes import (
    Block,
    Break,
    Code,
    Emoji,
    Inline,
    Item,
    Link,
    Listing,
    Mention,
    Paragraph,
    Preformatted,
    Quote,
    Style,
    Styled,
    Text,
)

# A message holds at most 40,000 characters in Slack; what is longer was not written by people.
LIMIT = 40_000
_PRE = re.compile(r"```(.+?)```", re.DOTALL)
_QUOTED = re.compile(r"^(?:&gt;|>)(?!(?:&gt;|>)) ?")
_QUOTED_REST = re.compile(r"^(?:&gt;|>){3}", re.MULTILINE)
_BULLET = re.compile(r"^(\s*)([•◦▪▸‣])\ufe0e?\s+")
_ATOM = re.compile(r"`([^`\n]+)`|<([^<>\n]{1,4000})>")
_URL = r"(?i:https?)://[^\s<>|]+"
_ADDRESS = re.compile(_URL)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]{1,20}:", re.IGNORECASE)
# An id without its brackets, as old file comments have it; it counts only for a user who is known.
_BARE_PERSON = r"(?<![\w/.-])@?([UW][A-Z0-9]{7,11})(?![\w/])"
_WORD = re.compile(rf"({_URL})|{emoji.SHORTCODE.pattern}|{_BARE_PERSON}")
# Each style needs a boundary outside and a character inside, on both sides.
_STYLES: tuple[tuple[str, Style], ...] = (("*", "bold"), ("_", "italic"), ("~", "strike"))
_EMPHASIS = re.compile("|".join(rf"(?<![\w{d}])[{d}](?=\S)([^{d}\n]+?)(?<=\S)[{d}](?![\w{d}])" for d, _ in _STYLES))
# Atoms stand in the line as one private-use character each while emphasis is found; `inert.clean` left none there.
_SLOT = 0xF0000
_SLOTS = re.compile("[\U000f0000-\U000ffffd]")
_ESCAPES = {"&amp;": "&", "&lt;": "<", "&gt;": ">"}
_ESCAPED = re.compile("&(?:amp|lt|gt);")
_DATE = re.compile(r"date\^(\d{1,11})\^([^^]*)(?:\^(.+))?", re.DOTALL)
_DATE_TOKEN = re.compile(r"\{([a-z_]+)\}")


def blocks(text: str, names: Names) -> list[Block]:
    """The blocks of a message's text."""
    text = _cut(inert.clean(text))
    rest = _QUOTED_REST.search(text)
    if rest and not _inside_pre(text, rest.start()):
        quoted = _plain_blocks(text[rest.end() :].lstrip(), names)
        return [*_plain_blocks(text[: rest.start()], names), *([Quote(tuple(quoted))] if quoted else [])]
    return _plain_blocks(text, names)


def inline(text: str, names: Names) -> tuple[Inline, ...]:
    """One passage without block structure: a field's title, a link's words."""
    rows = [_line(row, names) for row in _cut(inert.clean(text)).split("\n")]
    return _lines(rows)


def verbatim(text: str, names: Names) -> tuple[Inline, ...]:
    """Text that Slack shows as it is (`plain_text`): only the escapes, emoji and addresses mean something."""
    rows = [tuple(_words(unescape(row), names)) for row in _cut(inert.clean(text)).split("\n")]
    return _lines(rows)


def unescape(text: str) -> str:
    """`&amp;`, `&lt;` and `&gt;`, once: Slack escapes these three and nothing else."""
    return _ESCAPED.sub(lambda m: _ESCAPES[m[0]], text)


def addresses(text: str) -> list[Inline]:
    """Clean text of one line that is not escaped, as words and addresses; nothing else in it means anything."""
    nodes: list[Inline] = []
    at = 0
    for found in _ADDRESS.finditer(text):
        url = _trimmed(found[0])
        nodes.extend([Text(text[at : found.start()])] if found.start() > at else [])
        nodes.append(Link(url))
        at = found.start() + len(url)
    nodes.extend([Text(text[at:])] if at < len(text) else [])
    return nodes


def date(timestamp: int, pattern: str) -> str | None:
    """Slack's date format in UTC, which says so: readers of a report sit in any zone. None where there is no such day.

    Tokens: https://docs.slack.dev/messaging/formatting-message-text#date-formatting.
    """
    try:
        at = datetime.fromtimestamp(timestamp, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    timed = False

    def token(found: re.Match[str]) -> str:
        nonlocal timed
        name = found[1]
        timed = timed or name.startswith("time") or name == "ago"
        if name == "time_secs":
            return f"{at:%H:%M:%S}"
        if name == "time":
            return f"{at:%H:%M}"
        if name == "ago":
            return f"{at:%Y-%m-%d %H:%M}"
        return f"{at:%Y-%m-%d}" if name.startswith("date") or name == "day_divider_pretty" else found[0]

    shown = _DATE_TOKEN.sub(token, pattern)
    if shown == pattern:
        return f"{at:%Y-%m-%d %H:%M} UTC"
    return f"{shown} UTC" if timed else shown


def _cut(text: str) -> str:
    return text if len(text) <= LIMIT else text[:LIMIT] + "…"


def _inside_pre(text: str, at: int) -> bool:
    return any(found.start() < at < found.end() for found in _PRE.finditer(text))


def _plain_blocks(text: str, names: Names) -> list[Block]:
    found: list[Block] = []
    at = 0
    for pre in _PRE.finditer(text):
        found.extend(_rows(text[at : pre.start()], names))
        found.append(Preformatted(_pre(pre[1])))
        at = pre.end()
    found.extend(_rows(text[at:], names))
    return found


def _pre(text: str) -> str:
    # Slack keeps links in code as `<https://…>`; people read the address.
    return unescape(re.sub(r"<(?:[^<>|\n]+\|([^<>\n]+)|((?:https?|mailto):[^<>\n]+))>", lambda m: m[1] or m[2], text))


def _rows(text: str, names: Names) -> list[Block]:
    """Paragraphs, quotes and typed lists of a passage without preformatted lines."""
    found: list[Block] = []
    kind, rows, items = "", [], []  # type: tuple[str, list[tuple[Inline, ...]], list[Item]]

    def flush() -> None:
        if items:
            found.append(Listing(tuple(items)))
        elif rows:
            paragraph = Paragraph(_lines(rows))
            found.append(Quote((paragraph,)) if kind == "quote" else paragraph)
        rows.clear()
        items.clear()

    for row in text.split("\n"):
        quoted = _QUOTED.match(row)
        bullet = _BULLET.match(row)
        now = "quote" if quoted else "list" if bullet else "text" if row.strip() else ""
        if now != kind:
            flush()
            kind = now
        if bullet and not quoted:
            depth = 0 if bullet[2] == "•" and len(bullet[1]) < 2 else min(1, len(items))
            items.append(Item(depth, None, _line(row[bullet.end() :], names)))
        elif now:
            rows.append(_line(row[quoted.end() :] if quoted else row, names))
    flush()
    return found


def _lines(rows: list[tuple[Inline, ...]]) -> tuple[Inline, ...]:
    joined: list[Inline] = []
    for index, row in enumerate(rows):
        if index:
            joined.append(Break())
        joined.extend(row)
    return tuple(joined)


def _line(row: str, names: Names) -> tuple[Inline, ...]:
    atoms: list[Inline] = []

    def slot(found: re.Match[str]) -> str:
        atom = Code(_pre(found[1])) if found[1] is not None else _angle(found[2], names)
        if atom is None or len(atoms) > 60_000:
            return found[0]
        atoms.append(atom)
        return chr(_SLOT + len(atoms) - 1)

    return tuple(_emphasis(_ATOM.sub(slot, row), atoms, names))


def _emphasis(text: str, atoms: list[Inline], names: Names) -> list[Inline]:
    nodes: list[Inline] = []
    at = 0
    for found in _EMPHASIS.finditer(text):
        nodes.extend(_filled(text[at : found.start()], atoms, names))
        which = found.lastindex or 1
        # What is inside cannot hold the same mark again: this is three deep at most.
        nodes.append(Styled(_STYLES[which - 1][1], tuple(_emphasis(found[which], atoms, names))))
        at = found.end()
    nodes.extend(_filled(text[at:], atoms, names))
    return nodes


def _filled(text: str, atoms: list[Inline], names: Names) -> list[Inline]:
    nodes: list[Inline] = []
    at = 0
    for slot in _SLOTS.finditer(text):
        nodes.extend(_words(unescape(text[at : slot.start()]), names))
        nodes.append(atoms[ord(slot[0]) - _SLOT])
        at = slot.end()
    nodes.extend(_words(unescape(text[at:]), names))
    return nodes


def _words(text: str, names: Names) -> list[Inline]:
    nodes: list[Inline] = []
    at = 0
    for found in _WORD.finditer(text):
        node, end = _word(found, names)
        if node is None:
            continue
        if found.start() > at:
            nodes.append(Text(text[at : found.start()]))
        nodes.append(node)
        at = end
    if at < len(text):
        nodes.append(Text(text[at:]))
    return nodes


def _word(found: re.Match[str], names: Names) -> tuple[Inline | None, int]:
    if found[1]:
        url = _trimmed(found[1])
        return Link(url), found.start() + len(url)
    if found[2]:
        name = found[2]
        return (Emoji(name, emoji.shown(name, found[3])) if _is_emoji(found) else None), found.end()
    known = found[4] in names.users
    if known:
        names.meet(found[4])
    return (Mention(found[4]) if known else None), found.end()


def _trimmed(url: str) -> str:
    """An address in running text without the punctuation that follows it."""
    return url.rstrip(".,;:!?'\"*_~)]}")


def _is_emoji(found: re.Match[str]) -> bool:
    # `10:30:45` holds no emoji; `:custom_name:` does, though only its workspace can show it.
    before = found.string[found.start() - 1 : found.start()]
    return found[2] == found[2].lower() and (emoji.is_known(found[2]) or not (before.isalnum() or found[2].isdigit()))


def _angle(content: str, names: Names) -> Inline | None:
    """What stands between `<` and `>`, or None where it is only text."""
    target, _, label = content.partition("|")
    label = unescape(label).strip()
    if target.startswith("@"):
        return person(target[1:], names, label)
    if target.startswith("#"):
        return Text(names.channel(target[1:], label)) if CHANNEL_ID.fullmatch(target[1:]) else None
    if target.startswith("!"):
        return _special(content[1:], names)
    if target.lower().startswith(("http://", "https://")):
        return Link(unescape(target), label)
    if _SCHEME.match(target):
        # mailto:, tel: and foreign schemes: their words, no link.
        return Text(label or unescape(target.partition(":")[2]))
    return None


def person(person_id: str, names: Names, label: str = "") -> Inline | None:
    """A person by id; a bot by name, for programs have no privacy. None where it is no such id."""
    if not (PERSON_ID.fullmatch(person_id) or person_id in names.users or person_id.startswith("name:")):
        return Text(f"@{label}") if label and re.fullmatch(r"B[A-Z0-9]{2,30}", person_id) else None
    if names.is_bot(person_id):
        return Text(f"@{names.shown(person_id) or label or 'Slackbot'}")
    names.meet(person_id, label)
    return Mention(person_id)


def _special(content: str, names: Names) -> Inline | None:
    """`<!here>`, `<!subteam^S1|@group>`, `<!date^…|…>` and what may come."""
    command, _, label = content.partition("|")
    label = unescape(label).strip()
    if dated := _DATE.fullmatch(command):
        shown = date(int(dated[1]), unescape(dated[2])) or label or "a date"
        return Link(unescape(dated[3]), shown) if dated[3] else Text(shown)
    if command.startswith("subteam^"):
        return Text(group(command.removeprefix("subteam^"), names, label))
    word = command.split("^")[0]
    if not re.fullmatch(r"[a-z_]{1,40}", word):
        return None
    if label and label.lstrip("@") != word:
        return Text(label)
    return Text(f"@{word}")


def group(group_id: str, names: Names, label: str = "") -> str:
    """How a user group is written: `@handle`."""
    name = label.lstrip("@") or names.groups.get(group_id, "")
    return f"@{name}" if name else "@unknown-group"
