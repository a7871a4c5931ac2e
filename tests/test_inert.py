"""Outside text does nothing, wherever it goes, and reads the same."""

import html
import re
from html.parser import HTMLParser

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options
from hypothesis import example, given, settings
from hypothesis import strategies as st

from incidentkit import inert

NASTY = st.text(
    st.sampled_from("\\`*_{}[]()<>#+-.!|~^$&:;@/\"'= \n\tax1h") | st.characters(exclude_categories=["Cs"]), max_size=80
)


class _Text(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.text = [], ""

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        self.text += data


def rendered(markdown):
    parser = _Text()
    parser.feed(cmarkgfm.github_flavored_markdown_to_html(markdown, options=Options.CMARK_OPT_UNSAFE))
    return parser


@given(NASTY)
@example("![x](http://e.vil/x.png)")
@example("<script>alert(1)</script>")
@example("1. one\n2. two")
@example("a\n===")
@example("> quote\n- list\n# head\n```\ncode")
@example("[^k1] and [x]: http://e.vil")
@settings(max_examples=1000)
def test_markdown_is_only_text_and_reads_the_same(text):
    shown = rendered("x " + inert.markdown(text).replace("\n", "\nx "))
    assert set(shown.tags) <= {"p", "a"}, "a bare address may be linked; nothing else may become markup"
    assert shown.text.split() == ("x " + inert.clean(text).replace("\n", "\nx ")).split()


@given(NASTY)
@settings(max_examples=500)
def test_a_line_of_its_own_starts_no_block(text):
    line = inert.markdown(inert.one_line(text)).strip()
    if line:
        assert set(rendered(line).tags) <= {"p", "a"}


@given(NASTY)
@settings(max_examples=500)
def test_code_is_one_span_that_shows_the_text(text):
    span = inert.code(text)
    flat = inert.one_line(text, 200)
    if flat:
        shown = rendered(f"x {span} y")
        assert shown.tags == ["p", "code"]
        assert shown.text.strip() == f"x {flat} y" or shown.text.split() == f"x {flat} y".split()


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]8;;http://e.vil\x07link\x1b]8;;\x07", "link"),
        ("abc\u202edcba", "abcdcba"),
        ("a\u200bb\ufeff", "ab"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\x00b\x07", "ab"),
        ("\ue000U123\ue001", "U123"),
    ],
)
def test_what_hides_or_obeys_is_gone(hostile, shown):
    assert inert.terminal(hostile) == shown


def test_a_workflow_command_stays_one_message():
    assert inert.workflow_data("::error::x\n100%") == "::error::x%0A100%25"
    assert inert.workflow_property("a:b,c%\n") == "a%3Ab%2Cc%25%0A"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//e.vil", "http://", "", " mailto:a@b.c"])
def test_only_web_addresses_are_addresses(url):
    assert inert.http_url(url) is None


def test_an_address_cannot_end_its_link():
    url = inert.http_url("https://e.vil/a)b](c) <d>\\`")
    assert not re.search(r"[\s()<>\[\]\\`]", url)
    assert html.unescape(url) == url


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("cannot reach postgres://hub:S3cretPassw0rdVeryLong@db.prod/hub", "cannot reach…"),
        ("one two three four five", "one two three four…"),
        ("x" * 90, "x" * 19 + "…"),
        ("{'password':'" + "y" * 90, "…"),
        ("ghp_" + "a1B2" * 9, "…"),
        ("key AKIA" + "Q7ER" * 4, "key…"),
        ("xoxb-1234-5678-AbCdEfGhIjKl9", "…"),
        ("jupyterhub-user-scheduler-7f6c9d8b5-x2x4z", "jupyterhub-user-sch…"),
    ],
)
def test_a_cut_leaves_no_half_of_what_may_be_a_secret(text, kept):
    assert inert.one_line(text, 20) == kept


@given(st.text(max_size=900), st.integers(2, 400))
def test_one_line_is_one_line_of_at_most_its_limit(text, limit):
    line = inert.one_line(text, limit)
    assert len(line) <= limit and len(line.splitlines()) <= 1


@given(NASTY)
@example("` \n `<x>`")
@example("\\`<x>`")
@example("<a title='`'>`<x>")
@example("``` `<x>`")
@example("![x](http://e.vil/x.png)")
@example("[x](javascript:1)")
@example("[x]: javascript:1\n\n[x]")
def test_markdown_that_was_read_back_is_no_more_than_text_and_code(text):
    told = " ".join(inert.again(text).split())
    for written in (told, inert.again(text)):
        page = cmarkgfm.github_flavored_markdown_to_html(written, options=Options.CMARK_OPT_UNSAFE)
        assert not {"x", "h", "img", "script"} & set(rendered(written).tags)
        assert all(re.match("https?:|mailto:", url) for url in re.findall('href="([^"]*)', page))


@given(NASTY, NASTY)
def test_markdown_of_ours_is_read_back_as_it_was(text, name):
    for ours in (inert.markdown(text), inert.code(name), f"Pod {inert.code(name)} said: {inert.markdown(text)}"):
        assert inert.again(ours) == ours
