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
