"""Text from outside made harmless for the place it goes to.

Everything that a message, an event or a report says is hostile until one of these has seen it. Each function gives text
that reads the same and does nothing: no markup, no mention, no escape sequence, no workflow command.
"""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any

# Controls, bidirectional overrides, zero-width and private-use characters: they hide or reorder what a reviewer reads.
# Zero-width joiner (U+200D) stays: family emoji and several scripts need it.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufeff\uffa0\ufff9-\ufffb\ue000-\uf8ff\ud800-\udfff\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
# What has a meaning inside a line of Markdown, as far as it can have one: a report is read as plain text as well, and
# nothing is escaped without need. What the next piece of text may complete counts as complete.
_INLINE = re.compile(
    r"[\\`*\[\]<]"
    r"|&(?=[#A-Za-z]|$)"  # an entity, with or without its semicolon; in an address only with it
    r"|(?<![^\W_])_|_(?![^\W_])"  # inside a word it is no emphasis
    r"|(?<![\s(])~|~(?!\d)"  # "about": ~270 cannot end a deletion
)
_ENTITY = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
# `[FIRING:2] …` is no link, task or footnote: two characters or more, and what follows begins no target.
_BRACKETS = re.compile(r"\[[A-Za-z0-9][^\[\]\n]{1,60}\](?=[^(\[:])")
_ADDRESS = re.compile(r"\bhttps?://[^\s<>]+", re.IGNORECASE)
_TABLE_RULE = re.compile(r"[\s:|-]*\|[\s:|-]*")
_LINE_START = re.compile(r"^(\s*)(>|#{1,6}(?=\s|$)|[-+=](?=[\s=-]|$)|\d{1,9}[.)](?=\s|$)|:(?=\s)|!(?=\[))")


def clean(text: str) -> str:
    """Without terminal escapes and invisible characters; line ends are `\\n`, composed characters are composed."""
    if text.isascii() and text.isprintable():
        return text  # nothing to do, and most text is such
    text = _ANSI.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text))


def one_line(text: str, limit: int = 400) -> str:
    """`text` cleaned, on one line, at most `limit` characters, cut at a word with an ellipsis."""
    flat = " ".join(clean(text).split())
    return flat if len(flat) <= limit else cut(flat, limit)


def cut(text: str, limit: int) -> str:
    """The beginning of a line of more than `limit` characters, cut at a word, with an ellipsis.

    A word is cut in two only where it is a long name: of anything else, half an address with its password or half a
    token would be left, which no rule of the redaction gate knows any more.
    """
    begin = text[: limit - 1]
    whole, _, part = begin.rpartition(" ")
    word = part + text[limit - 1 :].partition(" ")[0]
    long_name = len(part) > limit // 2 and re.fullmatch(r"[\w./-]+", part) and not _may_be_a_token(word)
    keep_part = text[limit - 1] == " " or long_name
    return (begin if keep_part else whole).rstrip() + "…"


def _may_be_a_token(word: str) -> bool:
    """Whether a word is as mixed as no name is: of small and capital letters and digits, or of many without a break."""
    mixed = all(re.search(kind, word) for kind in ("[a-z]", "[A-Z]", "[0-9]"))
    return mixed or any(len(part) >= 16 and re.search("[0-9]", part) for part in re.split(r"[^A-Za-z0-9]", word))


def markdown(text: str) -> str:
    """Plain text as inline Markdown that shows it literally: no emphasis, link, image, HTML, code or block start.

    Bare addresses stay addresses: both renderers link them, which is what a reader expects; `@` and `#` are made inert
    where they would act, in what is sent to GitHub, not here.
    """
    text = clean(text)
    if "\n" not in text and "$" not in text and not _INLINE.search(text):
        return block_start(text)  # nothing in it could act inside a line: most words are such
    text = re.sub(r"(?<![ \t])[ \t]+\n", "\n", text)  # two spaces at the end of a line are a line break
    literal = {at for found in _BRACKETS.finditer(text) for at in (found.start(), found.end() - 1)}
    for found in _ADDRESS.finditer(text):  # `&amp;` in a bare address would be part of where it leads
        literal |= {found.start() + m.start() for m in re.finditer(r"&(?![#\w]{1,32};|[#\w]*$)", found[0])}
    dollars = text.count("$") > 1
    escaped = _INLINE.sub(lambda m: m[0] if m.start() in literal else _ENTITY.get(m[0]) or "\\" + m[0], text)
    if dollars:
        escaped = escaped.replace("$", "\\$")
    return "\n".join(block_start(line) for line in escaped.split("\n"))


# A code span, an escape: what `markdown` and `code` make. And what they never leave outside of these: HTML, a picture,
# a link to anything but the web, the definition of a footnote or a link.
_OURS = re.compile(
    r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)|\\[!-/:-@\[-`{-~]"
    r"|(?P<acts><(?!https?://)|!(?=\[)|\](?=\((?!https?://))|^\[(?=[^\[\]\n]{1,200}\]:))",
    re.DOTALL | re.MULTILINE,
)


def again(text: str) -> str:
    """Inline Markdown of ours that was read back from a file, with no more in it than we would have written.

    Whoever wrote the file may not have been us. What we did write stays as it is. Where code begins and ends is another
    question for each line than for all of them: what acts by either answer is made inert.
    """
    lines = "\n".join(_OURS.sub(_inert, line) for line in clean(text).split("\n"))
    return _OURS.sub(_inert, lines)


def _inert(found: re.Match[str]) -> str:
    return (_ENTITY.get(found[0]) or f"\\{found[0]}") if found["acts"] else found[0]


def block_start(line: str) -> str:
    """A line of Markdown whose first characters start no block: for lines that are put together of inert parts."""
    if _TABLE_RULE.fullmatch(line):
        return line.replace("|", "\\|")
    found = _LINE_START.match(line)
    if not found:
        return line
    start = found.end(1)
    if line[start].isdigit():  # the escape goes before the delimiter: "1\." is text, "\1." is not
        start = found.end(2) - 1
    return f"{line[:start]}\\{line[start:]}"


def code(text: str, limit: int = 200) -> str:
    """`text` as a code span on one line, whatever backticks it holds; empty text is an empty string."""
    flat = one_line(text, limit)
    if not flat:
        return ""
    runs = [len(run) for run in re.findall("`+", flat)]
    fence = "`" * next(n for n in range(1, len(flat) + 2) if n not in runs)
    pad = " " if flat.startswith("`") or flat.endswith("`") else ""
    return f"{fence}{pad}{flat}{pad}{fence}"


def terminal(text: str) -> str:
    """Safe to print: no escape sequences, no bidirectional overrides. Newlines and tabs stay."""
    return clean(text)


def escaped(json_text: str) -> str:
    """JSON text in which invisible characters and controls stand as `\\uXXXX`: the same values, safe to look at."""
    return _INVISIBLE.sub(lambda m: json.dumps(m[0])[1:-1] if m[0] >= " " else m[0], json_text)


def whole(value: Any) -> Any:
    """A value that came as JSON, with a question mark for each half of a character: JSON can escape one (`\\ud83d`),
    and no file can hold it."""
    return json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))


def workflow_data(text: str) -> str:
    """The message of a GitHub workflow command (`::error::…`), escaped as the runner decodes it."""
    return clean(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def workflow_property(text: str) -> str:
    """A property of a GitHub workflow command (`file=…`), escaped as the runner decodes it."""
    return workflow_data(text).replace(":", "%3A").replace(",", "%2C")


def http_url(url: str) -> str | None:
    """`url` safe to put between `(` and `)` of a Markdown link, or None where it is no http(s) address."""
    url = clean(url).strip()
    if not re.match(r"https?://[^\s/]", url, re.IGNORECASE):
        return None
    return re.sub(r"[\s()<>\[\]\\\"'`{}|^]", lambda m: f"%{ord(m[0]):02X}" if ord(m[0]) < 128 else "", url)


# What acts in an issue on GitHub although it is plain text. Sources: its docs, "Autolinked references and URLs" and
# "Basic writing and formatting syntax" (mentions). An issue's address leaves a trace there. The last four are what
# robots obey without being mentioned: Prow's commands, those of bors (bors.tech/documentation), homu and Zuul, and the
# reviewer's `r?`, `r+`, `r=name`, which triagebot and homu find anywhere. As code they are no such words any more.
_ACTS = re.compile(
    r"(?P<live>(?:"
    r"(?:https?://|www\.|github\.com(?::\d{1,5})?/)[^\s<>`]{0,2000}/(?:issues|pulls?|discussions|commit)/"
    r"(?:[^\s<>`]*[^\s<>`.,;:!?)\]'\"*_~])?"  # what closes the sentence is not of the address
    r"|[A-Za-z0-9][\w./:+-]{0,200}@\w[\w./:+-]*"  # addresses, OWNER/REPO@SHA, image digests
    r"|@\w[\w/-]*(?:\.\w[\w/-]*)*"
    r"|[\w./-]{0,200}\#\d\w*"
    r"|GH-\d+"
    r"|(?<![^\n])/[A-Za-z][\w-]*(?=\s|$)"
    r"|(?<![^\n])(?:bors|homu)(?=[ \t]*:|[ \t])"
    r"|(?<![^\n])(?:recheck|reverify)(?=[ \t]*(?:\n|$))"
    r"|(?<!\w)r(?:\?|[+-](?!\w)|=@?\w[\w-]*)"
    r")+)"
    r"|(?P<url>https?://[^\s<>`]*[^\s<>`.,;:!?)\]'\"*_~])",
    re.IGNORECASE | re.ASCII,
)


def github(text: str) -> str:
    """Plain text as Markdown for GitHub: shown literally, and nobody is notified, nothing referenced or commanded.

    A backslash or an entity does not keep GitHub from notifying `@user`, a code span does: what would act becomes one.
    Other addresses stay links.
    """
    text = re.sub(r"(?m)^[ \t]+", "", clean(text))  # an indented line would be a block of code, escapes and all
    parts, done = [], 0
    for found in _ACTS.finditer(text):
        parts.append(markdown(text[done : found.start()]))
        live = found["live"]
        parts.append(code(live, len(live)) if live else f"<{found['url'].replace('&', '&amp;')}>")
        done = found.end()
    return "".join([*parts, markdown(text[done:])])
