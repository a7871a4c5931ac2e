"""Names in sentences: whoever takes part is not named, however they are written, and words stay words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from incidentkit.config import RedactSettings
from incidentkit.evidence import Author, Evidence, mention
from incidentkit.redact import Gate
from incidentkit.sources.interface import Gathered, Person

START = datetime(2026, 3, 2, 14, tzinfo=UTC)

QUILLA = Person("U1", ("Quilla", "Quilla Zorn", "qzorn"))
JOSE = Person("U2", ("Josè Zañarti", "jose.zanarti"))
UMLAUT = Person("U3", ("Änne-Lotte Müllerin (she/her)", "aennel"))
WILL = Person("U4", ("will", "Will Gracely"))
SHORT = Person("U5", ("Li", "Li Weix"))
HAN = Person("U6", ("山田花子", "hanako.y"))
STRANGER = Person("U7", ("Zoltax Farkon", "zoltax"))
EMOJI = Person("U8", ("🦘 Roob 🦘", "Roobert Odeson"))
DESK = Person("U9", ("Support desk", "support"))
IRISH = Person("U0IRISHMAN", ("Torvin O'Brannoc", "t.obrannoc"))
MIXED = Person("U11", ("Mikiro Sorano 空野幹郎", "empty.dev"))
PEOPLE = (QUILLA, JOSE, UMLAUT, WILL, SHORT, HAN, STRANGER, EMOJI, DESK, IRISH, MIXED)
SPEAKERS = ("U1", "U2", "U3", "U4", "U5", "U6", "U8", "U9", "U0IRISHMAN", "U11")


def said(minute: int, person: str, text: str) -> Evidence:
    at = START + timedelta(minutes=minute)
    return Evidence(f"slack:C1/{minute}.000000", at, "slack", "message", text, author=Author("", "person", person))


def through(text: str, *, names: bool = False) -> str:
    """The text as somebody says it in a thread in which all speak but the stranger."""
    spoken = [said(n, user, "hello") for n, user in enumerate(SPEAKERS)]
    gate = Gate(RedactSettings(), names=names)
    (done,) = gate.admit([Gathered("slack", (*spoken, said(30, "U1", text)), people=PEOPLE)])
    return done.records[-1].summary


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("quilla restarted it", "Responder A restarted it"),
        ("QUILLA's pod, and Zorn's", "Responder A's pod, and Responder A's"),
        ("Q. Zorn and Prof. Zorn", "Responder A and Responder A"),
        ("`qzorn` in /home/qzorn/lab", "`Responder A` in /home/responder-a/lab"),
        ("pod jupyter-qzorn-2, ?user=qzorn", "pod jupyter-responder-a-2, ?user=responder-a"),
        ("Jose Zanarti, JOSÈ, jose.zanarti", "Responder B, Responder B, Responder B"),
        ("Anne-Lotte, Aenne-Lotte Muellerin", "Responder C, Responder C"),
        ("Will it restart? will do. Gracely did", "Will it restart? will do. Responder D did"),
        ("thanks Li, li fonts failed", "thanks Responder E, li fonts failed"),
        ("山田花子さんが再起動", "Responder Fさんが再起動"),
        ("Roob scaled, Roobert too", "Responder G scaled, Responder G too"),
        ("Zoltax did, zoltax farkon did, @zoltax did", "Responder K did, Responder K did, Responder K did"),
        ("Torvin O’Brannoc, O`Brannoc, t_obrannoc.csv", "Responder I, Responder I, responder-i.csv"),
        ("/tmp/torvin_o'brannoc.log, Torvin.O’Brannoc", "/tmp/responder-i.log, Responder I"),
        ("https://x.slack.com/team/U0IRISHMAN", "https://x.slack.com/team/responder-i"),
        ("Mikiro knows, 空野さん too, ask empty.dev", "Responder J knows, Responder Jさん too, ask Responder J"),
        ("merged by [qzorn](https://git.example/qzorn)", "merged by Responder A"),
        ("jose_zanarti and jose-zanarti", "Responder B and Responder B"),
        ("support is at the desk, Support desk knows", "support is at the desk, Responder H knows"),
        ("zornado qzornify quillas", "zornado qzornify quillas"),
    ],
)  # fmt: skip
def test_a_name_however_it_is_written(text: str, shown: str) -> None:
    assert through(text) == shown


def test_a_team_that_wants_names_keeps_them_as_they_were_written() -> None:
    assert through(f"quilla and {mention('U7')}", names=True) == "quilla and Zoltax Farkon"


def test_a_mention_makes_a_stranger_take_part() -> None:
    spoken = [said(1, "U1", f"ask {mention('U7')}"), said(2, "U1", "zoltax knows")]
    (done,) = Gate(RedactSettings()).admit([Gathered("slack", tuple(spoken), people=PEOPLE)])
    assert [record.summary for record in done.records] == ["ask Responder B", "Responder B knows"]


def test_a_program_s_words_name_nobody_either() -> None:
    told = Evidence(
        "slack:C1/9.000000", None, "slack", "message", "Quilla Zorn (qzorn) deployed", author=Author("CI", "bot")
    )
    (done,) = Gate(RedactSettings()).admit([Gathered("slack", (said(1, "U1", "x"), told), people=PEOPLE)])
    assert done.records[-1].summary == "Responder A (Responder A) deployed"
