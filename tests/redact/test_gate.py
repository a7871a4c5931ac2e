"""People become pseudonyms, the same ones every time, and nobody's name reaches what is written."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from incidentkit.config import RedactSettings
from incidentkit.evidence import Author, Evidence, Link, Version, dump, mention
from incidentkit.redact import Gate
from incidentkit.sources.interface import Gathered, Person

START = datetime(2026, 3, 2, 14, tzinfo=UTC)


def said(number, person, text, **more):
    author = Author(f"name of {person}", "person", person)
    at = START + timedelta(minutes=number)
    return Evidence(f"slack:C1/{number}", at, "slack", "message", text, author=author, **more)


def admit(*records, people=(), **gate):
    made = Gate(RedactSettings(), **gate)
    return made.admit([Gathered("slack", records, people=people)])[0].records, made


def test_people_are_lettered_in_the_order_in_which_they_spoke():
    records, _ = admit(said(2, "U2", f"ask {mention('U9')}"), said(1, "U1", f"{mention('U2')} look"))
    assert [(r.author.name, r.author.id, r.summary) for r in records] == [
        ("Responder B", "", "ask Responder C"),
        ("Responder A", "", "Responder B look"),
    ]


def test_settings_name_roles_and_two_of_one_role_differ():
    records, _ = admit(
        said(1, "U1", "x"), said(2, "U2", "y"), said(3, "U3", "z"), roles={"U1": "Hub operator", "U2": "Hub operator"}
    )
    assert [r.author.name for r in records] == ["Hub operator", "Hub operator 2", "Responder A"]


def test_gathering_again_on_another_machine_gives_the_same_pseudonyms():
    first, _ = admit(said(5, "U1", f"with {mention('U7')}"), said(6, "U2", "y"))
    earlier = said(1, "U3", f"before all, {mention('U7')}")
    again, _ = admit(earlier, said(5, "U1", f"with {mention('U7')}"), said(6, "U2", "y"), known=first)
    assert again[1:] == first
    assert again[0].author.name not in {r.author.name for r in first}
    assert again[0].summary == "before all, " + first[0].summary.removeprefix("with ")


def test_names_written_out_in_talk_are_replaced_and_words_are_not():
    people = (Person("U1", ("Grace Testperson", "gtest-7")), Person("U2", ("Zorblax Example",)))
    records, _ = admit(
        said(1, "U1", "Zorblax restarted the hub, thanks @gtest-7. Grace period over. (Grace Testperson)"),
        people=people,
    )
    assert records[0].summary == ("Responder B restarted the hub, thanks Responder A. Grace period over. (Responder A)")


def test_an_account_named_by_its_role_leaves_the_words_of_its_name_alone():
    people = (Person("U1", ("Hub engineer",)), Person("U2", ("Storage Team", "storage-team")))
    records, _ = admit(said(1, "U1", "Hub is out of Storage, ask Storage Team or @storage-team"), people=people)
    assert records[0].summary == "Hub is out of Storage, ask Responder B or Responder B"


def test_secrets_and_addresses_go_from_every_field_and_are_counted():
    token = "ghp_" + "a1B2" * 9
    record = said(1, "U1", f"token {token}", body=f"mail a.b@corp.org {token}", links=(Link(f"https://x/?t={token}"),))
    records, gate = admit(record)
    assert token not in dump(records) and "corp.org" not in dump(records)
    assert gate.counts == {"github-token": 3, "email": 1}


def test_a_team_may_keep_names_but_never_secrets():
    people = (Person("U1", ("Zorblax Example",)),)
    records, _ = admit(said(1, "U1", f"I, {mention('U1')}, a.b@corp.org"), people=people, names=True)
    assert records[0].author.name == "Zorblax Example"
    assert records[0].summary == "I, Zorblax Example, [redacted: email]"


def test_users_in_pod_names_are_numbered_in_the_cluster_and_in_talk_about_it():
    pod = Evidence(
        "k8s:1", START, "kubernetes", "event", "Pod `jupyter-jdoe` was killed", subject="Pod prod/jupyter-jdoe"
    )
    other = Evidence(
        "k8s:2", START, "kubernetes", "event", "Volume `claim-zz-2dtop` filled up", subject="PVC claim-zz-2dtop"
    )
    talk = said(1, "U1", "jupyter-jdoe is gone, jupyter-server is fine")
    gate = Gate(RedactSettings())
    chat, cluster = gate.admit([Gathered("slack", (talk,)), Gathered("kubernetes", (pod, other))])
    assert [r.summary for r in cluster.records] == [
        "Pod `jupyter-user1` was killed", "Volume `claim-user2` filled up",
    ]  # fmt: skip
    assert chat.records[0].summary == "jupyter-user1 is gone, jupyter-server is fine"
    again = Gate(RedactSettings(), known=cluster.records).admit([Gathered("kubernetes", (other,))])
    assert again[0].records[0].summary == "Volume `claim-user2` filled up"


def test_one_person_in_a_chat_and_in_git_has_one_pseudonym():
    people = (
        Person("U1", ("Ada Example", "ada")),
        Person("ada@example.org", ("Ada  EXAMPLE",)),
        Person("U2", ("Ada",)),
    )
    mine = replace(said(0, "ada@example.org", "Bump"), id="git:x@1", source="git", kind="change")
    records, _ = admit(mine, said(1, "U2", "y"), said(2, "U1", "x"), people=people)
    assert [r.author.name for r in records] == ["Responder B", "Responder A", "Responder B"]


def test_what_ran_goes_through_the_gate_as_well():
    token = "ghp_" + "a1B2" * 9
    ran = Version("prod/jupyter-ada", "image", f"quay.example/x:{token}", f"deploy {token}")
    record = Evidence("k8s:1", START, "kubernetes", "version", "x", subject="Pod prod/jupyter-ada", versions=(ran,))
    ((admitted,), _) = admit(record)
    kept = dump([admitted])
    assert token not in kept and "ada" not in kept
    assert admitted.versions[0].aspect == "image"
