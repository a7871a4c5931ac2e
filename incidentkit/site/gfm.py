"""GitHub's Markdown put the way the `markdown` package reads it, so that both show the same blocks.

The package follows the original Markdown of 2004: a nested list needs four spaces, a list after a paragraph a blank
line, a fence its end. GitHub follows CommonMark (https://github.github.com/gfm/). Lines are moved, no word is changed.
What would take the package minutes is capped here: brackets without number, lists and quotes without bottom.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

DEEPEST = 12
_MOST_BRACKETS = 400
_MOST_ANGLES = 1500
_ITEM = re.compile(r"([-*+]|\d{1,9}[.)])( +|$)")
_INDENT = re.compile(r"[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?")
_RULE = re.compile(r"([-*_])(?: *\1){2,} *$")
_FENCE = re.compile(r"(`{3,}|~{3,})(.*)$")
_UNDERLINE = re.compile(r"(?:=+|-+) *$")
_HEADING = re.compile(r"#{1,6}(?: |$)")
_DELIMITER_ROW = re.compile(r"\|? *:?-+:? *(?:\| *:?-+:? *)+\|?$|\| *:?-+:? *\|$")
_QUOTE = re.compile(r"((?:> ?)+)(.*)$")
_QUOTE_MARK = re.compile(r">+ ?")
_LANGUAGE = re.compile(r"[A-Za-z][\w#+.-]{0,30}")
_CODE = r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)"
# Words in parentheses behind brackets, with a blank and no title: GitHub sees no link there.
_CODE_OR_NO_LINK = re.compile(rf"{_CODE}|(?<!\\)\]\((?=[^\s()<>\"']++\s++[^\s()<>\"'])")
_BAR = re.compile(r"(?<!\\)\|")
_CODE_OR_TICKS = re.compile(rf"\\`|{_CODE}|`+")
_CODE_OR_DETAILS = re.compile(rf"{_CODE}|<details(?P<open>\s+open)?\s*>", re.IGNORECASE)


@dataclass
class _Item:
    """An open list item: the column in the source at which its content starts."""

    column: int


@dataclass
class _Lines:
    """The lines given out so far, and what is open."""

    out: list[str] = field(default_factory=list)
    items: list[_Item] = field(default_factory=list)
    paragraph: bool = False
    table: bool = False
    quotes: int = 0

    @property
    def indent(self) -> str:
        return "    " * min(len(self.items), DEEPEST)

    def goes_on_with(self, mark: str) -> bool:
        """Whether an item marked so needs no blank line before it: one of its own kind, or the item that holds both,
        stands there since the last blank line."""
        for line in reversed(self.out):
            if not line.strip():
                return False
            if (item := _ITEM.match(line.lstrip())) and len(line) - len(line.lstrip()) <= len(self.indent):
                return line[: len(self.indent)] != self.indent or item[1][0].isdigit() == mark[0].isdigit()
        return False

    def put(self, text: str) -> None:
        self.out.append(f"{self.indent}{text}" if text else "")

    def blank(self) -> None:
        """A blank line where there is none yet."""
        self.table = False
        if self.out and self.out[-1].strip():
            self.out.append("")
        self.paragraph = False


def normalise(text: str, quotes: int = 0) -> str:
    """`text` in the dialect of the `markdown` package; it stands in so many quotes. Lines may be added; none is lost."""
    lines = _Lines(quotes=quotes)
    source = [_untab(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    at = 0
    while at < len(source):
        at = _line(lines, source, at)
    return _capped("\n".join(lines.out))


def _line(lines: _Lines, source: list[str], at: int) -> int:
    """Put the block line at `source[at]`; the index of the next one."""
    text = source[at].lstrip(" ")
    indent = len(source[at]) - len(text)
    if not text:
        lines.put("")
        lines.paragraph = lines.table = False
        return at + 1
    _close(lines, indent, text)
    base = lines.items[-1].column if lines.items else 0
    extra = max(indent - base, 0)
    if extra >= 4 and not lines.paragraph:  # indented code keeps its own spaces
        lines.put(" " * extra + text)
        return at + 1
    if (found := _FENCE.match(text)) and (found[1][0] == "~" or "`" not in found[2]):
        return _fence(lines, source, at, found, base + extra)
    if (item := _ITEM.match(text)) and not _RULE.match(text) and _may_start(lines, item, text):
        _start_item(lines, indent, item, text)
        return at + 1
    if found := _QUOTE.match(text):
        return _quote(lines, source, at)
    _plain(lines, source, at, text)
    return at + 1


def _close(lines: _Lines, indent: int, text: str) -> None:
    """Leave the items that a line with this indent is no longer part of."""
    lazy = lines.paragraph and not _starts_block(text)
    while lines.items and indent < lines.items[-1].column and not lazy:
        # A sibling item may stand a little off its elder: only less than the marker's own column leaves the list.
        lines.items.pop()
        if not lines.items and not _ITEM.match(text):
            lines.blank()


def _starts_block(text: str) -> bool:
    return bool(
        _ITEM.match(text) or _HEADING.match(text) or _FENCE.match(text) or text.startswith(">") or _RULE.match(text)
    )


def _may_start(lines: _Lines, item: re.Match[str], text: str) -> bool:
    """Whether an item may start here: only a bullet or `1.` with words interrupts a paragraph."""
    if not lines.paragraph or lines.items or (lines.out and _ITEM.match(lines.out[-1].lstrip())):
        return True
    return bool(text[item.end() :].strip()) and (not item[1][0].isdigit() or item[1][:-1] == "1")


def _start_item(lines: _Lines, indent: int, item: re.Match[str], text: str) -> None:
    content = text[item.end() :]
    if lines.paragraph and not lines.goes_on_with(item[1]):
        lines.blank()
    spaces = len(item[2])
    marker = f"{int(item[1][:-1])}." if item[1][0].isdigit() else item[1]
    lines.table = False
    lines.put(f"{marker} {content}")
    column = indent + len(item[1]) + (spaces if 1 <= spaces <= 4 else 1)
    if len(lines.items) < DEEPEST:
        lines.items.append(_Item(column))
    if content and (inner := _ITEM.match(content)) and not _RULE.match(content):
        # `- - a`: an item that starts with a list. The package cannot nest on one line, the inner one stays as text.
        at = len(lines.out[-1]) - len(content) + len(inner[1]) - 1
        lines.out[-1] = f"{lines.out[-1][:at]}\\{lines.out[-1][at:]}"
    lines.paragraph = bool(content)


def _fence(lines: _Lines, source: list[str], at: int, found: re.Match[str], column: int) -> int:
    """A fenced block, to its end or that of its container; the index behind it."""
    mark = found[1]
    language = _LANGUAGE.match(found[2].strip().strip("{.}"))
    body: list[str] = []
    end = at + 1
    closing = re.compile(rf" {{0,3}}{re.escape(mark[0])}{{{len(mark)},}} *$")
    inside = lines.items[-1].column if lines.items else 0
    while end < len(source):
        line = source[end]
        if line.strip() and len(line) - len(line.lstrip(" ")) < inside:
            end -= 1  # the container ends here, and with it the fence
            break
        line = line[min(column, len(line) - len(line.lstrip(" "))) :]
        if closing.match(line):
            break
        body.append(line)
        end += 1
    longest = max((len(run) for line in body for run in re.findall(r"[`~]{3,}", line)), default=2)
    ours = "`" * max(3, longest + 1)
    lines.blank()
    lines.put(ours + (language[0].lower() if language else ""))
    for line in body:
        lines.put(line)
    lines.put(ours)
    lines.out.append("")
    lines.paragraph = False
    return end + 1


def _quote(lines: _Lines, source: list[str], at: int) -> int:
    """A block quote: what it holds is put right by itself, then quoted again."""
    inner: list[str] = []
    end = at
    fence = ""
    while end < len(source):
        text = source[end].lstrip(" ")
        if text.startswith(">"):
            inner.append(text[1:].removeprefix(" "))
            fence = _fence_after(fence, inner[-1].strip())
        elif text and inner and not fence and not _starts_block(text) and _ends_in_paragraph(inner[-1]):
            inner.append(text)  # a lazy line goes on with the paragraph
        else:
            break
        end += 1
    if lines.quotes + 1 >= DEEPEST:
        inner = [line.lstrip("> ") for line in inner]
    lines.blank()
    for line in normalise("\n".join(inner), lines.quotes + 1).split("\n"):
        lines.put(f"> {line}" if line.strip() else ">")  # two blanks at its end break a line
    lines.out.append("")
    lines.paragraph = False
    return end


def _fence_after(fence: str, text: str) -> str:
    """The fence that is open after a line, where `fence` was before it."""
    found = _FENCE.match(text)
    if not fence:
        return found[1] if found else ""
    return "" if found and found[1].startswith(fence) and not found[2].strip() else fence


def _ends_in_paragraph(line: str) -> bool:
    """Whether words stand at the end of a quote's line, be it in quotes or items within."""
    text = line.strip()
    while mark := _QUOTE_MARK.match(text) or _ITEM.match(text):
        text = text[mark.end() :].lstrip()
    return bool(text) and not _starts_block(text)


def _plain(lines: _Lines, source: list[str], at: int, text: str) -> None:
    heading = bool(_HEADING.match(text))
    following = source[at + 1].strip() if at + 1 < len(source) else ""
    if heading or ("|" in text and _DELIMITER_ROW.match(following)):
        lines.blank()
        lines.table = not heading
    elif lines.table and _RULE.match(text):
        lines.blank()
    if lines.table:
        text = _row(text)
    underline = lines.paragraph and not lines.items and bool(_UNDERLINE.match(text))
    if underline:
        _join_paragraph(lines)
    if "<" in text:
        text = _CODE_OR_DETAILS.sub(lambda m: m[0] if m[1] else f'<details{m["open"] or ""} markdown="1">', text)
    if "](" in text:
        text = _CODE_OR_NO_LINK.sub(lambda m: m[0] if m[1] else "]\\(", text)
    hard_break = not heading and following and re.search(r"(?<!\\)(?:\\\\)*\\$", text)
    lines.put(text[:-1] + "  " if hard_break else text)
    lines.paragraph = not heading and not underline and not _RULE.match(text)
    if heading:
        lines.out.append("")


def _join_paragraph(lines: _Lines) -> None:
    """The open paragraph on one line: a line under it makes all of it a heading."""
    start = len(lines.out)
    while start and lines.out[start - 1].strip() and not _ITEM.match(lines.out[start - 1].lstrip()):
        start -= 1
    lines.out[start:] = [" ".join(line.strip() for line in lines.out[start:])]


def _row(text: str) -> str:
    """A row of a table, whose cells GitHub cuts first, code or not; `\\|` is a bar in code as well."""
    return "|".join(_CODE_OR_TICKS.sub(_bars, cell) for cell in _BAR.split(text))


def _bars(found: re.Match[str]) -> str:
    return found[0].replace("\\|", "|") if found[1] else found[0].replace("`", "\\`")


def _untab(line: str) -> str:
    """Tabs before the words, also behind an item's mark, as spaces to the next column of four."""
    head = _INDENT.match(line)[0]  # type: ignore[index]  # it matches the empty text, too
    return head.expandtabs(4) + line[len(head) :].rstrip("\r")


def _capped(text: str) -> str:
    """Escape the brackets of a passage that holds more than a person ever wrote: the package is quadratic on them."""
    if text.count("[") <= _MOST_BRACKETS and text.count("<") <= _MOST_ANGLES:
        return text
    out: list[str] = []
    passage: list[str] = []
    fence = ""
    for line in text.split("\n"):
        stripped = line.strip()
        mark = re.match(r"`{3,}", stripped)
        if mark and (not fence or stripped == fence):
            fence = "" if fence else mark[0]
        if fence or not stripped or _ITEM.match(stripped):
            out += _escaped(passage)
            passage = []
        if fence:
            out.append(line)
        else:
            passage.append(line)
    return "\n".join(out + _escaped(passage))


def _escaped(passage: list[str]) -> list[str]:
    text = "\n".join(passage)
    for sign, most, harmless in (("[", _MOST_BRACKETS, "\\["), ("<", _MOST_ANGLES, "&lt;")):
        if text.count(sign) > most:
            text = text.replace(sign, harmless)
    return text.split("\n") if passage else []
