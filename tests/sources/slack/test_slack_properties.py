"""Whatever a message holds, its Markdown shows it and does nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import cmarkgfm
from cmarkgfm.cmark import Options
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from needs import need_shared

from incidentkit import inert
from incidentkit.config import SlackSettings
from incidentkit.evidence import Evidence, from_line, to_line
from incidentkit.sources.interface import Window
from incidentkit.sources.slack import block_kit, mrkdwn, render
from incidentkit.sources.slack.names import Names
from incidentkit.sources.slack.records import Conversation

# What a message may become: paragraphs, lists, quotes, code, emphasis, links with an http address.
ALLOWED = {"p", "br", "ul", "ol", "li", "blockquote", "pre", "code", "strong", "em", "del", "a"}
SETTINGS = SlackSettings()
GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "slack"
quick = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])

PIECES = [
    "*",
    "_",
    "~",
    "`",
    "```",
    "<",
    ">",
    "&",
    "&amp;",
    "&lt;",
    "&gt;",
    "|",
    "[",
    "]",
    "(",
    ")",
    "!",
    "#",
    "-",
    "+",
    "=",
    "1.",
    "1)",
    ":",
    "\n",
    "\n\n",
    "    ",
    "\t",
    "\\",
    "$",
    "^",
    "[^1]",
    "[^1]:",
    "![x](http://e.x/a)",
    "[x](javascript:alert(1))",
    "<script>",
    "</script>",
    "<!--",
    "-->",
    "<@U024BE7LH>",
    "<@U024BE7LH|name>",
    "<#C024BE7LR|ops>",
    "<!here>",
    "<!subteam^S1>",
    "<https://a.example/x_y?a=1&amp;b=2|label>",
    "<https://a.example>",
    "<mailto:a@b.example|a@b.example>",
    "<javascript:x|y>",
    "<!date^1795385140^{date_num} {time}|then>",
    "https://a.example/b",
    ":tada:",
    ":custom_one:",
    ":wave::skin-tone-3:",
    "word",
    "https://a.example|https://b.example",
    "---",
    "***",
    "===",
    "| a | b |",
    "|---|---|",
    ":-:",
    "- [ ] task",
    "::error::x",
    "\x1b[31m",
    "\u202e",
    "\u200b",
    "\ue000U1\ue001",
    "é",
    "漢字",
    "👍🏽",
    "{% raw %}",
    "&#x3c;b&#x3e;",
    "www.x.example",
    "• item",
    "&gt; quote",
]
texts = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=14).map("".join)
styles = st.dictionaries(st.sampled_from(["bold", "italic", "strike", "code"]), st.booleans(), max_size=3)
elements = st.one_of(
    st.fixed_dictionaries({"type": st.just("text"), "text": texts}, optional={"style": styles}),
    st.fixed_dictionaries(
        {"type": st.just("link"), "url": st.sampled_from(PIECES), "text": texts}, optional={"style": styles}
    ),
    st.fixed_dictionaries({"type": st.just("link"), "url": texts.map(lambda t: "https://x.example/" + t)}),
    st.fixed_dictionaries(
        {"type": st.just("emoji"), "name": texts, "unicode": st.sampled_from(["1f44d", "3c", "xyz", "202e"])}
    ),
    st.fixed_dictionaries({"type": st.just("user"), "user_id": st.sampled_from(["U024BE7LH", "<b>", "U1\ue001"])}),
    st.fixed_dictionaries({"type": st.just("usergroup"), "usergroup_id": texts}),
    st.fixed_dictionaries({"type": st.just("broadcast"), "range": texts}),
    st.fixed_dictionaries({"type": st.just("date"), "timestamp": st.integers(), "format": texts, "fallback": texts}),
    st.fixed_dictionaries({"type": st.just("color"), "value": texts}),
    st.fixed_dictionaries({"type": texts, "text": texts}),
)
sections = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["rich_text_section", "rich_text_preformatted", "rich_text_quote", "new_kind"]),
        "elements": st.lists(elements, max_size=4),
    }
)
lists = st.fixed_dictionaries(
    {
        "type": st.just("rich_text_list"),
        "style": st.sampled_from(["bullet", "ordered"]),
        "indent": st.integers(-2, 12),
        "offset": st.integers(-1, 10**9),
        "elements": st.lists(sections, max_size=3),
    }
)
rich = st.fixed_dictionaries(
    {"type": st.just("rich_text"), "elements": st.lists(st.one_of(sections, lists), max_size=4)}
)


class Page(HTMLParser):
    """Tags, addresses and visible words of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links.extend(value or "" for key, value in attrs if key in ("href", "src"))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def on_github(markdown: str) -> Page:
    """The page that GitHub's own parser makes of it, raw HTML let through: nothing may hide behind its filter."""
    page = Page()
    page.feed(
        cmarkgfm.github_flavored_markdown_to_html(
            markdown, options=Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES
        )
    )
    return page


def check(markdown: str) -> None:
    page = on_github(markdown)
    assert page.tags <= ALLOWED, (page.tags - ALLOWED, markdown)
    assert all(link.lower().startswith(("http://", "https://", "mailto:")) for link in page.links), page.links
    assert "\x1b" not in markdown
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b]", markdown)


@quick
@given(texts)
def test_mrkdwn_cannot_break_out(text: str) -> None:
    blocks = mrkdwn.blocks(text, Names())
    check(render.markdown(blocks))
    line = render.line(blocks, 240)
    assert "\n" not in line
    check(f"- **14:02** Responder A: “{line}”")


SWALLOWED = {"type": "emoji", "name": "https://a.example"}, {"type": "color", "value": "`![x](http://e.x/a)"}

EXCLAIMED = {"type": "text", "text": "down!"}, {"type": "link", "url": "https://x.example/a.png", "text": "status"}
# Two spans of code beside each other, whose fences would be one.
TOUCHING = {"type": "color", "value": "![x](http://e.x/a)`"}, {"type": "color", "value": "*"}


@example([{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(SWALLOWED)}]}])
@example([{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(EXCLAIMED)}]}])
@example([{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(TOUCHING)}]}])
@quick
@given(st.lists(rich, max_size=2))
def test_rich_text_cannot_break_out(raws: list[dict[str, Any]]) -> None:
    blocks = block_kit.blocks(raws, Names())
    check(render.markdown(blocks))
    line = render.line(blocks, 240)
    assert "\n" not in line
    check(f"- **14:02** Responder A: “{line}”")


@quick
@given(st.text(alphabet=st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40))
def test_plain_words_read_the_same_on_github(text: str) -> None:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    markdown = render.markdown(block_kit.blocks([{"type": "rich_text", "elements": [section]}], Names()))
    assert "".join("".join(on_github(markdown).words).split()) == "".join(inert.clean(text).split())


@quick
@given(texts)
def test_a_second_reading_is_the_same(text: str) -> None:
    assert render.markdown(mrkdwn.blocks(text, Names())) == render.markdown(mrkdwn.blocks(text, Names()))


anything = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), texts),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                [
                    "type",
                    "text",
                    "ts",
                    "user",
                    "blocks",
                    "elements",
                    "attachments",
                    "fields",
                    "files",
                    "reactions",
                    "name",
                    "style",
                ]
            ),
            inner,
            max_size=5,
        ),
    ),
    max_leaves=12,
)
KEYS = [
    "type",
    "subtype",
    "text",
    "user",
    "bot_id",
    "username",
    "bot_profile",
    "thread_ts",
    "edited",
    "reactions",
    "blocks",
    "attachments",
    "files",
    "file",
    "comment",
    "pinned_to",
    "user_profile",
    "message",
    "deleted_ts",
    "client_msg_id",
]


@quick
@given(st.lists(st.dictionaries(st.sampled_from(KEYS), anything, max_size=8), max_size=3), anything)
def test_wrong_types_in_any_field_are_neither_a_crash_nor_a_loss(raws: list[dict[str, Any]], stray: object) -> None:
    conversation = Conversation("C024BE91L", "https://example.slack.com", Names())
    for number, raw in enumerate(raws):
        conversation.add({**raw, "ts": f"{1795385140 + number}.000100"})
    conversation.add_all([stray])
    records = conversation.records(Window(), SETTINGS)
    assert len(records) + sum(conversation.hidden.values()) == len(raws) + 1
    for record in records:
        held(record)


ANY = (None, True, -1, "x", ["x"], {"type": "x"})
SHAPES = [
    {"blocks": given} if isinstance(given, list) else given
    for name in ("messages", "rich_text")
    for case in re.findall(r"^[{\[].*[}\]]$", (GOLDEN / f"{name}.txt").read_text(encoding="utf-8"), re.MULTILINE)
    if "{" in case and isinstance(given := json.loads(case) if case[1] in '{"' else None, dict | list)
]


def mutants(value: object) -> Iterator[object]:
    """The value with each part in it, however deep, replaced by each type of JSON."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from ({**value, key: other} for other in ANY)
            yield from ({**value, key: other} for other in mutants(part))
    elif isinstance(value, list):
        for at, part in enumerate(value):
            yield from ([*value[:at], other, *value[at + 1 :]] for other in ANY)
            yield from ([*value[:at], other, *value[at + 1 :]] for other in mutants(part))


def test_every_field_of_every_known_shape_may_be_of_any_type() -> None:
    assert len(SHAPES) > 80
    read = 0
    for shape in SHAPES:
        for mutant in mutants({"type": "message", "user": "U0OPERATOR", **shape}):
            conversation = Conversation("C024BE91L", "https://example.slack.com", Names())
            conversation.add({"ts": "1795385140.000100", **mutant})  # type: ignore[dict-item]
            records = conversation.records(Window(), SETTINGS)
            assert len(records) + sum(conversation.hidden.values()) == 1
            assert all("\n" not in record.summary for record in records)
            read += 1
    assert read > 5000


def held(record: Evidence) -> None:
    check(record.summary)
    check(record.body or "")
    assert "\n" not in record.summary
    assert from_line(to_line(record)).id == record.id
    assert 0 <= record.weight <= 100
    if record.author:
        assert not re.search(r"[<>\[\]`*|\\\n]", record.author.name)


def test_a_megabyte_on_one_line_is_read_in_a_moment_and_cut() -> None:
    for unit in ("a", "*", "*a ", "<", "`", "&gt;", "_a", "[", "<@U1>", "<!date^1^a|", ":a", "http://"):
        blocks = mrkdwn.blocks(unit * (10**6 // len(unit)), Names())
        assert len(render.line(blocks, 240)) < 3000
        assert len(render.markdown(blocks)) < 400_000


def test_every_known_vector_of_cross_site_scripting_stays_text() -> None:
    vectors = json.loads((need_shared("xss/vectors.json")).read_text(encoding="utf-8"))
    found = [v if isinstance(v, str) else str(v.get("payload") or v.get("vector") or v) for v in _flat(vectors)]
    assert len(found) > 3000
    for vector in found:
        check(render.markdown(mrkdwn.blocks(vector, Names())))


def _flat(value: object) -> list[Any]:
    if isinstance(value, list):
        return value
    return [item for part in value.values() for item in _flat(part)] if isinstance(value, dict) else []
