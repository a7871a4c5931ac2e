"""What an alert says on one line: its title and its words; the rest is its body."""

from __future__ import annotations

from typing import Any

import pytest

from incidentkit.config import SlackSettings
from incidentkit.evidence import Evidence
from incidentkit.sources.interface import Window
from incidentkit.sources.slack.names import Names
from incidentkit.sources.slack.records import Conversation


def alerts(*attachments: dict[str, Any], **more: Any) -> list[Evidence]:
    conversation = Conversation("C024BE91L", "https://example.slack.com", Names(channels={"C024BE91L": "hub-ops"}))
    for number, attachment in enumerate(attachments):
        raw = {"type": "message", "subtype": "bot_message", "username": "Alerts", "ts": f"{1795385140 + number}.000100"}
        conversation.add({**raw, "text": "", "attachments": [{"color": "danger", **attachment}], **more})
    return conversation.records(Window(), SlackSettings())


LABELS = "Labels:\n - alertname = DiskFull\n - severity = critical\nSource: <https://grafana.example/a>\n"


@pytest.mark.parametrize(
    ("title", "text", "line"),
    [
        ("[FIRING:1] DiskFull (core-1)", f"Value: A=97\n{LABELS}Annotations:\n - summary = The disk is 97% full",
         "[FIRING:1] DiskFull (core-1): The disk is 97% full"),
        ("DiskFull", "*Description:* The disk of core-1 fills in an hour\n*Runbook:* <https://runbooks.example/|here>",
         "DiskFull: The disk of core-1 fills in an hour"),
        ("CRITICAL: disk of core-1 full", "DISK CRITICAL - free space: / 120 MB", None),
        ("[RESOLVED] DiskFull (core-1)", "*Summary:* The disk is full", "[RESOLVED] DiskFull (core-1)"),
        ("DiskFull", "*Alert:* It is full - `critical`\n*Details:*\n • *node:* `core-1`", "DiskFull: It is full"),
        ("The hub does not answer: students see 503", "", "The hub does not answer: students see 503"),
    ],
)  # fmt: skip
def test_the_line_says_what_happened_and_the_body_keeps_everything(title: str, text: str, line: str | None) -> None:
    (record,) = alerts({"title": title, "text": text})
    assert record.kind == "alert"
    assert record.summary == line or (line is None and record.summary.startswith(title))
    for word in filter(None, (part.strip(" *`•-") for part in text.replace("<", " ").replace("|", " ").split())):
        assert word.split("=")[0].strip("`*:.>") in (record.body or record.summary).replace("\\", "")


@pytest.mark.parametrize(
    ("attachment", "line"),
    [
        # A monitor that wakes people, and the query behind it.
        ({"title": "Triggered: Error rate is high",
          "text": "@slack-ops @hub-team Error rate over 5%\n\n`sum:errors{env:prod} > 5`",
          "fields": [{"title": "Notified", "value": "@hub-team"}]},
         "Triggered: Error rate is high: Error rate over 5%"),
        # A template that had nothing to name.
        ({"title": "[FIRING:1] DiskFull for", "text": "*Alert:* It is full"}, "[FIRING:1] DiskFull: It is full"),
        # A program of the cluster that names its object as an author.
        ({"author_name": "helmrelease/hub.prod", "text": "Helm upgrade failed: timed out",
          "fields": [{"title": "revision", "value": "1.2.3"}]},
         "helmrelease/hub.prod: Helm upgrade failed: timed out"),
        # An author who is a person stays out.
        ({"author_name": "Hub Operator", "text": "the build failed"}, "the build failed"),
        ({"title": "Problem: hub is unreachable",
          "text": "Severity: high\nEvent time: 14:20:20\nOriginal problem ID: 99"},
         "Problem: hub is unreachable"),
        ({"title": "#44: NodeNotReady on node-3", "pretext": "New alert: #44: NodeNotReady on node-3",
          "fields": [{"title": "Responders", "value": "the hub team"}]}, "New alert: #44: NodeNotReady on node-3"),
        ({"blocks": [{"type": "section", "text": {"type": "mrkdwn",
                                                  "text": "*<https://ci.example/1|Deploy hub>* *failed* :x:"}},
                     {"type": "context", "elements": [{"type": "mrkdwn", "text": "Shared by a workflow"}]}]},
         "Deploy hub failed"),
    ],
)  # fmt: skip
def test_how_a_message_came_to_be_is_not_what_it_says(attachment: dict[str, Any], line: str) -> None:
    (record,) = alerts(attachment)
    assert record.summary == line


def test_what_a_program_did_is_told_in_one_sentence_with_its_address() -> None:
    merged = {"pretext": "Pull request merged", "title": "#12 Raise hub memory", "title_link": "https://git.example/12"}
    synced = {"title": "hub", "title_link": "https://cd.example/hub", "text": "Application hub has been synced",
              "fields": [{"title": "Repository", "value": "https://git.example/deploy"}]}  # fmt: skip
    found = alerts({**merged, "color": "6f42c1"}, {**synced, "color": "good"})
    assert [record.kind for record in found] == ["message", "message"]
    assert found[0].summary == "Pull request merged: [#12 Raise hub memory](https://git.example/12)"
    assert found[1].summary == "Application hub has been synced" and "git.example/deploy" in (found[1].body or "")


def test_alerts_about_different_things_share_their_story_and_not_their_subject() -> None:
    titles = [f"[FIRING:{n}] NodeNotReady (pool-{n})" for n in (1, 2, 3)] + ["[RESOLVED] NodeNotReady (pool-1)"]
    found = alerts(*({"title": title} for title in titles))
    assert len({record.group for record in found[:3]}) == 1
    assert found[3].group != found[0].group
    assert [record.subject for record in found[:3]] == ["#hub-ops: pool-1", "#hub-ops: pool-2", "#hub-ops: pool-3"]
    assert found[0].many == "Alerts: [FIRING] NodeNotReady, {count} times, for {n} targets"


def test_a_hostile_alert_stays_text() -> None:
    (record,) = alerts({"title": "[FIRING:1] <img src=x> {count} (`*|$)", "text": "*Summary:* ![x](http://e.x/a) <b>"})
    assert "<img" not in record.summary
    assert "<b>" not in record.summary
    assert "![x]" not in record.summary
    assert "<img" not in str(record.many)
    assert str(record.many).count("{count}") == 1
