"""Text from chats and clusters in an issue's body: nobody is notified, nothing referenced, and it reads as it was.

The oracle is GitHub's own Markdown parser (cmark-gfm); what GitHub does to its text nodes afterwards (mentions,
references) is described in its docs and repeated here, more broadly than it does it.
"""

from __future__ import annotations

import html
import itertools
import re
from html.parser import HTMLParser

import cmarkgfm
import pytest

from incidentkit import inert
from incidentkit.actions.body import markers

ACTORS = (
    "@user", "@org/team", "@User-Name", "#123", "org/repo#12", "user#7", "GH-45", "org/repo@deadbeef1",
    "https://github.com/org/repo/issues/1", "https://github.com/org/repo/pull/2", "github.com/org/repo/issues/3",
    "www.github.com/org/repo/issues/4", "&#64;user", "&commat;user", "\\@user", "@\u200buser",
    # Look-alikes that are normalised, spellings of entities, owners of teams with dots, commits, discussions, robots.
    "\uff20user", "\ufe6buser", "@\u2060user", "&#x40;user", "&#0064;user", "@org/team.x", "user@host", "@user's",
    "\uff03123", "#123abc", "gh-45", "AB#12", "org/repo@0123456789abcdef0123456789abcdef01234567", "fixed:#1",
    "resolves org/repo#5", "closes https://github.com/org/repo/issues/1", "//github.com/org/repo/issues/1",
    "https://GitHub.com/Org/Repo/Issues/1", "https://github.com:443/org/repo/issues/1",
    "https://user@github.com/org/repo/pull/1#issuecomment-5", "https://github.com/org/repo/commit/0123456789abcdef",
    "https://github.com/org/repo/discussions/5", "@robot rebase", "/assign @user", "- [ ] #12", "- [x] org/repo#3",
)  # fmt: skip
FRAMES = (
    "{}", "see {} please", "({})", "[{}]", "[{}](https://example.edu)", "`{}`", "``{}`", "```\n{}\n```", "~~~\n{}",
    "    {}", "**{}**", "_{}_", "~~{}~~", "> {}", "- {}", "1. {}", "# {}", "fixes {}", "Closes: {}.", "<b>{}</b>",
    "<!-- {} -->", "| {} |\n|---|", "{0}{0}", "{0},{0}", "a`{}", "\\{}", "\\`{}\\`", "$`{}`$", "<{}>", "é{}", "“{}”",
    "[x]: {}\n[x]", "[^1]: {}", "![{}](x)", "&lt;{}&gt;", "/{}", "\t{}", "`\n{}\n`", "<pre>{}", "<code>{}", "@{}",
    "`` ` {} ``", "``{}`", "a ``{}`` `b", "`a` {} `", "[t]({0} '{0}')", "[a](https://example.edu \"{}\")", "x{}y",
    "<a href=\"{}\">x</a>", "<a title='{}'>", "<img alt=\"{}\">", "\\\\{}", "\\\\\\{}", "\r{}", "\u2028{}",
    "> > {}", "$${}$$",
    "```{}\n", "{}\n===", "--> {}", "<![CDATA[{}]]>", "<?{}?>", "{}\\", "`{}\\`", "[`{}`](x)",
    "[x][{}]", "{0}{0}`{0}`",
)  # fmt: skip
CASES = [frame.format(actor) for actor, frame in itertools.product(ACTORS, FRAMES)]
# Broader than GitHub's: any `@` before a word character, any `#` before a digit, wherever they stand.
LIVE = re.compile(r"@[A-Za-z0-9_]|#\d|\bGH-\d|/(?:issues|pull|discussions|commit)/\w", re.IGNORECASE | re.ASCII)


class Page(HTMLParser):
    """The text of a page, and what of it GitHub would look at: not that in code, and links by their address."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.looked_at, self.tags, self.inside = "", "", set[str](), list[str]()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.inside.append(tag)
        if tag == "a":
            self.looked_at += f" {dict(attrs).get('href')} "

    def handle_endtag(self, tag: str) -> None:
        if tag in self.inside:
            self.inside.remove(tag)

    def handle_data(self, data: str) -> None:
        self.text += data
        if not {"code", "pre"} & set(self.inside):
            self.looked_at += data if "a" not in self.inside else ""


def rendered(text: str) -> Page:
    return Page(cmarkgfm.github_flavored_markdown_to_html(inert.github(text)))


def words(text: str) -> list[str]:
    return inert.clean(text).split()


def test_there_are_enough_cases() -> None:
    assert len(set(CASES)) >= 2000


def test_the_judge_can_say_no() -> None:
    """Left as they are, most cases act, and many show as something else than what was written."""
    raw = [(case, Page(cmarkgfm.github_flavored_markdown_to_html(case))) for case in CASES]
    assert sum(bool(LIVE.search(page.looked_at)) for _, page in raw) >= 300
    assert sum(words(page.text) != words(case) for case, page in raw) >= 200
    assert sum(not page.tags <= {"p", "code", "a"} for _, page in raw) >= 100
    for closing in ("fixes #123", "Closes: #123."):
        assert LIVE.search(Page(cmarkgfm.github_flavored_markdown_to_html(closing)).looked_at)


@pytest.mark.parametrize("actor", ACTORS)
def test_nothing_acts_and_all_reads_as_it_was(actor: str) -> None:
    for case in (frame.format(actor) for frame in FRAMES):
        page = rendered(case)
        assert not LIVE.search(page.looked_at), (case, inert.github(case))
        assert words(page.text) == words(case), (case, inert.github(case))
        assert page.tags <= {"p", "code", "a"}, case


@pytest.mark.parametrize(
    "text",
    [
        "OOMKilled, restarts 0 → 14", "50% of 3.5 GB; a_b_c and x*y", "see https://example.edu/a_b?c=1&d=2~e, then",
        "C# and F# and #channel", "node-1/pool_2", "a & b < c > d", "100 #", "mail me @ noon", "“quoted” – ‘it’ … ok",
        "bors-ng is retired", "our bors had no queue", "recheck the alerts",
        "is it the disk or?", "for- and backward",
        "key: value | other", "path /var/lib/x is full", "/var/lib/x is full", "hub-6f7c: 503 [timeout]",
    ],
)  # fmt: skip
def test_harmless_text_stays_text(text: str) -> None:
    page = rendered(text)
    assert words(page.text) == words(text)
    assert "code" not in page.tags
    for url in re.findall(r"https://[^\s,]+", text):
        assert f'href="{html.escape(url)}"' in cmarkgfm.github_flavored_markdown_to_html(inert.github(text))


COMMANDS = (
    "/close", "/assign @me", "  /lgtm", "ok\n/retest", "/approve cancel", "bors r+", "bors: try", "Bors merge",
    "bors r=reviewer p=5", "all green\nbors r+", "homu retry", "recheck", "ok\n recheck ", "reverify", "r? @user",
    "r? user", "thanks, r? team/web", "r+", "looks good, r+!", "r=@user", "R- for now", "@dependabot merge",
    "@rustbot label +urgent", "@bors: r+",
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_what_robots_obey_is_code(command: str) -> None:
    """A robot that reads the text as written looks for its name at a line's start; one that reads it as rendered skips
    what is code."""
    said = inert.github(command)
    assert not re.search(r"(?mi)^\s*(?:/[a-z]|@?(?:bors|homu)\b|re(?:check|verify)\s*$)", said)
    page = rendered(command)
    assert not re.search(r"(?i)@\w|\br[?+-]|\br=", page.looked_at), said
    assert words(page.text) == words(command)


def test_no_text_is_a_marker() -> None:
    marker = "<!-- incidentkit:action:0123abcd -->"
    for frame in FRAMES:
        assert markers(inert.github(frame.format(marker))) == frozenset()
    assert markers(f"x\n\n{marker}\n") == {"0123abcd"}


@pytest.mark.parametrize("piece", ["@a", "#1", "/a", "a", "https://x/issues/", "a@", "\\", "`", "[", "_"])
def test_long_text_takes_no_long_time(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    # Were it quadratic, the run's time limit would end it; and what is made inert must not outgrow what GitHub takes.
    assert len(text) <= len(inert.github(text)) <= 8 * len(text)
