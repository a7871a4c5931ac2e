"""A thread posted to and read back from a Slack that somebody else wrote."""

from __future__ import annotations

from peers.slack_emulate import TOKEN, call, slack

from incidentkit.config import SlackSettings
from incidentkit.sources.interface import Window
from incidentkit.sources.slack.doctor import auth_status
from incidentkit.sources.slack.web import SlackThread


def test_a_thread_is_read_as_it_was_posted() -> None:
    with slack() as url:
        channel = next(c["id"] for c in call(url, "conversations.list")["channels"] if c["name"] == "hub-ops")
        parent = call(url, "chat.postMessage", channel=channel, text="503s on the *hub*")["ts"]
        for text in ("looking", "restarted the proxy", "back to normal"):
            call(url, "chat.postMessage", channel=channel, text=text, thread_ts=parent)
        call(url, "chat.postMessage", channel=channel, text="another matter")
        call(url, "reactions.add", channel=channel, timestamp=parent, name="pushpin")
        environ = {"SLACK_TOKEN": TOKEN, "SLACK_API_URL": url}
        link = f"https://example.slack.com/archives/{channel}/p{parent.replace('.', '')}"
        got = SlackThread(link, settings=SlackSettings(), environ=environ).gather(Window())
        assert auth_status(environ)[0].ok
    assert [record.summary for record in got.records] == [
        "503s on the hub", "looking", "restarted the proxy", "back to normal",
    ]  # fmt: skip
    assert got.records[0].marks == ("timeline",)
    assert got.records[0].links[0].text == "Slack, #hub-ops"
