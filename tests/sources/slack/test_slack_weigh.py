"""What operators say weighs by what it means, whatever the words around it."""

from __future__ import annotations

from itertools import product

import pytest

from incidentkit.config import SlackMilestones, SlackSettings
from incidentkit.evidence import Evidence
from incidentkit.sources.interface import Window
from incidentkit.sources.slack import weigh
from incidentkit.sources.slack.names import Names
from incidentkit.sources.slack.records import Conversation

THINGS = ("the hub", "datahub", "the NFS server", "node core-2", "the user scheduler", "grading service")
SYMPTOMS = (
    "is down",
    "is unreachable",
    "is returning 503s",
    "keeps crashing",
    "is very slow",
    "got OOMKilled",
    "cannot start",
)
CHANGES = (
    "restarted",
    "rolled back",
    "I have drained",
    "we scaled up",
    "reverted",
    "deleted",
    "upgraded",
    "resized",
    "moved",
)
RECOVERIES = ("is back", "is back to normal", "has recovered", "is working again", "is healthy", "looks good now")


@pytest.mark.parametrize("thing", THINGS)
def test_a_symptom_a_change_and_a_recovery_state_something(thing: str) -> None:
    said = [f"{thing} {state}" for state in (*SYMPTOMS, *RECOVERIES)] + [f"{change} {thing}" for change in CHANGES]
    assert [words for words in said if weigh.person(words, has_detail=False) != weigh.STATEMENT] == []


@pytest.mark.parametrize(
    "words",
    [
        "503s on datahub", "students report they can't log in", "users are getting kicked out", "disk at 97%",
        "turns out the certificate expired", "root cause was a full disk", "nobody can spawn servers", "fixed",
        "getting 502 from the proxy", "no more errors since 14:20", "it was a false alarm",
        "pods stuck in ContainerCreating",
    ],
)  # fmt: skip
def test_what_is_said_in_other_ways_states_something_too(words: str) -> None:
    assert weigh.person(words, has_detail=False) == weigh.STATEMENT


@pytest.mark.parametrize(
    ("ask", "thing"), list(product(("should we restart", "is it", "let me restart", "maybe roll back"), THINGS))
)
def test_questions_and_plans_state_nothing(ask: str, thing: str) -> None:
    assert (
        weigh.person(f"{ask} {thing}?" if ask.endswith("it") else f"{ask} {thing}", has_detail=False) < weigh.STATEMENT
    )


@pytest.mark.parametrize(
    "words",
    ["is the hub down, or only the proxy?", "if it is down, can we restart it?", "can you see whether it crashed?"],
)
def test_a_question_with_a_comma_in_it_states_nothing(words: str) -> None:
    assert weigh.person(words, has_detail=False) == weigh.ASKED


@pytest.mark.parametrize(
    "words",
    [
        "thanks!", "Thank you so much", "looking", "looking into it now", "ok", "OK, will do", "+1", "lol", "nice",
        "good morning everyone", "got it, thanks", "hi all", "sounds good", "", "👍", "...", "np", "yes please",
    ],
)  # fmt: skip
def test_courtesy_is_chatter(words: str) -> None:
    assert weigh.person(words, has_detail=False) == weigh.CHATTER


@pytest.mark.parametrize("words", ["the new logo is blue", "they meet in the big room upstairs"])
def test_the_rest_is_talk(words: str) -> None:
    assert weigh.person(words, has_detail=False) == weigh.TALK


@pytest.mark.parametrize(
    "words",
    [
        "lunch at the usual place?", "weird", "coffee first", "probably their wifi", "I am on the train until four",
        "not sure who owns this one", "it's a shame that nobody saw the mail", "see you at the other entrance",
        "could somebody with access post the whole message", "We are aware and are working on it as fast as we can",
    ],
)  # fmt: skip
def test_a_question_a_feeling_or_a_word_thrown_in_is_an_aside(words: str) -> None:
    assert weigh.person(words, has_detail=False) == weigh.ASIDE


@pytest.mark.parametrize(
    "words",
    [
        "had to start the light proxy by hand", "I put a maintenance page up, it links to this thread",
        "ran the clean-up job over all 1529 rows", "ok, so we turned read-only mode off on the replica",
        "created a bridge at https://meet.example.org/x", "just took db2 away from the pool",
    ],
)  # fmt: skip
def test_what_somebody_has_done_is_told_whatever_the_verb(words: str) -> None:
    assert weigh.person(words, has_detail=False) >= weigh.DEED


@pytest.mark.parametrize(
    "words",
    [
        "Big thanks to the storage team for restoring the service", "many thanks for fixing the errors so quickly!",
        "sorry for the downtime", "fingers crossed that the restart holds", "let me know if it is down again",
        "We will keep you updated when it is fixed", "Thanks again everyone for the quick recovery :tada:",
    ],
)  # fmt: skip
def test_thanks_wishes_and_offers_state_nothing_whatever_they_are_for(words: str) -> None:
    assert weigh.person(words, has_detail=False) == weigh.CHATTER


@pytest.mark.parametrize(
    "words",
    [
        "Thanks for looking. The proxy still returns 502s", "sorry we have an outage of the login page",
        "the web server is down :( can you look?", "login fails for all of us anyone else seeing that?",
        "the pods are stuck, should we restart them?", "thanks, fixed",
        "Any idea why? The database is at 100% CPU", "thanks for the restart but it is down again",
    ],
)  # fmt: skip
def test_a_statement_beside_thanks_or_a_question_is_one(words: str) -> None:
    assert weigh.person(words, has_detail=False) == weigh.STATEMENT


def test_figures_may_be_facts() -> None:
    assert weigh.person("the night job took all 14 of them", has_detail=False) == weigh.FACT


@pytest.mark.parametrize(
    ("tells", "polite"),
    [
        ("el proxy está caído desde las 09:58", "lo miro"), ("o disco do banco está cheio", "bom dia, vou olhar"),
        ("il server non risponde da dieci minuti", "grazie mille"), ("impossible de lancer un serveur", "je regarde"),
        ("die Datenbank antwortet nicht mehr", "super, vielen Dank euch!"), ("de hub werkt niet", "ik kijk ernaar"),
        ("データベースのディスクが満杯です", "ありがとうございます"), ("登录页面打不开，报错502", "收到，谢谢"),
        ("로그인 오류가 납니다", "확인하겠습니다"),
    ],
)  # fmt: skip
def test_states_and_courtesies_of_other_languages(tells: str, polite: str) -> None:
    assert weigh.person(tells, has_detail=False) == weigh.STATEMENT
    assert weigh.person(polite, has_detail=False) == weigh.CHATTER


@pytest.mark.parametrize(
    "words",
    ["TODO: alert on memory", "Action item: pin the image", "follow-up: ask upstream", "follow ups for tomorrow: x"],
)
def test_an_action_item_is_recognised(words: str) -> None:
    assert weigh.names_action(words)


@pytest.mark.parametrize("words", ["no action items", "no follow-up needed", "my todo list is long", "nothing to do"])
def test_what_only_sounds_like_one_is_none(words: str) -> None:
    assert not weigh.names_action(words)


def read(*said: dict[str, object], thread: bool = True, settings: SlackSettings | None = None) -> list[Evidence]:
    conversation = Conversation("C024BE91L", "", Names(), thread=thread)
    for number, raw in enumerate(said):
        conversation.add({"ts": f"{1795385140 + number}.000000", "user": "U0OPERATOR", **raw})
    return conversation.records(Window(), settings or SlackSettings())


ALERT: dict[str, object] = {
    "user": None,
    "subtype": "bot_message",
    "bot_id": "B1",
    "username": "Alerts",
    "text": "[FIRING] Hub",
}


def test_in_a_thread_the_first_word_is_the_first_that_tells_something() -> None:
    records = read(ALERT, {"text": "looking"}, {"text": "lunch"}, {"text": "hub is down"})
    assert [r.weight for r in records] == [weigh.ALERT, weigh.CHATTER, weigh.ASIDE, weigh.FIRST]


def test_what_a_thread_was_opened_with_is_its_first_word() -> None:
    opened = {"text": "is anyone else kicked out?", "thread_ts": "1795385140.000000"}
    assert [r.weight for r in read(opened, {"text": "hub is down"})] == [weigh.FIRST, weigh.STATEMENT]


def test_in_a_channel_the_first_word_is_the_first_about_the_matter() -> None:
    records = read({"text": "the build failed"}, {"text": "lunch"}, ALERT, {"text": "hub is down"}, thread=False)
    assert [r.weight for r in records] == [weigh.STATEMENT, weigh.ASIDE, weigh.ALERT, weigh.FIRST]


def test_a_program_s_name_does_not_make_its_words_an_alert() -> None:
    friendly = {**ALERT, "text": "Good morning, what are your plans?"}
    deploy = {**ALERT, "text": "Application hub synced to 1.2.3"}
    assert [(r.kind, r.weight) for r in read(friendly, deploy)] == [
        ("message", weigh.TALK),
        ("message", weigh.STATEMENT),
    ]


def test_repetitions_of_an_alert_tell_one_story_and_its_end_another() -> None:
    fired = [{**ALERT, "text": f"[FIRING:{n}] HubDown"} for n in (1, 2, 3)]
    records = read(*fired, {**ALERT, "text": "[RESOLVED] HubDown"}, {**ALERT, "text": "[FIRING:1] DiskFull"})
    assert len({r.group for r in records[:3]}) == 1
    assert len({r.group for r in records}) == 3


def test_marks_follow_the_settings() -> None:
    settings = SlackSettings(
        bookmarks=("star",), actions=(":todo:",), milestones=SlackMilestones(mitigated=("ice_cube",))
    )
    said = [{"text": "x", "reactions": [{"name": name}]} for name in ("star", "todo", "ice_cube", "pushpin")]
    assert [r.marks for r in read(*said, settings=settings)] == [("timeline",), ("action",), ("mitigated",), ()]


def test_a_pin_told_by_slack_marks_the_message_it_is_about() -> None:
    notice = {"subtype": "pinned_item", "text": "<@U0OPERATOR> pinned", "attachments": [{"ts": "1795385140.000000"}]}
    assert [r.marks for r in read({"text": "x"}, notice)] == [("timeline",), ()]
